r"""What a program printed, as words, numbers and counts.

Example:
    >>> tokens("counts: {'00': 51, '11': 49} 0.50")[3]
    Token(kind='number', value=0.5)
"""

from __future__ import annotations

import ast
import re
from typing import Any, NamedTuple

_DRAWN = re.compile("[\u2500-\u259f]")
_STATUS = re.compile(r"[^\n\r]*Job Status:[^\n\r]*")
_OBJECT = re.compile(
    r"<[^<>\n]* at 0x[0-9a-fA-F]+[^<>\n]*>"
    r"|<(?:Figure|Axes\w*|class|function|module|bound)\b[^<>\n]*>"
    r"|\b(?:Figure|Axes\w*)\([\d.,:;x= ]+\)"
)
_STATE = re.compile(
    r"\b(?:Statevector|DensityMatrix|Operator)\((?=\[)"
    r"|,\s*(?:input_)?dims=\([\d,\s]*\)(?:,\s*output_dims=\([\d,\s]*\))?\)"
)
_BASIS = re.compile(r"^ *Basis gates: *\[[^\]]*\]", re.MULTILINE)  # of a noise model
_RESULT = re.compile(r"\bResult\((?=backend_name=)")
_DATA = re.compile(r"\bExperimentResultData\(")
_VERSION = re.compile(r"(?<![\w.])\d+\.\d+\.\d+(?:[.\-+]?\w+)*(?![\w.])")
_COMPLEX = re.compile(r"\bnp\.complex\d+(?=\()")
_NUMPY = re.compile(r"\bnp\.\w+\(([^()]*)\)")
_TRUTH = re.compile(r"\bnp\.(True|False)_")
_BITS = r"'(?:[01]+(?: [01]+)*|0[xX][0-9a-fA-F]+)'"
_TOKEN = re.compile(
    rf"(?P<counts>\{{\s*{_BITS}\s*:\s*\d+\s*(?:,\s*{_BITS}\s*:\s*\d+\s*)*,?\s*\}})"
    r"|(?P<bits>'[01]+(?: [01]+)*'|(?<![\w.])0[01]+(?![\w.]))"
    r"|(?P<number>(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?=j?(?![\w]))"
    r"|(?<=[\d.])[-+](?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?=j)"
    r"|(?<![\w.])[-+]?(?:nan|inf)(?!\w))"
    r"|(?P<word>\w+)|(?P<sign>[^\w\s])"
)


class Token(NamedTuple):
    """A part of an output.

    Attributes:
        kind: ``word``, ``sign``, ``bits``, ``number`` or ``counts``.
        value: A text, a number, or a dict.
    """

    kind: str
    value: Any


def tokens(text: str) -> list[Token]:
    """The parts of an output that a newer Qiskit and NumPy don't change.

    Drawings, states of jobs, versions, what objects say they are, and commas don't count: Aer
    returns an array or a state, by its release. Of a Result its data count, and not who made it,
    when and how; of a noise model not all gates that the simulator knows.
    """
    text = _data_of_results(_BASIS.sub("", _STATUS.sub("", text)))
    kept = [line for line in text.splitlines() if not _DRAWN.search(line)]
    plain = _STATE.sub("", _VERSION.sub("<>", _OBJECT.sub("<>", "\n".join(kept))))
    plain = _TRUTH.sub(r"\1", _NUMPY.sub(r"\1", _COMPLEX.sub("", plain)))
    found: list[Token] = []
    for match in _TOKEN.finditer(plain):
        kind = str(match.lastgroup)
        word = match[0]
        if word == ",":
            continue
        if kind == "counts":
            found.append(Token(kind, ast.literal_eval(word)))
        elif kind == "number":
            found.append(Token(kind, float(word)))
        else:
            found.append(Token(kind, word))
    return found


def _data_of_results(text: str) -> str:
    parts: list[str] = []
    end = 0
    for match in _RESULT.finditer(text):
        if match.start() >= end:
            parts.append(text[end : match.start()])
            end = _closed(text, match.end())
            data = (found.end() for found in _DATA.finditer(text, match.end(), end))
            parts += [f"({text[start : _closed(text, start)]}" for start in data]
    return "".join([*parts, text[end:]])


def _closed(text: str, start: int) -> int:
    """Where the parenthesis is closed that was opened before ``start``."""
    depth = 1
    for match in re.compile("[()]").finditer(text, start):
        depth += 1 if match[0] == "(" else -1
        if depth == 0:
            return match.end()
    return len(text)
