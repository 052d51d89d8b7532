"""Which of many patterns can match in a text at all, told in one scan for the words that each of them needs.

Most rules are regular expressions of which few find anything in
a given line.  What a match must hold is read off the expression itself: of
`(?:力争|确保(?!了)).{0,4}` one of 力争, 确保.  One automaton finds these words
of all patterns at once, and only the patterns whose words stand there are
tried.  Nothing is ever left out that could match: where an expression cannot
be read, it is tried everywhere.
"""

from __future__ import annotations

import re
import re._constants as codes  # type: ignore[import-not-found] # no stubs; Hypothesis reads expressions the same way
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from math import prod
from typing import Any, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation

Row = TypeVar("Row")
Words = frozenset[str]

_MASK = "#"
"""Stands for a numeral in what is left of a line once its numbers are read; as frequent as a digit."""

_MOST = 400
"""Words that one pattern may need one of; a longer list is left at what its parts need."""

_MANY = 1000
"""Words from which on the fastest automaton takes too long to build."""

_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_PLAIN_MARKS = "，。、；：“”（）%"
_SPACES = frozenset(char for char in map(chr, range(0x3001)) if char.isspace())
"""What `\\s` matches."""

_POINTS = (codes.AT, codes.ASSERT, codes.ASSERT_NOT)
"""Parts that match no character."""

NEVER = re.compile("\0(?<!\0)")
"""Matches nothing, and sees so fast."""

_OFTEN = 0.1
"""Words that are expected at more than this share of places are not looked for."""


def sifted(rows: Iterable[Row], patterns: Sequence[str]) -> Callable[[str], tuple[Row, ...]]:
    """A function that gives those rows, in order, whose pattern may match somewhere in a text.

    Args:
        rows: anything.
        patterns: the expression of each row.
    """
    kept, may = tuple(rows), possible(patterns)

    @lru_cache(maxsize=4000)
    def chosen(bits: int) -> tuple[Row, ...]:
        return tuple(row for index, row in enumerate(kept) if bits >> index & 1)

    return lambda text: chosen(may(text))


def possible(patterns: Sequence[str]) -> Callable[[str], int]:
    """A function that gives a bit for each pattern that may match somewhere in a text, the first the lowest."""
    always, masks = 0, dict[str, int]()
    for index, pattern in enumerate(patterns):
        words = needed(pattern)
        if not words or _frequency(words) > _OFTEN:
            always |= 1 << index
        else:
            for word in words:
                masks[word] = masks.get(word, 0) | 1 << index
    built = Implementation.DFA if len(masks) < _MANY else None  # the fastest, but slow to build for many words
    find, bits_of = AhoCorasick(list(masks), implementation=built).find_matches_as_indexes, list(masks.values())

    def bits(text: str) -> int:
        found = always
        for word, _, _ in find(text, overlapping=True):
            found |= bits_of[word]
        return found

    return bits


def ending(patterns: Sequence[str]) -> Callable[[str], bool]:
    """A function that tells whether one of the patterns may match somewhere in a text; most of them end in `$`.

    A look at the last character is enough for those that do, and tell what stands before it.
    """
    ends = {pattern: edges(pattern, last=True) if _to_end(parser.parse(pattern)) else None for pattern in patterns}
    signs = frozenset("\n").union(*filter(None, ends.values()))  # `$` matches before a line feed too
    may = possible([pattern for pattern, told in ends.items() if not told])
    return lambda text: text[-1:] in signs or may(text) > 0


def _to_end(items: Sequence[Any]) -> bool:
    """Whether all that a sequence matches reaches to the end of the text."""
    if not items:
        return False
    kind, value = items[-1]
    if kind is codes.BRANCH:
        return all(map(_to_end, value[1]))
    if kind is codes.SUBPATTERN:
        return _to_end(value[3])
    return kind is codes.AT and value in {codes.AT_END, codes.AT_END_STRING}


def everywhere(pattern: str) -> Callable[..., Iterator[re.Match[str]]]:
    """`finditer` of a pattern of many branches, tried only where a character stands that can begin a match."""
    whole, signs = re.compile(pattern), edges(pattern, last=False)
    if not signs:
        return whole.finditer
    begins = re.compile(f"[{re.escape(''.join(sorted(signs)))}]")

    def matches(text: str, at: int = 0) -> Iterator[re.Match[str]]:
        while begun := begins.search(text, at):
            match = whole.match(text, begun.start())
            at = match.end() if match else begun.end()
            if match:
                yield match

    return matches


def needed(pattern: str) -> Words:
    """Words of which every text that the pattern matches holds one; none where that cannot be told."""
    parsed = parser.parse(pattern)
    return frozenset() if parsed.state.flags & re.IGNORECASE else _needed(parsed)


def _needed(items: Iterable[Any]) -> Words:
    """What a sequence needs: the rarest among its parts and the runs of parts that spell words."""
    found: list[Words] = []
    run: Words = frozenset()
    for item in items:
        spelt = _spelt(item)
        fits = len(run) * len(spelt) <= _MOST
        longer = frozenset(one + other for one in run for other in spelt) if run and spelt and fits else spelt or run
        found += [longer] if spelt else [longer, _part(item)]
        # what is repeated ends one run and begins the next: [0-9]+、 holds a digit and 、 side by side
        run = spelt if item[0] in _REPEATS or not fits else longer if spelt else frozenset()
    return min(filter(None, found), key=_frequency, default=frozenset())


def _part(item: Any) -> Words:  # noqa: ANN401 - what the parser makes
    """What one part of an expression needs."""
    kind, value = item
    if kind is codes.SUBPATTERN:
        return frozenset() if value[1] & re.IGNORECASE else _needed(value[3])
    if kind is codes.BRANCH:
        return _either(map(_needed, value[1]))
    if kind in _REPEATS and value[0]:
        return _needed(value[2])
    return _needed(value[1]) if kind is codes.ASSERT else _spelt(item)


def _spelt(item: Any) -> Words:  # noqa: ANN401 - what the parser makes
    """All that a part, or one round of what is repeated, can match; none where that is too much to tell, or nothing."""
    kind, value = item
    if kind is codes.LITERAL:
        return frozenset({chr(value)})
    if kind is codes.IN:
        return _members(value)
    if kind is codes.BRANCH:
        return _either(map(_joined, value[1]))
    if kind is codes.SUBPATTERN and not value[1] & re.IGNORECASE:
        return _joined(value[3])
    return _joined(value[2]) if kind in _REPEATS and value[0] else frozenset()


def _joined(items: Iterable[Any]) -> Words:
    """All that a sequence can match, as `_spelt` tells it of a part."""
    words: Words = frozenset({""})
    for item in items:
        part = _spelt(item) if item[0] not in _REPEATS else frozenset()
        if len(words) * len(part) > _MOST:
            return frozenset()
        words = frozenset(one + other for one in words for other in part)
    return words - {""}


def _either(branches: Iterable[Words]) -> Words:
    """The words of all branches; none where one of them has none."""
    found = list(branches)
    return frozenset().union(*found) if all(found) else frozenset()


def edges(pattern: str, *, last: bool) -> Words:
    """The characters of which one begins every match, or with `last` ends it; none where that cannot be told."""
    parsed = parser.parse(pattern)
    found = None if parsed.state.flags & re.IGNORECASE else _edge(parsed, last=last)
    return found[0] if found and not found[1] else frozenset()


def _edge(items: Sequence[Any], *, last: bool) -> tuple[Words, bool] | None:
    """The characters at an edge of a sequence, and whether it can be empty; None where they cannot be told."""
    signs: Words = frozenset()
    for item in list(items)[:: -1 if last else 1]:
        found = _outer(item, last=last)
        if found is None or not found[1]:
            return found and (signs | found[0], False)
        signs |= found[0]
    return signs, True


def _outer(item: Any, *, last: bool) -> tuple[Words, bool] | None:  # noqa: ANN401 - what the parser makes
    """The same for one part."""
    kind, value = item
    if kind in _POINTS:
        return frozenset(), True
    if kind is codes.SUBPATTERN and not value[1] & re.IGNORECASE:
        return _edge(value[3], last=last)
    if kind in _REPEATS:
        found = _edge(value[2], last=last)
        return found and (found[0], found[1] or not value[0])
    if kind is codes.BRANCH:
        branches = [_edge(branch, last=last) for branch in value[1]]
        told = [found for found in branches if found]
        signs: Words = frozenset().union(*(found[0] for found in told))
        return (signs, any(found[1] for found in told)) if len(told) == len(branches) else None
    signs = _spelt(item)
    return (signs, False) if signs else None


def _members(value: Sequence[Any]) -> Words:
    """The characters of a class; none for a negated one or one of many."""
    signs: set[str] = set()
    for kind, sign in value:
        if kind is codes.LITERAL:
            signs.add(chr(sign))
        elif kind is codes.RANGE and sign[1] - sign[0] < _MOST:
            signs.update(map(chr, range(sign[0], sign[1] + 1)))
        elif kind is codes.CATEGORY and sign is codes.CATEGORY_SPACE:
            signs |= _SPACES
        else:
            return frozenset()
    return frozenset(signs)


def _frequency(words: Words) -> float:
    """About how often one of the words stands at a place, by the kinds of its characters."""
    return sum(prod(map(_share, word)) for word in words)


@lru_cache(maxsize=4000)
def _share(char: str) -> float:
    """About the share of a character among those of a line: digits and masks, plain marks, Chinese, all others."""
    if char.isdecimal() or char == _MASK:
        return 1 / 20
    if char in _PLAIN_MARKS:
        return 1 / 50
    return 1 / 200 if char.isalpha() and not char.isascii() else 1 / 5000
