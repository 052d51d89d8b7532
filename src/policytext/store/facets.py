"""How many hits there are of each place, year, genre, kind and model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, func, select, union_all

from policytext.store.conditions import NOT_REJECTED, Found
from policytext.store.filters import model_of_document
from policytext.store.schema import observations, revisions
from policytext.store.sightings import CURRENT

Facets = Mapping[str, tuple[tuple[str, int], ...]]
"""Hits by what they are of, by the facet's name; the most first, then by name. What is not known is not counted."""

KNOWN_YEARS = ("explicit", "relative", "issued", "decided")
"""On what a document's years must rest to be counted; others are bounds."""

MOST_YEARS = 10


def facets_of(connection: Connection, found: Found) -> Facets:
    """The facets of the passages found; a hit of a document that reports two years counts for both."""
    r = revisions.c
    hits = found.select(found.document.label("document"), func.count().label("hits")).group_by(found.document)
    each = hits.subquery().c
    facts = (r.place, r.genre, r.year_min, r.year_max, r.year_basis, model_of_document().label("model"), each.hits)
    rows = connection.execute(select(*facts).where(CURRENT, r.document_id == each.document)).all()
    plain = {name: _counted((getattr(row, name), row.hits) for row in rows) for name in ("place", "genre", "model")}
    years = _counted((str(year), row.hits) for row in rows for year in _years(row))
    return {**plain, "year": years, "kind": _kinds(connection, found)}


def _kinds(connection: Connection, found: Found) -> tuple[tuple[str, int], ...]:
    """Hits by the kinds of the numbers that begin in them."""
    o, hit = observations.c, found.select(found.id.label("id")).cte("hits").prefix_with("MATERIALIZED").c
    said = select(o.kind, hit.id).where(NOT_REJECTED)
    begun, shared = said.where(o.passage == hit.id), said.where(o.passage == hit.id - 1, o.passage_to == hit.id)
    each = union_all(begun, shared).subquery().c
    query = select(each.kind, func.count(each.id.distinct())).group_by(each.kind)
    return _counted(connection.execute(query).tuples())


def _years(row: Row[Any]) -> Iterable[int]:
    if row.year_basis not in KNOWN_YEARS or row.year_min is None or row.year_max is None:
        return ()
    years = range(row.year_min, row.year_max + 1)
    return years if len(years) <= MOST_YEARS else ()


def _counted(pairs: Iterable[tuple[str | None, int]]) -> tuple[tuple[str, int], ...]:
    counter: Counter[str] = Counter()
    for value, hits in pairs:
        if value is not None:
            counter[value] += hits
    return tuple(sorted(counter.items(), key=lambda item: (-item[1], item[0])))
