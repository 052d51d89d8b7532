"""Lines that a site put around a document: captions, counters, notices, navigation, related documents.

Every decision weighs what a line says and where it stands.  The text of the
document is taken to lie between the first and the last line of prose that
does not speak like a site; between them only what cannot be the document's
own is cut, before and after them weaker signs suffice.
"""

from __future__ import annotations

import re

from policytext.clean.core import find_core, find_plain_core
from policytext.clean.endings import STOPS, cut_boxes, cut_tail
from policytext.clean.learnt import cut_learnt
from policytext.clean.linemodel import weigh
from policytext.clean.metalines import parse
from policytext.clean.notices import scores
from policytext.clean.page import Page
from policytext.clean.platforms import Site
from policytext.clean.sheet import PAGE_EVIDENCE, SURE_PAGE, Sheet
from policytext.knowledge import Knowledge

SHORT_LINE = 40
LONGEST_INTERFACE = 160
BAR_WORDS = 3
ONE_KIND = 1.5
LONGEST_PATTERN_LINE = 400
REST_SHARE = 0.5
# an excerpt: characters compared at its end, and most characters of label and title before it
EXCERPT_END = 20
EXCERPT_HEAD = 100
ELLIPSES = ("...", "…", "..", "。。")
LISTED = ("notice", "site-line")

_ITEM = re.compile(r"(?:\d{1,2}\.\s)?(\d{1,2})[、.]")
_DOUBLED = re.compile(r"(\d{1,2})\.\s+\1[、.]")


def judge(page: Page, site: Site | None, knowledge: Knowledge) -> Sheet:
    """The page with, for each line, the rule that cuts it or None, and with the lines of its text."""
    sheet = judge_by_rules(page, site, knowledge)
    find_plain_core(sheet)
    weigh(sheet)
    _cut_between(sheet)
    return sheet


def judge_by_rules(page: Page, site: Site | None, knowledge: Knowledge) -> Sheet:
    """The same before the line model weighs what no rule knows."""
    texts = [line.text for line in page.lines]
    sheet = Sheet(page, site, knowledge, [None] * len(texts), scores(texts, knowledge))
    _cut_by_pattern(sheet, "anywhere")
    _cut_by_site(sheet)
    cut_learnt(sheet)
    _cut_site_fields(sheet)
    _cut_notices(sheet, middle=True)
    _cut_doubled_list(sheet)
    find_core(sheet)
    # the end of the text is found twice: what stands behind it may at first look like text
    for _ in range(2):
        _cut_around(sheet)
        find_core(sheet)
        _cut_excerpt(sheet)
        cut_tail(sheet)
        find_core(sheet)
    cut_boxes(sheet)
    return sheet


def _cut_around(sheet: Sheet) -> None:
    """Lines before and after the text that only there are furniture."""
    _cut_notices(sheet, middle=False)
    _cut_listed_notices(sheet)
    _cut_interface(sheet)
    _cut_by_pattern(sheet, "edge")
    _cut_meta(sheet)
    for where in ("page", "page-edge"):
        if sheet.evidence >= PAGE_EVIDENCE:
            _cut_by_pattern(sheet, where)


def _cut_by_pattern(sheet: Sheet, where: str) -> None:
    """Whole lines that a rule of cleaning.yaml matches.

    Where nothing else shows that this is a site's page, a rule for what stands
    around a text cuts no sentence, and nothing of a page without prose, which
    may be a form or a list.
    """
    chosen = [(name, pattern) for name, place, pattern in sheet.rules.lines if place == where]
    start, behind = sheet.start(), sheet.behind()
    found: dict[int, str] = {}
    for i in sheet.open_lines():
        text = sheet.page.lines[i].text
        if len(text) > LONGEST_PATTERN_LINE or (where.endswith("edge") and not sheet.outside(i)):
            continue
        if where == "page-edge" and start <= i < behind:
            continue
        if name := next((name for name, pattern in chosen if pattern.fullmatch(text)), None):
            found[i] = name
    lone = where == "edge" and sheet.evidence + len(set(found.values())) < PAGE_EVIDENCE
    for i, name in found.items():
        if not lone or (sheet.core and sheet.page.lines[i].text[-1] not in STOPS):
            sheet.verdicts[i] = name


def _cut_by_site(sheet: Sheet) -> None:
    """Whole lines that the site's own table names."""
    if sheet.site is None or sheet.site.lines is None:
        return
    for i in sheet.open_lines():
        if len(text := sheet.page.lines[i].text) <= LONGEST_PATTERN_LINE * 2 and sheet.site.lines.fullmatch(text):
            sheet.verdicts[i] = f"site-line-{sheet.site.platform.id}"


def _cut_site_fields(sheet: Sheet) -> None:
    """Lines that name the site and say nothing else but who uploaded the document, when, and how often it was read."""
    if sheet.site is None:
        return
    for i in sheet.open_lines():
        text = sheet.page.lines[i].text
        rest, named = sheet.site.mention.subn(" ", text) if len(text) <= LONGEST_INTERFACE else (text, 0)
        if named and sheet.rules.site_fields.fullmatch(rest):
            sheet.verdicts[i] = "site-fields"


def _cut_notices(sheet: Sheet, *, middle: bool) -> None:
    """Lines that speak like a notice, clearly so inside the text."""
    table = sheet.knowledge.cleaning
    least = table.notice_middle if middle else table.notice_edge
    found: list[int] = []
    for i in sheet.open_lines():
        score = sheet.scores[i]
        dense = score.weight * 100 >= table.density * (2 if middle else 1) * len(sheet.page.lines[i].text)
        several = score.kinds >= (3 if middle else 2) or (not middle and score.weight >= least * ONE_KIND)
        enough = score.site and several and score.weight >= least
        if dense and enough and (middle or sheet.outside(i)):
            found.append(i)
    if middle and len(found) == 1 and not sheet.evidence and _amid_text(sheet, found[0]):
        return
    for i in found:
        sheet.verdicts[i] = "notice"


def _amid_text(sheet: Sheet, i: int) -> bool:
    """Whether prose without a word of sites stands before and behind a line, which may then be about a web site."""
    plain = [j for j in sheet.prose if not sheet.scores[j].site]
    return bool(plain) and min(plain) < i < max(plain)


def _cut_excerpt(sheet: Sheet) -> None:
    """A line before the text that shows how it begins: it ends, or goes on, as the text does at its start."""
    if len(sheet.core) < 2 or sheet.evidence < PAGE_EVIDENCE:  # noqa: PLR2004 - an excerpt and the text
        return
    first, second = (sheet.page.lines[i].text for i in sheet.core[:2])
    if _ends_as(first.rstrip(".…"), second) or (first.endswith(ELLIPSES) and _goes_on_as(first, second)):
        sheet.verdicts[sheet.core.pop(0)] = "excerpt"


def _ends_as(first: str, text: str) -> bool:
    """Whether a line's last characters are the first of the text, but for a label and a title before them."""
    at = text.find(first[-EXCERPT_END:])
    shown = text[: at + EXCERPT_END]
    return at >= 0 and first.endswith(shown) and len(first) - len(shown) <= EXCERPT_HEAD


def _goes_on_as(first: str, text: str) -> bool:
    """Whether the text's first characters stand in a line behind no more than label, title and salutation."""
    return 0 <= first.find(text[:EXCERPT_END]) <= EXCERPT_HEAD


def _cut_listed_notices(sheet: Sheet) -> None:
    """Further items of a numbered list of notices, if they speak of the like at all."""
    numbers = {i: int(match[1]) for i, line in enumerate(sheet.page.lines) if (match := _ITEM.match(line.text))}
    for i in sheet.open_lines():
        last = numbers.get(i - 1) == numbers.get(i, 0) - 1 and (sheet.verdicts[i - 1] or "").startswith(LISTED)
        dense = sheet.scores[i].weight * 100 >= sheet.knowledge.cleaning.density * 2 * len(sheet.page.lines[i].text)
        if last and sheet.scores[i].kinds and (dense or sheet.outside(i)):
            sheet.verdicts[i] = "notice-in-list"


def _cut_doubled_list(sheet: Sheet) -> None:
    """A page's list, saved with its marks: items numbered twice (2. 2、…) that mostly speak like a site.

    No document numbers its items so, and sites word the items anew.
    """
    items = [i for i, line in enumerate(sheet.page.lines) if _DOUBLED.match(line.text)]
    if 2 * sum(sheet.scores[i].kinds > 0 for i in items) > len(items):
        for i in items:
            sheet.verdicts[i] = sheet.verdicts[i] or "notice-list"


def _cut_interface(sheet: Sheet) -> None:
    """Lines made of the words of buttons and menus, on pages that show other furniture.

    A table has cells with such words too; a bar of several words has not.
    """
    found = {i: words for i in sheet.open_lines() if (words := _interface_words(sheet, sheet.page.lines[i].text))}
    bars = sum(1 for words in found.values() if words >= BAR_WORDS)
    evidence = sheet.evidence
    if evidence + bars < PAGE_EVIDENCE:
        return
    for i in found:
        if sheet.outside(i) or evidence >= SURE_PAGE:
            sheet.verdicts[i] = "interface"


def _interface_words(sheet: Sheet, text: str) -> int:
    """How many words of buttons and menus a line is made of; 0 if it says anything else."""
    if len(text) > LONGEST_INTERFACE:
        return 0
    words = [word for word in sheet.rules.separators.split(text) if word and not word.isdigit()]
    return len(set(words)) if all(word in sheet.rules.interface for word in words) else 0


def _cut_meta(sheet: Sheet) -> None:
    """Lines of names and values before or after the text."""
    evidence, start, behind = sheet.evidence, sheet.start(), sheet.behind()
    for i in sheet.open_lines():
        entries = parse(sheet.page.lines[i].text, sheet.knowledge) if sheet.outside(i) else []
        sure = any(entry.keys.sure for entry in entries) and (i < start or evidence > 0)
        weak = entries and evidence >= PAGE_EVIDENCE and not start <= i < behind
        if sure or (weak and not sheet.of_a_meeting(i)):
            sheet.verdicts[i] = "meta-line"


def _cut_between(sheet: Sheet) -> None:
    """Short lines among furniture, before and after the text, that are nothing of a document."""
    if sheet.evidence < SURE_PAGE:
        return
    if not sheet.core:
        _cut_rest(sheet)
        return
    cut = [i for i, verdict in enumerate(sheet.verdicts) if verdict is not None]
    head = [i for i in cut if i < sheet.start()]
    between = (head[0], head[-1]) if head else (0, 0)
    behind = sheet.behind()
    for i in sheet.open_lines():
        text = sheet.page.lines[i].text
        among = between[0] < i < between[1] or (i > behind and sheet.outside(i))
        if among and len(text) <= SHORT_LINE and not _of_a_document(sheet, text):
            sheet.verdicts[i] = "between-furniture"


def _cut_rest(sheet: Sheet) -> None:
    """Short lines of a page that is furniture for the most part and has no prose: it has no document."""
    left = sheet.open_lines()
    if len(left) <= len(sheet.verdicts) * REST_SHARE and all(len(sheet.page.lines[i].text) <= SHORT_LINE for i in left):
        for i in left:
            sheet.verdicts[i] = "no-document"


def _of_a_document(sheet: Sheet, text: str) -> bool:
    table = sheet.rules
    return bool(table.marker.match(text) or table.salutation.match(text) or table.signature.match(text))
