"""What was accepted by the backend is kept, whatever becomes of the rest."""

import pytest
from qiskit.circuit import QuantumCircuit
from qiskit.providers import JobStatus

from qiskit_uplift import uplift
from qiskit_uplift.exceptions import ExecutionError, SubmissionError
from tests.adapters.fakes import OneByOne, Talker, unequal


def known(value: int) -> QuantumCircuit:
    circuit = QuantumCircuit(2)
    for qubit in range(2):
        if value >> qubit & 1:
            circuit.x(qubit)
    circuit.measure_all()
    return circuit


FOUR = [known(value) for value in range(4)]


def counts(result):
    return [pub.data.meas.get_counts() if "meas" in pub.data else None for pub in result]


def test_a_failed_batch_takes_no_other_with_it():
    backend = OneByOne(broken=[2])
    job = uplift(backend).sampler().run(FOUR, shots=5)
    backend.release()
    with pytest.raises(ExecutionError, match=r"1 of 4 batches failed.*archive is down") as caught:
        job.result()
    assert isinstance(caught.value.__cause__, OSError)
    assert job.status() is JobStatus.ERROR
    partial = job.partial_result()
    assert counts(partial) == [{"00": 5}, {"01": 5}, None, {"11": 5}]
    assert partial[2].metadata["status"] == "failed"
    assert "the archive is down" in partial[2].metadata["error"]
    assert partial.metadata["partial"]
    assert job.provider_job_ids == ["held-0", "held-1", "held-2", "held-3"]


def test_an_estimate_is_kept_as_well():
    backend = OneByOne(broken=[1])
    circuits = unequal(known(3).remove_final_measurements(inplace=False), 2)
    pubs = [(circuit, "ZI") for circuit in circuits]
    job = uplift(backend).estimator().run(pubs, precision=0.2)
    backend.release()
    with pytest.raises(ExecutionError):
        job.result()
    partial = job.partial_result()
    assert partial[0].data.evs == -1
    assert partial[1].metadata["status"] == "failed"


def test_what_has_come_can_be_had_while_the_rest_runs():
    backend = OneByOne()
    job = uplift(backend).sampler().run(FOUR, shots=5)
    assert job.status() is JobStatus.RUNNING
    assert counts(job.partial_result()) == [None] * 4
    backend.jobs[1].release()
    partial = job.partial_result()
    assert counts(partial) == [None, {"01": 5}, None, None]
    assert [pub.metadata.get("status") for pub in partial] == [
        "running",
        None,
        "running",
        "running",
    ]
    backend.release()
    assert counts(job.result()) == [{"00": 5}, {"01": 5}, {"10": 5}, {"11": 5}]


def test_a_provider_that_can_not_say_how_its_job_is_takes_no_other_with_it(monkeypatch):
    def no_answer():
        raise TimeoutError("no answer")

    backend = OneByOne()
    job = uplift(backend).sampler().run(FOUR[:2], shots=5)
    backend.jobs[1].release()
    monkeypatch.setattr(backend.jobs[0], "status", no_answer)
    partial = job.partial_result()
    assert counts(partial) == [None, {"01": 5}]
    assert partial[0].metadata["status"] == "unknown"
    assert "no answer" in partial[0].metadata["error"]
    backend.release()
    assert len(job.result()) == 2


def test_cancel_reaches_every_job_of_the_provider():
    backend = OneByOne()
    job = uplift(backend).sampler().run(FOUR, shots=5)
    assert job.cancel() is True
    assert all(held.was_cancelled for held in backend.jobs)
    with pytest.raises(ExecutionError, match="4 of 4 batches failed"):
        job.result()
    assert job.status() is JobStatus.CANCELLED
    assert job.cancelled()
    assert job.cancel() is False


def test_a_refusal_after_others_were_accepted_holds_their_job():
    backend = OneByOne(refused=[2])
    with pytest.raises(SubmissionError, match="refused batch 3 with PermissionError") as caught:
        uplift(backend).sampler().run(FOUR, shots=5)
    assert "held-0, held-1" in str(caught.value)
    assert isinstance(caught.value.__cause__, PermissionError)
    job = caught.value.job
    backend.release()
    partial = job.partial_result()
    assert counts(partial) == [{"00": 5}, {"01": 5}, None, None]
    assert "never submitted" in partial[3].metadata["error"]
    with pytest.raises(ExecutionError, match="never submitted"):
        job.result()


def test_a_refusal_of_the_first_batch_is_the_backends_own_error():
    with pytest.raises(PermissionError, match="the login has expired"):
        uplift(OneByOne(refused=[0])).sampler().run(FOUR)


def test_a_refused_bare_circuit_keeps_those_before_it():
    calls = []

    def run(circuit, shots):
        circuit.num_qubits  # noqa: B018 - a list has none
        calls.append(circuit)
        if len(calls) == 3:
            raise ValueError("enough")
        return {"00": shots}

    with pytest.raises(SubmissionError) as caught:
        uplift(run).sampler().run(unequal(known(0), 4), shots=5)
    partial = caught.value.job.partial_result()
    assert counts(partial) == [{"00": 5}, {"00": 5}, None, None]


def test_batches_of_a_run_draw_other_random_numbers_but_always_the_same():
    coin = QuantumCircuit(1)
    coin.h(0)
    coin.measure_all()

    def run():
        backend = OneByOne()
        job = uplift(backend).sampler(seed_simulator=5).run(unequal(coin, 3), shots=100)
        backend.release()
        seeds = [call.options["seed_simulator"] for call in backend.calls]
        return seeds, [pub.data.meas.get_bitstrings() for pub in job.result()]

    seeds, outcomes = run()
    assert seeds[0] == 5  # as with Qiskit's own class
    assert len(set(seeds)) == 3
    assert outcomes[0] != outcomes[1] != outcomes[2]  # equal by chance: 1 in 10^29
    assert run() == (seeds, outcomes)


def test_the_job_of_run_cancels_too():
    backend = OneByOne()
    job = uplift(backend).run(FOUR, shots=3)
    assert job.status() is JobStatus.RUNNING
    assert job.provider_job_ids == ["held-0", "held-1", "held-2", "held-3"]
    assert job.cancel()
    assert job.wait(bar=False)
    assert job.status() is JobStatus.CANCELLED
    done = uplift(Talker()).run(FOUR[0], shots=3)
    done.result()
    assert (done.job_id(), done.status()) == ("provider-1", JobStatus.DONE)
