"""Names made of whole words: a name that begins inside a word takes the rest of it."""

from __future__ import annotations

from policytext.extract.seat import Seat
from policytext.knowledge.load import Knowledge
from policytext.segment import words

_AROUND = 12
_LONGEST_WORD = 4


def whole(name: str, seat: Seat, knowledge: Knowledge) -> str:
    """The name with the word it begins in made whole: 达标率 for 标率, 落实率 for 率.

    Only a name that stands whole in the words before its mention, or in those
    after it, can be checked; words are those of rjieba with our dictionary.

    Args:
        name: of the mention, not empty.
        seat: where the mention sits.
        knowledge: the tables.
    """
    text = seat.text
    start = text.rfind(name, seat.begin, seat.draft.start)
    if start < 0:
        start = text.find(name, seat.draft.end + 1, seat.finish)
    if start < 0:
        return name
    end = start + len(name)
    low = max(0, start - _AROUND)
    cuts = words(knowledge, text[low : end + _AROUND])
    first, last = next(((low + first, low + last) for first, last in cuts if low + last >= start), (start, start))
    inside = first < start < last or (last == start and name in knowledge.indicators.bare_heads)
    return text[first if inside and _joins(text, first, last) else start : end]


def _joins(text: str, start: int, end: int) -> bool:
    """Whether a word is Chinese throughout and short, so that a guess of the dictionary does little harm."""
    word = text[start:end]
    return len(word) <= _LONGEST_WORD and word.isalpha() and not any(map(str.isascii, word))
