"""Names that can be imported and no more, names that can't, and the small helpers."""

import importlib
import warnings

import pytest
from qiskit import QuantumCircuit
from qiskit.providers.exceptions import QiskitBackendNotFoundError

from qiskit_uplift import compat
from qiskit_uplift.compat import hook as hook_module
from qiskit_uplift.compat import refused
from qiskit_uplift.compat._legacy_names import GONE
from qiskit_uplift.compat.basic_aer import BasicAer, QasmSimulatorPy
from qiskit_uplift.compat.utilities import ConvertConditionsToIfOps, deprecate_arguments
from qiskit_uplift.exceptions import LegacyUseError


@pytest.fixture
def hook():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with compat.legacy_imports(since="0.7"):
            yield


@pytest.mark.parametrize(
    "use",
    [
        lambda: refused.QuantumInstance(None, shots=3),
        lambda: refused.ast_to_dag(None),
        lambda: refused.least_busy([]),
        lambda: refused.IBMQ.load_account,
        lambda: refused.IBMQ.get_provider,
    ],
)
def test_use_is_refused_with_what_has_its_place(use):
    with pytest.raises(LegacyUseError, match=r"Use |They take primitives"):
        use()


def test_to_look_at_ibmq_is_not_to_use_it():
    assert repr(refused.IBMQ) == "<IBMQ, refused>"
    assert not hasattr(refused.IBMQ, "__wrapped__")


@pytest.mark.parametrize(
    "path", [*(path for path in GONE if not hook_module._exists(path)), "qiskit_ibm_provider"]
)
def test_packages_that_are_gone_say_where_to_go(hook, path):
    with pytest.raises(ModuleNotFoundError, match=r"gone for good. .*(now|Use|mthree)"):
        importlib.import_module(f"{path}.part")
    with pytest.raises(ImportError) as caught:  # what guarded imports wait for
        importlib.import_module(path)
    assert caught.value.name == path


def test_a_module_below_an_alias_is_the_one_it_stands_for(hook):
    import qiskit_aer.noise.errors

    found = importlib.import_module("qiskit.providers.aer.noise.errors")
    assert found is qiskit_aer.noise.errors
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("qiskit.providers.aer.nothing")


def test_transpile_takes_both_versions(hook):
    from qiskit import transpile

    from qiskit_uplift.backends import reference_device

    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cx(1, 0)
    for face in ("legacy", "modern"):
        backend = reference_device(face)
        by_name = transpile(circuit, backend=backend, seed_transpiler=1)
        by_place = transpile([circuit], backend, None, seed_transpiler=1)
        assert by_place == [by_name]
        assert by_name.num_qubits == 5
        assert set(by_name.count_ops()) <= {"cx", "ecr", "rz", "sx", "x", "cz"}


def test_basic_aer_by_its_names():
    assert [backend.name for backend in BasicAer.backends()] == [
        "qasm_simulator", "statevector_simulator", "unitary_simulator",
    ]  # fmt: skip
    assert isinstance(BasicAer.get_backend("qasm_simulator_py"), QasmSimulatorPy)
    for name in (None, "nothing"):
        with pytest.raises(QiskitBackendNotFoundError, match="qasm_simulator"):
            BasicAer.get_backend(name)


def test_arguments_by_their_old_names():
    @deprecate_arguments({"old": "new", "useless": None}, since="0.5")
    def function(new=0, useless=1):
        return new

    with pytest.warns(DeprecationWarning, match=r"'old' is deprecated since 0.5; use 'new'"):
        assert function(old=3) == 3
    with pytest.warns(DeprecationWarning, match="it has no effect"):
        function(useless=3)
    with (
        pytest.warns(DeprecationWarning, match="old"),
        pytest.raises(TypeError, match="both 'old' and 'new'"),
    ):
        function(old=3, new=4)
    assert function(new=5) == 5


def test_there_are_no_conditions_left_to_convert():
    circuit = QuantumCircuit(1)
    circuit.x(0)
    assert ConvertConditionsToIfOps()(circuit) == circuit


@pytest.mark.parametrize("ibm", ["cloud", ""])
def test_modes_of_ibm(ibm):
    with pytest.raises(ValueError, match="refuse, local"):
        compat.install(ibm=ibm)
