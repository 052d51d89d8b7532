"""Samples to judge: drawn by a seed, judged in Excel, kept as decisions, told with intervals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from typer.testing import CliRunner

from policytext.cli import app
from policytext.decide import Desk, judge, undo
from policytext.errors import DecisionError
from policytext.knowledge.load import load_display
from policytext.rates import clustered, wilson
from policytext.store import (
    FigureQuery,
    Sighting,
    figures,
    open_store,
    read_journal,
    rows_of,
    show,
    start_run,
    write_document,
)
from policytext.store.panel import Report, chosen
from policytext.verify import JUDGED, PAGE, allot, draw, page_bounds, paragraph, report, take_verdicts
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


def test_cases_of_one_document_tell_less_than_as_many_of_others() -> None:
    """The design effect is that of the variance between documents; alike in all of them, there is none."""
    spread = clustered((number, hit, 1) for number in range(10) for hit in [number < 5] * 10)
    even = clustered((number, hit < 5, 1) for number in range(10) for hit in range(10))
    assert (100, 50, 10) == (spread.of, spread.hits, spread.clusters)
    assert spread.effective == pytest.approx(9.0)
    assert (spread.low, spread.high) == pytest.approx(wilson(4.5, 9), abs=1e-9)
    assert 100 == even.effective
    assert (even.low, even.high) == pytest.approx(wilson(50, 100))
    for alike in (clustered([(1, 0, 20)]), clustered([(1, 20, 20), (2, 5, 5)])):
        assert alike.of == alike.effective
    assert (0, 1.0) == ((nothing := clustered([])).of, nothing.high)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 3)), max_size=20))
def test_an_interval_holds_its_share_and_is_never_narrower_than_of_independent_cases(
    counts: list[tuple[int, int, int]],
) -> None:
    """Whatever the clusters are."""
    rate = clustered((cluster, hits, hits + misses) for cluster, hits, misses in counts)
    low, high = wilson(rate.hits, rate.of)
    assert 0 <= rate.low <= low + 1e-9
    assert high - 1e-9 <= rate.high <= 1
    assert not rate.of or rate.low - 1e-9 <= rate.share <= rate.high + 1e-9


@given(st.text("甲乙1234,.\n", max_size=9000))
def test_pages_are_the_whole_of_a_text_and_tear_no_number(text: str) -> None:
    """None twice, none too short but the last."""
    bounds = list(page_bounds(text))
    assert text == "".join(text[start:end] for start, end in bounds)
    assert all(end - start > PAGE for start, end in bounds[:-1])
    assert not [end for _, end in bounds[:-1] if text[end - 1].isdigit() and text[end].isdigit()]


def test_a_number_judged_wrong_is_shown_so_until_somebody_says_what_is_right(desk: Desk, tmp_path: Path) -> None:
    """It stands for nothing in the panel; another person who accepts it is in conflict; who corrects it settles it."""
    file = drawn(desk.engine, tmp_path / "a.xlsx", size=1)
    value = WORDS.judged.replace("{}", "数值")
    judge_rows(file, WORDS.numbers, {WORDS.verdict: ["错"], value: ["错"]})
    take_verdicts(desk, file, DISPLAY)
    (identity,) = map(str, identities(file))

    def review() -> str:
        return next(row.review for row in figures(desk.engine, FigureQuery()) if row.identity == identity)

    assert ("wrong", "核验有误") == (review(), DISPLAY.word("review", review()))
    assert {"wrong": 1} in [show(desk.engine, number).reviews for number in range(1, 6)]
    other = replace(desk, who="乙")
    (accepted,) = judge(other, "accept", [identity])
    assert "conflict" == review()
    undo(other, [accepted.decision.id])
    judge(other, "correct", [identity], given={"unit": "座"})
    assert "wrong" == review()
    judge(other, "correct", [identity], given={"value": "7"})
    assert "corrected" == review()
    judge(desk, "reject", [identity])
    assert "conflict" == review()


@pytest.mark.parametrize(
    ("reviews", "value", "rule"),
    [
        (["wrong"], None, "wrong"),
        (["wrong", "unreviewed"], Decimal(5), "single"),
        (["wrong", "accepted", "unreviewed"], Decimal(5), "verified"),
    ],
)
def test_the_panel_takes_no_number_that_was_judged_wrong(reviews: list[str], value: Decimal | None, rule: str) -> None:
    """However alone it is."""
    rows = [Report(str(each), review, None) for each, review in zip((4, 5, 6), reviews, strict=False)]
    assert (value, rule) == chosen(rows)


def test_without_a_verdict_the_report_says_how_to_come_by_one(tmp_path: Path, desk: Desk) -> None:
    """By command, in the words of analysts."""
    result = CliRunner().invoke(app, ["verify", "report", "--database", str(tmp_path / "policytext.db")])
    assert (2, True, desk.who) == (result.exit_code, "verify sample" in result.output, "甲")


def test_pages_of_a_document_that_has_changed_are_refused(desk: Desk, tmp_path: Path) -> None:
    """What was counted on them is not true of the new text."""
    file = drawn(desk.engine, tmp_path / "a.xlsx")
    judge_rows(file, WORDS.pages, {WORDS.missed: [0, 0, 0]})
    book = openpyxl.load_workbook(file)
    book[WORDS.pages].cell(2, 6).value = "别的文字"
    book.save(file)
    with pytest.raises(DecisionError, match="no longer the one that was drawn"):
        take_verdicts(desk, file, DISPLAY)
