"""Edits by position: what no edit covers stays, and what one keeps is edited wherever it goes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiskit_uplift.migrate.edits import ConflictError, Edit, Span, apply


def test_an_outer_edit_keeps_the_edits_of_what_it_keeps():
    text = "f(a, b)"
    outer = Edit(Span(0, 7), (Span(5, 6), ".run(", Span(2, 3), ", ", Span(5, 6), ")"))
    inner = Edit(Span(5, 6), ("backend",))
    assert apply(text, [inner, outer]) == "backend.run(a, backend)"


def test_what_an_outer_edit_drops_is_gone():
    assert apply("f(a, b)", [Edit(Span(0, 7), ("g",)), Edit(Span(2, 3), ("x",))]) == "g"


def test_an_insertion_stands_before_an_edit_that_starts_there():
    edits = [Edit(Span(0, 1), ("b",)), Edit(Span(0, 0), ("# mark\n",))]
    assert apply("a", edits) == "# mark\nb"


def test_of_two_edits_of_a_span_the_one_that_keeps_it_is_outside():
    edits = [Edit(Span(0, 1), ("b",)), Edit(Span(0, 1), ("f(", Span(0, 1), ")"))]
    assert apply("a", edits) == "f(b)"
    assert apply("a", edits[::-1]) == "f(b)"


def test_edits_that_overlap_in_part_are_refused():
    with pytest.raises(ConflictError):
        apply("abcd", [Edit(Span(0, 3), ("x",)), Edit(Span(2, 4), ("y",))])


@given(st.text(max_size=40), st.data())
def test_text_outside_of_edits_stays(text, data):
    places = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = [Span(a, b) for a, b in zip(places[::2], places[1::2], strict=False)]
    marks = [f"<{i}>" for i in range(len(spans))]
    edits = [Edit(span, (mark,)) for span, mark in zip(spans, marks, strict=True)]
    new = apply(text, data.draw(st.permutations(edits)))
    expected, at = "", 0
    for span, mark in zip(spans, marks, strict=True):
        expected += text[at : span.start] + mark
        at = span.end
    # insertions at one place come in the order in which they were given
    assert sorted(new) == sorted(expected + text[at:])
    if len({span.start for span in spans}) == len(spans):
        assert new == expected + text[at:]
