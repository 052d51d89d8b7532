"""Decided facts and labels of a document, shown in the place of those that were read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from policytext.store.decision import SEEN, Decision
from policytext.store.refresh import MADE_OF_DOCUMENT
from policytext.store.schema import labels, observations, revisions, sightings
from policytext.store.sightings import OPEN
from policytext.store.verdicts import Topic, Verdict, facts_of
from policytext.store.years import Years, year_in

RULE = "decided"
GENRE = "genre"
GIVEN = -1
"""The ordinal of a label that a person gave: before all that were found."""

COLUMNS = ("title", "genre", "issuer", "issued", "place", "place_code", "source_grade")
"""Facts that are columns of `revisions`; the others stand in `revisions.decided` only."""

YEARS = ("year_min", "year_max", "year_basis")

# columns that a decided fact changes besides its own
_FOLLOW = {"place": ("place_code",), "year": YEARS, "issued": YEARS}

Columns = dict[str, Any]


def apply_facts(
    connection: Connection, revision: Row[Any], in_force: Sequence[Decision], known: Sequence[Decision]
) -> tuple[list[Verdict], Years]:
    """Write what people decided of a document into its revision, labels and sightings.

    Args:
        connection: of a transaction that writes.
        revision: the row of `revisions`.
        in_force: decisions on the document, in order.
        known: those that are undone, too.

    Returns:
        every verdict, and the years that numbers fall back on.
    """
    verdicts = facts_of([each for each in in_force if each.kind in {"document", "label"} and each.anchor is None])
    facts = {topic[1]: verdict for topic, verdict in verdicts.items() if topic[0] == "document"}
    read = _as_read(revision)
    years = _years(read, facts)
    target = _revision(read, facts, years)
    changes = {name: value for name, value in target.items() if getattr(revision, name) != value}
    if changes:
        connection.execute(update(revisions).where(revisions.c.id == revision.id).values(changes))
    if not changes.keys().isdisjoint(MADE_OF_DOCUMENT):
        connection.execute(update(observations).where(observations.c.revision_id == revision.id).values(normal=None))
    if any((decision.kind == "label" and decision.anchor is None) or GENRE in decision.value for decision in known):
        given = {topic: verdict for topic, verdict in verdicts.items() if topic[0] == "label"}
        if GENRE in facts:  # a fact of the document, and a facet of its labels
            given["label", GENRE] = facts[GENRE]
        _apply_labels(connection, revision.id, given)
    touched = {name for decision in known if decision.kind == "document" for name in decision.value if name in SEEN}
    if touched:
        _apply_sightings(connection, revision.document_id, facts, touched)
    return list(verdicts.values()), years


def _as_read(revision: Row[Any]) -> Columns:
    """The columns of a revision that decisions may change, as they were read."""
    read: Columns = {name: getattr(revision, name) for name in (*COLUMNS, *YEARS)}
    read["meta"] = dict(revision.meta)
    for name, fact in (revision.decided or {}).items():
        read |= fact["with"]
        if name in COLUMNS:
            read[name] = fact["was"]
            read["meta"].pop(name, None)
            read["meta"] |= {name: fact["meta"]} if fact["meta"] else {}
    return read


def _revision(read: Columns, facts: Mapping[str, Verdict], years: Years) -> Columns:
    """The columns of a revision as they should be; what was read stays under `decided`."""
    target = {**read, "meta": dict(read["meta"])}
    decided = {}
    for name, verdict in sorted(facts.items()):
        beside = {each: read[each] for each in _FOLLOW.get(name, ())}
        signed = {"state": verdict.state, "by": verdict.who, "when": verdict.when, "value": verdict.fields[name]}
        decided[name] = {**signed, "was": read.get(name), "meta": read["meta"].get(name), "with": beside}
        if verdict.state == "conflict":
            continue
        if name == "place":
            target["place_code"] = None  # that of another place
        if name in COLUMNS:
            target |= {name: verdict.fields[name]}
            target["meta"][name] = {"span": None, "rule": RULE}
    return target | years.of_document() | {"decided": decided or None}


def _years(read: Columns, facts: Mapping[str, Verdict]) -> Years:
    agreed = {name: verdict.fields[name] for name, verdict in facts.items() if verdict.state != "conflict"}
    year = agreed.get("year")
    return Years(
        decided=int(str(year)) if year else None,
        issued=year_in(str(agreed.get("issued", read["issued"]) or "")),
        issued_as_read=year_in(read["issued"] or ""),
        moved="issued" in agreed,
        low=read["year_min"],
        high=read["year_max"],
        basis=read["year_basis"],
    )


def _apply_labels(connection: Connection, revision: int, verdicts: Mapping[Topic, Verdict]) -> None:
    """Mark the document's own labels, and add those given that were not found."""
    ours = (labels.c.revision_id == revision, labels.c.span_start.is_(None))
    connection.execute(delete(labels).where(*ours, labels.c.ordinal == GIVEN))
    rows = connection.execute(select(labels.c.id, labels.c.facet, labels.c.code).where(*ours)).all()
    marks: dict[int, Columns] = {
        row.id: {"review": "unreviewed", "reviewed_by": None, "reviewed": None} for row in rows
    }
    given = []
    for (_, facet, *code), verdict in sorted(verdicts.items()):
        signed = {"reviewed_by": verdict.who, "reviewed": verdict.when}
        mine = [row for row in rows if row.facet == facet and (not code or row.code == code[0])]
        wanted = code[0] if code else verdict.fields[facet]
        holds = bool(verdict.fields[code[0]]) if code else wanted is not None
        differ = verdict.state == "conflict"
        for row in mine:
            marks[row.id] = {"review": "conflict" if differ else mark(row.code, wanted, holds=holds), **signed}
        if holds and not differ and all(row.code != wanted for row in mine):
            given.append({"facet": facet, "code": wanted, "review": "given", **signed})
    for number, marked in marks.items():
        connection.execute(update(labels).where(labels.c.id == number).values(marked))
    plain = {"revision_id": revision, "ordinal": GIVEN, "strength": 1.0, "rules": [RULE], "shares": {}}
    if given:
        connection.execute(insert(labels), [plain | row for row in given])


def mark(code: str, wanted: object, *, holds: bool) -> str:
    """What a label that was found becomes beside the one that is wanted, or wanted not to be."""
    if not holds:
        return "rejected"
    return "given" if code == wanted else "outranked"


def _apply_sightings(connection: Connection, document: int, facts: Mapping[str, Verdict], touched: set[str]) -> None:
    """Say with the files that hold a document where it was found, by whom and when."""
    values: Columns = {}
    for name in sorted(touched):
        verdict = facts.get(name)
        value = verdict.fields[name] if verdict and verdict.state != "conflict" else None
        values[name] = value or ("" if name == "collector" else None)
    connection.execute(update(sightings).where(OPEN, sightings.c.document_id == document).values(values))
