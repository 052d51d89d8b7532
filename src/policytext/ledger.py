"""A table of documents that the analyst keeps, Excel or CSV, imported as decisions on documents.

Every row is checked before anything is written.  A row belongs to the document
whose path ends with the name in it, or whose content has its hash.  What a
ledger says counts as said by one person, who bears its file's name: importing
it again says only what has changed.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from sqlalchemy import select

from policytext.decide import Desk, document_decision, keep
from policytext.errors import DecisionError, LedgerError
from policytext.knowledge.schema.ledger import Ledger
from policytext.store import listed
from policytext.store.database import reading
from policytext.store.decision import FACTS, Value, Values, checked
from policytext.store.fold import fold
from policytext.store.schema import contents, revisions, sightings
from policytext.store.sightings import CURRENT, OPEN

HEADER_ROWS = 10
"""The header stands in one of the first rows; a title may be above it."""

EARLIEST = 1949
SHORTEST_HASH = 8

Cells = Sequence[object]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, counted from 1 as programs show it."""

    row: int
    reason: str


@dataclass(slots=True)
class Imported:
    """What came of a ledger.

    Args:
        rows: that are not blank.
        matched: rows that are about one document.
        decisions: made of them; the others say what was said before.
        ignored: headers that mean nothing here.
        problems: rows that cannot be, and why; unless they were to be skipped, nothing was imported.
        unmatched: rows about no document of the database, or about several.
        applied: whether the import was made.
    """

    rows: int = 0
    matched: int = 0
    decisions: int = 0
    ignored: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    unmatched: list[Problem] = field(default_factory=list)
    applied: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """The current documents: how each can be named."""

    paths: tuple[tuple[str, int], ...]
    hashes: tuple[tuple[str, int], ...]


def import_ledger(desk: Desk, path: Path, ledger: Ledger, *, skip_bad: bool = False) -> Imported:
    """Say of each document what its row in a ledger says.

    Args:
        desk: where decisions are made; its `who` is taken for who keeps the ledger.
        path: an .xlsx or .csv file.
        ledger: headers, dates and grades.
        skip_bad: whether to import the other rows where some are bad.

    Raises:
        LedgerError: the file cannot be read, or its headers are not those of a ledger.
    """
    header, columns, table = _table(path, ledger)
    result = Imported(ignored=tuple(_ignored(table[header], columns)))
    rows = {number + 1: cells for number, cells in enumerate(table) if number > header and any(map(_filled, cells))}
    result.rows = len(rows)
    known = _known(desk)
    wanted: dict[int, list[tuple[int, Values]]] = defaultdict(list)
    for number, cells in rows.items():
        given = {name: cells[column] for name, column in columns.items() if column < len(cells)}
        try:
            facts = _facts(given, ledger, desk)
            matches = _matches(given, known)
        except DecisionError as error:
            result.problems.append(Problem(number, str(error)))
            continue
        if len(matches) == 1:
            wanted[matches[0]].append((number, facts))
        else:
            result.unmatched.append(Problem(number, _why_unmatched(given, matches)))
    result.problems += _twice(wanted)
    result.problems.sort(key=lambda problem: problem.row)
    bad = {problem.row for problem in result.problems}
    good = {document: rows[0] for document, rows in wanted.items() if not bad & {number for number, _ in rows}}
    result.matched = len(good)
    if not result.problems or skip_bad:
        result.decisions = _decide(desk, good)
        result.applied = True
    return result


def _decide(desk: Desk, rows: Mapping[int, tuple[int, Values]]) -> int:
    """Decide what the ledger did not say before; how many decisions."""
    said = _said(desk)
    made = []
    with reading(desk.engine) as connection:
        for document, (number, facts) in sorted(rows.items()):
            first = document_decision(desk, connection, str(document), facts)
            before = said.get(first.document, {})
            news = {name: value for name, value in facts.items() if name not in before or before[name] != value}
            if news:
                made.append(replace(first, value=news, why=desk.why or f"row {number}"))
    keep(desk, made)
    return len(made)


def _said(desk: Desk) -> dict[str, Values]:
    """What this ledger said last of each document, by its key; also where somebody took it back."""
    said: dict[str, Values] = defaultdict(dict)
    for each in listed(desk.engine):
        if each.decision.who == desk.who and each.decision.kind == "document":
            said[each.decision.document] |= each.decision.value
    return said


def _table(path: Path, ledger: Ledger) -> tuple[int, dict[str, int], list[Cells]]:
    """Index of the header row, column by field, and all rows.

    Raises:
        LedgerError: no sheet has a header of a ledger, or one field stands in two columns.
    """
    names = {_bare(word): name for name, words in ledger.headers.items() for word in words}
    seen: list[str] = []
    for sheet in _sheets(path):
        for number, cells in enumerate(sheet[:HEADER_ROWS]):
            found = [(names[_bare(cell)], at) for at, cell in enumerate(cells) if _bare(cell) in names]
            columns = dict(reversed(found))
            if {"file", "sha256"} & set(columns) and len(found) > 1:
                _check_once(path, [name for name, _ in found])
                return number, columns, sheet
        seen += [str(cell) for cell in (sheet or [()])[0] if _filled(cell)]
    raise LedgerError(
        f"{path}: no row with headers was found: one of {', '.join(ledger.headers['file'][:3])} …, and one of "
        f"{', '.join(words[0] for name, words in ledger.headers.items() if name != 'file')}; "
        f"it begins with {', '.join(seen[:8]) or 'nothing'}"
    )


def _check_once(path: Path, names: list[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise LedgerError(f"{path}: two columns are both {twice[0]}")


def _sheets(path: Path) -> Iterator[list[Cells]]:
    """The rows of each sheet.

    Raises:
        LedgerError: the file cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LedgerError(f"{path}: {error.strerror}") from error
    ending = path.suffix.lower()
    if ending == ".xlsx":
        yield from _workbook(path, data)
    elif ending in {".csv", ".txt", ".tsv"}:
        yield _lines(path, data)
    else:
        raise LedgerError(f"{path}: a ledger is an .xlsx or .csv file; save it as one of these")


def _workbook(path: Path, data: bytes) -> Iterator[list[Cells]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            yield [tuple(row) for row in sheet.iter_rows(values_only=True)]
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as error:
        raise LedgerError(f"{path}: not an Excel workbook, or damaged: {error}") from error


def _lines(path: Path, data: bytes) -> list[Cells]:
    """The rows of a CSV file in UTF-8, UTF-16 with its mark, or gb18030."""
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.partition("\n")[0]
        delimiter = max(",\t;", key=first.count)
        try:
            return [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
        except csv.Error as error:
            raise LedgerError(f"{path}: not a CSV file: {error}") from error
    raise LedgerError(f"{path}: neither UTF-8 nor gb18030; save it as CSV UTF-8")


def _ignored(header: Cells, columns: Mapping[str, int]) -> Iterator[str]:
    taken = set(columns.values())
    return (str(cell).strip() for at, cell in enumerate(header) if _filled(cell) and at not in taken)


def _filled(cell: object) -> bool:
    return cell is not None and bool(str(cell).strip())


def _bare(cell: object) -> str:
    """A header as it is compared."""
    return re.sub(r"\(.*\)$", "", fold(str(cell))) if _filled(cell) else ""


def _text(cell: object, ledger: Ledger) -> str:
    """A cell as text; empty where it says that nothing is known."""
    text = "" if cell is None else str(cell).strip()
    return "" if fold(text) in {fold(word) for word in ledger.empty} else text


def _facts(given: Mapping[str, object], ledger: Ledger, desk: Desk) -> Values:
    """What a row says of its document; blank cells say nothing.

    Raises:
        DecisionError: a cell cannot be so; it names the header.
    """
    facts: dict[str, str] = {}
    for name, cell in given.items():
        if name in FACTS and (text := _text(cell, ledger)):
            read = _READ.get(name)
            facts[name] = read(cell, text, ledger, desk) if read else text
    return checked(facts, FACTS) if facts else {}


def _year(cell: object, text: str, ledger: Ledger, desk: Desk) -> str:
    found = re.fullmatch(ledger.year, str(cell.year) if isinstance(cell, datetime | date) else text)
    if not found or not EARLIEST <= int(found["year"]) <= desk.when.year:
        raise DecisionError(f"year: {text!r} is no year from {EARLIEST} to {desk.when.year}")
    return found["year"]


def _day(cell: object, text: str, ledger: Ledger, desk: Desk) -> str:
    day = cell.date() if isinstance(cell, datetime) else cell if isinstance(cell, date) else _written_day(text, ledger)
    if day is None or not day.year >= EARLIEST or day > desk.when.date():
        raise DecisionError(f"collected: {text!r} is no day up to {desk.when.date().isoformat()}")
    return day.isoformat()


def _written_day(text: str, ledger: Ledger) -> date | None:
    for pattern in ledger.dates:
        if found := re.fullmatch(pattern, unicodedata.normalize("NFKC", text)):
            try:
                return date(*(int(found[name]) for name in ("year", "month", "day")))
            except ValueError:
                return None
    return None


def _grade(_cell: object, text: str, ledger: Ledger, desk: Desk) -> str:
    words = {word: code for code, word in desk.display.values["source_grade"].items()}
    words |= {code: code for code in desk.display.values["source_grade"]}
    words |= {word: code for code, several in ledger.grades.items() for word in several}
    code = {fold(word): code for word, code in words.items()}.get(fold(text))
    if code is None:
        raise DecisionError(f"source_grade: {text!r} is no grade; there are {', '.join(words)}")
    return code


_READ: Mapping[str, Callable[[object, str, Ledger, Desk], str]] = {
    "year": _year,
    "collected": _day,
    "source_grade": _grade,
}


def _known(desk: Desk) -> _Known:
    """Every name and hash of the current documents."""
    seen = select(sightings.c.path, sightings.c.document_id).where(OPEN)
    held = select(contents.c.sha256, revisions.c.document_id).join_from(revisions, contents).where(CURRENT)
    with reading(desk.engine) as connection:
        current = set(connection.scalars(select(revisions.c.document_id).where(CURRENT)))
        paths = sorted((_path(path), document) for path, document in connection.execute(seen) if document in current)
        hashes = sorted((sha256, document) for sha256, document in connection.execute(held))
    return _Known(tuple(paths), tuple(hashes))


def _path(text: str) -> str:
    """A path as it is compared: slashes one way, no matter how a system writes characters or their case."""
    return "/" + unicodedata.normalize("NFC", text).replace("\\", "/").strip("/").casefold()


def _matches(given: Mapping[str, object], known: _Known) -> list[int]:
    """The documents that a row is about, by hash and by name.

    Raises:
        DecisionError: it names none, or its name and hash are of different documents.
    """
    name, sha256 = (str(given.get(part) or "").strip() for part in ("file", "sha256"))
    if not name and not sha256:
        raise DecisionError("the row names no file")
    if sha256 and not re.fullmatch(rf"[0-9a-fA-F]{{{SHORTEST_HASH},64}}", sha256):
        raise DecisionError(f"sha256: {sha256!r} is no sha256")
    by_hash = _distinct(document for each, document in known.hashes if sha256 and each.startswith(sha256.lower()))
    by_name = _named(name, known) if name else []
    if by_hash and by_name and not set(by_hash) & set(by_name):
        raise DecisionError(f"{name} is document {_listing(by_name)}, but its sha256 is that of {_listing(by_hash)}")
    return by_hash or by_name


def _named(name: str, known: _Known) -> list[int]:
    """The documents at paths that end so; without its ending, where nothing has the name as it is."""
    wanted = _path(name)
    exact = _distinct(document for path, document in known.paths if path.endswith(wanted))
    return exact or _distinct(document for path, document in known.paths if path.rpartition(".")[0].endswith(wanted))


def _distinct(documents: Iterable[int]) -> list[int]:
    return sorted(set(documents))


def _listing(documents: Iterable[Value | int]) -> str:
    return ", ".join(map(str, documents))


def _why_unmatched(given: Mapping[str, Any], matches: Sequence[int]) -> str:
    name = str(given.get("file") or given.get("sha256"))
    if matches:
        return f"{name} may be documents {_listing(matches)}: write more of the path, or the sha256"
    return f"{name} is no document of the database"


def _twice(wanted: Mapping[int, Sequence[tuple[int, Values]]]) -> list[Problem]:
    """A problem for each row about a document that another row is about too."""
    return [
        Problem(number, f"the same file stands in rows {_listing(other for other, _ in rows)}")
        for _, rows in sorted(wanted.items())
        if len(rows) > 1
        for number, _ in rows
    ]
