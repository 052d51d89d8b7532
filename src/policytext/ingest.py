"""The whole operation without Prefect: find files, decide what is stale, process in children, write.

The pieces are for those who spread a run over tasks; `ingest` puts them
together:

    with open_run(settings, command) as run, Pool(settings) as pool:
        ingest_groups(run, pool, plan(run, paths))
        summary = summarize(run)
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

from sqlalchemy import Engine

from policytext.advice import advice_for
from policytext.errors import QuoteError, StoreError
from policytext.files import digest, find
from policytext.knowledge.load import knowledge_fingerprint
from policytext.model import Fingerprints
from policytext.pipeline import fingerprints
from policytext.pool import Pool, Reply, job_of
from policytext.read import reader_versions
from policytext.read.archive import INSIDE, member_size
from policytext.read.encoding import shown_name
from policytext.settings import Settings
from policytext.store import (
    Anchor,
    DocumentRows,
    Patience,
    Sighting,
    counts,
    database_path,
    enter,
    failures,
    finish_run,
    journal_path,
    kept_alive,
    kept_digest,
    known_contents,
    note_contents,
    open_store,
    otherwise_kept,
    record_item,
    restored,
    sync,
    write_document,
    write_sighting,
)
from policytext.store import Summary as Totals

Group = tuple[str, ...]
"""Files with one content and ending: the first is processed, the others are copies of it."""

FAILED = "failed"
UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Item:
    """What became of one path: `new`, `changed`, `reprocessed`, `copy`, `unchanged`; or `failed`, where and why."""

    path: str
    outcome: str
    stage: str = ""
    reason: str = ""
    tool: str = ""


Tick = Callable[[Item, int], None]
"""Called with each item and the number of those found."""


@dataclass(slots=True)
class Run:
    """A run under way: where it writes, and what became of the paths so far."""

    engine: Engine
    settings: Settings
    number: int
    batch: str = ""
    tick: Tick | None = None
    found: int = 0
    items: list[Item] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def add(self, item: Item) -> None:
        """Note what became of a path."""
        self.items.append(item)
        if self.tick:
            self.tick(item, self.found)

    def counts(self) -> dict[str, int]:
        """Paths found, and those done, unchanged and failed."""
        outcomes = Counter(item.outcome for item in self.items)
        done = len(self.items) - outcomes[FAILED] - outcomes[UNCHANGED]
        return {"found": self.found, "done": done, UNCHANGED: outcomes[UNCHANGED], FAILED: outcomes[FAILED]}


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did, `done + unchanged + failed == found`; and in `totals` what the database now holds.

    `notes` are sentences about the journal of decisions that somebody should read.
    """

    run: int
    found: int
    done: int
    unchanged: int
    failed: int
    failures: tuple[Item, ...]
    totals: Totals
    database: str
    seconds: float
    notes: tuple[str, ...] = ()

    def status(self, *, strict: bool) -> int:
        """The exit status: 0 done, 1 done with failures under `strict`, 2 nothing could be done."""
        if self.done + self.unchanged == 0:
            return 2
        return 1 if strict and self.failed else 0


def ingest(
    paths: Iterable[str | Path], settings: Settings, *, batch: str = "", tick: Tick | None = None, only: str = ""
) -> Summary:
    """Bring the files that `paths` name into the database that `settings` name.

    A file that cannot be read, hangs or crashes its process is a failure
    among the items, never the end of the run.

    Args:
        paths: files and folders.
        settings: database, limits, and processes side by side.
        batch: a name kept with these files, in the table `sightings`.
        tick: called with each item as it is settled.
        only: `failed` for those of the files that failed when they were last tried; without `paths`, all of these.

    Raises:
        StoreError: the database cannot be used.
        KnowledgeError: a table is not valid.
        WorkerError: processes that read files do not start.
    """
    given = [str(path) for path in paths]
    command = f"ingest {f'--only {only} ' if only else ''}{' '.join(map(shown_name, given))}"
    with open_run(settings, command, batch=batch, tick=tick) as run, Pool(settings) as pool:
        ingest_groups(run, pool, plan(run, failed_under(run.engine, given) if only == FAILED else given))
        return summarize(run)


def failed_under(engine: Engine, paths: Sequence[str]) -> list[str]:
    """The files that failed when they were last tried; where paths are given, those at and under them.

    Raises:
        StoreError: the database cannot be read.
    """
    roots = [os.path.abspath(path) for path in paths]  # noqa: PTH100 - resolve() would follow links
    found = [failure.path for failure in failures(engine)]
    return [path for path in found if not roots or any(_is_under(path, root) for root in roots)]


def _is_under(path: str, root: str) -> bool:
    return path == root or path.startswith((root.rstrip(os.sep) + os.sep, root + INSIDE))


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
            run = Run(engine, settings, turn.run, batch, tick)
            run.notes.extend(synced.notes())
            try:
                yield run
            finally:
                finish_run(engine, run.number, run.counts(), datetime.now(UTC))
                note_contents(engine, journal, datetime.now(UTC))
    finally:
        engine.dispose()


def _patience(settings: Settings) -> Patience:
    """How long to wait for another run; a run gives many signs of life before it is taken for dead."""
    return Patience(settings.wait_seconds, settings.stale_seconds / 12, settings.stale_seconds)


@contextmanager
def resume_run(settings: Settings, number: int, *, batch: str = "") -> Iterator[Run]:
    """A part of a run that was opened elsewhere; its row is left to whoever opened it.

    Raises:
        StoreError: the database cannot be used.
    """
    engine = open_store(settings.database_url)
    try:
        yield Run(engine, settings, number, batch)
    finally:
        engine.dispose()


def plan(run: Run, paths: Iterable[str | Path]) -> list[Group]:
    """What must be processed, in order; what needs no reading is settled at once.

    Unchanged files are noted in the run only; a known content at a further
    path, or in a further batch, is written as a copy.
    """
    found, unfound = find(paths, [database_file(run.settings), journal_path(run.settings)])
    run.found = len(found) + len(unfound)
    for one in unfound:
        _note(run, Item(one.path, FAILED, "find", one.reason))
    known, fresh, recut = known_contents(run.engine), _fresh(run.settings), otherwise_kept(run.engine)
    groups: dict[tuple[str, str], list[str]] = {}  # a reader may refuse a content for the ending of its name
    for path in found:
        try:
            content = _content(path, run.settings)
        except OSError as error:
            _note(run, Item(path, FAILED, "find", f"{shown_name(Path(path).name)}: {error.strerror}"))
            continue
        prints, seen = known.get(content, (None, set()))
        prints = None if content in recut else prints
        ending = _ending(path)
        if prints in fresh and shown_name(path) in seen and not run.batch:
            run.add(Item(path, UNCHANGED))
        elif prints not in fresh or ending not in map(_ending, seen) or not _copied(run, content, path):
            groups.setdefault((content, ending), []).append(path)
    return [tuple(group) for group in groups.values()]


def ingest_groups(run: Run, pool: Pool, groups: Sequence[Group]) -> None:
    """Process groups side by side and write them in order, each document in its own transaction."""
    wanted = restored(run.engine)
    jobs = [job_of(group[0], run.settings, keep=_keep(group[0], wanted)) for group in groups]
    for group, job, reply in zip(groups, jobs, pool.replies(jobs), strict=True):
        _settle(run, group, reply, kept_digest(job.keep))


def summarize(run: Run) -> Summary:
    """The summary of a run whose every path is settled.

    Raises:
        AssertionError: a path found was lost on the way; this is a fault of the program.
    """
    settled = run.counts()
    if settled["done"] + settled[UNCHANGED] + settled[FAILED] != settled["found"]:
        raise AssertionError(f"run {run.number} lost files on the way: {settled}")
    return Summary(
        run=run.number,
        **settled,
        failures=tuple(item for item in run.items if item.outcome == FAILED),
        totals=counts(run.engine),
        database=str(database_file(run.settings)),
        seconds=time.monotonic() - run.began,
        notes=tuple(run.notes),
    )


def database_file(settings: Settings) -> Path:
    """The file of the database.

    Raises:
        StoreError: the URL in the settings names none.
    """
    return database_path(settings.database_url).absolute()


def _keep(path: str, wanted: Mapping[str, tuple[Anchor, ...]]) -> tuple[Anchor, ...]:
    """The stretches of a file that people want kept; it is looked into only where somebody wants any."""
    try:
        return wanted.get(digest(path), ()) if wanted else ()
    except OSError:  # gone, or unreadable: the child will say so
        return ()


def _settle(run: Run, group: Group, reply: Reply, kept: str) -> None:
    """Write what came of a group's content, once, and note every path of the group."""
    if not reply.ok:
        for path, seconds in zip_longest(group, [reply.seconds]):
            _note(run, Item(path, FAILED, reply.stage, reply.reason, reply.tool), seconds=seconds)
        return
    rows = DocumentRows.from_json(reply.result)
    rows.document["kept"] = kept
    for path, seconds in zip_longest(group, [reply.seconds]):  # copies cost nothing
        try:
            written = write_document(run.engine, rows, Sighting(shown_name(path), run.batch), run.number)
        except QuoteError as error:
            _note(run, Item(path, FAILED, "write", str(error)), seconds=seconds)
        else:
            _note(run, Item(path, written.outcome), written.document, seconds)


def _copied(run: Run, sha256: str, path: str) -> bool:
    """Whether a known content could be noted at this path without reading the file."""
    try:
        written = write_sighting(run.engine, sha256, Sighting(shown_name(path), run.batch), run.number)
    except StoreError:  # its document was withdrawn when this run noted what its path holds now
        return False
    _note(run, Item(path, written.outcome), written.document)
    return True


def _note(run: Run, item: Item, document: int | None = None, seconds: float | None = None) -> None:
    """Note what became of a path; in the database too, unless it is unchanged."""
    if item.outcome != UNCHANGED:
        what = (shown_name(item.path), item.outcome, item.stage, item.reason)
        advice = advice_for(item.reason) if item.outcome == FAILED else ""
        how = {"tool": item.tool, "advice": advice}
        record_item(run.engine, run.number, *what, document=document, seconds=seconds, **how)
    run.add(item)


def _ending(path: str) -> str:
    """The ending of a file's name, `.docx`, in small letters."""
    return Path(path).suffix.lower()


def _content(path: str, settings: Settings) -> str:
    """What tells a file's content: its sha256, or its path where it is too large to be read anyway."""
    too_large = member_size(path) > settings.max_file_mb * 1_000_000
    return path if too_large else digest(path)


def _fresh(settings: Settings) -> set[Fingerprints]:
    """What results may depend on and still stand: the fingerprints in force, one for each reader."""
    knowledge = knowledge_fingerprint(settings.knowledge)
    return {fingerprints(name, version, knowledge) for name, version in reader_versions().items()}
