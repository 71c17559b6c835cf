"""What was raised in the other interpreter, as errors and warnings of this one."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qiskit_uplift.exceptions import HostError, warn


class RemoteTraceback(Exception):
    """The traceback of the other side, printed as the cause of an error."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


def rebuilt(told: Mapping[str, Any], where: str) -> HostError:
    """The error of the other side: a `HostError`, and the builtin error that it was there.

    Its class has ancestors of the names and modules that the original had, so that code which
    knows a package's errors by name knows them here.

    Args:
        told: What the other side tells of it.
        where: The host, for the message.
    """
    error = _instance(_class_of(told), f"{told['text']} (raised in {where})")
    names = [*told["classes"], ("builtins", told["base"])]
    error.remote_type = ".".join(names[0])
    error.remote_traceback = told["traceback"]
    for name, value in told["status"].items():
        setattr(error, name, value)
    cause = told["cause"]
    error.__cause__ = RemoteTraceback(told["traceback"]) if cause is None else rebuilt(cause, where)
    return error


def _class_of(told: Mapping[str, Any]) -> type[HostError]:
    base = getattr(builtins, told["base"], None)
    made: type[HostError] = HostError
    if isinstance(base, type) and issubclass(base, Exception):
        made = type("HostError", (HostError, base), {"__module__": HostError.__module__})
    return mirrored(made, told["classes"])


def _instance(kind: type[HostError], message: str) -> HostError:
    try:
        return kind(message)
    except TypeError:  # such as UnicodeDecodeError, which takes five arguments
        return HostError(message)


def mirrored(base: type[Any], classes: Sequence[Sequence[str]]) -> type[Any]:
    """A class over ``base`` whose ancestors are called like those of a class of the other side.

    Args:
        base: What it really is.
        classes: Module and name of each, the class itself first.
    """
    made = base
    for module, name in reversed(classes):
        made = type(name, (made,), {"__module__": module, "__doc__": base.__doc__})
    return made


def warn_again(told: Iterable[Sequence[str]], where: str) -> None:
    """Emit the warnings of the other side, in the builtin category that theirs derive from."""
    for base, full_name, text in told:
        category = getattr(builtins, base, UserWarning)
        warn(f"{text} ({full_name} of {where})", category)
