"""A circuit with many outcomes, for what must differ from one run to the next."""

from __future__ import annotations

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.backends.exact import exact_distribution
from qiskit_uplift.conformance.circuits import measurable, prepared
from qiskit_uplift.conformance.statistics import duplicate_probability
from qiskit_uplift.conformance.trial import Trial

MOST_COINS = 5


def coins(trial: Trial) -> QuantumCircuit:
    """Up to five qubits, each with both outcomes.

    Raises:
        NotApplicable: The device has no gate for it.
    """
    width = min(MOST_COINS, len(measurable(trial.target)))
    circuit = QuantumCircuit(width, width, name="coins")
    circuit.h(range(width))
    circuit.measure(range(width), range(width))
    return prepared(trial.target, circuit)


def coincidence(circuit: QuantumCircuit, shots: int) -> float:
    """How likely two independent runs of it have the same counts, at most.

    Noise makes none of the outcomes of `coins` impossible, and errors that the device declares
    change this number little, so the ideal distribution is taken.
    """
    return duplicate_probability(exact_distribution(circuit), shots, memory=False)
