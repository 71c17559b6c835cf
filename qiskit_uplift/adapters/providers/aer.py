"""Qiskit Aer's simulators."""

from __future__ import annotations

from typing import Any, ClassVar

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.introspection import read_options
from qiskit_uplift.adapters.options import OptionContract, RunOption
from qiskit_uplift.adapters.provider import Provider


class AerProvider(Provider):
    """``AerSimulator`` and its kin: every field of the simulator's own options may be sent."""

    name: ClassVar[str] = "aer"
    modules: ClassVar[tuple[str, ...]] = ("qiskit_aer",)
    read_from: ClassVar[str] = "qiskit-aer 0.18.2"
    dialect: ClassVar[Dialect] = Dialect(memory=Notation.HEX, counts=Notation.HEX)
    seed: ClassVar[str | None] = "seed_simulator"
    memory: ClassVar[str | None] = "memory"
    binds: ClassVar[str | None] = "parameter_binds"
    options: ClassVar[tuple[RunOption, ...]] = (
        RunOption("shots", int, "how often each circuit is run", 1024, minimum=1),
        RunOption("seed_simulator", int, "seed of the sampling", None, minimum=0),
        RunOption("memory", bool, "return one outcome a shot", False),
    )

    def contract(self, backend: Any) -> OptionContract:
        """The declared options, and those that the simulator at hand lists as its own."""
        declared = {option.name: option for option in self.options}
        for option in read_options(backend.run, getattr(backend, "options", None)).options:
            declared.setdefault(option.name, option)
        return OptionContract(
            options=tuple(declared.values()),
            shots=self.shots,
            seed=self.seed,
            memory=self.memory,
        )
