"""What is demanded of Samplers and Estimators alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qiskit_uplift.conformance.findings import BackendRaised
from qiskit_uplift.conformance.trial import Trial


def judge_no_pubs(trial: Trial, run: Callable[[], Any], call: str) -> None:
    """Require that a run without PUBs gives an empty result, or an error that says what is wrong.

    Args:
        trial: The trial.
        run: Runs an empty list and returns the result.
        call: The call as a user would write it.
    """
    try:
        result = run()
    except BackendRaised as raised:
        trial.require(
            isinstance(raised.original, ValueError | TypeError),
            "An empty list of PUBs ends in an error that says nothing of it.",
            expected="an empty result, or a ValueError or TypeError",
            observed=raised.finding.observed, call=call,
        )  # fmt: skip
        return
    trial.require(
        len(result) == 0, "A run without PUBs has results.", expected="0", observed=str(len(result))
    )
