"""The two local simulators of Microsoft's Quantum Development Kit."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal

from qiskit.circuit import (
    ClassicalRegister,
    ControlFlowOp,
    IfElseOp,
    QuantumCircuit,
    SwitchCaseOp,
    WhileLoopOp,
)
from qiskit.circuit.classical import expr

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.estimator import EstimatorOptions
from qiskit_uplift.adapters.flattening import can_flatten, flattened, in_one_register
from qiskit_uplift.adapters.options import OptionContract, RunOption
from qiskit_uplift.adapters.primitives import ProviderEstimator, ProviderOptions, ProviderSampler
from qiskit_uplift.adapters.provider import Provider, comes_from
from qiskit_uplift.adapters.sampler import SamplerOptions

NEUTRAL_ATOM = "qdk.qiskit.backends.neutral_atom_backend"

_CONTROLLED_TURNS: Final = frozenset({"crx", "cry", "crz"})
_CLOSE: Final = 1e-9  # radians, of which a simulation can't tell

_COMMON = (
    RunOption("shots", int, "how often each circuit is run", 1024, minimum=1),
    RunOption("name", str, "name of the entry point; by default the circuit's"),
    RunOption("search_path", str, "where OpenQASM includes are looked for", "."),
    RunOption("output_semantics", object, "a qdk OutputSemantics", "OutputSemantics.Qiskit"),
    RunOption("executor", object, "the concurrent.futures executor that runs the circuits"),
    RunOption("skip_transpilation", bool, "take the circuit as it is", False),
    RunOption("optimization_level", int, "level of its own transpilation", minimum=0, maximum=3),
    RunOption("seed_transpiler", int, "seed of its own transpilation", minimum=0),
)
_QSHARP = (
    RunOption("target_profile", object, "a qdk TargetProfile", "TargetProfile.Unrestricted"),
    RunOption("output_fn", object, "called with what the program prints"),
)
_NEUTRAL_ATOM = (
    RunOption("seed", int, "seed of the simulator", minimum=0, maximum=2**32 - 1),
    RunOption("noise", object, "a qdk NoiseConfig; by default none"),
    RunOption("simulator_type", str, "which simulator runs it", choices=("clifford", "cpu", "gpu")),
)


class QDKProvider(Provider):
    """``QSharpBackend`` (counts alone) and ``NeutralAtomBackend`` (memory without being asked).

    ``QSharpBackend`` draws each shot with a seed of its own, one more than that of the shot before:
    runs of near seeds are nearly the same. Another number, made from the user's, is sent there.

    ``params``, which one backend lists, has no effect and is therefore not declared.
    """

    name: ClassVar[str] = "qdk"
    modules: ClassVar[tuple[str, ...]] = ("qdk.qiskit",)
    read_from: ClassVar[str] = "qdk 1.33.1"
    compiles: ClassVar[bool] = True
    dialect: ClassVar[Dialect] = Dialect(memory=Notation.REGISTERS, counts=Notation.REGISTERS)
    seed: ClassVar[str | None] = "seed"
    options: ClassVar[tuple[RunOption, ...]] = (
        *_COMMON,
        # QSharpBackend takes 0 for no seed at all
        RunOption("seed", int, "seed of the simulator", minimum=1, maximum=2**64 - 1),
    )
    variants: ClassVar[Mapping[str, tuple[RunOption, ...]]] = {
        "QSharpBackend": _QSHARP,
        "NeutralAtomBackend": _NEUTRAL_ATOM,
    }
    # from level 2 on its transpiler elides swaps, and its own compiler refuses what comes of that
    presets: ClassVar[Mapping[str, Any]] = {"optimization_level": 1}
    cannot: ClassVar[Mapping[str, str]] = {
        "shot order": "QSharpBackend gives only counts",
        "control flow": "NeutralAtomBackend has none; a register in a condition, which "
        "QSharpBackend reads with its first clbit as the highest, is refused",
        "unmeasured clbits": "NeutralAtomBackend refuses a clbit that is never written",
    }

    def contract(self, backend: Any) -> OptionContract:
        """The contract of the simulator at hand."""
        neutral_atom = comes_from(backend, NEUTRAL_ATOM)
        return OptionContract(
            options=(*_COMMON, *_NEUTRAL_ATOM) if neutral_atom else (*self.options, *_QSHARP),
            shots=self.shots,
            seed=self.seed,
            memory=self.memory,
            presets=self.presets,
            shares_seed=True,
            # shot n of seed s is shot n - 1 of seed s + 1 on the other one
            seeds_overlap=not neutral_atom,
        )

    def is_local(self, backend: Any) -> bool:
        """Both simulators are."""
        del backend
        return True

    def adapt(self, circuit: QuantumCircuit, backend: Any) -> QuantumCircuit:
        """Clbits outside of registers, or in two of them, would be lost, and signs of rotations.

        An angle is reduced modulo 2 pi, and a controlled rotation by 2 pi is a Z of its control.
        Registers without bits are refused.
        """
        del backend
        is_full = all(register.size for register in (*circuit.qregs, *circuit.cregs))
        plain = flattened if is_full or not can_flatten(circuit) else in_one_register
        return _within_one_turn(plain(circuit))

    def refusal(self, circuit: QuantumCircuit, backend: Any) -> str | None:
        """Conditions on registers, whose first clbit is taken for the highest."""
        del backend
        if not any(register.size > 1 for register in _asked(circuit)):
            return None
        return (
            "its package reads registers in conditions and switches with their first clbit as "
            "the highest. Ask for single clbits"
        )


def _asked(circuit: QuantumCircuit) -> Iterator[ClassicalRegister]:
    """The registers in the conditions of a circuit, and in those of its blocks."""
    for instruction in circuit.data:
        operation = instruction.operation
        if not isinstance(operation, ControlFlowOp):
            continue
        asked: Any = None
        if isinstance(operation, (IfElseOp, WhileLoopOp)):
            asked = operation.condition
        elif isinstance(operation, SwitchCaseOp):
            asked = operation.target
        if isinstance(asked, expr.Expr):
            found = [each.var for each in expr.iter_vars(asked)]
        else:
            found = list(asked) if isinstance(asked, tuple) else [asked]
        yield from (each for each in found if isinstance(each, ClassicalRegister))
        for block in operation.blocks:
            yield from _asked(block)


def _within_one_turn(circuit: QuantumCircuit) -> QuantumCircuit:
    """The circuit with angles of controlled rotations from 0 to 2 pi, or itself if they are."""
    adapted = circuit.copy_empty_like()
    is_changed = False
    for instruction in circuit.data:
        operation, qubits = instruction.operation, instruction.qubits
        if isinstance(operation, ControlFlowOp):
            blocks = [_within_one_turn(block) for block in operation.blocks]
            if any(new is not old for new, old in zip(blocks, operation.blocks, strict=True)):
                is_changed = True
                adapted.append(operation.replace_blocks(blocks), qubits, instruction.clbits)
                continue
        elif operation.name in _CONTROLLED_TURNS:
            (angle,) = map(float, operation.params)
            turns = math.floor((angle + _CLOSE) / math.tau)
            if turns or angle < 0:
                is_changed = True
                adapted.append(operation.base_class(max(0.0, angle - turns * math.tau)), qubits)
                if turns % 2:
                    adapted.z(qubits[0])
                continue
        adapted.append(instruction)
    return adapted if is_changed else circuit


@dataclass
class QDKOptions(ProviderOptions):
    """Options of the QDK's local simulators."""

    name: str | None = None
    """Name of the entry point; by default the circuit's."""

    search_path: str | None = None
    """Where OpenQASM includes are looked for. Default: ``.``."""

    output_semantics: Any = None
    """A qdk OutputSemantics. Default: ``OutputSemantics.Qiskit``."""

    executor: Any = None
    """The concurrent.futures executor that runs the circuits."""

    skip_transpilation: bool | None = None
    """Take the circuit as it is. Default: ``False``."""

    qdk_optimization_level: int | None = None
    """Level of its own transpilation. From 0 to 3."""

    seed_transpiler: int | None = None
    """Seed of its own transpilation. At least 0."""

    target_profile: Any = None
    """A qdk TargetProfile. Default: ``TargetProfile.Unrestricted``."""

    output_fn: Any = None
    """Called with what the program prints."""

    noise: Any = None
    """A qdk NoiseConfig; by default none."""

    simulator_type: Literal["clifford", "cpu", "gpu"] | None = None
    """Which simulator runs it."""


@dataclass
class QDKSamplerOptions(QDKOptions, SamplerOptions):
    """Options of `QDKSampler`: those of `SamplerAdapter` and `QDKOptions`."""


@dataclass
class QDKEstimatorOptions(QDKOptions, EstimatorOptions):
    """Options of `QDKEstimator`: those of `EstimatorAdapter` and `QDKOptions`."""


class QDKSampler(ProviderSampler[QDKSamplerOptions]):
    """A Sampler on the QDK's local simulators, with their own options."""

    provider = QDKProvider
    options_class = QDKSamplerOptions


class QDKEstimator(ProviderEstimator[QDKEstimatorOptions]):
    """An Estimator on the QDK's local simulators, with their own options."""

    provider = QDKProvider
    options_class = QDKEstimatorOptions
