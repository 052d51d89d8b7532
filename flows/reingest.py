"""Scheduled re-ingestion: folders that are watched, as a Prefect flow on a cron.

    python -m flows.reingest FOLDER…                       once
    python -m flows.reingest FOLDER… --cron "0 3 * * *"    every night, until it is stopped

With `--cron` the flow is served: this process asks the Prefect server (`prefect
server start`, `PREFECT_API_URL`) for the runs that are due.  `prefect.yaml` has
it as a deployment for a worker.  What the folders and the database hold decides
what is done, not the scheduler: see `policytext.plan`.
"""

from __future__ import annotations

from typing import Annotated

import typer
from prefect import State, flow
from prefect.states import Completed

from flows.ingest import RUNNER, kept_here, quiet, run_flow
from policytext.cli.operation import print_summary
from policytext.cli.screen import Database, Paths, use_utf8, warn
from policytext.errors import BusyError, PolicytextError
from policytext.ingest import Summary

NAME = "watched"
"""Of the deployment."""


class NothingDoneError(PolicytextError):
    """Files were found, and none of them could be done."""


@flow(name="policytext-reingest", task_runner=RUNNER)
def reingest_flow(
    folders: list[str], only: list[str] | None = None, batch: str = "", database: str | None = None
) -> Summary | State[None]:
    """Bring the database up to date with watched folders: new, changed, moved, vanished and stale files.

    Args:
        folders: to be looked after; without any, and with `only`, the files that are known.
        only: which of the files are taken, see `policytext.selection`.
        batch: a name kept with these files, in the table `sightings`.
        database: SQLAlchemy URL or file; None for the setting.

    Returns:
        The summary; a state named `Skipped` where another run was under way
        and this one was not to wait, or not needed.

    Raises:
        NothingDoneError: files were found, and every one of them failed.
        PolicytextError: the database cannot be used, a table is not valid, or
            processes that read files do not start.
    """
    try:
        summary = run_flow("reingest", folders, only=only or (), batch=batch, database=database, watched=True)
    except BusyError as error:
        return Completed(name="Skipped", message=str(error))
    if summary.found and summary.status(strict=False):
        raise NothingDoneError(f"run {summary.run}: none of {summary.found} files could be done")
    return summary


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(  # noqa: PLR0913 - one parameter an option
    folders: Paths,
    *,
    cron: Annotated[str | None, typer.Option(help="Serve it on this schedule, as `0 3 * * *` for every night.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="As of `policytext ingest`.", show_default=False)] = None,
    batch: Annotated[str, typer.Option(help="A name to find these documents by.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Exit status 1 where a file failed.")] = False,
    database: Database = None,
) -> None:
    """Run the re-ingest flow once, or serve it on a schedule."""
    given, database = [str(path.absolute()) for path in folders], kept_here(database)
    if cron:
        parameters = {"folders": given, "only": only, "batch": batch, "database": database}
        reingest_flow.serve(name=NAME, cron=cron, parameters=parameters)
        return
    quiet()
    try:
        summary = reingest_flow(given, only, batch, database)
    except PolicytextError as error:
        warn(str(error))
        raise typer.Exit(2) from error
    if not isinstance(summary, Summary):
        warn("another run is under way; nothing was done")
        raise typer.Exit(2)
    print_summary(summary)
    raise typer.Exit(summary.status(strict=strict))


if __name__ == "__main__":
    import flows.reingest  # noqa: PLW0406 - as in flows/ingest.py

    use_utf8()
    flows.reingest.app()
