"""A wrong cut taken back: the file is processed anew, with the stretch as its own text."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from policytext.decide import Desk, Selection, restore, undo
from policytext.ingest import ingest
from policytext.knowledge.load import load_display
from policytext.run import Item
from policytext.settings import Settings
from policytext.store import FigureQuery, figures, journal_path, open_store, search
from policytext.text import Span, View

TEXT = "松溪镇社区建设工作总结\n\n松溪镇现有社区工作者360名。\n第 1 页 共 9 页\n全镇有社区12个。\n"


def test_cuts_in_a_stretch_are_undone_and_the_rest_stays() -> None:
    """Replacements too."""
    from policytext.text import Edit

    view = View.of("甲乙丙丁戊").apply(
        [Edit(Span(0, 2), "", "a"), Edit(Span(2, 3), "饼", "b"), Edit(Span(3, 5), "", "c")]
    )
    kept = view.uncut([Span(1, 4)])
    assert "乙饼丁" == kept.text
    assert {"kept": 2, "replaced": 1, "cut": 2} == kept.ledger()


def test_a_wrong_cut_is_restored_by_the_next_ingest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in a database made anew; and cut again when that is undone."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT, "utf-8")
    settings = Settings(workers=1)
    outcomes: list[str] = []

    def tick(item: Item, found: int) -> None:
        del found
        outcomes.append(item.outcome)

    def run() -> int:
        ingest([tmp_path / "in"], settings, tick=tick)
        engine = open_store(settings.database_url)
        found = search(engine, "共9页").total
        engine.dispose()
        return found

    assert 0 == run()
    engine = open_store(settings.database_url)
    desk = Desk(engine, journal_path(settings), load_display(), "甲", datetime(2026, 3, 4, tzinfo=UTC))
    (made,) = restore(desk, Selection("a.txt", "第1页共9页"))
    assert ("exact", 2) == (
        made.found,
        len(figures(engine, FigureQuery(unit="名"))) + len(figures(engine, FigureQuery(unit="个"))),
    )
    engine.dispose()
    assert (1, 1) == (run(), run())
    (tmp_path / "outputs" / "policytext.db").unlink()
    for left in (tmp_path / "outputs").glob("policytext.db-*"):
        left.unlink()
    assert 1 == run()
    engine = open_store(settings.database_url)
    undo(Desk(engine, desk.journal, desk.display, "甲", desk.when), [made.decision.id])
    engine.dispose()
    assert 0 == run()
    assert ["new", "reprocessed", "unchanged", "new", "reprocessed"] == outcomes
    raw = sqlite3.connect(tmp_path / "outputs" / "policytext.db")
    assert [("",)] == raw.execute("SELECT kept FROM revisions WHERE superseded_run IS NULL").fetchall()
    raw.close()
