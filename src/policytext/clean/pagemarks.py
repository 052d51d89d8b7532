"""The numbers that pages carry, and what their sequence tells about pages that are not there.

A mark counts where it was cut from the text and text stands between it and
the next.  The captions of a preview, in a row without text between them, say
how many pages somebody saw, and nothing about the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from policytext.clean.dates import numeral
from policytext.clean.judgement import Judged
from policytext.clean.sheet import PAGE_BREAKS
from policytext.knowledge import Knowledge
from policytext.model import Gap
from policytext.text import Span, View

TYPICAL_PAGE = 500
# with less text between them, marks stand in a row
LEAST_TEXT = 20
# a page is missing where less than this share of the text it would bring is there
MISSING_SHARE = 0.7
START_SHARE = 0.5
FEWEST_MARKS = 2

_BESIDE = PAGE_BREAKS | {None}


@dataclass(frozen=True, slots=True)
class PageMark:
    """A page's number, the last page's where it is told, and where it stood.

    `at` is its offset in the clean view, `before` the characters other than
    white space that the clean view has before it; `worded` whether it says
    that it is a page's (第1页 共2页), as the counter of a viewer (1/2) does not.
    """

    number: int
    of: int | None
    worded: bool
    at: int
    before: int


@dataclass(frozen=True, slots=True)
class PageMarks:
    """The marks with text between them, all that were seen, and the text's length without white space.

    `declared` is the highest number that any mark, caption or viewer names.
    """

    marks: tuple[PageMark, ...]
    declared: int | None
    length: int

    @property
    def counting(self) -> bool:
        """Whether the numbers go on from mark to mark, as those of pages do."""
        return len(self.marks) < FEWEST_MARKS or self.marks[-1].number > self.marks[0].number

    @property
    def last_is_there(self) -> bool:
        """Whether the last mark is that of the last page."""
        return bool(self.marks) and self.counting and self.marks[-1].number == self.marks[-1].of


@dataclass(frozen=True, slots=True)
class _Numbered:
    """What reads like a page's number: as in PageMark, with page offsets, and whether it stands in the text."""

    number: int
    of: int | None
    worded: bool
    start: int
    end: int
    inside: bool


def find_marks(judged: Judged, clean: View, knowledge: Knowledge) -> PageMarks:
    """The page marks of a page, and where they stood in its clean text.

    Only marks among the lines of the text, or right beside them, are marks
    of its pages; what viewers and captions say elsewhere tells how many
    pages there are.
    """
    found: list[PageMark] = []
    highest, solid, done = 0, 0, 0
    for each in _numbered(judged, knowledge):
        at, until = clean.to_view(judged.page.view.to_source(each.start, each.end))
        if at != until:
            continue
        highest = max(highest, each.of or each.number)
        if each.inside:
            solid += _solid(clean.text[done:at])
            done = at
            found.append(PageMark(each.number, each.of, each.worded, at, solid))
    return PageMarks(tuple(_with_text(found)), highest or None, solid + _solid(clean.text[done:]))


def _numbered(judged: Judged, knowledge: Knowledge) -> list[_Numbered]:
    """Whatever reads like a page's number, in order."""
    page, facts, lines = judged.page, knowledge.facts, judged.page.lines
    first, last = _lines_of_text(judged)
    start, end = (lines[first].start, lines[last].end) if lines else (0, 0)
    found: dict[int, _Numbered] = {}
    for match in re.finditer(facts.page_mark, page.text):
        number, of = match["n"] or match["n2"], match["of"] or match["of2"]
        inside = start <= match.start() and match.end() <= end
        at, until = match.span()
        total = int(of) if of else None
        found[at] = _Numbered(numeral(number, knowledge), total, worded=True, start=at, end=until, inside=inside)
    lone = re.compile(facts.page_line)
    for i in range(first, min(last + 1, len(lines))):
        alone = lone.fullmatch(lines[i].text) if judged.verdicts[i] in PAGE_BREAKS else None
        if alone:
            at, until, total = lines[i].start, lines[i].end, int(alone["of"]) if alone["of"] else None
            counter = _Numbered(int(alone["n"]), total, worded=False, start=at, end=until, inside=True)
            found.setdefault(at, counter)
    return sorted(found.values(), key=lambda each: each.start)


def _lines_of_text(judged: Judged) -> tuple[int, int]:
    """The first and the last line of the text, with the page marks and open lines right before and behind it."""
    verdicts, core = judged.verdicts, judged.core
    if not core:
        return 0, len(verdicts) - 1
    first, last = core[0], core[-1]
    while first and verdicts[first - 1] in _BESIDE:
        first -= 1
    while last + 1 < len(verdicts) and verdicts[last + 1] in _BESIDE:
        last += 1
    return first, last


def _solid(text: str) -> int:
    return len("".join(text.split()))


def _with_text(marks: list[PageMark]) -> Iterator[PageMark]:
    """Marks without those that stand in a row; of one number in a row, one."""
    row: list[PageMark] = []
    for mark in marks:
        if row and mark.before - row[-1].before >= LEAST_TEXT:
            yield from _of_row(row)
            row = []
        row.append(mark)
    yield from _of_row(row)


def _of_row(row: list[PageMark]) -> list[PageMark]:
    return row[:1] if len({mark.number for mark in row}) == 1 else []


def missing_pages(pages: PageMarks, clean: View) -> Iterator[Gap]:
    """Where the numbers jump though the text does not go on for as long as the pages would be.

    Marks stand at the foot of pages unless the first is 1 with no text
    before it; the missing pages follow the mark at a foot, and precede the
    next one at a head.
    """
    if len(pages.marks) < FEWEST_MARKS or not pages.counting:
        return
    usual = _usual(pages)
    first = pages.marks[0]
    if first.of and first.before < START_SHARE * (first.number - 1) * usual:
        yield Gap(clean.to_source(*_first_character(clean)), "missing_page", "pages-missing-at-the-start")
    for mark, following in pairwise(pages.marks):
        step = following.number - mark.number
        if step > 1 and following.before - mark.before < MISSING_SHARE * step * usual:
            at = (following if _at_head(pages) else mark).at
            yield Gap(_around(clean, at), "missing_page", "page-numbers-jump")


def pages_missing_at_end(pages: PageMarks, clean: View) -> Gap | None:
    """The end of a text whose last mark is clearly before the last page, and that has no text for the rest.

    It is a `cut_end`, as where the last sentence breaks off: what follows is
    gone, whether the last page that is there ends with a sentence or not.
    Behind a mark that stands alone any text may be the rest, and a viewer's
    counter that stands alone tells nothing.
    """
    alone = len(pages.marks) < FEWEST_MARKS
    if not pages.marks or not pages.counting or (alone and not pages.marks[0].worded) or not clean.text.strip():
        return None
    last = pages.marks[-1]
    missing = (last.of or 0) - last.number
    after = pages.length - last.before
    expected = (missing - 1) * _usual(pages) * START_SHARE if not alone else 0
    if missing < 1 or (after >= LEAST_TEXT and after >= expected):
        return None
    end = len(clean.text.rstrip())
    return Gap(clean.to_source(end - 1, end), "cut_end", "last-pages-missing")


def _at_head(pages: PageMarks) -> bool:
    return pages.marks[0].number == 1 and pages.marks[0].before < LEAST_TEXT


def _usual(pages: PageMarks) -> float:
    """Characters of a page: between marks that follow each other, or as pages usually have."""
    steps = [b.before - a.before for a, b in pairwise(pages.marks) if b.number == a.number + 1]
    return median(steps) if steps else TYPICAL_PAGE


def _first_character(clean: View) -> tuple[int, int]:
    start = len(clean.text) - len(clean.text.lstrip())
    return start, start + 1


def _around(clean: View, at: int) -> Span:
    """What stands between the texts on both sides of a mark that was cut."""
    text, left, right = clean.text, at, at
    while left and text[left - 1].isspace():
        left -= 1
    while right < len(text) and text[right].isspace():
        right += 1
    before = clean.to_source(left - 1, left).end if left else 0
    after = clean.to_source(right, right + 1).start if right < len(clean.text) else len(clean.source)
    return Span(before, max(after, before + 1))
