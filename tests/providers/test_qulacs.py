"""qiskit-qulacs: a backend that samples all qubits, whatever is measured."""

import random

import numpy as np
import pytest
from common import (
    Basics,
    Estimates,
    NeverWrong,
    PartialMeasurement,
    Seeded,
    bell,
    lopsided,
    measured_between,
    outcomes,
    permuted_partial,
    spy_on,
)
from qiskit import QuantumCircuit
from qiskit.circuit.library import UnitaryGate, XGate
from qiskit.circuit.library.standard_gates import get_standard_gate_name_mapping
from qiskit.quantum_info import Statevector, random_unitary

from qiskit_uplift import uplift
from qiskit_uplift.adapters.providers.qulacs import _GATES
from qiskit_uplift.exceptions import InvalidCircuitError, LimitError, OptionError

pytestmark = [
    # the package is built on what Qiskit 1.4 is about to remove
    pytest.mark.filterwarnings(
        r"ignore:qiskit\.providers\.models is deprecated:DeprecationWarning"
    ),
    pytest.mark.filterwarnings(
        r"ignore:The (abstract )?[Cc]lass ``qiskit\.providers\..*`` is deprecated"
        ":DeprecationWarning"
    ),
    pytest.mark.filterwarnings(
        "ignore:Treating CircuitInstruction as an iterable:DeprecationWarning"
    ),
    # as it says of every measurement and barrier; the adapter makes sure that it doesn't matter
    pytest.mark.filterwarnings(r"ignore:qiskit_qulacs\.adapter. The (Measure|Barrier) instruction"),
]


@pytest.fixture
def backend():
    from qiskit_qulacs.qulacs_backend import QulacsBackend

    return QulacsBackend()


class TestSimulator(Basics, PartialMeasurement, Seeded, Estimates, NeverWrong):
    provider = "qulacs"
    route = "BackendV1"
    shot_order = ""
    seed = "seed_simulator"
    seeds = (1, 7, 2**32 - 1)

    def test_memory_comes_without_being_asked_for(self, backend):
        result = self.sampler(backend).run([bell()], shots=20).result()[0]
        assert result.metadata["sent"] == {"shots": 20}

    def test_the_result_of_run_has_no_clbit_too_many(self, backend):
        circuit = QuantumCircuit(4, 3)
        circuit.x([0, 1, 3])
        circuit.measure([3, 2], [1, 2])
        result = uplift(backend).run(circuit, shots=5, memory=True).result()
        assert result.data(0) == {"counts": {"0x2": 5}, "memory": ["0x2"] * 5}
        assert result.get_counts() == {"010": 5}

    @pytest.mark.parametrize("method", ["light", "greedy"])
    def test_options_arrive(self, backend, monkeypatch, method):
        calls = spy_on(backend, monkeypatch)
        options = {"qco_enable": True, "qco_method": method, "qco_max_block_size": 3}
        circuit = QuantumCircuit(3, 3)
        circuit.x([0, 1])
        circuit.cx(0, 1)
        circuit.cx(0, 2)
        circuit.measure([0, 1, 2], [1, 2, 0])
        result = self.sampler(backend, run_options=options).run([circuit], shots=7).result()[0]
        assert calls == [{"shots": 7, **options}]
        assert outcomes(circuit, result) == {0b011: 7}

    def test_a_gate_that_the_package_has_not_is_transpiled(self, backend):
        circuit = QuantumCircuit(2)
        circuit.h([0, 1])
        circuit.cp(1.1, 0, 1)
        circuit.crx(0.7, 1, 0)
        circuit.h([0, 1])
        circuit.measure_all()
        self.sample(backend, circuit)

    @pytest.mark.parametrize("seed", [0, -1, 2**32])
    def test_what_would_be_no_seed_is_refused(self, backend, seed):
        with pytest.raises(LimitError, match=f"seed_simulator={seed}"):
            self.sampler(backend, seed_simulator=seed).run([bell()])

    def test_limits(self, backend):
        limits = uplift(backend).limits
        assert (limits.max_circuits, limits.max_shots) == (1, 10**6)
        with pytest.raises(LimitError, match="1000000"):
            self.sampler(backend).run([bell()], shots=10**6 + 1)

    def test_an_unknown_method_would_have_no_effect(self, backend):
        with pytest.raises(OptionError, match="qco_method='heavy'"):
            self.sampler(backend, run_options={"qco_method": "heavy"}).run([bell()])


def test_without_the_adapter_the_bits_are_those_of_the_qubits(backend):
    # the reason for all that is done with a circuit
    circuit = QuantumCircuit(3, 2)
    circuit.x(0)
    circuit.measure([0, 1], [1, 0])
    assert backend.run(circuit, shots=5).result().data(0)["counts"] == {"001": 5}
    result = uplift(backend).sampler().run([circuit], shots=5).result()[0]
    assert outcomes(circuit, result) == {0b10: 5}


def test_a_circuit_that_fits_is_sent_as_it_is(backend):
    circuit = bell()
    file = uplift(backend).provider_file
    assert file.adapt(circuit, backend) is circuit
    circuit = permuted_partial()
    sent = file.adapt(circuit, backend)
    assert (sent.num_qubits, sent.num_clbits) == (5, 5)


def test_circuits_of_one_job_would_draw_from_the_same_seed(backend):
    # the reason for one circuit a job
    circuit = lopsided(4)
    circuit.measure_all()
    result = backend.run([circuit, circuit], shots=100).result()
    assert result.data(0) == result.data(1)


def test_every_gate_is_the_one_of_qiskit(backend):
    rng = random.Random(5)
    known = [
        gate for gate in get_standard_gate_name_mapping().values() if gate.base_class in _GATES
    ]
    assert len(known) == len(_GATES) - 1  # the unitary
    for gate in [*known, UnitaryGate(random_unitary(4, seed=1))]:
        circuit = QuantumCircuit(3)
        for qubit in range(3):
            circuit.u(0.3 + qubit, 1.1 * qubit, 0.7, qubit)
        bare = gate.copy() if gate.name == "unitary" else gate.base_class(
            *(rng.uniform(-3, 3) for _ in gate.params)
        )  # fmt: skip
        circuit.append(bare, rng.sample(range(3), gate.num_qubits))
        found = backend.run(circuit).result().data(0)["statevector"]
        overlap = np.vdot(found, Statevector(circuit).data)
        assert abs(overlap) == pytest.approx(1), gate.name


@pytest.mark.filterwarnings("ignore:qiskit_qulacs.adapter. The PhaseGate instruction")
def test_what_would_be_left_out_is_refused(backend):
    circuit = QuantumCircuit(1)
    circuit.h(0)
    circuit.p(np.pi, 0)
    circuit.h(0)
    circuit.measure_all()
    # the outcome is 1
    assert backend.run(circuit, shots=5).result().data(0)["counts"] == {"0": 5}
    sampler = uplift(backend).sampler(transpile="off")
    with pytest.raises(InvalidCircuitError, match=r"leave out 'p'.* Nothing was sent"):
        sampler.run([circuit])


def test_a_control_on_zero_is_refused_as_it_would_be_one_on_one(backend):
    circuit = QuantumCircuit(2)
    circuit.append(XGate().control(1, ctrl_state=0), [0, 1])
    circuit.measure_all()
    assert backend.run(circuit, shots=5).result().data(0)["counts"] == {"00": 5}
    sampler = uplift(backend).sampler
    with pytest.raises(InvalidCircuitError, match="leave out 'cx_o0'"):
        sampler(transpile="off").run([circuit])
    result = sampler(transpile="auto").run([circuit], shots=5).result()[0]
    assert outcomes(circuit, result) == {0b10: 5}


def test_what_the_provider_file_says_it_cannot(backend):
    sampler = uplift(backend).sampler(transpile="off")
    assert set(uplift(backend).provider_file.cannot) == {
        "mid-circuit measurement", "reset", "control flow",
    }  # fmt: skip
    reset = QuantumCircuit(1, 1)
    reset.reset(0)
    reset.measure(0, 0)
    branch = QuantumCircuit(1, 1)
    branch.measure(0, 0)
    with branch.if_test((branch.clbits[0], 1)):
        branch.x(0)
    for circuit in (measured_between(), reset, branch):
        with pytest.raises(InvalidCircuitError, match="samples the final state"):
            sampler.run([circuit])


@pytest.mark.filterwarnings("ignore:The method ``qiskit.circuit.*c_if:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:The property ``qiskit.circuit.*condition:DeprecationWarning")
def test_a_condition_is_refused_as_it_would_be_ignored(backend):
    circuit = QuantumCircuit(1, 1)
    circuit.x(0).c_if(0, 1)
    circuit.measure(0, 0)
    assert backend.run(circuit, shots=5).result().data(0)["counts"] == {"1": 5}
    with pytest.raises(InvalidCircuitError, match="samples the final state"):
        uplift(backend).sampler(transpile="off").run([circuit])


def test_more_clbits_than_the_state_may_have_qubits(backend):
    circuit = QuantumCircuit(1, 100)
    circuit.measure(0, 99)
    with pytest.raises(InvalidCircuitError, match=r"a qubit for each clbit, here 100"):
        uplift(backend).sampler().run([circuit])
