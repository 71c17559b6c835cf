"""The reference device with something changed on the way in or on the way out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from qiskit.circuit import CircuitInstruction, QuantumCircuit

from qiskit_uplift.adapters.samples import Samples
from qiskit_uplift.backends.device import Device
from qiskit_uplift.backends.engine import Engine
from qiskit_uplift.backends.jobs import DeviceJob
from qiskit_uplift.backends.modern import ModernDevice

ChangesCircuit = Callable[[QuantumCircuit], QuantumCircuit]
ChangesSamples = Callable[[QuantumCircuit, Samples], Samples]
ChangesResult = Callable[[Any], None]
Step = Callable[[QuantumCircuit, CircuitInstruction], bool]


class AlteredEngine(Engine):
    """An `Engine` that runs another circuit than it is given, or gives other outcomes.

    Args:
        device: What is simulated.
        before: Changes a circuit before it is run.
        after: Changes its outcomes.
    """

    def __init__(
        self,
        device: Device,
        before: ChangesCircuit | None = None,
        after: ChangesSamples | None = None,
    ) -> None:
        super().__init__(device)
        self._before = before
        self._after = after

    def sample(self, circuit: QuantumCircuit, shots: int, seed: int | None = None) -> Samples:
        """Run the changed circuit; see `Engine.sample`."""
        changed = circuit if self._before is None else self._before(circuit)
        samples = super().sample(changed, shots, seed)
        return samples if self._after is None else self._after(circuit, samples)


class AlteredJob(DeviceJob):
    """A job whose result is changed when it is read."""

    def __init__(self, job: DeviceJob, change: ChangesResult) -> None:
        super().__init__(job.backend(), job._future, job._stop, job.job_id())
        self._change = change
        self._changed = False

    def result(self, timeout: float | None = None) -> Any:
        """The changed result."""
        result = super().result(timeout)
        if not self._changed:
            self._change(result)
            self._changed = True
        return result


class AlteredDevice(ModernDevice):
    """The ideal reference device with something changed.

    Args:
        before: Changes each circuit before it is run.
        after: Changes the outcomes of each circuit.
        result: Changes a result in place when it is read.
        qubits: How many there are.
        face: What `ModernDevice` takes.
    """

    def __init__(
        self,
        *,
        before: ChangesCircuit | None = None,
        after: ChangesSamples | None = None,
        result: ChangesResult | None = None,
        qubits: int = 5,
        **face: Any,
    ) -> None:
        super().__init__(Device.generate(qubits, ideal=True), **face)
        self._queue.engine = AlteredEngine(self.device, before, after)
        self._change_result = result

    def run(
        self, run_input: QuantumCircuit | Sequence[QuantumCircuit], **options: Any
    ) -> DeviceJob:
        """Run circuits; see `ModernDevice.run`."""
        job = super().run(run_input, **options)
        return job if self._change_result is None else AlteredJob(job, self._change_result)


def rewritten(circuit: QuantumCircuit, step: Step) -> QuantumCircuit:
    """A circuit in which ``step`` has replaced some instructions.

    Args:
        circuit: The circuit.
        step: Is given the new circuit and an instruction; returns whether it has dealt with it.
    """
    changed = circuit.copy_empty_like()
    for item in circuit.data:
        if not step(changed, item):
            changed.append(item)
    return changed


def mapped(change: Callable[[QuantumCircuit, int], int]) -> ChangesSamples:
    """Outcomes changed one by one, each to another number of as many bits."""

    def after(circuit: QuantumCircuit, samples: Samples) -> Samples:
        values = samples.to_ints()
        known: Mapping[int, int] = {value: change(circuit, value) for value in set(values)}
        return Samples.from_memory([known[value] for value in values], samples.num_bits)

    return after


def bits_of(value: int, width: int) -> list[int]:
    """The bits of an outcome, clbit 0 first."""
    return [value >> index & 1 for index in range(width)]


def number_of(bits: Sequence[int]) -> int:
    """The outcome with these bits."""
    return sum(bit << index for index, bit in enumerate(bits))


def measurements(circuit: QuantumCircuit) -> list[tuple[int, int]]:
    """The qubit and the clbit of each measurement, in order."""
    return [
        (circuit.find_bit(item.qubits[0]).index, circuit.find_bit(item.clbits[0]).index)
        for item in circuit.data
        if item.name == "measure"
    ]


def without_measurements(circuit: QuantumCircuit) -> QuantumCircuit:
    """The circuit with its measurements left out."""
    return rewritten(circuit, lambda _, item: item.name == "measure")
