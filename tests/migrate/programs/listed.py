"""Several circuits in a job, whose counts are asked for by circuit, by place and by name."""

from qiskit import Aer, QuantumCircuit, execute

backend = Aer.get_backend("aer_simulator")
circuits = []
for width in range(1, 4):
    circuit = QuantumCircuit(width, width, name="w{}".format(width))
    for qubit in range(width):
        circuit.x(qubit)
    circuit.measure(range(width), range(width))
    circuits.append(circuit)

job = execute(circuits, backend, shots=30)
result = job.result()
answer = {
    "all": result.get_counts(),
    "first": result.get_counts(circuits[0]),
    "second": result.get_counts(1),
    "third": result.get_counts("w3"),
    "shots": [experiment.shots for experiment in result.results],
    "wide": len([e.header.name for e in result.results if e.header.memory_slots > 1]),
    "names": result.results[2].header.name == "w3",
    "success": bool(result.success),
}
