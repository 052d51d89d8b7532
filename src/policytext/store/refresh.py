"""Normal forms of numbers that are stored: made anew where a decision or another table outdated them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Row, bindparam, or_, select, update

from policytext.knowledge import Knowledge, load_knowledge
from policytext.knowledge.load import SHIPPED
from policytext.observe import Figure, Surroundings, normal_form, tables_digest
from policytext.store.database import is_release, reading, writing
from policytext.store.schema import observations, revisions
from policytext.store.turn import in_turn

BATCH = 1000
"""Rows that are made anew in one transaction."""

MADE_OF = (
    *("kind", "value_text", "value_high_text", "relation", "unit", "role", "reading"),
    *("indicator", "scope", "per", "year_max", "year_basis", "measure", "under", "rules"),
)
"""Columns that a normal form is made of; another value in one outdates it."""

MADE_OF_DOCUMENT = ("place_code", "place", "title", "year_max")
"""The same, of the document's revision."""

Columns = dict[str, Any]


def normal_columns(row: Mapping[str, Any], around: Surroundings, knowledge: Knowledge) -> Columns:
    """The columns of a number's normal form, with what tells by which tables it was made.

    Args:
        row: of `observations`, at least `MADE_OF`.
        around: the document.
        knowledge: the tables.
    """
    low, high = (None if row[name] is None else Decimal(row[name]) for name in ("value_text", "value_high_text"))
    figure = Figure(
        kind=row["kind"],
        value=low,
        value_high=high,
        relation=row["relation"],
        unit=row["unit"],
        role=row["role"],
        reading=row["reading"],
        indicator=row["indicator"],
        scope=row["scope"],
        per=row["per"],
        year=row["year_max"],
        under=row["under"],
        year_basis=row["year_basis"],
        measure=row["measure"],
        rules=tuple(row["rules"]),
    )
    return {"normal": knowledge.derive(_digest), **normal_form(figure, around, knowledge)}


def refresh(engine: Engine, knowledge: Knowledge, run: int | None = None) -> int:
    """Make every normal form anew that these tables did not make; nothing is read again. How many there were.

    Args:
        engine: the database.
        knowledge: the tables.
        run: whose turn it is, where a run does it.

    Raises:
        BusyError: the run was taken for dead and another one let in.
        StoreError: the database cannot be used.
    """
    digest, done, last = knowledge.derive(_digest), 0, 0
    if is_fresh(engine, digest):
        return 0
    while True:
        # what a row is made of is read where nobody can decide otherwise meanwhile
        with writing(engine) if run is None else in_turn(engine, run) as connection:
            made = [_made(row, knowledge) for row in connection.execute(_outdated(digest, last).limit(BATCH))]
            if made:
                connection.execute(update(observations).where(observations.c.id == bindparam("row")), made)
        if not made and not last:
            return done
        done, last = done + len(made), made[-1]["row"] if made else 0


def is_fresh(engine: Engine, digest: str) -> bool:
    """Whether every normal form was made by the tables of a digest, see `policytext.observe.tables_digest`.

    Raises:
        StoreError: the database cannot be read.
    """
    made = observations.c.normal  # asked one after the other, each is a look into its index
    other = (made.is_(None), made < digest, made > digest)
    with reading(engine) as connection:
        return not any(connection.execute(select(made).where(each).limit(1)).first() for each in other)


def freshen(engine: Engine, overlay: Path | None) -> bool:
    """Make the normal forms anew that decisions or other tables outdated; tables are loaded only if there are any.

    Args:
        engine: the database.
        overlay: folder of the analyst's own tables.

    Returns:
        Whether they are all fresh; not where the database is that of a release, which nothing is written to.

    Raises:
        StoreError: the database cannot be used.
        KnowledgeError: a table is not valid.
    """
    if is_fresh(engine, tables_digest([SHIPPED, overlay] if overlay else [SHIPPED])):
        return True
    if is_release(engine):
        return False
    refresh(engine, load_knowledge(overlay))
    return True


def _made(found: Row[Any], knowledge: Knowledge) -> Columns:
    row = dict(found._mapping)  # noqa: SLF001 - SQLAlchemy's public name
    return {"row": row["id"], **normal_columns(row, _around(row), knowledge)}


def _outdated(digest: str, last: int = 0) -> Any:  # noqa: ANN401 - a select of many columns
    """Numbers behind the last one whose normal forms other tables made, in the order of their ids."""
    o = observations.c
    of_document = (revisions.c[name].label(f"document_{name}") for name in MADE_OF_DOCUMENT)
    return (
        select(o.id, *(o[name] for name in MADE_OF), *of_document)
        .join_from(observations, revisions)
        .where(or_(o.normal.is_(None), o.normal != digest), o.id > last)
        .order_by(o.id)
    )


def _around(row: Columns) -> Surroundings:
    return Surroundings(
        code=row["document_place_code"],
        name=row["document_place"],
        title=row["document_title"],
        year=row["document_year_max"],
    )


def _digest(knowledge: Knowledge) -> str:
    return tables_digest(knowledge.roots)
