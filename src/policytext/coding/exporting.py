"""Samples as a file, with what every coder says, what was adjudicated, what counts, and what the machine says."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from policytext.coding.keeping import Found, Item
from policytext.coding.sheets import CELL_CHARACTERS, MADE, Form, everybody, shown
from policytext.errors import CodingError
from policytext.store.export import FORMULA

FORMATS = ("xlsx", "csv", "jsonl")

Record = dict[str, Any]


def records(items: Sequence[Item], found: Mapping[str, Found], facets: Sequence[str]) -> Iterator[Record]:
    """A record for each item and facet, with codes as stored; what nobody said is None.

    `final` is what was adjudicated, or what two coders or more agree on.
    """
    for item in items:
        at = found.get(item.id)
        for facet in item.facets:
            if facet in facets:
                final = item.final(facet)
                yield {
                    "sample": item.sample,
                    "item": item.id,
                    "name": item.drawn.name,
                    "document": item.drawn.document,
                    "start": at.span.start if at else None,
                    "end": at.span.end if at else None,
                    "facet": facet,
                    "coders": {who: list(codes) for who, codes in sorted(item.said.get(facet, {}).items())},
                    "adjudicated": list(item.adjudicated[facet]) if facet in item.adjudicated else None,
                    "adjudicator": item.adjudicator.get(facet),
                    "final": None if final is None else list(final),
                    "machine": list(at.machine.get(facet, ())) if at else None,
                    "strength": at.strength.get(facet) if at else None,
                    "text": at.text if at else None,
                }


def export_codes(target: Path, format: str, items: Sequence[Item], found: Mapping[str, Found], form: Form) -> int:  # noqa: A002 - the word users type
    """Write every item with what was said of it; how many rows.

    Args:
        target: the file; one that is there is replaced when the new one is whole.
        format: `xlsx`, `csv` or `jsonl`.
        items: of one sample or several.
        found: where they are, with the machine's labels.
        form: words, and which facets to write.

    Raises:
        CodingError: there is no such format, or the file cannot be written.
    """
    if format not in FORMATS:
        raise CodingError(f"{format!r} is no format of export; there are {', '.join(FORMATS)}")
    made = list(records(items, found, form.facets))
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if format == "jsonl":
            lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in made)
            part.write_text("".join(lines), "utf-8", newline="\n")
        else:
            _grid(part, format, [_header(items, form), *(_cells(record, items, form) for record in made)])
        part.replace(target)
    except (OSError, XlsxWriterException) as error:
        raise CodingError(f"{target}: it cannot be written: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return len(made)


def _header(items: Sequence[Item], form: Form) -> list[str]:
    words = form.words.coding
    first = [words[name] for name in ("sample", "item", "document", "start", "end", "facet")]
    last = [words[name] for name in ("adjudicated", "final", "machine", "band", "text")]
    return [*first, *everybody(items), *last]


def _cells(record: Record, items: Sequence[Item], form: Form) -> list[str | int]:
    facet, words = record["facet"], form.words

    def word(codes: list[str] | None) -> str:
        return shown(None if codes is None else tuple(codes), facet, words)

    first = [record["sample"], record["item"], record["name"], _offset(record["start"]), _offset(record["end"])]
    said = [word(record["coders"].get(who)) for who in everybody(items)]
    band = "" if record["strength"] is None else words.band(record["strength"])
    last = [word(record[name]) for name in ("adjudicated", "final", "machine")]
    return [*first, words.word("facet", facet), *said, *last, band, record["text"] or ""]


def _offset(offset: int | None) -> str | int:
    return "" if offset is None else offset


def _grid(part: Path, format: str, rows: Sequence[Sequence[str | int]]) -> None:  # noqa: A002 - as above
    """Rows as a workbook, or as CSV that Excel opens; no text is ever a formula."""
    if format == "csv":
        with part.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerows([[f"'{c}" if str(c).startswith(FORMULA) else c for c in row] for row in rows])
        return
    with xlsxwriter.Workbook(str(part)) as book:
        book.set_properties({"created": MADE})
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(at, column, cell[:CELL_CHARACTERS])
                else:
                    sheet.write_number(at, column, cell)
