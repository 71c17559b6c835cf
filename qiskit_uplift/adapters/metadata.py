"""Options that a user sets by name, and the record of what a backend was really called with."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from qiskit_uplift.adapters.execution import Execution
from qiskit_uplift.exceptions import OptionError

if TYPE_CHECKING:
    from qiskit_uplift.adapters.backend import BackendAdapter

T = TypeVar("T")


def make_options(kind: type[T], given: Mapping[str, Any] | None, where: str) -> T:
    """Make an options dataclass from a user's dictionary.

    Raises:
        OptionError: The dictionary has a key that is no field.
    """
    names = [field.name for field in dataclasses.fields(kind)]  # type: ignore[arg-type]
    for name in given or {}:
        if name not in names:
            raise OptionError.unknown(name, names, where)
    return kind(**(given or {}))


def record(
    adapter: BackendAdapter, execution: Execution, index: int, *, memory: bool
) -> dict[str, Any]:
    """What to add to a PUB's metadata of how its first circuit was sent.

    Nothing, where the call was just the one that Qiskit's own class would have made on a backend
    that needs no provider file: then the metadata is Qiskit's own, and no more. Shots that were
    split over jobs add ``shots_per_job``, a circuit that was sent together with an equal one
    ``shared_circuit``; both are about all shots of that circuit.
    """
    if index >= len(execution.circuits):
        return {}
    submissions = execution.submissions_of(index)
    sent = dict(submissions[0].sent) if submissions else None
    stock = {"shots", "seed_simulator"} | ({"memory"} if memory else set())
    plain = adapter.route == "BackendV2" and adapter.provider_file.name == "generic"
    merged = execution.is_merged(index)
    if plain and not merged and len(submissions) <= 1 and (sent is None or set(sent) <= stock):
        return {}
    shared = {"shared_circuit": True} if merged else {}
    if len(submissions) <= 1:
        return {"sent": sent, **shared}
    return {"sent": sent, **shared, "shots_per_job": [each.batch.shots for each in submissions]}
