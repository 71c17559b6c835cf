"""An old ProviderV1, whole, and the interface of IBM's service over it.

The provider stays as it is: `ProviderV1` and `BackendV1` are Qiskit's own on 1.4, and given back
by `compat` on 2.x.
"""

from __future__ import annotations

from typing import Any

from qiskit import QuantumCircuit

from qiskit_uplift.backends import reference_device
from qiskit_uplift.compat import ProviderV1, filter_backends
from qiskit_uplift.service import ProviderService


class OldProvider(ProviderV1):
    """A provider of 2021."""

    def __init__(self) -> None:
        self._known = [reference_device("legacy", 5), reference_device("legacy", 20)]

    def backends(self, name: str | None = None, filters: Any = None, **kwargs: Any) -> list[Any]:
        """The devices that fit."""
        known = [each for each in self._known if name in (None, each.name())]
        return filter_backends(known, filters=filters, **kwargs)


def main() -> None:
    """The old way and the new one."""
    old = OldProvider().get_backend("reference_line_5")
    print("before:", old.name(), old.configuration().n_qubits)
    service = ProviderService(OldProvider)
    backend = service.backend("reference_line_5")
    print("after:", backend.name, backend.num_qubits)
    print("at least 10 qubits:", [each.name for each in service.backends(min_num_qubits=10)])
    print("least busy:", service.least_busy(min_num_qubits=10).num_qubits)
    circuit = QuantumCircuit(1)
    circuit.x(0)
    circuit.measure_all()
    job = backend.sampler(transpile="auto", seed_simulator=1).run([circuit], shots=200)
    counts = job.result()[0].data.meas.get_counts()
    print("most often:", max(counts, key=counts.get), service.job(job.job_id()) is job)


if __name__ == "__main__":
    main()
