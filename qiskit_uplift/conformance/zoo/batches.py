"""Devices that are wrong about batches, shots, and runs beside other runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.samples import Samples
from qiskit_uplift.backends.jobs import DeviceJob
from qiskit_uplift.conformance.zoo.altered import AlteredDevice, AlteredJob, mapped
from qiskit_uplift.conformance.zoo.base import FaultyDevice, faulty
from qiskit_uplift.exceptions import LimitError

Input: TypeAlias = "QuantumCircuit | Sequence[QuantumCircuit]"


def batch_turned_around() -> AlteredDevice:
    """The outcomes of a batch come last to first, under the names of the circuits."""

    def change(result: Any) -> None:
        data = [one.data for one in result.results][::-1]
        for experiment, other in zip(result.results, data, strict=True):
            experiment.data = other

    return AlteredDevice(result=change)


def second_is_the_first() -> AlteredDevice:
    """The second circuit of a batch has the outcomes of the first."""

    def change(result: Any) -> None:
        if len(result.results) > 1:
            result.results[1].data = result.results[0].data

    return AlteredDevice(result=change)


def merged_by_name() -> AlteredDevice:
    """Circuits of the same name have the outcomes of the last of them."""

    def change(result: Any) -> None:
        last = {_name(one): one.data for one in result.results}
        for experiment in result.results:
            experiment.data = last[_name(experiment)]

    return AlteredDevice(result=change)


def _name(experiment: Any) -> Any:
    header = experiment.header
    return header.get("name") if isinstance(header, dict) else header.name


class OneSeedABatch(AlteredDevice):
    """All circuits of a job have the same random numbers."""

    def run(self, run_input: Input, **options: Any) -> DeviceJob:
        """Keep the first outcomes of each circuit that comes again."""
        several = [run_input] if isinstance(run_input, QuantumCircuit) else list(run_input)

        def change(result: Any) -> None:
            first: dict[int, Any] = {}
            for circuit, experiment in zip(several, result.results, strict=True):
                experiment.data = first.setdefault(id(circuit), experiment.data)

        return AlteredJob(super().run(run_input, **options), change)


class WrongInBatches(AlteredDevice):
    """Clbit 0 is wrong in a tenth of the shots where a job has several circuits."""

    def __init__(self) -> None:
        super().__init__(after=self._flip)
        self._several = False
        self._draw = np.random.default_rng(8)

    def run(self, run_input: Input, **options: Any) -> DeviceJob:
        """Note how many circuits there are, and wait: the next call may have one."""
        self._several = not isinstance(run_input, QuantumCircuit) and len(run_input) > 1
        job = super().run(run_input, **options)
        job.result()
        return job

    def _flip(self, circuit: QuantumCircuit, samples: Samples) -> Samples:
        if not self._several or not circuit.num_clbits:
            return samples
        wrong = self._draw.random(samples.num_shots) < 0.1
        values = [v ^ int(flip) for v, flip in zip(samples.to_ints(), wrong, strict=True)]
        return Samples.from_memory(values, samples.num_bits)


class NoLists(AlteredDevice):
    """A list of circuits is refused."""

    def run(self, run_input: Input, **options: Any) -> DeviceJob:
        """Refuse lists."""
        if not isinstance(run_input, QuantumCircuit):
            raise TypeError("run() takes one circuit.")
        return super().run(run_input, **options)


class OnlyLists(AlteredDevice):
    """A circuit that isn't in a list is refused."""

    def run(self, run_input: Input, **options: Any) -> DeviceJob:
        """Refuse a bare circuit."""
        if isinstance(run_input, QuantumCircuit):
            raise TypeError("run() takes a list of circuits.")
        return super().run(run_input, **options)


class InputMutated(AlteredDevice):
    """A barrier is put at the end of each circuit that is given."""

    def run(self, run_input: Input, **options: Any) -> DeviceJob:
        """Change the circuits."""
        for circuit in [run_input] if isinstance(run_input, QuantumCircuit) else run_input:
            circuit.barrier()
        return super().run(run_input, **options)


class MetadataTaken(AlteredDevice):
    """The metadata of each circuit that is given is emptied."""

    def run(self, run_input: Input, **options: Any) -> DeviceJob:
        """Change the circuits."""
        job = super().run(run_input, **options)
        job.result()
        for circuit in [run_input] if isinstance(run_input, QuantumCircuit) else run_input:
            circuit.metadata = {}
        return job


class ListEmptied(AlteredDevice):
    """The list of circuits is emptied."""

    def run(self, run_input: Input, **options: Any) -> DeviceJob:
        """Take the circuits out of the list."""
        job = super().run(run_input, **options)
        if isinstance(run_input, list):
            run_input.clear()
        return job


def _set_header(name: str, value: Any) -> AlteredDevice:
    def change(result: Any) -> None:
        for experiment in result.results:
            if isinstance(experiment.header, dict):
                experiment.header[name] = value
            else:
                setattr(experiment.header, name, value)

    return AlteredDevice(result=change)


def names_lost() -> AlteredDevice:
    """The result calls each circuit by a name of its own."""
    return _set_header("name", "experiment")


def metadata_lost() -> AlteredDevice:
    """The result has no metadata of the circuits."""
    return _set_header("metadata", {})


class EmptyHasOutcomes(AlteredDevice):
    """An empty list gives the outcomes of some circuit."""

    def run(self, run_input: Input, **options: Any) -> DeviceJob:
        """Run a circuit of its own for an empty list."""
        if isinstance(run_input, QuantumCircuit) or len(run_input):
            return super().run(run_input, **options)
        circuit = QuantumCircuit(1, 1)
        circuit.measure(0, 0)
        return super().run([circuit], **options)


class LimitedTo(AlteredDevice):
    """A device that declares a limit of circuits and doesn't keep to it.

    Args:
        declared: The limit that it declares.
        real: How many circuits it takes.
        refuses: Whether it refuses more than ``real``; else it leaves them out.
    """

    def __init__(self, declared: int, real: int, *, refuses: bool) -> None:
        super().__init__()
        self._declared = declared
        self._real = real
        self._refuses = refuses

    @property
    def max_circuits(self) -> int | None:
        """The limit that it declares."""
        return self._declared

    def run(self, run_input: Input, **options: Any) -> DeviceJob:
        """Refuse or leave out circuits."""
        several = [run_input] if isinstance(run_input, QuantumCircuit) else list(run_input)
        if self._refuses and len(several) > self._real:
            raise LimitError(f"At most {self._real} circuits, got {len(several)}.")
        return super().run(several[: self._real], **options)


def batch_cut_short() -> AlteredDevice:
    """Circuits above the limit are left out without a word."""
    return LimitedTo(6, 6, refuses=False)


def limit_too_high() -> AlteredDevice:
    """Fewer circuits are taken than the limit says."""
    return LimitedTo(6, 5, refuses=True)


def _shots_changed(change: Any) -> AlteredDevice:
    class Changed(AlteredDevice):
        def run(self, run_input: Input, **options: Any) -> DeviceJob:
            shots = options.pop("shots", None)
            asked = self.options.shots if shots is None else shots
            declared = asked if isinstance(shots, int) else None

            def tell(result: Any) -> None:
                for experiment in result.results:
                    experiment.shots = declared or experiment.shots

            return AlteredJob(super().run(run_input, shots=change(asked, shots), **options), tell)

    return Changed()


def one_shot_too_few() -> AlteredDevice:
    """One shot is missing of each circuit."""
    return _shots_changed(lambda asked, _: max(1, asked - 1))


def one_shot_is_many() -> AlteredDevice:
    """A single shot is taken for no number, so that 1024 come."""
    return _shots_changed(lambda asked, _: 1024 if asked == 1 else asked)


def other_default() -> AlteredDevice:
    """Another number of shots is taken by default than the options declare."""
    return _shots_changed(lambda asked, given: 100 if given is None else asked)


def shots_misreported() -> AlteredDevice:
    """The result says of each circuit that it is of one shot."""

    def change(result: Any) -> None:
        for experiment in result.results:
            experiment.shots = 1

    return AlteredDevice(result=change)


class WrongCalls(AlteredDevice):
    """Clbit 0 is wrong in some calls of ``run``.

    Args:
        strikes: Is told the number of the call, 1 first; returns whether it goes wrong.
    """

    def __init__(self, strikes: Any) -> None:
        super().__init__()
        self._strikes = strikes
        self._calls = 0

    def run(self, run_input: Input, **options: Any) -> DeviceJob:
        """Count the calls."""
        self._calls += 1
        job = super().run(run_input, **options)
        return AlteredJob(job, _wrong) if self._strikes(self._calls) else job


def _wrong(result: Any) -> None:
    for experiment in result.results:
        counts = experiment.data.counts
        experiment.data.counts = {hex(int(key, 16) ^ 1): n for key, n in counts.items()}


def second_call_wrong() -> AlteredDevice:
    """Clbit 0 is wrong at every second call."""
    return WrongCalls(lambda call: call % 2 == 0)


def every_fiftieth_job_wrong() -> AlteredDevice:
    """Clbit 0 is wrong in every fiftieth job."""
    return WrongCalls(lambda call: call % 50 == 0)


def one_in_fifty_jobs_wrong() -> AlteredDevice:
    """Clbit 0 is wrong in a job with a probability of 1/50."""
    rng = np.random.default_rng(2)
    return WrongCalls(lambda _: rng.random() < 1 / 50)


def leaks() -> AlteredDevice:
    """A bit that was 1 in most shots of a run reads 1 at the start of the next shots."""
    left = 0

    def change(circuit: QuantumCircuit, value: int) -> int:
        nonlocal left
        found = (value | left) & (2**circuit.num_clbits - 1)
        left = value
        return found

    return AlteredDevice(after=mapped(change))


class LastJob(AlteredDevice):
    """Every job gives the result of the last one that was submitted."""

    def __init__(self) -> None:
        super().__init__()
        self._last: DeviceJob | None = None

    def run(self, run_input: Input, **options: Any) -> DeviceJob:
        """Remember the job."""
        job = super().run(run_input, **options)
        self._last = job

        def change(result: Any) -> None:
            assert self._last is not None
            if self._last is not job:
                result.results = self._last.result().results

        return AlteredJob(job, change)


class LastSeed(AlteredDevice):
    """Every job is run with the last seed that was given, while it waits, to any of them."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[str, Any] = {}

    def run(self, run_input: Input, **options: Any) -> DeviceJob:
        """Run with the seed of now, and again where another one came in between."""
        self._last = dict(options)
        job = super().run(run_input, **options)

        def change(result: Any) -> None:
            if self._last.get("seed_simulator") != options.get("seed_simulator"):
                again = super(LastSeed, self).run(run_input, **self._last)
                result.results = again.result().results

        return AlteredJob(job, change)


class SameSeedAlways(AlteredDevice):
    """Where no seed is given, it is always the same."""

    def run(self, run_input: Input, **options: Any) -> DeviceJob:
        """Give a seed."""
        return super().run(run_input, **{"seed_simulator": 11, **options})


class StickySeed(AlteredDevice):
    """A seed is kept for the runs that come after it."""

    def __init__(self) -> None:
        super().__init__()
        self._seed: int | None = None

    def run(self, run_input: Input, **options: Any) -> DeviceJob:
        """Keep the seed."""
        self._seed = options.pop("seed_simulator", None) or self._seed
        return super().run(run_input, seed_simulator=self._seed, **options)


def _of(kind: type, *found_by: str) -> FaultyDevice:
    name = "".join(f"-{c.lower()}" if c.isupper() else c for c in kind.__name__).strip("-")
    return FaultyDevice(name, kind, found_by, (kind.__doc__ or name).splitlines()[0])


FAULTS: tuple[FaultyDevice, ...] = (
    faulty(batch_turned_around, "batch.order"),
    faulty(second_is_the_first, "batch.order"),
    faulty(merged_by_name, "batch.same-names"),
    _of(OneSeedABatch, "batch.independent-duplicates"),
    _of(WrongInBatches, "batch.counts", "batch.order"),
    _of(NoLists, "batch.list-of-one"),
    _of(OnlyLists, "batch.list-of-one"),
    _of(InputMutated, "batch.input-unchanged"),
    _of(MetadataTaken, "batch.input-unchanged"),
    _of(ListEmptied, "batch.input-unchanged"),
    faulty(names_lost, "batch.names"),
    faulty(metadata_lost, "batch.metadata"),
    _of(EmptyHasOutcomes, "batch.empty"),
    faulty(batch_cut_short, "batch.above-limit"),
    faulty(limit_too_high, "batch.at-limit"),
    faulty(one_shot_too_few, "shots.exact"),
    faulty(one_shot_is_many, "shots.one"),
    faulty(other_default, "shots.default"),
    faulty(shots_misreported, "shots.reported"),
    faulty(second_call_wrong, "determinism.calls-alike"),
    faulty(every_fiftieth_job_wrong, "determinism.many-jobs"),
    faulty(one_in_fifty_jobs_wrong, "determinism.many-jobs", budget=4.0),
    faulty(leaks, "determinism.no-leaks"),
    _of(LastJob, "determinism.in-flight", "determinism.threads"),
    _of(LastSeed, "determinism.threads-seeded"),
    _of(SameSeedAlways, "determinism.unseeded"),
    _of(StickySeed, "determinism.seed-is-dropped"),
)
