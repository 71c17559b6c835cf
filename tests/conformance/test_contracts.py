"""What counts as a refusal."""

from types import SimpleNamespace

import pytest

from qiskit_uplift.backends import reference_device
from qiskit_uplift.conformance.access import asked
from qiskit_uplift.conformance.contracts import must_refuse, refused, says_failed
from qiskit_uplift.conformance.findings import Violation


class Quiet:
    """As much of a trial as a refusal needs."""

    def __init__(self):
        self.notes = []

    def note(self, text):
        self.notes.append(text)

    def require(self, holds, message, **evidence):
        if not holds:
            from qiskit_uplift.conformance.findings import Finding

            raise Violation(Finding(message, **evidence))


def raising(error):
    def fail():
        raise error

    return lambda: asked(fail, "run(thing)", 5)


def test_a_typed_error_is_a_refusal():
    trial = Quiet()
    assert refused(trial, raising(ValueError("wrong")), "a thing")
    assert trial.notes == ["a thing: ValueError."]


@pytest.mark.parametrize("error", [Exception("no"), AssertionError(), SystemExit(2)])
def test_a_bare_error_says_nothing(error):
    with pytest.raises(Violation, match="bare"):
        refused(Quiet(), raising(error), "a thing")


def test_a_result_may_say_that_it_failed():
    one = SimpleNamespace(success=True)
    other = SimpleNamespace(success=False)
    assert says_failed(SimpleNamespace(success=True, results=[one, other]))
    assert not says_failed(SimpleNamespace(success=True, results=[one]))
    assert refused(Quiet(), lambda: other, "a thing")


def test_what_is_accepted_is_a_violation():
    with pytest.raises(Violation, match="was accepted"):
        must_refuse(Quiet(), lambda: SimpleNamespace(success=True), "a thing")


def test_the_default_number_of_shots_is_one_that_is_allowed():
    for face in ("modern", "legacy", "run-only"):
        backend = reference_device(face, ideal=True, max_shots=60)
        from qiskit.circuit import QuantumCircuit

        circuit = QuantumCircuit(1, 1)
        circuit.measure(0, 0)
        counts = backend.run(circuit).result().data(0)["counts"]
        assert sum(counts.values()) == 60
