import pytest

from qiskit_uplift.cli import output
from qiskit_uplift.cli.errors import LONGEST, as_typed, one_line


@pytest.mark.parametrize(
    ("share", "drawn"),
    [(0, ""), (1, "████"), (0.5, "██"), (0.25 + 1 / 32, "█▏"), (2, "████"), (-1, "")],
)
def test_bars_in_eighths(monkeypatch, share, drawn):
    monkeypatch.setattr(output, "writable", lambda text: True)
    assert output.bar(share, width=4) == drawn


def test_bars_without_unicode(monkeypatch):
    monkeypatch.setattr(output, "writable", lambda text: False)
    assert output.bar(0.5, width=4) == "##"
    assert output.plus_minus() == "+/-"


def test_a_plain_table_is_aligned(capsys):
    output.table(("name", "n"), [("a", 1), ("long name", 100)], right=(1,))
    assert capsys.readouterr().out == "  name         n\n  a            1\n  long name  100\n"


def test_a_table_without_rows(capsys):
    output.table(("", ""), [])
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("header", [("outcome", "shots"), ("", "")])
def test_rich_draws_tables_on_a_terminal(monkeypatch, capsys, header):
    monkeypatch.setattr(output, "_is_terminal", lambda: True)
    output.table(header, [("[red]01", 7)], right=(1,))
    shown = capsys.readouterr().out
    assert "[red]01" in shown  # brackets are no markup
    assert "7" in shown
    assert ("outcome" in shown) == (header[0] == "outcome")


def test_a_terminal_without_rich_gets_the_plain_table(monkeypatch, capsys):
    monkeypatch.setattr(output, "_is_terminal", lambda: True)
    monkeypatch.setattr(output.importlib.util, "find_spec", lambda name: None)
    output.table(("a",), [("b",)])
    assert capsys.readouterr().out == "  a\n  b\n"


def test_rare_outcomes_are_left_out_and_counted(capsys):
    counts = {f"{n:08b}": 1 + (n < 3) for n in range(40)}
    output.counts_table(counts)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + output.MOST_ROWS + 1
    assert lines[1].split()[:3] == ["00000000", "2", "4.7%"]
    assert lines[-1] == "  ... and 8 rarer outcomes with 8 shots together (--json has them all)"


def test_no_shots_at_all(capsys):
    output.counts_table({})
    assert capsys.readouterr().out == "  outcome  shots  share\n"


def test_messages_on_one_line():
    assert one_line("a\n\tb \x1b[31mc\x1b[0m") == "a b c"
    assert len(one_line("x" * 5000)) == LONGEST
    assert as_typed("pass transpile='auto'; seed_simulator=3") == "pass --transpile auto; --seed 3"
