"""The texts of current revisions, with what cleaning cut from them: what a collection is learnt from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Engine, func, select

from policytext.store.database import reading
from policytext.store.schema import contents, edits, revisions, sightings, texts
from policytext.store.sightings import CURRENT, OPEN
from policytext.text import Span


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A current revision: its text, the stretches that the clean view cuts, and where it was seen first in order."""

    sha256: str
    path: str
    platform: str | None
    title: str | None
    text: str
    cuts: tuple[Span, ...]


def stored_pages(engine: Engine) -> Iterator[StoredPage]:
    """Every current revision, ordered by content: the order of ingestion does not show.

    Raises:
        StoreError: the database cannot be read.
    """
    path = select(func.min(sightings.c.path)).where(OPEN, sightings.c.document_id == revisions.c.document_id)
    seen = func.coalesce(path.correlate(revisions).scalar_subquery(), revisions.c.name)
    query = (
        select(revisions.c.id, contents.c.sha256, seen.label("path"), revisions.c.platform, revisions.c.title)
        .join_from(revisions, contents)
        .where(CURRENT)
        .order_by(contents.c.sha256)
    )
    text = select(texts.c.text).join_from(revisions, texts, revisions.c.text_id == texts.c.id)
    cuts = select(edits.c.span_start, edits.c.span_end).order_by(edits.c.span_start).where(edits.c.view == "clean")
    with reading(engine) as connection:
        for row in connection.execute(query).all():
            spans = connection.execute(cuts.where(edits.c.revision_id == row.id))
            yield StoredPage(
                sha256=row.sha256,
                path=row.path,
                platform=row.platform,
                title=row.title,
                text=connection.execute(text.where(revisions.c.id == row.id)).scalar_one(),
                cuts=tuple(Span(start, end) for start, end in spans),
            )
