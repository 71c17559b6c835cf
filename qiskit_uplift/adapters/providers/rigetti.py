"""Rigetti's devices and QVM simulators by qiskit-rigetti, a ``BackendV1``.

The package asks for any Qiskit from 0.38 on, but can't be imported without ``qiskit.extensions``,
which Qiskit 1.0 removed, and calls ``QuantumCircuit.qasm`` and ``Clbit.register``, which are gone
as well. What is said here comes from its source, and serves those who mend it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from qiskit.circuit import ClassicalRegister, QuantumCircuit, QuantumRegister

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.estimator import EstimatorOptions
from qiskit_uplift.adapters.flattening import can_flatten, is_plain
from qiskit_uplift.adapters.measurements import Measurements
from qiskit_uplift.adapters.options import Limits, RunOption
from qiskit_uplift.adapters.primitives import ProviderEstimator, ProviderOptions, ProviderSampler
from qiskit_uplift.adapters.provider import Provider
from qiskit_uplift.adapters.sampler import SamplerOptions

# a register of another name is renamed by a rewrite of Qiskit's private fields
READOUT = "ro"


class RigettiProvider(Provider):
    """``RigettiQCSBackend``, for a device and for a QVM.

    Memory comes without being asked for, though its configuration says that there is none. A job
    lives in the process that submitted it: its id is made up there, and it can't be fetched or
    cancelled; asking for its status waits for its end.

    ``parameter_binds`` is not declared, as circuits are sent with their values.
    """

    name: ClassVar[str] = "rigetti"
    modules: ClassVar[tuple[str, ...]] = ("qiskit_rigetti",)
    read_from: ClassVar[str] = "qiskit-rigetti 0.4.7"
    dialect: ClassVar[Dialect] = Dialect(memory=Notation.BINARY, counts=Notation.BINARY)
    options: ClassVar[tuple[RunOption, ...]] = (
        # its own default is None, which it then takes for a key that is missing
        RunOption("shots", int, "how often each circuit is run", minimum=1),
        RunOption("before_compile", list, "functions that change the OpenQASM 2 program"),
        RunOption("before_execute", list, "functions that change the compiled Quil program"),
        RunOption("ensure_native_quil", bool, "compile again after before_execute", False),
    )
    limits_by_default: ClassVar[Limits] = Limits(max_circuits=8, max_shots=10_000)
    cannot: ClassVar[Mapping[str, str]] = {
        "seed": "there is no such option",
        "mid-circuit measurement": "its configuration declares none",
        "reset": "it is not among the basis gates",
        "control flow": "circuits are sent as OpenQASM 2",
    }

    def adapt(self, circuit: QuantumCircuit, backend: Any) -> QuantumCircuit:
        """All clbits in one register of the name that is read out."""
        del backend
        if [register.name for register in circuit.cregs] == [READOUT] and is_plain(circuit):
            return circuit
        if not can_flatten(circuit):
            return circuit
        sent = QuantumCircuit(
            QuantumRegister(circuit.num_qubits, "q"),
            ClassicalRegister(circuit.num_clbits, READOUT),
            name=circuit.name,
            global_phase=circuit.global_phase,
            metadata=circuit.metadata,
        )
        for instruction in circuit.data:
            qubits = [circuit.find_bit(bit).index for bit in instruction.qubits]
            clbits = [circuit.find_bit(bit).index for bit in instruction.clbits]
            sent.append(instruction.operation, qubits, clbits)
        return sent

    def refusal(self, circuit: QuantumCircuit, backend: Any) -> str | None:
        """What OpenQASM 2 and one register can't hold."""
        del backend
        if Measurements.of(circuit).dynamic or not can_flatten(circuit):
            return "it takes no control flow and no measurement before the end. Measure at the end"
        return None


@dataclass
class RigettiOptions(ProviderOptions):
    """Options of Rigetti's devices and simulators."""

    before_compile: list[Any] | None = None
    """Functions that change the OpenQASM 2 program."""

    before_execute: list[Any] | None = None
    """Functions that change the compiled Quil program."""

    ensure_native_quil: bool | None = None
    """Compile again after before_execute. Default: ``False``."""


@dataclass
class RigettiSamplerOptions(RigettiOptions, SamplerOptions):
    """Options of `RigettiSampler`: those of `SamplerAdapter` and `RigettiOptions`."""


@dataclass
class RigettiEstimatorOptions(RigettiOptions, EstimatorOptions):
    """Options of `RigettiEstimator`: those of `EstimatorAdapter` and `RigettiOptions`."""


class RigettiSampler(ProviderSampler[RigettiSamplerOptions]):
    """A Sampler on Rigetti's devices and simulators, with their own options."""

    provider = RigettiProvider
    options_class = RigettiSamplerOptions


class RigettiEstimator(ProviderEstimator[RigettiEstimatorOptions]):
    """An Estimator on Rigetti's devices and simulators, with their own options."""

    provider = RigettiProvider
    options_class = RigettiEstimatorOptions
