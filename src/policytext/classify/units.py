"""What is judged as one piece: a heading with the text under it, neither a line nor a chapter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policytext.knowledge import Knowledge
from policytext.model import Block, Document
from policytext.text import Span

TURN = "turn"


@dataclass(frozen=True, slots=True)
class Unit:
    """Blocks `first` to `last`, half-open; `heading` is the index of the one it starts with, if any."""

    first: int
    last: int
    span: Span
    heading: int | None = None


def units(doc: Document, knowledge: Knowledge) -> list[Unit]:
    """The document cut into pieces to judge, in order; the title is in none.

    Cut at headings; short run-in items stay with what they belong to, short
    stretches under a heading go with their neighbour, and long ones without a
    heading are cut at line ends.
    """
    limits = knowledge.taxonomy.sections
    run_in = {marker.kind for marker in knowledge.headings.markers if marker.run_in}
    joined: list[Unit] = []
    for piece in _pieces(doc, limits.longest):
        before = joined[-1] if joined else None
        if before is not None and _joins(doc, before, piece, run_in, knowledge):
            joined[-1] = Unit(before.first, piece.last, before.span.cover(piece.span), before.heading)
        else:
            joined.append(piece)
    return joined


def _pieces(doc: Document, longest: int) -> Iterator[Unit]:
    """The smallest pieces: cut at every heading and turn, and at line ends of long stretches."""
    start: int | None = None
    for index, block in enumerate(doc.blocks):
        if start is not None and _cuts(doc, start, index, longest):
            yield _unit(doc, start, index)
            start = None
        if block.kind == "title":
            continue
        if start is None:
            start = index
    if start is not None:
        yield _unit(doc, start, len(doc.blocks))


def _cuts(doc: Document, start: int, index: int, longest: int) -> bool:
    """Whether a piece that began at block `start` ends before block `index`."""
    block, before = doc.blocks[index], doc.blocks[index - 1]
    if block.kind in {"heading", "title"} or block.rule == TURN:
        return True
    length = before.span.end - doc.blocks[start].span.start
    parted = block.parent != before.parent and before.kind != "heading" and block.kind != "cell"
    return parted or length + len(block.span) > longest


def _unit(doc: Document, first: int, last: int) -> Unit:
    span = doc.blocks[first].span.cover(doc.blocks[last - 1].span)
    return Unit(first, last, span, first if doc.blocks[first].kind == "heading" else None)


def _joins(doc: Document, before: Unit, piece: Unit, run_in: set[str], knowledge: Knowledge) -> bool:
    """Whether a piece goes with the one before it."""
    limits = knowledge.taxonomy.sections
    head = doc.blocks[piece.first]
    if len(before.span) + len(piece.span) > limits.longest:
        return False
    if head.rule in run_in and head.kind == "heading":
        return len(piece.span) < limits.item_shortest or len(before.span) < limits.shortest
    if _under(head, before):
        return len(before.span) < limits.shortest or len(piece.span) < limits.shortest
    siblings = (
        before.heading is not None and head.kind == "heading" and doc.blocks[before.heading].parent == head.parent
    )
    return siblings and head.parent is not None and len(piece.span) < limits.shortest


def _under(block: Block, unit: Unit) -> bool:
    """Whether a block stands under a heading of a unit."""
    return block.parent is not None and unit.first <= block.parent < unit.last
