"""Words and queries as the search index is asked for them.

Both indexes know which tokens are a passage's own.  SQLite's knows their order
too, so it answers exactly; for PostgreSQL's, what it answers of words longer
than a token is verified.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from policytext.store.fold import BEYOND, pairs
from policytext.store.query import All, Node, Not, Some, Word


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
    """What every passage has that fulfils a query, as PostgreSQL's tsquery; None where the index cannot help.

    Words of one or two characters are tokens: a query of nothing else, see `is_sharp`, is answered exactly.
    """
    if isinstance(node, Some):
        return _joined([at_least(part) for part in node.parts], " | ")
    if isinstance(node, All):
        return _joined([terms for part in node.parts if (terms := at_least(part)) is not None], " & ")
    if isinstance(node, Not):
        return f"!{at_least(node.part)}" if is_sharp(node.part) else None
    return _both(node.text) if isinstance(node, Word) else None


def at_least_own(words: Sequence[str]) -> str:
    """What every passage has in whose own part one of some words begins, as PostgreSQL's tsquery."""
    return f"({' | '.join(_begun(word) for word in words)})"


def at_least_in_sentence(groups: Sequence[Sequence[str]]) -> str:
    """What every sentence has in which one word of every group stands; sentences share nothing."""
    asked = ([" & ".join(_pieces(word)) for word in group] for group in groups)
    return " & ".join(f"({' | '.join(f'({word})' for word in group)})" for group in asked)


def is_sharp(node: Node) -> bool:
    """Whether a query asks only for words that are tokens on PostgreSQL."""
    if isinstance(node, All | Some):
        return all(map(is_sharp, node.parts))
    return is_sharp(node.part) if isinstance(node, Not) else isinstance(node, Word) and is_token(node.text)


def is_token(word: str) -> bool:
    """Whether PostgreSQL's index alone tells where a word stands."""
    return len(word) <= PAIR


PAIR = 2


def _both(word: str) -> str:
    """Each piece, in the own part or behind it."""
    pieces = zip(_pieces(word), _pieces(word, " "), strict=True)
    return f"({' & '.join(f'({own} | {beyond})' for own, beyond in pieces)})"


def _begun(word: str) -> str:
    """The first piece in the own part."""
    return f"({_pieces(word)[0]} & {_both(word)})" if len(word) > PAIR else _pieces(word)[0]


def _pieces(word: str, mark: str = "") -> list[str]:
    """Every two neighbouring characters, or what begins with the only one, as terms of a tsquery."""
    if len(word) == 1:
        return [f"{_quoted(mark + word)}:*"]
    return [_quoted(mark + word[at : at + PAIR]) for at in range(len(word) - 1)]


def _quoted(token: str) -> str:
    doubled = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"
