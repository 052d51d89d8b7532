"""What could have been a mention's time, scope or kind, and was not: for people who ask why."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from policytext.extract import read_line
from policytext.extract.describe import describe
from policytext.extract.draft import Draft, Line
from policytext.extract.indicator import phrases
from policytext.extract.kind import moods
from policytext.extract.scope import owners
from policytext.extract.seat import seats
from policytext.extract.time import moments
from policytext.knowledge.load import Knowledge
from policytext.model import Mention


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reading of one field that stands in the sentence too and was not taken.

    Args:
        field: `time`, `scope` or `kind`.
        text: as written; of a kind its name and the clause that it holds in.
        why: the rule by which a clause has its kind, empty for the others:
            the nearest that holds for the mention was taken.
    """

    field: str
    text: str
    why: str = ""


def considered(sentences: Sequence[Line], mention: Mention, knowledge: Knowledge) -> tuple[Candidate, ...]:
    """The times, owners and kinds in a mention's sentence other than its own, in order.

    Args:
        sentences: those of its document, in order, as `policytext.extract.lines` gives them.
        mention: one of them holds it.
        knowledge: the tables.
    """
    index = bisect_right(sentences, mention.span.start, key=lambda line: line.span(0, 1).start) - 1
    return tuple(dict.fromkeys(_others(sentences[index], mention, knowledge))) if index >= 0 else ()


def _others(line: Line, mention: Mention, knowledge: Knowledge) -> Iterator[Candidate]:
    pairs = (f"p{number}" for number in count(1))
    drafts, marks = read_line(line, knowledge, pairs)
    describe(line, drafts, marks, knowledge, pairs)
    placed = seats(line, drafts, marks)
    if not placed or not any(_same(draft, mention) for draft in drafts):
        return
    text = placed[0].text
    for moment in moments(text, knowledge):
        if moment.text not in (mention.time or ""):
            yield Candidate("time", moment.text)
    for owner in owners(line, text, knowledge.derive(phrases).start, knowledge):
        if owner.text not in (mention.scope or ""):
            yield Candidate("scope", owner.text)
    for mood in moods(line, text, knowledge):
        if mood.kind != mention.kind and mood.start < mood.end:
            yield Candidate("kind", f"{mood.kind}: {line.text[mood.start : mood.end].strip()}", mood.rule)


def _same(draft: Draft, mention: Mention) -> bool:
    return draft.line.span(draft.start, draft.end) == mention.span
