"""Shares with their intervals: of independent cases, and of cases that come in clusters."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

Z = 1.959963984540054
"""Of a two-sided interval of 95 %."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its interval of 95 %.

    Args:
        of: cases.
        hits: among them.
        low: end of the interval.
        high: the other.
        clusters: documents that the cases are from.
        effective: as many independent cases would tell as much.
    """

    of: int
    hits: int
    low: float
    high: float
    clusters: int = 0
    effective: float = 0.0

    @property
    def share(self) -> float:
        """Hits among all; 0 where there is nothing."""
        return self.hits / self.of if self.of else 0.0


def wilson(hits: float, of: float) -> tuple[float, float]:
    """The Wilson score interval of 95 % (Wilson 1927); 0 to 1 where there is nothing."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, Z * Z
    middle = share + square / (2 * of)
    spread = Z * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, (middle - spread) / (1 + square / of)), min(1.0, (middle + spread) / (1 + square / of))


def clustered(counts: Iterable[tuple[Hashable, int, int]]) -> Rate:
    """A share of cases that come in clusters, which are not independent of one another within.

    The design effect is that of the linearized variance of a ratio (Kish 1965), at least 1; the interval is Wilson's
    with the effective sample size (Dean & Pagano 2015, "Evaluating confidence interval methods for binomial
    proportions in clustered surveys").  Where all cases are alike, or all are from one cluster, nothing tells the
    design effect, and it is taken to be 1.

    Args:
        counts: of each case or group of cases: its cluster, hits, and of how many.
    """
    hits: Counter[Hashable] = Counter()
    sizes: Counter[Hashable] = Counter()
    for cluster, hit, of in counts:
        hits[cluster] += hit
        sizes[cluster] += of
    total, found = sum(sizes.values()), sum(hits.values())
    sizes = Counter({cluster: of for cluster, of in sizes.items() if of})
    number, effective = len(sizes), float(total)
    if number > 1 and 0 < found < total:
        share = found / total
        between = sum((hits[cluster] - share * of) ** 2 for cluster, of in sizes.items())
        variance = number / (number - 1) * between / total**2
        effective = total / max(1.0, variance / (share * (1 - share) / total))
    low, high = wilson(found * effective / total if total else 0, effective)
    return Rate(total, found, low, high, number, effective)
