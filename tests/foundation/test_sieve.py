"""What a pattern needs is read off it, and nothing that could match is left out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.extract.exclusion.rules import _takers
from policytext.extract.indicator.phrase import phrases
from policytext.extract.kind.rules import cues
from policytext.pipeline import default_knowledge
from policytext.sieve import NEVER, edges, ending, everywhere, needed, possible, sifted

NEEDS = [
    ("力争|确保(?!了)", {"力争", "确保"}),
    ("(?:拟|将)于", {"拟于", "将于"}),
    ("[0-9]+(?:年|月)底", {f"{digit}{unit}底" for digit in range(10) for unit in "年月"}),
    ("约(?=[甲乙])", {"约"}),
    ("甲?乙", {"乙"}),
    ("甲*", set()),
    ("[^甲]", set()),
    (".", set()),
    ("甲|", set()),
    ("(?i)ab", set()),
    ("(?i:ab)", set()),
]


@pytest.mark.parametrize(("pattern", "words"), NEEDS)
def test_a_pattern_needs_the_words_that_it_spells(pattern: str, words: set[str]) -> None:
    """Alternatives, classes and repeated parts are spelt out, and what may be left out is not needed."""
    assert words == needed(pattern)


@pytest.mark.parametrize(
    ("pattern", "first", "last"),
    [("甲乙|丙?丁", "甲丙丁", "乙丁"), ("(?<=子)甲[0-2]{2}$", "甲", "012"), ("甲.", "甲", ""), ("甲*", "", "")],
)
def test_the_edges_of_a_pattern(pattern: str, first: str, last: str) -> None:
    """The first and the last characters of its matches are told, where they can be."""
    assert edges(pattern, last=False) == set(first)
    assert edges(pattern, last=True) == set(last)


PARTS = st.sampled_from(
    ["甲", "乙丙", "[甲乙]", "[^甲]", ".", "丙?", "(?:甲|乙丁)", "丁{2}", "(?=乙)", "(?<!甲)", "(?:丙丁)+", r"\s", "$"]
)
PATTERNS = st.lists(st.lists(PARTS, min_size=1, max_size=4).map("".join), min_size=1, max_size=3).map("|".join)
TEXTS = st.text("甲乙丙丁 \n", max_size=8)


@given(st.lists(PATTERNS, max_size=4), TEXTS)
def test_no_pattern_that_matches_is_left_out(patterns: list[str], text: str) -> None:
    """Whatever a search finds, the sieve has let through, in its order."""
    matching = [pattern for pattern in patterns if re.search(pattern, text)]
    bits = possible(patterns)(text)
    assert all(bits >> index & 1 for index, pattern in enumerate(patterns) if pattern in matching)
    let_through = sifted(patterns, patterns)(text)
    assert [pattern for pattern in let_through if pattern in matching] == matching


@given(st.lists(PATTERNS, max_size=3), TEXTS)
def test_a_pattern_that_ends_the_text_is_told_by_its_last_character(patterns: list[str], text: str) -> None:
    """Where one of them matches, the quick look does not say no."""
    closed = [f"(?:{pattern})$" for pattern in patterns]
    assert ending(closed)(text) or not any(re.search(pattern, text) for pattern in closed)


@given(PATTERNS, TEXTS, st.integers(0, 3))
def test_matches_are_those_of_finditer(pattern: str, text: str, at: int) -> None:
    """Trying only where a match can begin finds the same matches."""
    begin = min(at, len(text))
    expected = [match.span() for match in re.compile(pattern).finditer(text, begin)]
    assert expected == [match.span() for match in everywhere(pattern)(text, begin)]


@given(TEXTS)
def test_never_matches_nothing(text: str) -> None:
    """What stands for a cue that cannot be there finds nothing, in any text."""
    assert NEVER.search(text + "\0") is None


def test_most_zones_and_cues_can_be_told() -> None:
    """The shipped tables are written so that the sieve reads them; one it cannot read is tried in every line."""
    knowledge = default_knowledge()
    zones = [taker.pattern.pattern for taker in knowledge.derive(_takers)]
    table = knowledge.derive(cues)
    kinds = [getattr(table, name).pattern for name in table.__slots__ if name != "tones"]
    assert sum(not needed(pattern) for pattern in [*zones, *kinds]) <= 2
    assert all(signs or index == 3 for index, (_, signs) in enumerate(knowledge.derive(phrases).front))
