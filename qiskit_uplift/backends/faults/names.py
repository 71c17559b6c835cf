"""Faults by name, as the specification of a backend gives them."""

from __future__ import annotations

from qiskit_uplift.backends.faults import calls, payload
from qiskit_uplift.backends.faults.base import Fault
from qiskit_uplift.exceptions import suggestion

FAULTS: dict[str, type[Fault]] = {
    fault.name: fault
    for fault in (
        calls.TransientSubmit,
        calls.LostAnswer,
        calls.PermanentSubmit,
        calls.QueueDelay,
        calls.NeverComes,
        calls.SlowStatus,
        calls.NetworkCut,
        calls.BatchFails,
        calls.CancelIgnored,
        calls.UnknownJob,
        payload.FailedExperiment,
        payload.ShortShots,
        payload.Malformed,
        payload.OutOfOrder,
        payload.Duplicated,
        payload.Overwritten,
        payload.MissingExperiment,
        payload.NoResult,
    )
}
"""Every kind of fault by its name."""


def parse_fault(text: str) -> Fault:
    """The fault that a text such as ``short-shots``, ``lost-answer@2`` or ``malformed:0.1`` names.

    Args:
        text: A name, then ``@n`` for the n-th submission or experiment alone (from 0), then ``:p``
            for a probability; both may be left out.

    Raises:
        ValueError: There is no such fault, or a number is none.

    Example:
        >>> from qiskit_uplift.backends.faults import parse_fault
        >>> parse_fault("lost-answer@2")
        LostAnswer(at=(2,), probability=1.0)
    """
    front, colon, probability = text.partition(":")
    name, sign, number = front.partition("@")
    if name not in FAULTS:
        raise ValueError(
            f"There is no fault {name!r}.{suggestion(name, FAULTS)} Known: {', '.join(FAULTS)}."
        )
    try:
        at = (int(number),) if sign else None
        likely = float(probability) if colon else 1.0
    except ValueError:
        raise ValueError(
            f"{text!r} is no fault: expected NAME, NAME@NUMBER or NAME:PROBABILITY."
        ) from None
    return FAULTS[name](at=at, probability=likely)
