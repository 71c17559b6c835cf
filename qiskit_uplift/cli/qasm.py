"""OpenQASM 2 and 3 through Qiskit's own importers, with errors that name file and line."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

from qiskit import QuantumCircuit, qasm2, qasm3
from qiskit.exceptions import MissingOptionalLibraryError, QiskitError

from qiskit_uplift.cli.errors import InputError, message_of

_QASM2_PLACE = re.compile(r"^<input>:(\d+),(\d+): ")
_IN_INCLUDED_FILE = re.compile(r"^[^<:][^:]*:\d+,\d+: ")
_COMPLAINT = re.compile(r"^line (\d+):(\d+) (.*)$", re.MULTILINE)
_INTEGER = re.compile(r"(?:(?<![\w.])|(?<=OPENQASM 2\.))\d{19,400}(?![\w.])")
_QASM3_PLACE = re.compile(r"^(\d+),(\d+): ")

LARGEST = 2**63 - 1

UNCHECKED = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the importer of OpenQASM 3 itself doesn't check surfaces as one of these."""


def load_qasm2(text: str, label: str, folder: Path | None) -> QuantumCircuit:
    """Read OpenQASM 2, with the gates that Qiskit has always added to ``qelib1.inc``.

    Args:
        text: The program.
        label: The file, as messages name it.
        folder: Where included files are looked for; None for nowhere.

    Raises:
        InputError: The program has a mistake.
    """
    _refuse_large_integers(text, label)
    try:
        return qasm2.loads(
            text,
            include_path=() if folder is None else (folder,),
            custom_instructions=qasm2.LEGACY_CUSTOM_INSTRUCTIONS,
        )
    except qasm2.QASM2ParseError as error:
        where, found = _split(_QASM2_PLACE, message_of(error), label)
        # https://github.com/Qiskit/qiskit/issues/16918
        hint = (
            "; Qiskit can't read numbers in an included file, so write its gates into this one"
            if _IN_INCLUDED_FILE.match(found)
            else ""
        )
        raise InputError(f"{where}: {found} (OpenQASM 2){hint}") from error


def load_qasm3(text: str, label: str) -> QuantumCircuit:
    """Read OpenQASM 3.

    Args:
        text: The program.
        label: The file, as messages name it.

    Raises:
        InputError: The program has a mistake or holds what Qiskit's importer doesn't know, or
            the importer isn't installed.
    """
    complaints = io.StringIO()
    try:
        # The parser writes what it can't read to stderr, and may then go on without it.
        with contextlib.redirect_stderr(complaints):
            circuit = qasm3.loads(text)
    except MissingOptionalLibraryError as error:
        raise InputError(
            f"{label}: is OpenQASM 3, and the importer for that is not installed: "
            'pip install "qiskit-uplift[qasm3]".'
        ) from error
    except QiskitError as error:
        where, found = _split(_QASM3_PLACE, message_of(error), label)
        raise InputError(f"{where}: {found} (OpenQASM 3)") from error
    except _parsing_error() as error:
        told = _complaint(complaints.getvalue(), label)
        raise InputError(told or _syntax_error(error, text, label)) from error
    except UNCHECKED as error:
        line = _first_bad_line(text)
        place = label if line is None else f"{label}:{line}"
        raise InputError(f"{place}: {message_of(error)} (OpenQASM 3)") from error
    told = _complaint(complaints.getvalue(), label)
    if told:
        raise InputError(told)
    return circuit


def _refuse_large_integers(text: str, label: str) -> None:
    """Raise InputError for integers that make the parser of OpenQASM 2 abort."""
    for number, line in enumerate(text.splitlines(), start=1):
        for found in _INTEGER.finditer(line.partition("//")[0]):
            if int(found[0]) > LARGEST:
                where = f"{label}:{number}:{found.start() + 1}"
                raise InputError(f"{where}: the integer {found[0]} is too large (OpenQASM 2)")


def _complaint(output: str, label: str) -> str | None:
    """The parser's first complaint, with the file in front; None if it had none."""
    found = _COMPLAINT.search(output)
    if found is None:
        return None
    return f"{label}:{found[1]}:{int(found[2]) + 1}: {found[3]} (OpenQASM 3)"


def _split(place: re.Pattern[str], message: str, label: str) -> tuple[str, str]:
    """Part an importer's message into where, with file, line and column from 1, and what."""
    found = place.match(message)
    if found is None:
        return label, message
    return f"{label}:{found[1]}:{int(found[2]) + 1}", message[found.end() :]


def _parsing_error() -> type[Exception]:
    # Only reached once the importer, which needs this package, has run.
    from openqasm3.parser import QASM3ParsingError

    return QASM3ParsingError


def _syntax_error(error: Exception, text: str, label: str) -> str:
    """Name the token that the parser stopped at, which its own message leaves out."""
    cause = error.__cause__
    token = getattr(next(iter(getattr(cause, "args", ())), None), "offendingToken", None)
    if token is None:
        found = message_of(error) or "is not valid OpenQASM 3"
        return f"{label}: {found}."
    wrong = f"unexpected {token.text!r}" if token.type != -1 else "unexpected end of file"
    source = text.splitlines()[token.line - 1 : token.line]
    quoted = f" in {source[0].strip()!r}" if source and source[0].strip() else ""
    return f"{label}:{token.line}:{token.column + 1}: {wrong}{quoted} (OpenQASM 3)."


def _first_bad_line(text: str) -> int | None:
    """The line of the first statement that can't be converted, by trying ever longer programs."""
    import openqasm3
    from qiskit_qasm3_import import ConversionError, convert

    program = openqasm3.parse(text)

    def fails(count: int) -> bool:
        start: Any = openqasm3.ast.Program(program.statements[:count], version=program.version)
        try:
            convert(start)
        except (ConversionError, QiskitError, *UNCHECKED):
            return True
        return False

    good, bad = 0, len(program.statements)
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (good, middle) if fails(middle) else (middle, bad)
    span = program.statements[bad - 1].span
    return None if span is None else int(span.start_line)
