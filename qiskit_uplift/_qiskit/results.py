"""Qiskit's ``Result``, whose header was an object on 1.x and is a dictionary on 2.x."""

from __future__ import annotations

import warnings
from typing import Any

from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES


def experiment_header(fields: dict[str, Any]) -> Any:
    """The header of one experiment, as the installed Qiskit's ``Result.get_counts`` reads it."""
    if not HAS_LEGACY_CLASSES:
        return fields
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Qiskit's own, about its own header
        from qiskit.result.models import QobjExperimentHeader

        return QobjExperimentHeader(**fields)
