"""Coding sheets as Excel: written for one coder, who sees neither the machine nor other coders, and read back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from xlsxwriter.exceptions import XlsxWriterException

from policytext.coding.keeping import Answer, Found, Item
from policytext.coding.sampling import Codes
from policytext.errors import CodingError, QueryError
from policytext.knowledge.schema.classify import Taxonomy
from policytext.knowledge.schema.display import Display

MADE = datetime(1980, 1, 1)  # noqa: DTZ001 - the same sample gives the same file
HEADER_ROWS = 10
WIDTHS = {"item": 14, "document": 24, "text": 90, "remark": 24}
CELL_CHARACTERS = 32_767
_PARTED = re.compile(r"[\u3001\uff0c,;\uff1b/\s]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, counted from 1 as programs show it."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands in a sheet that came back.

    Args:
        answers: what its cells say; blank ones say nothing.
        blank: cells without a code.
        problems: rows that cannot be, and why.
    """

    answers: tuple[Answer, ...]
    blank: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """What sheets are made with and read by.

    Args:
        words: headers, and words for codes.
        taxonomy: definitions, and which facets have exactly one code.
        facets: to code.
    """

    words: Display
    taxonomy: Taxonomy
    facets: tuple[str, ...] = ()

    def several(self, facet: str) -> bool:
        """Whether a section may have several codes of a facet, or none."""
        return facet in self.taxonomy.topics


def write_sheet(
    target: Path, items: Sequence[Item], found: Mapping[str, Found], form: Form, said: Sequence[str] = ()
) -> None:
    """Write a sheet with a row for each item, one with instructions and one with what the codes mean.

    Args:
        target: the file; one that is there is replaced.
        items: of a sample.
        found: where they are; items without are left out.
        form: what it is made with.
        said: people whose codes are shown beside, for adjudication only; nobody's else.

    Raises:
        CodingError: the file cannot be written.
    """
    try:
        with xlsxwriter.Workbook(str(target)) as book:
            book.set_properties({"created": MADE})
            _write_items(book, [item for item in items if item.id in found], found, form, said)
            _write_instructions(book, form)
            _write_definitions(book, form)
    except (XlsxWriterException, OSError) as error:
        raise CodingError(f"{target}: it cannot be written: {error}") from error


def _write_items(
    book: Any,  # noqa: ANN401 - xlsxwriter has no types
    items: Sequence[Item],
    found: Mapping[str, Found],
    form: Form,
    said: Sequence[str],
) -> None:
    words, facets = form.words, form.facets
    sheet, wrapped = _sheet(book, words.coding["sheet"])
    beside = [(facet, who) for facet in facets for who in said]
    heads = [words.coding[name] for name in ("item", "document", "text")]
    heads += [f"{words.word('facet', facet)} ({who})" for facet, who in beside]
    heads += [words.word("facet", facet) for facet in facets] + [words.coding["remark"]]
    _header(book, sheet, heads)
    for column, width in enumerate([WIDTHS[name] for name in ("item", "document", "text")]):
        sheet.set_column(column, column, width, wrapped)
    sheet.set_column(3, len(heads) - 1, WIDTHS["remark"], wrapped)
    first = 3 + len(beside)
    for row, item in enumerate(items, start=1):
        cells = [item.id, item.drawn.name, found[item.id].text]
        cells += [shown(item.said.get(facet, {}).get(who), facet, words) for facet, who in beside]
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell[:CELL_CHARACTERS])
    for column, facet in enumerate(facets, start=first):
        if items and not form.several(facet):  # one code only: offered as a list
            choices = [words.word(facet, code) for code in form.taxonomy.facets[facet].codes]
            sheet.data_validation(1, column, len(items), column, {"validate": "list", "source": choices})


def _write_instructions(book: Any, form: Form) -> None:  # noqa: ANN401 - as above
    words = form.words
    sheet, wrapped = _sheet(book, words.coding["instructions"])
    sheet.set_column(0, 0, WIDTHS["text"], wrapped)
    lines = [words.coding[name] for name in ("blind", "blank", "ids")]
    lines += [f"{words.word('facet', facet)}: {_how(form, facet)}" for facet in form.facets]
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line)


def _how(form: Form, facet: str) -> str:
    return form.words.coding["several" if form.several(facet) else "single"]


def _write_definitions(book: Any, form: Form) -> None:  # noqa: ANN401 - as above
    words, taxonomy = form.words, form.taxonomy
    sheet, wrapped = _sheet(book, words.coding["definitions"])
    _header(book, sheet, [words.coding[name] for name in ("facet", "name", "code", "english", "definition")])
    sheet.set_column(0, 3, WIDTHS["document"], wrapped)
    sheet.set_column(4, 4, WIDTHS["text"], wrapped)
    row = 0
    for facet in form.facets:
        for code, meant in taxonomy.facets[facet].codes.items():
            row += 1
            for column, cell in enumerate([taxonomy.facets[facet].zh, meant.zh, code, meant.en, meant.definition]):
                sheet.write_string(row, column, cell)


def _sheet(book: Any, title: str) -> tuple[Any, Any]:  # noqa: ANN401 - as above
    return book.add_worksheet(title), book.add_format({"text_wrap": True, "valign": "top"})


def _header(book: Any, sheet: Any, heads: Sequence[str]) -> None:  # noqa: ANN401 - as above
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)


def shown(codes: Codes | None, facet: str, words: Display) -> str:
    """Codes as coders write them: words, the word for none, or nothing where nobody said anything."""
    if codes is None:
        return ""
    return words.coding["between"].join(words.word(facet, code) for code in codes) or words.coding["none"]


def read_sheet(path: Path, known: Mapping[str, Item], form: Form) -> Sheet:
    """What a filled sheet says.

    Args:
        path: an Excel workbook whose first sheet was written by `write_sheet`.
        known: items by id.
        form: what it was made with; its header tells the facets.

    Raises:
        CodingError: it is no workbook, or its first sheet has no column of ids or none to code.
    """
    rows = _rows(path)
    at, columns = _columns(path, rows, form.words)
    facets = {facet: column for facet, column in columns.items() if facet != "item"}
    answers: list[Answer] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    blank = 0
    for number, row in enumerate(rows[at + 1 :], start=at + 2):
        item = _cell(row, columns["item"])
        if not item:
            if any(_cell(row, column) for column in facets.values()):
                problems.append(Problem(number, "it has codes but no id"))
            continue
        if (wrong := _misplaced(item, known, facets)) or item in seen:
            problems.append(Problem(number, wrong or f"item {item} stands in row {seen[item]} already"))
            continue
        seen[item] = number
        for facet, column in facets.items():
            text = _cell(row, column)
            blank += not text
            try:
                answers += [Answer(item, facet, parse_codes(text, facet, form))] if text else []
            except (CodingError, QueryError) as error:
                problems.append(Problem(number, f"{form.words.word('facet', facet)}: {error}"))
    return Sheet(tuple(answers), blank, tuple(problems))


def _misplaced(item: str, known: Mapping[str, Item], facets: Iterable[str]) -> str:
    """What is wrong with an id, or nothing."""
    if item not in known:
        return f"there is no item {item!r} in any sample"
    other = next((facet for facet in facets if facet not in known[item].facets), None)
    return f"item {item} was not drawn for {other}" if other else ""


def parse_codes(text: str, facet: str, form: Form) -> Codes:
    """The codes that a cell names, by themselves or by their words.

    Raises:
        CodingError: several where there is one, or none where there must be one.
        QueryError: a word names no code.
    """
    words, several = form.words, form.several(facet)
    if text == words.coding["none"]:
        if not several:
            raise CodingError(f"{text!r}: a section has exactly one code here")
        return ()
    codes = {words.code(facet, part) for part in _PARTED.split(text) if part}
    if not several and len(codes) != 1:
        raise CodingError(f"{text!r}: a section has exactly one code here")
    return tuple(sorted(codes))


def _rows(path: Path) -> list[tuple[object, ...]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            return [tuple(row) for row in book.worksheets[0].iter_rows(values_only=True)]
        finally:
            book.close()
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError, IndexError) as error:
        raise CodingError(f"{path}: not an Excel workbook, or damaged: {error}") from error


def _columns(path: Path, rows: Sequence[Sequence[object]], words: Display) -> tuple[int, dict[str, int]]:
    """The row of the header, and the column of the ids and of each facet."""
    facets = {word: facet for facet, word in words.values["facet"].items()}
    for at, row in enumerate(rows[:HEADER_ROWS]):
        heads = [str(cell).strip() if cell is not None else "" for cell in row]
        if words.coding["item"] in heads:
            found = {facets[head]: column for column, head in enumerate(heads) if head in facets}
            if found:
                return at, {"item": heads.index(words.coding["item"]), **found}
    raise CodingError(f"{path}: its first sheet has no column {words.coding['item']} with one to code beside it")


def _cell(row: Sequence[object], column: int) -> str:
    cell = row[column] if column < len(row) else None
    return "" if cell is None else str(cell).strip()


def everybody(items: Iterable[Item]) -> list[str]:
    """Every coder of some items, by name."""
    return sorted({who for item in items for said in item.said.values() for who in said})


def disputed(items: Iterable[Item], facets: Sequence[str]) -> Iterator[Item]:
    """Items on which coders differ in one of the facets, and which nobody has adjudicated."""
    for item in items:
        if any(item.differ(facet) and facet not in item.adjudicated for facet in facets):
            yield item
