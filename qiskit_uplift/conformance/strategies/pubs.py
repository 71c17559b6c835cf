"""PUBs for Sampler and Estimator, in every spelling that Qiskit takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from qiskit.circuit import QuantumCircuit
from qiskit.primitives.containers.bindings_array import BindingsArray
from qiskit.primitives.containers.estimator_pub import EstimatorPub
from qiskit.primitives.containers.observables_array import ObservablesArray
from qiskit.primitives.containers.sampler_pub import SamplerPub
from qiskit.transpiler import Target

from qiskit_uplift.backends.cutting import active_qubits
from qiskit_uplift.conformance.strategies.circuits import circuits
from qiskit_uplift.conformance.strategies.native import NativeSet
from qiskit_uplift.conformance.strategies.observables import observables
from qiskit_uplift.conformance.strategies.parameters import (
    Parametrized,
    Shape,
    parameter_shapes,
    parameter_values,
    parametrized,
)

SPELLINGS = ("array", "list", "mapping", "names", "joint", "BindingsArray", "none")
"""How the values of parameters are written; ``none`` leaves them out where there are none."""


@dataclass(frozen=True)
class DrawnPub:
    """A PUB, and what it means.

    Attributes:
        spelled: The PUB, as ``run([spelled])`` takes it.
        circuit: Its circuit.
        values: The values of ``circuit.parameters``, shape ``shape of the array + (parameters,)``.
        spelling: One of :data:`SPELLINGS`.
        shots: The shots that it asks for; None where it leaves them to the primitive.
        observables: Of an Estimator's PUB, an array of
            :class:`~qiskit_uplift.conformance.strategies.observables.DrawnObservable`.
        precision: The precision that it asks for, likewise.
    """

    spelled: Any
    circuit: QuantumCircuit
    values: NDArray[np.float64]
    spelling: str
    shots: int | None = None
    observables: NDArray[np.object_] = field(default_factory=lambda: np.empty((), dtype=object))
    precision: float | None = None

    @property
    def shape(self) -> Shape:
        """The shape of the result."""
        return np.broadcast_shapes(self.values.shape[:-1], self.observables.shape)

    def bound(self, index: tuple[int, ...]) -> QuantumCircuit:
        """The circuit with the values of one place of the result.

        Args:
            index: As long as :attr:`shape`.
        """
        full = np.broadcast_to(self.values, (*self.shape, self.values.shape[-1]))
        return self.circuit.assign_parameters(full[index].tolist())

    def expected(self) -> NDArray[np.float64]:
        """Of an Estimator's PUB, the exact expectation values."""
        chosen = np.broadcast_to(self.observables, self.shape)
        found = np.zeros(self.shape)
        for index in np.ndindex(*self.shape):
            found[index] = chosen.item(index).expected(self.bound(index))
        return found


def sampler_pubs(
    target: Target,
    *,
    shots: st.SearchStrategy[int | None] | None = None,
    empty: bool = True,
    **circuit: Any,
) -> st.SearchStrategy[DrawnPub]:
    """PUBs for a Sampler: a circuit, values of its parameters in an array, and perhaps shots.

    Args:
        target: The device; circuits and values are such that it runs them as they are.
        shots: The shots to ask for, None for none; None here for up to 200.
        empty: Whether an array may have no values at all.
        circuit: What :func:`~qiskit_uplift.conformance.strategies.circuits` takes.

    Example:
        >>> from hypothesis import find
        >>> from qiskit_uplift.backends import reference_device
        >>> from qiskit_uplift.conformance.strategies import sampler_pubs
        >>> target = reference_device(ideal=True).target
        >>> drawn = find(sampler_pubs(target), lambda pub: pub.values.shape == (3, 1))
        >>> drawn.values.tolist()
        [[0.0], [0.0], [0.0]]
    """
    some = st.one_of(st.none(), st.integers(1, 200)) if shots is None else shots
    return _sampler_pubs(_parametrized(target, **circuit), parameter_shapes(empty=empty), some)


@st.composite
def _sampler_pubs(
    draw: st.DrawFn,
    circuit: st.SearchStrategy[Parametrized],
    shapes: st.SearchStrategy[Shape],
    shots: st.SearchStrategy[int | None],
) -> DrawnPub:
    found = draw(circuit)
    values = draw(parameter_values(found.domains, draw(shapes)))
    asked = draw(shots)
    spelling = draw(st.sampled_from(_spellings(values)))
    written = spelled_values(found.circuit, values, spelling)
    parts: tuple[Any, ...] = (found.circuit, written)
    if asked is not None:
        parts = (*parts, asked)
    elif written is None:
        parts = (found.circuit,)
    spelled: Any = parts
    if draw(st.booleans()):
        # as an object, or where nothing else is asked for as a bare circuit
        spelled = found.circuit if len(parts) == 1 else SamplerPub.coerce(parts)
    return DrawnPub(spelled, found.circuit, values, spelling, asked)


def estimator_pubs(
    target: Target,
    *,
    precision: st.SearchStrategy[float | None] | None = None,
    empty: bool = True,
    **circuit: Any,
) -> st.SearchStrategy[DrawnPub]:
    """PUBs for an Estimator: observables and values in arrays that broadcast.

    Args:
        target: The device; circuits and values are such that it runs them as they are.
        precision: The precision to ask for, None for none; None here for 0.05 to 0.5.
        empty: Whether an array may have no values at all.
        circuit: What :func:`~qiskit_uplift.conformance.strategies.circuits` takes.

    Example:
        >>> from hypothesis import find
        >>> from qiskit_uplift.backends import reference_device
        >>> from qiskit_uplift.conformance.strategies import estimator_pubs
        >>> target = reference_device(ideal=True).target
        >>> drawn = find(estimator_pubs(target), lambda pub: pub.shape == (2,))
        >>> drawn.expected().tolist()
        [1.0, 1.0]
    """
    some = st.one_of(st.none(), st.sampled_from([0.5, 0.1, 0.05]))
    drawn = _parametrized(target, **{**circuit, "measured": False})
    chosen = some if precision is None else precision
    return _estimator_pubs(drawn, parameter_shapes(empty=empty), chosen)


@st.composite
def _estimator_pubs(
    draw: st.DrawFn,
    circuit: st.SearchStrategy[Parametrized],
    shapes: st.SearchStrategy[Shape],
    precision: st.SearchStrategy[float | None],
) -> DrawnPub:
    found = draw(circuit)
    shape = draw(shapes)
    values = draw(parameter_values(found.domains, shape))
    spelling = draw(st.sampled_from(_spellings(values)))
    array = draw(_observable_arrays(found.circuit, shape))
    forms = (
        ["ObservablesArray", "array"] if array.size == 0 else ["list", "array", "ObservablesArray"]
    )
    written = _written_observables(array, draw(st.sampled_from(forms)))
    asked = draw(precision)
    parts: tuple[Any, ...] = (
        found.circuit,
        written,
        spelled_values(found.circuit, values, spelling),
    )
    if asked is not None:
        parts = (*parts, asked)
    elif parts[2] is None:
        parts = parts[:2]
    spelled: Any = EstimatorPub.coerce(parts) if draw(st.booleans()) else parts
    return DrawnPub(spelled, found.circuit, values, spelling, observables=array, precision=asked)


def _parametrized(target: Target, **arguments: Any) -> st.SearchStrategy[Parametrized]:
    if arguments.get("native", True):
        native = NativeSet.of(
            target, gates=arguments.get("gates"), domains=arguments.get("domains")
        )
    else:
        native = NativeSet.standard(target)
    domains = {gate.name: gate.domains for gate in native.gates}
    return circuits(target, **arguments).flatmap(lambda circuit: parametrized(circuit, domains))


def _spellings(values: NDArray[np.float64]) -> list[str]:
    *shape, count = values.shape
    if not count:
        plain = ["none", "array", "BindingsArray"]
        return [*plain, "list", "mapping"] if not shape else plain[1:]
    # a list without entries can't say how long they would be
    return [word for word in SPELLINGS if word != "none" and (values.size or word != "list")]


def spelled_values(circuit: QuantumCircuit, values: NDArray[np.float64], spelling: str) -> Any:
    """The values of a circuit's parameters, as a PUB has them.

    Args:
        circuit: The circuit.
        values: Shape ``shape of the array + (parameters,)``.
        spelling: One of :data:`SPELLINGS`.
    """
    parameters = list(circuit.parameters)
    # Qiskit takes a last axis of length one for that of the parameters: it is written there
    lone = values.ndim > 1 and values.shape[-2] == 1
    each = {parameter: values[..., [i] if lone else i] for i, parameter in enumerate(parameters)}
    joint = {tuple(parameters): values} if parameters else {}
    ways: dict[str, Callable[[], Any]] = {
        "array": lambda: values,
        "list": values.tolist,
        "mapping": lambda: each,
        "names": lambda: {parameter.name: array for parameter, array in each.items()},
        "joint": lambda: joint,
        "BindingsArray": lambda: BindingsArray(joint, shape=values.shape[:-1]),
        "none": lambda: None,
    }
    return ways[spelling]()


@st.composite
def _observable_arrays(
    draw: st.DrawFn, circuit: QuantumCircuit, shape: Shape
) -> NDArray[np.object_]:
    ways: Sequence[Shape] = [(), (1,), (2, *(1 for _ in shape)), shape]
    chosen = draw(st.sampled_from(list(dict.fromkeys(ways))))
    array = np.empty(chosen, dtype=object)
    # idle qubits, too, but few of a wide device
    near = sorted({*active_qubits(circuit), *range(min(3, circuit.num_qubits))})
    for index in np.ndindex(*chosen):
        array[index] = draw(observables(circuit.num_qubits, qubits=near))
    return array


def _written_observables(array: NDArray[np.object_], form: str) -> Any:
    written = np.empty(array.shape, dtype=object)
    for index in np.ndindex(*array.shape):
        written[index] = array.item(index).written
    if form == "array" and array.shape:
        return written
    if form == "ObservablesArray":
        return ObservablesArray.coerce(written if array.shape else written[()])
    return written.tolist() if array.shape else written[()]
