"""Full-text search, exact for every word of up to 32 characters.

A query is words parted by white space; a passage is found where all of them
stand in it.  Words are compared folded (see `policytext.store.fold`), and
found through bigrams; a single character is looked for in every passage.
Each hit is verified as a substring, and a word in the overlap of two passages
is found once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, and_, column, exists, func, or_, select, table

from policytext.errors import QueryError, StoreError
from policytext.store.database import file_of, reading
from policytext.store.filters import REJECTED, Filter, check_kind, check_page, given, has_model, in_batch, in_place
from policytext.store.fold import Folded, bigrams, fold
from policytext.store.passages import LONGEST_WORD, reading_of
from policytext.store.places import Located
from policytext.store.schema import edits, observations, passages, revisions, texts
from policytext.store.sightings import CURRENT
from policytext.text import Edit, Span


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that contains the words.

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
    """One page of hits, and how many there are in all."""

    total: int
    hits: tuple[Hit, ...]


def search(  # noqa: PLR0913 - one parameter a filter
    engine: Engine,
    words: str,
    *,
    limit: int = 20,
    offset: int = 0,
    place: str | None = None,
    kind: str | None = None,
    genre: str | None = None,
    model: str | None = None,
    document: int | None = None,
    batch: str | None = None,
) -> Hits:
    """Passages in which all words stand, in the order of documents and of their text.

    Args:
        engine: the database.
        words: parted by white space, each of at most 32 characters.
        limit: hits at most.
        offset: hits to pass over.
        place: a part of the full name of the document's place, or the beginning of its code.
        kind: passages with a number of this kind.
        genre: code of the document's genre.
        model: code of the document's governance model.
        document: id of the document.
        batch: name of a batch that the document was seen in.

    Raises:
        QueryError: there is no word, one is too long, or a filter makes no sense.
        StoreError: the database cannot be read.
    """
    wanted = words_of(words)
    check_page(limit, offset)
    check_kind(kind)
    filters: tuple[Filter, ...] = (
        (place, in_place),
        (kind, _holds_kind),
        (genre, lambda value: revisions.c.genre == value),
        (model, has_model),
        (document, lambda value: revisions.c.document_id == value),
        (batch, in_batch),
    )
    found = and_(CURRENT, *_matching(wanted), *given(filters))
    total = select(func.count()).select_from(passages.join(revisions)).where(found)
    with reading(engine) as connection:
        rows = connection.execute(_page(found).limit(limit).offset(offset)).all()
        hits = tuple(_hit(connection, row, wanted, file_of(engine)) for row in rows)
        return Hits(connection.execute(total).scalar_one(), hits)


def _page(found: ColumnElement[bool]) -> Select[Any]:
    """Passages in order, with what a hit tells of their documents."""
    return (
        select(passages, revisions.c.document_id, revisions.c.text_id, revisions.c.name, revisions.c.title)
        .join_from(passages, revisions)
        .where(found)
        .order_by(revisions.c.document_id, passages.c.ordinal)
    )


def words_of(query: str) -> tuple[str, ...]:
    """The folded words of a query, each once.

    Raises:
        QueryError: there is none, or one is longer than 32 characters.
    """
    words = tuple(dict.fromkeys(filter(None, map(fold, query.split()))))
    if not words:
        raise QueryError("type at least one word to search for")
    for word in words:
        if len(word) > LONGEST_WORD:
            raise QueryError(f"{word!r} has {len(word)} characters; search for {LONGEST_WORD} of them at most")
    return words


def _matching(words: tuple[str, ...]) -> list[ColumnElement[bool]]:
    """All words stand in the passage, and one of them begins in the part that is not also the next one's."""
    at = [func.instr(passages.c.folded, word) for word in words]
    conditions = [*(each > 0 for each in at), or_(*(each <= passages.c.own for each in at))]
    phrases = " AND ".join(f'"{bigrams(word)}"' for word in words if len(word) > 1)
    if phrases:
        index = table("passage_index", column("rowid"), column("passage_index"))
        indexed = select(index.c.rowid).where(index.c.passage_index.op("MATCH")(phrases))
        conditions.append(passages.c.id.in_(indexed))
    return conditions


def _holds_kind(kind: str) -> ColumnElement[bool]:
    return exists().where(
        observations.c.revision_id == passages.c.revision_id,
        observations.c.kind == kind,
        ~REJECTED,
        observations.c.span_start < passages.c.span_end,
        observations.c.span_end > passages.c.span_start,
    )


def _hit(connection: Connection, row: Row[Any], words: tuple[str, ...], file: str) -> Hit:
    """A passage with its words marked, rebuilt from the text and the edits of its reading."""
    span = Span(row.span_start, row.span_end)
    view = reading_of(_text_at(connection, row.text_id, span), span, _edits_at(connection, row.revision_id, span))
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


def _text_at(connection: Connection, text_id: int, span: Span) -> str:
    part = func.substr(texts.c.text, span.start + 1, len(span))
    found: str = connection.execute(select(part).where(texts.c.id == text_id)).scalar_one()
    return found


def _edits_at(connection: Connection, revision: int, span: Span) -> list[Edit]:
    e = edits.c
    touching = (e.revision_id == revision, e.view == "reading", e.span_start < span.end, e.span_end > span.start)
    rows = connection.execute(select(e.span_start, e.span_end, e.new, e.rule).where(*touching).order_by(e.span_start))
    return [Edit(Span(row.span_start, row.span_end), row.new, row.rule) for row in rows]


def _apart(marks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Marks in order with those that overlap joined."""
    joined: list[tuple[int, int]] = []
    for start, end in marks:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
