"""The provider files, without any of the packages that they describe."""

import sys
import warnings
from dataclasses import replace
from types import SimpleNamespace

import pytest
from qiskit import QuantumCircuit
from qiskit.circuit import Clbit
from qiskit.providers import Options
from qiskit.providers.basic_provider import BasicSimulator

from qiskit_uplift import uplift
from qiskit_uplift.adapters.dialects import Notation
from qiskit_uplift.adapters.provider import FEATURES, Provider, comes_from
from qiskit_uplift.adapters.providers.aer import AerProvider
from qiskit_uplift.adapters.providers.ddsim import DDSIMProvider
from qiskit_uplift.adapters.providers.generic import GenericProvider
from qiskit_uplift.adapters.registry import find_provider, get_provider, in_tree, providers
from qiskit_uplift.backends import reference_device
from qiskit_uplift.backends.reference import FACES
from qiskit_uplift.exceptions import InvalidCircuitError, LimitError, OptionError

with warnings.catch_warnings():
    # Qiskit 1.4 imports its older ones along with it
    warnings.simplefilter("ignore")
    from qiskit.providers.fake_provider import GenericBackendV2


def fake(module, name="Backend", /, **attributes):
    """An object whose class says that it is from ``module``."""
    return type(name, (), {"__module__": module, "run": lambda self: None, **attributes})()


AQT_OLD_OPTIONS = SimpleNamespace(max_shots=lambda: 200)
IDEAL, NOISY = SimpleNamespace(noise_model="ideal"), SimpleNamespace(noise_model="aria-1")
RAW_DATA = SimpleNamespace(shots=1024, validator={"memory": bool})
NO_RAW_DATA = SimpleNamespace(shots=1024, validator={"memory": [False]})
SIMULATOR, DEVICE = SimpleNamespace(simulator=True), SimpleNamespace(simulator=False)
PRIORITY = SimpleNamespace(priority="normal")
DDSIM, AQT, IONQ = "mqt.ddsim", "qiskit_aqt_provider", "qiskit_ionq.ionq_backend"
ALICE_BOB = "qiskit_alice_bob_provider"
BRAKET = "qiskit_braket_provider.providers.braket_backend"
AZURE = "azure.quantum.qiskit.backends"
HEX, BINARY = Notation.HEX, Notation.BINARY
MEASURED_HEX, MEASURED_BITS = Notation.MEASURED_HEX, Notation.MEASURED_BITS
REGISTERS, MEASURED = Notation.REGISTERS, Notation.MEASURED_REGISTERS


def azure(answers, **options):
    """A backend of Azure Quantum whose jobs are answered in a format."""
    config = SimpleNamespace(azure={"output_data_format": answers}, max_shots=None)
    return fake(f"{AZURE}.backend", _config=config, options=Options(shots=500, **options))


# backend, provider, seed, memory, notation of memory, notation of counts
KINDS = [
    (fake(f"{DDSIM}.qasm_simulator_backend"), "ddsim", "seed_simulator", None, None, HEX),
    (fake(f"{DDSIM}.hybrid_qam_simulator_backend"), "ddsim", "seed", None, None, HEX),
    (fake(f"{DDSIM}.path_qasm_simulator_backend"), "ddsim", None, None, None, HEX),
    (fake(f"{DDSIM}.stochastic_noise_simulator_backend"), "ddsim", "seed_simulator", None,
     None, HEX),
    (fake(f"{DDSIM}.deterministic_noise_simulator_backend"), "ddsim", "simulator_seed", None,
     None, HEX),
    (fake("qdk.qiskit.backends.qsharp_backend"), "qdk", "seed", None, REGISTERS, REGISTERS),
    (fake("qdk.qiskit.backends.neutral_atom_backend"), "qdk", "seed", None, REGISTERS, REGISTERS),
    (fake("qiskit_ibm_runtime.fake_provider.backends.manila.fake_manila"), "ibm_fake",
     "seed_simulator", "memory", HEX, HEX),
    (fake("iqm.qiskit_iqm.fake_backends.iqm_fake_backend"), "iqm", None, None, None, HEX),
    (fake("iqm.qiskit_iqm.iqm_provider"), "iqm", None, None, MEASURED, MEASURED),
    (fake("iqm.qiskit_iqm.iqm_provider", "IQMFacadeBackend"), "iqm", None, None, None, HEX),
    (fake(IONQ, "IonQSimulatorBackend", name="ionq_simulator", options=IDEAL), "ionq",
     "sampler_seed", None, BINARY, BINARY),
    (fake(IONQ, "IonQSimulatorBackend", name="ionq_simulator", options=NOISY), "ionq", None,
     "memory", BINARY, BINARY),
    (fake(IONQ, "IonQQPUBackend", name="ionq_qpu"), "ionq", None, "memory", BINARY, BINARY),
    (fake(IONQ, "IonQSimulatorBackend", name=lambda self: "ionq_simulator", options=IDEAL,
          version=1), "ionq", "sampler_seed", None, None, HEX),
    (fake(IONQ, "IonQQPUBackend", name=lambda self: "ionq_qpu", version=1), "ionq", None, None,
     None, HEX),
    (fake("qiskit_quantuminspire.qi_backend", options=RAW_DATA), "quantuminspire", None, "memory",
     HEX, HEX),
    (fake("qiskit_quantuminspire.hybrid.hybrid_backend", options=NO_RAW_DATA), "quantuminspire",
     None, None, HEX, HEX),
    (fake("quantuminspire.qiskit.backend_qx", configuration=lambda self: SIMULATOR),
     "quantuminspire_legacy", None, "memory", HEX, HEX),
    (fake("quantuminspire.qiskit.backend_qx", configuration=lambda self: DEVICE),
     "quantuminspire_legacy", None, "memory", HEX, HEX),
    (fake("qiskit_quantinuum.quantinuumbackend", options=PRIORITY), "quantinuum", None, None, None,
     HEX),
    (fake("qiskit.providers.honeywell.honeywellbackend", options=PRIORITY), "quantinuum", None,
     None, None, HEX),
    (fake("qiskit_qulacs.qulacs_backend"), "qulacs", "seed_simulator", None, BINARY, BINARY),
    (fake(f"{AQT}._offline_sim.resource"), "aqt", "seed_simulator", "memory", HEX, HEX),
    (fake(f"{AQT}._cloud.resource"), "aqt", None, "memory", BINARY, HEX),
    (fake(f"{AQT}._direct.resource"), "aqt", None, "memory", BINARY, HEX),
    (fake(f"{AQT}.aqt_resource"), "aqt", None, "memory", BINARY, HEX),
    (fake(f"{ALICE_BOB}.local.backend"), "alice_bob", "seed_simulator", "memory", HEX, HEX),
    (fake(f"{ALICE_BOB}.remote.backend"), "alice_bob", None, None, None, HEX),
    (fake(f"{ALICE_BOB}.remote.backend", options={"memory": False}), "alice_bob", None, "memory",
     None, HEX),
    (azure("microsoft.quantum-results.v2"), "azure", None, None, REGISTERS, REGISTERS),
    (azure("ionq.quantum-results.v1"), "azure", None, None, None, BINARY),
    (azure("honeywell.quantum-results.v1"), "azure", None, None, None, BINARY),
    (fake("pytket.extensions.qiskit.tket_backend"), "pytket", None, None, HEX, HEX),
    (fake("qiskit_rigetti._qcs_backend"), "rigetti", None, None, BINARY, BINARY),
    (fake(BRAKET, "BraketLocalBackend"), "braket", None, None, MEASURED_HEX, MEASURED_BITS),
    (fake(BRAKET, "BraketAwsBackend"), "braket", None, None, MEASURED_HEX, MEASURED_BITS),
    (fake("qiskit_superstaq.superstaq_backend"), "superstaq", None, None, None, BINARY),
    (fake(f"{AQT}.aqt_resource", simulator=None), "aqt", None, None, BINARY, HEX),
]  # fmt: skip


def kind_id(kind):
    if not hasattr(kind, "run"):
        return None
    return f"{type(kind).__module__}.{type(kind).__name__}"


@pytest.mark.parametrize("cls", [*in_tree(), GenericProvider])
def test_every_file_has_the_same_shape(cls):
    assert issubclass(cls, Provider)
    assert cls.name == cls.name.lower()
    assert cls.__module__ == f"qiskit_uplift.adapters.providers.{cls.name}"
    assert cls.read_from
    assert cls.__doc__
    assert set(cls.cannot) <= set(FEATURES)
    assert all(cls.cannot.values())
    added = {name for name in vars(cls) if not name.startswith("_")} - set(vars(Provider))
    values = [vars(cls)[name] for name in added]
    assert not any(callable(value) for value in values), "methods are those of Provider"


@pytest.mark.parametrize("cls", in_tree())
def test_a_file_says_whose_backends_it_claims_and_in_which_version(cls):
    assert cls.modules
    assert any(character.isdigit() for character in cls.read_from)


def test_names_are_unique_and_generic_is_asked_last():
    assert len({cls.name for cls in in_tree()}) == len(in_tree())
    assert list(providers())[-1] == "generic"


@pytest.mark.parametrize(
    ("backend", "name", "seed", "memory", "of_memory", "of_counts"), KINDS, ids=kind_id
)
def test_each_kind_of_backend(backend, name, seed, memory, of_memory, of_counts):
    provider = find_provider(backend)
    assert provider.name == name
    contract = provider.contract(backend)
    assert (contract.shots, contract.seed, contract.memory) == ("shots", seed, memory)
    dialect = provider.dialect_of(backend)
    assert (dialect.memory, dialect.counts) == (of_memory, of_counts)
    names = [option.name for option in contract.options]
    assert len(set(names)) == len(names)
    assert {"shots", seed, memory, *contract.presets} - {None} <= set(names)
    assert all(option.meaning for option in contract.options)
    assert all(option.default is not None for option in contract.options)
    assert not contract.forwards_unknown


@pytest.mark.parametrize("backend", [kind[0] for kind in KINDS if kind[2]], ids=kind_id)
def test_a_seed_is_checked_before_it_is_sent(backend):
    contract = find_provider(backend).contract(backend)
    option = contract.option(contract.seed)
    sent = contract.arguments(shots=1, seed=int(option.maximum))[contract.seed]
    assert sent == option.maximum or contract.seeds_overlap  # then it is one made from it
    with pytest.raises(LimitError):
        contract.arguments(shots=1, seed=int(option.maximum) + 1)
    with pytest.raises(LimitError):
        contract.arguments(shots=1, seed=-1)


def test_a_module_is_matched_as_a_whole():
    assert find_provider(fake("mqt.ddsimulator")).name == "generic"
    assert find_provider(fake("mqt.ddsim")).name == "ddsim"


def test_a_class_is_known_by_what_it_inherits_from():
    base = type(fake(f"{DDSIM}.qasm_simulator_backend"))
    derived = type("Mine", (base,), {"__module__": "mine"})()
    assert find_provider(derived).name == "ddsim"
    assert comes_from(derived, "mine")


def test_a_preset_is_sent_unless_the_user_sets_it():
    backend = fake("qdk.qiskit.backends.qsharp_backend")
    contract = find_provider(backend).contract(backend)
    assert contract.arguments(shots=3) == {"optimization_level": 1, "shots": 3}
    arguments = contract.arguments(shots=3, run_options={"optimization_level": 0})
    assert arguments == {"optimization_level": 0, "shots": 3}


@pytest.mark.parametrize(
    ("attributes", "most"),
    [
        ({"options": None, "MAX_SHOTS": 2000}, 2000),
        ({"options": AQT_OLD_OPTIONS}, 200),
        ({"options": None}, 2000),
    ],
)
def test_aqt_limits_come_from_the_class(attributes, most):
    for module, circuits in (("_cloud.resource", 50), ("_direct.resource", 1)):
        backend = fake(f"{AQT}.{module}", **attributes)
        limits = find_provider(backend).limits(backend)
        assert (limits.max_circuits, limits.min_shots, limits.max_shots) == (circuits, 1, most)


ENTRY = """\
from qiskit_uplift.adapters.provider import Provider

class Ours(Provider):
    name = "ours"
    modules = ("our_backends",)

class Usurper(Provider):
    name = "ddsim"
    modules = ("mqt.ddsim",)
"""


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A package that declares two provider files in the entry-point group."""
    (tmp_path / "our_uplift_plugin.py").write_text(ENTRY)
    info = tmp_path / "our_uplift_plugin-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: our-uplift-plugin\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[qiskit_uplift.providers]\nours = our_uplift_plugin:Ours\n"
        "usurper = our_uplift_plugin:Usurper\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    providers.cache_clear()
    yield
    sys.modules.pop("our_uplift_plugin", None)
    providers.cache_clear()


@pytest.mark.usefixtures("installed")
def test_another_package_adds_a_provider_file():
    backend = fake("our_backends.first")
    assert find_provider(backend).name == "ours"
    assert uplift(backend).provider_file.name == "ours"
    assert list(providers())[-2:] == ["ours", "generic"]


@pytest.mark.usefixtures("installed")
def test_a_file_of_our_own_is_not_replaced_by_another_package():
    assert isinstance(get_provider("ddsim"), DDSIMProvider)


@pytest.mark.parametrize("choice", ["aer", AerProvider, AerProvider()])
def test_the_caller_may_name_the_file(choice):
    assert get_provider(choice).name == "aer"


def test_the_callers_choice_wins_over_the_module():
    adapter = uplift(fake(f"{DDSIM}.qasm_simulator_backend"), provider="qdk")
    assert adapter.provider_file.name == "qdk"
    assert adapter.contract.seed == "seed"


def test_an_unknown_name_gets_a_suggestion():
    with pytest.raises(OptionError, match=r"called 'ddsmi'\. Did you mean 'ddsim'"):
        get_provider("ddsmi")


class Recorder:
    """A ddsim look-alike that keeps the circuits which it was sent, and sees zeros."""

    __module__ = "mqt.ddsim.qasm_simulator_backend"

    def __init__(self):
        self.sent = []

    def run(self, circuits, **options):
        self.sent += circuits
        return [{"0x0": options["shots"]} for _ in circuits]


def test_a_circuit_is_adapted_before_it_is_sent():
    backend = Recorder()
    circuit = QuantumCircuit(1, 3)
    circuit.measure([0, 0], [0, 2])
    result = uplift(backend).sampler(transpile="off").run([circuit], shots=4).result()[0]
    assert result.data.c.get_counts() == {"000": 4}
    (sent,) = backend.sent
    assert dict(sent.count_ops()) == {"measure": 2, "reset": 1}
    assert (sent.num_qubits, sent.num_clbits) == (3, 3)
    assert dict(circuit.count_ops()) == {"measure": 2}


def test_a_circuit_that_fits_is_sent_as_it_is():
    backend = Recorder()
    circuit = QuantumCircuit(2, 2)
    circuit.measure([0, 1], [1, 0])
    uplift(backend).sampler(transpile="off").run([circuit], shots=4).result()
    assert backend.sent == [circuit]


def test_a_refused_circuit_keeps_the_whole_run_from_being_sent():
    backend = Recorder()
    good = QuantumCircuit(1, 1)
    good.measure(0, 0)
    bits = [Clbit(), Clbit()]
    loose = QuantumCircuit(2)
    loose.add_bits(bits)
    loose.measure([0, 1], [0, 1])
    with loose.if_test((bits[0], 1)):
        loose.x(1)
    with (
        pytest.warns(UserWarning, match="register"),
        pytest.raises(InvalidCircuitError, match="Nothing was sent"),
    ):
        uplift(backend).sampler(transpile="off").run([good, loose])
    assert backend.sent == []


def test_clbits_that_a_file_adds_are_not_in_the_outcomes():
    class Widening(Provider):
        name = "widening"

        def adapt(self, circuit, backend):
            sent = QuantumCircuit(3, circuit.num_clbits + 2)
            sent.measure([0, 1, 2], [0, 2, 3])
            return sent

    def run(circuits, shots):
        return [{"0x5": 1, "0xd": shots - 1} for _ in circuits]

    backend = SimpleNamespace(run=run)
    circuit = QuantumCircuit(1, 2)
    circuit.measure(0, 0)
    adapter = uplift(backend, provider=Widening)
    result = adapter.sampler(transpile="off").run([circuit], shots=4).result()[0]
    assert result.data.c.get_counts() == {"01": 4}
    assert adapter.run(circuit, shots=4).result().data(0) == {"counts": {"0x1": 4}}


class Keeper:
    """A look-alike of Quantum Inspire's that keeps the options of its last run."""

    __module__ = "qiskit_quantuminspire.qi_backend"
    max_shots = 4000

    def __init__(self):
        self.options = Options(shots=100, memory=False)
        self.options.set_validator("shots", int)
        self.waited = []
        self.seen = []

    def run(self, circuits, **options):
        self.options.update_options(**options)
        self.seen.append(dict(self.options.items()))
        if self.options.shots == 13:
            raise RuntimeError("13 of all numbers")
        counts = [{"0x0": self.options.shots} for _ in circuits]
        return SimpleNamespace(result=lambda **how: self.waited.append(how) or counts)


def test_options_of_one_run_are_not_those_of_the_next():
    backend = Keeper()
    adapter = uplift(backend)
    circuit = QuantumCircuit(1, 1)
    circuit.measure(0, 0)
    adapter.run(circuit, shots=7, memory=True).result()
    with pytest.raises(RuntimeError, match="13"):
        adapter.run(circuit, shots=13, memory=True)
    assert dict(backend.options.items()) == {"shots": 100, "memory": False}
    adapter.run(circuit, shots=5).result()
    assert backend.seen[-1] == {"shots": 5, "memory": False}


def test_a_job_is_waited_for_as_its_package_wants_it():
    backend = Keeper()
    circuit = QuantumCircuit(1, 1)
    circuit.measure(0, 0)
    uplift(backend).run(circuit).result()
    assert backend.waited == [{"timeout": None}]
    uplift(backend, provider="generic").run(circuit).result()
    assert backend.waited[1:] == [{}]


TKET = "pytket.extensions.qiskit"

LOCAL = [
    fake("qiskit_aer.backends.aer_simulator"),
    fake("qiskit_ibm_runtime.fake_provider.backends.manila.fake_manila"),
    fake(f"{ALICE_BOB}.local.backend"),
    fake(f"{AQT}._offline_sim.resource"),
    fake(f"{AQT}.aqt_resource", simulator=None),
    fake(BRAKET, "BraketLocalBackend"),
    fake(f"{DDSIM}.qasm_simulator_backend"),
    fake("iqm.qiskit_iqm.fake_backends.iqm_fake_backend"),
    fake("iqm.qiskit_iqm.iqm_provider", "IQMFacadeBackend"),
    fake(f"{TKET}.tket_backend", _backend=fake(f"{TKET}.backends.aer")),
    fake("qdk.qiskit.backends.qsharp_backend"),
    fake("qdk.qiskit.backends.neutral_atom_backend"),
    fake("qiskit_qulacs.qulacs_backend"),
    BasicSimulator(),
    GenericBackendV2(2),
    *(reference_device(face) for face in FACES),
]
REMOTE = [
    fake(f"{ALICE_BOB}.remote.backend"),
    fake(f"{AQT}._cloud.resource"),
    fake(f"{AQT}._direct.resource"),
    fake(f"{AQT}.aqt_resource"),
    azure("microsoft.quantum-results.v2"),
    fake(BRAKET, "BraketAwsBackend"),
    fake(IONQ, "IonQSimulatorBackend", name="ionq_simulator", options=IDEAL),
    fake("qiskit_ibm_runtime.ibm_backend"),
    fake("iqm.qiskit_iqm.iqm_provider"),
    fake(f"{TKET}.tket_backend", _backend=fake("pytket.extensions.quantinuum.backends")),
    fake("qiskit_quantinuum.quantinuumbackend"),
    fake("qiskit_quantuminspire.qi_backend"),
    fake("qiskit_quantuminspire.hybrid.hybrid_backend"),
    fake("quantuminspire.qiskit.backend_qx"),
    fake("qiskit_rigetti._qcs_backend"),
    fake("qiskit_superstaq.superstaq_backend"),
    fake("nobody.knows"),
]


@pytest.mark.parametrize("backend", LOCAL, ids=kind_id)
def test_a_known_simulator_is_in_this_process(backend):
    assert find_provider(backend).is_local(backend) is True


@pytest.mark.parametrize("backend", REMOTE, ids=kind_id)
def test_all_others_may_be_anywhere(backend):
    assert find_provider(backend).is_local(backend) is False


def test_no_file_is_left_out_here():
    assert {find_provider(backend).name for backend in (*LOCAL, *REMOTE)} == {
        *(cls.name for cls in in_tree()),
        GenericProvider.name,
    }


@pytest.mark.parametrize("cls", in_tree())
def test_a_tag_is_an_option_and_can_be_looked_for(cls):
    names = {option.name for option in cls.options}
    assert cls.tag is None or cls.tag in names
    assert (cls.tag is None) == (cls.find is Provider.find)


@pytest.mark.parametrize(
    ("file", "error", "transient"),
    [
        ("ionq", fake("qiskit_ionq.exceptions", "IonQRetriableError"), True),
        ("ionq", fake("qiskit_ionq.exceptions", "IonQAPIError"), None),
        ("azure", fake("azure.core.exceptions", "ServiceRequestError"), True),
        ("azure", fake("nobody.knows", "ServiceRequestError"), None),
    ],
)
def test_what_a_providers_own_errors_say(file, error, transient):
    assert get_provider(file).is_transient(error) is transient


@pytest.mark.parametrize("cls", [*in_tree(), GenericProvider])
def test_limits_lose_nothing_on_the_way(cls, monkeypatch):
    monkeypatch.setattr(cls, "limits_by_default", replace(cls.limits_by_default, max_jobs=3))
    backends = [each for each in (*LOCAL, *REMOTE) if find_provider(each).name == cls.name]
    for backend in backends:
        if cls.name == "quantuminspire":
            backend.max_shots = 9
        if cls.name == "aqt":
            backend.options = SimpleNamespace()
        assert cls().limits(backend).max_jobs == 3
