"""Places where text is visibly missing, and how whole the document is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policytext.clean.brackets import PARTNER, unbalanced
from policytext.clean.completeness import ENOUGH_A_PAGE, Declared
from policytext.clean.dates import numeral
from policytext.clean.notices import rules
from policytext.clean.page import CLOSING, HAN, TERMINAL, Page
from policytext.clean.pagemarks import PageMarks, missing_pages, pages_missing_at_end
from policytext.clean.wraps import shape
from policytext.knowledge import Knowledge
from policytext.model import Gap, Source
from policytext.text import Span

LONG_LINE = 400
PREVIEW_LINE = 60
BROKEN_PROSE = 20
HOLE_ENOUGH = 3
OPENS_CLAUSE = "。;!?:"
NEAR_START = 80
LONGEST_HEADING = 30
# a list goes on after at most so many missing items
MOST_SKIPPED = 3

_SPACE_BETWEEN = re.compile(rf"(?<=[{HAN}])[ \u3000]{{1,4}}(?=[{HAN}])")
_DOTS = re.compile(r"[.…。·]{3,}")
_STOPS = re.compile(r"[。;!?:]")
_MARK = re.compile(r"[,。;、]")
# a note in brackets behind the last sentence
_NOTE = re.compile(r"[。;!?]\([^()]{1,60}\)$")
_NUMBERED = re.compile(r"(?P<n>\d{1,2})(?P<sign>[.、])(?!\d)")


def find_gaps(
    page: Page, declared: Declared, marks: PageMarks, *, preview: bool, knowledge: Knowledge
) -> tuple[Gap, ...]:
    """Every place where text is missing, in order.

    Args:
        page: the clean page.
        declared: the document's size as the page states it.
        marks: the numbers of its pages.
        preview: whether the page comes from a site that shows parts of documents.
        knowledge: numerals and closing words.
    """
    if not page.lines:
        return ()
    end = list(_cut_end(page, knowledge))
    pages = list(missing_pages(marks, page.view))
    if not end and (rest := pages_missing_at_end(marks, page.view)):
        end = [rest]
    holes = list(_holes(page, declared, cut=bool(end), preview=preview, knowledge=knowledge))
    items = [*_missing_items(page, knowledge), *_missing_numbers(page)]
    found = [*end, *pages, *holes, *_broken_lines(page), *items, *unbalanced(page)]
    return tuple(sorted(found, key=lambda gap: (gap.span, gap.kind)))


def unread_pages(source: Source) -> Iterator[Gap]:
    """Where pages belong that the reader could not read, one for pages that follow each other; no text, no gap."""
    shown = [place for place in source.places if place.kind == "page" and place.page is not None]
    for number in source.unread:
        if number - 1 not in source.unread and shown:
            before = [place.span for place in shown if (place.page or 0) < number]
            at = before[-1].end - 1 if before else shown[0].span.start
            yield Gap(Span(at, at + 1), "missing_page", "page-not-read")


def _cut_end(page: Page, knowledge: Knowledge) -> Iterator[Gap]:
    """The last sentence breaks off: prose without a stop at the very end."""
    line = page.lines[-1]
    text = line.text.rstrip("".join(CLOSING)) or line.text
    table = knowledge.derive(rules)
    prose = len(line.text) >= BROKEN_PROSE and re.search(r"[,。;、]", line.text[:-1])
    closed = text[-1] in TERMINAL or re.search(knowledge.cleaning.end_words, line.text) or _NOTE.search(line.text)
    if (prose and not closed and not table.signature.match(line.text)) or (
        line.text[-1] in ",、" and len(line.text) > 1
    ):
        yield Gap(page.view.to_source(line.end - 1, line.end), "cut_end", "end-without-stop")
    elif line.text[-1] in "“《(":
        yield Gap(page.view.to_source(line.end - 1, line.end), "cut_end", "end-after-opening-mark")


def _holes(page: Page, declared: Declared, *, cut: bool, preview: bool, knowledge: Knowledge) -> Iterator[Gap]:
    """Spaces at which two half sentences run together inside one line, and lines of nothing but dots.

    A space between Chinese characters is weighed: it is the only one of a
    long line, or of a page that shows parts of documents; the page does; the
    end is missing too; the page declares more text than is there; the
    sentence around it has a mark that is not closed.  Spaces in salutations
    and spaced-out words weigh less.
    """
    short = _shorter_than_declared(page, declared)
    found = {line: list(_SPACE_BETWEEN.finditer(line.text)) for line in page.lines}
    only = preview and sum(map(len, found.values())) == 1
    for left, line in zip(page.lines, page.lines[1:], strict=False):
        if _DOTS.fullmatch(line.text) and left.text[-1] not in TERMINAL + CLOSING:
            yield Gap(page.view.to_source(line.start, line.end), "hole", "line-of-dots")
    for line, spaces in found.items():
        if len(line.text) < (PREVIEW_LINE if only else LONG_LINE):
            continue
        for match in spaces:
            weight = (len(spaces) == 1) + preview + cut + short + 2 * _torn(line.text, match)
            weight -= 3 * _deliberate(line.text, match, knowledge)
            if weight >= HOLE_ENOUGH:
                at = line.start + match.start()
                yield Gap(page.view.to_source(at, line.start + match.end()), "hole", "half-sentences-meet")


def _shorter_than_declared(page: Page, declared: Declared) -> bool:
    pages = declared.pages or 0
    return page.length < pages * ENOUGH_A_PAGE or page.length < (declared.characters or 0) * 0.8


def _around(text: str, match: re.Match[str]) -> tuple[str, str]:
    """The sentence before a space and after it."""
    stops = [stop.end() for stop in _STOPS.finditer(text, max(0, match.start() - 200), match.start())]
    after = _STOPS.search(text, match.end(), match.end() + 200)
    left = text[stops[-1] if stops else max(0, match.start() - 200) : match.start()]
    return left, text[match.end() : after.start() if after else match.end() + 200]


def _torn(text: str, match: re.Match[str]) -> bool:
    """Whether a mark opens before the space and never closes, or closes after it and never opened."""
    left, right = _around(text, match)
    whole = left + right
    return any(whole.count(opening) != whole.count(closing) for closing, opening in PARTNER.items())


def _deliberate(text: str, match: re.Match[str], knowledge: Knowledge) -> bool:
    """Whether a space stands there by habit: after a heading, in a salutation, in a spaced-out word."""
    left, right = _around(text, match)
    marker = knowledge.cleaning.marker
    numbered = len(left.strip()) <= LONGEST_HEADING and knowledge.derive(rules).heading.match(left.strip())
    heading = bool(numbered or re.match(rf"\s*{marker}[^,]*$", left) or re.match(marker, right))
    opening = match.start() < NEAR_START and not _MARK.search(text, 0, match.start())
    vocative = match.start() < NEAR_START and bool(re.search(knowledge.cleaning.vocatives, left[-6:] + right[:6]))
    spaced = len(left.strip()) <= 1 or len(right.strip()) <= 1
    return heading or opening or vocative or spaced or not left.strip()


def _broken_lines(page: Page) -> Iterator[Gap]:
    """Long lines that break off at one and the same length: their ends were cut away."""
    lengths = shape(page).cut_lengths
    for line in page.lines[:-1]:
        if len(line.text) in lengths and line.text[-1] not in TERMINAL + CLOSING:
            yield Gap(page.view.to_source(line.end - 1, line.end), "hole", "line-cut-off")


def _missing_items(page: Page, knowledge: Knowledge) -> Iterator[Gap]:
    """Items of a list whose predecessor is nowhere before them; lists may stand inside lists."""
    for family in knowledge.derive(families):
        running: list[int] = []
        for number, start, end in _items(family, page.text, knowledge):
            while running and running[-1] + 1 != number and number > 1:
                running.pop()
            if number > 1 and not running:
                yield Gap(page.view.to_source(start, end), "missing_item", "item-without-predecessor")
            running[-1:] = [number] if number > 1 else [*running[-1:], number]


def _items(family: re.Pattern[str], text: str, knowledge: Knowledge) -> Iterator[tuple[int, int, int]]:
    """Number and offsets of the items of a list: the first may stand right behind a heading, others open a clause."""
    bracketed = family.pattern.endswith(r"\)")
    for match in family.finditer(text):
        start, end = match.span("n")
        if bracketed or start == 0 or text[start - 1] in OPENS_CLAUSE or text[start - 1].isspace():
            yield numeral(match["n"], knowledge), start, end
        elif match["n"].endswith(knowledge.cleaning.numerals[0]):
            yield 1, end - 1, end


def families(knowledge: Knowledge) -> tuple[re.Pattern[str], ...]:
    """Lists whose numbers are told: headings with a comma, headings in brackets, items that run in."""
    digits = f"(?P<n>[{knowledge.cleaning.numerals}]{{1,3}})"
    return (
        re.compile(rf"{digits}、"),
        re.compile(rf"(?<!{knowledge.cleaning.ordinal})\({digits}\)"),
        re.compile(rf"{digits}{knowledge.cleaning.item}(?=[^,。、;])"),
    )


def _missing_numbers(page: Page) -> Iterator[Gap]:
    """Items of a list in Arabic numerals (1. 2. 4.) whose predecessor is nowhere between them and the one before.

    Only what is clearly a list counts: it begins with 1 and 2 and has one
    sign; what another list interrupts is none.
    """
    run: list[tuple[int, str]] = []
    since = 0
    for line in page.lines:
        match = _NUMBERED.match(line.text)
        if match is None:
            continue
        number, sign = int(match["n"]), match["sign"]
        follows = bool(run) and run[-1][1] == sign
        if len(run) > 1 and follows and run[-1][0] + 1 < number <= run[-1][0] + MOST_SKIPPED:
            between = page.text[since : line.start]
            if not re.search(rf"(?<!\d){run[-1][0] + 1}\s?[.、,)]|\({run[-1][0] + 1}\)", between):
                yield Gap(
                    page.view.to_source(line.start, line.start + match.end("n")), "missing_item", "number-skipped"
                )
        going_on = follows and number > run[-1][0]
        run = [*run, (number, sign)] if going_on else [(number, sign)] if number == 1 else []
        since = line.start
