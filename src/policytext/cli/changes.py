"""`diff` and `freeze`: what changed between runs, and what is kept as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policytext.cli.database import opened
from policytext.cli.screen import Database, load_words, out, print_json, settings_with, table, warn

if TYPE_CHECKING:
    from policytext.settings import Settings
    from policytext.store.changes import Change

SHOWN = 50


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(diff)
    app.command()(freeze)


def diff(
    runs: Annotated[
        list[int] | None,
        typer.Argument(metavar="[RUN [RUN]]", help="From the end of this run, to the end of that.", show_default=False),
    ] = None,
    *,
    limit: Annotated[int, typer.Option(help="Rows at most.")] = SHOWN,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a change, all of them.")] = False,
    database: Database = None,
) -> None:
    """Show what changed between two runs, and because of which: file, reader, rules, model, libraries, decisions."""
    from policytext.store.changes import changes, runs_between

    if runs and len(runs) > 2:  # noqa: PLR2004 - a beginning and an end
        raise typer.BadParameter("name two runs at most")
    with opened(database) as engine:
        start, end = runs_between(engine, *(*(runs or ()), None, None)[:2])
        found = list(changes(engine, start, end))
    if as_json:
        for change in found:
            print_json(change.row())
    else:
        print_changes(found, start, end, limit)


def freeze(
    name: Annotated[str | None, typer.Argument(help="Of the release.")] = None,
    *,
    folder: Annotated[
        Path | None, typer.Option("--out", help="Folder that holds releases; `releases` beside the journal.")
    ] = None,
    verify: Annotated[
        Path | None, typer.Option(help="The folder of a release: compare every file with its checksum instead.")
    ] = None,
    database: Database = None,
) -> None:
    """Keep a read-only, checksummed release: data, tables, decisions, codebook and exports."""
    from policytext.release import freeze as keep
    from policytext.store.seal import broken

    if (name is None) == (verify is None):
        raise typer.BadParameter("say the name of a release, or --verify FOLDER")
    if verify is not None:
        wrong, count = broken(verify)
        for sentence in wrong:
            warn(sentence)
        out().print(load_words().terms["sealed" if not wrong else "unsealed"].format(count, len(wrong)))
        raise typer.Exit(1 if wrong else 0)
    with opened(database) as engine:
        target = keep(engine, settings_with(database), load_words(), str(name), folder)
    out().print(str(target), soft_wrap=True)


def print_rehearsal(paths: Sequence[Path], settings: Settings, batch: str, only: Sequence[str], *, strict: bool) -> int:
    """Rehearse a run and print what it would change; the exit status that it would have had."""
    from policytext.rehearse import rehearse

    summary, found = rehearse(paths, settings, batch=batch, only=only)
    print_changes(found, summary.run - 1, summary.run, SHOWN)
    for item in summary.failures:
        warn(f"{item.stage}: {item.reason}")
    return summary.status(strict=strict)


def print_changes(found: Sequence[Change], start: int, end: int, limit: int) -> None:
    """A sentence with the counts by cause, then a row for each change."""
    words = load_words()
    if not found:
        out().print(words.terms["no_change"])
        return
    out().print(told(found, start, end), soft_wrap=True)
    table(words.change_columns.values(), (change_cells(change) for change in found[:limit]))
    out().print(words.terms["shown"].format(min(limit, len(found)), len(found)))


def told(found: Sequence[Change], start: int, end: int) -> str:
    """What changed between two runs in one sentence: how many of which kind, and because of which."""
    words = load_words()
    if not found:
        return words.terms["no_change"]
    counted = Counter((change.what, change.because) for change in found)
    parts = [
        words.terms["change_count"].format(words.word("what", what), number, _because(because))
        for (what, because), number in sorted(counted.items())
    ]
    return words.terms["changes"].format(start, end, "; ".join(parts))


def change_cells(change: Change) -> list[object]:
    """A change in the words of `Display.change_columns`."""
    return [_cell(change, name) for name in load_words().change_columns]


def _because(causes: Sequence[str]) -> str:
    return ", ".join(load_words().word("because", cause) for cause in causes)


def _cell(change: Change, name: str) -> object:
    words = load_words()
    if name == "because":
        return _because(change.because)
    if name == "rules":
        return " ".join(change.rules)
    value = getattr(change, name)
    if name == "field" and value:
        return words.columns.get(value) or words.document_columns.get(value, value)
    if name in {"before", "after"} and value and change.field:
        return words.word(change.field, value)
    return words.word(name, value) if value else value
