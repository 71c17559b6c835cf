"""The side that replays: stand-ins which answer from a `ReplayedSection`."""

from __future__ import annotations

import inspect
import threading
import warnings
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from qiskit.providers import Options

from qiskit_uplift.conformance.access import NeverAnswered
from qiskit_uplift.conformance.findings import NotInRecord
from qiskit_uplift.conformance.recording.classes import class_of, read_error, read_warning
from qiskit_uplift.conformance.recording.digests import digest
from qiskit_uplift.conformance.recording.given import Given
from qiskit_uplift.conformance.recording.recorder import ROOTS
from qiskit_uplift.conformance.recording.standins import Standin, standin_class
from qiskit_uplift.conformance.recording.values import Reader

LONGEST_WAIT = 2.0
"""Seconds that a call with a time limit takes at most, however long it overran that."""


class ReplayedSection:
    """The answers of one check, each given once.

    Args:
        check: The check's id.
        told: The section as it was written.
        arrays: The arrays that it refers to.
        roots: The stand-ins of the subject itself, by number.
    """

    def __init__(
        self,
        check: str,
        told: Mapping[str, Any],
        arrays: Mapping[str, Any],
        roots: Mapping[int, Standin],
    ) -> None:
        self._check = check
        self._looks = told["looks"]
        self._arrays = arrays
        self._made: dict[int, Standin] = dict(roots)
        self._calls: dict[tuple[int, str, str], deque[dict[str, Any]]] = {}
        self._left: dict[int, int] = {}
        self._asked: set[tuple[int, str]] = set()
        self._classes: dict[str, type[Standin]] = {}
        self._lock = threading.RLock()
        self.methods: dict[tuple[int, str], Any] = {}
        self.missing: NotInRecord | None = None
        for call in told["calls"]:
            self._calls.setdefault((call["on"], call["do"], call["with"]), deque()).append(call)
            self._asked.add((call["on"], call["do"]))

    def lacks(self, far: Replayed, do: str, why: str) -> NotInRecord:
        """The error for an answer that isn't there; the first of them is kept."""
        what = do.removeprefix("call ").removeprefix("get ")
        found = NotInRecord(
            f"not in the record: {self._check} asks {far.seen_class.__name__} for {what!r} {why}"
        )
        with self._lock:
            self.missing = self.missing or found
        return found

    def perform(
        self,
        far: Replayed,
        do: str,
        key: str,
        *,
        given: Given | None = None,
        named: Mapping[str, Any] | None = None,
    ) -> Any:
        """What came of it in the recorded run.

        Raises:
            NotInRecord: It wasn't asked then, or not as often.
            NeverAnswered: No answer came in time.
        """
        with self._lock:
            waiting = self._calls.get((far.number, do, key))
            call = waiting[0] if waiting else None
            if waiting and call is not None:
                left = self._left.setdefault(id(call), int(call.get("times", 1))) - 1
                self._left[id(call)] = left
                if left <= 0:
                    waiting.popleft()
        if call is None:
            known = (far.number, do) in self._asked
            why = "more often than it did then" if waiting is not None else (
                "with other arguments than it did then" if known and do != "get"
                else f"({key}), which it didn't then" if do == "get" else "which it didn't then"
            )  # fmt: skip
            raise self.lacks(far, do, why)
        if call.get("silent"):
            raise NeverAnswered
        limit = (named or {}).get("timeout")
        if isinstance(limit, int | float) and call["seconds"] > limit:
            # that a time limit isn't heeded is what a check judges by its clock
            threading.Event().wait(min(call["seconds"], LONGEST_WAIT))
        return self._told(far, do, call, given)

    def _told(self, far: Replayed, do: str, call: dict[str, Any], given: Given | None) -> Any:
        context, names = given or far.given, far.names
        if given is not None:
            names = given.renamed(call.get("names", []))
        for told in call.get("warned", ()):
            message = read_warning(told)
            warnings.warn_explicit(message.message, message.category, message.filename, 0)
        changed = call.get("changed")
        if changed is not None and context is not None:
            if "lost" in changed:
                raise self.lacks(far, do, f"where {changed['lost']}")
            context.change(changed, self._arrays)
        if "raised" in call:
            raise read_error(call["raised"])
        answer = call["answer"]
        if isinstance(answer, dict) and answer["t"] == "method":
            return _Method(answer["v"])
        if isinstance(answer, dict) and answer["t"] == "copied":
            raise self.lacks(far, "pickle", "as it did then, when its copy was asked")
        reader = Reader(self._arrays, lambda number: self._object(number, context, names), names)
        return reader.read(answer)

    def _object(self, number: int, context: Given | None, names: Mapping[str, str]) -> Standin:
        with self._lock:
            found = self._made.get(number)
            if found is None:
                look = self._looks[number - ROOTS]
                path = str(look["class"])
                if path not in self._classes:
                    self._classes[path] = standin_class(look)
                far = Replayed(look, number, lambda: self)
                far.given, far.names = context, names
                found = self._made[number] = self._classes[path](far)
            return found


class Replayed:
    """An object of a recorded subject behind its stand-in.

    Attributes:
        number: Its number in the record.
        given: The circuits of the call that it came from.
        names: The names of these for those of the recorded call.
    """

    def __init__(
        self, look: dict[str, Any], number: int, section: Callable[[], ReplayedSection | None]
    ) -> None:
        self.number = number
        self.given: Given | None = None
        self.names: Mapping[str, str] = {}
        self.seen_class: type = class_of(look)
        self._section = section
        self._set: dict[str, Any] = {}

    @property
    def section(self) -> ReplayedSection:
        """The section of the check that runs.

        Raises:
            NotInRecord: None does.
        """
        found = self._section()
        if found is None:
            raise NotInRecord(f"not in the record: {self.seen_class.__name__} outside of a check")
        return found

    def get(self, name: str) -> Any:
        """An attribute, as it was."""
        if name in self._set:
            return self._set[name]
        section, key = self.section, (self.number, name)
        if key not in section.methods:
            found = section.perform(self, "get", name)
            if not isinstance(found, _Method):
                return found
            section.methods[key] = found.parameters
        return self._method(name, section.methods[key])

    def set(self, name: str, value: Any) -> None:
        """Set an attribute, for this check's own eyes."""
        self._set[name] = value

    def fields(self) -> Any:
        """What ``vars()`` gave; nothing that is done with those of ``Options`` matters now."""
        if issubclass(self.seen_class, Options):
            return {}
        return self.section.perform(self, "fields", "")

    def ask(self, what: str, *arguments: Any) -> Any:
        """What Python asks by itself."""
        return self.section.perform(self, what, digest(arguments))

    def call(self, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """What a call of the object gave."""
        return self._called("__call__", arguments, named)

    def pickled(self) -> Any:
        """What can't be done again.

        Raises:
            NotInRecord: Always, unless it failed then.
        """
        return self.section.perform(self, "pickle", "")

    def as_job(self) -> Any:
        """The job as it could be asked."""
        return self.section.perform(self, "as job", "")

    def decide(self) -> bool:
        """What was decided by the clock."""
        return bool(self.section.perform(self, "decide", ""))

    def _method(self, name: str, parameters: Any) -> Callable[..., Any]:
        def method(*arguments: Any, **named: Any) -> Any:
            return self._called(name, arguments, named)

        method.__name__ = name
        if parameters is not None:
            method.__signature__ = _signature(parameters)  # type: ignore[attr-defined]  # read by inspect
        return method

    def _called(self, name: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        key, given = digest(arguments, named), Given((*arguments, *named.values()))
        return self.section.perform(
            self, f"call {name}", key, given=given if given.circuits else None, named=named
        )


class _Method:
    """Says that an attribute is a method."""

    def __init__(self, parameters: Any) -> None:
        self.parameters = parameters


def _signature(parameters: list[list[Any]]) -> inspect.Signature:
    return inspect.Signature(
        [
            inspect.Parameter(
                name,
                getattr(inspect.Parameter, kind),
                default=None if has else inspect.Parameter.empty,
            )
            for name, kind, has in parameters
        ]
    )
