"""Right counts: the outcomes of a circuit are those of its exact distribution."""

from __future__ import annotations

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.documents import BIT_ORDER
from qiskit_uplift.conformance.trial import Trial


@check(
    "counts.ground-state",
    demands="A circuit that only measures gives zeros.",
    source=BIT_ORDER,
    severity=Severity.CRITICAL,
    level=Level.SMOKE,
    needs=(Need.RUN, Need.TARGET),
    shots=500,
    jobs=1,
)
def ground_state(trial: Trial) -> None:
    """Measure two qubits, or the one that there is."""
    width = min(2, trial.target.num_qubits or 2)
    circuit = QuantumCircuit(width, width, name="zeros")
    circuit.measure(range(width), range(width))
    trial.judge(circuit, 500)
