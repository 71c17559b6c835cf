"""Runs over executors: the same numbers, and nothing lost, whoever computes them."""

import multiprocessing
import pickle
import random
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack

import numpy as np
import pytest
from qiskit.circuit import Gate, Parameter, QuantumCircuit
from qiskit.providers import JobStatus
from qiskit.quantum_info import SparsePauliOp
from qiskit_aer import AerSimulator

from qiskit_uplift import uplift
from qiskit_uplift.backends import reference_device
from qiskit_uplift.exceptions import (
    ExecutionError,
    ExecutorWarning,
    InvalidCircuitError,
    OptionError,
    UnsupportedBackendError,
)
from tests.adapters.fakes import unequal
from tests.adapters.spread_backends import (
    Alone,
    Deadly,
    OwnGenerator,
    Plain,
    Seeded,
    Unpicklable,
)

# processes that begin with a copy of this one could find its locks held
SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture(scope="module")
def executors():
    with ExitStack() as stack:
        yield {
            **{f"{n} threads": stack.enter_context(ThreadPoolExecutor(n)) for n in (1, 2, 4)},
            **{
                f"{n} processes": stack.enter_context(ProcessPoolExecutor(n, mp_context=SPAWN))
                for n in (1, 2, 4)
            },
        }


def spread(backend, executor, **manner):
    return uplift(backend, executor=executor, local=True, **manner)


def flip(name="flip"):
    circuit = QuantumCircuit(1, name=name)
    circuit.sx(0)
    circuit.measure_all()
    return circuit


def sweep():
    theta = Parameter("theta")
    circuit = QuantumCircuit(2)
    circuit.rx(theta, 0)
    circuit.cx(0, 1)
    return circuit, np.linspace(0, 3, 7).reshape(7, 1)


def sampled(backend):
    circuit, values = sweep()
    circuit.measure_all()
    sampler = backend.sampler(seed_simulator=5, transpile="auto")
    result = sampler.run([(circuit, values), (flip(), None, 300)], shots=200).result()
    return [pub.data.meas.array.tolist() for pub in result]


def estimated(backend):
    circuit, values = sweep()
    operator = SparsePauliOp(["ZZ", "XX", "YI"], [1, 0.5, 0.25])
    estimator = backend.estimator(seed_simulator=5, transpile="auto")
    data = estimator.run([(circuit, operator, values)], precision=0.05).result()[0].data
    return data.evs.tolist(), data.stds.tolist()


@pytest.mark.parametrize("measured", [sampled, estimated])
@pytest.mark.parametrize("device", [AerSimulator, reference_device])
def test_the_numbers_do_not_depend_on_the_workers(executors, device, measured):
    expected = measured(uplift(device(), max_circuits=2))
    for name, executor in executors.items():
        backend = spread(device(), executor, max_circuits=2)
        assert measured(backend) == expected, name


def test_nor_do_they_without_a_limit_of_circuits(executors):
    found = [sampled(spread(AerSimulator(), executor)) for executor in executors.values()]
    assert all(each == found[0] for each in found)


def test_a_run_is_cut_for_the_workers_and_not_by_their_number(executors):
    circuits = unequal(flip(), 130)
    for executor in executors.values():
        plan = spread(Plain(), executor).sampler().plan(circuits, shots=10)
        assert [len(batch.indices) for batch in plan.batches] == [3] * 43 + [1]
    assert spread(Plain(), executor, max_circuits=100).sampler().plan(circuits).num_jobs == 2
    assert uplift(Plain()).sampler().plan(circuits).num_jobs == 1


def test_batches_without_a_seed_get_one_each(executors):
    backend = spread(AerSimulator(), executors["2 processes"])
    job = backend.sampler().run(unequal(flip(), 4), shots=64)
    seeds = [submission.sent["seed_simulator"] for submission in job.submissions]
    outcomes = {pub.data.meas.array.tobytes() for pub in job.result()}
    assert len(set(seeds)) == 4
    # two samples of 64 even bits agree with probability 2**-64
    assert len(outcomes) == 4
    again = backend.sampler().run(unequal(flip(), 4), shots=64)
    assert not {submission.sent["seed_simulator"] for submission in again.submissions} & set(seeds)


def test_copies_of_a_generator_do_not_repeat_themselves(executors):
    backend = spread(Seeded(random.Random(3)), executors["2 processes"], max_shots=1000)
    job = backend.sampler().run([flip()], shots=8000)
    assert job.result()[0].data.meas.num_shots == 8000
    assert len({submission.sent["seed"] for submission in job.submissions}) == 8


def test_a_seed_among_the_run_options_is_left_alone(executors):
    backend = spread(AerSimulator(), executors["2 threads"])
    sampler = backend.sampler(run_options={"seed_simulator": 9})
    job = sampler.run(unequal(flip(), 2), shots=10)
    assert [each.sent["seed_simulator"] for each in job.submissions] == [9, 9]
    job.result()


# --- workers that die


def named(*names):
    circuits = unequal(flip(), len(names))
    for circuit, name in zip(circuits, names, strict=True):
        circuit.name = name
    return circuits


@pytest.mark.filterwarnings("ignore::qiskit_uplift.exceptions.ExecutorWarning")
@pytest.mark.parametrize("manner", [{}, {"max_jobs": 2}])
def test_a_dead_worker_costs_its_batches_a_retry(tmp_path, manner):
    circuits = named("a", "deadly", "c", "d", "e")
    with ProcessPoolExecutor(2, mp_context=SPAWN) as executor:
        backend = spread(Deadly(tmp_path / "killed"), executor, max_circuits=1, **manner)
        job = backend.sampler(seed_simulator=1).run(circuits, shots=50)
        result = job.result()
    assert (tmp_path / "killed").exists()
    assert job.status() is JobStatus.DONE
    bare = uplift(Plain(), max_circuits=1).sampler(seed_simulator=1).run(circuits, shots=50)
    for own, other in zip(result, bare.result(), strict=True):
        assert (own.data.meas.array == other.data.meas.array).all()
    computed = (tmp_path / "killed.log").read_text().split()
    assert computed.count("deadly") == 2
    # one at work beside it, at most, and nothing that had ended
    assert len(computed) <= len(circuits) + 2


@pytest.mark.filterwarnings("ignore::qiskit_uplift.exceptions.ExecutorWarning")
def test_a_batch_that_kills_every_worker_is_the_only_one_lost(tmp_path):
    with ProcessPoolExecutor(1, mp_context=SPAWN) as executor:
        backend = spread(Deadly(tmp_path / "killed", always=True), executor, max_circuits=1)
        job = backend.sampler().run(named("a", "deadly", "c"), shots=50)
        with pytest.raises(ExecutionError, match="died, and so did one that had nothing else"):
            job.result()
    assert [pub.metadata.get("status") for pub in job.partial_result()] == [None, "failed", None]
    assert job.status() is JobStatus.ERROR


def test_a_broken_pool_is_told_of_and_the_next_run_completes(tmp_path):
    with ProcessPoolExecutor(1, mp_context=SPAWN) as executor:
        backend = spread(Deadly(tmp_path / "killed"), executor)
        backend.sampler().run(named("deadly"), shots=5).result()
        with pytest.warns(ExecutorWarning, match="ProcessPoolExecutor is broken"):
            job = backend.sampler().run([flip()], shots=5)
        assert job.result()[0].data.meas.num_shots == 5


# --- what can't travel


def test_a_backend_that_can_not_be_pickled(executors):
    with pytest.raises(UnsupportedBackendError, match=r"'talker' can't be pickled \(TypeError"):
        spread(Unpicklable(), executors["1 processes"])
    backend = spread(Unpicklable(), executors["2 threads"])
    assert backend.sampler().run([flip()], shots=5).result()[0].data.meas.num_shots == 5


@pytest.mark.parametrize(
    "generator", [None, random.Random(1), np.random.RandomState(1)], ids=lambda g: type(g).__name__
)
def test_a_backend_whose_copies_would_all_draw_the_same(executors, generator):
    with pytest.raises(UnsupportedBackendError, match="takes no seed and holds a"):
        spread(OwnGenerator(generator), executors["1 processes"])
    spread(OwnGenerator(generator), executors["1 threads"])


def test_options_and_circuits_that_can_not_be_pickled(executors):
    backend = spread(AerSimulator(), executors["1 processes"])
    with pytest.raises(OptionError, match="option 'noise_model' can't be pickled"):
        backend.sampler(run_options={"noise_model": lambda: None}).run([flip()])
    noted, custom = flip("noted"), flip("custom")
    noted.metadata = {"rule": lambda: None}
    with pytest.raises(InvalidCircuitError, match="circuit 'noted' can't be pickled"):
        backend.run([flip(), noted])
    odd = Gate("odd", 1, [])
    odd.rule = lambda: None
    custom.append(odd, [0])
    with pytest.raises(InvalidCircuitError, match=r"circuit 'custom' can't.*Nothing was sent"):
        backend.sampler(transpile="off").run([flip(), custom])


def test_the_jobs_of_a_provider_are_no_worker_s_to_submit(executors):
    with pytest.raises(OptionError, match=r"isn't known as one.*Pass local=True"):
        uplift(Plain(), executor=executors["1 threads"])


@pytest.mark.parametrize("device", [AerSimulator, reference_device])
def test_known_simulators_need_no_word(executors, device):
    backend = uplift(device(), executor=executors["1 threads"])
    assert backend.journal is None
    assert backend.sampler(transpile="auto").plan([flip()]).num_jobs == 1


def test_a_backend_that_takes_one_circuit_at_a_time(executors):
    executor = executors["2 threads"]
    with pytest.raises(ExecutionError, match=r"pass max_circuits=1 .* one circuit, please"):
        spread(Alone(), executor).sampler().run([flip()], shots=3).result()
    backend = spread(Alone(), executor, max_circuits=1)
    result = backend.sampler().run([flip()], shots=3).result()
    assert result[0].data.meas.get_counts() == {"1": 3}


def test_a_backend_with_an_executor_stays_here(executors):
    with pytest.raises(TypeError, match="has an executor, and can't be pickled"):
        pickle.dumps(spread(Plain(), executors["1 threads"]))


# --- the job


class Held(Plain):
    """Waits in a worker until the test opens it."""

    def __init__(self):
        super().__init__()
        self.began, self.opened = threading.Semaphore(0), threading.Event()

    def run(self, run_input, **options):
        self.began.release()
        assert self.opened.wait(60)
        return super().run(run_input, **options)


def test_cancel_ends_what_no_worker_has_begun():
    backend = Held()
    with ThreadPoolExecutor(1) as executor:
        job = spread(backend, executor).sampler().run(unequal(flip(), 3), shots=5)
        assert backend.began.acquire(timeout=60)
        assert len(set(job.provider_job_ids)) == 3
        assert job.status() is JobStatus.RUNNING
        assert str(job.progress) == "0 of 3 batches"
        assert job.cancel()
        backend.opened.set()
        assert job.wait(60)
    assert job.status() is JobStatus.CANCELLED
    assert len(backend.calls) == 1
    partial = job.partial_result()
    assert [pub.metadata.get("status") for pub in partial] == [None, "failed", "failed"]
    assert job.progress == (3, 3, 3)


def test_a_pickled_job_keeps_its_numbers(executors):
    job = spread(AerSimulator(), executors["2 processes"]).sampler().run([flip()], shots=20)
    copy = pickle.loads(pickle.dumps(job))
    assert (copy.job_id(), copy.status()) == (job.job_id(), JobStatus.DONE)
    assert (copy.result()[0].data.meas.array == job.result()[0].data.meas.array).all()
    assert copy.provider_job_ids == job.provider_job_ids
    assert copy.progress == (1, 1, 1)


def test_a_backend_says_what_it_is_without_an_executor():
    assert not uplift(Plain()).channel.is_local
    local = uplift(Plain(), local=True)
    assert local.channel.is_local
    assert local.journal is None
    assert pickle.loads(pickle.dumps(local)).channel.is_local
