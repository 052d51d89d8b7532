"""`verify`: how right the numbers are, from a sample that a person judged."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from policytext.cli.database import opened
from policytext.cli.screen import Database, load_words, out, print_json, settings_with, table, warn

By = Annotated[str | None, typer.Option("--by", help="Who judged; the setting analyst if not given.")]


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    verify = typer.Typer(no_args_is_help=True, help="Draw a sample, judge it in Excel, and report how right it is.")
    verify.command("sample")(sample)
    verify.command("import")(take)
    verify.command("report")(tell)
    app.add_typer(verify, name="verify")


def sample(
    target: Annotated[Path, typer.Argument(help="Workbook to write.")],
    *,
    size: Annotated[int, typer.Option(min=1, help="Numbers.")] = 100,
    pages: Annotated[int, typer.Option(min=0, help="Pages to be read whole, for recall.")] = 30,
    seed: Annotated[int, typer.Option(min=0, help="The same seed draws the same sample.")] = 1,
    database: Database = None,
) -> None:
    """Write a stratified sample with quote, fields and empty cells for verdicts."""
    from policytext.verify import draw

    with opened(database) as engine:
        numbers, read = draw(engine, target, load_words(), size=size, seed=seed, pages=pages)
    out().print(f"{numbers} + {read} → {target}", soft_wrap=True)


def take(
    file: Annotated[Path, typer.Argument(help="The workbook, judged.")],
    *,
    by: By = None,
    why: Annotated[str, typer.Option(help="In your words.")] = "",
    database: Database = None,
) -> None:
    """Bring verdicts into the journal of decisions; what is right in every field is accepted."""
    from dataclasses import replace

    from policytext.decide import analyst, desk_of
    from policytext.verify import take_verdicts

    settings = settings_with(database)
    with opened(database) as engine:
        desk, notes = desk_of(engine, settings, load_words(), analyst(settings, by), datetime.now(UTC))
        for note in notes:
            warn(note)
        count = take_verdicts(replace(desk, why=why), file, load_words())
    out().print(f"{count} ← {file}", soft_wrap=True)


def tell(
    name: Annotated[str | None, typer.Argument(help="Of the sample; the one last judged if not given.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON.")] = False,
    database: Database = None,
) -> None:
    """Show error rates by field with their intervals, recall, and a paragraph for the methods section."""
    from dataclasses import asdict

    from policytext.verify import paragraph, report

    words = load_words()
    with opened(database) as engine:
        found = report(engine, name)
    if found is None:
        warn(words.terms["no_verdicts"])
        raise typer.Exit(2)
    if as_json:
        print_json(asdict(found))
        return
    heads = words.verification.number_columns
    rows = (
        (heads.get(field, field), rate.of, rate.hits, f"{rate.share:.1%}", f"{rate.low:.1%}", f"{rate.high:.1%}")
        for field, rate in found.fields.items()
    )
    table(words.verification.report_columns.values(), rows)
    for language in ("zh", "en"):
        out().print(paragraph(found, words, language), soft_wrap=True)
