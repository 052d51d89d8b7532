"""Where the document of a page stands: those of its lines of prose that are not the site's."""

from __future__ import annotations

import re

from policytext.clean.page import HAN, Line
from policytext.clean.sheet import SURE_PAGE, Sheet

# a line of prose with more than so many others between it and the text stands alone
ALONE_AMONG = 3
LONGEST_HEADLINE = 45
HEADLINE_COMMAS = 2
# a list of more is the document
MOST_HEADLINES = 40
# what stands far behind the text and is at most one part of so many is none of it
FEW = 8
ENDS_PROSE = "。;:,、"
# a document without prose: at least so many lines that only a document has, one among so many
FEWEST_PLAIN = 3
PLAIN_EVERY = 4
WEAK = frozenset(("attributes", "between-furniture", "contact", "counter", "interface", "menu", "meta-line"))
BESIDE = frozenset((None, "contact"))

_FILE = re.compile(r"\.(?i:docx?|pptx?|pdf|xlsx?|wps|txt|rtf)\b")
_ITEM = re.compile(r"(?:\d{1,2}、|\(\d{1,2}\))\D")
# the last cell is a figure: no date, no time
_ROW = re.compile(rf"(?:\|\s*)?[{HAN}].*(?:[\s|]|…|\.{{3}})(?:\d[\d,.]*%?[{HAN}]{{0,3}}|\d{{3,4}}-\d{{7,8}})(?:\s*\|)?")


def find_core(sheet: Sheet) -> None:
    """The lines of prose that are the document's; groups that speak like a site are left out of a larger text."""
    lines = sheet.page.lines
    prose = [i for i in sheet.open_lines() if i in sheet.prose]
    size = sum(len(lines[i].text) for i in prose)
    plain = [i for i in prose if not _speaks(sheet, i) or len(lines[i].text) * 3 > size]
    sheet.core[:] = _without_comments(sheet, _without_headlines(lines, plain or prose))


def find_plain_core(sheet: Sheet) -> None:
    """The lines of a document without prose, such as a list or a short notice, on a page of a site.

    They reach from the first line that only a document has to the last: a
    sentence, a heading with a number, a row that ends with a figure.  What
    only weak signs speak against, among them, is the document's.
    """
    if sheet.core or sheet.evidence < SURE_PAGE:
        return
    lines, verdicts = sheet.page.lines, sheet.verdicts
    own = [i for i, line in enumerate(lines) if verdicts[i] is None and _only_a_document_has(sheet, i, line.text)]
    if len(own) < FEWEST_PLAIN or own[-1] - own[0] >= len(own) * PLAIN_EVERY:
        return
    end = next((i for i in range(own[-1], len(lines)) if verdicts[i] not in BESIDE), len(lines))
    for i in range(own[0], end):
        if verdicts[i] in WEAK:
            verdicts[i] = None
    sheet.core[:] = [i for i in range(own[0], own[-1] + 1) if verdicts[i] is None]


def _only_a_document_has(sheet: Sheet, i: int, text: str) -> bool:
    """Whether a short line is a sentence, a heading or a numbered item, a salutation, or a row with a figure."""
    if sheet.scores[i].kinds or _FILE.search(text):
        return False
    rules = sheet.rules
    numbered = rules.heading.match(text) or _ITEM.match(text)
    return bool(text[-1] in "。;!" or numbered or rules.salutation.match(text) or _ROW.fullmatch(text))


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
