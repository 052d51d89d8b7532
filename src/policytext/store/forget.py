"""Taking a document out: the database's rows and bytes, and the decisions on it in the journal."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, func, or_, select, update

from policytext.errors import QueryError
from policytext.store.card import revision_of
from policytext.store.copying import wipe
from policytext.store.database import reading, writing
from policytext.store.decision import Decision
from policytext.store.index import drop_passages
from policytext.store.journal import take_out
from policytext.store.replay import sync
from policytext.store.schema import (
    contents,
    decisions,
    documents,
    edits,
    evidence,
    exclusions,
    families,
    gaps,
    labels,
    meta,
    observations,
    revisions,
    run_items,
    runs,
    sightings,
    texts,
)
from policytext.store.sightings import CURRENT

HIDDEN = "…"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was deleted.

    Args:
        name: of the document's file.
        decisions: lines taken out of the journal.
        wiped: whether nothing of it is left in the database's own files.
        contents: sha256 of every content it had: what still holds one of them holds the document.
    """

    name: str
    decisions: int
    wiped: bool
    contents: tuple[str, ...]


def forget(  # noqa: PLR0913 - with whom, when and why
    engine: Engine, document: str, journal: Path, *, who: str, when: str, why: str = ""
) -> Forgotten:
    """Delete a document, with the decisions on it.

    The journal is changed when the database is ready to be: should this be interrupted between the two, the document
    is still there to be named again.

    Args:
        engine: the database, which knows its journal.
        document: number, file name, path or beginning of the sha256.
        journal: of decisions.
        who: deletes it.
        when: ISO 8601 in UTC.
        why: in the words of who deletes it; it stays in the journal.

    Raises:
        QueryError: there is no such document, or several.
        DecisionError: the journal cannot be read or written to.
        StoreError: the database cannot be written to.
    """
    with writing(engine) as connection:
        query = select(revisions.c.document_id, revisions.c.name, documents.c.key).join_from(revisions, documents)
        row = connection.execute(query.where(revisions.c.id == _revision(connection, document))).one()
        held = _contents(connection, row.document_id)
        keys = {row.key, *_keys_elsewhere(connection, held)}
        forget_document(connection, row.document_id)
        connection.execute(delete(decisions).where(decisions.c.document_key.in_(sorted(keys))))
        went = take_out(
            journal, lambda each: each.document in keys and each.kind != "forget", _note(row.key, who, when, why)
        )
    sync(engine, journal)
    return Forgotten(row.name, went, wipe(engine), tuple(held))


def _note(key: str, who: str, when: str, why: str) -> Callable[[Sequence[Decision]], Decision]:
    """What makes the line that says what was taken out."""

    def note(went: Sequence[Decision]) -> Decision:
        ids = " ".join(each.id for each in went)
        return Decision(kind="forget", document=key, who=who, when=when, why=why, value={"ids": ids})

    return note


def releases_with(folder: Path, shas: Sequence[str]) -> Iterator[Path]:
    """The releases of a folder that hold one of these contents; those that cannot be read are passed over."""
    for database in sorted(folder.glob("*/*.db")):
        marks = ", ".join("?" * len(shas))
        with (
            suppress(sqlite3.Error),
            closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as found,
        ):
            if found.execute(f"SELECT 1 FROM contents WHERE sha256 IN ({marks}) LIMIT 1", tuple(shas)).fetchone():  # noqa: S608 - marks only
                yield database.parent


def _revision(connection: Connection, asked: str) -> int:
    """The document's current revision; of one whose file holds another by now, the last that it had.

    Raises:
        QueryError: there is no such document, or several.
    """
    try:
        return revision_of(connection, asked)
    except QueryError:
        whole = select(revisions.c.document_id).where(CURRENT)
        last = select(func.max(revisions.c.id)).where(revisions.c.document_id.not_in(whole)).group_by("document_id")
        said = [revisions.c.name == asked, documents.c.key == asked.lower()]
        said += [documents.c.id == int(asked)] if asked.isascii() and asked.isdigit() else []
        query = select(revisions.c.id).join_from(revisions, documents).where(revisions.c.id.in_(last), or_(*said))
        found = list(connection.scalars(query))
        if len(found) != 1:
            raise
        return int(found[0])


def journals_with(journal: Path, shas: Sequence[str]) -> Iterator[Path]:
    """Journals that a restore put aside and that still speak of one of these contents."""
    for path in sorted(journal.parent.glob(f"{journal.name}.replaced*")):
        with suppress(OSError):
            data = path.read_bytes()
            if any(sha.encode() in data for sha in shas):
                yield path


def _contents(connection: Connection, document: int) -> list[str]:
    """The sha256 of every content that a document had."""
    of_revisions = select(revisions.c.content_id).where(revisions.c.document_id == document)
    of_sightings = select(sightings.c.content_id).where(sightings.c.document_id == document)
    held = or_(contents.c.id.in_(of_revisions), contents.c.id.in_(of_sightings))
    return list(connection.scalars(select(contents.c.sha256).where(held).order_by(contents.c.sha256)))


def _keys_elsewhere(connection: Connection, held: Sequence[str]) -> list[str]:
    """Keys of documents that are not here, but of which one of these contents was decided on."""
    absent = decisions.c.document_key.not_in(select(documents.c.key))
    return list(connection.scalars(select(decisions.c.document_key).where(absent, decisions.c.content.in_(held))))


def forget_document(connection: Connection, document: int) -> None:
    """Delete the rows of a document in a transaction that writes, and what runs say of its files."""
    of_document = select(revisions.c.id).where(revisions.c.document_id == document)
    held = {row.content_id for row in connection.execute(select(revisions).where(revisions.c.document_id == document))}
    _forget_files(connection, document)
    drop_passages(connection, document)
    mine = select(labels.c.id).where(labels.c.revision_id.in_(of_document))
    connection.execute(delete(evidence).where(evidence.c.label_id.in_(mine)))
    for table in (observations, labels, gaps, exclusions, edits):
        connection.execute(delete(table).where(table.c.revision_id.in_(of_document)))
    connection.execute(delete(families))
    connection.execute(delete(meta).where(meta.c.key == "families"))
    held |= set(connection.scalars(select(sightings.c.content_id).where(sightings.c.document_id == document)))
    connection.execute(delete(revisions).where(revisions.c.document_id == document))
    connection.execute(delete(sightings).where(sightings.c.document_id == document))
    for content in sorted(held):
        others = (revisions.c.content_id, sightings.c.content_id)
        if not any(connection.execute(select(each).where(each == content).limit(1)).first() for each in others):
            connection.execute(delete(texts).where(texts.c.content_id == content))
            connection.execute(delete(contents).where(contents.c.id == content))
    connection.execute(delete(documents).where(documents.c.id == document))


def _forget_files(connection: Connection, document: int) -> None:
    """Delete what runs noted of the files of a document; its paths and names may tell a person, too."""
    paths = set(connection.scalars(select(sightings.c.path).where(sightings.c.document_id == document)))
    names = set(connection.scalars(select(revisions.c.name).where(revisions.c.document_id == document)))
    of_others = set(connection.scalars(select(sightings.c.path).where(sightings.c.document_id != document)))
    own = sorted(paths - of_others)
    connection.execute(delete(run_items).where(or_(run_items.c.document_id == document, run_items.c.path.in_(own))))
    for row in connection.execute(select(runs.c.id, runs.c.command)).all():
        command = row.command
        for told in sorted({*own, *names}, key=len, reverse=True):
            command = command.replace(told, HIDDEN)
        if command != row.command:
            connection.execute(update(runs).where(runs.c.id == row.id).values(command=command))


def noted_here(engine: Engine) -> list[str]:
    """Numbers of documents that the journal says were forgotten, and that were here before and are still.

    Raises:
        StoreError: the database cannot be read.
    """
    query = (
        select(documents.c.id)
        .join_from(documents, decisions, decisions.c.document_key == documents.c.key)
        .join(runs, runs.c.id == documents.c.first_run)
        .where(decisions.c.kind == "forget", runs.c.started <= decisions.c.decided)
        .distinct()
        .order_by(documents.c.id)
    )
    with reading(engine) as connection:
        return [str(number) for number in connection.scalars(query)]
