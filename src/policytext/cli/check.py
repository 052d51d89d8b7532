"""`check`: whether the database still is what it should be."""

from __future__ import annotations

from typing import Annotated

import typer

from policytext.cli.database import opened
from policytext.cli.screen import Database, load_words, out, print_json, warn


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(check)


def check(
    *,
    originals: Annotated[bool, typer.Option(help="Read the files again and compare their checksums.")] = True,
    strict: Annotated[bool, typer.Option("--strict", help="Exit status 1 for doubts, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a finding.")] = False,
    database: Database = None,
) -> None:
    """Look for what is wrong in the database: damage, quotes that do not match, orphans, lost decisions, outliers.

    Exit status 1 where something is wrong; what is only doubtful (implausible values, outliers, files that have
    changed) is told, and counts with --strict.
    """
    from dataclasses import asdict

    from policytext.check import check as find

    counts = {"fault": 0, "doubt": 0}
    words = load_words()
    with opened(database) as engine:
        for finding in find(engine, words, originals=originals):
            counts[finding.grade] += 1
            if as_json:
                print_json(asdict(finding))
            elif finding.grade == "fault":
                warn(finding.sentence)
            else:
                out().print(finding.sentence, soft_wrap=True)
    if not as_json:
        out().print(f"{counts['fault']} faults, {counts['doubt']} doubts")
    if counts["fault"] or (strict and counts["doubt"]):
        raise typer.Exit(1)
