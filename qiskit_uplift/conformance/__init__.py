"""A kit that proves by properties that a backend is right, or shows where it is wrong.

``checking`` says what a `Check` is and ``checks`` holds them, a file a group; ``registry`` finds
them. ``engine`` runs them against a ``subject`` through ``access`` (its ``run``, its Sampler, its
Estimator), which counts every shot and job. Each check gets a ``trial``, which draws circuits by
``strategies``, judges outcomes by ``statistics`` with the tolerance of ``noise``, and raises the
``findings``; ``circuits`` and ``coins`` say circuits of known outcome in a Target's gates,
``contracts`` what a subject has promised, and ``manners`` learns what one does that has promised
nothing. ``results`` is what comes of it, and ``report`` writes that down. ``known`` reads the
failures that an adopter knows of, and ``zoo`` holds the faulty devices that test the kit.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qiskit_uplift.conformance.checking import Check, Level, Severity
    from qiskit_uplift.conformance.engine import check
    from qiskit_uplift.conformance.registry import all_checks
    from qiskit_uplift.conformance.results import CheckResult, Report, Status

_HOMES = {
    "Check": "checking",
    "CheckResult": "results",
    "Level": "checking",
    "Report": "results",
    "Severity": "checking",
    "Status": "results",
    "all_checks": "registry",
    "check": "engine",
}

__all__ = [
    "Check",
    "CheckResult",
    "Level",
    "Report",
    "Severity",
    "Status",
    "all_checks",
    "check",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: pytest's plugin is in this package, too."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        home = importlib.import_module(f"{__name__}.{_HOMES[name]}")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("qiskit"):
            raise
        from qiskit_uplift.exceptions import MissingExtraError  # that imports Qiskit

        raise MissingExtraError(
            f"The conformance kit needs {error.name}: pip install 'qiskit-uplift[conformance]'."
        ) from error
    value = getattr(home, name)
    globals()[name] = value
    return value
