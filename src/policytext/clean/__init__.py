"""The clean room: from a page as it was saved to the document's own text, in two views.

`clean` cuts what is not the document's; `reading` reads what is left as it is
meant.  Nothing is deleted: every cut and replacement is an edit with a rule's
name, and the ledger of a view adds up to the source.
"""

from __future__ import annotations

from dataclasses import replace

from policytext.clean.chunks import chunk_numbers
from policytext.clean.completeness import completeness, has_words
from policytext.clean.flattened import page_of
from policytext.clean.gaps import find_gaps, unread_pages
from policytext.clean.genre import genre_of
from policytext.clean.inline import inline_cuts
from policytext.clean.judgement import Judged, judge_page
from policytext.clean.meta import build_meta, declared, read_facts
from policytext.clean.page import Page
from policytext.clean.pagemarks import find_marks
from policytext.clean.place import place_of, places_of
from policytext.clean.reading import reading_view
from policytext.clean.wraps import tidy
from policytext.clean.years import until, years_of
from policytext.knowledge import Knowledge
from policytext.model import Document
from policytext.text import Span

# of such a page a few words that are left are no document; of a file of text they may be one
WEB_PAGE = "text/html"


def clean(doc: Document, knowledge: Knowledge) -> Document:
    """The document with both views, meta, gaps and completeness.

    Args:
        doc: a document fresh from its source.
        knowledge: platforms, places, cleaning.yaml, facts.yaml, genres.yaml, chronology.yaml and the table of
            traditional characters.
    """
    judged = judge_page(page_of(doc.clean, knowledge), knowledge)
    facts = read_facts(judged, knowledge)
    text = _without_furniture(judged, doc.kept, knowledge)
    if not doc.kept and not has_words(text.text) and (doc.source.media_type == WEB_PAGE or any(judged.verdicts)):
        text, judged = text.without([(0, len(text.text), "no-document")]), replace(judged, title=None)
    marks = find_marks(judged, text.view, knowledge)
    size = declared(facts, marks)
    preview = judged.site is not None and judged.site.platform.preview
    gaps = (*find_gaps(text, size, marks, preview=preview, knowledge=knowledge), *unread_pages(doc.source))
    reading = reading_view(text.view, [gap.span for gap in gaps if gap.kind == "hole"], doc.source.name, knowledge)
    meta = build_meta(judged, text, facts, knowledge)
    meta = replace(meta, genre=genre_of(text, meta.title, knowledge))
    years = years_of(reading, meta, knowledge)
    places = places_of(reading, meta, years.now_low if years.now_low == years.now_high else None, knowledge)
    place = place_of(places, knowledge)
    return replace(
        doc,
        clean=text.view,
        reading=reading,
        meta=replace(meta, place=place),
        places=places,
        years=until(years, places[0], knowledge) if place else years,
        gaps=tuple(sorted(gaps, key=lambda gap: (gap.span, gap.kind))),
        completeness=completeness(text.view, gaps, size),
    )


def _without_furniture(judged: Judged, kept: tuple[Span, ...], knowledge: Knowledge) -> Page:
    """The clean page: whole lines are cut first, then stretches inside lines, then line breaks.

    What a person wants kept is put back before line breaks are judged.
    """
    lines = zip(judged.page.lines, judged.verdicts, strict=True)
    page = judged.page.without((line.start, line.end, rule) for line, rule in lines if rule is not None)
    known = judged.site.platform.chunk if judged.site else None
    if known is None and "sharing-formula" in judged.verdicts:
        known = knowledge.cleaning.chunk
    page = page.without(chunk_numbers(page, known))
    page = page.without(inline_cuts(page, judged.site, judged.title, knowledge))
    if kept:
        page = Page.of(page.view.uncut(kept), knowledge)
    return page.without(tidy(page, judged.title, knowledge))
