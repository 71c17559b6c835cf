"""The two local simulators of Microsoft's Quantum Development Kit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.flattening import flattened
from qiskit_uplift.adapters.options import OptionContract, RunOption
from qiskit_uplift.adapters.provider import Provider, comes_from

NEUTRAL_ATOM = "qdk.qiskit.backends.neutral_atom_backend"

_COMMON = (
    RunOption("shots", int, "how often each circuit is run", 1024, minimum=1),
    RunOption("name", str, "name of the entry point; by default the circuit's"),
    RunOption("search_path", str, "where OpenQASM includes are looked for", "."),
    RunOption("output_semantics", object, "a qdk OutputSemantics", "OutputSemantics.Qiskit"),
    RunOption("executor", object, "the concurrent.futures executor that runs the circuits"),
    RunOption("skip_transpilation", bool, "take the circuit as it is", False),
    RunOption("optimization_level", int, "of its own transpilation", minimum=0, maximum=3),
    RunOption("seed_transpiler", int, "seed of its own transpilation", minimum=0),
)


class QDKProvider(Provider):
    """``QSharpBackend`` (counts alone) and ``NeutralAtomBackend`` (memory without being asked).

    ``params``, which one backend lists, has no effect and is therefore not declared.
    """

    name: ClassVar[str] = "qdk"
    modules: ClassVar[tuple[str, ...]] = ("qdk.qiskit",)
    read_from: ClassVar[str] = "qdk 1.33.1"
    compiles: ClassVar[bool] = True
    dialect: ClassVar[Dialect] = Dialect(memory=Notation.REGISTERS, counts=Notation.REGISTERS)
    seed: ClassVar[str | None] = "seed"
    options: ClassVar[tuple[RunOption, ...]] = (
        *_COMMON,
        # 0 is taken for no seed at all
        RunOption("seed", int, "seed of the simulator", minimum=1, maximum=2**64 - 1),
        RunOption("target_profile", object, "a qdk TargetProfile", "TargetProfile.Unrestricted"),
        RunOption("output_fn", object, "called with what the program prints"),
    )
    neutral_atom_options: ClassVar[tuple[RunOption, ...]] = (
        *_COMMON,
        RunOption("seed", int, "seed of the simulator", minimum=0, maximum=2**32 - 1),
        RunOption("noise", object, "a qdk NoiseConfig; by default none"),
        RunOption(
            "simulator_type", str, "which simulator runs it", choices=("clifford", "cpu", "gpu")
        ),
    )
    # from level 2 on its transpiler elides swaps, and its own compiler refuses what comes of that
    presets: ClassVar[Mapping[str, Any]] = {"optimization_level": 1}
    cannot: ClassVar[Mapping[str, str]] = {
        "shot order": "QSharpBackend gives only counts",
        "control flow": "NeutralAtomBackend has none",
        "unmeasured clbits": "NeutralAtomBackend refuses a clbit that is never written",
    }

    def contract(self, backend: Any) -> OptionContract:
        """The contract of the simulator at hand."""
        neutral_atom = comes_from(backend, NEUTRAL_ATOM)
        return OptionContract(
            options=self.neutral_atom_options if neutral_atom else self.options,
            shots=self.shots,
            seed=self.seed,
            memory=self.memory,
            presets=self.presets,
            shares_seed=True,
        )

    def is_local(self, backend: Any) -> bool:
        """Both simulators are."""
        del backend
        return True

    def adapt(self, circuit: QuantumCircuit, backend: Any) -> QuantumCircuit:
        """Clbits outside of registers, or in two of them, would be lost."""
        del backend
        return flattened(circuit)
