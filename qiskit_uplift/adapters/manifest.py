"""`Manifest`: what a backend can do, entry by entry, and from where that is known."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from qiskit_uplift.adapters.backend import BackendAdapter
from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.provider import Provider, retrieval_of
from qiskit_uplift.exceptions import OptionError

Known = Literal["declared", "probed", "unknown"]

CONTROL_FLOW = frozenset({"if_else", "while_loop", "for_loop", "switch_case"})

REGISTERS: Mapping[Notation, str] = {
    Notation.REGISTERS: "apart",
    Notation.MEASURED_REGISTERS: "apart, without those never measured",
    Notation.MEASURED_BITS: "one string, without clbits never measured",
    Notation.MEASURED_HEX: "one number, without clbits never measured",
}
"""How registers stand in outcomes of a notation; in all others, all clbits are in one string."""

TOGETHER = "one string of all clbits"


@dataclass(frozen=True)
class Entry:
    """One thing that is known of a backend, or isn't.

    Attributes:
        value: What it is; None where that isn't known, or where there is no such limit.
        known: ``"declared"``: by the backend, its Target or the provider file; ``"probed"``: seen
            in what came back; ``"unknown"``.
        note: The reason, or what was seen.
    """

    value: Any = None
    known: Known = "unknown"
    note: str = ""


@dataclass(frozen=True)
class Manifest:
    """What a backend can do.

    Attributes:
        min_shots: The fewest shots of a circuit.
        max_shots: The most shots of a circuit in a job.
        max_circuits: The most circuits in a job.
        memory: In what form outcomes come: ``"hex"`` and so on (see `Notation`), or
            ``"counts alone"``.
        seed: The option that takes a seed; None for none. Probed: whether it decides outcomes.
        options: The names of the options of its ``run``, but for shots, seed and memory.
        dynamic_circuits: Whether it runs control flow.
        mid_circuit_measurement: Whether it measures a qubit and goes on with it.
        reset: Whether it resets a qubit.
        registers: How classical registers stand in what it returns.
        exact_shots: Whether it returns just as many shots as were asked for.
        retrieval_by_id: Whether a job can be fetched again by the provider's id.
        sessions: Whose sessions it has: ``"the provider's"``, or ``"grouped on this side"``.

    Example:
        >>> from qiskit_aer import AerSimulator
        >>> from qiskit_uplift import capabilities
        >>> manifest = capabilities(AerSimulator()).manifest
        >>> manifest.seed
        Entry(value='seed_simulator', known='declared', note='')
        >>> Manifest.from_json(manifest.to_json()) == manifest
        True
    """

    min_shots: Entry
    max_shots: Entry
    max_circuits: Entry
    memory: Entry
    seed: Entry
    options: Entry
    dynamic_circuits: Entry
    mid_circuit_measurement: Entry
    reset: Entry
    registers: Entry
    exact_shots: Entry
    retrieval_by_id: Entry
    sessions: Entry

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """The entries as JSON can hold them."""
        return dataclasses.asdict(self)

    def to_json(self) -> str:
        """The entries in JSON."""
        return json.dumps(self.to_dict(), indent=2)

    @classmethod
    def from_dict(cls, entries: Mapping[str, Mapping[str, Any]]) -> Manifest:
        """The inverse of `to_dict`.

        Raises:
            OptionError: An entry is missing, or isn't known, or says what none does.
        """
        names = [field.name for field in dataclasses.fields(cls)]
        for name in entries:
            if name not in names:
                raise OptionError.unknown(name, names, "A manifest")
        for name in names:
            if name not in entries or entries[name].get("known") not in get_args(Known):
                raise OptionError(f"A manifest without a whole entry {name!r} can't be read.")
        return cls(**{name: Entry(**entries[name]) for name in names})

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """The inverse of `to_json`."""
        return cls.from_dict(json.loads(text))


def declared(adapter: BackendAdapter) -> Manifest:
    """What is declared of a backend; nothing is run."""
    contract, limits, file = adapter.contract, adapter.limits, adapter.provider_file
    shots = None if contract.shots is None else contract.option(contract.shots)
    has_least = limits.min_shots > 1 or (shots is not None and shots.minimum is not None)
    return Manifest(
        min_shots=Entry(limits.min_shots, "declared") if has_least else Entry(),
        max_shots=_limit(limits.max_shots),
        max_circuits=_limit(limits.max_circuits),
        memory=_memory(adapter.channel.dialect, file),
        seed=_seed(adapter),
        options=_options(adapter),
        dynamic_circuits=_from_target(adapter, "control flow", CONTROL_FLOW),
        mid_circuit_measurement=_feature(file, "mid-circuit measurement"),
        reset=_from_target(adapter, "reset", frozenset({"reset"})),
        registers=_registers(adapter.channel.dialect),
        exact_shots=Entry(),
        retrieval_by_id=_retrieval(adapter),
        sessions=_sessions(adapter),
    )


def _limit(value: int | None) -> Entry:
    return Entry() if value is None else Entry(value, "declared")


def _memory(dialect: Dialect, file: Provider) -> Entry:
    if dialect.memory is not None:
        return Entry(dialect.memory.value, "declared")
    reason = file.cannot.get("shot order")
    return Entry() if reason is None else Entry("counts alone", "declared", reason)


def _registers(dialect: Dialect) -> Entry:
    notation = dialect.memory or dialect.counts
    return Entry() if notation is None else Entry(REGISTERS.get(notation, TOGETHER), "declared")


def _seed(adapter: BackendAdapter) -> Entry:
    contract = adapter.contract
    if contract.seed is None:
        return Entry(None, "declared", adapter.provider_file.cannot.get("seed", "run() takes none"))
    if contract.option(contract.seed) is None:
        return Entry(contract.seed, "unknown", "run() takes any option, so nobody says")
    return Entry(contract.seed, "declared")


def _options(adapter: BackendAdapter) -> Entry:
    contract = adapter.contract
    names = list(contract.names)
    if contract.forwards_unknown:
        return Entry(names, "declared" if names else "unknown", "others are forwarded as they are")
    return Entry(names, "declared")


def _feature(file: Provider, feature: str) -> Entry:
    reason = file.cannot.get(feature)
    if reason is not None:
        return Entry(False, "declared", reason)
    return Entry(True, "declared") if file.modules else Entry()


def _from_target(adapter: BackendAdapter, feature: str, operations: frozenset[str]) -> Entry:
    file = adapter.provider_file
    reason = file.cannot.get(feature)
    if reason is not None:
        return Entry(False, "declared", reason)
    if adapter.describes_itself:
        found = not operations.isdisjoint(adapter.target.operation_names)
        if found or not file.compiles:
            return Entry(found, "declared", "by its Target")
    return _feature(file, feature)


def _retrieval(adapter: BackendAdapter) -> Entry:
    if adapter.channel.is_local:
        return Entry(False, "declared", "its jobs end with their process")
    way = retrieval_of(adapter.wrapped)
    own = type(adapter.provider_file).retrieve is not Provider.retrieve
    if way is None and not own:
        return Entry(False, "declared", "neither it nor its provider has a method for that")
    return Entry(True, "declared", "" if way is None else f"by {way}()")


def _sessions(adapter: BackendAdapter) -> Entry:
    if adapter.provider_file.without_run is not None:
        return Entry("the provider's", "declared", "by its own package")
    has_own = callable(getattr(adapter.wrapped, "open_session", None))
    return Entry("the provider's" if has_own else "grouped on this side", "declared")
