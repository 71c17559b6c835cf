"""MQT DDSIM's simulators on decision diagrams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

from qiskit.circuit import QuantumCircuit, QuantumRegister

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.estimator import EstimatorOptions
from qiskit_uplift.adapters.flattening import can_flatten, flattened, is_plain
from qiskit_uplift.adapters.measurements import Measurements
from qiskit_uplift.adapters.options import OptionContract, RunOption
from qiskit_uplift.adapters.primitives import ProviderEstimator, ProviderOptions, ProviderSampler
from qiskit_uplift.adapters.provider import Provider, comes_from
from qiskit_uplift.adapters.sampler import SamplerOptions

HYBRID = "mqt.ddsim.hybrid_qam_simulator_backend"
PATH = "mqt.ddsim.path_qasm_simulator_backend"
STOCHASTIC = "mqt.ddsim.stochastic_noise_simulator_backend"
DETERMINISTIC = "mqt.ddsim.deterministic_noise_simulator_backend"

# these sample all qubits, whatever the measurements say
_STRAIGHT = (HYBRID, PATH)

_LARGEST_SEED = 2**63 - 1


def _seed(name: str) -> RunOption:
    # a negative seed is taken for none
    return RunOption(name, int, "seed of the sampling", minimum=0, maximum=_LARGEST_SEED)


_SHOTS = RunOption("shots", int, "how often each circuit is run", 1024, minimum=1)
_APPROXIMATION = (
    RunOption(
        "approximation_step_fidelity",
        float,
        "fidelity that each approximation step keeps; 1 for none",
        1.0,
        minimum=0,
        maximum=1,
    ),
    RunOption("approximation_steps", int, "how often to approximate", 1, minimum=0),
    RunOption("approximation_strategy", str, "when to approximate", "fidelity"),
)
_NOISE = (
    RunOption("noise_effects", str, "A amplitude damping, P phase flip, D depolarizing", "APD"),
    RunOption(
        "noise_probability",
        float,
        "probability of phase flip and depolarizing",
        0.01,
        minimum=0,
        maximum=1,
    ),
    RunOption(
        "amp_damping_probability",
        float,
        "probability of amplitude damping",
        0.02,
        minimum=0,
        maximum=1,
    ),
    RunOption("multi_qubit_gate_factor", float, "more noise of wider gates", 2, minimum=0),
)
_MODE = RunOption("mode", object, "how to sum the branches, or a PathSimulatorMode")
_HYBRID = (
    replace(_MODE, kind=str, default="amplitude", choices=("amplitude", "dd")),
    RunOption("nthreads", int, "how many threads; by default all", minimum=1),
)
_PATH = (
    RunOption("pathsim_configuration", object, "a PathSimulatorConfiguration"),
    _MODE,
    RunOption("bracket_size", int, "gates in a bracket", minimum=1),
    RunOption("alternating_start", int, "where to start from both sides", minimum=0),
    RunOption("gate_cost", list, "cost of each gate"),
)


class DDSIMProvider(Provider):
    """The backends of ``mqt.ddsim.DDSIMProvider``; the seed's name differs between them.

    The options ``memory`` and ``parameter_binds``, which some backends list, have no effect and
    are therefore not declared.
    """

    name: ClassVar[str] = "ddsim"
    modules: ClassVar[tuple[str, ...]] = ("mqt.ddsim",)
    read_from: ClassVar[str] = "mqt-ddsim 2.7.0"
    dialect: ClassVar[Dialect] = Dialect(counts=Notation.HEX)
    seed: ClassVar[str | None] = "seed_simulator"
    other_seeds: ClassVar[tuple[str, ...]] = ("seed", "simulator_seed")
    options: ClassVar[tuple[RunOption, ...]] = (_SHOTS,)
    variants: ClassVar[Mapping[str, tuple[RunOption, ...]]] = {
        "all but hybrid, path and deterministic": (_seed("seed_simulator"), *_APPROXIMATION),
        "noise-aware": _NOISE,
        "deterministic": (_seed("simulator_seed"),),
        "hybrid": (_seed("seed"), *_HYBRID),
        "path": _PATH,
    }
    cannot: ClassVar[Mapping[str, str]] = {
        "seed": "the path simulator gives the same outcomes for every seed",
        "shot order": "there are only counts",
        "mid-circuit measurement": "the hybrid and path simulators refuse it",
        "control flow": "the Target doesn't list it, so use transpile='off'; run() takes it",
        "unmeasured clbits": "the hybrid and path simulators sample every qubit",
    }

    def contract(self, backend: Any) -> OptionContract:
        """The contract of the simulator at hand."""
        seed, options = self._seed_and_options(backend)
        return OptionContract(
            options=options,
            shots=self.shots,
            seed=seed,
            memory=self.memory,
            shares_seed=True,
        )

    def _seed_and_options(self, backend: Any) -> tuple[str | None, tuple[RunOption, ...]]:
        if comes_from(backend, HYBRID):
            return "seed", (_SHOTS, _seed("seed"), *_HYBRID)
        if comes_from(backend, PATH):
            # it has an option "seed", but all seeds give the same outcomes
            return None, (_SHOTS, *_PATH)
        if comes_from(backend, DETERMINISTIC):
            return "simulator_seed", (_SHOTS, _seed("simulator_seed"), *_NOISE)
        if comes_from(backend, STOCHASTIC):
            return self.seed, (_SHOTS, _seed("seed_simulator"), *_APPROXIMATION, *_NOISE)
        return self.seed, (_SHOTS, _seed("seed_simulator"), *_APPROXIMATION)

    def is_local(self, backend: Any) -> bool:
        """Every backend is a simulator in this process."""
        del backend
        return True

    def adapt(self, circuit: QuantumCircuit, backend: Any) -> QuantumCircuit:
        """Write the circuit so that its measurements are mapped to the right clbits."""
        sent = flattened(circuit)
        if comes_from(backend, *_STRAIGHT):
            return sent
        measurements = Measurements.of(circuit)
        repeated = not (measurements.dynamic or measurements.one_to_one)
        idle = max(0, circuit.num_clbits - circuit.num_qubits)
        if repeated or idle:
            sent = sent.copy() if sent is circuit else sent
        if repeated:
            # with a reset each shot is run by itself, and every measurement counts
            sent.reset(circuit.num_qubits - 1)
        if idle:
            # a clbit beyond the number of qubits is refused
            sent.add_register(QuantumRegister(idle))
        return sent

    def refusal(self, circuit: QuantumCircuit, backend: Any) -> str | None:
        """Measurements that end up in the wrong clbits, and can't be written otherwise."""
        if not (is_plain(circuit) or can_flatten(circuit)):
            return (
                "it numbers clbits by their registers, which here share, skip or reorder them. "
                "Put each clbit into one register, in their order"
            )
        if not comes_from(backend, *_STRAIGHT):
            return None
        measurements = Measurements.of(circuit)
        straight = {(i, i) for i in range(circuit.num_qubits)}
        if measurements.dynamic or set(measurements.pairs) == straight:
            return None  # what is dynamic it refuses by itself
        return (
            "it always samples qubit i into clbit i. Measure every qubit so, and pick the bits "
            "afterwards"
        )


@dataclass
class DDSIMOptions(ProviderOptions):
    """Options of DDSIM's simulators."""

    approximation_step_fidelity: float | None = None
    """Fidelity that each approximation step keeps; 1 for none. Default: ``1.0``. From 0 to
    1."""

    approximation_steps: int | None = None
    """How often to approximate. Default: ``1``. At least 0."""

    approximation_strategy: str | None = None
    """When to approximate. Default: ``"fidelity"``."""

    noise_effects: str | None = None
    """A amplitude damping, P phase flip, D depolarizing. Default: ``"APD"``."""

    noise_probability: float | None = None
    """Probability of phase flip and depolarizing. Default: ``0.01``. From 0 to 1."""

    amp_damping_probability: float | None = None
    """Probability of amplitude damping. Default: ``0.02``. From 0 to 1."""

    multi_qubit_gate_factor: float | None = None
    """More noise of wider gates. Default: ``2``. At least 0."""

    mode: Literal["amplitude", "dd"] | None = None
    """How to sum the branches, or a PathSimulatorMode. Default: ``"amplitude"``."""

    nthreads: int | None = None
    """How many threads; by default all. At least 1."""

    pathsim_configuration: Any = None
    """A PathSimulatorConfiguration."""

    bracket_size: int | None = None
    """Gates in a bracket. At least 1."""

    alternating_start: int | None = None
    """Where to start from both sides. At least 0."""

    gate_cost: list[Any] | None = None
    """Cost of each gate."""


@dataclass
class DDSIMSamplerOptions(DDSIMOptions, SamplerOptions):
    """Options of `DDSIMSampler`: those of `SamplerAdapter` and `DDSIMOptions`."""


@dataclass
class DDSIMEstimatorOptions(DDSIMOptions, EstimatorOptions):
    """Options of `DDSIMEstimator`: those of `EstimatorAdapter` and `DDSIMOptions`."""


class DDSIMSampler(ProviderSampler[DDSIMSamplerOptions]):
    """A Sampler on DDSIM's simulators, with their own options."""

    provider = DDSIMProvider
    options_class = DDSIMSamplerOptions


class DDSIMEstimator(ProviderEstimator[DDSIMEstimatorOptions]):
    """An Estimator on DDSIM's simulators, with their own options."""

    provider = DDSIMProvider
    options_class = DDSIMEstimatorOptions
