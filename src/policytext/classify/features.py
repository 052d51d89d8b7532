"""Scores by category, from evidence."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

from policytext.model import Evidence

MOST_HITS = 3
"""A cue that comes more often than this counts as if it came so often."""


def totals(evidence: Iterable[Evidence]) -> dict[str, float]:
    """Score of each category: for each cue its weight times the root of how often it counts, at most three times."""
    heard: dict[tuple[str, str], list[float]] = {}
    for item in evidence:
        if item.weight > 0:
            heard.setdefault((item.code, item.cue), []).append(item.weight)
    scores: dict[str, float] = {}
    for (code, _), weights in sorted(heard.items()):
        scores[code] = scores.get(code, 0.0) + max(weights) * sqrt(min(len(weights), MOST_HITS))
    return scores
