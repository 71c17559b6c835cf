"""Small helpers that packages imported from Qiskit.

Example:
    >>> import warnings
    >>> from qiskit_uplift.compat.utilities import deprecate_arguments
    >>> @deprecate_arguments({"num_shots": "shots"})
    ... def run(shots):
    ...     return shots
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     run(num_shots=5)
    5
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from qiskit.dagcircuit import DAGCircuit
from qiskit.exceptions import QiskitError
from qiskit.transpiler.basepasses import TransformationPass

from qiskit_uplift.compat.conversion import target_to_backend_properties

__all__ = [
    "ConvertConditionsToIfOps",
    "ExtensionError",
    "backend_properties",
    "deprecate_arguments",
    "deprecate_function",
]

Function = TypeVar("Function", bound=Callable[..., Any])


class ExtensionError(QiskitError):
    """A gate of Qiskit's former extensions can't be made."""


class ConvertConditionsToIfOps(TransformationPass):  # type: ignore[misc, unused-ignore]
    """A pass that leaves a circuit as it is: on Qiskit 2 conditions are ``if_test`` already."""

    def run(self, dag: DAGCircuit) -> DAGCircuit:
        """Return the circuit."""
        return dag


def deprecate_arguments(
    kwarg_map: Mapping[str, str | None],
    category: type[Warning] = DeprecationWarning,
    *,
    since: str | None = None,
) -> Callable[[Function], Function]:
    """Let a function take the old names of its arguments, with a warning.

    Args:
        kwarg_map: The new name of each old one; None where there is none.
        category: The warning's class.
        since: The release that renamed them; it is written in the warning.

    Raises:
        TypeError: In a call, an argument is given by its old name and by its new one.
    """

    def decorate(function: Function) -> Function:
        @functools.wraps(function)
        def renamed(*arguments: Any, **options: Any) -> Any:
            for old, new in kwarg_map.items():
                if old not in options:
                    continue
                when = f" since {since}" if since else ""
                told = f"use '{new}'" if new else "it has no effect"
                warnings.warn(
                    f"{function.__name__}: the argument '{old}' is deprecated{when}; {told}.",
                    category,
                    stacklevel=2,
                )
                if new in options:
                    raise TypeError(f"{function.__name__}() got both '{old}' and '{new}'.")
                if new:
                    options[new] = options.pop(old)
            return function(*arguments, **options)

        return renamed  # type: ignore[return-value]

    return decorate


def deprecate_function(
    msg: str, stacklevel: int = 2, category: type[Warning] = DeprecationWarning
) -> Callable[[Function], Function]:
    """Let a function warn of itself when it is called.

    Args:
        msg: What the warning says.
        stacklevel: Whose line it points at.
        category: The warning's class.
    """

    def decorate(function: Function) -> Function:
        @functools.wraps(function)
        def warned(*arguments: Any, **options: Any) -> Any:
            warnings.warn(msg, category, stacklevel=stacklevel)
            return function(*arguments, **options)

        return warned  # type: ignore[return-value]

    return decorate


def backend_properties(config: Any) -> Any:
    """What a ``PassManagerConfig`` says of a device's figures, made of its Target; None without."""
    return None if config.target is None else target_to_backend_properties(config.target)
