"""What people decided of the numbers of one file."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Engine, select

from policytext.store.database import reading
from policytext.store.schema import contents, documents, observations, revisions
from policytext.store.sightings import CURRENT
from policytext.text import Span

Standings = dict[tuple[Span, str], tuple[tuple[str, str | None], ...]]
"""By span and quote: the review, and by whom; several where several numbers are read there."""


def standings(engine: Engine, sha256: str) -> Standings:
    """How the numbers of a content stand; empty where the database does not hold it.

    Args:
        engine: the database.
        sha256: of the file's bytes.

    Raises:
        StoreError: the database cannot be read.
    """
    o = observations.c
    asked = (
        select(o.span_start, o.span_end, o.surface, o.review, o.reviewed_by)
        .select_from(observations.join(revisions).join(documents).join(contents))
        .where(CURRENT, contents.c.sha256 == sha256)
        .order_by(o.span_start, o.ordinal)
    )
    found: defaultdict[tuple[Span, str], list[tuple[str, str | None]]] = defaultdict(list)
    with reading(engine) as connection:
        for row in connection.execute(asked):
            found[Span(row.span_start, row.span_end), row.surface].append((row.review, row.reviewed_by))
    return {place: tuple(dict.fromkeys(said)) for place, said in found.items()}
