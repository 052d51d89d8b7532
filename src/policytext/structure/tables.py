"""The title and table cells, as the stretches of the reading view that they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from policytext.model import Document
from policytext.text import Span

LINE = re.compile(r"[^\n\r\f\v\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the reading view: flowing text, the title, or one cell."""

    start: int
    end: int
    kind: str


def regions(doc: Document, cell_longest: int) -> list[Region]:
    """The reading view cut at the title and at the edges of table cells, in order, without holes.

    Where cells nest, a stretch belongs to the innermost; a cell with more
    than `cell_longest` characters is a page's layout, and flows.
    """
    marked = [(place.span, "cell") for place in doc.source.places if place.kind == "cell"]
    if doc.meta.title is not None and doc.meta.title.span is not None:
        marked.append((doc.meta.title.span, "title"))
    found = list(_repeated_titles(doc))
    for span, kind in marked:
        start, end = _shown(doc, span)
        if start < end and (kind == "title" or end - start <= cell_longest):
            found.append((start, end, kind))
    return list(_cut(found, len(doc.reading.text)))


def _repeated_titles(doc: Document) -> Iterator[tuple[int, int, str]]:
    """Lines that say the title again, with other punctuation perhaps: sites repeat it."""
    title = _letters(doc.meta.title.value) if doc.meta.title is not None else ""
    for line in LINE.finditer(doc.reading.text):
        if title and line.end() - line.start() <= 2 * len(title) and _letters(line.group()) == title:
            yield line.start(), line.end(), "title"


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _shown(doc: Document, span: Span) -> tuple[int, int]:
    """View offsets of a span; empty where the clean view has nothing of it."""
    return doc.reading.to_view(span) if doc.clean.read(span).strip() else (0, 0)


def _cut(marked: list[tuple[int, int, str]], length: int) -> list[Region]:
    """A partition of [0, length) by nested stretches: each part belongs to the innermost over it."""
    edges = sorted({0, length, *(start for start, _, _ in marked), *(end for _, end, _ in marked)})
    opening = sorted(marked, key=lambda stretch: (stretch[0], -stretch[1]))
    over: list[tuple[int, int, str]] = []
    parts: list[Region] = []
    for start, end in pairwise(edges):
        while opening and opening[0][0] == start:
            over.append(opening.pop(0))
        over = [stretch for stretch in over if stretch[1] > start]
        parts.append(Region(start, end, over[-1][2] if over else "flow"))
    return parts
