"""A program computes the same whichever target it is migrated to: the code of both is run here.

Seeds decide all that is random, and Samplers hand them on, so that nothing can fail by chance.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from qiskit_uplift.migrate.engine import Engine
from qiskit_uplift.migrate.registry import rules
from qiskit_uplift.migrate.rule import Target
from qiskit_uplift.migrate.source import Source
from tests.migrate.reading import FOLDER, read

ENGINES = {target: Engine(rules().values(), target=target) for target in Target}
OLD = Path(__file__).with_name("programs")

# what stands before each program
HEAD = """
from qiskit import Aer, ClassicalRegister, QuantumCircuit, QuantumRegister, execute, transpile
from qiskit.circuit import Parameter
from qiskit_aer import AerSimulator
from qiskit.providers.fake_provider import GenericBackendV2

def prepared(circuit):
    for index, qubit in enumerate(circuit.qubits):
        circuit.ry(0.4 + index, qubit)

backend = Aer.get_backend("qasm_simulator")
"""

BY_SAMPLER = {
    "counts and memory": """
circuit = QuantumCircuit(3, 3)
prepared(circuit)
circuit.measure(range(3), range(3))
job = execute(circuit, backend, shots=500, seed_simulator=11, memory=True)
result = job.result()
answer = result.get_counts(circuit), result.get_memory(0)
""",
    "a register by its name": """
q, out = QuantumRegister(2, "q"), ClassicalRegister(2, "out")
out = ClassicalRegister(2, "out")
circuit = QuantumCircuit(q, out)
prepared(circuit)
circuit.measure(q, out)
answer = execute(circuit, backend, seed_simulator=3).result().get_counts()
""",
    "a register that Qiskit names": """
circuit = QuantumCircuit(QuantumRegister(2), ClassicalRegister(2))
prepared(circuit)
circuit.measure([0, 1], [1, 0])
answer = execute(circuit, backend, seed_simulator=3).result().get_counts()
""",
    "a copy that is measured": """
circuit = QuantumCircuit(2)
prepared(circuit)
measured = circuit.copy()
measured.measure_all()
answer = execute(measured, AerSimulator(), seed_simulator=4, shots=77).result().get_counts()
""",
    "values that are bound": """
angle = Parameter("a")
circuit = QuantumCircuit(1, 1)
circuit.ry(angle, 0)
circuit.measure(0, 0)
answer = []
for value in (0.1, 1.0, 3.0):
    job = execute(circuit.bind_parameters({angle: value}), backend, shots=90, seed_simulator=8)
    answer.append(job.result().get_counts())
""",
    "values for parameters in the call": """
angle = Parameter("a")
circuit = QuantumCircuit(1, 1)
circuit.ry(angle, 0)
circuit.measure(0, 0)
job = execute(
    circuit, backend, parameter_binds=[{angle: 0.4}, {angle: 2.0}], shots=50, seed_simulator=4
)
answer = job.result().get_counts(), job.result().get_counts(1)
""",
    "a list, by index, by circuit and as a whole": """
one = QuantumCircuit(2, 2)
prepared(one)
one.measure([0, 1], [0, 1])
two = QuantumCircuit(1)
prepared(two)
two.measure_all()
result = execute([one, two], backend, shots=60, seed_simulator=5).result()
answer = result.get_counts(), result.get_counts(0), result.get_counts(two)
""",
    "a list of one": """
circuit = QuantumCircuit(1, 1)
prepared(circuit)
circuit.measure(0, 0)
answer = execute([circuit], backend, shots=60, seed_simulator=5).result().get_counts()
""",
    "a condition": """
circuit = QuantumCircuit(2, 2)
prepared(circuit)
circuit.measure(0, 0)
circuit.x(1).c_if(circuit.clbits[0], 1)
circuit.measure(1, 1)
answer = execute(circuit, backend, shots=200, seed_simulator=9).result().get_counts()
""",
    "a noise model": """
from qiskit.providers.aer.noise import NoiseModel, ReadoutError
noise = NoiseModel()
noise.add_all_qubit_readout_error(ReadoutError([[0.9, 0.1], [0.3, 0.7]]))
circuit = QuantumCircuit(2, 2)
prepared(circuit)
circuit.measure([0, 1], [0, 1])
job = execute(circuit, AerSimulator(), noise_model=noise, shots=300, seed_simulator=2)
answer = job.result().get_counts()
""",
    "another device": """
device = GenericBackendV2(3, seed=5)
circuit = QuantumCircuit(2, 2)
prepared(circuit)
circuit.cx(0, 1)
circuit.measure([0, 1], [0, 1])
job = execute(circuit, device, shots=300, seed_simulator=2, seed_transpiler=6)
answer = job.result().get_counts()
""",
}

BY_RUN = {
    "several registers": """
circuit = QuantumCircuit(QuantumRegister(2), ClassicalRegister(1, "a"), ClassicalRegister(1, "b"))
prepared(circuit)
circuit.measure([0, 1], [0, 1])
result = execute(circuit, backend, shots=50, seed_simulator=3, memory=True).result()
answer = result.get_counts(), result.get_memory()
""",
    "a register and measure_all": """
circuit = QuantumCircuit(2, 2)
prepared(circuit)
circuit.measure_all()
answer = execute(circuit, backend, shots=50, seed_simulator=3).result().get_counts()
""",
    "circuits in a list": """
circuits = []
for angle in (0.3, 0.6, 0.9):
    circuit = QuantumCircuit(1, 1)
    circuit.ry(angle, 0)
    circuit.measure(0, 0)
    circuits.append(circuit)
result = execute(circuits, backend, shots=50, seed_simulator=3).result()
answer = [result.get_counts(circuit) for circuit in circuits], result.get_counts()
""",
    "a function that gives results back": """
def run(circuit, **options):
    return execute(circuit, backend, shots=50, seed_simulator=3).result()

circuit = QuantumCircuit(1, 1)
prepared(circuit)
circuit.measure(0, 0)
answer = run(circuit).get_counts(), run(circuit).results[0].shots
""",
    "values for parameters in a list": """
angle = Parameter("a")
circuit = QuantumCircuit(1, 1)
circuit.ry(angle, 0)
circuit.measure(0, 0)
binds = [{angle: 0.4}, {angle: 2.0}]
job = execute(circuit, backend, parameter_binds=binds, shots=50, seed_simulator=4)
answer = job.result().get_counts()
""",
}

WARNINGS = [
    pytest.mark.filterwarnings(f"ignore:{text}")
    for text in (
        # what the programs ask for is deprecated by its owners, and goes on to work
        "The `.*Simulator` backend:PendingDeprecationWarning",
        "Providing `coupling_map` and/or `basis_gates`:UserWarning",
        "The (class|method) ``qiskit.providers.provider:DeprecationWarning",
        "The (class|function) ``qiskit.primitives:DeprecationWarning",
        "qiskit.providers.models is deprecated:DeprecationWarning",
    )
]
pytestmark = WARNINGS


def migrated(text: str, target: Target) -> str:
    outcome = ENGINES[target].migrate(Source(text))
    assert [found for found in outcome.findings if not found.fixed] == []
    return outcome.text


def answer(text: str) -> object:
    namespace = {"__name__": "__main__"}
    exec(compile(text, "<migrated>", "exec"), namespace)
    return namespace["answer"]


@pytest.mark.parametrize("name", BY_SAMPLER)
def test_a_sampler_gives_what_run_gave(name):
    program = HEAD + BY_SAMPLER[name]
    texts = {target: migrated(program, target) for target in Target}
    for target in (Target.AUTO, Target.PRIMITIVES):
        assert ".sampler(" in texts[target]
        assert "LegacyRun" not in texts[target]
        assert ".result().get_counts" not in texts[target]
    assert "uplift" not in texts[Target.RUN]
    expected = answer(texts[Target.RUN])
    assert answer(texts[Target.AUTO]) == expected
    assert answer(texts[Target.PRIMITIVES]) == expected


@pytest.mark.parametrize("name", BY_RUN)
def test_what_a_sampler_says_otherwise_stays_a_run_or_a_result(name):
    program = HEAD + BY_RUN[name]
    plain = migrated(program, Target.RUN)
    assert migrated(program, Target.AUTO) == plain
    by_sampler = migrated(program, Target.PRIMITIVES)
    assert "LegacyRun(uplift(backend).sampler(seed_simulator=" in by_sampler
    assert answer(by_sampler) == answer(plain)


@pytest.mark.parametrize(
    "name",
    [
        "appended", "assembled", "binds", "monitored", "noise", "qasm_text", "statevector",
        "sweep", "two_registers", "unitary",
    ],
)  # fmt: skip
@pytest.mark.parametrize("target", [Target.AUTO, Target.PRIMITIVES], ids=lambda t: t.value)
def test_old_programs_give_the_same_with_every_target(name, target):
    program = (OLD / f"{name}.py").read_text(encoding="utf-8")
    text = ENGINES[target].migrate(Source(program)).text
    assert answer(text) == answer(migrated(program, Target.RUN))


@pytest.mark.parametrize("case", read(FOLDER / "auto" / "MIG002_run.txt"), ids=str)
def test_a_run_that_is_left_says_why_by_what_it_would_lose(case):
    """With the target ``primitives``, the same code is given to a Sampler by its old results."""
    text = ENGINES[Target.PRIMITIVES].migrate(Source(case.before)).text
    assert ".get_bitstrings" not in text
    assert "].data." not in text
    assert ".join_data" not in text


ESTIMATED = """
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter
from qiskit.primitives import Estimator
from qiskit.quantum_info import SparsePauliOp

angle = Parameter("a")
circuit = QuantumCircuit(2)
circuit.ry(angle, 0)
circuit.cnot(0, 1)
energy = SparsePauliOp(["ZZ", "XX", "IZ"], [0.5, -1.0, 0.25])
estimator = Estimator()
job = estimator.run([circuit, circuit], [energy, "ZI"], [[0.3], [1.1]])
alone = estimator.run(circuit, energy, [0.3]).result().values[0]
answer = [*job.result().values, job.result().values[1], alone]
"""


def test_the_second_versions_estimator_is_as_exact_as_the_firsts():
    by_front = migrated(ESTIMATED, Target.RUN)
    assert "from qiskit_uplift.compat import Estimator" in by_front
    by_pubs = migrated(ESTIMATED, Target.PRIMITIVES)
    assert "compat" not in by_pubs
    expected = answer(by_front)
    assert answer(by_pubs) == pytest.approx(expected, abs=1e-14)
    assert all(type(value).__name__ in {"float", "float64"} for value in answer(by_pubs))


SAMPLED = """
from qiskit import QuantumCircuit
from qiskit.primitives import Sampler

circuit = QuantumCircuit(2)
circuit.x(1)
circuit.measure_all()
sampler = Sampler()
result = sampler.run([circuit, circuit], shots=40).result()
bits = sampler.run(circuit, shots=7).result().quasi_dists[0].binary_probabilities()
answer = result.quasi_dists, result.quasi_dists[1], bits
"""


def test_counts_over_shots_are_quasi_distributions():
    """The outcome is certain, so that the first version's random numbers don't matter."""
    by_front = migrated(SAMPLED, Target.RUN)
    assert "from qiskit_uplift.compat import Sampler" in by_front
    by_pubs = migrated(SAMPLED, Target.PRIMITIVES)
    assert "compat" not in by_pubs
    assert answer(by_pubs) == answer(by_front) == ([{2: 1.0}, {2: 1.0}], {2: 1.0}, {"10": 1.0})
