"""The simulation behind every face: circuits in, `Samples` out."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import numpy as np
from qiskit import transpile
from qiskit.circuit import ControlFlowOp, QuantumCircuit, Qubit
from qiskit.circuit.library import get_standard_gate_name_mapping

from qiskit_uplift.adapters.samples import Samples
from qiskit_uplift.backends.cutting import active_qubits, cut
from qiskit_uplift.backends.device import CONTROL_FLOW, Device
from qiskit_uplift.exceptions import ExecutionError, InvalidCircuitError

Accepts = Literal["target", "anything"]

STATEVECTOR_QUBITS = 25
"""Up to this width Aer's own choice of method is feasible, whatever the circuit."""

_EVERYWHERE = frozenset({"measure", "delay", "barrier", "break_loop", "continue_loop", "store"})
_CLIFFORD = frozenset(
    {"id", "x", "y", "z", "h", "s", "sdg", "sx", "sxdg", "cx", "cy", "cz", "swap", "ecr"}
    | {"measure", "reset", "barrier", "delay"}
)


class Engine:
    """Samples circuits on a device with Aer.

    Only the qubits that a circuit uses are simulated. The same seed gives the same numbers,
    whatever the number of threads.

    Args:
        device: What is simulated.
        accepts: ``target`` refuses a circuit with a gate that the device hasn't; ``anything``
            runs it, without noise for such a gate. By default an ideal device takes anything and
            a noisy one, which couldn't say what the gate's noise is, its own gates alone.
    """

    def __init__(self, device: Device, accepts: Accepts | None = None) -> None:
        if accepts not in (None, "target", "anything"):
            raise ValueError(f"accepts is 'target' or 'anything', got {accepts!r}.")
        self.device = device
        self.accepts: Accepts = accepts or ("anything" if device.ideal else "target")
        self._simulator: Any = None

    def check(self, circuit: QuantumCircuit) -> None:
        """Raise the reason, if there is one, why the device can't run a circuit.

        Raises:
            InvalidCircuitError: It is too wide, has unbound parameters or angles that aren't
                finite, or holds an instruction that the device doesn't have on those qubits.
            MissingExtraError: qiskit-aer isn't installed.
        """
        self._aer()
        if not isinstance(circuit, QuantumCircuit):
            kind = type(circuit).__name__
            raise InvalidCircuitError(f"{self.device.name} runs QuantumCircuit, got {kind}.")
        where = f"Circuit {circuit.name!r}"
        if circuit.num_qubits > self.device.num_qubits:
            raise InvalidCircuitError(
                f"{where} has {circuit.num_qubits} qubits, {self.device.name} has "
                f"{self.device.num_qubits}."
            )
        if circuit.parameters:
            names = ", ".join(parameter.name for parameter in circuit.parameters)
            raise InvalidCircuitError(f"{where} has unbound parameters: {names}.")
        if (name := _endless(circuit)) is not None:
            raise InvalidCircuitError(f"{where} has {name!r} with an angle that isn't finite.")
        used = _names(circuit)
        if "store" in used and "measure" not in used:
            raise InvalidCircuitError(f"{where} stores classical values but measures nothing.")
        if self.accepts == "target":
            positions = {qubit: index for index, qubit in enumerate(circuit.qubits)}
            for name, qubits in _placed(circuit, positions):
                if not self._has(name, qubits):
                    raise InvalidCircuitError(
                        f"{where} has {name!r} on qubits {list(qubits)}, which {self.device.name} "
                        "can't run; transpile it for the device first."
                    )

    def _has(self, name: str, qubits: tuple[int, ...]) -> bool:
        device = self.device
        if name in _EVERYWHERE:
            return name == "barrier" or all(device.qubits[q].operational for q in qubits)
        if name in device.control_flow:
            return True
        operation = device.table.get(name, {}).get(qubits)
        return operation is not None and device.works(operation)

    def prepare(self, circuit: QuantumCircuit) -> tuple[QuantumCircuit, tuple[int, ...]]:
        """The circuit that is really simulated, and the device's qubits that it stands for."""
        active = active_qubits(circuit)
        smaller = cut(circuit, active)
        native = set(self._aer().operation_names)
        if not _names(smaller) <= native | _EVERYWHERE:
            # The transpiler takes no names but those of the standard library and control flow.
            known = {*get_standard_gate_name_mapping(), *CONTROL_FLOW}
            smaller = transpile(smaller, basis_gates=sorted(native & known), optimization_level=0)
        return smaller, active

    def sample(self, circuit: QuantumCircuit, shots: int, seed: int | None = None) -> Samples:
        """Run a circuit that :meth:`check` has passed.

        Args:
            circuit: The circuit; its qubit ``i`` is the device's qubit ``i``.
            shots: How often to run it, at least once.
            seed: Decides the outcomes; None for new ones each time.

        Returns:
            One outcome a shot over all clbits of the circuit; bits never written are 0.

        Raises:
            ExecutionError: Aer refused or failed.
        """
        smaller, active = self.prepare(circuit)
        if "measure" not in _names(smaller):
            return Samples.zeros(shots, circuit.num_clbits)
        options: dict[str, Any] = {"shots": shots, "memory": True, "max_parallel_shots": 1}
        if not self.device.ideal:
            options["noise_model"] = self.device.noise.model(active)
        if seed is not None:
            # Aer may seed each shot by one more than the last: near seeds would share shots
            (word,) = np.random.SeedSequence(operator.index(seed) % 2**64).generate_state(
                1, np.uint64
            )
            options["seed_simulator"] = int(word) >> 1
        # Relaxation is no Clifford channel: a noisy circuit never is one for the stabilizers.
        clifford = self.device.ideal and _names(smaller) <= _CLIFFORD
        if len(active) > STATEVECTOR_QUBITS and not clifford:
            options["method"] = "matrix_product_state"
        result = self._aer().run(smaller, **options).result()
        if not result.success:
            reason = result.results[0].status if result.results else result.status
            raise ExecutionError(f"Aer failed on circuit {circuit.name!r}: {reason}")
        memory = result.data(0)["memory"]
        return Samples.from_memory([int(word, 16) for word in memory], circuit.num_clbits)

    def _aer(self) -> Any:
        if self._simulator is None:
            from qiskit_uplift._qiskit.aer import AerSimulator

            # Idle qubits are cut away already, and Aer's own truncation fails
            # ("unordered_map::at") where a qubit is used inside of a branch and isn't measured.
            self._simulator = AerSimulator(enable_truncation=False)
        return self._simulator


def _names(circuit: QuantumCircuit) -> set[str]:
    names = set()
    for item in circuit.data:
        names.add(item.name)
        if isinstance(item.operation, ControlFlowOp):
            names.update(*(_names(block) for block in item.operation.blocks))
    return names


def _endless(circuit: QuantumCircuit) -> str | None:
    """The name of an instruction with a parameter that is infinite or not a number."""
    for item in circuit.data:
        if any(isinstance(value, float) and not math.isfinite(value) for value in item.params):
            return str(item.name)
        if isinstance(item.operation, ControlFlowOp):
            for block in item.operation.blocks:
                if (found := _endless(block)) is not None:
                    return found
    return None


def _placed(
    circuit: QuantumCircuit, positions: Mapping[Qubit, int]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each instruction's name and physical qubits, those in control-flow bodies too."""
    for item in circuit.data:
        qubits = tuple(positions[qubit] for qubit in item.qubits)
        yield item.name, qubits
        if isinstance(item.operation, ControlFlowOp):
            for block in item.operation.blocks:
                yield from _placed(block, dict(zip(block.qubits, qubits, strict=True)))
