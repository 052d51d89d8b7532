"""Finding a place again in a text that may have been read otherwise, or have grown.

Everything here is about folded text; see `policytext.store.fold`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from policytext.store.decision import Anchor
from policytext.store.fold import Folded
from policytext.store.identity import CONTEXT
from policytext.text import Span, View

How = Literal["exact", "before", "after", "quote"]
"""By the quote with both sides, with the one before it, with the one after it, or by the quote alone."""

LEAST_ALONE = 12
"""Folded characters that a quote needs to be found by itself alone."""


@dataclass(frozen=True, slots=True)
class Place:
    """Folded [first, last) of a place, and how it was found."""

    first: int
    last: int
    how: How


def anchor_at(text: str, first: int, last: int, which: Literal["reading", "source"] = "reading") -> Anchor:
    """The anchor of folded [first, last)."""
    before, quote, after = text[max(0, first - CONTEXT) : first], text[first:last], text[last : last + CONTEXT]
    earlier = _starts(text, before + quote + after, end=first - len(before))
    return Anchor(quote, before, after, len(earlier), which)


def find(text: str, anchor: Anchor) -> Place | None:
    """Where an anchor's place is now; None where it is gone, or nothing tells which of several it is.

    The ordinal decides among places with both sides equal; where only one
    side or none is left, there must be one such place.
    """
    whole = _starts(text, anchor.before + anchor.quote + anchor.after)
    if whole:
        found = anchor.ordinal < len(whole)
        return _place(whole[anchor.ordinal] + len(anchor.before), anchor, "exact") if found else None
    sides: list[Place] = []
    if anchor.before and len(at := _starts(text, anchor.before + anchor.quote)) == 1:
        sides.append(_place(at[0] + len(anchor.before), anchor, "before"))
    if anchor.after and len(at := _starts(text, anchor.quote + anchor.after)) == 1:
        sides.append(_place(at[0], anchor, "after"))
    if sides:
        return sides[0] if len({place.first for place in sides}) == 1 else None
    at = _starts(text, anchor.quote)
    return _place(at[0], anchor, "quote") if len(at) == 1 else None


def is_weak(place: Place) -> bool:
    """Whether a place was found by so little that something else must speak for it too."""
    return place.how == "quote" and place.last - place.first < LEAST_ALONE


def occurrences(text: str, quote: str) -> list[tuple[int, int]]:
    """Folded [first, last) of every place where a folded quote stands."""
    return [(at, at + len(quote)) for at in _starts(text, quote)]


def spans_of(text: str, anchors: Iterable[Anchor]) -> tuple[Span, ...]:
    """The stretches of a source text that anchors in it mean, in order; those that are gone are left out."""
    folded, whole = Folded(text), View.of(text)
    places = [find(folded.text, anchor) for anchor in anchors]
    spans = {source_span(whole, folded, each.first, each.last) for each in places if each and not is_weak(each)}
    return tuple(sorted(spans))


def source_span(view: View, folded: Folded, first: int, last: int) -> Span:
    """The source span of folded [first, last) of a view."""
    return view.to_source(folded.index(first), folded.index(last - 1) + 1)


def folded_range(view: View, folded: Folded, span: Span) -> tuple[int, int]:
    """Folded [first, last) of what a view reads in a source span; equal where it reads nothing."""
    first, last = (folded.offset(index) for index in view.to_view(span))
    return first, last


def _place(first: int, anchor: Anchor, how: How) -> Place:
    return Place(first, first + len(anchor.quote), how)


def _starts(text: str, part: str, end: int | None = None) -> list[int]:
    """Every offset, before `end`, at which `part` begins; overlapping ones too."""
    found = []
    at = text.find(part)
    while at >= 0 and (end is None or at < end):
        found.append(at)
        at = text.find(part, at + 1)
    return found
