"""Scores by category, from evidence, and what a trained model is told of a section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import log, log1p, sqrt

from policytext.knowledge.schema.trained import Words
from policytext.model import Evidence

MOST_HITS = 3
"""A cue that comes more often than this counts as if it came so often."""

OWN, ALL, WORDS = "own", "all", "words"
"""Features of a code that is judged by itself: its cues, every cue of the facet, and what the words say."""


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


def joint_features(scores: Mapping[str, float], codes: Iterable[str]) -> dict[str, float]:
    """What is told where a section has exactly one code: the log of each total and of their sum, and the shares.

    Args:
        scores: as `totals` gives them.
        codes: those that cues speak for.
    """
    ordered = sorted(codes)
    whole = sum(scores.get(code, 0.0) for code in ordered)
    told = {f"log {code}": log1p(scores.get(code, 0.0)) for code in ordered}
    shares = {f"share {code}": scores.get(code, 0.0) / whole if whole else 0.0 for code in ordered}
    return {**told, f"log {ALL}": log1p(whole), **shares}


def own_features(scores: Mapping[str, float], code: str, words: float | None = None) -> dict[str, float]:
    """What is told of one code that is judged by itself.

    Args:
        scores: as `totals` gives them.
        code: the one judged.
        words: what `words_say` gave for it, if words are asked.
    """
    told = {OWN: log1p(scores.get(code, 0.0)), ALL: log1p(sum(scores.values()))}
    return told if words is None else {**told, WORDS: words}


def pairs_of(text: str) -> Counter[str]:
    """How often each pair of neighbouring characters stands in a text; white space and punctuation part them."""
    runs = "".join(character if character.isalnum() else " " for character in text).split()
    return Counter(first + second for run in runs for first, second in pairwise(run))


def words_say(text: str, model: Words) -> dict[str, float]:
    """The logit of each code from the pairs of characters of a text.

    Term frequencies count as 1 + log, weighed by rarity, and make a vector of
    length 1 (Salton and Buckley 1988).
    """
    counts = pairs_of(text)
    found = [
        (at, (1 + log(counts[pair])) * rarity)
        for at, (pair, rarity) in enumerate(zip(model.pairs, model.rarity, strict=True))
        if pair in counts
    ]
    length = sqrt(sum(value * value for _, value in found)) or 1.0
    return {
        code: model.intercepts[code] + sum(row[at] * value for at, value in found) / length
        for code, row in model.weights.items()
    }
