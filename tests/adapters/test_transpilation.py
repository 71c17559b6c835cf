import pytest
from qiskit.circuit import Parameter, QuantumCircuit

from qiskit_uplift import uplift
from qiskit_uplift.adapters import compilers
from qiskit_uplift.adapters.isa import first_offence
from qiskit_uplift.exceptions import InvalidCircuitError, TranspileWarning
from tests.adapters.fakes import Talker


def line(basis_gates=("rz", "sx", "x", "cx")):
    def run(circuits, shots):
        raise AssertionError("nothing is run here")

    return uplift(run, basis_gates=basis_gates, coupling_map=[(0, 1), (1, 2)])


@pytest.fixture
def transpilations(monkeypatch):
    """The circuits that were really transpiled."""
    seen = []
    make = compilers.generate_preset_pass_manager

    def spy(*args, **kwargs):
        manager = make(*args, **kwargs)
        run = manager.run
        manager.run = lambda circuit: seen.append(circuit) or run(circuit)
        return manager

    monkeypatch.setattr(compilers, "generate_preset_pass_manager", spy)
    return seen


def ghz():
    circuit = QuantumCircuit(3)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.cx(0, 2)
    circuit.rz(Parameter("a"), 2)
    return circuit


def test_auto_transpiles_a_circuit_once(transpilations):
    preparation = line().preparation
    circuit = ghz()
    first = preparation.prepare([circuit], "auto")[0]
    again = preparation.prepare([circuit, circuit.copy()], "auto")
    assert len(transpilations) == 1
    assert again == [first, first]


def test_a_circuit_that_was_changed_is_transpiled_anew(transpilations):
    preparation = line().preparation
    circuit = ghz()
    before = preparation.prepare([circuit], "auto")[0].circuit
    circuit.h(1)
    after = preparation.prepare([circuit], "auto")[0].circuit
    assert len(transpilations) == 2
    assert before != after


def test_other_settings_are_another_transpilation(transpilations):
    preparation = line().preparation
    for level, seed in ((0, 1), (1, 1), (1, 2), (1, 2)):
        preparation.prepare([ghz()], "auto", optimization_level=level, seed_transpiler=seed)
    # each ghz() has a parameter of its own, so even the last one is another circuit
    assert len(transpilations) == 4


def test_auto_leaves_alone_what_fits(transpilations):
    adapter = line()
    circuit = QuantumCircuit(2)
    circuit.cx(0, 1)
    assert adapter.preparation.prepare([circuit], "auto")[0].circuit is circuit
    assert not transpilations
    moved = adapter.preparation.prepare([ghz()], "auto")[0]
    assert first_offence(moved.circuit, adapter.target) is None
    assert sorted(moved.qubits) == [0, 1, 2]


def test_what_can_not_be_transpiled_says_so():
    with pytest.raises(InvalidCircuitError, match="can't be transpiled to backend 'run'"):
        line(["x", "cx"]).preparation.prepare([ghz()], "auto")
    with pytest.raises(InvalidCircuitError, match="can't turn the X basis into Z"):
        line(["x", "cx"]).estimator().run([(QuantumCircuit(1), "X")])


def test_a_backend_that_compiles_by_itself_is_sent_anything():
    adapter = uplift(Talker(target=line().target))
    adapter.preparation._compiles = True
    for mode in ("warn", "check", "off"):
        assert adapter.preparation.prepare([ghz()], mode)[0].circuit.count_ops()["h"] == 1
    adapter.preparation._compiles = False
    with pytest.warns(TranspileWarning):
        adapter.preparation.prepare([ghz()], "warn")


def test_too_wide_is_refused_in_every_mode_but_off():
    for mode in ("warn", "check", "auto"):
        with pytest.raises(InvalidCircuitError, match="has 4 qubits"):
            line().preparation.prepare([QuantumCircuit(4)], mode)
    line().preparation.prepare([QuantumCircuit(4)], "off")
