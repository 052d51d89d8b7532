"""Why is this number here, and why is that one not: the chain from source characters to fields."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from policytext.errors import QueryError
from policytext.extract import lines
from policytext.extract.considered import Candidate, considered
from policytext.knowledge import Knowledge
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
        considered: other times, owners and kinds in the sentence, which the
            mention did not take.
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
    considered: tuple[Candidate, ...] = ()
    located: Located = field(default_factory=dict)


def explain(doc: Document, at: int | None = None, knowledge: Knowledge | None = None) -> list[Explanation]:
    """An explanation for each mention, or for the one place at a source offset.

    Args:
        doc: a processed document.
        at: offset into the source; the mention or exclusion that covers it is
            explained, or else the character alone.
        knowledge: what the document was read with, to say what else was considered; None leaves that out.

    Raises:
        QueryError: the offset lies outside the source.
    """
    chain = _chain(doc, knowledge)
    if at is None:
        return [chain(mention.span, mention) for mention in doc.mentions]
    if not 0 <= at < len(doc.source.text):
        raise QueryError(f"{doc.source.name}: offset {at} is outside its {len(doc.source.text)} characters")
    mentions = [mention for mention in doc.mentions if mention.span.start <= at < mention.span.end]
    if mentions:
        return [chain(mention.span, mention) for mention in mentions]
    excluded = [one.span for one in doc.exclusions if one.span.start <= at < one.span.end]
    return [chain(min(excluded, key=len, default=Span(at, at + 1)), None)]


def _chain(doc: Document, knowledge: Knowledge | None) -> Callable[[Span, Mention | None], Explanation]:
    """What explains one place; edits and sentences are gone through once for all of them."""
    edits = tuple(doc.reading.edits())
    sentences = tuple(lines(doc, knowledge)) if knowledge else ()

    def explained(span: Span, mention: Mention | None) -> Explanation:
        others = considered(sentences, mention, knowledge) if mention and knowledge else ()
        return _explanation(doc, span, mention, edits, others)

    return explained


def _explanation(
    doc: Document, span: Span, mention: Mention | None, edits: tuple[Edit, ...], others: tuple[Candidate, ...]
) -> Explanation:
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
        considered=others,
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
