"""``BasicAer``: the three simulators that Qiskit brought along until 1.0, under their names.

``qasm_simulator`` is Qiskit's ``BasicSimulator``, which draws the outcomes that its predecessor
drew from the same seed; a circuit with conditions, which it can't run any more, goes to Aer. The
states and the unitaries are Aer's.

Example:
    >>> from qiskit import QuantumCircuit
    >>> from qiskit_uplift.compat.basic_aer import BasicAer
    >>> circuit = QuantumCircuit(1, 1)
    >>> circuit.measure(0, 0)  # doctest: +ELLIPSIS
    <...
    >>> backend = BasicAer.get_backend("qasm_simulator")
    >>> backend.run(circuit, shots=5).result().get_counts()
    {'0': 5}
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

from qiskit.circuit import ControlFlowOp, QuantumCircuit
from qiskit.providers.basic_provider import BasicSimulator
from qiskit.providers.exceptions import QiskitBackendNotFoundError

from qiskit_uplift._qiskit.aer import AerSimulator
from qiskit_uplift._qiskit.aer import StatevectorSimulator as StatevectorSimulatorPy
from qiskit_uplift._qiskit.aer import UnitarySimulator as UnitarySimulatorPy
from qiskit_uplift.compat.providers import filter_backends

__all__ = [
    "BasicAer",
    "BasicAerProvider",
    "QasmSimulatorPy",
    "StatevectorSimulatorPy",
    "UnitarySimulatorPy",
]


class QasmSimulatorPy(BasicSimulator):  # type: ignore[misc, unused-ignore]
    """The simulator of counts."""

    def __init__(self, provider: Any = None, **fields: Any) -> None:
        super().__init__(provider, **fields)
        self.name = "qasm_simulator"

    def run(self, run_input: QuantumCircuit | Sequence[QuantumCircuit], **options: Any) -> Any:
        """Run circuits.

        Args:
            run_input: One circuit or several.
            options: ``shots``, ``memory``, ``seed_simulator`` and others of ``BasicSimulator``.
        """
        circuits = [run_input] if isinstance(run_input, QuantumCircuit) else list(run_input)
        if any(
            isinstance(item.operation, ControlFlowOp) for each in circuits for item in each.data
        ):
            return AerSimulator().run(circuits, **options)
        return super().run(circuits, **options)


_BACKENDS: dict[str, Callable[[], Any]] = {
    "qasm_simulator": QasmSimulatorPy,
    "statevector_simulator": StatevectorSimulatorPy,
    "unitary_simulator": UnitarySimulatorPy,
}


class BasicAerProvider:
    """Finds the simulators by their names."""

    def get_backend(self, name: str | None = None, **filters: Any) -> Any:
        """The only backend of that name.

        Raises:
            QiskitBackendNotFoundError: None or several match.
        """
        found = self.backends(name, **filters)
        if len(found) != 1:
            known = ", ".join(_BACKENDS)
            raise QiskitBackendNotFoundError(f"{name!r} names {len(found)} of {known}.")
        return found[0]

    def backends(
        self, name: str | None = None, filters: Callable[[Any], bool] | None = None, **fields: Any
    ) -> list[Any]:
        """The backends of that name, or all.

        Args:
            name: As it was, ``statevector_simulator_py`` or ``statevector_simulator``.
            filters: Whether a backend is wanted.
            fields: What a backend's attributes or configuration must be.
        """
        wanted = None if name is None else name.removesuffix("_py")
        with warnings.catch_warnings():
            # of their names, which are what is asked for here
            warnings.simplefilter("ignore", PendingDeprecationWarning)
            found = [make() for known, make in _BACKENDS.items() if wanted in (None, known)]
        return filter_backends(found, filters=filters, **fields)

    def __repr__(self) -> str:
        return "BasicAer"


BasicAer = BasicAerProvider()
"""What ``qiskit.BasicAer`` was."""
