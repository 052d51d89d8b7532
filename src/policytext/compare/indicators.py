"""How often each canonical indicator is met, which names none is known for, and the forms that a person accepts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from policytext.errors import QueryError
from policytext.knowledge import Knowledge
from policytext.knowledge.overlay import add_form
from policytext.observe import Proposal, catalogue, dimension_of, named_like, proposals
from policytext.store import indicator_counts, unmatched_names


@dataclass(frozen=True, slots=True)
class Counted:
    """An indicator and how many numbers, documents and places have it."""

    id: str
    zh: str
    en: str
    domain: str
    measure: str
    units: tuple[str, ...]
    parent: str | None
    numbers: int
    documents: int
    places: int


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A name without an indicator: how often it is met with a unit, and what it resembles."""

    name: str
    unit: str
    numbers: int
    documents: int
    proposals: tuple[Proposal, ...]


def counted(engine: Engine, knowledge: Knowledge, *, domain: str | None = None, met: bool = False) -> list[Counted]:
    """Every indicator in the order of the table, with its counts.

    Args:
        engine: the database, its normal forms fresh.
        knowledge: the tables.
        domain: code of a domain, or None for all.
        met: leave out those that no number has.

    Raises:
        QueryError: there is no such domain.
        StoreError: the database cannot be read.
    """
    entries = catalogue(knowledge)
    domains = {entry.domain for entry in entries.values()}
    if domain is not None and domain not in domains:
        raise QueryError(f"{domain!r} is no domain; there are {', '.join(sorted(domains))}")
    counts = indicator_counts(engine)
    rows = (
        Counted(
            entry.id,
            entry.zh,
            entry.en,
            entry.domain,
            entry.measure,
            entry.units,
            entry.parent,
            *counts.get(entry.id, (0, 0, 0)),
        )
        for entry in entries.values()
        if domain in {None, entry.domain}
    )
    return [row for row in rows if row.numbers or not met]


def unmatched(engine: Engine, knowledge: Knowledge, *, limit: int = 50) -> list[Unmatched]:
    """The names that no indicator is known for, the most frequent first, each with proposals.

    Raises:
        StoreError: the database cannot be read.
    """
    return [
        Unmatched(name, unit, numbers, documents, tuple(proposals(name, unit, knowledge)))
        for name, unit, numbers, documents in unmatched_names(engine, limit)
    ]


def accept(
    folder: Path, form: str, indicator: str, knowledge: Knowledge, *, unit: str | None = None
) -> tuple[str, bool]:
    """Write a form of an indicator into the user's own table.

    Args:
        folder: of the user's own tables.
        form: as documents write it.
        indicator: id or name of an indicator that is no variant of another.
        knowledge: the tables in force.
        unit: of the numbers that have this name, where known: one of another dimension is refused.

    Returns:
        the id, and whether the form was not there yet.

    Raises:
        QueryError: there is no such indicator, it is a variant, or its units are of another dimension.
        KnowledgeError: the table is not valid or cannot be written.
    """
    found = named_like(indicator, knowledge)
    if found is None:
        raise QueryError(f"{indicator!r} is no indicator; `policytext indicators` lists them")
    entry = catalogue(knowledge)[found]
    if not entry.forms and entry.parent and found.startswith(f"{entry.parent}_"):
        base = catalogue(knowledge)[entry.parent]
        if found not in _own(knowledge):
            raise QueryError(f"{found} is made of {base.id}: accept the form without its opening for {base.id}")
    if unit is not None and dimension_of(unit, knowledge) not in entry.units:
        raise QueryError(f"{found} is measured in {', '.join(entry.units)}, and {unit} is not")
    return found, add_form(folder, form.strip(), found)


def _own(knowledge: Knowledge) -> set[str]:
    """Ids that stand in the table themselves."""
    from policytext.knowledge.load import canon_of

    return set(knowledge.derive(canon_of).indicators)
