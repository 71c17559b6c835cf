"""Quantinuum's ion traps by their old packages for Qiskit, under both of their names."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from qiskit import qasm2
from qiskit.circuit import QuantumCircuit
from qiskit.providers import JobStatus

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.estimator import EstimatorOptions
from qiskit_uplift.adapters.flattening import can_flatten, in_one_register
from qiskit_uplift.adapters.options import Limits, OptionContract, RunOption
from qiskit_uplift.adapters.primitives import ProviderEstimator, ProviderOptions, ProviderSampler
from qiskit_uplift.adapters.provider import Provider
from qiskit_uplift.adapters.sampler import SamplerOptions

_SHOTS: Final = RunOption("shots", int, "how often each circuit is run", 1024, 1, 10_000)


class QuantinuumProvider(Provider):
    """``QuantinuumBackend``, and ``HoneywellBackend``, whose code is the same.

    A package asks a circuit for its OpenQASM 2 by a method that Qiskit 1 no longer has, so
    circuits are sent with one of their own. A job's ``status`` is that of a copy which is thrown
    away: to ask an unfinished job, or one for the second time, spoils its result.
    """

    name: ClassVar[str] = "quantinuum"
    modules: ClassVar[tuple[str, ...]] = ("qiskit_quantinuum", "qiskit.providers.honeywell")
    read_from: ClassVar[str] = "qiskit-quantinuum-provider 0.4.1, qiskit-honeywell-provider 0.2.1"
    dialect: ClassVar[Dialect] = Dialect(counts=Notation.HEX)
    options: ClassVar[tuple[RunOption, ...]] = (
        _SHOTS,
        RunOption("priority", str, "the place in the queue", "normal"),
    )
    # the circuits of a list become jobs of which only the last one's id is told
    limits_by_default: ClassVar[Limits] = Limits(max_circuits=1, max_shots=10_000)
    cannot: ClassVar[Mapping[str, str]] = {
        "seed": "it is a device; its simulators take no seed from run() either",
        "shot order": "the package counts the shots",
        "control flow": "the package writes OpenQASM 2, which has only conditions on registers",
    }

    def contract(self, backend: Any) -> OptionContract:
        """The backend's own priority goes along, as the package forgets it next to shots."""
        return OptionContract(
            options=self.options,
            shots=self.shots,
            presets={"priority": backend.options.priority},
        )

    def limits(self, backend: Any) -> Limits:
        """One circuit a job, though the package takes more."""
        return replace(super().limits(backend), max_circuits=1)

    def waiting(self, backend: Any) -> Mapping[str, Any]:
        """A job gives up after five minutes, or a third of a second where it has to poll."""
        del backend
        return {"timeout": math.inf}

    def job(self, handle: Any, backend: Any) -> Any:
        """A job that can be asked how it is."""
        return _Job(handle, lambda: self.retrieve(backend, handle.job_id()))

    def adapt(self, circuit: QuantumCircuit, backend: Any) -> QuantumCircuit:
        """Registers are joined in the order in which they happen to come, so there may be one."""
        del backend
        flat = in_one_register(circuit) if can_flatten(circuit) else circuit.copy()
        flat.__class__ = _WithProgram
        return flat

    def refusal(self, circuit: QuantumCircuit, backend: Any) -> str | None:
        """Conditions on one of several registers: nothing says in which order those come back."""
        del backend
        if can_flatten(circuit):
            return None
        only = circuit.cregs[0] if len(circuit.cregs) == 1 else ()
        if list(only) == list(circuit.clbits):
            return None
        return (
            "its package joins the outcomes of registers in any order. With conditions, put all "
            "classical bits into one register"
        )


class _Job:
    """The package's job, but for its status."""

    def __init__(self, job: Any, copy: Callable[[], Any]) -> None:
        self._job = job
        self._copy = copy

    def __getattr__(self, name: str) -> Any:
        return getattr(self._job, name)

    def status(self) -> JobStatus:
        """Done, or else running: the package takes a job that waits for one that failed."""
        try:
            is_done = self._copy().status() is JobStatus.DONE
        except Exception:  # what the package's code raises as long as there is no result
            is_done = False
        return JobStatus.DONE if is_done else JobStatus.RUNNING


class _WithProgram(QuantumCircuit):
    """A circuit that still writes its own program."""

    def qasm(self) -> str:
        return qasm2.dumps(self)


@dataclass
class QuantinuumOptions(ProviderOptions):
    """Options of Quantinuum's devices."""

    priority: str | None = None
    """The place in the queue. Default: ``"normal"``."""


@dataclass
class QuantinuumSamplerOptions(QuantinuumOptions, SamplerOptions):
    """Options of `QuantinuumSampler`: those of `SamplerAdapter` and `QuantinuumOptions`."""


@dataclass
class QuantinuumEstimatorOptions(QuantinuumOptions, EstimatorOptions):
    """Options of `QuantinuumEstimator`: those of `EstimatorAdapter` and `QuantinuumOptions`."""


class QuantinuumSampler(ProviderSampler[QuantinuumSamplerOptions]):
    """A Sampler on Quantinuum's devices, with their own options."""

    provider = QuantinuumProvider
    options_class = QuantinuumSamplerOptions


class QuantinuumEstimator(ProviderEstimator[QuantinuumEstimatorOptions]):
    """An Estimator on Quantinuum's devices, with their own options."""

    provider = QuantinuumProvider
    options_class = QuantinuumEstimatorOptions
