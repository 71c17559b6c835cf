"""Every rule does what its cases say."""

from __future__ import annotations

from collections import Counter

import libcst as cst
import pytest

from qiskit_uplift.migrate.engine import Engine
from qiskit_uplift.migrate.pages import DOCS, pages, write
from qiskit_uplift.migrate.registry import rules
from qiskit_uplift.migrate.rule import Target
from qiskit_uplift.migrate.source import Source
from tests.migrate.reading import all_cases

CASES = all_cases()
SAFE = {target: Engine(rules().values(), target=target) for target in Target}
UNSAFE = {target: Engine(rules().values(), target=target, unsafe=True) for target in Target}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_case(case):
    outcome = SAFE[case.target].migrate(Source(case.before))
    found = [f for f in outcome.findings if f.rule == case.rule]
    if case.kind in {"change", "partly"}:
        assert outcome.text == case.after
        assert all(f.fixed for f in outcome.findings) == (case.kind == "change")
        assert found
    elif case.kind == "unsafe":
        assert case.rule in {f.rule for f in outcome.findings if not f.fixed}
        assert UNSAFE[case.target].migrate(Source(case.before)).text == case.after
    elif case.kind == "keep":
        assert outcome.text == case.before
        assert outcome.findings == ()
    else:
        assert outcome.text == case.before
        assert found
        assert not any(f.fixed for f in found)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_second_run_changes_nothing(case):
    for engine in (SAFE[case.target], UNSAFE[case.target]):
        once = engine.migrate(Source(case.before)).text
        assert engine.migrate(Source(once)).text == once


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_result_parses(case):
    for engine in (SAFE[case.target], UNSAFE[case.target]):
        cst.parse_module(engine.migrate(Source(case.before)).text)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_windows_line_endings_stay(case):
    text = case.before.replace("\n", "\r\n")
    once = SAFE[case.target].migrate(Source(text)).text
    assert once == SAFE[case.target].migrate(Source(case.before)).text.replace("\n", "\r\n")


def test_at_least_four_in_ten_cases_are_left_alone():
    kinds = Counter(case.kind for case in CASES)
    assert kinds["keep"] + kinds["report"] >= 0.4 * len(CASES)


def test_every_rule_has_cases_of_both_kinds():
    for rule in rules().values():
        kinds = {case.kind for case in CASES if case.rule == rule.id}
        left = kinds & {"keep", "report"}
        assert left, rule.id
        if rule.safety.value != "manual":
            assert kinds & {"change", "unsafe"}, rule.id


def test_the_pages_of_the_rules_are_up_to_date():
    made = pages()
    there = {f"migration-rules/{path.name}" for path in (DOCS / "migration-rules").iterdir()}
    hint = "run `python -m qiskit_uplift.migrate.pages --write`"
    assert there | {"migration-rules.md"} == set(made), hint
    for name, text in made.items():
        assert (DOCS / name).read_text(encoding="utf-8") == text, hint


def test_each_rule_has_a_page_and_links_to_it(tmp_path):
    (tmp_path / "migration-rules").mkdir()
    (tmp_path / "migration-rules" / "MIG000.md").write_text("of a rule that is no more")
    write(tmp_path)
    for rule in rules().values():
        text = (tmp_path / rule.link.removeprefix("docs/")).read_text(encoding="utf-8")
        assert text.startswith(f"# {rule.id}: {rule.title}\n")
    assert len(list((tmp_path / "migration-rules").iterdir())) == len(rules())


def test_names_of_cases_are_different():
    counts = Counter(str(case) for case in CASES)
    assert [name for name, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.id)
def test_the_example_of_a_rule_is_true(rule):
    if rule.safety.value == "manual":
        return
    assert UNSAFE[Target.RUN].migrate(Source(rule.before)).text == rule.after
