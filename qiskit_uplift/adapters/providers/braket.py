"""Amazon Braket's local simulators and emulators, and its devices on AWS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.estimator import EstimatorOptions
from qiskit_uplift.adapters.legacy_data import read
from qiskit_uplift.adapters.options import Limits, OptionContract, RunOption
from qiskit_uplift.adapters.primitives import ProviderEstimator, ProviderOptions, ProviderSampler
from qiskit_uplift.adapters.provider import Provider
from qiskit_uplift.adapters.sampler import SamplerOptions

_AWS = (
    RunOption("native", bool, "compile to the device's native gates and send them as is", False),
    RunOption("optimization_level", int, "level of its own transpilation", 0, minimum=0, maximum=3),
    RunOption("callback", object, "called after each pass of its own transpilation"),
    RunOption("num_processes", int, "how many processes transpile", minimum=1),
    RunOption("pass_manager", object, "a Qiskit PassManager instead of its own transpilation"),
    RunOption("s3_destination_folder", (tuple, list), "bucket and prefix of the results"),
    RunOption("max_parallel", int, "the most tasks at a time", minimum=1),
    RunOption("max_connections", int, "connections and threads of a batch", 100, minimum=1),
    RunOption("poll_timeout_seconds", float, "longest time to wait, in s", 432000, minimum=0),
    RunOption("poll_interval_seconds", float, "time between queries, in s", minimum=0),
    RunOption("gate_definitions", dict, "pulse sequences of gates"),
    RunOption("reservation_arn", str, "the reservation to use"),
    RunOption("experimental_capabilities", str, "those to enable", choices=("ALL",)),
    RunOption("device_parameters", object, "parameters of the device"),
    RunOption("disable_qubit_rewiring", bool, "keep the qubits where they are", False),
    RunOption("tags", dict, "tags of the tasks"),
    RunOption("quiet", bool, "log less while waiting", False),
)


class BraketProvider(Provider):
    """``BraketLocalBackend`` and ``BraketAwsBackend``.

    Memory comes without being asked for. It and the counts leave out the clbits that are never
    measured. An unknown option is dropped by a local backend, so it is refused here.
    """

    name: ClassVar[str] = "braket"
    modules: ClassVar[tuple[str, ...]] = ("qiskit_braket_provider",)
    read_from: ClassVar[str] = "qiskit-braket-provider 0.27.1"
    compiles: ClassVar[bool] = True
    dialect: ClassVar[Dialect] = Dialect(
        memory=Notation.MEASURED_HEX, counts=Notation.MEASURED_BITS
    )
    options: ClassVar[tuple[RunOption, ...]] = (
        # 0 asks for the state instead of samples
        RunOption("shots", int, "how often each circuit is run", 1024, minimum=1),
        RunOption("verbatim", bool, "take the circuit as it is", False),
        RunOption("meas_level", int, "the level of the outcomes", 2, choices=(2,)),
    )
    variants: ClassVar[Mapping[str, tuple[RunOption, ...]]] = {"devices on AWS": _AWS}
    cannot: ClassVar[Mapping[str, str]] = {
        "seed": "there is no such option, on AWS or locally",
        "mid-circuit measurement": "an operation on a measured qubit is refused",
        "reset": "the package doesn't translate it",
        "control flow": "run() refuses it",
        "repeated measurement": "a second measurement of a qubit is refused",
    }

    def contract(self, backend: Any) -> OptionContract:
        """Only a device on AWS takes more than a local backend."""
        return OptionContract(
            options=(*self.options, *_AWS) if _on_aws(backend) else self.options,
            shots=self.shots,
            seed=self.seed,
            memory=self.memory,
        )

    def limits(self, backend: Any) -> Limits:
        """The device's own description says how many shots it takes, and how many circuits."""
        known = super().limits(backend)
        service = read(read(getattr(backend, "_device", None), "properties"), "service")
        least, most = read(service, "shotsRange") or (known.min_shots, known.max_shots)
        # circuits are sent as one program set where the device takes any
        executables = getattr(backend, "_max_program_set_executables", None)
        return replace(
            known,
            max_circuits=executables if _on_aws(backend) else known.max_circuits,
            min_shots=max(least, known.min_shots),
            max_shots=most,
        )

    def is_local(self, backend: Any) -> bool:
        """The local simulators and emulators are."""
        return not _on_aws(backend)

    def retrieve(self, backend: Any, job_id: str) -> Any:
        """By the backend's own call, which then takes a set of programs for a circuit."""
        job = super().retrieve(backend, job_id)
        if getattr(backend, "_max_program_set_executables", None) is None:
            return job
        (task,) = job._tasks
        return type(job)(task_id=job_id, backend=backend, tasks=task)


def _on_aws(backend: object) -> bool:
    # one module holds both kinds
    return any(cls.__name__ == "BraketAwsBackend" for cls in type(backend).__mro__)


@dataclass
class BraketOptions(ProviderOptions):
    """Options of Amazon Braket's devices and simulators."""

    verbatim: bool | None = None
    """Take the circuit as it is. Default: ``False``."""

    meas_level: Literal[2] | None = None
    """The level of the outcomes. Default: ``2``."""

    native: bool | None = None
    """Compile to the device's native gates and send them as is. Default: ``False``."""

    braket_optimization_level: int | None = None
    """Level of its own transpilation. Default: ``0``. From 0 to 3."""

    callback: Any = None
    """Called after each pass of its own transpilation."""

    num_processes: int | None = None
    """How many processes transpile. At least 1."""

    pass_manager: Any = None
    """A Qiskit PassManager instead of its own transpilation."""

    s3_destination_folder: tuple[Any, ...] | list[Any] | None = None
    """Bucket and prefix of the results."""

    max_parallel: int | None = None
    """The most tasks at a time. At least 1."""

    max_connections: int | None = None
    """Connections and threads of a batch. Default: ``100``. At least 1."""

    poll_timeout_seconds: float | None = None
    """Longest time to wait, in s. Default: ``432000``. At least 0."""

    poll_interval_seconds: float | None = None
    """Time between queries, in s. At least 0."""

    gate_definitions: dict[str, Any] | None = None
    """Pulse sequences of gates."""

    reservation_arn: str | None = None
    """The reservation to use."""

    experimental_capabilities: Literal["ALL"] | None = None
    """Those to enable."""

    device_parameters: Any = None
    """Parameters of the device."""

    disable_qubit_rewiring: bool | None = None
    """Keep the qubits where they are. Default: ``False``."""

    tags: dict[str, Any] | None = None
    """Tags of the tasks."""

    quiet: bool | None = None
    """Log less while waiting. Default: ``False``."""


@dataclass
class BraketSamplerOptions(BraketOptions, SamplerOptions):
    """Options of `BraketSampler`: those of `SamplerAdapter` and `BraketOptions`."""


@dataclass
class BraketEstimatorOptions(BraketOptions, EstimatorOptions):
    """Options of `BraketEstimator`: those of `EstimatorAdapter` and `BraketOptions`."""


class BraketSampler(ProviderSampler[BraketSamplerOptions]):
    """A Sampler on Amazon Braket's devices and simulators, with their own options."""

    provider = BraketProvider
    options_class = BraketSamplerOptions


class BraketEstimator(ProviderEstimator[BraketEstimatorOptions]):
    """An Estimator on Amazon Braket's devices and simulators, with their own options."""

    provider = BraketProvider
    options_class = BraketEstimatorOptions
