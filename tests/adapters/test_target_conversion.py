"""`uplift()` of a ``BackendV1`` against ``convert_to_target``.

On Qiskit 1.4 that is Qiskit's own function; on 2.x ours, which is compared with it on 1.4.
"""

import copy
import os

import pytest
from qiskit.providers import Options

from qiskit_uplift import uplift
from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift.compat import models
from qiskit_uplift.compat.conversion import convert_to_target
from qiskit_uplift.compat.providers import BackendV1
from tests.backends import snapshots
from tests.compat.targets import differences

IMPLAUSIBLE_DT = {"poughkeepsie"}  # it has seconds where nanoseconds are due


class Old(BackendV1):
    """A backend of the first version that says what a snapshot says."""

    def __init__(self, conf, props):
        with quiet():
            super().__init__(models.QasmBackendConfiguration.from_dict(copy.deepcopy(conf)))
            self._properties = props and models.BackendProperties.from_dict(copy.deepcopy(props))

    @classmethod
    def _default_options(cls):
        return Options()

    def properties(self):
        return self._properties

    def run(self, run_input, **options):
        raise AssertionError("nothing is run")


def both(conf, props, *, keep_faulty):
    with quiet():
        old = Old(conf, props)
        ours = uplift(old, keep_faulty=keep_faulty)
        theirs = convert_to_target(
            old.configuration(), old.properties(), filter_faulty=not keep_faulty
        )
    return ours, theirs


@pytest.mark.parametrize("name", snapshots.names())
@pytest.mark.parametrize("keep_faulty", [False, True])
def test_the_target_is_that_of_qiskit_but_for_what_would_be_wrong(name, keep_faulty):
    conf, props = snapshots.read(name)
    ours, theirs = both(conf, props, keep_faulty=keep_faulty)
    found = {difference[0]: difference[1:] for difference in differences(ours.target, theirs)}
    allowed = {}
    if "reset" in conf.get("supported_instructions", ()) and "reset" not in conf["basis_gates"]:
        allowed["names"] = ({"reset"}, set())
        assert any("reset is there" in note for note in ours.assumptions)
    if name in IMPLAUSIBLE_DT:
        allowed["dt"] = (None, theirs.dt)
        assert theirs.dt < 1e-17
        assert any("no plausible sampling time" in note for note in ours.assumptions)
    assert found == allowed


@pytest.mark.parametrize("name", snapshots.names())
def test_without_properties_no_gate_is_anywhere(name):
    """Qiskit 1.4 has gates anywhere that nobody measured; a device has qubits and a coupling."""
    conf, _ = snapshots.read(name)
    ours, theirs = both(conf, None, keep_faulty=False)
    single, pairs = (
        {(q,) for q in range(conf["n_qubits"])},
        set(map(tuple, conf["coupling_map"] or ())),
    )
    for difference in differences(ours.target, theirs):
        if difference[0] in {"names", "dt"}:
            continue  # see above
        gate, here, there = difference
        assert there == {None}
        assert here == (single if ours.target.operation_from_name(gate).num_qubits == 1 else pairs)


def test_the_snapshots_are_all_there():
    assert len(snapshots.names()) == (69 if os.environ.get("UPLIFT_SNAPSHOTS") else 1)
