"""IQM's quantum computers, their facades, and the simulators that stand in for them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.estimator import EstimatorOptions
from qiskit_uplift.adapters.flattening import flattened
from qiskit_uplift.adapters.options import OptionContract, RunOption
from qiskit_uplift.adapters.primitives import ProviderEstimator, ProviderOptions, ProviderSampler
from qiskit_uplift.adapters.provider import Provider, comes_from
from qiskit_uplift.adapters.sampler import SamplerOptions

FAKE = "iqm.qiskit_iqm.fake_backends"

_SHOTS = RunOption("shots", int, "how often each circuit is run", 1024, minimum=1)
_COMPUTER = (
    RunOption("use_timeslot", bool, "queue in the reserved time slot", False),
    RunOption("circuit_compilation_options", object, "an iqm CircuitCompilationOptions"),
    RunOption("circuit_callback", object, "called with the circuits before they are sent"),
    RunOption("qubit_index_to_name", dict, "the device's qubit for each qubit of the circuit"),
)


class IQMProvider(Provider):
    """``IQMBackend`` and the ``IQMFake...`` simulators, which take shots and nothing else.

    A computer writes memory without being asked, and leaves out registers that are never
    measured. A simulator (a facade answers with one, too) gives Aer's counts.
    """

    name: ClassVar[str] = "iqm"
    modules: ClassVar[tuple[str, ...]] = ("iqm.qiskit_iqm",)
    read_from: ClassVar[str] = "iqm-client 36.0.0"
    account_names: ClassVar[Mapping[str, str | None]] = {
        "token": "token",
        "url": "url",
        "instance": "quantum_computer",
    }
    local_backends: ClassVar[Mapping[str, str]] = {"iqm_fake_adonis": f"{FAKE}:IQMFakeAdonis"}
    dialect: ClassVar[Dialect] = Dialect(
        memory=Notation.MEASURED_REGISTERS, counts=Notation.MEASURED_REGISTERS
    )
    simulator_dialect: ClassVar[Dialect] = Dialect(counts=Notation.HEX)
    options: ClassVar[tuple[RunOption, ...]] = (_SHOTS,)
    variants: ClassVar[Mapping[str, tuple[RunOption, ...]]] = {"computers and facades": _COMPUTER}
    cannot: ClassVar[Mapping[str, str]] = {
        "seed": "it is a device; the simulators take no seed either",
        "shot order": "the simulators give only counts",
        "reset": "the Target has no reset",
        "control flow": "the Target has none",
        "repeated measurement": "a computer's clbit is written once; the package refuses more",
    }

    def contract(self, backend: Any) -> OptionContract:
        """A simulator drops every option but the shots, so it is sent no other."""
        options = self.options if comes_from(backend, FAKE) else (*self.options, *_COMPUTER)
        return OptionContract(options=options, shots=self.shots, seed=self.seed, memory=self.memory)

    def dialect_of(self, backend: Any) -> Dialect:
        """The computer's notation, or that of the simulator that answers."""
        return self.simulator_dialect if _simulates(backend) else self.dialect

    def waiting(self, backend: Any) -> Mapping[str, Any]:
        """A computer's job gives up after three hours unless it is told otherwise."""
        return {} if _simulates(backend) else {"timeout": math.inf}

    def is_local(self, backend: Any) -> bool:
        """The simulators are, and so is what a facade answers with."""
        # the dialects of the two differ for the same reason
        return self.dialect_of(backend) is self.simulator_dialect

    def adapt(self, circuit: QuantumCircuit, backend: Any) -> QuantumCircuit:
        """Clbits outside of registers, or in two of them, would be lost."""
        del backend
        return flattened(circuit)


def _simulates(backend: Any) -> bool:
    """Whether Aer's job is what ``run`` returns; the module of a facade is the computer's own."""
    facade = any(cls.__name__ == "IQMFacadeBackend" for cls in type(backend).__mro__)
    return facade or comes_from(backend, FAKE)


@dataclass
class IQMOptions(ProviderOptions):
    """Options of IQM's computers and simulators."""

    use_timeslot: bool | None = None
    """Queue in the reserved time slot. Default: ``False``."""

    circuit_compilation_options: Any = None
    """An iqm CircuitCompilationOptions."""

    circuit_callback: Any = None
    """Called with the circuits before they are sent."""

    qubit_index_to_name: dict[str, Any] | None = None
    """The device's qubit for each qubit of the circuit."""


@dataclass
class IQMSamplerOptions(IQMOptions, SamplerOptions):
    """Options of `IQMSampler`: those of `SamplerAdapter` and `IQMOptions`."""


@dataclass
class IQMEstimatorOptions(IQMOptions, EstimatorOptions):
    """Options of `IQMEstimator`: those of `EstimatorAdapter` and `IQMOptions`."""


class IQMSampler(ProviderSampler[IQMSamplerOptions]):
    """A Sampler on IQM's computers and simulators, with their own options."""

    provider = IQMProvider
    options_class = IQMSamplerOptions


class IQMEstimator(ProviderEstimator[IQMEstimatorOptions]):
    """An Estimator on IQM's computers and simulators, with their own options."""

    provider = IQMProvider
    options_class = IQMEstimatorOptions
