"""``convert_to_target`` for Qiskit 2."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from qiskit.circuit import Gate, Instruction, Parameter
from qiskit.circuit.controlflow import (
    BreakLoopOp,
    ContinueLoopOp,
    ForLoopOp,
    IfElseOp,
    SwitchCaseOp,
    WhileLoopOp,
)
from qiskit.circuit.library.standard_gates import get_standard_gate_name_mapping
from qiskit.providers import QubitProperties
from qiskit.transpiler import InstructionProperties, Target

Qargs = tuple[int, ...]

CONTROL_FLOW: Mapping[str, type[Instruction]] = {
    "break_loop": BreakLoopOp,
    "continue_loop": ContinueLoopOp,
    "for_loop": ForLoopOp,
    "if_else": IfElseOp,
    "switch_case": SwitchCaseOp,
    "while_loop": WhileLoopOp,
}
_TIMING = ("granularity", "min_length", "pulse_alignment", "acquire_alignment")


def convert_to_target(  # noqa: PLR0917 - the order is that of the function this one restores
    configuration: Any,
    properties: Any = None,
    defaults: Any = None,
    custom_name_mapping: Mapping[str, Instruction] | None = None,
    add_delay: bool = True,
    filter_faulty: bool = True,
) -> Target:
    """The Target of what a ``BackendV1`` says of itself, as Qiskit 1.4 made it.

    Args:
        configuration: Its configuration.
        properties: Its properties; None for none.
        defaults: Its pulse defaults, which have no place in a Target any more.
        custom_name_mapping: Instructions for gate names, before those of Qiskit's library.
        add_delay: Whether every qubit can wait.
        filter_faulty: Whether what the properties call not operational is left out.

    Returns:
        The Target, with durations and times in seconds, frequencies in hertz. A gate is where its
        configuration says, else where it was measured, else anywhere.

    Warns:
        RuntimeWarning: A gate is in no library, and the configuration doesn't say how wide it is.

    Example:
        >>> from qiskit_uplift.backends import load_backend
        >>> backend = load_backend("reference:legacy")
        >>> target = convert_to_target(backend.configuration(), backend.properties())
        >>> target.num_qubits == backend.configuration().n_qubits
        True
    """
    del defaults
    return _Conversion(configuration, properties, filter_faulty=filter_faulty).target(
        {**get_standard_gate_name_mapping(), **CONTROL_FLOW, **(custom_name_mapping or {})},
        add_delay=add_delay,
    )


class _Conversion:
    def __init__(self, configuration: Any, properties: Any, *, filter_faulty: bool) -> None:
        self.configuration = configuration
        self.properties = properties
        self.listed = {gate.name: gate for gate in configuration.gates}
        self.measured: dict[str, list[Qargs]] = {}
        self.faulty_qubits: frozenset[int] = frozenset()
        self.faulty_gates: frozenset[tuple[str, Qargs]] = frozenset()
        if properties is None:
            return
        for gate in properties.gates:
            self.measured.setdefault(gate.gate, []).append(tuple(gate.qubits))
        if filter_faulty:
            self.faulty_qubits = frozenset(properties.faulty_qubits())
            self.faulty_gates = frozenset(
                (gate.gate, tuple(gate.qubits)) for gate in properties.faulty_gates()
            )

    def target(self, known: Mapping[str, Any], *, add_delay: bool) -> Target:
        configuration = self.configuration
        constraints = getattr(configuration, "timing_constraints", None) or {}
        target = Target(
            num_qubits=configuration.n_qubits,
            dt=getattr(configuration, "dt", None),
            qubit_properties=self.qubit_properties(),
            **{name: constraints[name] for name in _TIMING if name in constraints},
        )
        supported = getattr(configuration, "supported_instructions", None) or ()
        flow = [name for name in supported if name in CONTROL_FLOW]
        for name in dict.fromkeys([*configuration.basis_gates, *flow]):
            instruction = known.get(name) or self.opaque(name)
            if instruction is None:
                warnings.warn(
                    f"Nobody says what gate {name!r} is, so the Target is without it; "
                    "custom_name_mapping can tell.",
                    RuntimeWarning,
                    stacklevel=3,
                )
            elif name not in {"measure", "delay"}:
                self.add(target, instruction, name)
        qubits = self.working("measure", [(q,) for q in range(configuration.n_qubits)])
        target.add_instruction(known["measure"], {q: self.readout(q[0]) for q in qubits})
        if add_delay:
            qubits = self.working("delay", [(q,) for q in range(configuration.n_qubits)])
            target.add_instruction(known["delay"], dict.fromkeys(qubits))
        return target

    def add(self, target: Target, instruction: Any, name: str) -> None:
        gate = self.listed.get(name)
        places = getattr(gate, "coupling_map", None) or self.measured.get(name)
        if isinstance(instruction, type) or not places:
            target.add_instruction(instruction, name=name)
            return
        working = self.working(name, [tuple(qubits) for qubits in places])
        values = {qubits: self.gate(name, qubits) for qubits in working}
        target.add_instruction(instruction, values, name=name)

    def opaque(self, name: str) -> Gate | None:
        """A gate whose effect nobody knows, where the configuration says how wide it is."""
        gate = self.listed.get(name)
        places = getattr(gate, "coupling_map", None)
        if gate is None or not places:
            return None
        return Gate(name, len(places[0]), [Parameter(p) for p in gate.parameters])

    def working(self, name: str, places: Iterable[Qargs]) -> list[Qargs]:
        return [
            qubits
            for qubits in places
            if self.faulty_qubits.isdisjoint(qubits) and (name, qubits) not in self.faulty_gates
        ]

    def gate(self, name: str, qubits: Qargs) -> InstructionProperties | None:
        if qubits not in self.measured.get(name, ()):
            return None
        values = self.properties.gate_property(name, qubits)
        return InstructionProperties(
            duration=_value(values, "gate_length"), error=_value(values, "gate_error")
        )

    def readout(self, qubit: int) -> InstructionProperties | None:
        if self.properties is None:
            return None
        values = self.properties.qubit_property(qubit)
        return InstructionProperties(
            duration=_value(values, "readout_length"), error=_value(values, "readout_error")
        )

    def qubit_properties(self) -> list[QubitProperties] | None:
        if self.properties is None:
            return None
        found = []
        for qubit in range(self.configuration.n_qubits):
            values = self.properties.qubit_property(qubit)
            names = ("T1", "T2", "frequency")
            found.append(QubitProperties(*(_value(values, name) for name in names)))
        return found


def _value(values: Mapping[str, tuple[Any, Any]], name: str) -> float | None:
    return values[name][0] if name in values else None
