"""Writing documents: each whole or not at all, every quote checked before its transaction begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Engine, bindparam, func, select

from policytext.errors import QuoteError
from policytext.model import Fingerprints
from policytext.store.identity import observation_identity
from policytext.store.index import add_passages, placed
from policytext.store.layer import apply_decisions
from policytext.store.prepared import insert_row, insert_rows
from policytext.store.rows import DocumentRows
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
    revisions,
    texts,
)
from policytext.store.sightings import Sighting, add_document, current_revision, document_of, sight, supersede
from policytext.store.turn import in_turn

Outcome = Literal["new", "changed", "reprocessed", "copy", "unchanged"]

# made once: each is asked for every document
_CONTENT = select(contents.c.id).where(contents.c.sha256 == bindparam("sha256"))
_KEY = select(documents.c.key).where(documents.c.id == bindparam("document"))
_LAST_NUMBER = select(func.max(revisions.c.number)).where(revisions.c.document_id == bindparam("document"))
_TEXT = select(texts.c.id).where(
    texts.c.content_id == bindparam("content"),
    texts.c.reader == bindparam("reader"),
    texts.c.digest == bindparam("digest"),
)
_LABELS = select(labels.c.ordinal, labels.c.id).where(labels.c.revision_id == bindparam("revision"))
_ANY_DECISION = select(decisions.c.id).limit(1)


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
    """Write a document in a transaction of its own, see `put_document`.

    Raises:
        QuoteError: a quote does not stand at its offsets; nothing is written.
        BusyError: the run was taken for dead and another one let in.
        StoreError: the database is locked, full or damaged; nothing is written.
    """
    check_quotes(rows, sighting.path)
    with in_turn(engine, run) as connection:
        return put_document(connection, rows, sighting, run)


def put_document(connection: Connection, rows: DocumentRows, sighting: Sighting, run: int) -> Written:
    """Write a document with what is decided of it; writing it twice changes nothing.

    Args:
        connection: of a transaction of the run, see `policytext.store.turn`.
        rows: whose quotes were checked, see `check_quotes`.
        sighting: where its file is.
        run: number of the run.
    """
    content = connection.scalar(_CONTENT, {"sha256": rows.content["sha256"]})
    if content is None:
        content = insert_row(connection, contents, {**rows.content, "first_run": run})
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
    if connection.scalar(_ANY_DECISION) is not None:
        apply_decisions(connection, document)
    return Written(document, revision, outcome)


def put_sighting(connection: Connection, sha256: str, sighting: Sighting, run: int) -> Written | None:
    """Note a further path of a known content, without reading the file again; None where no current document has it.

    Args:
        connection: of a transaction of the run.
        sha256: of the content.
        sighting: where it is.
        run: number of the run.
    """
    content = connection.scalar(_CONTENT, {"sha256": sha256})
    current = None if content is None else current_revision(connection, content)
    if content is None or current is None:
        return None
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
    for table, found in _with_spans(rows):
        for row in found:
            start, end = row["span_start"], row["span_end"]
            if not 0 <= start < end <= len(text):
                raise QuoteError(f"{path}: {table}: [{start}, {end}) lies outside a text of {len(text)} characters")
            if "surface" in row and row["surface"] != text[start:end]:
                quote = row["surface"]
                raise QuoteError(f"{path}: {table}: the text at [{start}, {end}) is {text[start:end]!r}, not {quote!r}")


def _with_spans(rows: DocumentRows) -> Iterator[tuple[str, Sequence[dict[str, Any]]]]:
    """The rows that have a span, by the name of their table."""
    yield from ((name, getattr(rows, name)) for name in ("passages", "observations", "gaps", "edits", "exclusions"))
    yield "labels", [row for row in rows.labels if row["span_start"] is not None]
    yield from (("evidence", label["evidence"]) for label in rows.labels)


def _fingerprints(rows: DocumentRows) -> Fingerprints:
    return Fingerprints(*(rows.document[name] for name in ("reader", "rules", "model", "libraries")))


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
    number = (connection.scalar(_LAST_NUMBER, {"document": document}) or 0) + 1
    ids = {"document_id": document, "content_id": content, "run_id": run, "text_id": _text(connection, rows, content)}
    revision = insert_row(connection, revisions, {**rows.document, **ids, "number": number})
    found = add_passages(connection, document, revision, rows.passages, rows.sentences)
    key = connection.execute(_KEY, {"document": document}).scalar_one()
    numbers = list(placed((_with_identity(row, key) for row in rows.observations), found))
    insert_rows(connection, observations, numbers, revision_id=revision)
    _insert_labels(connection, revision, rows.labels)
    for table, plain in ((gaps, rows.gaps), (exclusions, rows.exclusions), (edits, rows.edits)):
        insert_rows(connection, table, plain, revision_id=revision)
    return revision


def _text(connection: Connection, rows: DocumentRows, content: int) -> int:
    """The text of a content by this reader; written once."""
    row = rows.text
    known = connection.scalar(_TEXT, {"content": content, "reader": row["reader"], "digest": row["digest"]})
    return known or insert_row(connection, texts, {**row, "content_id": content})


def _with_identity(row: dict[str, Any], key: str) -> dict[str, Any]:
    plain = {**row, "identity": observation_identity(key, **row["anchor"])}
    del plain["anchor"]
    return plain


def _insert_labels(connection: Connection, revision: int, rows: Sequence[dict[str, Any]]) -> None:
    """Labels, and with each what speaks for it."""
    plain = [{name: value for name, value in row.items() if name != "evidence"} for row in rows]
    insert_rows(connection, labels, plain, revision_id=revision)
    if any(row["evidence"] for row in rows):
        ids = dict(connection.execute(_LABELS, {"revision": revision}).tuples().all())
        found = [{**each, "label_id": ids[row["ordinal"]]} for row in rows for each in row["evidence"]]
        insert_rows(connection, evidence, found)
