"""Evidence: where a text speaks for a category, and in what stance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from policytext.classify.scene import SILENT, Scene, any_of
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.classify import Cue
from policytext.model import Document, Evidence
from policytext.sieve import needed

MODEL = "governance_model"
Places = Mapping[str, Mapping[int, Sequence[int]]]
"""Facet → number of a cue → sentences in which it may match."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A cue, compiled: its wording, what its sentence must and must not hold."""

    cue: Cue
    wording: re.Pattern[str]
    context: re.Pattern[str] | None
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Matcher:
    """The cues, compiled, and the literals that tell where they are worth trying.

    Args:
        cues: by facet.
        literals: finds every literal of every cue in one scan.
        owners: for each literal the cues that need it, by facet and number.
        anywhere: cues without such a literal.
        friends: by facet, wordings in which cues speak of another matter.
        ungated: facets that are looked for in texts on any matter.
    """

    cues: Mapping[str, tuple[Pattern, ...]]
    literals: AhoCorasick
    owners: tuple[tuple[tuple[str, int], ...], ...]
    anywhere: tuple[tuple[str, int], ...]
    friends: Mapping[str, re.Pattern[str]]
    ungated: frozenset[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue that matched: the evidence as it counts, the sentence, and the cue."""

    cue: Cue
    evidence: Evidence
    sentence: int


def matcher(knowledge: Knowledge) -> Matcher:
    """The taxonomy's cues, compiled; for `Knowledge.derive`."""
    table = knowledge.taxonomy
    owners: dict[str, list[tuple[str, int]]] = {}
    anywhere: list[tuple[str, int]] = []
    for facet, cues in table.cues.items():
        for number, cue in enumerate(cues):
            literals = needed(cue.pattern)
            for literal in sorted(literals):
                owners.setdefault(literal, []).append((facet, number))
            if not literals:
                anywhere.append((facet, number))
    friends = {
        facet: any_of([row.pattern for row in table.false_friends if not row.facets or facet in row.facets])
        for facet in table.cues
    }
    return Matcher(
        cues={facet: tuple(map(_compiled, cues)) for facet, cues in table.cues.items()},
        literals=AhoCorasick(list(owners), matchkind=MatchKind.Standard),
        owners=tuple(map(tuple, owners.values())),
        anywhere=tuple(anywhere),
        friends=friends,
        ungated=frozenset(facet for facet, topic in table.topics.items() if topic.gate == "none"),
    )


def _compiled(cue: Cue) -> Pattern:
    context, unless = (re.compile(wording) if wording else None for wording in (cue.context, cue.unless))
    return Pattern(cue, re.compile(cue.pattern), context, unless)


def places(rules: Matcher, at: Scene) -> Places:
    """Where each cue is worth trying: one scan of the text for all of them."""
    found: dict[str, dict[int, list[int]]] = {facet: {} for facet in rules.cues}
    for literal, start, _ in rules.literals.find_matches_as_indexes(at.text, overlapping=True):
        sentence = at.sentence(start)
        for facet, number in rules.owners[literal]:
            if at.open[sentence] or facet in rules.ungated:
                _note(found[facet].setdefault(number, []), sentence)
    for facet, number in rules.anywhere:
        everywhere = facet in rules.ungated
        found[facet][number] = [index for index, is_open in enumerate(at.open) if is_open or everywhere]
    return found


def _note(sentences: list[int], sentence: int) -> None:
    if sentence not in sentences[-2:]:
        sentences.append(sentence)


def hits(doc: Document, facet: str, rules: Matcher, at: Scene, where: Places) -> list[Hit]:
    """Every cue of a facet in the open parts, in order; of those of one category that overlap, the heaviest."""
    found = list(_matches(facet, rules, at, where))
    found.sort(key=lambda pair: (-pair[1].weight, pair[0].start(), -pair[0].end(), pair[1].id))
    taken: dict[tuple[str, int], list[tuple[int, int]]] = {}
    kept: list[Hit] = []
    for match, cue, sentence in found:
        start, end = match.span()
        ranges = taken.setdefault((cue.code, sentence), [])
        if start < end and not any(start < high and low < end for low, high in ranges):
            ranges.append((start, end))
            kept.append(_hit(doc, match, cue, sentence, at))
    return sorted(kept, key=lambda hit: (hit.evidence.span, hit.cue.id))


def _matches(facet: str, rules: Matcher, at: Scene, where: Places) -> Iterator[tuple[re.Match[str], Cue, int]]:
    """Every match of a facet's cues with its sentence, where its context allows it."""
    friends: dict[int, list[tuple[int, int]]] = {}
    for number, sentences in where[facet].items():
        pattern = rules.cues[facet][number]
        for sentence in dict.fromkeys(sentences):
            low, high = at.bounds(sentence)
            for match in pattern.wording.finditer(at.text, low, high):
                if sentence not in friends:
                    friends[sentence] = [each.span() for each in rules.friends[facet].finditer(at.text, low, high)]
                if _is_meant(match, pattern, friends[sentence], low, high):
                    yield match, pattern.cue, sentence


def _is_meant(match: re.Match[str], pattern: Pattern, friends: Sequence[tuple[int, int]], low: int, high: int) -> bool:
    """Whether the sentence from `low` to `high` lets a match count, and no false friend holds it."""
    text = match.string
    if pattern.context is not None and not pattern.context.search(text, low, high):
        return False
    if pattern.unless is not None and pattern.unless.search(text, low, high):
        return False
    return not any(start < match.end() and match.start() < end for start, end in friends)


def _hit(doc: Document, match: re.Match[str], cue: Cue, sentence: int, at: Scene) -> Hit:
    stance, code = at.stance(sentence), cue.code
    if at.is_slogan(sentence, *match.span()):
        stance = "slogan"
    elif stance not in SILENT and at.is_excess(match.end()) and code == "gov_led":
        stance, code = "problem", "self_gov"
    elif stance not in SILENT and at.is_negated(sentence, match.start()):
        stance = "negated"
    weight = 0.0 if stance in SILENT else cue.weight
    span = doc.reading.to_source(*match.span())
    return Hit(cue, Evidence(span, cue.id, code, weight, cue.dimension, stance), sentence)
