"""What has no successor that a program could be rewritten to: reports, with where to go on."""

from __future__ import annotations

from typing import ClassVar

from qiskit_uplift.migrate.rule import Rule, Safety


class Gone(Rule):
    """A rule that reports alone."""

    since = "1.0"
    removed = "1.0"
    safety = Safety.MANUAL
    after = "by hand"


class AquaRule(Gone):
    """``qiskit.aqua``."""

    id = "MIG100"
    title = "qiskit.aqua is gone"
    why = "Aqua ended in 2021; its parts went to packages of their own, with other classes."
    before = "from qiskit.aqua.algorithms import VQE\n"
    gone: ClassVar = {
        "qiskit.aqua": "algorithms are in `qiskit_algorithms`, and take primitives; problems are "
        "in `qiskit_optimization`, `qiskit_nature`, `qiskit_finance` and `qiskit_machine_learning`",
    }


class OpflowRule(Gone):
    """``qiskit.opflow``."""

    id = "MIG101"
    title = "qiskit.opflow is gone"
    why = "Operators are `SparsePauliOp`, and expectation values come from an Estimator."
    before = "from qiskit.opflow import X, Z\n"
    gone: ClassVar = {
        "qiskit.opflow": "use `SparsePauliOp` of `qiskit.quantum_info`, and an Estimator for "
        "expectation values",
    }


class IgnisRule(Gone):
    """``qiskit.ignis``."""

    id = "MIG102"
    title = "qiskit.ignis is gone"
    why = "Ignis ended in 2021; its experiments are in packages of their own, with other classes."
    before = "from qiskit.ignis.mitigation.measurement import complete_meas_cal\n"
    gone: ClassVar = {
        "qiskit.ignis": "experiments are in `qiskit_experiments`, readout mitigation in `mthree`",
    }


class PulseRule(Gone):
    """``qiskit.pulse`` and schedules."""

    id = "MIG103"
    title = "pulse is gone"
    since = "2.0"
    removed = "2.0"
    why = "Qiskit 2.0 removed pulse; IBM's machines take fractional gates in its place."
    before = "from qiskit import pulse\n"
    gone: ClassVar = dict.fromkeys(
        (
            "qiskit.pulse",
            "qiskit.schedule",
            "qiskit.sequence",
            "qiskit.compiler.schedule",
            "qiskit.compiler.scheduler",
            "qiskit.compiler.sequence",
            "qiskit.compiler.sequencer",
            "qiskit.transpiler.passes.calibration",
            "qiskit.transpiler.passes.EchoRZXWeylDecomposition",
            "qiskit.transpiler.passes.NormalizeRXAngle",
            "qiskit.transpiler.passes.optimization.EchoRZXWeylDecomposition",
            "qiskit.transpiler.passes.optimization.NormalizeRXAngle",
            "qiskit.transpiler.passes.PulseGates",
            "qiskit.transpiler.passes.RXCalibrationBuilder",
            "qiskit.transpiler.passes.RZXCalibrationBuilder",
            "qiskit.transpiler.passes.RZXCalibrationBuilderNoEcho",
            "qiskit.transpiler.passes.ValidatePulseGates",
            "qiskit.transpiler.passes.rzx_templates",
            "qiskit.qpy.binary_io.write_schedule_block",
            "qiskit.qpy.type_keys.ScheduleAlignment",
            "qiskit.qpy.type_keys.ScheduleChannel",
            "qiskit.qpy.type_keys.ScheduleInstruction",
            "qiskit.visualization.PulseStyle",
            "qiskit.visualization.SchedStyle",
            "qiskit.visualization.pulse",
            "qiskit.visualization.pulse_drawer_v2",
            "qiskit.visualization.pulse_v2",
            "qiskit.scheduler",
            "qiskit_aer.pulse",
            "qiskit.providers.aer.pulse",
            "qiskit.providers.aer.PulseSimulator",
        ),
        "Qiskit 2 has no pulse; the package `qiskit-dynamics` simulates them, and IBM's "
        "machines have fractional gates",
    )


class ChemistryRule(Gone):
    """``qiskit.chemistry``."""

    id = "MIG104"
    title = "qiskit.chemistry is gone"
    why = "The package `qiskit_nature` has its successor, with other classes."
    before = "from qiskit.chemistry.drivers import PySCFDriver\n"
    gone: ClassVar = {"qiskit.chemistry": "use `qiskit_nature`"}


class QuantumInstanceRule(Gone):
    """``QuantumInstance``."""

    id = "MIG105"
    title = "QuantumInstance is gone"
    why = "Algorithms take a Sampler or an Estimator in its place."
    before = "from qiskit.utils import QuantumInstance\n"
    gone: ClassVar = dict.fromkeys(
        ("qiskit.utils.QuantumInstance", "qiskit.utils.quantum_instance"),
        "give the algorithm a Sampler or an Estimator",
    )


class ApplicationsRule(Gone):
    """``qiskit.optimization``, ``qiskit.finance`` and ``qiskit.ml``."""

    id = "MIG106"
    title = "optimization, finance and ml are packages of their own"
    why = "They were modules of Aqua's time; the packages that follow them have other classes."
    before = "from qiskit.optimization import QuadraticProgram\n"
    gone: ClassVar = {
        "qiskit.optimization": "use `qiskit_optimization`",
        "qiskit.finance": "use `qiskit_finance`",
        "qiskit.ml": "use `qiskit_machine_learning`",
    }


class FirstInterfaceRule(Gone):
    """What came before Terra 0.7."""

    id = "MIG107"
    title = "the first interface is gone"
    since = "0.7"
    removed = "0.7"
    why = "Programs of 2017 and 2018 were written around `QuantumProgram`, which is long gone."
    before = "from qiskit import QuantumProgram\n"
    gone: ClassVar = dict.fromkeys(
        (
            "qiskit.QuantumProgram",
            "qiskit.available_backends",
            "qiskit.get_backend",
            "qiskit.register",
            "qiskit.wrapper",
            "qiskit.QISKitError",
            "qiskit.backends",
            "qiskit.unroll",
            "qiskit.mapper",
            "qiskit.compile",
            "qiskit.CompositeGate",
            "qiskit.InstructionSet",
            "qiskit.Result",
            "qiskit.load_qasm_file",
            "qiskit.load_qasm_string",
        ),
        "write it with `QuantumCircuit`, `transpile` and `backend.run`",
    )


class PassesRule(Gone):
    """Passes of the transpiler that are gone."""

    id = "MIG108"
    title = "transpiler passes have successors with other arguments"
    why = "The passes were replaced by others, whose arguments differ."
    before = "from qiskit.transpiler.passes import StochasticSwap\n"
    gone: ClassVar = (
        {
            f"qiskit.transpiler.passes.{old}": f"use `{new}`, whose arguments differ"
            for old, new in {
                "StochasticSwap": "SabreSwap",
                "CXCancellation": "InverseCancellation([CXGate()])",
                "CXDirection": "GateDirection",
                "CheckCXDirection": "CheckGateDirection",
                "CheckCnotDirection": "CheckGateDirection",
                "CnotDirection": "GateDirection",
                "NoiseAdaptiveLayout": "VF2Layout",
                "CrosstalkAdaptiveSchedule": "ALAPScheduleAnalysis",
                "ALAPSchedule": "ALAPScheduleAnalysis",
                "ASAPSchedule": "ASAPScheduleAnalysis",
                "DynamicalDecoupling": "PadDynamicalDecoupling",
                "AlignMeasures": "ConstrainedReschedule",
                "LinearFunctionsSynthesis": "HighLevelSynthesis",
            }.items()
        }
        | {
            f"qiskit.transpiler.passes.{module}ConvertConditionsToIfOps": "circuits have `if_test` "
            "from the start"
            for module in ("", "utils.", "utils.convert_conditions_to_if_ops.")
        }
        | {
            "qiskit.transpiler.passes.synthesis.unitary_synthesis.DefaultUnitarySynthesis": (
                "use the plugin `default` of `UnitarySynthesis`"
            )
        }
    )


class ModelsRule(Gone):
    """Models of providers, Qobj, and bases of backends."""

    id = "MIG109"
    title = "models of the first backends are gone"
    since = "2.0"
    removed = "2.0"
    why = (
        "Qiskit 2.0 removed the Qobj, the models of configuration and properties, and the bases "
        "`BaseBackend` and `BackendV1`. `qiskit_uplift.compat` has them for providers that still "
        "need them."
    )
    before = "from qiskit.providers import BackendV1\n"
    gone: ClassVar = dict.fromkeys(
        (
            "qiskit.qobj",
            "qiskit.assembler",
            "qiskit.providers.models",
            "qiskit.providers.BackendConfigurationError",
            "qiskit.providers.BackendPropertyError",
            "qiskit.providers.exceptions.BackendConfigurationError",
            "qiskit.providers.exceptions.BackendPropertyError",
            "qiskit.providers.BackendV1",
            "qiskit.providers.convert_to_target",
            "qiskit.providers.backend.BackendV1",
            "qiskit.providers.backend_compat",
            "qiskit.providers.provider",
            "qiskit.result.models.QobjExperimentHeader",
            "qiskit.result.models.QobjHeader",
            "qiskit.providers.BaseBackend",
            "qiskit.providers.BaseJob",
            "qiskit.providers.BaseProvider",
            "qiskit.providers.ProviderV1",
            "qiskit.providers.Provider",
            "qiskit.providers.basebackend",
            "qiskit.providers.basejob",
            "qiskit.providers.baseprovider",
        ),
        "`qiskit_uplift.compat` has it for packages that need it; new code has a `Target`",
    )


class ToolsRule(Gone):
    """What else was in ``qiskit.tools``."""

    id = "MIG110"
    title = "qiskit.tools is gone"
    why = "Its parts went to `qiskit.quantum_info`, `qiskit.visualization` and `qiskit.utils`."
    before = "from qiskit.tools.qi.qi import random_unitary_matrix\n"
    gone: ClassVar = {
        "qiskit.tools": "states and operators are in `qiskit.quantum_info`, and `parallel_map` in "
        "`qiskit.utils`",
    }


class AerPartsRule(Gone):
    """Parts of Aer that are gone."""

    id = "MIG111"
    title = "snapshots and other parts of Aer are gone"
    why = "Aer 0.12 removed snapshots; circuits have `save_...` instructions in their place."
    before = "from qiskit.providers.aer.extensions import snapshot_statevector\n"
    gone: ClassVar = {
        **dict.fromkeys(
            ("qiskit.providers.aer.extensions", "qiskit_aer.extensions"),
            "use `circuit.save_statevector()`, `save_expectation_value()` and so on",
        ),
        "qiskit.providers.aer.backends.aerbackend": "it was private; see `qiskit_aer.backends`",
    }


IN_FILE = (
    AquaRule,
    OpflowRule,
    IgnisRule,
    PulseRule,
    ChemistryRule,
    QuantumInstanceRule,
    ApplicationsRule,
    FirstInterfaceRule,
    PassesRule,
    ModelsRule,
    ToolsRule,
    AerPartsRule,
)
"""The rules of this file, for the registry."""
