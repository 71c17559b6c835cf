"""A backend that draws outcomes from the exact distribution, thousands of times a second."""

from __future__ import annotations

import itertools

import numpy as np
from qiskit.quantum_info import Statevector
from qiskit.result.models import ExperimentResult, ExperimentResultData

from tests.adapters.fakes import Talker


class Drawn(Talker):
    """Draws counts from the exact distribution of a circuit, whatever is measured behind it.

    It is one circuit for one backend, with parameters whose values change nothing: what is computed
    once for a measurement, told by the gates behind the last that joins qubits, is kept.

    Args:
        seed: Of the drawing.
        returned: How many shots come back of those asked for.
    """

    def __init__(self, seed, returned=lambda shots: shots):
        super().__init__()
        self._rng = np.random.default_rng(seed)
        self._known = {}
        self._fewer = returned

    def _experiment(self, circuit, options):
        key = tuple(
            (one.operation.name, circuit.find_bit(one.qubits[0]).index)
            for one in itertools.takewhile(
                lambda one: len(one.qubits) == 1, reversed(list(circuit.data))
            )
        )
        if key not in self._known:
            measured = [one.qubits[0] for one in circuit.data if one.operation.name == "measure"]
            state = Statevector(circuit.remove_final_measurements(inplace=False))
            places = [circuit.find_bit(qubit).index for qubit in measured]
            chances = state.probabilities(places)
            outcomes = np.flatnonzero(chances > 1e-15)
            chances = chances[outcomes] / chances[outcomes].sum()
            self._known[key] = [hex(outcome) for outcome in outcomes], chances
        words, chances = self._known[key]
        shots = self._fewer(options["shots"])
        drawn = self._rng.multinomial(shots, chances).tolist()
        counts = {word: n for word, n in zip(words, drawn, strict=True) if n or not shots}
        data = ExperimentResultData(counts=counts)
        return ExperimentResult(shots=shots, success=True, data=data)
