"""The whole database as a file: Excel, CSV or JSON lines.

Files are written beside their target and put in its place when whole.  Rows
are streamed, in the order of documents and of their text; the same database
gives the same CSV and JSON lines, byte for byte.

Text is never read as a formula.  In Excel every text is written as a string;
in CSV a text that begins with one of `= + - @ '`, a tab or a carriage return
gets an apostrophe before it, which a reader of the file takes off again.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Connection, Engine

from policytext.errors import QueryError, StoreError
from policytext.knowledge.schema.display import Display
from policytext.store.database import file_of, reading
from policytext.store.figures import FigureQuery
from policytext.store.listing import EVERY_FIGURE, Record, document_records, figure_records, shown

_FORMULA = ("=", "+", "-", "@", "'", "\t", "\r")


def export_rows(
    engine: Engine,
    target: Path,
    format: str,  # noqa: A002 - the word users type
    display: Display,
    query: FigureQuery = EVERY_FIGURE,
) -> int:
    """Write every number of every current document to a file; how many.

    CSV holds the numbers; JSON lines the documents, then the numbers, each
    line with its `record`, codes as stored; Excel a sheet for each kind and
    one of documents.

    Args:
        engine: the database.
        target: the file; one that is there is replaced.
        format: `xlsx`, `csv` or `jsonl`.
        display: headers, and words for codes.
        query: which numbers; of its filters `batch` holds for documents too, and its limit does not count.

    Raises:
        QueryError: there is no such format.
        StoreError: the database cannot be read, the file not be written, or
            the file is the database.
    """
    if format not in WRITERS:
        raise QueryError(f"{format!r} is no format of export; there are {', '.join(WRITERS)}")
    if target.resolve() in {Path(file_of(engine) + ending).resolve() for ending in ("", "-wal", "-shm")}:
        raise StoreError(f"{target}: this is the database; name another file")
    with _whole(target) as part, reading(engine) as connection:
        return WRITERS[format](connection, part, display, query)


def _csv(connection: Connection, target: Path, display: Display, query: FigureQuery) -> int:
    """Numbers with headers and words for codes; UTF-8 with BOM and CRLF, as Excel wants it."""
    written = 0
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(display.columns.values())
        for written, record in enumerate(figure_records(connection, query=query), start=1):  # noqa: B007 - the count is what is left
            writer.writerow([_csv_cell(shown(record, column, display)) for column in display.columns])
    return written


def _csv_cell(value: str | int | Decimal | None) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return "" if value is None else _exact(value)


def _exact(value: float | Decimal) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _jsonl(connection: Connection, target: Path, display: Display, query: FigureQuery) -> int:
    """Documents, then numbers, with codes and exact values as texts."""
    del display
    written = 0
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for record in document_records(connection, query.batch):
            file.write(_line({"record": "document", **record}))
        for written, record in enumerate(figure_records(connection, query=query), start=1):  # noqa: B007 - the count is what is left
            file.write(_line({"record": "figure", **record}))
    return written


def _line(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False, default=_exact) + "\n"


def _xlsx(connection: Connection, target: Path, display: Display, query: FigureQuery) -> int:
    from policytext.store.workbook import write_workbook

    return write_workbook(connection, target, display, query)


WRITERS: dict[str, Callable[[Connection, Path, Display, FigureQuery], int]] = {
    "xlsx": _xlsx,
    "csv": _csv,
    "jsonl": _jsonl,
}


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """A file beside the target that takes its place when the block ends well, and vanishes when it does not.

    Raises:
        StoreError: the folder or file cannot be written to.
    """
    try:
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            part.touch()
            yield part
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{target}: it cannot be written: {error.strerror or error}") from error
