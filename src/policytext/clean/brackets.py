"""Brackets and quotation marks without a partner."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policytext.clean.page import Page
from policytext.model import Gap

PARTNER = {"”": "“", "》": "《", ")": "("}
SENTENCE_ENDS = "。;!?"

_MARKS = re.compile(r"[“”《》()]")


def unbalanced(page: Page) -> Iterator[Gap]:
    """Marks that open and never close, or close without opening, within their line.

    A mark that opens in a line which breaks off may close in a line that goes
    on from there: the text was wrapped.  A lone `)` is that of a list number.
    """
    waiting: list[tuple[str, int]] = []
    for line in page.lines:
        closing, opening = _without_partner(line.text, line.start)
        for char, at in closing:
            if waiting and waiting[-1][0] == PARTNER[char]:
                waiting.pop()
            elif char != ")":
                yield _gap(page, at)
        waiting += opening
        if line.text[-1] in SENTENCE_ENDS:
            yield from (_gap(page, at) for _, at in waiting)
            waiting = []
    yield from (_gap(page, at) for _, at in waiting)


def _without_partner(text: str, start: int) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Marks of a line that close what it did not open, and that open what it does not close, with page offsets."""
    closing: list[tuple[str, int]] = []
    waiting: list[tuple[str, int]] = []
    for match in _MARKS.finditer(text):
        char, at = match.group(), start + match.start()
        if char not in PARTNER:
            waiting.append((char, at))
        elif waiting and waiting[-1][0] == PARTNER[char]:
            waiting.pop()
        else:
            closing.append((char, at))
    return closing, waiting


def _gap(page: Page, at: int) -> Gap:
    return Gap(page.view.to_source(at, at + 1), "unbalanced", "mark-without-partner")
