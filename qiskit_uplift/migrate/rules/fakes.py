"""The fake backends of Qiskit."""

from __future__ import annotations

from typing import ClassVar

from qiskit_uplift.migrate.rule import Rule

V2 = tuple(
    "Almaden Armonk Athens Belem Boeblingen Bogota Brooklyn Burlington Cairo Cambridge Casablanca "
    "Essex Guadalupe Hanoi Jakarta Johannesburg Kolkata Lagos Lima London Manhattan Manila "
    "Melbourne Montreal Mumbai Nairobi Ourense Paris Poughkeepsie Quito Rochester Rome Rueschlikon "
    "Santiago Singapore Sydney Toronto Valencia Vigo Washington Yorktown".split()
)
"""Devices that qiskit-ibm-runtime has as ``Fake...V2``."""

PLAIN = tuple("Auckland Geneva Oslo Perth Prague Sherbrooke Cusco Kyoto Brisbane Osaka".split())
"""Devices that it has under the plain name."""

_NEW = "qiskit_ibm_runtime.fake_provider"
_OLD = ("qiskit.test.mock", "qiskit.providers.fake_provider")


class FakesRule(Rule):
    """The snapshots of devices are in ``qiskit_ibm_runtime``."""

    id = "MIG019"
    title = "fake backends became those of qiskit-ibm-runtime"
    since = "1.0"
    removed = "1.0"
    why = (
        "Qiskit 1.0 removed the fake backends of devices, and 2.0 what was left of their first "
        "version. `qiskit_ibm_runtime.fake_provider` has the same devices as `BackendV2`, which "
        "keep `configuration()` and `properties()`."
    )
    before = "from qiskit.test.mock import FakeVigo\nbackend = FakeVigo()\n"
    after = (
        "from qiskit_ibm_runtime.fake_provider import FakeVigoV2 as FakeVigo\n"
        "backend = FakeVigo()\n"
    )
    moves: ClassVar = {
        **{f"{old}.Fake{name}": f"{_NEW}.Fake{name}V2" for old in _OLD for name in V2},
        **{f"{old}.Fake{name}V2": f"{_NEW}.Fake{name}V2" for old in _OLD for name in V2},
        **{
            f"{old}.Fake{name}{version}": f"{_NEW}.Fake{name}"
            for old in _OLD
            for name in PLAIN
            for version in ("", "V2")
        },
        **{f"{old}.FakeProviderForBackendV2": f"{_NEW}.FakeProviderForBackendV2" for old in _OLD},
    }
    gone: ClassVar = {
        "qiskit.test.mock": "use a device of `qiskit_ibm_runtime.fake_provider`, or "
        "`GenericBackendV2` of `qiskit.providers.fake_provider`",
        **{
            f"qiskit.providers.fake_provider.{name}": "use a device of "
            "`qiskit_ibm_runtime.fake_provider`, or `GenericBackendV2`"
            for name in (
                "FakeTenerife", "FakeTokyo", "FakeOpenPulse2Q", "FakeOpenPulse3Q", "FakeBackend",
                "FakePulseBackend", "FakeQasmBackend", "FakeBackendV2", "FakeProvider",
                "FakeQasmSimulator", "FakeQobj", "ConfigurableFakeBackend", "Fake1Q", "Fake5QV1",
                "Fake7QPulseV1", "Fake20QV1", "Fake27QPulseV1", "Fake127QPulseV1",
                "FakeBackend5QV2", "FakeCambridgeAlternativeBasis", "FakeJob",
                "FakeMumbaiFractionalCX", "FakeProviderFactory", "backends", "backends_v1",
                "fake_1q", "fake_backend", "fake_backend_v2", "fake_job", "fake_mumbai_v2",
                "fake_openpulse_2q", "fake_openpulse_3q", "fake_provider", "fake_pulse_backend",
                "fake_qasm_backend", "fake_qasm_simulator", "fake_qobj", "utils",
            )
        },
    }  # fmt: skip
