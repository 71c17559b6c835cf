"""qiskit-qulacs as published, a ``BackendV1``, on Qiskit 2: the hook gives it its imports."""

import pytest
import qiskit
from common import Basics, Estimates, NeverWrong, PartialMeasurement, Seeded
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister

from qiskit_uplift import EstimatorAdapter, SamplerAdapter, compat

pytestmark = [
    pytest.mark.filterwarnings("ignore::qiskit_uplift.exceptions.LegacyImportWarning"),
    pytest.mark.filterwarnings(
        "ignore:Treating CircuitInstruction as an iterable:DeprecationWarning"
    ),
    # of a matrix as a gate, which `transpile` does without
    pytest.mark.filterwarnings("ignore:Nobody says what gate 'unitary' is:RuntimeWarning"),
    # as it says of every measurement and barrier; the adapter makes sure that it doesn't matter
    pytest.mark.filterwarnings(r"ignore:qiskit_qulacs\.adapter. The (Measure|Barrier) instruction"),
]


@pytest.fixture(autouse=True)
def hook():
    with compat.legacy_imports():
        yield


@pytest.fixture
def backend(hook):
    from qiskit_qulacs.qulacs_backend import QulacsBackend

    return QulacsBackend()


class TestSimulator(Basics, PartialMeasurement, Seeded, Estimates, NeverWrong):
    provider = "qulacs"
    route = "BackendV1"
    shot_order = ""
    seed = "seed_simulator"
    seeds = (1, 7, 2**32 - 1)


def test_it_is_a_backend_of_the_class_that_came_back(backend):
    assert int(qiskit.__version__.split(".")[0]) >= 2
    assert isinstance(backend, compat.BackendV1)


def test_it_cannot_be_imported_without_the_hook():
    import sys

    held = {name: sys.modules.pop(name) for name in [*sys.modules] if "qiskit_qulacs" in name}
    compat.uninstall()
    try:
        with pytest.raises(ImportError, match=r"BackendV1|ProviderV1"):
            import qiskit_qulacs.qulacs_backend  # noqa: F401
    finally:
        for name in [name for name in sys.modules if "qiskit_qulacs" in name]:
            del sys.modules[name]
        sys.modules.update(held)


def test_two_registers_and_a_seed(backend):
    circuit = QuantumCircuit(
        QuantumRegister(3), ClassicalRegister(1, "a"), ClassicalRegister(2, "b")
    )
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.x(2)
    circuit.measure([0, 1, 2], [0, 2, 1])
    runs = []
    for _ in range(2):
        sampler = SamplerAdapter(backend=backend, options={"seed_simulator": 5})
        data = sampler.run([circuit], shots=200).result()[0].data
        assert set(data.b.get_counts()) == {"01", "11"}
        # the bits of the pair, shot by shot, are equal
        assert data.a.get_bitstrings() == [word[0] for word in data.b.get_bitstrings()]
        runs.append(data.b.get_bitstrings())
    assert runs[0] == runs[1]


def test_an_estimate(backend):
    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cx(0, 1)
    result = EstimatorAdapter(backend=backend).run([(circuit, ["ZZ", "XX", "YY"])]).result()[0]
    assert result.data.evs.tolist() == pytest.approx([1, 1, -1])


@pytest.mark.parametrize("several", [False, True])
def test_it_is_transpiled_for(backend, several):
    from qiskit import transpile

    circuit = QuantumCircuit(2, 2)
    circuit.cp(1.1, 0, 1)
    circuit.x(0)
    circuit.measure([0, 1], [0, 1])
    found = transpile([circuit] if several else circuit, backend, optimization_level=1)
    (found,) = found if several else [found]
    gates = {gate.name for gate in backend.configuration().gates} | {"measure"}
    assert set(found.count_ops()) <= gates | set(backend.configuration().basis_gates)
    assert backend.run(found, shots=9).result().get_counts() == {"01": 9}
