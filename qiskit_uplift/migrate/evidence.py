"""What the uses of a name say about what it is, where nothing else does."""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from qiskit_uplift.migrate import vocabulary
from qiskit_uplift.migrate.tree import argument, children, dotted
from qiskit_uplift.migrate.values import UNKNOWN, Family, Kind, Values, one

OTHER_FRAMEWORKS = frozenset(
    "cirq pennylane pyquil braket projectq pytket qulacs tensorflow_quantum strawberryfields qutip "
    "perceval qat quimb stim pyzx tequila myqlm qibo bloqade quil qsharp openqasm".split()
)
"""Packages whose circuits have methods of the same names."""


_READ = frozenset({cst.FunctionDef, cst.Import, cst.ImportFrom, cst.Call})


@dataclass
class Evidence:
    """The attributes that are taken of each name or dotted name, by function.

    Attributes:
        used: Attributes by function (None for the module) and text.
        backends: Names that stand where ``execute`` and ``transpile`` take a backend.
        trusted: Whether Qiskit is the only framework in the file, so that it counts.
    """

    used: dict[tuple[cst.CSTNode | None, str], set[str]] = field(default_factory=dict)
    backends: set[tuple[cst.CSTNode | None, str]] = field(default_factory=set)
    trusted: bool = True

    @classmethod
    def of(cls, module: cst.Module) -> Evidence:
        """Read a module."""
        found = cls()
        found._read(module, None)
        return found

    def _read(self, node: cst.CSTNode, function: cst.CSTNode | None) -> None:
        stack: list[tuple[cst.CSTNode, cst.CSTNode | None]] = [(node, function)]
        while stack:
            here, function = stack.pop()
            if type(here) not in _READ:  # asked first, as matching by class takes long
                stack.extend((child, function) for child in children(here))
                continue
            match here:
                case cst.FunctionDef():
                    function = here
                case cst.Import():
                    self._framework(*(dotted(alias.name) for alias in here.names))
                case cst.ImportFrom() if not here.relative:
                    self._framework(dotted(here.module))
                case cst.Call(func=cst.Attribute() as called):
                    text = dotted(called.value)
                    if text is not None:
                        self.used.setdefault((function, text), set()).add(called.attr.value)
                    self._backend(here, called.attr.value, function)
                case cst.Call(func=cst.Name() as name):
                    self._backend(here, name.value, function)
                case _:
                    pass
            stack.extend((child, function) for child in children(here))

    def _framework(self, *modules: str | None) -> None:
        if any(module and module.partition(".")[0] in OTHER_FRAMEWORKS for module in modules):
            self.trusted = False

    def _backend(self, call: cst.Call, name: str, function: cst.CSTNode | None) -> None:
        if name in {"execute", "transpile"}:
            given = argument(call, 1, "backend")
            text = dotted(given.value) if given is not None else None
            if text is not None:
                self.backends.add((function, text))

    def says(self, text: str | None, function: cst.CSTNode | None) -> Values:
        """What the uses of a name in a function say, else UNKNOWN."""
        if text is None or not self.trusted:
            return UNKNOWN
        used = self.used.get((function, text), set())
        if used & vocabulary.CIRCUIT_ONLY:
            return one(Kind.CIRCUIT)
        if (function, text) in self.backends or used & {"configuration", "retrieve_job"}:
            return one(Kind.BACKEND, Family.UNKNOWN)
        return UNKNOWN
