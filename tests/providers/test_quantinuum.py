"""Quantinuum's backends by both of their old packages, with a stand-in for the API.

The packages want Qiskit's core in a release before 1.0, so they are installed without what they
depend on; on Qiskit 1.4 they load, with a stand-in for the part of pytket that one of them logs in
by. What the stand-in for the API answers has the form of the packages' own client: one text a shot
for each register, and no header.
"""

import asyncio
import importlib
import sys
from itertools import count
from types import ModuleType, SimpleNamespace

import pytest
from common import (
    Basics,
    Estimates,
    MidCircuit,
    NeverWrong,
    PartialMeasurement,
    ShortShots,
    bell,
    outcomes,
    permuted,
    spy_on,
    written,
)
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, qasm2
from qiskit_aer import AerSimulator

from qiskit_uplift import uplift
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.exceptions import InvalidCircuitError, OptionError, UpliftError

pytestmark = [
    # the packages are built on what Qiskit 1.4 is about to remove
    pytest.mark.filterwarnings("ignore:.* deprecated.*:DeprecationWarning"),
    pytest.mark.filterwarnings(r"ignore:datetime.datetime.utcnow\(\):DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Conditioned gates in qasm2 will:FutureWarning"),
    pytest.mark.filterwarnings("ignore:This is the final release:FutureWarning"),
    # Aer's compiler looks for conditions in the old way
    pytest.mark.filterwarnings(
        r"ignore:The property ``qiskit\..*\.Instruction\.condition`` is:DeprecationWarning"
    ),
]

KINDS = {
    "quantinuum": ("qiskit_quantinuum", "QuantinuumBackend"),
    "honeywell": ("qiskit.providers.honeywell", "HoneywellBackend"),
}


class Api:
    """Runs programs at once; the one object that a backend talks to."""

    def __init__(self):
        self.requests = []
        self.results = {}
        self.rows = None
        self.refusing = False
        self.failing = False
        self._ids = count()

    def job_submit(self, machine, config, program):
        # the rest of the client makes this request out of its arguments
        self.requests.append(
            {
                "machine": machine,
                "count": config.get("shots", 1),
                "priority": config.get("priority", "normal"),
                "program": program,
            }
        )
        if self.refusing:
            return {"error": {"code": 18, "text": "no such machine"}}
        job_id = f"job-{next(self._ids)}"
        circuit = qasm2.loads(program, custom_instructions=qasm2.LEGACY_CUSTOM_INSTRUCTIONS)
        shots = config.get("shots", 1)
        if self.rows is None:
            memory = AerSimulator().run(circuit, shots=shots, memory=True).result().get_memory()
        else:
            memory = [written(circuit, row) for row in self.rows]
        columns = zip(*[text.split()[::-1] for text in memory], strict=True)
        names = [register.name for register in circuit.cregs]
        self.results[job_id] = dict(zip(names, map(list, columns), strict=True))
        return {"job": job_id, "submit-date": "2022-05-01T10:00:00", "status": "queued"}

    def job_status(self, job_id):
        if self.failing:
            return {"job": job_id, "status": "failed", "error": {"text": "calibration"}}
        return {"job": job_id, "status": "completed", "results": self.results[job_id]}

    def backend_status(self, machine):
        return {
            "backend_name": machine, "backend_version": "0.0.0", "operational": True,
            "status_msg": "online", "pending_jobs": 0,
        }  # fmt: skip


class Policy(asyncio.DefaultEventLoopPolicy):
    """Remembers the loops that it makes: the packages want one in each thread, and close none."""

    def __init__(self):
        super().__init__()
        self.made = []

    def new_event_loop(self):
        self.made.append(super().new_event_loop())
        return self.made[-1]


@pytest.fixture(autouse=True)
def loops():
    policy = Policy()
    asyncio.set_event_loop_policy(policy)
    yield
    asyncio.set_event_loop_policy(None)
    for loop in policy.made:
        loop.close()


@pytest.fixture(params=KINDS)
def backend(request, loops, monkeypatch):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    extension = ModuleType("pytket.extensions.quantinuum")
    store = SimpleNamespace(_id_token=None, _refresh_token=None)
    handler = SimpleNamespace(_cred_store=store)
    extension.QuantinuumBackend = lambda **_: SimpleNamespace(api_handler=handler)
    extensions = ModuleType("pytket.extensions")
    extensions.quantinuum = extension
    for module in (ModuleType("pytket"), extensions, extension):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    module, kind = KINDS[request.param]
    from qiskit.providers.models import BackendConfiguration

    configuration = {
        "backend_name": "H1-2", "backend_version": "0.0.1", "simulator": False, "local": False,
        "basis_gates": ["rx", "ry", "rz", "cx", "h", "u1", "x", "y", "u3"], "memory": False,
        "n_qubits": 8, "conditional": True, "max_shots": 10_000, "open_pulse": False,
        "gates": [{"name": "x", "parameters": [], "qasm_def": "TODO"}], "coupling_map": None,
    }  # fmt: skip
    cls = getattr(importlib.import_module(module), kind)
    api = Api()
    backend = cls("H1-2", BackendConfiguration.from_dict(configuration), None, api)
    backend.stand_in = api
    return backend


class TestDevice(Basics, PartialMeasurement, MidCircuit, Estimates, NeverWrong, ShortShots):
    provider = "quantinuum"
    route = "BackendV1"
    num_circuits = 30

    def test_limits(self, backend):
        limits = uplift(backend).limits
        assert (limits.max_circuits, limits.max_shots) == (1, 10_000)
        result = self.sampler(backend).run([bell()], shots=10_001).result()[0]
        assert result.metadata["shots_per_job"] == [5001, 5000]

    def test_a_seed_is_refused(self, backend):
        with pytest.raises(OptionError, match="takes no seed"):
            self.sampler(backend, seed_simulator=7).run([bell()])

    def test_the_priority_is_sent_though_the_package_would_forget_it(self, backend):
        backend.set_options(priority="high")
        backend.run(uplift(backend).provider_file.adapt(bell(), backend), shots=5)
        assert backend.stand_in.requests[-1]["priority"] == "normal"
        self.sampler(backend).run([bell()], shots=5).result()
        assert backend.stand_in.requests[-1]["priority"] == "high"
        sampler = self.sampler(backend, run_options={"priority": "low"})
        sampler.run([bell()], shots=5).result()
        assert backend.stand_in.requests[-1]["priority"] == "low"

    def test_jobs_have_the_ids_of_the_api(self, backend):
        job = self.sampler(backend).run([permuted(), bell()], shots=5)
        found = job.result()
        assert list(job.provider_job_ids) == ["job-0", "job-1"]
        again = uplift(backend).provider_file.retrieve(backend, "job-1").result(timeout=1)
        counts = found[1].data.meas.get_int_counts()
        assert again.data(0)["counts"] == {hex(key): seen for key, seen in counts.items()}

    def test_it_waits_for_as_long_as_it_takes(self, backend, monkeypatch):
        # asked for a third of a second in all, the package would take an unfinished job for failed
        adapter = uplift(backend)
        assert adapter.provider_file.waiting(backend)["timeout"] == float("inf")
        answers = ["queued", "running", "completed"]
        status = backend.stand_in.job_status

        def slow(job_id):
            return {**status(job_id), "status": answers.pop(0)}

        monkeypatch.setattr(backend.stand_in, "job_status", slow)
        naps = []
        circuit = adapter.provider_file.adapt(bell(), backend)
        module = sys.modules[type(backend.run(circuit, shots=1)).__module__]
        monkeypatch.setattr(module, "sleep", naps.append)
        result = self.sampler(backend).run([bell()], shots=5).result()[0]
        assert result.metadata["shots"] == 5
        assert naps == [1.0, 1.5]
        assert answers == []

    def test_asking_for_the_status_spoils_nothing(self, backend, monkeypatch):
        circuit = uplift(backend).provider_file.adapt(bell(), backend)
        status = backend.stand_in.job_status
        state = ["queued"]
        monkeypatch.setattr(
            backend.stand_in,
            "job_status",
            lambda job_id: {"job": job_id, "status": "queued"} if state else status(job_id),
        )
        job = uplift(backend).provider_file.job(backend.run(circuit, shots=1), backend)
        assert [job.status().name, job.status().name] == ["RUNNING", "RUNNING"]
        state.clear()
        assert [job.status().name, job.status().name] == ["DONE", "DONE"]
        assert job.result(timeout=1).results[0].shots == 1

    def test_registers_come_back_in_their_own_order(self, backend):
        circuit = QuantumCircuit(
            QuantumRegister(3), ClassicalRegister(1, "a"), ClassicalRegister(2, "b")
        )
        circuit.x(0)
        circuit.measure([0, 1, 2], [0, 1, 2])
        # the reason for the one register: the package puts the first on the side of the last
        sent = circuit.copy()
        sent.qasm = lambda: qasm2.dumps(circuit)
        raw = backend.run(sent, shots=5).result().data(0)["counts"]
        assert raw == {"0x4": 5}
        result = self.sampler(backend).run([circuit], shots=5).result()[0]
        assert outcomes(circuit, result) == {0b001: 5}

    def test_a_condition_is_sent(self, backend):
        circuit = QuantumCircuit(2, 2)
        circuit.x(0)
        circuit.measure(0, 0)
        circuit.x(1).c_if(circuit.cregs[0], 1)
        circuit.measure(1, 1)
        result = self.sampler(backend, transpile="off").run([circuit], shots=5).result()[0]
        assert outcomes(circuit, result) == {0b11: 5}

    def test_a_condition_among_several_registers_is_refused(self, backend):
        circuit = QuantumCircuit(
            QuantumRegister(2), ClassicalRegister(1, "a"), ClassicalRegister(1, "b")
        )
        circuit.measure(0, 0)
        circuit.x(1).c_if(circuit.cregs[0], 1)
        circuit.measure(1, 1)
        with pytest.raises(InvalidCircuitError, match="put all classical bits into one register"):
            self.sampler(backend, transpile="off").run([circuit])
        assert backend.stand_in.requests == []

    def test_a_refused_job_is_an_error(self, backend):
        backend.stand_in.refusing = True
        with pytest.raises(UpliftError):
            self.sampler(backend).run([bell()], shots=5).result()

    def test_a_failed_job_is_an_error(self, backend):
        backend.stand_in.failing = True
        with pytest.raises(Exception, match=r"results|failed"):
            self.sampler(backend).run([bell()], shots=5).result()

    def test_what_is_sent_leaves_the_users_circuit_alone(self, backend, monkeypatch):
        calls = spy_on(backend, monkeypatch)
        circuit = bell()
        self.sampler(backend).run([circuit], shots=5).result()
        assert type(circuit) is QuantumCircuit
        assert ClassicalLayout.of(circuit).registers[0].name == "meas"
        assert calls == [{"shots": 5, "priority": "normal"}]
