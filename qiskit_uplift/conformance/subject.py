"""`Subject`: what is under test, and the ways to it that it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qiskit.circuit import Measure, Parameter
from qiskit.circuit.library import get_standard_gate_name_mapping
from qiskit.primitives import (
    BackendEstimatorV2,
    BackendSamplerV2,
    BaseEstimatorV2,
    BaseSamplerV2,
)
from qiskit.providers import BackendV2
from qiskit.transpiler import Target

from qiskit_uplift.adapters.backend import BackendAdapter, uplift
from qiskit_uplift.conformance.access import (
    DEFAULT_TIMEOUT,
    EstimatorAccess,
    RunAccess,
    SamplerAccess,
)
from qiskit_uplift.conformance.checking import Need
from qiskit_uplift.conformance.meter import Meter

ASSUMED_QUBITS = 4
ASSUMED_GATES = ("h", "x", "y", "z", "s", "sdg", "t", "sx", "rx", "ry", "rz", "p", "cx", "cz")
"""What a primitive that names no backend is taken to run."""


@dataclass(frozen=True)
class Subject:
    """What is under test.

    Attributes:
        name: Its name.
        kind: What it is: ``BackendV2``, ``BackendV1``, ``object with run``, ``function``,
            ``Sampler``, ``Estimator``.
        spec: The specification that loads it, if there is one.
        backend: The backend; None where only a primitive was given.
        target: What it can do; None where nobody says.
        run: Its ``run``.
        sampler: Its Sampler.
        estimator: Its Estimator.
        meter: What it was asked for.
        assumptions: What is taken for granted, a sentence each.
    """

    name: str
    kind: str
    spec: str | None
    backend: Any
    target: Target | None
    run: RunAccess | None
    sampler: SamplerAccess | None
    estimator: EstimatorAccess | None
    meter: Meter
    assumptions: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        thing: Any,
        *,
        sampler: Any = None,
        estimator: Any = None,
        spec: str | None = None,
        meter: Meter | None = None,
        timeout: float = DEFAULT_TIMEOUT,
    ) -> Subject:
        """A subject of a backend or a primitive.

        A ``BackendV2`` for which no primitives are given is tested with those that its users have:
        its own where it is uplifted, else Qiskit's ``BackendSamplerV2`` and
        ``BackendEstimatorV2``.

        Args:
            thing: A backend of any kind, or a ``BaseSamplerV2`` or ``BaseEstimatorV2``.
            sampler: Its Sampler.
            estimator: Its Estimator.
            spec: The specification that loads it.
            meter: Counts what it is asked for; a new one without limits by default.
            timeout: Seconds that one call may take.

        Raises:
            UnsupportedBackendError: It is neither a backend nor a primitive.
        """
        meter = meter or Meter()
        primitive = isinstance(thing, BaseSamplerV2 | BaseEstimatorV2)
        backend = None if primitive else thing
        if isinstance(thing, BaseSamplerV2):
            sampler = thing
        elif isinstance(thing, BaseEstimatorV2):
            estimator = thing
        notes: list[str] = []
        if isinstance(backend, BackendV2) and sampler is None and estimator is None:
            sampler, estimator = _primitives(backend)
            for made in (sampler, estimator):
                notes.append(f"Its users are taken to use {type(made).__module__.split('.')[0]}'s "
                             f"{type(made).__name__}.")  # fmt: skip
        target = _target(thing, notes)
        return cls(
            name=_name(thing),
            kind=_kind(thing),
            spec=spec,
            backend=backend,
            target=target,
            run=None if backend is None else RunAccess(backend, meter, timeout),
            sampler=None if sampler is None else SamplerAccess(sampler, meter, timeout),
            estimator=None if estimator is None else EstimatorAccess(estimator, meter, timeout),
            meter=meter,
            assumptions=tuple(notes),
        )

    def lacks(self, needs: frozenset[Need]) -> str | None:
        """Which of some needs isn't there, or None."""
        there = {
            Need.RUN: self.run,
            Need.SAMPLER: self.sampler,
            Need.ESTIMATOR: self.estimator,
            Need.TARGET: self.target,
        }
        missing = sorted(need.value for need in needs if there[need] is None)
        return f"there is no {' and no '.join(missing)}" if missing else None


def _primitives(backend: BackendV2) -> tuple[Any, Any]:
    if isinstance(backend, BackendAdapter):
        return backend.sampler(), backend.estimator()
    return BackendSamplerV2(backend=backend), BackendEstimatorV2(backend=backend)


def _kind(thing: Any) -> str:
    if isinstance(thing, BaseSamplerV2):
        return "Sampler"
    if isinstance(thing, BaseEstimatorV2):
        return "Estimator"
    if isinstance(thing, BackendAdapter):
        return f"uplifted {thing.route}"
    return uplift(thing).route


def _name(thing: Any) -> str:
    if isinstance(thing, BaseSamplerV2 | BaseEstimatorV2):
        return type(thing).__name__
    return uplift(thing).name


def _target(thing: Any, notes: list[str]) -> Target | None:
    if not isinstance(thing, BaseSamplerV2 | BaseEstimatorV2):
        return uplift(thing).target
    for name in ("backend", "_backend"):  # Qiskit's classes and Aer's have one of these
        found = getattr(getattr(thing, name, None), "target", None)
        if isinstance(found, Target):
            return found
    notes.append(
        f"It names no backend, so it is given circuits of {ASSUMED_QUBITS} qubits, all coupled, "
        f"with the gates {', '.join(ASSUMED_GATES)}."
    )
    return _assumed_target()


def _assumed_target() -> Target:
    gates = get_standard_gate_name_mapping()
    target = Target(num_qubits=ASSUMED_QUBITS)
    single = {(qubit,): None for qubit in range(ASSUMED_QUBITS)}
    pairs = {(a, b): None for a in range(ASSUMED_QUBITS) for b in range(ASSUMED_QUBITS) if a != b}
    for name in ASSUMED_GATES:
        gate = gates[name]
        fresh = type(gate)(*(Parameter(f"{name}_{i}") for i in range(len(gate.params))))
        target.add_instruction(fresh, dict(single if gate.num_qubits == 1 else pairs))
    target.add_instruction(Measure(), dict(single))
    return target
