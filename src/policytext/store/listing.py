"""Every number and every document as plain values by column: what exports and tables are made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any, get_args

from sqlalchemy import ColumnElement, Connection, func, select

from policytext.knowledge.schema.display import Display
from policytext.model import Kind
from policytext.store.card import paths_of
from policytext.store.citation import bibtex, caution, cite, cited_document
from policytext.store.decision import FIELDS, SEEN
from policytext.store.figures import STREAM, FigureQuery, FigureRow, stream_records
from policytext.store.filters import NO_COPY, REJECTED, given, in_batch, model_of_document
from policytext.store.schema import contents, documents, gaps, observations, revisions, texts
from policytext.store.sightings import CURRENT

EVERY_FIGURE = FigureQuery()

STAMP_BYTES = 6

Record = dict[str, Any]
"""Plain values by column: text, int, Decimal, None, or lists and mappings of them."""


def figure_record(row: FigureRow) -> Record:
    """A number as plain values, its span as `start` and `end`."""
    record = {each.name: getattr(row, each.name) for each in fields(row) if each.name != "span"}
    return {**record, "rules": list(row.rules), "flags": list(row.flags), "start": row.span.start, "end": row.span.end}


def figure_records(
    connection: Connection, kind: Kind | None = None, query: FigureQuery = EVERY_FIGURE
) -> Iterator[Record]:
    """Every number that a query asks for, or those of a kind among them, in order; limit and offset do not count."""
    query = replace(query, kind=kind) if kind else query
    return stream_records(connection, query, everything=True)


def cited_figures(
    connection: Connection, display: Display, kind: Kind | None = None, query: FigureQuery = EVERY_FIGURE
) -> Iterator[Record]:
    """As `figure_records`, each with the citation of its document, what must be said beside it, and its stamp."""
    document, beside = None, {}
    for record in figure_records(connection, kind, query):
        if record["document"] != document:
            document = record["document"]
            beside = _citation(connection, document, display)
        yield record | beside | {"stamp": stamp(record)}


STAMPED = (*FIELDS, "review")
"""What a person may change in a table that was sent round."""


def stamp(row: Mapping[str, Any]) -> str:
    """What tells whether a row is as it was exported: from what stands in the columns of STAMPED.

    Args:
        row: a record, or the cells of a table.
    """
    told = "\x1f".join([plainly(row[name]) for name in STAMPED])
    return hashlib.blake2b(told.encode(), digest_size=STAMP_BYTES).hexdigest()


def plainly(value: str | int | Decimal | None) -> str:
    """A value in the same way whatever program wrote it: 75.20 is 75.2, and an empty text is none."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value) if isinstance(value, int) else value or ""


def _citation(connection: Connection, document: int, display: Display) -> Record:
    cited = cited_document(connection, document)
    return {"citation": cite(cited, display.citation), "caution": caution(cited, display.citation)}


_FACTS = (
    *("name", "title", "place", "place_code", "year_min", "year_max", "year_basis", "issuer", "issued", "genre"),
    *("completeness", "platform", "uploaded"),
)


def document_records(connection: Connection, display: Display, query: FigureQuery = EVERY_FIGURE) -> Iterator[Record]:
    """Every document, or those of a query's batch, in order: its facts, its numbers by kind and where it was seen."""
    counted = [_count_of(kind) for kind in get_args(Kind)]
    missing = select(func.count()).where(gaps.c.revision_id == revisions.c.id).scalar_subquery().label("gaps")
    statement = (
        select(
            revisions.c.document_id.label("document"),
            *(revisions.c[name] for name in _FACTS),
            revisions.c.source_grade,
            revisions.c.decided,
            model_of_document().label("model"),
            *counted,
            missing,
            texts.c.characters,
            contents.c.sha256,
            documents.c.key,
        )
        .select_from(revisions.join(documents).join(contents).join(texts, texts.c.id == revisions.c.text_id))
        .where(
            CURRENT,
            *given(
                [
                    (query.batch, in_batch),
                    (query.without or None, revisions.c.document_id.not_in),
                    (True if query.copies == "without" else None, lambda _: NO_COPY),
                ]
            ),
        )
        .order_by(revisions.c.document_id)
    )
    with connection.execute(statement, execution_options={"yield_per": STREAM}) as rows:
        for row in rows:
            record = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
            decided = record.pop("decided") or {}
            held = {name: _agreed(decided.get(name)) for name in SEEN}
            cited = cited_document(connection, row.document)
            references = {"bibtex": bibtex(cited, display.citation), **_citation(connection, row.document, display)}
            paths = list(paths_of(connection, row.document))
            yield {**record, **held, **references, "decided": decided, "paths": paths}


def _agreed(fact: Record | None) -> str | None:
    """What people decided of a fact, unless they differ."""
    return fact["value"] if fact and fact["state"] != "conflict" else None


def _count_of(kind: str) -> ColumnElement[int]:
    where = (observations.c.revision_id == revisions.c.id, observations.c.kind == kind, ~REJECTED)
    return select(func.count()).where(*where).scalar_subquery().label(f"{kind}s")


def shown(record: Record, column: str, display: Display) -> str | int | Decimal | None:
    """What a table shows in a column of a record: words for codes, lists as one line."""
    value = record[column]
    if column == "located":
        return display.place(value)
    if isinstance(value, list):
        return "; ".join(display.flag(one) if column == "flags" else one for one in value)
    if isinstance(value, dict):
        return "; ".join(_pairs(value, display))
    if isinstance(value, str):
        return display.word(column, value)
    found: int | Decimal | None = value
    return found


def _pairs(value: Record, display: Display) -> Iterator[str]:
    """Fields as they were read before a decision, by their headers; with who decided where that is told."""
    heads = display.terms | display.document_columns | display.columns
    for name, was in value.items():
        read, by = (was["was"], f" ({was['by']})") if isinstance(was, dict) else (was, "")
        disputed = f" {display.word('review', 'conflict')}" if by and was["state"] == "conflict" else ""
        yield f"{heads.get(name, name)}: {display.word(name, str(read)) if read is not None else '–'}{by}{disputed}"
