"""The two local simulators of Microsoft's Quantum Development Kit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.estimator import EstimatorOptions
from qiskit_uplift.adapters.flattening import flattened
from qiskit_uplift.adapters.options import OptionContract, RunOption
from qiskit_uplift.adapters.primitives import ProviderEstimator, ProviderOptions, ProviderSampler
from qiskit_uplift.adapters.provider import Provider, comes_from
from qiskit_uplift.adapters.sampler import SamplerOptions

NEUTRAL_ATOM = "qdk.qiskit.backends.neutral_atom_backend"

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
        "control flow": "NeutralAtomBackend has none",
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
        """Clbits outside of registers, or in two of them, would be lost."""
        del backend
        return flattened(circuit)


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
