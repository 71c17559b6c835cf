"""Quantum Inspire by its old package, in which the SDK brings the backend for Qiskit."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.estimator import EstimatorOptions
from qiskit_uplift.adapters.flattening import can_flatten, in_one_register
from qiskit_uplift.adapters.measurements import Measurements
from qiskit_uplift.adapters.options import Limits, OptionContract, RunOption
from qiskit_uplift.adapters.primitives import ProviderEstimator, ProviderOptions, ProviderSampler
from qiskit_uplift.adapters.provider import Provider
from qiskit_uplift.adapters.sampler import SamplerOptions

_ALLOW_FSP: Final = RunOption(
    "allow_fsp", bool, "simulate the circuit once and draw from its state", True
)


class LegacyQuantumInspireProvider(Provider):
    """``QuantumInspireBackend``.

    The platform answers with the values of all qubits after the last block of measurements, so
    the others would be lost: measurements are sent as one block, at the end.
    """

    name: ClassVar[str] = "quantuminspire_legacy"
    modules: ClassVar[tuple[str, ...]] = ("quantuminspire.qiskit",)
    read_from: ClassVar[str] = "quantuminspire 2.3.0"
    dialect: ClassVar[Dialect] = Dialect(memory=Notation.HEX, counts=Notation.HEX)
    memory: ClassVar[str | None] = "memory"
    options: ClassVar[tuple[RunOption, ...]] = (
        RunOption("shots", int, "how often each circuit is run", 1024, minimum=1),
        RunOption("memory", bool, "of no effect: there is one outcome a shot in any case", True),
    )
    variants: ClassVar[Mapping[str, tuple[RunOption, ...]]] = {"simulators": (_ALLOW_FSP,)}
    limits_by_default: ClassVar[Limits] = Limits(max_circuits=1, max_shots=1024)
    cannot: ClassVar[Mapping[str, str]] = {
        "seed": "no backend takes one",
        "mid-circuit measurement": "only the last values of the qubits are read",
        "reset": "a simulator would draw from the state that one run left",
        "control flow": "the Target has none, and conditions need a measurement before the end",
    }

    def contract(self, backend: Any) -> OptionContract:
        """The full state is drawn from only by simulators."""
        simulator = backend.configuration().simulator
        options = (*self.options, _ALLOW_FSP) if simulator else self.options
        return OptionContract(options=options, shots=self.shots, memory=self.memory)

    def adapt(self, circuit: QuantumCircuit, backend: Any) -> QuantumCircuit:
        """All measurements at the end, in their order."""
        del backend
        flat = in_one_register(circuit)
        final = flat.copy_empty_like()
        measures = [each for each in flat.data if each.operation.name == "measure"]
        for instruction in flat.data:
            if instruction.operation.name != "measure":
                final.append(instruction)
        for instruction in measures:
            final.append(instruction)
        return final

    def refusal(self, circuit: QuantumCircuit, backend: Any) -> str | None:
        """What would need more than the last values of the qubits."""
        del backend
        if Measurements.of(circuit).dynamic or not can_flatten(circuit):
            return (
                "only the last values of its qubits are read. Measure at the end, without "
                "resets and conditions"
            )
        return None

    def retrieve(self, backend: Any, job_id: str) -> Any:
        """The package's own job waits for ever, as it forgets what the project holds."""
        job = backend.retrieve_job(job_id)
        part = importlib.import_module("quantuminspire.job").QuantumInspireJob
        held = job._api.get_jobs_from_project(int(job_id))
        for number in sorted(each["id"] for each in held):
            job.add_job(part(job._api, number))
        return job


@dataclass
class LegacyQuantumInspireOptions(ProviderOptions):
    """Options of the old Quantum Inspire."""

    allow_fsp: bool | None = None
    """Simulate the circuit once and draw from its state. Default: ``True``."""


@dataclass
class LegacyQuantumInspireSamplerOptions(LegacyQuantumInspireOptions, SamplerOptions):
    """Those of `SamplerAdapter` and `LegacyQuantumInspireOptions`."""


@dataclass
class LegacyQuantumInspireEstimatorOptions(LegacyQuantumInspireOptions, EstimatorOptions):
    """Those of `EstimatorAdapter` and `LegacyQuantumInspireOptions`."""


class LegacyQuantumInspireSampler(ProviderSampler[LegacyQuantumInspireSamplerOptions]):
    """A Sampler on the old Quantum Inspire, with their own options."""

    provider = LegacyQuantumInspireProvider
    options_class = LegacyQuantumInspireSamplerOptions


class LegacyQuantumInspireEstimator(ProviderEstimator[LegacyQuantumInspireEstimatorOptions]):
    """An Estimator on the old Quantum Inspire, with their own options."""

    provider = LegacyQuantumInspireProvider
    options_class = LegacyQuantumInspireEstimatorOptions
