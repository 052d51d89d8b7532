"""A page as its lines, folded so that one pattern fits every way of writing.

Folding is one for one: traditional characters read as simplified, full-width
forms as ASCII, every kind of space as one.  Offsets into the folded text are
offsets into the view it was folded from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from policytext.knowledge import Knowledge
from policytext.text import Edit, View

LINE_END = re.compile(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
HAN = r"\u3400-\u9fff\uf900-\ufaff〇\U00020000-\U000323af"
TERMINAL = "。！？!?…；;：:"
FEW_REPLACED = 64
CLOSING = "”’」』）)】》〉\"'"

Cut = tuple[int, int, str]
"""Page offsets of a stretch to cut, and the rule's name."""

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the white space around it: offsets into the page, and how it folds."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Page:
    """A view, folded and parted into lines that are not blank."""

    view: View
    text: str
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, view: View, knowledge: Knowledge) -> Page:
        """The lines of a view."""
        text = fold(view.text, knowledge)
        return cls(view, text, tuple(_lines(text)))

    def unfolded(self, breaks: Callable[[str], Iterable[int]]) -> Page:
        """The page with its lines parted further.

        Args:
            breaks: offsets in a line at which it is parted; none for most lines.
        """
        parts = [
            _stripped(self.text, line.start + a, line.start + b)
            for line in self.lines
            for a, b in pairwise((0, *breaks(line.text), len(line.text)))
        ]
        return Page(self.view, self.text, tuple(part for part in parts if part.text))

    def without(self, cuts: Iterable[Cut]) -> Page:
        """The page with stretches cut, which must not overlap; empty ones are passed over."""
        ordered = sorted(cut for cut in cuts if cut[0] < cut[1])
        if not ordered:
            return self
        ends = [(0, 0, ""), *ordered, (len(self.text), 0, "")]
        text = "".join(self.text[left[1] : right[0]] for left, right in pairwise(ends))
        view = self.view.apply(Edit(self.view.to_source(start, end), "", rule) for start, end, rule in ordered)
        return Page(view, text, tuple(_lines(text)))

    @cached_property
    def length(self) -> int:
        """Characters other than white space at the ends of lines."""
        return sum(line.end - line.start for line in self.lines)


def fold(text: str, knowledge: Knowledge) -> str:
    """A text of the same length in simplified characters, ASCII forms and one kind of space."""
    table = knowledge.derive(folding)
    foreign = sorted(table.keys() & set(text))
    if len(foreign) > FEW_REPLACED:
        return text.translate({ord(char): table[char] for char in foreign})
    for char in foreign:  # several times faster than one translation, which looks up every character
        text = text.replace(char, table[char])
    return text


def folding(knowledge: Knowledge) -> Mapping[str, str]:
    """What each character folds to, if not to itself; nothing folds twice."""
    table = {key: value for key, value in knowledge.traditional.items() if value not in knowledge.traditional}
    table.update({chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)})
    table.update(dict.fromkeys(_SPACES, " "))
    return table


def _lines(text: str) -> list[Line]:
    lines = []
    start = 0
    for match in LINE_END.finditer(text):
        lines.append((start, match.start()))
        start = match.end()
    lines.append((start, len(text)))
    return [_stripped(text, start, end) for start, end in lines if text[start:end].strip()]


def _stripped(text: str, start: int, end: int) -> Line:
    raw = text[start:end]
    left = len(raw) - len(raw.lstrip())
    body = raw.strip()
    return Line(start + left, start + left + len(body), body)
