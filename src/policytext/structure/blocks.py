"""Blocks: the clean view cut where titles, headings, paragraphs and cells start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from policytext.knowledge import Knowledge
from policytext.model import Block, BlockKind, Document
from policytext.structure.headings import Grammar, Heading, Line, find_headings, find_turns, grammar
from policytext.structure.tables import LINE, Region, regions
from policytext.text import Span


@dataclass(frozen=True, slots=True)
class Start:
    """Where, in the reading view, a block starts, and what it is."""

    at: int
    kind: BlockKind
    rule: str
    heading: Heading | None = None
    opens_line: bool = False


FIRST = Start(0, "paragraph", "line", opens_line=True)


def structure(doc: Document, knowledge: Knowledge) -> Document:
    """Set `blocks`: title, headings, paragraphs and table cells, with the tree of headings.

    Blocks are in order, do not overlap, and cover every character of the
    clean view that is not white space.
    """
    parts = regions(doc, knowledge.headings.cell_longest)
    text = doc.reading.text
    rules = knowledge.derive(grammar)
    lines = [line for part in parts if part.kind == "flow" for line in _lines(text, part)]
    headings = find_headings(text, lines, rules)
    # of those at one place the last one counts
    found = [FIRST, *_tails(headings), *_starts(parts, lines), *_turns(text, lines, rules), *_heads(headings)]
    starts = sorted(found, key=lambda start: start.at)
    return replace(doc, blocks=tuple(_tree(doc, _spans(doc, starts))))


def _lines(text: str, part: Region) -> Iterator[Line]:
    for match in LINE.finditer(text, part.start, part.end):
        yield Line(match.start(), match.end())


def _starts(parts: list[Region], lines: list[Line]) -> Iterator[Start]:
    """Where regions and lines start."""
    for part in parts:
        if part.kind == "cell":
            yield Start(part.start, "cell", "table-cell")
        elif part.kind == "title":
            yield Start(part.start, "title", "meta-title")
        else:
            yield Start(part.start, "paragraph", "line", opens_line=True)
    for line in lines:
        yield Start(line.start, "paragraph", "line", opens_line=True)


def _turns(text: str, lines: list[Line], rules: Grammar) -> Iterator[Start]:
    for at in find_turns(text, lines, rules):
        yield Start(at, "paragraph", "turn", opens_line=True)


def _heads(headings: list[Heading]) -> Iterator[Start]:
    for heading in headings:
        yield Start(heading.start, "heading", heading.rule, heading, heading.opens_line)


def _tails(headings: list[Heading]) -> Iterator[Start]:
    """Where the text under each heading starts."""
    for heading in headings:
        yield Start(heading.end, "paragraph", f"under-{heading.rule}")


def _spans(doc: Document, starts: list[Start]) -> Iterator[tuple[Start, Span]]:
    """Each start with the stretch of the clean view up to the next, without white space at its edges."""
    offsets = [_clean_offset(doc, start.at) for start in starts]
    text = doc.clean.text
    for start, low, high in zip(starts, offsets, [*offsets[1:], len(text)], strict=True):
        stretch = text[low:high]
        if stretch.strip():
            left = low + len(stretch) - len(stretch.lstrip())
            yield start, doc.clean.to_source(left, low + len(stretch.rstrip()))


def _clean_offset(doc: Document, at: int) -> int:
    """The clean view's offset for one of the reading view."""
    if at == 0:
        return 0
    if at >= len(doc.reading.text):
        return len(doc.clean.text)
    source = doc.reading.to_source(at, at + 1).start
    return doc.clean.to_view(Span(source, len(doc.source.text)))[0]


def _tree(doc: Document, found: Iterator[tuple[Start, Span]]) -> Iterator[Block]:
    """Blocks with level and parent; a run-in heading heads the rest of its line only."""
    over: list[tuple[int, int, Heading]] = []
    for index, (start, span) in enumerate(found):
        heading = start.heading
        if start.opens_line or start.kind == "cell":
            over = [entry for entry in over if not entry[2].run_in]
        if heading is not None:
            over = [entry for entry in over if entry[2].rank < heading.rank]
        parent, depth = (over[-1][0], over[-1][1]) if over and start.kind != "title" else (None, 0)
        if heading is None:
            yield Block(span, start.kind, start.rule, parent=parent)
            continue
        yield Block(span, "heading", start.rule, depth + 1, _marker(doc, heading), parent)
        over.append((index, depth + 1, heading))


def _marker(doc: Document, heading: Heading) -> str:
    """The heading's number as written; empty for one without."""
    if heading.marker_end == heading.start:
        return ""
    return doc.clean.read(doc.reading.to_source(heading.start, heading.marker_end))
