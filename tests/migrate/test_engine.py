"""The engine changes what rules say, and nothing else, however the code is laid out."""

from __future__ import annotations

import libcst as cst
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.engine import Engine, ParseError
from qiskit_uplift.migrate.registry import rules
from qiskit_uplift.migrate.source import Source
from qiskit_uplift.migrate.values import Kind

ENGINE = Engine(rules().values())
UNSAFE = Engine(rules().values(), unsafe=True)

BLANKS = st.sampled_from(["", " ", "  ", "\t"])
COMMENTS = st.sampled_from(["", "  # why", " #ünïcode 測定", "# execute(qc, Aer)"])
STRINGS = st.sampled_from(['"circuit.cnot(0, 1)"', "'''a\n  Aer\n'''", 'f"{1:>3} execute"', "b'x'"])
KINDS = ["gate", "gate", "text", "comment", "block", "other", "line"]
INDENTS = st.sampled_from(["  ", "    ", "\t"])


@st.composite
def programs(draw):
    """A program and what must become of it: renamed gates in any layout, amid other code."""
    before, after = ["from qiskit import QuantumCircuit\n"], ["from qiskit import QuantumCircuit\n"]

    def both(text):
        before.append(text)
        after.append(text)

    both(f"circuit = QuantumCircuit(3){draw(COMMENTS)}\n")
    depth, indent = 0, draw(INDENTS)
    for _ in range(draw(st.integers(1, 8))):
        match draw(st.sampled_from(KINDS)):
            case "gate":
                old, new = draw(st.sampled_from([("cnot", "cx"), ("toffoli", "ccx"), ("i", "id")]))
                a, b, c = draw(BLANKS), draw(BLANKS), draw(COMMENTS)
                extra = draw(st.sampled_from(["", ",", "\n", f" {'#'} in\n"]))
                call = f"({a}0{b},{extra} 1" + (", 2)" if old == "toffoli" else ")")
                if extra == ",":
                    call = call.replace(",,", ",")
                if old == "i":
                    call = f"({a}0{b})"
                before.append(f"{indent * depth}circuit{a}.{b}{old}{a}{call}{c}\n")
                after.append(f"{indent * depth}circuit{a}.{b}{new}{a}{call}{c}\n")
            case "text":
                both(f"{indent * depth}text = {draw(STRINGS)}{draw(COMMENTS)}\n")
            case "comment":
                both(f"{draw(BLANKS)}# {draw(STRINGS).splitlines()[0]}\n")
            case "block":
                both(f"{indent * depth}if text{draw(BLANKS)}:{draw(COMMENTS)}\n")
                depth += 1
                both(f"{indent * depth}pass\n")
            case "other":
                a, b, c = draw(BLANKS), draw(BLANKS), draw(BLANKS)
                both(f"{indent * depth}x{a}={b}[1,2 ,3 ]; y = x{c}\n")
            case "line":
                both(draw(st.sampled_from(["\n", "   \n", "\t\n", "\f\n"])))
    end = draw(st.sampled_from(["", "\n", "\n\n", "# end"]))
    both(end)
    return "".join(before), "".join(after)


@settings(deadline=None)
@given(programs(), st.sampled_from(["\n", "\r\n"]))
def test_an_edit_changes_nothing_else(program, newline):
    before, after = (text.replace("\n", newline) for text in program)
    outcome = ENGINE.migrate(Source(before))
    assert outcome.text == after
    assert ENGINE.migrate(Source(after)).text == after


CALLS = st.recursive(
    st.sampled_from(["qc", "circuits[0]", "make(1, x=2)", '"text"', "[qc, qc]"]),
    lambda inner: (
        st.builds("execute({}, backend, shots={})".format, inner, st.integers(1, 9))
        | st.builds("transpile({}, backend)".format, inner)
        | st.builds("({} , {})".format, inner, inner)
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(CALLS, COMMENTS)
def test_nested_calls_are_all_rewritten_at_once(call, comment):
    head = "from qiskit import execute, transpile\nfrom qiskit_aer import AerSimulator\n"
    source = f"{head}backend = AerSimulator()\nresult = {call}{comment}\n"
    text = ENGINE.migrate(Source(source)).text
    cst.parse_module(text)
    assert "execute(" not in text.split("#")[0]
    assert text.count(".run(transpile(") == source.split("#", maxsplit=1)[0].count("execute(")
    assert text.rstrip("\n").endswith(comment)
    assert ENGINE.migrate(Source(text)).text == text


@given(st.text(max_size=60))
@example("\U00013460")  # a letter to the parser, and none to Python
def test_any_text_is_migrated_or_refused(text):
    source = Source(f"import qiskit\n{text}")
    try:
        outcome = ENGINE.migrate(source)
    except ParseError as error:
        assert error.line >= 1  # noqa: PT017 - that there is no error is as good
    else:
        assert outcome.text == source.text or outcome.findings


def test_tabs_and_spaces_that_only_python_follows_are_named():
    text = "from qiskit import Aer\nclass A:\n\tdef f(self):\n            x = 1\n\ty = 2\n"
    compile(text, "a.py", "exec")
    with pytest.raises(ParseError, match="tabs and spaces indent blocks") as caught:
        ENGINE.migrate(Source(text))
    assert caught.value.line == 4
    with pytest.raises(ParseError, match=r"^(?!tabs)"):
        ENGINE.migrate(Source(text.replace("x = 1", "x = = 1")))


@pytest.mark.parametrize(
    ("data", "start"),
    [
        (
            "# coding: latin-1\nfrom qiskit import Aer  # é\n".encode("latin-1"),
            b"# coding: latin-1",
        ),
        (b"\xef\xbb\xbffrom qiskit import Aer\r\nx = 1\r\n", b"\xef\xbb\xbffrom qiskit_aer"),
        ("from qiskit import Aer\nname = 'ψ'".encode(), b"from qiskit_aer import Aer\nname"),
    ],
    ids=["latin-1", "byte order mark", "no newline at the end"],
)
def test_encoding_and_byte_order_mark_stay(data, start):
    source = Source.decode(data)
    new = source.encode(ENGINE.migrate(source).text)
    assert new.startswith(start)
    assert new == data.replace(b"from qiskit import Aer", b"from qiskit_aer import Aer")


def test_a_marker_is_left_once():
    source = Source("def f():\n    from qiskit import pulse\n    return pulse\n")
    once = UNSAFE.migrate(source).text
    assert once.splitlines()[1].startswith("    # TODO(qiskit-uplift MIG103): ")
    assert UNSAFE.migrate(Source(once)).text == once
    assert ENGINE.migrate(source).text == source.text


def test_a_package_keeps_what_it_hands_on():
    source = Source("from qiskit import execute\n")
    assert ENGINE.migrate(source, reexports=True).text == source.text
    assert ENGINE.migrate(source).text == ""


def kinds(code, name):
    """What the last use of a name in some code can be."""
    context = Context(Source(f"from qiskit import *\n{code}\n"))
    found = [n for n in context.flow.values if isinstance(n, cst.Name) and n.value == name]
    return {value.kind for value in context.values(found[-1])}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = QuantumCircuit(1)\nx", {Kind.CIRCUIT}),
        ("x = QuantumCircuit(1) if y else 3\nx", {Kind.CIRCUIT, Kind.OTHER}),
        ("if y:\n    x = QuantumCircuit(1)\nelse:\n    x = 'a'\nx", {Kind.CIRCUIT, Kind.STRING}),
        ("x = 1\nx = QuantumRegister(2)\nx", {Kind.REGISTER}),
        ("for x in QuantumRegister(2):\n    x", {Kind.BIT}),
        ("a = []\na.append(QuantumCircuit(1))\nx = a[0]\nx", {Kind.CIRCUIT}),
        ("def f(x):\n    x\nf(QuantumCircuit(1))", {Kind.CIRCUIT}),
        ("def f(x: QuantumCircuit):\n    x", {Kind.CIRCUIT}),
        ("def f():\n    return QuantumCircuit(1)\nx = f()\nx", {Kind.CIRCUIT}),
        ("x = Aer.get_backend('a')\nx", {Kind.BACKEND}),
        ("x = execute(1, Aer.get_backend('a')).result().get_counts()\nx", {Kind.COUNTS}),
        ("x = assemble(1)\nx", {Kind.QOBJ}),
        ("x = IBMQ.load_account()\nx", {Kind.PROVIDER}),
        ("def f(x):\n    x.h(0)\n    x", {Kind.CIRCUIT}),
        ("def f(x):\n    x", {Kind.UNKNOWN}),
        ("x, z = QuantumCircuit(1), 2\nx", {Kind.CIRCUIT}),
        ("try:\n    x = QuantumCircuit(1)\nexcept KeyError:\n    x = None\nx",
         {Kind.CIRCUIT, Kind.NONE}),
        ("x = 0\nwhile y:\n    x\n    x = QuantumCircuit(1)\nx", {Kind.OTHER, Kind.CIRCUIT}),
        ("def f():\n    global x\n    x = QuantumCircuit(1)\ndef g():\n    x", {Kind.CIRCUIT}),
        ("if y:\n    x = 3\n    raise E\nelse:\n    x = QuantumCircuit(1)\nx", {Kind.CIRCUIT}),
    ],
)  # fmt: skip
def test_what_a_name_can_be(code, expected):
    assert kinds(code, "x") == expected
