"""What changed between runs and why; a rehearsal changes nothing; a release stays as it is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from policytext.decide import desk_of, judge
from policytext.errors import QueryError, StoreError
from policytext.knowledge.load import load_display
from policytext.rehearse import rehearse
from policytext.release import EXPORTS, freeze
from policytext.settings import Settings
from policytext.store import (
    FigureQuery,
    Order,
    Sighting,
    export_rows,
    figures,
    finish_run,
    open_store,
    rows_of,
    start_run,
    write_document,
)
from policytext.store.changes import changes, runs_between
from policytext.store.seal import broken
from tests.store.samples import NEWER, NOW, PRINTS, TEXT, sample

DISPLAY = load_display()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A database and a journal of their own, and one child."""
    url = f"sqlite:///{tmp_path / 'outputs' / 'policytext.db'}"
    return Settings(database_url=url, decisions=tmp_path / "decisions.jsonl", workers=1)


def run_with(engine: Engine, prints: object = PRINTS, **fields: object) -> int:
    """A run that writes the sample, its first number with other fields."""
    doc = sample()
    run = start_run(engine, "ingest", NOW)
    mentions = (replace(doc.mentions[0], **fields), *doc.mentions[1:])  # type: ignore[arg-type]
    write_document(engine, rows_of(replace(doc, mentions=mentions), prints), Sighting("a.txt"), run)  # type: ignore[arg-type]
    finish_run(engine, run, {}, NOW)
    return run


def test_a_change_of_rules_is_told_field_by_field(settings: Settings) -> None:
    """Before, after, the cause, and the rules that had a part in one of them only."""
    engine = open_store(settings.database_url)
    first = run_with(engine)
    second = run_with(engine, NEWER, value=Decimal(1281), rules=("number-digits", "other-suffix"))
    assert (first, second) == runs_between(engine, None, None)
    (change,) = changes(engine, first, second)
    assert ("changed", "value", "1280", "1281") == (change.what, change.field, change.before, change.after)
    assert (("rules",), ("other-suffix", "unit-suffix")) == (change.because, change.rules)
    assert [] == list(changes(engine, second, second))
    assert ["document_new"] == [each.what for each in changes(engine, 0, first)]
    engine.dispose()


def test_a_number_that_is_read_no_more_is_gone(settings: Settings) -> None:
    """And one that is read anew is new."""
    engine = open_store(settings.database_url)
    doc = sample()
    for prints, count in ((PRINTS, 3), (NEWER, 4)):
        run = start_run(engine, "ingest", NOW)
        rows = rows_of(replace(doc, mentions=doc.mentions[:count]), prints)
        write_document(engine, rows, Sighting("a.txt"), run)
    assert [("new", "11月底")] == [(each.what, each.surface) for each in changes(engine, 1, 2)]
    assert [("gone", "11月底")] == [(each.what, each.surface) for each in changes(engine, 2, 1)]
    engine.dispose()


def test_a_decision_is_told_as_such(settings: Settings) -> None:
    """Also where the document was not processed again."""
    engine = open_store(settings.database_url)
    run = run_with(engine)
    desk, _ = desk_of(engine, settings, DISPLAY, "甲", datetime(2027, 1, 1, tzinfo=UTC))
    identity = figures(engine, FigureQuery())[0].identity
    judge(desk, "correct", [identity], given={"unit": "户"})
    found = {(each.field, each.before, each.after, each.because) for each in changes(engine, run, run)}
    assert {("unit", "人", "户", ("decision",)), ("review", "unreviewed", "corrected", ("decision",))} == found
    engine.dispose()


def test_there_must_be_two_runs(settings: Settings) -> None:
    """And they must be known."""
    engine = open_store(settings.database_url)
    with pytest.raises(QueryError, match="not two runs"):
        runs_between(engine, None, None)
    with pytest.raises(QueryError, match="no run 9"):
        runs_between(engine, 9, None)
    engine.dispose()


def test_a_rehearsal_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    """What would change is told; database and journal stay as they are."""
    file = tmp_path / "a.txt"
    file.write_text(TEXT, "utf-8", newline="")
    engine = open_store(settings.database_url)
    run = start_run(engine, "ingest", NOW)
    write_document(engine, rows_of(sample(), PRINTS), Sighting(str(file)), run)
    before = figures(engine, FigureQuery())
    summary, found = rehearse([], settings)
    assert (1, 0) == (summary.done, summary.failed)
    assert found
    assert {"rules"} <= {cause for change in found for cause in change.because}
    assert before == figures(engine, FigureQuery())
    assert not settings.decisions.exists()  # type: ignore[union-attr]
    engine.dispose()


def test_a_release_stays_as_it_is(settings: Settings, tmp_path: Path) -> None:
    """Its exports are the same byte for byte, now and when it is exported again; it cannot be written to."""
    engine = open_store(settings.database_url)
    run_with(engine)
    target = freeze(engine, settings, DISPLAY, "2026-03", tmp_path / "releases")
    assert ([], broken(target)[1]) == broken(target)
    assert "2026-03" == json.loads((target / "release.json").read_text("utf-8"))["release"]
    run_with(engine, NEWER, value=Decimal(9))
    frozen = open_store(f"sqlite:///{target / 'policytext.db'}", create=False)
    for table, form in EXPORTS:
        order = Order(DISPLAY, table=None if table == "figures" else table)
        export_rows(frozen, tmp_path / "again", form, order)
        assert (target / f"{table}.{form}").read_bytes() == (tmp_path / "again").read_bytes()
    with pytest.raises(StoreError, match="may not be written to"):
        start_run(frozen, "ingest", NOW)
    frozen.dispose()
    with pytest.raises(StoreError, match="there already"):
        freeze(engine, settings, DISPLAY, "2026-03", tmp_path / "releases")
    with pytest.raises(StoreError, match="cannot be the name"):
        freeze(engine, settings, DISPLAY, "../x", tmp_path / "releases")
    (target / "figures.csv").chmod(0o644)
    (target / "figures.csv").write_text("other")
    (target / "codebook.csv").unlink()
    assert ["codebook.csv is gone", "figures.csv has changed"] == broken(target)[0]
    engine.dispose()
