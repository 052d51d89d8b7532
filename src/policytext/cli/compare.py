"""`indicators`, `series`, `derived`, `targets`, `contradictions`: numbers beside numbers."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from policytext.cli.beside import print_contradictions, print_derived, print_links, print_series
from policytext.cli.database import opened
from policytext.cli.decide import By, Resolve, Why
from policytext.cli.screen import Database, load_words, out, print_json, settings_with, table, warn
from policytext.errors import QueryError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from policytext.compare import Link
    from policytext.knowledge import Knowledge

Where = Annotated[
    str | None, typer.Option(help="A part of a place's name, or the beginning of its code, with everything in it.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One line of JSON a row, nothing shortened.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="CSV on standard output, nothing shortened.")]
Asked = Annotated[str, typer.Argument(metavar="INDICATOR", help="Id, name or written form, see `indicators`.")]
Maybe = Annotated[
    str | None,
    typer.Argument(metavar="INDICATOR", help="Id, name or written form, see `indicators`; all if not given."),
]

group = typer.Typer(invoke_without_command=True, no_args_is_help=False)


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.add_typer(group, name="indicators")
    for command in (series, derived, targets, contradictions):
        app.command()(command)


@group.callback()
def indicators(
    context: typer.Context,
    *,
    domain: Annotated[str | None, typer.Option(help="Code of a domain, as the list shows it.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those that no number has.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    database: Database = None,
) -> None:
    """List canonical indicators with their numbers; see names that have none, and accept forms."""
    if context.invoked_subcommand is not None:
        return
    from policytext.compare import counted
    from policytext.compare.records import counted_record

    with compared(database) as (engine, knowledge):
        records = [counted_record(row) for row in counted(engine, knowledge, domain=domain, met=not everything)]
    if not _written(records, as_json=as_json, as_csv=as_csv):
        _print(("id", "zh", "en", "domain", "measure", "units", "parent", "numbers", "documents", "places"), records)


@group.command()
def unmatched(
    *,
    limit: Annotated[int, typer.Option(min=1, help="Names at most.")] = 50,
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """List the names that no indicator is known for, the most frequent first, with what they resemble."""
    from policytext.compare import unmatched as find
    from policytext.compare.records import unmatched_record

    with compared(database) as (engine, knowledge):
        records = [unmatched_record(row) for row in find(engine, knowledge, limit=limit)]
    if not _written(records, as_json=as_json):
        for record in records:
            found = (f"{each['indicator']} ({each['form']} {each['likeness']:.0%})" for each in record["proposals"])
            record["proposals"] = "; ".join(found)
        _print(("name", "unit", "numbers", "documents", "proposals"), records)


@group.command()
def accept(
    form: Annotated[str, typer.Argument(help="The name as documents write it.")],
    indicator: Annotated[str, typer.Argument(help="Id or name of the indicator that it is.")],
    *,
    unit: Annotated[str | None, typer.Option(help="Of its numbers; one of another dimension is refused.")] = None,
    database: Database = None,
) -> None:
    """Have a name count as an indicator: written to canon.yaml of your own tables, and into the database at once."""
    from policytext.compare import accept as keep
    from policytext.knowledge.overlay import overlay_folder

    settings = settings_with(database)
    folder = overlay_folder(settings.knowledge)
    found, new = keep(folder, form, indicator, _knowledge(database), unit=unit)
    with compared(database):  # makes what follows from it
        pass
    terms = load_words().terms
    out().print(f"{form} → {found}" if new else f"{form} → {found}: {terms['decided_before']}", soft_wrap=True)


def series(
    indicator: Asked,
    *,
    place: Where = None,
    first: Annotated[int | None, typer.Option("--from", help="First year.")] = None,
    last: Annotated[int | None, typer.Option("--to", help="Last year.")] = None,
    aspect: Annotated[
        Literal["amount", "increase", "growth"], typer.Option(help="The amount, its increase, or its growth.")
    ] = "amount",
    kind: Annotated[
        Literal["figure", "target"], typer.Option(help="What is reported, or what is aimed at.")
    ] = "figure",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    database: Database = None,
) -> None:
    """One indicator over years by place. Measures and levels are never mixed; sums over years stand in no year."""
    from policytext.compare import series as find
    from policytext.compare.records import series_records

    with compared(database) as (engine, knowledge):
        found = find(engine, knowledge, indicator, place=place, first=first, last=last, aspect=aspect, kind=kind)
        if not _written(series_records(found), as_json=as_json, as_csv=as_csv):
            print_series(found, knowledge)


def derived(
    formula: Annotated[str | None, typer.Argument(help="Id or name of a formula; none lists them.")] = None,
    *,
    place: Where = None,
    whole: Annotated[bool, typer.Option("--whole", help="Leave out cells of which a half is missing.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    database: Database = None,
) -> None:
    """Ratios of two indicators of one place, level and year, with both quotes; an empty cell says what is missing."""
    from policytext.compare import derived_table
    from policytext.compare.derived import formula_of, formulas
    from policytext.compare.records import derived_record

    if formula is None:
        rows = formulas(_knowledge(database)).formulas.items()
        records = [{"id": name, **each.model_dump(include={"zh", "en", "unit", "domain"})} for name, each in rows]
        if not _written(records, as_json=as_json, as_csv=as_csv):
            _print(("id", "zh", "en", "unit", "domain"), records)
        return
    with compared(database) as (engine, knowledge):
        _, chosen = formula_of(formula, formulas(knowledge))
        cells = derived_table(engine, knowledge, formula, place=place, whole=whole)
    if not _written((derived_record(cell, chosen.unit) for cell in cells), as_json=as_json, as_csv=as_csv):
        print_derived(cells, chosen)


def targets(
    indicator: Maybe = None,
    *,
    place: Where = None,
    due: Annotated[int | None, typer.Option(help="The year by which they are to be reached.")] = None,
    outcome: Annotated[
        str | None, typer.Option(help="Only what came out so, in the words shown or in the codes of --json.")
    ] = None,
    as_of: Annotated[
        int | None, typer.Option(help="Year in which you ask: what is due in it or later may still come; this year.")
    ] = None,
    confirm: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Links that hold, by the beginnings of their ids.")
    ] = None,
    refuse: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Links that do not hold, by the beginnings of their ids.")
    ] = None,
    by: By = None,
    why: Why = "",
    resolve: Resolve = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    database: Database = None,
) -> None:
    """Targets beside what was reported. A link is a proposal until it is confirmed; only confirmed ones are counted."""
    from policytext.compare import targets as find
    from policytext.compare.records import link_record

    year = as_of or datetime.now(UTC).year
    wanted = None if outcome is None else load_words().code("outcome", outcome)
    with compared(database) as (engine, knowledge):
        links = find(engine, knowledge, as_of=year, indicator=indicator, place=place, due=due)
        if confirm or refuse:
            _decide(engine, links, ((confirm or [], True), (refuse or [], False)), (by, why, resolve, database))
            links = find(engine, knowledge, as_of=year, indicator=indicator, place=place, due=due)
        links = [link for link in links if outcome is None or link.outcome == wanted]
        if not _written((link_record(link) for link in links), as_json=as_json, as_csv=as_csv):
            print_links(links, knowledge)


def contradictions(
    indicator: Maybe = None,
    *,
    place: Where = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    database: Database = None,
) -> None:
    """Two numbers of one thing, place and year that differ by more than rounding, with both quotes."""
    from policytext.compare import contradictions as find
    from policytext.compare.records import contradiction_record

    with compared(database) as (engine, knowledge):
        found = find(engine, knowledge, indicator=indicator, place=place)
        if not _written((contradiction_record(each) for each in found), as_json=as_json, as_csv=as_csv):
            print_contradictions(found, knowledge)


@contextmanager
def compared(database: str | None) -> Iterator[tuple[Engine, Knowledge]]:
    """The database with every normal form fresh, and the tables.

    Raises:
        StoreError: there is no database, or it cannot be used.
        KnowledgeError: a table is not valid.
    """
    from policytext.observe import tables_digest
    from policytext.store import is_fresh, refresh
    from policytext.store.database import is_release

    with opened(database) as engine:
        knowledge = _knowledge(database)
        if not is_fresh(engine, tables_digest(knowledge.roots)):
            if is_release(engine):
                warn(load_words().terms["frozen_forms"])
            else:
                refresh(engine, knowledge)
        yield engine, knowledge


def _knowledge(database: str | None) -> Knowledge:
    """The tables in force."""
    from policytext.knowledge.load import SHIPPED, knowledge_fingerprint
    from policytext.observe import tables_digest

    overlay = settings_with(database).knowledge
    roots = [SHIPPED, overlay] if overlay else [SHIPPED]
    return _loaded(overlay, knowledge_fingerprint(overlay), tables_digest(roots))


@lru_cache(maxsize=1)
def _loaded(overlay: Path | None, fingerprint: str, digest: str) -> Knowledge:
    """The tables of a folder, read again only where one of them has changed."""
    from policytext.knowledge import load_knowledge

    del fingerprint, digest
    return load_knowledge(overlay)


def _written(records: Iterable[Mapping[str, Any]], *, as_json: bool, as_csv: bool = False) -> bool:
    """Write records as JSON lines or CSV where that is asked for; whether it was.

    Raises:
        QueryError: both are asked for.
    """
    if as_json and as_csv:
        raise QueryError("say --json or --csv, not both")
    if as_json:
        for record in records:
            print_json(record)
    elif as_csv:
        rows = list(records)
        writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]) if rows else [], lineterminator="\n")
        if rows:
            sys.stdout.write("\ufeff")  # without it Excel takes the file for one in the system's encoding
            writer.writeheader()
        writer.writerows({name: _no_formula(value) for name, value in row.items()} for row in rows)
    return as_json or as_csv


def _no_formula(value: object) -> object:
    """A text that no program takes for a formula, as in exports."""
    from policytext.store.export import FORMULA

    is_text = isinstance(value, str) and value.startswith(FORMULA) and not re.fullmatch(r"-[0-9.]+", value)
    return f"'{value}" if is_text else value


def _print(columns: tuple[str, ...], records: list[dict[str, Any]]) -> None:
    """A table of records, or that there is none."""
    words = load_words()
    if not records:
        out().print(words.terms["nothing"])
        return
    heads = words.terms | words.columns | words.comparison
    table(
        (heads[name] for name in columns),
        ([_cell(record[name], name) for name in columns] for record in records),
    )


def _cell(value: object, column: str) -> object:
    if isinstance(value, str):
        return load_words().word(column, " ".join(value.splitlines()))
    return value


def _decide(
    engine: Engine,
    links: list[Link],
    said: Iterable[tuple[list[str], bool]],
    how: tuple[str | None, str, bool, str | None],
) -> None:
    """Keep in the journal which links hold, and which do not.

    Raises:
        QueryError: an id means no link, or several.
    """
    from dataclasses import replace

    from policytext.decide import analyst, desk_of, give_link

    by, why, resolve, database = how
    settings = settings_with(database)
    desk, _ = desk_of(engine, settings, load_words(), analyst(settings, by), datetime.now(UTC))
    desk = replace(desk, why=why, resolves=resolve)
    for asked, holds in said:
        for one in asked:
            found = [link for link in links if link.id.startswith(one)]
            if len(found) != 1:
                what = "no link" if not found else f"{len(found)} links"
                raise QueryError(f"{one!r} is the id of {what}; `policytext targets` lists them")
            give_link(desk, found[0].target.identity, found[0].id, holds=holds)
