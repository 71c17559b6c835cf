"""The two local simulators of Microsoft's QDK."""

from math import pi

import pytest
from common import (
    MEASURED_BETWEEN,
    Basics,
    Estimates,
    MidCircuit,
    NeverWrong,
    PartialMeasurement,
    Seeded,
    bell,
    measured_between,
    outcomes,
    permuted_partial,
)
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister
from qiskit.circuit import Clbit
from qiskit.circuit.classical import expr

from qiskit_uplift import uplift
from qiskit_uplift.backends.exact import exact_distribution
from qiskit_uplift.exceptions import InvalidCircuitError, LimitError


@pytest.fixture(autouse=True)
def _no_telemetry(monkeypatch):
    monkeypatch.setenv("QDK_PYTHON_TELEMETRY", "none")


class Local(Basics, MidCircuit, Seeded, Estimates, NeverWrong):
    """The backend compiles by itself, so nothing is transpiled and nothing is warned of."""

    provider = "qdk"
    transpile = "warn"
    seed = "seed"
    num_circuits = 12  # each takes a tenth of a second to compile

    def test_a_clbit_in_no_register_is_kept(self, backend):
        # the package itself gives the text 'None', or nothing
        circuit = QuantumCircuit(2)
        loose = Clbit()
        circuit.add_bits([loose])
        circuit.add_register(ClassicalRegister(1, "c"))
        circuit.x(1)
        circuit.measure([0, 1], [0, 1])
        result = self.sampler(backend).run([circuit], shots=5).result()[0]
        assert result.data.c.get_counts() == {"1": 5}

    def test_registers_without_bits(self, backend):
        registers = QuantumRegister(0, "a"), QuantumRegister(2, "b"), ClassicalRegister(0, "c")
        circuit = QuantumCircuit(*registers, ClassicalRegister(2, "d"))
        circuit.x(1)
        circuit.measure([0, 1], [0, 1])
        with pytest.raises(Exception, match="must be a positive integer"):
            backend.run(circuit, shots=5).result()
        result = self.sampler(backend).run([circuit], shots=5).result()[0]
        assert result.data.d.get_counts() == {"10": 5}

    def test_swaps(self, backend):
        circuit = QuantumCircuit(2)
        circuit.x(0)
        circuit.swap(0, 1)
        circuit.measure_all()
        # the reason for the level that is sent; without this the provider file could do less
        with pytest.raises(Exception, match="hardware qubit"):
            backend.run(circuit, shots=5).result()
        result = self.sampler(backend).run([circuit], shots=5).result()[0]
        assert outcomes(circuit, result) == {0b10: 5}
        assert result.metadata["sent"] == {"shots": 5, "optimization_level": 1}

    def test_a_level_that_the_user_sets_is_sent(self, backend):
        sampler = self.sampler(backend, run_options={"optimization_level": 3})
        result = sampler.run([bell()], shots=5).result()[0]
        assert result.metadata["sent"] == {"shots": 5, "optimization_level": 3}


def distance(first, second):
    """In how many shots two counts differ at least, times two."""
    return sum(abs(first.get(key, 0) - second.get(key, 0)) for key in {*first, *second})


class TestQSharp(Local, PartialMeasurement):
    @pytest.fixture
    def backend(self):
        from qdk.qiskit import QSharpBackend

        return QSharpBackend()

    def test_feed_forward(self, backend):
        circuit = QuantumCircuit(2, 2)
        circuit.x(0)
        circuit.measure(0, 0)
        with circuit.if_test((circuit.clbits[0], 1)):
            circuit.x(1)
        circuit.measure(1, 1)
        result = self.sampler(backend).run([circuit], shots=5).result()[0]
        assert outcomes(circuit, result) == {0b11: 5}

    def sent_seed(self, seed):
        from qdk.qiskit import QSharpBackend

        sent = uplift(QSharpBackend()).contract.arguments(shots=1, seed=seed)["seed"]
        # so far away that a run of a million shots reaches it once in 10 million times
        assert abs(sent - seed) > 2**40
        return sent

    def test_runs_of_neighbouring_seeds_share_no_shots(self, backend):
        circuit = QuantumCircuit(6)
        circuit.h(range(6))
        circuit.measure_all()
        own = [backend.run(circuit, shots=500, seed=seed).result().get_counts() for seed in (5, 6)]
        assert distance(*own) <= 2  # all but one
        ours = [
            self.sampler(backend, seed_simulator=seed).run([circuit], shots=500).result()[0]
            for seed in (5, 6)
        ]
        # seeds are fixed; of independent runs about 180 shots differ
        assert distance(*(result.data.meas.get_counts() for result in ours)) > 100

    @pytest.mark.parametrize("name", ["crx", "cry", "crz"])
    @pytest.mark.parametrize("angle", [0.7, 5.0, 7.0, -0.7, -5.0, 4 * pi, -2 * pi, -1e-12, 20.0])
    def test_controlled_rotations_keep_their_sign(self, backend, name, angle):
        expected, circuit = QuantumCircuit(2, 3), QuantumCircuit(2, 3)
        for each in (expected, circuit):
            each.x(0)
            each.measure(0, 2)
            if each is circuit:  # what it asks for is always so
                with circuit.if_test((circuit.clbits[2], 1)):
                    getattr(circuit, name)(angle, 0, 1)
            else:
                getattr(expected, name)(angle, 0, 1)
            each.x(0)
            for qubit in range(2):
                each.ry(1.1 + qubit, qubit)
            getattr(each, name)(angle, 0, 1)
            for qubit in range(2):
                each.ry(0.8, qubit)
            each.measure([0, 1], [0, 1])
        self.sample(backend, circuit, exact_distribution(expected))

    def test_conditions_on_registers_are_read_backwards(self, backend):
        begun = QuantumCircuit(QuantumRegister(2), ClassicalRegister(2, "c"))
        begun.x(0)
        begun.measure([0, 1], [0, 1])
        circuit = begun.copy()
        with circuit.if_test((circuit.cregs[0], 1)):
            circuit.x(1)
        circuit.measure(1, 1)
        raw = backend.run(circuit, shots=5).result().get_counts()
        assert raw == {"01": 5}  # 0b11 is right
        for asked in ((circuit.cregs[0], 1), expr.equal(circuit.cregs[0], 1)):
            circuit = begun.copy()
            with circuit.if_test(asked):
                circuit.x(1)
            circuit.measure(1, 1)
            with pytest.raises(InvalidCircuitError, match="first clbit as the highest"):
                self.sampler(backend).run([circuit])

    def test_seed_0_would_be_no_seed(self, backend):
        with pytest.raises(LimitError, match="seed=0"):
            self.sampler(backend, seed_simulator=0).run([bell()])


class TestNeutralAtom(Local):
    shot_order = ""
    seeds = (0, 7, 2**32 - 1)
    some_unwritten = False

    @pytest.fixture
    def backend(self):
        from qdk.qiskit import NeutralAtomBackend

        return NeutralAtomBackend()

    def test_memory_keeps_the_order_of_the_shots(self, backend):
        circuit = measured_between()
        raw = (
            backend.run(circuit, shots=50, seed=3, optimization_level=1).result().data(0)["memory"]
        )
        result = self.sampler(backend, seed_simulator=3).run([circuit], shots=50).result()[0]
        early, late = result.data.early.get_bitstrings(), result.data.late.get_bitstrings()
        assert [f"{b} {a}" for a, b in zip(early, late, strict=True)] == raw
        assert set(raw) == {f"{value >> 1:02b} {value & 1}" for value in MEASURED_BETWEEN}

    def test_what_the_provider_file_says_it_cannot(self, backend):
        cannot = uplift(backend).provider_file.cannot
        assert {"unmeasured clbits", "control flow"} <= set(cannot)
        with pytest.raises(Exception, match="unsupported Result literal"):
            self.sampler(backend).run([permuted_partial()]).result()
        circuit = QuantumCircuit(1, 1)
        circuit.measure(0, 0)
        with circuit.if_test((circuit.clbits[0], 1)):
            circuit.x(0)
        with pytest.raises(Exception, match="'if_else' is not supported"):
            self.sampler(backend).run([circuit]).result()
