"""`mentions`, `clean`, `labels`: JSON lines on standard output, without a database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from policytext.cli.ledger import print_ledger
from policytext.cli.screen import Paths, print_json, progress, warn


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(mentions)
    app.command()(clean)
    app.command()(labels)


def mentions(paths: Paths) -> None:
    """Print every figure, target, requirement and deadline as a line of JSON."""
    _print_lines(paths, "mentions")


def clean(
    paths: Paths,
    *,
    ledger: Annotated[
        bool,
        typer.Option("--ledger", help="Every cut and replacement instead, with its rule, and what they add up to."),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The ledger too as a line of JSON, nothing shortened.")
    ] = False,
) -> None:
    """Print the cleaned text of every document as a line of JSON, with the place of each character in the file."""
    if ledger:
        _print_lines(paths, "ledger", print_json if as_json else print_ledger)
    else:
        _print_lines(paths, "clean")


def labels(paths: Paths) -> None:
    """Print the labels of every document and section as lines of JSON, with evidence."""
    _print_lines(paths, "labels")


def _print_lines(paths: list[Path], give: str, show: Callable[[Any], None] = print_json) -> None:
    """Print what `give` names of each file; exit status 1 where a file failed, 2 where none could be done."""
    from policytext.files import find
    from policytext.pool import Pool, job_of
    from policytext.settings import load_settings

    settings = load_settings()
    found, unfound = find(paths)
    for one in unfound:
        warn(one.reason)
    failed = len(unfound)
    with Pool(settings) as pool, progress(give) as bar:
        task = bar.add_task(give, total=len(found))
        for reply in pool.replies(job_of(path, settings, give) for path in found):
            bar.advance(task)
            for record in reply.result or ():
                show(record)
            if not reply.ok:
                failed += 1
                warn(reply.reason)
    if failed:
        raise typer.Exit(1 if failed < len(found) + len(unfound) else 2)
