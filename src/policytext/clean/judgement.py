"""A page under judgement: its site, its title, and for every line the rule that cuts it."""

from __future__ import annotations

from dataclasses import dataclass

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
    late = [i for i in repeats if _is_plain(page.lines[i].text, title) and _ends_preface(page, scores, i)]
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


def _ends_preface(page: Page, scores: list[Score], i: int) -> bool:
    """Whether what stands before a line may be a site's preface, and not a page of the text under a running head."""
    before = [j for j in range(i) if is_prose(page.lines[j].text)]
    return bool(before) and page.lines[before[-1]].text[-1] in TERMINAL and any(scores[j].site for j in before)


def _text_start(page: Page, core: list[int], repeats: list[int], late: list[int]) -> int:
    """Where the text begins: behind the last repetition of the title that most of the prose follows.

    A site's preface and forms stand between the title of its page and that of
    the document; a title that stands only once has nothing before it.
    """
    if not core or len(repeats) == 1:
        return _first(core, page)
    size = sum(len(page.lines[i].text) for i in core)
    before = {i: sum(len(page.lines[j].text) for j in core if j < i) for i in repeats}
    last = [i for i in late if core[0] < i < core[-1] and before[i] <= size * PREFACE_SHARE]
    return min(j for j in core if j > last[-1]) if last else core[0]
