"""What an Estimator measures of a PUB, and how its values and error bars follow from outcomes."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from qiskit.primitives import DataBin, PubResult
from qiskit.primitives.containers.bindings_array import BindingsArray
from qiskit.primitives.containers.estimator_pub import EstimatorPub

from qiskit_uplift.adapters.merging import rows_of, templates_of
from qiskit_uplift.adapters.observables import Group, TermTable, group_terms
from qiskit_uplift.adapters.rotations import BasisChanges, Measurements
from qiskit_uplift.adapters.samples import Samples, pack_ints
from qiskit_uplift.adapters.transpilation import Prepared
from qiskit_uplift.exceptions import ExecutionError

_BLOCK = 1 << 22  # values of terms that are held at once
_TABLED = 10  # bits of an outcome that is looked up


def shots_of(pub: EstimatorPub) -> int:
    """The shots of each circuit of a PUB by its precision, as in Qiskit's class."""
    return math.ceil(1.0 / pub.precision**2)


def plan_pubs(
    pubs: Sequence[EstimatorPub],
    prepared: Sequence[Prepared],
    changes: BasisChanges,
    *,
    abelian_grouping: bool,
    shares: bool,
) -> list[PubPlan]:
    """Plan PUBs; equal observables are grouped once, for whatever circuits they are.

    Args:
        pubs: The PUBs.
        prepared: Their circuits, prepared for the backend.
        changes: The basis changes of the backend.
        abelian_grouping: Whether terms that commute qubit by qubit share a measurement.
        shares: Whether circuits that turn out to be equal may be one object, under the name that
            it has where it is needed first.
    """
    known: dict[Hashable, list[MeasuredGroup]] = {}

    def measured_for(terms: Mapping[int, Mapping[str, complex]]) -> list[MeasuredGroup]:
        key = tuple((place, tuple(observable.items())) for place, observable in terms.items())
        if key not in known:
            labels = set().union(*terms.values())
            groups = group_terms(labels, abelian_grouping=abelian_grouping)
            known[key] = MeasuredGroup.all_of(groups, terms)
        return known[key]

    same = templates_of([ready.circuit for ready in prepared])
    making = _Making(changes)
    plans = []
    for number, (pub, ready) in enumerate(zip(pubs, prepared, strict=True)):
        # the transpiler may make the same of two circuits whose qubits it puts elsewhere
        template = (same[number], ready.qubits) if shares else number
        rows = rows_of(pub) if shares else range(pub.parameter_values.size)
        made = functools.partial(making.circuits, template, ready)
        plans.append(PubPlan.of(pub, made, measured_for, rows, template))
    for plan in reversed(plans):
        plan.name_circuits()
    return plans


@dataclass(frozen=True)
class MeasuredGroup:
    """Terms that are measured at once, and what they are to each observable that has some.

    Attributes:
        group: The terms.
        table: What each is worth on an outcome.
        observables: Which observables of the PUB have any of them.
        coefficients: Theirs, shape ``(observables, terms)``.
    """

    group: Group
    table: TermTable
    observables: NDArray[np.intp]
    coefficients: NDArray[np.float64]

    @classmethod
    def all_of(
        cls, groups: Sequence[Group], terms: Mapping[int, Mapping[str, complex]]
    ) -> list[MeasuredGroup]:
        """Share out the terms of observables, by their places, to the groups."""
        home = {
            label: (number, column)
            for number, group in enumerate(groups)
            for column, label in enumerate(group.labels)
        }
        rows: list[dict[int, list[float]]] = [{} for _ in groups]
        for place, observable in terms.items():
            for label in observable.keys() & home.keys():
                number, column = home[label]
                if place not in rows[number]:
                    rows[number][place] = [0.0] * len(groups[number].labels)
                rows[number][place][column] = complex(observable[label]).real
        return [
            cls(
                group,
                TermTable(group.labels, group.measured),
                np.array(list(own), dtype=np.intp),
                np.array(list(own.values()), dtype=float),
            )
            for group, own in zip(groups, rows, strict=True)
        ]

    def estimates(
        self, samples: Samples, offset: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Mean, and variance of the mean, of the part of each observable that is measured here.

        Args:
            samples: The outcome of the circuit.
            offset: The first clbit of the group's outcome.
        """
        shots = samples.num_shots
        if shots == 0:
            raise ExecutionError(
                f"No shot came back for the measurement of {', '.join(self.group.labels)}, "
                "so nothing can be estimated."
            )
        width = len(self.group.measured)
        rows = samples.gather(range(offset, offset + width))
        seen = Samples(rows, width, samples.weights)
        if seen.weights is None:
            seen = seen.distinct()
        assert seen.weights is not None
        weights = seen.weights / shots
        worth = self._worth(seen)
        means = worth @ weights
        return means, (worth - means[:, np.newaxis]) ** 2 @ weights / shots

    def _worth(self, seen: Samples) -> NDArray[np.float64]:
        """What each outcome is worth to each observable, shape ``(observables, outcomes)``.

        Looked up where few are possible: a sweep measures the same group again and again.
        """
        if len(self.group.measured) <= _TABLED:
            return self._every_worth.take(seen.words()[:, 0].astype(np.intp), axis=1)
        block = max(1, _BLOCK // len(self.group.labels))
        return np.concatenate(
            [self.coefficients @ self.table.values(part) for part in seen.blocks(block)], axis=1
        )

    @functools.cached_property
    def _every_worth(self) -> NDArray[np.float64]:
        width = len(self.group.measured)
        every = Samples(pack_ints(np.arange(1 << width), width), width)
        found: NDArray[np.float64] = self.coefficients @ self.table.values(every)
        return found


class _Making:
    """Makes the circuits that measure groups, each of them once.

    Args:
        changes: The basis changes of the backend.
    """

    def __init__(self, changes: BasisChanges) -> None:
        self._changes = changes
        self._behind: dict[Hashable, Measurements] = {}
        self._known: dict[Hashable, dict[Hashable, Prepared]] = {}

    def circuits(
        self,
        template: Hashable,
        ready: Prepared,
        rows: Sequence[Hashable],
        values: BindingsArray,
        groups: Sequence[Group],
    ) -> list[Sequence[Prepared]]:
        """For each of a flat array of parameter values, the circuits that measure each group.

        Args:
            template: The same for circuits that may share what is made of them.
            ready: The circuit.
            rows: For each of the values, what is the same for equal ones.
            values: The parameter values.
            groups: What to measure.
        """
        if not ready.binds_last:
            return [
                [behind.measuring(group) for group in groups]
                for behind in map(self._changes.behind, ready.bind(values))
            ]
        if template not in self._behind:
            self._behind[template] = self._changes.behind(ready)
        behind = self._behind[template]
        columns = []
        for group in groups:
            known = self._known.setdefault((template, group.basis), {})
            missing = {row: i for i, row in enumerate(rows) if row not in known}
            if missing:
                # parameters get their values last, so that a basis change is appended only once
                measuring = behind.measuring(group)
                bare = len(missing) == 1 and not values.num_parameters
                taken = values if len(missing) == values.size else values[list(missing.values())]
                known |= zip(missing, [measuring] if bare else measuring.bind(taken), strict=True)
            columns.append([known[row] for row in rows])
        return list(zip(*columns, strict=True)) if columns else [[]] * len(rows)


@dataclass(frozen=True)
class PubPlan:
    """The circuits that a PUB needs, and how its values follow from their outcomes.

    Attributes:
        pub: The PUB.
        indices: For each value, the place of its parameter values in the flat list of them.
        places: For each value, the place of its observable in ``constants``.
        constants: The identity's part of each distinct observable.
        measurements: For each circuit, the place of its parameter values, what is measured and
            the first clbit of the outcome.
        circuits: The circuits.
        keys: For each of them, what is the same for equal circuits.
        shots: Of each circuit.
    """

    pub: EstimatorPub
    indices: NDArray[np.intp]
    places: NDArray[np.intp]
    constants: NDArray[np.float64]
    measurements: list[tuple[int, MeasuredGroup, int]]
    circuits: list[Prepared]
    keys: list[Hashable]
    shots: int

    @classmethod
    def of(
        cls,
        pub: EstimatorPub,
        made: Callable[
            [Sequence[Hashable], BindingsArray, Sequence[Group]], list[Sequence[Prepared]]
        ],
        measured_for: Callable[[Mapping[int, Mapping[str, complex]]], list[MeasuredGroup]],
        rows: Sequence[Hashable],
        template: Hashable,
    ) -> PubPlan:
        """Plan a PUB.

        Args:
            pub: The PUB.
            made: Makes the circuits for some of the parameter values, which measure groups.
            measured_for: What is measured for observables that are given by their places.
            rows: For each of the parameter values, what is the same for equal ones.
            template: The same for PUBs whose circuits may be equal.
        """
        shape = pub.parameter_values.shape
        given = np.asarray(pub.observables)
        observables: list[Mapping[str, complex]] = list(given.ravel())
        indices, places = np.broadcast_arrays(
            np.arange(math.prod(shape)).reshape(shape), np.arange(given.size).reshape(given.shape)
        )
        needed: dict[int, list[int]] = {}
        pairs = np.unique(indices.ravel() * len(observables) + places.ravel())
        for index, place in zip(*np.divmod(pairs, max(1, len(observables))), strict=True):
            needed.setdefault(int(index), []).append(int(place))
        sharing: dict[tuple[int, ...], list[int]] = {}
        for index, wanted in needed.items():
            sharing.setdefault(tuple(wanted), []).append(index)
        measured_at: dict[int, list[MeasuredGroup]] = {}
        circuits_at: dict[int, Sequence[Prepared]] = {}
        for wanted_, own in sharing.items():
            measured = measured_for({place: observables[place] for place in wanted_})
            groups = [each.group for each in measured]
            circuits_ = made([rows[i] for i in own], pub.parameter_values.ravel()[own], groups)
            measured_at |= dict.fromkeys(own, measured)
            circuits_at |= zip(own, circuits_, strict=True)
        circuits = [circuit for index in needed for circuit in circuits_at[index]]
        measurements = [
            (index, measured, circuit.circuit.num_clbits - len(measured.group.measured))
            for index in needed
            for measured, circuit in zip(measured_at[index], circuits_at[index], strict=True)
        ]
        keys: list[Hashable] = [
            (template, rows[index], measured.group.basis) for index, measured, _ in measurements
        ]
        constants = np.array(
            [sum(c.real for label, c in o.items() if not label.strip("I")) for o in observables],
            dtype=float,
        )
        return cls(pub, indices, places, constants, measurements, circuits, keys, shots_of(pub))

    def name_circuits(self) -> None:
        """Name the circuits after the PUB's, with their number where there are several."""
        # binding makes up a name, and equal ones would hide a result out of order
        name = self.pub.circuit.name
        for number, each in reversed(list(enumerate(self.circuits))):
            each.circuit.name = name if len(self.circuits) == 1 else f"{name}_{number}"

    def blank(self, metadata: dict[str, Any]) -> PubResult:
        """A result without values."""
        return PubResult(
            DataBin(shape=self.indices.shape),
            metadata={"circuit_metadata": self.pub.circuit.metadata, **metadata},
        )

    def result(self, samples: Sequence[Samples], sent: Mapping[str, Any]) -> PubResult:
        """Values and error bars.

        Args:
            samples: The outcomes of ``circuits``.
            sent: Metadata of what was sent.
        """
        size = self.pub.parameter_values.size
        evs = np.tile(self.constants, (size, 1))
        variances = np.zeros_like(evs)
        for (index, measured, offset), outcome in zip(self.measurements, samples, strict=True):
            means, spreads = measured.estimates(outcome, offset)
            evs[index, measured.observables] += means
            variances[index, measured.observables] += spreads
        fewest = min((outcome.num_shots for outcome in samples), default=self.shots)
        metadata = {
            "target_precision": self.pub.precision,
            "shots": fewest,
            "circuit_metadata": self.pub.circuit.metadata,
            **sent,
        }
        if fewest != self.shots:
            metadata["requested_shots"] = self.shots
        values = evs[self.indices, self.places]
        stds = np.sqrt(variances[self.indices, self.places])
        return PubResult(DataBin(evs=values, stds=stds, shape=values.shape), metadata=metadata)
