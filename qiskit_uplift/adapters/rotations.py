"""Basis changes in the backend's own gates, qubit by qubit."""

from __future__ import annotations

from typing import Any

import numpy as np
from qiskit.circuit import CircuitInstruction, ClassicalRegister, Gate, Measure, QuantumCircuit
from qiskit.quantum_info import Operator
from qiskit.transpiler import TranspilerError

from qiskit_uplift.adapters.compilers import compiler
from qiskit_uplift.adapters.observables import Group
from qiskit_uplift.adapters.transpilation import Prepared
from qiskit_uplift.exceptions import InvalidCircuitError

_LEVEL = 1  # enough to join the gates of a rotation; more would only look for other layouts

_PREPARATIONS = ("initialize", "reset")
_IDLE = ("barrier", "delay")


class BasisChanges:
    """The rotations from the X and Y bases to Z, translated once for each width of a circuit.

    Args:
        backend: A ``BackendV2``; its own translation and scheduling stages are used.
        where: The backend, as messages name it.
        wraps_angles: Whether these stages bring angles into the device's range.
    """

    def __init__(self, backend: Any, where: str, *, wraps_angles: bool = False) -> None:
        self._backend = backend
        self._where = where
        self._wraps_angles = wraps_angles
        self._known: dict[tuple[str, int], list[list[CircuitInstruction]]] = {}

    def behind(self, circuit: Prepared) -> Measurements:
        """What appends measurements to copies of ``circuit``."""
        return Measurements(circuit, self)

    def turn(self, basis: str, qubit: int, width: int) -> list[CircuitInstruction]:
        """The gates on ``qubit`` of ``width`` that turn a basis into Z.

        Raises:
            InvalidCircuitError: The backend has no gates for it.
        """
        if basis == "Z":
            return []
        if (basis, width) not in self._known:
            self._known[basis, width] = self._translate(basis, width)
        return self._known[basis, width][qubit]

    def _translate(self, basis: str, width: int) -> list[list[CircuitInstruction]]:
        rotations = QuantumCircuit(width)
        if basis == "Y":
            rotations.sdg(range(width))
        rotations.h(range(width))
        compiled = compiler(
            self._backend,
            optimization_level=_LEVEL,
            wraps_angles=self._wraps_angles,
            initial_layout=list(range(width)),
            seed_transpiler=0,
        )
        try:
            translated = compiled(rotations)
        except TranspilerError as error:
            raise InvalidCircuitError(
                f"{self._where} can't turn the {basis} basis into Z with its gates: {error.message}"
            ) from error
        found: list[list[CircuitInstruction]] = [[] for _ in range(width)]
        for instruction in translated.data:
            if instruction.operation.name in _IDLE:
                continue
            places = [translated.find_bit(bit).index for bit in instruction.qubits]
            if len(places) != 1 or places[0] >= width:
                raise InvalidCircuitError(
                    f"{self._where} can't turn the {basis} basis into Z qubit by qubit: its "
                    f"compiler made {instruction.operation.name!r} on qubits {places} of it."
                )
            found[places[0]].append(instruction)
        return [self._pure(basis, instructions) for instructions in found]

    def _pure(self, basis: str, found: list[CircuitInstruction]) -> list[CircuitInstruction]:
        """Without what a backend's own stages put in front to prepare a qubit.

        Behind a circuit that would erase the state which is to be measured.
        """
        prepares = bool(found) and found[0].operation.name in _PREPARATIONS
        gates = found[1:] if prepares else found
        stray = next((i for i in gates if not isinstance(i.operation, Gate)), None)
        if stray is not None:
            raise InvalidCircuitError(
                f"{self._where} can't turn the {basis} basis into Z: its compiler made "
                f"{stray.operation.name!r} of it, which is no gate."
            )
        # a compiler that knows of the preparation may have used it, and left too little
        if prepares and not _turns(basis, gates):
            raise InvalidCircuitError(
                f"{self._where} can't turn the {basis} basis into Z: its compiler made another "
                "preparation of it instead of gates."
            )
        return gates


class Measurements:
    """Appends the measurements of groups to copies of one circuit.

    All that the copies have in common is made once: the circuit with the register for the
    outcome, and the instructions on its qubits.

    Args:
        ready: The circuit, with or without its parameters bound; it is not changed.
        changes: The basis changes of its backend.
    """

    def __init__(self, ready: Prepared, changes: BasisChanges) -> None:
        self._ready = ready
        self._changes = changes
        self._templates: dict[int, QuantumCircuit] = {}
        self._turns: dict[tuple[int, str], list[CircuitInstruction]] = {}
        self._readouts: dict[tuple[int, ...], list[CircuitInstruction]] = {}

    def measuring(self, group: Group) -> Prepared:
        """The circuit with the measurement of a group behind it.

        Args:
            group: What to measure.

        Returns:
            A new circuit with a classical register behind all others, whose bit ``i`` is the
            outcome of ``group.measured[i]``.
        """
        circuit = self._template(len(group.measured)).copy()
        circuit.metadata = {}
        # of instructions made for these very bits there is nothing left that `append` could check
        for qubit in group.measured:
            for instruction in self._turn(qubit, group.basis[qubit]):
                circuit._append(instruction)  # public, says its documentation
        # some devices take no gate after the first measurement, whatever its qubit
        for instruction in self._readout(group.measured):
            circuit._append(instruction)
        return Prepared(circuit, self._ready.qubits)

    def _template(self, size: int) -> QuantumCircuit:
        if size not in self._templates:
            template = self._ready.circuit.copy()
            template.add_register(ClassicalRegister(size, _fresh_name(template)))
            self._templates[size] = template
        return self._templates[size]

    def _turn(self, qubit: int, basis: str) -> list[CircuitInstruction]:
        if (qubit, basis) not in self._turns:
            qubits = self._ready.circuit.qubits
            place = self._ready.qubits[qubit]
            self._turns[qubit, basis] = [
                instruction.replace(qubits=(qubits[place],), clbits=())
                for instruction in self._changes.turn(basis, place, len(qubits))
            ]
        return self._turns[qubit, basis]

    def _readout(self, measured: tuple[int, ...]) -> list[CircuitInstruction]:
        if measured not in self._readouts:
            template = self._template(len(measured))
            self._readouts[measured] = [
                CircuitInstruction(Measure(), (template.qubits[self._ready.qubits[qubit]],), (bit,))
                for qubit, bit in zip(measured, template.cregs[-1], strict=True)
            ]
        return self._readouts[measured]


def _turns(basis: str, gates: list[CircuitInstruction]) -> bool:
    """Whether a measurement of Z after ``gates`` is one of ``basis`` before them."""
    circuit = QuantumCircuit(1)
    for gate in gates:
        circuit.append(gate.operation, [0])
    turn = Operator(circuit)
    measured = turn.adjoint() @ Operator.from_label("Z") @ turn
    return bool(np.allclose(measured.data, Operator.from_label(basis).data, atol=1e-6))


def _fresh_name(circuit: QuantumCircuit) -> str:
    taken = {register.name for register in circuit.cregs}
    names = (f"__observable{suffix}" for suffix in ("", *range(1, len(taken) + 1)))
    return next(name for name in names if name not in taken)
