"""The clean room: from a page as it was saved to the document's own text, in two views.

`clean` cuts what is not the document's; `reading` reads what is left as it is
meant.  Nothing is deleted: every cut and replacement is an edit with a rule's
name, and the ledger of a view adds up to the source.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from policytext.clean.chunks import chunk_numbers, page_numbers
from policytext.clean.furniture import core_of, judge
from policytext.clean.gaps import completeness, find_gaps
from policytext.clean.genre import genre_of
from policytext.clean.glosses import debris
from policytext.clean.inline import inline_cuts
from policytext.clean.meta import build_meta, declared, read_facts
from policytext.clean.page import Page
from policytext.clean.platforms import Site, recognise
from policytext.clean.reading import reading_view
from policytext.clean.titles import Title, find_title, is_repeat
from policytext.clean.wraps import tidy
from policytext.knowledge import Knowledge
from policytext.model import Document
from policytext.text import View


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
    facts = read_facts(page, judged.verdicts, judged.core, knowledge)
    size = declared(facts)
    view = _without_furniture(judged, knowledge)
    preview = judged.site is not None and judged.site.platform.preview
    gaps = find_gaps(view, size, preview=preview, knowledge=knowledge)
    reading = reading_view(view, [gap.span for gap in gaps if gap.kind == "hole"], knowledge)
    meta = build_meta(page, judged.verdicts, judged.site, judged.title, facts, knowledge)
    folded = Page.of(view, knowledge).text
    return replace(
        doc,
        clean=view,
        reading=reading,
        meta=replace(meta, genre=genre_of(folded, meta.title, reading, knowledge)),
        gaps=gaps,
        completeness=completeness(view, gaps, size),
    )


def _judge(page: Page, knowledge: Knowledge) -> Judged:
    """Verdicts on every line, with the title's repetitions and running page numbers."""
    site = recognise(page, knowledge)
    verdicts = judge(page, site, knowledge)
    core = core_of(page, verdicts, knowledge)
    title = find_title(page, verdicts, core, knowledge)
    for i in page_numbers(page):
        verdicts[i] = verdicts[i] or "page-number"
    if title is not None:
        _cut_repeats(page, verdicts, core, title, knowledge)
    return Judged(page, site, title, verdicts, core)


def _cut_repeats(page: Page, verdicts: list[str | None], core: list[int], title: Title, knowledge: Knowledge) -> None:
    """Lines that repeat the title are cut, but for the last one before the text that says nothing else."""
    repeats = [i for i, line in enumerate(page.lines) if is_repeat(line.text, title, knowledge)]
    start = core[0] if core else len(page.lines)
    plain = [i for i in repeats if i < start and page.lines[i].text.strip() == title.text]
    keep = plain[-1] if plain else None
    for i in repeats:
        if i == keep:
            verdicts[i] = None
        elif i < start or len(repeats) > 1:
            verdicts[i] = verdicts[i] or "title-repeated"


def _without_furniture(judged: Judged, knowledge: Knowledge) -> View:
    """The clean view: whole lines, then stretches inside lines, then line breaks."""
    page = judged.page
    cuts = [
        page.cut(line.start, line.end, rule)
        for line, rule in zip(page.lines, judged.verdicts, strict=True)
        if rule is not None
    ]
    page = Page.of(page.view.apply(cuts), knowledge)
    known = judged.site.platform.chunk if judged.site else None
    page = Page.of(page.view.apply(chunk_numbers(page, known)), knowledge)
    page = Page.of(page.view.apply(inline_cuts(page, judged.site, judged.title, knowledge)), knowledge)
    return page.view.apply(tidy(page, knowledge))

