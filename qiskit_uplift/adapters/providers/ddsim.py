"""MQT DDSIM's simulators on decision diagrams."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from qiskit.circuit import QuantumCircuit, QuantumRegister

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.flattening import can_flatten, flattened, is_plain
from qiskit_uplift.adapters.measurements import Measurements
from qiskit_uplift.adapters.options import OptionContract, RunOption
from qiskit_uplift.adapters.provider import Provider, comes_from

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
        "noise_probability", float, "of phase flip and depolarizing", 0.01, minimum=0, maximum=1
    ),
    RunOption("amp_damping_probability", float, "of amplitude damping", 0.02, minimum=0, maximum=1),
    RunOption("multi_qubit_gate_factor", float, "more noise of wider gates", 2, minimum=0),
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
    options: ClassVar[tuple[RunOption, ...]] = (_SHOTS, _seed("seed_simulator"), *_APPROXIMATION)
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
            mode = RunOption(
                "mode", str, "how to sum the branches", "amplitude", choices=("amplitude", "dd")
            )
            threads = RunOption("nthreads", int, "how many threads; by default all", minimum=1)
            return "seed", (_SHOTS, _seed("seed"), mode, threads)
        if comes_from(backend, PATH):
            path = (
                RunOption("pathsim_configuration", object, "a PathSimulatorConfiguration"),
                RunOption("mode", object, "a PathSimulatorMode"),
                RunOption("bracket_size", int, "gates in a bracket", minimum=1),
                RunOption("alternating_start", int, "where to start from both sides", minimum=0),
                RunOption("gate_cost", list, "cost of each gate"),
            )
            # it has an option "seed", but all seeds give the same outcomes
            return None, (_SHOTS, *path)
        if comes_from(backend, DETERMINISTIC):
            return "simulator_seed", (_SHOTS, _seed("simulator_seed"), *_NOISE)
        if comes_from(backend, STOCHASTIC):
            return self.seed, (*self.options, *_NOISE)
        return self.seed, self.options

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
