"""``disassemble`` for Qiskit 2: a :class:`QasmQobj` to circuits."""

from __future__ import annotations

from typing import Any, NamedTuple

from qiskit.circuit import (
    Barrier,
    ClassicalRegister,
    Clbit,
    Instruction,
    QuantumCircuit,
    QuantumRegister,
)
from qiskit.circuit.library import Initialize, MCXGate, UnitaryGate
from qiskit.circuit.library.standard_gates import get_standard_gate_name_mapping
from qiskit.exceptions import QiskitError

from qiskit_uplift.compat._qobj import QasmQobj, QasmQobjExperiment, QasmQobjInstruction


class CircuitModule(NamedTuple):
    """What :func:`disassemble` gives.

    Attributes:
        circuits: The circuits.
        run_config: How they were to be run.
        user_qobj_header: What the result was to be labelled with.
    """

    circuits: list[QuantumCircuit]
    run_config: dict[str, Any]
    user_qobj_header: dict[str, Any]


def disassemble(qobj: QasmQobj) -> CircuitModule:
    """The circuits of a Qobj, the configuration and the header.

    Conditions become ``if_test``; the unit of a delay, which a Qobj lacks, is ``dt``.

    Args:
        qobj: Circuits; pulse schedules can't be taken apart.

    Raises:
        QiskitError: It holds pulse schedules, or a condition that belongs to no register and no
            bit.
    """
    if getattr(qobj, "type", None) != "QASM":
        raise QiskitError("Only a QasmQobj can be taken apart; pulse schedules can't.")
    return CircuitModule(
        [_Reader(experiment).read() for experiment in qobj.experiments],
        qobj.config.to_dict(),
        qobj.header.to_dict(),
    )


class _Reader:
    def __init__(self, experiment: QasmQobjExperiment) -> None:
        header = experiment.header.to_dict()
        self.instructions = experiment.instructions
        self.circuit = QuantumCircuit(
            *(QuantumRegister(size, name) for name, size in header.get("qreg_sizes", ())),
            *(ClassicalRegister(size, name) for name, size in header.get("creg_sizes", ())),
            name=header.get("name"),
            global_phase=header.get("global_phase", 0),
            metadata=header.get("metadata"),
        )
        self.known = get_standard_gate_name_mapping()
        self.conditions: dict[int, tuple[ClassicalRegister | Clbit, int]] = {}

    def read(self) -> QuantumCircuit:
        for item in self.instructions:
            if item.name == "bfunc":
                self.conditions[item.register] = self.condition(
                    int(item.mask, 16), int(item.val, 16)
                )
                continue
            qubits, clbits = getattr(item, "qubits", ()), getattr(item, "memory", ())
            operation = self.operation(item, len(qubits), len(clbits))
            if (register := getattr(item, "conditional", None)) is None:
                self.circuit.append(operation, qubits, clbits)
                continue
            with self.circuit.if_test(self.conditions[register]):
                self.circuit.append(operation, qubits, clbits)
        return self.circuit

    def condition(self, mask: int, value: int) -> tuple[ClassicalRegister | Clbit, int]:
        for register in self.circuit.cregs:
            places = [1 << self.circuit.find_bit(bit).index for bit in register]
            if places and sum(places) == mask:
                return register, sum(1 << i for i, place in enumerate(places) if value & place)
        if mask and mask & (mask - 1) == 0:
            return self.circuit.clbits[mask.bit_length() - 1], int(bool(value))
        raise QiskitError(f"The condition on the clbits {mask:#x} is on no register and no bit.")

    def operation(self, item: QasmQobjInstruction, num_qubits: int, num_clbits: int) -> Instruction:
        params = list(getattr(item, "params", ()))
        label = getattr(item, "label", None)
        if item.name == "barrier":
            return Barrier(num_qubits, label=label)
        if item.name == "initialize":
            return Initialize("".join(params) if isinstance(params[0], str) else params)
        if item.name == "unitary":
            return UnitaryGate(params[0], label=label)
        if item.name == "mcx":
            return MCXGate(num_qubits - 1, label=label)
        known = self.known.get(item.name)
        if known is not None and known.num_qubits == num_qubits:
            operation = known.to_mutable() if hasattr(known, "to_mutable") else known.copy()
            operation.params = params
            if label is not None:
                operation.label = label
            return operation
        return Instruction(item.name, num_qubits, num_clbits, params, label=label)
