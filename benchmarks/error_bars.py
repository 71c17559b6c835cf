"""What the error bars say beside what the errors are, ours and Qiskit's own.

``python -m benchmarks.error_bars`` runs each case with many seeds on Aer, prints a table of the
error bars and one of the shots that a precision takes, and draws them with ``--figures``. The cases
are used by the tests, too.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from qiskit.circuit import Parameter, QuantumCircuit
from qiskit.primitives import BackendEstimatorV2
from qiskit.quantum_info import SparsePauliOp, Statevector
from qiskit_aer import AerSimulator

from qiskit_uplift import EstimatorAdapter
from qiskit_uplift.adapters.observables import group_terms

PRECISION = 0.05
TARGET = 0.02


@dataclass(frozen=True)
class Case:
    """One circuit and its observable.

    Attributes:
        name: As the table has it.
        circuit: With one parameter that changes nothing, so that a sweep repeats the circuit.
        observable: What is estimated.
    """

    name: str
    circuit: QuantumCircuit
    observable: SparsePauliOp

    def variances(self, *, abelian_grouping: bool = True) -> np.ndarray:
        """The exact variance of what a shot is worth, for each group that is measured."""
        coefficients = dict(self.observable.simplify().to_list())
        state = Statevector(self.circuit.assign_parameters([0.0]))
        found = []
        for group in group_terms(coefficients, abelian_grouping=abelian_grouping):
            part = SparsePauliOp(group.labels, [coefficients[label] for label in group.labels])
            mean = state.expectation_value(part).real
            found.append(state.expectation_value((part @ part).simplify()).real - mean**2)
        return np.maximum(found, 0)

    def value(self) -> float:
        """The exact expectation value."""
        state = Statevector(self.circuit.assign_parameters([0.0]))
        return state.expectation_value(self.observable).real


def cases() -> Iterator[Case]:
    """Two GHZ states, H2, an Ising chain of 20 terms and a molecule-like operator of 100."""
    every = [("Z", [qubit], 1.0) for qubit in range(10)]
    signed = [("Z", [qubit], (-1.0) ** qubit) for qubit in range(10)]
    yield Case("GHZ, sum of Z", _ghz(10), SparsePauliOp.from_sparse_list(every, 10))
    yield Case("GHZ, alternating Z", _ghz(10), SparsePauliOp.from_sparse_list(signed, 10))
    yield Case("H2", _layers(2), _h2())
    ring = [("ZZ", [qubit, (qubit + 1) % 10], 1.0) for qubit in range(10)]
    field = [("X", [qubit], 0.7) for qubit in range(10)]
    yield Case("Ising, 20 terms", _layers(10), SparsePauliOp.from_sparse_list(ring + field, 10))
    yield Case("molecule-like, 100 terms", _layers(6), molecule_like())


def _h2():
    terms = json.loads((Path(__file__).parents[1] / "examples" / "h2.json").read_text())
    return SparsePauliOp.from_list(list(terms.items()))


def _silent(num_qubits):
    circuit = QuantumCircuit(num_qubits)
    circuit.rz(Parameter("silent"), 0)  # on |0>, a phase
    return circuit


def _ghz(num_qubits):
    circuit = _silent(num_qubits)
    circuit.h(0)
    for a, b in itertools.pairwise(range(num_qubits)):
        circuit.cx(a, b)
    return circuit


def _layers(num_qubits):
    circuit = _silent(num_qubits)
    for layer in range(2):
        for qubit in range(num_qubits):
            circuit.ry(0.4 + 0.37 * qubit + layer, qubit)
        for a, b in itertools.pairwise(range(num_qubits)):
            circuit.cx(a, b)
    return circuit


def molecule_like() -> SparsePauliOp:
    """100 terms on 6 spin orbitals, of the kinds and sizes of a molecule by Jordan and Wigner.

    Occupations and their pairs, large; hops within a spin, alone and beside an occupation; double
    excitations, small.
    """
    rng = np.random.default_rng(4)
    terms: dict[str, float] = {}

    def add(letters: dict[int, str], size: float) -> None:
        label = "".join(letters.get(qubit, "I") for qubit in reversed(range(6)))
        terms.setdefault(label, size * rng.uniform(0.5, 1.5) * rng.choice([-1, 1]))

    for qubit in range(6):
        add({qubit: "Z"}, 0.5)
    for a, b in itertools.combinations(range(6), 2):
        add({a: "Z", b: "Z"}, 0.15)
    for a, b in itertools.combinations(range(6), 2):
        if (b - a) % 2 == 0:
            for letter in "XY":
                string = {a: letter, b: letter} | dict.fromkeys(range(a + 1, b), "Z")
                add(string, 0.05)
                for other in set(range(6)) - {a, b}:
                    dressed = dict(string)
                    if dressed.pop(other, None) is None:
                        dressed[other] = "Z"
                    add(dressed, 0.03)
    doubles = ("XXXX", "YYYY", "XXYY", "YYXX", "XYYX", "YXXY", "XYXY", "YXYX")
    for places, letters in itertools.product(((0, 1, 2, 3), (2, 3, 4, 5), (0, 1, 4, 5)), doubles):
        if len(terms) < 100:
            add(dict(zip(places, letters, strict=True)), 0.03)
    return SparsePauliOp(list(terms), list(terms.values()))


@dataclass(frozen=True)
class Row:
    """What came of many seeds: the spread of the estimates, and what their error bars claim."""

    name: str
    exact: float
    measured: float
    claimed: float
    measured_stock: float
    claimed_stock: float


def measure(case: Case, seeds: int) -> Row:
    """Run a case with seeds 0, 1, ... on Aer, with both classes."""
    backend = AerSimulator()
    figures = []
    for kind in (EstimatorAdapter, BackendEstimatorV2):
        found = []
        estimator = kind(backend=backend)
        for seed in range(seeds):
            estimator.options.seed_simulator = seed
            job = estimator.run([(case.circuit, case.observable, [0.0])], precision=PRECISION)
            data = job.result()[0].data
            found.append((float(data.evs), float(data.stds)))
        values, claims = np.array(found).T
        figures += [values.std(ddof=1), np.sqrt(np.mean(claims**2))]
    exact = np.sqrt(case.variances().sum() / np.ceil(1 / PRECISION**2))
    return Row(case.name, exact, *figures)


def table(rows: list[Row]) -> str:
    """Markdown."""

    def ratio(claimed, measured):
        return f"{claimed / measured:.2f}" if measured > 1e-12 else "-"

    lines = [
        "| case | exact | measured | claimed | claimed/measured | Qiskit: measured | claimed | "
        "claimed/measured |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {row.name} | {row.exact:.4f} | {row.measured:.4f} | {row.claimed:.4f} | "
            f"{ratio(row.claimed, row.measured)} | {row.measured_stock:.4f} | "
            f"{row.claimed_stock:.4f} | {ratio(row.claimed_stock, row.measured_stock)} |"
        )
    return "\n".join(lines)


@dataclass(frozen=True)
class Shots:
    """What the shots of ``shot_allocation="target"`` were, the mean over seeds."""

    name: str
    circuits: int
    achieved: float
    target: float
    uniform: float
    least: float


def measure_shots(case: Case, seeds: int, precision: float) -> Shots:
    """Run a case with ``"target"``.

    ``uniform`` is how many shots give the same error bar where each circuit has the same number,
    ``least`` how many with the best numbers; both follow from the exact variances.
    """
    options = {"shot_allocation": "target"}
    estimator = EstimatorAdapter(backend=AerSimulator(), options=options)
    variances = case.variances()
    found = []
    for seed in range(seeds):
        estimator.options.seed_simulator = seed
        job = estimator.run([(case.circuit, case.observable, [0.0])], precision=precision)
        said = job.result()[0].metadata
        achieved = said["achieved_precision"]
        uniform = len(variances) * variances.sum() / achieved**2
        least = np.sqrt(variances).sum() ** 2 / achieved**2
        found.append((achieved, said["total_shots"], uniform, least))
    return Shots(case.name, len(variances), *np.mean(found, axis=0))


def table_of_shots(rows: list[Shots], precision: float) -> str:
    """Markdown."""
    lines = [
        f"| case, precision {precision} | circuits | achieved | shots, target | uniform, for the "
        "same | uniform/target | least |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {row.name} | {row.circuits} | {row.achieved:.4f} | {row.target:,.0f} | "
            f"{row.uniform:,.0f} | {row.uniform / row.target:.1f} | {row.least:,.0f} |"
        )
    return "\n".join(lines)


def draw_shots(rows: list[Shots], folder: Path) -> None:
    """Write ``shots.svg``: the shots of the two allocations for the same error bar."""
    figure, axes = canvas(len(rows))
    places = np.arange(len(rows))[::-1]
    for offset, colour, name, values in (
        (0.25, "0.55", "least possible", [row.least for row in rows]),
        (0.0, "tab:blue", "target", [row.target for row in rows]),
        (-0.25, "tab:orange", "uniform", [row.uniform for row in rows]),
    ):
        axes.barh(places + offset, values, height=0.22, color=colour, label=name)
    axes.set_xscale("log")
    axes.set_yticks(places, [row.name for row in rows])
    axes.set_xlabel("shots for the same error bar")
    save(figure, axes, folder / "shots.svg", table_of_shots(rows, TARGET))


def draw(rows: list[Row], folder: Path) -> None:
    """Write ``error-bars.svg``: for each case the measured error and what the two classes claim."""
    figure, axes = canvas(len(rows))
    places = np.arange(len(rows))[::-1]
    for offset, colour, name, values in (
        (0.25, "0.55", "measured", [row.measured for row in rows]),
        (0.0, "tab:blue", "claimed, qiskit-uplift", [row.claimed for row in rows]),
        (-0.25, "tab:orange", "claimed, Qiskit", [row.claimed_stock for row in rows]),
    ):
        axes.barh(places + offset, values, height=0.22, color=colour, label=name)
    axes.set_yticks(places, [row.name for row in rows])
    axes.set_xlabel(f"standard error at precision {PRECISION}")
    save(figure, axes, folder / "error-bars.svg", table(rows))


def digest(shown: str) -> str:
    """What stands in a figure for the table that it shows."""
    return hashlib.sha256(shown.strip().encode()).hexdigest()[:16]


def canvas(rows: int):
    """A figure and its axes, drawn the same way on every machine."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"font.family": "DejaVu Sans"}):
        figure = Figure(figsize=(7, 1 + 0.6 * rows), layout="constrained")
        return figure, figure.subplots()


def save(figure, axes, path: Path, shown: str) -> None:
    """As an SVG file that is the same each time, with a digest of the table that it shows."""
    from matplotlib import rc_context

    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    metadata = {"Date": None, "Creator": None, "Description": digest(shown)}
    with rc_context({"svg.hashsalt": "qiskit-uplift", "svg.fonttype": "none"}):
        figure.savefig(path, format="svg", metadata=metadata)


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.error_bars", description=__doc__)
    parser.add_argument("--seeds", type=int, default=400, metavar="N", help="default: 400")
    parser.add_argument("--figures", type=Path, metavar="FOLDER", help="where to draw")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")  # Qiskit's class says nothing that matters here
    rows = [measure(case, arguments.seeds) for case in cases()]
    print(table(rows))
    shots = [
        measure_shots(case, max(1, arguments.seeds // 20), TARGET)
        for case in cases()
        if case.variances().any()
    ]
    print("\n" + table_of_shots(shots, TARGET))
    if arguments.figures is not None:
        draw(rows, arguments.figures)
        draw_shots(shots, arguments.figures)


if __name__ == "__main__":
    main()
