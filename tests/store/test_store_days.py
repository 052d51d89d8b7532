"""The days of a number's time move with the year that a person said of its document."""

from __future__ import annotations

from typing import Any

import pytest

from policytext.store.years import Years

ROW: dict[str, Any] = {
    "year_min": 2023,
    "year_max": 2023,
    "year_basis": "relative",
    "time_from": "2023-01-01",
    "time_to": "2023-06-30",
}


def decided(year: int) -> Years:
    """The years of a document of which a person said the year."""
    return Years(decided=year, issued=2024, issued_as_read=2024, moved=False, low=2023, high=2023, basis="explicit")


@pytest.mark.parametrize(
    ("year", "first", "last"), [(2020, "2020-01-01", "2020-06-30"), (2023, "2023-01-01", "2023-06-30")]
)
def test_days_move_with_a_decided_year(year: int, first: str, last: str) -> None:
    """去年上半年 stays half a year, of the year that was said."""
    changes = decided(year).on(ROW, {})
    assert (year, first, last) == (changes["year_min"], changes["time_from"], changes["time_to"])


def test_days_that_the_text_states_stay() -> None:
    """A year in the number's own time outranks what was said of the document."""
    assert {} == decided(2020).on(ROW | {"year_basis": "stated"}, {})


def test_an_open_end_stays_open() -> None:
    """No day is made up where none was read."""
    changes = decided(2020).on(ROW | {"time_to": None}, {})
    assert "time_to" not in changes
