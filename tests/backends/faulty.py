"""Faulty reference devices, and circuits with known outcomes."""

from qiskit import QuantumCircuit

from qiskit_uplift.backends import reference_device
from qiskit_uplift.backends.faults import with_faults

FACES = ["modern", "legacy", "run-only"]


def flips(value, bits=2, name=None):
    """A circuit that always reads ``value``."""
    circuit = QuantumCircuit(bits, name=name or f"reads_{value}")
    for qubit in range(bits):
        if value >> qubit & 1:
            circuit.x(qubit)
    circuit.measure_all()
    return circuit


def device(*faults, face="modern", seed=0, **options):
    return with_faults(reference_device(face, 3, ideal=True, **options), *faults, seed=seed)


def coin(name):
    circuit = QuantumCircuit(1, name=name)
    circuit.h(0)
    circuit.measure_all()
    return circuit
