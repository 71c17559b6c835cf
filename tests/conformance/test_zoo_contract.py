"""Each fault of a Target, of options and of jobs is found by the check that is meant to find it.

No test is flaky by more than the kit's own rates: a right device fails with less than 1e-6, and
the faults here are found with certainty or by outcomes that are far apart.
"""

import pytest

from qiskit_uplift.conformance import Status, check
from qiskit_uplift.conformance.zoo import job, options, target

FAULTS = (*target.FAULTS, *options.FAULTS, *job.FAULTS)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_the_fault_is_found(fault):
    report = check(fault.make(), only=fault.found_by, timeout=4)
    ended = {result.check.id: (result.status, result.reason) for result in report.results}
    assert set(ended) == set(fault.found_by)
    assert {status for status, _ in ended.values()} == {Status.FAILED}, ended


def test_names_are_different():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
