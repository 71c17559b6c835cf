"""Runs a program and notes what it computed: ``recorder.py JOB.json``.

It is run by any interpreter from Python 3.8 on that has some Qiskit, with or without this package,
so it imports nothing but the standard library. The job says which code is run under which path, and
where the record goes; ``running.py`` writes it. Sockets are refused, and simulators get seeds.
"""

from __future__ import annotations

import collections
import contextlib
import importlib
import importlib.machinery
import inspect
import itertools
import json
import os
import random
import re
import sys
import types
from typing import Any

SEED = 20_240_501
LONGEST = 200_000
"""Values with more numbers than this are left out."""

BITS = re.compile(r"[01]+(?: [01]+)*|0[xX][0-9a-fA-F]+")
STATES = ("Statevector", "Operator", "DensityMatrix", "AerStatevector", "AerDensityMatrix")
SIMULATORS = {
    "qiskit_aer.backends.aerbackend": "AerBackend",
    "qiskit.providers.aer.backends.aerbackend": "AerBackend",
    "qiskit.providers.basic_provider.basic_simulator": "BasicSimulator",
    "qiskit.providers.basicaer.qasm_simulator": "QasmSimulatorPy",
    "qiskit_uplift.backends.legacy": "LegacyDevice",
    "qiskit_uplift.backends.modern": "ModernDevice",
}
"""Classes whose ``run`` draws outcomes, by their modules."""

DRAWING = (
    "qiskit.circuit.random",
    "qiskit.primitives",
    "qiskit.quantum_info.states",
    "qiskit_uplift",
)
"""Modules that draw outcomes with NumPy's generators, not angles or matrices; and random circuits,
of which Qiskit draws other ones in each release, whatever the seed."""


class NetworkRefusedError(ConnectionRefusedError):
    """Programs that are verified have no network."""


def refuse_sockets(refused: list[str]) -> None:
    """Refuse all sockets but those within this machine, for as long as the process lives."""

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if not event.startswith("socket."):
            return
        if event in {"socket.getaddrinfo", "socket.gethostbyname"}:
            place = arguments[0]
        elif event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
            place = arguments[1]
            if getattr(arguments[0].family, "name", "") == "AF_UNIX":
                return
        else:
            return
        refused.append(str(place))
        raise NetworkRefusedError(f"qiskit-uplift: no network while verifying ({place})")

    sys.addaudithook(hear)


class Seeds:
    """Gives simulators the same seeds in each run, or others.

    Args:
        shift: What is added to every seed that outcomes are drawn with.
    """

    def __init__(self, shift: int) -> None:
        self.shift = shift
        self.runs = itertools.count()

    def install(self) -> None:
        """Seed what is there, and simulators when they are imported."""
        random.seed(SEED)
        with contextlib.suppress(ImportError):
            self._numpy(importlib.import_module("numpy.random"))
        for path in SIMULATORS:
            if path in sys.modules:
                self.change(sys.modules[path])
        sys.meta_path.insert(0, _AfterImport(self))

    def _numpy(self, module: Any) -> None:
        module.seed(SEED)
        make = module.default_rng
        made = itertools.count()

        def default_rng(seed: Any = None) -> Any:
            if seed is None:
                seed = SEED + next(made)
            caller = sys._getframe(1).f_globals.get("__name__", "")
            if isinstance(seed, int) and caller.startswith(DRAWING):
                seed += self.shift
            return make(seed)

        module.default_rng = default_rng

    def change(self, module: types.ModuleType) -> None:
        """Have a simulator's runs seeded."""
        kind: Any = getattr(module, SIMULATORS[module.__name__], None)
        run = vars(kind).get("run") if kind is not None else None
        if run is None:
            return
        kinds = [parameter.kind for parameter in inspect.signature(run).parameters.values()]
        if inspect.Parameter.VAR_KEYWORD not in kinds:
            return

        def seeded(owner: Any, circuits: Any, *arguments: Any, **options: Any) -> Any:
            seed = options.get("seed_simulator")
            for place in (owner.__dict__.get("_options"), getattr(circuits, "config", None)):
                if seed is None:
                    seed = getattr(place, "seed_simulator", None)
            chosen = SEED + next(self.runs) if seed is None else int(seed)
            options["seed_simulator"] = chosen + self.shift
            return run(owner, circuits, *arguments, **options)

        kind.run = seeded


class _AfterImport:
    """Changes modules of simulators right after they were imported."""

    def __init__(self, seeds: Seeds) -> None:
        self._seeds = seeds

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        del target
        if name not in SIMULATORS:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is None or spec.loader is None:
            return None
        load = spec.loader.exec_module

        def exec_module(module: types.ModuleType) -> None:
            load(module)
            self._seeds.change(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign] # for this one module
        return spec


def lay_over(files: dict[str, str]) -> None:
    """Have modules of the project read from other files than their own.

    Args:
        files: Where the text of each is, by absolute path.
    """
    loader: Any = importlib.machinery.SourceFileLoader
    get_data, path_stats = loader.get_data, loader.path_stats

    def read(self: Any, path: str) -> bytes:
        return get_data(self, files.get(os.path.abspath(path), path))

    def stats(self: Any, path: str) -> Any:
        if os.path.abspath(path) in files:
            raise OSError("what is compiled is of the other text")
        return path_stats(self, path)

    loader.get_data, loader.path_stats = read, stats


def run_cells(cells: list[str], path: str, names: dict[str, Any], *, shown: bool) -> None:
    """Run pieces of code, one after the other.

    Args:
        cells: The code.
        path: Where it comes from, for messages.
        names: What they share.
        shown: Whether the last expression of each is printed, as in a notebook.
    """
    import ast

    for cell in cells:
        tree = ast.parse(cell, path)
        last: list[Any] = []
        silent = cell.rstrip().endswith(";")
        if shown and not silent and tree.body and isinstance(tree.body[-1], ast.Expr):
            last.append(tree.body.pop())
        exec(compile(tree, path, "exec", dont_inherit=True), names)
        if last:
            exec(compile(ast.Interactive(last), path, "single", dont_inherit=True), names)


def encoded(value: Any, room: list[int]) -> Any:
    """A value as JSON; None for one that isn't compared.

    Args:
        value: Anything.
        room: How many numbers may still be taken, in its only item.
    """
    if isinstance(value, (bool, int, float, complex)):
        return _number(value, room)
    if isinstance(value, str):
        return {"bits": value} if BITS.fullmatch(value) else None
    if isinstance(value, dict):
        return _mapping(value, room)
    if isinstance(value, (list, tuple)):
        return _sequence(value, room)
    kind = type(value).__name__
    with contextlib.suppress(Exception):  # whatever a foreign object does when it is asked
        if kind == "Result":
            return encoded(value.get_counts(), room)
        if kind == "PrimitiveResult":
            found = [counts for pub in value for counts in _sampled(pub.data)]
            return encoded(found[0] if len(found) == 1 else found, room)
        if kind == "ndarray" or kind in STATES:
            return _array(value, room)
        if hasattr(value, "item") and type(value).__module__.startswith("numpy"):
            return encoded(value.item(), room)
    return None


def _sampled(data: Any) -> list[dict[str, int]]:
    """The counts of a Sampler's PUB, with keys as the backends' results have them."""
    registers = [data[name] for name in data]
    found = []
    for place in itertools.product(*map(range, data.shape)):
        shots = [register[place].get_bitstrings() for register in reversed(registers)]
        bits = map(" ".join, zip(*shots))  # noqa: B905 - Python 3.8 doesn't have it
        found.append(dict(collections.Counter(bits)))
    return found


def _number(value: Any, room: list[int]) -> Any:
    room[0] -= 1
    if isinstance(value, complex):
        return {"complex": [value.real, value.imag]}
    return {"number": float(value) if abs(value) < 2**53 else str(value)}


def _mapping(value: dict[Any, Any], room: list[int]) -> Any:
    room[0] -= len(value)
    if not value or room[0] < 0:
        return None
    keys = [isinstance(key, str) and BITS.fullmatch(key) for key in value]
    whole = [hasattr(each, "__index__") and not isinstance(each, bool) for each in value.values()]
    if all(keys) and all(whole):
        return {"counts": {key: int(each) for key, each in value.items()}}
    items = {str(key): encoded(each, room) for key, each in value.items()
             if isinstance(key, (str, int, float, tuple))}  # fmt: skip
    return {"items": items} if any(each is not None for each in items.values()) else None


def _sequence(value: Any, room: list[int]) -> Any:
    room[0] -= len(value)
    if not value or room[0] < 0:
        return None
    if all(isinstance(each, str) and BITS.fullmatch(each) for each in value):
        return {"memory": list(value)}
    items = [encoded(each, room) for each in value]
    return {"list": items} if any(each is not None for each in items) else None


def _array(value: Any, room: list[int]) -> Any:
    array = value if type(value).__name__ == "ndarray" else value.data
    room[0] -= array.size
    if array.dtype.kind not in "biufc" or room[0] < 0 or not array.size:
        return None
    flat = array.astype(complex).ravel()
    state = array.dtype.kind == "c"
    return {
        "array": {
            "shape": list(array.shape),
            "real": flat.real.tolist(),
            "imag": flat.imag.tolist() if state else None,
        }
    }


def main(job_file: str) -> int:
    """Run the job, and write its record."""
    with open(job_file, encoding="utf-8") as opened:
        job = json.load(opened)
    refused: list[str] = []
    refuse_sockets(refused)
    sys.dont_write_bytecode = True
    lay_over(job["overlay"])
    Seeds(job["shift"]).install()
    path = job["path"]
    main_module = types.ModuleType("__main__")
    names = vars(main_module)
    names.update(__file__=path, __builtins__=__builtins__)
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [os.path.dirname(path), *(p for p in sys.path if p not in {here, os.getcwd()})]
    os.chdir(os.path.dirname(path))
    sys.modules["__main__"] = main_module
    sys.argv = [path]
    if job["notebook"]:
        names["display"] = print
    record: dict[str, Any] = {"error": None, "missing": None, "refused": refused, "values": {}}
    try:
        run_cells(job["cells"], path, names, shown=job["notebook"])
    except SystemExit as ended:
        if ended.code not in {None, 0}:
            record["error"] = f"it ends with the exit code {ended.code}"
    except BaseException as error:  # whatever it is, it is the program's, and is told
        record["error"] = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
        if isinstance(error, ModuleNotFoundError):
            record["missing"] = error.name
    room = [LONGEST]
    for name in job["names"]:
        if name in names:
            value = encoded(names[name], room)
            if value is not None:
                record["values"][name] = value
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
    with open(job["record"], "w", encoding="utf-8") as opened:
        json.dump(record, opened)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
