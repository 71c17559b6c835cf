"""Quantum Inspire's backends by its old package, with a stand-in for its platform.

The SDK's own interface is used; what is replaced is the client below it. The stand-in reads the
cQASM that is sent, runs it, and answers in the platform's own format: a histogram whose keys are
decimal numbers, and the values of all qubits, None where one isn't measured.
"""

import re
import warnings
from collections import Counter
from copy import copy

import pytest
from common import (
    Basics,
    Estimates,
    NeverWrong,
    PartialMeasurement,
    ShortShots,
    bell,
    measured_between,
    outcomes,
    permuted,
)
from qiskit import QuantumCircuit
from qiskit_aer import AerSimulator

from qiskit_uplift import uplift
from qiskit_uplift.exceptions import InvalidCircuitError, OptionError

with warnings.catch_warnings():
    # it is built on what Qiskit 1.4 is about to remove, and on packages that do the like
    warnings.simplefilter("ignore")
    from coreapi.auth import TokenAuthentication
    from quantuminspire.api import QuantumInspireAPI
    from quantuminspire.exceptions import QiskitBackendError
    from quantuminspire.qiskit.backend_qx import QuantumInspireBackend
    from quantuminspire.qiskit.quantum_inspire_provider import QuantumInspireProvider

pytestmark = [
    pytest.mark.filterwarnings("ignore:.* deprecated.*:DeprecationWarning"),
    # Aer's compiler looks for conditions in the old way
    pytest.mark.filterwarnings(
        r"ignore:The property ``qiskit\..*\.Instruction\.condition`` is:DeprecationWarning"
    ),
]

GATES = {
    "I": "id", "H": "h", "X": "x", "Y": "y", "Z": "z", "S": "s", "Sdag": "sdg", "T": "t",
    "Tdag": "tdg", "Rx": "rx", "Ry": "ry", "Rz": "rz", "CNOT": "cx", "CZ": "cz", "SWAP": "swap",
    "Toffoli": "ccx",
}  # fmt: skip


def read_cqasm(program):
    """The circuit of a program in cQASM 1, measuring each qubit into the clbit of its number."""
    version, _, qubits, *lines = program.splitlines()
    assert version == "version 1.0"
    size = int(re.fullmatch(r"qubits (\d+)", qubits).group(1))
    circuit = QuantumCircuit(size, size)
    measured = []
    for line in lines:
        name, operands = line.split(" ", 1)
        places = [int(place) for place in re.findall(r"q\[(\d+)\]", operands)]
        if name == "measure":
            measured += places
        elif name != "barrier":
            assert not measured, "a second block would follow"
            angles = [float(each) for each in re.findall(r", (-?\d+\.\d+)", operands)]
            getattr(circuit, GATES[name])(*angles, *places)
    circuit.measure(range(size), range(size))
    return circuit, measured or range(size)


class Platform:
    """Takes what the SDK asks of its client.

    Attributes:
        rows: The values of the qubits, a row a shot, with which all circuits are answered; None
            to run them.
        raw: Whether the values of each shot are kept.
    """

    def __init__(self, *, hardware):
        self.rows = None
        self.raw = True
        self.requests = []
        self.projects = {}
        self.assets = {}
        self.jobs = {}
        self.results = {}
        operations = {
            "single_gates": ["x", "y", "z", "h", "i", "s", "sdag", "t", "tdag"],
            "parameterized_single_gates": ["rx", "ry", "rz"],
            "dual_gates": ["cz", "cnot", "swap"],
            "triple_gates": [] if hardware else ["toffoli"],
            "barrier": ["barrier"], "prep": ["prep_z"], "measure": ["measure"],
        }  # fmt: skip
        self.backend_type = {
            "url": "https://qi.example/backendtypes/1/", "name": "Stand-in", "is_allowed": True,
            "is_hardware_backend": hardware, "number_of_qubits": 6, "topology": {"edges": []},
            "allowed_operations": operations, "max_number_of_shots": 4096, "flags": [],
            "max_number_of_simultaneous_jobs": 1, "default_number_of_shots": 256,
            "status": "IDLE", "status_message": "ready",
        }  # fmt: skip

    def get(self, address):
        assert address.endswith("schema/")
        return "the schema"

    def action(self, document, keys, params):
        handler = "_".join(keys).replace("-", "_")
        return getattr(self, f"do_{handler}")(**(params or {}))

    def do_backendtypes_list(self):
        return [self.backend_type]

    def do_projects_create(self, **project):
        return self._kept(self.projects, "projects", project)

    def do_projects_read(self, id):
        return self.projects[id]

    def do_projects_jobs_list(self, id):
        held = self.projects[id]["url"]
        jobs = self.jobs.values()
        return [job for job in jobs if self._asset(job)["project"] == held]

    def do_projects_delete(self, id):
        del self.projects[id]

    def do_assets_create(self, **asset):
        return self._kept(self.assets, "assets", asset)

    def do_assets_read(self, id):
        asset = self.assets[int(id)]
        return {**asset, "project_id": int(asset["project"].split("/")[-2])}

    def do_jobs_create(self, **job):
        self.requests.append(job)
        job = self._kept(self.jobs, "jobs", {**job, "status": "COMPLETE"})
        rows = self._measured(self._asset(job)["content"], job["number_of_shots"])
        words = Counter(sum((bit or 0) << q for q, bit in enumerate(row)) for row in rows)
        histogram = {str(word): seen / len(rows) for word, seen in sorted(words.items())}
        self.results[job["id"]] = {
            "id": job["id"], "execution_time_in_seconds": 0.1, "histogram": [histogram],
            "number_of_qubits": len(rows[0]), "calibration": None, "raw_text": "",
            "raw_data_url": f"https://qi.example/results/{job['id']}/raw-data/token/",
            # a single shot has no raw data
            "raw": [[row] for row in rows] if self.raw and len(rows) > 1 else [[]],
        }  # fmt: skip
        return job

    def do_jobs_read(self, id):
        return self.jobs[id]

    def do_jobs_result_list(self, id):
        return self.results[id]

    def do_results_read(self, id):
        return self.results[id]

    def do_results_raw_data_read(self, id, token):
        assert token == "token"
        return self.results[id]["raw"]

    def _kept(self, shelf, kind, entry):
        number = len(shelf) + 1
        shelf[number] = {**entry, "id": number, "url": f"https://qi.example/{kind}/{number}/"}
        return shelf[number]

    def _asset(self, job):
        return next(asset for asset in self.assets.values() if asset["url"] == job["input"])

    def _measured(self, program, shots):
        circuit, measured = read_cqasm(program)
        if self.rows is not None:
            return self.rows
        memory = AerSimulator().run(circuit, shots=shots, memory=True).result().get_memory()
        return [
            [int(bit) if qubit in measured else None for qubit, bit in enumerate(reversed(word))]
            for word in memory
        ]


def make(*, hardware):
    platform = Platform(hardware=hardware)
    api = QuantumInspireAPI(
        "https://qi.example",
        TokenAuthentication("none", scheme="token"),
        coreapi_client_class=lambda transports: platform,
    )
    configuration = copy(QuantumInspireBackend.DEFAULT_CONFIGURATION)
    QuantumInspireProvider._adjust_backend_configuration(configuration, platform.backend_type)
    backend = QuantumInspireBackend(api, None, configuration)
    backend.stand_in = platform
    return backend


class Everything(Basics, PartialMeasurement, Estimates, NeverWrong, ShortShots):
    provider = "quantuminspire_legacy"
    route = "BackendV1"
    shot_order = ""
    num_circuits = 30

    def test_memory_is_hexadecimal(self, backend):
        circuit = QuantumCircuit(2, 3)
        circuit.x(0)
        circuit.measure([0, 1], [2, 0])
        data = backend.run(circuit, shots=3).result().data(0)
        assert (data["memory"], data["counts"]) == (["0x4"] * 3, {"0x4": 3})
        result = self.sampler(backend).run([circuit], shots=3).result()[0]
        assert result.metadata["sent"] == {"shots": 3, "memory": True}
        assert outcomes(circuit, result) == {0b100: 3}

    def test_limits(self, backend):
        limits = uplift(backend).limits
        assert (limits.max_circuits, limits.max_shots) == (1, 4096)
        result = self.sampler(backend).run([bell()], shots=4097).result()[0]
        assert result.metadata["shots_per_job"] == [2049, 2048]

    def test_one_shot(self, backend):
        # there is no raw data then, and the package draws from the histogram
        result = self.sampler(backend).run([permuted()], shots=1).result()[0]
        assert sum(outcomes(permuted(), result).values()) == 1

    def test_a_histogram_alone_is_one_shot_and_is_told_as_one(self, backend):
        backend.stand_in.raw = False
        result = self.sampler(backend).run([bell()], shots=100).result()[0]
        assert result.metadata["requested_shots"] == 100
        assert result.metadata["shots"] == result.data.meas.num_shots == 1

    def test_a_seed_is_refused(self, backend):
        with pytest.raises(OptionError, match="takes no seed"):
            self.sampler(backend, seed_simulator=7).run([bell()])

    def test_what_goes_on_after_a_measurement_is_refused(self, backend):
        reset = QuantumCircuit(1, 1)
        reset.reset(0)
        reset.measure(0, 0)
        condition = QuantumCircuit(2, 2)
        condition.measure(0, 0)
        condition.x(1).c_if(condition.clbits[0], 1)
        condition.measure(1, 1)
        for circuit in (reset, condition, measured_between()):
            with pytest.raises(InvalidCircuitError, match="last values of its qubits"):
                self.sampler(backend, transpile="off").run([circuit])
        assert backend.stand_in.requests == []

    def test_a_gate_next_to_a_measured_qubit_comes_first(self, backend):
        circuit = QuantumCircuit(2, 2)
        circuit.x(0)
        circuit.measure(0, 0)
        circuit.x(1)
        circuit.measure(1, 1)
        result = self.sampler(backend).run([circuit], shots=5).result()[0]
        assert outcomes(circuit, result) == {0b11: 5}

    def test_a_job_is_found_again(self, backend):
        provider = uplift(backend).provider_file
        job = self.sampler(backend).run([permuted()], shots=20)
        (job_id,) = job.provider_job_ids
        # the package's own way forgets what the project holds, and would wait for ever
        assert backend.retrieve_job(job_id).get_jobs() == []
        found = provider.retrieve(backend, job_id).result(timeout=1)
        memory = found.get_memory()
        assert memory == job.result()[0].data.c.get_bitstrings()


class TestSimulator(Everything):
    @pytest.fixture
    def backend(self):
        return make(hardware=False)

    def test_the_full_state_may_be_left_out(self, backend):
        circuit = permuted()
        for options, expected in (({}, True), ({"allow_fsp": False}, False)):
            sampler = self.sampler(backend, run_options=options)
            result = sampler.run([circuit], shots=50).result()[0]
            assert backend.stand_in.requests[-1]["full_state_projection"] is expected
            assert sum(outcomes(circuit, result).values()) == 50


class TestHardware(Everything):
    # what cQASM can't say is refused by the package: a qubit or a clbit that is used twice
    refusals = (InvalidCircuitError, QiskitBackendError)

    @pytest.fixture
    def backend(self):
        return make(hardware=True)

    def test_there_is_no_full_state(self, backend):
        with pytest.raises(OptionError, match="no option 'allow_fsp'"):
            self.sampler(backend, run_options={"allow_fsp": False}).run([bell()])
