"""Coefficients of agreement: published values, other libraries, and what must not change them."""

from __future__ import annotations

import random

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from policytext.coding.agreement import (
    Coefficient,
    Unit,
    cohen_kappa,
    confusion,
    krippendorff_alpha,
    light_kappa,
    percent_agreement,
    with_interval,
)


def units_of(*rows: str) -> list[Unit]:
    """Units from a row of codes for each coder; a point is a missing code."""
    return [[None if code == "." else code for code in unit] for unit in zip(*rows, strict=True)]


# Krippendorff (2011): section B, two observers and twelve units; section C, four observers with missing codes
TWO = units_of("aabbdcccedda", "babbbccceddd")
FOUR = units_of("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
# 50 applications, two readers: both yes 20, both no 15, one yes 5, the other 10
READERS = units_of("y" * 25 + "n" * 25, "y" * 20 + "n" * 5 + "y" * 10 + "n" * 15)


def test_alpha_is_that_of_the_published_examples() -> None:
    """0.692 and 0.743 for nominal codes."""
    assert 0.692 == pytest.approx(krippendorff_alpha(TWO), abs=5e-4)
    assert 0.743 == pytest.approx(krippendorff_alpha(FOUR), abs=5e-4)


def test_kappa_is_that_of_a_textbook_table() -> None:
    """Observed 0.7, by chance 0.5."""
    assert 0.4 == pytest.approx(cohen_kappa(READERS))
    assert 0.7 == pytest.approx(percent_agreement(READERS))
    assert {("n", "n"): 15, ("n", "y"): 10, ("y", "n"): 5, ("y", "y"): 20} == confusion(READERS)


CODES = st.sampled_from(["gov_led", "self_gov", "hybrid", "undetermined"])
PAIRS = st.lists(st.tuples(CODES, CODES), min_size=2, max_size=30)
UNITS = st.lists(st.lists(st.one_of(st.none(), CODES), min_size=3, max_size=3), min_size=2, max_size=20)


@given(PAIRS)
def test_kappa_equals_that_of_another_library(pairs: list[tuple[str, str]]) -> None:
    """For any table with more than one code."""
    assume(len({code for pair in pairs for code in pair}) > 1)
    first, second = zip(*pairs, strict=True)

    assert cohen_kappa_score(first, second) == pytest.approx(cohen_kappa(pairs))


@given(UNITS)
def test_alpha_equals_that_of_another_library(units: list[Unit]) -> None:
    """With three coders, and codes missing anywhere."""
    expected = krippendorff_alpha(units)
    assume(expected is not None)
    names = sorted({code for unit in units for code in unit if code is not None})
    rows = [[names.index(unit[at]) if unit[at] is not None else np.nan for unit in units] for at in range(3)]  # type: ignore[arg-type]

    assert expected == pytest.approx(krippendorff.alpha(rows, level_of_measurement="nominal"))


@given(UNITS, st.randoms(use_true_random=False))
def test_alpha_knows_neither_order_nor_names(units: list[Unit], chance: random.Random) -> None:
    """Of units, of coders, of codes; a unit that nobody or one person coded changes nothing."""
    plain = krippendorff_alpha(units)
    shuffled = chance.sample(units, len(units))
    turned = [list(reversed(unit)) for unit in units]
    renamed = [[code and f"{code}-2" for code in unit] for unit in units]

    for others in (shuffled, turned, renamed, [*units, [None, None, None], [None, "hybrid", None]]):
        assert plain == pytest.approx(krippendorff_alpha(others))


@given(PAIRS, st.randoms(use_true_random=False))
def test_kappa_knows_neither_order_nor_names(pairs: list[tuple[str, str]], chance: random.Random) -> None:
    """Of units, of the two coders, of codes; units that one left out do not count."""
    plain = cohen_kappa(pairs)
    for others in (
        chance.sample(pairs, len(pairs)),
        [(second, first) for first, second in pairs],
        [(f"{first}-2", f"{second}-2") for first, second in pairs],
        [*pairs, (None, "hybrid"), ("hybrid", None)],
    ):
        assert plain == pytest.approx(cohen_kappa(others))


@given(PAIRS)
def test_full_agreement_is_one_and_nothing_exceeds_it(pairs: list[tuple[str, str]]) -> None:
    """Where more than one code is used."""
    same = [(first, first) for first, _ in pairs]
    assume(len({first for first, _ in pairs}) > 1)

    assert 1 == pytest.approx(cohen_kappa(same)) == pytest.approx(krippendorff_alpha(same))
    assert (krippendorff_alpha(pairs) or 0) <= 1


def test_one_code_only_has_no_coefficient() -> None:
    """Chance alone would give full agreement: 0/0 is not 1."""
    units = units_of("aaaa", "aaaa")

    assert cohen_kappa(units) is None
    assert krippendorff_alpha(units) is None
    assert Coefficient(None) == with_interval(units, krippendorff_alpha)


def test_interval_is_the_same_for_the_same_seed() -> None:
    """It holds the value, and another seed gives another."""
    found = with_interval(READERS, cohen_kappa)

    assert found.low is not None
    assert found.high is not None
    assert found.value is not None
    assert found.low < found.value < found.high
    assert found == with_interval(READERS, cohen_kappa)
    assert found != with_interval(READERS, cohen_kappa, seed=1)


def test_more_than_two_coders_have_the_mean_of_their_kappas() -> None:
    """Each pair over what both coded."""
    pairs = [[(unit[a], unit[b]) for unit in FOUR] for a, b in ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3))]
    kappas = [kappa for kappa in map(cohen_kappa, pairs) if kappa is not None]

    assert sum(kappas) / 6 == pytest.approx(light_kappa(FOUR))
