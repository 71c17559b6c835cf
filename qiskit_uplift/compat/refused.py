"""Names that can be imported and no more: what they did has no counterpart on today's Qiskit.

Example:
    >>> from qiskit_uplift.compat.refused import QuantumInstance
    >>> QuantumInstance(backend=None)
    Traceback (most recent call last):
    ...
    qiskit_uplift.exceptions.LegacyUseError: QuantumInstance ...
"""

from __future__ import annotations

from typing import Any, NoReturn

from qiskit_uplift.exceptions import LegacyUseError

__all__ = ["IBMQ", "QuantumInstance", "ast_to_dag", "least_busy"]

_IBM = (
    "IBM's services of that time are gone, and nothing here calls the network for them. Use "
    "qiskit_ibm_runtime.QiskitRuntimeService, or have local simulations answer: "
    "qiskit-uplift exec --ibm local, or compat.install(ibm='local')."
)


class QuantumInstance:
    """A backend with options of its runs; primitives have its place."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        del arguments, options
        raise LegacyUseError(
            "QuantumInstance was removed in Qiskit 1.0, and the algorithms that took one with it. "
            "They take primitives now: uplift(backend).sampler() or .estimator()."
        )


def ast_to_dag(ast: Any) -> NoReturn:
    """Refuse: the parser whose trees this took was removed in Qiskit 1.0.

    Raises:
        LegacyUseError: Always.
    """
    del ast
    raise LegacyUseError(
        "ast_to_dag read the trees of a parser that Qiskit 1.0 removed. Use "
        "circuit_to_dag(QuantumCircuit.from_qasm_str(text))."
    )


class _IBMQ:
    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise LegacyUseError(f"IBMQ.{name} can't be used: {_IBM}")

    def __repr__(self) -> str:
        return "<IBMQ, refused>"


IBMQ = _IBMQ()
"""What ``qiskit.IBMQ`` is unless local simulations are asked for: any use is refused."""


def least_busy(*arguments: Any, **options: Any) -> NoReturn:
    """Refuse.

    Raises:
        LegacyUseError: Always.
    """
    del arguments, options
    raise LegacyUseError(f"least_busy() can't be used: {_IBM}")
