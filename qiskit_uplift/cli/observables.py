"""Observables as they are typed: ``ZZ:1.0,XX:0.5``, or a JSON file with the same."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from numbers import Real
from pathlib import Path
from typing import Any

from qiskit.quantum_info import SparsePauliOp

from qiskit_uplift.cli.errors import InputError

LETTERS = "IXYZ"


def parse_observable(text: str) -> SparsePauliOp:
    """Read an observable.

    Args:
        text: Pauli strings with real coefficients, ``"ZZ:1.0,XX:0.5"`` (a coefficient of 1 can be
            left out), or the name of a JSON file with ``{"ZZ": 1.0, "XX": 0.5}`` or
            ``[["ZZ", 1.0], ["XX", 0.5]]``. The rightmost letter is qubit 0.

    Raises:
        InputError: It can't be read; the message says which term and where in it.

    Example:
        >>> parse_observable("ZZ:1.0,XX:0.5")
        SparsePauliOp(['ZZ', 'XX'],
                      coeffs=[1. +0.j, 0.5+0.j])
    """
    if text.lower().endswith(".json") or Path(text).is_file():
        return _operator(_from_json(text), f"observable in {text}")
    return _operator(_from_text(text), f"observable '{text}'")


def check_width(observable: SparsePauliOp, num_qubits: int, label: str) -> None:
    """Raise InputError unless the observable has one letter for each of the circuit's qubits."""
    if observable.num_qubits == num_qubits:
        return
    first = observable.paulis[0].to_label()
    raise InputError(
        f"Observable term '{first}' has {len(first)} letters, but {label} has {num_qubits} "
        f"qubit{'' if num_qubits == 1 else 's'}: write one letter for each qubit, qubit 0 "
        "rightmost, and I where nothing is measured."
    )


def _from_text(text: str) -> list[tuple[str, Any]]:
    terms = []
    for item in text.split(","):
        label, colon, number = (part.strip() for part in item.partition(":"))
        if not label:
            raise InputError(
                f"Observable '{text}' has an empty term; write it like 'ZZ:1.0,XX:0.5'."
            )
        terms.append((label, _number(number, label) if colon else 1.0))
    return terms


def _number(text: str, label: str) -> Any:
    for kind in (float, complex):
        try:
            return kind(text)
        except ValueError:
            continue
    raise InputError(
        f"Observable term '{label}:{text}': '{text}' is no number; write it like '{label}:0.5'."
    )


def _from_json(name: str) -> list[tuple[str, Any]]:
    try:
        content = json.loads(Path(name).read_text("utf-8"))
    except FileNotFoundError:
        raise InputError(f"{name}: no such file (--observable).") from None
    except OSError as error:
        raise InputError(f"{name}: can't be read: {error.strerror} (--observable).") from error
    except json.JSONDecodeError as error:
        raise InputError(f"{name}:{error.lineno}:{error.colno}: is no JSON: {error.msg}.") from None
    except UnicodeDecodeError:
        raise InputError(f"{name}: is no JSON: it is not text.") from None
    except RecursionError:
        raise InputError(f"{name}: is nested too deeply to be an observable.") from None
    items = list(content.items()) if isinstance(content, dict) else content
    if not isinstance(items, list) or not all(_is_term(item) for item in items):
        raise InputError(
            f'{name}: must hold {{"ZZ": 1.0, "XX": 0.5}} or [["ZZ", 1.0], ["XX", 0.5]]: Pauli '
            "strings with real numbers."
        )
    return [(label, coefficient) for label, coefficient in items]


def _is_term(item: Any) -> bool:
    return isinstance(item, list | tuple) and len(item) == 2 and isinstance(item[0], str)


def _operator(terms: Iterable[tuple[str, Any]], what: str) -> SparsePauliOp:
    terms = list(terms)
    if not terms:
        raise InputError(f"The {what} has no terms; write it like 'ZZ:1.0,XX:0.5'.")
    width = len(terms[0][0])
    total: dict[str, float] = {}
    for label, coefficient in terms:
        _check_label(label, what)
        if len(label) != width:
            raise InputError(
                f"The {what} has terms of different widths: '{terms[0][0]}' has {width} letters "
                f"and '{label}' has {len(label)}; write I for the qubits that aren't measured."
            )
        total[label] = total.get(label, 0.0) + _real(coefficient, label)
    return SparsePauliOp.from_list(list(total.items()))


def _check_label(label: str, what: str) -> None:
    for position, letter in enumerate(label, start=1):
        if letter not in LETTERS:
            hint = " (capital letters)" if letter.upper() in LETTERS else ""
            raise InputError(
                f"The {what}: letter {position} of '{label}' is {letter!r}; a Pauli string has "
                f"only I, X, Y and Z{hint}."
            )
    if not label:
        raise InputError(f"The {what} has an empty Pauli string; write one letter a qubit.")


def _real(coefficient: Any, label: str) -> float:
    if isinstance(coefficient, complex):
        raise InputError(
            f"The coefficient of '{label}' is complex, {coefficient}; an observable has real ones."
        )
    if isinstance(coefficient, bool) or not isinstance(coefficient, Real):
        raise InputError(f"The coefficient of '{label}' is {coefficient!r}, which is no number.")
    if not math.isfinite(coefficient):
        raise InputError(f"The coefficient of '{label}' is {coefficient}, which is not finite.")
    return float(coefficient)
