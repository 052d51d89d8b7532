"""Where the document of a page stands: those of its lines of prose that are not the site's."""

from __future__ import annotations

from policytext.clean.page import Line
from policytext.clean.sheet import Sheet

# a line of prose with more than so many others between it and the text stands alone
ALONE_AMONG = 3
LONGEST_HEADLINE = 45
HEADLINE_COMMAS = 2
# a list of more is the document
MOST_HEADLINES = 40
# what stands far behind the text and is at most one part of so many is none of it
FEW = 8
ENDS_PROSE = "。;:,、"


def find_core(sheet: Sheet) -> None:
    """The lines of prose that are the document's; groups that speak like a site are left out of a larger text."""
    lines = sheet.page.lines
    prose = [i for i in sheet.open_lines() if i in sheet.prose]
    size = sum(len(lines[i].text) for i in prose)
    plain = [i for i in prose if not _speaks(sheet, i) or len(lines[i].text) * 3 > size]
    sheet.core[:] = _without_comments(sheet, _without_headlines(lines, plain or prose))


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
    while end - start > 1 and start < MOST_HEADLINES and _opens_no_text(lines, core[start], core[start + 1]):
        start += 1
    while end - start > 1 and core[end - 1] - core[end - 2] > ALONE_AMONG and _is_headline(lines[core[end - 1]]):
        end -= 1
    return core[start:end]


def _without_comments(sheet: Sheet, core: list[int]) -> list[int]:
    """The lines of the text without a notice and comments far behind it, each with a word that sites use."""
    lines, end = sheet.page.lines, len(core)
    size = sum(len(lines[i].text) for i in core)
    while end > 1 and core[end - 1] - core[end - 2] > ALONE_AMONG and sheet.scores[core[end - 1]].kinds:
        if len(lines[core[end - 1]].text) * FEW > size:
            break
        end -= 1
    return core[:end]


def _opens_no_text(lines: tuple[Line, ...], i: int, following: int) -> bool:
    """Whether a line before the text is a headline: it stands alone, or is the title that other lines repeat."""
    text = lines[i].text
    if not _is_headline(lines[i]):
        return False
    return following - i > ALONE_AMONG or any(line.text.startswith(text) for line in lines[:i])


def _is_headline(line: Line) -> bool:
    """Whether a line is as short as a headline, with no stop and hardly a comma."""
    short = len(line.text) <= LONGEST_HEADLINE and line.text[-1] not in ENDS_PROSE
    return short and line.text.count(",") <= HEADLINE_COMMAS
