"""IonQ's ion traps and cloud simulators, by the old package (0.5) and the new (1.x)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, ClassVar, Final

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.estimator import EstimatorOptions
from qiskit_uplift.adapters.flattening import can_flatten, flattened, is_plain
from qiskit_uplift.adapters.measurements import Measurements
from qiskit_uplift.adapters.options import Limits, OptionContract, RunOption
from qiskit_uplift.adapters.primitives import ProviderEstimator, ProviderOptions, ProviderSampler
from qiskit_uplift.adapters.provider import Provider
from qiskit_uplift.adapters.sampler import SamplerOptions
from qiskit_uplift.exceptions import OptionError


@dataclass(frozen=True)
class _Extra(RunOption):
    """A dictionary that is merged into the request, but for the keys that decide the counts."""

    reserved: frozenset[str] = frozenset()

    def check(self, value: Any, where: str) -> Any:
        value = super().check(value, where)
        for key in value:
            if key in self.reserved:
                raise OptionError(
                    f"{where}: {self.name} can't set {key!r}, as the package would go on counting "
                    "by what it has set itself. Use the option of run() or of the backend."
                )
        return value


@dataclass(frozen=True)
class _NoiseModel(RunOption):
    """The noise model of a run, which has to be the backend's own: counts are made by that."""

    own: str = "ideal"

    def check(self, value: Any, where: str) -> Any:
        value = super().check(value, where)
        if value != self.own:
            raise OptionError(
                f"{where}: with {self.name}={value!r} for one run the package would go on counting "
                f"as for {self.own!r}, the backend's own. Set it by "
                f"backend.set_options({self.name}={value!r}), before uplift()."
            )
        return value


_SHOTS: Final = RunOption("shots", int, "how often each circuit is run", 1024, minimum=1)
_COMMON: Final = (
    _SHOTS,
    RunOption("job_settings", dict, "the settings of the job, as the API takes them"),
    _Extra(
        "extra_query_params",
        dict,
        "more fields of the job",
        {},
        reserved=frozenset({"shots", "noise", "metadata", "input", "registers", "dry_run", "type"}),
    ),
    _Extra(
        "extra_metadata",
        dict,
        "more fields of the job's metadata",
        {},
        reserved=frozenset({"shots", "sampler_seed", "qiskit_header"}),
    ),
)
# what is none of the package's own enumeration is dropped by it
_ERROR_MITIGATION: Final = RunOption("error_mitigation", Enum, "a qiskit_ionq ErrorMitigation")
_NEW: Final = (
    RunOption("name", str, "name of the job; by default the circuit's"),
    RunOption("session_id", str, "the session that the job belongs to"),
    RunOption("dry_run", bool, "compile only; the job has then no result", False),
)
_MEMORY: Final = RunOption("memory", bool, "return one outcome a shot", False)
_SEED: Final = RunOption("sampler_seed", int, "seed of the sampling", minimum=0, maximum=2**32 - 1)


class IonQProvider(Provider):
    """Devices and simulators of ``qiskit_ionq``.

    The API returns probabilities. Those of the ideal simulator are exact, and the package draws
    the counts from them by itself; those of all others come from shots, and the package
    multiplies by the shots that were asked for. So the outcomes of the single shots are asked for,
    too, where there are any, and read alone. Which of both it is follows from the backend's own
    option ``noise_model``, whatever ``run`` is told, so another one is refused there: set it by
    ``backend.set_options``, before ``uplift``. Where circuits only measure at their end,
    ``uplift(..., max_circuits=)`` lets them share jobs.
    """

    name: ClassVar[str] = "ionq"
    modules: ClassVar[tuple[str, ...]] = ("qiskit_ionq",)
    read_from: ClassVar[str] = "qiskit-ionq 1.1.1 and 0.5.13"
    account_names: ClassVar[Mapping[str, str | None]] = {"token": "token", "url": "url"}
    dialect: ClassVar[Dialect] = Dialect(
        memory=Notation.BINARY, counts=Notation.BINARY, counts_are_scaled=True
    )
    old_dialect: ClassVar[Dialect] = Dialect(counts=Notation.HEX)
    memory: ClassVar[str | None] = "memory"
    options: ClassVar[tuple[RunOption, ...]] = _COMMON
    variants: ClassVar[Mapping[str, tuple[RunOption, ...]]] = {
        "1.x, and devices with 0.5": (_ERROR_MITIGATION,),
        "1.x": _NEW,
        "simulators": (_NoiseModel("noise_model", str, "the backend's own, if any"),),
        "the ideal simulator": (_SEED,),
        "1.x, but for the ideal simulator": (_MEMORY,),
    }
    other_seeds: ClassVar[tuple[str, ...]] = (_SEED.name,)
    # a list, even of one, can't hold a circuit that goes on after a measurement
    limits_by_default: ClassVar[Limits] = Limits(max_circuits=1)
    most_shots_of_a_device: ClassVar[int] = 10_000
    cannot: ClassVar[Mapping[str, str]] = {
        "seed": "only the ideal simulator takes one from run()",
        "shot order": "the ideal simulator, and 0.5 always, give only counts",
        "mid-circuit measurement": "not with 0.5, and not on the ideal simulator",
        "reset": "not with 0.5, and not on the ideal simulator",
        "control flow": "the Target has none",
    }

    def contract(self, backend: Any) -> OptionContract:
        """A seed for the ideal simulator; memory for all others of the new package."""
        ideal, old, simulator = _is_ideal(backend), _is_old(backend), _is_simulator(backend)
        options = self.options
        if not (old and simulator):
            options = (*options, _ERROR_MITIGATION)
        if not old:
            options = (*options, *_NEW)
        if simulator:
            own = backend.options.noise_model
            noise = _NoiseModel("noise_model", str, "the backend's own, if any", own, own=own)
            options = (*options, noise)
        has_memory = not (ideal or old)
        if ideal:
            options = (*options, _SEED)
        if has_memory:
            options = (*options, _MEMORY)
        return OptionContract(
            options=options,
            shots=self.shots,
            seed=_SEED.name if ideal else None,
            memory=self.memory if has_memory else None,
            presets={_MEMORY.name: True} if has_memory else {},
            shares_seed=True,
        )

    def limits(self, backend: Any) -> Limits:
        """A simulator takes any number of shots, though its configuration says 1."""
        limits = super().limits(backend)
        most = None if _is_simulator(backend) else self.most_shots_of_a_device
        return replace(limits, max_shots=most)

    def dialect_of(self, backend: Any) -> Dialect:
        """The old package writes hexadecimal counts."""
        return self.old_dialect if _is_old(backend) else self.dialect

    def is_transient(self, error: BaseException) -> bool | None:
        """What the package itself would try again: a busy server, or a network that failed."""
        if type(error).__name__ == "IonQRetriableError":
            return True
        return super().is_transient(error)

    def adapt(self, circuit: QuantumCircuit, backend: Any) -> QuantumCircuit:
        """What is sent as OpenQASM 3 is read back by its registers, one after the other."""
        del backend
        return flattened(circuit) if Measurements.of(circuit).dynamic else circuit

    def refusal(self, circuit: QuantumCircuit, backend: Any) -> str | None:
        """What the package would change, or read back into the wrong clbits."""
        if _is_old(backend):
            if Measurements.of(circuit).dynamic or not can_flatten(circuit):
                return "it only measures the final state. Measure at the end, without conditions"
            return None
        if Measurements.of(circuit).dynamic and not (is_plain(circuit) or can_flatten(circuit)):
            return (
                "it numbers clbits by their registers, which here share, skip or reorder them. "
                "Put each clbit into one register, in their order"
            )
        return None


def _is_old(backend: Any) -> bool:
    return getattr(backend, "version", None) == 1


def _is_simulator(backend: Any) -> bool:
    return any(cls.__name__ == "IonQSimulatorBackend" for cls in type(backend).__mro__)


def _is_ideal(backend: Any) -> bool:
    """Whether the package draws the counts; it goes by the name, too."""
    name = backend.name() if callable(backend.name) else backend.name
    return bool(name == "ionq_simulator" and backend.options.noise_model == "ideal")


@dataclass
class IonQOptions(ProviderOptions):
    """Options of IonQ's devices and simulators."""

    job_settings: dict[str, Any] | None = None
    """The settings of the job, as the API takes them."""

    extra_query_params: dict[str, Any] | None = None
    """More fields of the job. Default: ``{}``."""

    extra_metadata: dict[str, Any] | None = None
    """More fields of the job's metadata. Default: ``{}``."""

    error_mitigation: Enum | None = None
    """A qiskit_ionq ErrorMitigation."""

    name: str | None = None
    """Name of the job; by default the circuit's."""

    session_id: str | None = None
    """The session that the job belongs to."""

    dry_run: bool | None = None
    """Compile only; the job has then no result. Default: ``False``."""

    noise_model: str | None = None
    """The backend's own, if any."""


@dataclass
class IonQSamplerOptions(IonQOptions, SamplerOptions):
    """Options of `IonQSampler`: those of `SamplerAdapter` and `IonQOptions`."""


@dataclass
class IonQEstimatorOptions(IonQOptions, EstimatorOptions):
    """Options of `IonQEstimator`: those of `EstimatorAdapter` and `IonQOptions`."""


class IonQSampler(ProviderSampler[IonQSamplerOptions]):
    """A Sampler on IonQ's devices and simulators, with their own options."""

    provider = IonQProvider
    options_class = IonQSamplerOptions


class IonQEstimator(ProviderEstimator[IonQEstimatorOptions]):
    """An Estimator on IonQ's devices and simulators, with their own options."""

    provider = IonQProvider
    options_class = IonQEstimatorOptions
