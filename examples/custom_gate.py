"""A gate of a provider's own, with equivalence rules, which `uplift` keeps.

The device has SY, the square root of Y, in the place of SX. Rules for both directions are in
Qiskit's session library, so that any circuit can be transpiled to it, and SY can be unrolled for
devices that haven't got it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from qiskit import QuantumCircuit, transpile
from qiskit.circuit import Gate, Measure, Parameter
from qiskit.circuit.equivalence_library import SessionEquivalenceLibrary
from qiskit.circuit.library import CZGate, RYGate, RZGate, SXGate
from qiskit.providers import BackendV2, Options
from qiskit.quantum_info import Operator
from qiskit.transpiler import Target
from qiskit_aer import AerSimulator

from qiskit_uplift import uplift


class SYGate(Gate):
    """The square root of Y: a turn by 90 degrees about Y, with the phase of the root."""

    def __init__(self, label: str | None = None) -> None:
        super().__init__("sy", 1, [], label=label)

    def _define(self) -> None:
        self.definition = QuantumCircuit(1, global_phase=math.pi / 4)
        self.definition.append(RYGate(math.pi / 2), [0])

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        """The matrix."""
        root = np.array([[1 + 1j, -1 - 1j], [1 + 1j, 1 + 1j]]) / 2
        return root if dtype is None else root.astype(dtype)


def add_rules() -> None:
    """SX by SY, and SY by gates that every device has."""
    by_sy = QuantumCircuit(1)
    by_sy.rz(math.pi / 2, 0)
    by_sy.append(SYGate(), [0])
    by_sy.rz(-math.pi / 2, 0)
    assert Operator(by_sy) == Operator(SXGate())
    SessionEquivalenceLibrary.add_equivalence(SXGate(), by_sy)
    back = QuantumCircuit(1)
    back.rz(-math.pi / 2, 0)
    back.sx(0)
    back.rz(math.pi / 2, 0)
    assert Operator(back) == Operator(SYGate())
    SessionEquivalenceLibrary.add_equivalence(SYGate(), back)


class SYBackend(BackendV2):
    """Two qubits with SY, RZ and CZ; Aer computes."""

    def __init__(self) -> None:
        super().__init__(name="sy_device")
        self._target = Target(num_qubits=2)
        self._target.add_instruction(SYGate(), {(0,): None, (1,): None})
        self._target.add_instruction(RZGate(Parameter("angle")), {(0,): None, (1,): None})
        self._target.add_instruction(CZGate(), {(0, 1): None, (1, 0): None})
        self._target.add_instruction(Measure(), {(0,): None, (1,): None})

    @property
    def target(self) -> Target:
        """What it can do."""
        return self._target

    @property
    def max_circuits(self) -> None:
        """No limit."""

    @classmethod
    def _default_options(cls) -> Options:
        return Options(shots=1000, seed_simulator=None)

    def run(self, run_input: Any, **options: Any) -> Any:
        """Run circuits of the device's own gates."""
        circuits = [run_input] if isinstance(run_input, QuantumCircuit) else run_input
        for circuit in circuits:
            if not set(circuit.count_ops()) <= {"sy", "rz", "cz", "measure", "barrier"}:
                raise ValueError(f"{circuit.name} has other gates: {dict(circuit.count_ops())}")
        return AerSimulator().run([each.decompose("sy") for each in circuits], **options)


def main() -> None:
    """Sample and estimate through the gate."""
    add_rules()
    backend = uplift(SYBackend())
    print("uplifted:", sorted(backend.operation_names))
    bell = QuantumCircuit(2)
    bell.h(0)
    bell.cx(0, 1)
    fitted = transpile(bell, backend, optimization_level=1)
    print("transpiled:", "sy" in fitted.count_ops(), "sx" in fitted.count_ops())
    measured = bell.measure_all(inplace=False)
    sampler = backend.sampler(transpile="auto", default_shots=200)
    print("Sampler:", sorted(sampler.run([measured]).result()[0].data.meas.get_counts()))
    estimator = backend.estimator(transpile="auto", default_precision=0.05)
    values = estimator.run([(bell, ["XX", "ZZ"])]).result()[0].data.evs
    print("Estimator:", [round(float(value), 6) for value in values])


if __name__ == "__main__":
    main()
