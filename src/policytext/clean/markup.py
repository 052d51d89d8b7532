"""Markdown marks, which the reading view reads as nothing: signs of headings, quotations, items and emphasis.

Only in documents that are Markdown: elsewhere stars mask what must not be
known (20**年).  Stars around a bare number are emphasis anywhere: nobody masks
on both sides of what he tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policytext.clean.amounts import emphasised_numbers
from policytext.clean.spacing import Cut
from policytext.knowledge import Knowledge

SUFFIXES = (".md", ".markdown")
FEWEST_HEADINGS = 2

_STARS = "**"
_HEADING = re.compile(r"^#{1,6}[ \t]+(?=[^\s#])", re.MULTILINE)
_LEADING = re.compile(r"^ {0,3}(?:#{1,6}[ \t]+(?=[^\s#])|(?:>[ \t]?)+(?=\S)|[-*+][ \t]+(?=[^\s*+-]))", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<![*_~0-9A-Za-z\\])(\*\*|__|~~)(?=\S)([^*_~\n]{2,80})(?<=\S)\1(?!\*)")
_MASK = re.compile(r"[0-9][*]{2}|[*]{2}\w(?:[*]{2}|$)", re.MULTILINE)


def markup(text: str, name: str, knowledge: Knowledge) -> Iterator[Cut]:
    """Offsets of Markdown marks in a text, in order; where the document is not Markdown, those around numbers.

    Args:
        text: of the clean view.
        name: the file's name.
        knowledge: units, which may stand within the marks around a number.
    """
    whole = name.lower().endswith(SUFFIXES) or len(_HEADING.findall(text)) >= FEWEST_HEADINGS
    if not whole and _STARS not in text:
        return
    start = 0
    for line in text.splitlines(keepends=True):
        numbers = list(emphasised_numbers(line, knowledge)) if _STARS in line else []
        others = _marks(_blanked(line, numbers)) if whole else ()
        for left, right in sorted((*numbers, *others)):
            yield start + left, start + right, "markdown"
        start += len(line)


def _blanked(line: str, spans: list[tuple[int, int]]) -> str:
    """A line of the same length without the marks already found."""
    parts, done = [], 0
    for left, right in spans:
        parts += [line[done:left], "\0" * (right - left)]
        done = right
    return "".join((*parts, line[done:]))


def _marks(line: str) -> Iterator[tuple[int, int]]:
    leading = _LEADING.match(line)
    if leading:
        yield leading.span()
    if not _MASK.search(line):
        for match in _EMPHASIS.finditer(line):
            yield match.span(1)
            yield match.end(2), match.end()
