"""Exports: whole files, stable, and never a formula."""

from __future__ import annotations

import csv
import json
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from policytext.errors import QueryError, StoreError
from policytext.knowledge import load_knowledge
from policytext.knowledge.schema.display import Display
from policytext.model import GapKind, Kind, Place, Relation, Role, State, Status, Tone
from policytext.store import FigureQuery, Order, Sighting, export_rows, figures, rows_of, start_run, write_document
from policytext.store.database import reading, writing
from policytext.store.listing import cited_figures, document_records, figure_record
from policytext.store.tables import figure_table
from policytext.store.workbook import write_workbook
from tests.store.samples import NOW, PRINTS, sample


@pytest.fixture(scope="module")
def display() -> Display:
    """The shipped headers and words."""
    return load_knowledge().display


@pytest.fixture
def library(engine: Engine) -> Engine:
    """A database whose cells would be formulas, and numbers beyond Excel's."""
    doc = sample()
    mentions = (replace(doc.mentions[0], indicator="=1+1", scope="@网格", value=Decimal("1" * 20)), *doc.mentions[1:])
    run = start_run(engine, "ingest", NOW)
    write_document(engine, rows_of(replace(doc, mentions=mentions), PRINTS), Sighting("-a.txt"), run)
    return engine


def sheets_of(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Rows of every sheet by header."""
    found = {}
    for sheet in openpyxl.load_workbook(path):
        header, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        found[sheet.title] = [dict(zip(map(str, header), row, strict=True)) for row in rows]
    return found


def test_a_workbook_has_a_sheet_for_each_kind_and_one_of_documents(
    library: Engine, tmp_path: Path, display: Display
) -> None:
    """Headers and codes are in Chinese, numbers are numbers, headers stay in sight."""
    target = tmp_path / "指标.xlsx"
    assert 4 == export_rows(library, target, "xlsx", Order(display))
    sheets = sheets_of(target)
    rows = {title: len(sheet) for title, sheet in sheets.items() if title != "代码本"}
    assert {"现状值": 2, "目标值": 1, "标准要求": 0, "时限": 1, "文献": 1} == rows
    assert {("类别", "figure", "现状值"), ("单位", None, None)} <= {
        (row["列"], row["代码"], row["含义"]) for row in sheets["代码本"]
    }
    row = sheets["目标值"][0]
    assert (3500, "平方米", "超过", "预期", "第3页") == tuple(
        row[k] for k in ("数值", "单位", "关系", "承诺力度", "位置")
    )
    sheet = openpyxl.load_workbook(target)["现状值"]
    assert ("A2", "A1:BI3") == (sheet.freeze_panes, sheet.auto_filter.ref)


def test_columns_are_as_wide_as_what_they_hold(library: Engine, tmp_path: Path, display: Display) -> None:
    """Quotes wrap, titles and indicators can be read, codes are narrow."""
    export_rows(library, tmp_path / "a.xlsx", "xlsx", Order(display))
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["现状值"]
    at = {str(cell.value): number for number, cell in enumerate(sheet[1], start=1)}
    letters = {name: get_column_letter(at[name]) for name in ("引文", "题名", "指标", "类别")}
    wide = {name: round(sheet.column_dimensions[letter].width) for name, letter in letters.items()}
    assert {"引文": 61, "题名": 41, "指标": 29, "类别": 13} == wide  # Excel adds the margin
    assert {"引文"} == {name for name, number in at.items() if sheet.cell(2, number).alignment.wrap_text}


def test_text_is_never_a_formula_in_excel(library: Engine, tmp_path: Path, display: Display) -> None:
    """Cells are strings whatever they begin with, and long numbers keep every digit."""
    export_rows(library, tmp_path / "a.xlsx", "xlsx", Order(display))
    row = sheets_of(tmp_path / "a.xlsx")["现状值"][0]
    assert ("=1+1", "@网格", "1" * 20) == (row["指标"], row["统计口径"], row["数值"])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["现状值"]
    assert {"s", "n"} == {cell.data_type for line in sheet.iter_rows() for cell in line}


def test_sheets_are_split_at_the_row_limit(library: Engine, tmp_path: Path, display: Display) -> None:
    """What does not fit goes on in another sheet."""
    with reading(library) as connection:
        table = figure_table(connection, display, kind="figure")
        assert [2] == write_workbook([("现状值", table)], tmp_path / "a.xlsx", NOW.replace(tzinfo=None), rows_a_sheet=1)
    sheets = sheets_of(tmp_path / "a.xlsx")
    assert ["现状值", "现状值 2"] == list(sheets)
    assert ["1 280人"] == [row["原文"] for row in sheets["现状值"]]
    assert ["75.2%"] == [row["原文"] for row in sheets["现状值 2"]]


def test_csv_opens_in_excel_and_protects_formulas(library: Engine, tmp_path: Path, display: Display) -> None:
    """BOM and CRLF; an apostrophe stands before what Excel would calculate, and numbers stay exact."""
    target = tmp_path / "a.csv"
    assert 4 == export_rows(library, target, "csv", Order(display))
    data = target.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert 5 == data.count(b"\r\n") == data.count(b"\n")
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert ("'=1+1", "'@网格", "1" * 20) == (rows[0]["指标"], rows[0]["统计口径"], rows[0]["数值"])
    assert ["现状值", "现状值", "目标值", "时限"] == [row["类别"] for row in rows]


def test_json_lines_hold_documents_and_numbers_as_stored(library: Engine, tmp_path: Path, display: Display) -> None:
    """Codes and exact values; what `figures` gives is what is written."""
    target = tmp_path / "a.jsonl"
    export_rows(library, target, "jsonl", Order(display))
    records = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert ["document", *["figure"] * 4] == [record["record"] for record in records]
    assert ["-a.txt"] == records[0]["paths"]
    expected = [figure_record(row) for row in figures(library, FigureQuery())]
    assert [each["identity"] for each in expected] == [record["identity"] for record in records[1:]]
    assert "1" * 20 == records[1]["value"]


FORMATS = ["xlsx", "csv", "jsonl", "parquet", "dta", "bib"]


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_database_gives_the_same_bytes(library: Engine, tmp_path: Path, display: Display, form: str) -> None:
    """Twice the same file."""
    for name in ("one", "two"):
        export_rows(library, tmp_path / name, form, Order(display))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_database_gives_headers_only(engine: Engine, tmp_path: Path, display: Display, form: str) -> None:
    """Nothing to write is no error."""
    assert 0 == export_rows(engine, tmp_path / "a", form, Order(display))
    assert (tmp_path / "a").is_file()


@pytest.mark.parametrize("form", FORMATS)
def test_a_failed_export_leaves_the_old_file_and_no_other(
    library: Engine, tmp_path: Path, display: Display, form: str
) -> None:
    """A file is whole or not there: here the database fails in the middle."""
    target = tmp_path / "out" / "a"
    target.parent.mkdir()
    target.write_text("earlier")
    with writing(library) as connection:
        connection.exec_driver_sql("ALTER TABLE texts RENAME TO gone")
    with pytest.raises((OperationalError, StoreError), match=r"no such table|table is missing"):
        export_rows(library, target, form, Order(display))
    assert [target] == list(target.parent.iterdir())
    assert "earlier" == target.read_text()


@pytest.mark.parametrize("form", FORMATS)
def test_a_target_that_cannot_be_written_is_named(library: Engine, tmp_path: Path, display: Display, form: str) -> None:
    """The folder is missing, or a folder stands where the file should."""
    (tmp_path / "folder").mkdir()
    for target in (tmp_path / "missing" / "a", tmp_path / "folder"):
        with pytest.raises(StoreError, match=f"{target}: it cannot be written"):
            export_rows(library, target, form, Order(display))
    assert [] == [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("form", FORMATS)
def test_a_full_disk_is_told_and_leaves_the_old_file(
    library: Engine, tmp_path: Path, display: Display, form: str
) -> None:
    """The system takes no further byte; here because a file may not grow beyond a limit."""
    resource = pytest.importorskip("resource")
    target = tmp_path / "out" / "a"
    target.parent.mkdir()
    target.write_text("earlier")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(StoreError, match=f"{target}: it cannot be written: "):
            export_rows(library, target, form, Order(display))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [target] == list(target.parent.iterdir())
    assert "earlier" == target.read_text()


def refused(part: Path, target: Path) -> Path:
    """What Windows says where another program holds a file."""
    raise PermissionError(13, "Permission denied", str(part), None, str(target))


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_file_that_another_program_holds_is_named(
    library: Engine, tmp_path: Path, display: Display, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Excel holds what it has open on Windows, where a file cannot be replaced then."""
    target = tmp_path / "out" / "a.xlsx"
    target.parent.mkdir()
    target.write_text("earlier")
    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(StoreError, match=r"a.xlsx: it cannot be written: .*open in another program"):
        export_rows(library, target, "xlsx", Order(display))
    assert [target] == list(target.parent.iterdir())


def test_canonical_indicators_are_named_in_words(engine: Engine, tmp_path: Path, display: Display) -> None:
    """In tables for people the Chinese name, in the codebook both, in JSON lines the id."""
    rows = rows_of(sample(), PRINTS)
    for row in rows.observations:
        row.update(indicator_id="community_workers", dimension="people")
    write_document(engine, rows, Sighting("a.txt"), start_run(engine, "ingest", NOW))
    for form in ("csv", "jsonl"):
        export_rows(engine, tmp_path / f"a.{form}", form, Order(display))
    export_rows(engine, tmp_path / "c.csv", "csv", Order(display, table="codebook"))
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    assert ("社区工作者", "人数") == (row["标准指标"], row["量纲"])
    assert '"indicator_id": "community_workers"' in (tmp_path / "a.jsonl").read_text("utf-8")
    told = (tmp_path / "c.csv").read_text("utf-8-sig")
    assert "标准指标,indicator_id,文本,community_workers,社区工作者" in told
    assert "面板,…：取值规则,i__rule,文本,official,官方文献" in told


def test_an_unknown_format_lists_those_there_are(library: Engine, tmp_path: Path, display: Display) -> None:
    """A typing error is no traceback."""
    with pytest.raises(QueryError, match="xlsx, csv, jsonl, parquet, dta, bib"):
        export_rows(library, tmp_path / "a", "xls", Order(display))


def test_every_column_has_a_header_and_every_code_a_word(library: Engine, display: Display) -> None:
    """The table of words is complete, and names nothing that is not there."""
    with reading(library) as connection:
        assert set(next(cited_figures(connection, display))) == set(display.columns)
        assert set(next(document_records(connection, display))) == set(display.document_columns)
    literals = {"kind": Kind, "status": Status, "tone": Tone, "relation": Relation, "role": Role}
    literals |= {"completeness": State, "gap": GapKind}
    for column, literal in literals.items():
        assert set(get_args(literal)) == set(display.values[column])
    assert {"document", "figures", "codebook", "panel", *get_args(Kind)} == set(display.sheets)
    assert {each.name for each in fields(Place)} - {"span", "kind"} == set(display.places)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("ending", ["", "-wal"])
def test_the_database_is_not_exported_over_itself(library: Engine, display: Display, ending: str) -> None:
    """Nor over its journal: what a slip of the pen names stays as it is."""
    with pytest.raises(StoreError, match="this is the database"):
        export_rows(library, Path(f"{library.url.database}{ending}"), "csv", Order(display))
    assert figures(library, FigureQuery())


def test_a_place_is_told_in_words(display: Display) -> None:
    """From the widest to the narrowest, nothing for a plain text."""
    place = {"kind": "cell", "page": 3, "table": 1, "row": 2, "column": 4}
    assert "第3页 表1 第2行 第4列" == display.place(place)
    assert "第2段 文本框" == display.place({"kind": "textbox", "paragraph": 2})
    assert "" == display.place({})
