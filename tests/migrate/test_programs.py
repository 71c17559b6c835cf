"""Old programs, as they are under ``qiskit-uplift exec`` and migrated, compute what they computed.

``truth.json`` has what Qiskit 0.46.3 with Aer 0.13.3 computes of them; `nox -s programs` asks it
anew, with the programs that need qiskit-ibm-runtime. What it has no more, is by hand here. Numbers
agree to a millionth. Counts are tested, with one false alarm in a thousand million for a program:
in less than one of ten million runs of a test.
"""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np
import pytest

from qiskit_uplift.migrate.rule import Target
from qiskit_uplift.migrate.verification.recorder import LONGEST, encoded
from tests.migrate import agreeing


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


BY_HAND = {
    "statevector": {"probabilities": probabilities()},
    "unitary": {"moved": [0, 1, 2, 7, 4, 5, 6, 3]},
    "monitored": {"backend": "qasm_simulator", "counts": {"1": 8}},
    "binds": {"counts": [{"0": 20}, {"1": 20}]},
}


def expected():
    by_hand = {name: encoded(answer, [LONGEST]) for name, answer in BY_HAND.items()}
    return {**agreeing.truth(), **by_hand}


def here():
    return [path for path in agreeing.programs() if path.stem not in agreeing.NEED_RUNTIME]


def wrong(answers):
    truth = expected()
    compared = {name: agreeing.differences(truth[name], answer) for name, answer in answers.items()}
    return {name: told for name, told in compared.items() if told}


@pytest.mark.newest
def test_as_they_are_they_compute_what_they_computed(tmp_path):
    answers = agreeing.run(agreeing.hooked(), here(), tmp_path)
    assert len(answers) >= 40
    assert wrong(answers) == {}


@pytest.mark.parametrize("target", list(Target))
def test_migrated_they_compute_what_they_computed(tmp_path, target):
    files = [path for path in here() if path.stem not in agreeing.BY_HAND]
    new = agreeing.migrated(files, tmp_path, target)
    answers = agreeing.run(agreeing.hooked("--since", "2.0"), new, tmp_path)
    assert len(answers) >= 40
    assert wrong(answers) == {}


def test_nothing_is_left_of_them():
    deprecated = "an instruction as a tuple is deprecated"  # which works, and is left in a loop
    left = {
        path.stem
        for path in agreeing.programs()
        for finding in agreeing.outcome(path).findings
        if not finding.fixed and not finding.message.startswith(deprecated)
    }
    assert left == set(agreeing.BY_HAND)


def test_all_of_them_change():
    same = [p.stem for p in agreeing.programs() if agreeing.outcome(p).text == p.read_text()]
    assert same == []


def test_every_program_has_an_answer():
    assert {path.stem for path in agreeing.programs()} == set(expected())
    assert set(BY_HAND) == agreeing.OLDER


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"counts": {"00": 500, "11": 500}}, None),
        ({"counts": {"00": 520, "11": 480}}, None),
        ({"counts": {"00": 700, "11": 300}}, "which no chance explains"),
        ({"counts": {"0 0": 500, "1 1": 500}}, "which no chance explains"),
        ({"counts": {"00": 500}}, "which no chance explains"),
        ({}, "isn't there"),
        ({"counts": {"00": 1, "11": 1}}, "answer"),
    ],
)
def test_a_wrong_answer_is_noticed(answer, says):
    told = agreeing.differences(
        encoded({"counts": {"00": 500, "11": 500}}, [LONGEST]), encoded(answer, [LONGEST])
    )
    assert [says in each for each in told] == ([True] if says else [])
