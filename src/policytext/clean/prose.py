"""The lines of a page that are the prose of its document."""

from __future__ import annotations

import re

from policytext.clean.metalines import parse
from policytext.clean.page import TERMINAL, Line
from policytext.clean.sheet import Sheet

# a line of prose: at least this long, with a punctuation mark at least every so many characters
PROSE_LENGTH = 24
PROSE_MARK_EVERY = 80
LONGEST_LOOK = 2000
LONGEST_PAGE_NAME = 160
# a line of prose with more than so many others between it and the text stands alone
ALONE_AMONG = 3
LONGEST_HEADLINE = 45
ENDS_PROSE = "。;:,、"

_MARKS = re.compile(r"[,。;!?、]")
_PAGE_NAME = re.compile(r"(?:_|--| [-|] )[^,。;:!?、\s](?:[^,。;:!?、]{0,23}[^,。;:!?、\s])?$")


def is_prose(line: Line) -> bool:
    """Whether a line reads like running text; the name of a web page with its site behind it does not."""
    text = line.text[:LONGEST_LOOK]
    marks = len(_MARKS.findall(text))
    if len(line.text) < LONGEST_PAGE_NAME and _PAGE_NAME.search(line.text):
        return False
    return len(text) >= PROSE_LENGTH and marks * PROSE_MARK_EVERY >= len(text) and (marks > 1 or text[-1] in TERMINAL)


def find_core(sheet: Sheet) -> None:
    """The lines of prose that are the document's; groups that speak like a site are left out of a larger text."""
    lines = sheet.page.lines
    prose = [i for i in sheet.open_lines() if is_prose(lines[i]) and not _is_meta(sheet, i)]
    size = sum(len(lines[i].text) for i in prose)
    plain = [i for i in prose if not _speaks(sheet, i) or len(lines[i].text) * 3 > size]
    sheet.core[:] = _without_headlines(lines, plain or prose)


def _is_meta(sheet: Sheet, i: int) -> bool:
    return any(entry.keys.sure for entry in parse(sheet.page.lines[i].text, sheet.knowledge))


def _speaks(sheet: Sheet, i: int) -> bool:
    """Whether a line speaks like a site, or of rights and complaints more than a document does."""
    score, table = sheet.scores[i], sheet.knowledge.cleaning
    dense = score.weight * 100 >= table.density * 2 * len(sheet.page.lines[i].text)
    return score.site or (score.kinds > 1 and score.weight >= table.notice_edge and dense)


def _without_headlines(lines: tuple[Line, ...], core: list[int]) -> list[int]:
    """The lines of the text without the headlines of other pages before and behind it.

    Such a headline has no full stop and stands alone among short lines.
    """
    start, end = 0, len(core)
    while end - start > 1 and _opens_no_text(lines, core[start], core[start + 1]):
        start += 1
    while end - start > 1 and core[end - 1] - core[end - 2] > ALONE_AMONG and _is_headline(lines[core[end - 1]]):
        end -= 1
    return core[start:end]


def _opens_no_text(lines: tuple[Line, ...], i: int, following: int) -> bool:
    """Whether a line before the text is a headline: it stands alone, or is the title that other lines repeat."""
    text = lines[i].text
    if not _is_headline(lines[i]):
        return False
    return following - i > ALONE_AMONG or any(line.text.startswith(text) for line in lines[:i])


def _is_headline(line: Line) -> bool:
    return len(line.text) <= LONGEST_HEADLINE and line.text[-1] not in ENDS_PROSE
