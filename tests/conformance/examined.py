"""One check on one subject, with the results that a test looks at."""

from qiskit_uplift.backends import reference_device
from qiskit_uplift.conformance import Status
from qiskit_uplift.conformance.engine import Examination
from qiskit_uplift.conformance.registry import all_checks

GROUPS = ("counts", "batch", "shots", "dynamic", "determinism", "robust")
LONG = ("*.distribution", "counts.gates", "counts.angles", "determinism.many-jobs")


def found(check_id):
    """The check with an id."""
    return next(one for one in all_checks() if one.id == check_id)


def examined(backend, check_id, *, seed=0, budget=1.0):
    """The result of one check, at a multiple of the default budget."""
    examination = Examination(backend, only=[check_id], seed=seed, scale=budget)
    return examination.run(found(check_id))


def right(backend, *, seed=0, only=GROUPS, skip=()):
    """All results that a right backend shouldn't have, each as its id and why."""
    examination = Examination(backend, only=only, skip=skip, seed=seed)
    bad = []
    for one in examination.checks:
        result = examination.run(one)
        if result.status not in (Status.PASSED, Status.NOT_APPLICABLE):
            bad.append((one.id, result.reason))
        # what is declared is an upper bound for a right backend
        if result.shots > one.shots or result.jobs > one.jobs:
            bad.append((one.id, f"took {result.shots} shots and {result.jobs} jobs"))
    return bad


def ideal(**options):
    """The ideal reference device."""
    return reference_device(ideal=True, **options)
