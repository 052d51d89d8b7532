"""How far coders agree, beyond what chance would give.

Units are coded by any number of coders; a code that is missing is None.
Nothing here knows what a code means: all differences weigh the same (nominal).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

RESAMPLES = 1000
SEED = 20_260
COVERED = 0.95

Code = str | None
Unit = Sequence[Code]
"""What each coder says of one unit, in the order of the coders."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient with the interval that covers 95 % of its values when units are drawn anew.

    Args:
        value: None where it is not defined, as when nobody ever used a second code.
        low: lower end of the interval, or None where too few draws had a value.
        high: upper end.
    """

    value: float | None
    low: float | None = None
    high: float | None = None


def confusion(units: Sequence[Unit]) -> dict[tuple[str, str], int]:
    """How often the first of two coders said one code and the second another; units that one left out do not count."""
    both = [(first, second) for first, second in units if first is not None and second is not None]
    return dict(sorted(Counter(both).items()))


def percent_agreement(units: Sequence[Unit]) -> float | None:
    """Share of the pairs of codes of one unit that are equal, over all pairs of coders; None where there are none."""
    pairs = [(a, b) for unit in units for a, b in _pairs(unit)]
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else None


def cohen_kappa(units: Sequence[Unit]) -> float | None:
    """Cohen's kappa of two coders: (p_o - p_e) / (1 - p_e), p_e from the codes that each of them uses.

    Source: J. Cohen, A coefficient of agreement for nominal scales,
    Educational and Psychological Measurement 20 (1960), 37-46.

    Args:
        units: of two codes each; those that one coder left out do not count.

    Returns:
        None where nothing is coded by both, or both only ever said one same code (0/0).
    """
    both = [(first, second) for first, second in units if first is not None and second is not None]
    if not both:
        return None
    size = len(both)
    first, second = Counter(a for a, _ in both), Counter(b for _, b in both)
    observed = sum(a == b for a, b in both) / size
    expected = sum(first[code] * second[code] for code in first) / size**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def light_kappa(units: Sequence[Unit]) -> float | None:
    """The mean of Cohen's kappa over all pairs of coders.

    Source: R. J. Light, Measures of response agreement for qualitative data,
    Psychological Bulletin 76 (1971), 365-377.

    Returns:
        None where no pair has a kappa; pairs without one do not count.
    """
    coders = max((len(unit) for unit in units), default=0)
    found = [
        cohen_kappa([(unit[a], unit[b]) for unit in units]) for a in range(coders) for b in range(a + 1, coders)
    ]  # fmt: skip
    known = [kappa for kappa in found if kappa is not None]
    return sum(known) / len(known) if known else None


def krippendorff_alpha(units: Sequence[Unit]) -> float | None:
    """Krippendorff's alpha for nominal codes, any number of coders, codes may be missing: 1 - D_o / D_e.

    From the coincidences of pairable codes: with n_c codes c in all, n in
    total and o_cc coincidences of c with c, where a unit of m codes gives
    each of its ordered pairs the weight 1 / (m - 1),
    alpha = 1 - (n - 1) (n - sum o_cc) / (n^2 - sum n_c^2).

    Source: K. Krippendorff, Computing Krippendorff's alpha-reliability (2011),
    section D; Content Analysis (2004), chapter 11.

    Returns:
        None where no unit has two codes, or only one code was ever used (0/0).
    """
    return _alpha([_coincidences(unit) for unit in units])


def with_interval(
    units: Sequence[Unit], coefficient: Callable[[Sequence[Unit]], float | None], seed: int = SEED
) -> Coefficient:
    """A coefficient with its bootstrap interval: units drawn with replacement, percentiles of what they give.

    Source: B. Efron, R. Tibshirani, An Introduction to the Bootstrap (1993),
    chapter 13.  The same units in the same order and the same seed give the
    same interval.  Draws without a value (one code only) do not count; where
    they are more than half, there is no interval.
    """
    value = coefficient(units)
    if value is None:
        return Coefficient(None)
    draw = random.Random(seed)  # noqa: S311 - a fixed seed is the point
    given = [coefficient(draw.choices(units, k=len(units))) for _ in range(RESAMPLES)]
    known = sorted(each for each in given if each is not None)
    if 2 * len(known) < RESAMPLES:
        return Coefficient(value)
    cut = round((1 - COVERED) / 2 * len(known))
    return Coefficient(value, known[cut], known[-1 - cut])


def _pairs(unit: Unit) -> list[tuple[str, str]]:
    said = [code for code in unit if code is not None]
    return [(a, b) for at, a in enumerate(said) for b in said[at + 1 :]]


def _coincidences(unit: Unit) -> tuple[Counter[str], float]:
    """The pairable codes of a unit, and how much of them coincides with its own kind."""
    counts = Counter(code for code in unit if code is not None)
    size = counts.total()
    if size < 2:  # noqa: PLR2004 - a code alone can be paired with none
        return Counter(), 0.0
    return counts, sum(count * (count - 1) for count in counts.values()) / (size - 1)


def _alpha(units: Sequence[tuple[Counter[str], float]]) -> float | None:
    counts: Counter[str] = Counter()
    for each, _ in units:
        counts.update(each)
    size, agreeing = counts.total(), sum(same for _, same in units)
    chance = size**2 - sum(count**2 for count in counts.values())
    return 1 - (size - 1) * (size - agreeing) / chance if chance else None
