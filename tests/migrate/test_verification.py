"""``qiskit-uplift migrate --verify``: what is run, compared, said and written."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister
from qiskit.primitives import StatevectorSampler
from qiskit.providers.basic_provider import BasicSimulator
from scipy.stats import fisher_exact

from qiskit_uplift.cli.main import main
from qiskit_uplift.migrate import reports
from qiskit_uplift.migrate.project import FileResult
from qiskit_uplift.migrate.verification.comparing import Record, compare, equal
from qiskit_uplift.migrate.verification.counts import differ, p_value
from qiskit_uplift.migrate.verification.names import computed
from qiskit_uplift.migrate.verification.output import tokens
from qiskit_uplift.migrate.verification.recorder import LONGEST, encoded
from qiskit_uplift.migrate.verification.running import Run
from qiskit_uplift.migrate.verification.verdict import ALPHA, DIFFERENT, SAME, Verdict
from qiskit_uplift.migrate.verification.verifying import REPEATS, Verifier, judged

ROOT = Path(__file__).parents[2]
OLD = """from qiskit import Aer, QuantumCircuit, execute
circuit = QuantumCircuit(1, 1)
circuit.u2(0, 0, 0)
circuit.measure(0, 0)
counts = execute(circuit, Aer.get_backend("qasm_simulator"), shots=500).result().get_counts()
print(counts, counts["0"] / 500)
"""
# What it computes depends on which Qiskit runs it, so that a right migration seems wrong.
TURNCOAT = """import qiskit
from qiskit import Aer
layers = 2 if hasattr(qiskit, "execute") else 3
assert Aer
"""
MODULE = """from qiskit import QuantumCircuit
def bell():
    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cnot(0, 1)
    return circuit
"""
USER = """from qiskit import Aer, execute
from parts import bell
state = execute(bell(), Aer.get_backend("statevector_simulator")).result().get_statevector()
"""
SURFER = """import urllib.request
page = urllib.request.urlopen("http://localhost:1/").read()
"""
LOOSE = """from random import SystemRandom
value = SystemRandom().random()
"""


@pytest.fixture
def invoke(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))

    def call(*arguments):
        command = [sys.executable, "-m", "qiskit_uplift", "migrate", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)

    return call


def verdict(path, before, after, **options):
    path.write_text(before)
    return Verifier(**options).verdict(path, before, after)


@pytest.fixture(autouse=True)
def _path(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.mark.newest
def test_files_are_judged_and_what_differs_is_not_written(tmp_path, invoke):
    files = {"bell.py": OLD, "parts.py": MODULE, "states.py": USER, "version.py": TURNCOAT}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    done = invoke(tmp_path, "--write", "--verify")
    assert done.returncode == 2, done.stderr
    said = dict(line[len(str(tmp_path)) + 1 :].split(": verified: ")
                for line in done.stdout.splitlines() if ": verified: " in line)  # fmt: skip
    assert said == {
        "bell.py": "same: 2 sets of counts, 1 number",
        "parts.py": "not comparable: it prints nothing, and leaves no value in a name",
        # its own module is migrated for it, before either is written
        "states.py": "same: 1 array",
        "version.py": "different: `layers` is 2 before and 3 after; it isn't written",
    }
    assert "2 same, 1 different, 1 not comparable" in done.stderr
    assert "at most one of 1,000,000 files" in done.stderr
    unchanged = {name for name, text in files.items() if (tmp_path / name).read_text() == text}
    assert unchanged == {"version.py"}
    page = (ROOT / "docs" / "migrate.md").read_text(encoding="utf-8")
    shown = f"{done.stdout}{done.stderr}".replace(str(tmp_path), "my_project")
    assert f"--write --verify\n{shown}```" in page
    assert not list(tmp_path.rglob("__pycache__"))


def test_verdicts_are_data_too():
    told = Verdict("different", "`layers` is 2 before and 3 after")
    result = FileResult("a.py", changed=True, verdict=told)
    assert reports.as_json(result)["verification"] == {
        "word": "different",
        "why": "`layers` is 2 before and 3 after",
        "rate": 1e-6,
    }
    assert json.loads(reports.sarif([result], "1"))["runs"][0]["results"][0]["level"] == "error"
    (line,) = reports.github_lines(result, written=False)
    assert line == "::error file=a.py,line=1::different: `layers` is 2 before and 3 after"


def test_nothing_is_run_unless_it_is_asked_for(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("from qiskit import Aer\nopen('ran', 'w').close()\n")
    for mode in ("--check", "--diff", "--write"):
        CliRunner().invoke(main, ["migrate", str(path), mode])
    assert not (tmp_path / "ran").exists()


def test_a_program_that_wants_a_network_has_none(tmp_path):
    said = verdict(tmp_path / "a.py", SURFER, SURFER, python=sys.executable)
    assert said.word == "not comparable"
    assert "it needs a network" in said.why


def test_secrets_and_the_home_are_not_there(tmp_path, monkeypatch):
    monkeypatch.setenv("QISKIT_IBM_TOKEN", "visible")
    monkeypatch.setenv("MY_API_KEY", "visible")
    code = """import os
shown = [name for name, value in os.environ.items() if value == "visible"]
print(len(shown), len(os.listdir(os.path.expanduser("~"))))
"""
    said = verdict(tmp_path / "a.py", code, "print(0, 0)\n", python=sys.executable)
    assert str(said) == "same: 2 numbers"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("1 / 0", "pass", "not comparable: it fails before, too: ZeroDivisionError"),
        ("print 1", "print(1)", "not comparable: it can't be run: its Python isn't today's"),
        ("print(1)", "1 / 0", "different: it fails after: ZeroDivisionError"),
        ("print(1)", "import nowhere", "not comparable: it needs nowhere, which isn't installed"),
        ("print(1)", "raise SystemExit(3)", "different: it fails after: it ends with the exit"),
        ("while True: pass", "pass", "not comparable: it fails before, too: it takes more than"),
        ("import os; os._exit(7)", "pass", "not comparable: it fails before, too: it ends with"),
        (LOOSE, LOOSE, "not comparable: what it computes depends on chance"),
        ("print('balanced')", "print('constant')", "different: a printed word is 'balanced'"),
        ("x = [abs(-1), round(2.5)]", "x = [1, 3]", "not comparable: it prints nothing"),
    ],
)
def test_what_is_said_of_a_program(tmp_path, before, after, says):
    seconds = 5 if "while" in before else 120
    said = verdict(tmp_path / "a.py", before, after, seconds=seconds, python=sys.executable)
    assert str(said).startswith(says)


def test_a_place_that_is_left_is_no_difference(tmp_path):
    path = tmp_path / "a.py"
    said = Verifier().verdict(path, "print(1)\n", "1 / 0\n", left=2)
    assert str(said).startswith("not comparable: 2 places are left to be done by hand: ZeroDiv")


def test_cells_are_a_program(tmp_path):
    def notebook(*cells):
        made = [{"cell_type": "code", "source": each, "outputs": []} for each in cells]
        return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})

    before = notebook("%matplotlib inline\nx = sum([1.5, 2])", "%%bash\nls", "x", "x + 1;")
    said = verdict(tmp_path / "a.ipynb", before, notebook("x = 3.5", "print(x)"))
    assert str(said) == "same: 1 number"


def test_another_interpreter_runs_the_old_program(tmp_path):
    said = verdict(
        tmp_path / "a.py", "import sys\nprint(sys.argv[1:], 5)\n", "print([], 5)\n",
        python=sys.executable,
    )  # fmt: skip
    assert str(said) == "same: 1 number"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--verify-python", sys.executable], "which isn't given"),
        (["--verify", "--verify-python", __file__], "is no Python that can import qiskit"),
    ],
)
def test_mistakes_of_the_command(tmp_path, arguments, says):
    (tmp_path / "a.py").write_text(OLD)
    result = CliRunner().invoke(main, ["migrate", str(tmp_path), *arguments])
    assert result.exit_code == 2
    assert says in result.output
    assert CliRunner().invoke(main, ["migrate", "--stdin", "--verify"], input=OLD).exit_code == 2


# -- the test of counts ---------------------------------------------------------------------------


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 60), st.integers(1, 60))
def test_the_p_value_is_fishers(seen, also, size, other):
    seen, also = min(seen, size), min(also, other)
    table = [[seen, size - seen], [also, other - also]]
    tails = [fisher_exact(table, alternative=side)[1] for side in ("less", "greater")]
    assert p_value(seen, also, size, other) == pytest.approx(min(1, 2 * min(tails)), rel=1e-6)


def test_the_rate_of_false_alarms_holds():
    """1,000 pairs at a rate of 5%: above 7.5% with probability 3e-4, if the rate is all used."""
    rng = np.random.default_rng(5)
    wrong = 0
    for _ in range(1000):
        weights = rng.dirichlet(np.ones(8))
        pair = [dict(enumerate(rng.multinomial(400, weights).tolist())) for _ in range(2)]
        one, two = ({str(k): v for k, v in side.items() if v} for side in pair)
        wrong += differ(one, two, 0.05) is True
    assert 0 < wrong < 75


def test_many_small_differences_are_seen_together():
    """Seeds are fixed; each outcome alone differs by a standard deviation or two."""
    rng = np.random.default_rng(3)
    even = np.ones(256) / 256
    odd = np.repeat([1.35, 0.65], 128) / 256
    one, two = (dict(enumerate(rng.multinomial(8000, p).tolist())) for p in (even, odd))
    first, second = ({str(k): v for k, v in side.items()} for side in (one, two))
    assert differ(first, second, ALPHA) is True
    assert differ(first, first, ALPHA) is False


# -- values and outputs ---------------------------------------------------------------------------


def record(value, output=""):
    return Record({"x": encoded(value, [LONGEST])}, output)


STATES = st.lists(st.complex_numbers(max_magnitude=1, allow_nan=False), min_size=1, max_size=8).map(
    np.array
)


@given(STATES, st.floats(0, 6.28))
def test_a_global_phase_is_no_difference(state, phase):
    found = equal(record(state), record(np.exp(1j * phase) * state))
    assert found is not None


@given(STATES, st.integers(0, 7))
def test_another_phase_is_one(state, index):
    other = np.append(state, 1.0)
    other[index % len(other)] += 0.5
    before = record(np.append(state, 1.0))
    assert compare(before, before, record(other), ALPHA).different == ["`x` differs"]


def test_values_that_depend_on_chance_are_not_compared():
    found = compare(record([1, 0.25]), record([1, 0.75]), record([1, 0.5]), ALPHA)
    assert (found.by_chance, found.different, dict(found.same)) == (["`x`[1]"], [], {"number": 1})


def ended(value):
    return Run(record=record(value))


def test_values_that_were_equal_by_luck_are_run_again():
    outcomes = iter(["00", "00", "11"])
    asked = []

    def again(shift):
        asked.append(shift)
        return ended({"key": next(outcomes), "sum": 7})

    verdict = judged(record({"key": "00", "sum": 7}), record({"key": "11", "sum": 7}), again)
    assert verdict.word == SAME
    assert "1 by chance" in verdict.why
    assert asked == [1, 2, 3]


def test_what_no_seed_changes_differs():
    asked = []

    def again(shift):
        asked.append(shift)
        return ended({"key": "00", "other": shift})

    verdict = judged(record({"key": "00", "other": 0}), record({"key": "11", "other": 0}), again)
    assert verdict.word == DIFFERENT
    assert asked == list(range(1, REPEATS + 1))


def test_arrays_that_differ_are_run_once_more():
    before, after = record(np.array([1.0, 0.0])), record(np.array([0.0, 1.0]))
    asked = []
    verdict = judged(before, after, lambda shift: asked.append(shift) or Run(record=before))
    assert (verdict.word, asked) == (DIFFERENT, [1])


def test_too_few_shots_are_said():
    before, after = record({"0": 1}), record({"1": 1})
    assert compare(before, before, after, ALPHA).too_few == ["`x`"]


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("[np.float64(0.5), 1.]", "[0.5, 1]", True),
        ("array([0.5,  -0. ])", "array([0.5, 0.0])", True),
        ("{'0 1': 5, '11': 3}", "{'11': 3, '0 1': 5}", True),
        ("(0.7071067811865475+0j)", "(0.7071067811865476-0j)", True),
        ("\rJob Status: job is queued\rJob Status: done\n1", "1", True),
        ("q: ┤ H ├\n2", "q: ┤ U ├\n2", True),
        (
            "got: Result(backend_name='a', results=[ExperimentResult(shots=5, "
            "data=ExperimentResultData(counts={'0x0': 5}), metadata={'sim(0)': 1.5})]) end",
            "got: Result(backend_name='b', qobj_id='7', results=[ExperimentResult(shots=5, "
            "data=ExperimentResultData(counts={'0x0': 5}), time_taken=0.25)], date=1) end",
            True,
        ),
        (
            "Result(backend_name='a', results=[(data=ExperimentResultData(counts={'0x0': 5}))])",
            "Result(backend_name='a', results=[(data=ExperimentResultData(counts={'0x0': 4}))])",
            False,
        ),
        ("Result(backend_name='a', status=1) 0.5", "Result(backend_name='b') 0.25", False),
        (
            "NoiseModel:\n  Basis gates: ['cx', 'id']\n  p",
            "NoiseModel:\n  Basis gates: ['cx']\n  p",
            True,
        ),
        ("<Figure size 700x500 with 1 Axes>", "<Figure size 640x480 with 1 Axes>", True),
        ("[1.+0.j 0.-1.j]", "Statevector([1.+0.j, 0.-1.j],\n            dims=(2,))", True),
        ("[1.-0.j 0.5+0.j]", "[1.+0.j 0.5-0.j]", True),
        ("[1.-1.j]", "[1.+1.j]", False),
        ("[[1 0]]", "Operator([[1, 0]],\n  input_dims=(1,), output_dims=(2,))", True),
        ("[1.+0.j 0.-1.j]", "Statevector([1.+0.j, 0.+1.j],\n            dims=(2,))", False),
        ("{'a': (0.5+0j)}", "{'a': np.complex128(0.5+0j)}", True),
        ("[True, 0.5]", "[np.True_, np.float64(0.5)]", True),
        ("Qiskit 0.46.3", "Qiskit 2.6.2", True),
        ("numpy 1.26.4.dev1+g5", "numpy 2.0.0rc1", True),
        ("192.168.0.1 and 0.5", "192.168.0.1 and 0.25", False),
        ("Figure(700x500)", "Figure(640x480)", True),
        ("<qiskit.X object at 0x7f01>", "<qiskit_aer.Y object at 0x7f02>", True),
        ("<Z> = 0.5", "<Z> = -0.5", False),
        ("p = 0.25", "p = 0.26", False),
        ("'011'", "'110'", False),
        ("state 0011", "state 11", False),
        ("3.5j", "3.6j", False),
        ("{'0': 5}", "{'0': 6}", False),
    ],
)
def test_outputs_agree_in_their_numbers_and_words(before, after, same):
    assert (equal(Record({}, before), Record({}, after)) is not None) is same


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_are_read_as_they_are_printed(values):
    found = [token.value for token in tokens(" ".join(map(repr, values))) if token.kind == "number"]
    assert found == values


def test_names_that_hold_what_was_computed():
    code = """
import numpy as np
from qiskit import *
shots, pairs = 100, [(0, 1)]
def helper():
    inner = run()
    global made
    made = run()
result = run(shots)
for key, value in result.items():
    total = value + 1
found = []
found.append(result)
_private = run()
class Thing:
    field = run()
label = str(shots)
"""
    assert computed([code]) == ["found", "key", "made", "result", "total", "value"]


def test_results_of_samplers_are_recorded_as_those_of_backends():
    circuit = QuantumCircuit(
        QuantumRegister(2), ClassicalRegister(1, "a"), ClassicalRegister(2, "b")
    )
    circuit.x(0)
    circuit.measure(0, circuit.cregs[1][1])
    room = [100]
    of_backend = encoded(BasicSimulator().run(circuit, shots=3).result(), room)
    assert of_backend == {"counts": {"10 0": 3}}
    assert encoded(StatevectorSampler().run([circuit], shots=3).result(), room) == of_backend
    several = encoded(StatevectorSampler().run([circuit, circuit], shots=3).result(), room)
    assert several == {"list": [of_backend, of_backend]}


def test_what_is_recorded_of_values():
    room = [10]
    assert encoded(["01", "11"], room) == {"memory": ["01", "11"]}
    assert encoded({"0x1": np.int64(3)}, room) == {"counts": {"0x1": 3}}
    assert encoded([object(), True], room) == {"list": [None, {"number": 1.0}]}
    assert encoded(object(), room) is None
    assert encoded(np.zeros(100), room) is None
    assert encoded(2**60, room) == {"number": str(2**60)}
