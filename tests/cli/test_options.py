import pytest

from qiskit_uplift.adapters.options import OptionContract, RunOption
from qiskit_uplift.cli.errors import InputError
from qiskit_uplift.cli.options import parse_options
from qiskit_uplift.exceptions import LimitError, OptionError

CONTRACT = OptionContract(
    options=(
        RunOption("shots", int),
        RunOption("flag", bool),
        RunOption("rounds", int, minimum=1, maximum=9),
        RunOption("rate", float),
        RunOption("rate_or_rounds", (int, float)),
        RunOption("method", str, choices=("a", "1")),
        RunOption("table", dict),
        RunOption("items", list),
        RunOption("pair", tuple),
        RunOption("name_or_table", (str, dict)),
        RunOption("anything"),
    ),
    seed="seed",
)


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("flag=true", True),
        ("flag=No", False),
        ("flag=1", True),
        ("rounds=3", 3),
        ("rate=3", 3.0),
        ("rate=-1e-3", -0.001),
        ("rate_or_rounds=2", 2),
        ("rate_or_rounds=2.5", 2.5),
        ("method=1", "1"),
        ('table={"a": [1]}', {"a": [1]}),
        ("items=[1, 2]", [1, 2]),
        ("pair=[1, 2]", (1, 2)),
        ("name_or_table=plain=text", "plain=text"),
        ('name_or_table={"a": 1}', {"a": 1}),
        ("anything=text", "text"),
        ("anything=[1]", [1]),
        ("anything=", ""),
    ],
)
def test_values_have_the_declared_type(item, value):
    (found,) = parse_options([item], CONTRACT, "the backend").values()
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("items", "kind", "message"),
    [
        (["flag=maybe"], InputError, "--option flag: 'maybe' is not true or false"),
        (["rounds=1.5"], InputError, "'1.5' is not a whole number"),
        (["rate=fast"], InputError, "'fast' is not a number"),
        (["table=[1]"], InputError, "is not an object in JSON"),
        (["items={"], InputError, "is not a list in JSON"),
        (["rounds=10"], LimitError, "above the most, 9"),
        (["method=b"], OptionError, "not one of 'a', '1'"),
        (["rnds=3"], OptionError, "no option 'rnds'. Did you mean 'rounds'?"),
        (["rounds"], InputError, "not of the form key=value"),
        (["=3"], InputError, "not of the form key=value"),
        (["rounds=3", "rounds=4"], InputError, "rounds is given twice"),
        (["shots=3"], InputError, "give it as --shots instead"),
        (["seed=3"], InputError, "give it as --seed instead"),
    ],
)
def test_mistakes(items, kind, message):
    with pytest.raises(kind) as caught:
        parse_options(items, CONTRACT, "the backend")
    assert message in str(getattr(caught.value, "message", caught.value))


def test_a_backend_that_forwards_what_it_does_not_declare():
    contract = OptionContract(forwards_unknown=True)
    assert parse_options(["a=1", "b=x"], contract, "it") == {"a": 1, "b": "x"}
