"""The hook: old paths work while it is on, and leave no trace."""

import contextlib
import importlib
import importlib.util
import subprocess
import sys
import warnings

import numpy as np
import pytest
import qiskit
from qiskit.circuit import InstructionSet, QuantumCircuit, Qubit
from qiskit.circuit.exceptions import CircuitError
from qiskit.providers.basic_provider import BasicSimulator
from qiskit.quantum_info import Statevector
from qiskit.result.models import ExperimentResult
from qiskit.transpiler.passmanager_config import PassManagerConfig
from qiskit_aer import AerSimulator

from qiskit_uplift import compat
from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.compat import hook as hook_module
from qiskit_uplift.compat._legacy_names import (
    ALIASES,
    ATTRIBUTES,
    BITS,
    METHODS,
    MODULES,
    PROPERTIES,
    RESULTS,
    RUNS,
    TRANSPILE,
)
from qiskit_uplift.exceptions import LegacyImportWarning, OptionError

# On 1.4 the names that Qiskit still has warn of themselves.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
EVERYTHING = [(path, name) for path, names in {**MODULES, **ATTRIBUTES}.items() for name in names]


@pytest.fixture
def hook():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LegacyImportWarning)
        with compat.legacy_imports(since="0.7"):
            yield


def use_everything():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in (*MODULES, *ALIASES):
            with contextlib.suppress(ModuleNotFoundError):  # its package isn't installed
                importlib.import_module(path)
        for path, name in EVERYTHING:
            with contextlib.suppress(ModuleNotFoundError):
                getattr(importlib.import_module(path), name, None)
        circuit = QuantumCircuit(1, 1)
        circuit.x(0).c_if(0, 1)
        circuit.bind_parameters([])
        QuantumCircuit(1).qasm()
        assert AerSimulator().name() == "aer_simulator"
        assert PassManagerConfig().backend_properties is None


def state():
    """All that the hook could have changed: each attribute of Qiskit's and Aer's modules."""
    watched = [path for path in sys.modules if path.partition(".")[0] in ("qiskit", "qiskit_aer")]
    kinds = [getattr(importlib.import_module(path), owner)
             for path, owner in (*METHODS, *PROPERTIES, *BITS, *RUNS, *RESULTS)]  # fmt: skip
    return (
        dict(sys.modules),
        list(sys.meta_path),
        {path: {name: id(value) for name, value in vars(sys.modules[path]).items()}
         for path in watched},
        # `instances` counts the circuits that were ever made, and Python makes a new `__dict__`.
        [{k: id(v) for k, v in vars(kind).items() if k != "instances"} for kind in kinds],
    )  # fmt: skip


def test_nothing_is_left_behind():
    with compat.legacy_imports():
        use_everything()  # what this brings of modules that exist, such as Aer, stays
    before = state()
    for _ in range(2):
        compat.install()
        assert state() != before
        use_everything()
        compat.uninstall()
        compat.uninstall()
        after = state()
        for first, second in zip(before, after, strict=True):
            assert first == second


def test_it_is_undone_after_an_error():
    before = state()
    with pytest.raises(KeyError), compat.legacy_imports():
        raise KeyError
    assert state() == before


def test_a_block_within_an_installation_leaves_it_on():
    compat.install()
    try:
        with compat.legacy_imports():
            pass
        assert hasattr(QuantumCircuit, "qasm")
    finally:
        compat.uninstall()
    assert not hasattr(QuantumCircuit, "qasm")


@pytest.mark.parametrize("path", {**MODULES, **ATTRIBUTES})
def test_every_name_can_be_imported(hook, path):
    for name, entry in {**MODULES, **ATTRIBUTES}[path].items():
        if HAS_LEGACY_CLASSES and entry.removed > (1, 4):
            continue  # Qiskit's own modules hold what they hold
        package = entry.home.partition(".")[0]
        if importlib.util.find_spec(package) is None:
            with pytest.raises(ModuleNotFoundError, match="now; install qiskit-"):
                getattr(importlib.import_module(path), name)
            continue
        assert getattr(importlib.import_module(path), name) is getattr(
            importlib.import_module(entry.home), name
        )


def test_a_restored_module_is_one_object(hook):
    import qiskit.qobj
    import qiskit_aer.noise
    from qiskit import qobj
    from qiskit.providers.aer import noise
    from qiskit.providers.aer.noise import NoiseModel
    from qiskit.qobj.qasm_qobj import QasmQobj

    assert qobj is qiskit.qobj is importlib.import_module("qiskit.qobj")
    assert noise is qiskit_aer.noise is sys.modules["qiskit.providers.aer.noise"]
    assert NoiseModel is qiskit_aer.noise.NoiseModel
    assert QasmQobj is qiskit.qobj.QasmQobj is compat.QasmQobj
    assert qiskit_aer.__spec__.name == "qiskit_aer"


def test_nothing_that_exists_is_replaced():
    import qiskit.primitives

    existing = {
        path: importlib.import_module(path) for path in MODULES if hook_module._exists(path)
    }
    assert bool(existing) == HAS_LEGACY_CLASSES
    held = {path: dict(vars(module)) for path, module in existing.items()}
    names = dict(vars(qiskit.primitives))
    with compat.legacy_imports():
        for path, module in existing.items():
            assert importlib.import_module(path) is module
            assert dict(vars(module)) == held[path]
        for name, value in names.items():
            if name == "__all__":  # longer, for star imports
                assert qiskit.primitives.__all__[: len(value)] == value
            else:
                assert getattr(qiskit.primitives, name) is value
        if HAS_LEGACY_CLASSES:
            assert InstructionSet.c_if.__module__.startswith("qiskit.")


def test_what_is_replaced_is_what_the_documentation_says():
    with compat.legacy_imports():
        pass  # what turning it on imports
    loaded, before = state()[0], state()[2]
    kinds = state()[3]
    with compat.legacy_imports(since="0.7"):
        during = state()
    replaced = {
        (path, name)
        for path, names in before.items()
        for name, value in names.items()
        if during[2][path].get(name) != value
    }
    machinery = {each for each in replaced if each[1] in ("__getattr__", "__all__")}
    transpile = {(path, "transpile") for path in TRANSPILE}
    assert replaced - machinery == transpile
    assert all(during[0][path] is module for path, module in loaded.items())
    changed = {
        name
        for first, second in zip(kinds, during[3], strict=True)
        for name in first
        if second.get(name) != first[name]
    }
    assert changed == ({"run"} if HAS_LEGACY_CLASSES else {"run", "__init__"})


def test_each_name_warns_once_at_the_line_that_uses_it():
    with compat.legacy_imports(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", LegacyImportWarning)
        for _ in range(2):
            from qiskit import execute  # noqa: F401
        first = importlib.import_module("qiskit.tools.monitor").job_monitor
        QuantumCircuit(1).qasm()
    assert first is compat.job_monitor
    found = [item for item in caught if item.category is LegacyImportWarning]
    assert [str(item.message).split(" was removed")[0] for item in found] == [
        "qiskit.execute",
        "qiskit.tools.monitor.job_monitor",
        "QuantumCircuit.qasm",
    ]
    assert {item.filename for item in found} == {__file__}
    assert "Use backend.run(transpile(" in str(found[0].message)
    assert str(found[0].message).endswith(": `qiskit-uplift migrate` rewrites it.")


def test_what_was_gone_by_then_stays_gone():
    with compat.legacy_imports(since="1.4"):
        assert not hasattr(qiskit, "execute")
        assert not hasattr(QuantumCircuit, "qasm")
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("qiskit.tools.monitor")
        assert hasattr(InstructionSet, "c_if")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert importlib.import_module("qiskit.qobj").QasmQobj is compat.QasmQobj


def test_turning_it_on_warns_of_nothing():
    program = "from qiskit_uplift import compat; compat.install(); compat.uninstall()"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("since", ["old", "1", "1.x"])
def test_a_version_is_a_version(since):
    with pytest.raises(ValueError, match=r"'0\.25'"):
        compat.install(since)
    assert not hasattr(qiskit, "execute")


def test_names_that_never_were(hook):
    with pytest.raises(AttributeError, match="qiskit"):
        _ = qiskit.nothing
    with pytest.raises(ImportError, match="Nothing"):
        exec("from qiskit.tools.monitor import Nothing")
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("qiskit.tools.nothing")


def test_star_imports(hook):
    names = {}
    exec("from qiskit.tools import *", names)
    assert names["job_monitor"] is compat.job_monitor
    exec("from qiskit import *", names)
    assert names["execute"] is compat.execute
    assert names["QuantumCircuit"] is QuantumCircuit


PROGRAM = """
from qiskit import Aer, QuantumCircuit, execute
from qiskit.tools.monitor import job_monitor
from qiskit.compiler import assemble

circuit = QuantumCircuit(2, 2)
circuit.x(0)
circuit.measure(0, 0)
circuit.x(1).c_if(circuit.cregs[0], 1)
circuit.measure(1, 1)
job = execute(circuit, Aer.get_backend("qasm_simulator"), shots=20, seed_transpiler=1)
job_monitor(job, interval=0)
counts = job.result().get_counts(circuit)
assert assemble(circuit, shots=3).config.shots == 3
"""


@pytest.mark.filterwarnings("ignore:The `QasmSimulator` backend:PendingDeprecationWarning")
def test_an_old_program_runs_as_it_is(hook, capsys):
    names = {"__name__": "program"}
    exec(PROGRAM, names)
    assert names["counts"] == {"11": 20}
    assert "job has successfully run" in capsys.readouterr().out


def test_transpile_takes_a_coupling_map_beside_any_backend(hook):
    circuit = QuantumCircuit(2, 1)
    circuit.cx(1, 0)
    circuit.measure(1, 0)
    ready = qiskit.transpile(
        circuit, AerSimulator(), coupling_map=[[0, 1]], initial_layout=[0, 1], optimization_level=0
    )
    (item,) = ready.get_instructions("cx")
    assert [ready.find_bit(qubit).index for qubit in item.qubits] == [0, 1]


@pytest.mark.parametrize("level", [None, 2, 3])
def test_transpile_leaves_the_qubits_of_states_where_they_were(hook, level):
    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.swap(0, 1)
    backend = AerSimulator()
    for given in ({"backend": backend}, {"basis_gates": ["h", "swap", "rz"]}):
        ready = qiskit.transpile(circuit, optimization_level=level, **given)
        assert Statevector(ready).equiv(Statevector(circuit))
        both = qiskit.compiler.transpile([circuit, circuit], optimization_level=level, **given)
        assert all(Statevector(each).equiv(Statevector(circuit)) for each in both)


def test_delays_keep_the_unit_of_the_backend_beside_a_coupling_map(hook):
    from qiskit.providers.fake_provider import GenericBackendV2  # on 1.4 its import warns

    circuit = QuantumCircuit(2)
    circuit.delay(222, 0, "ns")
    backend = GenericBackendV2(2, seed=1)
    ready = qiskit.transpile(circuit, backend, coupling_map=[[0, 1]], optimization_level=0)
    (delay,) = ready.get_instructions("delay")
    assert delay.operation.unit == "dt"
    assert delay.operation.duration == round(222e-9 / backend.dt)


def test_the_seed_of_algorithms_is_one_for_all(hook):
    from qiskit.utils import algorithm_globals

    algorithm_globals.random_seed = 3
    drawn = algorithm_globals.random.integers(1000, size=5).tolist()
    assert drawn == np.random.default_rng(3).integers(1000, size=5).tolist()
    assert algorithm_globals.random.integers(1000, size=5).tolist() != drawn
    algorithm_globals.random_seed = 3
    assert algorithm_globals.random.integers(1000, size=5).tolist() == drawn
    assert not algorithm_globals.massive
    algorithm_globals.num_processes = 1
    assert algorithm_globals.num_processes == 1
    with pytest.raises(OptionError, match="takes 1 to"):
        algorithm_globals.num_processes = 0
    algorithm_globals.num_processes = None
    algorithm_globals.random_seed = None


def measured():
    circuit = QuantumCircuit(1, 1, name="one")
    circuit.measure(0, 0)
    return circuit


@pytest.mark.parametrize("make", [AerSimulator, BasicSimulator])
def test_headers_of_results_are_objects_and_dictionaries(hook, make):
    result = make().run(measured(), shots=5).result()
    assert result.results[0].header.name == "one"
    assert result.to_dict()["results"][0]["header"]["name"] == "one"
    assert result.get_counts("one") == {"0": 5}


def test_a_program_for_qiskit_2_gets_nothing_back():
    before = AerSimulator.run, qiskit.transpile, ExperimentResult.__init__
    with compat.legacy_imports(since="2.0", ibm="local"):
        assert (AerSimulator.run, qiskit.transpile, ExperimentResult.__init__) == before
        from qiskit_ibm_runtime import QiskitRuntimeService

        assert QiskitRuntimeService.__module__ == "qiskit_uplift.backends.local_ibm"


def test_modules_that_came_with_qiskit_need_no_import_of_their_own():
    code = (
        "import warnings; warnings.simplefilter('ignore')\n"
        "from qiskit_uplift import compat; compat.install()\n"
        "import qiskit as q\n"
        "print(q.extensions.Initialize.__name__, q.tools.visualization.plot_histogram.__name__)\n"
        "print(q.providers.aer.noise.NoiseModel.__name__, q.tools.monitor.job_monitor.__name__)\n"
        "try:\n    q.never\nexcept AttributeError as error:\n    print(error)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )  # fmt: skip
    assert run.stdout.splitlines() == [
        "Initialize plot_histogram",
        "NoiseModel job_monitor",
        "module 'qiskit' has no attribute 'never'",
    ], run.stderr


def test_bits_know_their_register(hook):
    circuit = QuantumCircuit(2, 1)
    assert [bit.index for bit in circuit.qubits] == [0, 1]
    assert circuit.clbits[0].register == circuit.cregs[0]
    with pytest.raises(CircuitError, match="without a register"):
        _ = Qubit().index
    with pytest.raises(CircuitError, match="without a register"):
        _ = Qubit().register
