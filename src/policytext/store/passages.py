"""The reading cut into overlapping passages, the units of search.

A passage holds at most 250 characters of the folded reading and shares at
least 32 with the next: every word of up to 32 characters stands whole in the
passage that owns its beginning.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

from policytext.model import Sentence
from policytext.store.fold import Folded
from policytext.text import Edit, Span, View

PASSAGE = 250
LONGEST_WORD = 32
"""The longest word that search promises to find; passages overlap by as much."""

LONGEST_FOLDED = 18
"""Characters that one becomes when it is folded, at most (U+FDFA): an end of a passage is moved by fewer."""

SHORTEST_OWN = PASSAGE - LONGEST_WORD - 2 * LONGEST_FOLDED
"""What is no other passage's own has at least so many characters, in every passage but the last."""

Row = dict[str, Any]


def passages_of(view: View, folded: Folded) -> Iterator[Row]:
    """Rows of `passages` for a reading view, without revision and place.

    Args:
        view: the reading.
        folded: its text, folded.
    """
    begin, ordinal = 0, 0
    while begin < len(folded.text):
        end = _boundary(folded, begin + PASSAGE)
        last = end >= len(folded.text)
        following = end if last else _boundary(folded, end - LONGEST_WORD)
        yield {"ordinal": ordinal, "own": following - begin, "begins": begin, **_place(view, folded, begin, end)}
        begin, ordinal = following, ordinal + 1


def sentences_of(view: View, folded: Folded, sentences: Iterable[Sentence]) -> Iterator[Row]:
    """Rows of `sentences` for a reading view, without revision and id, each with its `paragraph`.

    They do not overlap, and leave no character out.
    What stands in no sentence is taken by its lines, each a paragraph of its own.

    Args:
        view: the reading.
        folded: its text, folded.
        sentences: in order of their spans.
    """
    at, paragraph, block = 0, -1, -1
    for each in sentences:
        first, last = view.to_view(each.span)
        for line in _lines(view.text, at, first):
            paragraph, block = paragraph + 1, -1
            yield from _sentence(folded, *line, paragraph)
        if each.block != block:
            paragraph, block = paragraph + 1, each.block
        yield from _sentence(folded, max(at, first), last, paragraph)
        at = max(at, last)
    for line in _lines(view.text, at, len(view.text)):
        paragraph += 1
        yield from _sentence(folded, *line, paragraph)


def _sentence(folded: Folded, start: int, end: int, paragraph: int) -> Iterator[Row]:
    """The row of view [start, end), if anything of it is left when folded."""
    first, last = folded.offset(start), folded.offset(max(start, end))
    if first < last:
        yield {"paragraph": paragraph, "begins": first, "folded": folded.text[first:last]}


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Lines of text[start:end] that are not blank."""
    at = start
    for line in text[start:end].splitlines(keepends=True):
        if not line.isspace():
            yield at, at + len(line)
        at += len(line)


def reading_of(text: str, span: Span, edits: Iterable[Edit]) -> View:
    """The reading of one passage, rebuilt from its stretch of the text.

    Args:
        text: the stretch.
        span: where it lies in the source.
        edits: of the reading, in source coordinates, all that touch the span.

    Returns:
        a view whose source is the stretch: add `span.start` to its offsets.
    """
    return View.of(text).apply(_within(edit, span) for edit in edits)


def _within(edit: Edit, span: Span) -> Edit:
    """The part of an edit that lies on a passage, in the passage's own coordinates."""
    start, end = max(edit.span.start, span.start), min(edit.span.end, span.end)
    one_for_one = len(edit.new) == len(edit.span)
    new = edit.new[start - edit.span.start : end - edit.span.start] if one_for_one else edit.new
    return Edit(Span(start - span.start, end - span.start), new, edit.rule)


def _boundary(folded: Folded, offset: int) -> int:
    """The last folded offset, at most `offset`, at which a character of the reading begins or the text ends."""
    return folded.starts[bisect_right(folded.starts, offset) - 1]


def _place(view: View, folded: Folded, begin: int, end: int) -> Row:
    """Span of folded [begin, end) and what search needs to find its way back."""
    first, last = folded.index(begin), folded.index(end - 1)
    span = view.to_source(first, last + 1)
    shown_from, _ = view.to_view(span)
    return {
        "span_start": span.start,
        "span_end": span.end,
        "folded": folded.text[begin:end],
        "lead": begin - folded.offset(shown_from),
    }
