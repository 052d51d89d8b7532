"""What each run did: one row a run, one for each file that was done or failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from policytext.store.database import reading, writing
from policytext.store.prepared import insert_rows
from policytext.store.schema import run_items, runs
from policytext.store.turn import in_turn

FAILED = "failed"
"""The outcome of a file that could not be done."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be done: at which stage, why, by which tool, and what to do about it."""

    run: int
    path: str
    stage: str
    reason: str
    seconds: float | None
    tool: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """How often one content failed at a path, when last, and how."""

    times: int
    last: datetime
    stage: str
    reason: str


def start_run(engine: Engine, command: str, started: datetime) -> int:
    """Note that a run has begun; its number.

    Args:
        engine: the database.
        command: what was asked for.
        started: with a time zone.

    Raises:
        StoreError: the database is locked or cannot be written to.
    """
    with writing(engine) as connection:
        return insert_run(connection, command, started)


def insert_run(connection: Connection, command: str, started: datetime) -> int:
    """The row of a run that begins; its number."""
    row = {"command": command, "started": _utc(started), "counts": {}}
    return int(connection.execute(insert(runs).returning(runs.c.id), row).scalar_one())


def put_items(connection: Connection, run: int, items: Sequence[Mapping[str, Any]]) -> None:
    """Note what became of files in a run, in the transaction that did it; unchanged files are not noted.

    Args:
        connection: of a transaction of the run, see `policytext.store.turn`.
        run: number of the run.
        items: `path` and `outcome` (`new`, `changed`, `reprocessed`, `copy`, `moved`, `vanished`, `skipped` or
            `failed`) of each file, and what else is to stand in the table.
    """
    insert_rows(connection, run_items, [{**_NO_ITEM, **item} for item in items], run_id=run)


_NO_ITEM = {
    **dict.fromkeys(("stage", "reason", "tool", "advice", "content", "program"), ""),
    **dict.fromkeys(("document_id", "seconds")),
}


def record_item(  # noqa: PLR0913, PLR0917 - one parameter a column
    engine: Engine,
    run: int,
    path: str,
    outcome: str,
    stage: str = "",
    reason: str = "",
    **columns: Any,  # noqa: ANN401 - as of the table
) -> None:
    """Note what became of one file of which nothing else is written.

    Args:
        engine: the database.
        run: number of the run.
        path: of the file.
        outcome: as of `put_items`.
        stage: where it failed.
        reason: why, one sentence.
        columns: tool, advice, content, program, seconds, document_id.

    Raises:
        BusyError: the run was taken for dead and another one let in.
        StoreError: the database is locked or cannot be written to.
    """
    with in_turn(engine, run) as connection:
        item = {"path": path, "outcome": outcome, "stage": stage, "reason": reason}
        put_items(connection, run, [item | columns])


def items_of(engine: Engine, run: int, paths: Sequence[str]) -> dict[str, tuple[str, str, str, str]]:
    """What a run noted of these paths so far, by path: outcome, stage, reason and tool.

    Raises:
        StoreError: the database cannot be read.
    """
    columns = (run_items.c.outcome, run_items.c.stage, run_items.c.reason, run_items.c.tool)
    query = select(run_items.c.path, *columns).where(run_items.c.run_id == run, run_items.c.path.in_(paths))
    with reading(engine) as connection:
        return {
            path: (outcome, stage, reason, tool) for path, outcome, stage, reason, tool in connection.execute(query)
        }


def finish_run(engine: Engine, run: int, counts: Mapping[str, int], finished: datetime) -> None:
    """Note that a run has ended.

    Args:
        engine: the database.
        run: number of the run.
        counts: files by outcome.
        finished: with a time zone.

    Raises:
        BusyError: it was taken for dead and another one let in; its row stays without an end.
        StoreError: the database is locked or cannot be written to.
    """
    with in_turn(engine, run) as connection:
        row = {"finished": _utc(finished), "counts": dict(counts)}
        connection.execute(update(runs).where(runs.c.id == run).values(row))


def failures(engine: Engine, run: int | None = None) -> list[Failure]:
    """The files that failed in a run; without a number, those whose last attempt failed.

    Raises:
        StoreError: the database cannot be read.
    """
    query = select(run_items).where(run_items.c.outcome == FAILED).order_by(run_items.c.path, run_items.c.id)
    if run is None:
        last = select(func.max(run_items.c.id)).group_by(run_items.c.path)
        query = query.where(run_items.c.id.in_(last))
    else:
        query = query.where(run_items.c.run_id == run)
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    return [Failure(row.run_id, row.path, row.stage, row.reason, row.seconds, row.tool, row.advice) for row in rows]


def attempts(engine: Engine, program: str) -> dict[tuple[str, str], Attempt]:
    """The failures of one program, by path and sha256 of the content that was tried.

    Raises:
        StoreError: the database cannot be read.
    """
    of_program = (run_items.c.outcome == FAILED, run_items.c.program == program, run_items.c.content != "")
    query = (
        select(run_items.c.path, run_items.c.content, run_items.c.stage, run_items.c.reason, runs.c.started)
        .join_from(run_items, runs)
        .where(*of_program)
        .order_by(run_items.c.id)
    )
    found: dict[tuple[str, str], Attempt] = {}
    with reading(engine) as connection:
        for path, content, stage, reason, started in connection.execute(query):
            times = found[path, content].times if (path, content) in found else 0
            found[path, content] = Attempt(times + 1, datetime.fromisoformat(started), stage, reason)
    return found


def _utc(moment: datetime) -> str:
    """ISO 8601 in UTC.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC).isoformat(timespec="seconds")
