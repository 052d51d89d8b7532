"""A page under judgement: its site, its title, and for every line the rule that cuts it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate

from policytext.clean.chunks import page_numbers
from policytext.clean.furniture import judge
from policytext.clean.notices import Score, rules
from policytext.clean.page import TERMINAL, Page
from policytext.clean.platforms import Site, recognise
from policytext.clean.prose import is_prose
from policytext.clean.sheet import PAGE_BREAKS, PAGE_EVIDENCE, Sheet
from policytext.clean.titles import Title, find_title, is_repeat, key_of
from policytext.knowledge import Knowledge

# a site's preface is at most this share of the prose
PREFACE_SHARE = 0.4
# words in a row on a cover may be names; more are key words
MOST_AUTHORS = 4
BULLETS = "·•*-"
WEAK_SIGNS = frozenset(("counter", "between-furniture", "menu"))


@dataclass(frozen=True, slots=True)
class Judged:
    """A page with a verdict for every line, its site, its title, and the lines of its text."""

    page: Page
    site: Site | None
    title: Title | None
    verdicts: list[str | None]
    core: list[int]


def judge_page(page: Page, knowledge: Knowledge) -> Judged:
    """Verdicts on every line, with the title's repetitions and running page numbers."""
    site = recognise(page, knowledge)
    sheet = judge(page, site, knowledge)
    verdicts, core = sheet.verdicts, sheet.core
    title = find_title(page, verdicts, core, knowledge)
    for i in page_numbers(page):
        verdicts[i] = verdicts[i] or "page-number"
    if title is not None:
        _cut_repeats(sheet, title)
    return Judged(page, site, title, verdicts, core)


def _cut_repeats(sheet: Sheet, title: Title) -> None:
    """Lines that repeat the title are cut, but for the last one before the text that says nothing else.

    What a page of a site has before that one is the site's, headings of a
    table of contents excepted.
    """
    page, verdicts, core, scores, knowledge = sheet.page, sheet.verdicts, sheet.core, sheet.scores, sheet.knowledge
    on_a_page = sum(verdict is not None for verdict in verdicts) >= PAGE_EVIDENCE
    repeats = [i for i, line in enumerate(page.lines) if is_repeat(line.text, title, knowledge)]
    ending = _behind_prefaces(page, scores, repeats)
    late = [i for i in repeats if i in ending and _is_plain(page.lines[i].text, title)]
    start = _text_start(page, core, repeats, late) if on_a_page else _first(core, page)
    plain = [i for i in repeats if i < start and _is_plain(page.lines[i].text, title)]
    keep = plain[-1] if plain else None
    for i in repeats:
        if i == keep:
            verdicts[i] = None
        elif i < start or len(repeats) > 1:
            verdicts[i] = verdicts[i] or "title-repeated"
    marker = knowledge.derive(rules).marker
    last = max((i for i in repeats if i < start), default=0)
    before = start if start > _first(core, page) else last
    for i in range(before if on_a_page and len(repeats) > 1 else 0):
        heading = marker.match(page.lines[i].text) and page.lines[i].text[-1] not in TERMINAL
        if i != keep and not heading:
            verdicts[i] = verdicts[i] or "before-the-title"
    if keep is not None:
        if on_a_page:
            _cut_before(sheet, keep)
        _restore_cover(page, verdicts, keep, start)


def _cut_before(sheet: Sheet, title: int) -> None:
    """The name of the site and items of its boxes before the title, with other furniture between."""
    verdicts, lines, signature = sheet.verdicts, sheet.page.lines, sheet.rules.signature
    last = max((i for i in range(title) if verdicts[i] is not None), default=0)
    for i in range(last):
        if verdicts[i] is None and (signature.match(lines[i].text) or lines[i].text[0] in BULLETS):
            verdicts[i] = "before-the-title"


def _restore_cover(page: Page, verdicts: list[str | None], title: int, start: int) -> None:
    """Lines between title and text, such as author and contents, stay if only weak signs speak against them."""
    for i in range(start - 1, title, -1):
        if verdicts[i] in WEAK_SIGNS:
            if len(page.lines[i].text.split()) <= MOST_AUTHORS:
                verdicts[i] = None
        elif verdicts[i] is not None and verdicts[i] not in PAGE_BREAKS:
            return


def _is_plain(text: str, title: Title) -> bool:
    """Whether a line is the title as a document writes it, and not its words in a row."""
    return key_of(text) == title.key and len(text.split()) <= len(title.text.split()) + 1


def _first(core: list[int], page: Page) -> int:
    return core[0] if core else len(page.lines)


def _behind_prefaces(page: Page, scores: list[Score], repeats: list[int]) -> frozenset[int]:
    """The repetitions before which a site's preface may stand, and not a page of the text under a running head."""
    found, closed, spoken, done = [], False, False, 0
    for i in repeats:
        for j in range(done, i):
            if is_prose(page.lines[j].text):
                closed, spoken = page.lines[j].text[-1] in TERMINAL, spoken or scores[j].site
        done = i
        if closed and spoken:
            found.append(i)
    return frozenset(found)


def _text_start(page: Page, core: list[int], repeats: list[int], late: list[int]) -> int:
    """Where the text begins: behind the last repetition of the title that most of the prose follows.

    A site's preface and forms stand between the title of its page and that of
    the document; a title that stands only once has nothing before it.
    """
    if not core or len(repeats) == 1:
        return _first(core, page)
    before = [0, *accumulate(len(page.lines[i].text) for i in core)]
    most = before[-1] * PREFACE_SHARE
    last = [i for i in late if core[0] < i < core[-1] and before[bisect_left(core, i)] <= most]
    return core[bisect_right(core, last[-1])] if last else core[0]
