"""`Recorder` and `Replayer`: a subject whose answers are written down, or read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from warnings import WarningMessage

from qiskit_uplift.conformance.access import EstimatorAccess, RunAccess, RunFacts, SamplerAccess
from qiskit_uplift.conformance.findings import NotInRecord
from qiskit_uplift.conformance.meter import Meter
from qiskit_uplift.conformance.recording.classes import read_warning, write_warning
from qiskit_uplift.conformance.recording.folder import FORMAT, HEADER, Folder, secrets_of
from qiskit_uplift.conformance.recording.recorder import Recorded, RecordedSection, standin_for
from qiskit_uplift.conformance.recording.replayer import Replayed, ReplayedSection
from qiskit_uplift.conformance.recording.standins import Standin, look_of, standin_class
from qiskit_uplift.conformance.recording.targets import read_target, write_target
from qiskit_uplift.conformance.recording.values import NoData, Reader, Writer
from qiskit_uplift.conformance.subject import Subject
from qiskit_uplift.exceptions import ConformanceError


class Recorder:
    """Writes down what a subject is asked and answers.

    Args:
        path: A folder that is empty or isn't there yet.
        subject: The subject.
        run: How it is examined: seed, level and the like, for the header.
        secrets: What holds credentials, besides the subject.

    Attributes:
        subject: The one to examine in its place.

    Raises:
        ConformanceError: There is something in the folder, or the Target can't be written down.
    """

    def __init__(
        self,
        path: str | Path,
        subject: Subject,
        run: Mapping[str, Any],
        secrets: Iterable[Any] = (),
    ) -> None:
        things = (
            subject.backend,
            None if subject.sampler is None else subject.sampler.sampler,
            None if subject.estimator is None else subject.estimator.estimator,
        )
        self._section: RecordedSection | None = None
        self._folder = Folder(path, secrets_of(*things, *secrets))
        told, arrays = _header(subject, things)
        self._folder.make()
        self._folder.write(HEADER, {"format": FORMAT, **run, **told}, arrays)
        made = [
            None if thing is None else standin_for(thing, Recorded(thing, number, self._now))
            for number, thing in enumerate(things)
        ]
        self._roots = {
            id(thing): one
            for thing, one in zip(things, made, strict=True)
            if thing is not None and one is not None
        }
        access = subject.run
        facts = None
        if access is not None:
            original = access.facts.as_job

            def as_job(job: Any) -> Any:
                far = getattr(job, "_uplift_far", None) if isinstance(job, Standin) else None
                return far.as_job(original) if isinstance(far, Recorded) else original(job)

            root: Any = made[0]
            facts = replace(access.facts, as_job=as_job, decide=root._uplift_far.decide)
        self.subject = _with(subject, made, facts)
        if access is not None and self.subject.run is not None:
            self.subject.run.form = access.form

    def _now(self) -> RecordedSection | None:
        return self._section

    def begin(self, check_id: str) -> None:
        """Before a check."""
        del check_id
        self._section = RecordedSection(self._roots)
        run = self.subject.run
        self._form = None if run is None else run.form

    def end(self, check_id: str, heard: list[WarningMessage]) -> list[WarningMessage]:
        """After it: its section is written, and what was warned of meanwhile.

        Threads of the backend warn whenever they like, and not only while it is asked.
        """
        section = self._section
        assert section is not None, "begin() comes first"
        self._section = None
        section.close()
        told = {"check": check_id, "form": self._form, "looks": section.looks,
                "calls": section.calls,
                "heard": [write_warning(each) for each in heard]}  # fmt: skip
        self._folder.write(f"checks/{check_id}", told, section.writer.arrays)
        return heard

    @property
    def missing(self) -> None:
        """Nothing is."""


class Replayer:
    """Answers as a recorded subject did.

    Args:
        path: The folder of the record.

    Attributes:
        run: How it was examined: what `Recorder` was given.

    Raises:
        ConformanceError: It is no record, or one that this kit can't read.
    """

    def __init__(self, path: str | Path) -> None:
        self._folder = Folder(path)
        self._section: ReplayedSection | None = None
        found = self._folder.read(HEADER)
        if found is None:
            raise ConformanceError(f"{path} holds no record: there is no {HEADER}.json in it.")
        self.run, self._arrays = found
        told = self.run.get("format")
        if told != FORMAT:
            raise ConformanceError(
                f"{path} is a record of format {told}, and this kit reads format {FORMAT}. "
                "Replay it with the version of qiskit-uplift that made it."
            )
        self._subject: Subject | None = None
        self._heard: list[WarningMessage] = []

    def subject(self, meter: Meter, timeout: float) -> Subject:
        """The subject, which needs neither the backend nor its package.

        Raises:
            ConformanceError: The record is damaged.
        """
        try:
            return self._made(meter, timeout)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ConformanceError(
                f"{self._folder.path} is damaged ({type(error).__name__}: {error})."
            ) from error

    def _made(self, meter: Meter, timeout: float) -> Subject:
        told, reader = self.run["subject"], Reader(self._arrays)
        made: list[Standin | None] = []
        for number, look in enumerate(told["looks"]):
            if look is None:
                made.append(None)
                continue
            far = Replayed(look, number, lambda: self._section)
            made.append(standin_class(look)(far))
        self._roots = {number: one for number, one in enumerate(made) if one is not None}
        facts = None
        if told["run"] is not None:
            root: Any = made[0]

            def as_job(job: Any) -> Any:
                far = getattr(job, "_uplift_far", None) if isinstance(job, Standin) else None
                return far.as_job() if isinstance(far, Replayed) else job

            facts = RunFacts(
                **{name: reader.read(value) for name, value in told["run"].items()},
                as_job=as_job,
                decide=lambda _: root._uplift_far.decide(),
            )
        target = told["target"]
        subject = Subject(
            name=told["name"], kind=told["kind"], spec=told["spec"], backend=None,
            target=None if target is None else read_target(target, self._arrays),
            run=None, sampler=None, estimator=None, meter=meter,
            assumptions=tuple(told["assumptions"]),
        )  # fmt: skip
        self._subject = _with(subject, made, facts, timeout)
        return self._subject

    def begin(self, check_id: str) -> None:
        """Before a check.

        Raises:
            NotInRecord: There is no section for it.
        """
        self._section, self._heard = None, []
        found = self._folder.read(f"checks/{check_id}")
        if found is None:
            raise NotInRecord(f"not in the record: {check_id} wasn't recorded")
        told, arrays = found
        self._section = ReplayedSection(check_id, told, arrays, self._roots)
        self._heard = [read_warning(each) for each in told["heard"]]
        run = None if self._subject is None else self._subject.run
        if run is not None and told["form"] is not None:
            lists, unsure = told["form"]
            run.form = bool(lists), bool(unsure)

    def end(self, check_id: str, heard: list[WarningMessage]) -> list[WarningMessage]:
        """After it: what was warned of then, and now."""
        del check_id
        return [*self._heard, *heard]

    @property
    def missing(self) -> NotInRecord | None:
        """What the check that ran last asked for, and isn't there."""
        return None if self._section is None else self._section.missing


def _with(
    subject: Subject,
    made: list[Standin | None],
    facts: RunFacts | None,
    timeout: float | None = None,
) -> Subject:
    backend, sampler, estimator = made
    meter = subject.meter
    if timeout is None:
        accesses = (subject.run, subject.sampler, subject.estimator)
        timeout = next(one.timeout for one in accesses if one is not None)
    return replace(
        subject,
        backend=backend,
        run=None if backend is None else RunAccess(backend, meter, timeout, facts),
        sampler=None if sampler is None else SamplerAccess(sampler, meter, timeout),
        estimator=None if estimator is None else EstimatorAccess(estimator, meter, timeout),
    )


def _header(subject: Subject, things: tuple[Any, ...]) -> tuple[dict[str, Any], dict[str, Any]]:
    writer = Writer()
    run = None
    if subject.run is not None:
        facts = subject.run.facts
        names = ("where", "route", "contract", "limits", "dialect", "waiting")
        run = {name: _known(writer, getattr(facts, name)) for name in names}
    told = {
        "name": subject.name,
        "kind": subject.kind,
        "spec": subject.spec,
        "assumptions": list(subject.assumptions),
        "target": None if subject.target is None else write_target(subject.target, writer.keep),
        "run": run,
        "looks": [None if thing is None else look_of(type(thing)) for thing in things],
    }
    return {"subject": told}, writer.arrays


def _known(writer: Writer, value: Any) -> Any:
    """What is known of options, with the names of classes for defaults that are no data."""
    try:
        return writer.write(value)
    except NoData:
        pass
    if isinstance(value, tuple | list):
        return {"t": "tuple", "v": [_known(writer, each) for each in value]}
    if isinstance(value, Mapping):
        pairs = [[_known(writer, key), _known(writer, each)] for key, each in value.items()]
        return {"t": "dict", "v": pairs}
    if type(value).__name__ in ("OptionContract", "RunOption"):
        fields = [[name, _known(writer, each)] for name, each in vars(value).items()]
        return {"t": "record", "class": type(value).__name__, "v": fields}
    return {"t": "object", "class": type(value).__name__}
