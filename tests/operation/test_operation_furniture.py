"""From a proposal to a clean text: what is accepted is cut by the next ingest, and nothing else changes."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from policytext.errors import DecisionError, QueryError
from policytext.furniture import Proposal, decide, forget, named, number_of, proposals, row_of
from policytext.ingest import ingest
from policytext.knowledge import load_knowledge
from policytext.knowledge.overlay import furniture_rows
from policytext.knowledge.schema.clean import LearntLine
from policytext.settings import Settings
from policytext.store import open_store

TOWNS = ["石桥镇", "杏坞镇", "白鹭镇", "枫林镇"]
TODAY = date(2026, 3, 4)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Reports of four towns with the same two lines of a site around them."""
    root = tmp_path / "in"
    root.mkdir()
    for i, town in enumerate(TOWNS):
        text = (
            f"本窗口竭诚为您服务，今日已接待{i + 3}5人\n"
            f"{town}社区建设工作情况汇报\n"
            f"近年来，{town}把社区建设摆在突出位置，投入资金{i + 3}20万元，新建{town}服务站{i + 6}个，群众满意。\n"
            "一、主要做法\n"
            f"{town}坚持党建带动，{i + 4}个村居建立了议事会，吸收{town}居民代表1{i}6名，件件有着落。\n"
            f"下一步，{town}计划再建{i + 2}个站点，力争到201{i + 5}年底让{town}居民办事不出村。\n"
            "读者之窗每日更新\n"
        )
        (root / f"{i}.txt").write_text(text, "utf-8")
    return root


def settings_of(database: Path, overlay: Path | None = None, workers: int = 1) -> Settings:
    """With a database and an overlay."""
    return Settings(database_url=f"sqlite:///{database}", knowledge=overlay, workers=workers)


def found(settings: Settings) -> list[Proposal]:
    """What a database proposes."""
    engine = open_store(settings.database_url)
    listed = proposals(engine, load_knowledge(settings.knowledge), least=3, share=0.2)
    engine.dispose()
    return listed


def query(database: Path, sql: str) -> list[tuple[object, ...]]:
    """Rows of the database."""
    with sqlite3.connect(database) as connection:
        rows = connection.execute(sql).fetchall()
    connection.close()
    return rows


FIGURES = """
SELECT o.identity, o.surface, o.span_start, o.kind, o.value_text, o.unit, o.indicator, o.scope, o.time, o.rules
FROM observations o JOIN revisions r ON r.id = o.revision_id WHERE r.superseded_run IS NULL
ORDER BY r.name, o.span_start
"""
CUT = """
SELECT r.name, substr(t.text, e.span_start + 1, e.span_end - e.span_start), e.rule FROM edits e
JOIN revisions r ON r.id = e.revision_id JOIN texts t ON t.id = r.text_id
WHERE r.superseded_run IS NULL AND e.view = 'clean' AND e.rule LIKE '%learnt-furniture%' ORDER BY r.name
"""
EVERYTHING = """
SELECT c.sha256, r.rules, r.title, r.meta, r.completeness, e.view, e.span_start, e.span_end, e.new, e.rule
FROM revisions r JOIN contents c ON c.id = r.content_id JOIN edits e ON e.revision_id = r.id
WHERE r.superseded_run IS NULL ORDER BY 1, 6, 7
"""


def test_an_accepted_line_is_cut_by_the_next_ingest(folder: Path, tmp_path: Path) -> None:
    """Its digits are no number any more; every other number stays as it was."""
    overlay, database = tmp_path / "own", tmp_path / "p.db"
    overlay.mkdir()
    settings = settings_of(database, overlay)
    ingest([folder], settings)
    before = query(database, FIGURES)
    listed = found(settings)
    assert ["本窗口竭诚为您服务,今日已接待#人", "读者之窗每日更新"] == [each.found.line for each in listed]
    assert all((each.found.documents, each.found.of) == (4, 4) for each in listed)
    assert decide(overlay, row_of(listed[0], "accept"), by="李", on=TODAY)
    summary = ingest([folder], settings)
    assert (4, 0) == (summary.done, summary.unchanged)
    cut = query(database, CUT)
    assert [f"本窗口竭诚为您服务，今日已接待{i}5人" for i in range(3, 7)] == [str(text).strip() for _, text, _ in cut]
    assert [f"{i}5人" for i in range(3, 7)] == [row[1] for row in before if "5人" in str(row[1])]
    assert [row for row in before if "5人" not in str(row[1])] == query(database, FIGURES)
    assert ["读者之窗每日更新"] == [each.found.line for each in found(settings)]


def test_a_rejected_line_is_not_proposed_again(folder: Path, tmp_path: Path) -> None:
    """And makes nothing stale; forgotten, it comes back."""
    overlay = tmp_path / "own"
    overlay.mkdir()
    settings = settings_of(tmp_path / "p.db", overlay)
    ingest([folder], settings)
    first, second = found(settings)
    decide(overlay, row_of(first, "reject"), by="李", on=TODAY)
    assert 4 == ingest([folder], settings).unchanged
    assert [second] == found(settings)
    forget(overlay, row_of(first, "reject"))
    assert [first, second] == found(settings)


def test_proposals_do_not_depend_on_order_or_workers(folder: Path, tmp_path: Path) -> None:
    """Nor do the documents that come of what was accepted."""
    overlay = tmp_path / "own"
    overlay.mkdir()
    one, two = settings_of(tmp_path / "a.db", overlay), settings_of(tmp_path / "b.db", overlay, workers=2)
    files = sorted(folder.iterdir())
    ingest(files, one)
    ingest(files[2:], two)
    ingest(files[:2], two)
    assert found(one) == found(two)
    for each in found(one):
        decide(overlay, row_of(each, "accept"), by="李", on=TODAY)
    ingest(files, one)
    ingest([files[2], files[0], files[3], files[1]], two)
    assert query(tmp_path / "a.db", EVERYTHING) == query(tmp_path / "b.db", EVERYTHING)
    assert query(tmp_path / "a.db", FIGURES) == query(tmp_path / "b.db", FIGURES)
    assert [] == found(one)


def test_deciding_twice_changes_nothing_and_a_mind_may_be_changed(tmp_path: Path) -> None:
    """One row for a line, the last decision in it."""
    row = LearntLine(origin="docin", line="读者之窗", decision="accept", documents=4)
    assert decide(tmp_path, row, by="李", on=TODAY)
    before = (tmp_path / "furniture.yaml").read_bytes()
    assert not decide(tmp_path, row, by="王", on=date(2026, 5, 6))
    assert before == (tmp_path / "furniture.yaml").read_bytes()
    otherwise = row.model_copy(update={"decision": "reject"})
    with pytest.raises(DecisionError, match="李 decided otherwise"):
        decide(tmp_path, otherwise, by="王", on=TODAY)
    assert decide(tmp_path, otherwise, by="王", on=TODAY, resolve=True)
    assert [("reject", "王")] == [(each.decision, each.by) for each in furniture_rows(tmp_path)]
    forget(tmp_path, row)
    with pytest.raises(QueryError, match="nothing was decided"):
        forget(tmp_path, row)


def test_a_number_means_one_line() -> None:
    """A number of none, or of several, is an error."""
    rows = [LearntLine(origin=origin, line="读者之窗", decision="accept") for origin in (None, "docin", "doc88")]
    assert rows == [named(number_of(row.origin, row.line), rows) for row in rows]
    with pytest.raises(QueryError, match="no line"):
        named("000000", rows)
    with pytest.raises(QueryError, match="more than one"):
        named(number_of(None, "读者之窗"), [*rows, *rows])
