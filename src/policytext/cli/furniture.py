"""`furniture`: lines that the collection proposes to cut, and what a person decides about them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from policytext.cli.database import opened
from policytext.cli.screen import Database, load_words, out, print_json, settings_with, table
from policytext.errors import QueryError

if TYPE_CHECKING:
    from policytext.furniture import Proposal, Verdict
    from policytext.knowledge.schema.clean import LearntLine

PROPOSED = ("number", "origin", "line", "documents", "share", "example")
DECIDED = ("number", "origin", "line", "decision", "documents", "by", "on")

_NUMBER = re.compile(r"[0-9]{6}")

group = typer.Typer(invoke_without_command=True, no_args_is_help=False)

Lines = Annotated[list[str], typer.Argument(metavar="NUMBER|LINE...", help="Numbers from the list, or lines.")]
Origin = Annotated[
    str | None,
    typer.Option(
        help="A platform's id or a host name; if not given, that of a number is its own, and a line is meant of every "
        "document.",
        show_default=False,
    ),
]
By = Annotated[
    str | None, typer.Option(help="Who decides; the setting analyst, or the name of the account, if not given.")
]
Why = Annotated[str, typer.Option(help="Why, in your words.")]
Resolve = Annotated[bool, typer.Option("--resolve", help="Settle what another person decided otherwise.")]


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.add_typer(group, name="furniture")


@group.callback()
def furniture(
    context: typer.Context,
    *,
    documents: Annotated[
        int | None, typer.Option(min=2, help="Least documents with a line; the setting furniture_documents.")
    ] = None,
    share: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Least share of the origin's documents; the setting furniture_share."),
    ] = None,
    origin: Annotated[str | None, typer.Option(help="Lines of this origin only.")] = None,
    decided: Annotated[bool, typer.Option("--decided", help="What was accepted and rejected instead.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a line.")] = False,
    database: Database = None,
) -> None:
    """List lines that many documents of one origin share and cleaning still keeps; accept, reject or forget them.

    Every number in a line is one #. An accepted line is cut by the next ingest.
    """
    if context.invoked_subcommand is not None:
        return
    if decided:
        found = [_decided_record(row) for row in _decided() if origin in (None, row.origin)]
    else:
        found = [_proposed_record(each) for each in _proposed(database, documents, share)]
        found = [record for record in found if origin in (None, record["origin"])]
    if as_json:
        for record in found:
            print_json(record)
    else:
        _print(found, DECIDED if decided else PROPOSED)


@group.command()
def accept(
    lines: Lines,
    *,
    origin: Origin = None,
    by: By = None,
    why: Why = "",
    resolve: Resolve = False,
    database: Database = None,
) -> None:
    """Have lines cut as furniture, from the next ingest on; written to furniture.yaml of your own tables."""
    _decide(_rows(lines, "accept", origin, database), (by, why, resolve, database))


@group.command()
def reject(
    lines: Lines,
    *,
    origin: Origin = None,
    by: By = None,
    why: Why = "",
    resolve: Resolve = False,
    database: Database = None,
) -> None:
    """Keep lines, and have them never proposed again; written to furniture.yaml of your own tables."""
    _decide(_rows(lines, "reject", origin, database), (by, why, resolve, database))


@group.command()
def forget(lines: Lines, *, origin: Origin = None, by: By = None, why: Why = "", database: Database = None) -> None:
    """Take decisions back; numbers are those of `furniture --decided`."""
    from datetime import UTC, datetime

    from policytext.decide import analyst
    from policytext.furniture import forget as take_back
    from policytext.furniture import named, note
    from policytext.knowledge.overlay import furniture_rows, overlay_folder
    from policytext.store import journal_path

    settings = settings_with(database)
    folder, who = overlay_folder(settings.knowledge), analyst(settings, by)
    for given in lines:
        number = _NUMBER.fullmatch(given)
        row = named(given, furniture_rows(folder)) if number else _row(given, "reject", origin)
        take_back(folder, row)
        note(journal_path(settings), row, "forget", who=who, when=datetime.now(UTC), why=why)
        out().print(f"{given}: {load_words().terms['forgotten']}", soft_wrap=True)


def _decide(rows: list[LearntLine], said: tuple[str | None, str, bool, str | None]) -> None:
    """Write a decision about each line, note it in the journal, and say what it is.

    Args:
        rows: the lines; all numbers were looked up before the first is written.
        said: by whom, why, whether it settles what another decided, and the database the journal goes with.
    """
    from datetime import UTC, datetime

    from policytext.decide import analyst
    from policytext.furniture import decide, note
    from policytext.knowledge.overlay import overlay_folder
    from policytext.store import journal_path

    by, why, resolve, database = said
    settings = settings_with(database)
    folder, who, words = overlay_folder(settings.knowledge), analyst(settings, by), load_words()
    for row in rows:
        now = datetime.now(UTC)
        changed = decide(folder, row, by=who, on=now.date(), resolve=resolve)
        if changed:
            note(journal_path(settings), row, row.decision, who=who, when=now, why=why)
        told = words.word("decision", row.decision) if changed else words.terms["decided_before"]
        out().print(f"{told}: {row.line} ({_origin(row.origin)})", soft_wrap=True)


def _rows(lines: list[str], decision: Verdict, origin: str | None, database: str | None) -> list[LearntLine]:
    """A row for each line or number; how many documents have a line is looked up where there is a database."""
    from policytext.furniture import named, row_of
    from policytext.store import database_file

    file = database_file(settings_with(database).database_url)
    numbers = any(_NUMBER.fullmatch(given) for given in lines)
    known: list[LearntLine] = []
    if numbers or file is None or file.exists():
        known = [row_of(each, decision) for each in _proposed(database, 2, 0.0)]
    if origin is not None:
        _check_origin(origin, {row.origin for row in known})
    rows = []
    for given in lines:
        if _NUMBER.fullmatch(given):
            row = named(given, [*known, *_decided()]).model_copy(update={"decision": decision})
            rows.append(row.model_copy(update={"origin": origin or row.origin}))
        else:
            row = _row(given, decision, origin)
            having = [each.documents for each in known if each.line == row.line and origin in (None, each.origin)]
            rows.append(row.model_copy(update={"documents": sum(having)}))
    return rows


def _row(line: str, decision: Verdict, origin: str | None) -> LearntLine:
    """A row for a line as it stands or as it is listed."""
    from policytext.clean.learnt import LONGEST_LINE, folded
    from policytext.knowledge import load_knowledge
    from policytext.knowledge.schema.clean import LearntLine
    from policytext.read.encoding import keepable

    masked = folded(keepable(line), load_knowledge(settings_with(None).knowledge))
    if not any(char.isalpha() for char in masked) or len(masked) > LONGEST_LINE:
        raise QueryError(
            f"{line!r}: a line needs a letter or a Chinese character, and at most {LONGEST_LINE} characters"
        )
    return LearntLine(origin=origin, line=masked, decision=decision)


def _check_origin(origin: str, seen: set[str | None]) -> None:
    """Refuse an origin that no page can have: not a platform, not a host, and no document's name for its site.

    Raises:
        QueryError: it names the platforms.
    """
    from policytext.knowledge import load_knowledge

    platforms = sorted({row.id for row in load_knowledge(settings_with(None).knowledge).platforms.values()})
    if origin not in platforms and origin not in seen and "." not in origin:
        raise QueryError(f"{origin!r} is no host name and no platform; there are {', '.join(platforms)}")


def _proposed(database: str | None, documents: int | None, share: float | None) -> list[Proposal]:
    from policytext.furniture import proposals
    from policytext.knowledge import load_knowledge

    settings = settings_with(database)
    least = settings.furniture_documents if documents is None else documents
    part = settings.furniture_share if share is None else share
    with opened(database) as engine:
        return proposals(engine, load_knowledge(settings.knowledge), least=least, share=part)


def _decided() -> tuple[LearntLine, ...]:
    from policytext.knowledge import load_knowledge

    return load_knowledge(settings_with(None).knowledge).furniture.lines


def _proposed_record(proposal: Proposal) -> dict[str, Any]:
    found = proposal.found
    return {
        "number": proposal.number,
        "origin": found.origin,
        "line": found.line,
        "documents": found.documents,
        "of": found.of,
        "share": round(found.share, 4),
        "example": found.example,
        "path": found.path,
    }


def _decided_record(row: LearntLine) -> dict[str, Any]:
    from policytext.furniture import number_of

    return {"number": number_of(row.origin, row.line), **row.model_dump(mode="json")}


def _print(found: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    """A table of lines, or that there is none."""
    terms = load_words().terms
    if not found:
        out().print(terms["nothing"])
        return
    table((terms[name] for name in columns), ([_cell(record, name) for name in columns] for record in found))


def _cell(record: dict[str, Any], column: str) -> object:
    value = record[column]
    if column == "origin":
        return _origin(value) if "decision" in record else value
    if column == "decision":
        return load_words().word(column, value)
    if column == "documents" and "of" in record:
        return f"{value}/{record['of']}"
    if column == "share":
        return f"{value:.0%}"
    return f"{value}\n{Path(record['path'])}" if column == "example" else value


def _origin(origin: str | None) -> str:
    return load_words().terms["every_origin"] if origin is None else origin
