"""The measurement of ``benchmarks.coverage`` counts what it says, told by own small programs."""

from __future__ import annotations

import json
from collections import Counter

import qiskit

from benchmarks.coverage import report
from benchmarks.coverage.hits import hits
from benchmarks.coverage.tools import Tally, measured

# what is gone since 1.0, so that the counts are those of any Qiskit that is tested
OLD = """\
from qiskit import Aer, QuantumCircuit, execute
from qiskit import IBMQ
import qiskit
circuit = QuantumCircuit(2, 2)
circuit.cnot(0, 1)
job = execute(circuit, Aer.get_backend("qasm_simulator"))
counts = qiskit.execute(circuit, qiskit.BasicAer.get_backend("qasm_simulator")).result()
provider = IBMQ.get_provider(hub="mine")
device = provider.get_backend("ibmq_lima")
print(device.name(), device.configuration().simulator)
"""


def test_places_are_found_by_names_and_types():
    found = Counter(hit.row for hit in hits(OLD))
    assert found == {4: 1, 5: 1, 8: 1, 10: 1, 2: 2, 3: 1, 21: 1, 23: 1, 17: 1, 33: 1, 57: 1}
    assert [hit.kept for hit in hits(OLD) if hit.row == 57] == [True]


def test_what_the_installed_qiskit_has_is_no_hit():
    assert (
        hits("from qiskit import QuantumCircuit, transpile\nimport qiskit.circuit.library\n") == []
    )
    has_pulse = int(qiskit.__version__.partition(".")[0]) < 2
    assert (hits("from qiskit import pulse\n") == []) is has_pulse


def test_code_for_several_versions_is_not_counted():
    assert hits("try:\n    from qiskit import Aer\nexcept ImportError:\n    pass\n") == []


def test_each_place_has_one_state(tmp_path):
    path = tmp_path / "old.py"
    path.write_text(OLD)
    tally = measured(path, {1})
    assert tally.faults == []
    state = {
        row: {what for (other, what), n in tally.counts.items() if other == row and n}
        for row in {row for row, _ in tally.counts}
    }
    assert state[4] == state[5] == {"hits", "rewritten", "marked"}
    for row in (2, 3, 10, 17, 21, 33):
        assert state[row] == {"hits", "rewritten"}
    assert state[8] == state[23] == {"hits", "with --unsafe"}
    assert state[57] == {"hits", "runs on"}
    states = tally.total("rewritten") + tally.total("with --unsafe") + tally.total("runs on")
    assert states == tally.total("hits") == 12


def test_lines_of_cells_are_lines_of_the_program(tmp_path):
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": source}
        for source in ("%matplotlib inline\n", OLD)
    ]
    path = tmp_path / "old.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}))
    of_notebook = measured(path, set())
    program = tmp_path / "old.py"
    program.write_text(OLD)
    assert of_notebook.counts == measured(program, set()).counts
    assert of_notebook.faults == []


def test_the_table_has_a_line_a_row_and_the_sums():
    tally = Tally()
    tally.counts.update({(4, "hits"): 3, (4, "rewritten"): 3, (7, "hits"): 1, (7, "reported"): 1})
    lines = report.table(tally).splitlines()
    assert "| import of `qiskit.Aer` | A | 3 | 3 | 0 | 0 | 0 | 0 | 0 |" in lines
    assert any(line.startswith("| **all** | | 4 | 3 (75.0%) |") for line in lines)
