"""How much a line speaks like a notice of a site: who owns, who pays, how to complain."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from policytext.clean.platforms import together
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.clean import Cleaning, InlineRule, Where

LONGEST_NOTICE = 900


@dataclass(frozen=True, slots=True)
class Score:
    """What a line says as a notice: weight of its words, their kinds, and whether a site's own are among them."""

    weight: float = 0.0
    kinds: int = 0
    site: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """The tables of cleaning.yaml, compiled."""

    lines: tuple[tuple[str, Where, re.Pattern[str]], ...]
    inline: tuple[tuple[InlineRule, re.Pattern[str]], ...]
    tail: re.Pattern[str]
    box: re.Pattern[str]
    end_sign: re.Pattern[str]
    site_fields: re.Pattern[str]
    interface: frozenset[str]
    separators: re.Pattern[str]
    marker: re.Pattern[str]
    heading: re.Pattern[str]
    salutation: re.Pattern[str]
    signature: re.Pattern[str]
    meeting: re.Pattern[str]


def rules(knowledge: Knowledge) -> Rules:
    """Compile once; see `Knowledge.derive`."""
    table: Cleaning = knowledge.cleaning
    return Rules(
        lines=tuple((rule.name, rule.where, _compiled(rule.patterns)) for rule in table.lines),
        inline=tuple((rule, _compiled(rule.patterns)) for rule in table.inline),
        tail=_compiled(table.tail),
        box=_compiled(table.box),
        end_sign=_compiled(table.end_sign),
        site_fields=re.compile(table.site_fields),
        interface=frozenset(table.interface),
        separators=re.compile(table.separators),
        marker=re.compile(table.marker),
        heading=re.compile(rf"(?:[{table.numerals}]{{1,3}}、|\([{table.numerals}]{{1,3}}\))"),
        salutation=re.compile(table.salutation),
        signature=re.compile(table.signature),
        meeting=re.compile(table.meeting),
    )


def scores(texts: list[str], knowledge: Knowledge) -> list[Score]:
    """The score of every line; a line longer than any notice has none.

    The page is scanned once for all words; most documents have next to none.
    """
    whole = "\n".join(text for text in texts if len(text) <= LONGEST_NOTICE)
    said = set(knowledge.derive(cue_words).find_matches_as_strings(whole, overlapping=True))
    present = [
        (cues.weight, cues.site, found)
        for cues in knowledge.cleaning.cues
        if (found := tuple(word for word in cues.words if word in said))
    ]
    return [_score(text, present) if present else Score() for text in texts]


def cue_words(knowledge: Knowledge) -> AhoCorasick:
    """Every word by which notices speak."""
    return AhoCorasick([word for cues in knowledge.cleaning.cues for word in cues.words])


def cue_counts(text: str, knowledge: Knowledge) -> list[tuple[str, int]]:
    """For each kind of notice, how many of its words a line has; a longer line than any notice has none."""
    return [(cues.name, sum(word in text for word in cues.words)) for cues in knowledge.cleaning.cues]


def _score(text: str, present: list[tuple[float, bool, tuple[str, ...]]]) -> Score:
    if len(text) > LONGEST_NOTICE:
        return Score()
    hits = [(weight, site, sum(word in text for word in words)) for weight, site, words in present]
    return Score(
        weight=sum(weight * count for weight, _, count in hits),
        kinds=sum(1 for _, _, count in hits if count),
        site=any(site and count for _, site, count in hits),
    )


def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    pattern = together(patterns)
    if pattern is None:
        raise AssertionError("a rule of cleaning.yaml has no pattern")
    return pattern
