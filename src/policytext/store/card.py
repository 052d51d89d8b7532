"""One document on a card: what it is, where it was seen, what was found in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, func, or_, select

from policytext.errors import QueryError
from policytext.store.database import reading
from policytext.store.filters import LABEL_HOLDS, REJECTED
from policytext.store.schema import (
    contents,
    documents,
    evidence,
    gaps,
    labels,
    observations,
    revisions,
    sightings,
    texts,
)
from policytext.store.sightings import CURRENT, OPEN
from policytext.text import Span

_SHA = re.compile("[0-9a-f]{4,64}")


@dataclass(frozen=True, slots=True)
class LabelCard:
    """A label and the phrases that speak for it; `span` is None for the whole document."""

    facet: str
    code: str
    strength: float
    span: Span | None
    reason: str | None
    rules: tuple[str, ...]
    evidence: tuple[str, ...]
    review: str = "unreviewed"
    reviewed_by: str | None = None


@dataclass(frozen=True, slots=True)
class GapCard:
    """A place where text is missing, and the text it touches."""

    kind: str
    span: Span
    surface: str
    rule: str


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """A place that a document may be of, with the phrases that say so; `share` is shown as a band."""

    code: str
    name: str
    share: float
    rules: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YearsCard:
    """The years a document reports (bounds, where they are masked or unknown), and what says so."""

    low: int | None
    high: int | None
    basis: str
    rules: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A document's current revision; `decided` holds the facts that people decided, and what was read instead."""

    document: int
    key: str
    revision: int
    sha256: str
    media_type: str
    reader: str
    characters: int
    name: str
    paths: tuple[str, ...]
    title: str | None
    genre: str | None
    issuer: str | None
    issued: str | None
    place: str | None
    place_code: str | None
    places: tuple[PlaceCard, ...]
    years: YearsCard
    platform: str | None
    uploaded: str | None
    source_grade: str | None
    completeness: str
    completeness_reasons: tuple[str, ...]
    notes: tuple[str, ...]
    kinds: dict[str, int]
    reviews: dict[str, int]
    labels: tuple[LabelCard, ...]
    gaps: tuple[GapCard, ...]
    decided: dict[str, dict[str, Any]]


def show(engine: Engine, document: int | str) -> DocumentCard:
    """The card of a document.

    Args:
        engine: the database.
        document: its id, its file's name or path, or the first characters (4 or more) of its sha256.

    Raises:
        QueryError: there is no such document, or several; it lists them.
        StoreError: the database cannot be read.
    """
    with reading(engine) as connection:
        return _card(connection, _row(connection, revision_of(connection, str(document))))


def revision_of(connection: Connection, asked: str) -> int:
    """The id of the one current revision that is meant: by id, then by name, then by sha256.

    Raises:
        QueryError: there is no such document, or several; it lists them.
    """
    for condition in _meanings(asked):
        query = (
            select(revisions.c.id, revisions.c.document_id, revisions.c.name, revisions.c.title)
            .join_from(revisions, contents)
            .where(CURRENT, condition)
            .order_by(revisions.c.document_id)
        )
        found = connection.execute(query).all()
        if len(found) == 1:
            return int(found[0].id)
        if found:
            names = "; ".join(f"{row.document_id} {row.name} {row.title or ''}".rstrip() for row in found)
            raise QueryError(f"{asked!r} may be {len(found)} documents, say which by its number: {names}")
    raise QueryError(f"{asked!r} is no document's number, file name or sha256")


def _meanings(asked: str) -> list[ColumnElement[bool]]:
    path = or_(sightings.c.path == asked, _ends(sightings.c.path, f"/{asked}"))
    seen = select(sightings.c.document_id).where(OPEN, path)
    named: list[ColumnElement[bool]] = [or_(revisions.c.name == asked, revisions.c.document_id.in_(seen))]
    if asked.isascii() and asked.isdigit():
        named.insert(0, revisions.c.document_id == int(asked))
    if _SHA.fullmatch(asked.lower()):
        named.append(contents.c.sha256.startswith(asked.lower()))
    return named


def _ends(column: ColumnElement[str], ending: str) -> ColumnElement[bool]:
    """Whether a text ends so, to the letter."""
    return func.substr(column, func.length(column) - len(ending) + 1) == ending


def _row(connection: Connection, revision: int) -> Row[Any]:
    query = (
        select(revisions, documents.c.key, contents.c.sha256, contents.c.media_type, texts.c.characters, texts.c.notes)
        .select_from(revisions.join(documents).join(contents).join(texts, texts.c.id == revisions.c.text_id))
        .where(revisions.c.id == revision)
    )
    return connection.execute(query).one()


_SAME = (
    *("key", "sha256", "media_type", "reader", "characters", "name", "completeness"),
    *("title", "genre", "issuer", "issued", "place", "place_code", "platform", "uploaded", "source_grade"),
)


def _card(connection: Connection, row: Row[Any]) -> DocumentCard:
    kinds = select(observations.c.kind, func.count()).where(observations.c.revision_id == row.id, ~REJECTED)
    judged = select(observations.c.review, func.count()).where(observations.c.revision_id == row.id)
    judged = judged.where(observations.c.review != "unreviewed").group_by("review").order_by("review")
    return DocumentCard(
        document=row.document_id,
        revision=row.number,
        paths=paths_of(connection, row.document_id),
        completeness_reasons=tuple(row.completeness_reasons),
        notes=tuple(row.notes),
        kinds=dict(connection.execute(kinds.group_by("kind").order_by("kind")).tuples().all()),
        reviews=dict(connection.execute(judged).tuples().all()),
        places=tuple(_place(one) for one in row.reckoned.get("places", ())),
        years=_years(row),
        labels=_labels(connection, row.id),
        gaps=_gaps(connection, row.id),
        decided=row.decided or {},
        **{name: getattr(row, name) for name in _SAME},
    )


def paths_of(connection: Connection, document: int) -> tuple[str, ...]:
    """The paths at which a document is seen now, in order."""
    query = select(sightings.c.path).where(OPEN, sightings.c.document_id == document).distinct()
    return tuple(connection.scalars(query.order_by(sightings.c.path)))


def _place(row: dict[str, Any]) -> PlaceCard:
    said = tuple(dict.fromkeys(one["surface"] for one in row["evidence"]))
    return PlaceCard(row["code"], "".join(row["path"]), row["share"], tuple(row["rules"]), said)


def _years(row: Row[Any]) -> YearsCard:
    about = row.reckoned.get("years", {})
    said = tuple(dict.fromkeys(one["surface"] for one in about.get("evidence", ())))
    return YearsCard(row.year_min, row.year_max, row.year_basis or "unknown", tuple(about.get("rules", ())), said)


def _labels(connection: Connection, revision: int) -> tuple[LabelCard, ...]:
    """The document's own labels, then those of its sections."""
    cards = []
    query = select(labels).where(labels.c.revision_id == revision, LABEL_HOLDS)
    query = query.order_by(labels.c.span_start.is_not(None), labels.c.ordinal)
    for row in connection.execute(query).all():
        phrases = select(evidence.c.surface).where(evidence.c.label_id == row.id).order_by(evidence.c.ordinal)
        span = None if row.span_start is None else Span(row.span_start, row.span_end)
        said = tuple(connection.scalars(phrases))
        of = (row.facet, row.code, row.strength, span, row.reason, tuple(row.rules), said)
        cards.append(LabelCard(*of, row.review, row.reviewed_by))
    return tuple(cards)


def _gaps(connection: Connection, revision: int) -> tuple[GapCard, ...]:
    query = select(gaps).where(gaps.c.revision_id == revision).order_by(gaps.c.span_start, gaps.c.id)
    rows = connection.execute(query)
    return tuple(GapCard(row.kind, Span(row.span_start, row.span_end), row.surface, row.rule) for row in rows)
