"""Formats of other programs: what is read back is what was written, and what it means is told in them."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow.parquet as pq
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from policytext.errors import StoreError
from policytext.knowledge.load import load_display
from policytext.store import Order, Sighting, export_rows, rows_of, start_run, write_document
from policytext.store.citation import Cited, bibtex, caution, cite
from policytext.store.database import reading
from policytext.store.imports import READERS, read_figures
from policytext.store.panel import chosen, panel_table, rounds_to
from policytext.store.parquet import write_parquet
from policytext.store.stata import double_missing, with_exact, write_stata
from policytext.store.stata_read import read_stata
from policytext.store.tables import Cell, Cells, Column, Table, beside, figure_table
from policytext.store.workbook import read_workbook, write_workbook
from tests.store.samples import NOW, PRINTS, sample

DISPLAY = load_display()


@pytest.fixture
def library(engine: Engine) -> Engine:
    """Two documents with awkward cells."""
    run = start_run(engine, "ingest", NOW)
    doc = sample()
    odd: dict[str, Any] = {
        "indicator": "=1+1",
        "scope": "'@网格_x0041_",
        "value": Decimal("1" * 20),
        "per": "甲\r\n乙\t\x0b",
    }
    mentions = (replace(doc.mentions[0], **odd), *doc.mentions[1:])
    write_document(engine, rows_of(replace(doc, mentions=mentions), PRINTS), Sighting("-a.txt"), run)
    long = sample(before="长" * 3000 + "。", name="b.txt")
    write_document(engine, rows_of(long, PRINTS), Sighting("http://example.org/b"), run)
    return engine


@pytest.mark.parametrize("form", sorted(READERS))
def test_what_is_read_back_is_what_was_written(library: Engine, tmp_path: Path, form: str) -> None:
    """Every cell of every row, in every format that can be read; sheets of a workbook by kind."""
    target = tmp_path / f"a.{form}"
    assert 8 == export_rows(library, target, form, Order(DISPLAY))
    with reading(library) as connection:
        expected = list(figure_table(connection, DISPLAY).rows())
    found = list(read_figures(target, DISPLAY))
    if form == "xlsx":
        key = str
        assert sorted(expected, key=key) == sorted(found, key=key)
    else:
        assert expected == found


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0￾￿"), min_size=1, max_size=40)
cells = st.fixed_dictionaries(
    {
        "text": st.none() | texts,
        "int": st.none() | st.integers(-(2**31) + 1, 2**31 - 30),
        "number": st.none() | st.decimals(-(10**12), 10**12, places=3),
        "coded": st.none() | st.sampled_from(["figure", "target", "unheard-of"]),
    }
)
COLUMNS = (
    Column("text", "文字"),
    Column("int", "整数", "int"),
    Column("number", "数值", "number"),
    Column("coded", "类别", "text", DISPLAY.values["kind"]),
)


def table_of(rows: list[dict[str, Any]]) -> Table:
    """A table of generated rows."""
    return Table("figures", COLUMNS, lambda: iter(rows))


def same(found: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether a row that was read is the one that was written; numbers are compared as numbers."""
    code = COLUMNS[3].code(str(found["coded"])) if found["coded"] else None
    number = None if found["number"] is None else Decimal(str(found["number"]))
    whole = None if found["int"] is None else int(float(str(found["int"])))
    return row == {"text": found["text"], "int": whole, "number": number, "coded": code}


@settings(max_examples=40)
@given(st.lists(cells, max_size=6))
def test_any_text_and_number_survives_stata(tmp_path_factory: pytest.TempPathFactory, rows: list[Any]) -> None:
    """Short and long texts, any characters but NUL, every digit."""
    target = tmp_path_factory.getbasetemp() / "any.dta"
    assert len(rows) == write_stata(with_exact(table_of(rows)), target, DISPLAY.values["missing"])
    found = list(read_stata(target))
    assert all(same(one, row) for one, row in zip(found, rows, strict=True))


@settings(max_examples=12)
@given(st.lists(cells.filter(lambda row: row["int"] is not None), max_size=6))
def test_any_text_and_number_survives_excel(tmp_path_factory: pytest.TempPathFactory, rows: list[Any]) -> None:
    """Whatever begins as a formula, and characters that XML does not hold."""
    target = tmp_path_factory.getbasetemp() / "any.xlsx"
    write_workbook([("指标", table_of(rows))], target, NOW.replace(tzinfo=None))
    headers = {column.header: column.name for column in COLUMNS}
    found = [{headers[head]: cell for head, cell in row.items()} for _, row in read_workbook(target)]
    assert all(same(one, row) for one, row in zip(found, rows, strict=True))


def test_a_sheet_ends_before_its_xml_is_too_large_for_a_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is beyond goes on in another sheet, and nothing is lost between them."""
    monkeypatch.setattr("policytext.store.workbook.SHEET_BYTES", 150)
    table = Table("figures", COLUMNS[1:2], lambda: ({"int": number} for number in range(7)))
    assert [7] == write_workbook([("指标", table)], tmp_path / "a.xlsx", NOW.replace(tzinfo=None), rows_a_sheet=5)
    found = [(title, row["整数"]) for title, row in read_workbook(tmp_path / "a.xlsx")]
    assert [str(number) for number in range(7)] == [cell for _, cell in found]
    assert ["指标", "指标 2", "指标 3", "指标 4"] == sorted({title for title, _ in found})
    assert ["a.xlsx"] == [path.name for path in tmp_path.iterdir()]


def test_a_number_that_was_changed_beside_its_digits_counts() -> None:
    """In Parquet and Stata an exact text stands beside a float; a new float outranks it."""
    assert [Decimal("0.1"), "0.10", 0.2, "7", None] == [
        beside(*pair) for pair in ((Decimal("0.1"), None), (0.1, "0.10"), (0.2, "0.10"), (None, "7"), (None, None))
    ]


def test_stata_is_read_by_others(library: Engine, tmp_path: Path) -> None:
    """Names in ASCII, labels in Chinese, codes as labelled integers, long texts whole."""
    target = tmp_path / "a.dta"
    export_rows(library, target, "dta", Order(DISPLAY))
    data, meta = pyreadstat.read_dta(target, output_format="dict")
    assert all(name.isascii() and len(name) <= 32 for name in meta.column_names)
    assert ("指标", "引文著录") == (
        meta.column_names_to_labels["indicator"],
        meta.column_names_to_labels["citation"],
    )
    words = {int(code): word for code, word in meta.variable_value_labels["kind"].items()}
    assert ["现状值", "现状值", "目标值", "时限"] == [words[int(code)] for code in data["kind"][:4]]
    assert "=1+1" == data["indicator"][0]
    assert 75.2 == data["value"][1]
    with reading(library) as connection:
        assert [row["quote"] for row in figure_table(connection, DISPLAY).rows()] == list(data["quote"])


def test_texts_beyond_two_thousand_bytes_are_whole_in_stata(tmp_path: Path) -> None:
    """They are strL; one that repeats is written once."""
    row: Cells = {"text": "长" * 5000, "int": None, "number": None, "coded": None}
    write_stata(table_of([row] * 50), tmp_path / "a.dta", DISPLAY.values["missing"])
    data, _ = pyreadstat.read_dta(tmp_path / "a.dta", output_format="dict")
    assert ["长" * 5000] * 50 == list(data["text"])
    assert (tmp_path / "a.dta").stat().st_size < 30_000


def test_parquet_says_what_its_columns_mean(library: Engine, tmp_path: Path) -> None:
    """Headers and words stand in the schema, exact numbers beside floats."""
    export_rows(library, tmp_path / "a.parquet", "parquet", Order(DISPLAY))
    table = pq.read_table(tmp_path / "a.parquet")
    assert "指标" == table.schema.field("indicator").metadata[b"header"].decode()
    assert "现状值" == json.loads(table.schema.field("kind").metadata[b"words"])["figure"]
    assert ["1" * 20, "75.2"] == table.column("value_exact").to_pylist()[:2]


def test_parquet_is_written_a_group_at_a_time(tmp_path: Path) -> None:
    """More rows than a group holds come back in order."""
    rows: list[Cells] = [{"text": str(at), "int": at, "number": None, "coded": None} for at in range(25_000)]
    assert 25_000 == write_parquet(table_of(rows), tmp_path / "a.parquet")
    assert list(range(25_000)) == pq.read_table(tmp_path / "a.parquet").column("int").to_pylist()


@pytest.mark.parametrize("form", sorted(READERS))
def test_a_damaged_export_is_told(tmp_path: Path, form: str) -> None:
    """Not a traceback, whatever stands in the file."""
    target = tmp_path / f"a.{form}"
    target.write_bytes(b"\xff\x00not what it says\n")
    with pytest.raises(StoreError, match="a\\."):
        list(read_figures(target, DISPLAY))


def test_a_wrong_row_is_named(library: Engine, tmp_path: Path) -> None:
    """A cell that is no number, a column that was deleted."""
    target = tmp_path / "a.csv"
    export_rows(library, target, "csv", Order(DISPLAY))
    text = target.read_text("utf-8-sig")
    target.write_text(text.replace(",75.2,", ",about 75,", 1), "utf-8")
    with pytest.raises(StoreError, match=r"a\.csv, row 3: 数值: 'about 75' is not a number"):
        list(read_figures(target, DISPLAY))
    target.write_text(text.replace("单位", "unit", 1), "utf-8")
    with pytest.raises(StoreError, match=r"a\.csv, row 2: the columns 单位 are missing"):
        list(read_figures(target, DISPLAY))


PLAIN = Cited("ab" * 32, "某区社区建设总结", "青禾区民政局", "2012-05-01", "work_summary", None, None, "2026-03-04")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "青禾区民政局. 某区社区建设总结[R]. 2012-05-01."),
        (
            {"address": "http://example.org/a"},
            "青禾区民政局. 某区社区建设总结[R/OL]. (2012-05-01)[2026-03-04]. http://example.org/a.",
        ),
        ({"issuer": None, "issued": None, "title": None, "genre": None}, "无题名[Z]."),
        (
            {"issued": None, "address": "http://a.cn"},
            "青禾区民政局. 某区社区建设总结[R/OL]. [2026-03-04]. http://a.cn.",
        ),
    ],
)
def test_a_document_is_cited_by_the_standard(changes: dict[str, Any], expected: str) -> None:
    """GB/T 7714—2015: who, title with mark, date of issue, of access, address; what is not known is left out."""
    assert expected == cite(replace(PLAIN, **changes), DISPLAY.citation)


def test_a_copy_of_a_sharing_site_carries_a_caution() -> None:
    """And an original does not."""
    assert caution(PLAIN, DISPLAY.citation) is None
    shared = replace(PLAIN, grade="sharing_site")
    assert "原件" in (caution(shared, DISPLAY.citation) or "")
    entry = bibtex(replace(shared, title="50% 总结"), DISPLAY.citation)
    assert entry.startswith("@techreport{policytext-abababababab,\n  title = {{50\\% 总结}},")
    assert "note = {" in entry


def test_an_entry_for_bibtex_is_whole_whatever_the_title_holds() -> None:
    """Braces balance, signs of LaTeX are set as they stand, and two documents have two keys."""
    strange = "50% {总结 #1 a_b ~c^d \\e"
    entry = bibtex(replace(PLAIN, title=strange, address="https://example.org/{a"), DISPLAY.citation)
    assert entry.count("{") == entry.count("}")
    named = r"50\% \textbraceleft{}总结 \#1 a\_b \textasciitilde{}c\textasciicircum{}d \textbackslash{}e"
    assert named in entry
    other = bibtex(replace(PLAIN, key=f"{PLAIN.key}-2"), DISPLAY.citation)
    assert other.partition(",")[0] != bibtex(PLAIN, DISPLAY.citation).partition(",")[0]


def report(value: str, **facts: str | None) -> Any:  # noqa: ANN401 - stands for a row
    """A number as the panel sees it."""
    return SimpleNamespace(**({"value_text": value, "review": "unreviewed", "source_grade": None} | facts))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([report("5")], (Decimal(5), "single")),
        ([report("5"), report("5.0")], (Decimal(5), "equal")),
        ([report("5"), report("7", review="accepted")], (Decimal(7), "verified")),
        ([report("5"), report("7", source_grade="official_original")], (Decimal(7), "official")),
        ([report("8250000"), report("8254800")], (Decimal(8254800), "precise")),
        ([report("5"), report("7")], (None, "conflict")),
        ([report("5", review="accepted"), report("7", review="accepted")], (None, "conflict")),
    ],
)
def test_several_numbers_are_never_averaged(rows: list[Any], expected: tuple[Decimal | None, str]) -> None:
    """One is taken by a rule that is told, or none."""
    assert expected == chosen(rows)


@pytest.mark.parametrize(("value", "expected"), [("8250000", True), ("8260000", False), ("8000000", False)])
def test_a_rounded_number_agrees_with_its_exact_one(value: str, expected: bool) -> None:  # noqa: FBT001 - a parameter
    """825万 is 8254800; a single digit says too little."""
    assert expected is rounds_to(Decimal(8254800), Decimal(value))


@pytest.fixture
def places(engine: Engine) -> Engine:
    """Reports of one place in two years: one number alone, two that differ, and a document that is cut."""
    run = start_run(engine, "ingest", NOW)
    reports = (("2011", "1280", "whole"), ("2012", "1300", "whole"), ("2012", "1400", "whole"), ("2013", None, "cut"))
    for number, (year, value, state) in enumerate(reports):
        rows = rows_of(sample(before=f"{number}号。"), PRINTS)
        rows.document.update(place="青禾区", place_code="990101", completeness=state)
        rows.document.update(year_min=int(year), year_max=int(year), year_basis="explicit")
        for row in rows.observations:
            row.update(year_min=int(year), year_max=int(year), scope=None)
        if value is None:
            rows.observations[:] = rows.observations[1:2]
        else:
            rows.observations[0].update(value_text=value, value_float=float(value))
        write_document(engine, rows, Sighting(f"{number}.txt"), run)
    return engine


def test_a_panel_has_one_row_for_a_place_and_a_year(places: Engine, tmp_path: Path) -> None:
    """What is missing says why, in Stata by .a to .d with labels."""
    with reading(places) as connection:
        table = panel_table(connection, DISPLAY, Order(DISPLAY).query)
        rows = list(table.rows())
    staff = next(column.name for column in table.columns if column.header.startswith("社区工作者"))
    assert [("990101", 2011), ("990101", 2012), ("990101", 2013)] == [(row["place_code"], row["year"]) for row in rows]
    parts: list[tuple[Cell, ...]] = [tuple(row[f"{staff}{part}"] for part in ("", "_rule", "_n")) for row in rows]
    assert [(Decimal(1280), "single", 1), ("conflict", "conflict", 2), ("cut", None, 0)] == parts
    assert (Decimal(1300), Decimal(1400)) == (rows[1][f"{staff}_min"], rows[1][f"{staff}_max"])
    target = tmp_path / "panel.dta"
    assert 3 == export_rows(places, target, "dta", Order(DISPLAY, table="panel"))
    data, meta = pyreadstat.read_dta(target, output_format="dict", user_missing=True)
    assert [1280.0, "d", "c"] == list(data[staff])
    assert {"a": "未见报告", "d": "数值不一"}.items() <= meta.variable_value_labels[staff].items()
    assert double_missing("conflict") in target.read_bytes()


@pytest.fixture
def known(engine: Engine) -> Engine:
    """A report of one place with numbers of a town in it, and of a town that no gazetteer has."""
    own: dict[str, Any] = dict.fromkeys(("indicator_id", "aspect", "base_unit", "place_part"))
    own |= {"level": "unknown", "place_code": "990101", "place_name": "青禾区", "place_basis": "document"}
    staff = own | {"indicator_id": "community_workers", "aspect": "amount", "base_unit": "人"}
    town = staff | {"place_code": "990101002", "place_name": "青禾区松溪镇", "place_basis": "stated", "level": "street"}
    rows = rows_of(sample(), PRINTS)
    rows.document.update(place="青禾区", place_code="990101", year_min=2011, year_max=2011)
    one = {**rows.observations[0], "year_min": 2011, "year_max": 2011, "measure": "unknown"}
    told = (
        staff | {"value_text": "1280", "indicator": "社区工作者", "unit": "名"},
        staff | {"value_text": "1280", "indicator": "社区工作人员", "unit": "人", "measure": "stock"},
        staff | {"value_text": "3", "place_part": "各街道"},
        town | {"value_text": "40"},
        town | {"value_text": "50", "place_code": None, "place_name": "柏桥镇"},
        town | {"value_text": "60", "place_code": None, "place_name": "柏桥镇", "level": "city"},
        own | {"value_text": "7", "indicator": "无名指标"},
    )
    added = []
    for number, facts in enumerate(told):
        value = facts["value_text"]
        ends = {"low_text": value, "high_text": value, "value_float": float(value), "scope": None}
        added.append({**one, "ordinal": number, "identity": f"{number:064}", **ends, **facts})
    rows.observations[:] = added
    write_document(engine, rows, Sighting("a.txt"), start_run(engine, "ingest", NOW))
    return engine


def test_a_panel_goes_by_the_indicator_and_place_of_each_number(known: Engine) -> None:
    """Two names of one indicator share a column; a town within a report has its own row; a part is not its whole."""
    with reading(known) as connection:
        table = panel_table(connection, DISPLAY, Order(DISPLAY).query)
        rows = list(table.rows())
    heads = {column.header.split()[0]: column.name for column in table.columns if "：" not in column.header}
    staff, unnamed = heads["社区工作者"], heads["无名指标"]
    found = {(row["place_code"], row["place"]): (row[staff], row[f"{staff}_n"], row[unnamed]) for row in rows}
    nothing = "not_reported"
    assert {
        ("990101", "青禾区"): (Decimal(1280), 2, Decimal(7)),
        ("990101002", "青禾区松溪镇"): (Decimal(40), 1, nothing),
        (None, "柏桥镇"): (Decimal(50), 1, nothing),
    } == found
    assert len(rows) == len(found)
