"""What the head of a document says of itself: its red head, its title, and the lines under the title.

Only lines that were not cut are read: what a site says of its page is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policytext.clean.dates import Dated, find_dates
from policytext.clean.judgement import Judged
from policytext.clean.organs import body_of
from policytext.clean.page import Line, Page
from policytext.clean.sheet import PAGE_EVIDENCE
from policytext.knowledge import Knowledge
from policytext.model import Fact

ABOVE_TITLE = 6
UNDER_TITLE = 12
ISSUER_WITHIN = 4
LONGEST_HEAD_LINE = 120
OPENING = 300

_BEFORE_DATE = re.compile(r"[(\[\s—–-]*(?:\S{0,1})")
_AROUND = re.compile(r"[()\[\]\s—–-]*")
_STOP = re.compile(r"[。;!?]")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Phrases:
    """The patterns of facts.yaml for heads, compiled."""

    red_head: re.Pattern[str]
    titled: re.Pattern[str]
    occasion: re.Pattern[str]
    adoption: re.Pattern[str]
    speaks_for: re.Pattern[str]
    bare: re.Pattern[str]
    congress: re.Pattern[str]


def phrases(knowledge: Knowledge) -> Phrases:
    """Compile once; see `Knowledge.derive`."""
    table = knowledge.facts
    return Phrases(
        red_head=re.compile(table.red_head),
        titled=re.compile(table.titled),
        occasion=re.compile(rf"{table.occasion}$"),
        adoption=re.compile(table.adoption),
        speaks_for=re.compile(table.speaks_for),
        bare=re.compile(table.bare),
        congress=re.compile(table.congress),
    )


@dataclass(frozen=True, slots=True)
class _Head:
    """The title's line, the open lines above it, those under it, and the first lines of the text."""

    page: Page
    title: Line | None
    above: tuple[Line, ...]
    under: tuple[Line, ...]
    text: tuple[Line, ...]
    on_a_page: bool


def head_date(judged: Judged, knowledge: Knowledge) -> Fact | None:
    """When the document was issued or the speech given, from the lines under the title.

    A law that was adopted and amended is of its last date.
    """
    head = _head(judged)
    patterns = knowledge.derive(phrases)
    adopted: list[tuple[str, Line, Dated]] = []
    if head.title and (dated := _at_the_end(head.title, knowledge)):
        return _fact(head.page, head.title, dated, "head-date")
    for line in head.under:
        for dated in _dates_of_line(line, head, knowledge):
            if not patterns.adoption.search(line.text):
                return _fact(head.page, line, dated, "head-date") if not adopted else _latest(head.page, adopted)
            adopted.append((dated.value, line, dated))
    return _latest(head.page, adopted)


def _latest(page: Page, adopted: list[tuple[str, Line, Dated]]) -> Fact | None:
    if not adopted:
        return None
    _, line, dated = max(adopted, key=lambda each: (each[0], each[1].start))
    return _fact(page, line, dated, "head-adoption")


def _fact(page: Page, line: Line, dated: Dated, rule: str) -> Fact:
    return Fact(dated.value, page.view.to_source(line.start + dated.start, line.start + dated.end), rule)


def _at_the_end(title: Line, knowledge: Knowledge) -> Dated | None:
    """A date in brackets behind the title."""
    dates = list(find_dates(title.text, knowledge))
    around = title.text[dates[-1].start - 1 : dates[-1].start] + title.text[dates[-1].end :] if dates else ""
    return dates[-1] if around == "()" else None


def _dates_of_line(line: Line, head: _Head, knowledge: Knowledge) -> Iterator[Dated]:
    """The dates of a line under the title that is a date, or says where a text was spoken, adopted or signed."""
    if len(line.text) > LONGEST_HEAD_LINE or _STOP.search(line.text):
        return
    dates = list(find_dates(line.text, knowledge, numeric=not head.on_a_page))
    if not dates:
        return
    first, patterns = dates[0], knowledge.derive(phrases)
    before, after = line.text[: first.start], line.text[first.end :]
    opens = _BEFORE_DATE.fullmatch(before) is not None
    said = opens and (patterns.occasion.search(after.split(" ")[0]) or patterns.occasion.search(after))
    alone = _AROUND.fullmatch(before) and _AROUND.fullmatch(after)
    signed = not after.strip("() ") and body_of(before, knowledge)
    bracketed = before.endswith("(") and after.startswith(")")
    if alone or signed or bracketed:
        yield first
    elif said or patterns.adoption.search(after):
        yield from dates if patterns.adoption.search(after) else [first]


def head_issuers(judged: Judged, knowledge: Knowledge) -> Iterator[Fact]:
    """Who issued the document, the surest first: red head, title, a line under it, the first sentence."""
    head = _head(judged)
    patterns = knowledge.derive(phrases)
    for line in head.above:
        match = patterns.red_head.fullmatch(line.text)
        body = body_of(match["issuer"], knowledge) if match else None
        if match and body:
            start, end = match.span("issuer")
            yield Fact(body, head.page.view.to_source(line.start + start, line.start + end), "red-head")
    yield from _in_title(judged, knowledge)
    for line in head.under[:ISSUER_WITHIN]:
        yield from _in_line(head.page, line, knowledge)
    yield from _in_opening(head, knowledge)


def _in_title(judged: Judged, knowledge: Knowledge) -> Iterator[Fact]:
    """The body that a title opens with: 青禾区人民政府关于…的意见."""
    title, page = judged.title, judged.page
    if title is None:
        return
    text = page.text[title.start : title.end]
    for match in knowledge.derive(phrases).titled.finditer(text):
        body = body_of(_SPACE.sub(" ", text[: match.start()]), knowledge)
        if body:
            yield Fact(body, page.view.to_source(title.start, title.start + match.start()), "title-issuer")
            return


def _in_line(page: Page, line: Line, knowledge: Knowledge) -> Iterator[Fact]:
    """A line under the title that names a body, with a date or without."""
    date = next(find_dates(line.text, knowledge, numeric=True), None)
    name = line.text[: date.start] if date and not line.text[date.end :].strip(") ") else line.text
    body = body_of(name, knowledge)
    if body:
        at = line.start + line.text.index(body[0])
        stripped = name.rstrip(" ()")
        yield Fact(body, page.view.to_source(at, line.start + len(stripped)), "head-line")


def _in_opening(head: _Head, knowledge: Knowledge) -> Iterator[Fact]:
    """For whom the speaker says to speak; a government named without its place takes that of its congress."""
    patterns = knowledge.derive(phrases)
    for line in head.text:
        match = patterns.speaks_for.search(line.text, 0, OPENING)
        if match is None:
            continue
        start, end = match.span("issuer")
        bare = patterns.bare.fullmatch(match["issuer"])
        if bare is None and body_of(match["issuer"], knowledge):
            yield Fact(match["issuer"], head.page.view.to_source(line.start + start, line.start + end), "speaks-for")
        elif bare:
            yield from _of_congress(head, bare["level"], knowledge)


def _of_congress(head: _Head, level: str, knowledge: Knowledge) -> Iterator[Fact]:
    patterns = knowledge.derive(phrases)
    for line in head.under:
        match = patterns.congress.search(line.text)
        if match and match["place"].endswith(level):
            start, end = match.span("place")
            span = head.page.view.to_source(line.start + start, line.start + end)
            yield Fact(match["place"] + knowledge.facts.government, span, "congress-of-the-place")


def _head(judged: Judged) -> _Head:
    """The head of a page; without a title, the lines before the text."""
    lines, verdicts, core = judged.page.lines, judged.verdicts, judged.core
    first = core[0] if core else len(lines)
    at = next((i for i, line in enumerate(lines) if judged.title and line.end > judged.title.start), -1)
    last = next((i for i, line in enumerate(lines) if judged.title and line.end >= judged.title.end), -1)
    opened = [i for i, verdict in enumerate(verdicts) if verdict is None]
    under = [i for i in opened if last < i < first][:UNDER_TITLE]
    return _Head(
        page=judged.page,
        title=lines[last] if last >= 0 else None,
        above=tuple(lines[i] for i in opened if i < at)[-ABOVE_TITLE:],
        under=tuple(lines[i] for i in under),
        text=tuple(lines[i] for i in core[:3]),
        on_a_page=judged.site is not None or len(lines) - len(opened) >= PAGE_EVIDENCE,
    )
