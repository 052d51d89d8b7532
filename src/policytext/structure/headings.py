"""Headings: found by their markers, in sequence, and by their looks.

Works on the text of the reading view; offsets here are the view's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from policytext.knowledge import Knowledge
from policytext.knowledge.schema.structure import Marker, Position, Unnumbered

UNNUMBERED = "unnumbered"
NO_NUMBER = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the reading view, or the rest of one that a table cell or the title breaks."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading from `start` to `end`; its marker ends at `marker_end`, its number is 0 where it has none."""

    start: int
    marker_end: int
    end: int
    rule: str
    rank: int
    number: int
    run_in: bool
    opens_line: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a heading may start: at the start of a line, of a sentence, or inside another heading."""

    at: int
    position: Position
    line: Line


@dataclass(frozen=True, slots=True)
class Grammar:
    """headings.yaml, compiled."""

    markers: tuple[tuple[Marker, re.Pattern[str]], ...]
    numerals: dict[str, int]
    stop: re.Pattern[str]
    text_end: re.Pattern[str]
    listed: re.Pattern[str]
    glued: tuple[re.Pattern[str], ...]
    text: re.Pattern[str]
    turn: re.Pattern[str]
    longest: int
    widest_gap: int
    shape: re.Pattern[str]
    refused: re.Pattern[str]
    unnumbered: Unnumbered


def grammar(knowledge: Knowledge) -> Grammar:
    """The headings table, compiled; for `Knowledge.derive`."""
    table = knowledge.headings
    return Grammar(
        markers=tuple((marker, re.compile(marker.pattern)) for marker in table.markers),
        numerals=table.numerals,
        stop=re.compile(table.stop),
        text_end=re.compile(table.text_end),
        listed=re.compile(table.listed),
        glued=tuple(re.compile(pattern) for pattern in table.glued),
        text=re.compile(table.text),
        turn=re.compile(table.turn),
        longest=table.longest,
        widest_gap=table.widest_gap,
        shape=re.compile(table.unnumbered.shape),
        refused=re.compile(table.unnumbered.refused),
        unnumbered=table.unnumbered,
    )


def find_headings(text: str, lines: list[Line], rules: Grammar) -> list[Heading]:
    """The headings of a text, in order.

    Args:
        text: of the reading view.
        lines: where headings may stand, in order.
        rules: the compiled table.
    """
    numbered = list(_numbered(text, lines, rules))
    bare = list(_unnumbered(text, lines, numbered, rules))
    return sorted([*numbered, *bare], key=lambda heading: heading.start)


def _numbered(text: str, lines: list[Line], rules: Grammar) -> Iterator[Heading]:
    """Headings with a marker, each in sequence with those before it."""
    opened: list[Heading] = []
    reach = 0
    for line in lines:
        for spot in _spots(text, line, rules):
            if spot.at >= reach:
                for heading in _headings_at(text, spot, opened, rules):
                    reach = heading.end
                    yield heading


def _spots(text: str, line: Line, rules: Grammar) -> Iterator[Spot]:
    """Where in a line a heading may start: with the line, and with each sentence."""
    body = text[line.start : line.end]
    yield Spot(line.start + len(body) - len(body.lstrip()), "line", line)
    for match in rules.stop.finditer(text, line.start, line.end):
        if match.end() < line.end:
            yield Spot(match.end(), "sentence", line)


def _headings_at(text: str, spot: Spot, opened: list[Heading], rules: Grammar) -> Iterator[Heading]:
    """The heading at a spot, and those that follow it without a stop, as in 主要做法(一)健全组织."""
    at: Spot | None = spot
    while at is not None and (heading := _heading_at(text, at, opened, rules)) is not None:
        inner = _inner(text, heading, rules)
        if inner is not None:
            heading = replace(heading, end=inner)
        _open(opened, heading)
        yield heading
        at = None if inner is None else Spot(inner, "inside", spot.line)


def _heading_at(text: str, spot: Spot, opened: list[Heading], rules: Grammar) -> Heading | None:
    for marker, pattern in rules.markers:
        match = pattern.match(text, spot.at, spot.line.end) if spot.position in marker.at else None
        if match is None:
            continue
        number = _number(match, rules.numerals)
        if not _in_sequence(marker, number, spot.position, opened, rules.widest_gap):
            continue
        end = match.end() if marker.marker_only else _text_end(text, match.end(), spot.line, rules)
        if end is None:
            return None
        opens_line = spot.position == "line"
        return Heading(spot.at, match.end(), end, marker.kind, marker.rank, number, marker.run_in, opens_line)
    return None


def find_turns(text: str, lines: list[Line], rules: Grammar) -> Iterator[int]:
    """Offsets inside lines where a sentence starts a new paragraph, in order."""
    for line in lines:
        for spot in _spots(text, line, rules):
            if spot.position == "sentence" and rules.turn.match(text, spot.at, line.end):
                yield spot.at


def _number(match: re.Match[str], numerals: dict[str, int]) -> int:
    """The number in a marker; 0 for one without."""
    groups = match.groupdict()
    written = groups.get("n") or groups.get("m")
    if not written:
        return NO_NUMBER
    if written.isdecimal():
        return int(written)
    return numerals[written] if written in numerals else _count(written, numerals)


def _count(written: str, numerals: dict[str, int]) -> int:
    """A Chinese number below a thousand: tens and hundreds multiply what stands before them."""
    total = part = 0
    for character in written:
        value = numerals[character]
        if value < 10:  # noqa: PLR2004 - a digit
            part = value
        else:
            total, part = total + (part or 1) * value, 0
    return total + part


def _in_sequence(marker: Marker, number: int, position: Position, opened: list[Heading], widest: int) -> bool:
    """Whether a number follows from the headings that are open.

    The next number always does, and 1 where a new list starts; a gap only
    where the marker itself is sure or opens a line, since damaged texts miss
    items.
    """
    bold = marker.sure or position == "line"
    before = next((heading for heading in reversed(opened) if heading.rule == marker.kind), None)
    if number in {NO_NUMBER, 1}:
        return True
    if before is None:
        return bold and position != "inside"
    step = number - before.number
    return step == 1 or (bold and 1 < step <= 1 + widest)


def _open(opened: list[Heading], heading: Heading) -> None:
    """Close what a new heading closes, and open it."""
    while opened and opened[-1].rank >= heading.rank:
        opened.pop()
    opened.append(heading)


def _text_end(text: str, start: int, line: Line, rules: Grammar) -> int | None:
    """Where the text of a heading ends; its marker's end where its text is no heading's; None for a list."""
    for pattern in rules.glued:
        if match := pattern.match(text, start, line.end):
            return match.end("head")
    stop = rules.text_end.search(text, start, line.end)
    end = stop.end() if stop else line.end
    if rules.listed.search(text, start, end):
        return None
    if end - start > rules.longest or rules.text.search(text, start, end):
        return start
    return end


def _inner(text: str, heading: Heading, rules: Grammar) -> int | None:
    """Where, inside a heading's text, the first heading of a lower kind starts."""
    for marker, pattern in rules.markers:
        if "inside" not in marker.at or marker.rank <= heading.rank:
            continue
        for match in pattern.finditer(text, heading.marker_end, heading.end):
            if _number(match, rules.numerals) == 1 and match.start() > heading.marker_end:
                return match.start()
    return None


def _unnumbered(text: str, lines: list[Line], numbered: list[Heading], rules: Grammar) -> Iterator[Heading]:
    """Short lines without a stop that stand between paragraphs."""
    starts = {heading.start for heading in numbered}
    filled = [line for line in lines if text[line.start : line.end].strip()]
    for before, line, after in zip([None, *filled], filled, filled[1:], strict=False):
        body = text[line.start : line.end]
        start = line.start + len(body) - len(body.lstrip())
        if start in starts or not _looks_bare(body.strip(), rules):
            continue
        if _ended(text, before, rules) and _opens(text, after, starts, rules):
            rank = _bare_rank(line, numbered, rules.unnumbered)
            end = line.start + len(body.rstrip())
            yield Heading(start, start, end, UNNUMBERED, rank, NO_NUMBER, run_in=False, opens_line=True)


def _looks_bare(body: str, rules: Grammar) -> bool:
    fits = len(body) <= rules.unnumbered.longest and rules.shape.fullmatch(body)
    return bool(fits) and not rules.refused.search(body)


def _ended(text: str, line: Line | None, rules: Grammar) -> bool:
    """Whether the line before is complete: it ends with a stop, or is short itself."""
    if line is None:
        return True
    body = text[line.start : line.end].strip()
    stops = [match.end() for match in rules.stop.finditer(body)]
    return bool(stops and stops[-1] == len(body)) or len(body) <= rules.unnumbered.longest


def _opens(text: str, line: Line, starts: set[int], rules: Grammar) -> bool:
    """Whether the line after is one that a heading heads: a paragraph, or a numbered heading."""
    body = text[line.start : line.end]
    start = line.start + len(body) - len(body.lstrip())
    return start in starts or (len(body.strip()) > rules.unnumbered.longest and bool(rules.stop.search(body)))


def _bare_rank(line: Line, numbered: list[Heading], table: Unnumbered) -> int:
    """Above the numbered list that starts after it, else below all numbered headings."""
    after = next((h for h in numbered if h.start >= line.end and not h.run_in), None)
    if after is not None and after.number == 1:
        return after.rank - 5
    return table.rank
