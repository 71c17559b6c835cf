"""`primitives_for`: a Sampler and an Estimator, whatever the backend is."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Mapping
from typing import Any, NamedTuple

from qiskit.primitives import BaseEstimatorV2, BaseSamplerV2

from qiskit_uplift.adapters.backend import BackendAdapter, uplift
from qiskit_uplift.adapters.provider import Provider, comes_from
from qiskit_uplift.adapters.registry import find_provider, get_provider
from qiskit_uplift.adapters.sessions import JobGroup
from qiskit_uplift.exceptions import (
    OptionError,
    UnsupportedBackendError,
    UnsupportedProviderError,
)
from qiskit_uplift.service.regrouping import RegroupedEstimator, RegroupedSampler

RUNTIME = "qiskit_ibm_runtime"


class Primitives(NamedTuple):
    """A Sampler and an Estimator of one backend."""

    sampler: BaseSamplerV2
    estimator: BaseEstimatorV2


def primitives_for(
    backend: Any,
    *,
    provider: str | Provider | type[Provider] | None = None,
    default_shots: int | None = None,
    default_precision: float | None = None,
    sampler_options: Mapping[str, Any] | None = None,
    estimator_options: Mapping[str, Any] | None = None,
) -> Primitives:
    """A Sampler and an Estimator for any backend, so that code names no class of a provider.

    - A backend, session or batch of qiskit-ibm-runtime, or one of its fake backends, which it
      simulates itself: its classes that run on the client where the installed release has them,
      else its V2 ones. PUBs with different shots or precision go out as several jobs, and come
      back in the order in which they were given.
    - A backend whose provider file names primitives of the provider's own
      (`Provider.native_primitives`): those.
    - Everything else, Aer among it, and whatever is uplifted: those of
      :meth:`~qiskit_uplift.BackendAdapter.sampler`; a `Session` or `Batch` of this package gives
      primitives that belong to it.

    Args:
        backend: A backend, anything that :func:`~qiskit_uplift.uplift` takes, or a session.
        provider: The provider file to use, by name, class or instance; None finds it by the
            backend's module. One with `Provider.native_primitives` gives a provider's own
            primitives where its file names none. Not for what qiskit-ibm-runtime runs, nor for a
            session, whose backend has its file.
        default_shots: For PUBs that don't say; None for the class's own default.
        default_precision: Likewise.
        sampler_options: Further options of the Sampler's class.
        estimator_options: Further options of the Estimator's class.

    Returns:
        A pair ``(sampler, estimator)``, also by these names.

    Raises:
        OptionError: An option is given twice, or isn't known (by the adapters; qiskit-ibm-runtime
            raises its own errors); or there is no such provider file, or none can be chosen.
        UnsupportedBackendError: ``backend`` is none.
        UnsupportedProviderError: A class that the provider file names can't be imported.

    Example:
        >>> from qiskit import QuantumCircuit
        >>> from qiskit_aer import AerSimulator
        >>> from qiskit_uplift import primitives_for
        >>> sampler, estimator = primitives_for(AerSimulator(), default_shots=100)
        >>> circuit = QuantumCircuit(1)
        >>> _ = circuit.x(0)
        >>> float(estimator.run([(circuit, "Z")]).result()[0].data.evs)
        -1.0
        >>> circuit.measure_all()
        >>> sampler.run([circuit, (circuit, None, 5)]).result()[1].data.meas.get_counts()
        {'1': 5}
    """
    for_sampler = _with(sampler_options, "default_shots", default_shots)
    for_estimator = _with(estimator_options, "default_precision", default_precision)
    if isinstance(backend, JobGroup):
        _no_provider(provider, "a session, whose backend has its own")
        if _is_runtimes(backend.backend.wrapped, f"{RUNTIME}.ibm_backend"):
            kind = type(backend).__name__
            raise UnsupportedBackendError(
                f"A {kind} of this package can't hold jobs of qiskit-ibm-runtime. Use its own: "
                f"primitives_for({RUNTIME}.{kind}(backend=...))."
            )
        return Primitives(backend.sampler(**for_sampler), backend.estimator(**for_estimator))
    wrapped = backend.wrapped if isinstance(backend, BackendAdapter) else backend
    if _is_runtimes(backend) or _is_runtimes(wrapped, f"{RUNTIME}.ibm_backend"):
        _no_provider(provider, "what qiskit-ibm-runtime runs, by its own primitives")
        return _of_runtime(wrapped, for_sampler, for_estimator)
    if provider is not None or not isinstance(backend, BackendAdapter):
        file = find_provider(wrapped) if provider is None else get_provider(provider)
        if file.native_primitives is not None:
            sampler, estimator = _native(file.name, file.native_primitives)
            return Primitives(
                sampler(backend=wrapped, options=for_sampler),
                estimator(backend=wrapped, options=for_estimator),
            )
    adapter = uplift(backend, provider=provider)
    return Primitives(adapter.sampler(**for_sampler), adapter.estimator(**for_estimator))


def _native(name: str, places: tuple[str, str]) -> tuple[Any, Any]:
    try:
        return pkgutil.resolve_name(places[0]), pkgutil.resolve_name(places[1])
    except (ImportError, AttributeError, ValueError) as error:
        raise UnsupportedProviderError(
            f"Provider file {name!r} names {' and '.join(places)} as its primitives, and one of "
            f"them can't be had: {str(error).rstrip('.')}. Is its package installed?"
        ) from error


def _no_provider(provider: Any, where: str) -> None:
    if provider is not None:
        raise OptionError(f"provider={provider!r} isn't for {where}. Leave it out.")


def _with(options: Mapping[str, Any] | None, name: str, value: Any) -> dict[str, Any]:
    found = dict(options or {})
    if value is None:
        return found
    if name in found:
        raise OptionError(f"{name!r} is given twice: as an argument and among the options.")
    return {**found, name: value}


def _is_runtimes(backend: Any, module: str = RUNTIME) -> bool:
    """Whether something is a backend, a session or a batch of qiskit-ibm-runtime."""
    return comes_from(backend, module)


def _of_runtime(
    mode: Any, for_sampler: dict[str, Any], for_estimator: dict[str, Any]
) -> Primitives:
    runtime = importlib.import_module(RUNTIME)
    service = getattr(runtime, "QiskitRuntimeService", None)
    if service is not None and isinstance(mode, service):
        raise UnsupportedBackendError(
            f"A {type(mode).__name__} is no backend; take one of its own: service.backend(name)."
        )
    places = (f"{RUNTIME}.executor_sampler", f"{RUNTIME}.executor_estimator")
    if all(importlib.util.find_spec(place) is not None for place in places):
        client = [importlib.import_module(place) for place in places]
        sampler, estimator = client[0].Sampler, client[1].Estimator
    else:
        sampler, estimator = runtime.SamplerV2, runtime.EstimatorV2
    return Primitives(
        RegroupedSampler(sampler(mode=mode, options=for_sampler or None)),
        RegroupedEstimator(estimator(mode=mode, options=for_estimator or None)),
    )
