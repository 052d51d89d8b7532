"""`copies`: documents that are near-copies of one another, and what differs."""

from __future__ import annotations

from typing import Annotated

import typer

from policytext.cli.database import opened
from policytext.cli.screen import Database, load_words, out, print_json, table


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(copies)


def copies(
    documents: Annotated[
        list[str] | None,
        typer.Argument(metavar="[A B]", help="Two documents: what stands in one of them only.", show_default=False),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a document, or a difference.")] = False,
    database: Database = None,
) -> None:
    """List families of near-copies: the same text but for numbers, places and a part of the words."""
    from dataclasses import asdict

    from policytext.store.families import differences, families_of

    if documents and len(documents) != 2:  # noqa: PLR2004 - a pair
        raise typer.BadParameter("name two documents, or none")
    words = load_words()
    with opened(database) as engine:
        if documents:
            pairs = differences(engine, *documents)
            records = [dict(zip(words.difference_columns, pair, strict=True)) for pair in pairs]
            heads = words.difference_columns
        else:
            records = [asdict(member) for member in families_of(engine)]
            heads = words.copy_columns
    for record in records if as_json else []:
        print_json(record)
    if not as_json and records:
        table(heads.values(), (record.values() for record in records))
    if not as_json and not records:
        out().print(words.terms["nothing"])
