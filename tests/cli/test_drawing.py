import importlib.util

import matplotlib as mpl
import numpy as np
import pytest
from qiskit.circuit.library import CXGate, Measure, XGate
from qiskit.transpiler import CouplingMap, InstructionProperties, Target
from qiskit.utils import optionals

from qiskit_uplift.cli import drawing
from qiskit_uplift.cli.coupling_picture import draw, errors_in_percent, layout

SIGNATURES = {"png": b"\x89PNG\r\n", "pdf": b"%PDF-", "svg": b"<?xml"}


@pytest.mark.parametrize("kind", SIGNATURES)
@pytest.mark.parametrize(
    "spec",
    ["reference?qubits=7&topology=heavy-hex", "reference:legacy?ideal=true",
     "reference?qubits=4&topology=all-to-all", "reference?qubits=1"],
)  # fmt: skip
def test_a_picture_is_drawn(call, tmp_path, kind, spec):
    file = tmp_path / f"device.{kind}"
    with optionals.HAS_GRAPHVIZ.disable_locally():
        result = call("inspect", spec, "--draw", file)
    assert result.exit_code == 0, result.stderr
    assert file.read_bytes().startswith(SIGNATURES[kind])
    assert f"Drawn: {file} (by qiskit-uplift; Qiskit's own drawer would need Graphviz" in (
        result.stdout
    )


def test_json_stays_json_when_a_picture_is_drawn(call, tmp_path):
    result = call("inspect", "reference", "--draw", tmp_path / "device.png", "--json")
    assert result.exit_code == 0
    assert result.stdout.startswith("{")
    assert result.stdout.endswith("}\n")
    assert result.stderr.startswith("Drawn: ")


@pytest.mark.parametrize(("ideal", "drawer"), [(False, "plot_error_map"), (True, "plot_gate_map")])
def test_qiskits_drawer_is_given_what_it_reads(monkeypatch, tmp_path, ideal, drawer):
    """Its own need for Graphviz keeps it from running everywhere, so it is watched instead."""
    import qiskit.visualization

    from qiskit_uplift.backends.reference import reference_device

    seen = []

    def watch(name):
        def drawn(backend):
            seen.append((name, backend.num_qubits, sorted(backend.coupling_map.get_edges())))
            return mpl.figure.Figure()

        return drawn

    for name in ("plot_error_map", "plot_gate_map"):
        monkeypatch.setattr(qiskit.visualization, name, watch(name))
    monkeypatch.setattr(drawing, "missing_for_qiskit", list)
    target = reference_device("modern", 3, ideal=ideal).target
    drawn = drawing.draw("device", target, str(tmp_path / "x.png"))
    assert drawn == "by Qiskit's drawer"
    assert seen == [(drawer, 3, [(0, 1), (1, 0), (1, 2), (2, 1)])]


def test_what_qiskits_drawer_lacks_is_named():
    with optionals.HAS_GRAPHVIZ.disable_locally(), optionals.HAS_SEABORN.disable_locally():
        assert drawing.missing_for_qiskit() == [
            "Graphviz (https://graphviz.org/download)",
            "seaborn",
        ]


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("x.gif", "name a file that ends in .png, .pdf, .svg"),
        ("x", "name a file that ends in"),
        ("no/such/x.png", "there is no folder"),
    ],
)
def test_files_that_can_not_be_drawn(refused, tmp_path, file, message):
    assert message in refused("inspect", "reference", "--draw", tmp_path / file)


def test_without_matplotlib(refused, tmp_path):
    with optionals.HAS_MATPLOTLIB.disable_locally():
        line = refused("inspect", "reference", "--draw", tmp_path / "x.png")
    assert 'pip install "qiskit-uplift[visualization]"' in line


def test_a_device_of_unknown_size_has_no_map(call, tmp_path):
    result = call("inspect", "tests.cli.devices:Plain", "--draw", tmp_path / "x.png")
    assert result.exit_code == 2
    assert "nobody says how many qubits Plain has" in result.stderr


def test_the_worst_errors_in_percent():
    target = Target(num_qubits=3)
    target.add_instruction(XGate(), {(0,): InstructionProperties(error=0.01), (1,): None})
    target.add_instruction(
        CXGate(),
        {(0, 1): InstructionProperties(error=0.1), (1, 0): InstructionProperties(error=0.2)},
    )
    target.add_instruction(Measure(), {(2,): InstructionProperties(error=0.03)})
    gates, readout, pairs = errors_in_percent(target, [(0, 1), (1, 2)])
    np.testing.assert_allclose(gates, [1, np.nan, np.nan])
    np.testing.assert_allclose(readout, [np.nan, np.nan, 3])
    np.testing.assert_allclose(pairs, [20, np.nan])


@pytest.mark.parametrize(
    ("num_qubits", "edges"),
    [
        (6, [(i, i + 1) for i in range(5)]),
        (8, [(i, (i + 1) % 8) for i in range(8)]),
        (9, [*((3 * r + c, 3 * r + c + 1) for r in range(3) for c in range(2)),
             *((3 * r + c, 3 * r + c + 3) for r in range(2) for c in range(3))]),
    ],
    ids=["line", "ring", "grid"],
)  # fmt: skip
def test_coupled_qubits_are_drawn_about_1_apart(num_qubits, edges):
    points = layout(num_qubits, edges)
    assert points.shape == (num_qubits, 2)
    for a, b in edges:
        assert np.linalg.norm(points[a] - points[b]) == pytest.approx(1, abs=0.3)


def test_qubits_without_couplings_are_drawn_apart():
    points = layout(5, [(0, 1)])
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)[~np.eye(5, dtype=bool)]
    assert distances.min() > 0.5


def test_faulty_qubits_keep_their_place():
    target = Target(num_qubits=3)
    target.add_instruction(CXGate(), {(0, 1): None})
    figure = draw("x", target, CouplingMap([(0, 1)]))
    assert [text.get_text() for text in figure.axes[0].texts] == ["0", "1", "2"]


def test_matplotlib_is_not_imported_before_it_is_needed():
    import subprocess
    import sys

    code = "import sys, qiskit_uplift.cli.main; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
    assert importlib.util.find_spec("matplotlib") is not None
