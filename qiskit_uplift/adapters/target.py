"""Configuration and properties to a `Target`. What the legacy data doesn't hold is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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

from qiskit_uplift.adapters.legacy_data import Configuration, Properties, Qargs

CONTROL_FLOW: Mapping[str, type[Instruction]] = {
    "if_else": IfElseOp,
    "while_loop": WhileLoopOp,
    "for_loop": ForLoopOp,
    "switch_case": SwitchCaseOp,
    "break_loop": BreakLoopOp,
    "continue_loop": ContinueLoopOp,
}

_PLAUSIBLE_DT = (1e-13, 1e-5)
_TIMING = ("granularity", "min_length", "pulse_alignment", "acquire_alignment")


@dataclass(frozen=True)
class TargetReport:
    """A Target, and what had to be assumed or left out to make it.

    Attributes:
        target: The Target.
        notes: Each a sentence for the person who asks what this Target rests on.
    """

    target: Target
    notes: tuple[str, ...] = field(default=())


def target_from_legacy(
    configuration: Any,
    properties: Any = None,
    *,
    name_mapping: Mapping[str, Instruction] | None = None,
    keep_faulty: bool = False,
) -> TargetReport:
    """Make a Target from what a ``BackendV1`` says of itself.

    It says the same as that of Qiskit 1.4's ``convert_to_target`` but for what would be a wrong
    statement about the device:

    - ``reset`` is there where ``supported_instructions`` lists it (1.4 left it out);
    - ``delay`` is not there where ``supported_instructions`` lists others and not this (1.4 added
      it to every qubit of every device);
    - a ``dt`` that is no sampling time, such as one in seconds where nanoseconds are due, is left
      out;
    - gates that the configuration describes are there though ``basis_gates`` doesn't name them;
    - a gate that neither has places in the configuration nor was measured is on all qubits, or, of
      two qubits, on the coupling map (1.4 put it anywhere).

    Each of the first three is in the notes.

    Args:
        configuration: A configuration object, or the dictionary of its JSON.
        properties: A properties object, or the dictionary of its JSON, or None.
        name_mapping: Instructions for gate names that aren't in Qiskit's standard library.
        keep_faulty: Keep qubits and gates that the properties mark as not operational. A faulty
            qubit keeps its index either way; without this no instruction is possible on it.

    Returns:
        The Target: errors as they are given, durations and times in seconds, frequencies in hertz.

    Raises:
        TargetError: The number of qubits is missing, or a unit is unknown.

    Example:
        >>> conf = {"n_qubits": 2, "basis_gates": ["x", "cx"], "coupling_map": [[0, 1]],
        ...         "gates": [], "dt": 0.5}
        >>> target_from_legacy(conf).target.operation_names
        dict_keys(['x', 'cx', 'delay', 'measure'])
    """
    builder = _Builder(
        Configuration.of(configuration),
        Properties.of(properties),
        {**get_standard_gate_name_mapping(), **(name_mapping or {})},
        keep_faulty=keep_faulty,
    )
    return TargetReport(builder.build(), tuple(builder.notes))


class _Builder:
    def __init__(
        self,
        configuration: Configuration,
        properties: Properties,
        known: Mapping[str, Instruction],
        *,
        keep_faulty: bool,
    ) -> None:
        self.configuration = configuration
        self.properties = properties
        self.known = known
        self.faulty_qubits = frozenset() if keep_faulty else properties.faulty_qubits
        self.faulty_gates = frozenset() if keep_faulty else properties.faulty_gates
        self.notes: list[str] = []

    def build(self) -> Target:
        configuration = self.configuration
        target = Target(
            num_qubits=configuration.num_qubits,
            dt=self._dt(),
            qubit_properties=self._qubit_properties(),
            **{k: configuration.timing[k] for k in _TIMING if k in configuration.timing},
        )
        listed = {*configuration.basis_gates, *configuration.gates, *configuration.instructions}
        for name in sorted(listed & set(CONTROL_FLOW)):
            target.add_instruction(CONTROL_FLOW[name], name=name)
        gates = [*configuration.basis_gates, *configuration.gates]
        for name in dict.fromkeys([*gates, *self._idle_and_reset()]):
            if name not in CONTROL_FLOW and name != "measure":
                self._add(target, name)
        qargs = self._working([(q,) for q in range(configuration.num_qubits)], "measure")
        target.add_instruction(self.known["measure"], {q: self._readout(q) for q in qargs})
        if self.faulty_qubits or self.faulty_gates:
            self.notes.append(
                f"Left out as not operational: qubits {sorted(self.faulty_qubits)}, gates "
                f"{sorted(self.faulty_gates)}."
            )
        return target

    def _idle_and_reset(self) -> Iterator[str]:
        """What is no gate, but stands in a Target like one."""
        gates, instructions = self.configuration.basis_gates, self.configuration.instructions
        if "reset" in instructions and "reset" not in gates:
            self.notes.append(
                "reset is there as supported_instructions lists it; Qiskit 1.4's own conversion "
                "leaves it out."
            )
            yield "reset"
        if "delay" in instructions:
            yield "delay"
        elif "delay" in gates:
            return
        elif instructions:
            self.notes.append(
                "delay is not there as supported_instructions lists others and not this; Qiskit "
                "1.4's own conversion adds it to all."
            )
        else:
            self.notes.append(
                "supported_instructions is not there; assumed is that qubits can wait (delay)."
            )
            yield "delay"

    def _dt(self) -> float | None:
        dt = self.configuration.dt
        if dt is not None and not _PLAUSIBLE_DT[0] <= dt <= _PLAUSIBLE_DT[1]:
            self.notes.append(
                f"dt = {dt} s is no plausible sampling time, so it was left out; Qiskit 1.4's "
                "own conversion keeps it."
            )
            return None
        return dt

    def _qubit_properties(self) -> list[QubitProperties] | None:
        if not self.properties.qubits:
            self.notes.append("T1, T2 and frequencies are unknown: there are no properties.")
            return None
        return [
            QubitProperties(
                t1=self.properties.qubit(i, "T1"),
                t2=self.properties.qubit(i, "T2"),
                frequency=self.properties.qubit(i, "frequency"),
            )
            for i in range(self.configuration.num_qubits)
        ]

    def _working(self, places: Iterable[Qargs], name: str) -> list[Qargs]:
        return [
            qargs
            for qargs in places
            if self.faulty_qubits.isdisjoint(qargs) and (name, qargs) not in self.faulty_gates
        ]

    def _add(self, target: Target, name: str) -> None:
        instruction = self._instruction(name)
        if instruction is None:
            return
        places = self._places(name, instruction.num_qubits)
        if places is None:
            target.add_instruction(instruction, name=name)
            return
        working = self._working(places, name)
        if working:
            target.add_instruction(
                instruction, {qargs: self._gate(name, qargs) for qargs in working}, name=name
            )

    def _instruction(self, name: str) -> Instruction | None:
        if name in self.known:
            return self.known[name]
        gate = self.configuration.gates.get(name)
        if gate is None or not gate.qargs:
            self.notes.append(
                f"Gate {name!r} is not in Qiskit's library and nobody says on how many qubits it "
                "acts, so it was left out; name_mapping can tell."
            )
            return None
        self.notes.append(
            f"Gate {name!r} is not in Qiskit's library, so it is opaque: circuits may hold it, but "
            "nothing is translated to it; name_mapping can tell what it does."
        )
        return Gate(name, len(gate.qargs[0]), [Parameter(p) for p in gate.parameters])

    def _places(self, name: str, num_qubits: int) -> Sequence[Qargs] | None:
        gate = self.configuration.gates.get(name)
        if gate is not None and gate.qargs is not None:
            return gate.qargs
        if num_qubits == 1:
            return [(q,) for q in range(self.configuration.num_qubits)]
        if num_qubits == 2 and self.configuration.coupling is not None:
            return self.configuration.coupling
        return None  # anywhere

    def _gate(self, name: str, qargs: Qargs) -> InstructionProperties | None:
        if name == "delay":
            return None
        error = self.properties.gate(name, qargs, "gate_error")
        duration = self.properties.gate(name, qargs, "gate_length")
        if error is None and duration is None:
            return None
        return InstructionProperties(duration=duration, error=error)

    def _readout(self, qargs: Qargs) -> InstructionProperties | None:
        error = self.properties.qubit(qargs[0], "readout_error")
        duration = self.properties.qubit(qargs[0], "readout_length")
        if error is None and duration is None:
            return None
        return InstructionProperties(duration=duration, error=error)


def assumed_target(
    *,
    num_qubits: int | None = None,
    basis_gates: Sequence[str] | None = None,
    coupling_map: Iterable[tuple[int, int]] | None = None,
    name_mapping: Mapping[str, Instruction] | None = None,
) -> TargetReport:
    """The Target of a backend that says nothing of itself.

    Args:
        num_qubits: The number of qubits; None if it is unknown.
        basis_gates: The names of the gates that it takes; None for all of Qiskit's standard
            library and control flow.
        coupling_map: The pairs of qubits that a two-qubit gate may be applied to (Qiskit's
            ``CouplingMap`` will do); None for all.
        name_mapping: Instructions for names that aren't in the standard library.

    Raises:
        ValueError: A name in ``basis_gates`` is unknown, or a coupling is outside of the qubits.
    """
    notes = []
    if basis_gates is None:
        notes.append(
            "The backend doesn't say which gates it takes; assumed is all of Qiskit's standard "
            "library, with control flow. Say it: uplift(..., basis_gates=[...])."
        )
    if coupling_map is None:
        notes.append("The coupling of the qubits is unknown; assumed is that all are coupled.")
    edges = None if coupling_map is None else [(int(a), int(b)) for a, b in coupling_map]
    if num_qubits is None and edges is not None:
        num_qubits = 1 + max(qubit for edge in edges for qubit in edge)
    if num_qubits is None:
        notes.append("The number of qubits is unknown, so no circuit is too wide.")
    known = {**get_standard_gate_name_mapping(), **(name_mapping or {})}
    unknown = [name for name in basis_gates or () if name not in {*known, *CONTROL_FLOW}]
    if unknown:
        raise ValueError(
            f"basis_gates has {unknown[0]!r}, which is not in Qiskit's standard library; give its "
            "Instruction in name_mapping."
        )
    names = [*known, *CONTROL_FLOW] if basis_gates is None else [*basis_gates, "measure"]
    target = Target(num_qubits=num_qubits)
    for name in dict.fromkeys(names):
        if name in CONTROL_FLOW:
            target.add_instruction(CONTROL_FLOW[name], name=name)
        elif edges is not None and known[name].num_qubits == 2:
            target.add_instruction(known[name], dict.fromkeys(edges), name=name)
        elif edges is None or known[name].num_qubits == 1:  # a wider gate has no known place
            target.add_instruction(known[name], _anywhere(known[name], num_qubits), name=name)
    return TargetReport(target, tuple(notes))


def _anywhere(instruction: Instruction, num_qubits: int | None) -> dict[Any, None]:
    if instruction.num_qubits == 1 and num_qubits is not None:
        return dict.fromkeys((q,) for q in range(num_qubits))
    return {None: None}
