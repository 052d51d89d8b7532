"""Evidence: where a text speaks for a category, and in what stance."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policytext.knowledge import Knowledge
from policytext.knowledge.schema.classify import Cue
from policytext.model import Document, Evidence

MODEL = "governance_model"
SILENT = ("slogan", "definition", "other", "off-topic")
"""Stances that count nothing."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """taxonomy.yaml, compiled."""

    cues: dict[str, tuple[tuple[Cue, re.Pattern[str]], ...]]
    gate: re.Pattern[str]
    gate_reach: int
    slogan: re.Pattern[str]
    sentence_stances: tuple[tuple[str, re.Pattern[str]], ...]
    excess: re.Pattern[str]
    named: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Scene:
    """The sentences of a document in the reading view, and what is known of each."""

    text: str
    starts: list[int]
    near: list[bool]
    gated: list[bool]
    stances: list[str]
    slogans: list[tuple[int, int]]

    def sentence(self, offset: int) -> int:
        """The sentence at a view offset."""
        return max(0, bisect_right(self.starts, offset) - 1)


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


def scene(doc: Document, rules: Matcher) -> Scene:
    """What stands in each sentence, from one scan for each kind of sign."""
    text = doc.reading.text
    starts = [doc.reading.to_view(sentence.span)[0] for sentence in doc.sentences] or [0]
    gated = [False] * len(starts)
    for match in rules.gate.finditer(text):
        gated[max(0, bisect_right(starts, match.start()) - 1)] = True
    near = [any(gated[max(0, i - rules.gate_reach) : i + rules.gate_reach + 1]) for i in range(len(starts))]
    stances = ["practice"] * len(starts)
    for stance, pattern in reversed(rules.sentence_stances):
        for match in pattern.finditer(text):
            stances[max(0, bisect_right(starts, match.start()) - 1)] = stance
    for match in rules.named.finditer(text):
        if not _is_own(doc, match["place"]):
            stances[max(0, bisect_right(starts, match.start()) - 1)] = "other"
    return Scene(text, starts, near, gated, stances, [match.span() for match in rules.slogan.finditer(text)])


def _is_own(doc: Document, place: str) -> bool:
    """Whether a named model is that of the document's own place."""
    own = (doc.meta.place, doc.meta.issuer, doc.meta.title)
    return any(fact is not None and place in fact.value for fact in own)


def hits(doc: Document, facet: str, rules: Matcher, at: Scene) -> list[Hit]:
    """Every cue of a facet that matches, in order; of those of one category that overlap, the heaviest."""
    found = [(match, cue) for cue, pattern in rules.cues[facet] for match in pattern.finditer(at.text)]
    found.sort(key=lambda pair: (-pair[1].weight, pair[0].start(), -pair[0].end(), pair[1].id))
    taken: dict[str, list[tuple[int, int]]] = {}
    kept: list[Hit] = []
    for match, cue in found:
        start, end = match.span()
        ranges = taken.setdefault(cue.code, [])
        if start < end and not any(start < high and low < end for low, high in ranges):
            ranges.append((start, end))
            kept.append(_hit(doc, match, cue, rules, at))
    return sorted(kept, key=lambda hit: (hit.evidence.span, hit.cue.id))


def _hit(doc: Document, match: re.Match[str], cue: Cue, rules: Matcher, at: Scene) -> Hit:
    sentence = at.sentence(match.start())
    stance, code = at.stances[sentence], cue.code
    if any(low < match.end() and match.start() < high for low, high in at.slogans):
        stance = "slogan"
    elif code == "gov_led" and stance not in SILENT and rules.excess.match(at.text, match.end()):
        stance, code = "problem", "self_gov"
    weight = 0.0 if stance in SILENT else cue.weight
    span = doc.reading.to_source(*match.span())
    return Hit(cue, Evidence(span, cue.id, code, weight, cue.dimension, stance), sentence)


def counted(found: Sequence[Hit]) -> Iterator[Evidence]:
    """The evidence that has weight."""
    return (hit.evidence for hit in found if hit.evidence.weight > 0)
