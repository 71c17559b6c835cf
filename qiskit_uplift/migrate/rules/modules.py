"""Names whose modules went elsewhere, and that are otherwise as they were."""

from __future__ import annotations

from typing import ClassVar

from qiskit_uplift.migrate.rule import Rule

_SYNTHESIS = {
    "one_qubit_decompose": ("OneQubitEulerDecomposer",),
    "two_qubit_decompose": (
        "TwoQubitBasisDecomposer", "TwoQubitWeylDecomposition", "two_qubit_cnot_decompose",
    ),
    "xx_decompose": ("XXDecomposer",),
}  # fmt: skip
_DECOMPOSERS = {
    f"qiskit.quantum_info.{path}": f"qiskit.synthesis.{name}"
    for module, names in _SYNTHESIS.items()
    for name in names
    for path in (name, f"synthesis.{name}", f"synthesis.{module}.{name}")
}
_PRIMITIVES = {
    "qiskit.primitives.base.sampler_result.SamplerResult": "qiskit.primitives.SamplerResult",
    "qiskit.primitives.base.estimator_result.EstimatorResult": "qiskit.primitives.EstimatorResult",
}
_TOOLS = {
    "qiskit.tools.parallel_map": "qiskit.utils.parallel_map",
    "qiskit.tools.parallel.parallel_map": "qiskit.utils.parallel_map",
    # of the module's functions, those that are as they were: others have another base or type
    "qiskit.tools.qi.qi.state_fidelity": "qiskit.quantum_info.state_fidelity",
    "qiskit.tools.qi.qi.purity": "qiskit.quantum_info.purity",
    "qiskit.utils.multiprocessing.is_main_process": "qiskit.utils.is_main_process",
    "qiskit.utils.multiprocessing.local_hardware_info": "qiskit.utils.local_hardware_info",
    "qiskit.qobj.utils.MeasLevel": "qiskit.result.models.MeasLevel",
    "qiskit.qobj.utils.MeasReturnType": "qiskit.result.models.MeasReturnType",
}
_OTHERS = {
    **_PRIMITIVES,
    **_TOOLS,
    "qiskit.quantum_info.synthesis.Quaternion": "qiskit.quantum_info.Quaternion",
    "qiskit.transpiler.preset_passmanagers.PassManagerConfig": (
        "qiskit.transpiler.PassManagerConfig"
    ),
    "qiskit.passmanager.passmanager.BasePassManager": "qiskit.passmanager.BasePassManager",
    "qiskit.transpiler.synthesis.aqc": "qiskit.synthesis.unitary.aqc",
}


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
        **_DECOMPOSERS,
        **_OTHERS,
    }
