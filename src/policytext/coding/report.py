"""What coders say of a sample, compared, facet by facet.

Where a section may have several codes, the set of its codes is one answer,
equal or not; and every code is compared by itself, given or not given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from policytext.coding.agreement import (
    Code,
    Coefficient,
    cohen_kappa,
    confusion,
    krippendorff_alpha,
    light_kappa,
    percent_agreement,
    with_interval,
)
from policytext.coding.keeping import Found, Item
from policytext.coding.sampling import Codes

TWO = 2


@dataclass(frozen=True, slots=True)
class OfCode:
    """How coders agree whether one code is given.

    Args:
        code: it.
        given: times it was given.
        agreement: share of pairs of answers that are equal.
        kappa: Cohen's, of more than two coders their mean.
        alpha: Krippendorff's.
    """

    code: str
    given: int
    agreement: float | None
    kappa: float | None
    alpha: float | None


@dataclass(frozen=True, slots=True)
class FacetReport:
    """The agreement on one facet.

    Args:
        facet: it.
        coders: by name.
        coded: how many sections each of them coded.
        items: sections drawn.
        compared: those that two coders or more coded.
        agreement: share of pairs of answers that are equal.
        kappa: Cohen's of two coders; of more, the mean over their pairs.
        alpha: Krippendorff's over all coders.
        tables: for each two coders, how often the first said one and the second the other.
        codes: each code by itself.
        differing: ids of items on which coders differ.
        open: of those, the ones that nobody has adjudicated.
        machine: the machine beside what counts in the end: sections, agreement, Cohen's kappa.
    """

    facet: str
    coders: tuple[str, ...]
    coded: tuple[int, ...]
    items: int
    compared: int
    agreement: float | None
    kappa: Coefficient
    alpha: Coefficient
    tables: tuple[tuple[str, str, Mapping[tuple[str, str], int]], ...]
    codes: tuple[OfCode, ...]
    differing: tuple[str, ...]
    open: tuple[str, ...]
    machine: tuple[int, float | None, float | None]


def report_on(items: Iterable[Item], facet: str, found: Mapping[str, Found]) -> FacetReport:
    """Compare what coders said in one facet.

    Args:
        items: of one sample or several.
        facet: to look at; items that were not drawn for it are left out.
        found: what the machine says of each item.
    """
    drawn = sorted((item for item in items if facet in item.facets), key=lambda item: item.id)
    coders = tuple(sorted({who for item in drawn for who in item.said.get(facet, {})}))
    sets = [[item.said.get(facet, {}).get(who) for who in coders] for item in drawn]
    units = [[_one(codes) for codes in unit] for unit in sets]
    kappa = _kappa_of_two if len(coders) == TWO else light_kappa
    differing = tuple(item.id for item in drawn if item.differ(facet))
    settled = {item.id for item in drawn if facet in item.adjudicated}
    return FacetReport(
        facet=facet,
        coders=coders,
        coded=tuple(sum(unit[at] is not None for unit in units) for at in range(len(coders))),
        items=len(drawn),
        compared=sum(sum(code is not None for code in unit) > 1 for unit in units),
        agreement=percent_agreement(units),
        kappa=with_interval(units, kappa),
        alpha=with_interval(units, krippendorff_alpha),
        tables=tuple(
            (coders[a], coders[b], confusion([(unit[a], unit[b]) for unit in units]))
            for a, b in combinations(range(len(coders)), 2)
        ),
        codes=tuple(_by_itself(code, sets) for code in _given(sets)),
        differing=differing,
        open=tuple(number for number in differing if number not in settled),
        machine=_beside_machine(drawn, facet, found),
    )  # fmt: skip


def _given(sets: Sequence[Sequence[Codes | None]]) -> list[str]:
    """Every code that somebody gave, in order."""
    return sorted({code for unit in sets for codes in unit for code in codes or ()})


def _one(codes: Codes | None) -> Code:
    """A set of codes as one answer; none of them is an answer too."""
    return None if codes is None else " ".join(codes) or "-"


def _kappa_of_two(units: Sequence[Sequence[Code]]) -> float | None:
    return cohen_kappa([(unit[0], unit[1]) for unit in units])


def _by_itself(code: str, sets: Sequence[Sequence[Codes | None]]) -> OfCode:
    units = [[None if codes is None else str(code in codes) for codes in unit] for unit in sets]
    given = sum(codes is not None and code in codes for unit in sets for codes in unit)
    return OfCode(code, given, percent_agreement(units), light_kappa(units), krippendorff_alpha(units))


def _beside_machine(
    items: Sequence[Item], facet: str, found: Mapping[str, Found]
) -> tuple[int, float | None, float | None]:
    pairs: list[tuple[Code, Code]] = [
        (_one(item.final(facet)), _one(found[item.id].machine.get(facet, ())))
        for item in items
        if item.id in found and item.final(facet) is not None
    ]
    return len(pairs), percent_agreement(pairs), cohen_kappa(pairs)
