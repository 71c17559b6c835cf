"""Alice & Bob's cat qubits: local emulators, and targets behind their interface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.estimator import EstimatorOptions
from qiskit_uplift.adapters.flattening import can_flatten, flattened, is_plain
from qiskit_uplift.adapters.introspection import read_options
from qiskit_uplift.adapters.options import Limits, OptionContract, RunOption
from qiskit_uplift.adapters.primitives import ProviderEstimator, ProviderSampler
from qiskit_uplift.adapters.provider import Provider, comes_from
from qiskit_uplift.adapters.providers.aer import SIMULATION, SimulationOptions, listed_by
from qiskit_uplift.adapters.sampler import SamplerOptions

REMOTE = "qiskit_alice_bob_provider.remote"

_SHOTS: Final = RunOption("shots", int, "how often each circuit is run", 1024, minimum=1)
_SEED: Final = RunOption(
    "seed_simulator", int, "seed of the sampling", minimum=0, maximum=2**63 - 1
)
_MEMORY: Final = RunOption("memory", bool, "return one outcome a shot", False)
_PHOTONS: Final = RunOption("average_nb_photons", float, "mean number of photons of a cat state")

# run() passes its own noise model, so that a second one is an error of Python's
_OWN: Final = (_SHOTS, _SEED, _MEMORY, RunOption("noise_model"))


class AliceBobProvider(Provider):
    """Emulators, which take what Aer takes, and remote targets, which say what they take.

    A circuit has to pass through the provider's own transpiler stages, which prepare each qubit,
    make a discrete gate set of all angles (so parameters need values by then), and schedule.
    """

    name: ClassVar[str] = "alice_bob"
    modules: ClassVar[tuple[str, ...]] = ("qiskit_alice_bob_provider",)
    read_from: ClassVar[str] = "qiskit-alice-bob-provider 3.0.0"
    account_names: ClassVar[Mapping[str, str | None]] = {"token": "api_key", "url": "url"}
    wraps_angles: ClassVar[bool] = True
    dialect: ClassVar[Dialect] = Dialect(memory=Notation.HEX, counts=Notation.HEX)
    remote_dialect: ClassVar[Dialect] = Dialect(counts=Notation.HEX)
    seed: ClassVar[str | None] = "seed_simulator"
    memory: ClassVar[str | None] = "memory"
    options: ClassVar[tuple[RunOption, ...]] = (_SHOTS,)
    variants: ClassVar[Mapping[str, tuple[RunOption, ...]]] = {
        "emulators": (_SEED, *SIMULATION),
        "emulators, and remote targets that list it": (_MEMORY,),
        "remote targets that list it": (_PHOTONS,),
    }
    cannot: ClassVar[Mapping[str, str]] = {
        "seed": "the remote targets take none",
        "shot order": "a remote target gives memory only where it lists the option",
    }

    def contract(self, backend: Any) -> OptionContract:
        """What Aer lists for an emulator, or what a remote target lists as its parameters."""
        if not comes_from(backend, REMOTE):
            return OptionContract(
                options=(_SHOTS, _SEED, _MEMORY, *listed_by(backend, SIMULATION, _OWN)),
                shots=self.shots,
                seed=self.seed,
                memory=self.memory,
            )
        listed = {o.name: o for o in read_options(backend.run, _options_of(backend)).options}
        listed["shots"] = replace(listed.get("shots", _SHOTS), kind=int, meaning=_SHOTS.meaning)
        if _MEMORY.name in listed:
            listed[_MEMORY.name] = _MEMORY
        if _PHOTONS.name in listed:
            own = listed[_PHOTONS.name]
            listed[_PHOTONS.name] = replace(own, kind=float, meaning=_PHOTONS.meaning)
        return OptionContract(
            options=tuple(listed.values()),
            shots=self.shots,
            memory="memory" if "memory" in listed else None,
        )

    def limits(self, backend: Any) -> Limits:
        """A remote target takes one circuit at a time, and says how many shots of it."""
        known = super().limits(backend)
        shots = self.contract(backend).option("shots")
        if not comes_from(backend, REMOTE) or shots is None:
            return known
        least = known.min_shots if shots.minimum is None else int(shots.minimum)
        most = known.max_shots if shots.maximum is None else int(shots.maximum)
        return replace(known, max_circuits=1, min_shots=max(1, least), max_shots=most)

    def dialect_of(self, backend: Any) -> Dialect:
        """An emulator hands on what Aer writes."""
        return self.remote_dialect if comes_from(backend, REMOTE) else self.dialect

    def is_local(self, backend: Any) -> bool:
        """The emulators are; a remote target has a server."""
        return not comes_from(backend, REMOTE)

    def retrieve(self, backend: Any, job_id: str) -> Any:
        """A job of a remote target; the package has no call for it, but all that one needs."""
        if self.is_local(backend):
            return super().retrieve(backend, job_id)
        from qiskit_alice_bob_provider.remote.api.jobs import get_job
        from qiskit_alice_bob_provider.remote.job import AliceBobRemoteJob

        client = backend._api_client
        asked = get_job(client, job_id)["inputParams"]
        # the circuit only labels the result, and nothing here reads the label
        return AliceBobRemoteJob(
            backend=backend,
            api_client=client,
            job_id=job_id,
            circuit=QuantumCircuit(),
            verbose=False,
            has_memory=bool(asked.get("memory", False)),
        )

    def adapt(self, circuit: QuantumCircuit, backend: Any) -> QuantumCircuit:
        """A remote target records register by register, the first one first: so one is sent."""
        return flattened(circuit, into_one=True) if comes_from(backend, REMOTE) else circuit

    def refusal(self, circuit: QuantumCircuit, backend: Any) -> str | None:
        """Several registers that can't be made one, as control flow reads them."""
        one = is_plain(circuit) and len(circuit.cregs) == 1
        if one or can_flatten(circuit) or not comes_from(backend, REMOTE):
            return None
        return (
            "its outcomes are written register by register, the first one first. Put the clbits "
            "into one register, in their order"
        )


def _options_of(backend: object) -> Any:
    return getattr(backend, "options", None)


@dataclass
class AliceBobOptions(SimulationOptions):
    """Options of Alice & Bob's emulators, which take Aer's but for the noise model, and targets."""

    average_nb_photons: float | None = None
    """Mean number of photons of a cat state."""


@dataclass
class AliceBobSamplerOptions(AliceBobOptions, SamplerOptions):
    """Options of `AliceBobSampler`: those of `SamplerAdapter` and `AliceBobOptions`."""


@dataclass
class AliceBobEstimatorOptions(AliceBobOptions, EstimatorOptions):
    """Options of `AliceBobEstimator`: those of `EstimatorAdapter` and `AliceBobOptions`."""


class AliceBobSampler(ProviderSampler[AliceBobSamplerOptions]):
    """A Sampler on Alice & Bob's emulators and targets, with their own options."""

    provider = AliceBobProvider
    options_class = AliceBobSamplerOptions


class AliceBobEstimator(ProviderEstimator[AliceBobEstimatorOptions]):
    """An Estimator on Alice & Bob's emulators and targets, with their own options."""

    provider = AliceBobProvider
    options_class = AliceBobEstimatorOptions
