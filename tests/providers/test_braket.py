"""Amazon Braket's local simulators, and its devices with the device replaced by a simulator.

``StandIn`` takes the place of the one object that talks to AWS. It runs what it is sent on the
local simulator, so its results are in Braket's own format and drawn from the true distribution.
"""

import copy
from types import SimpleNamespace

import pytest
from braket.aws import AwsDeviceType
from braket.device_schema import DeviceActionType
from braket.devices import LocalSimulator
from common import (
    Basics,
    Estimates,
    NeverWrong,
    PartialMeasurement,
    bell,
    ghz,
    labelled,
    lopsided,
    measured_between,
    outcomes,
    spy_on,
)
from qiskit import ClassicalRegister, QuantumCircuit
from qiskit_braket_provider import BraketAwsBackend, BraketLocalBackend, BraketSampler
from qiskit_braket_provider.providers import braket_backend

from qiskit_uplift import primitives_for, uplift
from qiskit_uplift.adapters.providers.braket import BraketProvider
from qiskit_uplift.exceptions import InvalidCircuitError, LimitError, OptionError


class StandIn:
    """An ``AwsDevice`` without AWS; ``sent`` holds what arrives besides the circuits."""

    name = "stand-in"
    type = AwsDeviceType.SIMULATOR
    topology_graph = None
    aws_session = SimpleNamespace(add_braket_user_agent=lambda agent: None)

    def __init__(self, *, program_sets):
        self.simulator = LocalSimulator("braket_sv")
        self.properties = copy.deepcopy(self.simulator.properties)
        self.properties.service.shotsRange = (5, 100_000)
        if program_sets:
            action = self.properties.action[DeviceActionType.OPENQASM_PROGRAM_SET]
            action.maximumExecutables = 3
        else:
            del self.properties.action[DeviceActionType.OPENQASM_PROGRAM_SET]
        self.sent = []
        self.tasks = {}

    def run_batch(self, circuits, **options):
        self.sent.append((len(circuits), options))
        tasks = [self.simulator.run(circuit, shots=options["shots"]) for circuit in circuits]
        self.tasks.update({task.id: task for task in tasks})
        return SimpleNamespace(tasks=tasks)

    def run(self, program_set, **options):
        self.sent.append((len(program_set), options))
        task = self.simulator.run(program_set)
        self.tasks[task.id] = task
        return task


class Braket(Basics, PartialMeasurement, Estimates, NeverWrong):
    provider = "braket"
    shot_order = ""
    reset = False
    go_on = False
    again = False

    def test_clbits_that_are_never_measured_are_left_out_of_what_comes_back(self, backend):
        circuit = QuantumCircuit(3, 5)
        circuit.x([0, 2])
        circuit.measure([0, 1, 2], [4, 1, 2])
        # the reason for the notations of the dialect
        data = backend.run(circuit, shots=10).result().data(0)
        assert data["counts"] == {"110": 10}
        assert set(data["memory"]) == {"0x6"}
        result = uplift(backend).sampler().run([circuit], shots=10).result()[0]
        assert outcomes(circuit, result) == {0b10100: 10}

    def test_a_clbit_holds_what_was_measured_last(self, backend):
        circuit = QuantumCircuit(2, 2)
        circuit.x(1)
        circuit.measure([0, 1], [0, 0])
        result = uplift(backend).sampler().run([circuit], shots=10).result()[0]
        assert outcomes(circuit, result) == {0b01: 10}

    def test_a_gate_that_the_target_lacks_is_compiled(self, backend):
        circuit = lopsided(3)
        circuit.rzx(0.3, 0, 2)
        circuit.ccz(0, 1, 2)
        circuit.add_register(ClassicalRegister(3, "c"))
        circuit.measure(range(3), range(3))
        assert "rzx" not in backend.target.operation_names
        self.sample(backend, circuit)

    def test_what_the_provider_file_says_it_cannot(self, backend):
        assert {"mid-circuit measurement", "control flow"} <= set(BraketProvider.cannot)
        sampler = self.sampler(backend, transpile="off")
        with pytest.raises(ValueError, match="to measured qubits"):
            sampler.run([measured_between()])
        circuit = QuantumCircuit(1, 2)
        circuit.measure([0, 0], [0, 1])
        with pytest.raises(ValueError, match="previously measured qubit"):
            sampler.run([circuit])
        circuit = QuantumCircuit(1, 1)
        circuit.measure(0, 0)
        with circuit.if_test((circuit.clbits[0], 1)):
            circuit.x(0)
        with pytest.raises(NotImplementedError, match="control flow"):
            sampler.run([circuit])
        circuit = QuantumCircuit(1, 1)
        circuit.reset(0)
        circuit.measure(0, 0)
        with pytest.raises(InvalidCircuitError, match="reset"):
            self.sampler(backend).run([circuit])

    def test_seed_and_memory_are_refused_as_they_would_be_dropped(self, backend):
        with pytest.raises(OptionError, match="takes no seed"):
            self.sampler(backend, seed_simulator=1).run([bell()])
        with pytest.raises(OptionError, match="no option 'memory'"):
            self.sampler(backend, run_options={"memory": True}).run([bell()])


class TestStateVector(Braket):
    @pytest.fixture
    def backend(self):
        return BraketLocalBackend()

    def test_the_packages_own_sampler_mixes_bits_up(self, backend):
        """It takes outcomes by qubits, whichever clbits they were measured into."""
        circuit = QuantumCircuit(2, 3)
        circuit.x(0)
        circuit.measure([0, 1], [2, 0])
        found = {
            kind: sampler.run([circuit], shots=10).result()[0].data.c.get_counts()
            for kind, sampler in (
                ("own", BraketSampler(backend)), ("chosen", primitives_for(backend).sampler),
            )
        }  # fmt: skip
        assert found == {"own": {"010": 10}, "chosen": {"100": 10}}

    def test_it_runs_in_this_process(self, backend):
        assert uplift(backend).provider_file.is_local(backend)

    def test_options_arrive(self, backend, monkeypatch):
        calls = spy_on(backend, monkeypatch)
        options = {"verbatim": True, "meas_level": 2}
        self.sampler(backend, run_options=options).run([bell()], shots=7).result()
        assert calls == [{"shots": 7, **options}]

    def test_an_option_that_would_be_dropped_is_refused(self, backend):
        assert backend.run(bell(), shots=3, native=True, nonsense=1).result().success
        with pytest.raises(OptionError, match="no option 'native'"):
            self.sampler(backend, run_options={"native": True}).run([bell()])

    def test_no_shots_would_be_a_state(self, backend):
        assert uplift(backend).limits.min_shots == 1
        with pytest.raises((ValueError, LimitError)):
            self.sampler(backend).run([bell()], shots=0)

    def test_other_levels_of_measurement_are_refused(self, backend):
        with pytest.raises(OptionError, match="meas_level=1 is not one of 2"):
            self.sampler(backend, run_options={"meas_level": 1}).run([bell()])


# it recommends the other simulator at each circuit without noise
@pytest.mark.filterwarnings("ignore:You are running a noise-free circuit:UserWarning")
class TestDensityMatrix(Braket):
    num_circuits = 30

    @pytest.fixture
    def backend(self):
        return BraketLocalBackend("braket_dm")


class OnAws(Braket):
    num_circuits = 20

    def test_options_arrive(self, backend):
        options = {"optimization_level": 2, "tags": {"by": "us"}, "disable_qubit_rewiring": True}
        self.sampler(backend, run_options=options).run([bell()], shots=7).result()
        del options["optimization_level"]  # it is for the package, not for AWS
        assert backend._device.sent == [(1, {"shots": 7, **options})]

    def test_the_range_of_shots_is_the_devices(self, backend):
        limits = uplift(backend).limits
        assert (limits.min_shots, limits.max_shots) == (5, 100_000)
        with pytest.raises(LimitError, match="5 to 100000"):
            self.sampler(backend).run([bell()], shots=4)

    def test_a_job_is_fetched_by_its_id(self, backend, monkeypatch):
        # a task is known by its id alone; here it is one of those that the stand-in ran
        monkeypatch.setattr(
            braket_backend, "AwsQuantumTask", lambda arn: backend._device.tasks[arn]
        )
        file = uplift(backend).provider_file
        assert not file.is_local(backend)
        job = self.sampler(backend).run([bell(), ghz(3)], shots=20)
        (job_id,) = job.provider_job_ids
        again = file.retrieve(backend, job_id)
        assert again.job_id() == job_id
        for index, pub_result in enumerate(job.result()):
            found = again.result().get_counts(index)
            assert found == pub_result.data.meas.get_counts()


class TestBatches(OnAws):
    @pytest.fixture
    def backend(self):
        return BraketAwsBackend(device=StandIn(program_sets=False))

    def test_a_job_holds_all_circuits(self, backend):
        self.sampler(backend).run(labelled(*[bell(), ghz(3)] * 3), shots=10).result()
        assert [size for size, _ in backend._device.sent] == [6]


class TestProgramSets(OnAws):
    @pytest.fixture
    def backend(self):
        return BraketAwsBackend(device=StandIn(program_sets=True))

    def test_no_set_holds_more_circuits_than_the_device_takes(self, backend):
        results = self.sampler(backend).run(labelled(*[bell(), ghz(3)] * 4), shots=10).result()
        assert [size for size, _ in backend._device.sent] == [3, 3, 2]
        assert [set(r.data.meas.get_counts()) <= {"00", "11"} for r in results] == [True, False] * 4
