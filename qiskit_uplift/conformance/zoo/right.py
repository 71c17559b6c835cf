"""Right devices, none of which a check may fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from qiskit_uplift.adapters.backend import uplift
from qiskit_uplift.backends.reference import reference_device

NOT_A_NUMBER = {"robust.not-a-number": "Aer takes an angle of NaN, and gives outcomes"}
AER_BRANCHES = dict.fromkeys(
    ("dynamic.distribution", "dynamic.idle-branch"),
    "Aer 0.18 fails (unordered_map::at) where a qubit is used just inside of a branch and isn't "
    "measured",
)
AER = {**NOT_A_NUMBER, **AER_BRANCHES}
BASIC = {
    **dict.fromkeys(
        ("determinism.threads", "determinism.threads-seeded"),
        "BasicSimulator keeps the state of a run in itself, where other threads meet it",
    ),
    **dict.fromkeys(
        ("batch.counts", "counts.distribution", "dynamic.distribution"),
        "BasicSimulator gives no counts where no clbit is in a register",
    ),
}

STOCK = ("sampler", "estimator")
"""Groups that judge Qiskit's own primitives where a backend is tested raw."""


@dataclass(frozen=True)
class RightDevice:
    """A device that is right, as far as it says what it does.

    Attributes:
        name: What it is, in a few words joined by hyphens.
        make: Makes a new one.
        skip: Groups of checks that wouldn't judge the device itself.
        known: The checks that it may fail, each with the reason: a fault of its own that is known.
    """

    name: str
    make: Callable[[], Any]
    skip: tuple[str, ...] = ()
    known: Mapping[str, str] = field(default_factory=dict)


def _reference(face: str = "modern", *arguments: Any, **options: Any) -> Callable[[], Any]:
    return lambda: reference_device(face, *arguments, **options)


def _uplifted(make: Callable[[], Any]) -> Callable[[], Any]:
    return lambda: uplift(make())


def _aer() -> Any:
    from qiskit_aer import AerSimulator

    return AerSimulator()


def _basic() -> Any:
    from qiskit.providers.basic_provider import BasicSimulator

    return BasicSimulator()


def _generic() -> Any:
    from qiskit.providers.fake_provider import GenericBackendV2

    return GenericBackendV2(5, seed=1)


def _statevector_sampler() -> Any:
    from qiskit.primitives import StatevectorSampler

    return StatevectorSampler()


RIGHT: tuple[RightDevice, ...] = (
    RightDevice("ideal", _reference(ideal=True), STOCK),
    RightDevice("ideal-ring", _reference("modern", 6, "ring", ideal=True), STOCK),
    RightDevice("ideal-all-to-all", _reference("modern", 4, "all-to-all", ideal=True), STOCK),
    RightDevice("ideal-one-qubit", _reference("modern", 1, ideal=True), STOCK),
    RightDevice("noisy", _reference(seed=1), STOCK),
    RightDevice("noisy-heavy-hex", _reference("modern", 27, "heavy-hex", seed=2), STOCK),
    RightDevice("noisy-grid", _reference("modern", 9, "grid", seed=3), STOCK),
    RightDevice("limited", _reference(ideal=True, max_shots=2000, max_circuits=3), STOCK),
    RightDevice("legacy", _reference("legacy", ideal=True)),
    RightDevice("legacy-noisy", _reference("legacy", 7, "heavy-hex", seed=4)),
    RightDevice("run-only", _reference("run-only", ideal=True)),
    RightDevice("run-only-binary", _reference("run-only", ideal=True, memory="binary")),
    RightDevice("run-only-binary-counts", _reference("run-only", ideal=True, counts="binary")),
    RightDevice("run-only-matrix", _reference("run-only", ideal=True, memory="bit-matrix")),
    RightDevice("run-only-without-memory", _reference("run-only", ideal=True, memory="none")),
    RightDevice("run-only-one-circuit", _reference("run-only", ideal=True, refuses_lists=True)),
    RightDevice("run-only-nameless", _reference("run-only", ideal=True, header="absent")),
    RightDevice("uplifted", _uplifted(_reference(ideal=True))),
    RightDevice("uplifted-legacy-noisy", _uplifted(_reference("legacy", 7, "heavy-hex", seed=5))),
    RightDevice("uplifted-run-only", _uplifted(_reference("run-only", ideal=True))),
    RightDevice("aer", _aer, STOCK, AER),
    RightDevice("aer-uplifted", _uplifted(_aer), known=AER_BRANCHES),
    RightDevice("basic-simulator", _basic, STOCK, BASIC),
    RightDevice("generic", _generic, STOCK, NOT_A_NUMBER),
    RightDevice("statevector-sampler", _statevector_sampler),
)
"""The right devices."""
