"""How often indicators are met, and the names that none is known for; rejected numbers left out."""

from __future__ import annotations

from sqlalchemy import Engine, func, select

from policytext.store.database import reading
from policytext.store.filters import REJECTED
from policytext.store.schema import observations, revisions
from policytext.store.sightings import CURRENT


def indicator_counts(engine: Engine) -> dict[str, tuple[int, int, int]]:
    """Numbers, documents and places by indicator.

    Raises:
        StoreError: the database cannot be read.
    """
    o = observations.c
    counts = (func.count(), func.count(revisions.c.document_id.distinct()), func.count(o.place_name.distinct()))
    query = (
        select(o.indicator_id, *counts)
        .join_from(observations, revisions)
        .where(CURRENT, ~REJECTED, o.indicator_id.is_not(None))
        .group_by(o.indicator_id)
    )
    with reading(engine) as connection:
        return {row[0]: (row[1], row[2], row[3]) for row in connection.execute(query)}


def unmatched_names(engine: Engine, limit: int) -> list[tuple[str, str, int, int]]:
    """Name, unit, numbers and documents of what has no indicator, the most frequent first.

    Raises:
        StoreError: the database cannot be read.
    """
    o = observations.c
    numbers = func.count()
    query = (
        select(o.indicator, o.unit, numbers, func.count(revisions.c.document_id.distinct()))
        .join_from(observations, revisions)
        .where(CURRENT, ~REJECTED, o.indicator_id.is_(None), o.indicator.is_not(None))
        .group_by(o.indicator, o.unit)
        .order_by(numbers.desc(), o.indicator, o.unit)
        .limit(limit)
    )
    with reading(engine) as connection:
        return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]
