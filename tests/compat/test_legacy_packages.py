"""What published legacy packages import, and old programs use, is there on this Qiskit."""

import copy
import importlib
import inspect
import pickle
import warnings

import pytest
from qiskit import QuantumCircuit
from qiskit.primitives import BaseEstimatorV1, BaseSamplerV1
from qiskit.providers import JobStatus
from qiskit.quantum_info import SparsePauliOp, Statevector
from qiskit.transpiler import Target, generate_preset_pass_manager
from qiskit.transpiler.passmanager_config import PassManagerConfig
from qiskit_aer import AerSimulator

from qiskit_uplift import compat, uplift
from qiskit_uplift._qiskit.legacy import load, quiet
from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.backends import reference_device
from qiskit_uplift.compat import models, primitives, refused
from qiskit_uplift.compat._target_to_models import properties_of
from qiskit_uplift.compat.base_backend import BaseBackend, BaseJob, BaseProvider
from qiskit_uplift.compat.monitoring import backend_monitor
from qiskit_uplift.compat.testing import QiskitTestCase
from qiskit_uplift.compat.utilities import deprecate_function
from qiskit_uplift.exceptions import LegacyUseError

# On 1.4 the names that Qiskit still has warn of themselves.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

# Names that 15 published packages need, most needed first.
NEEDED = [
    "qiskit.providers.models.QasmBackendConfiguration",
    "qiskit.providers.models.BackendConfiguration",
    "qiskit.providers.models.BackendProperties",
    "qiskit.providers.models.BackendStatus",
    "qiskit.providers.models.backendconfiguration.GateConfig",
    "qiskit.providers.models.backendconfiguration.QasmBackendConfiguration",
    "qiskit.providers.models.backendproperties.Gate",
    "qiskit.providers.models.backendproperties.Nduv",
    "qiskit.providers.models.backendstatus.BackendStatus",
    "qiskit.providers.models.jobstatus.JobStatus",
    "qiskit.providers.models.pulsedefaults.PulseDefaults",
    "qiskit.providers.ProviderV1",
    "qiskit.providers.Provider",
    "qiskit.providers.provider.ProviderV1",
    "qiskit.providers.provider.Provider",
    "qiskit.providers.BackendV1",
    "qiskit.providers.backend.BackendV1",
    "qiskit.qobj.QasmQobj",
    "qiskit.qobj.PulseQobj",
    "qiskit.qobj.QobjExperimentHeader",
    "qiskit.qobj.common.QobjHeader",
    "qiskit.qobj.common.QobjDictField",
    "qiskit.qobj.utils.MeasLevel",
    "qiskit.qobj.utils.MeasReturnType",
    "qiskit.qobj.qasm_qobj.QasmQobjExperiment",
    "qiskit.qobj.pulse_qobj.PulseQobjInstruction",
    "qiskit.qobj.converters.LoConfigConverter",
    "qiskit.pulse.Schedule",
    "qiskit.pulse.ScheduleBlock",
    "qiskit.pulse.channels.DriveChannel",
    "qiskit.pulse.instructions.play.Play",
    "qiskit.pulse.library.symbolic_pulses.SymbolicPulse",
    "qiskit.pulse.library.pulse.Pulse",
    "qiskit.pulse.transforms.alignments.AlignLeft",
    "qiskit.pulse.calibration_entries.CalibrationPublisher",
    "qiskit.pulse.instruction_schedule_map.InstructionScheduleMap",
    "qiskit.compiler.assemble",
    "qiskit.compiler.assembler.assemble",
    "qiskit.assembler.disassemble",
    "qiskit.assembler.disassemble.disassemble",
    "qiskit.assembler.RunConfig",
    "qiskit.assembler.assemble_circuits.assemble_circuits",
    "qiskit.primitives.Sampler",
    "qiskit.primitives.Estimator",
    "qiskit.primitives.BackendSampler",
    "qiskit.primitives.BackendEstimator",
    "qiskit.primitives.BaseSampler",
    "qiskit.primitives.BaseEstimator",
    "qiskit.primitives.sampler.Sampler",
    "qiskit.primitives.backend_estimator.BackendEstimator",
    "qiskit.primitives.utils.init_observable",
    "qiskit.utils.deprecate_arguments",
    "qiskit.utils.deprecation.deprecate_arguments",
    "qiskit.tools.job_monitor",
    "qiskit.tools.monitor.job_monitor",
    "qiskit.tools.monitor.backend_monitor",
    "qiskit.tools.monitor.backend_overview",
    "qiskit.tools.parallel.parallel_map",
    "qiskit.tools.visualization.plot_histogram",
    "qiskit.extensions.UnitaryGate",
    "qiskit.extensions.exceptions.ExtensionError",
    "qiskit.extensions.Snapshot",
    "qiskit.extensions.SingleQubitUnitary",
    "qiskit.result.models.QobjExperimentHeader",
    "qiskit.transpiler.passes.synthesis.unitary_synthesis.DefaultUnitarySynthesis",
    "qiskit.converters.ast_to_dag",
    "qiskit.execute",
    "qiskit.utils.multiprocessing.local_hardware_info",
    "qiskit.schedule",
    "qiskit.circuit.bit.Bit",
    "qiskit.circuit.classicalregister.ClassicalRegister",
    "qiskit.circuit.quantumregister.QuantumRegister",
    "qiskit.transpiler.passes.ConvertConditionsToIfOps",
    "qiskit.quantum_info.synthesis.TwoQubitBasisDecomposer",
    "qiskit.circuit.qpy_serialization.dump",
    "qiskit.providers.fake_provider.fake_backend.FakeBackend",
    "qiskit.providers.fake_provider.FakeProvider",
    "qiskit.test.mock.FakeProvider",
    "qiskit.providers.BackendPropertyError",
    "qiskit.providers.BackendConfigurationError",
    "qiskit.providers.exceptions.BackendPropertyError",
    "qiskit.transpiler.target.target_to_backend_properties",
    "qiskit.providers.BaseBackend",
    "qiskit.providers.basejob.BaseJob",
    "qiskit.test.QiskitTestCase",
    "qiskit.test.base.QiskitTestCase",
]


@pytest.fixture
def hook():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with compat.legacy_imports(since="0.7"):
            yield


@pytest.mark.parametrize("path", NEEDED)
def test_a_name_that_packages_need(hook, path):
    module, _, name = path.rpartition(".")
    assert getattr(importlib.import_module(module), name) is not None
    exec(f"from {module} import {name}", {})


def test_what_cannot_be_given_back_says_so(hook):
    with pytest.raises(ModuleNotFoundError, match="Use SparsePauliOp"):
        importlib.import_module("qiskit.opflow")


PATHS = [
    ("qiskit.assembler", "disassemble"),
    ("qiskit.assembler", "assemble_circuits"),
    ("qiskit.tools.monitor", "job_monitor"),
    ("qiskit.converters", "ast_to_dag"),
]


@pytest.mark.parametrize(("package", "name"), PATHS)
def test_a_function_can_be_called_when_its_module_has_been_imported(hook, package, name):
    module = importlib.import_module(f"{package}.{name}")
    function = getattr(module, name)
    held = getattr(importlib.import_module(package), name)
    assert callable(held)
    if not inspect.isfunction(held):
        with pytest.raises(TypeError) as ours:
            held(1, 2, 3, 4, 5, 6, 7, 8)
        with pytest.raises(TypeError) as its:
            function(1, 2, 3, 4, 5, 6, 7, 8)
        assert str(ours.value) == str(its.value)


def test_the_name_of_a_simulator_can_be_called(hook):
    backend = AerSimulator()
    assert backend.name == backend.name() == "aer_simulator"
    backend.set_options(method="stabilizer")
    assert backend.name() == "aer_simulator_stabilizer"
    backend.name = "mine"
    assert f"{backend.name}/{backend.name()}" == "mine/mine"
    for same in (copy.deepcopy(backend.name), pickle.loads(pickle.dumps(backend.name))):
        assert same == "mine"
    circuit = QuantumCircuit(1)
    circuit.measure_all()
    assert pickle.loads(pickle.dumps(backend.run(circuit).result())).backend_name == "mine"
    assert uplift(backend).name == "mine"


@pytest.mark.filterwarnings("ignore::qiskit_uplift.exceptions.LegacyImportWarning")
def test_a_simulator_keeps_its_name_when_the_hook_is_gone():
    before = AerSimulator()
    with compat.legacy_imports():
        made = AerSimulator()
        assert before.name() == made.name() == "aer_simulator"
        with pytest.raises(AttributeError):
            _ = AerSimulator.__new__(AerSimulator).name
    for backend in (before, made):
        assert type(backend.name) is str


@pytest.mark.filterwarnings("ignore::qiskit_uplift.exceptions.LegacyImportWarning")
def test_a_pass_manager_of_old_stages_finds_the_figures_of_the_device(hook):
    target = reference_device("modern", qubits=3).target
    found = PassManagerConfig(target=target).backend_properties
    if HAS_LEGACY_CLASSES:
        assert found is None  # Qiskit's own, which is given them
        return
    assert found.readout_error(1) == target["measure"][(1,)].error
    assert found.gate_error("sx", 0) == target["sx"][(0,)].error
    assert PassManagerConfig().backend_properties is None
    generate_preset_pass_manager(2, target=target).run(QuantumCircuit(2))


def test_properties_of_a_target():
    target = uplift(reference_device("legacy", qubits=5)).target
    with quiet():
        found = properties_of(target, name="", version="")
        given = compat.target_to_backend_properties(target)
        assert compat.target_to_backend_properties(Target(num_qubits=1)) is None
    for qubit in range(5):
        assert given.readout_error(qubit) == pytest.approx(found.readout_error(qubit), rel=1e-12)
        assert given.readout_length(qubit) == pytest.approx(found.readout_length(qubit), rel=1e-12)
    assert len(given.gates) == len(found.gates)
    for gate in given.gates:
        for value in ("gate_error", "gate_length"):
            one, other = (each.gate_property(gate.gate, gate.qubits) for each in (given, found))
            assert (value in one) == (value in other)
            if value in one:
                assert one[value][0] == pytest.approx(other[value][0], rel=1e-12)


class OldBackend(BaseBackend):
    def run(self, circuits, **options):
        return OldJob(self, "1")


class OldJob(BaseJob):
    def submit(self):
        raise NotImplementedError

    def result(self):
        return 3

    def status(self):
        return JobStatus.DONE


def test_bases_from_before_all_versions():
    with quiet():
        configuration = models.QasmBackendConfiguration(
            "old", "1", 2, ["x"], [], True, True, False, False, False, 100, None
        )
        backend = OldBackend(configuration)
        assert isinstance(backend, compat.BackendV1)
        assert (backend.name(), backend.configuration().n_qubits) == ("old", 2)
        assert backend.run([]).result() == 3
        assert uplift(backend).num_qubits == 2
    for base, arguments in ((BaseBackend, [None]), (BaseJob, [None, "1"]), (BaseProvider, [])):
        with pytest.raises(TypeError, match="abstract"):
            base(*arguments)


def test_a_backend_is_printed(capsys):
    for face in ("legacy", "modern"):
        device = reference_device(face, qubits=2)
        backend_monitor(device)
        told = capsys.readouterr().out
        error = uplift(device).target["measure"][(1,)].error
        assert "Q1: " in told
        assert f"{error:.5g}" in told
        assert "n_qubits: 2" in told


def test_a_test_case_compares_dictionaries():
    case = QiskitTestCase()
    case.assertDictAlmostEqual({"a": 1.0}, {"a": 1.04, "b": 0.01}, delta=0.05)
    case.assertDictAlmostEqual({"a": 1.0}, {"a": 1.004}, places=2)
    case.assertDictAlmostEqual({"a": 1.0}, {"a": 1.0})
    case.assertDictAlmostEqual({}, {"a": 5.0}, default_value=5.0)
    for wrong in ({"a": 1.1}, {"b": 0.0}, {"a": float("nan")}):
        with pytest.raises(AssertionError, match=r"differ in .*'a': 1.0 and .* : here"):
            case.assertDictAlmostEqual({"a": 1.0}, wrong, delta=0.05, msg="here")
    with pytest.raises(TypeError, match="not both"):
        case.assertDictAlmostEqual({}, {}, delta=1, places=1)


@pytest.mark.parametrize("name", sorted(refused._CLASSES))
def test_classes_that_are_refused(name):
    kind = getattr(refused, name)
    assert getattr(refused, name) is kind
    with pytest.raises(LegacyUseError, match=rf"{name} can't be used: .*Use "):
        kind("anything", at=1)


@pytest.mark.parametrize("use", [refused.backend_overview, lambda: refused.snapshot("s", 1, a=2)])
def test_functions_that_are_refused(use):
    with pytest.raises(LegacyUseError, match=r"can't be used: .*Use"):
        use()
    with pytest.raises(AttributeError):
        _ = refused.Nothing


def test_a_function_that_warns_of_itself():
    @deprecate_function("use the other", category=FutureWarning)
    def function(value):
        return value

    with pytest.warns(FutureWarning, match="use the other"):
        assert function(3) == 3


def test_what_primitives_were_given():
    own = HAS_LEGACY_CLASSES and (
        load("qiskit.primitives", "BaseSampler"), load("qiskit.primitives", "BaseEstimator")
    )  # fmt: skip
    bases = (primitives.BaseSampler, primitives.BaseEstimator)
    assert bases == (own or (BaseSamplerV1, BaseEstimatorV1))
    circuit = QuantumCircuit(1)
    assert primitives.init_circuit(circuit) is circuit
    state = Statevector([0.6, 0.8j])
    assert Statevector(primitives.init_circuit(state)).equiv(state)
    assert primitives.init_observable("ZZ") == SparsePauliOp("ZZ")
    operator = SparsePauliOp("X")
    assert primitives.init_observable(operator) is operator
    with pytest.raises(Exception, match="sum of Paulis"):
        primitives.init_observable(3)
