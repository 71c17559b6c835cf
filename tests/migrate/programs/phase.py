"""Phase estimation with a Fourier transform by hand."""

from math import pi

from qiskit import *
from qiskit.tools.visualization import plot_histogram


def inverse_qft(circuit, n):
    for qubit in range(n // 2):
        circuit.swap(qubit, n - qubit - 1)
    for j in range(n):
        for m in range(j):
            circuit.cp(-pi / float(2 ** (j - m)), m, j)
        circuit.h(j)


qpe = QuantumCircuit(4, 3)
qpe.x(3)
for counting in range(3):
    qpe.h(counting)
repetitions = 1
for counting in range(3):
    for _ in range(repetitions):
        qpe.cp(pi / 4, counting, 3)
    repetitions *= 2
inverse_qft(qpe, 3)
qpe.barrier()
for n in range(3):
    qpe.measure(n, n)
result = execute(qpe, Aer.get_backend("qasm_simulator"), shots=1024).result()
counts = result.get_counts()
assert plot_histogram is not None
answer = {"counts": counts, "phase": int(max(counts, key=counts.get), 2) / 8}
