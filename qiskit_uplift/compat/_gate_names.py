"""Methods of circuits that were renamed or removed."""

from __future__ import annotations

from qiskit_uplift.compat._name import Name

_GATES = "qiskit_uplift.compat.gates"
_JOINED = Name("qiskit_uplift.compat.joining", (0, 23), "compose", migratable=True)

_OLDEST = {"cu1": "cp", "cu3": "cu", "mcu1": "mcp", "u1": "p", "u2": "u", "u3": "u"}
_OLDER = {
    "cnot": "cx",
    "fredkin": "cswap",
    "i": "id",
    "mct": "mcx",
    "toffoli": "ccx",
}
_APPENDED = {
    "diagonal": "DiagonalGate",
    "hamiltonian": "HamiltonianGate",
    "iso": "Isometry",
    "isometry": "Isometry",
    "squ": "UnitaryGate",
    "uc": "UCGate",
    "ucrx": "UCRXGate",
    "ucry": "UCRYGate",
    "ucrz": "UCRZGate",
}

METHODS: dict[str, Name] = {
    "iden": Name(_GATES, (0, 16), "id", migratable=True),
    **{old: Name(_GATES, (0, 23), new, migratable=True) for old, new in _OLDEST.items()},
    **{old: Name(_GATES, (1, 0), new, migratable=True) for old, new in _OLDER.items()},
    **{
        old: Name(_GATES, (1, 0), f"append({new}(...), qubits)", migratable=True)
        for old, new in _APPENDED.items()
    },
    "snapshot": Name("qiskit_uplift.compat.refused", (1, 0), "save_statevector of qiskit_aer"),
    **dict.fromkeys(("__add__", "__iadd__", "combine", "extend"), _JOINED),
}
"""From the name to what has its place; ``c_if`` and others are in the table of all."""
