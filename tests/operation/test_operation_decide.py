"""What a decision does to what analysts see, and who outranks whom."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from policytext.decide import Selection, add, correct_document, give_label, judge, restore, undo
from policytext.errors import DecisionError, QueryError
from policytext.knowledge.load import load_display
from policytext.store import (
    FigureQuery,
    Order,
    append,
    count_figures,
    counts,
    export_rows,
    figures,
    read_journal,
    search,
    show,
    sync,
    unjournaled,
)
from policytext.text import Span
from tests.operation.deciding import Desktop

FAR = "这一段与数字无关，只是把前后的文字隔得足够远，好让左右各三十二个字都不受影响。"


@pytest.fixture
def desktop(tmp_path: Path) -> Desktop:
    """A document with three numbers."""
    return Desktop(tmp_path)


def test_an_accepted_number_says_who_and_when(desktop: Desktop) -> None:
    """And nothing else of it changes."""
    before = desktop.row("12个")
    (made,) = judge(desktop.desk(), "accept", [before.identity[:8]])
    after = desktop.row("12个")
    assert ("accepted", "甲", made.decision.when) == (after.review, after.reviewed_by, after.reviewed)
    assert (before.value, before.indicator, {}) == (after.value, after.indicator, after.original)


def test_a_rejected_number_leaves_every_default_question(desktop: Desktop, tmp_path: Path) -> None:
    """It can be looked at still."""
    judge(desktop.desk(), "reject", at=desktop.at("12个"))
    assert 2 == len(figures(desktop.engine, FigureQuery())) == count_figures(desktop.engine, FigureQuery())
    assert 2 == counts(desktop.engine).figures
    assert {"figure": 2} == show(desktop.engine, "1").kinds
    assert ["12个"] == [row.surface for row in figures(desktop.engine, FigureQuery(rejected="only"))]
    display = load_display()
    assert 2 == export_rows(desktop.engine, tmp_path / "a.csv", "csv", Order(display))
    assert 3 == export_rows(desktop.engine, tmp_path / "b.xlsx", "xlsx", Order(display, FigureQuery(rejected="in")))


def test_search_by_kind_passes_over_what_was_rejected(desktop: Desktop) -> None:
    """The passage has no other number of the kind."""
    desktop.text = "松溪镇有社区12个。"
    desktop.ingest()
    assert 1 == search(desktop.engine, "松溪", kind="figure").total
    judge(desktop.desk(), "reject", at=desktop.at("12个"))
    assert 0 == search(desktop.engine, "松溪", kind="figure").total


def test_a_corrected_number_is_found_by_what_it_is(desktop: Desktop) -> None:
    """What was read stands beside."""
    judge(
        desktop.desk(),
        "correct",
        at=desktop.at("12个"),
        given={"value": "1,200", "indicator": "楼栋", "time": "2009年"},
    )
    (row,) = figures(desktop.engine, FigureQuery(words="楼栋", value_min=1000, year=2009))
    assert ("corrected", Decimal(1200), "12个") == (row.review, row.value, row.surface)
    assert {"value": "12", "indicator": "数量", "time": None} == row.original
    assert [] == figures(desktop.engine, FigureQuery(words="数量 12"))


def test_kind_of_amount_and_level_can_be_corrected(desktop: Desktop) -> None:
    """So that what must not be added up is told apart; what is no such kind is refused."""
    judge(desktop.desk(), "correct", at=desktop.at("12个"), given={"measure": "cumulative", "level": "community"})
    row = desktop.row("12个")
    assert ("corrected", "cumulative", "community") == (row.review, row.measure, row.level)
    with pytest.raises(DecisionError, match="not one of"):
        judge(desktop.desk(), "correct", at=desktop.at("12个"), given={"level": "galaxy"})


def test_an_added_number_stands_in_its_place(desktop: Desktop) -> None:
    """Told to be added by hand."""
    add(desktop.desk(), desktop.at("小组"), {"value": "1", "unit": "个", "indicator": "小组"})
    assert ["12个", "35个", "小组", "7个"] == [row.surface for row in desktop.rows()]
    row = desktop.row("小组")
    assert ("added", ("added-by-hand",), "as_written") == (row.review, row.rules, row.status)
    with pytest.raises(DecisionError, match="there is a number already"):
        add(desktop.desk(), desktop.at("小组"), {"value": "2", "unit": "个"})


def test_what_was_added_and_is_read_by_now_is_one_number(desktop: Desktop) -> None:
    """Confirmed or corrected by what the person said."""
    desktop.variant = 2
    desktop.ingest()
    add(desktop.desk(), desktop.at("12个"), {"value": "12", "unit": "户"})
    desktop.variant = 0
    desktop.ingest()
    assert [("12个", "corrected", "户")] == [
        (r.surface, r.review, r.unit) for r in desktop.rows() if r.review != "unreviewed"
    ]
    assert 3 == len(desktop.rows())


def test_what_is_read_otherwise_since_it_was_accepted_is_told(desktop: Desktop) -> None:
    """The acceptance was of other words."""
    judge(desktop.desk(), "accept", at=desktop.at("12个"))
    desktop.variant = 1
    desktop.ingest()
    assert "changed" == desktop.row("12个").review


def test_of_one_person_the_latest_counts(desktop: Desktop) -> None:
    """Field by field."""
    for given in ({"unit": "户"}, {"unit": "座", "scope": "全镇"}, {"unit": "栋"}):
        judge(desktop.desk(), "correct", at=desktop.at("12个"), given=given)
    row = desktop.row("12个")
    assert ("corrected", "栋", "全镇") == (row.review, row.unit, row.scope)
    judge(desktop.desk(), "reject", at=desktop.at("12个"))
    assert "rejected" == desktop.row("12个").review


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("accept", {}), ("reject", {}), "conflict"),
        (("accept", {}), ("correct", {"unit": "户"}), "conflict"),
        (("correct", {"unit": "户"}), ("correct", {"unit": "座"}), "conflict"),
        (("correct", {"unit": "户"}), ("reject", {}), "conflict"),
        (("correct", {"unit": "户"}), ("correct", {"scope": "全镇"}), "corrected"),
        (("correct", {"unit": "户"}), ("accept", {}), "corrected"),
        (("reject", {}), ("reject", {}), "rejected"),
        (("accept", {}), ("accept", {}), "accepted"),
    ],
)
def test_two_people_differ_only_where_they_say_different_things(
    desktop: Desktop, first: tuple[str, dict[str, str]], second: tuple[str, dict[str, str]], expected: str
) -> None:
    """In a conflict the number is shown as it was read, and both are listed."""
    for who, (kind, given) in (("甲", first), ("乙", second)):
        judge(desktop.desk(who), kind, at=desktop.at("12个"), given=given)  # type: ignore[arg-type] # drawn from Kind
    row = desktop.row("12个")
    assert (expected, "甲, 乙") == (row.review, row.reviewed_by)
    assert [expected == "conflict"] * 2 == [each.disputed for each in desktop.listed()]
    if expected == "conflict":
        assert ("个", {}) == (row.unit, row.original)


def test_a_conflict_ends_when_one_is_undone_or_somebody_resolves_it(desktop: Desktop) -> None:
    """Either way the journal keeps all of it."""
    judge(desktop.desk("甲"), "correct", at=desktop.at("12个"), given={"unit": "户"})
    (other,) = judge(desktop.desk("乙"), "correct", at=desktop.at("12个"), given={"unit": "座"})
    undo(desktop.desk("乙"), [other.decision.id[:8]])
    assert ("corrected", "户") == (desktop.row("12个").review, desktop.row("12个").unit)
    judge(desktop.desk("乙"), "reject", at=desktop.at("12个"))
    judge(desktop.desk("丙", resolves=True), "correct", at=desktop.at("12个"), given={"unit": "栋"})
    assert ("corrected", "栋", "丙") == (
        desktop.row("12个").review,
        desktop.row("12个").unit,
        desktop.row("12个").reviewed_by,
    )
    assert 5 == len(read_journal(desktop.journal).decisions)


def test_an_undo_can_be_undone(desktop: Desktop) -> None:
    """What it took back is in force again."""
    (made,) = judge(desktop.desk(), "reject", at=desktop.at("12个"))
    (taken,) = undo(desktop.desk(), [made.decision.id])
    assert "unreviewed" == desktop.row("12个").review
    with pytest.raises(DecisionError, match="taken back already"):
        undo(desktop.desk(), [made.decision.id])
    undo(desktop.desk(), [taken.decision.id])
    assert "rejected" == desktop.row("12个").review


def test_facts_of_a_document_hold_for_all_that_hangs_on_it(desktop: Desktop) -> None:
    """Until they are undone."""
    given = {"place": "临江州", "year": "2015", "genre": "讲话", "collector": "丙", "collected": "2024-03-05"}
    (made,) = correct_document(desktop.desk(), "报告.txt", given)
    card = show(desktop.engine, "1")
    assert ("临江州", "speech") == (card.place, card.genre)
    assert ("青禾区", "甲") == (card.decided["place"]["was"], card.decided["place"]["by"])
    assert 3 == count_figures(desktop.engine, FigureQuery(place="临江州", year=2015))
    undo(desktop.desk(), [made.decision.id])
    card = show(desktop.engine, "1")
    assert ("青禾区", None, {}) == (card.place, card.genre, card.decided)
    assert 3 == count_figures(desktop.engine, FigureQuery(place="青禾区", year=2012))


def test_the_code_of_a_place_goes_with_the_place(desktop: Desktop) -> None:
    """Another place has another code, which may be given too."""
    correct_document(desktop.desk(), "1", {"place": "临江州"})
    assert (None, "临江州") == (show(desktop.engine, "1").place_code, show(desktop.engine, "1").place)
    (made,) = correct_document(desktop.desk(), "1", {"place_code": "999900"})
    assert 3 == count_figures(desktop.engine, FigureQuery(place="9999"))
    undo(desktop.desk(), [made.decision.id])
    assert None is show(desktop.engine, "1").place_code


def test_people_who_differ_on_a_document_leave_what_was_read(desktop: Desktop) -> None:
    """And are told."""
    for who, place in (("甲", "临江州"), ("乙", "松溪镇")):
        correct_document(desktop.desk(who), "1", {"place": place})
    card = show(desktop.engine, "1")
    assert ("青禾区", "conflict") == (card.place, card.decided["place"]["state"])


def test_a_label_that_is_given_outranks(desktop: Desktop) -> None:
    """By code or by its Chinese word."""
    give_label(desktop.desk(), "1", "治理模式", "混合型")
    give_label(desktop.desk(), "1", "governance_tag", "smart")
    assert 3 == count_figures(desktop.engine, FigureQuery(model="hybrid"))
    assert ["hybrid", "smart"] == [label.code for label in show(desktop.engine, "1").labels]
    give_label(desktop.desk(), "1", "governance_tag", "smart", holds=False)
    assert ["hybrid"] == [label.code for label in show(desktop.engine, "1").labels]
    with pytest.raises(DecisionError, match="exactly one"):
        give_label(desktop.desk(), "1", "governance_model", "hybrid", holds=False)


def test_a_place_that_is_gone_is_an_orphan(desktop: Desktop) -> None:
    """It stays in force, and is found when the words come back."""
    text = desktop.text
    judge(desktop.desk(), "reject", at=desktop.at("12个"))
    desktop.text = "青禾区另有社区120余。望湖街道有网格35个。"
    desktop.ingest()
    assert ["orphan"] == [each.found for each in desktop.listed()]
    desktop.text = text
    desktop.ingest()
    assert "rejected" == desktop.row("12个").review


def test_a_short_quote_alone_counts_only_for_the_same_number(desktop: Desktop) -> None:
    """Another number that happens to be written alike is not judged by it."""
    judge(desktop.desk(), "reject", at=desktop.at("12个"))
    desktop.text = f"{FAR}临江州另有楼栋12个，{FAR}"
    desktop.ingest()
    assert ["quote"] == [each.found for each in desktop.listed()]
    desktop.variant = 1
    desktop.ingest()
    assert ["orphan"] == [each.found for each in desktop.listed()]
    assert {"12个": "unreviewed"} == desktop.reviews()


def test_a_longer_copy_keeps_what_was_decided_and_so_does_a_new_database(desktop: Desktop) -> None:
    """Also where the first copy is nowhere any more, and ids stay as they were."""
    judge(desktop.desk(), "reject", at=desktop.at("12个"))
    desktop.text = f"{FAR}{desktop.text}{FAR}有站点3个。"
    desktop.ingest()
    before = desktop.rows()
    judge(desktop.desk(), "accept", at=desktop.at("3个"))
    desktop.rebuild()
    assert {"12个": "rejected", "35个": "unreviewed", "7个": "unreviewed", "3个": "accepted"} == desktop.reviews()
    assert [row.identity for row in before] == [row.identity for row in desktop.rows()]


def test_a_journal_that_comes_later_is_applied(tmp_path: Path) -> None:
    """As when a colleague's database met a longer copy first."""
    for name in "ab":
        (tmp_path / name).mkdir()
    first = Desktop(tmp_path / "a")
    judge(first.desk(), "reject", at=first.at("12个"))
    first.text += FAR
    first.ingest()
    other = Desktop(tmp_path / "b", text=first.text)
    assert "unreviewed" == other.row("12个").review
    append(other.journal, read_journal(first.journal).decisions)
    assert 2 == sync(other.engine, other.journal).new
    assert "rejected" == other.row("12个").review


def test_a_journal_that_was_lost_is_told_and_can_be_written_again(desktop: Desktop) -> None:
    """The database holds a copy of every line."""
    judge(desktop.desk(), "reject", at=desktop.at("12个"))
    line = desktop.journal.read_text("utf-8")
    desktop.journal.unlink()
    synced = sync(desktop.engine, desktop.journal)
    assert 1 == synced.unjournaled
    assert "--save" in synced.notes()[0]
    assert "rejected" == desktop.row("12个").review
    append(desktop.journal, unjournaled(desktop.engine, desktop.journal))
    assert line == desktop.journal.read_text("utf-8")


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (Selection("1", "没有这句"), "does not stand there"),
        (Selection("1", "有"), "3 times"),
        (Selection("1", "有", nth=4), "3 times"),
        (Selection("1"), "--quote, or by its offsets"),
        (Selection("1", span=Span(900, 901)), "nothing is read"),
        (Selection("1", "社区1"), "no number is read"),
    ],
)
def test_what_cannot_be_meant_is_refused(desktop: Desktop, at: Selection, reason: str) -> None:
    """Nothing is written."""
    with pytest.raises(DecisionError, match=reason):
        judge(desktop.desk(), "accept", at=at)
    assert not desktop.journal.exists()


def test_other_mistakes_are_told_plainly(desktop: Desktop) -> None:
    """With what there is instead."""
    with pytest.raises(DecisionError, match="at least 4"):
        judge(desktop.desk(), "accept", ["ab"])
    with pytest.raises(DecisionError, match="there is no number 'zzzz'"):
        judge(desktop.desk(), "accept", ["zzzz"])
    with pytest.raises(DecisionError, match="a deadline needs due"):
        judge(desktop.desk(), "correct", at=desktop.at("12个"), given={"kind": "deadline"})
    with pytest.raises(DecisionError, match="nothing was cut"):
        restore(desktop.desk(), desktop.at("网格"))
    with pytest.raises(QueryError, match="is no source_grade"):
        correct_document(desktop.desk(), "1", {"source_grade": "甲等"})
    with pytest.raises(QueryError, match="no document"):
        correct_document(desktop.desk(), "9", {"place": "x"})
    assert not desktop.journal.exists()
