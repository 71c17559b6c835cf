"""Names that can be imported and no more: what they did has no counterpart on today's Qiskit.

Example:
    >>> from qiskit_uplift.compat.refused import QuantumInstance
    >>> QuantumInstance(backend=None)
    Traceback (most recent call last):
    ...
    qiskit_uplift.exceptions.LegacyUseError: QuantumInstance ...
"""

from __future__ import annotations

import types
from typing import Any, NoReturn

from qiskit_uplift.exceptions import LegacyUseError

_FAKE = (
    "its data were never published apart from Qiskit. Use another device of backends.fakes, such "
    "as FakeManila, or reference_device('legacy', qubits=...)."
)
_MITIGATOR = "Qiskit 2.0 removed readout mitigation. Use mthree, or the primitives' own."
_SNAPSHOT = (
    "simulators' snapshots were removed. Use what qiskit_aer adds to circuits: "
    "save_statevector(label=...), save_probabilities(), save_expectation_value() and others."
)
_CLASSES = {
    **dict.fromkeys(
        (
            "Fake127QPulseV1", "Fake1Q", "Fake20QV1", "Fake27QPulseV1", "Fake5QV1",
            "Fake7QPulseV1", "FakeOpenPulse2Q", "FakeOpenPulse3Q", "FakeQasmSimulator",
            "FakeTenerife", "FakeTokyo",
        ),
        _FAKE,
    ),
    **dict.fromkeys(("CorrelatedReadoutMitigator", "LocalReadoutMitigator"), _MITIGATOR),
    "Snapshot": _SNAPSHOT,
}  # fmt: skip
"""Classes that can be named but not made, and why."""

__all__ = [  # noqa: PLE0604 - the table above is a part of the list
    "IBMQ",
    "QuantumInstance",
    "ast_to_dag",
    "backend_overview",
    "least_busy",
    "snapshot",
    *sorted(_CLASSES),
]

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


def backend_overview() -> NoReturn:
    """Refuse.

    Raises:
        LegacyUseError: Always.
    """
    raise LegacyUseError(f"backend_overview() can't be used: {_IBM}")


def snapshot(*arguments: Any, **options: Any) -> NoReturn:
    """Refuse.

    Raises:
        LegacyUseError: Always.
    """
    del arguments, options
    raise LegacyUseError(f"snapshot() can't be used: {_SNAPSHOT}")


def __getattr__(name: str) -> Any:
    """A class that refuses when it is made."""
    if name not in _CLASSES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    told = _CLASSES[name]

    def __init__(self: Any, *arguments: Any, **options: Any) -> NoReturn:
        del self, arguments, options
        raise LegacyUseError(f"{name} can't be used: {told}")

    fields = {"__init__": __init__, "__module__": __name__, "__doc__": "Refused when it is made."}
    made = types.new_class(name, (), exec_body=lambda body: body.update(fields))
    globals()[name] = made
    return made
