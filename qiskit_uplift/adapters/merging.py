"""Equal circuits of a run are sent once, with the shots of all, which are then dealt out.

Each of them has outcomes of its own, so that the results of a run stay independent of each other:
to hand the same outcomes to two PUBs would correlate them in silence.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from qiskit.circuit import QuantumCircuit
from qiskit.primitives.containers.estimator_pub import EstimatorPub
from qiskit.primitives.containers.sampler_pub import SamplerPub

from qiskit_uplift.adapters.samples import Samples


@dataclass(frozen=True)
class Slot:
    """A circuit that is sent, and which circuits of the run it stands for.

    Attributes:
        members: Their places in the run; the first of them is the one that is sent.
        shots: What each of them wants.
    """

    members: tuple[int, ...]
    shots: tuple[int, ...]

    @property
    def total(self) -> int:
        """The shots of all."""
        return sum(self.shots)


def slots_of(
    shots: Sequence[int], keys: Sequence[Hashable] | None, max_shots: int | None
) -> list[Slot]:
    """Join circuits of the same key, where one job can hold the shots of all.

    Args:
        shots: What each circuit wants.
        keys: Equal for equal circuits; None where nothing is known of them.
        max_shots: The most shots of a circuit in a job; None for no limit.
    """
    if keys is None:
        return [Slot((index,), (wanted,)) for index, wanted in enumerate(shots)]
    members: dict[Hashable, list[int]] = {}
    for index, key in enumerate(keys):
        members.setdefault(key, []).append(index)
    slots = []
    for own in members.values():
        joined = Slot(tuple(own), tuple(shots[i] for i in own))
        if max_shots is None or joined.total <= max_shots:
            slots.append(joined)
        else:
            slots += [Slot((index,), (shots[index],)) for index in own]
    return sorted(slots, key=lambda slot: slot.members[0])


def templates_of(circuits: Sequence[QuantumCircuit]) -> list[int]:
    """For each circuit, the place of the first that is equal to it, its name apart."""
    if len(circuits) == 1:
        return [0]
    by_object: dict[int, int] = {}
    by_content: dict[Hashable, list[int]] = {}
    found = []
    for index, circuit in enumerate(circuits):
        place = by_object.get(id(circuit))
        if place is None:
            alike = by_content.setdefault(_content(circuit), [])
            place = next((i for i in alike if _equal(circuits[i], circuit)), index)
            by_object[id(circuit)] = place
            if place == index:
                alike.append(index)
        found.append(place)
    return found


def rows_of(pub: SamplerPub | EstimatorPub) -> list[bytes]:
    """The parameter values of each point of a PUB, the last dimension fastest, as a key."""
    values = pub.parameter_values.as_array(pub.circuit.parameters)
    flat = np.ascontiguousarray(values).reshape(pub.parameter_values.size, values.shape[-1])
    return [row.tobytes() for row in flat]


def _equal(one: QuantumCircuit, other: QuantumCircuit) -> bool:
    # metadata are a label: whoever gave two circuits different ones tells them apart
    return bool(one == other) and one.metadata == other.metadata


def _content(circuit: QuantumCircuit) -> Hashable:
    """The same for equal circuits, and hardly ever for others: comparing them takes its time."""
    places = {qubit: place for place, qubit in enumerate(circuit.qubits)}
    return circuit.num_clbits, tuple(
        (
            instruction.operation.name,
            tuple([places[qubit] for qubit in instruction.qubits]),
            tuple([p for p in instruction.operation.params if isinstance(p, float)]),
        )
        for instruction in circuit.data
    )


def deal(samples: Samples, shots: Sequence[int], rng: np.random.Generator) -> list[Samples]:
    """Deal outcomes out at random, as cards are.

    At random even where their order is known: a provider may have sorted them.

    Args:
        samples: The outcomes of all.
        shots: How many each gets. Where another number came back, each gets its share of that.
        rng: Deals.

    Returns:
        One for each of ``shots``. Those of a provider's memory keep their order.
    """
    sizes = _shares(samples.num_shots, shots)
    if samples.weights is None:
        owners = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
        return [
            Samples(samples.packed[owners == owner], samples.num_bits)
            for owner in range(len(sizes))
        ]
    left: Any = samples.weights
    dealt = []
    for size in sizes[:-1]:
        own = rng.multivariate_hypergeometric(left, size, method="marginals")
        left = left - own
        dealt.append(own)
    dealt.append(left)
    return [
        Samples(samples.packed[own > 0], samples.num_bits, own[own > 0].astype(np.int64))
        for own in dealt
    ]


def _shares(available: int, wanted: Sequence[int]) -> list[int]:
    """Split ``available`` in proportion to ``wanted``, rounded so that nothing is left."""
    ends = [available * end // sum(wanted) for end in np.cumsum(wanted).tolist()]
    return np.diff([0, *ends]).tolist()
