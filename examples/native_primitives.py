"""A provider's own Sampler and Estimator, by subclassing Qiskit's base classes.

A service that computes expectation values itself has no need of counts. Here the exact state
stands for it. The provider file names the two classes; where a package declares it, users of
`primitives_for(backend)` get them without naming anything, and here it is passed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from qiskit import QuantumCircuit
from qiskit.primitives import (
    BaseEstimatorV2,
    BasePrimitiveJob,
    BaseSamplerV2,
    DataBin,
    PrimitiveResult,
    PubResult,
    SamplerPubResult,
    StatevectorSampler,
)
from qiskit.primitives.containers.estimator_pub import EstimatorPub
from qiskit.primitives.containers.sampler_pub import SamplerPub
from qiskit.providers import JobStatus
from qiskit.quantum_info import SparsePauliOp, Statevector

from qiskit_uplift import Provider, primitives_for


class NativeJob(BasePrimitiveJob):
    """A job whose result is there."""

    def __init__(self, job_id: str, result: PrimitiveResult) -> None:
        super().__init__(job_id)
        self._result = result

    def result(self) -> PrimitiveResult:
        """The result."""
        return self._result

    def status(self) -> JobStatus:
        """Done."""
        return JobStatus.DONE

    def done(self) -> bool:
        """Whether it is done."""
        return True

    def running(self) -> bool:
        """Whether it runs."""
        return False

    def cancelled(self) -> bool:
        """Whether it was cancelled."""
        return False

    def in_final_state(self) -> bool:
        """Whether nothing will change any more."""
        return True

    def cancel(self) -> None:
        """Nothing is left to cancel."""


class NativeBackend:
    """What the service calls its machine."""

    name = "native"

    def run(self, circuits: Any, shots: int = 100) -> Any:
        """The service has no such thing."""
        raise NotImplementedError("This service has a Sampler and an Estimator, and no run().")


class NativeSampler(BaseSamplerV2):
    """The service's Sampler."""

    def __init__(self, backend: NativeBackend, options: dict[str, Any] | None = None) -> None:
        self.backend = backend
        self.shots = (options or {}).get("default_shots", 1000)

    def run(self, pubs: Iterable[Any], *, shots: int | None = None) -> NativeJob:
        """Sample each PUB."""
        coerced = [SamplerPub.coerce(pub, shots or self.shots) for pub in pubs]
        results = StatevectorSampler(seed=7).run(coerced).result()
        return NativeJob(
            "native-sampler",
            PrimitiveResult([SamplerPubResult(each.data, {"native": True}) for each in results]),
        )


class NativeEstimator(BaseEstimatorV2):
    """The service's Estimator, whose values are exact."""

    def __init__(self, backend: NativeBackend, options: dict[str, Any] | None = None) -> None:
        self.backend = backend
        self.options = options or {}

    def run(self, pubs: Iterable[Any], *, precision: float | None = None) -> NativeJob:
        """Estimate each PUB; parameters and observables are broadcast against each other."""
        results = [self._pub(EstimatorPub.coerce(pub, precision)) for pub in pubs]
        return NativeJob("native-estimator", PrimitiveResult(results))

    def _pub(self, pub: EstimatorPub) -> PubResult:
        states = pub.parameter_values.bind_all(pub.circuit)
        circuits, observables = np.broadcast_arrays(states, pub.observables)
        values = np.empty(circuits.shape)
        for index in np.ndindex(circuits.shape):
            terms = SparsePauliOp.from_list(list(observables[index].items()))
            values[index] = Statevector(circuits[index]).expectation_value(terms).real
        data = DataBin(evs=values, stds=np.zeros(values.shape), shape=values.shape)
        return PubResult(data, {"native": True})


class NativeProvider(Provider):
    """The provider file."""

    name = "native"
    modules = (__name__,)
    native_primitives = (f"{__name__}:NativeSampler", f"{__name__}:NativeEstimator")


def main() -> None:
    """Use both, without naming them."""
    bell = QuantumCircuit(2)
    bell.h(0)
    bell.cx(0, 1)
    measured = bell.measure_all(inplace=False)
    sampler, estimator = primitives_for(NativeBackend(), provider=NativeProvider, default_shots=100)
    counts = sampler.run([measured]).result()[0].data.meas.get_counts()
    print("Sampler:", sorted(counts), sum(counts.values()))
    values = estimator.run([(bell, ["XX", "YY", "ZZ"])]).result()[0].data.evs
    print("Estimator:", [round(float(value), 6) for value in values])


if __name__ == "__main__":
    main()
