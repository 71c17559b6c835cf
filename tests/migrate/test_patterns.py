"""Each pattern of old code that was counted in public repositories has a rule that takes it.

The cases of a rule say in full what becomes of a place; here each pattern stands once, in the order
of how often it was found, with the rule and what it does. A pattern that still runs has none.
"""

from __future__ import annotations

import pytest

from qiskit_uplift.migrate.engine import Engine
from qiskit_uplift.migrate.registry import rules
from qiskit_uplift.migrate.source import Source

SAFE = Engine(rules().values())
UNSAFE = Engine(rules().values(), unsafe=True)

CIRCUIT = "from qiskit import QuantumCircuit\ncircuit = QuantumCircuit(2, 2)\n"
LOCAL = f"from qiskit_aer import AerSimulator\nbackend = AerSimulator()\n{CIRCUIT}"
RESULT = f"{LOCAL}result = backend.run(circuit).result()\n"
IBM = "from qiskit import IBMQ\nprovider = IBMQ.load_account()\n"
DEVICE = f"{IBM}backend = provider.get_backend('ibmq_lima')\n"
SOME = (
    "from qiskit import transpile\ndef show(circuit, backend):\n    transpile(circuit, backend)\n"
)
V1 = "from qiskit.primitives import Sampler\nsampler = Sampler()\n"

# name, code, rule and what it does: "safe", "unsafe", "report"; None where the code still runs
PATTERNS = [
    ("get_counts", f"{RESULT}result.get_counts()", None, "runs on"),
    ("execute", f"{LOCAL}from qiskit import execute\nexecute(circuit, backend)", "MIG002", "safe"),
    ("Aer.get_backend", "from qiskit import Aer\nAer.get_backend('x')", "MIG001", "safe"),
    ("import of Aer", "from qiskit import Aer", "MIG001", "safe"),
    ("import of execute", "from qiskit import execute", "MIG002", "safe"),
    ("run", f"{LOCAL}backend.run(circuit)", None, "runs on"),
    ("aqua", "from qiskit.aqua import QuantumInstance", "MIG100", "report"),
    ("import of IBMQ", "from qiskit import IBMQ", "MIG014", "safe"),
    ("providers.aer", "from qiskit.providers.aer import noise", "MIG001", "safe"),
    ("cnot", f"{CIRCUIT}circuit.cnot(0, 1)", "MIG003", "safe"),
    ("get_statevector", f"{RESULT}result.get_statevector()", None, "runs on"),
    ("c_if", f"{CIRCUIT}circuit.x(0).c_if(0, 1)", "MIG005", "safe"),
    ("+= of circuits", f"{CIRCUIT}circuit += QuantumCircuit(2, 2)", "MIG013", "safe"),
    ("load_account", "from qiskit import IBMQ\nIBMQ.load_account()", "MIG014", "safe"),
    ("u3", f"{CIRCUIT}circuit.u3(1, 2, 3, 0)", "MIG003", "safe"),
    ("opflow", "from qiskit.opflow import X", "MIG101", "report"),
    ("provider.get_backend", f"{IBM}provider.get_backend('ibmq_lima')", "MIG014", "safe"),
    ("assemble", f"{LOCAL}from qiskit import assemble\nbackend.run(assemble(circuit))",
     "MIG008", "safe"),
    ("tools.visualization", "from qiskit.tools.visualization import plot_histogram",
     "MIG009", "safe"),
    ("optimizers", "from qiskit.algorithms.optimizers import COBYLA", "MIG018", "safe"),
    ("classical solvers", "from qiskit.algorithms import NumPyEigensolver", "MIG018", "safe"),
    ("BasicAer.get_backend", "from qiskit import BasicAer\nBasicAer.get_backend('qasm_simulator')",
     "MIG007", "safe"),
    ("import of assemble", "from qiskit import assemble", "MIG008", "safe"),
    ("get_provider", "from qiskit import IBMQ\nIBMQ.get_provider()", "MIG014", "safe"),
    ("get_provider of a hub", "from qiskit import IBMQ\nIBMQ.get_provider(hub='h')",
     "MIG014", "unsafe"),
    ("import of BasicAer", "from qiskit import BasicAer", "MIG007", "safe"),
    ("job_monitor", f"{LOCAL}from qiskit.tools.monitor import job_monitor\n"
     "job_monitor(backend.run(circuit))", "MIG010", "safe"),
    ("provider.backends", f"{IBM}provider.backends()", None, "runs on"),
    ("ignis", "from qiskit.ignis.mitigation import CompleteMeasFitter", "MIG102", "report"),
    ("toffoli", f"{CIRCUIT}circuit.toffoli(0, 1, 2)", "MIG003", "safe"),
    ("tools.jupyter", "import qiskit.tools.jupyter", "MIG011", "safe"),
    ("before 0.7", "from qiskit import QuantumProgram", "MIG107", "report"),
    ("mct", f"{CIRCUIT}circuit.mct([0], 1)", "MIG003", "safe"),
    ("algorithms", "from qiskit.algorithms import VQE", "MIG018", "report"),
    ("backend.name()", f"{LOCAL}backend.name()", "MIG015", "safe"),
    ("pulse", "from qiskit import pulse", "MIG103", "report"),
    ("schedule", "from qiskit import schedule", "MIG103", "report"),
    ("chemistry", "from qiskit.chemistry import FermionicOperator", "MIG104", "report"),
    ("u1", f"{CIRCUIT}circuit.u1(1, 0)", "MIG003", "safe"),
    ("qasm", f"{CIRCUIT}circuit.qasm()", "MIG006", "safe"),
    ("cu1", f"{CIRCUIT}circuit.cu1(1, 0, 1)", "MIG003", "safe"),
    ("extensions", "from qiskit.extensions import UnitaryGate", "MIG012", "safe"),
    ("properties().t1", f"{SOME}    backend.properties().t1(0)", "MIG026", "safe"),
    ("properties().t2", f"{SOME}    backend.properties().t2(0)", "MIG026", "safe"),
    ("properties().frequency", f"{SOME}    backend.properties().frequency(0)", "MIG026", "safe"),
    ("properties().readout_error", f"{SOME}    backend.properties().readout_error(0)",
     "MIG026", "safe"),
    ("properties().readout_length", f"{SOME}    backend.properties().readout_length(0)",
     "MIG026", "safe"),
    ("properties().gate_error", f"{SOME}    backend.properties().gate_error('cx', [0, 1])",
     "MIG026", "safe"),
    ("properties().gate_length", f"{SOME}    backend.properties().gate_length('cx', [0, 1])",
     "MIG026", "safe"),
    ("properties() in a variable", f"{SOME}    kept = backend.properties()\n    kept.t1(0)",
     "MIG026", "safe"),
    ("properties().gates", f"{SOME}    backend.properties().gates", "MIG026", "report"),
    ("get_memory", f"{RESULT}result.get_memory()", None, "runs on"),
    ("least_busy", f"{IBM}from qiskit.providers.ibmq import least_busy\n"
     "least_busy(provider.backends())", "MIG014", "safe"),
    ("least_busy of a list", "from qiskit.providers.ibmq import least_busy\n"
     "def choose(them):\n    return least_busy(them)", "MIG014", "safe"),
    ("+ of circuits", f"{CIRCUIT}circuit + QuantumCircuit(2, 2)", "MIG013", "safe"),
    ("+ of other circuits", f"{CIRCUIT}circuit + QuantumCircuit(2)", "MIG013", "unsafe"),
    ("QuantumInstance", "from qiskit.utils import QuantumInstance", "MIG105", "report"),
    ("get_unitary", f"{RESULT}result.get_unitary()", None, "runs on"),
    ("fake backends", "from qiskit.test.mock import FakeVigo", "MIG019", "safe"),
    ("fakes without a twin", "from qiskit.test.mock import FakeTokyo", "MIG019", "report"),
    ("n_qubits", f"{SOME}    backend.configuration().n_qubits", "MIG016", "safe"),
    ("bind_parameters", f"{CIRCUIT}circuit.bind_parameters([1])", "MIG004", "safe"),
    ("optimization", "from qiskit.optimization import QuadraticProgram", "MIG106", "report"),
    ("finance", "from qiskit.finance.data_providers import RandomDataProvider", "MIG106", "report"),
    ("ml", "from qiskit.ml.datasets import ad_hoc_data", "MIG106", "report"),
    ("configuration().meas_map", f"{SOME}    backend.configuration().meas_map", "MIG016", "report"),
    ("configuration().gates", f"{SOME}    backend.configuration().gates", "MIG016", "report"),
    ("configuration().max_shots", f"{SOME}    backend.configuration().max_shots",
     "MIG016", "report"),
    ("run on IBM's", f"{DEVICE}{CIRCUIT}backend.run(circuit)", "MIG017", "safe"),
    ("save_account", "from qiskit import IBMQ\nIBMQ.save_account('token')", "MIG014", "safe"),
    ("cu3", f"{CIRCUIT}circuit.cu3(1, 2, 3, 0, 1)", "MIG003", "safe"),
    ("enable_account", "from qiskit import IBMQ\nIBMQ.enable_account('token')", "MIG014", "safe"),
    ("coupling_map", f"{SOME}    backend.configuration().coupling_map", "MIG016", "unsafe"),
    ("defaults", f"{SOME}    backend.defaults().instruction_schedule_map", "MIG026", "report"),
    ("simulator", f"{SOME}    backend.configuration().simulator", "MIG016", "report"),
    ("u2", f"{CIRCUIT}circuit.u2(1, 2, 0)", "MIG003", "safe"),
    ("get_backend of another provider", "from qiskit import QuantumCircuit\n"
     "def find(provider):\n    return provider.get_backend('x')", None, "runs on"),
    ("passes", "from qiskit.transpiler.passes import StochasticSwap", "MIG108", "report"),
    ("bit.index", "from qiskit import QuantumRegister\nQuantumRegister(2)[0].index",
     "MIG117", "report"),
    ("bit.register", "from qiskit import QuantumRegister\nQuantumRegister(2)[0].register",
     "MIG117", "report"),
    ("i", f"{CIRCUIT}circuit.i(0)", "MIG003", "safe"),
    ("iden", f"{CIRCUIT}circuit.iden(0)", "MIG003", "safe"),
    ("other names that are gone", "from qiskit import QiskitVersion", "MIG114", "report"),
    ("qobj", "from qiskit.qobj import QasmQobj", "MIG109", "report"),
    ("provider models", "from qiskit.providers.models import BackendProperties",
     "MIG109", "report"),
    ("data tuple", f"{CIRCUIT}circuit.data[0][1][0]", "MIG027", "safe"),
    ("Pauli(label)", "from qiskit.quantum_info import Pauli\nPauli(label='X')", "MIG023", "safe"),
    ("Pauli(z, x)", "from qiskit.quantum_info import Pauli\nPauli([1], [0])", "MIG023", "safe"),
    ("algorithm_globals", "from qiskit.utils import algorithm_globals", "MIG018", "safe"),
    ("IBMQ.providers", "from qiskit import IBMQ\nIBMQ.providers()", "MIG014", "unsafe"),
    ("load_accounts", "from qiskit import IBMQ\nIBMQ.load_accounts()", "MIG014", "safe"),
    ("basis_gates", f"{SOME}    backend.configuration().basis_gates", "MIG016", "unsafe"),
    ("IBMQ.get_backend", "from qiskit import IBMQ\nIBMQ.get_backend('ibmqx4')", "MIG014", "safe"),
    ("BaseBackend", "from qiskit.providers import BaseBackend", "MIG109", "report"),
    ("BackendV1", "from qiskit.providers import BackendV1", "MIG109", "report"),
    ("tools", "from qiskit.tools.qcvv.tomography import fit_tomography_data", "MIG110", "report"),
    ("results of V1 primitives", f"{V1}{CIRCUIT}sampler.run(circuit).result().quasi_dists",
     "MIG021", "safe"),
    ("run of V1 primitives", f"{V1}{CIRCUIT}sampler.run(circuit)", "MIG021", "safe"),
    ("register modules", "from qiskit.circuit.quantumregister import Qubit", "MIG020", "safe"),
    ("dt", f"{SOME}    backend.configuration().dt", "MIG016", "safe"),
    ("dtm", f"{DEVICE}backend.configuration().dtm", "MIG016", "safe"),
    ("max_experiments", f"{SOME}    backend.configuration().max_experiments", "MIG016", "safe"),
    ("backend_name", f"{SOME}    backend.configuration().backend_name", "MIG016", "safe"),
    ("backend_version", f"{SOME}    backend.configuration().backend_version", "MIG016", "safe"),
    ("online_date", f"{SOME}    backend.configuration().online_date", "MIG016", "safe"),
    ("configuration() in a variable",
     f"{SOME}    kept = backend.configuration()\n    kept.n_qubits", "MIG016", "safe"),
    ("snapshots", "from qiskit.providers.aer.extensions import snapshot_statevector",
     "MIG111", "report"),
    ("Aer's pulse", "from qiskit.providers.aer import PulseSimulator", "MIG103", "report"),
    ("calibrations", f"{CIRCUIT}circuit.add_calibration('x', [0], None)", "MIG117", "report"),
    ("import of V1 primitives", "from qiskit.primitives import Estimator", "MIG021", "safe"),
    ("active_account", "from qiskit import IBMQ\nIBMQ.active_account()", "MIG014", "safe"),
    ("extend", f"{CIRCUIT}circuit.extend(QuantumCircuit(2, 2))", "MIG013", "safe"),
    ("combine", f"{CIRCUIT}circuit.combine(QuantumCircuit(2, 2))", "MIG013", "safe"),
    ("durations of a backend", "from qiskit.transpiler import InstructionDurations\n"
     "def read(backend):\n    return InstructionDurations.from_backend(backend)", None, "runs on"),
    ("provider of the last days", "from qiskit_ibm_provider import IBMProvider\nIBMProvider()",
     "MIG024", "safe"),
    ("open_session", "from qiskit_ibm_provider import IBMProvider\n"
     "IBMProvider().get_backend('x').open_session()", "MIG024", "safe"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "rule", "what"),
    [pytest.param(code, rule, what, id=name) for name, code, rule, what in PATTERNS],
)
def test_the_pattern_is_taken(code, rule, what):
    source = Source(f"{code}\n")
    safe = SAFE.migrate(source).findings
    last = [f for f in safe if f.line >= code.count("\n") + 1]
    if rule is None:
        assert last == []
        return
    mine = [finding for finding in safe if finding.rule == rule]
    assert mine
    assert all(rules()[finding.rule].link == finding.link for finding in mine)
    if what == "safe":
        assert all(finding.fixed for finding in mine)
        return
    assert any(not finding.fixed for finding in mine)
    unsafe = [finding for finding in UNSAFE.migrate(source).findings if finding.rule == rule]
    assert all(finding.fixed for finding in unsafe) == (what == "unsafe")


def test_names_of_patterns_are_different():
    assert len({name for name, *_ in PATTERNS}) == len(PATTERNS) >= 82
