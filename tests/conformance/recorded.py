"""Runs that are recorded and judged again, and subjects for them."""

import re
import threading

import numpy as np
from qiskit.circuit import Gate
from qiskit.providers import BackendV2, Options

from qiskit_uplift.backends import reference_device
from qiskit_uplift.conformance import check

MADE_UP = re.compile(r"circuit-\d+")


def both(subject, folder, **choice):
    """A recorded run, and its replay."""
    return check(subject, record=folder, **choice), check(replay=folder)


def told(report):
    """All that a report says of its subject, but how long it took."""
    return [
        {
            "id": result.check.id,
            "status": result.status,
            "reason": MADE_UP.sub("circuit", result.reason),
            "notes": result.notes,
            "spent": (result.shots, result.jobs),
            "detectable": result.detectable,
            "histograms": [
                (dict(one.expected), dict(one.observed), one.tolerance) for one in result.histograms
            ],
            "findings": [
                (
                    *(MADE_UP.sub("circuit", str(each))
                      for each in (one.message, one.expected, one.observed, one.call)),
                    dict(one.options), one.chance, drawn(one.circuit),
                    one.error and one.error.splitlines()[-1],
                )
                for one in result.findings
            ],
        }
        for result in report.results
    ]  # fmt: skip


def drawn(circuit):
    return circuit and [(item.name, len(item.qubits)) for item in circuit.data]


class Handed(BackendV2):
    """Hands everything on to a reference device."""

    def __init__(self):
        super().__init__(name="handed")
        self.device = reference_device(ideal=True)
        self.target_of_it = self.device.target

    @property
    def target(self):
        return self.target_of_it

    @property
    def max_circuits(self):
        return None

    @classmethod
    def _default_options(cls):
        return Options(shots=100, memory=False, seed_simulator=None)

    def run(self, run_input, **options):
        return self.device.run(run_input, **options)


class Silent(Handed):
    """Its jobs give no result until they are let."""

    def __init__(self):
        super().__init__()
        self.let = threading.Event()

    def run(self, run_input, **options):
        job = super().run(run_input, **options)
        before = job.result
        job.result = lambda: (self.let.wait(), before())[1]
        return job


class TurnGate(Gate):
    """Nothing but the code of this class says what it does."""

    def __init__(self, angle):
        super().__init__("own", 1, [angle])

    def __array__(self, dtype=None, copy=None):
        return np.diag([1, np.exp(1j * self.params[0])])


class OwnGate(Handed):
    """Has a gate that no record could bring back."""

    def __init__(self):
        super().__init__()
        self.target_of_it.add_instruction(TurnGate(0.5), {(0,): None})
