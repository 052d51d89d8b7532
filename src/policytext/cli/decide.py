"""`decide …` and `decisions …`: what people decide, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from policytext.cli.screen import Database, load_words, out, print_json, settings_with, table, warn
from policytext.errors import DecisionError

if TYPE_CHECKING:
    from policytext.decide import Desk, Selection
    from policytext.knowledge.schema.display import Display
    from policytext.store import Listed

By = Annotated[str | None, typer.Option(help="Who decides; the setting analyst, or the system's user, if not given.")]
Why = Annotated[str, typer.Option(help="Why, in your words.")]
Resolve = Annotated[
    bool, typer.Option("--resolve", help="Settle earlier decisions on the same, by anybody: this one counts.")
]
Ids = Annotated[
    list[str] | None,
    typer.Argument(metavar="ID...", help="Beginnings of ids, as `figures` shows them in its last column."),
]
InDocument = Annotated[
    str | None, typer.Option("--document", help="Instead of ids: number, file name, path or sha256 of the document,")
]
Document = Annotated[str, typer.Argument(help="Number, file name, path, or beginning of the sha256.")]
Quote = Annotated[str | None, typer.Option(help="The words that stand there; spaces and widths do not count.")]
Offsets = Annotated[str | None, typer.Option("--span", help="Or source offsets, as 120:126.")]
Nth = Annotated[int | None, typer.Option(help="Which of several places with these words, from 1.")]
Fields = Annotated[list[str], typer.Option("--set", metavar="FIELD=VALUE", help="A field; an empty value clears it.")]

COLUMNS = ("decision_id", "decision", "name", "quote", "said", "reviewed_by", "reviewed", "reason", "found")

decide = typer.Typer(no_args_is_help=True, help="Decide: accept, reject, correct or add what was read.")
decisions = typer.Typer(help="List what was decided; undo, replay.")


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.add_typer(decide, name="decide")
    app.add_typer(decisions, name="decisions")
    app.command("import-ledger")(import_ledger)


@decide.command()
def accept(
    ids: Ids = None,
    *,
    document: InDocument = None,
    quote: Quote = None,
    nth: Nth = None,
    by: By = None,
    why: Why = "",
    resolve: Resolve = False,
    database: Database = None,
) -> None:
    """Accept numbers as they are shown."""
    _judge("accept", ids, _selection(document, quote, None, nth), {}, (by, why, resolve, database))


@decide.command()
def reject(
    ids: Ids = None,
    *,
    document: InDocument = None,
    quote: Quote = None,
    nth: Nth = None,
    by: By = None,
    why: Why = "",
    resolve: Resolve = False,
    database: Database = None,
) -> None:
    """Reject numbers: they leave searches, counts and exports."""
    _judge("reject", ids, _selection(document, quote, None, nth), {}, (by, why, resolve, database))


@decide.command()
def correct(
    ids: Ids = None,
    *,
    fields: Fields,
    document: InDocument = None,
    quote: Quote = None,
    nth: Nth = None,
    by: By = None,
    why: Why = "",
    resolve: Resolve = False,
    database: Database = None,
) -> None:
    """Correct what is said of numbers: kind, value, value_high, due, unit, relation, role, indicator, scope, level."""
    _judge("correct", ids, _selection(document, quote, None, nth), _parsed(fields), (by, why, resolve, database))


@decide.command()
def add(
    document: Document,
    *,
    fields: Fields,
    quote: Quote = None,
    span: Offsets = None,
    nth: Nth = None,
    by: By = None,
    why: Why = "",
    resolve: Resolve = False,
    database: Database = None,
) -> None:
    """Add a number that was not read (补录), at words of a document."""
    from policytext.decide import add as decided

    with _desk(by, why, resolve, database) as desk:
        print_decisions(decided(desk, _chosen(document, quote, span, nth), _parsed(fields)))


@decide.command()
def label(
    document: Document,
    facet: Annotated[str, typer.Argument(help="governance_model, governance_tag …, or its Chinese word.")],
    code: Annotated[str, typer.Argument(help="A code of the facet, or its Chinese word.")],
    *,
    holds: Annotated[bool, typer.Option("--holds/--not", help="Whether the label holds.")] = True,
    by: By = None,
    why: Why = "",
    resolve: Resolve = False,
    database: Database = None,
) -> None:
    """Give a document a label, or say that one does not hold."""
    from policytext.decide import give_label

    with _desk(by, why, resolve, database) as desk:
        print_decisions(give_label(desk, document, facet, code, holds=holds))


@decide.command()
def document(
    document: Document,
    *,
    fields: Fields,
    by: By = None,
    why: Why = "",
    resolve: Resolve = False,
    database: Database = None,
) -> None:
    """Say title, genre, issuer, issued, place, place_code, year, source_grade, address, collector or collected."""
    from policytext.decide import correct_document

    with _desk(by, why, resolve, database) as desk:
        print_decisions(correct_document(desk, document, _parsed(fields)))


@decide.command()
def restore(
    document: Document,
    *,
    quote: Quote = None,
    span: Offsets = None,
    nth: Nth = None,
    by: By = None,
    why: Why = "",
    database: Database = None,
) -> None:
    """Take back a wrong cut: the words are the document's own from the next ingest on."""
    from policytext.decide import restore as decided

    with _desk(by, why, False, database) as desk:
        print_decisions(decided(desk, _chosen(document, quote, span, nth)))


@decisions.callback(invoke_without_command=True)
def listing(  # noqa: PLR0917 - one parameter an option
    context: typer.Context,
    document: Annotated[str | None, typer.Option(help="A part of the file name, or the document's number.")] = None,
    who: Annotated[str | None, typer.Option(help="Who decided.")] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            help="accept, correct, reject, add, label, document, restore, furniture, sample, code, adjudicate, model "
            "or undo."
        ),
    ] = None,
    conflicts: Annotated[bool, typer.Option("--conflicts", help="Those on which two people differ.")] = False,
    orphans: Annotated[
        bool, typer.Option("--orphans", help="Those whose place is gone, or where no number is read any more.")
    ] = False,
    undone: Annotated[bool, typer.Option("--all", help="Also those that are taken back, and what took them.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a decision, all of it.")] = False,
    database: Database = None,
) -> None:
    """List decisions in the order of the journal; the filters that are given must all hold."""
    if context.invoked_subcommand is not None:
        return
    from policytext.store import listed

    with _desk("-", "", False, database) as desk:
        every = listed(desk.engine)
    found = [
        each
        for each in every
        if (document is None or document in (str(each.document), each.decision.name) or document in each.decision.name)
        and (who is None or each.decision.who == who)
        and (kind is None or each.decision.kind == kind)
        and (not conflicts or each.disputed)
        and (not orphans or each.found in {"orphan", "unread", "absent"})
        and (undone or kind == "undo" or (each.undone_by is None and each.decision.kind != "undo"))
    ]
    print_decisions(found, as_json=as_json)


@decisions.command()
def undo(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Beginnings of decisions' ids.")],
    *,
    by: By = None,
    why: Why = "",
    database: Database = None,
) -> None:
    """Take decisions back with a further line in the journal; an undo can be taken back too."""
    from policytext.decide import undo as decided

    with _desk(by, why, False, database) as desk:
        print_decisions(decided(desk, ids))


@decisions.command()
def replay(
    *,
    save: Annotated[
        bool, typer.Option("--save", help="Also write into the journal what stands in the database only.")
    ] = False,
    database: Database = None,
) -> None:
    """Read the whole journal again, show what it decides, and tell damaged lines."""
    from policytext.store import append, journal_path, open_store, sync, unjournaled

    settings = settings_with(database)
    engine = open_store(settings.database_url, create=False)
    try:
        journal = journal_path(settings)
        if save:
            append(journal, unjournaled(engine, journal))
        synced = sync(engine, journal)
    finally:
        engine.dispose()
    for note in synced.notes():
        warn(note)
    out().print(f"{synced.lines} lines, {synced.new} new: {journal}", soft_wrap=True)


def import_ledger(
    file: Annotated[Path, typer.Argument(help="An .xlsx or .csv file with a row for each document.")],
    *,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Import the other rows where some are bad.")] = False,
    by: Annotated[str | None, typer.Option(help="Who says what the ledger says; its file name if not given.")] = None,
    database: Database = None,
) -> None:
    """Take address, collector, date, place, year and grade of documents from a table you keep (Excel or CSV)."""
    from policytext.knowledge.load import load_ledger
    from policytext.ledger import import_ledger as run

    settings = settings_with(database)
    with _desk(by or f"ledger {file.name}", "", False, database) as desk:
        result = run(desk, file, load_ledger(settings.knowledge), skip_bad=skip_bad)
    for problem in (*result.problems, *result.unmatched):
        warn(f"row {problem.row}: {problem.reason}")
    if result.ignored:
        warn(f"columns passed over: {', '.join(result.ignored)}")
    numbers = (
        f"{result.rows} rows, {result.matched} matched, {len(result.problems)} bad, {len(result.unmatched)} unmatched"
    )
    out().print(f"{numbers}; {result.decisions} decisions made", soft_wrap=True)
    if not result.applied:
        warn("nothing was imported: mend the rows above, or leave them out with --skip-bad")
        raise typer.Exit(2)


def _judge(
    kind: Any,  # noqa: ANN401 - a kind of decision
    ids: list[str] | None,
    at: Selection | None,
    fields: Mapping[str, str],
    how: tuple[str | None, str, bool, str | None],
) -> None:
    from policytext.decide import judge

    with _desk(*how) as desk:
        print_decisions(judge(desk, kind, ids or (), at, fields))


def desk_at(by: str | None, why: str, database: str | None) -> AbstractContextManager[Desk]:
    """A desk at a database that is there already, which knows its journal; for other commands that decide."""
    return _desk(by, why, False, database)


@contextmanager
def _desk(by: str | None, why: str, resolve: bool, database: str | None) -> Iterator[Desk]:
    """A desk at a database that is there already, which knows its journal."""
    from dataclasses import replace
    from datetime import UTC, datetime

    from policytext.decide import analyst, desk_of
    from policytext.store import open_store

    settings = settings_with(database)
    who = analyst(settings, by)
    engine = open_store(settings.database_url, create=False)
    try:
        desk, notes = desk_of(engine, settings, load_words(), who, datetime.now(UTC))
        for note in notes:
            warn(note)
        yield replace(desk, why=why, resolves=resolve)
    finally:
        engine.dispose()


def _selection(document: str | None, quote: str | None, span: str | None, nth: int | None) -> Selection | None:
    """The stretch that is meant; None where numbers are named by their ids."""
    if document is None:
        if quote or span:
            raise DecisionError("say in which document: --document")
        return None
    return _chosen(document, quote, span, nth)


def _chosen(document: str, quote: str | None, span: str | None, nth: int | None) -> Selection:
    from policytext.decide import Selection
    from policytext.text import Span

    if span is None:
        return Selection(document, quote, None, nth)
    start, _, end = span.partition(":")
    if not (start.isdecimal() and end.isdecimal() and int(start) < int(end)):
        raise DecisionError(f"{span!r} is no stretch such as 120:126")
    return Selection(document, quote, Span(int(start), int(end)), nth)


def _parsed(fields: Iterable[str]) -> dict[str, str]:
    """`FIELD=VALUE` as a mapping."""
    found: dict[str, str] = {}
    for field in fields:
        name, sign, value = field.partition("=")
        if not sign or name.strip() in found:
            raise DecisionError(f"{field!r}: say FIELD=VALUE, each field once")
        found[name.strip()] = value.strip()
    return found


def print_decisions(found: list[Listed], *, as_json: bool = False) -> None:
    """A table of decisions, or a line of JSON for each."""
    display = load_words()
    if as_json:
        for each in found:
            more = {"undone_by": each.undone_by, "found": each.found, "disputed": each.disputed}
            print_json({**asdict(each.decision), "document_id": each.document, **more})
    elif found:
        table(
            (display.terms.get(name, "") or display.columns[name] for name in COLUMNS),
            (_cells(each, display) for each in found),
        )
    else:
        out().print(display.terms["nothing"])


def _cells(each: Listed, display: Display) -> Iterator[object]:
    decision = each.decision
    yield decision.id[:8]
    yield display.word("decision_kind", decision.kind)
    yield decision.name
    yield decision.anchor.quote[:30] if decision.anchor else ""
    yield "; ".join(_said(decision.value, display))
    yield decision.who
    yield decision.when
    yield decision.why
    yield " ".join(
        display.word("found", state)
        for state, holds in ((each.found, each.found), ("conflict", each.disputed), ("undone", each.undone_by))
        if holds
    )


def _said(values: Mapping[str, object], display: Display) -> Iterator[str]:
    """What a decision says, fields by their headers."""
    heads = display.terms | display.document_columns | display.columns
    if "item" in values or "codes" in values:
        facet, item = str(values.get("facet") or ""), str(values.get("item") or "")
        codes = [display.word(facet, code) for code in str(values.get("codes") or "").split()]
        said = display.coding["between"].join(codes) or display.coding["none"]
        yield " ".join(filter(None, [item, f"{display.word('facet', facet)}: {said}" if facet else ""]))
        return
    if "facet" in values:
        facet, code = str(values["facet"]), str(values["code"])
        sign = "" if values["holds"] else "≠ "
        yield f"{display.word('facet', facet)}: {sign}{display.word(facet, code)}"
        return
    if "undoes" in values:
        yield str(values["undoes"])[:8]
        return
    for name, value in values.items():
        yield f"{heads.get(name, name)}: {'–' if value is None else display.word(name, str(value))}"
