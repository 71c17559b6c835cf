"""Shots of a PUB in stages: a pilot, then as many more of each circuit as the precision needs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from qiskit_uplift.adapters.allocation import Point, expected_variances, next_stage, prior_moments
from qiskit_uplift.adapters.observables import Group
from qiskit_uplift.adapters.options import Limits
from qiskit_uplift.adapters.samples import Samples
from qiskit_uplift.exceptions import ExecutionError, LimitError, OptionError

_FEWEST = 100  # shots of a pilot, unless the precision needs fewer
_SHARE = 20  # of the shots that each circuit gets without a pilot
_SHARE_OF_MOST = 5

ALLOCATIONS = ("uniform", "target")


class Measured(Protocol):
    """Terms that are measured at once, and what they are to some observables of a PUB."""

    @property
    def group(self) -> Group:
        """The terms."""

    @property
    def observables(self) -> NDArray[np.intp]:
        """Which observables have any of them."""

    @property
    def coefficients(self) -> NDArray[np.float64]:
        """Theirs, shape ``(observables, terms)``."""

    def estimates(
        self, samples: Samples, offset: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Mean, and variance of the mean, of the part of each observable."""


def check_options(allocation: str, max_total_shots: Any, pilot_shots: Any, where: str) -> None:
    """Refuse options that don't go together.

    Raises:
        OptionError: An unknown allocation, a number of shots that is none, or one that would have
            no effect.
    """
    if allocation not in ALLOCATIONS:
        listed = " or ".join(map(repr, ALLOCATIONS))
        raise OptionError(f"{where}: shot_allocation={allocation!r}; it is {listed}.")
    for name, value in (("max_total_shots", max_total_shots), ("pilot_shots", pilot_shots)):
        if value is None:
            continue
        if allocation == "uniform":
            raise OptionError(
                f"{where}: {name}={value!r} needs shot_allocation='target'; with 'uniform' the "
                "precision alone decides the shots."
            )
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
            raise OptionError(f"{where}: {name} takes a whole number above 0, got {value!r}.")


def pilot_of(
    precision: float,
    num_circuits: int,
    limits: Limits,
    where: str,
    *,
    pilot_shots: int | None = None,
    max_total_shots: int | None = None,
) -> int:
    """The shots of each circuit in the first stage.

    Args:
        precision: Of the PUB.
        num_circuits: How many circuits it needs.
        limits: Of the backend.
        where: The backend, as messages name it.
        pilot_shots: As the user wants it; None for a twentieth of ``1 / precision**2``, but at
            least 100, where that itself is not less.
        max_total_shots: The most of all stages; the pilot is smaller by need, and without
            ``pilot_shots`` at most a fifth of it, but for those 100.

    Raises:
        LimitError: ``max_total_shots`` doesn't suffice for a pilot.
    """
    uniform = math.ceil(1 / precision**2)
    share = uniform // _SHARE
    if max_total_shots is not None and num_circuits:
        share = min(share, max_total_shots // (_SHARE_OF_MOST * num_circuits))
    pilot = pilot_shots or min(uniform, max(_FEWEST, share))
    pilot = max(pilot, limits.min_shots)
    if max_total_shots is not None and num_circuits:
        pilot = min(pilot, max_total_shots // num_circuits)
        if pilot < max(1, limits.min_shots):
            raise LimitError(
                f"max_total_shots={max_total_shots} is too few for the {num_circuits} circuits of "
                f"this PUB on {where}: each needs {max(1, limits.min_shots)} or more."
            )
    return pilot


class Targeting:
    """What is to be measured of one PUB, stage by stage.

    The first stage is a pilot; each later one follows from all outcomes before it, by
    `next_stage`, until the standard errors are at most the precision. They are judged by
    `expected_variances`, so that a pilot which saw no variance by luck isn't believed.

    The outcomes of all stages are pooled. As the shots of a later stage depend on the outcomes of
    the earlier ones, the estimate has a small bias: where outcomes far out on one side are also
    those that make the variance look large, they are followed by more shots. To first order it is
    at most the skewness of what one shot is worth times ``precision**2`` over its standard
    deviation, for a circuit; beside the standard error that is the skewness over the square root
    of the shots.

    Args:
        measurements: For each circuit, the place of its parameter values, what it measures and the
            first clbit of the outcome.
        precision: Of the PUB.
        limits: Of the backend.
        where: The backend, as messages name it.
        pilot_shots: The shots of each circuit in the first stage; None for the default.
        max_total_shots: The most of all circuits and stages; None for no limit.

    Attributes:
        pilot: The shots of each circuit in the first stage.

    Raises:
        LimitError: ``max_total_shots`` doesn't suffice for a pilot.
    """

    def __init__(
        self,
        measurements: Sequence[tuple[int, Measured, int]],
        precision: float,
        limits: Limits,
        where: str,
        *,
        pilot_shots: int | None = None,
        max_total_shots: int | None = None,
    ) -> None:
        self.pilot = pilot_of(
            precision,
            len(measurements),
            limits,
            where,
            pilot_shots=pilot_shots,
            max_total_shots=max_total_shots,
        )
        self._requested = np.full(len(measurements), self.pilot, dtype=np.int64)
        self._measurements = measurements
        self._precision = precision
        self._most = max_total_shots
        self._least = limits.min_shots
        self._capped = False
        self._done = not measurements
        self._came = 0
        self._circuits_at: dict[int, list[int]] = {}
        for place, (index, _, _) in enumerate(measurements):
            self._circuits_at.setdefault(index, []).append(place)
        distinct = {id(measured): measured for _, measured, _ in measurements}
        self._priors = {
            key: prior_moments(measured.group.labels, measured.coefficients)
            for key, measured in distinct.items()
        }

    def next(self, samples: Sequence[Samples]) -> list[int]:
        """The shots of each circuit in the next stage; all 0 where nothing is left to do.

        Args:
            samples: All outcomes of each circuit so far.

        Raises:
            ExecutionError: A circuit has no outcome at all, or the last stage brought none.
        """
        nothing = [0] * len(self._measurements)
        if self._done:
            return nothing
        came = sum(each.num_shots for each in samples)
        if came <= self._came:
            raise ExecutionError(
                f"No shot came back for {self._measurements[0][1].group.labels[0]} and the other "
                "terms of this PUB in the last of its stages, so its precision can't be reached."
            )
        self._came = came
        left = None if self._most is None else max(0, self._most - int(self._requested.sum()))
        stage = next_stage(
            self._points(samples), self._precision, max_shots=left, min_shots=self._least
        )
        self._capped = stage.capped
        self._done = stage.capped or not stage.total
        shots = np.zeros(len(self._measurements), dtype=np.int64)
        for places, more in zip(self._circuits_at.values(), stage.shots, strict=True):
            shots[places] = more
        self._requested += shots
        numbers: list[int] = shots.tolist()
        return numbers

    def _points(self, samples: Sequence[Samples]) -> list[Point]:
        return [self._point(places, samples) for places in self._circuits_at.values()]

    def _point(self, places: Sequence[int], samples: Sequence[Samples]) -> Point:
        here = [self._measurements[place] for place in places]
        rows = np.unique(np.concatenate([measured.observables for _, measured, _ in here]))
        variances = np.zeros((len(rows), len(places)))
        shots = np.array([samples[place].num_shots for place in places], dtype=np.int64)
        for column, (place, (_, measured, offset)) in enumerate(zip(places, here, strict=True)):
            means, squares = measured.estimates(samples[place], offset)
            variances[np.searchsorted(rows, measured.observables), column] = expected_variances(
                means,
                squares * shots[column],
                int(shots[column]),
                self._priors[id(measured)],
            )
        return Point(variances, shots)

    def metadata(self, stds: NDArray[np.float64], samples: Sequence[Samples]) -> dict[str, Any]:
        """What the metadata of the PUB's result say of its shots.

        Args:
            stds: The error bars of the result.
            samples: All outcomes of each circuit.
        """
        came = [each.num_shots for each in samples]
        said: dict[str, Any] = {
            "achieved_precision": float(np.max(stds, initial=0.0)),
            "shots_per_circuit": came,
            "total_shots": sum(came),
            "pilot_shots": self.pilot,
        }
        if sum(came) != self._requested.sum():
            said["requested_shots_per_circuit"] = self._requested.tolist()
        if self._most is not None:
            said["max_total_shots_reached"] = self._capped
        return said
