"""Samples to judge: drawn by a seed, judged in Excel, kept as decisions, told with intervals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from policytext.decide import Desk
from policytext.errors import DecisionError
from policytext.knowledge.load import load_display
from policytext.store import (
    FigureQuery,
    Sighting,
    figures,
    open_store,
    read_journal,
    rows_of,
    start_run,
    write_document,
)
from policytext.verify import JUDGED, allot, draw, paragraph, report, take_verdicts, wilson
from tests.store.samples import NOW, PRINTS, sample

DISPLAY = load_display()
WORDS = DISPLAY.verification


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk at a database of five documents."""
    engine = open_store(f"sqlite:///{tmp_path / 'policytext.db'}")
    run = start_run(engine, "ingest", NOW)
    for number in range(5):
        write_document(engine, rows_of(sample(before=f"第{number}份。"), PRINTS), Sighting(f"{number}.txt"), run)
    yield Desk(engine, tmp_path / "decisions.jsonl", DISPLAY, "甲", datetime(2026, 5, 1, tzinfo=UTC))
    engine.dispose()


def drawn(engine: Engine, target: Path, seed: int = 1, size: int = 8) -> Path:
    """A sample of eight numbers and three pages."""
    draw(engine, target, DISPLAY, size=size, seed=seed, pages=3)
    return target


def judge_rows(file: Path, sheet: str, cells: dict[str, list[str | int | None]]) -> None:
    """Fill columns of a sheet, one value a row."""
    book = openpyxl.load_workbook(file)
    at = {str(cell.value): number for number, cell in enumerate(book[sheet][1], start=1)}
    for head, values in cells.items():
        for row, value in enumerate(values, start=2):
            book[sheet].cell(row, at[head]).value = value
    book.save(file)


def identities(file: Path) -> list[object]:
    """The numbers of a sample."""
    rows = openpyxl.load_workbook(file)[WORDS.numbers].iter_rows(min_row=2, min_col=2, max_col=2, values_only=True)
    return [row[0] for row in rows]


def test_the_same_seed_draws_the_same_sample(desk: Desk, tmp_path: Path) -> None:
    """Byte for byte; another seed another one; every kind in proportion."""
    one, two, three = (drawn(desk.engine, tmp_path / f"{at}.xlsx", seed) for at, seed in enumerate((1, 1, 2)))
    assert one.read_bytes() == two.read_bytes()
    assert identities(one) != identities(three)
    assert (8, 8) == (len(identities(one)), len(set(identities(one))))
    rows = list(openpyxl.load_workbook(one)[WORDS.numbers].values)
    kinds = [row[rows[0].index("类别")] for row in rows[1:]]
    assert {"现状值": 4, "目标值": 2, "时限": 2} == {kind: kinds.count(kind) for kind in kinds}


@given(st.lists(st.integers(1, 500), min_size=1, max_size=9), st.integers(1, 900))
def test_a_sample_is_allotted_in_proportion(sizes: list[int], total: int) -> None:
    """As many as were asked for, or all; no stratum more than one off its share."""
    total = min(total, sum(sizes))
    counts = allot(sizes, total)
    assert total == sum(counts)
    assert all(abs(count - total * size / sum(sizes)) < 1 for count, size in zip(counts, sizes, strict=True))


@pytest.mark.parametrize(("hits", "of", "low", "high"), [(5, 100, 0.0215, 0.1118), (0, 20, 0.0, 0.1611), (0, 0, 0, 1)])
def test_intervals_are_those_of_wilson(hits: int, of: int, low: float, high: float) -> None:
    """Compared with published values."""
    assert (low, high) == pytest.approx(wilson(hits, of), abs=5e-4)


def test_verdicts_are_decisions_and_make_a_report(desk: Desk, tmp_path: Path) -> None:
    """What is right is accepted, what has a better value is corrected, and bringing it in twice changes nothing."""
    file = drawn(desk.engine, tmp_path / "a.xlsx")
    unit = WORDS.judged.replace("{}", "单位")
    judge_rows(file, WORDS.numbers, {WORDS.verdict: ["对", "对", "错", "错", None], unit: [None, None, "户", "错"]})
    judge_rows(file, WORDS.pages, {WORDS.missed: [1, 0]})
    for _ in range(2):
        assert 6 == take_verdicts(desk, file, DISPLAY)
    found = report(desk.engine)
    assert found is not None
    assert (4, 2, 2) == (found.judged, found.whole.hits, found.fields["unit"].hits)
    assert [0] * (len(JUDGED) - 1) == [rate.hits for name, rate in found.fields.items() if name != "unit"]
    assert found.recall is not None
    assert (2, found.recall.of - 1) == (found.pages, found.recall.hits)
    states = sorted(row.review for row in figures(desk.engine, FigureQuery()) if row.review != "unreviewed")
    assert ["accepted", "accepted", "corrected", "wrong"] == states
    kinds = [each.kind for each in read_journal(desk.journal).decisions]
    assert {"verify": 6, "accept": 2, "correct": 1} == {kind: kinds.count(kind) for kind in kinds}
    for language in ("zh", "en"):
        told = paragraph(found, DISPLAY, language)
        assert all(part in told for part in ("20", "甲", "50.0%", "Wilson"))
        assert "{" not in told


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({WORDS.verdict: ["也许"]}, "row 2: '也许'"),
        ({WORDS.verdict: ["错"]}, "which fields"),
        ({WORDS.verdict: ["错"], WORDS.judged.replace("{}", "数值"): ["约五"]}, "is not a number"),
        ({WORDS.verdict: ["对"] * 7 + ["错"], WORDS.judged.replace("{}", "数值上限"): [None] * 7 + ["0.1"]}, "row 9"),
    ],
)
def test_a_row_that_is_not_understood_keeps_everything_out(
    desk: Desk, tmp_path: Path, cells: dict[str, list[str | int | None]], why: str
) -> None:
    """It is named, and nothing is written."""
    file = drawn(desk.engine, tmp_path / "a.xlsx")
    judge_rows(file, WORDS.numbers, cells)
    with pytest.raises(DecisionError, match=why):
        take_verdicts(desk, file, DISPLAY)
    assert () == read_journal(desk.journal).decisions
    assert report(desk.engine) is None


def test_two_people_who_judge_the_same_numbers_make_no_sample_of_twice_the_size(desk: Desk, tmp_path: Path) -> None:
    """Of each number and page the last word counts: an interval does not shrink because somebody looked again."""
    file = drawn(desk.engine, tmp_path / "a.xlsx")
    judge_rows(file, WORDS.numbers, {WORDS.verdict: ["对"] * 8})
    judge_rows(file, WORDS.pages, {WORDS.missed: [0, 0, 0]})
    take_verdicts(desk, file, DISPLAY)
    unit = WORDS.judged.replace("{}", "单位")
    judge_rows(file, WORDS.numbers, {WORDS.verdict: ["错"], unit: ["错"]})
    take_verdicts(replace(desk, who="乙"), file, DISPLAY)
    found = report(desk.engine)
    assert found is not None
    assert (8, 7, 3, ("甲", "乙")) == (found.judged, found.whole.hits, found.pages, found.who)


def test_a_column_without_a_head_moves_no_verdict(desk: Desk, tmp_path: Path) -> None:
    """Somebody put notes of his own between the columns."""
    file = drawn(desk.engine, tmp_path / "a.xlsx")
    judge_rows(file, WORDS.numbers, {WORDS.verdict: ["对"] * 8})
    book = openpyxl.load_workbook(file)
    book[WORDS.numbers].insert_cols(2)
    book[WORDS.numbers].cell(2, 2).value = "看过"
    book.save(file)
    assert 8 == take_verdicts(desk, file, DISPLAY)


def test_a_sample_of_any_seed_can_be_told(desk: Desk, tmp_path: Path) -> None:
    """A seed below 0 too."""
    file = drawn(desk.engine, tmp_path / "a.xlsx", seed=-7)
    judge_rows(file, WORDS.numbers, {WORDS.verdict: ["对"] * 8})
    take_verdicts(desk, file, DISPLAY)
    found = report(desk.engine)
    assert found is not None
    assert "-7" in paragraph(found, DISPLAY, "zh")


def test_a_verdict_that_is_brought_in_again_is_no_news(desk: Desk, tmp_path: Path) -> None:
    """Nor damage, a day later; one that was changed and changed back is."""
    file = drawn(desk.engine, tmp_path / "a.xlsx", size=1)
    unit = WORDS.judged.replace("{}", "单位")
    right: dict[str, list[str | int | None]] = {WORDS.verdict: ["对"], unit: [None]}
    wrong: dict[str, list[str | int | None]] = {WORDS.verdict: ["错"], unit: ["错"]}
    for day, cells in enumerate((right, right, wrong, wrong, right), start=1):
        judge_rows(file, WORDS.numbers, cells)
        take_verdicts(replace(desk, when=datetime(2026, 6, day, tzinfo=UTC)), file, DISPLAY)
    journal = read_journal(desk.journal)
    assert ((), 3) == (journal.damage, sum(each.kind == "verify" for each in journal.decisions))
    found = report(desk.engine)
    assert found is not None
    assert 1 == found.whole.hits


def test_a_workbook_that_is_no_sample_is_told(desk: Desk, tmp_path: Path) -> None:
    """An export, or a ledger, taken for it by mistake."""
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    with pytest.raises(DecisionError, match="no sample"):
        take_verdicts(desk, tmp_path / "other.xlsx", DISPLAY)
