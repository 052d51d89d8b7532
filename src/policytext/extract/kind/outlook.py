"""Which way a text looks: back on what was done, ahead to what is planned, or neither in the articles of a law.

A work report has both halves; headings and turns of phrase part them, and
what stands after one looks that way until the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import exp

from policytext.knowledge.load import Knowledge
from policytext.sieve import edges, possible

AHEAD = "ahead"
BACK = "back"
NORM = "norm"
_END = "。"


@dataclass(frozen=True, slots=True)
class _Turns:
    """What turns the view in any sentence, and in a heading or short line; `may` tells whether either can be there.

    `articles` begin with one of `openings`, if there are such.
    """

    anywhere: re.Pattern[str]
    short: re.Pattern[str]
    may: Callable[[str], int]
    articles: re.Pattern[str]
    openings: frozenset[str]


def _turns(knowledge: Knowledge) -> _Turns:
    table = knowledge.kinds
    anywhere = _either(table.turn_ahead, table.turn_back)
    short = _either(table.turn_ahead + table.heading_ahead, table.turn_back + table.heading_back)
    return _Turns(
        anywhere,
        short,
        possible([anywhere.pattern, short.pattern]),
        re.compile(table.articles),
        edges(table.articles, last=False),
    )


def _either(ahead: tuple[str, ...], back: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"(?P<{AHEAD}>{'|'.join(ahead)})|(?P<{BACK}>{'|'.join(back)})")


def outlook(text: str, before: str, knowledge: Knowledge) -> str:
    """Which way the text looks after a sentence or heading: `ahead`, `back`, `norm` or as `before`.

    Args:
        text: the sentence or heading, in the reading view.
        before: what held until it; empty at the beginning.
        knowledge: the tables.
    """
    turns, last = knowledge.derive(_turns), before
    opens = not turns.openings or text[:1] in turns.openings
    if before == NORM or (opens and turns.articles.match(text)):
        return NORM
    if not turns.may(text):
        return last
    for match in (turns.short if _heads(text, knowledge) else turns.anywhere).finditer(text):
        last = match.lastgroup or last
    return last


def lean(paragraph: str, genre: str | None, knowledge: Knowledge) -> str:
    """Which way a paragraph looks by its words alone: `ahead`, or empty where they do not tell.

    Args:
        paragraph: in the reading view.
        genre: of its document.
        knowledge: the tables.
    """
    table = knowledge.kinds.lean
    if genre in table.silent or len(paragraph) > table.longest:
        return ""
    said = [weight for pattern, weight in knowledge.derive(_leaning) if pattern.search(paragraph)]
    likely = 1 / (1 + exp(-table.intercept - sum(said)))
    return AHEAD if likely >= table.enough and sum(weight > 0 for weight in said) >= table.least else ""


def _leaning(knowledge: Knowledge) -> tuple[tuple[re.Pattern[str], float], ...]:
    return tuple((re.compile(pattern), weight) for pattern, weight in knowledge.kinds.lean.words)


def _heads(text: str, knowledge: Knowledge) -> bool:
    """Whether a line reads like a heading: short, and half as short if it ends like a sentence."""
    table = knowledge.kinds
    longest = table.short // 2 if text.endswith(_END) else table.short
    return len(text) <= longest and not knowledge.derive(_no_heading).search(text)


def _no_heading(knowledge: Knowledge) -> re.Pattern[str]:
    return re.compile(knowledge.kinds.no_heading)
