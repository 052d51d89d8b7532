"""Years that follow from what a person said of a document."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policytext.store.years import Columns, Years

READ = Years(decided=None, issued=2013, issued_as_read=2013, moved=False, low=2012, high=2012, basis="explicit")


def row(low: int | None, high: int | None, basis: str | None) -> Columns:
    """The year columns of a number."""
    return {"year_min": low, "year_max": high, "year_basis": basis}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (row(2012, 2012, "reported"), row(2015, 2015, "decided")),
        (row(2011, 2011, "relative"), row(2014, 2014, "decided")),
        (row(2010, 2012, "relative"), row(2013, 2015, "decided")),
        (row(2013, 2013, "reported"), row(2016, 2016, "decided")),
        (row(None, None, None), row(2015, 2015, "decided")),
        (row(2013, 2013, "issued"), row(2015, 2015, "decided")),
        (row(2008, 2009, "stated"), {}),
    ],
)
def test_numbers_move_with_the_year_that_is_decided(before: Columns, after: Columns) -> None:
    """Last year's stay a year behind; what names its own year stays."""
    years = replace(READ, decided=2015)
    assert after == years.on(before, {})
    assert row(2015, 2015, "decided") == years.of_document()


def test_masked_years_give_way() -> None:
    """What was possible is known now."""
    years = replace(READ, decided=2015, low=2010, high=2019, basis="masked")
    assert row(2015, 2015, "decided") == years.on(row(2010, 2019, "masked"), {})
    assert row(2014, 2014, "decided") == years.on(row(2009, 2018, "relative"), {})


def test_a_date_of_issue_moves_what_was_taken_from_it() -> None:
    """And nothing else."""
    years = replace(READ, issued=2015, moved=True, basis="issued", low=2013, high=2013)
    assert row(2015, 2015, "issued") == years.of_document() == years.on(row(2013, 2013, "issued"), {})
    assert row(2014, 2014, "relative") == years.on(row(2012, 2012, "relative"), {})
    years = replace(READ, issued=2015, moved=True)
    assert {} == years.of_document() == years.on(row(2012, 2012, "reported"), {})
    assert row(2015, 2015, "issued") == years.on(row(2013, 2013, "issued"), {})


def test_nothing_said_changes_nothing() -> None:
    """Whatever the number's years are."""
    assert {} == READ.of_document() == READ.on(row(2012, 2012, "reported"), {})


@pytest.mark.parametrize(
    ("time", "basis", "expected"),
    [
        ("2008年至2010年", "explicit", row(2008, 2010, "stated")),
        ("去年底", "explicit", row(2012, 2012, "reported")),
        (None, "masked", row(2013, 2013, "issued")),
        (None, "issued", row(2012, 2012, "issued")),
    ],
)
def test_a_corrected_time_has_years(time: str | None, basis: str, expected: Columns) -> None:
    """Those it names, or the document's, or that of issue."""
    assert expected == replace(READ, basis=basis).of_time(time)
