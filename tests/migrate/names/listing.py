"""Prints the public names of the Qiskit that is installed, one a line: `python listing.py`.

`python listing.py --missing` reads names, one a line, and prints those that can't be imported.

It runs in environments with an old Qiskit and nothing of this project, and so imports nothing else.

A name is public where no part of it starts with an underscore. Those up to three parts below
``qiskit`` are listed: modules, what packages offer, what is defined in a module, and what
circuits, gates and their kind have as methods and properties.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
import warnings
from collections.abc import Iterator
from types import ModuleType

DEEPEST = 4
CLASSES = (
    "qiskit.circuit.QuantumCircuit",
    "qiskit.circuit.Instruction",
    "qiskit.circuit.Gate",
    "qiskit.circuit.InstructionSet",
    "qiskit.circuit.Qubit",
    "qiskit.circuit.QuantumRegister",
)
"""Classes whose attributes are listed, as programs use little else without importing it."""


def names() -> set[str]:
    """The public names of the installed Qiskit."""
    import qiskit

    found: set[str] = set()
    for name in _modules("qiskit", qiskit):
        module = _imported(name)
        found.add(name)
        if module is not None and name.count(".") < DEEPEST - 1:
            found.update(f"{name}.{own}" for own in _own(module))
    for name in CLASSES:
        home, _, last = name.rpartition(".")
        cls = getattr(importlib.import_module(home), last)
        found.update(f"{name}.{attribute}" for attribute in dir(cls) if attribute[0] != "_")
    return found


def _modules(name: str, module: ModuleType) -> Iterator[str]:
    yield name
    if name.count(".") + 1 == DEEPEST:
        return
    for info in pkgutil.iter_modules(module.__path__):
        inner = f"{name}.{info.name}"
        if info.name.startswith("_"):
            continue
        below = _imported(inner) if info.ispkg else None
        if below is not None:
            yield from _modules(inner, below)
        else:
            yield inner


def _imported(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except Exception:  # whatever a module does when it lacks an optional package
        return None


def _own(module: ModuleType) -> Iterator[str]:
    is_package = hasattr(module, "__path__")
    for name, value in vars(module).items():
        if name.startswith("_") or inspect.ismodule(value):
            continue
        home = getattr(value, "__module__", None) or type(value).__module__
        if not isinstance(home, str):
            continue
        if home == module.__name__ or (is_package and home.partition(".")[0].startswith("qiskit")):
            yield name


def is_live(name: str) -> bool:
    """Whether a name is there: a module, or an attribute of one or of a class in it."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        found: object = _imported(".".join(parts[:length]))
        if found is None:
            continue
        for attribute in parts[length:]:
            if not hasattr(found, attribute):
                return False
            found = getattr(found, attribute)
        return True
    return False


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    if "--missing" in sys.argv[1:]:
        shown = [name for name in sys.stdin.read().split() if not is_live(name)]
    else:
        shown = sorted(names())
    sys.stdout.write("\n".join(shown) + "\n")
