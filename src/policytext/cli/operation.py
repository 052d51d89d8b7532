"""`ingest` and `evaluate`: the long work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policytext.cli.screen import Database, err, load_words, out, print_json, progress, settings_with, table, warn

if TYPE_CHECKING:
    from policytext.evaluate import Evaluation
    from policytext.ingest import Summary
    from policytext.knowledge.schema.display import Display
    from policytext.run import Item

SHOWN_FAILURES = 20


DryRun = Annotated[
    bool,
    typer.Option("--dry-run", help="Into a copy that is thrown away; print what would change. No PATH: all files."),
]


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(ingest)
    app.command()(evaluate)
    app.command("failures")(failed)


def ingest(
    paths: Annotated[
        list[Path] | None,  # not `readable`, as Paths
        typer.Argument(
            metavar="PATH...", help="Files, folders to search, archives.", show_default=False, readable=False
        ),
    ] = None,
    *,
    only: Annotated[
        list[str] | None,
        typer.Option(
            help="Just some of the files; PATH may miss: `new`, `changed`, `failed`, `stale`, `stale-rules` (-model, "
            "-reader, -libraries), `format=docx`, `path=*/2023/*`, `batch=NAME`. May be given again.",
            show_default=False,
        ),
    ] = None,
    watched: Annotated[
        bool,
        typer.Option(
            "--watched",
            help="As a schedule does: note files that have vanished, leave those alone that are still being written "
            "or failed often enough.",
        ),
    ] = False,
    batch: Annotated[str, typer.Option(help="A name kept with these files, in the table `sightings`.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Exit status 1 where a file failed.")] = False,
    dry_run: DryRun = False,
    database: Database = None,
) -> None:
    """Bring files into the indicator database; unchanged ones are skipped."""
    from policytext.ingest import ingest as run

    if dry_run:
        from policytext.cli.changes import print_rehearsal

        raise typer.Exit(print_rehearsal(paths or (), settings_with(database), batch, only or (), strict=strict))
    if not paths and not only:
        raise typer.BadParameter("name files or folders")
    with progress("ingest") as bar:
        task = bar.add_task("ingest", total=None)

        def tick(item: Item, found: int) -> None:
            del item
            bar.update(task, advance=1, total=found)

        summary = run(paths or (), settings_with(database), batch=batch, tick=tick, only=only or (), watched=watched)
    print_summary(summary)
    raise typer.Exit(summary.status(strict=strict))


def failed(
    *,
    run: Annotated[
        int | None, typer.Option(help="The number of a run; if not given, what failed when last tried.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a file.")] = False,
    database: Database = None,
) -> None:
    """List the files that could not be read or processed: stage, cause, tool, and what to do about it."""
    from dataclasses import asdict

    from policytext.cli.database import opened
    from policytext.store import failures

    with opened(database) as engine:
        found = failures(engine, run)
    if as_json:
        for failure in found:
            print_json(asdict(failure))
        return
    if not found:
        out().print(load_words().terms["nothing"])
        return
    rows = [(one.path, one.stage, one.reason, one.tool, one.advice) for one in found]
    table(("file", "stage", "cause", "tool", "advice"), rows)


def print_summary(summary: Summary) -> None:
    """What a run did, what the database holds, and what failed and why."""
    table(("run", "", str(summary.run)), summary_rows(summary, load_words()))
    for note in summary.notes:
        warn(note)
    for item in summary.failures[:SHOWN_FAILURES]:
        warn(f"{item.stage}: {item.reason}")
    if len(summary.failures) > SHOWN_FAILURES:
        warn(f"… {len(summary.failures) - SHOWN_FAILURES} more: policytext failures --run {summary.run}")


def summary_rows(summary: Summary, display: Display) -> list[tuple[str, str, object]]:
    """What a summary says: English name, the analysts' word where there is one, value."""
    totals, sheets = summary.totals, display.sheets
    models = (f"{display.word('model', code)} {count}" for code, count in totals.models.items())
    return [
        ("found", "", summary.found),
        ("done", "", summary.done),
        ("unchanged", "", summary.unchanged),
        ("skipped", "", summary.skipped),
        ("failed", "", summary.failed),
        *([("vanished", "", len(summary.vanished))] if summary.vanished else []),
        ("documents", sheets["document"], totals.documents),
        ("figures", sheets["figure"], totals.figures),
        ("targets", sheets["target"], totals.targets),
        ("requirements", sheets["requirement"], totals.requirements),
        ("deadlines", sheets["deadline"], totals.deadlines),
        ("models", display.columns["model"], ", ".join(models)),
        ("results", "", summary.database),
        ("seconds", "", f"{summary.seconds:.1f}"),
    ]


def evaluate(
    *,
    gold: Annotated[
        Path, typer.Option(help="Folder with docs/, and figures.jsonl, clean.json, labels.jsonl or some of them.")
    ],
    judges: Annotated[
        Path | None, typer.Option("--eval", help="Folder of the scoring scripts; eval/ beside the gold if not given.")
    ] = None,
    floors: Annotated[
        Path | None, typer.Option(help="A floor file; exit status 1 where a score is below its floor.")
    ] = None,
    raise_floors: Annotated[
        bool, typer.Option("--raise-floors", help="Raise the floors to the scores; none is lowered.")
    ] = False,
) -> None:
    """Run the pipeline over annotated documents and have the result scored."""
    from policytext.evaluate import evaluate as run

    if raise_floors and not floors:
        raise typer.BadParameter("--raise-floors needs --floors FILE")
    with progress("evaluate") as bar:
        task = bar.add_task("evaluate", total=len(list((gold / "docs").glob("*"))))
        result = run(gold, judges, lambda _: bar.advance(task))
    out().print(result.printed, soft_wrap=True)
    for reason in result.failures:
        warn(reason)
    if floors and _below(floors, result, raise_floors=raise_floors):
        raise typer.Exit(1)


def _below(file: Path, result: Evaluation, *, raise_floors: bool) -> bool:
    """Compare scores with the floors of a file, and raise them if asked; whether a score is below its floor."""
    from policytext.evaluate import fallen, load_floors, raised, save_floors

    floors = load_floors(file) if file.exists() or not raise_floors else {}
    for sentence in (sentences := fallen(floors, result.scores)):
        warn(sentence)
    if raise_floors:
        save_floors(file, raised(floors, result.scores))
        err().print(f"floors raised: {file}", soft_wrap=True)
    return bool(sentences)
