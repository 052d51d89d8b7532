"""The line model as shipped, and every site left out of tables, examples and training."""

from __future__ import annotations

from pathlib import Path
from statistics import fmean

import pytest

from policytext.sites.__main__ import table, texts
from policytext.sites.held_out import held_out
from policytext.sites.pages import Row, labelled_pages, rows
from policytext.sites.training import train
from tests.clean.pages import knowledge

ROOT = Path(__file__).parents[2]
LEAST_MEAN = 0.95


@pytest.fixture(scope="module")
def lines() -> list[Row]:
    """The lines that the line model is trained on."""
    return rows(knowledge(), texts(ROOT / "corpus", knowledge()))


def test_the_shipped_weights_are_what_training_gives(lines: list[Row]) -> None:
    """`make line-model` was run after the last change of examples, rules or samples."""
    shipped, trained = knowledge().lines, train(lines)
    assert trained.intercept == pytest.approx(shipped.intercept, abs=0.05)
    assert trained.weights == pytest.approx(shipped.weights, abs=0.05)


@pytest.mark.timeout(900)  # forty models are trained: half a minute alone, minutes on a machine that others use too
def test_pages_of_sites_that_nobody_knows_are_cleaned_well(lines: list[Row]) -> None:
    """The mean over the sites, each left out entirely; and the page of scores is fresh."""
    scores = held_out(knowledge(), lines)
    means = [fmean(score.f1 for score in scores if score.site == site) for site in knowledge().platforms]
    assert fmean(means) >= LEAST_MEAN
    assert "\n".join(table(scores, knowledge())) in (ROOT / "docs" / "sites.md").read_text("utf-8")


def test_training_without_furniture_says_so() -> None:
    """A model cannot be learnt from one kind of line."""
    with pytest.raises(ValueError, match="both kinds"):
        train([Row("x", {"length": 1.0}, furniture=True)])


def test_every_example_is_labelled() -> None:
    """Each page has lines of its text; the labels are as many as the lines."""
    for page in labelled_pages(knowledge(), []):
        assert page.furniture.count(False) > 0
        assert len(page.furniture) == len(page.lines)
