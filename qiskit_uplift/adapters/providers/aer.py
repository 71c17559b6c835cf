"""Qiskit Aer's simulators."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal

from qiskit.circuit import QuantumCircuit

from qiskit_uplift._qiskit.multiplexers import with_matrices
from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.estimator import EstimatorOptions
from qiskit_uplift.adapters.introspection import read_options
from qiskit_uplift.adapters.options import OptionContract, RunOption
from qiskit_uplift.adapters.primitives import ProviderEstimator, ProviderOptions, ProviderSampler
from qiskit_uplift.adapters.provider import Provider
from qiskit_uplift.adapters.sampler import SamplerOptions
from qiskit_uplift.adapters.spacing import is_sampled

_NOISE_MODEL: Final = RunOption("noise_model", object, "a qiskit_aer NoiseModel")
SIMULATION: Final = (
    RunOption("method", str, "how circuits are simulated", "automatic"),
    RunOption("device", str, "where to: CPU, GPU, or Thrust, a kernel on the CPU", "CPU"),
    RunOption("precision", str, "floating-point precision", "double", choices=("double", "single")),
    RunOption("executor", object, "a concurrent.futures executor or Dask client"),
    RunOption("max_job_size", int, "the most circuits in a part that goes to the executor"),
    RunOption("max_shot_size", int, "the most shots of a circuit in such a part"),
    RunOption("enable_truncation", bool, "leave out qubits that no outcome depends on", True),
    RunOption("zero_threshold", float, "numbers below it are returned as 0", 1e-10),
    RunOption("validation_threshold", float, "how far from 1 a norm may be"),
    RunOption("max_parallel_threads", int, "the most threads; 0 for all"),
    RunOption("max_parallel_experiments", int, "the most circuits at a time; 0 for all"),
    RunOption("max_parallel_shots", int, "the most shots at a time; 0 for all"),
    RunOption("max_memory_mb", int, "memory of a state, in MB; 0 for all, -1 for no limit"),
    RunOption("fusion_enable", bool, "merge gates beforehand", True),
    RunOption("fusion_verbose", bool, "return the merged gates as metadata", False),
    RunOption("fusion_max_qubit", int, "the most qubits of a merged gate"),
    RunOption("fusion_threshold", int, "gates are merged from this number of qubits on"),
    RunOption("accept_distributed_results", bool, "with MPI, return each process's own part"),
    RunOption("cuStateVec_enable", bool, "use NVIDIA's cuStateVec on a GPU", False),
    RunOption("blocking_qubits", int, "qubits of a chunk of the state"),
    RunOption("blocking_enable", bool, "hold the state in chunks", False),
    RunOption("chunk_swap_buffer_qubits", int, "qubits of the buffer for swaps"),
    RunOption("batched_shots_gpu", bool, "run the shots of a circuit at once on a GPU", False),
    RunOption("batched_shots_gpu_max_qubits", int, "the most qubits of a circuit for that", 16),
    RunOption("num_threads_per_device", int, "threads for each GPU", 1),
    RunOption("shot_branching_enable", bool, "split shots where their states differ", False),
    RunOption("shot_branching_sampling_enable", bool, "sample at the end of a branch", False),
    RunOption(
        "statevector_parallel_threshold",
        int,
        "qubits above which a statevector is computed by threads",
        14,
    ),
    RunOption(
        "statevector_sample_measure_opt",
        int,
        "qubits above which sampling is that for large states",
        10,
    ),
    RunOption(
        "stabilizer_max_snapshot_probabilities", int, "the most qubits of saved probabilities", 32
    ),
    RunOption(
        "extended_stabilizer_sampling_method",
        str,
        "how the method samples outcomes",
        "resampled_metropolis",
        choices=("metropolis", "resampled_metropolis", "norm_estimation"),
    ),
    RunOption(
        "extended_stabilizer_metropolis_mixing_time", int, "steps before the first sample", 5000
    ),
    RunOption(
        "extended_stabilizer_approximation_error",
        float,
        "the largest error of the decomposition",
        0.05,
    ),
    RunOption(
        "extended_stabilizer_norm_estimation_samples",
        int,
        "samples of an estimate of the norm",
        100,
    ),
    RunOption(
        "extended_stabilizer_norm_estimation_repetitions", int, "how often the norm is estimated", 3
    ),
    RunOption(
        "extended_stabilizer_parallel_threshold",
        int,
        "terms above which they are computed by threads",
        100,
    ),
    RunOption(
        "extended_stabilizer_probabilities_snapshot_samples",
        int,
        "samples of a snapshot of probabilities",
        3000,
    ),
    RunOption(
        "matrix_product_state_truncation_threshold",
        float,
        "the most that is cut off, as a sum of squares",
        1e-16,
    ),
    RunOption(
        "matrix_product_state_max_bond_dimension",
        int,
        "the most Schmidt coefficients that are kept",
    ),
    RunOption(
        "mps_sample_measure_algorithm",
        str,
        "how a matrix product state samples outcomes",
        "mps_heuristic",
        choices=("mps_heuristic", "mps_apply_measure", "mps_probabilities"),
    ),
    RunOption("mps_log_data", bool, "return bond dimensions and errors as metadata", False),
    RunOption(
        "mps_swap_direction",
        str,
        "which way qubits are swapped to meet",
        "mps_swap_left",
        choices=("mps_swap_left", "mps_swap_right"),
    ),
    RunOption("chop_threshold", float, "numbers below it are left out of snapshots", 1e-08),
    RunOption(
        "mps_parallel_threshold",
        int,
        "qubits above which a matrix product state is computed by threads",
        14,
    ),
    RunOption("mps_omp_threads", int, "threads for that", 1),
    RunOption("mps_lapack", bool, "decompose matrices by LAPACK", False),
    RunOption(
        "tensor_network_num_sampling_qubits",
        int,
        "qubits that a tensor network samples at once",
        10,
    ),
    RunOption("use_cuTensorNet_autotuning", bool, "let NVIDIA's cuTensorNet tune itself", False),
    RunOption(
        "runtime_parameter_bind_enable", bool, "bind parameters while the circuits run", False
    ),
)
"""The options of Aer but for the noise model, which other packages' emulators take as well."""


_SEARCH: Final = "statevector_sample_measure_opt"
_BLOCKS: Final = 10  # its default
_STEP: Final = 2113  # from the seed of a circuit in a job to that of the next
_USUAL: Final = {_SEARCH: _BLOCKS, "device": "CPU", "precision": "double"}


class AerProvider(Provider):
    """``AerSimulator`` and its kin: every field of the simulator's own options may be sent."""

    name: ClassVar[str] = "aer"
    modules: ClassVar[tuple[str, ...]] = ("qiskit_aer",)
    read_from: ClassVar[str] = "qiskit-aer 0.18.2"
    local_backends: ClassVar[Mapping[str, str]] = {"aer_simulator": "qiskit_aer:AerSimulator"}
    dialect: ClassVar[Dialect] = Dialect(memory=Notation.HEX, counts=Notation.HEX)
    seed: ClassVar[str | None] = "seed_simulator"
    memory: ClassVar[str | None] = "memory"
    options: ClassVar[tuple[RunOption, ...]] = (
        RunOption("shots", int, "how often each circuit is run", 1024, minimum=1),
        RunOption("seed_simulator", int, "seed of the sampling", minimum=0),
        RunOption("memory", bool, "return one outcome a shot", False),
    )
    variants: ClassVar[Mapping[str, tuple[RunOption, ...]]] = {
        "simulators that list it": (*SIMULATION, _NOISE_MODEL)
    }

    def contract(self, backend: Any) -> OptionContract:
        """The options that the simulator at hand lists as its own; shots, seed and memory always.

        ``parameter_binds`` is none of them: the values of parameters are those of the PUB.
        """
        return OptionContract(
            options=(*self.options, *listed_by(backend, self.every_option(), self.options)),
            shots=self.shots,
            seed=self.seed,
            memory=self.memory,
        )

    def binds(self, backend: Any) -> str | None:
        """Whatever ``run`` a class of one's own may have in its place."""
        takes = "parameter_binds" in inspect.signature(backend.run).parameters
        return "parameter_binds" if takes else None

    def speeds_up(
        self, backend: Any, circuits: Sequence[QuantumCircuit], sent: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Have states of 10 to 19 qubits searched in about as many blocks as these have numbers.

        For each shot Aer adds up probabilities until they exceed a random number: those of
        ``2**k`` blocks first, then those of the states in one. Its ``k`` is 10, which for 10 qubits
        means all of the 1,024 states, where 32 blocks and then 32 states do. Below 10 qubits it
        takes the states one by one, and what is left of a norm just below 1 goes elsewhere; so
        these are left alone, and so are other devices and precisions.
        """
        widths = [circuit.num_qubits for circuit in circuits]
        if not widths or min(widths) < _BLOCKS or max(widths) >= 2 * _BLOCKS:
            return {}
        if any(sent.get(name, _own(backend, name)) != usual for name, usual in _USUAL.items()):
            return {}
        # a class of one's own may have a `run` that doesn't take it
        parameters = inspect.signature(backend.run).parameters.values()
        takes = any(each.kind is each.VAR_KEYWORD or each.name == _SEARCH for each in parameters)
        return {_SEARCH: max(widths) // 2} if takes else {}

    def apart(
        self, backend: Any, circuits: Sequence[QuantumCircuit], sent: Mapping[str, Any]
    ) -> int:
        """As far as the shots of one reach, where any of them is computed shot by shot.

        Each circuit of a job has a seed 2,113 above that of the one before; each shot that is
        computed by itself has one above that of the shot before. See
        https://github.com/Qiskit/qiskit-aer/issues/1916.
        """
        shots = sent.get("shots", self.options[0].default)
        if shots <= _STEP or not (
            self._is_noisy(backend, sent) or not all(map(is_sampled, circuits))
        ):
            return 1
        return -(-shots // _STEP)

    def _is_noisy(self, backend: Any, sent: Mapping[str, Any]) -> bool:
        return sent.get("noise_model", _own(backend, "noise_model")) is not None

    def adapt(self, circuit: QuantumCircuit, backend: Any) -> QuantumCircuit:
        """Multiplexers without matrices would end the process; up to a diagonal, they are wrong."""
        del backend
        return with_matrices(circuit)

    def is_local(self, backend: Any) -> bool:
        """Every backend is a simulator in this process."""
        del backend
        return True


def _own(backend: Any, name: str) -> Any:
    return getattr(getattr(backend, "options", None), name, None)


def listed_by(
    backend: Any, declared: Iterable[RunOption], left_out: Iterable[RunOption]
) -> tuple[RunOption, ...]:
    """The options that a simulator lists, as they are declared where they are."""
    known = {option.name: option for option in declared}
    without = {option.name for option in left_out} | {"parameter_binds"}
    listed = read_options(backend.run, getattr(backend, "options", None)).options
    return tuple(known.get(each.name, each) for each in listed if each.name not in without)


@dataclass
class SimulationOptions(ProviderOptions):
    """Aer's own options but for the noise model; see Aer's documentation of ``AerSimulator``."""

    method: str | None = None
    """How circuits are simulated. Default: ``"automatic"``."""

    device: str | None = None
    """Where to: CPU, GPU, or Thrust, a kernel on the CPU. Default: ``"CPU"``."""

    precision: Literal["double", "single"] | None = None
    """Floating-point precision. Default: ``"double"``."""

    executor: Any = None
    """A concurrent.futures executor or Dask client."""

    max_job_size: int | None = None
    """The most circuits in a part that goes to the executor."""

    max_shot_size: int | None = None
    """The most shots of a circuit in such a part."""

    enable_truncation: bool | None = None
    """Leave out qubits that no outcome depends on. Default: ``True``."""

    zero_threshold: float | None = None
    """Numbers below it are returned as 0. Default: ``1e-10``."""

    validation_threshold: float | None = None
    """How far from 1 a norm may be."""

    max_parallel_threads: int | None = None
    """The most threads; 0 for all."""

    max_parallel_experiments: int | None = None
    """The most circuits at a time; 0 for all."""

    max_parallel_shots: int | None = None
    """The most shots at a time; 0 for all."""

    max_memory_mb: int | None = None
    """Memory of a state, in MB; 0 for all, -1 for no limit."""

    fusion_enable: bool | None = None
    """Merge gates beforehand. Default: ``True``."""

    fusion_verbose: bool | None = None
    """Return the merged gates as metadata. Default: ``False``."""

    fusion_max_qubit: int | None = None
    """The most qubits of a merged gate."""

    fusion_threshold: int | None = None
    """Gates are merged from this number of qubits on."""

    accept_distributed_results: bool | None = None
    """With MPI, return each process's own part."""

    cuStateVec_enable: bool | None = None
    """Use NVIDIA's cuStateVec on a GPU. Default: ``False``."""

    blocking_qubits: int | None = None
    """Qubits of a chunk of the state."""

    blocking_enable: bool | None = None
    """Hold the state in chunks. Default: ``False``."""

    chunk_swap_buffer_qubits: int | None = None
    """Qubits of the buffer for swaps."""

    batched_shots_gpu: bool | None = None
    """Run the shots of a circuit at once on a GPU. Default: ``False``."""

    batched_shots_gpu_max_qubits: int | None = None
    """The most qubits of a circuit for that. Default: ``16``."""

    num_threads_per_device: int | None = None
    """Threads for each GPU. Default: ``1``."""

    shot_branching_enable: bool | None = None
    """Split shots where their states differ. Default: ``False``."""

    shot_branching_sampling_enable: bool | None = None
    """Sample at the end of a branch. Default: ``False``."""

    statevector_parallel_threshold: int | None = None
    """Qubits above which a statevector is computed by threads. Default: ``14``."""

    statevector_sample_measure_opt: int | None = None
    """Qubits above which sampling is that for large states. Default: ``10``."""

    stabilizer_max_snapshot_probabilities: int | None = None
    """The most qubits of saved probabilities. Default: ``32``."""

    extended_stabilizer_sampling_method: (
        Literal["metropolis", "resampled_metropolis", "norm_estimation"] | None
    ) = None
    """How the method samples outcomes. Default: ``"resampled_metropolis"``."""

    extended_stabilizer_metropolis_mixing_time: int | None = None
    """Steps before the first sample. Default: ``5000``."""

    extended_stabilizer_approximation_error: float | None = None
    """The largest error of the decomposition. Default: ``0.05``."""

    extended_stabilizer_norm_estimation_samples: int | None = None
    """Samples of an estimate of the norm. Default: ``100``."""

    extended_stabilizer_norm_estimation_repetitions: int | None = None
    """How often the norm is estimated. Default: ``3``."""

    extended_stabilizer_parallel_threshold: int | None = None
    """Terms above which they are computed by threads. Default: ``100``."""

    extended_stabilizer_probabilities_snapshot_samples: int | None = None
    """Samples of a snapshot of probabilities. Default: ``3000``."""

    matrix_product_state_truncation_threshold: float | None = None
    """The most that is cut off, as a sum of squares. Default: ``1e-16``."""

    matrix_product_state_max_bond_dimension: int | None = None
    """The most Schmidt coefficients that are kept."""

    mps_sample_measure_algorithm: (
        Literal["mps_heuristic", "mps_apply_measure", "mps_probabilities"] | None
    ) = None
    """How a matrix product state samples outcomes. Default: ``"mps_heuristic"``."""

    mps_log_data: bool | None = None
    """Return bond dimensions and errors as metadata. Default: ``False``."""

    mps_swap_direction: Literal["mps_swap_left", "mps_swap_right"] | None = None
    """Which way qubits are swapped to meet. Default: ``"mps_swap_left"``."""

    chop_threshold: float | None = None
    """Numbers below it are left out of snapshots. Default: ``1e-08``."""

    mps_parallel_threshold: int | None = None
    """Qubits above which a matrix product state is computed by threads. Default: ``14``."""

    mps_omp_threads: int | None = None
    """Threads for that. Default: ``1``."""

    mps_lapack: bool | None = None
    """Decompose matrices by LAPACK. Default: ``False``."""

    tensor_network_num_sampling_qubits: int | None = None
    """Qubits that a tensor network samples at once. Default: ``10``."""

    use_cuTensorNet_autotuning: bool | None = None
    """Let NVIDIA's cuTensorNet tune itself. Default: ``False``."""

    runtime_parameter_bind_enable: bool | None = None
    """Bind parameters while the circuits run. Default: ``False``."""


@dataclass
class AerOptions(SimulationOptions):
    """Aer's own options."""

    noise_model: Any = None
    """A qiskit_aer NoiseModel."""


@dataclass
class AerSamplerOptions(AerOptions, SamplerOptions):
    """Options of `AerSampler`: those of `SamplerAdapter` and `AerOptions`."""


@dataclass
class AerEstimatorOptions(AerOptions, EstimatorOptions):
    """Options of `AerEstimator`: those of `EstimatorAdapter` and `AerOptions`."""


class AerSampler(ProviderSampler[AerSamplerOptions]):
    """A Sampler on Aer's simulators, with their own options."""

    provider = AerProvider
    options_class = AerSamplerOptions


class AerEstimator(ProviderEstimator[AerEstimatorOptions]):
    """An Estimator on Aer's simulators, with their own options."""

    provider = AerProvider
    options_class = AerEstimatorOptions
