"""``--option key=value``: values get the type that the backend's option contract declares."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from qiskit_uplift.adapters.options import OptionContract, RunOption
from qiskit_uplift.cli.errors import InputError
from qiskit_uplift.exceptions import OptionError, suggestion

BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def parse_options(items: Iterable[str], contract: OptionContract, where: str) -> dict[str, Any]:
    """Return the run options that ``items`` ask for.

    Args:
        items: Each ``key=value``.
        contract: What the backend's ``run`` takes.
        where: The backend, as messages name it.

    Raises:
        InputError: An item isn't ``key=value``, a key comes twice, or a value has another type.
        OptionError: The backend has no such option.
        LimitError: The value is outside of the option's limits.
    """
    options: dict[str, Any] = {}
    own = {contract.shots: "--shots", contract.seed: "--seed"}
    for item in items:
        name, equals, text = item.partition("=")
        name = name.strip()
        if not equals or not name:
            raise InputError(f"--option '{item}' is not of the form key=value.")
        if name in own:
            raise InputError(f"--option {name}: give it as {own[name]} instead.")
        if name in options:
            raise InputError(f"--option {name} is given twice.")
        options[name] = _value(name, text, contract, where)
    return options


def _value(name: str, text: str, contract: OptionContract, where: str) -> Any:
    option = contract.option(name)
    if option is not None:
        return option.check(_typed(option, text), where)
    if not contract.forwards_unknown:
        # Some backends have fifty options: too many for a line.
        raise OptionError(
            f"{where} has no option {name!r}.{suggestion(name, contract.names)} "
            "'qiskit-uplift inspect' lists those that it has."
        )
    return _guess(text)


def _typed(option: RunOption, text: str) -> Any:
    """Read ``text`` as the first of the option's types that it fits, the narrowest first."""
    kinds = option.kind if isinstance(option.kind, tuple) else (option.kind,)
    if object in kinds:
        return _guess(text)
    if bool in kinds and text.lower() in BOOLEANS and (int not in kinds or not text.isdigit()):
        return BOOLEANS[text.lower()]
    for number in (int, float):
        if number in kinds:
            try:
                return number(text)
            except ValueError:
                continue
    structures = tuple(kind for kind in kinds if kind not in (bool, int, float, str))
    if structures:
        value = _guess(text)
        converted = tuple(value) if isinstance(value, list) and list not in kinds else value
        if isinstance(converted, structures):
            return converted
    if str in kinds:
        return text
    expected = " or ".join(_KINDS.get(kind, kind.__name__) for kind in kinds)
    raise InputError(f"--option {option.name}: '{text}' is not {expected}.")


_KINDS: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list in JSON, such as [1, 2]",
    tuple: "a list in JSON, such as [1, 2]",
    dict: 'an object in JSON, such as {"key": 1}',
}


def _guess(text: str) -> Any:
    """Read ``text`` as JSON where it is JSON, else leave it as it is."""
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        return text
