"""Numbers that a site inserts into a text every so many characters, and page numbers that count up.

The summary pages of one kind of sharing site cut a text into pieces of one
length and number them: `1、` before the first, then a line break, blank lines
and `2、`, in mid-word.  The length is learnt from the page: when all pieces
but the last have the same, the numbers are the site's, and nothing is lost.
So they are where most of them stand behind long lines that break off in
mid-sentence, whatever the lengths.
"""

from __future__ import annotations

import re
from itertools import pairwise

from policytext.clean.page import CLOSING, TERMINAL, Cut, Line, Page

SHORTEST_CHUNK = 100
FEWEST_CHUNKS = 3
SLACK = 2
FEWEST_PAGES = 3
# two pages in order, then at most so many numbers further
MOST_SKIPPED = 3
FEWEST_BROKEN = 2
BROKEN_SHARE = 0.6

_NUMBERED = re.compile(r"(\d{1,3})、")
_SECOND = re.compile(r"(?<!\d)2、")
_LONE_NUMBER = re.compile(r"\d{1,4}")


def chunk_numbers(page: Page, known: int | None) -> list[Cut]:
    """Cuts of inserted numbers with the line breaks before them.

    Args:
        page: the page without its furniture.
        known: the length the site is known for; then two pieces are enough, and a lone
            `1、` that no `2、` follows is the site's too.
    """
    heads = _sequence(page.lines)
    if known and len(heads) == 1 and not _SECOND.search(page.text):
        first = page.lines[heads[0]]
        return [(first.start, first.start + _marker(first), "chunk-number")]
    if len(heads) < (2 if known else FEWEST_CHUNKS):
        return []
    firsts = [page.lines[i] for i in heads]
    lengths = [_length(page, heads[n], heads[n + 1]) for n in range(len(heads) - 1)]
    regular = max(lengths) - min(lengths) <= SLACK and min(lengths) >= SHORTEST_CHUNK
    if known and abs(lengths[0] - known) > SLACK:
        regular = False
    if not regular and not _in_mid_sentence(page.lines, heads, least=FEWEST_BROKEN if known else FEWEST_CHUNKS):
        return []
    cuts = [(firsts[0].start, firsts[0].start + _marker(firsts[0]), "chunk-number")]
    for i in heads[1:]:
        line = page.lines[i]
        cuts.append((page.lines[i - 1].end, line.start + _marker(line), "chunk-number"))
    return cuts


def _sequence(lines: tuple[Line, ...]) -> list[int]:
    """Lines that open with 1、 2、 3、 … in order, as far as each is long or follows a broken sentence."""
    heads: list[int] = []
    for i, line in enumerate(lines):
        match = _NUMBERED.match(line.text)
        if match and int(match[1]) == len(heads) + 1:
            heads.append(i)
    return heads


def _in_mid_sentence(lines: tuple[Line, ...], heads: list[int], least: int) -> bool:
    """Whether most numbers stand where a long line broke off: no list is written so."""
    before = [lines[i - 1].text for i in heads[1:]]
    broken = [text for text in before if len(text) >= SHORTEST_CHUNK and text[-1] not in TERMINAL + CLOSING]
    return len(broken) >= max(least, len(before) * BROKEN_SHARE)


def _marker(line: Line) -> int:
    match = _NUMBERED.match(line.text)
    return match.end() if match else 0


def _length(page: Page, first: int, following: int) -> int:
    """Characters of a piece, line breaks inside it left out."""
    lines = page.lines[first:following]
    return sum(len(line.text) for line in lines) - _marker(lines[0])


def page_numbers(page: Page) -> list[int]:
    """Indices of lines that are lone numbers counting up through the page, by one but where a page is missing.

    Table rows count up too, but side by side; page numbers have text between
    them, and the text often goes on beyond them in mid-sentence.
    """
    lone = [i for i, line in enumerate(page.lines) if _LONE_NUMBER.fullmatch(line.text)]
    run: list[int] = []
    for i in lone:
        step = int(page.lines[i].text) - int(page.lines[run[-1]].text) if run else 1
        goes_on = step == 1 or (1 < step <= MOST_SKIPPED and len(run) > 1)
        if not goes_on:
            run = run if len(run) >= FEWEST_PAGES else []
        if goes_on or not run:
            run.append(i)
    if len(run) < FEWEST_PAGES:
        return []
    between = [sum(len(line.text) for line in page.lines[a + 1 : b]) for a, b in pairwise(run)]
    broken = sum(1 for i in run if i and page.lines[i - 1].text[-1:] not in TERMINAL)
    return run if min(between) >= SHORTEST_CHUNK * 2 and broken * 2 >= len(run) else []
