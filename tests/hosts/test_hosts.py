"""Real providers in environments of their own, each with the Qiskit that it wants."""

import math
import os
import subprocess
import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

import pytest
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, transpile
from qiskit.quantum_info import Pauli, Statevector

from qiskit_uplift import Journal, resume, uplift
from qiskit_uplift.compat.host import _circuits, host
from qiskit_uplift.compat.host._environments import environment_for
from qiskit_uplift.compat.host.files import open_host
from qiskit_uplift.exceptions import HostError, InvalidCircuitError

ROOT = Path(__file__).resolve().parents[2]
FILE = Path(os.environ["UPLIFT_HOSTS"]).absolute()

# Qiskit, provider file, route, qubits, and in which form circuits travel
FACTS = {
    "iqm": ("2.1.2", "iqm", "BackendV2", 5, "qpy"),
    "aqt": ("2.4.1", "aqt", "BackendV2", 20, "qpy"),
    "aqt-old": ("1.4.6", "aqt", "BackendV2", 20, "qpy"),
    "terra-0-25": ("0.25.3", "aer", "BackendV1", None, "qasm2"),
}


@pytest.fixture(scope="module", params=FACTS)
def named(request):
    with open_host(request.param, FILE) as backend:
        yield request.param, backend


def flipped():
    """Always ``B-last`` = 10 and ``a`` = 1, read from registers that are written crosswise."""
    last, first = ClassicalRegister(2, "B-last"), ClassicalRegister(1, "a")
    circuit = QuantumCircuit(QuantumRegister(3, "q"), last, first, name="odd; name")
    circuit.x([0, 2])
    circuit.cx(0, 1)
    circuit.cx(2, 1)
    circuit.measure([0, 1, 2], [last[1], last[0], first[0]])
    return circuit


def test_what_it_is(named):
    name, backend = named
    qiskit, file, route, qubits, form = FACTS[name]
    lifted = uplift(backend)
    assert backend.qiskit_version == qiskit
    assert (lifted.provider_file.name, lifted.route) == (file, route)
    assert lifted.channel.is_local
    assert qubits is None or lifted.target.num_qubits == qubits
    assert _circuits.packed([flipped()], backend._connection.other)[0] == form


def test_sampling(named):
    name, backend = named
    lifted = uplift(backend)
    circuits = [backend.transpile(flipped())]
    # ion traps take angles from a range of their own, which only their own stages know
    if not lifted.provider_file.wraps_angles:
        circuits.append(transpile(flipped(), lifted, seed_transpiler=1))
    job = lifted.sampler().run(circuits, shots=1000)
    for pub_result in job.result():
        found = {key: bits.get_counts() for key, bits in pub_result.data.items()}
        if name == "iqm":  # noisy: its readout is right in more than nine of ten shots
            assert found["B-last"]["10"] > 700
            assert found["a"]["1"] > 800
        else:
            assert found == {"B-last": {"10": 1000}, "a": {"1": 1000}}
    assert len(job.provider_job_ids) == 1


def test_errors_of_the_package(named):
    name, backend = named
    given = {"aqt": 5000, "aqt-old": 5000, "iqm": "many", "terra-0-25": "many"}
    circuit = backend.transpile(flipped())
    with pytest.raises(HostError) as caught:
        backend.run(circuit, shots=given[name]).result()
    assert "Traceback" in caught.value.remote_traceback


def test_an_estimator_on_terra():
    with open_host("terra-0-25", FILE) as backend:
        circuit = QuantumCircuit(2)
        circuit.ry(1.0, 0)
        circuit.cx(0, 1)
        estimator = uplift(backend).estimator(seed_simulator=1)
        result = estimator.run([(circuit, ["ZZ", "ZI"])], precision=0.02).result()[0]
        assert result.data.evs[0] == 1.0
        # 5 standard errors: passed with probability 6e-7
        assert abs(result.data.evs[1] - math.cos(1.0)) < 5 * result.data.stds[1]


def test_a_seed_of_terra():
    with open_host("terra-0-25", FILE) as backend:
        circuit = QuantumCircuit(2)
        circuit.h([0, 1])
        circuit.measure_all()
        sampler = uplift(backend).sampler(seed_simulator=7)
        first, second = (sampler.run([circuit]).result()[0].data.meas for _ in range(2))
        assert first.get_counts() == second.get_counts()
        assert len(first.get_counts()) == 4
        dynamic = QuantumCircuit(1, 1)
        with dynamic.if_test((0, True)):
            dynamic.x(0)
        with pytest.raises(InvalidCircuitError, match=r"reads QPY of no version .* control flow"):
            backend.run(dynamic)


def python_of(name):
    """The interpreter of a host, for another backend in it."""
    with FILE.open("rb") as file:
        table = tomllib.load(file)[name]
    if "python" in table:
        return FILE.parent / table["python"]
    return environment_for(table["requirements"], table.get("python_version"))


CLOUD_RUN = """
import os, sys
from pathlib import Path
from qiskit import QuantumCircuit
from qiskit_uplift import Journal, uplift
from qiskit_uplift.compat.host import host
circuit = QuantumCircuit(2)
circuit.rx(1.5, [0, 1])
circuit.measure_all()
python, here, journal = sys.argv[1:]
backend = host("aqt_cloud:cloud", python=python, path=[here])
job = uplift(backend, journal=Journal(Path(journal))).sampler(
    transpile="auto", run_options={"with_progress_bar": False}
).run([circuit], shots=7)
print(job.job_id(), *job.provider_job_ids, flush=True)
os._exit(9)
"""


def test_a_job_of_aqts_old_cloud_is_fetched_by_another_process(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))  # where its package keeps circuits
    monkeypatch.setenv("AQT_CLOUD", str(tmp_path))
    python, here = python_of("aqt-old"), Path(__file__).parent
    journal = tmp_path / "journal.sqlite3"
    command = [sys.executable, "-c", CLOUD_RUN, str(python), str(here), str(journal)]
    first = subprocess.run(command, capture_output=True, text=True, check=False)
    assert first.returncode == 9, first.stderr
    job_id, *provider_ids = first.stdout.split()
    with host("aqt_cloud:cloud", python=python, path=[here]) as backend:
        job = resume(job_id, uplift(backend), journal=Journal(journal))
        assert job.result()[0].data.meas.get_counts() == {"11": 7}
        assert job.provider_job_ids == provider_ids
        assert len(provider_ids) == 1
    assert b"secret" not in journal.read_bytes()


@pytest.mark.parametrize("name", ["aqt", "aqt-old"])
def test_an_estimator_on_aqt(name):
    """Basis changes are transpiled here, without the stages that only the provider has."""
    circuit = QuantumCircuit(2)
    circuit.ry(-2.1, 0)
    circuit.cx(0, 1)
    observables = ["ZZ", "XX", "YY", "ZI", "XY"]
    with open_host(name, FILE) as backend:
        options = {"run_options": {"with_progress_bar": False}} if name == "aqt-old" else {}
        estimator = uplift(backend).estimator(transpile="auto", **options)
        data = estimator.run([(circuit, observables)], precision=0.03).result()[0].data
    exact = [Statevector(circuit).expectation_value(Pauli(each)).real for each in observables]
    for found, error, true in zip(data.evs, data.stds, exact, strict=True):
        # 5 standard errors of 5 values: passed with probability 3e-6
        assert abs(found - true) <= 5 * max(error, 1e-9) + 1e-9


def test_side_by_side():
    command = [sys.executable, str(ROOT / "examples" / "side_by_side.py"), "--hosts", str(FILE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == [*FACTS, "reference"]
    for line, facts in zip(lines, FACTS.values(), strict=False):
        assert f"Qiskit {facts[0]} " in line
        assert "'pair'" in line
        assert "'single'" in line
