"""The database as a file: Excel, CSV, JSON lines, Parquet, Stata or BibTeX.

Files are written beside their target and put in its place when whole.  Rows
are streamed, in the order of documents and of their text; the same database
gives the same file, byte for byte.

Text is never read as a formula.  In Excel every text is written as a string;
in CSV a text that begins with one of `= + - @ '`, a tab or a carriage return
gets an apostrophe before it, which a reader of the file takes off again.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import get_args

from sqlalchemy import Connection, Engine, func, select

from policytext.errors import QueryError, StoreError
from policytext.knowledge.schema.display import Display
from policytext.model import Kind
from policytext.store.confidential import confidential_documents, hider
from policytext.store.database import file_of, reading
from policytext.store.figures import FigureQuery
from policytext.store.listing import EVERY_FIGURE, Record, cited_figures, document_records
from policytext.store.panel import panel_table
from policytext.store.schema import runs
from policytext.store.stata import with_exact, write_stata
from policytext.store.tables import Cell, Cells, Table, codebook_table, document_table, exact, figure_table, with_titles

FORMULA = ("=", "+", "-", "@", "'", "\t", "\r")
"""Beginnings of texts that a program may take for a formula, and of those that got an apostrophe for it."""

STREAM_KILOBYTES = 2_048
"""Memory for pages of SQLite while everything is read once."""

PERSONAL = ("quote", "surface", "reading", "title", "citation", "bibtex", "indicator", "scope", "name", "paths")
"""Columns in which numbers that tell a person are hidden."""


@dataclass(frozen=True, slots=True)
class Order:
    """What an export is to hold.

    Args:
        display: headers, and words for codes.
        query: which numbers; of its filters `batch` holds for documents too, and its limit does not count.
        table: one of TABLES; None for what the format holds of itself.
        internal: whether documents marked as internal are in it.
        personal: whether numbers that tell a person are shown in quotes and titles.
        tables: folder of the analyst's own tables, which name canonical indicators of theirs.
    """

    display: Display
    query: FigureQuery = EVERY_FIGURE
    table: str | None = None
    internal: bool = False
    personal: bool = False
    tables: Path | None = None


TABLES: dict[str, Callable[[Connection, Order], Table]] = {
    "figures": lambda connection, order: figure_table(connection, order.display, order.query),
    "documents": lambda connection, order: document_table(connection, order.display, order.query),
    "panel": lambda connection, order: panel_table(connection, order.display, order.query, order.tables),
    "codebook": lambda _, order: codebook_table(order.display),
}
"""What can be exported by itself."""


def export_rows(engine: Engine, target: Path, format: str, order: Order) -> int:  # noqa: A002 - the word users type
    """Write every number of every current document, or another table, to a file; how many rows.

    Of itself, Excel holds a sheet for each kind of number, one of documents
    and the codebook; JSON lines the documents, then the numbers, each line
    with its `record`, codes as stored; CSV, Parquet and Stata the numbers;
    BibTeX the documents.

    Args:
        engine: the database.
        target: the file; one that is there is replaced.
        format: one of WRITERS.
        order: what it is to hold.

    Raises:
        QueryError: there is no such format or table, or the format cannot hold the table.
        StoreError: the database cannot be read, the file not be written, the
            file is the database, or a library is not installed.
    """
    if format not in WRITERS:
        raise QueryError(f"{format!r} is no format of export; there are {', '.join(WRITERS)}")
    if order.table is not None and (order.table not in TABLES or format in WHOLE_ONLY):
        raise QueryError(f"{order.table!r} is not exported as {format}; there are the tables {', '.join(TABLES)}")
    if target.resolve() in {Path(file_of(engine) + ending).resolve() for ending in ("", "-wal", "-shm")}:
        raise StoreError(f"{target}: this is the database; name another file")
    with whole_file(target) as part, _streaming(engine) as connection:
        return WRITERS[format](connection, part, _fit_to_leave(connection, _spoken(order)))


def _spoken(order: Order) -> Order:
    """An order whose words name canonical indicators too."""
    return replace(order, display=with_titles(order.display, order.tables))


def exported_figures(engine: Engine, order: Order) -> Iterator[Cells]:
    """The numbers as an export of the same order tells them, cell by cell.

    Raises:
        StoreError: the database cannot be read.
    """
    with _streaming(engine) as connection:
        yield from _table(connection, _fit_to_leave(connection, order)).rows()


@contextmanager
def _streaming(engine: Engine) -> Iterator[Connection]:
    """A transaction that reads everything once: it needs no pages of SQLite kept in memory."""
    with reading(engine) as connection:
        if engine.dialect.name != "sqlite":
            yield connection
            return
        kept = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
        connection.exec_driver_sql(f"PRAGMA cache_size = {-STREAM_KILOBYTES}")
        try:
            yield connection
        finally:
            connection.exec_driver_sql(f"PRAGMA cache_size = {kept}")


def _fit_to_leave(connection: Connection, order: Order) -> Order:
    """An order without the documents that are marked as internal, unless they are asked for."""
    if order.internal or order.table == "codebook":
        return order
    words = order.display.confidential
    inside = tuple(document for document, _ in confidential_documents(connection, words, personal=False))
    return replace(order, query=replace(order.query, without=(*order.query.without, *inside)))


def _table(connection: Connection, order: Order) -> Table:
    return _shown(TABLES[order.table or "figures"](connection, order), order)


def _shown(table: Table, order: Order) -> Table:
    """A table whose texts do not tell persons, unless that is asked for."""
    if table.name in {"panel", "codebook"}:
        return table
    return replace(table, rows=lambda: _hidden(table.rows(), order))


def _without_persons(record: Record, hide: Callable[[str], str]) -> Record:
    """A row with numbers of identity cards and mobile phones hidden in its longer texts."""
    for name in PERSONAL:
        if (text := record.get(name)) and isinstance(text, str):
            record[name] = hide(text)
    return record


def _csv(connection: Connection, target: Path, order: Order) -> int:
    """A table with headers and words for codes; UTF-8 with BOM and CRLF, as Excel wants it."""
    table = _table(connection, order)
    written = 0
    named = [(column.name, column.words or {}) for column in table.columns]
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(column.header for column in table.columns)
        for written, cells in enumerate(table.rows(), start=1):  # noqa: B007 - the count is what is left
            writer.writerow([_csv_cell(cells[name], words) for name, words in named])
    return written


def _csv_cell(value: Cell, words: Mapping[str, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        shown = words.get(value, value)
        return f"'{shown}" if shown.startswith(FORMULA) else shown
    return exact(value)


def _jsonl(connection: Connection, target: Path, order: Order) -> int:
    """Documents, then numbers, with codes and exact values as texts; or the rows of one table."""
    written = 0
    with target.open("w", encoding="utf-8", newline="\n") as file:
        if order.table is None:
            for record in _documents(connection, order):
                file.write(_line({"record": "document", **record}))
        for written, record in enumerate(_records(connection, order), start=1):  # noqa: B007 - the count is what is left
            file.write(_line(record))
    return written


def _records(connection: Connection, order: Order) -> Iterator[Record]:
    if order.table in {None, "figures"}:
        figures = cited_figures(connection, order.display, query=order.query)
        return ({"record": "figure", **record} for record in _hidden(figures, order))
    table = _table(connection, order)
    return ({"record": table.name, **cells} for cells in table.rows())


def _documents(connection: Connection, order: Order) -> Iterator[Record]:
    return _hidden(document_records(connection, order.display, order.query), order)


def _hidden(records: Iterator[Record], order: Order) -> Iterator[Record]:
    """Records that do not tell persons, unless that is asked for."""
    if order.personal:
        return records
    hide = hider(order.display.confidential)
    return (_without_persons(record, hide) for record in records)


def _line(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False, default=exact) + "\n"


def _xlsx(connection: Connection, target: Path, order: Order) -> int:
    from policytext.store.workbook import write_workbook

    display, query = order.display, order.query
    if order.table is None:
        tables = [figure_table(connection, display, query, kind) for kind in get_args(Kind)]
        numbers = len(tables)
        tables += [document_table(connection, display, query), codebook_table(display)]
    else:
        tables, numbers = [_table(connection, order)], 1
    titled = [(display.sheets.get(table.name, table.name), _shown(table, order)) for table in tables]
    return sum(write_workbook(titled, target, last_run(connection))[:numbers])


def last_run(connection: Connection) -> datetime:
    """When the last run began: the only time an export shows."""
    started = connection.scalar(select(func.max(runs.c.started)))
    return datetime.fromisoformat(started or "1980-01-01T00:00:00+00:00").replace(tzinfo=None)


def _parquet(connection: Connection, target: Path, order: Order) -> int:
    from policytext.store.parquet import write_parquet

    return write_parquet(_table(connection, order), target)


def _stata(connection: Connection, target: Path, order: Order) -> int:
    table = _table(connection, order)
    missing = order.display.values["missing"]
    return write_stata(table if table.name == "panel" else with_exact(table), target, missing)


def _bibtex(connection: Connection, target: Path, order: Order) -> int:
    """An entry for each document."""
    written = 0
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for written, record in enumerate(_documents(connection, order), start=1):  # noqa: B007 - the count is what is left
            file.write(record["bibtex"] + "\n")
    return written


WRITERS: dict[str, Callable[[Connection, Path, Order], int]] = {
    "xlsx": _xlsx,
    "csv": _csv,
    "jsonl": _jsonl,
    "parquet": _parquet,
    "dta": _stata,
    "bib": _bibtex,
}
WHOLE_ONLY = {"bib"}


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A file beside the target that takes its place when the block ends well, and vanishes when it does not.

    Raises:
        StoreError: the folder or file cannot be written to.
    """
    try:
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            part.touch()
            yield part
            _on_the_disk(part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        held = "; it may be open in another program" if isinstance(error, PermissionError) else ""
        raise StoreError(f"{target}: it cannot be written: {error.strerror or error}{held}") from error


def _on_the_disk(file: Path) -> None:
    """Wait until a file is on the disk: what takes the target's place is whole even if the power fails."""
    with file.open("rb+") as written:
        os.fsync(written.fileno())
