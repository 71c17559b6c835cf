"""The manifest: each entry is declared, seen in what came back, or said to be unknown."""

import dataclasses
import json
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qiskit.providers.basic_provider import BasicSimulator
from qiskit_aer import AerSimulator

from qiskit_uplift import Dialect, Notation, Provider, capabilities, uplift
from qiskit_uplift.adapters.manifest import Entry, Manifest
from qiskit_uplift.adapters.options import RunOption
from qiskit_uplift.adapters.registry import in_tree
from qiskit_uplift.backends import reference_device
from qiskit_uplift.exceptions import OptionError
from tests.adapters.fakes import DoneJob

FIELDS = [field.name for field in dataclasses.fields(Manifest)]


def manifest(backend, **more):
    return capabilities(backend, **more).manifest


ENTRIES = st.builds(
    Entry,
    st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text(), max_size=3),
    st.sampled_from(["declared", "probed", "unknown"]),
    st.text(),
)


@given(st.builds(Manifest, **dict.fromkeys(FIELDS, ENTRIES)))
def test_json_holds_all_of_it(made):
    assert Manifest.from_json(made.to_json()) == made
    assert Manifest.from_dict(json.loads(json.dumps(made.to_dict()))) == made


def test_what_is_no_manifest_is_refused():
    entries = manifest(AerSimulator()).to_dict()
    with pytest.raises(OptionError, match="Did you mean 'reset'"):
        Manifest.from_dict({**entries, "resett": {}})
    with pytest.raises(OptionError, match="'reset'"):
        Manifest.from_dict({**entries, "reset": {"known": "rumoured"}})
    del entries["seed"]
    with pytest.raises(OptionError, match="'seed'"):
        Manifest.from_dict(entries)


# --- what is declared


def test_a_backend_with_a_provider_file():
    found = manifest(AerSimulator())
    assert found.min_shots == Entry(1, "declared")
    assert found.max_shots == Entry()
    assert found.memory == Entry("hex", "declared")
    assert found.registers.value == "one string of all clbits"
    assert found.seed == Entry("seed_simulator", "declared")
    assert "method" in found.options.value
    assert found.exact_shots == Entry()
    assert (found.retrieval_by_id.value, found.sessions.value) == (False, "grouped on this side")


def test_what_is_given_to_uplift_counts():
    found = manifest(uplift(AerSimulator(), max_shots=500, max_circuits=3,
                            dialect=Dialect(memory=Notation.REGISTERS)))  # fmt: skip
    assert found.max_shots == Entry(500, "declared")
    assert found.max_circuits == Entry(3, "declared")
    assert (found.memory.value, found.registers.value) == ("registers", "apart")


def test_a_backend_that_says_nothing():
    found = manifest(lambda circuits, shots: [])
    unknown = {name for name in FIELDS if getattr(found, name).known == "unknown"}
    assert unknown == {"min_shots", "max_shots", "max_circuits", "memory", "registers",
                       "dynamic_circuits", "mid_circuit_measurement", "reset",
                       "exact_shots"}  # fmt: skip
    assert found.seed == Entry(None, "declared", "run() takes none")
    assert found.options == Entry([], "declared")


def test_a_guessed_seed_is_not_called_declared():
    found = manifest(lambda circuits, **options: [])
    assert (found.seed.value, found.seed.known) == ("seed_simulator", "unknown")
    assert found.options.known == "unknown"


@pytest.mark.parametrize("provider", in_tree(), ids=lambda cls: cls.name)
def test_what_a_provider_cannot_do_is_declared_with_its_reason(provider):
    names = {"control flow": "dynamic_circuits", "reset": "reset",
             "mid-circuit measurement": "mid_circuit_measurement"}  # fmt: skip

    class Plain(provider):
        def contract(self, backend):
            return Provider.contract(self, backend)

        def dialect_of(self, backend):
            return self.dialect

        def limits(self, backend):
            return Provider.limits(self, backend)

        waiting = binds = lambda self, backend: {}
        is_local = lambda self, backend: False  # noqa: E731 - one line of a stand-in

    found = manifest(uplift(SimpleNamespace(run=lambda circuits: None), provider=Plain()))
    for feature, name in names.items():
        reason = provider.cannot.get(feature)
        expected = Entry(True, "declared") if reason is None else Entry(False, "declared", reason)
        assert getattr(found, name) == expected


def test_retrieval_and_sessions_of_the_provider():
    backend = SimpleNamespace(run=print, retrieve_job=lambda job_id: None, open_session=print)
    found = manifest(backend)
    assert found.retrieval_by_id.value is True
    assert found.sessions == Entry("the provider's", "declared")
    assert manifest(SimpleNamespace(run=print)).retrieval_by_id.value is False


# --- what is seen


@pytest.mark.parametrize("backend", [AerSimulator(), reference_device(),
                                     reference_device("legacy")])  # fmt: skip
def test_what_simulators_do(backend):
    found = manifest(backend, probe=True)
    for name in ("mid_circuit_measurement", "reset", "dynamic_circuits", "exact_shots"):
        entry = getattr(found, name)
        assert (entry.value, entry.known) == (True, "probed"), (name, entry)
    assert (found.seed.known, found.seed.note) == ("probed", "decides outcomes")
    # the one shot that is shown is a noisy device's
    assert found.memory.value in {f"one outcome a shot, as '0x{bit}'" for bit in (0, 1)}
    assert found.max_circuits == manifest(backend).max_circuits


def test_what_a_simulator_does_not_do():
    found = manifest(BasicSimulator(), probe=True)
    assert (found.dynamic_circuits.value, found.dynamic_circuits.known) == (False, "probed")
    assert found.dynamic_circuits.note.startswith("refused: ")


def test_registers_that_are_written_apart():
    backend = reference_device("run-only", ideal=True, counts="registers")
    adapter = uplift(backend, num_qubits=5, basis_gates=["rz", "sx", "x", "cx"])
    found = manifest(adapter, probe=True)
    assert found.registers == Entry("apart", "probed", "as '0 1'")


class Answering:
    """Runs on Aer, but for one thing that it does wrong."""

    def __init__(self, wrong):
        self.wrong, self.calls, self.jobs = wrong, 0, {}

    def run(self, circuits, shots=100, seed=None):
        self.calls += 1
        if self.wrong == "network":
            raise ConnectionError("no route")
        if self.wrong == "everything":
            raise ValueError("not today")
        if self.wrong == "reset":
            circuits = [self.without_reset(each) for each in circuits]
        seed = None if self.wrong == "seed" else seed
        returned = shots - 1 if self.wrong == "shots" else shots
        simulator = AerSimulator(seed_simulator=seed)
        result = simulator.run(circuits, shots=returned).result()
        job = DoneJob(None, result, f"job-{self.calls}")
        self.jobs[job.job_id()] = job
        return job

    @staticmethod
    def without_reset(circuit):
        copy = circuit.copy_empty_like()
        for instruction in circuit.data:
            if instruction.operation.name != "reset":
                copy.append(instruction)
        return copy

    def retrieve_job(self, job_id):
        if self.wrong == "retrieval":
            raise KeyError(job_id)
        if self.wrong == "other job":
            return DoneJob(None, None, "another")
        return self.jobs[job_id]


EXPECTED = {
    "nothing": {},
    "reset": {"reset": (False, "0 of 20 shots were right")},
    "shots": {"exact_shots": (False, "19 of 20 came")},
    "seed": {"seed": ("seed", "does not decide outcomes")},
    "retrieval": {"retrieval_by_id": (False, "KeyError for the id of a job that had run")},
    "other job": {"retrieval_by_id": (False, "another job came: another")},
}
RIGHT = {
    "reset": (True, "20 of 20 shots were right"),
    "exact_shots": (True, "20 of 20 came"),
    "seed": ("seed", "decides outcomes"),
    "retrieval_by_id": (True, ""),
    "mid_circuit_measurement": (True, "20 of 20 shots were right"),
    "dynamic_circuits": (True, "20 of 20 shots were right"),
    "memory": ("counts alone", "counts of '0x1'"),
}


@pytest.mark.parametrize("wrong", EXPECTED)
def test_one_thing_that_goes_wrong_is_seen(wrong):
    backend = Answering(wrong)
    found = manifest(uplift(backend), probe=True)
    expected = {**RIGHT, **EXPECTED[wrong]}
    if wrong == "shots":  # 19 of 19 that came
        expected |= {name: (value, note.replace("20 of 20 shots", "19 of 19 shots"))
                     for name, (value, note) in expected.items()}  # fmt: skip
    seen = {name: getattr(found, name) for name in expected}
    assert {name: (entry.value, entry.note) for name, entry in seen.items()} == expected
    assert {entry.known for entry in seen.values()} == {"probed"}
    assert backend.calls <= 9


@pytest.mark.parametrize("wrong", ["network", "everything"])
def test_where_nothing_runs_nothing_is_concluded(wrong):
    from qiskit_uplift import RetryPolicy

    backend = uplift(Answering(wrong), retry=RetryPolicy(attempts=1))
    assert manifest(backend, probe=True) == manifest(backend)


def test_limits_of_shots_are_kept():
    class Limited(Provider):
        name = "limited"
        seed = "seed"
        options = (RunOption("shots", int, minimum=30, maximum=50), RunOption("seed", int))

    asked = []

    def run(circuits, shots, seed=None):
        asked.append(shots)
        return AerSimulator().run(circuits, shots=shots).result()

    manifest(uplift(run, provider=Limited()), probe=True)
    assert set(asked) <= {30, 50}
    assert 30 in asked


def test_probes_are_not_in_the_journal(tmp_path):
    from qiskit_uplift import Journal

    journal = Journal(tmp_path / "journal.sqlite3")
    manifest(uplift(reference_device(), journal=journal), probe=True)
    assert journal.runs() == []
    journal.close()
