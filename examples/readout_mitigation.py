"""A provider's own Sampler that corrects readout errors with mthree.

The shots stay what they were; the corrected distribution of each PUB is in its metadata. What
mthree needs to know, how often each qubit is misread, is measured by two circuits on the first run
and kept. Needs `pip install mthree`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import mthree
import numpy as np
from qiskit import QuantumCircuit, transpile
from qiskit.primitives import PrimitiveResult, SamplerPubResult
from qiskit.primitives.containers.sampler_pub import SamplerPub

from qiskit_uplift import SamplerAdapter, uplift
from qiskit_uplift.backends import reference_device

CALIBRATION_SHOTS = 20_000


class MitigatedJob:
    """The Sampler's job, whose result has corrected distributions beside the shots."""

    def __init__(self, job: Any, pubs: list[SamplerPub], sampler: MitigatingSampler) -> None:
        self._job = job
        self._pubs = pubs
        self._sampler = sampler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._job, name)

    def result(self) -> PrimitiveResult:
        """The result, with `mitigated` in the metadata of each PUB."""
        result = self._job.result()
        pubs = [
            SamplerPubResult(
                each.data,
                {**each.metadata, "mitigated": self._sampler.corrected(pub.circuit, each)},
            )
            for pub, each in zip(self._pubs, result, strict=True)
        ]
        return PrimitiveResult(pubs, metadata=result.metadata)


class MitigatingSampler(SamplerAdapter):
    """Takes circuits for the device, with one register, measured once and at the end."""

    _matrices: list[np.ndarray] | None = None

    def run(self, pubs: Iterable[Any], *, shots: int | None = None) -> MitigatedJob:
        """Calibrate if need be, and run."""
        coerced = [SamplerPub.coerce(pub, shots) for pub in pubs]
        if self._matrices is None:
            self._matrices = self._calibrate()
        return MitigatedJob(super().run(coerced, shots=shots), coerced, self)

    def corrected(self, circuit: QuantumCircuit, result: Any) -> dict[str, float]:
        """The probabilities of a PUB's outcomes without the readout's errors."""
        correction = mthree.M3Mitigation()
        correction.num_qubits = len(self._matrices)
        correction.cals_from_matrices(self._matrices)
        (counts,) = (array.get_counts() for array in result.data.values())
        # the mapping has a qubit for each clbit
        qubits = mthree.utils.final_measurement_mapping(circuit)
        quasi = correction.apply_correction(counts, qubits)
        nearest = quasi.nearest_probability_distribution()
        return {key: float(value) for key, value in nearest.items()}

    def _calibrate(self) -> list[np.ndarray]:
        """For each qubit the chance to read a row's value where a column's was prepared."""
        number = self.backend.num_qubits
        zeros = QuantumCircuit(number, number)
        ones = QuantumCircuit(number, number)
        ones.x(range(number))
        for circuit in (zeros, ones):
            circuit.measure(range(number), range(number))
        job = super().run([zeros, ones], shots=CALIBRATION_SHOTS)
        read = [each.data.c.to_bool_array(order="little") for each in job.result()]
        return [
            np.array([[1 - low, 1 - high], [low, high]])
            for low, high in zip(read[0].mean(axis=0), read[1].mean(axis=0), strict=True)
        ]


def distance(found: dict[str, float], ideal: dict[str, float]) -> float:
    """The total variation distance of two distributions."""
    keys = found.keys() | ideal.keys()
    return sum(abs(found.get(key, 0) - ideal.get(key, 0)) for key in keys) / 2


def main() -> None:
    """A GHZ state, as it is read and as it is corrected."""
    backend = uplift(reference_device("modern", 5))
    ghz = QuantumCircuit(3)
    ghz.h(0)
    ghz.cx(0, 1)
    ghz.cx(1, 2)
    ghz.measure_all()
    circuit = transpile(ghz, backend, seed_transpiler=1)
    sampler = MitigatingSampler(backend=backend, options={"seed_simulator": 7})
    (result,) = sampler.run([circuit], shots=20_000).result()
    ideal = {"000": 0.5, "111": 0.5}
    counts = result.data.meas.get_counts()
    before = distance({key: number / 20_000 for key, number in counts.items()}, ideal)
    after = distance(result.metadata["mitigated"], ideal)
    print(f"off by {before:.3f} as read, by {after:.3f} corrected")
    # what is left is the gates' own error
    if not after < before / 2:
        raise SystemExit("The correction has not helped.")


if __name__ == "__main__":
    main()
