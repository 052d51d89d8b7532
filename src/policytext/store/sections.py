"""Labels of sections that people gave: anchored at a section's beginning, shown beside those that were found.

An anchor holds the first characters of a section, the value how long it is
and how it ends, so that it is found again in another reading or a longer copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from policytext.store.anchors import anchor_at, folded_range, is_weak, occurrences, source_span
from policytext.store.decision import Anchor, Decision, Value, Values
from policytext.store.facts import GIVEN, RULE, mark
from policytext.store.readings import Reading
from policytext.store.schema import labels
from policytext.store.verdicts import Topic, Verdict, facts_of
from policytext.text import Span

HEAD, TAIL = 48, 24
"""Folded characters at a section's beginning and end that are kept."""

ORPHAN = "orphan"
GIVING = ("label", "adjudicate")
SECTION_KINDS = (*GIVING, "sample", "code")

Columns = dict[str, Any]


def section_anchor(reading: Reading, span: Span) -> tuple[Anchor, dict[str, Value]]:
    """Where a section begins, and what tells its end."""
    text = reading.folded.text
    first, last = folded_range(reading.view, reading.folded, span)
    anchor = anchor_at(text, first, min(last, first + HEAD))
    return anchor, {"length": str(last - first), "tail": text[max(first, last - TAIL) : last]}


def section_span(reading: Reading, anchor: Anchor, value: Mapping[str, Value]) -> tuple[Span, str] | None:
    """Where a section is now, and how it was found; None where it is gone."""
    place = reading.find(anchor)
    if place is None or is_weak(place):
        return None
    text, length, tail = reading.folded.text, int(str(value.get("length") or 0)), str(value.get("tail") or "")
    expected = min(len(text), max(place.last, place.first + length))
    ends = [last for _, last in occurrences(text, tail) if last >= place.last] if tail else []
    last = min(ends, key=lambda end: (abs(end - expected), end)) if ends else expected
    return source_span(reading.view, reading.folded, place.first, last), place.how


def is_of_section(decision: Decision) -> bool:
    """Whether a decision is about a section."""
    return decision.kind in SECTION_KINDS and decision.anchor is not None


def apply_sections(
    connection: Connection, revision: int, reading: Reading, in_force: Iterable[Decision]
) -> tuple[dict[str, str], list[Verdict]]:
    """Mark the labels of sections as people decided, and add those given.

    Args:
        connection: of a transaction that writes.
        revision: id of the current revision.
        reading: its text.
        in_force: decisions on sections, in order.

    Returns:
        how the place of each decision was found, by its id; and every verdict.
    """
    found: dict[str, str] = {}
    places: dict[Span, list[Decision]] = {}
    for decision in in_force:
        at = section_span(reading, decision.anchor, decision.value) if decision.anchor else None
        found[decision.id] = at[1] if at else ORPHAN
        if at and decision.kind in GIVING:
            places.setdefault(at[0], []).append(decision)
    rows = _present(connection, revision)
    verdicts = {
        span: facts_of([each for decision in group for each in _as_labels(decision, _inside(rows, span))])
        for span, group in sorted(places.items())
    }
    _write(connection, revision, rows, verdicts)
    return found, [verdict for each in verdicts.values() for verdict in each.values()]


def _present(connection: Connection, revision: int) -> Sequence[Row[Any]]:
    """The labels of sections that were found; those that people gave are taken off."""
    ours = (labels.c.revision_id == revision, labels.c.span_start.is_not(None))
    connection.execute(delete(labels).where(*ours, labels.c.ordinal == GIVEN))
    return connection.execute(select(labels).where(*ours).order_by(labels.c.ordinal)).all()


def _inside(rows: Sequence[Row[Any]], outer: Span) -> list[Row[Any]]:
    """The labels more than half of whose section lies in a span."""
    shared = [min(row.span_end, outer.end) - max(row.span_start, outer.start) for row in rows]
    return [row for row, part in zip(rows, shared, strict=True) if 2 * part > row.span_end - row.span_start]


def _as_labels(decision: Decision, inside: Sequence[Row[Any]]) -> list[Decision]:
    """What is said of a section as labels: those that hold, and those found that do not; adjudication settles."""
    facet, single = decision.value["facet"], bool(decision.value["single"])
    holding = str(decision.value["codes"]).split()
    others = [] if single else sorted({row.code for row in inside if row.facet == facet} - set(holding))
    values: list[Values] = [
        {"facet": facet, "code": code, "holds": code in holding, "single": single} for code in (*holding, *others)
    ]
    resolves = decision.resolves or decision.kind == "adjudicate"
    return [replace(decision, kind="label", value=value, resolves=resolves) for value in values]


def _write(
    connection: Connection, revision: int, rows: Sequence[Row[Any]], verdicts: Mapping[Span, Mapping[Topic, Verdict]]
) -> None:
    marks: dict[int, Columns] = {row.id: _UNREVIEWED for row in rows}
    added: list[Columns] = []
    for span, topics in verdicts.items():
        inside = _inside(rows, span)
        for (_, facet, *code), verdict in sorted(topics.items()):
            wanted = code[0] if code else verdict.fields[facet]
            holds = bool(verdict.fields[code[0]]) if code else wanted is not None
            signed = {"reviewed_by": verdict.who, "reviewed": verdict.when}
            mine = [row for row in inside if row.facet == facet and (not code or row.code == code[0])]
            differ = verdict.state == "conflict"
            for row in mine:
                marks[row.id] = {"review": "conflict" if differ else mark(row.code, wanted, holds=holds), **signed}
            if holds and not differ and all(row.code != wanted for row in mine):
                place = {"span_start": span.start, "span_end": span.end}
                added.append({"facet": facet, "code": wanted, "review": "given", **signed, **place})
    for row in rows:
        if any(getattr(row, name) != value for name, value in marks[row.id].items()):
            connection.execute(update(labels).where(labels.c.id == row.id).values(marks[row.id]))
    plain = {"revision_id": revision, "ordinal": GIVEN, "strength": 1.0, "rules": [RULE], "shares": {}}
    if added:
        connection.execute(insert(labels), [plain | row for row in added])


_UNREVIEWED: Columns = {"review": "unreviewed", "reviewed_by": None, "reviewed": None}
