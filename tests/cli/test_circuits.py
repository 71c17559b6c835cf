import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiskit import QuantumCircuit, qpy
from qiskit.utils import optionals

from qiskit_uplift.cli.circuits import load_circuits, parse
from qiskit_uplift.cli.errors import InputError

QASM2 = 'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[2];\ncreg c[2];\nh q[0];\nmeasure q -> c;\n'
QASM3 = 'OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[2] q;\nbit[2] c;\nh q[0];\nc = measure q;\n'


def bell():
    circuit = QuantumCircuit(2, name="bell")
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.measure_all()
    return circuit


def qpy_of(*circuits):
    buffer = io.BytesIO()
    qpy.dump(list(circuits), buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["a.qasm", "a.qasm3", "a.qpy", "a.txt", "a"])
@pytest.mark.parametrize("data", [QASM2.encode(), QASM3.encode(), qpy_of(bell())])
def test_the_format_is_told_by_content_not_by_name(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    (loaded,) = load_circuits([str(tmp_path / name)])
    assert loaded.circuit.num_qubits == 2
    assert loaded.circuit.num_clbits == 2
    assert loaded.label == str(tmp_path / name)


@pytest.mark.parametrize(
    ("text", "gates"),
    [
        ("\ufeff" + QASM2, {"h": 1, "measure": 2}),
        ("// OPENQASM 3.0;\n" + QASM2, {"h": 1, "measure": 2}),
        ("// OPENQASM 2.0;\n/* qreg\n */" + QASM3, {"h": 1, "measure": 2}),
        (QASM2.replace("OPENQASM 2.0;\n", ""), {"h": 1, "measure": 2}),
        (QASM3.replace("OPENQASM 3.0;\n", ""), {"h": 1, "measure": 2}),
        (QASM3.replace("3.0", "3"), {"h": 1, "measure": 2}),
        (QASM2.replace("h q[0]", "csx q[0], q[1]"), {"csx": 1, "measure": 2}),
    ],
    ids=[
        "byte order mark",
        "comment in 2",
        "comments in 3",
        "2 undeclared",
        "3 undeclared",
        "version 3",
        "newer gate",
    ],
)
def test_variants_of_openqasm(text, gates):
    (circuit,) = parse(text.encode(), "x.qasm")
    assert dict(circuit.count_ops()) == gates


def test_openqasm_2_includes_files_beside_it(tmp_path):
    (tmp_path / "own.inc").write_text("gate flip a { x a; }\n")
    (tmp_path / "x.qasm").write_text(
        QASM2.replace("qreg", 'include "own.inc";\nqreg') + "flip q[1];"
    )
    (loaded,) = load_circuits([str(tmp_path / "x.qasm")])
    assert dict(loaded.circuit.count_ops()) == {"h": 1, "measure": 2, "flip": 1}


def test_a_mistake_in_an_included_file_says_what_may_be_wrong(tmp_path):
    (tmp_path / "own.inc").write_text("gate flip a { U(pi, 0) a; }\n")
    with pytest.raises(InputError, match=r"x: own.inc:\d+,\d+: .* write its gates into this one"):
        parse(b'OPENQASM 2.0;\ninclude "own.inc";\n', "x", tmp_path)


def test_circuits_of_openqasm_are_named_after_their_file(tmp_path):
    (tmp_path / "pair.qasm").write_text(QASM2)
    assert load_circuits([str(tmp_path / "pair.qasm")])[0].circuit.name == "pair"


def test_several_circuits_of_a_qpy_file_are_told_apart(tmp_path):
    other = QuantumCircuit(1, name="other")
    (tmp_path / "two.qpy").write_bytes(qpy_of(bell(), other))
    loaded = load_circuits([str(tmp_path / "two.qpy")])
    assert [each.label.rpartition("/")[2] for each in loaded] == [
        "two.qpy[0] bell",
        "two.qpy[1] other",
    ]
    assert [each.circuit for each in loaded] == [bell(), other]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "x: is empty"),
        (b" \n", "x: is empty"),
        (b"hello", "x: is no circuit"),
        (b"\xff\xfe\x00garbage", "x: is neither QPY nor text"),
        (b"OPENQASM 4.0;", "x: is OpenQASM 4; versions 2 and 3 can be read"),
        (QASM2.replace("h q", "foo q").encode(), "x:5:1: 'foo' is not defined"),
        (QASM2.replace("qelib1", "nope").encode(), "x:2:9: unable to find 'nope.inc'"),
        (QASM3.replace("h q", "foo q").encode(), "x:5:1: gate 'foo' is not defined"),
        (QASM3.replace("[2] q", "[2 q").encode(), "x:3:9: unexpected 'q' in 'qubit[2 q;'"),
        (QASM3.replace("q[0]", "q[7]").encode(), "x:5: "),
        (b"OPENQASM 3.0;\nqubit[2", "x:2:8: unexpected end of file"),
        (QASM3.replace("h q", "m(=h q").encode(), "x:5:"),
        (QASM2.replace("q[0]", f"q[-{2**64}]").encode(), "x:5:6: the integer 1844"),
        (QASM3.replace("h q", "\u00a7 h q").encode(), "x:5:1: token recognition error"),
        (QASM2.replace("q[0]", f"q[{2**64}]").encode(), "x:5:5: the integer 1844"),
        (f"OPENQASM 2.{2**64};".encode(), "x:1:12: the integer 1844"),
        (b"QISKIT", "x: this QPY file can't be read"),
        (b"QISKIT" + b"\xff" * 50, "x: this QPY file can't be read"),
        (b"QISKIT\x0d" + b"\x00" * 100, "x: this QPY file can't be read"),
    ],
)
def test_mistakes_name_file_and_line(data, message):
    with pytest.raises(InputError) as caught:
        parse(data, "x")
    assert str(caught.value.message).startswith(message)


def test_a_parser_that_mutters_is_not_heard(capfd):
    with pytest.raises(InputError):
        parse(QASM3.replace("h q", "m(=h q").encode(), "x")
    assert capfd.readouterr() == ("", "")


def test_large_numbers_that_are_no_integers_of_the_program():
    text = f"// {2**70}\n{QASM2}rx({2**70}.0) q[0]; // {2**70}\n"
    assert dict(parse(text.encode(), "x")[0].count_ops())["rx"] == 1


@pytest.mark.parametrize("source", [QASM2, QASM3])
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_program_is_a_circuit_or_an_input_error(source, data):
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    put = data.draw(st.text(st.sampled_from("qc[]{}();,.0-9hx \n\"'\\/*>=é"), max_size=4))
    damaged = source[:start] + put + source[end:]
    try:
        outcome = parse(damaged.encode(), "x")[0]
    except InputError as error:
        outcome = error.message
    assert isinstance(outcome, QuantumCircuit) or outcome.startswith("x:")


@given(length=st.integers(6, 10_000))
@settings(max_examples=40, deadline=None)
def test_a_qpy_file_cut_off_anywhere_is_an_input_error(length):
    whole = qpy_of(bell())
    with pytest.raises(InputError, match="x: this QPY file"):
        parse(whole[: min(length, len(whole) - 1)], "x")


def test_openqasm_3_without_its_importer_says_how_to_install_it():
    with (
        optionals.HAS_QASM3_IMPORT.disable_locally(),
        pytest.raises(InputError, match=r'pip install "qiskit-uplift\[qasm3\]"'),
    ):
        parse(QASM3.encode(), "x")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ghz.qsam", "ghz.qsam: no such file. Did you mean {0}/ghz.qasm?"),
        ("zzz", "zzz: no such file."),
        ("sub/x.qasm", "sub/x.qasm: no such file. There is no folder {0}/sub either."),
        ("", ": is a folder; name the circuit files in it."),
    ],
)
def test_files_that_are_not_there(tmp_path, name, message):
    (tmp_path / "ghz.qasm").write_text(QASM2)
    path = tmp_path / name
    with pytest.raises(InputError) as caught:
        load_circuits([str(path)])
    assert caught.value.message.removeprefix(f"{tmp_path}").lstrip("/") == message.format(tmp_path)
