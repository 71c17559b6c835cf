"""The side that records: stand-ins which pass everything on, and note it in a `RecordedSection`."""

from __future__ import annotations

import functools
import inspect
import threading
import time
from collections.abc import (
    Callable,
    ItemsView,
    Iterator,
    KeysView,
    MutableMapping,
    ValuesView,
)
from types import MappingProxyType
from typing import Any

from qiskit.providers import Options

from qiskit_uplift.conformance.access import WAITING
from qiskit_uplift.conformance.hearing import heard_since
from qiskit_uplift.conformance.recording.classes import write_error, write_warning
from qiskit_uplift.conformance.recording.digests import digest
from qiskit_uplift.conformance.recording.given import Given
from qiskit_uplift.conformance.recording.standins import (
    QUESTIONS,
    Standin,
    look_of,
    standin_class,
    unwrapped,
)
from qiskit_uplift.conformance.recording.values import NoData, Writer

ROOTS = 3
"""The backend, the Sampler and the Estimator have the numbers 0 to 2."""

MAY_CHANGE = ("run", "__call__", "result")
"""Methods after which the circuits are compared with what they were."""


_CLASSES: dict[type, type[Standin]] = {}


def standin_for(value: Any, far: Recorded) -> Standin:
    """A stand-in; those for objects of one class are of one class."""
    kind = type(value)
    return _CLASSES.setdefault(kind, standin_class(look_of(kind)))(far)


class RecordedSection:
    """What one check asked and was answered.

    Args:
        roots: The stand-ins of the subject itself, by the ids of what they stand for.
    """

    def __init__(self, roots: dict[int, Standin]) -> None:
        self._roots = roots
        self._known: dict[int, Standin] = {}
        self._lock = threading.RLock()
        self._closed = False
        self._last: dict[tuple[int, str, str], dict[str, Any]] = {}
        self.writer = Writer()
        self.looks: list[dict[str, Any]] = []
        self.calls: list[dict[str, Any]] = []
        self.methods: set[tuple[int, str]] = set()

    def close(self) -> None:
        """Note nothing more: what comes now was waited for no more."""
        with self._lock:
            self._closed = True

    def perform(
        self,
        far: Recorded,
        do: str,
        key: str,
        act: Callable[[], Any],
        given: Given | None = None,
    ) -> Any:
        """Do something with an object of the subject, and note what came of it."""
        call: dict[str, Any] = {"on": far.number, "do": do, "with": key, "silent": True}
        with self._lock:
            if self._closed:
                return act()
            self.calls.append(call)
        heard, waiting, began = heard_since(), WAITING.get(), time.monotonic()
        context = given or far.given
        told: dict[str, Any]
        raised: BaseException | None = None
        shown: Any = None
        try:
            value = act()
        except BaseException as error:
            raised = error
            told = {"raised": write_error(error)}
        else:
            with self._lock:
                answer, shown = self.answer(value, context)
            told = {"answer": answer}
        told["seconds"] = round(time.monotonic() - began, 6)
        warned = [write_warning(each) for each in heard()]
        with self._lock:
            if not self._closed and not (waiting is not None and waiting.over):
                if given is not None:
                    told["names"] = given.names
                if context is not None and do.removeprefix("call ") in MAY_CHANGE:
                    changes = context.changes(self.writer.keep)
                    told.update({} if changes is None else {"changed": changes})
                told.update({"warned": warned} if warned else {})
                self._settle(call, told)
        if raised is not None:
            raise raised
        return shown

    def _settle(self, call: dict[str, Any], told: dict[str, Any]) -> None:
        """Note what came of a call; the same again and again is one entry, with how often."""
        del call["silent"]
        key = (call["on"], call["do"], call["with"])
        call.update(told)
        before = self._last.get(key)
        if before is not None and self.calls[-1] is call and _alike(before, call):
            before["times"] = before.get("times", 1) + 1
            self.calls.pop()
        else:
            self._last[key] = call

    def answer(  # noqa: PLR0911 - one a kind of value
        self, value: Any, context: Given | None
    ) -> tuple[Any, Any]:
        """An answer as data, and as the check is to see it."""
        if isinstance(value, Standin):
            return {"t": "object", "v": value._uplift_far.number}, value
        if isinstance(value, _Method):
            return {"t": "method", "v": parameters_of(value.bound)}, value
        if isinstance(value, _Copied):
            return {"t": "copied"}, value
        before = len(self.writer.arrays)
        try:
            return self.writer.write(value), value
        except NoData:
            for name in list(self.writer.arrays)[before:]:
                del self.writer.arrays[name]
        if isinstance(value, ItemsView | KeysView | ValuesView):
            value = list(value)
        if type(value) in (list, tuple):
            pairs = [self.answer(each, context) for each in value]
            written = [told for told, _ in pairs]
            shown = type(value)(seen for _, seen in pairs)
            return (written if type(value) is list else {"t": "tuple", "v": written}), shown
        if type(value) in (dict, MappingProxyType):
            rows = [(self.answer(k, None), self.answer(v, context)) for k, v in value.items()]
            told = {"t": "dict", "v": [[key[0], item[0]] for key, item in rows]}
            return told, {key[1]: item[1] for key, item in rows}
        found = self._standin(value, context)
        return {"t": "object", "v": found._uplift_far.number}, found

    def _standin(self, value: Any, context: Given | None) -> Standin:
        found = self._roots.get(id(value)) or self._known.get(id(value))
        if found is None:
            far = Recorded(value, ROOTS + len(self.looks), lambda: self, context)
            found = standin_for(value, far)
            self.looks.append(look_of(type(value)))
            self._known[id(value)] = found
        return found


def _alike(before: dict[str, Any], after: dict[str, Any]) -> bool:
    left_out = ("seconds", "times")
    shorter = [{k: v for k, v in each.items() if k not in left_out} for each in (before, after)]
    return shorter[0] == shorter[1]


class Recorded:
    """An object of the subject behind its stand-in.

    Attributes:
        live: The object.
        number: Its number in the record.
        given: The circuits of the call that it came from.
    """

    def __init__(
        self,
        live: Any,
        number: int,
        section: Callable[[], RecordedSection | None],
        given: Given | None = None,
    ) -> None:
        self.live = live
        self.number = number
        self.given = given
        self.seen_class: type = type(live)
        self._section = section

    def get(self, name: str) -> Any:
        """An attribute of the object; a method is one that notes its calls."""
        section = self._section()
        if section is None:
            return getattr(self.live, name)
        if (self.number, name) in section.methods:
            return self._method(name, getattr(self.live, name))

        def act() -> Any:
            value = getattr(self.live, name)
            return _Method(value) if _is_method(value) else value

        found = section.perform(self, "get", name, act)
        if not isinstance(found, _Method):
            return found
        section.methods.add((self.number, name))
        return self._method(name, found.bound)

    def set(self, name: str, value: Any) -> None:
        """Set an attribute of the object."""
        setattr(self.live, name, unwrapped(value))

    def fields(self) -> Any:
        """The fields of ``Options``, which may be set; else the backends that this one holds."""
        if isinstance(self.live, Options):
            return _Fields(vars(self.live))
        section = self._section()
        if section is None:
            return vars(self.live)

        def act() -> dict[str, Any]:
            own = vars(self.live).items()
            return {k: v for k, v in own if callable(getattr(v, "run", None))}

        return section.perform(self, "fields", "", act)

    def ask(self, what: str, *arguments: Any) -> Any:
        """What Python asks by itself."""
        section, plain = self._section(), unwrapped(arguments)
        if section is None:
            return QUESTIONS[what](self.live, *plain)
        key = digest(arguments)
        return section.perform(self, what, key, lambda: QUESTIONS[what](self.live, *plain))

    def call(self, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Call the object."""
        return self._called("__call__", self.live, arguments, named)

    def pickled(self) -> Any:
        """Pickle the object itself: its copy is asked without being recorded."""
        section = self._section()
        if section is None:
            return self.live.__reduce_ex__(4)
        return section.perform(self, "pickle", "", lambda: _Copied(self.live)).value

    def as_job(self, made: Callable[[Any], Any]) -> Any:
        """The job as its provider's file lets it be asked."""
        section = self._section()
        if section is None:
            return made(self.live)
        return section.perform(self, "as job", "", lambda: made(self.live))

    def decide(self, decision: Callable[[], bool]) -> bool:
        """Note what is decided by the clock."""
        section = self._section()
        return decision() if section is None else section.perform(self, "decide", "", decision)

    def _method(self, name: str, bound: Any) -> Callable[..., Any]:
        def method(*arguments: Any, **named: Any) -> Any:
            return self._called(name, bound, arguments, named)

        method.__name__ = name
        parameters = parameters_of(bound)
        if parameters is not None:
            method.__signature__ = inspect.signature(bound)  # type: ignore[attr-defined]  # read by inspect
        return method

    def _called(
        self, name: str, bound: Any, arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> Any:
        plain, plainly = unwrapped(arguments), unwrapped(named)
        section = self._section()
        if section is None:
            return bound(*plain, **plainly)
        key, given = digest(arguments, named), Given((*arguments, *named.values()))
        return section.perform(
            self, f"call {name}", key, lambda: bound(*plain, **plainly),
            given if given.circuits else None,
        )  # fmt: skip


class _Method:
    """Says that an attribute is a method."""

    def __init__(self, bound: Any) -> None:
        self.bound = bound


class _Copied:
    """Says that an object was pickled."""

    def __init__(self, live: Any) -> None:
        self.value = live.__reduce_ex__(4)


class _Fields(MutableMapping[str, Any]):
    """The fields of an ``Options``, into which no stand-in gets."""

    def __init__(self, fields: Any) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> Any:
        return self._fields[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self._fields[name] = unwrapped(value)

    def __delitem__(self, name: str) -> None:
        del self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


def parameters_of(bound: Any) -> list[list[Any]] | None:
    """Name, kind and whether it has a default, of each parameter; None where nobody knows."""
    try:
        found = inspect.signature(bound).parameters.values()
    except (TypeError, ValueError):  # of a function written in C
        return None
    return [[each.name, each.kind.name, each.default is not each.empty] for each in found]


def _is_method(value: Any) -> bool:
    return inspect.isroutine(value) or isinstance(value, functools.partial)
