"""Which literals a pattern cannot match without, so that it is tried only where one of them stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

MOST = 40
"""A pattern that needs one of more literals than this is tried everywhere instead."""

Parsed = Sequence[tuple[Any, Any]]


def anchors(pattern: str) -> frozenset[str]:
    """Literals of which every match of a pattern holds at least one; empty where there are none to rely on.

    Args:
        pattern: a regular expression that compiles.
    """
    found = _of_sequence(_parser.parse(pattern))
    return found if len(found) <= MOST else frozenset()


def _of_sequence(parsed: Parsed) -> frozenset[str]:
    """The best of what its parts need: the longest literals, and few of them."""
    return max(_needs(parsed), key=_worth, default=frozenset())


def _worth(literals: frozenset[str]) -> tuple[int, int]:
    return min(map(len, literals), default=0), -len(literals)


def _needs(parsed: Parsed) -> Iterator[frozenset[str]]:
    """What each part of a sequence needs; characters in a row are one part."""
    run = ""
    for op, argument in parsed:
        if op is _constants.LITERAL:
            run += chr(argument)
            continue
        if run:
            yield frozenset({run})
            run = ""
        yield _of_part(op, argument)
    if run:
        yield frozenset({run})


def _of_part(op: Any, argument: Any) -> frozenset[str]:  # noqa: ANN401 - what the parser of `re` gives
    if op is _constants.SUBPATTERN:
        return _of_sequence(argument[-1])
    if op is _constants.MAX_REPEAT and argument[0] > 0:
        return _of_sequence(argument[-1])
    if op is _constants.BRANCH:
        branches = [_of_sequence(branch) for branch in argument[1]]
        return frozenset[str]().union(*branches) if all(branches) else frozenset()
    if op is _constants.IN and all(kind is _constants.LITERAL for kind, _ in argument):
        return frozenset(chr(code) for _, code in argument)
    return frozenset()
