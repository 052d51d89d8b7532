"""Spans, edits and views, held against a slow and obvious model."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.text import Edit, Piece, Span, View

# what texts of this field are made of, and what breaks offsets: line ends of all
# kinds, a BOM, the replacement of a NUL, Han beyond U+FFFF, combining marks
ALPHABET = "社区年3５.％ \n\r\t\ufeff\ufffd\U00020bb7\U0002a6d6é１"


@dataclass(frozen=True)
class Token:
    """A stretch of the source and what it reads as."""

    text: str
    start: int
    end: int


class SlowView:
    """The obvious view: one token for each source character or replacement."""

    def __init__(self, source: str) -> None:
        """Start with every character as itself."""
        self.tokens = [Token(c, i, i + 1) for i, c in enumerate(source)]

    @property
    def text(self) -> str:
        """What the view reads."""
        return "".join(token.text for token in self.tokens)

    def apply(self, edit: Edit) -> bool:
        """Make one edit; False if it splits a replacement."""
        start, end = edit.span.start, edit.span.end
        inside = [t for t in self.tokens if t.start < end and start < t.end]
        if inside[0].start != start or inside[-1].end != end:
            return False
        if len(edit.new) == end - start:
            new = [Token(c, start + i, start + i + 1) for i, c in enumerate(edit.new)]
        elif edit.new:
            new = [Token(edit.new, start, end)]
        else:
            new = [Token("", i, i + 1) for i in range(start, end)]
        at = self.tokens.index(inside[0])
        self.tokens[at : at + len(inside)] = new
        return True

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Source range of view offsets, by walking."""
        owners = [token for token in self.tokens for _ in token.text]
        return owners[start].start, owners[end - 1].end

    def read(self, span: Span) -> str:
        """What is read in a source span, by walking."""
        return "".join(t.text for t in self.tokens if t.start < span.end and span.start < t.end)


@st.composite
def passes(draw: st.DrawFn) -> tuple[str, list[list[Edit]]]:
    """A source and a few passes of edits that do not overlap within a pass."""
    source = draw(st.text(ALPHABET, min_size=1, max_size=30))
    made: list[list[Edit]] = []
    for number in range(draw(st.integers(0, 3))):
        bounds = sorted(draw(st.sets(st.integers(0, len(source)), max_size=8)))
        spans = [Span(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=False)]
        made.append([Edit(s, draw(st.text(ALPHABET, max_size=4)), f"pass-{number}") for s in spans])
    return source, made


def both(source: str, made: list[list[Edit]]) -> tuple[View, SlowView]:
    """The same edits on both views; edits that split a replacement are left out."""
    view, slow = View.of(source), SlowView(source)
    for edits in made:
        view = view.apply([edit for edit in edits if slow.apply(edit)])
    return view, slow


@given(passes())
def test_stacked_edits_read_as_the_slow_model_reads_them(case: tuple[str, list[list[Edit]]]) -> None:
    """The text after any passes of edits is the obvious one."""
    view, slow = both(*case)
    assert slow.text == view.text


@given(passes(), st.data())
def test_view_offsets_map_to_the_source_as_in_the_slow_model(
    case: tuple[str, list[list[Edit]]], data: st.DataObject
) -> None:
    """Every stretch of the view stands for the obvious stretch of the source, tight."""
    view, slow = both(*case)
    if not view.text:
        return
    start = data.draw(st.integers(0, len(view.text) - 1))
    end = data.draw(st.integers(start + 1, len(view.text)))
    span = view.to_source(start, end)
    assert slow.to_source(start, end) == (span.start, span.end)


@given(passes(), st.data())
def test_source_spans_read_as_in_the_slow_model(case: tuple[str, list[list[Edit]]], data: st.DataObject) -> None:
    """What a view reads in a source span is the obvious text."""
    view, slow = both(*case)
    start = data.draw(st.integers(0, len(view.source) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(view.source))))
    assert slow.read(span) == view.read(span)


@given(passes())
def test_pieces_partition_the_source_and_the_ledger_adds_up(case: tuple[str, list[list[Edit]]]) -> None:
    """Every source character is kept, replaced or cut, each once, and the last two by a named rule."""
    view, _ = both(*case)
    covered = [i for piece in view.pieces for i in range(piece.span.start, piece.span.end)]
    assert list(range(len(view.source))) == covered
    assert len(view.source) == sum(view.ledger().values())
    assert all(piece.rules for piece in view.pieces if piece.fate != "kept")


@given(passes())
def test_what_no_edit_touched_is_itself(case: tuple[str, list[list[Edit]]]) -> None:
    """Kept stretches quote the source to the letter, and map to themselves both ways."""
    view, _ = both(*case)
    for at, span in view.runs():
        assert view.source[span.start : span.end] == view.text[at : at + len(span)]
        assert span == view.to_source(at, at + len(span))
        assert (at, at + len(span)) == view.to_view(span)


@given(passes())
def test_one_pass_of_many_edits_equals_many_passes_of_one(case: tuple[str, list[list[Edit]]]) -> None:
    """The order in which edits of one pass are given does not matter."""
    source, made = case
    for edits in made[:1]:
        together = View.of(source).apply(reversed(edits))
        apart = View.of(source)
        for edit in edits:
            apart = apart.apply([edit])
        assert together.text == apart.text
        assert together.ledger() == apart.ledger()


@given(st.text(ALPHABET))
def test_a_first_view_reads_the_source_as_it_is(source: str) -> None:
    """Line ends, BOM, replacement characters and rare Han stand untouched."""
    assert source == View.of(source).text


def test_matches_carry_source_spans_over_cuts() -> None:
    """A number with a cut space inside is found whole, and its span covers the space."""
    view = View.of("劳动力1 .8万人。").apply([Edit(Span(4, 5), "", "space-in-number")])
    (found,) = view.finditer(re.compile(r"(?P<number>[\d.]+)(万)?(个)?"))
    assert (found.text, found.span) == ("1.8万", Span(3, 8))
    assert (found.group("number"), found.span_of("number")) == ("1.8", Span(3, 7))
    assert (found.group(3), found.span_of(3)) == (None, None)


def test_cuts_at_the_edges_of_a_stretch_stay_outside() -> None:
    """The span of a match does not reach over what was cut before and after it."""
    view = View.of("  社区  ").apply([Edit(Span(0, 2), "", "cut"), Edit(Span(4, 6), "", "cut")])
    assert Span(2, 4) == view.to_source(0, 2)


def test_search_within_a_span_sees_only_that_span() -> None:
    """A pattern looks in the stretch it was given."""
    view = View.of("一区二区三区")
    assert [Span(3, 4)] == [f.span for f in view.finditer(re.compile("区"), within=Span(2, 5))]


def test_rules_of_an_earlier_pass_stay_named_in_a_later_one() -> None:
    """An edit that covers an earlier cut tells of both."""
    view = View.of("1 2").apply([Edit(Span(1, 2), "", "space")]).apply([Edit(Span(0, 3), "12.0", "decimal")])
    assert (Piece(Span(0, 3), "12.0", ("space", "decimal")),) == view.pieces


def test_what_is_cut_stays_under_the_rule_that_cut_it() -> None:
    """A later cut around it takes what was still there, and what was read otherwise under both names."""
    view = View.of("abcdefg").apply([Edit(Span(2, 3), "", "first")]).apply([Edit(Span(4, 5), "E", "second")])
    told = [Edit(Span(1, 2), "", "third"), Edit(Span(2, 3), "", "first"), Edit(Span(3, 4), "", "third")]
    told += [Edit(Span(4, 5), "", "second+third"), Edit(Span(5, 6), "", "third")]
    assert told == list(view.apply([Edit(Span(1, 6), "", "third")]).edits())


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 2), (-1, 2)])
def test_a_span_is_never_empty_or_negative(start: int, end: int) -> None:
    """A span without a character is refused."""
    with pytest.raises(ValueError, match="a span needs"):
        Span(start, end)


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(Span(0, 2), "", "a"), Edit(Span(1, 3), "", "b")],
        [Edit(Span(2, 9), "", "a")],
    ],
)
def test_edits_that_overlap_or_leave_the_source_are_refused(edits: list[Edit]) -> None:
    """Two edits of one pass never touch the same character."""
    with pytest.raises(ValueError, match="overlaps"):
        View.of("社区建设").apply(edits)


def test_an_edit_inside_a_replacement_of_another_length_is_refused() -> None:
    """A replacement that is not one for one is taken whole or not at all."""
    view = View.of("二〇一〇年").apply([Edit(Span(0, 4), "2010x", "year")])
    with pytest.raises(ValueError, match="splits"):
        view.apply([Edit(Span(1, 2), "", "cut")])


@pytest.mark.parametrize(("start", "end"), [(0, 0), (0, 5), (-1, 1)])
def test_a_stretch_outside_the_view_is_refused(start: int, end: int) -> None:
    """View offsets are checked."""
    with pytest.raises(ValueError, match="not a stretch"):
        View.of("社区").to_source(start, end)
