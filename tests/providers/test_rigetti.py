"""Rigetti's backends in the package's own format; the package itself can't be imported.

``StandIn`` takes the place of the package's backend and of the computer behind it. It does with
circuits and outcomes what the source of qiskit-rigetti 0.4.7 does, and runs the program on Aer.
"""

import uuid
from collections import Counter
from types import SimpleNamespace

import pytest
from common import Basics, Estimates, NeverWrong, PartialMeasurement, bell, measured_between
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, qasm2
from qiskit.providers import JobStatus, Options
from qiskit.result import Result
from qiskit_aer import AerSimulator

from qiskit_uplift import uplift
from qiskit_uplift.adapters.providers.rigetti import RigettiProvider
from qiskit_uplift.exceptions import InvalidCircuitError, OptionError, RetrievalError


class Job:
    """Runs when it is made, and is asked for its shots by the name of the register."""

    def __init__(self, backend, circuits, options):
        self._id = str(uuid.uuid4())
        self._backend = backend
        self._options = options
        self._programs = [self._program(circuit) for circuit in circuits]

    def _program(self, circuit):
        program = qasm2.dumps(circuit)
        for change in self._options.get("before_compile", []):
            program = change(program)
        return circuit.name, program

    def job_id(self):
        return self._id

    def status(self):
        return JobStatus.DONE

    def cancel(self):
        raise NotImplementedError("Cancelling jobs is not supported")

    def result(self):
        shots = self._options["shots"]
        experiments = []
        for name, program in self._programs:
            memory = [
                "".join(map(str, state[::-1])) for state in self._backend.read(program, shots)
            ]
            data = {"counts": dict(Counter(memory)), "memory": memory}
            experiments.append(
                {
                    "header": {"name": name},
                    "shots": shots,
                    "success": True,
                    "status": "Completed successfully",
                    "data": data,
                }
            )
        return Result.from_dict(
            {
                "backend_name": "9q-qvm",
                "backend_version": "",
                "qobj_id": "",
                "job_id": self._id,
                "success": True,
                "results": experiments,
            }
        )


class StandIn:
    """``configuration`` and ``run`` as in the package, but for its bits that are no more."""

    __module__ = "qiskit_rigetti._qcs_backend"
    version = 1

    def __init__(self):
        self.options = Options(shots=None)
        self.programs = []
        self._simulator = AerSimulator()

    def name(self):
        return "9q-qvm"

    def configuration(self):
        return SimpleNamespace(
            backend_name="9q-qvm", backend_version="", n_qubits=9, gates=[], local=True,
            basis_gates=["u1", "u2", "u3", "cx", "id", "cz"], simulator=True, conditional=False,
            open_pulse=False, memory=False, max_shots=10_000, max_experiments=8,
            coupling_map=[[i, j] for i in range(9) for j in range(9) if i != j],
        )  # fmt: skip

    def properties(self):
        return None

    def run(self, run_input, **options):
        circuits = run_input if isinstance(run_input, list) else [run_input]
        for circuit in circuits:
            found = [circuit.find_bit(i.clbits[0]) for i in circuit.data if i.name == "measure"]
            if not found:
                raise RuntimeError("Circuit has no measurements")
            names = {location.registers[0][0].name for location in found}
            if names != {"ro"}:
                raise RuntimeError(f"what is read out is ro; found {', '.join(names)}")
        return Job(self, circuits, options)

    def read(self, program, shots):
        """One row a shot, the first clbit first."""
        self.programs.append(program)
        circuit = qasm2.loads(program, custom_instructions=qasm2.LEGACY_CUSTOM_INSTRUCTIONS)
        memory = self._simulator.run(circuit, shots=shots, memory=True).result().get_memory()
        return [[int(bit) for bit in word[::-1]] for word in memory]


class TestRigetti(Basics, PartialMeasurement, Estimates, NeverWrong):
    provider = "rigetti"
    route = "BackendV1"
    shot_order = ""
    reset = False
    go_on = False
    num_circuits = 30

    @pytest.fixture
    def backend(self):
        return StandIn()

    def test_limits(self, backend):
        limits = uplift(backend).limits
        assert (limits.max_circuits, limits.max_shots) == (8, 10_000)

    def test_one_register_is_sent_by_the_name_that_is_read_out(self, backend):
        circuit = QuantumCircuit(
            QuantumRegister(2), ClassicalRegister(1, "a"), ClassicalRegister(1, "b")
        )
        circuit.x(1)
        circuit.measure([0, 1], [0, 1])
        with pytest.raises(RuntimeError, match="ro"):
            backend.run(circuit, shots=3)
        self.sampler(backend).run([circuit], shots=3).result()
        assert "creg ro[2];" in backend.programs[-1]
        sent = RigettiProvider().adapt(circuit, backend)
        assert RigettiProvider().adapt(sent, backend) is sent

    def test_options_arrive(self, backend):
        seen = []

        def change(program):
            seen.append(program)
            return program

        self.sampler(backend, run_options={"before_compile": [change]}).run([bell()]).result()
        assert len(seen) == 1

    def test_seed_and_memory_are_refused(self, backend):
        with pytest.raises(OptionError, match="takes no seed"):
            self.sampler(backend, seed_simulator=1).run([bell()])
        with pytest.raises(OptionError, match="no option 'memory'"):
            self.sampler(backend, run_options={"memory": True}).run([bell()])

    def test_what_one_register_of_openqasm_2_can_not_hold_is_refused(self, backend):
        with pytest.raises(InvalidCircuitError, match="Measure at the end"):
            self.sampler(backend, transpile="off").run([measured_between()])

    def test_a_job_can_not_be_fetched(self, backend):
        file = RigettiProvider()
        assert not file.is_local(backend)
        with pytest.raises(RetrievalError, match="no way to fetch"):
            file.retrieve(backend, "any")
