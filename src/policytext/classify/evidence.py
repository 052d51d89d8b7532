"""Evidence: where a text speaks for a category, and in what stance."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policytext.classify.units import Unit
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.classify import Cue
from policytext.model import Document, Evidence

MODEL = "governance_model"
SILENT = ("slogan", "definition", "other")
"""Stances that count nothing."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """taxonomy.yaml, compiled."""

    cues: dict[str, tuple[tuple[Cue, re.Pattern[str]], ...]]
    gate: re.Pattern[str]
    gate_reach: int
    gate_share: float
    slogan: re.Pattern[str]
    sentence_stances: tuple[tuple[str, re.Pattern[str]], ...]
    excess: re.Pattern[str]
    named: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Scene:
    """The sentences of a document in the reading view, and what is known of each.

    Args:
        text: of the reading view.
        starts: where sentences start, in the view's offsets.
        gated: whether a sentence speaks of communities.
        open: whether it, its neighbours or enough of its section do; elsewhere no cue is looked for.
        stances: how it speaks.
        slogans: stretches that are slogans, by sentence.
    """

    text: str
    starts: list[int]
    gated: list[bool]
    open: list[bool]
    stances: list[str]
    slogans: dict[int, list[tuple[int, int]]]

    def sentence(self, offset: int) -> int:
        """The sentence at a view offset."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def stretches(self) -> Iterator[tuple[int, int]]:
        """The open parts of the text: runs of open sentences."""
        ends = [*self.starts[1:], len(self.text)]
        first: int | None = None
        for index, is_open in enumerate(self.open):
            if is_open and first is None:
                first = self.starts[index]
            if first is not None and (not is_open or index == len(ends) - 1):
                yield first, ends[index] if is_open else self.starts[index]
                first = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue that matched: the evidence as it counts, the sentence, and the cue."""

    cue: Cue
    evidence: Evidence
    sentence: int


def matcher(knowledge: Knowledge) -> Matcher:
    """The taxonomy's patterns, compiled; for `Knowledge.derive`."""
    table = knowledge.taxonomy
    stances = table.stances
    return Matcher(
        cues={facet: tuple((cue, re.compile(cue.pattern)) for cue in cues) for facet, cues in table.cues.items()},
        gate=re.compile(table.gate),
        gate_reach=table.gate_reach,
        gate_share=table.gate_share,
        slogan=_any_of(stances.slogan),
        sentence_stances=(
            ("definition", _any_of(stances.definition)),
            ("other", _any_of(stances.other)),
            ("problem", _any_of(stances.problem)),
            ("plan", _any_of(stances.plan)),
        ),
        excess=re.compile(stances.excess),
        named=re.compile(table.named_models.pattern),
    )


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def scene(doc: Document, parts: Sequence[Unit], rules: Matcher) -> Scene:
    """What stands in each sentence, from one scan for each kind of sign."""
    text = doc.reading.text
    starts = [doc.reading.to_view(sentence.span)[0] for sentence in doc.sentences] or [0]
    gated = [False] * len(starts)
    for match in rules.gate.finditer(text):
        gated[_index(starts, match.start())] = True
    slogans: dict[int, list[tuple[int, int]]] = {}
    for match in rules.slogan.finditer(text):
        slogans.setdefault(_index(starts, match.start()), []).append(match.span())
    is_open = _open(doc, parts, starts, gated, rules)
    return Scene(text, starts, gated, is_open, _stances(doc, starts, rules), slogans)


def _index(starts: list[int], offset: int) -> int:
    return max(0, bisect_right(starts, offset) - 1)


def _open(doc: Document, parts: Sequence[Unit], starts: list[int], gated: list[bool], rules: Matcher) -> list[bool]:
    """For each sentence, whether it, one near it, or enough of its section speaks of communities."""
    reach = rules.gate_reach
    is_open = [any(gated[max(0, index - reach) : index + reach + 1]) for index in range(len(starts))]
    for part in parts:
        first, last = doc.reading.to_view(part.span)
        low, high = _index(starts, first), _index(starts, max(first, last - 1)) + 1
        if sum(gated[low:high]) >= rules.gate_share * (high - low):
            is_open[low:high] = [True] * (high - low)
    return is_open


def _stances(doc: Document, starts: list[int], rules: Matcher) -> list[str]:
    """How each sentence speaks; of several stances the one that silences."""
    text = doc.reading.text
    stances = ["practice"] * len(starts)
    for stance, pattern in reversed(rules.sentence_stances):
        for match in pattern.finditer(text):
            stances[_index(starts, match.start())] = stance
    for match in rules.named.finditer(text):
        if not _is_own(doc, match["place"]):
            stances[_index(starts, match.start())] = "other"
    return stances


def _is_own(doc: Document, place: str) -> bool:
    """Whether a named model is that of the document's own place."""
    own = (doc.meta.place, doc.meta.issuer, doc.meta.title)
    return any(fact is not None and place in fact.value for fact in own)


def hits(doc: Document, facet: str, rules: Matcher, at: Scene) -> list[Hit]:
    """Every cue of a facet in the open parts, in order; of those of one category that overlap, the heaviest."""
    stretches = list(at.stretches())
    found = [
        (match, cue)
        for cue, pattern in rules.cues[facet]
        for low, high in stretches
        for match in pattern.finditer(at.text, low, high)
    ]
    found.sort(key=lambda pair: (-pair[1].weight, pair[0].start(), -pair[0].end(), pair[1].id))
    taken: dict[tuple[str, int], list[tuple[int, int]]] = {}
    kept: list[Hit] = []
    for match, cue in found:
        start, end = match.span()
        ranges = taken.setdefault((cue.code, at.sentence(start)), [])
        if start < end and not any(start < high and low < end for low, high in ranges):
            ranges.append((start, end))
            kept.append(_hit(doc, match, cue, rules, at))
    return sorted(kept, key=lambda hit: (hit.evidence.span, hit.cue.id))


def _hit(doc: Document, match: re.Match[str], cue: Cue, rules: Matcher, at: Scene) -> Hit:
    sentence = at.sentence(match.start())
    stance, code = at.stances[sentence], cue.code
    if any(low < match.end() and match.start() < high for low, high in at.slogans.get(sentence, [])):
        stance = "slogan"
    elif code == "gov_led" and stance not in SILENT and rules.excess.match(at.text, match.end()):
        stance, code = "problem", "self_gov"
    weight = 0.0 if stance in SILENT else cue.weight
    span = doc.reading.to_source(*match.span())
    return Hit(cue, Evidence(span, cue.id, code, weight, cue.dimension, stance), sentence)
