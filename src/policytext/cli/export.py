"""`export` and `import`: the database as a file for other programs, and what became of it there."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from policytext.cli.database import Batch, Copies, Everything, opened
from policytext.cli.screen import Database, load_words, out, print_json, settings_with, warn
from policytext.cli.screen import table as print_table

if TYPE_CHECKING:
    from policytext.knowledge.schema.display import Display
    from policytext.returned import Difference
    from policytext.store.tables import Cell

Internal = Annotated[bool, typer.Option("--internal", help="With documents marked as internal or secret.")]
Personal = Annotated[bool, typer.Option("--personal", help="With numbers of identity cards and mobile phones.")]


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(export)
    app.command("import")(take_back)


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
    from policytext.store import FigureQuery, Order, database_file, export_rows, freshen

    query = FigureQuery(batch=batch, copies=copies, rejected="in" if everything else "out")
    settings = settings_with(database)
    beside = database_file(settings.database_url)
    file = target or (beside.absolute().parent if beside else Path.cwd()) / f"{table or 'figures'}.{to}"
    with opened(database, copies) as engine:
        if not freshen(engine, settings.knowledge):
            warn(load_words().terms["frozen_forms"])
        order = Order(load_words(), query, table, internal, personal, settings.knowledge)
        written = export_rows(engine, file, to, order)
    out().print(f"{written} → {file}", soft_wrap=True)


def take_back(
    file: Annotated[
        Path, typer.Argument(help="An export of the numbers that comes back: xlsx, csv, jsonl, parquet, dta.")
    ],
    *,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take what was written into it over as decisions: all of it, or nothing.")
    ] = False,
    by: Annotated[str | None, typer.Option(help="Who decided; the setting analyst if not given.")] = None,
    why: Annotated[str, typer.Option(help="In your words.")] = "",
    personal: Personal = False,
    limit: Annotated[int, typer.Option(min=1, help="Differences that are shown.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a difference, all of them.")] = False,
    database: Database = None,
) -> None:
    """Compare an export with the database row by row; exit status 1 where they differ, and nothing is taken over."""
    from policytext.cli.decide import desk_at
    from policytext.returned import accept_table, compare_table
    from policytext.store import freshen

    settings, words = settings_with(database), load_words()
    with opened(database) as engine:
        if not freshen(engine, settings.knowledge):
            warn(words.terms["frozen_forms"])
        found = compare_table(engine, words, file, personal=personal, tables=settings.knowledge)
    if as_json:
        for each in found.differences:
            print_json(_difference_record(each))
    elif found.differences:
        cells = (cell for each in found.differences for cell in _difference_cells(each, words))
        print_table(words.returned_columns.values(), islice(cells, limit))
    if not as_json:
        counts = ", ".join(f"{words.word('returned', state)} {count}" for state, count in found.counts().items())
        out().print(f"{found.rows} ← {file}: {counts}", soft_wrap=True)
    if accept:
        with desk_at(by, why, database) as desk:
            made = accept_table(desk, file, found)
        warn(f"{made} decisions made")
    elif found.differences:
        raise typer.Exit(1)


def _difference_cells(each: Difference, words: Display) -> Iterator[list[object]]:
    """A line for each column that differs, in the words of `Display.returned_columns`."""
    row = [each.where, words.word("returned", each.state), each.row["name"], each.row["surface"]]
    for column, stored, given in each.columns:
        yield [*row, column.header, column.word(stored), column.word(given)]
    if not each.columns:
        yield [*row, None, None, None]


def _difference_record(each: Difference) -> dict[str, object]:
    columns = {
        column.name: {"stored": _plain(stored), "given": _plain(given)} for column, stored, given in each.columns
    }
    told = {name: each.row[name] for name in ("identity", "name", "surface")}
    return {"state": each.state, "where": each.where or None, **told, "columns": columns}


def _plain(cell: Cell) -> str | int | None:
    return format(cell, "f") if isinstance(cell, Decimal) else cell
