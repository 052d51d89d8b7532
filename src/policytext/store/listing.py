"""Every number and every document as plain values by column: what exports and tables are made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from typing import Any, get_args

from sqlalchemy import ColumnElement, Connection, func, select

from policytext.knowledge.schema.display import Display
from policytext.model import Kind
from policytext.store.card import paths_of
from policytext.store.figures import STREAM, FigureQuery, FigureRow, stream_figures
from policytext.store.filters import model_of_document
from policytext.store.schema import contents, documents, gaps, observations, revisions, texts
from policytext.store.sightings import CURRENT

Record = dict[str, Any]
"""Plain values by column: text, int, Decimal, None, or lists and mappings of them."""


def figure_record(row: FigureRow) -> Record:
    """A number as plain values, its span as `start` and `end`."""
    record = {each.name: getattr(row, each.name) for each in fields(row) if each.name != "span"}
    return {**record, "rules": list(row.rules), "start": row.span.start, "end": row.span.end}


def figure_records(connection: Connection, kind: Kind | None = None) -> Iterator[Record]:
    """Every number, or those of a kind, in order."""
    query = FigureQuery(kind=kind)
    return (figure_record(row) for row in stream_figures(connection, query, everything=True))


def document_records(connection: Connection) -> Iterator[Record]:
    """Every document in order, with its facts, its numbers by kind and where it was seen."""
    facts = (
        "name",
        "title",
        "place",
        "place_code",
        "year_min",
        "year_max",
        "year_basis",
        "issuer",
        "issued",
        "genre",
        "completeness",
        "platform",
        "uploaded",
    )
    counted = [_count_of(kind) for kind in get_args(Kind)]
    missing = select(func.count()).where(gaps.c.revision_id == revisions.c.id).scalar_subquery().label("gaps")
    query = (
        select(
            revisions.c.document_id.label("document"),
            *(revisions.c[name] for name in facts),
            revisions.c.source_grade,
            model_of_document().label("model"),
            *counted,
            missing,
            texts.c.characters,
            contents.c.sha256,
            documents.c.key,
        )
        .select_from(revisions.join(documents).join(contents).join(texts, texts.c.id == revisions.c.text_id))
        .where(CURRENT)
        .order_by(revisions.c.document_id)
    )
    for row in connection.execute(query, execution_options={"yield_per": STREAM}):
        yield {**row._mapping, "paths": list(paths_of(connection, row.document))}  # noqa: SLF001 - SQLAlchemy's public name


def _count_of(kind: str) -> ColumnElement[int]:
    where = (observations.c.revision_id == revisions.c.id, observations.c.kind == kind)
    return select(func.count()).where(*where).scalar_subquery().label(f"{kind}s")


def shown(record: Record, column: str, display: Display) -> str | int | Decimal | None:
    """What a table shows in a column of a record: words for codes, lists as one line."""
    value = record[column]
    if column == "located":
        return display.place(value)
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, str):
        return display.word(column, value)
    found: int | Decimal | None = value
    return found
