"""Planted outcomes in each format that providers write, through both primitives.

Nothing is drawn: what comes out is compared with what was put in.
"""

from collections import Counter

import numpy as np
import pytest
from qiskit.circuit import ClassicalRegister, QuantumCircuit, QuantumRegister
from qiskit.quantum_info import SparsePauliOp
from qiskit.result import Result
from qiskit.result.models import ExperimentResult, ExperimentResultData

from qiskit_uplift import Dialect, Notation, uplift
from qiskit_uplift.exceptions import DecodingError

SHOTS = 100
# clbits 1 and 0; no two outcomes equally often
PATTERN = ["01", "10", "01", "11", "01", "10", "01"]


class Replaying:
    """A backend with only ``run``, whose results have no header."""

    def __init__(self, write, came=SHOTS):
        self.write = write
        self.memory = [PATTERN[shot % len(PATTERN)] for shot in range(came)]

    def run(self, circuits, shots):
        experiments = []
        for circuit in circuits:
            data = ExperimentResultData(**self.write(self.memory, len(circuit.cregs)))
            experiments.append(ExperimentResult(shots=shots, success=True, data=data))
        return Result(
            backend_name="replaying",
            backend_version="1",
            job_id="any",
            success=True,
            results=experiments,
        )


def spaced(memory, registers):
    return [" ".join(word) if registers > 1 else word for word in memory]


FORMATS = {
    "binary memory": (lambda memory, registers: {"memory": memory}, None),
    "memory with spaces": (
        lambda memory, registers: {"memory": spaced(memory, registers)}, None,
    ),
    "keys with spaces": (
        lambda memory, registers: {"counts": Counter(spaced(memory, registers))}, None,
    ),
    "decimal keys": (
        lambda memory, registers: {"counts": Counter(str(int(word, 2)) for word in memory)},
        Dialect(counts=Notation.DECIMAL),
    ),
    "hexadecimal keys": (
        lambda memory, registers: {"counts": Counter(hex(int(word, 2)) for word in memory)}, None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("came", [SHOTS, 93])
@pytest.mark.parametrize("name", FORMATS)
def test_planted_outcomes_reach_the_sampler(name, came):
    write, dialect = FORMATS[name]
    backend = Replaying(write, came)
    circuit = QuantumCircuit(
        QuantumRegister(2), ClassicalRegister(1, "low"), ClassicalRegister(1, "high")
    )
    circuit.measure([0, 1], [0, 1])
    result = uplift(backend, num_qubits=2, dialect=dialect).sampler().run([circuit], shots=SHOTS)
    found = result.result()[0]
    assert found.metadata.get("requested_shots") == (None if came == SHOTS else SHOTS)
    high, low = (found.data[register].get_bitstrings() for register in ("high", "low"))
    assert Counter(map("".join, zip(high, low, strict=True))) == Counter(backend.memory)


@pytest.mark.parametrize("came", [SHOTS, 93])
@pytest.mark.parametrize("name", FORMATS)
def test_planted_outcomes_reach_the_estimator(name, came):
    write, dialect = FORMATS[name]
    backend = Replaying(write, came)
    estimator = uplift(backend, num_qubits=2, dialect=dialect).estimator()
    observable = SparsePauliOp.from_list([("ZI", 0.7), ("IZ", -0.4)])
    result = estimator.run([(QuantumCircuit(2), observable)], precision=0.1).result()[0]
    values = [0.7 * (1 - 2 * int(high)) - 0.4 * (1 - 2 * int(low)) for high, low in backend.memory]
    assert float(result.data.evs) == pytest.approx(np.mean(values))
    assert float(result.data.stds) == pytest.approx(np.std(values) / came**0.5, rel=0.01)
    assert result.metadata["shots"] == came


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"probabilities": {"01": 0.75, "10": 0.25}}, "neither memory nor counts"),
        ({"counts": {"01": 0.75, "10": 0.25}}, "counts are whole numbers"),
        ({"counts": {"1": 0.75, "2": 0.25}}, "counts are whole numbers"),
    ],
)
def test_probabilities_alone_are_no_outcomes(data, message):
    adapter = uplift(Replaying(lambda memory, registers: data), num_qubits=2)
    circuit = QuantumCircuit(2)
    circuit.measure_all()
    with pytest.raises(DecodingError, match=message):
        adapter.sampler().run([circuit], shots=SHOTS).result()
    with pytest.raises(DecodingError, match=message):
        adapter.estimator().run([(QuantumCircuit(2), "ZZ")], precision=0.1).result()
