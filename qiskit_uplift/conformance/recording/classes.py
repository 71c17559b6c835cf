"""Classes of a record: those that are at hand, and stand-ins for all others.

A record may come from a stranger, so no module is imported for it but those of `ROOTS`.
"""

from __future__ import annotations

import importlib
import traceback
import warnings
from typing import Any

ROOTS = ("builtins", "collections.abc", "enum", "qiskit", "qiskit_uplift")
"""Where classes are looked up, by the first part of their module."""


def path_of(kind: type) -> str:
    """A class as ``module:name``."""
    return f"{kind.__module__}:{kind.__qualname__}"


def resolved(path: str) -> type | None:
    """The class with a path, where it is one of `ROOTS` and is there; else None."""
    module, _, name = path.partition(":")
    if not any(module == root or module.startswith(f"{root}.") for root in ROOTS):
        return None
    try:
        found: Any = importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError):
        return None
    return found if isinstance(found, type) else None


def described(kind: type) -> dict[str, Any]:
    """A class as a record tells it: its name, and the nearest of its bases that are at hand."""
    bases: list[type] = []
    for base in kind.__mro__:
        at_hand = base is not object and resolved(path_of(base)) is base
        if at_hand and not any(issubclass(other, base) for other in bases):
            bases.append(base)
    return {"class": path_of(kind), "bases": [path_of(base) for base in bases]}


def class_of(told: dict[str, Any], body: dict[str, Any] | None = None) -> type:
    """The class that was `described`, or one of the same name with the same bases.

    Args:
        told: What `described` gave.
        body: The attributes of a stand-in; given, one is made in any case.
    """
    own = resolved(str(told["class"])) if body is None else None
    if own is not None:
        return own
    module, _, name = str(told["class"]).partition(":")
    bases = [found for found in map(resolved, told["bases"]) if found is not None] or [object]
    namespace = {"__module__": module, **(body or {})}
    name = name.rpartition(".")[2]
    for some in (bases, bases[:1]):
        try:
            return type(some[0])(name, tuple(some), dict(namespace))
        except TypeError:  # bases that don't go together, or one that can't be a base
            continue
    return type(name, (), namespace)


def write_error(error: BaseException) -> dict[str, Any]:
    """An exception or warning as data: its class, its words and its traceback as text."""
    told = described(type(error))
    plain = all(type(each) in (str, int, float, bool, type(None)) for each in error.args)
    try:
        text, shown = str(error), repr(error)
    except Exception as other:  # an exception of a stranger may fail to tell itself
        text = shown = f"({type(other).__name__} while it was written down)"
    return {
        **told,
        "args": list(error.args) if plain else [text],
        "text": text,
        "repr": shown,
        "traceback": "".join(traceback.format_exception(error)),
    }


def read_error(told: dict[str, Any]) -> BaseException:
    """An exception with the class, or one of its name, and the words of a recorded one."""
    own, arguments, text = resolved(told["class"]), tuple(told["args"]), told["text"]
    made = None
    if own is not None and issubclass(own, BaseException):
        made = _plainly(own, arguments, text)
    if made is None:
        body = {"__str__": lambda _: text, "__repr__": lambda _: told["repr"]}
        kind = class_of({**told, "bases": _of_errors(told["bases"])}, body)
        made = kind.__new__(kind, *arguments)
    made.__dict__["recorded_traceback"] = told["traceback"]
    return made


def _plainly(kind: type[BaseException], arguments: tuple[Any, ...], text: str) -> Any:
    """One of the class itself, if it says the same without having been initialized."""
    try:
        made = kind.__new__(kind, *arguments)
        return made if str(made) == text else None
    except Exception:  # a class may need its own __init__ for that
        return None


def _of_errors(paths: list[str]) -> list[str]:
    kinds = [path for path in paths if issubclass(resolved(path) or object, BaseException)]
    return kinds or ["builtins:Exception"]


def write_warning(message: warnings.WarningMessage) -> dict[str, Any]:
    """A warning that was heard."""
    text = message.message
    return write_error(text if isinstance(text, Warning) else message.category(str(text)))


def read_warning(told: dict[str, Any]) -> warnings.WarningMessage:
    """The inverse of `write_warning`."""
    read = read_error(told)
    found = read if isinstance(read, Warning) else UserWarning(str(read))
    return warnings.WarningMessage(found, type(found), "<record>", 0)
