"""What a person needs to see a fault again: a drawing, OpenQASM and a test that runs."""

from __future__ import annotations

import ast
import keyword
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from qiskit import qasm2, qasm3
from qiskit.circuit import QuantumCircuit
from qiskit.exceptions import QiskitError

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift.conformance.rebuilding import circuit_parts, named_angles
from qiskit_uplift.exceptions import OptionError

FOUND_WRONG = "A circuit on which a backend was found to be wrong."
"""The first line of a test's module, where nobody says more."""

_INDENT = "    "


def drawing(circuit: QuantumCircuit, *, width: int = 100) -> str:
    """A circuit as text, without the qubits that it doesn't use.

    Args:
        circuit: The circuit.
        width: The most characters of a line.

    Example:
        >>> from qiskit import QuantumCircuit
        >>> from qiskit_uplift.conformance.reproduction import drawing
        >>> circuit = QuantumCircuit(7)
        >>> circuit.x(4)  # doctest: +ELLIPSIS
        <...>
        >>> print(drawing(circuit))
             ┌───┐
        q_4: ┤ X ├
             └───┘
    """
    with quiet():
        text = str(named_angles(circuit).draw("text", fold=width, idle_wires=False))
    return "\n".join(line.rstrip() for line in text.splitlines())


def qasm(circuit: QuantumCircuit) -> str | None:
    """A circuit in OpenQASM 3, or else in OpenQASM 2; None where Qiskit can write neither.

    Example:
        >>> from qiskit import QuantumCircuit
        >>> from qiskit_uplift.conformance.reproduction import qasm
        >>> print(qasm(QuantumCircuit(1)))
        OPENQASM 3.0;
        include "stdgates.inc";
        qubit[1] q;
        <BLANKLINE>
    """
    for language in (qasm3, qasm2):
        try:
            with quiet():
                return str(language.dumps(circuit))
        except (QiskitError, ArithmeticError, ValueError, TypeError, KeyError, AttributeError,
                RuntimeError):  # fmt: skip
            continue  # registers that share bits, and much else, have no place in it
    return None


def test_source(
    circuit: QuantumCircuit,
    *,
    spec: str,
    name: str,
    body: str,
    values: Mapping[str, Any] | None = None,  # noqa: PT028 - it makes tests, and is none
    imports: Iterable[str] = (),  # noqa: PT028 - it makes tests, and is none
    title: str = FOUND_WRONG,  # noqa: PT028 - it makes tests, and is none
) -> str:
    r"""A module with one pytest test, which runs a circuit on a backend.

    The test has the variables ``backend``, ``circuit`` and those of ``values``; what it demands of
    them stands in ``body``.

    Args:
        circuit: The circuit.
        spec: The backend, as :func:`~qiskit_uplift.backends.load_backend` takes it.
        name: The test's name; it starts with ``test_``.
        body: Python statements that run the circuit and assert something of the outcome.
        values: Variables and what they hold: expected counts, shots, options. Python literals only.
        imports: Lines that import what ``body`` needs.
        title: The first line of the module's docstring.

    Raises:
        OptionError: The name is none, a value is no literal, or the body is no Python.
        InvalidCircuitError: The circuit can't be written.

    Example:
        >>> from qiskit import QuantumCircuit
        >>> from qiskit_uplift.conformance.reproduction import test_source
        >>> circuit = QuantumCircuit(1, 1, name="flip")
        >>> circuit.x(0), circuit.measure(0, 0)  # doctest: +ELLIPSIS
        (...)
        >>> source = test_source(
        ...     circuit,
        ...     spec="reference?ideal=true",
        ...     name="test_flip",
        ...     values={"shots": 10},
        ...     body="counts = backend.run(circuit, shots=shots).result().get_counts()\n"
        ...     "assert counts == {'1': shots}",
        ... )
        >>> module = {}
        >>> exec(source, module)
        >>> module["test_flip"]()
    """
    if not name.isidentifier() or keyword.iskeyword(name) or not name.startswith("test_"):
        raise OptionError(
            f"A test's name is a Python identifier that starts with 'test_', got {name!r}."
        )
    head, function = circuit_parts(circuit)
    own = ["", "from qiskit_uplift.backends import load_backend", *imports]
    pictured = [
        f"# {_printable(line)}".rstrip() for line in drawing(circuit, width=90).splitlines()
    ]
    set_up = [
        "circuit = make_circuit()",
        f"backend = load_backend({spec!r})",
        *(_assignment(variable, value) for variable, value in (values or {}).items()),
    ]
    inside = textwrap.indent("\n".join([*set_up, textwrap.dedent(body).strip()]), _INDENT)
    parts = [_docstring(title), "", *head, *own, "", "", *pictured, function.rstrip()]
    source = "\n".join([*parts, "", "", f"def {name}():", inside, ""])
    try:
        compile(source, f"<{name}>", "exec")
    except SyntaxError as error:
        raise OptionError(f"The body of {name} is no Python: {error}.") from error
    return source


test_source.__test__ = False  # type: ignore[attr-defined] # it makes tests, and is none itself


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _docstring(title: str) -> str:
    text = _printable(title).replace("\\", "\\\\").replace('"', "'")
    return f'"""{" ".join(text.split())}"""'


def _assignment(variable: str, value: Any) -> str:
    if not variable.isidentifier() or keyword.iskeyword(variable):
        raise OptionError(f"values: {variable!r} is no name of a variable.")
    text = repr(value)
    try:
        same = ast.literal_eval(text) == value
    except (ValueError, SyntaxError):
        same = False
    if not same:
        raise OptionError(
            f"values: {variable} is no Python literal, got {text[:60]} ({type(value).__name__})."
        )
    return f"{variable} = {text}"
