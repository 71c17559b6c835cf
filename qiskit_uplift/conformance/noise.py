"""How far a device's own noise may take the outcomes of a circuit from the ideal ones."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from qiskit_uplift.exceptions import InvalidCircuitError, OptionError

if TYPE_CHECKING:
    from qiskit.circuit import CircuitInstruction, QuantumCircuit
    from qiskit.transpiler import Target

NoiseMode = Literal["none", "strict", "tolerant"]

SAFETY: Final = 3.0
"""The factor of ``"tolerant"``: reported errors are averages, from a calibration that has aged."""

DEFAULT_ERRORS: Final = {"gate of one qubit": 0.002, "other gate": 0.03, "readout": 0.05}
"""What ``"tolerant"`` takes an error to be that the Target doesn't know, before the factor."""

_SECONDS: Final = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9, "ps": 1e-12}

_FREE: Final = frozenset({"barrier", "delay", "break_loop", "continue_loop", "store"})


def noise_tolerance(target: Target, circuit: QuantumCircuit, mode: NoiseMode = "strict") -> float:
    r"""A bound on the total variation between the ideal outcomes and those of a noisy device.

    Replacing the ideal operations by the noisy ones, one after the other, changes the outcomes by
    half the diamond norm of each difference at most, so the bound is a sum over the circuit:

    - A gate of :math:`d` dimensions with the average infidelity :math:`r` has the process
      infidelity :math:`r (d+1)/d` (doi:10.1016/S0375-9601(02)01272-0). For noise that is
      stochastic (a probability of Pauli errors, such as depolarization) that is half the diamond
      norm itself (doi:10.1103/PhysRevA.85.042311). A coherent error can be worse, of the order of
      :math:`\sqrt{r}`, and is *not* granted: it is what a test is to find.
    - Relaxation isn't stochastic. Where the duration, T1 and T2 are known, each qubit is granted
      :math:`1 - e^{-t/T_1}` and half of :math:`1 - e^{-t/T_2 + t/2T_1}` for its time in gates, in
      delays and between them (gates start as soon as their qubits are free), and what relaxation
      has of a gate's infidelity isn't counted a second time.
    - A readout with the mean error :math:`e` of its two outcomes is wrong for one of them with
      probability :math:`2e` at most.

    Args:
        target: The device's.
        circuit: On the Target's physical qubits. A loop counts as often as it runs, and of
            the blocks of a conditional all count.
        mode: ``"strict"`` for the bound, with 0 for errors that the Target doesn't know;
            ``"tolerant"`` for 3 times as much, with :data:`DEFAULT_ERRORS` for what is not known;
            ``"none"`` for 0, an ideal device.

    Returns:
        A total variation from 0 to 1; 1, that anything may come, where a loop's end isn't known.

    Raises:
        InvalidCircuitError: The circuit has an instruction that the Target hasn't at its place.
        OptionError: There is no such mode.

    Example:
        >>> from qiskit import QuantumCircuit
        >>> from qiskit.circuit.library import Measure
        >>> from qiskit.transpiler import InstructionProperties, Target
        >>> target = Target(num_qubits=1)
        >>> _ = target.add_instruction(Measure(), {(0,): InstructionProperties(error=0.01)})
        >>> circuit = QuantumCircuit(1, 1)
        >>> _ = circuit.measure(0, 0)
        >>> noise_tolerance(target, circuit)
        0.02
    """
    if mode not in get_args(NoiseMode):
        raise OptionError.unknown(str(mode), get_args(NoiseMode), "noise_tolerance")
    if mode == "none":
        return 0.0
    qubits = list(range(circuit.num_qubits))
    total = _Sum(target, tolerant=mode == "tolerant").block(circuit, qubits)
    return min(1.0, total * (SAFETY if mode == "tolerant" else 1.0))


class _Sum:
    """The sum over a circuit; ``_clock`` has the time at which each used qubit is free."""

    def __init__(self, target: Target, *, tolerant: bool) -> None:
        self._target = target
        self._tolerant = tolerant
        self._clock: dict[int, float] = {}

    def block(self, circuit: QuantumCircuit, qubits: Sequence[int]) -> float:
        where = dict(zip(circuit.qubits, qubits, strict=True))
        return math.fsum(
            term
            for item in circuit.data
            for term in self._terms(item, [where[qubit] for qubit in item.qubits])
        )

    def _terms(self, item: CircuitInstruction, on: list[int]) -> Iterator[float]:
        blocks = getattr(item.operation, "blocks", None)
        if blocks is not None:
            for _ in range(_times(item)):
                yield from (self.block(block, on) for block in blocks)
            if item.name == "while_loop" and any(self.block(block, on) for block in blocks):
                yield 1.0
            return
        seconds, error = self._known(item, on)
        if math.isinf(seconds):  # a delay whose length is an expression
            yield sum(math.isfinite(min(self._times(qubit))) for qubit in on)
            return
        start = max((self._clock.get(qubit, 0.0) for qubit in on), default=0.0)
        for qubit in on:
            if qubit in self._clock:
                yield self._relaxed(qubit, start - self._clock[qubit])
            # a qubit that nothing was done to is in its ground state, which stays
            if qubit in self._clock or item.name not in _FREE:
                self._clock[qubit] = start + seconds
        if item.name == "measure":
            yield 2 * error
        elif item.name == "delay":
            yield from (self._relaxed(qubit, seconds) for qubit in on if qubit in self._clock)
        elif item.name not in _FREE:
            yield self._stochastic(on, seconds, error)
            yield from (self._relaxed(qubit, seconds) for qubit in on)

    def _known(self, item: CircuitInstruction, on: list[int]) -> tuple[float, float]:
        """The duration and the error of an instruction."""
        if item.name == "delay":
            return self._delay(item), 0.0
        if item.name in _FREE:
            return 0.0, 0.0
        if not self._target.instruction_supported(item.name, tuple(on)):
            raise InvalidCircuitError(
                f"The Target has no {item.name!r} on qubits {tuple(on)}; "
                "transpile the circuit for it first."
            )
        places = self._target[item.name]
        known = places.get(tuple(on), places.get(None)) if places else None
        duration = getattr(known, "duration", None) or 0.0
        error = getattr(known, "error", None)
        if error is None or math.isnan(error):
            error = 0.0
            if self._tolerant:
                kind = "gate of one qubit" if len(on) == 1 else "other gate"
                error = DEFAULT_ERRORS["readout" if item.name == "measure" else kind]
        return duration, min(max(error, 0.0), 1.0)

    def _delay(self, item: CircuitInstruction) -> float:
        length: Any = item.operation.params[0]
        try:
            length = float(length)
        except (TypeError, ValueError):
            return math.inf
        if item.operation.unit == "dt":
            return length * (self._target.dt or 0.0)
        return length * _SECONDS.get(item.operation.unit, math.inf)

    def _stochastic(self, on: Sequence[int], seconds: float, error: float) -> float:
        """The depolarization that, with relaxation, makes the infidelity: Aer's own model."""
        dimension = 2 ** len(on)
        fidelity = 1 - error * (dimension + 1) / dimension
        relaxed = 1.0
        for qubit in on:
            t1, t2 = self._times(qubit)
            relaxed *= (1 + math.exp(-seconds / t1) + 2 * math.exp(-seconds / t2)) / 4
        worst = 1 - dimension**-2
        if fidelity >= relaxed:
            return 0.0
        if relaxed <= dimension**-2:
            return 1.0
        return min(1.0, (relaxed - fidelity) / (relaxed - dimension**-2) * worst)

    def _relaxed(self, qubit: int, seconds: float) -> float:
        if seconds <= 0:
            return 0.0
        t1, t2 = self._times(qubit)
        if math.isinf(t1) and math.isinf(t2):
            return 0.0
        damped = -math.expm1(-seconds / t1)
        dephased = -math.expm1(-seconds / t2 + seconds / (2 * t1))
        return min(1.0, damped + dephased / 2)

    def _times(self, qubit: int) -> tuple[float, float]:
        """T1 and T2 in seconds, infinite where they aren't known."""
        known = self._target.qubit_properties
        data = known[qubit] if known and qubit < len(known) else None
        t1 = getattr(data, "t1", None) or math.inf
        t2 = getattr(data, "t2", None) or 2 * t1
        return t1, min(t2, 2 * t1)


def _times(item: CircuitInstruction) -> int:
    """How often a block runs; a loop whose end isn't known, once."""
    return len(tuple(item.operation.params[0])) if item.name == "for_loop" else 1
