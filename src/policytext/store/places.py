"""Where in its file a span stands: page, table, row … of the places around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from policytext.model import Place
from policytext.text import Span

Located = dict[str, Any]
"""What is known of kind, page, paragraph, table, row, column, member; empty for a plain text."""


def located(spans: Iterable[Span], places: Iterable[Place]) -> Iterator[Located]:
    """For each span the place of its first character; inner places outrank outer ones.

    Args:
        spans: in order of their beginnings.
        places: in order of their spans; they may nest.
    """
    waiting = iter(places)
    following = next(waiting, None)
    around: list[Place] = []
    for span in spans:
        while following is not None and following.span.start <= span.start:
            around.append(following)
            following = next(waiting, None)
        around = [place for place in around if place.span.end > span.start]
        yield _merged(around)


def place_row(place: Place) -> dict[str, Any]:
    """A place as it is stored with its text: what is known of it, its span as two numbers."""
    return {"span": [place.span.start, place.span.end], **_merged([place])}


def _merged(around: list[Place]) -> Located:
    """One place out of several, the widest first."""
    found: Located = {}
    for place in sorted(around, key=lambda place: -len(place.span)):
        known = {key: value for key, value in asdict(place).items() if key != "span" and value is not None}
        found |= known
    return found
