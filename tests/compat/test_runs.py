"""Circuits on a backend that says little or nothing of itself."""

from qiskit.circuit import QuantumCircuit
from qiskit.result import Result

from qiskit_uplift._qiskit.results import experiment_header
from qiskit_uplift.compat._runs import counts, most_circuits


class Small:
    """A backend of at most two circuits a job, whose outcome is the number of circuits."""

    max_circuits = 2

    def run(self, circuits):
        header = experiment_header({"memory_slots": 2, "creg_sizes": [["a", 1], ["b", 1]]})
        results = [
            {"shots": 1, "success": True, "data": {"counts": {hex(len(circuits)): 1}}}
            for _ in circuits
        ]
        made = Result.from_dict({
            "backend_name": "small", "backend_version": "1", "job_id": "", "success": True,
            "qobj_id": "", "results": results,
        })  # fmt: skip
        for result in made.results:
            result.header = header
        self.result = lambda: made
        return self


def test_jobs_are_small_enough_and_keys_have_no_spaces():
    assert list(counts(Small(), [QuantumCircuit(1, 2)] * 3)) == [{"10": 1}, {"10": 1}, {"01": 1}]
    assert list(counts(Small(), [])) == []
    assert most_circuits(object()) is None
