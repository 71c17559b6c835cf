"""Estimators with a fault each, all on the ideal reference device."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from qiskit.primitives import (
    BackendEstimatorV2,
    BaseEstimatorV2,
    DataBin,
    PrimitiveResult,
    PubResult,
)
from qiskit.primitives.containers.estimator_pub import EstimatorPub
from qiskit.primitives.containers.observables_array import ObservablesArray

from qiskit_uplift.backends.reference import reference_device
from qiskit_uplift.conformance.expectation import takes_projectors
from qiskit_uplift.conformance.zoo.base import FaultyDevice
from qiskit_uplift.conformance.zoo.primitives import Job, Wrong, member


class WrongEstimator(Wrong, BaseEstimatorV2):
    """A right Estimator whose PUBs or results are changed on the way."""

    def run(self, pubs: Iterable[Any], *, precision: float | None = None) -> Any:
        """Run with the fault."""
        given = self.read(list(pubs), precision)
        sent = [self.sent(pub) for pub in given]
        job = self.backend.estimator().run(sent)
        return Job(job, lambda result: self.changed(result, given), self.job_id)

    def read(self, pubs: list[Any], precision: float | None) -> list[EstimatorPub]:
        """The PUBs as they are understood."""
        return [EstimatorPub.coerce(pub, precision or 1 / 64) for pub in pubs]

    def sent(self, pub: EstimatorPub) -> EstimatorPub:
        """The PUB that is run in the place of one."""
        changed = np.empty(pub.observables.shape, dtype=object)
        for index in np.ndindex(pub.observables.shape):
            changed[index] = self.observable(dict(pub.observables[index]))
        given = changed.tolist() if changed.shape else changed.item()
        observables = ObservablesArray(given, validate=False) if changed.shape else (
            ObservablesArray.coerce(given)
        )  # fmt: skip
        return EstimatorPub(pub.circuit, observables, pub.parameter_values, pub.precision)

    def observable(self, terms: dict[str, float]) -> dict[str, float]:
        """The terms that are measured in the place of some."""
        return terms

    def changed(self, result: Any, pubs: Sequence[Any]) -> Any:
        """The result with each entry changed."""
        return PrimitiveResult(
            [
                PubResult(
                    DataBin(evs=self.evs(np.asarray(entry.data.evs), pub),
                            stds=self.stds(np.asarray(entry.data.stds)), shape=pub.shape),
                    metadata=self.told(entry.metadata),
                )
                for entry, pub in zip(result, pubs, strict=True)
            ],
            metadata=result.metadata,
        )  # fmt: skip

    def evs(self, evs: np.ndarray, pub: EstimatorPub) -> Any:
        """The values with the fault."""
        del pub
        return evs

    def stds(self, stds: np.ndarray) -> Any:
        """The error bars with the fault."""
        return stds

    def told(self, metadata: Any) -> Any:
        """The metadata of a PUB."""
        return metadata


class MirroredY(WrongEstimator):
    """Measures -Y for Y."""

    def observable(self, terms: dict[str, float]) -> dict[str, float]:
        return {label: value * (-1) ** label.count("Y") for label, value in terms.items()}


class ReversedLabels(WrongEstimator):
    """Reads Pauli letters from the left."""

    def observable(self, terms: dict[str, float]) -> dict[str, float]:
        return {label[::-1]: value for label, value in terms.items()}


class SwapsALayout(WrongEstimator):
    """Measures the first two letters' qubits in the order of the device, whatever the layout is."""

    def sent(self, pub: EstimatorPub) -> EstimatorPub:
        layout = pub.circuit.layout
        self._swaps = layout is not None and layout.final_index_layout()[:2] == [1, 0]
        return super().sent(pub)

    def observable(self, terms: dict[str, float]) -> dict[str, float]:
        if not self._swaps:
            return terms
        return {label[:-2] + label[-1] + label[-2]: value for label, value in terms.items()}


class NoConstants(WrongEstimator):
    """Leaves terms without letters out."""

    def evs(self, evs: np.ndarray, pub: EstimatorPub) -> Any:
        constant = np.zeros(pub.observables.shape)
        for index in np.ndindex(pub.observables.shape):
            terms = pub.observables[index]
            constant[index] = sum(np.real(v) for label, v in terms.items() if not label.strip("I"))
        return evs - constant


class SmallTermsLost(WrongEstimator):
    """Leaves terms out whose coefficient is below a third of the largest."""

    def observable(self, terms: dict[str, float]) -> dict[str, float]:
        most = max(map(abs, terms.values()))
        return {label: value if abs(value) > most / 3 else 0.0 for label, value in terms.items()}


class ProjectorsAsPaulis(WrongEstimator):
    """Measures Z for the projectors 0 and 1, X for + and -, Y for r and l."""

    def observable(self, terms: dict[str, float]) -> dict[str, float]:
        table = str.maketrans("01+-rl", "ZZXXYY")
        return {label.translate(table): value for label, value in terms.items()}


class ColumnsFirst(WrongEstimator):
    """Fills the array of values column by column."""

    def evs(self, evs: np.ndarray, pub: EstimatorPub) -> Any:
        return evs.ravel().reshape(evs.shape, order="F")


class SwappedEstimates(WrongEstimator):
    """Swaps the results of the last two PUBs."""

    def changed(self, result: Any, pubs: Sequence[Any]) -> Any:
        entries = list(result)
        return PrimitiveResult([*entries[:-2], *reversed(entries[-2:])], result.metadata)


class WideErrorBars(WrongEstimator):
    """Reports error bars that are 1.5 times too wide."""

    def stds(self, stds: np.ndarray) -> Any:
        return 1.5 * stds


class QuarterOfTheShots(WrongEstimator):
    """Takes a quarter of the shots that the precision needs."""

    def sent(self, pub: EstimatorPub) -> EstimatorPub:
        given = pub.precision
        return EstimatorPub(pub.circuit, pub.observables, pub.parameter_values, 2 * given)


class EightTerms(WrongEstimator):
    """Measures eight terms of a sum, and no more."""

    def observable(self, terms: dict[str, float]) -> dict[str, float]:
        return dict(list(terms.items())[:8])


class AlwaysAList(WrongEstimator):
    """Gives a list of one value for one value."""

    def evs(self, evs: np.ndarray, pub: EstimatorPub) -> Any:
        return np.atleast_1d(evs) if evs.shape == () else evs

    def changed(self, result: Any, pubs: Sequence[Any]) -> Any:
        return PrimitiveResult(
            [
                PubResult(DataBin(evs=self.evs(np.asarray(entry.data.evs), pub),
                                  stds=entry.data.stds), metadata=entry.metadata)
                for entry, pub in zip(result, pubs, strict=True)
            ]
        )  # fmt: skip


class NoMappings(WrongEstimator):
    """Doesn't take observables as mappings."""

    def read(self, pubs: list[Any], precision: float | None) -> list[EstimatorPub]:
        for pub in pubs:
            if isinstance(pub, tuple) and isinstance(pub[1], dict):
                raise TypeError("mappings aren't supported")
        return super().read(pubs, precision)


class PrecisionOfTheRun(WrongEstimator):
    """Takes the precision of run() where the PUB has its own."""

    def read(self, pubs: list[Any], precision: float | None) -> list[EstimatorPub]:
        read = super().read(pubs, precision)
        if precision is None:
            return read
        return [
            EstimatorPub(pub.circuit, pub.observables, pub.parameter_values, precision)
            for pub in read
        ]


class AnyPrecision(WrongEstimator):
    """Makes a precision out of whatever it is given."""

    def read(self, pubs: list[Any], precision: Any) -> list[EstimatorPub]:
        def number(value: Any) -> float:
            return abs(value) if isinstance(value, float) else 0.1

        given = [(*pub[:3], number(pub[3])) if len(pub) == 4 else pub for pub in pubs]
        return super().read(given, None if precision is None else number(precision))


class RealParts(WrongEstimator):
    """Takes the real part of complex coefficients."""

    def read(self, pubs: list[Any], precision: float | None) -> list[EstimatorPub]:
        given = []
        for circuit, given_one, *rest in pubs:
            coeffs: Any = getattr(given_one, "coeffs", None)
            real = coeffs is None or not np.iscomplex(coeffs).any()
            taken = given_one if real else type(given_one)(given_one.paulis, np.real(coeffs))
            given.append((circuit, taken, *rest))
        return super().read(given, precision)


class EstimatesAtZero(WrongEstimator):
    """Takes parameters without a value for 0."""

    def read(self, pubs: list[Any], precision: float | None) -> list[EstimatorPub]:
        given = [
            (circuit.assign_parameters(dict.fromkeys(circuit.parameters, 0.0)), *rest)
            if len(rest) == 1
            else (circuit, *rest)
            for circuit, *rest in pubs
        ]
        return super().read(given, precision)


class NeedsAnEstimatorPub(WrongEstimator):
    """Takes the first PUB without looking whether there is one."""

    def read(self, pubs: list[Any], precision: float | None) -> list[EstimatorPub]:
        return super().read([pubs[0], *pubs[1:]], precision)


class OtherTarget(WrongEstimator):
    """Tells a target precision that isn't the one that was asked for."""

    def told(self, metadata: Any) -> Any:
        return {**metadata, "target_precision": 0.015625}


class ChangesObservedCircuits(WrongEstimator):
    """Writes its own metadata into the circuits that it is given."""

    def read(self, pubs: list[Any], precision: float | None) -> list[EstimatorPub]:
        read = super().read(pubs, precision)
        for pub in read:
            pub.circuit.metadata = {**(pub.circuit.metadata or {}), "seen": True}
        return read


class OneEstimatorId(WrongEstimator):
    """Gives every job the same id."""

    job_id = "job"


def added_errors() -> BackendEstimatorV2:
    """Qiskit's own, which adds up the errors of terms that are measured together."""
    return BackendEstimatorV2(backend=reference_device(ideal=True))


FAULTS: tuple[FaultyDevice, ...] = (
    member(MirroredY, "estimator.circuits"),
    member(ReversedLabels, "estimator.bit-order"),
    member(SwapsALayout, "estimator.layout"),
    member(NoConstants, "estimator.identity"),
    member(SmallTermsLost, "estimator.linearity"),
    *((member(ProjectorsAsPaulis, "estimator.projectors"),) if takes_projectors() else ()),
    member(ColumnsFirst, "estimator.broadcasting"),
    member(SwappedEstimates, "estimator.several-pubs"),
    member(WideErrorBars, "estimator.error-bars"),
    member(added_errors, "estimator.error-bars"),
    member(QuarterOfTheShots, "estimator.precision"),
    member(EightTerms, "estimator.shared-state"),
    member(AlwaysAList, "estimator.containers"),
    member(NoMappings, "estimator.spellings"),
    member(PrecisionOfTheRun, "estimator.precision-precedence"),
    member(AnyPrecision, "estimator.bad-precision"),
    member(RealParts, "estimator.bad-observable"),
    member(EstimatesAtZero, "estimator.unbound"),
    member(NeedsAnEstimatorPub, "estimator.no-pubs"),
    member(OtherTarget, "estimator.metadata"),
    member(ChangesObservedCircuits, "estimator.input-unchanged"),
    member(OneEstimatorId, "estimator.job"),
)
"""The faulty Estimators."""
