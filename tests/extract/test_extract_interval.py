"""The days that a time speaks of, and the level of a document's own place."""

from __future__ import annotations

import pytest

from policytext.chronology import Interval, resolve_interval
from policytext.extract.nature import own_level
from policytext.knowledge import load_knowledge
from policytext.model import Document, Fact, Kind, Meta, PlaceCandidate, Source, Years

KNOWLEDGE = load_knowledge()
SPEAKS_2024 = Years(2023, 2023, 2024, 2024, "explicit")
MASKED = Years(2000, 2099, 2000, 2099, "masked")


@pytest.mark.parametrize(
    ("time", "kind", "first", "last", "precision"),
    [
        ("2023年6月底", "figure", "2023-06-01", "2023-06-30", "month"),
        ("去年上半年", "figure", "2023-01-01", "2023-06-30", "month"),
        ("“十三五”期间", "figure", "2016-01-01", "2020-12-31", "plan"),
        ("“十四五”末", "target", "2025-12-01", "2025-12-31", "month"),
        ("2019年以来", "figure", "2019-01-01", "2023-12-31", "year"),
        ("今年以来", "figure", "2024-01-01", None, "year"),
        ("近三年来", "figure", "2022-01-01", "2024-12-31", "year"),
        ("前三季度", "figure", "2023-01-01", "2023-09-30", "month"),
        ("1-11月", "figure", "2023-01-01", "2023-11-30", "month"),
        ("6月", "target", "2024-06-01", "2024-06-30", "month"),
        ("截至2024年3月15日", "figure", "2024-03-15", "2024-03-15", "day"),
        ("2011年起连续三年", "target", "2011-01-01", "2013-12-31", "year"),
        ("2020年底前", "target", None, "2020-12-31", "month"),
        ("2019年3月至2021年6月", "figure", "2019-03-01", "2021-06-30", "month"),
        ("今后五年", "target", "2025-01-01", "2029-12-31", "year"),
        ("2024年2月底", "figure", "2024-02-01", "2024-02-29", "month"),
    ],
)
def test_a_time_is_told_in_days(time: str, kind: Kind, first: str | None, last: str | None, precision: str) -> None:
    """First and last day, against the years of the document, as exactly as it is told."""
    assert Interval(first, last, precision) == resolve_interval(time, kind, SPEAKS_2024, KNOWLEDGE)  # type: ignore[arg-type]  # a parameter is any text


@pytest.mark.parametrize("time", [None, "三年", "20**年", "每年11月底前", "疫情期间"])
def test_a_time_without_a_year_has_no_days(time: str | None) -> None:
    """Nothing is guessed where no year is named, or it is masked, or comes again."""
    assert resolve_interval(time, "figure", SPEAKS_2024, KNOWLEDGE) is None


@pytest.mark.parametrize("time", ["去年", "6月", "上半年"])
def test_a_masked_document_dates_nothing(time: str) -> None:
    """Bounds of possible years are no year."""
    assert resolve_interval(time, "figure", MASKED, KNOWLEDGE) is None


def document(text: str, code: str | None = None) -> Document:
    """A document of a text, and of a place."""
    doc = Document.of(Source("0" * 64, "a.txt", "text/plain", "utf-8", "text", "1", text))
    if code is None:
        return doc
    place = PlaceCandidate(code, ("临江州",), 1.0, 1.0, (), ())
    return Document(doc.source, doc.clean, doc.reading, Meta(place=Fact("临江州", None, "given")), (place,))


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("320000", "province"),
        ("320400", "city"),
        ("320412", "district"),
        ("320412103", "street"),
    ],
)
def test_a_document_stands_on_the_level_of_its_place(code: str, level: str) -> None:
    """The code of the division tells."""
    assert level == own_level(document("全省、全省、全省。", code), KNOWLEDGE)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("我区推行网格化。我区有社区64个。全市推广。", "district"),
        ("全镇动员，全镇参与，全镇受益。", "street"),
        ("全区动员，全市参与。", "unknown"),
        ("居民满意。", "unknown"),
    ],
)
def test_a_document_without_a_place_tells_its_level_by_its_own_words(text: str, level: str) -> None:
    """我区 counts more than 全市; where no level is ahead, none is given."""
    assert level == own_level(document(text), KNOWLEDGE)
