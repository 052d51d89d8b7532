"""The place and the year of real documents, told from their text alone: 84 work reports and the gold pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from policytext.clean import clean
from policytext.model import Document
from policytext.read import read
from tests.places.places_samples import SHARED, knowledge

REPORTS = SHARED / "corpus" / "work-reports-2024"
GOLD = SHARED / "gold" / "docs"
NATIONAL = {"襄阳", "贵阳"}
"""Files that hold the State Council's report."""


def document(path: Path) -> Document:
    """A file after the clean room."""
    return clean(Document.of(read(path)), knowledge())


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the work reports lie beside the project, in ../shared")
def test_work_reports_tell_their_city() -> None:
    """The file's name says which; it is not used. At least 98 % of them, and no city for the national report."""
    wrong = []
    reports = sorted(REPORTS.glob("*.docx"))
    for path in reports:
        doc = document(path)
        last = doc.places[0].path[-1] if doc.meta.place else ""
        right = not last if path.stem in NATIONAL else last.startswith(path.stem)
        wrong += [] if right else [f"{path.name}: {last or None}"]
    assert 84 == len(reports)
    assert len(wrong) <= 0.02 * len(reports), wrong


@pytest.mark.skipif(not GOLD.is_dir(), reason="the gold documents lie beside the project, in ../shared")
@pytest.mark.parametrize(
    ("number", "place"),
    [("000", "广东省东莞市"), ("001", "江苏省常州市武进区"), ("002", "陕西省宝鸡市"), ("004", "江苏省泰州市")],
)
def test_gold_pages_tell_their_place(number: str, place: str) -> None:
    """Also where province and city are masked, and whatever the site says of the upload."""
    (path,) = GOLD.glob(f"{number}_*.txt")
    found = document(path).meta.place
    assert place == (found.value if found else None)


@pytest.mark.skipif(not GOLD.is_dir(), reason="the gold documents lie beside the project, in ../shared")
@pytest.mark.parametrize(
    ("number", "expected"),
    [("000", (2013, 2013, "issued")), ("001", (2012, 2012, "masked")), ("004", (2009, 2009, "issued"))],
)
def test_gold_pages_tell_their_year(number: str, expected: tuple[int, int, str]) -> None:
    """By the date of issue, or by a span of years whose last one was left unmasked."""
    (path,) = GOLD.glob(f"{number}_*.txt")
    years = document(path).years
    assert expected == (years.low, years.high, years.basis)
