"""`taxonomy …`: the categories and their cues, shown, checked, and edited as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from policytext.cli.screen import out, print_json, table, warn

taxonomy = typer.Typer(no_args_is_help=True, help="The taxonomy: show it, check it, edit it as a workbook.")

CODES = ("facet", "code", "zh", "parent", "cues", "definition")


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.add_typer(taxonomy, name="taxonomy")


def _overlay() -> Path | None:
    from policytext.settings import load_settings

    return load_settings().knowledge


@taxonomy.command()
def show(
    facet: Annotated[str | None, typer.Argument(help="Of one facet only, by its id or name.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a category.")] = False,
) -> None:
    """Show facets and categories with their definitions and how many cues they have, your own among them."""
    from policytext.errors import QueryError
    from policytext.knowledge.load import load_taxonomy

    known = load_taxonomy(_overlay())
    names = {name: row.zh for name, row in known.facets.items()}
    if facet is not None and facet not in {*names, *names.values()}:
        raise QueryError(f"{facet!r} is no facet; there are {', '.join(f'{key} {zh}' for key, zh in names.items())}")
    rows = [
        {
            "facet": name,
            "code": code,
            "zh": row.zh,
            "en": row.en,
            "parent": row.parent,
            "cues": sum(cue.code == code for cue in known.cues.get(name, ())),
            "definition": row.definition,
            "include": list(row.include),
            "exclude": list(row.exclude),
        }
        for name, held in known.facets.items()
        for code, row in held.codes.items()
        if facet in {None, name, held.zh}
    ]
    if as_json:
        for row in rows:
            print_json(row)
    else:
        table(CODES, [[row[column] for column in CODES] for row in rows])


@taxonomy.command()
def check() -> None:
    """Check the taxonomy with your overlay: every fault with file, line and key; exit status 1 where there is one."""
    from policytext.knowledge.problems import taxonomy_problems

    problems = taxonomy_problems(_overlay())
    for problem in problems:
        warn(str(problem))
    if problems:
        raise typer.Exit(1)
    out().print("taxonomy: no fault found")


@taxonomy.command("export")
def export_to(file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The workbook to write.")]) -> None:
    """Write facets, categories, cues and history as a workbook to edit."""
    from policytext.taxonomy import export_taxonomy

    export_taxonomy(file, _overlay())
    out().print(str(file))


@taxonomy.command("import")
def import_from(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="A workbook that export wrote.")],
) -> None:
    """Read an edited workbook and write what differs to taxonomy.yaml of your own tables, whole or not at all."""
    from policytext.knowledge.overlay import overlay_folder
    from policytext.taxonomy import import_taxonomy

    out().print(str(import_taxonomy(file, overlay_folder(_overlay()))))
