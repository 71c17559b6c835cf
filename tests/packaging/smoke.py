"""A smoke test of an installed package: `python smoke.py core`, or `... cli`, or `... all`.

It is run outside of the repository, in an environment with nothing but the wheel and what that
pulls in: without extras, with `[aer,cli]`, with `[all]`.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import qiskit_uplift

ABSENT = (
    *("qiskit_aer", "click", "rich", "hypothesis", "jinja2", "libcst", "pathspec", "execnet"),
    *("keyring", "matplotlib", "distributed", "pytest"),
)
# Below these, modules may need an extra when they are imported; nowhere else.
EXTRA = {
    "qiskit_uplift.cli": "click",
    "qiskit_uplift.conformance": "hypothesis",
    "qiskit_uplift.migrate": "libcst",
    "qiskit_uplift._qiskit.aer": "qiskit_aer",
    "qiskit_uplift.backends.local_ibm": "qiskit_aer",
    "qiskit_uplift.compat.basic_aer": "qiskit_aer",
}


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("qiskit-uplift")
    return subprocess.run(
        [str(program), *arguments], capture_output=True, text=True, check=False, timeout=300
    )


def bell():
    from qiskit import QuantumCircuit

    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cx(0, 1)
    return circuit


def sample_and_estimate(backend, **options) -> None:
    circuit = bell()
    measured = circuit.copy()
    measured.measure_all()
    counts = backend.sampler(**options).run([measured], shots=500).result()[0].data.meas
    assert set(counts.get_counts()) == {"00", "11"}
    assert counts.num_shots == 500
    estimator = backend.estimator(default_precision=0.05, **options)
    values = estimator.run([(circuit, ["ZZ", "XX"])]).result()[0].data.evs
    # every shot of a Bell state has these parities
    assert abs(values - 1).max() < 1e-9


def core() -> None:
    """Nothing but the core's own requirements is there, and the core needs nothing else."""
    assert [name for name in ABSENT if find_spec(name)] == []
    for name in qiskit_uplift.__all__:
        getattr(qiskit_uplift, name)
    stopped = [0, 0]
    for module in pkgutil.walk_packages(
        qiskit_uplift.__path__, "qiskit_uplift.", onerror=lambda name: None
    ):
        if module.name.startswith("qiskit_uplift.compat.host._remote"):
            continue  # the half that runs in the other interpreter, and is never imported here
        try:
            importlib.import_module(module.name)
            stopped[0] += 1
        except ImportError as error:
            stopped[1] += 1
            home = [place for place in EXTRA if f"{module.name}.".startswith(f"{place}.")]
            assert home, f"{module.name} needs {error.name or error}"
    assert stopped[0] > 200 and stopped[1] > 0, stopped

    from qiskit.quantum_info import Statevector

    def run(circuits, shots):
        states = [Statevector(each.remove_final_measurements(inplace=False)) for each in circuits]
        return [
            {key: int(number) for key, number in state.sample_counts(shots).items()}
            for state in states
        ]

    sample_and_estimate(qiskit_uplift.uplift(run, num_qubits=2), transpile="auto")

    from qiskit_uplift.backends import reference_device
    from qiskit_uplift.exceptions import MissingExtraError

    try:
        reference_device().run(bell())
    except MissingExtraError as error:
        assert "qiskit-uplift[aer]" in str(error)
    else:
        raise AssertionError("the reference device ran without Aer")
    ended = command("demo")
    assert ended.returncode == 2, ended
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1, ended.stderr
    assert "qiskit-uplift[cli]" in ended.stderr


def cli() -> None:
    """With Aer and the command line."""
    from qiskit_aer import AerSimulator

    sample_and_estimate(qiskit_uplift.uplift(AerSimulator()))
    ended = command("demo")
    assert ended.returncode == 0, ended.stderr
    assert "Done in" in ended.stdout, ended.stdout
    for arguments, extra in (
        (("check", "reference"), "conformance"),
        (("migrate", "."), "migrate"),
    ):
        ended = command(*arguments)
        assert ended.returncode == 2, ended
        assert f"qiskit-uplift[{extra}]" in ended.stderr, ended.stderr


def everything() -> None:
    """With all extras that users want: the data files of the package are found."""
    old = Path("old.py")
    old.write_text("from qiskit import Aer\nprint(Aer)\n", encoding="utf-8")
    ended = command("migrate", str(old), "--diff")
    assert "+from qiskit_aer import Aer" in ended.stdout, ended
    ended = command("check", "reference", "--level", "smoke", "--report", "page.html")
    assert ended.returncode in (0, 1), ended
    assert "<html" in Path("page.html").read_text(encoding="utf-8")
    place = Path(qiskit_uplift.__file__).parent / "conformance" / "report" / "schema.json"
    assert json.loads(place.read_text(encoding="utf-8"))


if __name__ == "__main__":
    assert "site-packages" in str(Path(qiskit_uplift.__file__)), "not the installed package"
    {"core": core, "cli": cli, "all": everything}[sys.argv[1]]()
    print(f"{sys.argv[1]}: done")
