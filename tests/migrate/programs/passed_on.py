"""Runs whose arguments come from elsewhere: unpacked, in a dictionary, and by another name."""

from qiskit import Aer, QuantumCircuit, execute
from qiskit.circuit import Parameter
from qiskit.transpiler import PassManager
from qiskit.transpiler.passes import Optimize1qGates

SETTINGS = {"shots": 60, "optimization_level": 0, "seed_simulator": 11, "seed_transpiler": 2}


def simulator():
    return Aer.get_backend("qasm_simulator")


def counts(start, circuits, **settings):
    return start(circuits, simulator(), **settings).result().get_counts()


angle = Parameter("angle")
flips = []
for target in (0, 1):
    flip = QuantumCircuit(2, 2)
    flip.rx(angle, target)
    flip.measure([0, 1], [0, 1])
    flips.append(flip)
values = [{angle: [0.0, 3.141592653589793]}, {angle: [3.141592653589793]}]
far = QuantumCircuit(3, 3)
far.x(0)
far.cx(0, 2)
far.measure(range(3), range(3))
backend = simulator()
passes = PassManager([Optimize1qGates()])
flips_job = execute(flips, backend, shots=20, parameter_binds=values)
far_job = execute(far, backend, shots=30, coupling_map=[[0, 1], [1, 2]], basis_gates=None)
plain_job = execute(far, backend, shots=10, pass_manager=passes)
options = {"method": "statevector"}
exact_job = execute(far, simulator(), shots=25, **options)
answer = {
    "counts": [
        counts(execute, far, **SETTINGS),
        *flips_job.result().get_counts(),
        far_job.result().get_counts(),
        plain_job.result().get_counts(),
        exact_job.result().get_counts(),
    ]
}
