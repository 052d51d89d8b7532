"""`search`, `figures`, `show`, `gaps`: questions to the indicator database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer
from rich.text import Text

from policytext.cli.screen import Database, load_words, out, print_json, settings_with, table, warn
from policytext.errors import QueryError
from policytext.model import Kind

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from policytext.knowledge.schema.display import Display
    from policytext.store import (
        DocumentCard,
        Facets,
        FigureRow,
        Hit,
        HoledDocument,
        LabelCard,
        Language,
        PlaceCard,
        YearsCard,
    )

COLUMNS = (
    "document",
    "kind",
    "indicator",
    "scope",
    "time",
    "value",
    "per",
    "role",
    "status",
    "review",
    "name",
    "start",
    "identity",
)
"""What `figures` shows of a number; `value` with its relation and unit.

`start` is its offset for `explain --at`, `identity` what `decide` wants.
"""

KINDS = "figure, target, requirement or deadline, or its Chinese word"
MODELS = "gov_led, self_gov, hybrid or undetermined, or its Chinese word"
GENRES = (
    "speech, experience_exchange, research_report, thinking_paper, notice_opinion, work_summary, gov_work_report or "
    "other, or its Chinese word"
)
CODES = "or the beginning of its code in the gazetteer (32 or 320000: Jiangsu and what lies in it)"

PLACE_TERMS = ("places", "strength", "rule", "evidence")
FACETS = 8
"""Values of a facet that are shown."""

ID = 8
"""Characters of an id that are shown."""

Batch = Annotated[str | None, typer.Option(help="Documents of this batch (see `ingest --batch`).")]
Copies = Annotated[
    Literal["with", "without"], typer.Option(help="Near-copies (`policytext copies`) counted, or one of each family.")
]
Everything = Annotated[bool, typer.Option("--all", help="Also numbers that a person rejected.")]

Query = Annotated[
    list[str],
    typer.Argument(
        help="Words, or parts of words, that must all stand in a passage; also OR, -word, /s (in one sentence), "
        '/p (in one paragraph), brackets, "…", and filters such as year:2012..2014: docs/search.md.'
    ),
]
Place = Annotated[str | None, typer.Option(help=f"A part of the full name of the document's place, {CODES}.")]
Years = Annotated[
    str | None, typer.Option(help="Years, as 2012 or 2012..2014: of a number if one is asked for, or the document.")
]
OfKind = Annotated[str | None, typer.Option(help=f"Passages with a number of this kind: {KINDS}.")]
OfIndicator = Annotated[str | None, typer.Option(help="A part of what a number of the passage measures.")]
InUnit = Annotated[str | None, typer.Option(help="Canonical unit of a number of the passage, exactly.")]
OfValue = Annotated[str | None, typer.Option(help="Value of a number of the passage, as 80..98 or >=80.")]
OfModel = Annotated[str | None, typer.Option(help=f"The document's governance model: {MODELS}.")]
OfGenre = Annotated[str | None, typer.Option(help=f"The document's genre: {GENRES}.")]
OfGrade = Annotated[str | None, typer.Option(help="Grade of the document's source, or its Chinese word.")]
Completeness = Annotated[str | None, typer.Option(help="How whole the document is, or its Chinese word.")]
Reviewed = Annotated[
    str | None, typer.Option(help="yes: passages with a number that a person judged; no: with one that none did.")
]
InOrder = Annotated[str, typer.Option(help="document, relevance, date (newest first) or place.")]
WithFacets = Annotated[
    bool, typer.Option("--facets", help="Also count the hits by place, year, genre, kind and model.")
]
PassageLimit = Annotated[int, typer.Option(help="Passages at most.")]
PassageOffset = Annotated[int, typer.Option(help="Passages to pass over: the next page.")]
PassagesAsJson = Annotated[bool, typer.Option("--json", help="One line of JSON a passage.")]

LABEL_TERMS = ("facet", "label", "strength", "span", "reason", "evidence")
FACTS = ("document", "name", "title", "place", "issuer", "issued", "genre", "platform", "uploaded", "source_grade")


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command(context_settings={"ignore_unknown_options": True})(search)  # -word is an exclusion
    for command in (figures, show, gaps):
        app.command()(command)


def search(
    query: Query,
    *,
    place: Place = None,
    year: Years = None,
    kind: OfKind = None,
    indicator: OfIndicator = None,
    unit: InUnit = None,
    value: OfValue = None,
    model: OfModel = None,
    genre: OfGenre = None,
    grade: OfGrade = None,
    completeness: Completeness = None,
    reviewed: Reviewed = None,
    batch: Batch = None,
    copies: Copies = "with",
    order: InOrder = "document",
    facets: WithFacets = False,
    limit: PassageLimit = 20,
    offset: PassageOffset = 0,
    as_json: PassagesAsJson = False,
    database: Database = None,
) -> None:
    """Find passages by words, sentences, paragraphs, and by what their numbers and documents are."""
    from policytext.store import search as find

    filters: dict[str, Any] = {"place": place, "year": year, "kind": kind, "indicator": indicator, "unit": unit}
    filters |= {"value": value, "model": model, "genre": genre, "grade": grade, "completeness": completeness}
    filters |= {"reviewed": reviewed, "batch": batch, "limit": limit, "offset": offset, "order": order}
    with opened(database, copies) as engine:
        found = find(engine, " ".join(query), language=_language(), facets=facets, copies=copies, **filters)
    for hit in found.hits:
        print_json(_hit_record(hit)) if as_json else _print_hit(hit)
    if as_json and facets:
        print_json({"facets": {name: dict(counted) for name, counted in found.facets.items()}, "total": found.total})
    if not as_json:
        _print_facets(found.facets, load_words())
        _print_count(len(found.hits), found.total)


def _language() -> Language:
    """The words of queries, with the user's own."""
    from policytext.knowledge.load import load_search
    from policytext.settings import load_settings
    from policytext.store import Language

    return Language(load_search(load_settings().knowledge), load_words())


def _print_facets(facets: Facets, display: Display) -> None:
    """A row for each facet that the hits have, with the most frequent of its values."""
    rows = [
        (
            display.terms[f"facet_{name}"],
            " · ".join(f"{display.word(name, value)} {hits}" for value, hits in counted[:FACETS]),
        )
        for name, counted in facets.items()
        if counted
    ]
    if rows:
        table(("", ""), rows)


def figures(
    words: Annotated[
        list[str] | None, typer.Argument(help="Words of the indicator, scope, base (per) or number.")
    ] = None,
    *,
    kind: Annotated[str | None, typer.Option(help=f"{KINDS}.")] = None,
    unit: Annotated[str | None, typer.Option(help="Canonical unit, exactly.")] = None,
    least: Annotated[str | None, typer.Option("--min", help="Smallest value, in the canonical unit.")] = None,
    most: Annotated[str | None, typer.Option("--max", help="Largest value, in the canonical unit.")] = None,
    place: Annotated[
        str | None, typer.Option(help=f"A part of the scope, or of the full name of the document's place, {CODES}.")
    ] = None,
    year: Annotated[
        int | None, typer.Option(help="A year that the number speaks of, named or reckoned from the document's.")
    ] = None,
    model: Annotated[str | None, typer.Option(help=f"The document's governance model: {MODELS}.")] = None,
    batch: Batch = None,
    copies: Copies = "with",
    everything: Everything = False,
    rejected: Annotated[bool, typer.Option("--rejected", help="Those only that a person rejected.")] = False,
    limit: Annotated[int, typer.Option(help="Rows at most.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a number.")] = False,
    database: Database = None,
) -> None:
    """Look numbers up; the filters that are given must all hold."""
    from policytext.store import FigureQuery, count_figures
    from policytext.store import figures as find

    query = FigureQuery(
        words=" ".join(words or ()),
        kind=cast("Kind | None", _code("kind", kind)),  # the words of kinds are those of Kind
        unit=unit,
        value_min=_decimal(least),
        value_max=_decimal(most),
        place=place,
        year=year,
        model=_code("model", model),
        batch=batch,
        copies=copies,
        rejected="only" if rejected else "in" if everything else "out",
        limit=limit,
    )
    with opened(database, copies) as engine:
        rows, total = find(engine, query), count_figures(engine, query)
    if as_json:
        for row in rows:
            print_json(_figure_json(row))
    else:
        _print_figures(rows, load_words())
        _print_count(len(rows), total)


def show(
    document: Annotated[str, typer.Argument(help="Number, file name, path, or beginning of the sha256.")],
    *,
    database: Database = None,
) -> None:
    """Show a document: what it is, how whole it is, its labels and gaps."""
    from policytext.store import show as find

    with opened(database) as engine:
        card = find(engine, document)
    _print_card(card, load_words())


def gaps(
    *,
    limit: Annotated[int, typer.Option(help="Documents at most.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a document.")] = False,
    database: Database = None,
) -> None:
    """List the documents that are not whole, those most worth fetching whole first.

    Worth is told by the figures that are estimated to be missing: as many for each missing character as were found
    in those that are there; where no size is declared, the figures found.
    """
    from policytext.store import count_holed, gap_record, holed

    with opened(database) as engine:
        found, total = holed(engine, limit), count_holed(engine)
    display = load_words()
    if as_json:
        for row in found:
            print_json(gap_record(row))
        return
    if found:
        table(display.gap_columns.values(), (_gap_cells(row, display) for row in found))
    _print_count(len(found), total)


def _gap_cells(row: HoledDocument, display: Display) -> tuple[object, ...]:
    """The cells of `gap_columns`."""
    kinds = " ".join(f"{display.word('gap', kind)}{count}" for kind, count in row.gaps.items())
    declared = ((row.declared_characters, "declared_characters"), (row.declared_pages, "declared_pages"))
    size = " ".join(display.terms[term].format(number) for number, term in declared if number)
    state = display.word("completeness", row.completeness)
    return (
        *(row.document, row.name, row.title, state, kinds),
        *(row.figures, size, row.present, row.at_stake, "; ".join(row.paths)),
    )


@contextmanager
def opened(database: str | None, copies: str = "with") -> Iterator[Engine]:
    """The database that is asked; it must be there already. What was decided meanwhile is shown.

    Where near-copies are to be left out, it is worked out which they are.

    Raises:
        StoreError: it is not.
        DecisionError: the journal of decisions cannot be read.
    """
    from policytext.store import is_synced, journal_path, open_store, sync
    from policytext.store.database import is_release
    from policytext.store.families import refresh_families

    settings = settings_with(database)
    engine = open_store(settings.database_url, create=False)
    try:
        if not is_release(engine) and not is_synced(engine, journal := journal_path(settings)):
            for note in sync(engine, journal).notes():
                warn(note)
        if copies == "without" and not is_release(engine):
            refresh_families(engine)
        yield engine
    finally:
        engine.dispose()


def _decimal(value: str | None) -> Decimal | None:
    if value is None:
        return None
    with suppress(InvalidOperation):
        number = Decimal(value)
        if number.is_finite():
            return number
    raise QueryError(f"{value!r} is not a number")


def _code(column: str, asked: str | None) -> str | None:
    """The code that is meant, by itself or by the word that analysts see.

    Raises:
        QueryError: there is none such; it names those there are.
    """
    return None if asked is None else load_words().code(column, asked)


def _print_count(shown: int, total: int) -> None:
    """How many of how many are shown, or that there is none."""
    terms = load_words().terms
    out().print(terms["shown"].format(shown, total) if total else terms["nothing"])


def _hit_record(hit: Hit) -> dict[str, object]:
    return {
        "document": hit.document,
        "name": hit.name,
        "title": hit.title,
        "start": hit.span.start,
        "end": hit.span.end,
        "snippet": hit.snippet,
        "spans": [[span.start, span.end] for span in hit.spans],
        "located": hit.located,
    }


def _print_hit(hit: Hit) -> None:
    """File, place and title on one line, then the passage with its words marked."""
    where = load_words().place(hit.located)
    out().print(
        Text(f"{hit.document} {hit.name} @{hit.spans[0].start} {where} {hit.title or ''}".rstrip(), style="bold")
    )
    snippet = Text(hit.snippet)
    for start, end in hit.marks:
        snippet.stylize("bold red", start, end)
    out().print(snippet, soft_wrap=True)


def _figure_json(row: FigureRow) -> dict[str, object]:
    from policytext.records import number
    from policytext.store.listing import figure_record

    return figure_record(row) | {name: number(getattr(row, name)) for name in ("value", "value_high", "low", "high")}


def _print_figures(rows: list[FigureRow], display: Display) -> None:
    """A table of numbers; none where there are none."""
    if rows:
        table((display.columns[name] for name in COLUMNS), (_figure_cells(row, display) for row in rows))


def _figure_cells(row: FigureRow, display: Display) -> Iterator[object]:
    """The cells of COLUMNS; a role is told where it is not the plain one."""
    from policytext.store.listing import figure_record, shown

    role = "" if row.role == "value" else row.role
    review = "" if row.review == "unreviewed" else row.review
    seen = {"role": role, "review": review, "identity": row.identity[:ID]}
    record = figure_record(row) | {"value": _value(row), **seen}
    return (shown(record, column, display) for column in COLUMNS)


def _value(row: FigureRow) -> str:
    """Relation, value or range or date, and unit, as `>= 80%`."""
    high = "" if row.value_high is None else f"–{row.value_high:,f}"
    value = row.due or (f"{row.value:,f}{high}{row.unit}" if row.value is not None else "")
    return value if row.relation == "=" else f"{row.relation} {value}"


def _print_card(card: DocumentCard, display: Display) -> None:
    table(("", ""), _facts(card, display))
    if card.places:
        rows = (_place_cells(place, display) for place in card.places)
        table((display.terms[name] for name in PLACE_TERMS), rows)
    if card.labels:
        rows = (_label_cells(label, display) for label in card.labels)
        table((display.terms[name] for name in LABEL_TERMS), rows)
    if card.gaps:
        rows = ((display.word("gap", gap.kind), gap.span.start, gap.surface, gap.rule) for gap in card.gaps)
        table(
            (
                display.document_columns["gaps"],
                display.columns["start"],
                display.columns["surface"],
                display.terms["rule"],
            ),
            rows,
        )


def _facts(card: DocumentCard, display: Display) -> Iterator[tuple[str, object]]:
    """Name and value of what is known of a document."""
    heads = display.document_columns
    for name in FACTS:
        value = getattr(card, name)
        if value is not None and name not in card.decided:
            yield heads[name], display.word(name, str(value))
    yield display.terms["years"], _years(card.years, display)
    for name, fact in card.decided.items():
        yield heads.get(name) or display.terms[name], _decided(name, fact, display)
    state = display.word("completeness", card.completeness)
    yield heads["completeness"], " ".join([state, *map(display.reason, card.completeness_reasons)])
    for kind, count in card.kinds.items():
        yield display.word("kind", kind), count
    if card.reviews:
        said = (f"{display.word('review', state)} {count}" for state, count in card.reviews.items())
        yield display.columns["review"], " · ".join(said)
    for path in card.paths:
        yield heads["paths"], path
    yield heads["characters"], card.characters
    yield heads["sha256"], card.sha256
    yield display.terms["reader"], " ".join([card.reader, *card.notes])


def _years(years: YearsCard, display: Display) -> str:
    """Year or years with their basis, what says so and where; bounds where they are not known."""
    if years.low is not None and years.high is not None:
        span = str(years.low) if years.low == years.high else f"{years.low}–{years.high}"
    else:
        ends = (("earliest", years.low), ("latest", years.high))
        span = " ".join(display.terms[name].format(year) for name, year in ends if year is not None)
    said = "; ".join(" ".join(phrase.splitlines()) for phrase in years.evidence)
    parts = (span, display.word("year_basis", years.basis), " ".join(years.rules), said)
    return " · ".join(part for part in parts if part)


def _place_cells(place: PlaceCard, display: Display) -> tuple[object, ...]:
    said = "; ".join(" ".join(phrase.splitlines()) for phrase in place.evidence)
    return f"{place.name} {place.code}", display.band(place.share), " ".join(place.rules), said


def _decided(name: str, fact: dict[str, Any], display: Display) -> str:
    """A fact that people decided, who did, and what was read; what was read alone where they differ."""
    state = display.word("review", "conflict" if fact["state"] == "conflict" else "corrected")
    value, was = (display.word(name, str(each)) if each else "–" for each in (fact["value"], fact["was"]))
    if fact["state"] == "conflict":
        return f"{was} ({state}: {fact['by']})"
    return f"{value} ({state}: {fact['by']}; {display.columns['original']}: {was})"


def _label_cells(label: LabelCard, display: Display) -> tuple[object, ...]:
    span = "" if label.span is None else f"{label.span.start}–{label.span.end}"
    facet, word = display.word("facet", label.facet), display.word(label.facet, label.code)
    reason = label.reason and display.word("reason", label.reason)
    said = "; ".join(" ".join(phrase.splitlines()) for phrase in label.evidence)
    review = "" if label.review == "unreviewed" else f" ({display.word('review', label.review)})"
    return facet, f"{word}{review}", display.band(label.strength), span, reason, said
