import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qiskit.quantum_info import SparsePauliOp

from qiskit_uplift.cli.errors import InputError
from qiskit_uplift.cli.observables import check_width, parse_observable


@st.composite
def terms(draw):
    width = draw(st.integers(1, 6))
    label = st.text("IXYZ", min_size=width, max_size=width)
    number = st.floats(allow_nan=False, allow_infinity=False)
    return draw(st.dictionaries(label, number, min_size=1, max_size=5))


@given(terms())
def test_what_is_written_is_read(content):
    written = ",".join(f"{label}:{number!r}" for label, number in content.items())
    assert parse_observable(written) == SparsePauliOp.from_list(list(content.items()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ZZ", [("ZZ", 1)]),
        (" ZZ : 1.0 , XX:-.5", [("ZZ", 1), ("XX", -0.5)]),
        ("ZZ:1,ZZ:2", [("ZZ", 3)]),
        ("Y:1e-3", [("Y", 0.001)]),
    ],
)
def test_short_forms(text, expected):
    assert parse_observable(text) == SparsePauliOp.from_list(expected)


@pytest.mark.parametrize("content", [{"ZZ": 1, "XX": 0.5}, [["ZZ", 1], ["XX", 0.5]]])
@pytest.mark.parametrize("name", ["o.json", "without ending"])
def test_json_files(tmp_path, content, name):
    (tmp_path / name).write_text(json.dumps(content))
    expected = SparsePauliOp.from_list([("ZZ", 1), ("XX", 0.5)])
    assert parse_observable(str(tmp_path / name)) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ZQ:1", "letter 2 of 'ZQ' is 'Q'; a Pauli string has only I, X, Y and Z."),
        ("zz", "letter 1 of 'zz' is 'z'; a Pauli string has only I, X, Y and Z (capital letters)"),
        ("ZZ:1,X:1", "'ZZ' has 2 letters and 'X' has 1"),
        ("ZZ:1j", "The coefficient of 'ZZ' is complex"),
        ("ZZ:1+2j", "The coefficient of 'ZZ' is complex"),
        ("ZZ:nan", "is nan, which is not finite"),
        ("ZZ:-inf", "is -inf, which is not finite"),
        ("ZZ:", "'' is no number"),
        ("ZZ:one", "'one' is no number"),
        ("", "has an empty term"),
        ("ZZ,,XX", "has an empty term"),
        (":1", "has an empty term"),
        ("missing.json", "missing.json: no such file"),
    ],
)
def test_mistakes(text, message):
    with pytest.raises(InputError) as caught:
        parse_observable(text)
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"ZZ": 1,\n}', "is no JSON"),
        (b"\xff", "o.json: is no JSON: it is not text"),
        (b"3", "must hold"),
        (b'["ZZ"]', "must hold"),
        (b"[[1, 2]]", "must hold"),
        (b'{"ZZ": [0, 1]}', "is [0, 1], which is no number"),
        (b'{"ZZ": "1"}', "is '1', which is no number"),
        (b'{"ZZ": true}', "is True, which is no number"),
        (b'{"ZZ": NaN}', "not finite"),
        (b'{"": 1}', "empty Pauli string"),
        (b"{}", "has no terms"),
        (b"[" * 100_000, "o.json"),
    ],
)
def test_mistakes_in_json(tmp_path, content, message):
    (tmp_path / "o.json").write_bytes(content)
    with pytest.raises(InputError) as caught:
        parse_observable(str(tmp_path / "o.json"))
    assert message in caught.value.message


def test_the_width_is_that_of_the_circuit():
    check_width(parse_observable("ZZ"), 2, "x.qasm")
    with pytest.raises(InputError, match=r"'ZZ' has 2 letters, but x.qasm has 1 qubit:"):
        check_width(parse_observable("ZZ"), 1, "x.qasm")
