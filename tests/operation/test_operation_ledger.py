"""Importing the table of documents that an analyst keeps."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine, text

from policytext.decide import Desk, undo
from policytext.errors import LedgerError
from policytext.knowledge.load import load_display, load_ledger
from policytext.ledger import Imported, import_ledger
from policytext.store import (
    FigureQuery,
    Sighting,
    count_figures,
    listed,
    open_store,
    read_journal,
    rows_of,
    show,
    start_run,
    write_document,
)
from policytext.store.database import reading
from tests.store.samples import NOW, PRINTS, bare, sample

HEADER = ["序号", "文件名", "来源地址", "采集人", "采集日期", "地区", "年份", "来源等级", "备注"]
ROWS: list[list[Any]] = [
    [1, "甲/报告.txt", "example.org/a", "丙", "2024年3月5日", "临江州", 2012, "文库网站", "好"],
    [2, "总结.docx", None, "丁", date(2024, 3, 6), "青禾区", "2013年度", "官方原文", None],
    [3, "调研", "", "", "2024/3/7", "不详", "", "范文", ""],
]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A database with four documents, two of them of one name."""
    engine = open_store(f"sqlite:///{tmp_path}/p.db")
    run = start_run(engine, "ingest", NOW)
    for number, path in enumerate(["甲/报告.txt", "乙/报告.txt", "总结.docx", "丙/调研.pdf"]):
        doc = sample(name=path) if number == 0 else bare(f"第{number}份。", Path(path).name)
        write_document(engine, rows_of(doc, PRINTS), Sighting(f"/材料/{path}"), run)
    when = datetime(2026, 3, 4, tzinfo=UTC)
    return Desk(engine, tmp_path / "decisions.jsonl", load_display(), "ledger 台账", when)


def workbook(path: Path, *rows: list[Any], header: list[str] | None = None, title: str | None = None) -> Path:
    """An Excel file."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in ([title] if title else None, header or HEADER, *rows):
        if row is not None:
            sheet.append(row)
    book.save(path)
    return path


def take(desk: Desk, path: Path, *, skip_bad: bool = False) -> Imported:
    """Import a file."""
    return import_ledger(desk, path, load_ledger(), skip_bad=skip_bad)


def seen(engine: Engine) -> list[tuple[object, ...]]:
    """What is known of where files came from."""
    query = "SELECT document_id, address, collector, collected FROM sightings ORDER BY document_id"
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def check_imported(desk: Desk, result: Imported) -> None:
    """Every row of ROWS was taken."""
    assert ([], []) == (result.problems, result.unmatched)
    assert (3, 3, ("序号", "备注")) == (result.rows, result.matched, result.ignored)
    cards = [show(desk.engine, number) for number in (1, 3, 4)]
    assert ["临江州", "青禾区", None] == [card.place for card in cards]
    assert ["sharing_site", "official_original", "model_essay_suspected"] == [card.source_grade for card in cards]
    assert 4 == count_figures(desk.engine, FigureQuery(document=1, place="临江州"))
    assert 3 == count_figures(desk.engine, FigureQuery(document=1, year=2012))
    assert [
        (1, "example.org/a", "丙", "2024-03-05"),
        (2, None, "", None),
        (3, None, "丁", "2024-03-06"),
        (4, None, "", "2024-03-07"),
    ] == seen(desk.engine)


@pytest.mark.parametrize("title", [None, "2026 年调研台账"])
def test_a_workbook_is_taken(desk: Desk, tmp_path: Path, title: str | None) -> None:
    """With or without a title above its header; other columns are told and passed over."""
    check_imported(desk, take(desk, workbook(tmp_path / "台账.xlsx", *ROWS, title=title)))


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8-sig", ","), ("gb18030", ","), ("utf-8", ";"), ("utf-16", "\t")]
)
def test_a_csv_file_is_taken(desk: Desk, tmp_path: Path, encoding: str, delimiter: str) -> None:
    """In the encodings that office programs write."""
    lines = [delimiter.join("" if cell is None else str(cell) for cell in row) for row in [HEADER, *ROWS]]
    path = tmp_path / "台账.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    check_imported(desk, take(desk, path))


def test_english_headers_are_understood(desk: Desk, tmp_path: Path) -> None:
    """In any case, with remarks in brackets."""
    header = ["File Name", "URL", "Year (report)"]
    result = take(desk, workbook(tmp_path / "a.xlsx", ["总结.docx", "example.org", 2013], header=header))
    assert (1, 1) == (result.matched, result.decisions)


def test_importing_again_changes_nothing_and_news_only_is_said(desk: Desk, tmp_path: Path) -> None:
    """What a person took back stays taken back."""
    path = workbook(tmp_path / "台账.xlsx", *ROWS)
    assert 3 == take(desk, path).decisions
    journal = desk.journal.read_bytes()
    assert 0 == take(desk, path).decisions
    undo(desk, [listed(desk.engine)[1].decision.id])
    assert 0 == take(desk, path).decisions
    assert desk.journal.read_bytes().startswith(journal)
    workbook(path, [1, "甲/报告.txt", "example.org/b", "丙", "2024-3-5", "临江州", 2012, "文库网站", ""])
    assert 1 == take(desk, path).decisions
    assert {"address": "example.org/b"} == read_journal(desk.journal).decisions[-1].value


def test_a_hash_finds_its_document(desk: Desk, tmp_path: Path) -> None:
    """And a name that says otherwise is bad."""
    sha256 = show(desk.engine, 4).sha256
    rows = [["", sha256[:12], 2013], ["总结.docx", sha256, 2013], ["总结.docx", "无此", 2013]]
    result = take(desk, workbook(tmp_path / "a.xlsx", *rows, header=["文件名", "校验值", "年份"]), skip_bad=True)
    assert [3, 4] == [problem.row for problem in result.problems]
    assert ["its sha256 is that of 4" in result.problems[0].reason, "no sha256" in result.problems[1].reason] == [
        True
    ] * 2
    assert 1 == result.decisions


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["总结.docx", "2024-02-30", 2012, ""], "collected: '2024-02-30' is no day"),
        (["总结.docx", "2030-01-01", 2012, ""], "collected: '2030-01-01' is no day up to 2026-03-04"),
        (["总结.docx", 45292, 2012, ""], "collected: '45292' is no day"),
        (["总结.docx", "", "20**", ""], "year: '20\\*\\*' is no year from 1949 to 2026"),
        (["总结.docx", "", 2099, ""], "year: '2099' is no year"),
        (["总结.docx", "", 2012, "甲等"], "source_grade: '甲等' is no grade; there are 官方原文"),
        (["", "", 2012, ""], "the row names no file"),
    ],
)
def test_a_bad_row_is_told_and_nothing_is_imported(desk: Desk, tmp_path: Path, row: list[Any], reason: str) -> None:
    """Unless bad rows are to be skipped."""
    header = ["文件名", "采集日期", "年份", "等级"]
    path = workbook(tmp_path / "a.xlsx", ["甲/报告.txt", "", 2012, ""], row, header=header)
    result = take(desk, path)
    assert (False, [3]) == (result.applied, [problem.row for problem in result.problems])
    with pytest.raises(AssertionError, match=reason):
        raise AssertionError(result.problems[0].reason)
    assert not desk.journal.exists()
    assert (True, 1) == (take(desk, path, skip_bad=True).applied, len(read_journal(desk.journal).decisions))


def test_the_same_file_twice_is_bad(desk: Desk, tmp_path: Path) -> None:
    """Each of its rows is told."""
    path = workbook(
        tmp_path / "a.xlsx", ["总结.docx", 2012], ["总结.docx", 2013], ["调研", 2013], header=["文件名", "年份"]
    )
    result = take(desk, path, skip_bad=True)
    assert [(2, "the same file stands in rows 2, 3"), (3, "the same file stands in rows 2, 3")] == [
        (problem.row, problem.reason) for problem in result.problems
    ]
    assert 1 == result.decisions


def test_what_matches_nothing_or_several_is_listed(desk: Desk, tmp_path: Path) -> None:
    """The others are imported."""
    path = workbook(
        tmp_path / "a.xlsx", ["报告.txt", 2012], ["别的.txt", 2013], ["调研", 2013], header=["文件名", "年份"]
    )
    result = take(desk, path)
    assert ["报告.txt may be documents 1, 2", "别的.txt is no document"] == [
        problem.reason.partition(":")[0].removesuffix(" of the database") for problem in result.unmatched
    ]
    assert (True, 1) == (result.applied, result.decisions)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.xlsx", b"none", "not an Excel workbook"),
        ("a.csv", "姓名,电话\n甲,1\n".encode(), "no row with headers was found"),
        ("a.csv", "文件名\n甲\n".encode(), "no row with headers was found"),
        ("a.csv", "文件名,年份,年度\n甲,1,1\n".encode(), "two columns are both year"),
        ("a.csv", b"", "it begins with nothing"),
        ("a.csv", b"\xff\xff\xff", "neither UTF-8 nor gb18030"),
        ("a.xls", b"", "save it as one of these"),
    ],
)
def test_what_is_no_ledger_is_refused(desk: Desk, tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    """With its name and the reason."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(LedgerError, match=f"{name}: .*{reason}"):
        take(desk, tmp_path / name)
    with pytest.raises(LedgerError, match="No such file"):
        take(desk, tmp_path / "none.xlsx")
