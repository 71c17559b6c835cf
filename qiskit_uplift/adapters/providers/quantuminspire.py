"""Quantum Inspire's devices and emulators, from outside and from within a hybrid algorithm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.flattening import can_flatten, in_one_register
from qiskit_uplift.adapters.options import Limits, OptionContract, RunOption
from qiskit_uplift.adapters.provider import Provider, comes_from

HYBRID = "qiskit_quantuminspire.hybrid"

_SHOTS: Final = RunOption("shots", int, "how often each circuit is run", minimum=1)
_MEMORY: Final = RunOption("memory", bool, "return one outcome a shot", False)


class QuantumInspireProvider(Provider):
    """``QIBackend``, and ``QIHybridBackend`` for algorithms that the platform runs.

    Their option ``seed_simulator`` takes nothing but None and is therefore not declared.

    A job can't be fetched by its id: the package reads results by the circuits of the job that
    was submitted, which only its own ``QIJob.serialize()`` keeps.
    """

    name: ClassVar[str] = "quantuminspire"
    modules: ClassVar[tuple[str, ...]] = ("qiskit_quantuminspire",)
    read_from: ClassVar[str] = "qiskit-quantuminspire 0.18.6"
    keeps_options: ClassVar[bool] = True
    dialect: ClassVar[Dialect] = Dialect(memory=Notation.HEX, counts=Notation.HEX)
    memory: ClassVar[str | None] = "memory"
    options: ClassVar[tuple[RunOption, ...]] = (_SHOTS,)
    variants: ClassVar[Mapping[str, tuple[RunOption, ...]]] = {"with raw data": (_MEMORY,)}
    cannot: ClassVar[Mapping[str, str]] = {
        "seed": "no backend takes one",
        "shot order": "only backends with raw data keep the shots",
        "control flow": "the Target has none",
    }

    def contract(self, backend: Any) -> OptionContract:
        """The backend's own number of shots, and memory where it has raw data."""
        shots = replace(_SHOTS, default=backend.options.shots)
        has_memory = backend.options.validator.get("memory") != [False]
        return OptionContract(
            options=(shots, _MEMORY) if has_memory else (shots,),
            shots=self.shots,
            seed=self.seed,
            memory=self.memory if has_memory else None,
        )

    def limits(self, backend: Any) -> Limits:
        """As many shots as the platform says."""
        limits = super().limits(backend)
        return replace(limits, max_shots=backend.max_shots)

    def waiting(self, backend: Any) -> Mapping[str, Any]:
        """A job from outside gives up after a minute unless it is told otherwise."""
        return {} if comes_from(backend, HYBRID) else {"timeout": None}

    def adapt(self, circuit: QuantumCircuit, backend: Any) -> QuantumCircuit:
        """Bits are numbered within their registers, so there may be one register of each kind."""
        del backend
        return in_one_register(circuit) if can_flatten(circuit) else circuit
