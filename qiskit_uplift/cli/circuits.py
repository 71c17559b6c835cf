"""Circuits out of OpenQASM 2, OpenQASM 3 and QPY files, told apart by what is in them."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from qiskit import QuantumCircuit

from qiskit_uplift.cli import qasm, qpy_files
from qiskit_uplift.cli.errors import InputError

STDIN = "-"

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_VERSION = re.compile(r"\s*OPENQASM\s+(\d+)(?:\.\d+)?\s*;")
_ONLY_IN_2 = re.compile(r"\b(?:qreg|creg)\b|\bqelib1\.inc\b")
_ONLY_IN_3 = re.compile(r"\b(?:qubit|bit|input|output)\b|\bstdgates\.inc\b")


@dataclass(frozen=True)
class LoadedCircuit:
    """A circuit and where it came from.

    Attributes:
        label: What to call it in output: its file, and its place where the file holds several.
        circuit: The circuit.
    """

    label: str
    circuit: QuantumCircuit


def load_circuits(sources: Iterable[str]) -> list[LoadedCircuit]:
    """Read every circuit of the files, in their order.

    Args:
        sources: File names; ``-`` is the standard input.

    Raises:
        InputError: A file is missing, is none of the three formats, or has a mistake in it. The
            message names the file and, for OpenQASM, the line.
    """
    return [loaded for source in sources for loaded in _load(source)]


def _load(source: str) -> list[LoadedCircuit]:
    data = _read(source)
    label = "<stdin>" if source == STDIN else source
    circuits = parse(data, label, None if source == STDIN else Path(source).parent)
    if not data.startswith(qpy_files.MAGIC):  # OpenQASM doesn't name circuits, so its file does
        circuits[0].name = Path(label).stem
    if len(circuits) == 1:
        return [LoadedCircuit(label, circuits[0])]
    return [
        LoadedCircuit(f"{label}[{index}] {circuit.name}", circuit)
        for index, circuit in enumerate(circuits)
    ]


def parse(data: bytes, label: str, folder: Path | None = None) -> list[QuantumCircuit]:
    """Return the circuits in ``data``.

    Args:
        data: What a file holds.
        label: The file, as messages name it.
        folder: Where OpenQASM 2 looks for the files that it includes; None for nowhere.

    Raises:
        InputError: ``data`` is none of the three formats, or has a mistake in it.
    """
    if data.startswith(qpy_files.MAGIC):
        return qpy_files.load(data, label)
    if not data.strip():
        raise InputError(f"{label}: is empty; it must hold OpenQASM 2, OpenQASM 3 or QPY.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise InputError(
            f"{label}: is neither QPY nor text, so no circuit can be read from it; give a file "
            "with OpenQASM 2, OpenQASM 3 or QPY."
        )
    if _version(text, label) == 2:
        return [qasm.load_qasm2(text, label, folder)]
    return [qasm.load_qasm3(text, label)]


def _version(text: str, label: str) -> int:
    code = _COMMENT.sub(" ", text)
    declared = _VERSION.match(code)
    if declared:
        version = int(declared.group(1))
        if version not in (2, 3):
            raise InputError(f"{label}: is OpenQASM {version}; versions 2 and 3 can be read.")
        return version
    if _ONLY_IN_2.search(code):
        return 2
    if _ONLY_IN_3.search(code):
        return 3
    raise InputError(
        f"{label}: is no circuit: it is neither QPY nor does it start with 'OPENQASM 2.0;' or "
        "'OPENQASM 3.0;'."
    )


def _read(source: str) -> bytes:
    if source == STDIN:
        return sys.stdin.buffer.read()
    path = Path(source)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{source}: no such file.{_similar(path)}") from None
    except IsADirectoryError:
        raise InputError(f"{source}: is a folder; name the circuit files in it.") from None
    except OSError as error:
        raise InputError(f"{source}: can't be read: {error.strerror}.") from error


def _similar(path: Path) -> str:
    if not path.parent.is_dir():
        return f" There is no folder {path.parent} either."
    names = [entry.name for entry in path.parent.iterdir() if entry.is_file()]
    close = difflib.get_close_matches(path.name, names, n=1, cutoff=0.75)
    return f" Did you mean {path.parent / close[0]}?" if close else ""
