"""`export`: the database as a file for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from policytext.cli.database import Batch, Copies, Everything, opened
from policytext.cli.screen import Database, load_words, out, settings_with

Internal = Annotated[bool, typer.Option("--internal", help="With documents marked as internal or secret.")]
Personal = Annotated[bool, typer.Option("--personal", help="With numbers of identity cards and mobile phones.")]


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(export)


def export(
    *,
    to: Annotated[
        Literal["xlsx", "csv", "jsonl", "parquet", "dta", "bib"],
        typer.Option(help="Format: Excel, CSV, JSON lines, Parquet, Stata, BibTeX."),
    ],
    target: Annotated[
        Path | None, typer.Option("--out", help="File to write; TABLE.FORMAT beside the database if not given.")
    ] = None,
    table: Annotated[
        Literal["figures", "documents", "panel", "codebook"] | None,
        typer.Option(help="One table instead of what the format holds of itself; panel: places by years."),
    ] = None,
    batch: Batch = None,
    copies: Copies = "with",
    everything: Everything = False,
    internal: Internal = False,
    personal: Personal = False,
    database: Database = None,
) -> None:
    """Write every number, with quote, place in the file and citation, to a file for other programs."""
    from policytext.store import FigureQuery, Order, database_file, export_rows

    query = FigureQuery(batch=batch, copies=copies, rejected="in" if everything else "out")
    settings = settings_with(database)
    beside = database_file(settings.database_url)
    file = target or (beside.absolute().parent if beside else Path.cwd()) / f"{table or 'figures'}.{to}"
    with opened(database, copies) as engine:
        order = Order(load_words(), query, table, internal, personal, settings.knowledge)
        written = export_rows(engine, file, to, order)
    out().print(f"{written} → {file}", soft_wrap=True)
