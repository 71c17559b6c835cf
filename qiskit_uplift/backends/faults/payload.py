"""Faults of the payload: what a result holds is short, shuffled, doubled, missing or broken."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, get_args

import numpy as np
from qiskit.result.models import ExperimentResultData

from qiskit_uplift.backends.faults.base import ExperimentFault, Fault

Kind = Literal["garbage", "empty", "negative", "disagreeing"]

NOT_AN_OUTCOME = "<html>"


@dataclass(frozen=True, kw_only=True)
class FailedExperiment(ExperimentFault):
    """An experiment says ``success=False`` and has no data; the job itself says nothing."""

    name: ClassVar[str] = "failed-experiment"

    def on_experiment(self, experiment: Any, rng: np.random.Generator) -> None:
        """Take its data away."""
        del rng
        experiment.success = False
        experiment.status = "ERROR: the control electronics lost their lock"
        experiment.data = ExperimentResultData()


@dataclass(frozen=True, kw_only=True)
class ShortShots(ExperimentFault):
    """An experiment holds fewer shots than were asked for, and still claims all of them.

    Counts in another notation than the memory's can't be shortened with it, and are left out.

    Args:
        at: As of every `Fault`.
        probability: As of every `Fault`.
        fraction: How many of the shots are kept, above 0 and below 1; at least one shot is.
    """

    name: ClassVar[str] = "short-shots"
    fraction: float = 0.5

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 < self.fraction < 1:
            raise ValueError(f"{self.name}: fraction is above 0 and below 1: {self.fraction!r}.")

    def on_experiment(self, experiment: Any, rng: np.random.Generator) -> None:
        """Keep the first shots, or a random part of the counts."""
        data = experiment.data.to_dict()
        memory, counts = data.get("memory"), data.get("counts")
        if memory is not None:
            data["memory"] = memory[: self._kept(len(memory))]
            same = counts and not isinstance(memory, np.ndarray) and Counter(memory) == counts
            data["counts"] = dict(Counter(data["memory"])) if same else None
        elif counts:
            seen = list(counts.values())
            kept = rng.multivariate_hypergeometric(seen, self._kept(sum(seen)), method="count")
            data["counts"] = {key: int(n) for key, n in zip(counts, kept, strict=True) if n}
        experiment.data = ExperimentResultData(**data)

    def _kept(self, shots: int) -> int:
        return max(1, int(shots * self.fraction))


@dataclass(frozen=True, kw_only=True)
class Malformed(ExperimentFault):
    """The data of an experiment can't be outcomes.

    Args:
        at: As of every `Fault`.
        probability: As of every `Fault`.
        kind: ``garbage`` (text that is no outcome), ``empty`` (neither memory nor counts),
            ``negative`` (an outcome seen -1 times) or ``disagreeing`` (the counts hold a shot
            more than the memory; without a memory nothing is changed). None takes one of the
            first three by the seed.
    """

    name: ClassVar[str] = "malformed"
    kind: Kind | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.kind is not None and self.kind not in get_args(Kind):
            known = ", ".join(get_args(Kind))
            raise ValueError(f"{self.name}: kind is one of {known}, got {self.kind!r}.")

    def on_experiment(self, experiment: Any, rng: np.random.Generator) -> None:
        """Break the data."""
        kind = self.kind or get_args(Kind)[rng.integers(3)]
        data = experiment.data.to_dict()
        memory, counts = data.get("memory"), dict(data.get("counts") or {})
        if kind == "garbage":
            shots = sum(counts.values()) if memory is None else len(memory)
            data["memory"] = None if memory is None else [NOT_AN_OUTCOME] * shots
            data["counts"] = {NOT_AN_OUTCOME: shots} if counts else None
        elif kind == "empty":
            data["memory"] = data["counts"] = None
        elif kind == "negative":
            data["counts"] = dict.fromkeys(counts, -1) or {"0x0": -1}
        elif memory is not None and counts:
            first = next(iter(counts))
            data["counts"] = {**counts, first: counts[first] + 1}
        experiment.data = ExperimentResultData(**data)


@dataclass(frozen=True, kw_only=True)
class OutOfOrder(Fault):
    """The experiments of a job come back in another order, whenever there are two or more."""

    name: ClassVar[str] = "out-of-order"

    def on_answer(self, experiments: list[Any], rng: np.random.Generator) -> list[Any]:
        """Shuffle them, and never into the order in which they were."""
        if len(experiments) < 2:
            return experiments
        order = rng.permutation(len(experiments))
        if (order == np.arange(len(order))).all():
            order = np.roll(order, 1)
        return [experiments[i] for i in order]


@dataclass(frozen=True, kw_only=True)
class Duplicated(Fault):
    """One experiment comes twice, so the result holds one too many."""

    name: ClassVar[str] = "duplicated"

    def on_answer(self, experiments: list[Any], rng: np.random.Generator) -> list[Any]:
        """Put one of them in twice."""
        if not experiments:
            return experiments
        at = int(rng.integers(len(experiments)))
        return [*experiments[:at], experiments[at], *experiments[at:]]


@dataclass(frozen=True, kw_only=True)
class Overwritten(Fault):
    """One experiment comes in the place of another as well: the number of them is right."""

    name: ClassVar[str] = "overwritten"

    def on_answer(self, experiments: list[Any], rng: np.random.Generator) -> list[Any]:
        """Put one of them in the place of another."""
        if len(experiments) < 2:
            return experiments
        source, place = rng.choice(len(experiments), size=2, replace=False)
        return [experiments[source] if i == place else one for i, one in enumerate(experiments)]


@dataclass(frozen=True, kw_only=True)
class MissingExperiment(Fault):
    """One experiment doesn't come."""

    name: ClassVar[str] = "missing-experiment"

    def on_answer(self, experiments: list[Any], rng: np.random.Generator) -> list[Any]:
        """Leave one of them out."""
        lost = int(rng.integers(max(1, len(experiments))))
        return [*experiments[:lost], *experiments[lost + 1 :]]


@dataclass(frozen=True, kw_only=True)
class NoResult(Fault):
    """``result`` returns the text of a web page, as a proxy in between would send it."""

    name: ClassVar[str] = "no-result"

    def instead(self, result: Any) -> Any:
        """The page."""
        del result
        return "<html><body>502 Bad Gateway</body></html>"
