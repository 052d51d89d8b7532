"""Markdown marks, which the reading view reads as nothing: signs of headings, quotations, items and emphasis.

Only in documents that are Markdown: elsewhere stars mask what must not be
known (20**年).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policytext.clean.spacing import Cut

SUFFIXES = (".md", ".markdown")
FEWEST_HEADINGS = 2

_HEADING = re.compile(r"^#{1,6}[ \t]+(?=[^\s#])", re.MULTILINE)
_LEADING = re.compile(r"^ {0,3}(?:#{1,6}[ \t]+(?=[^\s#])|(?:>[ \t]?)+(?=\S)|[-*+][ \t]+(?=[^\s*+-]))", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<![*_~0-9A-Za-z\\])(\*\*|__|~~)(?=\S)([^*_~\n]{2,80})(?<=\S)\1(?!\*)")
_MASK = re.compile(r"[0-9][*]{2}|[*]{2}\w(?:[*]{2}|$)", re.MULTILINE)


def markup(text: str, name: str) -> Iterator[Cut]:
    """Offsets of Markdown marks in a text, in order; none where the document is not Markdown.

    Args:
        text: of the clean view.
        name: the file's name.
    """
    if not name.lower().endswith(SUFFIXES) and len(_HEADING.findall(text)) < FEWEST_HEADINGS:
        return
    start = 0
    for line in text.splitlines(keepends=True):
        for left, right in _marks(line):
            yield start + left, start + right, "markdown"
        start += len(line)


def _marks(line: str) -> Iterator[tuple[int, int]]:
    leading = _LEADING.match(line)
    if leading:
        yield leading.span()
    if not _MASK.search(line):
        for match in _EMPHASIS.finditer(line):
            yield match.span(1)
            yield match.end(2), match.end()
