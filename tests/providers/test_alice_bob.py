"""Alice & Bob's local emulators, and a remote target whose interface is answered here.

The emulator's transpiler makes a discrete gate set of every angle, so its outcomes are compared
with the exact distribution of the circuit as it is transpiled. ``StandIn`` takes the place of the
client that talks to the server: it reads the QIR that it is sent, and answers in the server's
format with outcomes drawn from that program's exact distribution.
"""

import re
from types import SimpleNamespace

import numpy as np
import pyqir
import pytest
from common import (
    ALPHA,
    Basics,
    Estimates,
    MidCircuit,
    NeverWrong,
    PartialMeasurement,
    Seeded,
    assert_drawn_from,
    bell,
    bernstein,
    labelled,
    logged_in,
    outcomes,
    spy_on,
)
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, transpile
from qiskit.circuit import Clbit
from qiskit.quantum_info import SparsePauliOp, Statevector
from qiskit_alice_bob_provider import AliceBobLocalProvider, AliceBobRemoteProvider
from qiskit_alice_bob_provider.remote.api.client import ApiClient
from qiskit_alice_bob_provider.remote.backend import AliceBobRemoteBackend

from qiskit_uplift import uplift
from qiskit_uplift.adapters.flattening import flattened
from qiskit_uplift.backends.exact import exact_distribution
from qiskit_uplift.exceptions import ExecutionError, InvalidCircuitError, LimitError, OptionError


class TestEmulator(Basics, PartialMeasurement, MidCircuit, Seeded, NeverWrong):
    provider = "alice_bob"
    shot_order = ""
    seed = "seed_simulator"
    seeds = (0, 7, 2**63 - 1)
    num_circuits = 30

    @pytest.fixture
    def backend(self):
        return AliceBobLocalProvider().get_backend("EMU:40Q:LOGICAL_NOISELESS", n_qubits=5)

    def check(self, backend, circuit, expected, seen):
        transpiled = transpile(flattened(circuit), backend, optimization_level=2)
        # what prepares a qubit is a reset and gates
        exact = exact_distribution(transpiled.decompose("initialize"))
        assert_drawn_from({v: p for v, p in exact.items() if p > 1e-12}, seen)
        # and the angles have not been changed by much, as far as its transpiler can help it
        for value in {*exact, *expected}:
            assert abs(exact.get(value, 0) - expected.get(value, 0)) < 0.06

    def test_its_own_noise_can_not_be_replaced(self, backend):
        with pytest.raises(TypeError, match="noise_model"):
            backend.run(bell(), noise_model=None)
        with pytest.raises(OptionError, match="no option 'noise_model'"):
            self.sampler(backend, run_options={"noise_model": "any"}).run([bell()])

    def test_an_option_that_would_be_dropped_is_refused(self, backend):
        assert backend.run(bell(), shots=3, nonsense=1).result().success
        with pytest.raises(OptionError, match="no option 'nonsense'"):
            self.sampler(backend, run_options={"nonsense": 1}).run([bell()])

    def test_options_arrive(self, backend, monkeypatch):
        calls = spy_on(backend, monkeypatch)
        options = {"method": "statevector"}
        self.sampler(backend, run_options=options).run([bell()], shots=7).result()
        assert calls == [{"shots": 7, "memory": True, **options}]

    def test_clbits_would_be_numbered_by_their_registers(self, backend):
        bits = [Clbit(), Clbit()]
        circuit = QuantumCircuit(2)
        circuit.add_bits(bits)
        circuit.add_register(ClassicalRegister(name="backwards", bits=bits[::-1]))
        circuit.x(0)
        circuit.measure([0, 1], [0, 1])
        # the reason for the register that is transpiled instead
        assert transpile(circuit, backend).clbits == bits[::-1]
        result = self.sampler(backend).run([circuit], shots=10).result()[0]
        assert outcomes(circuit, result) == {0b01: 10}
        with circuit.if_test((bits[0], 1)):
            circuit.x(1)
        circuit.measure(1, 1)
        with pytest.raises(InvalidCircuitError, match="into one register"):
            self.sampler(backend).run([circuit])

    def test_feed_forward(self, backend):
        circuit = QuantumCircuit(2, 2)
        circuit.x(0)
        circuit.measure(0, 0)
        with circuit.if_test((circuit.clbits[0], 1)):
            circuit.x(1)
        circuit.measure(1, 1)
        result = self.sampler(backend).run([circuit], shots=30).result()[0]
        assert outcomes(circuit, result) == {0b11: 30}


class TestEmulatorEstimates:
    @pytest.fixture
    def backend(self):
        return AliceBobLocalProvider().get_backend("EMU:40Q:LOGICAL_NOISELESS", n_qubits=3)

    def test_four_terms(self, backend):
        # with angles that its gates have exactly
        circuit = QuantumCircuit(3)
        circuit.h([0, 2])
        circuit.t([0, 2])
        circuit.cx(0, 1)
        circuit.h(0)
        circuit.s(2)
        observable = SparsePauliOp.from_list([("ZII", 0.7), ("XXI", -0.5), ("YYX", 0.9)])
        estimator = uplift(backend).estimator(transpile="auto", default_precision=0.025)
        result = estimator.run([(circuit, observable)]).result()[0]
        exact = Statevector(circuit).expectation_value(observable).real
        shots = result.metadata["shots"]
        assert abs(float(result.data.evs) - exact) < 2.1 * bernstein(1, shots, ALPHA / 3)


def _target(name, gates, **parameters):
    signatures = [f"__quantum__qis__{gate}:void (%Qubit*)" for gate in gates.split()]
    return {
        "name": name,
        "numQubits": 5,
        "instructions": [{"signature": signature} for signature in signatures],
        "inputParams": parameters,
    }


EXACT = "h__body x__body z__body rx__body ry__body rz__body cx__body prepare_z__body mz__body"
SHOTS = {"default": 1000, "constraints": [{"min": 1, "max": 5000}]}
PHOTONS = {"default": 16.0, "constraints": [{"min": 4, "max": 20}]}
MEMORY = {"default": False, "constraints": []}


class StandIn(ApiClient):
    """The client, with the server behind it; ``parameters`` holds those of each job."""

    def __init__(self):
        super().__init__("no key", "https://localhost")
        self.parameters = []
        self.qir = []
        self.event = "SUCCEEDED"

    def _request(self, method, endpoint, **kwargs):
        number, _, what = re.fullmatch(r"v1/jobs/(\d*)(/?)(.*)", endpoint).groups()
        if method == "post" and not number:
            self.parameters.append(kwargs["json"]["inputParams"])
            return self._json({"id": str(len(self.parameters) - 1)})
        index = int(number)
        if method == "post":
            self.qir.append(kwargs["files"]["input"])
            return self._json({})
        if not what:
            parameters = self.parameters[index]
            events = [{"type": self.event}]
            return self._json({"events": events, "inputParams": parameters, "errors": []})
        if what == "metrics":
            return self._json({})
        return SimpleNamespace(content=getattr(self, what)(index).encode())

    @staticmethod
    def _json(answer):
        return SimpleNamespace(json=lambda: answer)

    def input(self, index):
        return self.qir[index]

    transpiled = input

    def shots(self, index):
        """The same whenever they are asked for."""
        exact, recorded = program(self.qir[index])
        rng = np.random.default_rng([8, index])
        odds = np.array([*exact.values()])
        drawn = rng.choice([*exact], self.parameters[index]["nbShots"], p=odds / odds.sum())
        return [
            "".join(str(value >> result & 1) for result in recorded) for value in drawn.tolist()
        ]

    def memory(self, index):
        return ",".join(self.shots(index))

    def output(self, index):
        shots = self.shots(index)
        return "".join(f"{key},{shots.count(key)}\n" for key in sorted(set(shots)))


GATES = {"cnot": "cx", "h": "h", "x": "x", "z": "z", "rx": "rx", "ry": "ry", "rz": "rz"}


def program(qir):
    """The exact distribution of a program over its results, and the order of their record."""
    module = pyqir.Module.from_ir(pyqir.Context(), qir)
    (entry,) = filter(pyqir.is_entry_point, module.functions)
    num_qubits = pyqir.required_num_qubits(entry)
    circuit = QuantumCircuit(num_qubits, pyqir.required_num_results(entry))
    recorded = []
    (block,) = entry.basic_blocks
    for call in block.instructions:
        if not isinstance(call, pyqir.Call):
            continue
        name = call.callee.name.removeprefix("__quantum__")
        if name == "rt__result_record_output":
            recorded.append(pyqir.result_id(call.args[0]))
        if not name.startswith("qis__"):
            continue
        gate = name.removeprefix("qis__").removesuffix("__body")
        if gate == "mz":
            circuit.measure(pyqir.qubit_id(call.args[0]), pyqir.result_id(call.args[1]))
        elif gate == "prepare_z":
            circuit.reset(pyqir.qubit_id(call.args[1]))
            if call.args[0].value:
                circuit.x(pyqir.qubit_id(call.args[1]))
        else:
            numbers = [arg.value for arg in call.args if isinstance(arg, pyqir.FloatConstant)]
            qubits = [pyqir.qubit_id(arg) for arg in call.args[len(numbers) :]]
            getattr(circuit, GATES[gate])(*numbers, *qubits)
    return exact_distribution(circuit), recorded


class Remote(Basics, PartialMeasurement, MidCircuit, Estimates, NeverWrong):
    provider = "alice_bob"
    num_circuits = 30

    def test_a_bare_circuit_is_sent(self, backend):
        with pytest.raises(NotImplementedError):
            backend.run([bell()])
        adapter = uplift(backend)
        assert adapter.limits.max_circuits == 1
        self.sampler(backend).run(labelled(bell(), bell()), shots=5).result()
        assert [p["nbShots"] for p in backend._api_client.parameters] == [5, 5]

    def test_the_range_of_shots_is_the_targets(self, backend):
        assert uplift(backend).limits.max_shots == 5000
        result = self.sampler(backend).run([bell()], shots=5001).result()[0]
        assert result.metadata["shots_per_job"] == [2501, 2500]

    def test_options_of_the_target_are_known_with_their_limits(self, backend):
        sampler = self.sampler(backend, run_options={"average_nb_photons": 7.5})
        sampler.run([bell()], shots=7).result()
        (parameters,) = backend._api_client.parameters
        assert (parameters["averageNbPhotons"], parameters["nbShots"]) == (7.5, 7)
        # the backend's own are as they were
        assert backend.options.average_nb_photons == 16.0
        with pytest.raises(LimitError, match=r"average_nb_photons=3\.0 is below"):
            self.sampler(backend, run_options={"average_nb_photons": 3}).run([bell()])

    def test_a_seed_is_refused(self, backend):
        with pytest.raises(OptionError, match="takes no seed"):
            self.sampler(backend, seed_simulator=1).run([bell()])

    def test_several_registers_are_sent_as_one(self, backend):
        circuit = QuantumCircuit(
            QuantumRegister(3), ClassicalRegister(1, "a"), ClassicalRegister(2, "b")
        )
        circuit.x(0)
        circuit.measure(range(3), range(3))
        # the reason: the first register comes first, so its bit would be the highest
        counts = backend.run(transpile(circuit, backend), shots=10).result().data(0)["counts"]
        assert counts == {"0x4": 10}
        result = self.sampler(backend).run([circuit], shots=10).result()[0]
        assert outcomes(circuit, result) == {0b001: 10}

    def test_registers_that_control_flow_reads_are_refused(self, backend):
        circuit = QuantumCircuit(
            QuantumRegister(2), ClassicalRegister(1, "a"), ClassicalRegister(1, "b")
        )
        circuit.measure(0, 0)
        with circuit.if_test((circuit.clbits[0], 1)):
            circuit.x(1)
        circuit.measure(1, 1)
        with pytest.raises(InvalidCircuitError, match="into one register"):
            self.sampler(backend, transpile="off").run([circuit])
        assert backend._api_client.parameters == []

    def test_a_job_is_fetched_by_its_id(self, backend):
        file = uplift(backend).provider_file
        assert not file.is_local(backend)
        job = self.sampler(backend).run(labelled(bell(), bell()), shots=20)
        for job_id, pub_result in zip(job.provider_job_ids, job.result(), strict=True):
            again = file.retrieve(backend, job_id)
            assert again.job_id() == job_id
            data = again.result().data(0)
            counts = pub_result.data.meas.get_int_counts()
            assert {int(key, 16): n for key, n in data["counts"].items()} == counts
            assert ("memory" in data) == (uplift(backend).contract.memory is not None)

    def test_a_job_that_fails_is_an_error(self, backend):
        backend._api_client.event = "EXECUTION_FAILED"
        with pytest.raises(ExecutionError, match="failed"):
            self.sampler(backend).run([bell()]).result()


class TestTargetWithMemory(Remote):
    shot_order = ""

    @pytest.fixture
    def backend(self):
        target = _target("QPU", EXACT, nbShots=SHOTS, averageNbPhotons=PHOTONS, memory=MEMORY)
        return AliceBobRemoteBackend(StandIn(), target)


class TestTargetWithoutMemory(Remote):
    @pytest.fixture
    def backend(self):
        target = _target("QPU", EXACT, nbShots=SHOTS, averageNbPhotons=PHOTONS)
        return AliceBobRemoteBackend(StandIn(), target)


def test_an_account_reaches_the_providers_own_class(monkeypatch):
    made_with = logged_in(AliceBobRemoteProvider, monkeypatch, token="secret", url="https://x")
    assert made_with == {"api_key": "secret", "url": "https://x"}
