"""Which options a backend takes, read from its ``run`` and its ``options``.

For a backend without a provider file this is all there is to know.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from qiskit_uplift.adapters.options import UNSET, OptionsRead, RunOption

_SCALARS = (bool, int, float, str)


def read_options(run: Callable[..., Any], declared: object | None) -> OptionsRead:
    """Read what ``run`` takes besides the circuits.

    Args:
        run: The bound method or function that takes circuits first.
        declared: The backend's ``options`` (Qiskit's ``Options`` or a mapping), if it has any.
    """
    found = {option.name: option for option in _from_options(declared)}
    open_ended = False
    try:
        parameters = list(inspect.signature(run).parameters.values())
    except (TypeError, ValueError):  # a function written in C may hide its signature
        parameters = []
        open_ended = True
    for parameter in parameters[1:] if _takes_circuits(parameters) else parameters:
        if parameter.kind is parameter.VAR_KEYWORD:
            open_ended = True
        elif parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            default = UNSET if parameter.default is parameter.empty else parameter.default
            found.setdefault(parameter.name, RunOption(parameter.name, default=default))
    return OptionsRead(tuple(found.values()), open_ended)


def _takes_circuits(parameters: list[inspect.Parameter]) -> bool:
    return bool(parameters) and parameters[0].kind in (
        inspect.Parameter.POSITIONAL_ONLY,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
    )


def _from_options(declared: object | None) -> Iterator[RunOption]:
    items = getattr(declared, "items", None)
    if not callable(items):
        return
    validators = getattr(declared, "validator", None)
    validators = validators if isinstance(validators, Mapping) else {}
    for name, default in items():
        yield _validated(name, default, validators.get(name))


def _validated(name: str, default: Any, validator: Any) -> RunOption:
    """Translate a validator of Qiskit's ``Options``: bounds, choices or a type."""
    meaning = "declared by the backend's options"
    if isinstance(validator, tuple) and len(validator) == 2:
        return RunOption(
            name, meaning=meaning, default=default, minimum=validator[0], maximum=validator[1]
        )
    if isinstance(validator, list):
        return RunOption(name, meaning=meaning, default=default, choices=tuple(validator))
    if isinstance(validator, type) and validator in _SCALARS:
        return RunOption(name, validator, meaning, default)
    return RunOption(name, meaning=meaning, default=default)
