"""Cutting a name out of the words before or after a number.

The words before a number are peeled from both ends: from the front
connectives, adverbs, times, places and verbs of having; from the back
linking verbs, qualifiers and verbs of change.  What is left is the name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from policytext.extract.per.rules import pattern as denominators
from policytext.extract.scope.rules import patterns as places
from policytext.extract.time.rules import patterns as times
from policytext.knowledge.load import Knowledge
from policytext.sieve import edges, ending, everywhere

_LONGEST_CLOSER = 24
_OPEN, _CLOSE = "（", "）"
_QUOTE, _UNQUOTE = "“", "”"
_LONGEST_BRACKET = 8
_LISTED = 2
_NO_NOUN = ("（", "(", "/", "／", "<", "-")


@dataclass(frozen=True, slots=True)
class Phrases:
    """The table compiled, with the times, places and denominators to peel off.

    `front` is what can be peeled off the front of a name, with the characters that it begins with.
    `closes` and `grows` tell at little cost whether `closers` and `growing` may match at all,
    `edges` are the characters that `trim` takes.  `dimensions` is the noun of each unit that is no count.
    """

    start: re.Pattern[str]
    front: tuple[tuple[re.Pattern[str], frozenset[str]], ...]
    having: re.Pattern[str]
    bare_having: re.Pattern[str]
    closers: Callable[..., Iterator[re.Match[str]]]
    closes: Callable[[str], bool]
    growing: re.Pattern[str]
    grows: Callable[[str], bool]
    breaks: re.Pattern[str]
    after: re.Pattern[str]
    examples: re.Pattern[str]
    all_in_one: re.Pattern[str]
    counted: re.Pattern[str]
    spending: re.Pattern[str]
    purposes: re.Pattern[str]
    generic: re.Pattern[str]
    generic_changing: re.Pattern[str]
    profile: re.Pattern[str]
    share: re.Pattern[str]
    shares: re.Pattern[str]
    trim: re.Pattern[str]
    edges: frozenset[str]
    perfective: re.Pattern[str]
    opening: re.Pattern[str]
    areas: re.Pattern[str]
    attribute: re.Pattern[str]
    deadline_after: re.Pattern[str]
    of: str
    dimensions: Mapping[str, str]
    no_predicate: re.Pattern[str]
    abstract: re.Pattern[str]
    set_aside: re.Pattern[str]
    such: re.Pattern[str]
    standard: re.Pattern[str]
    counting: re.Pattern[str]
    status: re.Pattern[str]
    measured_lead: re.Pattern[str]
    bounded_share: re.Pattern[str]
    base_verb: re.Pattern[str]
    invested: re.Pattern[str]
    joints: re.Pattern[str]
    grade: re.Pattern[str]
    bare_status: re.Pattern[str]
    bare_reach: re.Pattern[str]
    bare_provision: re.Pattern[str]
    status_edge: re.Pattern[str]
    inner_time: re.Pattern[str]
    split: re.Pattern[str]
    among: re.Pattern[str]
    consequence: re.Pattern[str]
    among_counted: re.Pattern[str]
    among_joint: re.Pattern[str]
    occupying: re.Pattern[str]
    outcome: re.Pattern[str]
    voting: re.Pattern[str]
    voted_edge: re.Pattern[str]
    making_up: re.Pattern[str]
    toward: re.Pattern[str]
    aged: re.Pattern[str]
    duty: re.Pattern[str]
    whole_of_share: re.Pattern[str]
    having_edge: re.Pattern[str]
    made_of: re.Pattern[str]
    made_by: re.Pattern[str]
    sums: re.Pattern[str]
    subject: re.Pattern[str]
    no_member: re.Pattern[str]
    member_joint: re.Pattern[str]
    dative: re.Pattern[str]


_PLAIN = (
    "after",
    "examples",
    "all_in_one",
    "counted",
    "spending",
    "generic",
    "generic_changing",
    "profile",
    "share",
    "shares",
    "trim",
    "perfective",
    "attribute",
    "deadline_after",
    "no_predicate",
    "abstract",
    "set_aside",
    "such",
    "standard",
    "counting",
    "status",
    "measured_lead",
    "bounded_share",
    "base_verb",
    "invested",
    "joints",
    "grade",
    "bare_status",
    "bare_reach",
    "bare_provision",
    "inner_time",
    "split",
    "among",
    "consequence",
    "among_counted",
    "among_joint",
    "occupying",
    "outcome",
    "voting",
    "voted_edge",
    "making_up",
    "toward",
    "aged",
    "duty",
    "whole_of_share",
    "made_of",
    "made_by",
    "sums",
    "subject",
    "no_member",
    "member_joint",
    "dative",
)
"""Entries of the table that are compiled as they stand."""


def phrases(knowledge: Knowledge) -> Phrases:
    """The naming table compiled."""
    table = knowledge.indicators
    when, where = knowledge.derive(times), knowledge.derive(places)
    closers = (*table.closers, f"(?:{when.any.pattern})(?:{table.of})?")
    opener, having = "|".join(table.openers), table.having + "(?=.)"
    front = (opener, when.any.pattern, knowledge.derive(denominators).pattern, where.start.pattern, having)
    return Phrases(
        **{name: re.compile(getattr(table, name)) for name in _PLAIN},
        start=re.compile(f"(?:{'|'.join(table.openers)}|{when.any.pattern})+"),
        front=tuple((re.compile(entry), edges(entry, last=False)) for entry in front),
        having=re.compile(having),
        bare_having=re.compile(table.having),
        having_edge=re.compile(f"(?:{table.having})$"),
        edges=edges(table.trim, last=False) | edges(table.trim, last=True),
        closers=everywhere(f"(?:{'|'.join(closers)})$"),
        closes=ending([f"(?:{entry})$" for entry in closers]),
        growing=re.compile(f"(?:{table.growing})$"),
        grows=ending([f"(?:{table.growing})$"]),
        breaks=re.compile(table.breaks.replace(" ", "")),
        purposes=re.compile(f"(?:{table.purposes})+"),
        opening=when.opening,
        areas=where.areas,
        of=table.of,
        dimensions={unit: noun for noun, units in reversed(table.dimensions.items()) for unit in units},
        status_edge=re.compile(f"^(?:{table.bare_status})|(?:{table.bare_status})$"),
    )


def opened(text: str, ways: Phrases, *, clause: bool = True) -> str:
    """`text` without what stands before a name: connectives, adverbs, times, places, verbs of having.

    `clause` says whether it begins a clause: only there a whole run of words
    up to 以来 is a time.
    """
    if clause:
        opening = ways.opening.match(text)
        text = text[opening.end() :] if opening else text
    while True:
        shorter = _peeled(text, ways)
        if shorter == text:
            return text
        text = shorter


def _peeled(text: str, ways: Phrases) -> str:
    """`text` without the first thing that can be peeled off its front."""
    first = text[:1]
    for pattern, signs in ways.front:
        match = pattern.match(text) if first in signs or not signs else None
        if match and match.end():
            return text[match.end() :]
    return text


def closed(text: str, ways: Phrases) -> str:
    """`text` without linking verbs, qualifiers and times at its end."""
    while text and ways.closes(text[-_LONGEST_CLOSER:]):
        match = next(ways.closers(text, max(0, len(text) - _LONGEST_CLOSER)), None)
        if not match or match.start() == match.end():
            return text
        text = text[: match.start()]
    return text


def ungrown(text: str, ways: Phrases) -> str:
    """`text` without a verb of change at its end."""
    match = ways.grows(text) and ways.growing.search(text, max(0, len(text) - _LONGEST_CLOSER))
    return closed(text[: match.start()], ways) if match else text


def trimmed(text: str, ways: Phrases) -> str:
    """`text` without marks and particles at its edges, and without unpaired quotation marks."""
    if ("“" in text or "”" in text) and text.count("“") != text.count("”"):
        text = text.replace("“", "").replace("”", "")
    if ways.edges and text[:1] not in ways.edges and text[-1:] not in ways.edges:
        return text
    return ways.trim.sub("", ways.trim.sub("", text))


def cleaned(text: str, ways: Phrases, *, keep: bool = False) -> str:
    """A phrase peeled from both ends; with `keep`, a verb of change at its end stays."""
    text = closed(opened(text, ways), ways)
    return trimmed(text if keep else ungrown(text, ways), ways)


def noun_after(trail: str, ways: Phrases) -> tuple[str, str]:
    """The noun phrase that follows a count, and the predicate behind it.

    Both are empty where the number ends its phrase (社区12个，…).
    """
    after = ways.after.match(trail)
    body = trail[after.end() :] if after else trail
    if ways.abstract.match(body) or body.startswith(_NO_NOUN):
        return "", ""
    end = _noun_end(body, ways)
    noun = body[:end]
    rest = body[end:]
    of = rest.find(ways.of, 2)
    if noun and 0 < of < len(rest) - 2 and not ways.breaks.match(rest):
        return noun + rest, ""
    return trimmed(noun, ways), trimmed(_predicate(rest, ways), ways)


def _noun_end(body: str, ways: Phrases) -> int:
    """Where the noun ends; a mark inside brackets does not end it: 5个县（市、区）."""
    end = ways.breaks.search(body)
    quoted = body.find(_UNQUOTE) + 1 if body.startswith(_QUOTE) else 0
    if end and end.start() < quoted:
        end = ways.breaks.search(body, quoted)
    if end and body[: end.start()].count(_OPEN) > body[: end.start()].count(_CLOSE):
        close = body.find(_CLOSE, end.end(), end.end() + _LONGEST_BRACKET)
        end = ways.breaks.search(body, close + 1) if close > 0 else end
    return end.start() if end else len(body)


def _predicate(rest: str, ways: Phrases) -> str:
    """The verb phrase after a noun, without marks of aspect and up to the next stop."""
    if ways.no_predicate.match(rest):
        return ""
    stop = re.search(r"[，；：。！？#\n]", rest)
    told = rest[: stop.start()] if stop else rest
    outcome = ways.outcome.search(told, 1)
    return ways.perfective.sub("", told[: outcome.start()] if outcome else told)


def listed_after(trail: str, ways: Phrases) -> str:
    """All of a list of nouns after a count: 海棠、月季路 in 等6条海棠、月季路; empty where a verb stands in it."""
    after = ways.after.match(trail)
    body = trail[after.end() :] if after else trail
    members = ways.member_joint.split(body)
    if len(members) < _LISTED or any(len(member) < _LISTED for member in members):
        return ""
    if any(ways.breaks.search(member) or ways.no_member.match(member) for member in members):
        return ""
    return body
