"""A backend that no provider file claims: everything is read from the backend itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from qiskit_uplift.adapters.introspection import read_options
from qiskit_uplift.adapters.legacy_data import read as field_of
from qiskit_uplift.adapters.options import OptionContract
from qiskit_uplift.adapters.provider import Provider, comes_from

SHOTS = ("shots", "num_shots", "n_shots", "nshots", "nbShots")
SEEDS = ("seed_simulator", "seed", "sampler_seed")
MEMORIES = ("memory",)

# Qiskit's own simulators, and the reference device of this package
LOCAL = (
    "qiskit.providers.basic_provider",
    "qiskit.providers.fake_provider",
    "qiskit_uplift.backends",
)


class GenericProvider(Provider):
    """Any backend: options from its signature and its ``options``, the notation from the data."""

    name: ClassVar[str] = "generic"
    read_from: ClassVar[str] = "the backend itself"
    local_backends: ClassVar[Mapping[str, str]] = {
        "basic_simulator": "qiskit.providers.basic_provider:BasicSimulator"
    }

    def matches(self, backend: object) -> bool:
        """Every backend is generic where nothing better is known."""
        del backend
        return True

    def contract(self, backend: Any) -> OptionContract:
        """Read the contract from ``run`` and ``options``.

        Memory is asked for only where the backend says that it has it: a backend that warns about
        an option it doesn't know, or refuses it, is left in peace, and its counts will do.
        """
        run = backend.run if hasattr(backend, "run") else backend
        read = read_options(run, getattr(backend, "options", None))
        memory = read.named(MEMORIES)
        configuration = getattr(backend, "configuration", None)
        if memory is None and read.open_ended and callable(configuration):
            memory = "memory" if field_of(configuration(), "memory") is True else None
        return OptionContract(
            options=read.options,
            shots=read.named(SHOTS) or ("shots" if read.open_ended else None),
            seed=read.named(SEEDS) or ("seed_simulator" if read.open_ended else None),
            memory=memory,
            forwards_unknown=read.open_ended,
        )

    def one_at_a_time(self, backend: Any) -> bool:
        """Qiskit's ``BasicSimulator`` keeps the state of a run in itself."""
        return comes_from(backend, "qiskit.providers.basic_provider")

    def is_local(self, backend: Any) -> bool:
        """Only where the backend is known to be a simulator in this process."""
        return comes_from(backend, *LOCAL)
