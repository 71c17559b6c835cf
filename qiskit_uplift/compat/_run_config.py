"""``RunConfig`` for Qiskit 2: how circuits are to be run."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any


class RunConfig(SimpleNamespace):
    """Options of a run as attributes; the four named ones are absent where they are None.

    Args:
        shots: How often each circuit.
        seed_simulator: A simulator's seed.
        memory: Whether the outcome of each shot is wanted.
        parameter_binds: Values of parameters.
        kwargs: Further options.

    Example:
        >>> RunConfig(shots=5, meas_level=2).to_dict()
        {'shots': 5, 'meas_level': 2}
    """

    def __init__(
        self,
        shots: int | None = None,
        seed_simulator: int | None = None,
        memory: bool | None = None,
        parameter_binds: Any = None,
        **kwargs: Any,
    ) -> None:
        named = {
            "shots": shots,
            "seed_simulator": seed_simulator,
            "memory": memory,
            "parameter_binds": parameter_binds,
        }
        given = {name: value for name, value in named.items() if value is not None}
        super().__init__(**given, **kwargs)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> RunConfig:
        """The options of ``data``."""
        return cls(**data)

    def to_dict(self) -> dict[str, Any]:
        """The options that are set, as a new dictionary."""
        return dict(vars(self))
