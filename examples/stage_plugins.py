"""A backend's own transpiler stages, which `uplift` hands on.

`get_translation_stage_plugin` and `get_scheduling_stage_plugin` name plugins of the entry-point
groups `qiskit.transpiler.translation` and `qiskit.transpiler.scheduling`. The device here names
two that come with Qiskit: it wants its circuits scheduled as late as can be.
"""

from __future__ import annotations

from typing import Any

from qiskit import QuantumCircuit, transpile
from qiskit.providers import BackendV2, Options
from qiskit.transpiler import Target

from qiskit_uplift import uplift
from qiskit_uplift.backends import reference_device


class ScheduledBackend(BackendV2):
    """The reference device, with stages of its own."""

    def __init__(self) -> None:
        super().__init__(name="scheduled")
        self._device = reference_device("modern", 5)

    @property
    def target(self) -> Target:
        """What it can do."""
        return self._device.target

    @property
    def max_circuits(self) -> int | None:
        """How many circuits a job may have."""
        return self._device.max_circuits

    @classmethod
    def _default_options(cls) -> Options:
        return Options(shots=1024, memory=False, seed_simulator=None)

    def run(self, run_input: Any, **options: Any) -> Any:
        """Run circuits."""
        return self._device.run(run_input, **options)

    def get_translation_stage_plugin(self) -> str:
        """How circuits are written with the device's gates."""
        return "synthesis"

    def get_scheduling_stage_plugin(self) -> str:
        """How waiting is made explicit."""
        return "alap"


def main() -> None:
    """Transpile for the device and for the uplifted one, and sample."""
    device = ScheduledBackend()
    backend = uplift(device)
    print(backend.get_translation_stage_plugin(), backend.get_scheduling_stage_plugin())
    circuit = QuantumCircuit(3)
    circuit.x(0)
    circuit.cx(0, 1)
    circuit.cx(1, 2)
    circuit.measure_all()
    theirs = transpile(circuit, device, seed_transpiler=1, optimization_level=1)
    ours = transpile(circuit, backend, seed_transpiler=1, optimization_level=1)
    print("delays:", ours.count_ops()["delay"] > 0, "the same circuit:", ours == theirs)
    sampler = backend.sampler(transpile="auto", default_shots=500, seed_simulator=3)
    counts = sampler.run([circuit]).result()[0].data.meas.get_counts()
    print("most often:", max(counts, key=counts.get))


if __name__ == "__main__":
    main()
