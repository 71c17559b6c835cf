"""Notebooks: one program in several cells, and nothing else of the file is touched."""

from __future__ import annotations

import json

import pytest

from qiskit_uplift.migrate.engine import Engine
from qiskit_uplift.migrate.notebook import masked, migrate_notebook
from qiskit_uplift.migrate.registry import rules

ENGINE = Engine(rules().values())


def code(source):
    return {"cell_type": "code", "execution_count": 3, "metadata": {"tags": ["é"]},
            "outputs": [{"text": ["from qiskit import Aer\n"]}], "source": source}  # fmt: skip


def notebook(*cells):
    return {"cells": list(cells), "metadata": {"kernelspec": {"name": "python3"}}, "nbformat": 4}


NOTEBOOK = notebook(
    {"cell_type": "markdown", "metadata": {}, "source": ["from qiskit import Aer\n", "`execute`"]},
    code(["%matplotlib inline\n", "from qiskit import Aer, QuantumCircuit, execute"]),
    code(["!pip install qiskit\n", "circuit = QuantumCircuit(1)\n", "circuit.i(0)\n", "circuit?"]),
    code("job = execute(circuit, Aer.get_backend('qasm_simulator'))"),
    code(["%%bash\n", "from qiskit import Aer\n"]),
    code([]),
)


@pytest.mark.parametrize("indent", [None, 1, 4, "\t"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_only_lines_that_change_are_written(indent, ascii_only):
    text = json.dumps(NOTEBOOK, indent=indent, ensure_ascii=ascii_only)
    outcome = migrate_notebook(ENGINE, text)
    new = json.loads(outcome.text)
    assert [cell["source"] for cell in new["cells"]] == [
        ["from qiskit import Aer\n", "`execute`"],
        ["%matplotlib inline\n", "from qiskit import QuantumCircuit, transpile\n",
         "from qiskit_aer import Aer"],
        ["!pip install qiskit\n", "circuit = QuantumCircuit(1)\n", "circuit.id(0)\n", "circuit?"],
        "job = Aer.get_backend('qasm_simulator').run(transpile(circuit, "
        "Aer.get_backend('qasm_simulator')))",
        ["%%bash\n", "from qiskit import Aer\n"],
        [],
    ]  # fmt: skip
    old = json.loads(text)
    for cell in (*old["cells"], *new["cells"]):
        del cell["source"]
    assert new == old
    assert json.dumps(json.loads(outcome.text), indent=indent, ensure_ascii=ascii_only) == (
        outcome.text
    )
    assert migrate_notebook(ENGINE, outcome.text).text == outcome.text


def test_a_finding_says_its_cell():
    text = json.dumps(notebook(code("import math"), code("\nfrom qiskit import pulse")))
    (finding,) = migrate_notebook(ENGINE, text).findings
    assert (finding.cell, finding.line, finding.column) == (2, 2, 20)


def test_a_name_in_a_line_of_magic_keeps_its_import():
    text = json.dumps(notebook(code("from qiskit import execute"), code("%prun execute(qc, b)")))
    outcome = migrate_notebook(ENGINE, text)
    assert outcome.text == text
    assert [finding.fixed for finding in outcome.findings] == [False]


def test_a_timed_statement_is_rewritten():
    text = json.dumps(notebook(code("from qiskit import QuantumCircuit\nqc = QuantumCircuit(1)\n"
                                    "%time qc.i(0)")))  # fmt: skip
    assert "%time qc.id(0)" in migrate_notebook(ENGINE, text).text


def test_a_cell_that_is_no_python_is_left_and_the_others_are_not():
    text = json.dumps(notebook(code("def f(:"), code("from qiskit import Aer")))
    new = json.loads(migrate_notebook(ENGINE, text).text)
    assert [c["source"] for c in new["cells"]] == ["def f(:", "from qiskit_aer import Aer"]


def test_the_third_format_has_worksheets():
    text = json.dumps({"worksheets": [{"cells": [
        {"cell_type": "code", "input": ["from qiskit import Aer"]}]}], "nbformat": 3})  # fmt: skip
    assert "qiskit_aer" in migrate_notebook(ENGINE, text).text


@pytest.mark.parametrize("text", ["", "[] ", '{"qiskit": 1}', "qiskit", '{"cells": 3} qiskit'])
def test_what_is_no_notebook_is_refused(text):
    if "qiskit" in text:
        with pytest.raises(ValueError, match="it is no"):
            migrate_notebook(ENGINE, text)
    else:
        assert migrate_notebook(ENGINE, text).text == text


@pytest.mark.parametrize(
    "line", ["%matplotlib inline", "!ls -l", "x = !ls", "x = %who", "?x", "x?", "x.y??", "  %pdb",
             "%timeit -n 3 f()", "a, b = %magic c"],
)  # fmt: skip
def test_magics_are_masked_by_as_many_characters(line):
    source = (
        f"if x:\n    pass\n{line}\ny = 1" if not line.startswith(" ") else f"if x:\n{line}\ny = 1"
    )
    text = masked(source)
    assert text is not None
    assert [len(a) for a in text.split("\n")] == [len(b) for b in source.split("\n")]
    assert text != source


def test_a_percent_sign_in_a_text_is_no_magic():
    source = 's = """\n%d\n"""'
    compile(masked(source), "cell", "exec")
