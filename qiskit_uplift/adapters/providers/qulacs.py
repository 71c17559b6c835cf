"""Qulacs' state-vector simulator by qiskit-qulacs, a ``BackendV1``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal

from qiskit.circuit import ControlledGate, Instruction, QuantumCircuit
from qiskit.circuit import library as gates

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.estimator import EstimatorOptions
from qiskit_uplift.adapters.flattening import can_flatten
from qiskit_uplift.adapters.measurements import Measurements
from qiskit_uplift.adapters.options import Limits, OptionContract, RunOption
from qiskit_uplift.adapters.primitives import ProviderEstimator, ProviderOptions, ProviderSampler
from qiskit_uplift.adapters.provider import Provider
from qiskit_uplift.adapters.sampler import SamplerOptions

# of everything else it says by a warning that it has left it out
_GATES: Final = (
    *(gates.XGate, gates.YGate, gates.ZGate, gates.HGate, gates.IGate, gates.SGate),
    *(gates.SdgGate, gates.TGate, gates.TdgGate, gates.SXGate, gates.SXdgGate),
    *(gates.RXGate, gates.RYGate, gates.RZGate, gates.U1Gate, gates.U2Gate, gates.U3Gate),
    *(gates.UGate, gates.UnitaryGate, gates.CXGate, gates.CZGate, gates.SwapGate, gates.ECRGate),
    *(gates.RXXGate, gates.RYYGate, gates.RZZGate, gates.CCXGate, gates.CSwapGate),
)
_LEFT_OUT: Final = frozenset({"measure", "barrier", "delay"})


class QulacsProvider(Provider):
    """``QulacsBackend``: it drops every measurement and samples all qubits of the final state.

    Each circuit is therefore sent with the qubits in the order of the clbits. The package warns
    of every measurement and barrier that it hasn't added to the circuit; that has then no effect.

    Without a seed it draws one of 1000, the same for all circuits of a job.
    """

    name: ClassVar[str] = "qulacs"
    modules: ClassVar[tuple[str, ...]] = ("qiskit_qulacs",)
    read_from: ClassVar[str] = "qiskit-qulacs 0.1.0"
    dialect: ClassVar[Dialect] = Dialect(memory=Notation.BINARY, counts=Notation.BINARY)
    seed: ClassVar[str | None] = "seed_simulator"
    options: ClassVar[tuple[RunOption, ...]] = (
        # with 0 there is a state vector and no outcome
        RunOption("shots", int, "how often each circuit is run", 0, minimum=1),
        # 0 is taken for no seed at all
        RunOption("seed_simulator", int, "seed of the sampling", minimum=1, maximum=2**32 - 1),
        RunOption("device", str, "where the state is kept", "CPU", choices=("CPU", "GPU")),
        RunOption("qco_enable", bool, "merge gates beforehand", False),
        RunOption(
            "qco_method", str, "how thoroughly to merge", "light", choices=("light", "greedy")
        ),
        RunOption("qco_max_block_size", int, "qubits of a merged gate", 2, minimum=1),
    )
    # the circuits of a job share a seed even where none is set, so each has a job of its own
    limits_by_default: ClassVar[Limits] = Limits(max_circuits=1, max_shots=10**6)
    cannot: ClassVar[Mapping[str, str]] = {
        "mid-circuit measurement": "only the final state is sampled",
        "reset": "it leaves resets out",
        "control flow": "it leaves control flow out",
    }

    def contract(self, backend: Any) -> OptionContract:
        """The same for each backend."""
        del backend
        return OptionContract(
            options=self.options,
            shots=self.shots,
            seed=self.seed,
            memory=self.memory,
            shares_seed=True,
        )

    def is_local(self, backend: Any) -> bool:
        """The simulator is."""
        del backend
        return True

    def adapt(self, circuit: QuantumCircuit, backend: Any) -> QuantumCircuit:
        """Put the qubit that is measured into a clbit at the clbit's own index.

        A clbit that nothing is measured into gets a fresh qubit, a qubit that is measured into
        two clbits a copy, and a qubit that isn't measured a clbit after all others.
        """
        del backend
        sources = _sources(circuit)
        straight = {i: i for i in range(circuit.num_qubits)}
        if circuit.num_clbits == circuit.num_qubits and sources == straight:
            return circuit
        places = _places(circuit)
        width = _width(circuit, places)
        sent = QuantumCircuit(
            width,
            width,
            name=circuit.name,
            global_phase=circuit.global_phase,
            metadata=circuit.metadata,
        )
        for instruction in circuit.data:
            if instruction.operation.name not in _LEFT_OUT:
                qubits = [places[circuit.find_bit(bit).index] for bit in instruction.qubits]
                sent.append(instruction.operation, qubits)
        for clbit, qubit in sources.items():
            if places[qubit] != clbit:
                sent.cx(places[qubit], clbit)
        sent.measure(range(width), range(width))
        return sent

    def refusal(self, circuit: QuantumCircuit, backend: Any) -> str | None:
        """Circuits that would be answered without a part of them, or would need too many qubits."""
        if Measurements.of(circuit).dynamic or not can_flatten(circuit):
            return "it only samples the final state. Measure at the end, without resets"
        for instruction in circuit.data:
            operation = instruction.operation
            if not (operation.name in _LEFT_OUT or _is_known(operation)):
                return (
                    f"it would leave out {operation.name!r}. Transpile it, or pass transpile='auto'"
                )
        width = _width(circuit, _places(circuit))
        most = backend.configuration().n_qubits
        if width > most:
            return (
                f"it needs a qubit for each clbit, here {width}, and has {most}. Use fewer "
                "classical bits"
            )
        return None


def _is_known(operation: Instruction) -> bool:
    # it goes by the class alone, so that a control on 0 would be one on 1
    kind = getattr(operation, "base_class", type(operation))
    controls = getattr(operation, "num_ctrl_qubits", 0)
    closed = not isinstance(operation, ControlledGate) or operation.ctrl_state == 2**controls - 1
    return kind in _GATES and closed


def _sources(circuit: QuantumCircuit) -> dict[int, int]:
    """The qubit that each clbit is measured from, at last."""
    return {clbit: qubit for qubit, clbit in Measurements.of(circuit).pairs}


def _places(circuit: QuantumCircuit) -> dict[int, int]:
    """The index at which each qubit is sent; those that nothing happens to are left out."""
    places: dict[int, int] = {}
    for clbit, qubit in sorted(_sources(circuit).items()):
        places.setdefault(qubit, clbit)
    busy = {
        circuit.find_bit(bit).index
        for instruction in circuit.data
        if instruction.operation.name not in _LEFT_OUT
        for bit in instruction.qubits
    }
    for index, qubit in enumerate(sorted(busy - set(places))):
        places[qubit] = circuit.num_clbits + index
    return places


def _width(circuit: QuantumCircuit, places: Mapping[int, int]) -> int:
    """The number of qubits, and of clbits, of the circuit that is sent."""
    return max(circuit.num_clbits, 1 + max(places.values(), default=0))


@dataclass
class QulacsOptions(ProviderOptions):
    """Options of Qulacs' simulator."""

    device: Literal["CPU", "GPU"] | None = None
    """Where the state is kept. Default: ``"CPU"``."""

    qco_enable: bool | None = None
    """Merge gates beforehand. Default: ``False``."""

    qco_method: Literal["light", "greedy"] | None = None
    """How thoroughly to merge. Default: ``"light"``."""

    qco_max_block_size: int | None = None
    """Qubits of a merged gate. Default: ``2``. At least 1."""


@dataclass
class QulacsSamplerOptions(QulacsOptions, SamplerOptions):
    """Options of `QulacsSampler`: those of `SamplerAdapter` and `QulacsOptions`."""


@dataclass
class QulacsEstimatorOptions(QulacsOptions, EstimatorOptions):
    """Options of `QulacsEstimator`: those of `EstimatorAdapter` and `QulacsOptions`."""


class QulacsSampler(ProviderSampler[QulacsSamplerOptions]):
    """A Sampler on Qulacs' simulator, with their own options."""

    provider = QulacsProvider
    options_class = QulacsSamplerOptions


class QulacsEstimator(ProviderEstimator[QulacsEstimatorOptions]):
    """An Estimator on Qulacs' simulator, with their own options."""

    provider = QulacsProvider
    options_class = QulacsEstimatorOptions
