"""Infleqtion's Superstaq, by both versions of its interface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from qiskit.circuit import ControlFlowOp, QuantumCircuit

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.estimator import EstimatorOptions
from qiskit_uplift.adapters.options import RunOption
from qiskit_uplift.adapters.primitives import ProviderEstimator, ProviderOptions, ProviderSampler
from qiskit_uplift.adapters.provider import Provider
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.sampler import SamplerOptions


class SuperstaqProvider(Provider):
    """Devices and simulators behind Superstaq's server, which compiles what it is sent.

    The package hands every keyword that it doesn't know on to the server, which then may ignore
    it, so only its own are declared. Credentials are not among them: they belong to the
    package's ``SuperstaqProvider``.
    """

    name: ClassVar[str] = "superstaq"
    modules: ClassVar[tuple[str, ...]] = ("qiskit_superstaq",)
    read_from: ClassVar[str] = "qiskit-superstaq 0.5.70"
    account_names: ClassVar[Mapping[str, str | None]] = {
        "token": "api_key",
        "url": "remote_host",
    }
    compiles: ClassVar[bool] = True
    dialect: ClassVar[Dialect] = Dialect(counts=Notation.BINARY)
    options: ClassVar[tuple[RunOption, ...]] = (
        # run() doesn't read the default, 1000, that the backend's options say
        RunOption("shots", int, "how often each circuit is run", minimum=1),
        RunOption("method", str, "how it is run: dry-run, sim, noise-sim and others"),
        RunOption("verbatim", bool, "take the circuit as it is", False),
        RunOption("tag", (str, list, tuple), "tags of the job; the interface v0.2.0 drops them"),
        RunOption("metadata", dict, "kept with the job; the interface v0.2.0 drops it"),
    )
    cannot: ClassVar[Mapping[str, str]] = {
        "seed": "there is no such option",
        "shot order": "there are only counts",
        "control flow": "the Target has none, and what a branch measures comes out wrong",
    }

    def retrieve(self, backend: Any, job_id: str) -> Any:
        """By the package's provider, as the backend's own call is deprecated.

        With the interface v0.2.0 an id lists the ids of the circuits.
        """
        return backend.provider.get_job(job_id)

    def refusal(self, circuit: QuantumCircuit, backend: Any) -> str | None:
        """Clbits that only control flow writes: the package takes the others' values for theirs."""
        del backend
        straight = circuit.copy_empty_like()
        for instruction in circuit.data:
            if not isinstance(instruction.operation, ControlFlowOp):
                straight.append(instruction)
        if ClassicalLayout.of(circuit).written == ClassicalLayout.of(straight).written:
            return None
        return (
            "its package doesn't see what is measured within control flow, and moves the other "
            "outcomes there. Measure outside of it"
        )


@dataclass
class SuperstaqOptions(ProviderOptions):
    """Options of Superstaq's devices and simulators."""

    method: str | None = None
    """How it is run: dry-run, sim, noise-sim and others."""

    verbatim: bool | None = None
    """Take the circuit as it is. Default: ``False``."""

    tag: str | list[Any] | tuple[Any, ...] | None = None
    """Tags of the job; the interface v0.2.0 drops them."""

    metadata: dict[str, Any] | None = None
    """Kept with the job; the interface v0.2.0 drops it."""


@dataclass
class SuperstaqSamplerOptions(SuperstaqOptions, SamplerOptions):
    """Options of `SuperstaqSampler`: those of `SamplerAdapter` and `SuperstaqOptions`."""


@dataclass
class SuperstaqEstimatorOptions(SuperstaqOptions, EstimatorOptions):
    """Options of `SuperstaqEstimator`: those of `EstimatorAdapter` and `SuperstaqOptions`."""


class SuperstaqSampler(ProviderSampler[SuperstaqSamplerOptions]):
    """A Sampler on Superstaq's devices and simulators, with their own options."""

    provider = SuperstaqProvider
    options_class = SuperstaqSamplerOptions


class SuperstaqEstimator(ProviderEstimator[SuperstaqEstimatorOptions]):
    """An Estimator on Superstaq's devices and simulators, with their own options."""

    provider = SuperstaqProvider
    options_class = SuperstaqEstimatorOptions
