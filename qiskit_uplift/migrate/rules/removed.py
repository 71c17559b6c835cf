"""What Qiskit took out of its further modules: reports, with what does their work now."""

from __future__ import annotations

from typing import ClassVar

from qiskit_uplift.migrate.rules.gone import Gone


def _below(module: str, names: str, why: str) -> dict[str, str]:
    return {f"{module}.{name}": why for name in names.split()}


class ParserRule(Gone):
    """``qiskit.qasm``."""

    id = "MIG112"
    title = "the parser of qiskit.qasm is gone"
    why = "`qiskit.qasm2` reads OpenQASM 2 without a tree of its own."
    before = "from qiskit.qasm import Qasm\n"
    gone: ClassVar = {
        "qiskit.qasm": "read programs with `qasm2.loads` or `qasm2.load` of Qiskit",
        "qiskit.converters.ast_to_dag": "use `circuit_to_dag(qasm2.loads(text))`",
        **_below(
            "qiskit.qasm3.ast", "QuantumArgument QuantumGateSignature",
            "`qasm3.loads` and `qasm3.dumps` are the interface",
        ),
        "qiskit.qasm3.exporter.GlobalNamespace": "`qasm3.Exporter` is the interface",
    }  # fmt: skip


class TestingRule(Gone):
    """``qiskit.test``."""

    id = "MIG113"
    title = "qiskit.test is gone"
    why = "It was made for Qiskit's own tests, and went with Qiskit 1.0."
    before = "from qiskit.test import QiskitTestCase\n"
    gone: ClassVar = {"qiskit.test": "use `unittest.TestCase` or pytest"}


class UtilitiesRule(Gone):
    """What is gone from ``qiskit.utils``."""

    id = "MIG114"
    title = "helpers of qiskit.utils are gone"
    why = "They served quantum instances and Aqua, or Qiskit's own deprecations."
    before = "from qiskit.utils import has_aer\n"
    gone: ClassVar = {
        **_below(
            "qiskit.utils",
            "backend_utils has_aer has_ibmq",
            "compare the class of the backend, or try the import",
        ),
        **_below(
            "qiskit.utils",
            "deprecate_arguments deprecate_function deprecation.deprecate_arguments "
            "deprecation.deprecate_function",
            "use `deprecate_arg` or `deprecate_func` of `qiskit.utils`",
        ),
        "qiskit.utils.deprecate_pulse": "Qiskit 2 has no pulse",
        **_below(
            "qiskit.utils",
            "circuit_utils summarize_circuits",
            "use `circuit.depth()`, `count_ops()` and `width()`",
        ),
        **_below(
            "qiskit.utils",
            "entangler_map get_entangler_map validate_entangler_map name_args name_unnamed_args "
            "validation arithmetic parallel.get_platform_parallel_default",
            "write the few lines that you need",
        ),
        **_below("qiskit.utils", "run_circuits", "use `backend.run`, or a Sampler"),
        **_below(
            "qiskit.utils",
            "measurement_error_mitigation mitigation",
            "use `mthree`, or the mitigation of the primitives",
        ),
        "qiskit.utils.multiprocessing": "its functions are in `qiskit.utils`",
        "qiskit.version.QiskitVersion": "use `qiskit.__version__`",
        "qiskit.QiskitVersion": "use `qiskit.__version__`",
        "qiskit.__qiskit_version__": "use `qiskit.__version__`, and those of the other packages",
        "qiskit.util": "its functions are in `qiskit.utils`",
    }


class ReadoutRule(Gone):
    """Mitigators of ``qiskit.result``."""

    id = "MIG115"
    title = "readout mitigators are gone"
    since = "2.0"
    removed = "2.0"
    why = "Qiskit 2.0 removed the mitigators of `qiskit.result`."
    before = "from qiskit.result import LocalReadoutMitigator\n"
    gone: ClassVar = _below(
        "qiskit.result",
        "mitigation BaseReadoutMitigator CorrelatedReadoutMitigator LocalReadoutMitigator",
        "use `mthree`",
    )


class ClassicalFunctionsRule(Gone):
    """``qiskit.circuit.classicalfunction``."""

    id = "MIG116"
    title = "classical functions are gone"
    since = "2.0"
    removed = "2.0"
    why = "Qiskit 2.0 removed them with the package that they needed."
    before = "from qiskit.circuit.classicalfunction import classical_function\n"
    gone: ClassVar = {
        "qiskit.circuit.classicalfunction": "use `PhaseOracleGate` or `BitFlipOracleGate` of "
        "`qiskit.circuit.library`",
    }


class SynthesisRule(Gone):
    """What is gone from the modules of synthesis."""

    id = "MIG118"
    title = "functions of synthesis are gone or have other names"
    why = "They went to `qiskit.synthesis`, under names that say what they do."
    before = "from qiskit.transpiler.synthesis import graysynth\n"
    gone: ClassVar = {
        **_below(
            "qiskit.quantum_info.synthesis",
            "clifford_decompose decompose_clifford",
            "use `synth_clifford_full` of `qiskit.synthesis`",
        ),
        **_below(
            "qiskit.quantum_info.synthesis",
            "cnotdihedral_decompose decompose_cnotdihedral",
            "use `synth_cnotdihedral_full` of `qiskit.synthesis`",
        ),
        "qiskit.quantum_info.synthesis": "see `qiskit.synthesis`",
        "qiskit.transpiler.synthesis": "use `synth_cnot_phase_aam` and `synth_cnot_count_full_pmh` "
        "of `qiskit.synthesis`",
        **_below(
            "qiskit.synthesis.linear",
            "calc_inverse_matrix check_invertible_binary_matrix linear_matrix_utils "
            "random_invertible_binary_matrix",
            "it was internal; numpy has matrices, and `Clifford` and `LinearFunction` are checked",
        ),
        **_below(
            "qiskit.synthesis",
            "discrete_basis.commutator_decompose discrete_basis.gate_sequence "
            "permutation.permutation_utils two_qubit.weyl",
            "it was internal; see `qiskit.synthesis`",
        ),
    }


class InternalsRule(Gone):
    """What programs had little reason to use."""

    id = "MIG119"
    title = "internals of Qiskit are gone"
    why = "They were no part of what Qiskit promised to keep, and have nothing in their place."
    before = "from qiskit.transpiler import FencedDAGCircuit\n"
    gone: ClassVar = {
        **_below(
            "qiskit",
            "AerWrapper IBMQWrapper namespace new_meta_path_finder",
            "import `qiskit_aer` or `qiskit_ibm_runtime` by name",
        ),
        **_below(
            "qiskit.circuit",
            "add_control.add_control add_control.apply_basic_controlled_gate add_control.control "
            "library.mcrx library.mcry library.mcrz",
            "use `gate.control(...)`, or the methods of a circuit",
        ),
        "qiskit.circuit.add_control": "use `gate.control(...)`",
        **_below(
            "qiskit.circuit",
            "bit register quantumregister classicalregister",
            "its classes are in `qiskit.circuit`",
        ),
        **_below(
            "qiskit.circuit",
            "equivalence.EdgeData equivalence.Equivalence equivalence.Key equivalence.NodeData "
            "parametertable.ParameterReferences parametertable.ParameterTable",
            "it was internal",
        ),
        **_below(
            "qiskit.transpiler",
            "FencedDAGCircuit FencedPropertySet fencedobjs propertyset runningpassmanager",
            "it was internal; `PassManager` runs passes, and `PropertySet` is in "
            "`qiskit.passmanager`",
        ),
        **_below(
            "qiskit",
            "transpiler.FlowController passmanager.FlowController "
            "passmanager.flow_controllers.FlowController",
            "use `ConditionalController`, `DoWhileController` or `FlowControllerLinear` of "
            "`qiskit.passmanager`",
        ),
        **_below(
            "qiskit.transpiler",
            "target.target_to_backend_properties preset_passmanagers.target_to_backend_properties",
            "the Target itself has the same",
        ),
        **_below(
            "qiskit.dagcircuit",
            "dagcircuit.BitLocations",
            "it was internal; `dag.find_bit` gives the index and the registers",
        ),
        **_below(
            "qiskit.visualization",
            "qcstyle step_wise state_visualization.num_to_latex_ket "
            "state_visualization.numbers_to_latex_terms",
            "it was internal; `draw` takes a `style`",
        ),
        "qiskit.primitives.primitive_job.T": "it was internal",
    }


IN_FILE = (
    ParserRule,
    TestingRule,
    UtilitiesRule,
    ReadoutRule,
    ClassicalFunctionsRule,
    SynthesisRule,
    InternalsRule,
)
"""The rules of this file, for the registry."""
