"""What every real backend has to get right, as classes to inherit from.

Random outcomes are compared with their exact distribution. Each comparison raises a false alarm
with a probability of at most ``ALPHA``, and a module makes fewer than 100 of them, so a module
that is right fails less than once in a million runs.
"""

import contextlib
import functools
import inspect
import math
import random
from collections import Counter

import numpy as np
import pytest
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister
from qiskit.circuit import Clbit, Parameter
from qiskit.quantum_info import SparsePauliOp, Statevector
from scipy.stats import binomtest

from qiskit_uplift import uplift
from qiskit_uplift.adapters.measurements import Measurements
from qiskit_uplift.adapters.primitives import sent_name
from qiskit_uplift.exceptions import InvalidCircuitError
from qiskit_uplift.service import Account, Token
from qiskit_uplift.service.login import log_in

ALPHA = 1e-8
SHOTS = 1500


def bell():
    circuit = QuantumCircuit(2, name="bell")
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.measure_all()
    return circuit


def ghz(num_qubits=4):
    circuit = QuantumCircuit(num_qubits, name="ghz")
    circuit.h(0)
    for target in range(1, num_qubits):
        circuit.cx(0, target)
    circuit.measure_all()
    return circuit


def lopsided(num_qubits):
    """No two qubits alike, so that no exchange of bits goes unseen."""
    circuit = QuantumCircuit(num_qubits)
    for qubit in range(num_qubits):
        circuit.ry(0.4 + 0.6 * qubit, qubit)
    circuit.cx(0, num_qubits - 1)
    return circuit


def sweep():
    """A parameter in gates of one and of two qubits."""
    angle = Parameter("angle")
    circuit = QuantumCircuit(2)
    circuit.ry(angle, 0)
    circuit.rzz(angle, 0, 1)
    circuit.cx(0, 1)
    circuit.rx(2 * angle + 1, 1)
    circuit.measure_all()
    return circuit


def permuted_partial():
    """Three of four qubits into three of four clbits, out of order."""
    circuit = lopsided(4)
    circuit.add_register(ClassicalRegister(4, "c"))
    circuit.measure([0, 3, 1], [3, 0, 2])
    return circuit


def permuted():
    circuit = lopsided(3)
    circuit.add_register(ClassicalRegister(3, "c"))
    circuit.measure([0, 1, 2], [1, 2, 0])
    return circuit


def interleaved():
    """Register ``even`` holds clbits 0 and 2, ``odd`` holds 1 and 3."""
    bits = [Clbit() for _ in range(4)]
    circuit = lopsided(4)
    circuit.add_bits(bits)
    circuit.add_register(ClassicalRegister(name="even", bits=bits[::2]))
    circuit.add_register(ClassicalRegister(name="odd", bits=bits[1::2]))
    circuit.measure(range(4), range(4))
    return circuit


def measured_between():
    """A coin is measured, flipped and measured again; a second qubit keeps its first value."""
    qubits = QuantumRegister(2, "q")
    early, late = ClassicalRegister(1, "early"), ClassicalRegister(2, "late")
    circuit = QuantumCircuit(qubits, early, late)
    circuit.ry(math.pi / 3, 0)  # 1 in a quarter of the shots
    circuit.cx(0, 1)
    circuit.measure(0, early[0])
    circuit.x(0)
    circuit.measure([0, 1], late)
    return circuit


MEASURED_BETWEEN = {0b010: 0.75, 0b101: 0.25}

OBSERVABLE = SparsePauliOp.from_list([("ZII", 0.7), ("XXI", -0.5), ("IYZ", 0.9), ("IZX", 0.4)])


def state():
    """Each term of ``OBSERVABLE`` has another value here, none of them 0 or 1."""
    circuit = QuantumCircuit(3, name="state")
    circuit.ry(0.8, 0)
    circuit.rx(1.1, 1)
    circuit.cx(0, 1)
    circuit.rz(0.7, 1)
    circuit.ry(2.3, 2)
    circuit.cx(1, 2)
    return circuit


def unmeasured(circuit):
    """The circuit without its measurements, and without classical bits."""
    bare = QuantumCircuit(circuit.num_qubits)
    for instruction in circuit.data:
        if instruction.operation.name not in ("measure", "barrier"):
            qubits = [circuit.find_bit(bit).index for bit in instruction.qubits]
            bare.append(instruction.operation, qubits)
    return bare


def ideal(circuit):
    """The exact distribution over all clbits of a circuit that measures at its end."""
    pairs = Measurements.of(circuit).pairs
    marginal = Statevector(unmeasured(circuit)).probabilities([qubit for qubit, _ in pairs])
    found = Counter()
    for outcome, probability in enumerate(marginal):
        value = sum((outcome >> i & 1) << clbit for i, (_, clbit) in enumerate(pairs))
        found[value] += probability
    return {value: p for value, p in found.items() if p > 1e-12}


def outcomes(circuit, pub_result):
    """How often each value of all clbits was seen, put together from the registers."""
    shots = pub_result.metadata["shots"]
    values = [0] * shots
    for register in circuit.cregs:
        array = pub_result.data[register.name]
        assert array.num_bits == register.size
        assert array.num_shots == shots
        for shot, row in enumerate(array.array):
            integer = int.from_bytes(row.tobytes(), "big")
            for i, bit in enumerate(register):
                values[shot] |= (integer >> i & 1) << circuit.find_bit(bit).index
    return Counter(values)


def assert_drawn_from(expected, seen):
    """An exact binomial test of each outcome; together they fail by chance once in 1/ALPHA."""
    shots = sum(seen.values())
    impossible = {value: n for value, n in seen.items() if value not in expected}
    assert not impossible, f"outcomes of probability 0: {impossible}"
    if len(expected) == 1:
        return  # there was nothing to draw
    for value, probability in expected.items():
        p_value = binomtest(seen[value], shots, min(probability, 1.0)).pvalue
        assert p_value > ALPHA / len(expected), (
            f"{value:b} was seen {seen[value]} of {shots} times, expected {probability * shots:.1f}"
        )


def bernstein(variance, shots, alpha):
    """How far the mean of ``shots`` values of +-1 may be off; exceeded with less than ``alpha``.

    Bernstein's inequality: no approximation is made, so it holds for any number of shots.
    """
    log = math.log(2 / alpha)
    return math.sqrt(2 * variance * log / shots) + 4 * log / (3 * shots)


def spy_on(backend, monkeypatch):
    """Record the keyword arguments of each call of the backend's own ``run``."""
    calls = []
    run = backend.run

    def spied(circuits, **sent):
        calls.append(sent)
        return run(circuits, **sent)

    monkeypatch.setattr(backend, "run", spied, raising=False)
    return calls


def logged_in(provider, monkeypatch, **fields):
    """What an account of these fields makes the provider's own class with; it isn't really made."""
    made_with = {}
    constructor = provider.__init__

    @functools.wraps(constructor)
    def record(self, *args, **kwargs):
        bound = inspect.signature(constructor).bind(self, *args, **kwargs).arguments
        made_with.update({name: value for name, value in bound.items() if name != "self"})

    monkeypatch.setattr(provider, "__init__", record)
    token = Token(fields.pop("token"))
    log_in(provider, Account("work", token=token, **fields))
    return made_with


def labelled(*circuits):
    """The circuits with a label each, as equal ones would be sent once."""
    copies = [circuit.copy() for circuit in circuits]
    for number, copy in enumerate(copies):
        copy.metadata = {"label": number}
    return copies


class Suite:
    """The facts of one backend; subclasses say which, and have a fixture ``backend``."""

    provider: str
    route = "BackendV2"
    transpile = "auto"
    shot_order = "synthetic"
    run_options: dict = {}  # noqa: RUF012 - nothing changes it

    def sampler(self, backend, **options):
        defaults = {"default_shots": SHOTS, "transpile": self.transpile}
        options = {**defaults, "run_options": self.run_options, **options}
        return uplift(backend).sampler(**options)

    def prepared(self, backend, circuit):
        """The circuit as it is given to the Sampler."""
        return circuit

    def check(self, backend, circuit, expected, seen):
        assert_drawn_from(expected, seen)

    def sample(self, backend, circuit, expected=None):
        sent = self.prepared(backend, circuit)
        result = self.sampler(backend).run([sent]).result()[0]
        assert result.metadata["shots"] == SHOTS
        assert result.metadata.get("shot_order") == (self.shot_order or None)
        expected = ideal(circuit) if expected is None else expected
        self.check(backend, sent, expected, outcomes(sent, result))


class Basics(Suite):
    """For every backend."""

    def test_its_provider_file_is_found(self, backend):
        adapter = uplift(backend)
        assert adapter.provider_file.name == self.provider
        assert adapter.route == self.route

    def test_its_options_are_fields_of_its_primitives(self, backend):
        adapter = uplift(backend)
        for primitive in (adapter.sampler(), adapter.estimator()):
            provider = type(adapter.provider_file)
            fields = {sent_name(name, provider) for name in vars(primitive.options)}
            assert set(adapter.contract.names) - {provider.tag} <= fields

    def test_bell(self, backend):
        self.sample(backend, bell())

    def test_ghz(self, backend):
        self.sample(backend, ghz())

    def test_permuted_measurement(self, backend):
        self.sample(backend, permuted())

    def test_interleaved_registers(self, backend):
        self.sample(backend, interleaved())

    def test_several_circuits_come_back_in_order(self, backend):
        circuits = [self.prepared(backend, c) for c in (ghz(3), permuted(), bell())]
        results = self.sampler(backend).run(circuits).result()
        for circuit, original, result in zip(
            circuits, (ghz(3), permuted(), bell()), results, strict=True
        ):
            self.check(backend, circuit, ideal(original), outcomes(circuit, result))

    def test_a_parameter_sweep(self, backend):
        circuit = sweep()
        sent = self.prepared(backend, circuit)
        angles = [[0.3], [-2.0], [9.0]]
        result = self.sampler(backend).run([(sent, angles)]).result()[0]
        assert result.data.meas.shape == (3,)
        for index, angle in enumerate(angles):
            values = result.data.meas[index].get_int_counts()
            bound = sent.assign_parameters(angle)
            self.check(backend, bound, ideal(circuit.assign_parameters(angle)), Counter(values))

    def test_only_declared_arguments_are_sent(self, backend, monkeypatch):
        calls = spy_on(backend, monkeypatch)
        sent = self.prepared(backend, bell())
        shots = np.int64(20)
        result = self.sampler(backend).run([sent], shots=shots).result()[0]
        assert calls == [result.metadata["sent"]]
        (call,) = calls
        assert call["shots"] == 20
        assert type(call["shots"]) is int
        assert None not in call.values()
        assert set(call) <= {option.name for option in uplift(backend).contract.options}

    def test_an_unknown_option_is_refused_with_a_suggestion(self, backend):
        sent = self.prepared(backend, bell())
        sampler = self.sampler(backend, run_options={"shotz": 3})
        with pytest.raises(TypeError, match=r"no option 'shotz'\. Did you mean 'shots'"):
            sampler.run([sent])


class Estimates(Suite):
    """For backends without noise."""

    precision = 0.025

    def test_four_terms(self, backend):
        estimator = uplift(backend).estimator(
            transpile=self.transpile, default_precision=self.precision, run_options=self.run_options
        )
        result = estimator.run([(state(), OBSERVABLE)]).result()[0]
        shots = result.metadata["shots"]
        assert shots == math.ceil(1 / self.precision**2)
        final = Statevector(state())
        exact = allowed = 0.0
        for term in OBSERVABLE:
            coefficient = float(term.coeffs[0].real)
            mean = final.expectation_value(SparsePauliOp(term.paulis)).real
            exact += coefficient * mean
            allowed += abs(coefficient) * bernstein(1 - mean**2, shots, ALPHA / len(OBSERVABLE))
        assert abs(float(result.data.evs) - exact) < allowed
        assert 0 < float(result.data.stds) < allowed


class PartialMeasurement(Suite):
    """For backends that take a clbit which is never written."""

    def test_permuted_partial_measurement(self, backend):
        self.sample(backend, permuted_partial())


class MidCircuit(Suite):
    """For backends that go on after a measurement."""

    def test_two_registers_and_a_measurement_between(self, backend):
        self.sample(backend, measured_between(), MEASURED_BETWEEN)


class Seeded(Suite):
    """For backends that take a seed."""

    seed: str
    seeds = (1, 7)

    def sent_seed(self, seed):
        """What the backend gets for a user's seed."""
        return seed

    def test_a_seed_is_sent_under_its_own_name_and_decides_the_outcomes(self, backend, monkeypatch):
        calls = spy_on(backend, monkeypatch)
        circuit = lopsided(4)
        circuit.measure_all()
        found = []
        for seed in (*self.seeds, *self.seeds):
            sampler = self.sampler(backend, seed_simulator=np.int64(seed), default_shots=100)
            result = sampler.run([circuit]).result()[0]
            # without their order, which the adapter may have made up by the same seed
            found.append(sorted(result.data.meas.get_bitstrings()))
        sent = [call[self.seed] for call in calls]
        assert sent == [*map(self.sent_seed, self.seeds)] * 2
        assert all(type(seed) is int for seed in sent)
        first, second = found[: len(self.seeds)], found[len(self.seeds) :]
        assert first == second
        # seeds are fixed, so this is no matter of chance
        assert len({tuple(shots) for shots in first}) == len(self.seeds)

    def test_equal_circuits_of_one_run_are_no_copies(self, backend):
        circuit = lopsided(4)
        circuit.measure_all()
        sampler = self.sampler(backend, seed_simulator=self.seeds[-1], default_shots=100)
        runs = []
        for _ in range(2):
            results = sampler.run([circuit, circuit]).result()
            runs.append([sorted(result.data.meas.get_bitstrings()) for result in results])
        assert runs[0] == runs[1]
        assert runs[0][0] != runs[0][1]


class NeverWrong(Suite):
    """For backends without noise: what is not refused beforehand is answered rightly.

    The circuits permute basis states, so every outcome is certain and there are no false alarms.
    """

    reset = True
    go_on = True
    some_unwritten = True
    again = True
    odd_registers = 0.3
    num_circuits = 60
    refusals: tuple = (InvalidCircuitError,)

    def test_certain_outcomes(self, backend):
        sampler = self.sampler(backend, default_shots=10)
        taken = []
        for seed in range(self.num_circuits):
            circuit, value = self._case(random.Random(seed))
            with contextlib.suppress(*self.refusals):
                taken.append((circuit, value, sampler.run([circuit])))
        assert len(taken) > self.num_circuits / 4
        for circuit, value, job in taken:
            assert outcomes(circuit, job.result()[0]) == {value: 10}, circuit.draw()

    def _case(self, rng):
        """A circuit of 1 to 4 qubits, and its outcome."""
        num_qubits = rng.randint(1, 4)
        num_clbits = rng.randint(1, 5 if self.some_unwritten else num_qubits)
        circuit = QuantumCircuit(num_qubits)
        if rng.random() < self.odd_registers:
            clbits = [Clbit() for _ in range(num_clbits)]
            circuit.add_bits(clbits)
            circuit.add_register(ClassicalRegister(name="backwards", bits=clbits[::-1]))
        else:
            first = rng.randint(1, num_clbits)
            circuit.add_register(ClassicalRegister(first, "a"))
            if first < num_clbits:
                circuit.add_register(ClassicalRegister(num_clbits - first, "b"))
        bits = [0] * num_qubits
        clbits = [0] * num_clbits
        for _ in range(rng.randint(0, 6)):
            self._move(rng, circuit, bits, clbits, measure=self.go_on)
        order = rng.sample(range(num_qubits), num_qubits)
        least = 0 if self.some_unwritten else num_clbits
        most = min(num_qubits, num_clbits)
        targets = rng.sample(range(num_clbits), rng.randint(max(least, 1), most))
        for qubit, clbit in zip(order, targets, strict=False):
            circuit.measure(qubit, clbit)
            clbits[clbit] = bits[qubit]
        if self.some_unwritten and self.again and rng.random() < 0.3:
            qubit, clbit = rng.randrange(num_qubits), rng.randrange(num_clbits)
            circuit.measure(qubit, clbit)
            clbits[clbit] = bits[qubit]
        return circuit, sum(bit << i for i, bit in enumerate(clbits))

    def _move(self, rng, circuit, bits, clbits, *, measure):
        kind = rng.choice(["x", "cx", "swap", "reset" if self.reset else "x", "m" * measure or "x"])
        qubit = rng.randrange(len(bits))
        other = rng.randrange(len(bits))
        if kind == "x":
            circuit.x(qubit)
            bits[qubit] ^= 1
        elif kind == "reset":
            circuit.reset(qubit)
            bits[qubit] = 0
        elif kind == "m":
            clbit = rng.randrange(len(clbits))
            circuit.measure(qubit, clbit)
            clbits[clbit] = bits[qubit]
        elif qubit != other and kind == "cx":
            circuit.cx(qubit, other)
            bits[other] ^= bits[qubit]
        elif qubit != other:
            circuit.swap(qubit, other)
            bits[qubit], bits[other] = bits[other], bits[qubit]


ROWS = [[1, 0], [0, 1], [1, 0], [1, 1], [1, 0], [0, 1], [1, 0]]
"""What qubits 0 and 1 give in turn, no two outcomes equally often."""


def written(circuit, row):
    """The clbits as text without spaces, where the qubits have the values of ``row``."""
    bits = ["0"] * circuit.num_clbits
    for qubit, clbit in Measurements.of(circuit).pairs:
        bits[-1 - clbit] = str(row[qubit])
    return "".join(bits)


class Planted(Suite):
    """For stand-ins that can answer with given outcomes; nothing here is a matter of chance."""

    def plant(self, backend, rows):
        """Let ``backend`` answer with these values of qubits 0 and 1, one row a shot."""
        backend.stand_in.rows = rows

    def test_planted_outcomes_reach_the_sampler(self, backend):
        self.sampled_as_planted(backend, 100)

    def test_planted_outcomes_reach_the_estimator(self, backend):
        self.estimated_as_planted(backend, 100)

    def sampled_as_planted(self, backend, came):
        rows = [ROWS[shot % len(ROWS)] for shot in range(came)]
        self.plant(backend, rows)
        circuit = QuantumCircuit(
            QuantumRegister(2, "q"), ClassicalRegister(1, "a"), ClassicalRegister(3, "b")
        )
        circuit.measure([0, 1], [2, 0])
        sampler = self.sampler(backend, transpile="check")
        result = sampler.run([circuit], shots=100).result()[0]
        assert result.metadata.get("requested_shots") == (None if came == 100 else 100)
        assert outcomes(circuit, result) == Counter(first << 2 | second for first, second in rows)
        if not self.shot_order:
            assert result.data.b.get_bitstrings() == [f"0{first}0" for first, _ in rows]

    def estimated_as_planted(self, backend, came):
        rows = [ROWS[shot % len(ROWS)] for shot in range(came)]
        self.plant(backend, rows)
        observable = SparsePauliOp.from_list([("IZ", 0.7), ("ZI", -0.4)])
        estimator = uplift(backend).estimator(transpile="check", run_options=self.run_options)
        result = estimator.run([(QuantumCircuit(2), observable)], precision=0.1).result()[0]
        assert result.metadata["shots"] == came
        assert result.metadata.get("requested_shots") == (None if came == 100 else 100)
        values = [0.7 * (1 - 2 * first) - 0.4 * (1 - 2 * second) for first, second in rows]
        assert float(result.data.evs) == pytest.approx(np.mean(values))
        # by n or by n - 1
        assert float(result.data.stds) == pytest.approx(np.std(values) / came**0.5, rel=0.01)


class ShortShots(Planted):
    """For formats that tell how many of the shots came."""

    def test_fewer_shots_reach_the_sampler(self, backend):
        self.sampled_as_planted(backend, 93)

    def test_fewer_shots_reach_the_estimator(self, backend):
        self.estimated_as_planted(backend, 93)
