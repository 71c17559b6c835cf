"""Which backends and primitives are judged, and how each is made in its own environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qiskit_uplift import EstimatorAdapter, SamplerAdapter, compat, uplift
from qiskit_uplift.conformance.noise import NoiseMode

UNTOLD = "It has noise of which its Target says nothing, so it is judged with noise `tolerant`."
Made = Callable[[], Mapping[str, Any]]
"""The subject as ``check`` takes it: ``backend``, and ``sampler`` and ``estimator`` of its own."""


@dataclass(frozen=True)
class Member:
    """One subject.

    Attributes:
        name: What its page is called.
        title: What it is called.
        package: The distribution that it comes from.
        environment: The requirements of the environment that has it.
        raw: Makes it as it is; None where it can't be judged so.
        uplifted: Makes it uplifted; None where there is nothing to uplift.
        note: What a reader has to know.
        noise: What is allowed for the device's own errors.
    """

    name: str
    title: str
    package: str
    environment: str
    raw: Made | None
    uplifted: Made | None
    note: str = ""
    noise: NoiseMode = "strict"


def backend(
    name: str,
    title: str,
    package: str,
    environment: str,
    make: Callable[[], Any],
    note: str = "",
    noise: NoiseMode = "strict",
) -> Member:
    """A backend with ``run``: with Qiskit's backend primitives as it is, with ours uplifted."""
    return Member(
        name, title, package, environment,
        lambda: {"backend": make()}, lambda: {"backend": uplift(make())}, note, noise,
    )  # fmt: skip


def _primitives(sampler: Any, estimator: Any) -> dict[str, Any]:
    return {"backend": sampler, "estimator": estimator}


def _ddsim(name: str) -> Any:
    from mqt.ddsim import DDSIMProvider

    return DDSIMProvider().get_backend(name)


def _ddsim_primitives() -> dict[str, Any]:
    from mqt.ddsim.primitives import Estimator, Sampler

    return _primitives(Sampler(), Estimator())


def _qsharp() -> Any:
    from qdk.qiskit import QSharpBackend

    return QSharpBackend()


def _iqm(name: str) -> Any:
    import iqm.qiskit_iqm

    return getattr(iqm.qiskit_iqm, name)()


def _aqt(name: str) -> Any:
    from qiskit_aqt_provider import AQTProvider

    return getattr(AQTProvider().offline, name)()


def _qulacs() -> dict[str, Any]:
    compat.install()  # its modules import what Qiskit 2 doesn't have
    from qiskit_qulacs.qulacs_backend import QulacsBackend

    return {"backend": uplift(QulacsBackend())}


def _aer() -> Any:
    from qiskit_aer import AerSimulator

    return AerSimulator()


def _aer_primitives() -> dict[str, Any]:
    from qiskit_aer.primitives import EstimatorV2, SamplerV2

    return _primitives(SamplerV2(), EstimatorV2())


def _basic() -> Any:
    from qiskit.providers.basic_provider import BasicSimulator

    return BasicSimulator()


def _generic() -> Any:
    from qiskit.providers.fake_provider import GenericBackendV2

    return GenericBackendV2(5, seed=1)


def _statevector_primitives() -> dict[str, Any]:
    from qiskit.primitives import StatevectorEstimator, StatevectorSampler

    return _primitives(StatevectorSampler(), StatevectorEstimator())


def _backend_primitives() -> dict[str, Any]:
    from qiskit.primitives import BackendEstimatorV2, BackendSamplerV2

    return _primitives(BackendSamplerV2(backend=_aer()), BackendEstimatorV2(backend=_aer()))


def _adapters() -> dict[str, Any]:
    return _primitives(SamplerAdapter(backend=_aer()), EstimatorAdapter(backend=_aer()))


MEMBERS = (
    backend("aer-simulator", "AerSimulator", "qiskit-aer", "qiskit", _aer),
    Member(
        "aer-primitives",
        "Aer's SamplerV2 and EstimatorV2",
        "qiskit-aer",
        "qiskit",
        _aer_primitives,
        None,
    ),
    backend("basic-simulator", "BasicSimulator", "qiskit", "qiskit", _basic),
    backend(
        "generic-backend",
        "GenericBackendV2",
        "qiskit",
        "qiskit",
        _generic,
        "It has 5 qubits and draws its errors and durations at random.",
    ),
    Member(
        "statevector-primitives",
        "StatevectorSampler and StatevectorEstimator",
        "qiskit",
        "qiskit",
        _statevector_primitives,
        None,
    ),
    Member(
        "backend-primitives",
        "BackendSamplerV2 and BackendEstimatorV2",
        "qiskit",
        "qiskit",
        _backend_primitives,
        _adapters,
        "Both are on AerSimulator; uplifted are `SamplerAdapter` and `EstimatorAdapter` in "
        "their place.",
    ),
    backend(
        "ddsim-qasm-simulator",
        "mqt.ddsim's qasm_simulator",
        "mqt-ddsim",
        "ddsim",
        lambda: _ddsim("qasm_simulator"),
    ),
    Member(
        "ddsim-primitives",
        "mqt.ddsim's Sampler and Estimator",
        "mqt-ddsim",
        "ddsim",
        _ddsim_primitives,
        None,
    ),
    backend("qdk-qsharp", "QDK's QSharpBackend", "qdk", "qdk", _qsharp),
    backend(
        "iqm-fake-adonis",
        "IQM's IQMFakeAdonis",
        "iqm-client",
        "iqm",
        lambda: _iqm("IQMFakeAdonis"),
        UNTOLD,
        "tolerant",
    ),
    backend(
        "aqt-offline-ideal",
        "AQT's offline simulator, ideal",
        "qiskit-aqt-provider",
        "aqt",
        lambda: _aqt("ideal"),
    ),
    backend(
        "aqt-offline-noisy",
        "AQT's offline simulator, noisy",
        "qiskit-aqt-provider",
        "aqt",
        lambda: _aqt("noisy"),
        UNTOLD,
        "tolerant",
    ),
    Member(
        "qulacs",
        "qiskit-qulacs' QulacsBackend",
        "qiskit-qulacs",
        "qulacs-2x",
        None,
        _qulacs,
        "It is a `BackendV1` for Qiskit 1, so on this Qiskit it is imported with "
        "`compat.install()`, and judged uplifted alone.",
    ),
)
ENVIRONMENTS = tuple(dict.fromkeys(member.environment for member in MEMBERS))
