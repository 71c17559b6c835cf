"""Runs that become a Sampler's: what ``execute`` and ``run`` have in common there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from keyword import iskeyword

import libcst as cst

from qiskit_uplift.migrate import vocabulary
from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Edit, Part
from qiskit_uplift.migrate.measured import Registers, is_named_apart, registers
from qiskit_uplift.migrate.outcomes import Reading, outcomes
from qiskit_uplift.migrate.rules.binding import Bound, bound
from qiskit_uplift.migrate.rules.calls import families
from qiskit_uplift.migrate.tree import argument, dotted, literal
from qiskit_uplift.migrate.values import Family, Kind, of

LOCAL = frozenset({Family.AER, Family.BASIC, Family.FAKE})
"""Backends on this machine: their Samplers run them by ``run``, with the same seeds."""
IBM_SHOTS = "4000"
"""What IBM's backends ran by default; their Sampler has another default."""
ASSEMBLED_SHOTS = "1024"
"""What ``assemble`` asked for by default."""

_SAMPLER_OPTIONS = {
    Family.AER: frozenset({"seed_simulator", "noise_model"}),
    Family.BASIC: frozenset({"seed_simulator"}),
    Family.FAKE: frozenset({"seed_simulator"}),
    Family.IBM: frozenset[str](),
}
_SAMPLING = frozenset(
    "qasm_simulator basic_simulator aer_simulator aer_simulator_statevector "
    "aer_simulator_density_matrix aer_simulator_matrix_product_state aer_simulator_stabilizer "
    "aer_simulator_extended_stabilizer".split()
)
"""Names of backends that sample; the others compute a state or an operator."""
_METHODS = frozenset(
    "automatic statevector density_matrix matrix_product_state stabilizer extended_stabilizer "
    "tensor_network".split()
)
_CLASSES = frozenset("AerSimulator QasmSimulator BasicSimulator GenericBackendV2".split())
_STATES = frozenset("get_statevector get_unitary data set_options update_options".split())
_BIT_ARRAY = {"get_counts": "get_counts", "get_memory": "get_bitstrings"}
_OF_DATA = frozenset("keys values items shape size ndim".split())


@dataclass(frozen=True)
class Run:
    """A call that runs circuits.

    Attributes:
        call: The call.
        circuits: Its circuits.
        backend: The backend.
        options: Its keyword arguments for the run, by name.
    """

    call: cst.Call
    circuits: cst.BaseExpression
    backend: cst.BaseExpression
    options: Mapping[str, cst.Arg]


@dataclass(frozen=True)
class Sampled:
    """A run whose outcomes are read in the way of a Sampler's.

    Attributes:
        runs: All the runs that are read in the same places.
        several: For each whether its circuits are a list already.
        bound: For each the values of its circuit's parameters, if there are any.
        readings: The edits of the places where outcomes are read.
    """

    runs: tuple[Run, ...]
    several: tuple[bool, ...]
    bound: tuple[Bound | None, ...]
    readings: tuple[Edit, ...]


def family_of(context: Context, backend: cst.BaseExpression) -> str | None:
    """The family of a backend, where there is only one, and it is known."""
    found = families(context, backend)
    (first, *others) = found
    return None if others or first in {Family.UNKNOWN, Family.OTHER} else first


def why_not_by_sampler(context: Context, run: Run) -> str | None:
    """Why a Sampler can't do a run, whatever becomes of its result; None where it can."""
    family = family_of(context, run.backend)
    if family is None:
        return "whose backend it is can't be seen here"
    if family in LOCAL and not _samples(context, run.backend):
        return "its backend may compute states, or have options of its own"
    known = _SAMPLER_OPTIONS[family] | {"shots", "memory", "parameter_binds"}
    further = sorted(set(run.options) - known)
    if further:
        return f"its Sampler has no place for {', '.join(f'`{name}`' for name in further)}"
    shots = run.options.get("shots")
    if shots is not None and isinstance(shots.value, cst.Float):
        return "a Sampler's shots are an integer"
    return None


def sampled(context: Context, run: Run, others: Mapping[cst.Call, Run]) -> Sampled | str:
    """How a run becomes one of a Sampler, or why it doesn't.

    Args:
        context: The file.
        run: The run.
        others: The runs of the file that can become a Sampler's.
    """
    seen = outcomes(context, run.call)
    if seen is None:
        return "its job or result is used for more than can be followed"
    if not seen.readings:
        return "nothing is read from its result here"
    if not seen.runs <= set(others):
        return "its result is read where that of another run is, which stays"
    accesses: dict[cst.Call, tuple[list[str], bool]] = {}
    runs = tuple(others[call] for call in sorted(seen.runs, key=lambda c: context.span(c).start))
    for each in runs:
        if "#" in context.text(each.call):
            return "there are comments in the call"
        if "parameter_binds" in each.options and _bound(context, each) is None:
            return "the values for its parameters aren't written out here"
        access = _accesses(context, each)
        if isinstance(access, str):
            return access
        accesses[each.call] = access
    edits: list[Edit] = []
    for reading in seen.readings:
        ends = {_end(context, reading, others[call], accesses[call][0]) for call in reading.runs}
        if len(ends) != 1 or None in ends:
            return "which of its outcomes are read can't be seen here"
        (end,) = ends
        assert end is not None
        edits.append(_read(context, reading, end))
    several = tuple(accesses[each.call][1] for each in runs)
    bound_to = tuple(_bound(context, each) for each in runs)
    if any(
        values is not None and is_list for values, is_list in zip(bound_to, several, strict=True)
    ):
        return "values for the parameters of several circuits are given"
    return Sampled(runs, several, bound_to, tuple(edits))


def _bound(context: Context, run: Run) -> Bound | None:
    binds = run.options.get("parameter_binds")
    return bound(context, binds.value) if binds is not None else None


def sampler(
    context: Context, run: Run, anchor: cst.CSTNode | None, *, shots: str | None = None
) -> list[Part]:
    """The text of a backend's Sampler; ``shots`` is what it runs where nothing else is said."""
    backend = context.span(run.backend)
    if family_of(context, run.backend) == Family.IBM:
        primitives_for = context.use("qiskit_uplift.primitives_for", run.call, anchor)
        default = [f", default_shots={shots}"] if shots is not None else []
        return [f"{primitives_for}(", backend, *default, ").sampler"]
    uplift = context.use("qiskit_uplift.uplift", run.call, anchor)
    options: list[Part] = []
    for name in ("noise_model", "seed_simulator"):
        if name in run.options:
            options += [", "] if options else []
            options.append(context.span(run.options[name]))
    return [f"{uplift}(", backend, ").sampler(", *options, ")"]


def legacy_run(
    context: Context, run: Run, anchor: cst.CSTNode | None, *, shots: str | None = None
) -> list[Part]:
    """The text of a ``run`` over a backend's Sampler, whose results are as they were."""
    made = sampler(context, run, anchor, shots=shots)
    front = context.use("qiskit_uplift.compat.LegacyRun", run.call, anchor)
    return [f"{front}(", *made, ").run"]


def default_shots(context: Context, run: Run) -> list[Part]:
    """The shots of a run that says none, where the Sampler's default is another one."""
    is_ibm = family_of(context, run.backend) == Family.IBM
    return [f", shots={IBM_SHOTS}"] if is_ibm and "shots" not in run.options else []


@lru_cache(maxsize=1)
def asks_for_states(context: Context) -> bool:
    """Whether a file asks results for what has no place in one of a Sampler."""
    return any(
        isinstance(node, cst.Attribute)
        and (node.attr.value in _STATES or node.attr.value.startswith(("save_", "snapshot")))
        and context.may_be(node.value, Kind.RESULT, Kind.BACKEND, Kind.CIRCUIT)
        and not (node.attr.value == "data" and context.is_(node.value, Kind.CIRCUIT))
        for node in context.flow.values
    )


# -- backends -------------------------------------------------------------------------------------


def _samples(context: Context, backend: cst.BaseExpression) -> bool:
    """Whether a local backend is one that samples, with the options of its kind."""
    for value in of(context.values(backend), Kind.BACKEND):
        call = context.flow.calls.get(value.made)
        if call is None or any(arg.star for arg in call.args):
            return False
        given = {arg.keyword.value for arg in call.args if arg.keyword is not None}
        method = argument(call, None, "method")
        if "shots" in given or (method is not None and literal(method.value) not in _METHODS):
            return False
        last = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
        name = vocabulary.canonical(context.name(call.func) or "").rpartition(".")[2] or last
        if name == "get_backend":
            if len(call.args) != 1 or literal(call.args[0].value) not in _SAMPLING:
                return False
        elif name not in _CLASSES and not name.startswith("Fake") and name != "from_backend":
            return False
    return not any(
        isinstance(node, cst.Attribute)
        and node.attr.value in {"set_options", "set_option", "update_options", "options"}
        and context.is_(node.value, Kind.BACKEND)
        for node in context.flow.values
    )


# -- circuits and their outcomes ------------------------------------------------------------------


def _listed(node: cst.BaseExpression) -> list[cst.BaseExpression] | None:
    """The circuits of a list that is written out."""
    if not isinstance(node, cst.List) or any(
        isinstance(element, cst.StarredElement) for element in node.elements
    ):
        return None
    return [element.value for element in node.elements]


def _circuits(node: cst.BaseExpression, context: Context) -> list[cst.BaseExpression] | None:
    """The circuits of a list that is written out, transpiled or not."""
    if isinstance(node, cst.Call):
        if vocabulary.canonical(context.name(node.func) or "") != "qiskit.transpile":
            return None
        first = argument(node, 0, "circuits")
        return _circuits(first.value, context) if first is not None else None
    return _listed(node)


def access_of(known: Registers | None) -> str:
    """How the bits of a circuit's one register are asked for, with a dot, or why they can't be."""
    if known is None:
        return "the classical registers of its circuit can't be seen here"
    if len(known) != 1:
        return "its circuit has not one classical register"
    (name,) = known
    if name and (name in _OF_DATA or not name.isidentifier() or iskeyword(name)):
        return f"a Sampler's data can't have a register called {name!r}"
    return f".data.{name}" if name else ".join_data()"


def _accesses(context: Context, run: Run) -> tuple[list[str], bool] | str:
    """How the bits of each circuit are asked for, and whether a list of circuits is given."""
    listed = _circuits(run.circuits, context)
    found: list[str] = []
    for node in listed if listed is not None else [run.circuits]:
        access = access_of(registers(context, node))
        if not access.startswith("."):
            return access
        found.append(access)
    if not found:
        return "it has no circuit"
    return found, listed is not None


def _end(
    context: Context, reading: Reading, run: Run, accesses: Sequence[str]
) -> tuple[str, str] | None:
    """What stands before and after the result where outcomes are read; None if unsure."""
    assert isinstance(reading.node, cst.Call)
    if any("#" in gap for gap in _gaps(context, reading.node)):
        return None  # a comment would be lost
    name = _BIT_ARRAY[reading.name]
    method = f".{name}()"
    memory = run.options.get("memory")
    if reading.name == "get_memory" and (memory is None or dotted(memory.value) != "True"):
        return None
    args = reading.node.args
    values = _bound(context, run)
    if values is not None:
        return _end_of_point(args, accesses[0], name, values.points)
    if not args:
        if len(accesses) == 1:
            return "", f"[0]{accesses[0]}{method}"
        access = accesses[0] if len(set(accesses)) == 1 else ".join_data()"
        return f"[pub{access}{method} for pub in ", "]"
    if len(args) > 1 or args[0].star:
        return None
    place = _place(context, args[0].value, run, len(accesses))
    return None if place is None else ("", f"[{place}]{accesses[place]}{method}")


def _gaps(context: Context, call: cst.Call) -> list[str]:
    """The text of a call between its function, its arguments and its end."""
    text = context.source.text
    start, gaps = context.span(call.func).end, []
    for arg in call.args:
        span = context.span(arg)
        gaps.append(text[start : span.start])
        start = span.end
    return [*gaps, text[start : context.span(call).end]]


def _end_of_point(
    args: Sequence[cst.Arg], access: str, name: str, points: int
) -> tuple[str, str] | None:
    """The same where one PUB has all the points at which a circuit was run."""
    if not args:
        loop = f" for point in range({points})]"
        return f"[pub{access}.{name}(point) for pub in ", loop
    asked = args[0].value
    if len(args) > 1 or not isinstance(asked, cst.Integer) or asked.evaluated_value >= points:
        return None
    return "", f"[0]{access}.{name}({asked.value})"


def _place(context: Context, asked: cst.BaseExpression, run: Run, count: int) -> int | None:
    """The place of the circuit that is asked for."""
    if isinstance(asked, cst.Integer):
        number = asked.evaluated_value
        return number if number < count else None
    if count == 1 and context.is_(asked, Kind.CIRCUIT):
        return 0  # of one circuit's results there is no other one
    if not isinstance(asked, cst.Name):
        return None
    listed = _circuits(run.circuits, context)
    given = [_plain(node, context) for node in (listed if listed is not None else [run.circuits])]
    places = [place for place, name in enumerate(given) if name == asked.value]
    if len(places) != 1:
        return None
    if not all(is_named_apart(context, node) for node in listed or []):
        return None
    return places[0]


def _plain(node: cst.BaseExpression, context: Context) -> str | None:
    """The name of a circuit, transpiled or not."""
    if isinstance(node, cst.Call):
        first = argument(node, 0, "circuits")
        made = vocabulary.canonical(context.name(node.func) or "")
        return _plain(first.value, context) if first and made == "qiskit.transpile" else None
    return node.value if isinstance(node, cst.Name) else None


def _read(context: Context, reading: Reading, end: tuple[str, str]) -> Edit:
    before, after = end
    result = context.primary(reading.result)
    return context.replace(reading.node, *([before] if before else []), *result, after)


__all__ = [
    "ASSEMBLED_SHOTS",
    "LOCAL",
    "Run",
    "Sampled",
    "access_of",
    "asks_for_states",
    "default_shots",
    "family_of",
    "legacy_run",
    "sampled",
    "sampler",
    "why_not_by_sampler",
]
