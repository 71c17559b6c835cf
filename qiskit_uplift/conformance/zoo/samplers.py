"""Samplers with a fault each, all on the ideal reference device."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from qiskit.circuit import QuantumCircuit
from qiskit.primitives import (
    BackendSamplerV2,
    BaseSamplerV2,
    BitArray,
    DataBin,
    PrimitiveResult,
    SamplerPubResult,
)
from qiskit.primitives.containers.bindings_array import BindingsArray
from qiskit.primitives.containers.sampler_pub import SamplerPub

from qiskit_uplift.backends.reference import reference_device
from qiskit_uplift.conformance.zoo.base import FaultyDevice
from qiskit_uplift.conformance.zoo.primitives import Job, Wrong, member


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


def contiguous_registers() -> BackendSamplerV2:
    """Qiskit's own, which takes a register for as many bits in a row as it has."""
    return BackendSamplerV2(backend=reference_device(ideal=True))


FAULTS: tuple[FaultyDevice, ...] = (
    member(FlippedBits, "sampler.circuits"),
    member(ReversedBits, "sampler.bit-order"),
    member(contiguous_registers, "sampler.registers"),
    member(NarrowRegisters, "sampler.wide-register"),
    member(RandomUnmeasured, "sampler.unmeasured"),
    member(DeferredMeasurements, "sampler.mid-circuit"),
    member(ReversedValues, "sampler.parameters"),
    member(ParametersAsTexts, "sampler.parameter-order"),
    member(SwappedPubs, "sampler.several-pubs"),
    member(CopiedPubs, "sampler.equal-pubs"),
    member(RoundedRegisters, "sampler.containers"),
    member(OnlyByParameter, "sampler.spellings"),
    member(ShotsOfTheRun, "sampler.shots-precedence"),
    member(AnyShots, "sampler.bad-shots"),
    member(BoundToZero, "sampler.unbound"),
    member(NeedsAPub, "sampler.no-pubs"),
    member(LostMetadata, "sampler.metadata"),
    member(ChangesCircuits, "sampler.input-unchanged"),
    member(OneId, "sampler.job"),
)
"""The faulty Samplers."""
