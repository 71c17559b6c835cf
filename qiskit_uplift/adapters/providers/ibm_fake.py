"""The fake backends of qiskit-ibm-runtime: snapshots of IBM's devices, simulated by Aer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from qiskit_uplift.adapters.options import RunOption
from qiskit_uplift.adapters.providers.aer import AerProvider


class IBMFakeProvider(AerProvider):
    """``FakeManilaV2``, ``FakeSherbrooke`` and their kin, with the noise of their device.

    They hand all options on to Aer, which drops those that it doesn't know. To simulate a device
    without its noise, pass an empty ``NoiseModel`` as the option ``noise_model``.
    """

    name: ClassVar[str] = "ibm_fake"
    modules: ClassVar[tuple[str, ...]] = ("qiskit_ibm_runtime.fake_provider",)
    read_from: ClassVar[str] = "qiskit-ibm-runtime 0.51.0"
    local_backends: ClassVar[Mapping[str, str]] = {
        "fake_manila": "qiskit_ibm_runtime.fake_provider:FakeManilaV2",
        "fake_sherbrooke": "qiskit_ibm_runtime.fake_provider:FakeSherbrooke",
    }
    options: ClassVar[tuple[RunOption, ...]] = (
        RunOption("shots", int, "how often each circuit is run", 1024, minimum=1),
        RunOption("seed_simulator", int, "seed of the sampling", minimum=0, maximum=2**63 - 1),
        RunOption("memory", bool, "return one outcome a shot", False),
    )

    def _is_noisy(self, backend: Any, sent: Mapping[str, Any]) -> bool:
        del backend, sent
        return True  # by itself; and one shot by shot or not is all the same here
