"""Decisions as a layer over what was read: written into the rows that queries see, and taken off again.

What a decision changes is kept beside it (`observations.original`,
`revisions.decided`), so that applying is always done afresh from what was
read, and twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import Connection, Row, and_, delete, insert, select, update

from policytext.store.anchors import Place, anchor_at, folded_range, is_weak, source_span
from policytext.store.decision import FIELDS, OBSERVED, Anchor, Decision, Values
from policytext.store.facts import apply_facts
from policytext.store.identity import observation_identity
from policytext.store.index import passage_rows, placed
from policytext.store.places import located
from policytext.store.readings import Reading
from policytext.store.refresh import MADE_OF
from policytext.store.rows import number_columns, sought
from policytext.store.schema import contents, decisions, documents, observations, revisions
from policytext.store.sections import apply_sections, is_of_section
from policytext.store.sightings import CURRENT
from policytext.store.verdicts import Verdict, verdict_on
from policytext.store.years import UNTOLD, Years
from policytext.text import Span

ADDED = -1
"""The ordinal of an observation that a person added."""

ADDED_RULE = "added-by-hand"
STATES = {
    "accept": "accepted",
    "correct": "corrected",
    "reject": "rejected",
    "add": "added",
    "wrong": "wrong",
    "conflict": "conflict",
}
ORPHAN, UNREAD = "orphan", "unread"
"""A place that is gone, and one that stands in the text but where no number is read any more."""

Columns = dict[str, Any]

_EMPTY: Values = {
    "relation": "=",
    "role": "value",
    "tone": "plain",
    "unit": "",
    "measure": "unknown",
    "level": "unknown",
}


@dataclass(slots=True)
class Outcome:
    """What became of the decisions on a document, by their ids."""

    found: dict[str, str] = field(default_factory=dict)
    disputed: set[str] = field(default_factory=set)

    def dispute(self, verdict: Verdict) -> None:
        """Note a conflict."""
        if verdict.state == "conflict":
            self.disputed.update(verdict.decisions)


def fields_of(row: Mapping[str, Any]) -> Values:
    """What an observation's row says, as decisions put it."""
    return {name: row[_COLUMN.get(name, name)] for name in FIELDS}


def apply_decisions(connection: Connection, document: int) -> None:
    """Show the current revision of a document as the decisions in force say."""
    key = connection.execute(select(documents.c.key).where(documents.c.id == document)).scalar_one()
    known = _stored(connection, document, key)
    if not known:
        return
    revision = connection.execute(select(revisions).where(CURRENT, revisions.c.document_id == document)).first()
    outcome = Outcome()
    if revision is not None:
        in_force = [decision for decision, undone_by in known if undone_by is None]
        facts, years = apply_facts(connection, revision, in_force, [decision for decision, _ in known])
        for verdict in facts:
            outcome.dispute(verdict)
        _apply_to_places(connection, revision, key, in_force, years, outcome)
        if any(is_of_section(decision) for decision, _ in known):
            text = Reading(connection, revision.id, revision.text_id)
            found, verdicts = apply_sections(connection, revision.id, text, filter(is_of_section, in_force))
            outcome.found |= found
            for verdict in verdicts:
                outcome.dispute(verdict)
    _note(connection, known, outcome)


def _stored(connection: Connection, document: int, key: str) -> list[tuple[Decision, str | None]]:
    """The decisions on a document in the order of the journal, each with what undid it.

    Also those on a document that is not here, but which had a content of this one: another database may have
    met another of its contents first.
    """
    held = (
        select(contents.c.sha256).join_from(revisions, contents).where(revisions.c.document_id == document).distinct()
    )
    elsewhere = and_(decisions.c.document_key.not_in(select(documents.c.key)), decisions.c.content.in_(held))
    keys = {key, *connection.scalars(select(decisions.c.document_key).where(elsewhere))}
    query = select(decisions).where(
        decisions.c.document_key.in_(keys), decisions.c.kind.not_in(("undo", "content", "forget"))
    )
    rows = connection.execute(query.order_by(decisions.c.seq)).all()
    return [(decision_in(row), row.undone_by) for row in rows]


def decision_in(row: Row[Any]) -> Decision:
    """The decision that a row of the table holds."""
    return Decision(
        id=row.uid,
        kind=row.kind,
        document=row.document_key,
        name=row.name,
        content=row.content,
        anchor=Anchor(**row.anchor) if row.anchor else None,
        value=row.value,
        was=row.was,
        resolves=bool(row.resolves),
        who=row.author,
        when=row.decided,
        why=row.reason,
    )


def _apply_to_places(  # noqa: PLR0913, PLR0917 - what one document's decisions need
    connection: Connection,
    revision: Row[Any],
    key: str,
    in_force: list[Decision],
    years: Years,
    outcome: Outcome,
) -> None:
    """Apply what is said of observations; see where the places of restored cuts are."""
    query = select(observations).where(observations.c.revision_id == revision.id).order_by(observations.c.ordinal)
    present = [dict(row._mapping) for row in connection.execute(query)]  # noqa: SLF001 - SQLAlchemy's public name
    read = [_as_read(row) for row in present if row["ordinal"] != ADDED]
    wanted: dict[int, Columns] = {row["id"]: {} for row in read}
    added: list[Columns] = []
    anchored = [decision for decision in in_force if decision.faulted or decision.kind in {*OBSERVED, "restore"}]
    if anchored:
        reading = Reading(connection, revision.id, revision.text_id)
        at = {folded_range(reading.view, reading.folded, _span(row)): row for row in read}
        for place, group in _grouped(reading, at, anchored, outcome):
            verdict, row = verdict_on(group), at.get((place.first, place.last))
            outcome.dispute(verdict)
            if row is not None:
                wanted[row["id"]] = _reviewed(row, verdict, years)
            else:
                added.append(_addition(reading, place, verdict, years, read) | _identity(reading, place, key))
    for row in read:
        wanted[row["id"]] = years.on(row | wanted[row["id"]], wanted[row["id"]])
    _write_reviews(connection, [row for row in present if row["ordinal"] != ADDED], read, wanted)
    _write_added(connection, revision.id, [row for row in present if row["ordinal"] == ADDED], added)


def _grouped(
    reading: Reading, at: Mapping[tuple[int, int], Columns], anchored: Iterable[Decision], outcome: Outcome
) -> list[tuple[Place, list[Decision]]]:
    """The decisions on observations by place, in order; it is noted how each was found, or that it was not."""
    groups: dict[tuple[int, int], tuple[Place, list[Decision]]] = {}
    for decision in anchored:
        place = reading.find(cast("Anchor", decision.anchor))
        row = at.get((place.first, place.last)) if place else None
        if place is None or (is_weak(place) and not _agrees(decision, row)):
            outcome.found[decision.id] = ORPHAN
            continue
        outcome.found[decision.id] = place.how
        if decision.kind != "restore":
            groups.setdefault((place.first, place.last), (place, []))[1].append(decision)
    for where, (_, group) in list(groups.items()):
        if where not in at and all(decision.kind != "add" for decision in group):
            outcome.found |= {decision.id: UNREAD for decision in group}
            del groups[where]
    return [groups[where] for where in sorted(groups)]


def _agrees(decision: Decision, row: Columns | None) -> bool:
    """Whether the number at a place that was found by little is the one that was looked at."""
    names = ("kind", "value", "unit", "indicator")
    return row is not None and all(decision.was.get(name) == fields_of(row)[name] for name in names)


# where a field stands in a row of `observations`, if not under its own name
_COLUMN = {"value": "value_text", "value_high": "value_high_text"}


def _as_read(row: Columns) -> Columns:
    """A row of `observations` without what was decided."""
    return row | (row["original"] or {})


def _span(row: Columns) -> Span:
    return Span(row["span_start"], row["span_end"])


def _reviewed(row: Columns, verdict: Verdict, years: Years) -> Columns:
    """What an observation's row becomes by a verdict: only the columns that change."""
    review = STATES[verdict.state]
    fields = verdict.fields if verdict.state in {"correct", "add", "wrong"} else {}
    shown = fields_of(row)
    if verdict.state == "add":  # what was missing is read by now
        review = "accepted" if all(shown[name] == value for name, value in fields.items()) else "corrected"
    if verdict.state == "accept" and any(shown[name] != verdict.asserted[name] for name in _known(verdict.asserted)):
        review = "changed"
    if verdict.state == "wrong" and all(shown[name] != was for name, was in verdict.wrong.items()):
        review = "changed"
    changed = {name: value for name, value in fields.items() if shown[name] != value}
    return _columns(changed, row, years) | _signed(review, verdict)


def _known(values: Values) -> list[str]:
    return [name for name in values if name in FIELDS]


def _signed(review: str, verdict: Verdict) -> Columns:
    return {"review": review, "reviewed_by": verdict.who, "reviewed": verdict.when}


def _columns(fields: Values, row: Columns, years: Years) -> Columns:
    """Decided fields as columns, with those that follow from them."""
    made: Columns = {}
    for name, value in fields.items():
        number = Decimal(cast("str", value)) if name in _COLUMN and value is not None else None
        made |= number_columns(name, number) if name in _COLUMN else {name: value}
    if "time" in made:
        made |= years.of_time(made["time"]) | UNTOLD
    if made:
        whole = row | made
        made["sought"] = sought(*(whole[name] for name in ("indicator", "scope", "per", "reading")))
    return made


def _addition(reading: Reading, place: Place, verdict: Verdict, years: Years, read: list[Columns]) -> Columns:
    """The row of an observation that a person added."""
    span = source_span(reading.view, reading.folded, place.first, place.last)
    around = next((row for row in read if _holds(row, span)), None)
    said = {"accept": verdict.asserted, "conflict": {}}.get(verdict.state, verdict.fields)
    plain = dict.fromkeys(FIELDS) | _EMPTY | verdict.added | {name: said[name] for name in _known(said)}
    read_as = reading.view.read(span)
    row: Columns = {
        "ordinal": ADDED,
        "span_start": span.start,
        "span_end": span.end,
        "sentence_start": around and around["sentence_start"],
        "sentence_end": around and around["sentence_end"],
        "surface": reading.source.text[span.start : span.end],
        "reading": read_as,
        "pair": None,
        "status": "as_written",
        "flags": [],
        "rules": [ADDED_RULE],
        "located": next(iter(located([span], reading.places))),
        "original": None,
    }
    row |= _columns(plain, row, years) | _signed(STATES[verdict.state], verdict)
    return years.on(row, row)


def _holds(row: Columns, span: Span) -> bool:
    start, end = row["sentence_start"], row["sentence_end"]
    return start is not None and start <= span.start and span.end <= end


def _identity(reading: Reading, place: Place, key: str) -> Columns:
    anchor = anchor_at(reading.folded.text, place.first, place.last)
    return {"identity": observation_identity(key, anchor.quote, anchor.before, anchor.after, anchor.ordinal)}


_UNREVIEWED: Columns = {"review": "unreviewed", "reviewed_by": None, "reviewed": None}


def _write_reviews(
    connection: Connection, present: list[Columns], read: list[Columns], wanted: Mapping[int, Columns]
) -> None:
    """Write those rows that are not yet as they should be."""
    for now, pristine in zip(present, read, strict=True):
        made = _UNREVIEWED | wanted[now["id"]]
        original = {name: pristine[name] for name in made if name not in _UNREVIEWED and pristine[name] != made[name]}
        target = pristine | made | {"original": original or None}
        changes = {name: value for name, value in target.items() if now[name] != value}
        if not changes.keys().isdisjoint(MADE_OF):
            changes["normal"] = None  # made anew when it is next asked for
        if changes:
            connection.execute(update(observations).where(observations.c.id == now["id"]).values(changes))


def _write_added(connection: Connection, revision: int, present: list[Columns], added: list[Columns]) -> None:
    """Have exactly these added observations; those that are there already keep their ids."""
    left = list(added)
    for row in present:
        same = next((each for each in left if all(row[name] == value for name, value in each.items())), None)
        if same is None:
            connection.execute(delete(observations).where(observations.c.id == row["id"]))
        else:
            left.remove(same)
    if left:
        found = passage_rows(connection, revision)
        connection.execute(insert(observations), placed([{**row, "revision_id": revision} for row in left], found))


def _note(connection: Connection, known: list[tuple[Decision, str | None]], outcome: Outcome) -> None:
    """Keep with each decision how its place was found and whether it is disputed."""
    for decision, _ in known:
        values = {"found": outcome.found.get(decision.id), "disputed": int(decision.id in outcome.disputed)}
        connection.execute(update(decisions).where(decisions.c.uid == decision.id).values(values))
