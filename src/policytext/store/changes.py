"""What changed between two runs, number by number, and because of which.

A run's state is every document's revision that was current when the run had
ended.  Numbers are the same where their identities are.  Decisions are a
layer over what was read: where what was read is equal and what is shown is
not, a decision is the cause.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, func, or_, select

from policytext.errors import QueryError
from policytext.store.database import reading
from policytext.store.decision import FIELDS
from policytext.store.schema import contents, documents, observations, revisions, runs

What = Literal["document_new", "document_gone", "new", "gone", "changed"]

# of a revision: what differs where this is the cause
CAUSES = {"file": "sha256", "reader": "reader", "rules": "rules", "model": "model", "libraries": "libraries"}
_COLUMNS = {"value": "value_text", "value_high": "value_high_text"}
COMPARED = (*FIELDS, "year_min", "year_max", "measure", "level", "status", "review")
FACTS = ("title", "genre", "issuer", "issued", "place", "place_code", "source_grade", "year_min", "year_max")
REJECTED = "rejected"

Columns = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise than it was.

    Args:
        what: a document or a number is new or gone, or a field of one changed.
        document: number of the document.
        name: of its file.
        identity: of the number; None where a fact of the document changed.
        surface: the number's quote, or None.
        field: what changed, or None where all is new or gone.
        before: as it was shown, or None.
        after: as it is shown, or None.
        because: file, reader, rules, model, libraries, decision; as many as differ.
        rules: names of the rules that had a part in it before or after, but not both; all where it is new or gone.
    """

    what: What
    document: int
    name: str
    identity: str | None
    surface: str | None
    field: str | None
    before: str | None
    after: str | None
    because: tuple[str, ...]
    rules: tuple[str, ...]

    def row(self) -> dict[str, str | int | None]:
        """As plain values."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return plain | {"because": ", ".join(self.because), "rules": ", ".join(self.rules)}


def runs_between(engine: Engine, before: int | None, after: int | None) -> tuple[int, int]:
    """The two runs that are meant; those not named are the last that wrote anything, and the one before.

    Raises:
        QueryError: there is no such run, or there are not two.
        StoreError: the database cannot be read.
    """
    wrote = select(revisions.c.run_id).distinct().order_by(revisions.c.run_id.desc())
    with reading(engine) as connection:
        known = set(connection.scalars(select(runs.c.id)))
        last = list(connection.scalars(wrote))
    for run in (before, after):
        if run is not None and run not in known:
            raise QueryError(f"there is no run {run}")
    end = after if after is not None else next(iter(last), None)
    start = before if before is not None else next((run for run in last if end is not None and run < end), None)
    if start is None or end is None:
        raise QueryError("there are not two runs that wrote anything yet")
    return start, end


def changes(engine: Engine, before: int, after: int) -> Iterator[Change]:
    """What changed from the end of one run to the end of another, in the order of documents and of their text.

    Raises:
        StoreError: the database cannot be read.
    """
    with reading(engine) as connection:
        old, new = _state(connection, before), _state(connection, after)
        since = connection.scalar(select(func.coalesce(runs.c.finished, runs.c.started)).where(runs.c.id == before))
        for document in sorted(old.keys() | new.keys()):
            was, now = old.get(document), new.get(document)
            if was is None or now is None:
                yield _whole(was, now)
            elif was.id != now.id:
                yield from _facts(was, now)
                yield from _between(connection, was, now)
            else:
                yield from _decided(connection, now, since or "")


def _state(connection: Connection, run: int) -> dict[int, Row[Any]]:
    """The revision of each document that was current when a run had ended."""
    r = revisions.c
    then: ColumnElement[bool] = and_(r.run_id <= run, or_(r.superseded_run.is_(None), r.superseded_run > run))
    query = (
        select(revisions, contents.c.sha256, documents.c.key)
        .select_from(revisions.join(documents).join(contents))
        .where(then)
        .order_by(r.document_id, r.number)
    )
    return {row.document_id: row for row in connection.execute(query)}


def _whole(was: Row[Any] | None, now: Row[Any] | None) -> Change:
    row = now if now is not None else was
    if row is None:
        raise AssertionError("a document that neither run knows")
    what: What = "document_new" if was is None else "document_gone"
    return Change(what, row.document_id, row.name, None, None, None, None, None, ("file",), ())


def _causes(was: Row[Any], now: Row[Any]) -> tuple[str, ...]:
    """What two revisions were made of that differs."""
    found = [cause for cause, column in CAUSES.items() if getattr(was, column) != getattr(now, column)]
    return (*found, *(["decision"] if was.kept != now.kept else []))


def _facts(was: Row[Any], now: Row[Any]) -> Iterator[Change]:
    for name in FACTS:
        before, after = getattr(was, name), getattr(now, name)
        if before != after:
            decided = name in (now.decided or {}) or name in (was.decided or {})
            because = ("decision",) if decided else _causes(was, now)
            shown = (_text(before), _text(after))
            yield Change("changed", now.document_id, now.name, None, None, name, *shown, because, ())


def _between(connection: Connection, was: Row[Any], now: Row[Any]) -> Iterator[Change]:
    """The numbers of two revisions of one document."""
    old, new = _numbers(connection, was.id), _numbers(connection, now.id)
    because = _causes(was, now)
    for identity in [*new, *(each for each in old if each not in new)]:
        before, after = old.get(identity), new.get(identity)
        if before is None or after is None:
            yield _single(now, identity, before, after, because)
        else:
            yield from _fields(now, before, after, because)


def _single(
    now: Row[Any], identity: str, before: Columns | None, after: Columns | None, because: tuple[str, ...]
) -> Change:
    """A number that is there once only."""
    row = after or before or {}
    told = _said(row)
    decided = row["ordinal"] < 0
    return Change(
        "gone" if after is None else "new",
        now.document_id,
        now.name,
        identity,
        row["surface"],
        None,
        told if before else None,
        told if after else None,
        ("decision",) if decided else because,
        tuple(row["rules"]),
    )


def _fields(now: Row[Any], before: Columns, after: Columns, because: tuple[str, ...]) -> Iterator[Change]:
    """Each field of a number that is shown otherwise."""
    read_before, read_after = before | (before["original"] or {}), after | (after["original"] or {})  # type: ignore[operator]
    rules = tuple(sorted(set(before["rules"]) ^ set(after["rules"])))
    for name in COMPARED:
        column = _COLUMNS.get(name, name)
        if before[column] == after[column]:
            continue
        decided = name == "review" or read_before[column] == read_after[column]
        yield Change(
            "changed",
            now.document_id,
            now.name,
            after["identity"],
            after["surface"],
            name,
            _text(before[column]),
            _text(after[column]),
            ("decision",) if decided else because,
            () if decided else rules,
        )


def _decided(connection: Connection, now: Row[Any], since: str) -> Iterator[Change]:
    """What people decided since then on numbers that were read only once."""
    for after in _numbers(connection, now.id).values():
        if (after["reviewed"] or "") > since:
            if after["ordinal"] < 0:
                yield _single(now, after["identity"], None, after, ("decision",))
                continue
            before = dict(after) | (after["original"] or {}) | {"review": "unreviewed", "original": None}
            yield from _fields(now, before, after, ("decision",))


def _numbers(connection: Connection, revision: int) -> dict[str, Columns]:
    query = select(observations).where(observations.c.revision_id == revision)
    rows = connection.execute(query.order_by(observations.c.span_start, observations.c.ordinal))
    return {row.identity: dict(row._mapping) for row in rows}  # noqa: SLF001 - SQLAlchemy's public name


def _said(row: Columns) -> str:
    """A number in short."""
    parts = (row["kind"], row["indicator"], row["relation"], row["due"] or row["value_text"], row["unit"])
    return " ".join(str(part) for part in parts if part)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
