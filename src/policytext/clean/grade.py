"""Which site a page comes from, and what kind of source it is, with what tells so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policytext.clean.judgement import Judged
from policytext.clean.page import TERMINAL, Page
from policytext.clean.platforms import FEWEST_ATTRIBUTES, UNNAMED, Site, named_by_address
from policytext.knowledge import Knowledge
from policytext.model import Fact
from policytext.text import Span

CHROME = 2000
LONGEST_HEADING = 40
FEWEST_MASKED = 3

# furniture that only sites for sharing documents have
SHARING = frozenset(("page-caption", "preview-notice", "sharing-formula", "notice", "attributes"))
_SPEAKS_OF_SITE = frozenset(("notice", "sharing-formula", "site-footer", "address", "own-address", "after-the-end"))


def find_platform(judged: Judged, knowledge: Knowledge) -> Fact | None:
    """The site by its marks, by the address its notices give, or `unnamed`; the span is what tells."""
    if judged.site is not None:
        return Fact(judged.site.platform.id, _mark(judged.page, judged.site), "site-marks")
    if SHARING.isdisjoint(judged.verdicts):
        return None
    lines = zip(judged.page.lines, judged.verdicts, strict=True)
    notices = [line for line, rule in lines if rule in _SPEAKS_OF_SITE]
    name = named_by_address([line.text for line in notices])
    if name:
        line = next(line for line in notices if name in line.text.lower())
        at = line.start + line.text.lower().index(name)
        return Fact(name, judged.page.view.to_source(at, at + len(name)), "site-address")
    return _unnamed(judged, knowledge)


def _mark(page: Page, site: Site) -> Span | None:
    """The first mark of a site on its page."""
    for line in page.lines:
        for mark, _, _ in site.marks:
            found = mark.search(line.text)
            if found and found.group():
                return page.view.to_source(line.start + found.start(), line.start + found.end())
    return None


def _unnamed(judged: Judged, knowledge: Knowledge) -> Fact | None:
    """A page that shows a file with its size and form, and a sharing site's notices, and names no site."""
    lines = zip(judged.page.lines, judged.verdicts, strict=True)
    cut = [(line, rule) for line, rule in lines if rule is not None]
    table = knowledge.cleaning
    attributes = [line for line, rule in cut if rule == "attributes" and re.search(table.file_attribute, line.text)]
    speaks = any(rule in ("notice", "preview-notice") for _, rule in cut)
    named = any(re.search(table.names_a_site, line.text) for line, _ in cut)
    if len(attributes) < FEWEST_ATTRIBUTES or not speaks or named:
        return None
    first = attributes[0]
    return Fact(UNNAMED, judged.page.view.to_source(first.start, first.end), "sharing-layout")


def source_grade(
    judged: Judged, text: Page, platform: Fact | None, source: Fact | None, knowledge: Knowledge
) -> Fact | None:
    """What kind of source this is: an official page, a reprint, a sharing site, perhaps a model essay.

    Args:
        judged: the page.
        text: the page without furniture: only the document's own words make it a model essay.
        platform: the sharing site, if it is one.
        source: the line that says where the text was taken from, if there is one.
        knowledge: cleaning.yaml and facts.yaml.
    """
    address = _official(judged.page, knowledge)
    if address is not None:
        return Fact("official_original", address, "source-grade-address")
    if platform is not None:
        model = _model_essay(judged, text, knowledge)
        return model or Fact("sharing_site", platform.span, "source-grade-platform")
    return Fact("official_reprint", source.span, "source-grade-source-line") if source else None


def _official(page: Page, knowledge: Knowledge) -> Span | None:
    """The address of an official site at either end of the page."""
    pattern = re.compile(knowledge.cleaning.official)
    found = pattern.search(page.text, 0, CHROME) or pattern.search(page.text, max(0, len(page.text) - CHROME))
    return page.view.to_source(*found.span()) if found else None


def _model_essay(judged: Judged, text: Page, knowledge: Knowledge) -> Fact | None:
    """Words of model essays in the title or a heading of the text, or places and years masked all over."""
    grade = "model_essay_suspected"
    words, masked = re.compile(knowledge.facts.model_words), re.compile(knowledge.facts.masked)
    for page, start, end in _headings(judged, text):
        found = words.search(page.text[start:end])
        if found:
            span = page.view.to_source(start + found.start(), start + found.end())
            return Fact(grade, span, "model-essay-words")
    masks = list(masked.finditer(text.text))
    if len(masks) >= FEWEST_MASKED:
        return Fact(grade, text.view.to_source(*masks[0].span()), "model-essay-masked")
    return None


def _headings(judged: Judged, text: Page) -> Iterator[tuple[Page, int, int]]:
    """Page and offsets of the title, the headings of a compilation, and the short lines of the text without a stop."""
    if judged.title:
        yield judged.page, judged.title.start, judged.title.end
    for line, rule in zip(judged.page.lines, judged.verdicts, strict=True):
        if rule == "compilation-heading":
            yield judged.page, line.start, line.end
    for line in text.lines:
        if len(line.text) <= LONGEST_HEADING and line.text[-1] not in TERMINAL:
            yield text, line.start, line.end
