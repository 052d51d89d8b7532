"""Whether the database still is what it should be: sentences about what is wrong, and about what should be looked at.

A *fault* is something that cannot be: a damaged file, a text that is not the
one that was read, a quote that does not stand at its place, a decision whose
place is gone.  A *doubt* is something that may be: a value that is
implausible or far from the others of its indicator.
"""

from __future__ import annotations

import hashlib
import math
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Table, and_, select

from policytext.errors import PolicytextError
from policytext.files import digest
from policytext.knowledge.schema.display import Display
from policytext.store.database import file_of, is_release, reading, writing
from policytext.store.figures import STREAM
from policytext.store.filters import REJECTED
from policytext.store.forget import noted_here
from policytext.store.index import is_indexed
from policytext.store.migrations import versions
from policytext.store.postgresql import missing_parts
from policytext.store.replay import listed
from policytext.store.schema import (
    contents,
    documents,
    exclusions,
    gaps,
    observations,
    revisions,
    run_items,
    sightings,
    texts,
)
from policytext.store.seal import broken
from policytext.store.sightings import CURRENT, OPEN

LEAST_VALUES = 8
"""Values that an indicator needs before one of them can be far from the others."""

FAR = 5.0
"""Robust standard deviations, of logarithms, beyond which a value is far."""

SAME_AS_SIGMA = 1.4826
"""A median absolute deviation times this is the standard deviation of a normal distribution."""

LEAST_SPREAD = 0.1
"""Of logarithms: where nearly all values are the same, one is not far for differing by a few in a hundred."""

QUOTED: tuple[Table, ...] = (observations, gaps, exclusions)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, or should be looked at.

    Args:
        check: file, index, text, original, quote, orphan, decision, value or outlier.
        grade: fault or doubt.
        sentence: in plain words.
        document: number of the document it is about, or None.
        identity: of the number it is about, or None.
    """

    check: str
    grade: Literal["fault", "doubt"]
    sentence: str
    document: int | None = None
    identity: str | None = None


def check(engine: Engine, display: Display, *, originals: bool = True) -> Iterator[Finding]:
    """Everything that is wrong or doubtful, one after the other.

    Args:
        engine: the database; decisions are those it knows.
        display: words for codes.
        originals: whether the files are read again, too.

    Raises:
        StoreError: the database cannot be read at all.
    """
    yield from _file(engine)
    checks: tuple[Callable[[Connection], Iterator[Finding]], ...] = (_texts, _quotes, _orphans)
    with reading(engine) as connection:
        for one in checks:
            yield from one(connection)
        if originals:
            yield from _originals(connection)
        yield from _flagged(connection, display)
        yield from _outliers(connection)
    yield from _decisions(engine)


def _file(engine: Engine) -> Iterator[Finding]:
    """What the database says of itself: the file, its references and the search index."""
    if is_release(engine):
        folder = Path(file_of(engine)).parent
        for said in broken(folder)[0]:
            yield Finding("file", "fault", f"{folder}: {said}")
    if engine.dialect.name == "sqlite":
        yield from _sqlite_file(engine)
    else:
        with reading(engine) as connection:
            for said in missing_parts(connection):
                yield Finding("index" if "index" in said else "file", "fault", f"{file_of(engine)}: {said}")
    with reading(engine) as connection:
        stored = versions(connection)
    if len(set(stored)) > 1:
        listing = ", ".join(map(str, stored))
        yield Finding("file", "fault", f"{file_of(engine)}: its schema is said to be of the versions {listing}")


def _sqlite_file(engine: Engine) -> Iterator[Finding]:
    file = file_of(engine)
    with reading(engine) as connection:
        for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
            if said != "ok":
                yield Finding("file", "fault", f"{file} is damaged: {said}")
        for table, row, other, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield Finding("orphan", "fault", f"row {row} of {table} belongs to a row of {other} that is not there")
    if is_release(engine):
        return  # to look into the index is to write, and its checksum was compared
    with writing(engine) as connection:
        if not is_indexed(connection):
            yield Finding("index", "fault", f"{file}: the search index is not that of the passages; ingest again")


def _texts(connection: Connection) -> Iterator[Finding]:
    """Each text against its checksum."""
    query = select(texts.c.id, texts.c.digest, texts.c.characters, texts.c.text, contents.c.sha256).join_from(
        texts, contents
    )
    for row in connection.execute(query.order_by(texts.c.id), execution_options={"yield_per": 10}):
        if hashlib.sha256(row.text.encode()).hexdigest() != row.digest or len(row.text) != row.characters:
            yield Finding("text", "fault", f"text {row.id} (of file {row.sha256[:12]}) is not the one that was read")


def _quotes(connection: Connection) -> Iterator[Finding]:
    """Each quote of current revisions against the text at its offsets."""
    at: tuple[int, str] = (-1, "")
    for table in QUOTED:
        t = table.c
        query = (
            select(t.id, t.span_start, t.span_end, t.surface, revisions.c.document_id, revisions.c.text_id)
            .add_columns(revisions.c.name)
            .join_from(table, revisions)
            .where(CURRENT)
            .order_by(revisions.c.text_id, t.id)
        )
        for row in connection.execute(query, execution_options={"yield_per": STREAM}):
            if row.text_id != at[0]:
                at = row.text_id, connection.scalar(select(texts.c.text).where(texts.c.id == row.text_id)) or ""
            if at[1][row.span_start : row.span_end] != row.surface:
                said = (
                    f"{row.name}: {row.surface!r} in {table.name} does not stand at [{row.span_start}, {row.span_end})"
                )
                yield Finding("quote", "fault", said, row.document_id)


_VANISHED = (
    select(sightings.c.document_id)
    .join(run_items, and_(run_items.c.path == sightings.c.path, run_items.c.run_id == sightings.c.ended_run))
    .where(run_items.c.outcome == "vanished")
)
"""Documents of which a run noted that a file of theirs was gone."""


def _orphans(connection: Connection) -> Iterator[Finding]:
    """Current documents that no file holds."""
    seen = select(sightings.c.document_id).where(OPEN)
    query = select(revisions.c.document_id, revisions.c.name).where(CURRENT, revisions.c.document_id.not_in(seen))
    left = set(connection.scalars(_VANISHED))
    for row in connection.execute(query.order_by(revisions.c.document_id)):
        if row.document_id in left:
            said = f"{row.name}: its file is gone from the watched folder it was in; the document stays"
            yield Finding("orphan", "doubt", said, row.document_id)
        else:
            yield Finding("orphan", "fault", f"{row.name}: no file is known that holds this document", row.document_id)
    without = documents.c.id.not_in(select(revisions.c.document_id))
    for (number,) in connection.execute(select(documents.c.id).where(without).order_by(documents.c.id)):
        yield Finding("orphan", "fault", f"document {number} has no revision", number)


def _originals(connection: Connection) -> Iterator[Finding]:
    """Each file against the checksum of what was read from it."""
    query = (
        select(sightings.c.path, sightings.c.document_id, contents.c.sha256)
        .join_from(sightings, contents)
        .where(OPEN)
        .order_by(sightings.c.path)
    )
    for row in connection.execute(query).all():
        try:
            found = digest(row.path)
        except (OSError, PolicytextError) as error:
            why = getattr(error, "strerror", None) or error
            yield Finding("original", "doubt", f"{row.path} cannot be compared with what was read: {why}", row[1])
            continue
        if found != row.sha256:
            yield Finding("original", "doubt", f"{row.path} has changed since it was read; ingest it again", row[1])


def _flagged(connection: Connection, display: Display) -> Iterator[Finding]:
    """Numbers that a rule found implausible, and nobody has looked at."""
    o = observations.c
    query = (
        select(o.identity, o.surface, o.flags, revisions.c.document_id, revisions.c.name)
        .join_from(observations, revisions)
        .where(CURRENT, o.review == "unreviewed")
        .order_by(revisions.c.document_id, o.span_start, o.ordinal)
    )
    for row in connection.execute(query, execution_options={"yield_per": STREAM}):
        for flag in row.flags:
            said = f"{row.name}: {row.surface} ({row.identity[:8]}): {display.flag(flag)}"
            yield Finding("value", "doubt", said, row.document_id, row.identity)


def _outliers(connection: Connection) -> Iterator[Finding]:
    """Values far from the others of their indicator, on the same level."""
    groups: defaultdict[tuple[Any, ...], list[tuple[float, int]]] = defaultdict(list)
    o = observations.c
    names = (o.indicator, o.unit, o.per, o.kind, o.measure, o.level)
    query = (
        select(o.id, o.value_float, *names)
        .join_from(observations, revisions)
        .where(CURRENT, ~REJECTED, o.role == "value", o.indicator.is_not(None), o.value_float > 0)
        .order_by(o.id)
    )
    for row in connection.execute(query, execution_options={"yield_per": STREAM}):
        groups[tuple(row[2:])].append((math.log(row.value_float), row.id))
    for named, values in groups.items():
        for number, middle in far([value for value, _ in values]):
            yield _outlier(connection, values[number][1], named, middle)


def far(logs: list[float]) -> Iterator[tuple[int, float]]:
    """Which logarithms are far from the others: their positions, and the median of all."""
    if len(logs) < LEAST_VALUES:
        return
    middle = statistics.median(logs)
    spread = SAME_AS_SIGMA * statistics.median(abs(value - middle) for value in logs)
    for number, value in enumerate(logs):
        if abs(value - middle) > FAR * max(spread, LEAST_SPREAD):
            yield number, middle


def _outlier(connection: Connection, number: int, named: tuple[Any, ...], middle: float) -> Finding:
    o = observations.c
    query = select(o.identity, o.surface, revisions.c.document_id, revisions.c.name).join_from(observations, revisions)
    row = connection.execute(query.where(o.id == number)).one()
    said = f"{row.name}: {row.surface} ({row.identity[:8]}) is far from the other values of {named[0]}"
    return Finding("outlier", "doubt", f"{said}: half of them lie above {math.exp(middle):.6g}", row[2], row.identity)


def _decisions(engine: Engine) -> Iterator[Finding]:
    """Decisions in force whose place is gone, and those on which people differ."""
    told = {
        "orphan": "the place it speaks of is not found any more",
        "unread": "no number is read any more at the place it speaks of",
        "absent": "its document is not in this database",
    }
    back = set(noted_here(engine))
    for each in listed(engine):
        if each.undone_by:
            continue
        if each.decision.kind == "forget" and str(each.document) in back:
            said = f"document {each.document} was forgotten ({each.decision.who}, {each.decision.when}) and is here"
            yield Finding("decision", "doubt", f"{said}; `policytext forget --noted`", each.document)
        name = f"decision {each.decision.id[:8]} ({each.decision.kind}, {each.decision.who}, {each.decision.name})"
        if each.found in told and each.decision.kind != "verify":  # what was wrong may be read no more
            yield Finding("decision", "fault", f"{name}: {told[each.found]}", each.document)
        elif each.disputed:
            yield Finding("decision", "doubt", f"{name}: another person decided otherwise", each.document)
