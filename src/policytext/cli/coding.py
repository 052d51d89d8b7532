"""`coding …`: samples that several people label, how far they agree, and what is adjudicated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from policytext.cli.decide import By, Why, desk_at
from policytext.cli.screen import Database, load_words, out, print_json, settings_with, table, warn
from policytext.errors import CodingError

if TYPE_CHECKING:
    from policytext.coding.keeping import Found, Item
    from policytext.coding.report import FacetReport
    from policytext.coding.sheets import Form
    from policytext.decide import Desk

Facets = Annotated[
    list[str] | None, typer.Option("--facet", help="A facet, or its Chinese word; may be given several times.")
]
Sample = Annotated[str | None, typer.Option(help="Id of one sample; all samples if not given.")]
JSON = Annotated[bool, typer.Option("--json", help="One line of JSON a facet, all of it.")]

group = typer.Typer(no_args_is_help=True, help="Double coding: draw a sample, code it, compare, adjudicate.")


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.add_typer(group, name="coding")


@dataclass(frozen=True, slots=True)
class Room:
    """What the commands work on: the desk, the words, and every item."""

    desk: Desk
    form: Form
    items: dict[str, Item]

    def chosen(self, sample: str | None) -> list[Item]:
        """The items of a sample, or all."""
        found = [item for item in self.items.values() if sample in {None, item.sample}]
        if not found:
            raise CodingError(f"there is no sample {sample!r}" if sample else "there is no sample yet: `coding sample`")
        return found

    def located(self, items: Sequence[Item]) -> dict[str, Found]:
        """Where items are now."""
        from policytext.coding.keeping import located

        return located(self.desk.engine, items)


@group.command()
def sample(
    *,
    facets: Facets = None,
    size: Annotated[int, typer.Option("--n", min=1, help="Sections.")] = 100,
    seed: Annotated[int, typer.Option(help="Another one draws other sections.")] = 1,
    coders: Annotated[list[str], typer.Option("--coder", help="Name of a coder: a sheet for each.")],
    out_folder: Annotated[Path, typer.Option("--out", help="Folder for the sheets.")] = Path(),
    by: By = None,
    why: Why = "",
    database: Database = None,
) -> None:
    """Draw sections by what the machine says of them, and write a sheet for each coder, who does not see that."""
    from policytext.coding.keeping import take_sample
    from policytext.coding.sheets import write_sheet

    with _room(by, why, database, facets or ["governance_model"]) as room:
        drawn = take_sample(room.desk, room.form.facets, size, seed)
        found = room.located(drawn)
        out_folder.mkdir(parents=True, exist_ok=True)
        for coder in dict.fromkeys(coders):
            target = out_folder / f"{drawn[0].sample}-{_file_name(coder)}.xlsx"
            write_sheet(target, drawn, found, room.form)
            out().print(str(target), soft_wrap=True)
    if len(drawn) < size:
        warn(f"there are only {len(drawn)} sections")


@group.command("import")
def import_sheet(
    sheet: Annotated[Path, typer.Argument(help="A filled sheet.")],
    *,
    coder: Annotated[str, typer.Option(help="Who filled it.")],
    why: Why = "",
    database: Database = None,
) -> None:
    """Take a coder's sheet in; where a row is wrong, it is named, and nothing of the sheet is taken."""
    with _room(coder, why, database, []) as room:
        _take(room, sheet, "code")


@group.command()
def report(
    *,
    facets: Facets = None,
    sample: Sample = None,
    as_json: JSON = False,
    database: Database = None,
) -> None:
    """Compare coders, facet by facet: confusion tables, agreement, Cohen's kappa and Krippendorff's alpha.

    Intervals hold 95 % of what the coefficient is when sections are drawn
    anew. A section without a code does not count; where a section may have
    several codes, the set of them is one answer, and each code is compared by
    itself too.
    """
    from dataclasses import asdict

    from policytext.coding.report import report_on

    with _room("-", "", database, facets or []) as room:
        items = room.chosen(sample)
        found = room.located(items)
        wanted = room.form.facets or tuple(sorted({facet for item in items for facet in item.facets}))
        reports = [report_on(items, facet, found) for facet in wanted]
    for each in reports:
        if as_json:
            tables = [[a, b, [[*pair, count] for pair, count in counts.items()]] for a, b, counts in each.tables]
            print_json({**asdict(replace(each, tables=())), "tables": tables})
        else:
            _print_report(each)


@group.command()
def adjudicate(
    item: Annotated[str | None, typer.Argument(help="An item, as 3f2a1c-07.")] = None,
    codes: Annotated[list[str] | None, typer.Argument(help="What counts: codes, or their Chinese words.")] = None,
    *,
    facets: Facets = None,
    sample: Sample = None,
    sheet: Annotated[Path | None, typer.Option(help="Write what coders differ in to this file.")] = None,
    taken: Annotated[Path | None, typer.Option("--import", help="Take such a file in, filled.")] = None,
    by: By = None,
    why: Why = "",
    database: Database = None,
) -> None:
    """Say what counts where coders differ (仲裁): by an item and its codes, or by a sheet written and taken in."""
    from policytext.coding.keeping import Answer, keep_answers
    from policytext.coding.sheets import disputed, everybody, parse_codes, write_sheet

    if sum(1 for given in (item, sheet, taken) if given) != 1:
        raise CodingError("say an item and its codes, or --sheet FILE, or --import FILE")
    with _room(by, why, database, facets or []) as room:
        if taken:
            _take(room, taken, "adjudicate")
        elif sheet:
            items = room.chosen(sample)
            wanted = room.form.facets or tuple(sorted({facet for each in items for facet in each.facets}))
            open_items = list(disputed(items, wanted))
            found = room.located(open_items)
            write_sheet(sheet, open_items, found, replace(room.form, facets=wanted), everybody(items))
            out().print(f"{len(open_items)}: {sheet}", soft_wrap=True)
        elif item:
            facet = _only(room, item)
            given = parse_codes(" ".join(codes or ()), facet, room.form)
            single = {facet: not room.form.several(facet)}
            keep_answers(room.desk, [Answer(item, facet, given)], "adjudicate", single)


@group.command()
def export(
    *,
    target: Annotated[Path, typer.Option("--out", help="The file: .xlsx, .csv or .jsonl.")],
    facets: Facets = None,
    sample: Sample = None,
    database: Database = None,
) -> None:
    """Write every section with what each coder says, what was adjudicated, and what the machine says."""
    from policytext.coding.exporting import export_codes

    with _room("-", "", database, facets or []) as room:
        items = room.chosen(sample)
        wanted = room.form.facets or tuple(sorted({facet for item in items for facet in item.facets}))
        form = replace(room.form, facets=wanted)
        rows = export_codes(target, target.suffix.lstrip("."), items, room.located(items), form)
    out().print(f"{rows}: {target}", soft_wrap=True)


@contextmanager
def _room(by: str | None, why: str, database: str | None, facets: Sequence[str]) -> Iterator[Room]:
    from policytext.coding.keeping import items
    from policytext.coding.sheets import Form
    from policytext.knowledge.load import GOVERNANCE_MODEL, load_taxonomy

    words = load_words()
    taxonomy = load_taxonomy(settings_with(database).knowledge)
    with desk_at(by, why, database) as desk:
        named = tuple(dict.fromkeys(words.code("facet", facet) for facet in facets))
        of_sections = {GOVERNANCE_MODEL, *taxonomy.topics}
        unknown = next((facet for facet in named if facet not in of_sections), None)
        if unknown:
            raise CodingError(f"{unknown} is none of the facets that sections are coded in")
        yield Room(desk, Form(words, taxonomy, named), items(desk.engine))


def _take(room: Room, path: Path, kind: Any) -> None:  # noqa: ANN401 - a kind of decision
    """Take a sheet in, or say which rows are wrong and take nothing."""
    from policytext.coding.keeping import keep_answers
    from policytext.coding.sheets import read_sheet

    found = read_sheet(path, room.items, room.form)
    for problem in found.problems:
        warn(f"{path.name}, row {problem.row}: {problem.reason}")
    if found.problems:
        warn("nothing was taken in: mend the rows above")
        raise typer.Exit(2)
    single = {answer.facet: not room.form.several(answer.facet) for answer in found.answers}
    fresh = keep_answers(room.desk, found.answers, kind, single)
    out().print(f"{len(found.answers)} codes, {fresh} new, {found.blank} blank: {path}", soft_wrap=True)


def _only(room: Room, item: str) -> str:
    """The facet that an adjudication is about: the one named, or the only one of the item."""
    known = room.items.get(item)
    if known is None:
        raise CodingError(f"there is no item {item!r} in any sample")
    wanted = room.form.facets or known.facets
    if len(wanted) != 1 or wanted[0] not in known.facets:
        raise CodingError(f"say which facet: --facet, one of {', '.join(known.facets)}")
    return wanted[0]


def _file_name(coder: str) -> str:
    return "".join(character if character.isalnum() else "-" for character in coder)


def _print_report(each: FacetReport) -> None:
    words = load_words()
    named, facet = words.coding, each.facet
    coded = ", ".join(f"{who} {count}" for who, count in zip(each.coders, each.coded, strict=True))
    kappa = named["kappa" if len(each.coders) == 2 else "light"]  # noqa: PLR2004 - Cohen's is of two
    rows: list[tuple[str, str]] = [
        (named["units"], f"{each.compared} / {each.items} ({coded})"),
        (named["agreement"], _figure(each.agreement)),
        *(
            (name, f"{_figure(found.value)} [{_figure(found.low)}, {_figure(found.high)}]")
            for name, found in ((kappa, each.kappa), (named["alpha"], each.alpha))
        ),
        (named["disagreements"], f"{len(each.differing)}, {len(each.open)} open: {' '.join(each.open)}"),
    ]
    size, agreed, beyond = each.machine
    rows.append((named["machine"], f"{size}: {_figure(agreed)}, {named['kappa']} {_figure(beyond)}"))
    table((words.word("facet", facet), ""), rows)
    for first, second, counts in each.tables:
        answers = sorted({code for pair in counts for code in pair})
        heads = (f"{first} \\ {second}", *(_shown(code, facet) for code in answers))
        cells = ((_shown(a, facet), *(counts.get((a, b), 0) for b in answers)) for a in answers)
        table(heads, cells, title=named["table"])
    by_code = (
        (words.word(facet, one.code), one.given, _figure(one.agreement), _figure(one.kappa), _figure(one.alpha))
        for one in each.codes
    )
    table((named["code"], named["units"], named["agreement"], kappa, named["alpha"]), by_code)


def _shown(answer: str, facet: str) -> str:
    words = load_words()
    codes = [] if answer == "-" else answer.split()
    return words.coding["between"].join(words.word(facet, code) for code in codes) or words.coding["none"]


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
