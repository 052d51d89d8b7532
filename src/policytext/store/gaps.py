"""The documents that are not whole, those most worth fetching whole first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select

from policytext.store.card import paths_of
from policytext.store.database import reading
from policytext.store.filters import REJECTED, check_page
from policytext.store.schema import gaps, observations, revisions
from policytext.store.sightings import CURRENT

WHOLE = "whole"
CHARACTERS_A_PAGE = 500
"""What a page of running text holds, where only the number of pages is declared."""

_SIZE = re.compile(r"(declared-pages|declared-characters|characters)=(\d+)")


@dataclass(frozen=True, slots=True)
class HoledDocument:
    """A document that is not whole, and what fetching it whole would bring.

    Args:
        document, name, title, paths: which it is, and where it was seen.
        completeness: its state; gaps: their number by kind.
        figures: the numbers found in it, of every kind.
        declared_characters, declared_pages: its size as the page states it.
        present: characters other than white space that are there.
        at_stake: see `holed`.
    """

    document: int
    name: str
    title: str | None
    completeness: str
    gaps: dict[str, int]
    figures: int
    declared_characters: int | None
    declared_pages: int | None
    present: int
    at_stake: int
    paths: tuple[str, ...]


def holed(engine: Engine, limit: int | None = None) -> list[HoledDocument]:
    """Documents that are not whole, by the figures at stake, then by their number.

    At stake are the figures that are estimated to be missing: those found
    for each character that is there, times the characters that are declared
    and not there.  Where no size is declared, the figures that were found.

    Args:
        engine: the database.
        limit: documents at most; None for all.

    Raises:
        QueryError: the limit is below 1.
        StoreError: the database cannot be read.
    """
    if limit is not None:
        check_page(limit, 0)
    with reading(engine) as connection:
        rows = sorted(connection.execute(_statement()), key=_worth)[:limit]
        return [_document(connection, row) for row in rows]


def count_holed(engine: Engine) -> int:
    """How many documents are not whole.

    Raises:
        StoreError: the database cannot be read.
    """
    counted = select(func.count()).select_from(revisions).where(CURRENT, revisions.c.completeness != WHOLE)
    with reading(engine) as connection:
        return int(connection.execute(counted).scalar_one())


def gap_record(row: HoledDocument) -> dict[str, Any]:
    """A document as JSON values by column."""
    return {**asdict(row), "paths": list(row.paths)}


def _statement() -> Any:  # noqa: ANN401 - a select of many columns
    mine = observations.c.revision_id == revisions.c.id
    counted = select(func.count()).where(mine, ~REJECTED).scalar_subquery()
    columns = (revisions.c[name] for name in ("id", "document_id", "name", "title", "completeness"))
    return (
        select(*columns, revisions.c.completeness_reasons, counted.label("figures"))
        .where(CURRENT, revisions.c.completeness != WHOLE)
        .order_by(revisions.c.document_id)
    )


def _worth(row: Row[Any]) -> tuple[int, int, int]:
    """Documents in order: the figures at stake, then those found, then the number."""
    return -_at_stake(row.figures, _sizes(row.completeness_reasons)), -row.figures, row.document_id


def _document(connection: Connection, row: Row[Any]) -> HoledDocument:
    sizes = _sizes(row.completeness_reasons)
    counted = select(gaps.c.kind, func.count()).where(gaps.c.revision_id == row.id)
    kinds = connection.execute(counted.group_by(gaps.c.kind).order_by(gaps.c.kind)).tuples().all()
    return HoledDocument(
        document=row.document_id,
        name=row.name,
        title=row.title,
        completeness=row.completeness,
        gaps=dict(kinds),
        figures=row.figures,
        declared_characters=sizes.get("declared-characters"),
        declared_pages=sizes.get("declared-pages"),
        present=sizes.get("characters", 0),
        at_stake=_at_stake(row.figures, sizes),
        paths=paths_of(connection, row.document_id),
    )


def _sizes(reasons: Iterable[str]) -> dict[str, int]:
    """The sizes that the reasons of completeness name."""
    return {match[1]: int(match[2]) for reason in reasons if (match := _SIZE.fullmatch(reason))}


def _at_stake(figures: int, sizes: dict[str, int]) -> int:
    """Figures that are estimated to be missing; those found where no size is declared."""
    declared = sizes.get("declared-characters") or sizes.get("declared-pages", 0) * CHARACTERS_A_PAGE
    present = sizes.get("characters", 0)
    if not declared or not present:
        return figures
    return round(figures * max(0, declared - present) / present)
