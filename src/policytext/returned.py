"""An export that comes back: which of its rows are as the database has them, and what somebody wrote into the others.

A number hangs on the text that it was read from, so no row is made from a
table alone.  What a person may decide of a number, and what was written into
such a column, can be taken over as decisions: all of it, or, where one row
cannot be, nothing.

Who changed a row the stamp tells that every exported row has: what a row says
no longer fits it where the table was changed, and fits it where the database
went on.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine

from policytext.decide import Desk, judged_decision, keep
from policytext.errors import DecisionError, StoreError
from policytext.knowledge.schema.display import Display
from policytext.store.database import reading
from policytext.store.decision import FIELDS, Decision
from policytext.store.export import Order, exported_figures
from policytext.store.figures import FigureQuery
from policytext.store.imports import OPTIONAL, read_rows
from policytext.store.listing import STAMPED, plainly, stamp
from policytext.store.tables import Cell, Cells, Column, figure_columns, with_titles

State = Literal["same", "edited", "outdated", "both", "beyond", "unknown", "missing"]
"""Of a row: as in the database; changed in the table; the database went on since; both; different in columns that
nobody decides on; not in the database; not in the table, though its document is."""

TOLD = 5
"""Rows that an error names."""

REVIEWED = {"accepted": "accept", "rejected": "reject"}
"""What can be said in the column of reviews."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not the same.

    Args:
        state: what became of it.
        where: in the file; empty for a row that is missing.
        row: as the file has it, or the database where the file has not.
        columns: those that differ, each with what the database and the file say.
    """

    state: State
    where: str
    row: Cells
    columns: tuple[tuple[Column, Cell, Cell], ...] = ()


@dataclass(slots=True)
class Comparison:
    """What a table that came back is against the database.

    Args:
        rows: of the table.
        same: of them, those that are as in the database.
        differences: the others, in the order of the table; then what is missing.
        elsewhere: numbers of documents that the table does not name.
    """

    rows: int = 0
    same: int = 0
    elsewhere: int = 0
    differences: list[Difference] = field(default_factory=list)

    def counts(self) -> dict[State, int]:
        """How many rows there are of each state that occurs, the same ones first."""
        return {"same": self.same, **Counter(each.state for each in self.differences)}


@dataclass(slots=True)
class _Known:
    """What is held of a row of the table while the database is gone through."""

    where: str
    digest: bytes
    stored: Cells | None = None


def compare_table(
    engine: Engine, display: Display, file: Path, *, personal: bool = False, tables: Path | None = None
) -> Comparison:
    """Compare an export with the database, row by row.

    Args:
        engine: the database.
        display: headers, and words for codes.
        file: an export of the numbers, in any format that can be read back.
        personal: whether it was exported with `personal`.
        tables: folder of the analyst's own tables.

    Raises:
        StoreError: a row is not one of an export, or two are the same number; it names the row.
    """
    rows, documents = _read(file, display, tables)
    found = Comparison(rows=len(rows))
    order = Order(display, FigureQuery(rejected="in"), internal=True, personal=personal)
    missing: list[Difference] = []
    for cells in exported_figures(engine, order):
        known = rows.get(str(cells["identity"]))
        if known is None:
            found.elsewhere += cells["document"] not in documents
            if cells["document"] in documents and cells["review"] != "rejected":
                missing.append(Difference("missing", "", cells))
        elif known.digest == _digest(cells):
            found.same += 1
            del rows[str(cells["identity"])]
        else:
            known.stored = cells
    if rows:
        found.differences.extend(_differences(file, with_titles(display, tables), rows, tables))
    found.differences.extend(missing)
    return found


def accept_table(desk: Desk, file: Path, found: Comparison) -> int:
    """Take what was written into a table over as decisions, all of it or nothing; how many there are.

    Args:
        desk: who decides.
        file: the table, for messages.
        found: what `compare_table` said of it.

    Raises:
        DecisionError: a row cannot be taken over; it names row and column, and nothing is kept.
    """
    made: list[Decision] = []
    wrong: list[str] = []
    with reading(desk.engine) as connection:
        for each in found.differences:
            try:
                if (said := _said(each)) is not None:
                    kind, fields = said
                    made.append(judged_decision(desk, connection, kind, str(each.row["identity"]), fields))  # type: ignore[arg-type]
            except DecisionError as error:
                wrong.append(f"{each.where}: {_headed(error, each)}")
    if wrong:
        more = f"; and {len(wrong) - TOLD} more" if len(wrong) > TOLD else ""
        raise DecisionError(f"{file}: nothing was taken over: {'; '.join(wrong[:TOLD])}{more}")
    keep(desk, made)
    return len(made)


def _read(file: Path, display: Display, tables: Path | None) -> tuple[dict[str, _Known], set[Cell]]:
    """The rows of a table by identity, and the documents that it names."""
    rows: dict[str, _Known] = {}
    documents: set[Cell] = set()
    for where, cells in read_rows(file, display, tables):
        identity = str(cells["identity"])
        if identity in rows:
            raise StoreError(f"{file}, {where}: the same number as {rows[identity].where}")
        rows[identity] = _Known(where, _digest(cells))
        documents.add(cells["document"])
    return rows, documents


def _differences(file: Path, display: Display, rows: dict[str, _Known], tables: Path | None) -> Iterator[Difference]:
    """The rows of a table that are not as in the database."""
    columns = [column for column in figure_columns(display) if column.name not in OPTIONAL]
    for where, cells in read_rows(file, display, tables):
        known = rows.get(str(cells["identity"]))
        if known is None:
            continue
        if known.stored is None:
            yield Difference("unknown", where, cells)
            continue
        stored = known.stored
        differing = tuple(
            (column, stored[column.name], cells[column.name])
            for column in columns
            if stored[column.name] != cells[column.name]
        )
        yield Difference(_state(cells, stored, differing), where, cells, differing)


def _state(cells: Cells, stored: Cells, differing: Sequence[tuple[Column, Cell, Cell]]) -> State:
    changed = {column.name for column, _, _ in differing} & {*STAMPED}
    if not changed:
        return "beyond"
    taken = changed == {"review"} and cells["review"] == "unreviewed"  # what it says was taken over already
    if taken or stamp(cells) == cells["stamp"]:
        return "outdated"
    return "edited" if cells["stamp"] == stored["stamp"] else "both"


def _digest(cells: Cells) -> bytes:
    """What two rows share that say the same in every column, however a program writes numbers."""
    told = "\x1f".join([plainly(cell) for name, cell in cells.items() if name not in OPTIONAL])
    return hashlib.blake2b(told.encode(), digest_size=16).digest()


def _said(each: Difference) -> tuple[str, dict[str, str]] | None:
    """Kind and fields of the decision that a row comes to; None where nobody wrote anything into it.

    Raises:
        DecisionError: it cannot be a decision.
    """
    if each.state in {"outdated", "beyond", "missing"}:
        return None
    if each.state == "unknown":
        raise DecisionError("no such number is in the database")
    if each.state == "both":
        raise DecisionError("changed here, and in the database since it was exported: export it anew")
    for column, _, _ in each.columns:
        if column.name not in STAMPED:
            raise DecisionError(f"{column.header}: nobody decides on this column")
    given = {column.name: plainly(cell) for column, _, cell in each.columns}
    review = given.pop("review", None)
    if review is not None and (review not in REVIEWED or (given and review == "rejected")):
        words = next(column.words or {} for column, _, _ in each.columns if column.name == "review")
        raise DecisionError(f"review: a table says {' or '.join(words.get(code, code) for code in REVIEWED)} alone")
    return (REVIEWED[review], {}) if review is not None and not given else ("correct", given)


def _headed(error: DecisionError, each: Difference) -> str:
    """A message with the header of the column that it names by its field."""
    name, mark, rest = str(error).partition(": ")
    heads = {column.name: column.header for column, _, _ in each.columns}
    return f"{heads[name]}: {rest}" if mark and name in heads and name in {*FIELDS, "review"} else str(error)
