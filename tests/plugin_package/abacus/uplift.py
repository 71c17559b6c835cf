"""What qiskit-uplift has to know of this provider, and primitives with its options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from qiskit.circuit import QuantumCircuit

from abacus.backend import AbacusBackend, AbacusBusyError, AbacusJob
from qiskit_uplift import Dialect, Notation, Provider
from qiskit_uplift.adapters.estimator import EstimatorOptions
from qiskit_uplift.adapters.flattening import can_flatten, flattened, is_plain
from qiskit_uplift.adapters.options import Limits, RunOption
from qiskit_uplift.adapters.primitives import (
    ProviderEstimator,
    ProviderOptions,
    ProviderSampler,
)
from qiskit_uplift.adapters.sampler import SamplerOptions


class AbacusProvider(Provider):
    """``AbacusBackend``."""

    name: ClassVar[str] = "abacus"
    modules: ClassVar[tuple[str, ...]] = ("abacus",)
    read_from: ClassVar[str] = "abacus-quantum 1.0.0"
    compiles: ClassVar[bool] = True
    dialect: ClassVar[Dialect] = Dialect(counts=Notation.REGISTERS)
    shots: ClassVar[str | None] = "repetitions"
    seed: ClassVar[str | None] = "rng"
    tag: ClassVar[str | None] = "label"
    options: ClassVar[tuple[RunOption, ...]] = (
        RunOption("repetitions", int, "how often each circuit is run", 100, minimum=1, maximum=500),
        RunOption("rng", int, "seed of the sampling", minimum=0, maximum=2**32 - 1),
        RunOption("speed", str, "how fast to go", "slow", choices=("slow", "fast")),
        RunOption("label", str, "a name to find the job by"),
    )
    limits_by_default: ClassVar[Limits] = Limits(max_circuits=3, max_jobs=10)
    cannot: ClassVar[Mapping[str, str]] = {"shot order": "there are only counts"}

    def adapt(self, circuit: QuantumCircuit, backend: AbacusBackend) -> QuantumCircuit:
        """Clbits outside of registers, or in two of them, have no place in a key."""
        return flattened(circuit)

    def refusal(self, circuit: QuantumCircuit, backend: AbacusBackend) -> str | None:
        """What `adapt` can't write otherwise, as control flow reads the registers."""
        if is_plain(circuit) or can_flatten(circuit):
            return None
        return "its registers share, skip or reorder clbits. Put each clbit into one register"

    def retrieve(self, backend: AbacusBackend, job_id: str) -> AbacusJob:
        return backend.fetch(job_id)

    def find(self, backend: AbacusBackend, tag: str) -> Sequence[AbacusJob]:
        return backend.labelled(tag)

    def is_transient(self, error: BaseException) -> bool | None:
        return True if isinstance(error, AbacusBusyError) else None


@dataclass
class AbacusOptions(ProviderOptions):
    """The options of the abacus."""

    speed: Literal["slow", "fast"] | None = None
    """How fast to go. Default: ``"slow"``."""


@dataclass
class AbacusSamplerOptions(AbacusOptions, SamplerOptions):
    """Options of `AbacusSampler`."""


@dataclass
class AbacusEstimatorOptions(AbacusOptions, EstimatorOptions):
    """Options of `AbacusEstimator`."""


class AbacusSampler(ProviderSampler[AbacusSamplerOptions]):
    """A Sampler on the abacus, with its own options."""

    provider = AbacusProvider
    options_class = AbacusSamplerOptions


class AbacusEstimator(ProviderEstimator[AbacusEstimatorOptions]):
    """An Estimator on the abacus, with its own options."""

    provider = AbacusProvider
    options_class = AbacusEstimatorOptions
