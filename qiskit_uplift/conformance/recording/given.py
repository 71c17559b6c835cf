"""`Given`: the circuits that a call was given, which a faulty subject may change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.conformance.recording.digests import fingerprint, made_up
from qiskit_uplift.conformance.recording.targets import read_circuit, write_circuit


class Given:
    """The circuits among the arguments of a call.

    Args:
        arguments: The positional arguments.
    """

    def __init__(self, arguments: tuple[Any, ...]) -> None:
        self._lists = [each for each in arguments if type(each) is list]
        self._members = [list(each) for each in self._lists]
        self.circuits: list[QuantumCircuit] = []
        self._collect(arguments)
        self._seen = [fingerprint(circuit) for circuit in self.circuits]

    def _collect(self, value: Any) -> None:
        if isinstance(value, QuantumCircuit):
            if not any(value is each for each in self.circuits):
                self.circuits.append(value)
        elif type(value) in (list, tuple):
            for each in value:
                self._collect(each)

    @property
    def names(self) -> list[str]:
        """The circuits' names."""
        return [circuit.name for circuit in self.circuits]

    def renamed(self, names: list[str]) -> dict[str, str]:
        """The names of these for those of another process, where Qiskit made them up."""
        return {
            old: new
            for old, new in zip(names, self.names, strict=False)
            if old != new and made_up(old) and made_up(new)
        }

    def changes(self, keep: Callable[[Any], str]) -> dict[str, Any] | None:
        """What became of them since the last time, or None.

        Args:
            keep: Puts an array by; gives its name.
        """
        told: dict[str, Any] = {}
        circuits = []
        for index, circuit in enumerate(self.circuits):
            seen = fingerprint(circuit)
            if seen != self._seen[index]:
                self._seen[index] = seen
                try:
                    circuits.append([index, keep(write_circuit(circuit))])
                except Exception as error:  # Qiskit's own way to write a circuit may raise anything
                    told["lost"] = f"circuit {index} was changed by the subject ({error})"
        if circuits:
            told["circuits"] = circuits
        for number, (now, before) in enumerate(zip(self._lists, self._members, strict=True)):
            if len(now) == len(before) and all(a is b for a, b in zip(now, before, strict=True)):
                continue
            places = [
                next((i for i, old in enumerate(before) if old is each), None) for each in now
            ]
            if None in places:
                told["lost"] = "the subject put something else into the list that it was given"
            told.setdefault("lists", []).append([number, places])
            self._members[number] = list(now)
        return told or None

    def change(self, told: Mapping[str, Any], arrays: Mapping[str, Any]) -> None:
        """Do again what `changes` told."""
        for index, name in told.get("circuits", ()):
            changed = read_circuit(arrays[name])
            self.circuits[index].__dict__.clear()
            self.circuits[index].__dict__.update(changed.__dict__)
        for number, places in told.get("lists", ()):
            before = self._members[number]
            self._lists[number][:] = [before[place] for place in places]
            self._members[number] = list(self._lists[number])
