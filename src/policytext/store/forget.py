"""Taking a document out of the database, with everything that hangs on it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, delete, select, update

from policytext.store.card import revision_of
from policytext.store.copying import compact
from policytext.store.database import file_of, writing
from policytext.store.index import drop_passages
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
    sightings,
    texts,
)


def forget(engine: Engine, document: str) -> tuple[str, int]:
    """Delete a document; the name of its file, and how many decisions on it stay in the journal.

    Raises:
        QueryError: there is no such document, or several.
        StoreError: the database cannot be written to.
    """
    with writing(engine) as connection:
        revision = revision_of(connection, document)
        row = connection.execute(
            select(revisions.c.document_id, revisions.c.name, documents.c.key)
            .join_from(revisions, documents)
            .where(revisions.c.id == revision)
        ).one()
        said = select(decisions.c.id).where(decisions.c.document_key == row.key)
        count = len(connection.execute(said).all())
        forget_document(connection, row.document_id)
    if engine.dialect.name == "sqlite":
        compact(Path(file_of(engine)), alone=False)
    return row.name, count


def forget_document(connection: Connection, document: int) -> None:
    """Delete the rows of a document in a transaction that writes."""
    of_document = select(revisions.c.id).where(revisions.c.document_id == document)
    held = {row.content_id for row in connection.execute(select(revisions).where(revisions.c.document_id == document))}
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
    connection.execute(update(run_items).where(run_items.c.document_id == document).values(document_id=None))
    for content in sorted(held):
        others = (revisions.c.content_id, sightings.c.content_id)
        if not any(connection.execute(select(each).where(each == content).limit(1)).first() for each in others):
            connection.execute(delete(texts).where(texts.c.content_id == content))
            connection.execute(delete(contents).where(contents.c.id == content))
    connection.execute(delete(documents).where(documents.c.id == document))
