"""The reading view's spaces: those inside numbers and between Chinese characters are read as nothing.

What stands apart on purpose stays apart: cells, list numbers before numbers,
headings before their text, the two sides of a hole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policytext.clean.notices import rules
from policytext.clean.page import HAN
from policytext.knowledge import Knowledge

Cut = tuple[int, int, str]
"""View offsets of white space to read as nothing, and the rule's name."""

FEWEST_CELLS = 2
WIDEST_CELL = 16
LONGEST_HEADING = 60
YEAR = 4
"""Digits of a year; no list number has so many."""

_SPACE = "[ \u00a0\u2002\u2003\u2009\u202f]"
_HAN_SPACE = re.compile(rf"(?<=[{HAN}]){_SPACE}(?=[{HAN}])")
_BEFORE_MARK = re.compile(rf"(?<=[{HAN}A-Za-z0-9%％”》）)]){_SPACE}+(?=[，。、；：？！”》）)]|[,;:?!](?!\d))")
_AFTER_MARK = re.compile(
    rf"(?<=[，、；：“《（]){_SPACE}+(?=[{HAN}0-9“《])|(?<=[{HAN}][,;:(]){_SPACE}+(?=[{HAN}0-9“《])"
)
_NUMBER = re.compile(rf"\d(?:[\d.,．，]|{_SPACE}(?=[\d.．]))*\d{_SPACE}?[.．]?|\d{_SPACE}?[.．]{_SPACE}?\d+")
_IN_NUMBER = re.compile(_SPACE)
_GROUPED = re.compile(rf"[1-9１-９]\d{{0,2}}(?:{_SPACE}\d{{3}})+(?:\.\d+)?$")
_LETTERED = re.compile(rf"\d(?:{_SPACE}\d)+$")
_SPELLED = re.compile(rf"\d(?:{_SPACE}\d){{2,}}$")
_DECIMAL = re.compile(rf"\d+(?:{_SPACE}[.．]{_SPACE}?|[.．]{_SPACE})\d+$")
_BESIDE_DIGIT = re.compile(rf"(?<=[{HAN}]){_SPACE}(?=\d)|(?<=[\d%％]){_SPACE}(?=[{HAN}%％‰])")
_PROSE = re.compile(r"[，。；、,;]")
_CELLS = re.compile(rf"\S{_SPACE}+\S")
_LAST_STOP = re.compile(r"[。；！？!?;\n]")


def stray(text: str, holes: list[tuple[int, int]], knowledge: Knowledge) -> list[Cut]:
    """White space of the clean view that stands inside words and numbers.

    Args:
        text: of the clean view.
        holes: view offsets where text is missing; nothing is joined there.
        knowledge: for list markers and names of numbered things.
    """
    cuts: dict[int, Cut] = {}
    missing = {at for start, end in holes for at in range(start, end)}
    for cut in _all(text, knowledge):
        if missing.isdisjoint(range(cut[0], cut[1])):
            cuts.setdefault(cut[0], cut)
    return [cuts[at] for at in sorted(cuts)]


def _all(text: str, knowledge: Knowledge) -> Iterator[Cut]:
    if not re.search(_SPACE, text):
        return
    start = 0
    for line in text.split("\n"):
        if re.search(_SPACE, line) and not is_row(line):
            for left, right, rule in _in_line(line, knowledge):
                yield start + left, start + right, rule
        start += len(line) + 1


def is_row(line: str) -> bool:
    """Whether a line is a row of cells parted by spaces rather than a sentence or a spaced word."""
    cells = len(_CELLS.findall(line))
    several = cells >= FEWEST_CELLS and cells * WIDEST_CELL > len(line)
    return "\t" in line or (several and not _PROSE.search(line) and any(char.isdigit() for char in line))


def _in_line(line: str, knowledge: Knowledge) -> Iterator[Cut]:
    yield from _numbers(line, knowledge)
    for match in _HAN_SPACE.finditer(line):
        opens = knowledge.derive(rules).marker.match(line, match.end())
        if not opens and not _after_heading(line, match.start(), knowledge):
            yield *match.span(), "stray-space"
    for pattern in (_BEFORE_MARK, _AFTER_MARK):
        for match in pattern.finditer(line):
            yield *match.span(), "stray-space"
    for match in _BESIDE_DIGIT.finditer(line):
        if not _numbered(line, match.start(), knowledge) and not _after_heading(line, match.start(), knowledge):
            yield *match.span(), "stray-space"


def _after_heading(line: str, at: int, knowledge: Knowledge) -> bool:
    """Whether what stands before a space, back to the last stop, is a heading or a list number."""
    stops = [match.end() for match in _LAST_STOP.finditer(line, max(0, at - LONGEST_HEADING), at)]
    before = line[stops[-1] if stops else max(0, at - LONGEST_HEADING) : at].strip()
    year = len(before) == YEAR and line[at:].lstrip().startswith(knowledge.cleaning.year)
    list_number = at <= LONGEST_HEADING and not stops and before.isdigit() and not year
    return list_number or bool(knowledge.derive(headings).match(before))


def headings(knowledge: Knowledge) -> re.Pattern[str]:
    """A heading without a mark inside: its marker and a few words."""
    return re.compile(rf"{knowledge.cleaning.marker}[^，、,：:]*$")


def _numbered(line: str, at: int, knowledge: Knowledge) -> bool:
    """Whether the space stands behind a noun that takes a number as its name, or behind such a number."""
    return bool(knowledge.derive(numbered).search(line[max(0, at - 12) : at]))


def numbered(knowledge: Knowledge) -> re.Pattern[str]:
    """A noun before a number that is a name, with or without that number."""
    return re.compile(rf"{knowledge.cleaning.numbered_nouns}\s?\d{{0,4}}$")


def _numbers(line: str, knowledge: Knowledge) -> Iterator[Cut]:
    """Spaces inside one number.

    A number opens after Chinese text or a mark, not at the start of a line
    (a list number may stand there) unless it is spelled digit by digit, and
    text goes on right after it.
    """
    for match in _NUMBER.finditer(line):
        if not _IN_NUMBER.search(match.group()) or not _stands_alone(line, match, knowledge):
            continue
        for space in _IN_NUMBER.finditer(match.group()):
            start = match.start() + space.start()
            yield start, start + 1, "number-space"


def _stands_alone(line: str, match: re.Match[str], knowledge: Knowledge) -> bool:
    start, end = match.span()
    after = line[end : end + 2]
    number = match.group()
    opens = start > len(line) - len(line.lstrip()) or _SPELLED.match(number) is not None  # nobody numbers a list 1 1 3
    if not opens or _numbered(line, start, knowledge) or not after[:1].strip():
        return False
    parts = re.split(_SPACE, number)
    year = knowledge.cleaning.year
    if after.startswith(year) and len(parts[-1]) == YEAR and len(parts) > 1 and not _LETTERED.match(number):
        return False
    whole = any(pattern.match(number) for pattern in (_GROUPED, _LETTERED, _DECIMAL))
    return whole or all(len(part) <= 2 for part in parts)  # noqa: PLR2004 - a number in pieces, not two numbers
