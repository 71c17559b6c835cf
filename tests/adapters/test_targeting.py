"""``shot_allocation="target"``: the precision is met, with few shots, and the values are right."""

import threading

import numpy as np
import pytest
from qiskit.circuit import Parameter, QuantumCircuit
from qiskit.providers import JobStatus, Options
from qiskit.quantum_info import SparsePauliOp

from benchmarks.error_bars import cases
from qiskit_uplift import EstimatorAdapter, resume, uplift
from qiskit_uplift.adapters.journal import Journal
from qiskit_uplift.exceptions import ExecutionError, LimitError, OptionError
from tests.adapters.drawn import Drawn
from tests.adapters.fakes import OneByOne, Talker

CASES = {case.name: case for case in cases()}


def coin(chance):
    """A qubit that is 1 with a chance; its parameter changes nothing."""
    circuit = QuantumCircuit(1)
    circuit.rz(Parameter("silent"), 0)
    circuit.ry(2 * np.arcsin(np.sqrt(chance)), 0)
    return circuit


def targeting(backend, **options):
    return EstimatorAdapter(backend=backend, options={"shot_allocation": "target", **options})


@pytest.mark.parametrize("name", CASES)
def test_the_precision_is_met(name):
    case, precision = CASES[name], 0.04
    result = targeting(Drawn(1)).run([(case.circuit, case.observable, [0.0])], precision=precision)
    found = result.result()[0]
    assert 0 <= float(found.data.stds) <= precision
    assert found.metadata["achieved_precision"] == float(found.data.stds)
    assert found.metadata["pilot_shots"] == 100
    assert found.metadata["total_shots"] == sum(found.metadata["shots_per_circuit"])
    assert found.metadata["shots"] == min(found.metadata["shots_per_circuit"])
    # a normal estimate is further off than six of its errors once in 5 * 10^8 runs
    assert abs(float(found.data.evs) - case.value()) <= 6 * precision


def test_by_every_observable_at_every_point():
    a = Parameter("a")
    circuit = QuantumCircuit(2)
    circuit.ry(a, 0)
    circuit.cx(0, 1)
    observables = [[SparsePauliOp(["ZI", "XX"], [2, 1])], ["ZZ"], [{"1+": 3.0, "YY": 0.1}]]
    points = np.linspace(0, np.pi, 5)[:, np.newaxis]
    data = (
        targeting(Talker()).run([(circuit, observables, points)], precision=0.05).result()[0].data
    )
    assert data.stds.shape == (3, 5)
    assert (data.stds <= 0.05).all()


def test_several_times_fewer_shots_than_the_same_number_for_all():
    """21 groups of very different weight."""
    case = CASES["molecule-like, 100 terms"]
    job = targeting(Drawn(3)).run([(case.circuit, case.observable, [0.0])], precision=0.03)
    metadata = job.result()[0].metadata
    variances = case.variances()
    uniform = len(variances) * variances.sum() / metadata["achieved_precision"] ** 2
    assert uniform / metadata["total_shots"] > 3


def test_a_pilot_that_saw_no_variance_by_luck_is_not_believed():
    """A coin that falls on 1 once in 500: most pilots of 100 never see it."""
    points = np.linspace(0, 1, 50)[:, np.newaxis]
    job = targeting(Drawn(4)).run([(coin(0.002), "Z", points)], precision=0.01)
    # 4 * p * (1 - p) / n <= 0.01**2 by the rule of succession needs nearly 2 / 0.01 shots
    assert min(job.result()[0].metadata["shots_per_circuit"]) >= 195


def test_constants_need_no_circuit():
    result = targeting(Talker()).run([(QuantumCircuit(1), {"I": 2.0})], precision=0.1).result()[0]
    assert float(result.data.evs) == 2
    assert result.metadata["total_shots"] == 0
    assert result.metadata["achieved_precision"] == 0


def test_pubs_of_their_own_precision_share_their_stages():
    backend = Talker()
    circuit = QuantumCircuit(1)
    circuit.h(0)
    job = targeting(backend).run(
        [(circuit, "Z", None, 0.05), (circuit, "Y", None, 0.02), (circuit, "X")]
    )
    result = job.result()
    assert [pub.metadata["target_precision"] for pub in result] == [0.05, 0.02, 1 / 64]
    assert all(pub.metadata["achieved_precision"] <= p
               for pub, p in zip(result, [0.05, 0.02, 1 / 64], strict=True))  # fmt: skip
    assert len(job.submissions) == len(backend.calls) == len(job.provider_job_ids)


def test_the_most_shots_are_kept_to():
    case = CASES["H2"]
    job = targeting(Drawn(5), max_total_shots=1000)
    found = job.run([(case.circuit, case.observable, [0.0])], precision=0.001).result()[0]
    assert 900 < found.metadata["total_shots"] <= 1000
    assert found.metadata["max_total_shots_reached"]
    # within a tenth of the least that 1,000 shots can give
    best = np.sqrt(case.variances()).sum() / np.sqrt(1000)
    assert found.metadata["achieved_precision"] == pytest.approx(best, rel=0.15)
    plenty = targeting(Drawn(5), max_total_shots=10**6)
    found = plenty.run([(case.circuit, case.observable, [0.0])], precision=0.05).result()[0]
    assert not found.metadata["max_total_shots_reached"]


def test_too_few_shots_for_any_pilot():
    backend = Drawn(6)
    case = CASES["Ising, 20 terms"]
    with pytest.raises(LimitError, match="max_total_shots=1 is too few for the 2 circuits"):
        targeting(backend, max_total_shots=1).run([(case.circuit, case.observable, [0.0])])
    assert not backend.calls


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"shot_allocation": "best"}, "'uniform' or 'target'"),
        ({"max_total_shots": 10}, "needs shot_allocation='target'"),
        ({"pilot_shots": 10}, "needs shot_allocation='target'"),
        ({"shot_allocation": "target", "max_total_shots": 0}, "above 0, got 0"),
        ({"shot_allocation": "target", "pilot_shots": 10.5}, "above 0, got 10.5"),
        ({"shot_allocation": "target", "pilot_shots": True}, "above 0, got True"),
    ],
)
def test_options_that_make_no_sense(options, message):
    backend = Talker()
    with pytest.raises(OptionError, match=message):
        EstimatorAdapter(backend=backend, options=options).run([(QuantumCircuit(1), "Z")])
    assert not backend.calls


def test_limits_of_the_backend_are_kept_to():
    backend = Talker(options=Options(shots=100, seed_simulator=None))
    backend.options.set_validator("shots", (50, 300))
    circuit = QuantumCircuit(1)
    circuit.h(0)
    job = targeting(backend, seed_simulator=1).run([(circuit, "Z")], precision=0.03)
    assert job.result()[0].metadata["achieved_precision"] <= 0.03
    assert all(50 <= call.options["shots"] <= 300 for call in backend.calls)


def test_a_seed_decides_the_result_and_no_stage_repeats_another():
    circuit = QuantumCircuit(1)
    circuit.h(0)
    found = []
    for _ in range(2):
        backend = Talker()
        job = targeting(backend, seed_simulator=7).run([(circuit, "Z")], precision=0.05)
        found.append((float(job.result()[0].data.evs), float(job.result()[0].data.stds)))
        seeds = [call.options["seed_simulator"] for call in backend.calls]
        assert seeds[0] == 7
        assert len(seeds) > 1
        assert len(set(seeds)) == len(seeds)
    assert found[0] == found[1]


def test_fewer_shots_than_were_asked_for_take_more_stages():
    backend = Drawn(8, returned=lambda shots: (shots + 1) // 2)
    found = targeting(backend).run([(coin(0.5), "Z", [0.0])], precision=0.05).result()[0]
    assert found.metadata["achieved_precision"] <= 0.05
    (came,), (asked,) = (
        found.metadata[key] for key in ("shots_per_circuit", "requested_shots_per_circuit")
    )
    assert came == pytest.approx(asked / 2, rel=0.01)
    assert "requested_shots" not in found.metadata


def test_a_stage_that_brings_nothing_is_an_error_and_the_pilot_is_kept():
    calls = []

    def nothing_after_the_first(shots):
        calls.append(shots)
        return shots if len(calls) == 1 else 0

    backend = Drawn(9, returned=nothing_after_the_first)
    job = targeting(backend).run([(coin(0.5), "Z", [0.0])], precision=0.01)
    with pytest.raises(ExecutionError, match="No shot came back for Z"):
        job.result()
    partial = job.partial_result()[0]
    assert partial.metadata["total_shots"] == partial.metadata["pilot_shots"] == 500
    assert float(partial.data.stds) == pytest.approx(1 / np.sqrt(500), rel=0.1)


class Announcing(OneByOne):
    """Says when the second job was accepted."""

    def __init__(self):
        super().__init__()
        self.second = threading.Event()

    def run(self, run_input, **options):
        job = super().run(run_input, **options)
        if len(self.jobs) == 2:
            self.second.set()
        return job


def test_a_later_stage_can_be_cancelled():
    backend = Announcing()
    circuit = QuantumCircuit(1)
    circuit.h(0)
    job = targeting(backend).run([(circuit, "Z")], precision=0.02)
    assert job.progress.total == 1
    backend.release()
    assert backend.second.wait(60)
    assert job.status() is JobStatus.RUNNING
    assert job.cancel()
    with pytest.raises(Exception, match="cancelled"):
        job.result()
    assert job.status() is JobStatus.CANCELLED
    assert job.provider_job_ids == ["held-0", "held-1"]
    assert tuple(job.progress) == (2, 2, 2)
    metadata = job.partial_result()[0].metadata
    assert metadata["total_shots"] == metadata["pilot_shots"]


def test_a_stage_that_is_refused_keeps_those_before():
    backend = OneByOne(refused=[1])
    circuit = QuantumCircuit(1)
    circuit.h(0)
    job = targeting(backend).run([(circuit, "Z")], precision=0.02)
    backend.release()
    with pytest.raises(Exception, match="the login has expired"):
        job.result()
    assert job.partial_result()[0].metadata["total_shots"] == 125


@pytest.mark.parametrize(("chance", "pilot"), [(0.2, 30), (0.05, 300), (0.5, 30)])
def test_bias_and_spread_are_as_stated(chance, pilot):
    """By 3,000 repetitions; the pilot is small, so that nearly all shots depend on it.

    The bias may be the bound and 5 of the mean's errors: less than one false alarm in 10^6. The
    spread has a relative error of 1.3 %. The claim is smaller by a term of the order of one over
    the shots, 5 % where few outcomes decide all; 12 % is 5.4 errors beyond that.
    """
    times, precision = 3000, 0.05 if pilot == 30 else 0.015
    points = np.linspace(0, 1, times)[:, np.newaxis]
    job = targeting(Drawn(10), pilot_shots=pilot).run(
        [(coin(chance), "Z", points)], precision=precision
    )
    data = job.result()[0].data
    deviation = 2 * np.sqrt(chance * (1 - chance))
    skewness = 2 * (1 - 2 * chance) / deviation
    bound = abs(skewness) * precision**2 / deviation
    spread = data.evs.std(ddof=1)
    assert abs(data.evs.mean() - (1 - 2 * chance)) <= bound + 5 * spread / np.sqrt(times)
    assert (data.stds <= precision).all()
    assert np.sqrt(np.mean(data.stds**2)) == pytest.approx(spread, rel=0.12)
    # 95.4 % of a normal distribution, off by 5 errors of such a share, and 2 % as it is not normal
    covered = np.mean(np.abs(data.evs - (1 - 2 * chance)) <= 2 * data.stds)
    assert covered == pytest.approx(0.954, abs=0.02 + 5 * np.sqrt(0.954 * 0.046 / times))


@pytest.mark.parametrize("lost", [0, 1])
def test_a_run_goes_on_in_another_process(tmp_path, lost):
    """What is in the journal of any stage is neither run nor paid for again."""
    case = CASES["H2"]
    first = Drawn(11)
    journal = Journal(tmp_path / "journal.sqlite3")
    options = {"shot_allocation": "target", "seed_simulator": 1}
    estimator = uplift(first, journal=journal).estimator(**options)
    job = estimator.run([(case.circuit, case.observable, [0.0])], precision=0.02)
    expected = job.result()[0]
    stages = 1 + max(journal.load(job.job_id()).batches)
    assert stages > 1
    if lost:  # as if the process had died before the last stage was planned
        with journal._open() as connection:
            connection.execute("DELETE FROM batches WHERE stage = ?", (stages - 1,))
    again = Drawn(12)
    resumed = resume(job.job_id(), uplift(again, journal=journal))
    found = resumed.result()[0]
    if lost:
        assert again.calls
        assert found.metadata["pilot_shots"] == expected.metadata["pilot_shots"]
        assert found.metadata["achieved_precision"] <= 0.02
    else:
        assert not again.calls
        assert float(found.data.evs) == float(expected.data.evs)
        assert found.metadata == expected.metadata
    journal.close()
