"""Why is this number here, and why is that one not: the chain from source characters to fields."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from policytext.errors import QueryError
from policytext.model import Block, Document, Exclusion, Mention
from policytext.store.places import Located, located
from policytext.text import Edit, Span

CONTEXT = 24
"""Source characters shown on either side."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that is known about one place of a document.

    Args:
        span: the place: a mention's, an exclusion's, or the character asked for.
        before: the source just before the place,
        quote: at it,
        after: and just after it, to the letter.
        reading: how the reading view reads the place; empty where it was cut.
        edits: the edits that touch the place.
        sentence: the sentence it stands in, as the reading view reads it.
        block: the block it stands in, or None.
        headings: how the headings over it read, nearest first.
        mention: what was found there, or None.
        exclusions: the numerals of the sentence (or near by, where there is
            none) that are not mentions, with the rules that say why.
        located: page, table, row … in the file; empty for a plain text.
    """

    span: Span
    before: str
    quote: str
    after: str
    reading: str
    edits: tuple[Edit, ...]
    sentence: str
    block: Block | None
    headings: tuple[str, ...]
    mention: Mention | None
    exclusions: tuple[Exclusion, ...]
    located: Located = field(default_factory=dict)


def explain(doc: Document, at: int | None = None) -> list[Explanation]:
    """An explanation for each mention, or for the one place at a source offset.

    Args:
        doc: a processed document.
        at: offset into the source; the mention or exclusion that covers it is
            explained, or else the character alone.

    Raises:
        QueryError: the offset lies outside the source.
    """
    edits = tuple(doc.reading.edits())
    if at is None:
        return [_explanation(doc, mention.span, mention, edits) for mention in doc.mentions]
    if not 0 <= at < len(doc.source.text):
        raise QueryError(f"{doc.source.name}: offset {at} is outside its {len(doc.source.text)} characters")
    mentions = [mention for mention in doc.mentions if mention.span.start <= at < mention.span.end]
    if mentions:
        return [_explanation(doc, mention.span, mention, edits) for mention in mentions]
    excluded = [one.span for one in doc.exclusions if one.span.start <= at < one.span.end]
    return [_explanation(doc, min(excluded, key=len, default=Span(at, at + 1)), None, edits)]


def _explanation(doc: Document, span: Span, mention: Mention | None, edits: tuple[Edit, ...]) -> Explanation:
    text = doc.source.text
    around = _sentence(doc, span)
    block = _block(doc, span)
    near = around or Span(max(0, span.start - CONTEXT), min(len(text), span.end + CONTEXT))
    return Explanation(
        span=span,
        before=text[max(0, span.start - CONTEXT) : span.start],
        quote=text[span.start : span.end],
        after=text[span.end : span.end + CONTEXT],
        reading=doc.reading.read(span),
        edits=_touching(edits, span),
        sentence=doc.reading.read(around) if around else "",
        block=block,
        headings=tuple(doc.reading.read(one.span) for one in doc.headings_over(block)) if block else (),
        mention=mention,
        exclusions=tuple(one for one in doc.exclusions if one.span.overlaps(near)),
        located=next(located([span], doc.source.places)),
    )


def _touching(edits: tuple[Edit, ...], span: Span) -> tuple[Edit, ...]:
    """The edits, which are in order and do not overlap, that share a character with `span`."""
    first = max(0, bisect_right(edits, span.start, key=lambda edit: edit.span.start) - 1)
    last = bisect_right(edits, span.end - 1, key=lambda edit: edit.span.start)
    return tuple(edit for edit in edits[first:last] if edit.span.overlaps(span))


def _sentence(doc: Document, span: Span) -> Span | None:
    """The sentence that a place begins in."""
    index = bisect_right(doc.sentences, span.start, key=lambda sentence: sentence.span.start) - 1
    if index < 0 or doc.sentences[index].span.end <= span.start:
        return None
    return doc.sentences[index].span


def _block(doc: Document, span: Span) -> Block | None:
    """The block that a place begins in."""
    index = bisect_right(doc.blocks, span.start, key=lambda block: block.span.start) - 1
    if index < 0 or doc.blocks[index].span.end <= span.start:
        return None
    return doc.blocks[index]
