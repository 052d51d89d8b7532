"""Line breaks: which part sentences that belong together, and which part paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from policytext.clean.notices import Rules, rules
from policytext.clean.page import CLOSING, HAN, LINE_END, TERMINAL, Cut, Line, Page
from policytext.clean.titles import Title, key_of
from policytext.knowledge import Knowledge

# a paragraph that a page break parts is at least this long on its left side
LONG_LEFT = 60
SHORT_LEFT = 12
# a hard-wrapped text: at least so many lines of one width, which is at least so many columns
WRAPPED_LINES = 4
WRAPPED_SHARE = 0.4
NARROWEST = 30
WIDEST = 130
SLACK = 4
COUNT_SLACK = 1
# in a hard-wrapped text a line this full that stops inside a sentence goes on too
NEARLY_FULL = 0.85
SAME_CUT = 2
FEW = 12

_WORD_END = re.compile(rf"[{HAN}A-Za-z0-9,、%“《(-]$")
_FRACTION = re.compile(r"\.\d")
_FULL_LINE_END = re.compile(r"(?<=\d)[.:]$|[”》)]$")
_WORD_START = re.compile(rf"[{HAN}A-Za-z0-9”》)\"',，。、;；:：“《(%]")
_INNER_MARK = re.compile(r"[,。;、]")
_COMMA = re.compile(r"[,。、]")
_WIDE = re.compile(rf"[{HAN}\u3000-\u303f\uff00-\uffef“”‘’—…·]")


@dataclass(frozen=True, slots=True)
class Shape:
    """How the lines of a page are broken.

    Args:
        width: the columns of a hard-wrapped text; count: its characters, where it was broken by number.
        cut_lengths: lengths at which lines were cut off.
    """

    width: int | None
    count: int | None
    cut_lengths: frozenset[int]

    def reached(self, text: str) -> bool:
        """Whether a line is as long as lines of this form are when they break."""
        wide = self.width is not None and abs(columns(text) - self.width) <= SLACK
        return wide or (self.count is not None and abs(len(text) - self.count) <= COUNT_SLACK)


def tidy(page: Page, title: Title | None, knowledge: Knowledge) -> list[Cut]:
    """Cuts of line breaks inside sentences, blank lines, and white space around lines.

    Paragraphs stay parted by one line break; the title goes on in no other line.
    """
    table = knowledge.derive(rules)
    form = shape(page)
    cuts = _outer(page)
    for left, right in zip(page.lines, page.lines[1:], strict=False):
        parted = _furniture_between(page, left, right) and _continues(left, right, table, knowledge)
        is_title = title is not None and key_of(left.text) == title.key
        if not is_title and (goes_on(left, right, form, table, knowledge) or (parted and is_running(right))):
            cuts.append((left.end, right.start, "hard-wrap"))
        else:
            cuts.extend(_one_break(page, left.end, right.start))
    return cuts


def goes_on(left: Line, right: Line, form: Shape, table: Rules, knowledge: Knowledge) -> bool:
    """Whether the sentence at the end of one line goes on in the next."""
    if form.reached(left.text) and _at_width(left, right, table):
        return not table.salutation.match(left.text)
    if not _continues(left, right, table, knowledge):
        return False
    nearly = form.width is not None and columns(left.text) >= form.width * NEARLY_FULL
    if len(left.text) in form.cut_lengths or (len(left.text) < LONG_LEFT and not nearly):
        return False
    return bool(_COMMA.search(left.text[:-1])) and is_running(right)


def _at_width(left: Line, right: Line, table: Rules) -> bool:
    """Whether a line that is full may go on: it ends inside a sentence, a number or after a closing mark."""
    if "\t" in left.text or table.marker.match(right.text):
        return False
    if left.text[-1].isdigit() and _FRACTION.match(right.text):
        return True
    inside = _WORD_END.search(left.text) or _FULL_LINE_END.search(left.text)
    return bool(inside and _WORD_START.match(right.text))


def _continues(left: Line, right: Line, table: Rules, knowledge: Knowledge) -> bool:
    """Whether the characters on both sides of a break can stand in one sentence."""
    if not _WORD_END.search(left.text) or not _WORD_START.match(right.text) or "\t" in left.text:
        return False
    return not (table.marker.match(right.text) or knowledge.derive(openers).match(right.text))


def _furniture_between(page: Page, left: Line, right: Line) -> bool:
    """Whether a page break stands between two lines of prose: furniture was cut there."""
    if len(left.text) < SHORT_LEFT or not _INNER_MARK.search(left.text):
        return False
    span = page.view.to_source(left.end - 1, right.start + 1)
    return bool(page.view.source[span.start + 1 : span.end - 1].strip())


def openers(knowledge: Knowledge) -> re.Pattern[str]:
    """Words that open a sentence and never continue one."""
    return re.compile(knowledge.cleaning.sentence_openers)


def is_running(line: Line) -> bool:
    """Whether a line can be the rest of a sentence: it has a stop or a comma, or is long."""
    return len(line.text) >= LONG_LEFT or line.text[-1:] in TERMINAL + CLOSING or bool(_INNER_MARK.search(line.text))


def shape(page: Page) -> Shape:
    """The form of a page's lines."""
    broken = [line for line in page.lines if _WORD_END.search(line.text)]
    width = _wrap_width(page.lines, broken, columns, SLACK)
    return Shape(width, _wrap_width(page.lines, broken, len, COUNT_SLACK), _cut_lengths(broken))


def columns(text: str) -> int:
    """Width in columns: a Chinese character takes two."""
    return len(text) + len(_WIDE.findall(text))


def _wrap_width(lines: tuple[Line, ...], broken: list[Line], size: Callable[[str], int], slack: int) -> int | None:
    """The width of a hard-wrapped text by one measure: many lines reach it, hardly any goes beyond it."""
    if len(lines) < WRAPPED_LINES or sum(len(line.text) > WIDEST for line in lines) * FEW > len(lines):
        return None
    counts = Counter(size(line.text) for line in broken if _INNER_MARK.search(line.text))
    near = {width: sum(counts[width + by] for by in range(-slack, slack + 1)) for width in counts if width >= NARROWEST}
    if not near:
        return None
    width = max(near, key=lambda width: (near[width], width))
    wider = sum(size(line.text) > width + slack for line in lines)
    enough = near[width] >= max(WRAPPED_LINES, WRAPPED_SHARE * sum(counts.values()))
    return width if enough and wider * FEW <= len(lines) else None


def _cut_lengths(broken: list[Line]) -> frozenset[int]:
    """Lengths at which several long lines break off: those were cut, not wrapped."""
    lengths = Counter(len(line.text) for line in broken if len(line.text) > WIDEST)
    return frozenset(length for length, count in lengths.items() if count >= SAME_CUT)


def _outer(page: Page) -> list[Cut]:
    """White space before the first line and after the last."""
    if not page.lines:
        return [(0, len(page.text), "blank")]
    first, last = page.lines[0], page.lines[-1]
    return [(0, first.start, "blank"), (last.end, len(page.text), "blank")]


def _one_break(page: Page, start: int, end: int) -> list[Cut]:
    """Cuts that leave one line break of [start, end), and a tab that opens the next line."""
    gap = page.view.text[start:end]
    keep = gap.find("\n")
    if keep < 0:
        match = LINE_END.search(gap)
        if match is None:
            return []
        keep = match.start()
    stop = end
    while stop > start + keep + 1 and page.view.text[stop - 1] == "\t":
        stop -= 1
    return [(start, start + keep, "blank"), (start + keep + 1, stop, "blank")]
