"""The whole operation without Prefect: find files, decide what is stale, process in children, write.

The pieces are for those who spread a run over tasks; `ingest` puts them
together:

    with open_run(settings, command) as run, Pool(settings) as pool:
        ingest_groups(run, pool, plan(run, paths))
        summary = summarize(run)
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from policytext.errors import BusyError, PolicytextError, QuoteError, WorkerError
from policytext.files import digest
from policytext.knowledge.load import SHIPPED, load_knowledge
from policytext.observe import tables_digest
from policytext.plan import known_paths, plan, program
from policytext.pool import Job, Pool, Reply, job_of
from policytext.read.archive import member_size
from policytext.read.encoding import shown_name
from policytext.run import FAILED, SKIPPED, Group, Item, Run, Tick, row_of
from policytext.selection import Selection
from policytext.settings import Settings
from policytext.store import (
    Anchor,
    DocumentRows,
    Patience,
    Sighting,
    check_quotes,
    counts,
    database_name,
    enter,
    finish_run,
    in_turn,
    is_fresh,
    items_of,
    journal_path,
    kept_alive,
    kept_digest,
    note_contents,
    open_store,
    put_document,
    put_items,
    refresh,
    restored,
    sync,
)
from policytext.store import Summary as Totals


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did, `done + unchanged + skipped + failed == found`; and in `totals` what the database now holds.

    `vanished` are files that are no longer where they were, of watched
    folders; `notes` are sentences about the journal of decisions that
    somebody should read.
    """

    run: int
    found: int
    done: int
    unchanged: int
    skipped: int
    failed: int
    failures: tuple[Item, ...]
    totals: Totals
    database: str
    seconds: float
    vanished: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def status(self, *, strict: bool) -> int:
        """The exit status: 0 done, 1 done with failures under `strict`, 2 nothing could be done."""
        if self.done + self.unchanged + self.skipped == 0:
            return 2
        return 1 if strict and self.failed else 0


def ingest(  # noqa: PLR0913 - one parameter an option
    paths: Iterable[str | Path],
    settings: Settings,
    *,
    batch: str = "",
    tick: Tick | None = None,
    only: Sequence[str] = (),
    watched: bool = False,
) -> Summary:
    """Bring the files that `paths` name into the database that `settings` name.

    A file that cannot be read, hangs or crashes its process is a failure
    among the items, never the end of the run.

    Args:
        paths: files and folders; without any, and with `only`, the files that are known.
        settings: database, limits, and processes side by side.
        batch: a name kept with these files, in the table `sightings`.
        tick: called with each item as it is settled.
        only: which of the files are taken, see `policytext.selection`; the others are skipped.
        watched: whether a schedule looks after these folders, see `policytext.plan`.

    Raises:
        BusyError: another run is under way, and this one does not wait, or no longer.
        QueryError: `only` is not understood.
        StoreError: the database cannot be used.
        KnowledgeError: a table is not valid.
        WorkerError: processes that read files do not start.
    """
    given, selection = [str(path) for path in paths], Selection.of(only)
    with open_run(settings, command("ingest", given, only), batch=batch, tick=tick) as run, Pool(settings) as pool:
        ingest_groups(run, pool, plan(run, given or known_paths(run, selection), selection, watched=watched))
        return summarize(run)


def command(name: str, paths: Iterable[str], only: Iterable[str] = ()) -> str:
    """What is asked for, as it stands in the table of runs."""
    return " ".join([name, *(f"--only {word}" for word in only), *map(shown_name, paths)])


@contextmanager
def open_run(settings: Settings, command: str, *, batch: str = "", tick: Tick | None = None) -> Iterator[Run]:
    """A run, its row written at the beginning and finished however it ends; the journal of decisions is read first.

    One at a time: see `policytext.store.lease`.

    Raises:
        BusyError: another run is under way, and this one does not wait, or no longer.
        DecisionError: the journal of decisions cannot be read.
        StoreError: the database cannot be used.
    """
    engine = open_store(settings.database_url)
    try:
        journal = journal_path(settings)
        synced = sync(engine, journal)
        patience = _patience(settings)
        turn = enter(engine, command, datetime.now(UTC), patience)
        with kept_alive(engine, turn, patience):
            run = Run(engine, settings, turn.run, batch, tick, program(settings))
            run.notes.extend(synced.notes())
            try:
                yield run
                _freshen(engine, settings, run.number)
            finally:
                finish_run(engine, run.number, run.counts(), datetime.now(UTC))
                note_contents(engine, journal, datetime.now(UTC))
    finally:
        engine.dispose()


def _freshen(engine: Engine, settings: Settings, run: int) -> None:
    """Make the normal forms anew that decisions or other tables outdated; tables are loaded only if there are any."""
    roots = [SHIPPED, settings.knowledge] if settings.knowledge else [SHIPPED]
    if not is_fresh(engine, tables_digest(roots)):
        refresh(engine, load_knowledge(settings.knowledge), run)


def _patience(settings: Settings) -> Patience:
    """How long to wait for another run; a run gives many signs of life before it is taken for dead."""
    return Patience(settings.wait_seconds, settings.stale_seconds / 12, settings.stale_seconds)


@contextmanager
def resume_run(settings: Settings, number: int, *, batch: str = "", expected: str = "") -> Iterator[Run]:
    """A part of a run that was opened elsewhere; its row is left to whoever opened it.

    Args:
        settings: of this process.
        number: of the run.
        batch: a name kept with its files.
        expected: the fingerprint of the program that opened the run; "" takes any.

    Raises:
        StoreError: the database cannot be used.
        WorkerError: results would depend on other rules, models or libraries here than where the run was opened.
    """
    ours = program(settings)
    if expected not in {"", ours}:
        raise WorkerError(
            f"{socket.gethostname()}: other tables, models or versions of libraries than where run {number} was "
            f"started; install the same there and here, and give both the same tables of your own"
        )
    engine = open_store(settings.database_url)
    try:
        yield Run(engine, settings, number, batch, program=ours)
    finally:
        engine.dispose()


def unsettled(run: Run, groups: Sequence[Group]) -> list[Group]:
    """What is left of groups that may have been begun before, by a process that died.

    What this run noted of a path stands, and is among its items again.
    """
    names = {path: shown_name(path) for group in groups for path in group}
    noted = items_of(run.engine, run.number, list(names.values()))
    for path, name in names.items():
        if name in noted:
            run.add(Item(path, *noted[name]))
    rest = [tuple(path for path in group if names[path] not in noted) for group in groups]
    return [group for group in rest if group]


def ingest_groups(run: Run, pool: Pool, groups: Sequence[Group]) -> None:
    """Process groups side by side and write them in order, those together that are ready at the same time.

    A document, where it was seen and what the run notes of it are written whole or not at all.
    """
    jobs = jobs_of(run, groups)
    asked = zip(groups, jobs, strict=True)
    for replies in pool.bunches(jobs):
        _write(run, [_read(run, *next(asked), reply) for reply in replies])


def jobs_of(run: Run, groups: Iterable[Group]) -> list[Job]:
    """What children are asked for: the first file of each group."""
    wanted = restored(run.engine)
    return [job_of(group[0], run.settings, keep=_keep(group[0], wanted)) for group in groups]


def summarize(run: Run) -> Summary:
    """The summary of a run whose every path is settled.

    Raises:
        AssertionError: a path found was lost on the way; this is a fault of the program.
    """
    settled = run.counts()
    if sum(settled.values()) != 2 * settled["found"]:
        raise AssertionError(f"run {run.number} lost files on the way: {settled}")
    return Summary(
        run=run.number,
        **settled,
        failures=tuple(item for item in run.items if item.outcome == FAILED),
        totals=counts(run.engine),
        database=database_name(run.settings.database_url),
        seconds=time.monotonic() - run.began,
        vanished=tuple(run.vanished),
        notes=tuple(run.notes),
    )


def _keep(path: str, wanted: Mapping[str, tuple[Anchor, ...]]) -> tuple[Anchor, ...]:
    """The stretches of a file that people want kept; it is looked into only where somebody wants any."""
    try:
        return wanted.get(digest(path), ()) if wanted else ()
    except OSError:  # gone, or unreadable: the child will say so
        return ()


@dataclass(frozen=True, slots=True)
class _Found:
    """What came of one content, to be written: a document, or an item for each of its paths."""

    rows: DocumentRows | None
    items: tuple[tuple[Item, str, float | None], ...]


def _read(run: Run, group: Group, job: Job, reply: Reply) -> _Found:
    """What came of a group's content: all that needs no transaction."""
    timed = list(zip_longest(group, [reply.seconds]))  # copies cost nothing
    try:
        rows = DocumentRows.from_wire(reply.result) if reply.ok else None
    except WorkerError as error:
        rows, reply = None, replace(reply, stage="worker", reason=f"{shown_name(Path(group[0]).name)}: {error}")
    if rows is None:
        failed = {"stage": reply.stage, "reason": reply.reason, "tool": reply.tool}
        return _Found(None, tuple((Item(path, FAILED, **failed), _now(path, run.settings), s) for path, s in timed))
    rows.document["kept"] = kept_digest(job.keep)
    return _Found(rows, tuple((_checked(run, rows, path), "", seconds) for path, seconds in timed))


def _checked(run: Run, rows: DocumentRows, path: str) -> Item:
    """What becomes of a path: "" stands for what will be told when it is written."""
    if _now(path, run.settings) != rows.content["sha256"]:
        reason = f"{shown_name(Path(path).name)}: it was changed while it was read; the next run takes it"
        return Item(path, SKIPPED, "read", reason)
    try:
        check_quotes(rows, path)
    except QuoteError as error:
        return Item(path, FAILED, "write", str(error))
    return Item(path, "")


def _write(run: Run, found: Sequence[_Found]) -> None:
    """Write what came of several contents in one transaction; where that fails, each in its own, as far as it goes."""
    try:
        items = _written(run, found)
    except BusyError:
        raise
    except (PolicytextError, SQLAlchemyError):
        if len(found) == 1:
            raise
        for each in found:
            _write(run, [each])
    else:
        for item in items:
            run.add(item)


def _written(run: Run, found: Sequence[_Found]) -> list[Item]:
    """What became of every path, when it is written."""
    with in_turn(run.engine, run.number) as connection:
        told = [_put(run, connection, each.rows, *path) for each in found for path in each.items]
        put_items(connection, run.number, [row for _, row in told])
    return [item for item, _ in told]


def _put(  # noqa: PLR0913, PLR0917 - what came of a path
    run: Run, connection: Connection, rows: DocumentRows | None, item: Item, content: str, seconds: float | None
) -> tuple[Item, dict[str, object]]:
    """Write the document of a path, where there is one; what became of it, and its row in the table of runs."""
    if item.outcome or rows is None:
        return item, row_of(run, item, seconds=seconds, content=content)
    written = put_document(connection, rows, Sighting(shown_name(item.path), run.batch), run.number)
    told = replace(item, outcome=written.outcome)
    return told, row_of(run, told, document=written.document, seconds=seconds)


def _now(path: str, settings: Settings) -> str:
    """The sha256 of what a path holds now, or its path where that is too large to be looked into; empty if gone."""
    most = int(settings.max_file_mb * 1_000_000)
    try:
        return digest(path, most) if member_size(path) <= most else shown_name(path)
    except OSError:
        return ""
