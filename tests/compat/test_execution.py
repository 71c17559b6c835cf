"""``execute`` and ``job_monitor``."""

import io

import numpy as np
import pytest
from qiskit.circuit import Parameter, QuantumCircuit
from qiskit.circuit.library import XGate
from qiskit.providers import BackendV2, JobStatus, Options
from qiskit.quantum_info import Statevector
from qiskit.transpiler import CouplingMap, PassManager, Target
from qiskit_aer import Aer, AerSimulator

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift.backends import Device, load_backend
from qiskit_uplift.compat import QasmBackendConfiguration, execute, job_monitor
from qiskit_uplift.exceptions import OptionError


class Recorder:
    """A backend that says nothing of itself, and returns what it was given."""

    def run(self, run_input, **options):
        return run_input, options


def bell():
    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.measure_all()
    return circuit


@pytest.mark.parametrize("name", ["reference:legacy", "reference"])
def test_circuits_are_transpiled_and_run(name):
    with quiet():
        job = execute([bell(), bell()], load_backend(name), shots=50, seed_transpiler=1)
        assert [sum(counts.values()) for counts in job.result().get_counts()] == [50, 50]


@pytest.mark.parametrize(
    "backend",
    [AerSimulator(), load_backend("reference:legacy"), Recorder()],
    ids=["aer", "legacy", "silent"],
)
def test_arguments_of_transpile_go_to_transpile(backend, monkeypatch):
    monkeypatch.setattr(backend, "run", Recorder().run)
    with quiet():
        circuit, options = execute(
            bell(),
            backend,
            basis_gates=["rz", "sx", "cx"],
            coupling_map=[[1, 0]],
            optimization_level=1,
            shots=3,
            memory=True,
            seed_simulator=None,
            max_credits=3,
            backend_options={"noise": 1, "shots": 9},
        )
    assert set(circuit.count_ops()) <= {"rz", "sx", "cx", "measure", "barrier"}
    assert all(
        [circuit.find_bit(q).index for q in item.qubits] == [1, 0]
        for item in circuit.get_instructions("cx")
    )
    assert options == {"shots": 3, "memory": True, "noise": 1}


@pytest.mark.parametrize("pairs", [[[0, 1], [1, 2]], CouplingMap([[1, 0], [1, 2]])])
def test_coupling_maps_go_with_backends_of_any_gates(pairs):
    circuit = bell()
    wide = QuantumCircuit(3, 3)
    wide.h([0, 1])
    wide.ccx(0, 1, 2)
    wide.save_probabilities()
    wide.measure([0, 1, 2], [2, 1, 0])
    with quiet():
        result = execute(
            [circuit, wide], AerSimulator(), coupling_map=pairs, shots=200, seed_simulator=1
        ).result()
    assert set(result.get_counts(0)) == {"00", "11"}
    assert set(result.get_counts(1)) == {"000", "010", "100", "111"}


@pytest.mark.filterwarnings("ignore:The `StatevectorSimulator` backend:PendingDeprecationWarning")
@pytest.mark.parametrize("level", [None, 0, 1, 2, 3])
@pytest.mark.parametrize("name", ["statevector_simulator", "aer_simulator"])
def test_states_have_their_qubits_where_they_were(name, level):
    circuit = QuantumCircuit(3)
    circuit.x(0)
    circuit.h(1)
    circuit.swap(0, 2)
    expected = Statevector(circuit).data
    if name == "aer_simulator":
        circuit.save_statevector()
    result = execute(circuit, Aer.get_backend(name), optimization_level=level).result()
    assert np.allclose(np.asarray(result.get_statevector()), expected)


@pytest.mark.parametrize(("level", "expected"), [(None, 2), (0, 2), (1, 2), (2, 0), (3, 0)])
def test_circuits_are_transpiled_at_the_level_of_old(level, expected):
    circuit = QuantumCircuit(2)
    circuit.cx(0, 1)
    circuit.rz(0.5, 0)
    circuit.cx(0, 1)
    backend = load_backend("reference:legacy")
    backend.run = Recorder().run
    with quiet():
        sent, _ = execute(circuit, backend, basis_gates=["rz", "cx"], optimization_level=level)
    assert sent.count_ops().get("cx", 0) == expected


def test_parameters_are_bound():
    circuit = QuantumCircuit(1)
    angle = Parameter("a")
    circuit.rx(angle, 0)
    for given in (circuit, [circuit]):
        bound, _ = execute(given, Recorder(), parameter_binds=[{angle: 1.0}, {angle: 2.0}])
        assert [item.data[0].operation.params for item in bound] == [[1.0], [2.0]]


def test_lists_of_values_are_for_a_circuit_each():
    circuits = [QuantumCircuit(1), QuantumCircuit(1)]
    a, b = Parameter("a"), Parameter("b")
    circuits[0].rx(a, 0)
    circuits[0].rz(b, 0)
    circuits[1].rx(b, 0)
    binds = [{a: [1.0, 2.0], b: np.array([3.0, 4.0])}, {b: (5.0, 6.0, 7.0)}]
    bound, _ = execute(circuits, Recorder(), parameter_binds=binds)
    found = [[gate.operation.params[0] for gate in item.data] for item in bound]
    assert found == [[1.0, 3.0], [2.0, 4.0], [5.0], [6.0], [7.0]]
    with pytest.raises(OptionError, match="for 1 circuits in parameter_binds, and 2 circuits"):
        execute(circuits, Recorder(), parameter_binds=binds[:1])
    with pytest.raises(OptionError, match=r"parameter_binds\[0\] with values of the shapes"):
        execute(circuits[0], Recorder(), parameter_binds=[{a: [1.0], b: [2.0, 3.0]}])


def test_a_pass_manager_of_ones_own():
    (circuit, options) = execute(bell(), Recorder(), pass_manager=PassManager())
    assert circuit == bell()
    assert options == {}
    with pytest.raises(OptionError, match="basis_gates"):
        execute(bell(), Recorder(), pass_manager=PassManager(), basis_gates=["x"])


def test_what_nothing_can_be_done_with():
    with pytest.raises(OptionError, match="'inst_map' any more: pulse is gone"):
        execute(bell(), Recorder(), inst_map={})


class Job:
    def __init__(self, *states):
        self.states = list(states)

    def status(self):
        return self.states.pop(0)

    def queue_position(self):
        return 4 if len(self.states) > 1 else None


def test_a_job_is_watched_until_it_ends(capsys):
    queued = JobStatus.QUEUED
    job = Job(JobStatus.INITIALIZING, queued, queued, JobStatus.RUNNING, JobStatus.DONE)
    output = io.StringIO()
    assert job_monitor(job, 0, output=output, line_discipline="\n") is None
    lines = [line.rstrip() for line in output.getvalue().split("\n")]
    assert lines == [
        "",
        "Job Status: job is being initialized",
        "Job Status: job is queued (4)",
        "Job Status: job is actively running",
        "Job Status: job has successfully run",
        "",
    ]
    job_monitor(Job(JobStatus.ERROR), line_discipline="")
    assert capsys.readouterr().out == "Job Status: job incurred error\n"
    job_monitor(Job(queued, JobStatus.CANCELLED), 0, quiet=True)
    assert capsys.readouterr().out == ""


def test_a_position_that_nobody_knows():
    output = io.StringIO()
    job_monitor(Job(JobStatus.QUEUED, JobStatus.DONE), 0, output=output)
    assert output.getvalue().startswith("\rJob Status: job is queued\r")


class WithoutConditions(BackendV2):
    """A backend whose Target lists no control flow; it returns what it was given."""

    def __init__(self):
        super().__init__()
        self.target = Target(num_qubits=2)
        self.target.add_instruction(XGate(), {(0,): None, (1,): None})

    target = None
    max_circuits = None
    run = Recorder.run

    @classmethod
    def _default_options(cls):
        return Options()


@pytest.mark.parametrize("version", [1, 2])
def test_conditions_are_taken_though_old_backends_did_not_list_them(version):
    circuit = QuantumCircuit(1, 1)
    with circuit.if_test((0, 1)):
        circuit.x(0)
    if version == 2:
        backend = WithoutConditions()
    else:
        data = Device.generate(2).configuration()
        data["supported_instructions"] = []
        backend = Recorder()
        with quiet():
            configuration = QasmBackendConfiguration.from_dict(data)
        backend.configuration = lambda: configuration
    with quiet():
        ready, _ = execute(circuit, backend)
    assert ready.count_ops()["if_else"] == 1
    assert ready.num_qubits == 2
    if version == 2:
        assert backend.operation_names == ["x"]
