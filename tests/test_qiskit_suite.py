"""The list of expected differences from Qiskit's own tests is read strictly."""

import pytest

from tests.qiskit_suite import plugin


def test_the_committed_list_is_well_formed():
    differences = plugin.parse(plugin.DIFFERENCES.read_text())
    assert all(set(difference.lines) <= {"1.4", "2"} for difference in differences)
    assert len({difference.test for difference in differences}) == len(differences)


def test_a_line_is_read_whole():
    (difference,) = plugin.parse("# heading\n\n1.4,2  test_a.py::A::test_b  # the reason\n")
    assert difference == plugin.Difference(("1.4", "2"), "test_a.py::A::test_b", "the reason")
    assert difference.module == "test_a.py"


@pytest.mark.parametrize(
    "line", ["2 test_a.py::A::test_b", "2 test_a.py # reason", "test_a.py::A::b # reason", "x # #"]
)
def test_a_line_without_test_lines_or_reason_is_an_error(line):
    with pytest.raises(pytest.UsageError, match="line 1"):
        plugin.parse(line)
