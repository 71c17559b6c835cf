"""Old programs, migrated in memory, run here and give the numbers that follow from what they are.

No program draws a random outcome whose value matters, so that nothing here can fail by chance: of
the Bell state's 2,000 shots, one of the two outcomes is missing with probability 2e-602.
"""

from __future__ import annotations

from math import cos, pi, sin
from pathlib import Path

import numpy as np
import pytest

from qiskit_uplift.migrate.engine import Engine
from qiskit_uplift.migrate.registry import rules
from qiskit_uplift.migrate.source import Source

FOLDER = Path(__file__).with_name("programs")


def u(theta, phi, lam):
    return np.array(
        [
            [cos(theta / 2), -np.exp(1j * lam) * sin(theta / 2)],
            [np.exp(1j * phi) * sin(theta / 2), np.exp(1j * (phi + lam)) * cos(theta / 2)],
        ]
    )


def probabilities():
    """The state of ``statevector.py`` by hand; of two qubits, the first is the lower bit."""
    state = np.kron(u(0.5, 0.6, 0.7), u(pi / 2, 0.3, 0.4))[:, 0]
    state = np.diag([1, 1, 1, np.exp(0.8j)]) @ state
    controlled = np.eye(4, dtype=complex)
    controlled[np.ix_([1, 3], [1, 3])] = u(0.9, 1.0, 1.1)
    return [round(float(p), 6) for p in np.abs(controlled @ state) ** 2]


ANSWERS = {
    "bell_counts": {"keys": ["00", "11"], "shots": 2000},
    "two_registers": {"counts": {"1 1": 100}, "memory": ["1 1"]},
    "statevector": {"probabilities": probabilities()},
    "unitary": {"moved": [0, 1, 2, 7, 4, 5, 6, 3]},
    "assembled": {"counts": {"1": 37}, "memory": 37},
    "sweep": {"counts": [{"0": 50}, {"1": 50}, {"0": 50}]},
    "noise": {"counts": {"10": 64}},
    "qasm_text": {"same": True, "lines": 5},
    "monitored": {"backend": "qasm_simulator", "counts": {"1": 8}},
    # as Qiskit 0.46.3 with Aer 0.13.3 computed it from the unmodified program
    "appended": {
        "probabilities": [
            *(0.318698, 0.00475, 0.004813, 0.294669),
            *(0.176434, 0.000118, 0.000055, 0.200463),
        ],
        "qubits": [1, 1, 1, 2, 3, 2, 1, 1, 1],
    },
    "first_primitives": {"quasi": [{0: 0.5, 3: 0.5}] * 2, "values": [1.0, 0.0]},
    "binds": {"counts": [{"0": 20}, {"1": 20}]},
}


# What the programs ask for is deprecated by its owners, and goes on to work: Aer's old classes by
# name, a basis beside a backend, and on Qiskit 1.4 the provider of the simulator in Python and the
# primitives of the first version.
@pytest.mark.filterwarnings("ignore:The `.*Simulator` backend:PendingDeprecationWarning")
@pytest.mark.filterwarnings("ignore:Providing `coupling_map` and/or `basis_gates`:UserWarning")
@pytest.mark.filterwarnings(
    "ignore:The (class|method) ``qiskit.providers.provider:DeprecationWarning"
)
@pytest.mark.filterwarnings("ignore:The (class|function) ``qiskit.primitives:DeprecationWarning")
@pytest.mark.parametrize("name", ANSWERS)
def test_the_migrated_program_gives_the_expected_numbers(name):
    source = Source((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    outcome = Engine(rules().values()).migrate(source)
    assert [f for f in outcome.findings if not f.fixed] == []
    assert outcome.text != source.text
    namespace = {"__name__": "__main__"}
    exec(compile(outcome.text, f"{name}.py", "exec"), namespace)
    assert namespace["answer"] == ANSWERS[name]


def test_every_program_has_an_answer():
    names = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
    assert names == set(ANSWERS)
