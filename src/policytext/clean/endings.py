"""Where the text of a page is over, and boxes of links that stand in its midst."""

from __future__ import annotations

import re

from policytext.clean.dates import forms
from policytext.clean.prose import is_prose
from policytext.clean.sheet import PAGE_EVIDENCE, Sheet

# text behind the end is at most this share of the text before it
TAIL_SHARE = 0.5
LONGEST_TAIL_LINE = 160
MOST_LINKS = 6
SHORTEST_LINK = 8
LONGEST_LINK = 60
# the last line of a box before the text is a heading of it if the links are longer by this factor
HEADING_SHORTER = 1.4
STOPS = "。;!"

# a heading of a box that names its link in the same line
_WITH_LINK = re.compile(r"[:\]】].")


def cut_boxes(sheet: Sheet) -> None:
    """Headings of link boxes inside the text, each with the links under it.

    A link is a short line without a stop or a list number; a box inside the
    text is followed by prose.
    """
    if sheet.evidence < PAGE_EVIDENCE or not sheet.core:
        return
    for i in range(sheet.core[0], sheet.core[-1]):
        line = sheet.page.lines[i]
        if sheet.rules.box.fullmatch(line.text):
            sheet.verdicts[i] = sheet.verdicts[i] or "link-box"
            for j in _links(sheet, i + 1) if not _WITH_LINK.search(line.text) else ():
                sheet.verdicts[j] = sheet.verdicts[j] or "link-box"


def _links(sheet: Sheet, start: int) -> range:
    """The links under a heading, up to the next line of prose or list number; none if anything else is among them."""
    marker = sheet.rules.marker
    texts = [line.text for line in sheet.page.lines[start : start + MOST_LINKS + 1]]
    end = next((j for j, text in enumerate(texts) if is_prose(text) or marker.match(text)), len(texts))
    under = range(start, start + end)
    plain = all(
        SHORTEST_LINK <= len(text) <= LONGEST_LINK and text[-1] not in STOPS
        for j, text in zip(under, texts, strict=False)
        if sheet.verdicts[j] is None
    )
    if not plain or len(under) > MOST_LINKS:
        return range(0)
    sizes = [len(text) for text in texts[:end]]
    heading = len(sizes) > 1 and sizes[-1] * HEADING_SHORTER < sum(sizes[:-1]) / len(sizes[:-1])
    return under[:-1] if heading else under


def cut_tail(sheet: Sheet) -> None:
    """Everything from the first line after which nothing of the document comes."""
    if sheet.evidence < PAGE_EVIDENCE or not sheet.core:
        return
    lines = sheet.page.lines
    before, total = 0, sum(len(lines[i].text) for i in sheet.core)
    core, resumed = set(sheet.core), _last_heading(sheet)
    for i, line in enumerate(lines):
        before += len(line.text) if i in core else 0
        if i >= resumed and before and total - before <= before * TAIL_SHARE and _is_tail(sheet, i):
            for j in range(i, len(lines)):
                sheet.verdicts[j] = sheet.verdicts[j] or "after-the-end"
            return


def _last_heading(sheet: Sheet) -> int:
    """The last line with a heading in Chinese numerals, that names the editor or dates a signature.

    The text is not over before.
    """
    lines, inside = sheet.page.lines, range(sheet.start(), sheet.core[-1] + 1)
    headings = [i for i in inside if sheet.rules.heading.match(lines[i].text)]
    editors = [i for i, line in enumerate(lines) if i >= sheet.start() and sheet.rules.end_sign.fullmatch(line.text)]
    body, day = sheet.rules.signature, sheet.knowledge.derive(forms).words
    # a name and a day behind other furniture are those of an upload
    signed = [i for i in range(sheet.start() + 1, sheet.behind()) if day.fullmatch(lines[i].text)]
    signed = [i for i in signed if body.match(lines[i - 1].text) and not day.match(lines[i - 1].text)]
    return max([*headings, *editors[:1], *signed[:1]], default=0)


def _is_tail(sheet: Sheet, i: int) -> bool:
    text = sheet.page.lines[i].text
    if len(text) > LONGEST_TAIL_LINE:
        return False
    own = sheet.site.tail if sheet.site else None
    return bool(sheet.rules.tail.fullmatch(text) or (own and own.fullmatch(text)))
