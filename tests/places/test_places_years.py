"""The years a document reports and speaks in: stated, reckoned, or bounded, and never made up."""

from __future__ import annotations

import pytest

from policytext.chronology import Resolved, possible, resolve_time, year_of
from policytext.clean.years import until
from policytext.model import Years
from tests.places.places_samples import candidates, knowledge, years

REPORT = "一、2023年工作回顾\n全市经济平稳。\n二、2024年工作安排\n做好今年工作。"


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        (REPORT, {}, (2023, 2023, 2024, 2024, "explicit")),
        (REPORT, {"title": "2024年政府工作报告"}, (2023, 2023, 2024, 2024, "explicit")),
        (
            "全市经济平稳。",
            {"title": "2023年政府工作报告", "issued": "2024-01-15"},
            (2023, 2023, 2024, 2024, "explicit"),
        ),
        (
            "全市经济平稳。",
            {"title": "2024年政府工作报告", "issued": "2024-01-15", "genre": "gov_work_report"},
            (2023, 2023, 2024, 2024, "relative"),
        ),
        ("我区建成社区20个。", {"title": "2008年度社区建设工作总结"}, (2008, 2008, 2008, 2008, "explicit")),
        ("二〇〇九年工作总结", {}, (2009, 2009, 2010, 2010, "explicit")),
        ("2023年，在市委领导下，我们攻坚克难。", {}, (2023, 2023, 2023, 2024, "explicit")),
        ("建成社区20个。", {"issued": "2009-12-25"}, (2009, 2009, 2009, 2009, "issued")),
        ("建成社区20个。", {"issued": "2010-01-25", "genre": "work_summary"}, (2009, 2009, 2010, 2010, "relative")),
        ("过去五年工作回顾。2021年工作总结", {}, (2017, 2021, 2022, 2022, "explicit")),
        ("社区工作要抓好。", {}, (None, None, None, None, "unknown")),
    ],
)
def test_what_is_stated_decides(text: str, facts: dict[str, str], expected: tuple[object, ...]) -> None:
    """The text's own year, then that of issue: what is reported, in which year it speaks, and the basis."""
    found = years(text, **facts)
    assert expected == (found.low, found.high, found.now_low, found.now_high, found.basis)


@pytest.mark.parametrize(
    ("text", "facts", "low", "high", "rules"),
    [
        ("20**年，我区投入300万元。", {}, 2000, 2099, ["digits-left-of-a-mask"]),
        ("201*年，我区投入300万元。", {}, 2010, 2019, ["digits-left-of-a-mask"]),
        ("20xx年我区投入300万元，到2014年全部达标。", {}, 2000, 2014, ["year-ahead"]),
        ("20××年是“十二五”规划的开局之年。", {}, 2011, 2011, ["plan-opens"]),
        ("20**年是“十二五”收官之年。", {}, 2015, 2015, ["plan-closes"]),
        (
            "20**年，我区自2009年开始的试点全面推开。",
            {"uploaded": "2012-05-01"},
            2009,
            2012,
            ["year-past", "site-had-it"],
        ),
        ("20**年，党的十八大胜利召开。", {"uploaded": "2014-05-01"}, 2012, 2014, ["wording-of-its-time"]),
        (
            "从20**年开始，分三年完成。力争到20**年达到50%；到20**年达到80%；到2014年全部达标。今年是创建第一年。",
            {},
            2012,
            2012,
            ["years-of-a-span", "last-year-of-a-span", "first-year"],
        ),
        ("从20**年开始，用四年时间完成，到2016年全部完成。今年是实施的第一年。", {}, 2012, 2013, ["first-year"]),
    ],
)
def test_clues_narrow_what_a_masked_year_may_be(
    text: str, facts: dict[str, str], low: int, high: int, rules: list[str]
) -> None:
    """The ends bound the possible years; the basis stays masked, and the text as it is."""
    found = years(text, **facts)
    assert (low, high, "masked") == (found.now_low, found.now_high, found.basis)
    assert "masked-year" == found.rules[0]
    assert set(rules) <= set(found.rules)
    assert all(text[span.start : span.end] for span in found.evidence)


def test_the_day_of_the_upload_bounds_and_never_dates() -> None:
    """A page of 2020 may be of any year before it."""
    found = years("社区建设促进和谐社会。", uploaded="2020-05-27")
    assert (2004, 2020, "unknown") == (found.low, found.high, found.basis)


def test_clues_that_contradict_each_other_do_not_cross() -> None:
    """What comes first holds: the bounds stay in order."""
    found = years("20**年，到2010年全部达标。党的二十大。2015年出台办法。")
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.high


def test_an_abolished_place_bounds_the_years_too() -> None:
    """A masked document of 白下区 was written before the district was merged, in 2013; a known year stays."""
    (place,) = candidates("20**年，白下区民政局组织试点，我区五老村街道、洪武路街道先行。")[:1]
    assert 2013 == until(years("20**年，我区试点。"), place, knowledge()).high
    stated = years("2008年工作总结")
    assert stated == until(stated, place, knowledge())


SPOKEN = Years(2023, 2023, 2024, 2024, "explicit")


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("2021年底", Resolved(2021, 2021, "stated")),
        ("2019—2021年", Resolved(2019, 2021, "stated")),
        ("二〇〇九年", Resolved(2009, 2009, "stated")),
        ("今年上半年", Resolved(2024, 2024, "relative")),
        ("去年", Resolved(2023, 2023, "relative")),
        ("上年末", Resolved(2023, 2023, "relative")),
        ("前年", Resolved(2022, 2022, "relative")),
        ("明年", Resolved(2025, 2025, "relative")),
        ("近三年", Resolved(2022, 2024, "relative")),
        ("5年来", Resolved(2020, 2024, "relative")),
        ("今后两年", Resolved(2025, 2026, "relative")),
        ("一季度", None),
        (None, None),
    ],
)
def test_a_time_is_reckoned_from_the_year_in_which_the_document_speaks(
    time: str | None, expected: Resolved | None
) -> None:
    """A year that is named outranks; what names no year is left."""
    assert expected == resolve_time(time, SPOKEN, knowledge())


def test_nothing_is_reckoned_from_a_year_that_is_not_known() -> None:
    """今年 of a document without a year is no year."""
    assert resolve_time("今年", Years(), knowledge()) is None
    assert resolve_time("今年", Years(2000, 2099, 2000, 2099, "masked"), knowledge()) is None


@pytest.mark.parametrize(("written", "year"), [("2009", 2009), ("二〇〇九", 2009), ("一九九八", 1998), ("20**", None)])
def test_a_year_is_read_in_either_script(written: str, year: int | None) -> None:
    """And a masked one is no year."""
    assert year == year_of(written, knowledge())


@pytest.mark.parametrize(("masked", "years"), [("20**", (2000, 2099)), ("201*", (2010, 2019)), ("xx", None)])
def test_the_digits_left_of_a_mask_bound_it(masked: str, years: tuple[int, int] | None) -> None:
    """A century or a decade; nothing where even the century is masked."""
    assert years == possible(masked)
