"""Where a mention sits in its sentence: the words before and after it, and its neighbours.

Everything here works on the line's text with the mentions masked, so that no
rule trips over a numeral.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from policytext.extract.draft import Draft, Line

if TYPE_CHECKING:
    from policytext.extract.exclusion import Mark

MASK = "#"
_STOPS = "，；：。！？\n|"
_HALF = "；"
_LISTED = "list-number"
_BAR = "|"
_COLUMNS = re.compile(r" {3,}|\t+")
_OPENING = "（(“‘《"
_CLOSING = "）)”’》"
_MARK = re.compile(f"[{re.escape(_STOPS + _OPENING + _CLOSING)}]")


@dataclass(slots=True)
class Seat:
    """A mention with the words round it.

    Args:
        draft: the mention.
        text: the line's text, every mention masked character by character.
        clause: offsets of the clause it stands in, without the closing stop.
        begin: where the words that lead to it begin: behind the stop or the
            mention before it.
        finish: where the words that follow it end: at the next stop or mention.
        segment: where the part of the sentence between semicolons begins.
        index: its number among the line's mentions.
        lead: the words before it, from `begin`.
        trail: the words after it, up to `finish`.
    """

    draft: Draft
    text: str
    clause: tuple[int, int]
    begin: int
    finish: int
    segment: int
    index: int
    lead: str
    trail: str

    @property
    def head(self) -> str:
        """The clause up to the mention, other mentions masked."""
        return self.text[self.clause[0] : self.draft.start]

    @property
    def rest(self) -> str:
        """The clause after the mention, other mentions masked."""
        return self.text[self.draft.reach : self.clause[1]]

    @property
    def whole(self) -> str:
        """The clause, mentions masked."""
        return self.text[self.clause[0] : self.clause[1]]

    @property
    def leads_clause(self) -> bool:
        """Whether it is the first mention of its clause."""
        return self.begin == self.clause[0]


def seats(line: Line, drafts: list[Draft], marks: Sequence[Mark] = ()) -> list[Seat]:
    """A seat for each draft, in order; `marks` are the numerals of the line that are no figures."""
    text = _masked(_unnumbered(line.text, marks), drafts)
    stops = clause_stops(text)
    halves = [stop for stop in stops if text[stop] == _HALF]
    placed: list[Seat] = []
    for index, draft in enumerate(drafts):
        start = _behind(stops, draft.start)
        following = bisect_left(stops, draft.end)
        end = stops[following] if following < len(stops) else len(text)
        segment = _behind(halves, draft.start)
        before = drafts[index - 1].reach if index else 0
        after = drafts[index + 1].start if index + 1 < len(drafts) else len(text)
        begin, finish = max(start, before), min(end, after)
        lead, trail = text[begin : draft.start], text[draft.reach : finish]
        placed.append(Seat(draft, text, (start, end), begin, finish, segment, index, lead, trail))
    return placed


def _behind(stops: Sequence[int], at: int) -> int:
    """What follows the last stop before an offset; 0 where there is none."""
    before = bisect_left(stops, at)
    return stops[before - 1] + 1 if before else 0


@lru_cache(maxsize=16)
def clause_stops(text: str) -> tuple[int, ...]:
    """Offsets of the marks that end a clause; those in brackets and quotation marks do not."""
    depth, stops = 0, []
    for match in _MARK.finditer(text):
        offset, mark = match.start(), match.group()
        if mark in _OPENING:
            depth += 1
        elif mark in _CLOSING:
            depth = max(0, depth - 1)
        elif mark in _STOPS and (depth == 0 or mark in "。\n|"):
            stops.append(offset)
            depth = 0
    return tuple(stops)


def _unnumbered(text: str, marks: Sequence[Mark]) -> str:
    """The text with blanks for list numbers without a word (2.2, 一、), part of no name, and bars between columns."""
    text = _COLUMNS.sub(lambda gap: _BAR * len(gap.group()), text)
    for mark in marks:
        number = text[mark.start : mark.end]
        if mark.rule == _LISTED and all(char.isnumeric() or not char.isalpha() for char in number):
            text = text[: mark.start] + " " * len(number) + text[mark.end :]
    return text


def _masked(text: str, drafts: list[Draft]) -> str:
    """The text with every mention's characters replaced by the mask, one for one."""
    chars = list(text)
    for draft in drafts:
        chars[draft.start : draft.reach] = MASK * (draft.reach - draft.start)
    return "".join(chars)
