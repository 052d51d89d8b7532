"""Text as search compares it, and passages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.store.fold import Folded, fold, tokens
from policytext.store.passages import LONGEST_WORD, PASSAGE, passages_of, reading_of
from policytext.text import Edit, Span, View

PIECES = st.text(st.sampled_from("社区A１ ％ﷺß㎡\n\u3000\u200b\U00020000é1,，。"), max_size=40)
TEXTS = st.tuples(PIECES, st.integers(0, 20), PIECES).map(lambda parts: parts[0] * parts[1] + parts[2])


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("８２５．４８ 万", "825.48万"),
        ("GDP", "gdp"),
        ("社 区\n建　设", "社区建设"),
        ("㎡", "m2"),
        ("75.2％，", "75.2%,"),
        ("社\u200b区\ufeff", "社区"),
        ("\U00020000", "\U00020000"),
    ],
)
def test_width_case_and_space_do_not_count(text: str, folded: str) -> None:
    """What an analyst would call the same is the same."""
    assert folded == fold(text)


@given(TEXTS, TEXTS)
def test_folding_works_piece_by_piece(one: str, two: str) -> None:
    """So every piece of a text is found in it."""
    assert fold(one) + fold(two) == fold(one + two)


@given(TEXTS)
def test_offsets_lead_back_to_the_character(text: str) -> None:
    """Every folded character stands in the folded form of the character it is said to come from."""
    folded = Folded(text)
    assert folded.text == fold(text)
    for offset, character in enumerate(folded.text):
        index = folded.index(offset)
        assert character == fold(text[index])[offset - folded.offset(index)]


def test_tokens_are_ascii() -> None:
    """Tokens are hexadecimal code points, so no tokenizer can read anything into them."""
    assert ["00793e00533a", "00533a000041", "z000041020000", "z020000000000"] == tokens("社区A\U00020000", 2)
    assert ["00793e000000"] == tokens("社", 1)
    assert [] == tokens("", 0)


def edited(text: str, cuts: list[tuple[int, int, str]]) -> View:
    """A view with edits at generated places, those that overlap left out."""
    edits: list[Edit] = []
    for start, length, new in sorted(cuts):
        if start + length <= len(text) and (not edits or edits[-1].span.end <= start):
            edits.append(Edit(Span(start, start + length), new, "rule"))
    return View.of(text).apply(edits)


NEW = st.sampled_from(["", "区", "社区 街道", "社区街道" * 90])
EDITS = st.lists(st.tuples(st.integers(0, 699), st.integers(1, 40), NEW), max_size=20)


@given(TEXTS, EDITS)
def test_passages_cover_the_reading_and_overlap(text: str, cuts: list[tuple[int, int, str]]) -> None:
    """Put together, what passages own is the folded reading; each shares 32 characters with the next."""
    view = edited(text, cuts)
    rows = list(passages_of(view, Folded(view.text)))
    assert fold(view.text) == "".join(row["folded"][: row["own"]] for row in rows)
    for row, following in pairwise(rows):
        assert following["folded"].startswith(row["folded"][row["own"] :])
        assert len(row["folded"]) - row["own"] >= LONGEST_WORD
    assert all(0 < len(row["folded"]) <= PASSAGE for row in rows)


@given(TEXTS, EDITS)
def test_a_passage_is_rebuilt_from_its_stretch_and_its_edits(text: str, cuts: list[tuple[int, int, str]]) -> None:
    """Text between the span's ends and edits that touch it are enough to read it again."""
    view = edited(text, cuts)
    for row in passages_of(view, Folded(view.text)):
        span = Span(row["span_start"], row["span_end"])
        touching = [edit for edit in view.edits() if edit.span.overlaps(span)]
        again = fold(reading_of(text[span.start : span.end], span, touching).text)
        assert again.startswith(row["folded"], row["lead"])
