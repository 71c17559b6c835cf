"""Stand-ins: objects that look like those of the subject, and ask a `Far` side for everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from qiskit_uplift.conformance.recording.classes import described


class Far(Protocol):
    """What is behind a stand-in: the object itself, or a record of it."""

    seen_class: type
    number: int

    def get(self, name: str) -> Any:
        """An attribute."""

    def set(self, name: str, value: Any) -> None:
        """Set an attribute."""

    def fields(self) -> Any:
        """What ``vars()`` gives, so far as a check may see it."""

    def ask(self, what: str, *arguments: Any) -> Any:
        """One of `QUESTIONS`."""

    def call(self, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Call the object itself."""

    def pickled(self) -> Any:
        """What ``pickle`` makes of it."""


class Standin:
    """Looks like another object: ``isinstance`` and every attribute say so."""

    __slots__ = ("__weakref__", "_uplift_far")
    _uplift_far: Far

    def __init__(self, far: Far) -> None:
        object.__setattr__(self, "_uplift_far", far)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return self._uplift_far.get(name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._uplift_far.set(name, value)

    def __repr__(self) -> str:
        return str(self._uplift_far.ask("repr"))

    def __str__(self) -> str:
        return str(self._uplift_far.ask("str"))

    def __reduce_ex__(self, protocol: Any) -> Any:
        return self._uplift_far.pickled()


QUESTIONS: dict[str, Callable[..., Any]] = {
    "repr": repr,
    "str": str,
    "len": len,
    "bool": bool,
    "iter": list,
    "getitem": lambda thing, key: thing[key],
    "contains": lambda thing, key: key in thing,
    "eq": lambda thing, other: bool(thing == other),
}
"""What Python asks of an object by itself, but for its attributes."""

_OPTIONAL = ("len", "bool", "iter", "getitem", "contains")


def questions_of(kind: type) -> list[str]:
    """Which of `QUESTIONS`, and whether to call it, a class has an answer to."""
    found = [name for name in _OPTIONAL if hasattr(kind, f"__{name}__")]
    if any("__call__" in vars(base) for base in kind.__mro__):
        found.append("call")
    if getattr(kind, "__eq__", None) is not object.__eq__:
        found.append("eq")
    return found


def standin_class(told: dict[str, Any]) -> type[Standin]:
    """The class of a stand-in for objects of a class.

    Args:
        told: What `look_of` gave.
    """

    def asking(what: str) -> Callable[..., Any]:
        return lambda self, *given: self._uplift_far.ask(what, *given)

    body: dict[str, Any] = {
        "__slots__": (),
        "__class__": property(lambda self: self._uplift_far.seen_class),
        "__dict__": property(lambda self: self._uplift_far.fields()),
        "__module__": str(told["class"]).partition(":")[0],
    }
    for what in told["answers"]:
        if what == "call":
            body["__call__"] = lambda self, *given, **named: self._uplift_far.call(given, named)
        elif what == "iter":
            body["__iter__"] = lambda self: iter(self._uplift_far.ask("iter"))
        elif what in QUESTIONS:
            body[f"__{what}__"] = asking(what)
    if "eq" in told["answers"]:
        body["__hash__"] = object.__hash__
    return type(str(told["class"]).rpartition(":")[2].rpartition(".")[2], (Standin,), body)


def look_of(kind: type) -> dict[str, Any]:
    """What a stand-in for objects of a class has to look like."""
    return {**described(kind), "answers": questions_of(kind)}


def unwrapped(value: Any) -> Any:
    """A value with the objects in the place of their stand-ins; the same one if it has none."""
    if isinstance(value, Standin):
        return getattr(value._uplift_far, "live", value)
    if type(value) in (list, tuple):
        parts = [unwrapped(each) for each in value]
        same = all(new is old for new, old in zip(parts, value, strict=True))
        return value if same else type(value)(parts)
    if type(value) is dict:
        pairs = {key: unwrapped(each) for key, each in value.items()}
        return value if all(pairs[key] is each for key, each in value.items()) else pairs
    return value
