"""Runs over a Dask cluster of two worker processes on this machine."""

import os
import signal
import threading

import pytest
from distributed import Client, Event, LocalCluster
from qiskit.circuit import QuantumCircuit
from qiskit.providers import JobStatus
from qiskit.quantum_info import SparsePauliOp
from qiskit_aer import AerSimulator

from qiskit_uplift import uplift
from qiskit_uplift.backends import reference_device
from qiskit_uplift.exceptions import OptionError, UnsupportedBackendError
from tests.adapters.fakes import unequal
from tests.adapters.spread_backends import Plain, Unpicklable

PATIENCE = 60  # seconds for what takes a fraction of one


@pytest.fixture(scope="module")
def client():
    with (
        LocalCluster(2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as connected,
    ):
        yield connected


class Watched(Plain):
    """Writes down who begins which circuit; ``held`` waits for an event of the cluster."""

    def __init__(self, folder):
        super().__init__()
        self._folder = str(folder)

    def run(self, run_input, **options):
        name = f"{run_input.name}.{os.getpid()}"
        with open(os.path.join(self._folder, name), "a", encoding="utf-8") as log:
            log.write("x")
        if run_input.name == "held":
            Event("begun").set()
            assert Event("go").wait(PATIENCE)
        return super().run(run_input, **options)


def circuits(number):
    circuit = QuantumCircuit(1)
    circuit.sx(0)
    circuit.measure_all()
    return unequal(circuit, number)


def spread(backend, client, **manner):
    return uplift(backend, executor=client.get_executor(), local=True, **manner)


def outcomes(result):
    return [pub.data.meas.array.tolist() for pub in result]


@pytest.mark.parametrize("device", [AerSimulator, reference_device])
def test_the_numbers_are_those_without_a_cluster(client, device):
    found = []
    for backend in (uplift(device(), max_circuits=1), spread(device(), client, max_circuits=1)):
        samples = backend.sampler(seed_simulator=3).run(circuits(5), shots=100).result()
        pubs = [(each.remove_final_measurements(inplace=False), SparsePauliOp(["Z", "X", "Y"]))
                for each in circuits(3)]  # fmt: skip
        estimates = backend.estimator(seed_simulator=3).run(pubs, precision=0.1).result()
        found.append((outcomes(samples), [float(pub.data.evs) for pub in estimates]))
    assert found[0] == found[1]


def test_a_worker_that_is_killed_costs_its_batch_a_second_computation(client, tmp_path):
    several = circuits(12)
    several[0].name = "held"
    backend = spread(Watched(tmp_path), client, max_circuits=1)
    begun, go = Event("begun", client=client), Event("go", client=client)
    job = backend.sampler(seed_simulator=3).run(several, shots=50)
    assert begun.wait(PATIENCE)
    (victim,) = (int(path.suffix[1:]) for path in tmp_path.glob("held.*"))
    os.kill(victim, signal.SIGKILL)
    go.set()
    result = job.result(PATIENCE)
    expected = uplift(Plain(), max_circuits=1).sampler(seed_simulator=3).run(several, shots=50)
    assert outcomes(result) == outcomes(expected.result())
    assert job.status() is JobStatus.DONE
    assert job.progress == (12, 12, 12)
    by_circuit = {}
    for path in tmp_path.iterdir():
        by_circuit[path.stem] = by_circuit.get(path.stem, 0) + len(path.read_text())
    assert by_circuit.pop("held") == 2
    assert len(by_circuit) == 11
    # what the dead worker had computed, and kept, may be computed again
    by_victim = [path for path in tmp_path.glob(f"*.{victim}") if path.stem != "held"]
    assert sum(by_circuit.values()) - 11 <= len(by_victim)


def test_equal_calls_are_not_computed_once(client):
    class Bare:
        def run(self, circuits, shots):
            ones = int.from_bytes(os.urandom(4), "big") % (shots + 1)
            return [{"0": shots - ones, "1": ones} for _ in circuits]

    backend = spread(Bare(), client, max_shots=10**6)
    job = backend.sampler().run(circuits(1), shots=4 * 10**6)
    ones = {submission.samples(0).weights.tolist()[-1] for submission in wait(job).submissions}
    # four numbers of 0 to 10**6: two agree with probability 6e-6
    assert len(ones) == 4


def wait(job):
    job.result(PATIENCE)
    return job


def test_a_function_of_a_notebook_can_travel(client):
    def run(circuits, shots):
        return [{"1": shots} for _ in circuits]

    result = spread(run, client).sampler().run(circuits(2), shots=5).result(PATIENCE)
    assert [pub.data.meas.get_counts() for pub in result] == [{"1": 5}] * 2


def test_what_can_not_travel_is_refused_at_once(client):
    with pytest.raises(UnsupportedBackendError, match=r"can't be pickled.*ClientExecutor"):
        spread(Unpicklable(), client)
    options = {"noise_model": threading.Lock()}
    with pytest.raises(OptionError, match="option 'noise_model' can't be pickled"):
        spread(AerSimulator(), client).sampler(run_options=options).run(circuits(1))
