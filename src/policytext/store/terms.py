"""Words and queries as the search index is asked for them.

SQLite's index knows the order of tokens and which are a passage's own, so it
answers exactly.  PostgreSQL's knows which tokens a passage has; what it
answers is verified.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from policytext.store.fold import BEYOND, pairs
from policytext.store.query import All, Node, Not, Some, Word, words_of


def exact(node: Node) -> str | None:
    """The passages that fulfil a query, in SQLite's syntax; None where it asks for more than words."""
    if isinstance(node, Word):
        return any_of([node.text])
    if isinstance(node, Some):
        return _joined([exact(part) for part in node.parts], " OR ")
    if isinstance(node, All):
        wanted = [exact(part) for part in node.parts if not isinstance(part, Not)]
        unwanted = [exact(part.part) for part in node.parts if isinstance(part, Not)]
        held, without = _joined(wanted, " AND "), _joined(unwanted, " OR ")
        return f"({held} NOT {without})" if held and without else held if not unwanted else None
    return None


def any_of(words: Sequence[str]) -> str:
    """Passages or sentences in which one of some words stands, in SQLite's syntax."""
    return _any(words, _everywhere)


def own_of(words: Sequence[str]) -> str:
    """Passages in whose own part one of some words begins, in SQLite's syntax."""
    return _any(words, _own)


def _any(words: Sequence[str], forms: Callable[[str], list[str]]) -> str:
    return f"({' OR '.join(form for word in words for form in forms(word))})"


def _own(word: str) -> list[str]:
    """A word of which at least the first character is the passage's own."""
    first, plain = f"{ord(word[0]):06x}", pairs(word)
    if not plain:
        return [f'"{first}" *']
    return [_phrase(plain, own) for own in range(1, len(plain) + 1)]


def _everywhere(word: str) -> list[str]:
    first, plain = f"{ord(word[0]):06x}", pairs(word)
    if not plain:
        return [f'"{first}" *', f'"{BEYOND}{first}" *']
    return [_phrase(plain, own) for own in range(len(plain) + 1)]


def _phrase(plain: Sequence[str], own: int) -> str:
    return f'"{" ".join([*plain[:own], *(BEYOND + token for token in plain[own:])])}"'


def _joined(parts: Sequence[str | None], between: str) -> str | None:
    known = [part for part in parts if part is not None]
    return f"({between.join(known)})" if known and len(known) == len(parts) else None


def at_least(node: Node) -> str | None:
    """What every passage has that fulfils a query, as PostgreSQL's tsquery; None where the index cannot help."""
    if isinstance(node, Some):
        return _joined([at_least(part) for part in node.parts], " | ")
    if isinstance(node, All):
        return _joined([terms for part in node.parts if (terms := at_least(part)) is not None], " & ")
    if isinstance(node, Word):
        return f"({' & '.join(pairs(node.text)) or f'{ord(node.text):06x}:*'})"
    return None


def is_of_words(node: Node) -> bool:
    """Whether a query asks for words only."""
    return exact(node) is not None and bool(words_of(node))
