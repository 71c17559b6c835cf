"""Samplers and Estimators with a fault each, all on the ideal reference device."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from qiskit.circuit import QuantumCircuit
from qiskit.primitives import (
    BackendEstimatorV2,
    BackendSamplerV2,
    BaseEstimatorV2,
    BaseSamplerV2,
    BitArray,
    DataBin,
    PrimitiveResult,
    PubResult,
    SamplerPubResult,
)
from qiskit.primitives.containers.bindings_array import BindingsArray
from qiskit.primitives.containers.estimator_pub import EstimatorPub
from qiskit.primitives.containers.observables_array import ObservablesArray
from qiskit.primitives.containers.sampler_pub import SamplerPub

from qiskit_uplift.adapters.backend import uplift
from qiskit_uplift.backends.reference import reference_device
from qiskit_uplift.conformance.expectation import takes_projectors
from qiskit_uplift.conformance.zoo.base import FaultyDevice

SEED = 7
"""Of what the faults draw themselves."""


class Job:
    """The job of a right primitive with another result or id."""

    def __init__(self, job: Any, result: Callable[[Any], Any], job_id: str | None = None) -> None:
        self._job = job
        self._change = result
        self._id = job_id

    def result(self) -> Any:
        """The changed result."""
        return self._change(self._job.result())

    def job_id(self) -> str:
        """The changed id."""
        return self._id or self._job.job_id()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._job, name)


class Wrong:
    """What wrong Samplers and Estimators share: the right one that they stand on."""

    job_id: str | None = None

    def __init__(self) -> None:
        self.backend = uplift(reference_device(ideal=True))
        self.rng = np.random.default_rng(SEED)

    def changed(self, result: Any, pubs: Sequence[Any]) -> Any:
        """The result with the fault."""
        del pubs
        return result


class WrongSampler(Wrong, BaseSamplerV2):
    """A right Sampler whose PUBs or results are changed on the way."""

    def run(self, pubs: Iterable[Any], *, shots: int | None = None) -> Any:
        """Run with the fault."""
        given = self.read(list(pubs), shots)
        sent = [self.sent(pub) for pub in given]
        job = self.backend.sampler().run(sent)
        return Job(job, lambda result: self.changed(result, given), self.job_id)

    def read(self, pubs: list[Any], shots: int | None) -> list[SamplerPub]:
        """The PUBs as they are understood."""
        return [SamplerPub.coerce(pub, shots or 1024) for pub in pubs]

    def sent(self, pub: SamplerPub) -> SamplerPub:
        """The PUB that is run in the place of one."""
        return pub

    def changed(self, result: Any, pubs: Sequence[Any]) -> Any:
        """The result with each entry changed."""
        return PrimitiveResult(
            [
                SamplerPubResult(self.data(entry.data, pub), metadata=self.told(entry.metadata))
                for entry, pub in zip(result, pubs, strict=True)
            ],
            metadata=result.metadata,
        )

    def data(self, data: Any, pub: SamplerPub) -> Any:
        """The outcomes of a PUB with the fault."""
        arrays = {
            register.name: self.array(getattr(data, register.name), register.name, pub)
            for register in pub.circuit.cregs
            if len(register)
        }
        return DataBin(**arrays, shape=pub.shape)

    def array(self, array: BitArray, name: str, pub: SamplerPub) -> BitArray:
        """The outcomes of a register with the fault."""
        del name, pub
        return array

    def told(self, metadata: Any) -> Any:
        """The metadata of a PUB."""
        return metadata


def _bits(array: BitArray) -> np.ndarray:
    """Bits of shape ``(..., shots, num_bits)``, the lowest first."""
    return np.unpackbits(array.array, axis=-1)[..., ::-1][..., : array.num_bits]


def _array(bits: np.ndarray) -> BitArray:
    return BitArray.from_bool_array(bits.astype(bool), order="little")


class FlippedBits(WrongSampler):
    """Flips the lowest bit of a register in 5 % of the shots."""

    def array(self, array: BitArray, name: str, pub: SamplerPub) -> BitArray:
        bits = _bits(array).copy()
        bits[..., 0] ^= self.rng.random(bits.shape[:-1]) < 0.05
        return _array(bits)


class ReversedBits(WrongSampler):
    """Gives each register's bits in reverse."""

    def array(self, array: BitArray, name: str, pub: SamplerPub) -> BitArray:
        return _array(_bits(array)[..., ::-1])


class NarrowRegisters(WrongSampler):
    """Loses the bits of a register from the 65th on."""

    def array(self, array: BitArray, name: str, pub: SamplerPub) -> BitArray:
        bits = _bits(array).copy()
        bits[..., 64:] = 0
        return _array(bits)


class RandomUnmeasured(WrongSampler):
    """Leaves clbits that nothing is measured into at random."""

    def array(self, array: BitArray, name: str, pub: SamplerPub) -> BitArray:
        bits = _bits(array).copy()
        written = {clbit for item in pub.circuit.data for clbit in item.clbits}
        (register,) = (one for one in pub.circuit.cregs if one.name == name)
        for position, clbit in enumerate(register):
            if clbit not in written:
                bits[..., position] = self.rng.integers(2, size=bits.shape[:-1])
        return _array(bits)


class DeferredMeasurements(WrongSampler):
    """Measures everything at the end of the circuit."""

    def sent(self, pub: SamplerPub) -> SamplerPub:
        moved = pub.circuit.copy()
        last = [item for item in moved.data if item.operation.name == "measure"]
        moved.data = [item for item in moved.data if item.operation.name != "measure"]
        for item in last:
            moved.append(item)
        return SamplerPub(moved, pub.parameter_values, pub.shots)


class ReversedValues(WrongSampler):
    """Gives the outcomes of the first values for the last."""

    def array(self, array: BitArray, name: str, pub: SamplerPub) -> BitArray:
        return BitArray(np.flip(array.array, axis=0), array.num_bits) if pub.shape else array


class ParametersAsTexts(WrongSampler):
    """Binds an array of values to the parameters' names in the order of texts."""

    def read(self, pubs: list[Any], shots: int | None) -> list[SamplerPub]:
        found = []
        for pub in super().read(pubs, shots):
            names = [parameter.name for parameter in pub.circuit.parameters]
            values = pub.parameter_values.as_array(names)
            bound = BindingsArray({tuple(sorted(names)): values}) if names else None
            found.append(SamplerPub(pub.circuit, bound, pub.shots))
        return found


class SwappedPubs(WrongSampler):
    """Swaps the results of the last two PUBs."""

    def changed(self, result: Any, pubs: Sequence[Any]) -> Any:
        entries = list(result)
        return PrimitiveResult([*entries[:-2], *reversed(entries[-2:])], result.metadata)


class CopiedPubs(WrongSampler):
    """Runs equal PUBs once, and copies the outcomes."""

    def changed(self, result: Any, pubs: Sequence[Any]) -> Any:
        first: dict[Any, Any] = {}
        for entry, pub in zip(result, pubs, strict=True):
            first.setdefault((pub.circuit.name, pub.shots), entry)
        return PrimitiveResult([first[pub.circuit.name, pub.shots] for pub in pubs])


class RoundedRegisters(WrongSampler):
    """Says that registers have whole bytes of bits."""

    def array(self, array: BitArray, name: str, pub: SamplerPub) -> BitArray:
        return BitArray(array.array, 8 * array.array.shape[-1])


class OnlyByParameter(WrongSampler):
    """Takes values by Parameter and not by name."""

    def read(self, pubs: list[Any], shots: int | None) -> list[SamplerPub]:
        for pub in pubs:
            if isinstance(pub, tuple) and len(pub) > 1 and isinstance(pub[1], dict):
                for key in pub[1]:
                    key.name  # noqa: B018 - a text has none, and so the fault shows itself
        return super().read(pubs, shots)


class ShotsOfTheRun(WrongSampler):
    """Takes the shots of run() where the PUB has its own."""

    def read(self, pubs: list[Any], shots: int | None) -> list[SamplerPub]:
        read = super().read(pubs, shots)
        return [SamplerPub(pub.circuit, pub.parameter_values, shots or pub.shots) for pub in read]


class AnyShots(WrongSampler):
    """Makes a number of shots out of whatever it is given."""

    def read(self, pubs: list[Any], shots: Any) -> list[SamplerPub]:
        found = []
        for pub in pubs:
            if isinstance(pub, tuple) and len(pub) == 3:
                circuit, values, own = pub
                found.append(SamplerPub.coerce((circuit, values), max(1, int(float(own)))))
            else:
                found.append(SamplerPub.coerce(pub, max(1, int(float(shots or 1)))))
        return found


class BoundToZero(WrongSampler):
    """Takes parameters without a value for 0."""

    def read(self, pubs: list[Any], shots: int | None) -> list[SamplerPub]:
        given = []
        for pub in pubs:
            bare = pub if isinstance(pub, tuple) else (pub,)
            if len(bare) == 1 and isinstance(bare[0], QuantumCircuit):
                bare = (bare[0].assign_parameters(dict.fromkeys(bare[0].parameters, 0.0)),)
            given.append(bare)
        return super().read(given, shots)


class NeedsAPub(WrongSampler):
    """Takes the first PUB without looking whether there is one."""

    def read(self, pubs: list[Any], shots: int | None) -> list[SamplerPub]:
        return super().read([pubs[0], *pubs[1:]], shots)


class LostMetadata(WrongSampler):
    """Gives no circuit its metadata back."""

    def told(self, metadata: Any) -> Any:
        return {**metadata, "circuit_metadata": {}}


class ChangesCircuits(WrongSampler):
    """Writes its own metadata into the circuits that it is given."""

    def read(self, pubs: list[Any], shots: int | None) -> list[SamplerPub]:
        read = super().read(pubs, shots)
        for pub in read:
            pub.circuit.metadata = {**(pub.circuit.metadata or {}), "seen": True}
        return read


class OneId(WrongSampler):
    """Gives every job the same id."""

    job_id = "job"


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


def contiguous_registers() -> BackendSamplerV2:
    """Qiskit's own, which takes a register for as many bits in a row as it has."""
    return BackendSamplerV2(backend=reference_device(ideal=True))


def added_errors() -> BackendEstimatorV2:
    """Qiskit's own, which adds up the errors of terms that are measured together."""
    return BackendEstimatorV2(backend=reference_device(ideal=True))


def _member(make: Callable[[], Any], *found_by: str) -> FaultyDevice:
    name = "".join(f"-{c.lower()}" if c.isupper() else c for c in make.__name__).strip("-")
    about = (make.__doc__ or "").splitlines()[0]
    group = found_by[0].partition(".")[0]
    return FaultyDevice(f"{group}-{name.replace('_', '-')}", make, found_by, about)


FAULTS: tuple[FaultyDevice, ...] = (
    _member(FlippedBits, "sampler.circuits"),
    _member(ReversedBits, "sampler.bit-order"),
    _member(contiguous_registers, "sampler.registers"),
    _member(NarrowRegisters, "sampler.wide-register"),
    _member(RandomUnmeasured, "sampler.unmeasured"),
    _member(DeferredMeasurements, "sampler.mid-circuit"),
    _member(ReversedValues, "sampler.parameters"),
    _member(ParametersAsTexts, "sampler.parameter-order"),
    _member(SwappedPubs, "sampler.several-pubs"),
    _member(CopiedPubs, "sampler.equal-pubs"),
    _member(RoundedRegisters, "sampler.containers"),
    _member(OnlyByParameter, "sampler.spellings"),
    _member(ShotsOfTheRun, "sampler.shots-precedence"),
    _member(AnyShots, "sampler.bad-shots"),
    _member(BoundToZero, "sampler.unbound"),
    _member(NeedsAPub, "sampler.no-pubs"),
    _member(LostMetadata, "sampler.metadata"),
    _member(ChangesCircuits, "sampler.input-unchanged"),
    _member(OneId, "sampler.job"),
    _member(MirroredY, "estimator.circuits"),
    _member(ReversedLabels, "estimator.bit-order"),
    _member(SwapsALayout, "estimator.layout"),
    _member(NoConstants, "estimator.identity"),
    _member(SmallTermsLost, "estimator.linearity"),
    *((_member(ProjectorsAsPaulis, "estimator.projectors"),) if takes_projectors() else ()),
    _member(ColumnsFirst, "estimator.broadcasting"),
    _member(SwappedEstimates, "estimator.several-pubs"),
    _member(WideErrorBars, "estimator.error-bars"),
    _member(added_errors, "estimator.error-bars"),
    _member(QuarterOfTheShots, "estimator.precision"),
    _member(EightTerms, "estimator.shared-state"),
    _member(AlwaysAList, "estimator.containers"),
    _member(NoMappings, "estimator.spellings"),
    _member(PrecisionOfTheRun, "estimator.precision-precedence"),
    _member(AnyPrecision, "estimator.bad-precision"),
    _member(RealParts, "estimator.bad-observable"),
    _member(EstimatesAtZero, "estimator.unbound"),
    _member(NeedsAnEstimatorPub, "estimator.no-pubs"),
    _member(OtherTarget, "estimator.metadata"),
    _member(ChangesObservedCircuits, "estimator.input-unchanged"),
    _member(OneEstimatorId, "estimator.job"),
)
"""The faulty primitives."""
