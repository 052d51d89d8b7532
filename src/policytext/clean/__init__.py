"""The clean room: from a page as it was saved to the document's own text, in two views.

`clean` cuts what is not the document's; `reading` reads what is left as it is
meant.  Nothing is deleted: every cut and replacement is an edit with a rule's
name, and the ledger of a view adds up to the source.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from policytext.clean.chunks import chunk_numbers, page_numbers
from policytext.clean.furniture import PAGE_EVIDENCE, judge
from policytext.clean.gaps import completeness, find_gaps
from policytext.clean.genre import genre_of
from policytext.clean.glosses import debris
from policytext.clean.inline import inline_cuts
from policytext.clean.meta import build_meta, declared, read_facts
from policytext.clean.notices import rules
from policytext.clean.page import Page
from policytext.clean.platforms import Site, recognise
from policytext.clean.reading import reading_view
from policytext.clean.titles import Title, find_title, is_repeat, key_of
from policytext.clean.wraps import tidy
from policytext.knowledge import Knowledge
from policytext.model import Document

# a site's preface is at most this share of the prose
PREFACE_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Judged:
    """A page with a verdict for every line, its site, its title, and the lines of its text."""

    page: Page
    site: Site | None
    title: Title | None
    verdicts: list[str | None]
    core: list[int]


def clean(doc: Document, knowledge: Knowledge) -> Document:
    """The document with both views, meta, gaps and completeness.

    Args:
        doc: a document fresh from its source.
        knowledge: platforms, cleaning.yaml, genres.yaml and the table of traditional characters.
    """
    page = Page.of(doc.clean.apply(debris(doc.source.text, knowledge)), knowledge)
    judged = _judge(page, knowledge)
    facts = read_facts(page, judged.verdicts, judged.core, judged.title, knowledge)
    size = declared(facts)
    text = _without_furniture(judged, knowledge)
    preview = judged.site is not None and judged.site.platform.preview
    gaps = find_gaps(text, size, preview=preview, knowledge=knowledge)
    reading = reading_view(text.view, [gap.span for gap in gaps if gap.kind == "hole"], knowledge)
    meta = build_meta(page, judged.verdicts, judged.site, judged.title, facts, knowledge)
    return replace(
        doc,
        clean=text.view,
        reading=reading,
        meta=replace(meta, genre=genre_of(text.text, meta.title, knowledge)),
        gaps=gaps,
        completeness=completeness(text.view, gaps, size),
    )


def _judge(page: Page, knowledge: Knowledge) -> Judged:
    """Verdicts on every line, with the title's repetitions and running page numbers."""
    site = recognise(page, knowledge)
    sheet = judge(page, site, knowledge)
    verdicts, core = sheet.verdicts, sheet.core
    title = find_title(page, verdicts, core, knowledge)
    for i in page_numbers(page):
        verdicts[i] = verdicts[i] or "page-number"
    if title is not None:
        _cut_repeats(page, verdicts, core, title, knowledge)
    return Judged(page, site, title, verdicts, core)


def _cut_repeats(page: Page, verdicts: list[str | None], core: list[int], title: Title, knowledge: Knowledge) -> None:
    """Lines that repeat the title are cut, but for the last one before the text that says nothing else.

    What a page of a site has before that one is the site's, headings of a
    table of contents excepted.
    """
    on_a_page = sum(verdict is not None for verdict in verdicts) >= PAGE_EVIDENCE
    repeats = [i for i, line in enumerate(page.lines) if is_repeat(line.text, title, knowledge)]
    start = _text_start(page, core, repeats) if on_a_page else _first(core, page)
    plain = [i for i in repeats if i < start and key_of(page.lines[i].text) == title.key]
    keep = plain[-1] if plain else None
    for i in repeats:
        if i == keep:
            verdicts[i] = None
        elif i < start or len(repeats) > 1:
            verdicts[i] = verdicts[i] or "title-repeated"
    marker = knowledge.derive(rules).marker
    before = start if start > _first(core, page) else (keep or 0)
    for i in range(before if on_a_page and len(repeats) > 1 else 0):
        if i != keep and not marker.match(page.lines[i].text):
            verdicts[i] = verdicts[i] or "before-the-title"


def _first(core: list[int], page: Page) -> int:
    return core[0] if core else len(page.lines)


def _text_start(page: Page, core: list[int], repeats: list[int]) -> int:
    """Where the text begins: behind the last repetition of the title that most of the prose follows.

    A site's preface and forms stand between the title of its page and that of
    the document; a title that stands only once has nothing before it.
    """
    if not core or len(repeats) == 1:
        return _first(core, page)
    size = sum(len(page.lines[i].text) for i in core)
    before = {i: sum(len(page.lines[j].text) for j in core if j < i) for i in repeats}
    late = [i for i in repeats if core[0] < i < core[-1] and before[i] <= size * PREFACE_SHARE]
    return min(j for j in core if j > late[-1]) if late else core[0]


def _without_furniture(judged: Judged, knowledge: Knowledge) -> Page:
    """The clean page: whole lines are cut first, then stretches inside lines, then line breaks."""
    lines = zip(judged.page.lines, judged.verdicts, strict=True)
    page = judged.page.without((line.start, line.end, rule) for line, rule in lines if rule is not None)
    known = judged.site.platform.chunk if judged.site else None
    if known is None and "sharing-formula" in judged.verdicts:
        known = knowledge.cleaning.chunk
    page = page.without(chunk_numbers(page, known))
    page = page.without(inline_cuts(page, judged.site, judged.title, knowledge))
    return page.without(tidy(page, knowledge))
