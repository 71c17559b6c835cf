"""The patterns: how old names are told apart, and which of our rules answer for each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A pattern.

    Attributes:
        title: What it is, in the table.
        kind: A: rewritable from names alone, T: needs types, F: can only be reported, S: runs on.
        rules: Our rules that rewrite it at its place; none where its import says it all.
    """

    title: str
    kind: str
    rules: tuple[str, ...] = ()


ROWS: dict[int, Row] = {
    1: Row("`result.get_counts()`", "S"),
    2: Row("`execute(...)`", "T", ("MIG002",)),
    3: Row("`Aer.get_backend(...)`", "A"),
    4: Row("import of `qiskit.Aer`", "A"),
    5: Row("import of `execute`", "T"),
    6: Row("`backend.run(...)`", "S"),
    7: Row("`qiskit.aqua`", "F"),
    8: Row("import of `IBMQ`", "T"),
    9: Row("`qiskit.providers.aer`", "A"),
    10: Row("`circuit.cnot`", "A", ("MIG003",)),
    11: Row("`result.get_statevector()`", "S"),
    12: Row("`c_if`", "T", ("MIG005",)),
    13: Row("`circuit += circuit`", "T", ("MIG013",)),
    14: Row("`IBMQ.load_account`", "T"),
    15: Row("`circuit.u3`", "A", ("MIG003",)),
    16: Row("`qiskit.opflow`", "F"),
    17: Row("`provider.get_backend(...)`", "T", ("MIG014", "MIG024")),
    18: Row("`assemble(...)`", "T", ("MIG008",)),
    19: Row("`qiskit.tools.visualization`", "A"),
    20: Row("optimizers and classical solvers of `qiskit.algorithms`", "A"),
    21: Row("`BasicAer.get_backend(...)`", "A"),
    22: Row("import of `assemble`", "T"),
    23: Row("`IBMQ.get_provider`", "T"),
    24: Row("import of `BasicAer`", "A"),
    25: Row("`job_monitor`", "A"),
    26: Row("`provider.backends(...)`", "T"),
    27: Row("`qiskit.ignis`", "F"),
    28: Row("`circuit.toffoli`", "A", ("MIG003",)),
    29: Row("`qiskit.tools.jupyter`", "A"),
    30: Row("the interface before 0.7", "F"),
    31: Row("`circuit.mct`", "A", ("MIG003",)),
    32: Row("the rest of `qiskit.algorithms`", "F"),
    33: Row("`backend.name()`", "T", ("MIG015",)),
    34: Row("pulse and schedules", "F"),
    35: Row("`qiskit.chemistry`", "F"),
    36: Row("`circuit.u1`", "A", ("MIG003",)),
    37: Row("`circuit.qasm()`", "T", ("MIG006",)),
    38: Row("`circuit.cu1`", "A", ("MIG003",)),
    39: Row("`qiskit.extensions`", "A"),
    40: Row("`properties()`", "F", ("MIG026",)),
    41: Row("`result.get_memory()`", "S"),
    42: Row("`least_busy`", "T"),
    43: Row("`circuit + circuit`", "T", ("MIG013",)),
    44: Row("`QuantumInstance`", "F"),
    45: Row("`result.get_unitary()`", "S"),
    46: Row("fake backends", "A"),
    47: Row("`configuration().n_qubits`", "T", ("MIG016",)),
    48: Row("`bind_parameters`", "A", ("MIG004",)),
    49: Row("`qiskit.optimization`, `finance`, `ml`", "F"),
    50: Row("other fields of `configuration()`", "F", ("MIG016",)),
    51: Row("`run` on IBM's backends", "T", ("MIG017",)),
    52: Row("`IBMQ.save_account`", "T"),
    53: Row("`circuit.cu3`", "A", ("MIG003",)),
    54: Row("`IBMQ.enable_account`", "T"),
    55: Row("`configuration().coupling_map`", "T", ("MIG016",)),
    56: Row("`defaults()`", "F", ("MIG026",)),
    57: Row("`configuration().simulator`", "T", ("MIG016",)),
    58: Row("`circuit.u2`", "A", ("MIG003",)),
    59: Row("`get_backend` of something unknown", "F", ("MIG014",)),
    60: Row("passes of the transpiler", "F"),
    61: Row("`bit.index`", "T", ("MIG117",)),
    62: Row("`circuit.i`, `iden`", "A", ("MIG003",)),
    63: Row("other names that are gone", "F"),
    64: Row("Qobj and models of providers", "F"),
    65: Row("an instruction as a tuple", "S"),
    66: Row("`Pauli(label=)`, `Pauli(z, x)`", "T", ("MIG023",)),
    67: Row("`algorithm_globals`", "A"),
    68: Row("`IBMQ.providers`", "T"),
    69: Row("`IBMQ.load_accounts`", "T"),
    70: Row("`configuration().basis_gates`", "T", ("MIG016",)),
    71: Row("`IBMQ.get_backend`", "T"),
    72: Row("bases of backends and providers", "F"),
    73: Row("the rest of `qiskit.tools`", "F"),
    74: Row("results of the first primitives", "T"),
    75: Row("`run` of the first primitives", "T"),
    76: Row("modules of registers", "A"),
    77: Row("`configuration().dt`", "T", ("MIG016",)),
    78: Row("Aer's pulse and snapshots", "F"),
    79: Row("calibrations", "F", ("MIG117",)),
    80: Row("import of the first primitives", "T"),
    81: Row("`IBMQ.active_account`", "T"),
    82: Row("`extend`, `combine` of circuits", "T", ("MIG013",)),
}

IMPORTED = {
    "qiskit.Aer": 4,
    "qiskit.execute": 5,
    "qiskit.execute_function": 5,
    "qiskit.tools.compiler": 5,
    "qiskit.aqua.algorithm_globals": 67,
    "qiskit.aqua": 7,
    "qiskit.IBMQ": 8,
    "qiskit.providers.ibmq.least_busy": 42,
    "qiskit.providers.ibmq.job.job_monitor": 25,
    "qiskit.providers.ibmq": 8,
    "qiskit.providers.aer.pulse": 78,
    "qiskit.providers.aer.extensions": 78,
    "qiskit.providers.aer.PulseSimulator": 78,
    "qiskit.providers.aer": 9,
    "qiskit.opflow": 16,
    "qiskit.assemble": 22,
    "qiskit.compiler.assemble": 22,
    "qiskit.tools.visualization": 19,
    "qiskit.visualization": 19,
    "qiskit.tools.monitor": 25,
    "qiskit.tools.job_monitor": 25,
    "qiskit.tools.jupyter": 29,
    "qiskit.tools.qi.least_busy": 42,
    "qiskit.tools": 73,
    "qiskit.algorithms.optimizers": 20,
    "qiskit.algorithms.NumPyMinimumEigensolver": 20,
    "qiskit.algorithms.NumPyEigensolver": 20,
    "qiskit.algorithms": 32,
    "qiskit.BasicAer": 24,
    "qiskit.providers.basicaer": 24,
    "qiskit.ignis": 27,
    "qiskit.QuantumProgram": 30,
    "qiskit.available_backends": 30,
    "qiskit.get_backend": 30,
    "qiskit.register": 30,
    "qiskit.wrapper": 30,
    "qiskit.backends": 30,
    "qiskit.QISKitError": 30,
    "qiskit.pulse": 34,
    "qiskit.schedule": 34,
    "qiskit.sequence": 34,
    "qiskit.scheduler": 34,
    "qiskit.chemistry": 35,
    "qiskit.extensions": 39,
    "qiskit.utils.QuantumInstance": 44,
    "qiskit.utils.quantum_instance": 44,
    "qiskit.test.mock": 46,
    "qiskit.providers.fake_provider": 46,
    "qiskit.optimization": 49,
    "qiskit.finance": 49,
    "qiskit.ml": 49,
    "qiskit.transpiler.passes": 60,
    "qiskit.qobj": 64,
    "qiskit.assembler": 64,
    "qiskit.providers.models": 64,
    "qiskit.utils.algorithm_globals": 67,
    "qiskit.providers": 72,
    "qiskit.circuit.quantumregister": 76,
    "qiskit.circuit.classicalregister": 76,
    "qiskit.primitives": 80,
}
"""The row of an import, or of a use through a module, by the longest name that fits."""

CALLED = {
    "qiskit.execute": 2,
    "qiskit.execute_function.execute": 2,
    "qiskit.tools.compiler.execute": 2,
    "qiskit.Aer.get_backend": 3,
    "qiskit.providers.aer.Aer.get_backend": 3,
    "qiskit.BasicAer.get_backend": 21,
    "qiskit.providers.basicaer.BasicAer.get_backend": 21,
    "qiskit.assemble": 18,
    "qiskit.compiler.assemble": 18,
    "qiskit.IBMQ.load_account": 14,
    "qiskit.IBMQ.get_provider": 23,
    "qiskit.IBMQ.save_account": 52,
    "qiskit.IBMQ.enable_account": 54,
    "qiskit.IBMQ.providers": 68,
    "qiskit.IBMQ.load_accounts": 69,
    "qiskit.IBMQ.get_backend": 71,
    "qiskit.IBMQ.backends": 26,
    "qiskit.IBMQ.active_account": 81,
    "qiskit.providers.ibmq.least_busy": 42,
    "qiskit.tools.monitor.job_monitor": 25,
    "qiskit.tools.job_monitor": 25,
    "qiskit.providers.ibmq.job.job_monitor": 25,
}
"""The row of a call of an imported name, where it isn't that of its import."""

METHODS = {
    "cnot": 10,
    "toffoli": 28,
    "u3": 15,
    "mct": 31,
    "u1": 36,
    "cu1": 38,
    "cu3": 53,
    "u2": 58,
    "iden": 62,
    "c_if": 12,
    "bind_parameters": 48,
    "get_counts": 1,
    "get_statevector": 11,
    "get_memory": 41,
    "get_unitary": 45,
    "add_calibration": 79,
}
"""The row of a method that hardly anything but Qiskit's classes has."""

FIELDS = {"n_qubits": 47, "coupling_map": 55, "simulator": 57, "basis_gates": 70, "dt": 77}
"""The row of a field of a configuration; all others are one."""


def longest(full: str, table: dict[str, int]) -> int | None:
    """The row of the longest beginning of a name that a table has."""
    parts = full.split(".")
    for length in range(len(parts), 0, -1):
        found = table.get(".".join(parts[:length]))
        if found is not None:
            return found
    return None
