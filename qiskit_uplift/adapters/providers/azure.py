"""Azure Quantum's cloud targets by azure-quantum; the QDK's local simulators have a file too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.estimator import EstimatorOptions
from qiskit_uplift.adapters.flattening import can_flatten, flattened, is_plain
from qiskit_uplift.adapters.measurements import Measurements
from qiskit_uplift.adapters.options import Limits, OptionContract, RunOption
from qiskit_uplift.adapters.primitives import ProviderEstimator, ProviderOptions, ProviderSampler
from qiskit_uplift.adapters.provider import Provider, comes_from
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.sampler import SamplerOptions

# what a backend says of the answers to come
IONQ = "ionq.quantum-results.v1"
HONEYWELL = "honeywell.quantum-results.v1"

_SHOTS: Final = RunOption("shots", int, "how often each circuit is run", 500, minimum=1)
_JOB_NAME: Final = RunOption("job_name", str, "name of the job; by default the circuit's")
_QIR: Final = (
    RunOption("target_profile", object, "a qdk TargetProfile; by default the backend's"),
    RunOption("items", list, "entry points and their arguments; by default the circuit's"),
)
# none of these classes is an OSError
_LOST: Final = ("ServiceRequestError", "ServiceResponseError")


class AzureProvider(Provider):
    """Targets that are sent QIR, and the older classes for IonQ's and Quantinuum's own formats.

    An option that the package doesn't know becomes metadata of the job, in silence, so only its
    own are declared; those that would change the formats of what is sent and answered are not.
    Some releases call the shots ``count``; as ``shots`` they are taken by all. A seed is an
    argument of ``job.result()``, and only IonQ's old class for its simulator has a use for it.

    Qubits that were lost make shots fewer, as the package leaves those out. The result of a job
    can be read once: the package takes its metadata apart.
    """

    name: ClassVar[str] = "azure"
    modules: ClassVar[tuple[str, ...]] = ("azure.quantum.qiskit",)
    read_from: ClassVar[str] = "azure-quantum 3.13.0"
    dialect: ClassVar[Dialect] = Dialect(memory=Notation.REGISTERS, counts=Notation.REGISTERS)
    old_dialect: ClassVar[Dialect] = Dialect(counts=Notation.BINARY)
    tag: ClassVar[str | None] = _JOB_NAME.name
    options: ClassVar[tuple[RunOption, ...]] = (
        _SHOTS,
        _JOB_NAME,
    )
    variants: ClassVar[Mapping[str, tuple[RunOption, ...]]] = {"targets that take QIR": _QIR}
    limits_by_default: ClassVar[Limits] = Limits(max_circuits=1)
    cannot: ClassVar[Mapping[str, str]] = {
        "seed": "run() takes none",
        "shot order": "the older classes for IonQ and Quantinuum give only counts",
        "mid-circuit measurement": "depends on the target; IonQ's refuse it",
        "reset": "depends on the target; IonQ's refuse it",
        "control flow": "the Target has none",
        "unmeasured clbits": "they can't be written as QIR, and IonQ's old classes fail at the end",
    }

    def contract(self, backend: Any) -> OptionContract:
        """The older classes take the shots and a name."""
        old = _answers(backend) in (IONQ, HONEYWELL)
        shots = replace(_SHOTS, default=backend.options.get("shots", _SHOTS.default))
        others = (_JOB_NAME,) if old else (_JOB_NAME, *_QIR)
        return OptionContract(options=(shots, *others), shots=self.shots)

    def limits(self, backend: Any) -> Limits:
        """Most devices say how many shots they take, and simulators that any number will do."""
        known = super().limits(backend)
        most = getattr(backend._config, "max_shots", None)
        return replace(known, max_shots=None if most is None else int(most))

    def dialect_of(self, backend: Any) -> Dialect:
        """The older classes give counts alone."""
        return self.old_dialect if _answers(backend) in (IONQ, HONEYWELL) else self.dialect

    def retrieve(self, backend: Any, job_id: str) -> Any:
        """The job as one of this very backend; the package's own call makes another."""
        return _job(backend, backend.provider.get_workspace().get_job(job_id))

    def find(self, backend: Any, tag: str) -> Sequence[Any]:
        """The jobs of this name in the workspace."""
        # it finds all names that begin so
        jobs = backend.provider.get_workspace().list_jobs(name_match=tag)
        return [_job(backend, job) for job in jobs if job.details.name == tag]

    def is_transient(self, error: BaseException) -> bool | None:
        """A request that never arrived, or an answer that didn't."""
        lost = any(cls.__name__ in _LOST for cls in type(error).__mro__)
        if lost and comes_from(error, "azure.core.exceptions"):
            return True
        return super().is_transient(error)

    def adapt(self, circuit: QuantumCircuit, backend: Any) -> QuantumCircuit:
        """Clbits outside of registers would be lost; Honeywell's format joins the registers."""
        return flattened(circuit, into_one=_answers(backend) == HONEYWELL)

    def refusal(self, circuit: QuantumCircuit, backend: Any) -> str | None:
        """What would be sent without a part of it, or answered in another order."""
        answers = _answers(backend)
        if answers == IONQ:
            if Measurements.of(circuit).dynamic or not can_flatten(circuit):
                return "it only measures the final state. Measure at the end, without conditions"
            if len(ClassicalLayout.of(circuit).written) < circuit.num_clbits:
                return (
                    "its package fails on a clbit that is never measured, once the job is done. "
                    "Measure into each clbit"
                )
        elif not (can_flatten(circuit) or is_plain(circuit)):
            return "clbits outside of registers, or in two, would be lost. Put each into one"
        elif answers == HONEYWELL and not can_flatten(circuit) and len(circuit.cregs) > 1:
            return "its outcomes don't tell the registers apart. Put the clbits into one register"
        return None


def _answers(backend: Any) -> str | None:
    answers = backend._config.azure.get("output_data_format")
    return answers if isinstance(answers, str) else None


def _job(backend: Any, azure_job: Any) -> Any:
    from azure.quantum.qiskit.job import AzureQuantumJob

    return AzureQuantumJob(backend, azure_job)


@dataclass
class AzureOptions(ProviderOptions):
    """Options of Azure Quantum's targets."""

    target_profile: Any = None
    """A qdk TargetProfile; by default the backend's."""

    items: list[Any] | None = None
    """Entry points and their arguments; by default the circuit's."""


@dataclass
class AzureSamplerOptions(AzureOptions, SamplerOptions):
    """Options of `AzureSampler`: those of `SamplerAdapter` and `AzureOptions`."""


@dataclass
class AzureEstimatorOptions(AzureOptions, EstimatorOptions):
    """Options of `AzureEstimator`: those of `EstimatorAdapter` and `AzureOptions`."""


class AzureSampler(ProviderSampler[AzureSamplerOptions]):
    """A Sampler on Azure Quantum's targets, with their own options."""

    provider = AzureProvider
    options_class = AzureSamplerOptions


class AzureEstimator(ProviderEstimator[AzureEstimatorOptions]):
    """An Estimator on Azure Quantum's targets, with their own options."""

    provider = AzureProvider
    options_class = AzureEstimatorOptions
