"""What is learned of an object with nothing but ``run``."""

import pytest

from qiskit_uplift.adapters.dialects import Notation
from qiskit_uplift.backends import reference_device
from qiskit_uplift.conformance.manners import learned
from qiskit_uplift.conformance.subject import Subject

WRITABLE = [n for n in Notation if n not in (Notation.BIT_MATRIX, Notation.BIT_MATRIX_REVERSED)]


def met(**options):
    return learned(Subject.of(reference_device("run-only", **options)))


@pytest.mark.parametrize("notation", WRITABLE)
def test_the_notation_of_counts(notation):
    assert met(counts=notation.value).run.dialect.counts is notation


@pytest.mark.parametrize("notation", Notation)
def test_the_notation_of_memory(notation):
    subject = met(memory=notation.value, memory_always=True, ideal=True)
    assert subject.run.dialect.memory is notation


@pytest.mark.parametrize("refuses_lists", [True, False])
def test_options_that_are_refused_are_left_out(refuses_lists):
    subject = met(options=("shots",), refuses_lists=refuses_lists)
    assert subject.run.contract.seed is None
    assert subject.run.lists is not refuses_lists
    assert any("refuses 'seed_simulator'" in note for note in subject.assumptions)


def test_options_that_are_taken_are_kept():
    assert met().run.contract.seed == "seed_simulator"


def test_a_backend_of_qiskit_is_held_to_what_it_has_promised():
    subject = Subject.of(reference_device())
    assert learned(subject) is subject
    assert subject.meter.jobs == 0


def test_nothing_is_learned_of_one_that_fails():
    def run(circuits, **options):
        raise RuntimeError("out of order")

    subject = Subject.of(run)
    assert learned(subject).run.dialect == subject.run.dialect
    assert learned(subject).run.contract is subject.run.contract


def test_a_wrong_answer_teaches_nothing():
    def run(circuits, shots=1024):
        return [{"0110110": shots} for _ in circuits]

    assert learned(Subject.of(run)).run.dialect.counts is None
