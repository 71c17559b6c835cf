"""``backend_monitor``: what a backend says of itself, printed.

Example:
    >>> from qiskit_uplift.backends import load_backend
    >>> from qiskit_uplift.compat.monitoring import backend_monitor
    >>> backend_monitor(load_backend("reference:legacy?qubits=1"))  # doctest: +ELLIPSIS
    reference...
    Configuration
        n_qubits: 1
    ...Q0: 1... / ... / ...
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift.compat.views import legacy_view

__all__ = ["backend_monitor"]

_FIELDS = (
    "n_qubits", "backend_version", "simulator", "local", "basis_gates", "coupling_map",
    "max_shots", "max_experiments", "memory", "conditional",
)  # fmt: skip
_QUBIT = (("T1", 1e6), ("T2", 1e6), ("frequency", 1e-9), ("readout_error", 1.0))


def backend_monitor(backend: Any) -> None:
    """Print a backend's configuration, status and figures.

    Args:
        backend: One of either version.

    Raises:
        UnsupportedBackendError: It has neither a configuration nor a Target.
    """
    source = backend if hasattr(backend, "configuration") else legacy_view(backend)
    with quiet():
        configuration = source.configuration()
        properties = source.properties() if hasattr(source, "properties") else None
        status = source.status()
        lines = [
            str(configuration.backend_name),
            "=" * len(str(configuration.backend_name)),
            "Configuration",
            *(f"    {name}: {getattr(configuration, name, None)}" for name in _FIELDS),
            f"    operational: {status.operational}",
            f"    pending_jobs: {status.pending_jobs}",
        ]
        if properties is not None:
            lines += _figures(properties, configuration.n_qubits)
    print("\n".join(lines))


def _figures(properties: Any, num_qubits: int) -> Iterator[str]:
    yield "Qubits [T1 (us) / T2 (us) / frequency (GHz) / readout error]"
    for qubit in range(num_qubits):
        known = properties.qubit_property(qubit)
        values = [known[name][0] * factor if name in known else None for name, factor in _QUBIT]
        yield f"    Q{qubit}: " + " / ".join("-" if v is None else f"{v:.5g}" for v in values)
    yield "Gates [error]"
    for gate in properties.gates:
        errors = [each.value for each in gate.parameters if each.name == "gate_error"]
        places = "_".join(map(str, gate.qubits))
        yield f"    {gate.gate}{places}: " + (f"{errors[0]:.5g}" if errors else "-")
