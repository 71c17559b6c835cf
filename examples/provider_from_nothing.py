"""A provider from nothing: a Target, a BackendV2, options with validators, and two kinds of job.

The device is a simulation of two qubits. `run(...)` answers at once, `run(..., wait=False)` gives
a job that is computed in a thread, as one that waits in a queue would be. Nothing of it knows of
qiskit-uplift, which takes it as it is.
"""

from __future__ import annotations

import uuid
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from qiskit.circuit import Measure, Parameter, QuantumCircuit
from qiskit.circuit.library import CXGate, RZGate, SXGate
from qiskit.providers import BackendV2, JobStatus, JobV1, Options
from qiskit.quantum_info import Statevector
from qiskit.result import Result
from qiskit.transpiler import InstructionProperties, Target

from qiskit_uplift import uplift

_QUEUE = ThreadPoolExecutor(max_workers=1)


def example_target() -> Target:
    """Two coupled qubits, with durations in seconds and errors."""
    target = Target("Two coupled qubits", num_qubits=2, dt=1e-9)
    single = {(q,): InstructionProperties(duration=30e-9, error=1e-4) for q in range(2)}
    target.add_instruction(SXGate(), single)
    target.add_instruction(RZGate(Parameter("angle")), {(q,): None for q in range(2)})
    target.add_instruction(CXGate(), {(0, 1): InstructionProperties(duration=300e-9, error=1e-3)})
    readout = {(q,): InstructionProperties(duration=1e-6, error=1e-2) for q in range(2)}
    target.add_instruction(Measure(), readout)
    return target


class ExampleJob(JobV1):
    """A job whose result is there already, or comes from a thread."""

    def __init__(self, backend: ExampleBackend, result: Result | Future[Result]) -> None:
        super().__init__(backend, str(uuid.uuid4()))
        self._result = result

    def submit(self) -> None:
        """A job is submitted by `run`."""
        raise NotImplementedError("run() has submitted this job.")

    def result(self) -> Result:
        """The result; it waits for one that is still computed."""
        return self._result.result() if isinstance(self._result, Future) else self._result

    def status(self) -> JobStatus:
        """How far it is."""
        if not isinstance(self._result, Future) or self._result.done():
            return JobStatus.DONE
        return JobStatus.RUNNING if self._result.running() else JobStatus.QUEUED


class ExampleBackend(BackendV2):
    """The device."""

    def __init__(self) -> None:
        super().__init__(name="example", description="Two qubits", backend_version="1.0")
        self._target = example_target()
        self.options.set_validator("shots", (1, 4000))
        self.options.set_validator("seed", int)

    @property
    def target(self) -> Target:
        """What it can do."""
        return self._target

    @property
    def max_circuits(self) -> int:
        """How many circuits a job may have."""
        return 10

    @classmethod
    def _default_options(cls) -> Options:
        return Options(shots=1000, seed=0, wait=True)

    def run(self, run_input: Any, **options: Any) -> ExampleJob:
        """Run one circuit or several, with the options `shots`, `seed` and `wait`."""
        for name in options:
            if name not in self.options:
                raise TypeError(f"{name!r} is no option; there are shots, seed and wait.")
        chosen = Options(**dict(self.options.items()))
        chosen.validator.update(self.options.validator)
        chosen.update_options(**options)  # refuses what the validators don't allow
        circuits = [run_input] if isinstance(run_input, QuantumCircuit) else list(run_input)
        if not chosen.wait:
            return ExampleJob(self, _QUEUE.submit(self._compute, circuits, chosen))
        return ExampleJob(self, self._compute(circuits, chosen))

    def _compute(self, circuits: list[QuantumCircuit], options: Options) -> Result:
        results = []
        for circuit in circuits:
            measured = {
                circuit.find_bit(each.clbits[0]).index: circuit.find_bit(each.qubits[0]).index
                for each in circuit.data
                if each.operation.name == "measure"
            }
            state = Statevector(circuit.remove_final_measurements(inplace=False))
            state.seed(options.seed)
            counts: dict[str, int] = {}
            for outcome in state.sample_memory(options.shots):
                bits = sum(
                    (outcome[-1 - qubit] == "1") << clbit for clbit, qubit in measured.items()
                )
                counts[hex(bits)] = counts.get(hex(bits), 0) + 1
            results.append(
                {
                    "success": True,
                    "shots": options.shots,
                    "data": {"counts": counts},
                    "header": {"name": circuit.name, "memory_slots": circuit.num_clbits},
                }
            )
        return Result.from_dict(
            {
                "backend_name": self.name,
                "backend_version": self.backend_version,
                "qobj_id": None,
                "job_id": None,
                "success": True,
                "results": results,
            }
        )


def main() -> None:
    """Run a Bell state by `run`, in both ways, and by a Sampler."""
    bell = QuantumCircuit(2, 2)
    bell.rz(1.5707963267948966, 0)
    bell.sx(0)
    bell.rz(1.5707963267948966, 0)
    bell.cx(0, 1)
    bell.measure([0, 1], [0, 1])
    device = ExampleBackend()
    at_once = device.run(bell, shots=200, seed=1).result().get_counts()
    later = device.run(bell, shots=200, seed=1, wait=False).result().get_counts()
    print("run, at once and later:", at_once == later, sorted(at_once))
    try:
        device.run(bell, shots=5000)
    except ValueError as error:
        print("5000 shots:", type(error).__name__)
    sampler = uplift(device).sampler(default_shots=100)
    print("Sampler:", sorted(sampler.run([bell]).result()[0].data.c.get_counts()))


if __name__ == "__main__":
    main()
