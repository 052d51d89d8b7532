"""The extract room: the mentions of a document, and the numerals that are none.

Each sentence is one `Line`.  Stretches whose numerals are no figures are
marked first; then one scan finds the numerals that are left, and units,
relations and roles are looked up around them.  What a mention is about is
said by `describe`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import count

from policytext.chronology import Interval, resolve_interval
from policytext.extract.deadline import Deadline, deadline
from policytext.extract.describe import describe
from policytext.extract.doubt import doubt
from policytext.extract.draft import Draft, Line
from policytext.extract.exclusion import Mark, exclusion, zones
from policytext.extract.kind import lean, outlook
from policytext.extract.nature import nature, own_level
from policytext.extract.number import Number, grammar, numbers
from policytext.extract.per import counted
from policytext.extract.quantity import Quantity, quantities
from policytext.extract.relation import relations
from policytext.extract.role import roles
from policytext.extract.table import Figure, figures
from policytext.knowledge import Knowledge
from policytext.model import Document, Exclusion, Kind, Mention, Status

When = Callable[[str | None, Kind], Interval | None]
"""The days of a time, for a kind of mention."""

ALSO = "also:"
"""Begins the flag that holds the other reading of an ambiguous number."""

NEAR = 500
"""Characters before a sentence that it may take its scope from; a block can be a whole report."""


def extract(doc: Document, knowledge: Knowledge) -> Document:
    """Add the mentions of every sentence, and the numerals that are none, in order of their spans."""
    numeral = knowledge.derive(grammar).first
    pairs = (f"p{number}" for number in count(1))
    cells = figures(doc, knowledge)
    drafts: list[Draft] = []
    exclusions: list[Exclusion] = []
    own = own_level(doc, knowledge)
    when_of = cache(lambda time, kind: resolve_interval(time, kind, doc.years, knowledge))
    for line in lines(doc, knowledge):
        if numeral.search(line.text):
            found, marks = read_line(line, knowledge, pairs)
            describe(line, found, marks, knowledge, pairs)
            if cells:
                found, marks = _tabled(line, found, marks, cells)
            for draft in found:
                nature(draft, own, knowledge)
            doubt(found, knowledge)
            drafts += found
            exclusions += [Exclusion(line.span(mark.start, mark.end), mark.rule) for mark in marks]
    mentions = sorted((_mention(draft, doc, when_of) for draft in drafts), key=_place)
    return replace(
        doc,
        mentions=tuple(mentions),
        exclusions=tuple(sorted(exclusions, key=_place)),
    )


def _place(found: Mention | Exclusion) -> tuple[int, int]:
    return found.span.start, found.span.end


def lines(doc: Document, knowledge: Knowledge) -> Iterator[Line]:
    """The sentences of a document as they read, with their block, the headings over it and which way they look."""
    genre = doc.meta.genre.value if doc.meta.genre else None
    looks = leans = ""
    text, at, begin, over = doc.reading.text, -1, 0, tuple[str, ...]()
    for sentence in doc.sentences:
        block = doc.blocks[sentence.block]
        if sentence.block != at:
            over = tuple(doc.reading.read(heading.span) for heading in doc.headings_over(block))
            at, (begin, stop) = sentence.block, doc.reading.to_view(block.span)
            leans = "" if looks else lean(text[begin:stop], genre, knowledge)
        start, end = doc.reading.to_view(sentence.span)
        if start < end:
            looks = outlook(text[start:end], looks, knowledge)
            near = text[max(begin, start - NEAR) : start]
            yield Line(doc.reading, text[start:end], start, block, over, genre, near, looks or leans)


def read_line(line: Line, knowledge: Knowledge, pairs: Iterator[str]) -> tuple[list[Draft], list[Mark]]:
    """The drafts of one line, with value, unit, relation and role, and the numerals that are none."""
    free, marks = zones(line.text, knowledge)
    drafts, excluded = _dates(line, marks, knowledge)
    found: list[Number] = []
    for number in numbers(free, knowledge):
        if isinstance(number, Number):
            found.append(number)
        else:
            excluded.append(Mark(*number, "no-numeral"))
    for quantity in quantities(free, found, knowledge):
        rule = exclusion(line.text, quantity, knowledge)
        if rule is None:
            drafts.append(_measured(line, quantity, knowledge))
        else:
            excluded.append(Mark(quantity.start, quantity.end, rule))
    drafts.sort(key=lambda draft: draft.start)
    relations(drafts, knowledge)
    roles(drafts, knowledge, pairs)
    return drafts, excluded


def _dates(line: Line, marks: list[Mark], knowledge: Knowledge) -> tuple[list[Draft], list[Mark]]:
    """The deadlines among the marked stretches, and the other ones that hold a numeral."""
    numeral = knowledge.derive(grammar).first
    drafts: list[Draft] = []
    others: list[Mark] = []
    for mark in marks:
        due = deadline(line.text, mark, knowledge)
        if due is not None:
            drafts.append(_dated(line, due, knowledge))
        elif numeral.search(line.text, mark.start, mark.end):
            others.append(mark)
    return drafts, others


def _dated(line: Line, due: Deadline, knowledge: Knowledge) -> Draft:
    return Draft(
        line,
        due.start,
        due.end,
        None,
        knowledge.dates.unit,
        due=due.due,
        relation="<=",
        kind="deadline",
        rules=["deadline"],
    )


def _tabled(
    line: Line, drafts: list[Draft], marks: list[Mark], cells: dict[int, Figure]
) -> tuple[list[Draft], list[Mark]]:
    """The drafts and marks of a line with the figures of table cells in the place of what was read there."""
    end = line.offset + len(line.text)
    here = [cells[at] for at in range(line.offset, end) if at in cells and cells[at].end <= end]
    inside = [(figure.start - line.offset, figure.end - line.offset) for figure in here]

    def apart(found: Draft | Mark) -> bool:
        return not any(start < found.end and found.start < stop for start, stop in inside)

    read = [_celled(line, figure, drafts) for figure in here]
    return [*filter(apart, drafts), *filter(None, read)], [mark for mark in marks if apart(mark)]


def _celled(line: Line, figure: Figure, drafts: list[Draft]) -> Draft | None:
    """The draft of a cell: a bare number with its unit, or what was read there, as the heads name it."""
    start, end = figure.start - line.offset, figure.end - line.offset
    if figure.due is not None:
        draft = Draft(line, start, end, None, figure.unit or "", due=figure.due, relation="<=", kind="deadline")
        draft.rules = ["deadline", "heads-of-table"]
    elif figure.value is not None:
        draft = Draft(line, start, end, figure.value, figure.unit or "", status="derived")
        draft.rules = ["number-arabic", "unit-of-table"]
        draft.role, draft.relation = figure.role, figure.relation
    else:
        read = [draft for draft in drafts if (draft.start, draft.end) == (start, end)]
        if not read:
            return None
        draft = read[0]
        draft.rules.append("heads-of-table")
        draft.role = figure.role if draft.role == "value" else draft.role
    draft.kind = draft.kind if figure.due else figure.kind
    draft.indicator, draft.scope, draft.time = figure.indicator, figure.scope, figure.time
    return draft


def _measured(line: Line, quantity: Quantity, knowledge: Knowledge) -> Draft:
    return Draft(
        line,
        quantity.start,
        quantity.end,
        quantity.low,
        quantity.unit or "",
        quantity.high,
        relation=quantity.relation,
        status=quantity.status,
        counted=counted(line.text, quantity.end, knowledge),
        rules=list(quantity.rules),
    )


def _mention(draft: Draft, doc: Document, when_of: When) -> Mention:
    """The mention that a draft makes, in source coordinates."""
    span = draft.line.span(draft.start, draft.end)
    surface = doc.source.text[span.start : span.end]
    status: Status = draft.status
    if status == "as_written" and _repaired(surface, draft.surface):
        status = "repaired"
    when = when_of(draft.time, draft.kind)
    return Mention(
        span=span,
        surface=surface,
        reading=draft.surface,
        kind=draft.kind,
        value=draft.value,
        value_high=draft.value_high,
        due=draft.due,
        unit=draft.unit,
        relation=draft.relation,
        role=draft.role,
        indicator=draft.indicator,
        scope=draft.scope,
        time=draft.time,
        per=draft.per,
        pair=draft.pair,
        status=status,
        tone=draft.tone,
        rules=tuple(draft.rules),
        measure=draft.measure,
        level=draft.level,
        time_from=when.first if when else None,
        time_to=when.last if when else None,
        time_precision=when.precision if when else None,
        flags=(*draft.flags, *([_also(surface, draft)] if status == "ambiguous" else [])),
    )


def _also(surface: str, draft: Draft) -> str:
    """The flag with the other reading of an ambiguous number: parted where its line breaks, or a name in quotes."""
    parted = " ".join(surface.split())
    name = re.match(r"[0-9]+", draft.surface)
    return ALSO + (name.group() if name and parted == draft.surface else parted)


def _repaired(surface: str, reading: str) -> bool:
    """Whether more than the width of characters differs between the raw text and how it reads."""
    return len(surface) != len(reading)
