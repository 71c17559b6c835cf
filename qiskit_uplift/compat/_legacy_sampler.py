"""``LegacySampler``: the first version's Sampler over one of the second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from qiskit.circuit import QuantumCircuit
from qiskit.primitives import BaseSamplerV1, BaseSamplerV2, PrimitiveResult, SamplerResult
from qiskit.result import QuasiDistribution

from qiskit_uplift.compat._front_job import FrontJob
from qiskit_uplift.compat._front_options import only_shots
from qiskit_uplift.compat._plain_registers import Sent
from qiskit_uplift.exceptions import DecodingError, UnsupportedBackendError


class LegacySampler(BaseSamplerV1):
    """The first version's Sampler over any of the second version, such as a service's.

    Args:
        sampler: A Sampler of the second version.
        options: Defaults of the options of ``run``, which are just ``shots``: what else there is
            to say, the second version's Sampler is told itself.

    Raises:
        UnsupportedBackendError: It is no Sampler of the second version.

    Example:
        >>> import warnings
        >>> from qiskit.primitives import StatevectorSampler
        >>> circuit = QuantumCircuit(2)
        >>> circuit.x(0)  # doctest: +ELLIPSIS
        <...
        >>> circuit.measure_all()
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")  # on 1.4, of the first version as such
        ...     job = LegacySampler(StatevectorSampler()).run(circuit, shots=10)
        >>> job.result().quasi_dists[0].binary_probabilities(), job.result().metadata
        ({'01': 1.0}, [{'shots': 10}])
    """

    def __init__(self, sampler: BaseSamplerV2, options: Mapping[str, Any] | None = None) -> None:
        if not isinstance(sampler, BaseSamplerV2):
            raise UnsupportedBackendError(
                f"{sampler!r} ({type(sampler).__name__}) is no Sampler of the second version."
            )
        super().__init__(options=options)
        self.sampler = sampler

    def _run(
        self,
        circuits: Sequence[QuantumCircuit],
        parameter_values: Sequence[Sequence[float]],
        **run_options: Any,
    ) -> FrontJob:
        shots = only_shots(run_options, "Sampler")
        return sampled(self.sampler, circuits, parameter_values, shots)


def sampled(
    sampler: BaseSamplerV2,
    circuits: Sequence[QuantumCircuit],
    values: Sequence[Sequence[float]],
    shots: int | None,
) -> FrontJob:
    """Run on a Sampler of the second version what one of the first was asked for.

    Args:
        sampler: The Sampler.
        circuits: The circuits.
        values: For each its parameters' values.
        shots: How often each is run; None for the Sampler's default.

    Returns:
        A job whose result is a ``SamplerResult``.
    """
    sent = [Sent.of(circuit) for circuit in circuits]
    pubs = [
        (each.circuit, list(row)) if len(row) else (each.circuit,)
        for each, row in zip(sent, values, strict=True)
    ]
    amount: dict[str, Any] = {} if shots is None else {"shots": int(shots)}
    return FrontJob(sampler.run(pubs, **amount), lambda found: _translated(found, sent))


def _translated(found: PrimitiveResult[Any], sent: Sequence[Sent]) -> SamplerResult:
    if len(found) != len(sent):
        raise DecodingError(f"The Sampler returned {len(found)} results for {len(sent)} circuits.")
    distributions = [_distribution(pub, each) for pub, each in zip(found, sent, strict=True)]
    return SamplerResult(distributions, [{"shots": each.shots} for each in distributions])


def _distribution(pub: Any, sent: Sent) -> QuasiDistribution:
    outcomes, which = sent.outcomes(pub.data)
    shots = int(which.size)
    width = len(sent.places)
    # Keys of bits, not integers, tell the distribution its width.
    weights = {
        format(outcome, f"0{width}b"): int(count) / shots
        for outcome, count in zip(outcomes, np.bincount(which), strict=True)
    }
    return QuasiDistribution(weights, shots=shots, stddev_upper_bound=shots**-0.5)
