"""Quantinuum's ion traps by their old packages for Qiskit, under both of their names."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final

from qiskit import qasm2
from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.flattening import can_flatten, in_one_register
from qiskit_uplift.adapters.options import Limits, OptionContract, RunOption
from qiskit_uplift.adapters.provider import Provider

_SHOTS: Final = RunOption("shots", int, "how often each circuit is run", 1024, 1, 10_000)


class QuantinuumProvider(Provider):
    """``QuantinuumBackend``, and ``HoneywellBackend``, whose code is the same.

    A package asks a circuit for its OpenQASM 2 by a method that Qiskit 1 no longer has, so
    circuits are sent with one of their own. A job's ``status`` may only be asked once it is
    finished, and once: before that, and at the second time, the package's own code fails.
    """

    name: ClassVar[str] = "quantinuum"
    modules: ClassVar[tuple[str, ...]] = ("qiskit_quantinuum", "qiskit.providers.honeywell")
    read_from: ClassVar[str] = "qiskit-quantinuum-provider 0.4.1, qiskit-honeywell-provider 0.2.1"
    dialect: ClassVar[Dialect] = Dialect(counts=Notation.HEX)
    options: ClassVar[tuple[RunOption, ...]] = (
        _SHOTS,
        RunOption("priority", str, "the place in the queue", "normal"),
    )
    # the circuits of a list become jobs of which only the last one's id is told
    limits_by_default: ClassVar[Limits] = Limits(max_circuits=1, max_shots=10_000)
    cannot: ClassVar[Mapping[str, str]] = {
        "seed": "it is a device; its simulators take no seed from run() either",
        "shot order": "the package counts the shots",
        "control flow": "the package writes OpenQASM 2, which has only conditions on registers",
    }

    def contract(self, backend: Any) -> OptionContract:
        """The backend's own priority goes along, as the package forgets it next to shots."""
        return OptionContract(
            options=self.options,
            shots=self.shots,
            presets={"priority": backend.options.priority},
        )

    def limits(self, backend: Any) -> Limits:
        """One circuit a job, though the package takes more."""
        return replace(super().limits(backend), max_circuits=1)

    def waiting(self, backend: Any) -> Mapping[str, Any]:
        """A job gives up after five minutes, or a third of a second where it has to poll."""
        del backend
        return {"timeout": math.inf}

    def adapt(self, circuit: QuantumCircuit, backend: Any) -> QuantumCircuit:
        """Registers are joined in the order in which they happen to come, so there may be one."""
        del backend
        flat = in_one_register(circuit) if can_flatten(circuit) else circuit.copy()
        flat.__class__ = _WithProgram
        return flat

    def refusal(self, circuit: QuantumCircuit, backend: Any) -> str | None:
        """Conditions on one of several registers: nothing says in which order those come back."""
        del backend
        if can_flatten(circuit):
            return None
        only = circuit.cregs[0] if len(circuit.cregs) == 1 else ()
        if list(only) == list(circuit.clbits):
            return None
        return (
            "its package joins the outcomes of registers in any order. With conditions, put all "
            "classical bits into one register"
        )


class _WithProgram(QuantumCircuit):
    """A circuit that still writes its own program."""

    def qasm(self) -> str:
        return qasm2.dumps(self)
