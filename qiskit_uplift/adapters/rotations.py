"""Basis changes in the backend's own gates, qubit by qubit."""

from __future__ import annotations

from typing import Any

import numpy as np
from qiskit.circuit import CircuitInstruction, ClassicalRegister, Gate, QuantumCircuit
from qiskit.quantum_info import Operator
from qiskit.transpiler import TranspilerError, generate_preset_pass_manager

from qiskit_uplift.adapters.observables import Group
from qiskit_uplift.adapters.transpilation import Prepared
from qiskit_uplift.exceptions import InvalidCircuitError

_LEVEL = 1  # enough to join the gates of a rotation; more would only look for other layouts

_PREPARATIONS = ("initialize", "reset")
_IDLE = ("barrier", "delay")


class BasisChanges:
    """The rotations from the X and Y bases to Z, translated once for each width.

    Args:
        backend: A ``BackendV2``; its own translation and scheduling stages are used.
        where: The backend, as messages name it.
    """

    def __init__(self, backend: Any, where: str) -> None:
        self._backend = backend
        self._where = where
        self._known: dict[tuple[str, int], list[list[CircuitInstruction]]] = {}

    def prepared(self, ready: Prepared, group: Group) -> Prepared:
        """Append the measurement of a group to a circuit.

        Args:
            ready: The circuit, with or without its parameters bound; it is not changed.
            group: What to measure.

        Returns:
            The circuit with a new classical register behind all others, whose bit ``i`` is the
            outcome of ``group.measured[i]``.
        """
        result = ready.circuit.copy()
        result.metadata = {}
        register = ClassicalRegister(len(group.measured), _fresh_name(result))
        result.add_register(register)
        places = [ready.qubits[qubit] for qubit in group.measured]
        for place, qubit in zip(places, group.measured, strict=True):
            for instruction in self._rotation(group.basis[qubit], place, result.num_qubits):
                result.append(instruction.operation, [place])
        # some devices take no gate after the first measurement, whatever its qubit
        result.measure(places, register)
        return Prepared(result, ready.qubits)

    def _rotation(self, basis: str, qubit: int, width: int) -> list[CircuitInstruction]:
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
        manager = generate_preset_pass_manager(
            optimization_level=_LEVEL,
            backend=self._backend,
            initial_layout=list(range(width)),
            seed_transpiler=0,
        )
        try:
            translated = manager.run(rotations)
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
