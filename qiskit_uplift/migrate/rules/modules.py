"""Names whose modules went elsewhere, and that are otherwise as they were."""

from __future__ import annotations

from typing import ClassVar

from qiskit_uplift.migrate.rule import Rule


class ModulesRule(Rule):
    """Classes of circuits are imported from ``qiskit.circuit``."""

    id = "MIG020"
    title = "modules have other names"
    since = "0.7"
    removed = "2.0"
    why = "The modules were renamed or merged; what they held is the same class under a new path."
    before = "from qiskit.circuit.quantumregister import QuantumRegister, Qubit\n"
    after = "from qiskit.circuit import QuantumRegister, Qubit\n"
    moves: ClassVar = {
        **{
            f"qiskit.circuit.{module}.{name}": f"qiskit.circuit.{name}"
            for module, names in {
                "quantumregister": ("QuantumRegister", "Qubit", "AncillaRegister", "AncillaQubit"),
                "classicalregister": ("ClassicalRegister", "Clbit"),
                "bit": ("Bit",),
                "register": ("Register",),
            }.items()
            for name in names
        },
        "qiskit.quantumcircuit.QuantumCircuit": "qiskit.QuantumCircuit",
        "qiskit._quantumcircuit.QuantumCircuit": "qiskit.QuantumCircuit",
        "qiskit.circuit.qpy_serialization": "qiskit.qpy",
        "qiskit.qasm.pi": "math.pi",
    }
