"""Qiskit's results: on 1.x a header was an object, and a ``DataBin`` couldn't be pickled."""

from __future__ import annotations

import warnings
from typing import Any

from qiskit.primitives import DataBin, PrimitiveResult

from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES


def experiment_header(fields: dict[str, Any]) -> Any:
    """The header of one experiment, as the installed Qiskit's ``Result.get_counts`` reads it."""
    if not HAS_LEGACY_CLASSES:
        return fields
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Qiskit's own, about its own header
        from qiskit.result.models import QobjExperimentHeader

        return QobjExperimentHeader(**fields)


def taken_apart(result: PrimitiveResult[Any]) -> tuple[Any, ...]:
    """A result as what can be pickled: before Qiskit 2.0 a ``DataBin`` can't be made from it."""
    pubs = [(type(pub), dict(pub.data.items()), pub.data.shape, pub.metadata) for pub in result]
    return pubs, result.metadata


def put_together(parts: tuple[Any, ...]) -> PrimitiveResult[Any]:
    """The inverse of `taken_apart`."""
    pubs, metadata = parts
    return PrimitiveResult(
        [kind(DataBin(**data, shape=shape), metadata=told) for kind, data, shape, told in pubs],
        metadata=metadata,
    )
