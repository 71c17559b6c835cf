"""A Qobj, made of circuits and taken apart again, and bits that know their register."""

from qiskit import Aer, QuantumCircuit, execute
from qiskit.assembler import disassemble
from qiskit.compiler import assemble

one = QuantumCircuit(2, 2, name="one")
one.x(0)
one.measure([0, 1], [0, 1])
two = QuantumCircuit(2, 2, name="two")
two.x(1)
two.measure([0, 1], [0, 1])
qobj = assemble([one, two], shots=77, memory=True, seed_simulator=3)
circuits, config, header = disassemble(qobj)
job = execute(circuits, Aer.get_backend("qasm_simulator"), shots=config["shots"])
answer = {
    "shots": config["shots"],
    "memory": bool(config["memory"]),
    "experiments": len(qobj.experiments),
    "places": [(bit.index, bit.register.size) for bit in one.qubits],
    "counts": job.result().get_counts(),
    "operations": [dict(circuit.count_ops()) for circuit in circuits],
}
