"""Full-text search, exact for every word of up to 32 characters.

A query says which words a passage holds, in which sentence or paragraph, and
what is asked of its numbers and its document; see `policytext.store.query`.
Words are compared folded (see `policytext.store.fold`), and found through
bigrams; a single character is looked for in every passage.  Each hit is
verified as a substring, and a word in the overlap of two passages is found
once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, String, case, cast, func, literal, select

from policytext.errors import QueryError, StoreError
from policytext.store.asked import KEYS, Language, Value, shipped, values_of
from policytext.store.conditions import COPIES, Found, found, without_numbers
from policytext.store.database import file_of, reading
from policytext.store.facets import Facets, facets_of
from policytext.store.filters import check_page
from policytext.store.fold import Folded
from policytext.store.passages import reading_of
from policytext.store.places import Located
from policytext.store.position import position
from policytext.store.postgresql import use_every_index, use_search_index
from policytext.store.query import All, Filter, parse, words_of
from policytext.store.schema import edits, passages, revisions, texts
from policytext.store.sightings import CURRENT
from policytext.text import Edit, Span

Ordering = Literal["document", "relevance", "date", "place"]
"""By number and place in the text; most words and mentions first; newest first; by code. Ties by `document`."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a query found.

    Args:
        document: id of the document, and
        name: its file, and
        title: its title.
        snippet: what the passage reads, on one line.
        marks: [start, end) in the snippet of the words, in order, not overlapping.
        span: source span of the passage.
        spans: source span of every occurrence of a word, in order.
        located: place in the file, empty for plain text.
    """

    document: int
    name: str
    title: str | None
    snippet: str
    marks: tuple[tuple[int, int], ...]
    span: Span
    spans: tuple[Span, ...]
    located: Located


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of hits, how many there are in all, and where asked for how many of each place, year …."""

    total: int
    hits: tuple[Hit, ...]
    facets: Facets = field(default_factory=dict)


def search(  # noqa: PLR0913 - what a page of results needs
    engine: Engine,
    query: str,
    *,
    language: Language | None = None,
    limit: int = 20,
    offset: int = 0,
    order: Ordering = "document",
    facets: bool = False,
    copies: Literal["with", "without"] = "with",
    **filters: str | int | None,
) -> Hits:
    """The passages that a query finds, a page of them in a total order.

    Args:
        engine: the database.
        query: as `网格员 同句 经费 place:宝鸡 year:2012..2014 -农村`; docs/search.md.
        language: words for operators, keys and codes; the shipped ones if not given.
        limit: hits at most.
        offset: hits to pass over.
        order: of the hits.
        facets: whether to count hits by place, year, genre, kind and model.
        copies: `without` those documents that are near-copies of an earlier one; `refresh_families` first.
        filters: further ones by their keys, as they are typed in a query; None for none.

    Raises:
        QueryError: something in the query, a filter or the page was not understood; it says what and in which column.
        StoreError: the database cannot be read.
    """
    check_page(limit, offset)
    if order not in get_args(Ordering):
        raise QueryError(f"{order!r} is no order; there are {', '.join(get_args(Ordering))}")
    words = language or shipped()
    asked = parse(query, words)
    single = [Filter(COPIES, (True,))] if copies == "without" else []
    node = All((*(asked.parts if isinstance(asked, All) else (asked,)), *_given(filters, words), *single))
    wanted = words_of(node)
    with reading(engine) as connection:
        use_search_index(connection)
        hits = found(node, engine.dialect.name, few=_are_few(connection, node))
        ids, total = _page(connection, hits, order, wanted, limit, offset)
        counted = facets_of(connection, hits) if facets else {}
        use_every_index(connection)
        return Hits(total, _hits(connection, ids, wanted, file_of(engine)), counted)


def _given(filters: Mapping[str, str | int | None], language: Language) -> list[Filter]:
    """The filters that were not typed in the query."""
    asked = {key: str(value) for key, value in filters.items() if value is not None}
    strange = sorted(set(asked) - set(KEYS))
    if strange:
        raise QueryError(f"{strange[0]!r} is no filter; there are {', '.join(KEYS)}")
    return [Filter(key, _asked(key, value, language)) for key, value in asked.items()]


def _asked(key: str, value: str, language: Language) -> tuple[Value, ...]:
    try:
        return values_of(key, value, language)
    except QueryError as error:
        raise QueryError(f"{key}: {error}") from error


FEW = 5_000
"""Passages whose numbers are looked at one passage after the other; from here on it is faster to begin with them."""


def _are_few(connection: Connection, node: All) -> bool:
    """Whether what a query asks beside numbers finds few passages; also where it asks nothing of numbers."""
    rest = without_numbers(node)
    if rest is None:
        return True
    hits = found(rest, connection.dialect.name)
    first = hits.select(hits.id.label("id")).limit(FEW).subquery()
    return connection.execute(select(func.count()).select_from(first)).scalar_one() < FEW


def _page(  # noqa: PLR0913, PLR0917 - what a page is told by
    connection: Connection, hits: Found, order: Ordering, words: Sequence[str], limit: int, offset: int
) -> tuple[list[int], int]:
    """The ids of a page of passages in order, and the number of all.

    SQLite's index alone gives them in the order of ids, so that a page need not wait for all of them, and counts them
    faster than rows are read.  What else is asked is worked out once for both.
    """
    if hits.of_index:
        ids = connection.scalars(_ordered(hits, order, words).limit(limit).offset(offset)).all()
        return list(ids), connection.execute(hits.select(func.count())).scalar_one()
    every = hits.select(hits.id.label("id")).cte("hits").prefix_with("MATERIALIZED")
    total = select(func.count()).select_from(every).scalar_subquery().label("total")
    page = _ordered(Found(every, every.c.id, ()), order, words).add_columns(total)
    rows = connection.execute(page.limit(limit).offset(offset)).all()
    if rows or not offset:
        return [row.id for row in rows], rows[0].total if rows else 0
    return [], connection.execute(hits.select(func.count())).scalar_one()


def _ordered(hits: Found, order: Ordering, words: Sequence[str]) -> Select[Any]:
    """Ids in order."""
    if order == "document":
        return hits.select(hits.id.label("id")).order_by(hits.id)
    joined = hits.select(hits.id.label("id")).join(revisions, (revisions.c.document_id == hits.document) & CURRENT)
    if order == "relevance" and hits.rows is not passages:
        joined = joined.join(passages, passages.c.id == hits.id)
    return joined.order_by(*_ORDERS[order](words), hits.id)


def _by_relevance(words: Sequence[str]) -> list[ColumnElement[Any]]:
    """Passages with more different words first, then those whose title has them, then those that say them often."""
    folded, title, none = passages.c.folded, func.coalesce(revisions.c.title, ""), literal(0)
    different = sum((case((position(folded, word) > 0, 1), else_=0) for word in words), start=none)
    titled = sum((case((position(title, word) > 0, 1), else_=0) for word in words), start=none)
    without = [(func.length(func.replace(folded, word, "")), len(word)) for word in words]
    told = sum(((func.length(folded) - rest) / length for rest, length in without), start=none)
    return [different.desc(), titled.desc(), told.desc()]


def _by_date(words: Sequence[str]) -> list[ColumnElement[Any]]:
    del words
    return [func.coalesce(revisions.c.issued, cast(revisions.c.year_max, String), "").desc()]


def _by_place(words: Sequence[str]) -> list[ColumnElement[Any]]:
    del words
    return [func.coalesce(revisions.c.place_code, "~"), func.coalesce(revisions.c.place, "~")]


_ORDERS: Mapping[str, Callable[[Sequence[str]], list[ColumnElement[Any]]]] = {
    "relevance": _by_relevance,
    "date": _by_date,
    "place": _by_place,
}


def _hits(connection: Connection, ids: Sequence[int], words: tuple[str, ...], file: str) -> tuple[Hit, ...]:
    """The hits of a page, each rebuilt from the text and the edits of its reading."""
    length = passages.c.span_end - passages.c.span_start
    part = func.substr(texts.c.text, passages.c.span_start + 1, length).label("part")
    query = (
        select(passages, revisions.c.document_id, revisions.c.name, revisions.c.title, part)
        .select_from(passages.join(revisions).join(texts, texts.c.id == revisions.c.text_id))
        .where(passages.c.id.in_(ids))
    )
    rows = {row.id: row for row in connection.execute(query)}
    made = _edits_at(connection, ids)
    return tuple(_hit(rows[number], made[number], words, file) for number in ids)


def _hit(row: Row[Any], made: Sequence[Edit], words: tuple[str, ...], file: str) -> Hit:
    """A passage with its words marked."""
    span = Span(row.span_start, row.span_end)
    view = reading_of(row.part, span, made)
    folded = Folded(view.text)
    if not folded.text.startswith(row.folded, row.lead):
        raise StoreError(f"{file}: {row.name}: the search index does not agree with the text at {span}")
    last = row.lead + len(row.folded)
    marks = sorted({mark for word in words for mark in folded.occurrences(word, row.lead, last)})
    spans = (view.to_source(*mark) for mark in marks)
    return Hit(
        document=row.document_id,
        name=row.name,
        title=row.title,
        snippet=re.sub(r"\s", " ", view.text),
        marks=tuple(_apart(marks)),
        span=span,
        spans=tuple(Span(span.start + each.start, span.start + each.end) for each in spans),
        located=row.located,
    )


def _edits_at(connection: Connection, ids: Sequence[int]) -> Mapping[int, list[Edit]]:
    """The edits of the reading that touch each of some passages, in order."""
    e, p = edits.c, passages.c
    query = (
        select(p.id, e.span_start, e.span_end, e.new, e.rule)
        .where(p.id.in_(ids), e.revision_id == p.revision_id, e.view == "reading")
        .where(e.span_start < p.span_end, e.span_end > p.span_start)
        .order_by(p.id, e.span_start)
    )
    found: dict[int, list[Edit]] = defaultdict(list)
    for number, start, end, new, rule in connection.execute(query):
        found[number].append(Edit(Span(start, end), new, rule))
    return found


def _apart(marks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Marks in order with those that overlap joined."""
    joined: list[tuple[int, int]] = []
    for start, end in marks:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
