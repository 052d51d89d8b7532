"""Two databases as one: the current documents of another are added, row by row, as they were found there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, select, update

from policytext.store.anchors import anchor_at, folded_range
from policytext.store.database import reading, writing
from policytext.store.identity import observation_identity
from policytext.store.index import add_passages, placed, sentence_rows
from policytext.store.layer import apply_decisions
from policytext.store.readings import Reading
from policytext.store.schema import (
    contents,
    decisions,
    documents,
    edits,
    evidence,
    exclusions,
    gaps,
    labels,
    observations,
    passages,
    revisions,
    sightings,
    texts,
)
from policytext.store.sightings import CURRENT, OPEN, Sighting, add_document, current_revision, sight
from policytext.text import Span

CHILDREN: tuple[Table, ...] = (gaps, exclusions, edits)
Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did.

    Args:
        added: documents that were not here.
        both: documents that both have.
        differ: names of those that both have but read differently.
        forgotten: names of those that were forgotten here, and are not brought back.
    """

    added: int
    both: int
    differ: tuple[str, ...]
    forgotten: tuple[str, ...] = ()


def merge_documents(engine: Engine, other: Engine, run: int) -> Merged:
    """Add the current documents of another database; those whose content is here stay as they are here.

    Args:
        engine: that is written to.
        other: that is only read.
        run: under which they are written.

    Raises:
        StoreError: a database cannot be used; the documents written until then stay.
    """
    added, both, differ, left = 0, 0, [], []
    gone = _forgotten(engine)
    with reading(other) as theirs:
        query = (
            select(revisions, documents.c.key, contents.c.sha256, contents.c.media_type)
            .select_from(revisions.join(documents).join(contents))
            .where(CURRENT)
            .order_by(revisions.c.document_id)
        )
        for row in theirs.execute(query).all():
            found = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
            if row.key in gone:
                left.append(row.name)
                continue
            with writing(engine) as ours:
                content = ours.scalar(select(contents.c.id).where(contents.c.sha256 == row.sha256))
                current = None if content is None else current_revision(ours, content)
                if current is None or content is None:
                    document, content = _add(ours, theirs, found, content, run)
                    added += 1
                else:
                    document = current.document_id
                    both += 1
                    if tuple(current[2:6]) != (row.reader, row.rules, row.model, row.libraries):
                        differ.append(row.name)
                for seen in _rows(theirs, sightings, (sightings.c.document_id == row.document_id) & OPEN):
                    sight(ours, content, document, Sighting(seen["path"], seen["batch"], seen["collector"]), run)
                apply_decisions(ours, document)
    return Merged(added, both, tuple(differ), tuple(left))


def _forgotten(engine: Engine) -> set[str]:
    """Keys of documents that were forgotten, and are not here again."""
    here = select(documents.c.key)
    query = select(decisions.c.document_key).where(decisions.c.kind == "forget", decisions.c.document_key.not_in(here))
    with reading(engine) as connection:
        return set(connection.scalars(query))


def _add(ours: Connection, theirs: Connection, row: Columns, content: int | None, run: int) -> tuple[int, int]:
    """Copy a revision with everything that hangs on it; its document and content here."""
    if content is None:
        content = _one(ours, contents, {"sha256": row["sha256"], "media_type": row["media_type"], "first_run": run})
    document = ours.scalar(select(documents.c.id).where(documents.c.key == row["key"]))
    if document is None or _is_current(ours, document):
        if document is None:
            document = _one(ours, documents, {"key": row["key"], "first_run": run})
        else:  # its file holds something else here
            document = add_document(ours, row["sha256"], run)
    text = _rows(theirs, texts, texts.c.id == row["text_id"])[0]
    ids = {"document_id": document, "content_id": content, "run_id": run, "superseded_run": None}
    text_id = ours.scalar(
        select(texts.c.id).where(
            texts.c.content_id == content, texts.c.reader == text["reader"], texts.c.digest == text["digest"]
        )
    ) or _one(ours, texts, {**text, "content_id": content})
    number = 1 + len(ours.execute(select(revisions.c.id).where(revisions.c.document_id == document)).all())
    plain = {name: row[name] for name in revisions.c.keys() if name != "id"}  # noqa: SIM118 - columns, not a mapping
    revision = _one(ours, revisions, {**plain, **ids, "text_id": text_id, "number": number})
    found_passages = [_without(each, "revision_id") for each in _of(theirs, passages, row["id"])]
    found = add_passages(ours, document, revision, found_passages, sentence_rows(theirs, row["id"]))
    numbers = [{**each, "revision_id": revision} for each in _of(theirs, observations, row["id"])]
    _many(ours, observations, placed(numbers, found))
    for table in CHILDREN:
        _many(ours, table, [{**each, "revision_id": revision} for each in _of(theirs, table, row["id"])])
    for label in _rows(theirs, labels, labels.c.revision_id == row["id"], keep=True):
        made = _one(ours, labels, {**_without(label, "id"), "revision_id": revision})
        found = _rows(theirs, evidence, evidence.c.label_id == label["id"])
        _many(ours, evidence, [{**each, "label_id": made} for each in found])
    key = ours.execute(select(documents.c.key).where(documents.c.id == document)).scalar_one()
    if key != row["key"]:
        _identify(ours, revision, text_id, key)
    return document, content


def _identify(connection: Connection, revision: int, text_id: int, key: str) -> None:
    """Give the numbers of a revision the identities that they have in the document of a key."""
    text, seen = Reading(connection, revision, text_id), Counter[tuple[str, str, str]]()
    o = observations.c
    query = select(o.id, o.span_start, o.span_end).where(o.revision_id == revision).order_by(o.ordinal)
    for row in connection.execute(query).all():
        span = Span(row.span_start, row.span_end)
        anchor = anchor_at(text.folded.text, *folded_range(text.view, text.folded, span))
        place = (anchor.quote, anchor.before, anchor.after)
        identity = observation_identity(key, *place, seen[place])
        seen[place] += 1
        connection.execute(update(observations).where(o.id == row.id).values(identity=identity))


def _is_current(connection: Connection, document: int) -> bool:
    query = select(revisions.c.id).where(CURRENT, revisions.c.document_id == document)
    return connection.execute(query).first() is not None


def _of(connection: Connection, table: Table, revision: int) -> list[Columns]:
    return _rows(connection, table, table.c.revision_id == revision)


def _rows(connection: Connection, table: Table, where: Any, *, keep: bool = False) -> list[Columns]:  # noqa: ANN401 - an SQL condition
    """Rows in order, without their ids unless they are kept."""
    found = connection.execute(select(table).where(where).order_by(table.c.id))
    rows = [dict(row._mapping) for row in found]  # noqa: SLF001 - SQLAlchemy's public name
    return rows if keep else [_without(row, "id") for row in rows]


def _without(row: Mapping[str, Any], name: str) -> Columns:
    return {key: value for key, value in row.items() if key != name}


def _one(connection: Connection, table: Table, row: Columns) -> int:
    return int(connection.execute(insert(table).returning(table.c.id), row).scalar_one())


def _many(connection: Connection, table: Table, rows: Sequence[Columns]) -> None:
    if rows:
        connection.execute(insert(table), rows)
