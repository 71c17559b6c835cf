"""AQT's ion traps and their offline simulators, by the old package (1.x) and the new (2.x)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.estimator import EstimatorOptions
from qiskit_uplift.adapters.measurements import Measurements
from qiskit_uplift.adapters.options import Limits, OptionContract, RunOption
from qiskit_uplift.adapters.primitives import ProviderEstimator, ProviderOptions, ProviderSampler
from qiskit_uplift.adapters.provider import Provider, comes_from, function_of_package
from qiskit_uplift.adapters.sampler import SamplerOptions

OLD = "qiskit_aqt_provider.aqt_resource"
OFFLINE = "qiskit_aqt_provider._offline_sim"
DIRECT = "qiskit_aqt_provider._direct"

# counts are made with 64-bit arithmetic, whose last bit is the sign
_MOST_CLBITS = 63

_MEMORY = RunOption("memory", bool, "return one outcome a shot", False)
_SEED = RunOption("seed_simulator", int, "seed of the sampling", minimum=0, maximum=2**63 - 1)
_OLD = (
    RunOption("query_period_seconds", float, "time between queries, in s", 1.0, minimum=0.1),
    RunOption("query_timeout_seconds", float, "longest time to wait, in s; by default any"),
    RunOption("with_progress_bar", bool, "draw a progress bar on stderr", True),
)


class AQTProvider(Provider):
    """Devices, and offline simulators; options, seed and notation depend on which it is."""

    name: ClassVar[str] = "aqt"
    modules: ClassVar[tuple[str, ...]] = ("qiskit_aqt_provider",)
    read_from: ClassVar[str] = "qiskit-aqt-provider 2.0.1 and 1.15.0"
    wraps_angles: ClassVar[bool] = True
    dialect: ClassVar[Dialect] = Dialect(memory=Notation.BINARY, counts=Notation.HEX)
    offline_dialect: ClassVar[Dialect] = Dialect(memory=Notation.HEX, counts=Notation.HEX)
    memory: ClassVar[str | None] = "memory"
    options: ClassVar[tuple[RunOption, ...]] = (
        RunOption("shots", int, "how often each circuit is run", 100, minimum=1, maximum=2000),
    )
    variants: ClassVar[Mapping[str, tuple[RunOption, ...]]] = {
        "all but offline simulators of 1.x": (_MEMORY,),
        "offline simulators of 2.x": (_SEED,),
        "1.x": _OLD,
    }
    other_seeds: ClassVar[tuple[str, ...]] = (_SEED.name,)
    limits_by_default: ClassVar[Limits] = Limits(max_circuits=50, max_shots=2000)
    cannot: ClassVar[Mapping[str, str]] = {
        "seed": "only the offline simulators of 2.x take one",
        "shot order": "the offline simulators of 1.x sort their shots by outcome",
        "mid-circuit measurement": "a device measures all ions at the end",
        "reset": "the Target has no reset",
        "control flow": "the Target has none",
        "repeated measurement": "a clbit that is written twice comes out wrong on devices",
    }

    def contract(self, backend: Any) -> OptionContract:
        """The contract of the device or simulator at hand."""
        options, seed, memory = self.options, self.seed, self.memory
        if comes_from(backend, OFFLINE):
            options, seed = (*options, _SEED), _SEED.name
        elif comes_from(backend, OLD):
            options = (*options, *_OLD)
            # its memory is sorted by outcome, so a part of it would be no sample of the whole
            memory = None if hasattr(backend, "simulator") else memory
        if memory is not None:
            options = (*options, _MEMORY)
        return OptionContract(options=options, shots=self.shots, seed=seed, memory=memory)

    def limits(self, backend: Any) -> Limits:
        """The class says how many shots it takes (200 for the old direct access)."""
        limits = super().limits(backend)
        own = getattr(backend.options, "max_shots", None)
        most = own() if callable(own) else getattr(backend, "MAX_SHOTS", limits.max_shots)
        # several circuits would be submitted one by one, as their results are waited for, under
        # an id that the device doesn't know
        circuits = 1 if comes_from(backend, DIRECT) else limits.max_circuits
        return replace(limits, max_circuits=circuits, max_shots=most)

    def dialect_of(self, backend: Any) -> Dialect:
        """Only the offline simulators of 2.x hand on what Aer writes."""
        return self.offline_dialect if comes_from(backend, OFFLINE) else self.dialect

    def is_local(self, backend: Any) -> bool:
        """The offline simulators are."""
        old_simulator = comes_from(backend, OLD) and hasattr(backend, "simulator")
        return old_simulator or comes_from(backend, OFFLINE)

    def keep(self, job: Any, backend: Any) -> None:
        """Put by what the package needs to read the outcomes of a cloud's or a device's job."""
        if not self.is_local(backend) and callable(getattr(job, "persist", None)):
            job.persist()

    def retrieve(self, backend: Any, job_id: str) -> Any:
        """A job that was kept in the package's own store, by ``persist()``.

        The server gives only outcomes, and the package needs the circuits to read them. The
        old direct access submits only as a result is waited for, and can't be kept.
        """
        if self.is_local(backend):
            return super().retrieve(backend, job_id)
        if not comes_from(backend, OLD):
            return backend.restore_job(job_id)
        restore = function_of_package(backend, "qiskit_aqt_provider.aqt_job:AQTJob.restore")
        token = backend.provider.access_token
        return restore(job_id, access_token=token, remove_from_store=False)

    def refusal(self, circuit: QuantumCircuit, backend: Any) -> str | None:
        """Circuits whose outcomes the package maps to the wrong clbits."""
        if comes_from(backend, OFFLINE):
            return None
        if circuit.num_clbits > _MOST_CLBITS:
            return (
                f"its counts lose every clbit after the first {_MOST_CLBITS}. Use fewer classical "
                "bits"
            )
        if Measurements.of(circuit).overwrites:
            return "it can't write one clbit from two qubits. Measure each into its own clbit"
        return None


@dataclass
class AQTOptions(ProviderOptions):
    """Options of AQT's devices and simulators."""

    query_period_seconds: float | None = None
    """Time between queries, in s. Default: ``1.0``. At least 0.1."""

    query_timeout_seconds: float | None = None
    """Longest time to wait, in s; by default any."""

    with_progress_bar: bool | None = None
    """Draw a progress bar on stderr. Default: ``True``."""


@dataclass
class AQTSamplerOptions(AQTOptions, SamplerOptions):
    """Options of `AQTSampler`: those of `SamplerAdapter` and `AQTOptions`."""


@dataclass
class AQTEstimatorOptions(AQTOptions, EstimatorOptions):
    """Options of `AQTEstimator`: those of `EstimatorAdapter` and `AQTOptions`."""


class AQTSampler(ProviderSampler[AQTSamplerOptions]):
    """A Sampler on AQT's devices and simulators, with their own options."""

    provider = AQTProvider
    options_class = AQTSamplerOptions


class AQTEstimator(ProviderEstimator[AQTEstimatorOptions]):
    """An Estimator on AQT's devices and simulators, with their own options."""

    provider = AQTProvider
    options_class = AQTEstimatorOptions
