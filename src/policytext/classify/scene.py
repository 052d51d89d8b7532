"""The sentences of a document: which of them speak of communities, and in what stance."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from policytext.classify.units import Unit
from policytext.knowledge import Knowledge
from policytext.model import Document

SILENT = ("slogan", "definition", "other", "negated")
"""Stances that count nothing."""
BEFORE = 14
"""Characters before a wording in which a negation is looked for."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells how a sentence speaks, compiled."""

    gate: re.Pattern[str]
    gate_reach: int
    gate_share: float
    slogan: re.Pattern[str]
    stances: tuple[tuple[str, re.Pattern[str]], ...]
    headings: tuple[tuple[str, re.Pattern[str]], ...]
    excess: re.Pattern[str]
    negated: re.Pattern[str]
    named: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Scene:
    """The sentences of a document in the reading view, and what is known of each.

    Args:
        text: of the reading view.
        starts: where sentences start, in the view's offsets.
        gated: whether a sentence speaks of communities.
        near: whether it or one close to it does.
        open: whether it or enough of its section does; elsewhere gated facets look for no cue.
        chapters: the stance that headings give the sentences under them, by sentence.
        own: names and title of the document and its place.
        signs: what tells how a sentence speaks.
    """

    text: str
    starts: list[int]
    gated: list[bool]
    near: list[bool]
    open: list[bool]
    chapters: dict[int, str]
    own: tuple[str, ...]
    signs: Signs
    _stances: dict[int, str] = field(default_factory=dict)
    _slogans: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def sentence(self, offset: int) -> int:
        """The sentence at a view offset."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def bounds(self, sentence: int) -> tuple[int, int]:
        """Where a sentence starts and ends."""
        last = sentence + 1 == len(self.starts)
        return self.starts[sentence], len(self.text) if last else self.starts[sentence + 1]

    def stance(self, sentence: int) -> str:
        """How a sentence speaks; of several stances the one that silences."""
        if sentence not in self._stances:
            self._stances[sentence] = self._read_stance(sentence)
        return self._stances[sentence]

    def _read_stance(self, sentence: int) -> str:
        low, high = self.bounds(sentence)
        chapter = self.chapters.get(sentence)
        if chapter in SILENT:
            return chapter
        if any(not self.is_own(match["place"]) for match in self.signs.named.finditer(self.text, low, high)):
            return "other"
        found = (stance for stance, pattern in self.signs.stances if pattern.search(self.text, low, high))
        return next(found, chapter or "practice")

    def is_own(self, place: str) -> bool:
        """Whether a place is the document's own."""
        return any(place in name for name in self.own)

    def is_slogan(self, sentence: int, start: int, end: int) -> bool:
        """Whether a stretch of a sentence lies in a slogan."""
        if sentence not in self._slogans:
            found = self.signs.slogan.finditer(self.text, *self.bounds(sentence))
            self._slogans[sentence] = [match.span() for match in found]
        return any(low < end and start < high for low, high in self._slogans[sentence])

    def has_slogan(self, low: int, high: int) -> bool:
        """Whether there is a slogan in a stretch."""
        return bool(self.signs.slogan.search(self.text, low, high))

    def is_excess(self, end: int) -> bool:
        """Whether what ends here is said to be too much."""
        return bool(self.signs.excess.match(self.text, end))

    def is_negated(self, sentence: int, start: int) -> bool:
        """Whether what starts here is said to be done away with, or not to be."""
        low = max(self.bounds(sentence)[0], start - BEFORE)
        return bool(self.signs.negated.search(self.text[low:start]))


def signs(knowledge: Knowledge) -> Signs:
    """The taxonomy's signs, compiled; for `Knowledge.derive`."""
    table = knowledge.taxonomy
    stances = table.stances
    ordered = ("definition", "other", "problem", "plan")
    return Signs(
        gate=re.compile(table.gate),
        gate_reach=table.gate_reach,
        gate_share=table.gate_share,
        slogan=any_of(stances.slogan),
        stances=tuple((stance, any_of(getattr(stances, stance))) for stance in ordered),
        headings=tuple((stance, re.compile(pattern)) for stance, pattern in stances.headings.items()),
        excess=re.compile(stances.excess),
        negated=re.compile(stances.negated),
        named=re.compile(table.named_models.pattern),
    )


def any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    """One pattern for several; it never matches where there are none."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or "(?!)")


def scene(doc: Document, parts: Sequence[Unit], knowledge: Knowledge) -> Scene:
    """The document's sentences, and which of them speak of communities."""
    known = knowledge.derive(signs)
    text = doc.reading.text
    starts = [doc.reading.to_view(sentence.span)[0] for sentence in doc.sentences] or [0]
    gated = [False] * len(starts)
    for match in known.gate.finditer(text):
        gated[_index(starts, match.start())] = True
    own = tuple(fact.value for fact in (doc.meta.place, doc.meta.issuer, doc.meta.title) if fact is not None)
    reach = known.gate_reach
    near = [any(gated[max(0, index - reach) : index + reach + 1]) for index in range(len(starts))]
    is_open = _open(doc, parts, starts, gated, known)
    return Scene(text, starts, gated, near, is_open, _chapters(doc, starts, known), own, known)


def _index(starts: list[int], offset: int) -> int:
    return max(0, bisect_right(starts, offset) - 1)


def _open(doc: Document, parts: Sequence[Unit], starts: list[int], gated: list[bool], known: Signs) -> list[bool]:
    """For each sentence, whether it, or enough of its section, speaks of communities."""
    is_open = list(gated)
    for part in parts:
        first, last = doc.reading.to_view(part.span)
        low, high = _index(starts, first), _index(starts, max(first, last - 1)) + 1
        if sum(gated[low:high]) >= known.gate_share * (high - low):
            is_open[low:high] = [True] * (high - low)
    return is_open


def _chapters(doc: Document, starts: list[int], known: Signs) -> dict[int, str]:
    """The stance that a heading, or one above it, gives the sentences under it; the nearest that tells one."""
    told: dict[int, str] = {}
    found: dict[int, str] = {}
    for index, block in enumerate(doc.blocks):
        above = told.get(block.parent) if block.parent is not None else None
        if block.kind == "heading":
            words = doc.reading.text[slice(*doc.reading.to_view(block.span))]
            own = next((stance for stance, pattern in known.headings if pattern.search(words)), None)
            above = own or above
        if above is None:
            continue
        told[index] = above
        first, last = doc.reading.to_view(block.span)
        for sentence in range(_index(starts, first), _index(starts, max(first, last - 1)) + 1):
            found[sentence] = above
    return found
