import pytest

from qiskit_uplift.cli.circuits import load_circuits
from qiskit_uplift.cli.observables import parse_observable
from tests.cli.conftest import EXAMPLES

FILES = sorted(EXAMPLES.glob("*.qasm"))


def test_there_is_one_of_each_kind():
    names = [file.stem for file in FILES]
    assert names == ["ghz", "interleaved_registers", "qft", "teleportation", "vqe_ansatz"]
    (loaded,) = load_circuits([str(EXAMPLES / "teleportation.qasm")])
    assert {"if_else", "measure"} <= set(loaded.circuit.count_ops())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@pytest.mark.parametrize(
    "backend", ["reference:legacy", "reference:run-only?accepts=anything", "reference"]
)
def test_run_takes_every_example(call, file, backend):
    result = call("run", file, "--backend", backend, "--transpile", "auto", "--shots", 20)
    assert result.exit_code == 0, result.stderr
    assert "20 shots" in result.stdout


def test_the_readme_names_every_file():
    text = (EXAMPLES / "README.md").read_text("utf-8")
    assert all(f"`{file.name}`" in text for file in FILES)


def test_the_ansatz_has_the_lowest_energy_of_h2():
    import numpy as np

    from qiskit_uplift.backends.exact import exact_expectation

    (loaded,) = load_circuits([str(EXAMPLES / "vqe_ansatz.qasm")])
    h2 = parse_observable(str(EXAMPLES / "h2.json"))
    found = exact_expectation(loaded.circuit.remove_final_measurements(inplace=False), h2)
    assert found == pytest.approx(np.linalg.eigvalsh(h2.to_matrix())[0], abs=1e-8)
