"""Looking numbers up: a table of filters that the database applies, and rows that say where each number stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, func, or_, select

from policytext.errors import QueryError
from policytext.model import Kind
from policytext.store.database import reading
from policytext.store.decision import FIELDS
from policytext.store.filters import (
    NO_COPY,
    REJECTED,
    Filter,
    check_kind,
    check_page,
    given,
    has_model,
    in_batch,
    in_place,
    model_of_document,
)
from policytext.store.fold import fold
from policytext.store.places import Located
from policytext.store.position import holds
from policytext.store.schema import observations, revisions, texts
from policytext.store.sightings import CURRENT
from policytext.text import Span

_QUOTE_IN_SENTENCE = 100
_QUOTE_ALONE = 32
STREAM = 1000
"""Rows fetched at a time when everything is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureQuery:
    """What to look up; filters that are given must all hold.

    Args:
        words: parted by spaces; each stands in the indicator, the scope, the base (per) or the number's own reading.
        kind: figure, target, requirement or deadline.
        unit: canonical, exactly.
        value_min: the number, or the upper end of a range, is at least this.
        value_max: the number, or the lower end of a range, is at most this.
        place: a part of the scope, or of the full name of the document's place, or the beginning of its code.
        year: one of the years the number speaks of: named in its time, reckoned from the document's year, or else that.
        model: code of the document's governance model.
        document: id of the document.
        batch: name of a batch that the document was seen in.
        indicators: ids of canonical indicators, one of which it is.
        without: ids of documents that are left out.
        copies: `without` those documents that are near-copies of an earlier one; `refresh_families` first.
        rejected: leave those `out` that a person rejected, take them `in`, or look at them `only`.
        limit: rows at most.
        offset: rows to pass over; the order is that of documents and of their text.
    """

    words: str = ""
    kind: Kind | None = None
    unit: str | None = None
    value_min: Decimal | float | None = None
    value_max: Decimal | float | None = None
    place: str | None = None
    year: int | None = None
    model: str | None = None
    document: int | None = None
    batch: str | None = None
    indicators: tuple[str, ...] | None = None
    rejected: Literal["out", "in", "only"] = "out"
    copies: Literal["with", "without"] = "with"
    without: tuple[int, ...] = ()
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A number, what it measures, and where it stands.

    `span` and `surface` are exact; `quote` is the source around it, at most
    its sentence; `located` is the place in the file, empty for plain text.
    `review`, `reviewed_by` and `reviewed` say what people decided of it, who
    and when; `original` what was read before they corrected it, by field.
    `low` and `high` are the ends of the interval that it means in
    `base_unit`, None where open; see docs/indicators.md for the others from
    `indicator_id` on.
    """

    document: int
    name: str
    title: str | None
    document_place: str | None
    issued: str | None
    genre: str | None
    model: str | None
    identity: str
    kind: str
    indicator: str | None
    scope: str | None
    time: str | None
    year_min: int | None
    year_max: int | None
    time_from: str | None
    time_to: str | None
    time_precision: str | None
    relation: str
    value: Decimal | None
    value_high: Decimal | None
    due: str | None
    unit: str
    per: str | None
    role: str
    pair: str | None
    tone: str
    measure: str
    level: str
    flags: tuple[str, ...]
    status: str
    surface: str
    reading: str
    quote: str
    span: Span
    located: Located
    rules: tuple[str, ...]
    review: str
    reviewed_by: str | None
    reviewed: str | None
    original: dict[str, str | None]
    indicator_id: str | None
    aspect: str | None
    tier: str | None
    place_code: str | None
    place_name: str | None
    place_part: str | None
    place_basis: str | None
    year_basis: str | None
    low: Decimal | None
    low_inclusive: bool
    high: Decimal | None
    high_inclusive: bool
    base_unit: str | None
    dimension: str | None
    denominator: str | None
    completeness: str
    source_grade: str | None


def figures(engine: Engine, query: FigureQuery) -> list[FigureRow]:
    """The numbers that a query asks for, in the order of documents and of their text.

    Raises:
        QueryError: a filter makes no sense.
        StoreError: the database cannot be read.
    """
    _check(query)
    with reading(engine) as connection:
        return list(stream_figures(connection, query))


def every_figure(engine: Engine, query: FigureQuery) -> Iterator[FigureRow]:
    """As `figures`, whatever its limit and offset, one at a time.

    Raises:
        QueryError: a filter makes no sense.
        StoreError: the database cannot be read.
    """
    _check(query)
    with reading(engine) as connection:
        yield from stream_figures(connection, query, everything=True)


def count_figures(engine: Engine, query: FigureQuery) -> int:
    """How many numbers a query asks for, whatever its limit and offset.

    Raises:
        QueryError: a filter makes no sense.
        StoreError: the database cannot be read.
    """
    _check(query)
    counted = select(func.count()).select_from(observations.join(revisions)).where(CURRENT, *conditions(query))
    with reading(engine) as connection:
        return int(connection.execute(counted).scalar_one())


def stream_figures(connection: Connection, query: FigureQuery, *, everything: bool = False) -> Iterator[FigureRow]:
    """As `figures`, one at a time; `everything` leaves limit and offset aside."""
    return (_figure(record) for record in stream_records(connection, query, everything=everything))


def stream_records(connection: Connection, query: FigureQuery, *, everything: bool = False) -> Iterator[dict[str, Any]]:
    """As `stream_figures`, each as a mapping of its own: `start` and `end` in the place of `span`, lists for tuples."""
    text_id, text = None, ""
    statement = _statement(*_going_by_document(query)) if everything else _page(query)
    with connection.execute(statement, execution_options={"yield_per": STREAM}) as rows:
        for *cells, of_text, sentence_start, sentence_end in rows:
            if of_text != text_id:
                text_id = of_text
                text = connection.execute(select(texts.c.text).where(texts.c.id == text_id)).scalar_one()
            record = dict(zip(_COLUMNS, cells, strict=True))
            first, last = _quote(record["start"], record["end"], sentence_start, sentence_end, len(text))
            for name in _NUMBERS:
                if record[name] is not None:
                    record[name] = Decimal(record[name])
            for name in _TRUTHS:
                record[name] = bool(record[name])
            record["quote"], record["original"] = text[first:last], _original(record["original"] or {})
            yield record


def _check(query: FigureQuery) -> None:
    check_page(query.limit, query.offset)
    check_kind(query.kind)
    if query.value_min is not None and query.value_max is not None and query.value_min > query.value_max:
        raise QueryError(f"the smallest value, {query.value_min}, is above the largest, {query.value_max}")


def conditions(query: FigureQuery) -> list[ColumnElement[bool]]:
    """The conditions of a query; each row is one filter, taken where it is given."""
    o = observations.c
    filters: tuple[Filter, ...] = (
        (query.kind, lambda value: o.kind == value),
        (query.unit, lambda value: o.unit == value),
        (query.value_min, lambda value: func.coalesce(o.value_high_float, o.value_float) >= float(value)),
        (query.value_max, lambda value: o.value_float <= float(value)),
        (query.place, lambda value: or_(holds(o.scope, value), in_place(value))),
        (query.year, lambda value: and_(o.year_min <= value, o.year_max >= value)),
        (query.model, has_model),
        (query.document, lambda value: revisions.c.document_id == value),
        (query.batch, in_batch),
        (query.indicators, o.indicator_id.in_),
        (query.without or None, revisions.c.document_id.not_in),
        (True if query.copies == "without" else None, lambda _: NO_COPY),
        (None if query.rejected == "in" else query.rejected, lambda value: REJECTED if value == "only" else ~REJECTED),
    )
    words = [holds(o.sought, fold(word)) for word in query.words.split() if fold(word)]
    return [*given(filters), *words]


_NUMBERS = ("value", "value_high", "low", "high")
_TRUTHS = ("low_inclusive", "high_inclusive")


def _columns() -> dict[str, ColumnElement[Any]]:
    """The fields of a row, each as the column it is read from, in their order, then `start` and `end`."""
    o, r = observations.c, revisions.c
    apart = {name: o[f"{name}_text"] for name in _NUMBERS} | {
        "document": r.document_id,
        "document_place": r.place,
        "model": model_of_document(),
        "quote": o.surface,  # its place only: the text around it is put there
        **{name: r[name] for name in ("name", "title", "issued", "genre", "completeness", "source_grade")},
    }
    named = {
        name: apart[name] if name in apart else o[name] for name in FigureRow.__dataclass_fields__ if name != "span"
    }
    return {**named, "start": o.span_start, "end": o.span_end}


_COLUMNS = _columns()
_SPAN = {"start", "end"}


def _page(query: FigureQuery) -> Select[Any]:
    return _statement(*conditions(query)).limit(query.limit).offset(query.offset)


def _going_by_document(query: FigureQuery) -> list[ColumnElement[bool]]:
    """The conditions of a query, the kind said so that SQLite does not begin with it and sort all rows afterwards."""
    kind = [] if query.kind is None else [observations.c.kind.concat("") == query.kind]
    return [*conditions(replace(query, kind=None)), *kind]


def _statement(*asked: ColumnElement[bool]) -> Select[Any]:
    o = observations.c
    named = (column.label(f"_{name}") for name, column in _COLUMNS.items())
    return (
        select(*named, revisions.c.text_id, o.sentence_start, o.sentence_end)
        .join_from(observations, revisions)
        .where(CURRENT, *asked)
        .order_by(revisions.c.document_id, o.span_start, o.span_end, o.ordinal)
    )


def _figure(record: dict[str, Any]) -> FigureRow:
    plain = {name: value for name, value in record.items() if name not in _SPAN}
    span = Span(record["start"], record["end"])
    return FigureRow(**plain | {"span": span, "rules": tuple(record["rules"]), "flags": tuple(record["flags"])})


def _original(columns: dict[str, Any]) -> dict[str, str | None]:
    """The fields among the columns that a decision changed, as they were read."""
    named = {name.removesuffix("_text"): value for name, value in columns.items()}
    return {name: named[name] for name in FIELDS if name in named}


def _quote(start: int, end: int, first: int | None, last: int | None, length: int) -> tuple[int, int]:
    """The sentence, but at most 100 characters on either side; 32 where no sentence is known."""
    if first is None or last is None:
        return max(0, start - _QUOTE_ALONE), min(length, end + _QUOTE_ALONE)
    return max(first, start - _QUOTE_IN_SENTENCE), max(end, min(last, end + _QUOTE_IN_SENTENCE))
