"""A circuit as Python source that builds it again."""

from __future__ import annotations

import base64
import io
import keyword
import math
import textwrap
import warnings
from collections.abc import Iterable, Sequence
from numbers import Real
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from qiskit import qpy
from qiskit.circuit import (
    CASE_DEFAULT,
    ClassicalRegister,
    Clbit,
    Gate,
    Parameter,
    QuantumCircuit,
    Qubit,
)
from qiskit.circuit.classical import expr, types
from qiskit.circuit.controlflow import ForLoopOp, IfElseOp, SwitchCaseOp, WhileLoopOp
from qiskit.circuit.library import get_standard_gate_name_mapping
from qiskit.circuit.parametervector import ParameterVectorElement
from qiskit.exceptions import QiskitError

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift.exceptions import InvalidCircuitError

MAX_WRITTEN = 200
"""The most instructions that are written as calls; nobody would read more."""

_INDENT = "    "
_STANDARD_LIBRARY = ("math",)
_BY_METHOD = frozenset(
    {"ccx", "ccz", "ch", "cp", "crx", "cry", "crz", "cs", "csdg", "cswap", "csx", "cu", "cx", "cy",
     "cz", "dcx", "ecr", "h", "id", "iswap", "p", "r", "rccx", "rx", "rxx", "ry", "ryy", "rz",
     "rzx", "rzz", "s", "sdg", "swap", "sx", "sxdg", "t", "tdg", "u", "x", "y", "z"}
)  # fmt: skip
"""The gates that a circuit has a method for, which takes the parameters and then the qubits."""
_NO_NUMBERS = {name: Parameter(name, uuid=UUID(int=0)) for name in ("nan", "inf", "-inf")}


class _UnwritableError(Exception):
    """There is no call for something in the circuit."""


def circuit_source(circuit: QuantumCircuit, function: str = "make_circuit") -> str:
    """Python source of a function that builds a circuit again, with its imports.

    The source is run once, and the circuit compared: it is equal to the one that is given. What
    can't be written as calls, and what is long, is written in Qiskit's own format QPY.

    Args:
        circuit: The circuit.
        function: What the function is called.

    Raises:
        InvalidCircuitError: The circuit can't be written, not even in QPY.

    Example:
        >>> from qiskit import QuantumCircuit
        >>> from qiskit_uplift.conformance.rebuilding import circuit_source
        >>> circuit = QuantumCircuit(2, 1, name="bell")
        >>> circuit.h(0), circuit.cx(0, 1), circuit.measure(1, 0)  # doctest: +ELLIPSIS
        (...)
        >>> print(circuit_source(circuit))
        from qiskit.circuit import ClassicalRegister, QuantumCircuit, QuantumRegister
        <BLANKLINE>
        <BLANKLINE>
        def make_circuit():
            q = QuantumRegister(2, 'q')
            c = ClassicalRegister(1, 'c')
            circuit = QuantumCircuit(q, c, name='bell')
            circuit.h(0)
            circuit.cx(0, 1)
            circuit.measure(1, 0)
            return circuit
        <BLANKLINE>
    """
    imports, code = circuit_parts(circuit, function)
    return _joined(imports, code)


def circuit_parts(circuit: QuantumCircuit, function: str = "make_circuit") -> tuple[list[str], str]:
    """The lines that import, and the rest, of what :func:`circuit_source` gives.

    Args:
        circuit: The circuit.
        function: What the function is called.

    Raises:
        InvalidCircuitError: The circuit can't be written, not even in QPY.
    """
    ways = [_by_calls, _by_qpy] if _size(circuit) <= MAX_WRITTEN else [_by_qpy]
    for way in ways:
        try:
            with quiet():
                # QPY knows the elements of a vector that are used, and says so of the others
                warnings.filterwarnings("ignore", "The ParameterVector", UserWarning)
                imports, code = way(circuit, function)
                if same_circuit(run_source(_joined(imports, code), function), circuit):
                    return imports, code
        except (_UnwritableError, QiskitError, ValueError, TypeError, AttributeError, KeyError):
            continue
    raise InvalidCircuitError(
        f"Circuit {circuit.name!r} can't be written as Python source: neither calls nor QPY give "
        "an equal circuit back."
    )


def run_source(source: str, function: str = "make_circuit") -> QuantumCircuit:
    """The circuit that the source of :func:`circuit_source` builds.

    Args:
        source: The source; it is executed, so take it from nobody else.
        function: The function to call.
    """
    names: dict[str, Any] = {}
    exec(compile(source, "<circuit>", "exec"), names)
    return names[function]()


def same_circuit(one: QuantumCircuit, other: QuantumCircuit) -> bool:
    """Whether two circuits are equal in all that a person reads: name, registers, instructions."""
    layouts = [
        [
            [(r.name, [c.find_bit(bit).index for bit in r]) for r in registers]
            for registers in (c.qregs, c.cregs)
        ]
        for c in (one, other)
    ]
    if one.name != other.name or layouts[0] != layouts[1]:
        return False
    if _parameters(one) != _parameters(other):
        return False
    return bool(_plain(one) == _plain(other))


def _parameters(circuit: QuantumCircuit) -> list[tuple[str, int | None]]:
    """The parameters in their order, each with the length of the vector that it is of."""
    return [
        (each.name, len(each.vector) if isinstance(each, ParameterVectorElement) else None)
        for each in circuit.parameters
    ]


def _plain(circuit: QuantumCircuit) -> QuantumCircuit:
    """The circuit with angles and parameters that are equal where they read the same.

    Parameters are equal if their random UUIDs are, and those of a vector can't be chosen.
    """
    names = {each: uuid5(NAMESPACE_OID, each.name) for each in circuit.parameters}
    named = {each: Parameter(each.name, uuid=uuid) for each, uuid in names.items()}
    return named_angles(circuit.assign_parameters(named))


def named_angles(circuit: QuantumCircuit) -> QuantumCircuit:
    """The circuit with a name for each angle that is infinite or no number.

    Qiskit's drawers fail at those, and what is no number equals nothing, not even itself.
    """
    if all(_finite(value) for item in circuit.data for value in item.operation.params):
        return circuit
    changed = circuit.copy_empty_like()
    for item in circuit.data:
        operation = item.operation
        if not all(map(_finite, operation.params)):
            operation = operation.to_mutable()
            operation.params = [
                value if _finite(value) else _NO_NUMBERS[str(float(value))]
                for value in operation.params
            ]
        changed.append(item.replace(operation=operation))
    return changed


def _finite(value: Any) -> bool:
    return not isinstance(value, Real) or math.isfinite(value)


def _size(circuit: QuantumCircuit) -> int:
    return sum(1 + sum(map(_size, getattr(item.operation, "blocks", ()))) for item in circuit.data)


def _joined(imports: Sequence[str], code: str) -> str:
    return "\n".join([*imports, "", "", code])


def _by_qpy(circuit: QuantumCircuit, function: str) -> tuple[list[str], str]:
    file = io.BytesIO()
    qpy.dump(circuit, file)
    lines = textwrap.wrap(base64.b64encode(file.getvalue()).decode("ascii"), 90)
    text = "\n".join(f'{_INDENT}"{line}"' for line in lines)
    return ["import base64", "import io", "", "from qiskit import qpy"], (
        f"# the circuit in QPY, Qiskit's own format\nQPY = (\n{text}\n)\n\n\n"
        f"def {function}():\n"
        f"{_INDENT}return qpy.load(io.BytesIO(base64.b64decode(QPY)))[0]\n"
    )


def _by_calls(circuit: QuantumCircuit, function: str) -> tuple[list[str], str]:
    return _Writer(circuit).source(function)


class _Writer:
    """Writes one circuit."""

    def __init__(self, circuit: QuantumCircuit) -> None:
        self.circuit = circuit
        self.imports: dict[str, set[str]] = {"qiskit.circuit": {"QuantumCircuit"}}
        self.lines: list[str] = []
        self.names: dict[Any, str] = {}
        self.parameters: dict[tuple[str, str], str] = {}
        self.taken = {"circuit", "pi", "expr", "types", "qubits", "clbits"}
        self.count = 0

    def source(self, function: str) -> tuple[list[str], str]:
        """The imports, and the function."""
        circuit = self.circuit
        if any(True for _ in circuit.iter_vars()) or circuit.metadata or circuit.layout:
            raise _UnwritableError
        self._bits()
        for parameter in circuit.parameters:
            self._parameter(parameter)
        outer_qubits = {bit: i for i, bit in enumerate(circuit.qubits)}
        outer_clbits = {bit: i for i, bit in enumerate(circuit.clbits)}
        self._block(circuit, outer_qubits, outer_clbits, "")
        self.lines.append("return circuit")
        own = [module for module in self.imports if module in _STANDARD_LIBRARY]
        others = [module for module in self.imports if module not in _STANDARD_LIBRARY]
        head = [self._import_line(module) for module in sorted(own)]
        head += [""] * bool(own) + [self._import_line(module) for module in sorted(others)]
        body = [f"{_INDENT}{line}" for line in self.lines]
        return head, "\n".join([f"def {function}():", *body, ""])

    def _import_line(self, module: str) -> str:
        return f"from {module} import {', '.join(sorted(self.imports[module]))}"

    def _import(self, name: str, module: str = "qiskit.circuit") -> str:
        self.imports.setdefault(module, set()).add(name)
        return name

    def _name(self, wanted: str, otherwise: str) -> str:
        """A variable's name that nothing else has."""
        plain = wanted.isascii() and wanted.isidentifier() and not keyword.iskeyword(wanted)
        stem = wanted if plain and not hasattr(__builtins__, wanted) else otherwise
        name, number = stem, 0
        while name in self.taken or name in self._imported():
            name, number = f"{stem}_{number}", number + 1
        self.taken.add(name)
        return name

    def _imported(self) -> set[str]:
        return {
            "QuantumRegister",
            "ClassicalRegister",
            "Qubit",
            "Clbit",
            "Parameter",
            "ParameterVector",
        }.union(*self.imports.values())

    def _bits(self) -> None:
        circuit = self.circuit
        parts = []
        after = []
        for bits, registers, bit, register, letter in (
            (circuit.qubits, circuit.qregs, "Qubit", "QuantumRegister", "q"),
            (circuit.clbits, circuit.cregs, "Clbit", "ClassicalRegister", "c"),
        ):
            owned = [each for one in registers for each in one] == list(bits)
            many = letter + ("ubits" if letter == "q" else "lbits")
            if not owned:
                self.lines.append(f"{many} = [{self._import(bit)}() for _ in range({len(bits)})]")
                parts.append(many)
            index = {each: i for i, each in enumerate(bits)}
            for one in registers:
                name = self.names[one] = self._name(one.name, letter)
                kind = self._import(register)
                if owned:
                    self.lines.append(f"{name} = {kind}({one.size}, {one.name!r})")
                    parts.append(name)
                else:
                    inside = ", ".join(f"{many}[{index[each]}]" for each in one)
                    self.lines.append(f"{name} = {kind}(bits=[{inside}], name={one.name!r})")
                    after.append(name)
        if circuit.global_phase:
            parts.append(f"global_phase={self._value(circuit.global_phase)}")
        parts.append(f"name={circuit.name!r}")
        self.lines.append(f"circuit = QuantumCircuit({', '.join(parts)})")
        if after:
            self.lines.append(f"circuit.add_register({', '.join(after)})")

    def _parameter(self, parameter: Parameter) -> None:
        whole = parameter.vector if isinstance(parameter, ParameterVectorElement) else parameter
        kind = self._import(type(whole).__name__)
        name = self.parameters.get((kind, whole.name))
        if name is None:
            name = self.parameters[kind, whole.name] = self._name(whole.name, "parameter")
            length = f", {len(whole)}" if whole is not parameter else ""
            self.lines.append(f"{name} = {kind}({whole.name!r}{length})")
        index = "" if whole is parameter else f"[{parameter.index}]"
        self.names[parameter] = name + index

    def _block(
        self,
        block: QuantumCircuit,
        qubits: dict[Qubit, int],
        clbits: dict[Clbit, int],
        indent: str,
    ) -> None:
        for item in block.data:
            operation = item.operation
            on = [qubits[bit] for bit in item.qubits]
            into = [clbits[bit] for bit in item.clbits]
            if getattr(operation, "_condition", None) is not None and isinstance(operation, Gate):
                raise _UnwritableError
            if isinstance(operation, IfElseOp | WhileLoopOp | ForLoopOp | SwitchCaseOp):
                self._control_flow(operation, on, into, clbits, indent)
            else:
                self.lines.append(indent + self._call(operation, on, into))

    def _call(self, operation: Any, on: Sequence[int], into: Sequence[int]) -> str:
        name = operation.name
        if name in ("measure", "reset", "barrier"):
            return f"circuit.{name}({', '.join(map(str, [*on, *into]))})"
        if name == "delay":
            return f"circuit.delay({operation.duration!r}, {on[0]}, unit={operation.unit!r})"
        standard = get_standard_gate_name_mapping().get(name)
        if standard is None or into or standard.base_class is not operation.base_class:
            raise _UnwritableError
        values = [self._value(value) for value in operation.params]
        if name in _BY_METHOD:
            return f"circuit.{name}({', '.join([*values, *map(str, on)])})"
        kind = self._import(operation.base_class.__name__, "qiskit.circuit.library")
        return f"circuit.append({kind}({', '.join(values)}), {list(on)})"

    def _value(self, value: Any) -> str:
        if isinstance(value, Parameter):
            return self.names[value]
        if isinstance(value, int):
            return repr(int(value))
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise _UnwritableError from None
        return self._angle(number)

    def _angle(self, number: float) -> str:
        if not math.isfinite(number):
            return f"float({str(number)!r})"
        for divisor in (1, 2, 4, 8):
            factor = round(number * divisor / math.pi)
            if factor and abs(factor) <= 16 and math.pi * factor / divisor == number:
                self._import("pi", "math")
                start = {1: "pi", -1: "-pi"}.get(factor, f"pi * {factor}")
                return start if divisor == 1 else f"{start} / {divisor}"
        return repr(number)

    def _control_flow(
        self,
        operation: Any,
        on: Sequence[int],
        into: Sequence[int],
        clbits: dict[Clbit, int],
        indent: str,
    ) -> None:
        def body(header: str, block: QuantumCircuit, deeper: str) -> None:
            self.lines.append(f"{deeper}with {header}:")
            before = len(self.lines)
            self._block(
                block,
                dict(zip(block.qubits, on, strict=True)),
                dict(zip(block.clbits, into, strict=True)),
                deeper + _INDENT,
            )
            if len(self.lines) == before:
                self.lines.append(f"{deeper}{_INDENT}pass")

        if isinstance(operation, IfElseOp):
            yes, no = operation.params
            header = f"circuit.if_test({self._condition(operation.condition, clbits)})"
            if no is None:
                body(header, yes, indent)
                return
            name = self._numbered("otherwise")
            body(f"{header} as {name}", yes, indent)
            body(name, no, indent)
        elif isinstance(operation, WhileLoopOp):
            header = f"circuit.while_loop({self._condition(operation.condition, clbits)})"
            body(header, operation.params[0], indent)
        elif isinstance(operation, ForLoopOp):
            values, parameter, block = operation.params
            if parameter is not None:
                raise _UnwritableError
            body(f"circuit.for_loop({values!r})", block, indent)
        else:
            name = self._numbered("case")
            asked = self._asked(operation.target, clbits)
            self.lines.append(f"{indent}with circuit.switch({asked}) as {name}:")
            for labels, block in operation.cases_specifier():
                body(f"{name}({self._labels(name, labels)})", block, indent + _INDENT)

    def _numbered(self, stem: str) -> str:
        self.count += 1
        return self._name(f"{stem}_{self.count}", stem)

    def _labels(self, name: str, labels: Iterable[Any]) -> str:
        words = [f"{name}.DEFAULT" if one is CASE_DEFAULT else repr(int(one)) for one in labels]
        return ", ".join(words)

    def _condition(self, condition: Any, clbits: dict[Clbit, int]) -> str:
        if isinstance(condition, tuple):
            return f"({self._asked(condition[0], clbits)}, {int(condition[1])})"
        return self._asked(condition, clbits)

    def _asked(self, asked: Any, clbits: dict[Clbit, int]) -> str:
        if isinstance(asked, Clbit):
            return f"circuit.clbits[{clbits[asked]}]"
        if isinstance(asked, ClassicalRegister):
            return self.names[asked]
        self._import("expr", "qiskit.circuit.classical")
        return self._expression(asked, clbits)

    def _expression(self, node: Any, clbits: dict[Clbit, int]) -> str:
        kind = self._type(node.type)
        if isinstance(node, expr.Var):
            return f"expr.Var({self._asked(node.var, clbits)}, {kind})"
        if isinstance(node, expr.Value):
            return f"expr.Value({node.value!r}, {kind})"
        if isinstance(node, expr.Unary):
            operand = self._expression(node.operand, clbits)
            return f"expr.Unary(expr.Unary.Op.{node.op.name}, {operand}, {kind})"
        if isinstance(node, expr.Cast):
            operand = self._expression(node.operand, clbits)
            return f"expr.Cast({operand}, {kind}, implicit={node.implicit})"
        if isinstance(node, expr.Binary):
            left, right = (self._expression(each, clbits) for each in (node.left, node.right))
            return f"expr.Binary(expr.Binary.Op.{node.op.name}, {left}, {right}, {kind})"
        raise _UnwritableError

    def _type(self, kind: Any) -> str:
        self._import("types", "qiskit.circuit.classical")
        if isinstance(kind, types.Bool):
            return "types.Bool()"
        if isinstance(kind, types.Uint):
            return f"types.Uint({kind.width})"
        raise _UnwritableError
