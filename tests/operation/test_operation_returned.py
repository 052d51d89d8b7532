"""An export that comes back: what is the same, what somebody wrote into it, and all or nothing of that as decisions."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from policytext.decide import judge
from policytext.errors import DecisionError, StoreError
from policytext.knowledge.load import load_display
from policytext.returned import accept_table, compare_table
from policytext.store import FigureQuery, Order, export_rows, figures, open_store, read_journal
from policytext.store.imports import READERS
from tests.operation.deciding import Desktop

DISPLAY = load_display()
Rows = list[dict[str, str]]


@pytest.fixture
def desktop(tmp_path: Path) -> Desktop:
    """A document with three numbers."""
    return Desktop(tmp_path)


def sent(desktop: Desktop, form: str = "csv") -> Path:
    """An export of the numbers."""
    target = desktop.root / f"sent.{form}"
    export_rows(desktop.engine, target, form, Order(DISPLAY))
    return target


def changed(file: Path, change: Callable[[Rows], None]) -> Path:
    """A CSV file with other rows."""
    with file.open(encoding="utf-8-sig", newline="") as old:
        rows = list(csv.DictReader(old))
    change(rows)
    with file.open("w", encoding="utf-8-sig", newline="") as new:
        writer = csv.DictWriter(new, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return file


@pytest.mark.parametrize("form", sorted(READERS))
def test_an_export_that_nobody_touched_is_the_same_row_by_row(desktop: Desktop, form: str) -> None:
    """In every format that can be read back, decisions and all."""
    judge(desktop.desk(), "accept", at=desktop.at("12个"))
    found = compare_table(desktop.engine, DISPLAY, sent(desktop, form))
    assert (3, 3, []) == (found.rows, found.same, found.differences)


def test_what_was_written_into_a_table_becomes_decisions(desktop: Desktop) -> None:
    """A value, a word for a code, an empty cell, a review; said again it is nothing new."""

    def change(rows: Rows) -> None:
        rows[0] |= {"数值": "361", "统计性质": "存量", "统计口径": ""}
        rows[1]["核验"] = DISPLAY.word("review", "accepted")
        rows[2]["核验"] = DISPLAY.word("review", "rejected")

    file = changed(sent(desktop), change)
    found = compare_table(desktop.engine, DISPLAY, file)
    assert {"same": 0, "edited": 3} == found.counts()
    assert "row 2" == found.differences[0].where
    assert 3 == accept_table(desktop.desk(), file, found)
    assert ["correct", "accept", "reject"] == [each.kind for each in read_journal(desktop.journal).decisions]
    row = next(row for row in figures(desktop.engine, FigureQuery()) if row.review == "corrected")
    assert (Decimal(361), "stock", None) == (row.value, row.measure, row.scope)
    again = compare_table(desktop.engine, DISPLAY, file)
    assert {"edited", "both"}.isdisjoint(again.counts())
    assert 0 == accept_table(desktop.desk(), file, again)


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("统计性质", "很多", r"row 3: 统计性质: '很多' is not one of stock"),
        ("单位", "", r"row 3: unit may not be empty"),
        ("引文", "别的话", r"row 3: 引文: nobody decides on this column"),
        ("核验", "意见不一", r"row 3: 核验: a table says 已核验 or 已否决 alone"),
    ],
)
def test_one_row_that_cannot_be_keeps_all_out(desktop: Desktop, column: str, cell: str, message: str) -> None:
    """The message names row and column, and the journal stays as it was."""

    def change(rows: Rows) -> None:
        rows[0]["数值"] = "999"
        rows[1] |= {"时间": "2009年", column: cell}

    file = changed(sent(desktop), change)
    with pytest.raises(DecisionError, match=message):
        accept_table(desktop.desk(), file, compare_table(desktop.engine, DISPLAY, file))
    assert [] == list(read_journal(desktop.journal).decisions)


def test_a_cell_that_is_no_number_or_a_row_that_stands_twice_is_named(desktop: Desktop) -> None:
    """Before anything is compared."""
    file = changed(sent(desktop), lambda rows: rows[1].update(数值="约五百"))
    with pytest.raises(StoreError, match=r"sent.csv, row 3: 数值: '约五百' is not a number"):
        compare_table(desktop.engine, DISPLAY, file)
    file = changed(sent(desktop), lambda rows: rows.append(rows[0]))
    with pytest.raises(StoreError, match=r"sent.csv, row 5: the same number as row 2"):
        compare_table(desktop.engine, DISPLAY, file)


def test_what_the_database_learnt_since_is_not_undone(desktop: Desktop) -> None:
    """A row that nobody touched is told as outdated; one that both changed is not taken over."""
    file = sent(desktop)
    judge(desktop.desk(), "correct", at=desktop.at("12个"), given={"value": "13"})
    found = compare_table(desktop.engine, DISPLAY, file)
    assert {"same": 2, "outdated": 1} == found.counts()
    assert 0 == accept_table(desktop.desk(), file, found)
    changed(file, lambda rows: rows[0].update(数值="14"))
    found = compare_table(desktop.engine, DISPLAY, file)
    assert {"same": 2, "both": 1} == found.counts()
    with pytest.raises(DecisionError, match="changed here, and in the database since"):
        accept_table(desktop.desk(), file, found)


def test_missing_and_unknown_rows_are_told(desktop: Desktop, tmp_path: Path) -> None:
    """A row that was deleted; a row of another database; nothing is made from a table alone."""
    file = changed(sent(desktop), lambda rows: rows.__delitem__(2))
    (missing,) = compare_table(desktop.engine, DISPLAY, file).differences
    assert ("missing", "") == (missing.state, missing.where)
    empty = open_store(f"sqlite:///{tmp_path / 'empty.db'}")
    found = compare_table(empty, DISPLAY, file)
    assert {"same": 0, "unknown": 2} == found.counts()
    with pytest.raises(DecisionError, match=r"row 2: no such number is in the database; .*row 3"):
        accept_table(replace(desktop.desk(), engine=empty), file, found)
    empty.dispose()


def test_a_workbook_names_sheet_and_row(desktop: Desktop) -> None:
    """As Excel shows them, though it was saved by another program."""
    file = sent(desktop, "xlsx")
    book = openpyxl.load_workbook(file)
    sheet = book["现状值"]
    heads = {str(cell.value): at for at, cell in enumerate(sheet[1], start=1)}
    sheet.cell(3, heads["数值"]).value = 7
    book.save(file)
    (found,) = compare_table(desktop.engine, DISPLAY, file).differences
    assert ("edited", "现状值, row 3") == (found.state, found.where)
    assert [("数值", Decimal(7))] == [(column.header, given) for column, _, given in found.columns]
