"""What commands print: results on standard output; progress, failures and errors on standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from policytext.knowledge.schema.display import Display
    from policytext.settings import Settings

Paths = Annotated[
    list[Path],  # not `readable`: a path that cannot be read is one failure, and the others go on
    typer.Argument(metavar="PATH...", help="Files, and folders to search.", show_default=False, readable=False),
]

_NAMED: ContextVar[str | None] = ContextVar("database", default=None)
"""The database that the command under way names."""

_WORDS: ContextVar[Display | None] = ContextVar("words", default=None)


def name_database(database: str | None) -> str | None:
    """Note which database a command names, whose tables give the words."""
    _NAMED.set(database)
    _WORDS.set(None)
    return database


Database = Annotated[
    str | None,
    typer.Option(
        help="SQLAlchemy URL or file of the database; the setting database_url if not given.", callback=name_database
    ),
]

WIDTH = 160
"""Columns where the output is no terminal: tables in a file or a pipe are not squeezed."""


def use_utf8() -> None:
    """UTF-8 on all three streams, whatever the locale or the system's code page says."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def out() -> Console:
    """The console of standard output; text is shown as it is, nothing in it is markup."""
    return _console(stderr=False)


def err() -> Console:
    """The console of standard error."""
    return _console(stderr=True)


def warn(message: str) -> None:
    """One red line on standard error."""
    err().print(Text(message, style="red"), soft_wrap=True)


def print_json(record: Any) -> None:  # noqa: ANN401 - any JSON
    """One line of JSON on standard output."""
    sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")


def table(columns: Iterable[str], rows: Iterable[Iterable[object]], title: str | None = None) -> None:
    """Print a table on standard output; None is an empty cell."""
    grid = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        grid.add_column(column, overflow="fold")
    for row in rows:
        grid.add_row(*("" if cell is None else str(cell) for cell in row))
    out().print(grid)


def settings_with(database: str | None) -> Settings:
    """The settings in force, with another database where one is named; with a release go the tables it was made by."""
    from policytext.settings import load_settings
    from policytext.store.seal import tables_of

    settings = load_settings()
    if database is not None:
        settings = settings.model_copy(update={"database_url": database_url(database)})
    return settings.model_copy(update={"knowledge": tables_of(settings.database_url, settings.knowledge)})


def database_url(database: str) -> str:
    """The SQLAlchemy URL of a database that is named by it, or by its file."""
    return database if "://" in database else f"sqlite:///{database}"


def load_words() -> Display:
    """The words that analysts see: those of the tables that go with the database that the command names."""
    found = _WORDS.get()
    if found is None:
        _WORDS.set(found := _words(settings_with(_NAMED.get()).knowledge))
    return found


@lru_cache(maxsize=2)
def _words(tables: Path | None) -> Display:
    from policytext.knowledge.load import load_display

    return load_display(tables)


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """A bar on standard error, shown where that is a terminal; add a task to it."""
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=err(), transient=True, disable=not err().is_terminal) as bar:
        yield bar


class _Rate(ProgressColumn):
    """How many are done in a second."""

    def render(self, task: Task) -> Text:
        return Text("" if task.speed is None else f"{task.speed:.1f}/s")


@lru_cache(maxsize=2)
def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else WIDTH
    return Console(stderr=stderr, width=width, markup=False, highlight=False, emoji=False)
