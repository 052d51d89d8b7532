"""Lines that a site put around a document: captions, counters, notices, navigation, related documents.

Every decision weighs what a line says and where it stands.  The text of the
document is taken to lie between the first and the last line of prose that
does not speak like a site; between them only what cannot be the document's
own is cut, before and after them weaker signs suffice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from policytext.clean.metalines import parse
from policytext.clean.notices import Rules, Score, rules, scores
from policytext.clean.page import TERMINAL, Line, Page
from policytext.clean.platforms import Site
from policytext.knowledge import Knowledge

# a line of prose: at least this long, with a punctuation mark at least every so many characters
PROSE_LENGTH = 24
PROSE_MARK_EVERY = 80
LONGEST_LOOK = 2000
SHORT_LINE = 40
LONGEST_INTERFACE = 160
BAR_WORDS = 3
ONE_KIND = 1.5
LONGEST_PATTERN_LINE = 400
PAGE_EVIDENCE = 2
SURE_PAGE = 3
TAIL_SHARE = 0.5
REST_SHARE = 0.5
# a line of prose with more than so many others between it and the text stands alone
ALONE_AMONG = 3
LONGEST_HEADLINE = 45
ENDS_PROSE = "。;:,、"

_MARKS = re.compile(r"[,。;!?、]")
_PAGE_NAME = re.compile(r"(?:_|--| [-|] )[^,。;:!?、\s](?:[^,。;:!?、]{0,23}[^,。;:!?、\s])?$")


@dataclass(frozen=True)
class Sheet:
    """A page under judgement: a verdict for every line, the name of the rule that cuts it or None."""

    page: Page
    site: Site | None
    knowledge: Knowledge
    verdicts: list[str | None]
    scores: list[Score]
    core: list[int] = field(default_factory=list)

    @property
    def rules(self) -> Rules:
        """The compiled tables."""
        return self.knowledge.derive(rules)

    @property
    def evidence(self) -> int:
        """How many lines show that this is a page of a site."""
        known = SURE_PAGE if self.site else 0
        return known + sum(verdict is not None for verdict in self.verdicts)

    def open_lines(self) -> list[int]:
        """Lines not yet cut."""
        return [i for i, verdict in enumerate(self.verdicts) if verdict is None]

    def outside(self, i: int) -> bool:
        """Whether a line stands before or after the text."""
        return not self.core or i < self.core[0] or i > self.core[-1]

    def start(self) -> int:
        """The first line of the text; the end of the page where there is none."""
        return self.core[0] if self.core else len(self.verdicts)

    def behind(self) -> int:
        """The first furniture behind the text: lines before it may still be a signature or a contact."""
        after = range(self.core[-1] + 1 if self.core else 0, len(self.verdicts))
        return next((i for i in after if self.verdicts[i] is not None), len(self.verdicts))


def judge(page: Page, site: Site | None, knowledge: Knowledge) -> Sheet:
    """The page with, for each line, the rule that cuts it or None, and with the lines of its text."""
    texts = [line.text for line in page.lines]
    sheet = Sheet(page, site, knowledge, [None] * len(texts), scores(texts, knowledge))
    _cut_by_pattern(sheet, "anywhere")
    _cut_by_site(sheet)
    _cut_notices(sheet, middle=True)
    _find_core(sheet)
    _cut_notices(sheet, middle=False)
    _cut_interface(sheet)
    _cut_by_pattern(sheet, "edge")
    _cut_meta(sheet)
    for where in ("page", "page-edge"):
        if sheet.evidence >= PAGE_EVIDENCE:
            _cut_by_pattern(sheet, where)
    _find_core(sheet)
    _cut_tail(sheet)
    _cut_between(sheet)
    return sheet


def _cut_by_pattern(sheet: Sheet, where: str) -> None:
    """Whole lines that a rule of cleaning.yaml matches."""
    chosen = [(name, pattern) for name, place, pattern in sheet.rules.lines if place == where]
    start, behind = sheet.start(), sheet.behind()
    for i in sheet.open_lines():
        text = sheet.page.lines[i].text
        if len(text) > LONGEST_PATTERN_LINE or (where.endswith("edge") and not sheet.outside(i)):
            continue
        if where == "page-edge" and start <= i < behind:
            continue
        sheet.verdicts[i] = next((name for name, pattern in chosen if pattern.fullmatch(text)), None)


def _cut_by_site(sheet: Sheet) -> None:
    """Whole lines that the site's own table names."""
    if sheet.site is None or sheet.site.lines is None:
        return
    for i in sheet.open_lines():
        if len(text := sheet.page.lines[i].text) <= LONGEST_PATTERN_LINE * 2 and sheet.site.lines.fullmatch(text):
            sheet.verdicts[i] = f"site-line-{sheet.site.platform.id}"


def _cut_notices(sheet: Sheet, *, middle: bool) -> None:
    """Lines that speak like a notice, clearly so inside the text."""
    table = sheet.knowledge.cleaning
    least = table.notice_middle if middle else table.notice_edge
    for i in sheet.open_lines():
        score = sheet.scores[i]
        dense = score.weight * 100 >= table.density * (2 if middle else 1) * len(sheet.page.lines[i].text)
        several = score.kinds >= (3 if middle else 2) or (not middle and score.weight >= least * ONE_KIND)
        enough = score.site and several and score.weight >= least
        if dense and enough and (middle or sheet.outside(i)):
            sheet.verdicts[i] = "notice"


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
        if sure or (entries and evidence >= PAGE_EVIDENCE and not start <= i < behind):
            sheet.verdicts[i] = "meta-line"


def _is_meta(sheet: Sheet, i: int) -> bool:
    return any(entry.keys.sure for entry in parse(sheet.page.lines[i].text, sheet.knowledge))


def is_prose(line: Line) -> bool:
    """Whether a line reads like running text; the name of a web page with its site behind it does not."""
    text = line.text[:LONGEST_LOOK]
    marks = len(_MARKS.findall(text))
    if len(line.text) < LONGEST_INTERFACE and _PAGE_NAME.search(line.text):
        return False
    return len(text) >= PROSE_LENGTH and marks * PROSE_MARK_EVERY >= len(text) and (marks > 1 or text[-1] in TERMINAL)


def _find_core(sheet: Sheet) -> None:
    """The lines of prose that are the document's; groups that speak like a site are left out of a larger text."""
    lines = sheet.page.lines
    prose = [i for i in sheet.open_lines() if is_prose(lines[i]) and not _is_meta(sheet, i)]
    size = sum(len(lines[i].text) for i in prose)
    plain = [i for i in prose if not _speaks(sheet, i) or len(lines[i].text) * 3 > size]
    sheet.core[:] = _without_headlines(lines, plain or prose)


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
    while end - start > 1 and core[start + 1] - core[start] > ALONE_AMONG and _is_headline(lines[core[start]]):
        start += 1
    while end - start > 1 and core[end - 1] - core[end - 2] > ALONE_AMONG and _is_headline(lines[core[end - 1]]):
        end -= 1
    return core[start:end]


def _is_headline(line: Line) -> bool:
    return len(line.text) <= LONGEST_HEADLINE and line.text[-1] not in ENDS_PROSE


def _cut_tail(sheet: Sheet) -> None:
    """Everything from the first line after which nothing of the document comes."""
    if sheet.evidence < PAGE_EVIDENCE or not sheet.core:
        return
    lines = sheet.page.lines
    before = 0
    total = sum(len(lines[i].text) for i in sheet.core)
    core = set(sheet.core)
    for i, line in enumerate(lines):
        before += len(line.text) if i in core else 0
        if before and total - before <= before * TAIL_SHARE and _is_tail(sheet, line):
            for j in range(i, len(lines)):
                sheet.verdicts[j] = sheet.verdicts[j] or "after-the-end"
            return


def _is_tail(sheet: Sheet, line: Line) -> bool:
    if len(line.text) > LONGEST_INTERFACE:
        return False
    own = sheet.site.tail if sheet.site else None
    return bool(sheet.rules.tail.fullmatch(line.text) or (own and own.fullmatch(line.text)))


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
