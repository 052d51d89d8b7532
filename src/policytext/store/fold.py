"""Text as search compares it.

Folding works character by character: NFKC, case folded, white space and
invisible format characters removed.  So whatever stands in a text is found
when it is typed, whatever its width, case or line breaks; and a piece of a
text folds to a piece of the folded text.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from itertools import accumulate
from operator import add


class _Folding(dict[int, str]):
    """Code point to its folded form, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        formed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", chr(code)).casefold())
        self[code] = "".join(each for each in formed if not each.isspace() and unicodedata.category(each) != "Cf")
        return self[code]


_FOLDING = _Folding()


def fold(text: str) -> str:
    """The folded form of a text."""
    return text.translate(_FOLDING)


BEYOND = "z"
"""Before a token of a character that is another passage's own."""


def tokens(folded: str, own: int) -> list[str]:
    """Every character with the one behind it, as an ASCII token of their code points; nothing stands behind the last.

    Args:
        folded: a passage or sentence.
        own: its characters from here on belong to the next one, and their tokens say so.
    """
    plain = pairs(folded + "\0")
    return [*plain[:own], *(BEYOND + token for token in plain[own:])]


def pairs(folded: str) -> list[str]:
    """Every two neighbouring characters as a token."""
    codes = [_CODES[character] for character in folded]
    return list(map(add, codes, codes[1:]))


class _Codes(dict[str, str]):
    """Character to its half of a token, filled as characters are met."""

    def __missing__(self, character: str) -> str:
        self[character] = f"{ord(character):06x}"
        return self[character]


_CODES = _Codes()


class Folded:
    """A folded text that knows which character each of its characters comes from."""

    def __init__(self, original: str) -> None:
        self.original = original
        parts = [_FOLDING[ord(character)] for character in original]
        self.text = "".join(parts)
        self.starts = [0, *accumulate(map(len, parts))]

    def offset(self, index: int) -> int:
        """Folded offset at which the original's character at `index` begins."""
        return self.starts[index]

    def index(self, offset: int) -> int:
        """Index of the original's character that the folded character at `offset` comes from."""
        return bisect_right(self.starts, offset) - 1

    def occurrences(self, word: str, start: int, end: int) -> list[tuple[int, int]]:
        """Original [start, end) of every occurrence of a folded word within folded [start, end), overlapping too."""
        found = []
        at = self.text.find(word, start, end)
        while at >= 0:
            found.append((self.index(at), self.index(at + len(word) - 1) + 1))
            at = self.text.find(word, at + 1, end)
        return found
