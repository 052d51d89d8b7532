"""Writing a document: one transaction, every quote checked before it begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Table, func, insert, select

from policytext.errors import QuoteError, StoreError
from policytext.model import Fingerprints
from policytext.store.database import file_of, writing
from policytext.store.identity import observation_identity
from policytext.store.index import add_passages, placed
from policytext.store.layer import apply_decisions
from policytext.store.lease import check_turn
from policytext.store.rows import DocumentRows
from policytext.store.schema import (
    contents,
    documents,
    edits,
    evidence,
    exclusions,
    gaps,
    labels,
    observations,
    revisions,
    texts,
)
from policytext.store.sightings import Sighting, add_document, current_revision, document_of, sight, supersede

Outcome = Literal["new", "changed", "reprocessed", "copy", "unchanged"]


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a document: its id, that of its current revision, and the outcome.

    `new`: a document of its own; `changed`: a known one whose file holds
    another content; `reprocessed`: the same content with other fingerprints;
    `copy`: a known content at a further path; `unchanged`: nothing written.
    """

    document: int
    revision: int
    outcome: Outcome


def write_document(engine: Engine, rows: DocumentRows, sighting: Sighting, run: int) -> Written:
    """Write a document in one transaction, with what is decided of it; writing it twice changes nothing.

    Raises:
        QuoteError: a quote does not stand at its offsets; nothing is written.
        BusyError: the run was taken for dead and another one let in.
        StoreError: the database is locked, full or damaged; nothing is written.
    """
    check_quotes(rows, sighting.path)
    with writing(engine) as connection:
        check_turn(connection, run)
        content = _content(connection, rows.content, run)
        current = current_revision(connection, content)
        if current is not None:
            document, outcome = current.document_id, _again(connection, content, current.document_id, sighting, run)
            if Fingerprints(*current[2:6]) == _fingerprints(rows) and current.kept == rows.document.get("kept", ""):
                if outcome == "copy":
                    apply_decisions(connection, document)
                return Written(document, current.id, outcome)
            outcome = "reprocessed"
        else:
            document, outcome = _placed(connection, content, rows.content["sha256"], sighting, run)
        revision = _write_revision(connection, rows, document, content, run)
        apply_decisions(connection, document)
        return Written(document, revision, outcome)


def write_sighting(engine: Engine, sha256: str, sighting: Sighting, run: int) -> Written:
    """Note a further path of a known content, without reading the file again.

    Raises:
        BusyError: the run was taken for dead and another one let in.
        StoreError: no current document has this content, or the database is
            locked, full or damaged; nothing is written.
    """
    with writing(engine) as connection:
        check_turn(connection, run)
        content = connection.scalar(select(contents.c.id).where(contents.c.sha256 == sha256))
        current = None if content is None else current_revision(connection, content)
        if content is None or current is None:
            raise StoreError(f"{file_of(engine)}: {sighting.path}: no document has the content {sha256}")
        outcome = _again(connection, content, current.document_id, sighting, run)
        if outcome == "copy":
            apply_decisions(connection, current.document_id)
        return Written(current.document_id, current.id, outcome)


def check_quotes(rows: DocumentRows, path: str) -> None:
    """Compare every quote with the text at its offsets, and every span with its length.

    Args:
        rows: of a document.
        path: of its file, for the message.

    Raises:
        QuoteError: the first that does not agree.
    """
    text = rows.text["text"]
    for table, row in _spans(rows):
        start, end = row["span_start"], row["span_end"]
        if not 0 <= start < end <= len(text):
            raise QuoteError(f"{path}: {table}: [{start}, {end}) lies outside a text of {len(text)} characters")
        if row.get("surface", text[start:end]) != text[start:end]:
            quote = row["surface"]
            raise QuoteError(f"{path}: {table}: the text at [{start}, {end}) is {text[start:end]!r}, not {quote!r}")


def _spans(rows: DocumentRows) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row that has a span, with the name of its table."""
    plain = ("passages", "observations", "gaps", "edits", "exclusions")
    yield from ((name, row) for name in plain for row in getattr(rows, name))
    yield from (("labels", row) for row in rows.labels if row["span_start"] is not None)
    yield from (("evidence", row) for label in rows.labels for row in label["evidence"])


def _fingerprints(rows: DocumentRows) -> Fingerprints:
    return Fingerprints(*(rows.document[name] for name in ("reader", "rules", "model", "libraries")))


def _content(connection: Connection, row: dict[str, Any], run: int) -> int:
    known = connection.scalar(select(contents.c.id).where(contents.c.sha256 == row["sha256"]))
    return known or _insert(connection, contents, {**row, "first_run": run})


def _again(connection: Connection, content: int, document: int, sighting: Sighting, run: int) -> Outcome:
    """Note where a content that a document holds was seen."""
    return "copy" if sight(connection, content, document, sighting, run) else "unchanged"


def _placed(
    connection: Connection, content: int, sha256: str, sighting: Sighting, run: int
) -> tuple[int, Literal["new", "changed"]]:
    """The document that a content which none holds belongs to, made if need be."""
    known = document_of(connection, content, sighting.path)
    document = known or add_document(connection, sha256, run)
    sight(connection, content, document, sighting, run)
    return document, "changed" if known else "new"


def _write_revision(connection: Connection, rows: DocumentRows, document: int, content: int, run: int) -> int:
    """Write a document's next revision with everything that hangs on it; its id."""
    supersede(connection, document, run)
    query = select(func.max(revisions.c.number)).where(revisions.c.document_id == document)
    number = (connection.scalar(query) or 0) + 1
    ids = {"document_id": document, "content_id": content, "run_id": run, "text_id": _text(connection, rows, content)}
    revision = _insert(connection, revisions, {**rows.document, **ids, "number": number})
    found = add_passages(connection, document, revision, rows.passages, rows.sentences)
    key = connection.execute(select(documents.c.key).where(documents.c.id == document)).scalar_one()
    numbers = placed((_with_identity(row, key) for row in rows.observations), found)
    _insert_all(connection, observations, revision, numbers)
    _insert_labels(connection, revision, rows.labels)
    for table, plain in ((gaps, rows.gaps), (exclusions, rows.exclusions), (edits, rows.edits)):
        _insert_all(connection, table, revision, plain)
    return revision


def _text(connection: Connection, rows: DocumentRows, content: int) -> int:
    """The text of a content by this reader; written once."""
    row = rows.text
    same = (texts.c.content_id == content, texts.c.reader == row["reader"], texts.c.digest == row["digest"])
    known = connection.scalar(select(texts.c.id).where(*same))
    return known or _insert(connection, texts, {**row, "content_id": content})


def _with_identity(row: dict[str, Any], key: str) -> dict[str, Any]:
    plain = {name: value for name, value in row.items() if name != "anchor"}
    return {**plain, "identity": observation_identity(key, **row["anchor"])}


def _insert_labels(connection: Connection, revision: int, rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        plain = {name: value for name, value in row.items() if name != "evidence"}
        label = _insert(connection, labels, {**plain, "revision_id": revision})
        if row["evidence"]:
            connection.execute(insert(evidence), [{**each, "label_id": label} for each in row["evidence"]])


def _insert(connection: Connection, table: Table, row: dict[str, Any]) -> int:
    """Insert one row; its id."""
    return int(connection.execute(insert(table).returning(table.c.id), row).scalar_one())


def _insert_all(connection: Connection, table: Table, revision: int, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), [{**row, "revision_id": revision} for row in rows])
