"""The years a document reports and the year in which it speaks, with what says so.

A year that the text states for its own work decides; then the date of issue.
Where years are masked, and where nothing is stated, clues bound the years
that are possible: what is still ahead (到2014年), what is named as past, plans
and wordings of their time, and the day a site already had the text.  Masked
years are never written over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from policytext.chronology import count_of, filled, possible, year_of
from policytext.gazetteer import Gazetteer
from policytext.knowledge import Knowledge
from policytext.model import Fact, Meta, PlaceCandidate, YearBasis, Years
from policytext.text import Span, View

_ISSUED = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?:\D{1,2}(?P<month>[0-9]{1,2}))?")
FOUR = 4
LATER = {"year-reviewed": (1, 1), "year-in-title": (0, 0), "year-at-the-opening": (0, 1)}
"""How many years after the one it reports a document speaks, by what tells the year."""

OPENING = 1500
"""Characters in which a document tells its year without calling it reviewed."""

AFTER_SPAN = 400
"""Characters behind 分三年 in which its last year is looked for."""

BEFORE = 6
AFTER = 8
MOST_EVIDENCE = 8


@dataclass(frozen=True, slots=True)
class _Patterns:
    reviewed: tuple[re.Pattern[str], ...]
    opening: tuple[re.Pattern[str], ...]
    planned: tuple[re.Pattern[str], ...]
    year: re.Pattern[str]
    mask: re.Pattern[str]
    title_year: re.Pattern[str]
    title_reports: re.Pattern[str]
    five_years: re.Pattern[str]
    future: re.Pattern[str]
    not_past_before: re.Pattern[str]
    not_past_after: re.Pattern[str]
    span: re.Pattern[str]
    first_year: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Clue:
    """Bounds of the year in which a document speaks; None where a clue sets none."""

    low: int | None
    high: int | None
    span: Span | None
    rule: str


def patterns(knowledge: Knowledge) -> _Patterns:
    """Compile once; see `Knowledge.derive`."""
    table = knowledge.chronology

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(filled(pattern, knowledge))

    return _Patterns(
        reviewed=tuple(compiled(pattern) for pattern in table.reviewed),
        opening=tuple(compiled(pattern) for pattern in table.opening),
        planned=tuple(compiled(pattern) for pattern in table.planned),
        year=compiled("(?<![0-9]){year}"),
        mask=compiled(table.mask),
        title_year=compiled(table.title_year),
        title_reports=compiled(table.title_reports),
        five_years=compiled(table.five_years),
        future=compiled(table.future),
        not_past_before=compiled(table.not_past_before),
        not_past_after=compiled(table.not_past_after),
        span=compiled(table.span),
        first_year=compiled(table.first_year),
    )


def years_of(view: View, meta: Meta, knowledge: Knowledge) -> Years:
    """The years of a document.

    Args:
        view: its text, as rules read it.
        meta: its title, genre, date of issue, and the day a site had it.
        knowledge: chronology.yaml.
    """
    now = _spoken(view, meta, knowledge)
    stated = _reviewed(view, meta, now, knowledge)
    if stated is not None:
        return stated
    if now is not None:
        return _reckoned(now, meta, knowledge)
    return _bounded(view, meta, knowledge)


def until(years: Years, place: PlaceCandidate, knowledge: Knowledge) -> Years:
    """Years that are only bounded, bounded by the year in which the document's place was abolished, too."""
    division = Gazetteer.of(knowledge).at(place.code)
    ends = division.ends if division else None
    open_yet = years.basis in ("masked", "unknown") and (years.low is None or ends is None or years.low <= ends)
    if ends is None or not open_yet or (years.high is not None and years.high <= ends):
        return years
    return replace(
        years,
        high=ends,
        now_high=ends,
        evidence=(*years.evidence, *place.evidence[:1]),
        rules=(*years.rules, "place-abolished"),
    )


def issue_of(fact: Fact | None) -> tuple[int, int | None] | None:
    """Year and month, if stated, of a date of issue."""
    match = _ISSUED.search(fact.value) if fact else None
    return (int(match["year"]), int(match["month"]) if match["month"] else None) if match else None


def _spoken(view: View, meta: Meta, knowledge: Knowledge) -> Clue | None:
    """The year in which the document speaks: of its issue, or of the work that lies ahead."""
    issued = issue_of(meta.issued)
    if issued is not None and meta.issued is not None:
        return Clue(issued[0], issued[0], meta.issued.span, "issued-date")
    found = _first(view, knowledge.derive(patterns).planned, "year-of-plan", knowledge)
    if found is None and meta.title is not None:
        match = next(_matches(knowledge.derive(patterns).planned, meta.title.value), None)
        year = year_of(match["year"], knowledge) if match else None
        found = Clue(year, year, meta.title.span, "year-of-plan") if year else None
    return found


def _first(
    view: View, ways: tuple[re.Pattern[str], ...], rule: str, knowledge: Knowledge, within: Span | None = None
) -> Clue | None:
    """The year that the first match of the first pattern names."""
    for found in (found for pattern in ways for found in view.finditer(pattern, within)):
        written = found.group("year")
        year = year_of(written, knowledge) if written else None
        span = found.span_of("year")
        if year is not None and span is not None:
            return Clue(year, year, span, rule)
    return None


def _matches(ways: tuple[re.Pattern[str], ...], text: str) -> Iterator[re.Match[str]]:
    return (match for pattern in ways if (match := pattern.search(text)))


def _reviewed(view: View, meta: Meta, now: Clue | None, knowledge: Knowledge) -> Years | None:
    """The years that the text says it reports."""
    found = knowledge.derive(patterns)
    opening = view.to_source(0, min(OPENING, len(view.text))) if view.text else None
    stated = (
        _first(view, found.reviewed, "year-reviewed", knowledge)
        or _titled(meta, knowledge)
        or _first(view, found.opening, "year-at-the-opening", knowledge, opening)
    )
    if stated is None or stated.low is None or (now and now.low and stated.low > now.low):
        return None
    first, last = LATER[stated.rule]
    now_low, now_high = (now.low, now.low) if now else (stated.low + first, stated.low + last)
    clues = [clue for clue in (stated, now) if clue]
    five = found.five_years.search(view.text)
    if five:
        clues.append(Clue(None, None, view.to_source(*five.span()), "five-years-reviewed"))
    years = Years(stated.low - FOUR if five else stated.low, stated.low, now_low, now_high, "explicit")
    return _with(years, clues)


def _titled(meta: Meta, knowledge: Knowledge) -> Clue | None:
    """The year of a title, where it is that of what is reported: a report's title may name the year of its reading."""
    found = knowledge.derive(patterns)
    match = found.title_year.search(meta.title.value) if meta.title else None
    year = year_of(match["year"], knowledge) if match else None
    if year is None or meta.title is None:
        return None
    issued = issue_of(meta.issued)
    if found.title_reports.search(meta.title.value) and (issued is None or issued[0] == year):
        return None
    return Clue(year, year, meta.title.span, "year-in-title")


def _reckoned(now: Clue, meta: Meta, knowledge: Knowledge) -> Years:
    """The years reported, from the one in which the document speaks."""
    year = now.low
    if year is None:
        return Years()
    genre = meta.genre.value if meta.genre else None
    issued = issue_of(meta.issued)
    summary = genre in knowledge.chronology.summaries
    if summary and (issued is None or (issued[1] or 12) <= knowledge.chronology.early_months):
        return _with(Years(year - 1, year - 1, year, year, "relative"), [now, Clue(None, None, None, "year-before")])
    basis: YearBasis = "issued" if issued else "explicit"
    return _with(Years(year, year, year, year, basis), [now])


def _with(years: Years, clues: list[Clue]) -> Years:
    spans = dict.fromkeys(clue.span for clue in clues if clue.span)
    return replace(
        years, evidence=tuple(spans)[:MOST_EVIDENCE], rules=tuple(dict.fromkeys(clue.rule for clue in clues))
    )


def _bounded(view: View, meta: Meta, knowledge: Knowledge) -> Years:
    """The years that are possible, by every clue that is consistent with those before it."""
    masked = list(view.finditer(knowledge.derive(patterns).mask))
    low: int | None = None
    high: int | None = None
    used: list[Clue] = [Clue(None, None, found.span, "masked-year") for found in masked[:1]]
    for clue in (*_spans(view, knowledge), *_clues(view, meta, knowledge), *_mask_bounds(view, knowledge)):
        new_low = clue.low if low is None else max(low, clue.low or low)
        new_high = clue.high if high is None else min(high, clue.high or high)
        agrees = new_low is None or new_high is None or new_low <= new_high
        if agrees and ((clue.low or 0) == new_low or (clue.high or 0) == new_high):
            low, high = new_low, new_high
            used.append(clue)
    return _with(Years(low, high, low, high, "masked" if masked else "unknown"), used)


def _spans(view: View, knowledge: Knowledge) -> Iterator[Clue]:
    """从20**年开始，分三年 … 到2014年: the first of three years whose last is named."""
    found = knowledge.derive(patterns)
    for match in found.span.finditer(view.text):
        count = count_of(match["n"], knowledge)
        ahead = list(found.future.finditer(view.text, match.end(), match.end() + AFTER_SPAN))
        named = [(place, year) for place, one in enumerate(ahead, 1) if (year := year_of(one["year"], knowledge))]
        for place, last in named[:1]:
            start = last - count + 1
            slack = 0 if place == count else 1
            first = found.first_year.search(view.text)
            span = view.to_source(*ahead[place - 1].span("year"))
            low = start - slack - (0 if first else 1)
            yield Clue(low, start, view.to_source(*match.span()), "years-of-a-span")
            yield Clue(low, start, span, "last-year-of-a-span")
            if first:
                yield Clue(low, start, view.to_source(*first.span()), "first-year")


def _clues(view: View, meta: Meta, knowledge: Knowledge) -> Iterator[Clue]:
    found, table = knowledge.derive(patterns), knowledge.chronology
    ahead = set()
    for one in view.finditer(found.future):
        year, span = year_of(one.group("year") or "", knowledge), one.span_of("year")
        if year is not None and span is not None:
            ahead.add(span)
            yield Clue(None, year, span, "year-ahead")
    yield from _plans(view, knowledge)
    for one in view.finditer(found.year):
        if one.span not in ahead and _past(view.text, *one.match.span(), found):
            yield Clue(year_of(one.text, knowledge), None, one.span, "year-past")
    for era in table.eras:
        match = re.search(era.pattern, view.text)
        if match:
            yield Clue(era.since, None, view.to_source(*match.span()), "wording-of-its-time")
    site = issue_of(meta.uploaded)
    if site and meta.uploaded:
        yield Clue(None, site[0], meta.uploaded.span, "site-had-it")


def _past(text: str, start: int, end: int, found: _Patterns) -> bool:
    """Whether a year is named as one that was: not 到2030年, 2020年前, nor a number of four digits."""
    before, behind = text[max(0, start - BEFORE) : start], text[end : end + AFTER]
    return not found.not_past_before.search(before) and not found.not_past_after.match(behind)


def _plans(view: View, knowledge: Knowledge) -> Iterator[Clue]:
    """Bounds from five-year plans: those that open or close, then what follows a plan's beginning, then any named."""
    table = knowledge.chronology
    named = [plan for plan in table.plans if re.search(plan.pattern, view.text)]
    for rule, pattern, first, last in (
        ("plan-opens", table.plan_opens, 0, 0),
        ("plan-closes", table.plan_closes, FOUR, FOUR),
        ("plan-ends", table.plan_ends, None, FOUR),
        ("plan-since", table.plan_since, 0, None),
        ("plan-named", "{plan}", -1, None),
    ):
        for plan in named:
            match = re.search(pattern.replace("{plan}", plan.pattern), view.text)
            if match:
                low = None if first is None else plan.begins + first
                high = None if last is None else plan.begins + last
                yield Clue(low, high, view.to_source(*match.span()), rule)


def _mask_bounds(view: View, knowledge: Knowledge) -> Iterator[Clue]:
    """What masked years themselves leave open: 201* is one of ten."""
    bounds = [(found, possible(found.text)) for found in view.finditer(knowledge.derive(patterns).mask)]
    lows = [(found, low_high) for found, low_high in bounds if low_high is not None]
    if lows:
        found, _ = max(lows, key=lambda pair: pair[1][0])
        yield Clue(
            max(low for _, (low, _) in lows), max(high for _, (_, high) in lows), found.span, "digits-left-of-a-mask"
        )
