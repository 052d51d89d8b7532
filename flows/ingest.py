"""`policytext.ingest` as a Prefect flow: one task for each batch of files, a summary as artifacts.

`python -m flows.ingest PATH…` runs it with a server of its own; `prefect.yaml`
deploys it.  What passes between flow and tasks is names: of files, of the
database, of the run.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count
from typing import Annotated, Any, cast
from uuid import UUID

import typer
from prefect import flow, task
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from policytext.cli.changes import change_cells, told
from policytext.cli.operation import print_summary, summary_rows
from policytext.cli.screen import Database, Paths, database_url, load_words, progress, settings_with, use_utf8, warn
from policytext.errors import PolicytextError
from policytext.ingest import Summary, command, ingest_groups, jobs_of, open_run, resume_run, summarize, unsettled
from policytext.plan import known_paths, plan
from policytext.pool import Pool
from policytext.read.archive import member_size
from policytext.run import FAILED, SKIPPED, UNCHANGED, Group, Item, Run, Tick
from policytext.selection import Selection
from policytext.settings import Settings, load_settings
from policytext.store import VANISHED, without_password
from policytext.store.changes import Change, changes

MOST_DIFFERENCES = 500
"""Rows of a table that Prefect keeps and a browser shows; `policytext diff --json` has all of them."""

NO_CHANGE = {UNCHANGED, SKIPPED, FAILED}

SECONDS_BETWEEN = 5
"""Between two messages to Prefect of how far a run is."""


@dataclass(slots=True)
class _Here:
    """What the batches of a run share that run in this process: children, and who is told of each file."""

    pool: Pool
    tick: Tick | None = None


# of the flows that run in this process, by database and run
_near: dict[tuple[str, int], _Here] = {}
_starting = threading.Lock()


def task_runner() -> TaskRunner[Any]:
    """What runs the batches: the cluster that the settings name, or this process.

    Here it is one batch at a time: each has its files processed side by side,
    and what is written keeps its order.  A setting that is not valid is told
    by the flow.
    """
    try:
        address = load_settings().dask
    except PolicytextError:
        address = None
    if address:
        from prefect_dask.task_runners import DaskTaskRunner

        return cast("TaskRunner[Any]", DaskTaskRunner(address=address))
    return cast("TaskRunner[Any]", ThreadPoolTaskRunner(max_workers=1))  # a TaskRunner, whatever its hints say


RUNNER = task_runner()


@flow(name="policytext-ingest", task_runner=RUNNER)
def ingest_flow(paths: list[str], batch: str = "", database: str | None = None) -> Summary:
    """Bring the files that `paths` name into the database; unchanged ones are skipped.

    Args:
        paths: files and folders.
        batch: a name kept with these files, in the table `sightings`.
        database: SQLAlchemy URL or file; None for the setting.

    Raises:
        PolicytextError: the database cannot be used, a table is not valid, or
            processes that read files do not start.
    """
    return run_flow("flow", paths, batch=batch, database=database)


def run_flow(  # noqa: PLR0913 - one parameter an option
    name: str,
    paths: list[str],
    *,
    batch: str = "",
    database: str | None = None,
    only: Sequence[str] = (),
    watched: bool = False,
) -> Summary:
    """What every flow over files does: plan, a task for each batch, and artifacts.

    Args:
        name: what stands in the table of runs, before the paths.
        paths: files and folders; without any, and with `only`, the files that are known.
        batch: a name kept with these files.
        database: SQLAlchemy URL or file; None for the setting.
        only: which of the files are taken, see `policytext.selection`.
        watched: whether a schedule looks after these folders, see `policytext.plan`.

    Raises:
        PolicytextError: as `ingest_flow`.
    """
    if database and without_password(database_url(database)) != database_url(database):
        raise PolicytextError(
            "Prefect keeps what flows are told: give a password in POLICYTEXT_DATABASE_URL, PGPASSWORD or ~/.pgpass"
        )
    settings, selection = settings_with(database), Selection.of(only)
    with open_run(settings, command(name, paths, only), batch=batch) as run, _own_children(settings, run) as here:
        groups = plan(run, paths or known_paths(run, selection), selection, watched=watched)
        here.pool.expect(jobs_of(run, groups))
        _run_batches(run, here, groups, settings)
        summary = summarize(run)
        differences = list(changes(run.engine, run.number - 1, run.number))
    _leave_artifacts(summary, run.items)
    _leave_differences(differences, summary.run)
    return summary


@task(name="policytext-ingest-batch")
def ingest_batch(groups: list[list[str]], run: int, batch: str, database: str, program: str) -> list[dict[str, str]]:
    """Process and write one batch of files, or what is left of it where a process died over it.

    Args:
        groups: paths; those of one group have one content.
        run: the run they belong to.
        batch: name of the analyst's batch.
        database: SQLAlchemy URL without a password: that is each process's own affair.
        program: the fingerprint that results are to have; another machine may have other tables.

    Returns:
        The fields of an `Item` for each path.

    Raises:
        PolicytextError: as `ingest_flow`; or this machine's results would have another fingerprint.
    """
    settings = _own_settings(database)
    here = _nearest(settings, run)
    with resume_run(settings, run, batch=batch, expected=program) as part:
        left = unsettled(part, [tuple(group) for group in groups])
        part.tick = here.tick
        ingest_groups(part, here.pool, left)
        return [asdict(item) for item in part.items]


def _own_settings(database: str) -> Settings:
    """The settings of this process, with the database that a flow means."""
    settings = load_settings()
    return settings if without_password(settings.database_url) == database else settings_with(database)


def _run_batches(run: Run, here: _Here, groups: list[Group], settings: Settings) -> None:
    """A task for each batch; the run is told what became of its files."""
    names = (run.number, run.batch, without_password(settings.database_url), run.program)
    with _shown(run) as reach:
        settled = count(len(run.items) + 1)
        here.tick = lambda *_: reach(next(settled))
        parts = [[list(group) for group in part] for part in batches(groups, settings)]
        for future in [ingest_batch.submit(part, *names) for part in parts]:
            for fields in future.result():
                run.add(Item(**fields))
            reach(len(run.items))  # of tasks elsewhere, nothing is heard before


@contextmanager
def _shown(run: Run) -> Iterator[Callable[[int], None]]:
    """Progress in the terminal and as an artifact; what is called is told how many files are settled."""
    made = create_progress_artifact(progress=0.0, key="ingest-progress", description="files settled, in percent")
    artifact = cast("UUID", made)  # a coroutine only where this is called from one
    already, told = len(run.items), time.monotonic()
    with progress("ingest") as bar:
        shown = bar.add_task("ingest", total=run.found, completed=already)

        def reach(number: int) -> None:
            nonlocal told
            bar.update(shown, completed=number)
            if time.monotonic() - told > SECONDS_BETWEEN:
                told = time.monotonic()
                update_progress_artifact(artifact, 100 * number / run.found, _pace(run, number, number - already))

        yield reach
    update_progress_artifact(artifact, 100.0, _pace(run, len(run.items), len(run.items) - already))


def _pace(run: Run, settled: int, lately: int) -> str:
    """How far a run is, how fast, and how long it will take."""
    rate = lately / max(time.monotonic() - run.began, 0.001)
    left = f", {(run.found - settled) / rate:.0f} s left" if rate and settled < run.found else ""
    return f"{settled:,} of {run.found:,} files, {rate:.1f} a second{left}"


def batches(groups: Sequence[Group], settings: Settings) -> Iterator[list[Group]]:
    """Groups in their order, so many and of so many bytes a batch as the settings say; a large file is one alone."""
    part: list[Group] = []
    size = 0.0
    for group in groups:
        weight = member_size(group[0]) / 1_000_000
        if part and (len(part) == settings.batch_size or size + weight > settings.batch_mb):
            yield part
            part, size = [], 0.0
        part.append(group)
        size += weight
    if part:
        yield part


def _leave_artifacts(summary: Summary, items: Sequence[Item]) -> None:
    """The summary as a page; what changed and what failed as tables."""
    rows = [[name, word, str(value)] for name, word, value in summary_rows(summary, load_words())]
    create_markdown_artifact(markdown=_markdown([["run", "", str(summary.run)], *rows]), key="ingest-summary")
    failures = [{"path": item.path, "stage": item.stage, "reason": item.reason} for item in summary.failures]
    create_table_artifact(table=failures, key="ingest-failures", description=f"{summary.failed} files failed")
    changed = [{"path": item.path, "outcome": item.outcome} for item in items if item.outcome not in NO_CHANGE]
    changed += [{"path": path, "outcome": VANISHED} for path in summary.vanished]
    create_table_artifact(table=changed, key="ingest-changes", description=f"{len(changed)} files changed")


def _leave_differences(found: Sequence[Change], run: int) -> None:
    """What changed in the database, number by number: the counts in a sentence, the first rows as a table."""
    columns = [str(column) for column in load_words().change_columns.values()]
    rows = [dict(zip(columns, map(_plain, change_cells(change)), strict=True)) for change in found[:MOST_DIFFERENCES]]
    create_table_artifact(table=rows, key="ingest-differences", description=told(found, run - 1, run))


def _plain(value: object) -> str | int:
    return value if isinstance(value, int) else str(value or "")


def _markdown(rows: Iterable[list[str]]) -> str:
    """A table in Markdown, its first row the head."""
    head, *body = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([head, "|---|---|---|", *body])


@contextmanager
def _own_children(settings: Settings, run: Run) -> Iterator[_Here]:
    """Children for the batches of a run, started when first needed."""
    with Pool(settings) as pool:
        here = _near[settings.database_url, run.number] = _Here(pool)
        try:
            yield here
        finally:
            del _near[settings.database_url, run.number]


def _nearest(settings: Settings, run: int) -> _Here:
    """The flow's children where the task runs in its process; else some that stay for the run's further tasks here."""
    with _starting:
        for url, earlier in list(_near):
            if url == settings.database_url and earlier < run:  # of a run that was here before; its tables may be old
                _near.pop((url, earlier)).pool.close()
        if (settings.database_url, run) not in _near:
            pool = Pool(settings)
            _near[settings.database_url, run] = _Here(pool)
            atexit.register(pool.close)
        return _near[settings.database_url, run]


def kept_here(database: str | None) -> str | None:
    """A database as flows may be told of it: a URL with a password stays in this process's environment."""
    if database is None or without_password(database_url(database)) == database_url(database):
        return database
    os.environ["POLICYTEXT_DATABASE_URL"] = database
    return None


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    paths: Paths,
    *,
    batch: Annotated[str, typer.Option(help="A name to find these documents by.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Exit status 1 where a file failed.")] = False,
    database: Database = None,
) -> None:
    """Run the ingest flow and print its summary."""
    quiet()
    try:
        summary = ingest_flow([str(path) for path in paths], batch, kept_here(database))
    except PolicytextError as error:
        warn(str(error))
        raise typer.Exit(2) from error
    print_summary(summary)
    raise typer.Exit(summary.status(strict=strict))


def quiet() -> None:
    """Leave it to us to tell, in one line, what is expected to go wrong."""
    for name in ("prefect", "prefect.flow_runs", "prefect.task_runs"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


if __name__ == "__main__":
    import flows.ingest  # noqa: PLW0406 - Dask's workers import the module of what they are handed; not this one

    use_utf8()
    flows.ingest.app()
