"""Every number says where in its file it stands: in the exports and in `explain`, for every format."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook

from policytext.cli.screen import load_words
from policytext.explain import explain
from policytext.ingest import ingest
from policytext.pipeline import default_knowledge, process_source
from policytext.read import read_bytes
from policytext.settings import Settings
from policytext.store import Order, export_rows, open_store
from tests.operation.test_operation_soak import seeds
from tests.read import made

CORPUS = Path(__file__).parents[2] / "corpus"
TOLD = ("石桥社区简报", "全社区有居民3180户。", "新建食堂2处。")
WHERE = {
    "a.docx": "第11段",
    "a.doc": "表1 第2行 第2列",
    "a.rtf": "第2段",
    "a.pdf": "第1页",
    "a.ofd": "第1页",
    "a.xlsx": "表1 第2行 第2列",
    "a.xls": "表1 第2行 第3列",
    "a.html": "表1 第2行 第2列",
    "a.mht": "表1 第2行 第2列",
    "a.zip!/in/b.rtf": "第2段",
}


@dataclass(frozen=True)
class Exported:
    """What three exports say of each file's numbers, places in words, and paths of files by their numbers."""

    csv: dict[str, set[str]]
    xlsx: dict[str, set[str]]
    jsonl: dict[str, list[dict[str, object]]]
    paths: set[str]


def files() -> dict[str, bytes]:
    """A file of every format, with numbers."""
    known = seeds()
    return {
        "a.docx": (CORPUS / "tracked_changes.docx").read_bytes(),
        "a.doc": known["grid_report.doc"],
        "a.rtf": made.rtf(TOLD),
        "a.pdf": known["two_pages.pdf"],
        "a.ofd": made.ofd([[[text] for text in TOLD]]),
        "a.xlsx": made.xlsx((("项目", "2023年居民（户）"), ("石桥社区", "3180"))),
        "a.xls": known["grid.xls"],
        "a.html": made.page(TOLD, (("项目", "居民（户）"), ("石桥社区", "3180"))).encode(),
        "a.mht": made.mht(made.page(TOLD, (("项目", "居民（户）"), ("石桥社区", "3181"))).encode()),
        "a.zip": made.archive({"in/b.rtf": made.rtf((*TOLD, "网格员18名。"))}),
    }


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """All files in one database, taken home in three formats."""
    folder = tmp_path_factory.mktemp("located")
    for name, data in files().items():
        (folder / name).write_bytes(data)
    settings = Settings(database_url=f"sqlite:///{folder / 'x.db'}")
    assert 0 == ingest([folder / name for name in files()], settings).failed
    words, engine = load_words(), open_store(settings.database_url)
    try:
        for form in ("csv", "xlsx", "jsonl"):
            export_rows(engine, folder / f"x.{form}", form, Order(words))
    finally:
        engine.dispose()
    records = [json.loads(line) for line in (folder / "x.jsonl").read_text("utf-8").splitlines()]
    by_number = {one["document"]: one for one in records if one["record"] == "document"}
    jsonl: dict[str, list[dict[str, object]]] = {}
    for one in records:
        if one["record"] == "figure":
            jsonl.setdefault(by_number[one["document"]]["name"], []).append(one["located"])
    rows = list(csv.DictReader(io.StringIO((folder / "x.csv").read_text("utf-8-sig"))))
    name, where = words.columns["name"], words.columns["located"]
    sheets: dict[str, set[str]] = {}
    for sheet in load_workbook(folder / "x.xlsx").worksheets:
        head, *body = sheet.iter_rows(values_only=True)
        if where in head:
            for row in body:
                sheets.setdefault(str(row[head.index(name)]), set()).add(str(row[head.index(where)] or ""))
    named: dict[str, set[str]] = {}
    for cells in rows:
        named.setdefault(cells[name], set()).add(cells[where])
    paths = {path.removeprefix(f"{folder}/") for one in by_number.values() for path in one["paths"]}
    return Exported(named, sheets, jsonl, paths)


@pytest.mark.parametrize("path", WHERE)
def test_exports_say_where_a_number_stands(exported: Exported, path: str) -> None:
    """Page, paragraph, or table, row and column: the same in CSV and Excel, as fields in JSON lines; and the path."""
    name = path.rpartition("/")[2]
    assert any(WHERE[path] in where for where in exported.csv[name]), exported.csv[name]
    assert exported.csv[name] == exported.xlsx[name]
    words = load_words()
    assert exported.csv[name] == {words.place(where) for where in exported.jsonl[name]}
    assert path in exported.paths


@pytest.mark.parametrize("name", [name for name in WHERE if "!" not in name])
def test_explain_says_where_a_number_stands(name: str) -> None:
    """The chain of a number holds its place in the file."""
    doc = process_source(read_bytes(files()[name], name), default_knowledge())
    words = load_words()
    assert any(WHERE[name] in words.place(one.located) for one in explain(doc))


def test_pages_that_were_not_read_are_missing_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scan in the middle of a report is a gap there, and the document is not called whole."""
    from tests.read.test_read_pdf import with_a_scan

    monkeypatch.setattr("policytext.read.ocr.is_installed", lambda: False)
    source = read_bytes(with_a_scan(), "a.pdf")
    doc = process_source(source, default_knowledge())
    gap = next(gap for gap in doc.gaps if gap.rule == "page-not-read")
    assert ("missing_page", "。") == (gap.kind, source.text[gap.span.start : gap.span.end])
    assert "holed" == doc.completeness.state
    assert "missing_page:page-not-read" in doc.completeness.reasons
