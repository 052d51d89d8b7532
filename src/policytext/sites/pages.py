"""Pages with a label for every line: the platforms' examples, and their furniture around other texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from policytext.clean import clean
from policytext.clean.furniture import judge_by_rules
from policytext.clean.linemodel import Features, features, surroundings
from policytext.clean.page import Page
from policytext.clean.platforms import recognise
from policytext.clean.titles import key_of
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.clean import Example, LineModel
from policytext.model import Document, Source
from policytext.text import View

# a line is the text's if at least this share of it is kept, and furniture if at most the other share is
BODY_SHARE = 0.5
FURNITURE_SHARE = 0.2
# the beginning of a document, and the characters of a line that is broken as on a printed page
SHORT_LINES = 12
WRAP = 38
# of the other documents, one of so many goes into each page
EVERY = 3


@dataclass(frozen=True, slots=True)
class Labelled:
    """A page and its lines: True for furniture, False for the text, None for the title and mixed lines."""

    site: str
    lines: tuple[str, ...]
    furniture: tuple[bool | None, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a site's page: its features, and whether it is furniture."""

    site: str
    features: Features
    furniture: bool


def without(knowledge: Knowledge, *sites: str) -> Knowledge:
    """The knowledge without the tables of some sites."""
    left = {name: platform for name, platform in knowledge.platforms.items() if name not in sites}
    return replace(knowledge, platforms=left, _derived={})


def without_model(knowledge: Knowledge) -> Knowledge:
    """The knowledge with a line model that has no say: what a model is trained on must not depend on another."""
    return replace(knowledge, lines=LineModel(enough=1, intercept=0, weights={}), _derived={})


def labelled_pages(knowledge: Knowledge, texts: Sequence[str]) -> Iterator[Labelled]:
    """Every example as it is, and with every third of `texts` in the place of its own, each time from the next on.

    Args:
        knowledge: the platforms with their examples.
        texts: documents without furniture.
    """
    ruled = without_model(knowledge)
    examples = [(site, each) for site, platform in sorted(ruled.platforms.items()) for each in platform.examples]
    for number, (site, example) in enumerate(examples):
        page = label(site, example, ruled)
        yield page
        if page.furniture.count(True):
            own = texts[number % EVERY :: EVERY]
            yield from (transplanted(page, lines) for text in own for lines in _printed(text))


def label(site: str, example: Example, knowledge: Knowledge) -> Labelled:
    """An example's page with its lines labelled by how much of each cleaning with the site's table leaves.

    That the whole of cleaning gives what the example says is tested.
    """
    kept = cleaned(example, knowledge)
    title = key_of(example.title or "")
    lines, labels, at = [], [], 0
    for line in example.before.splitlines(keepends=True):
        solid = [at + i in kept for i, char in enumerate(line) if not char.isspace()]
        at += len(line)
        if solid:
            lines.append(line.strip())
            labels.append(_label(solid, is_title=bool(title) and title in key_of(line)))
    return Labelled(site, tuple(lines), tuple(labels))


def cleaned(example: Example, knowledge: Knowledge) -> frozenset[int]:
    """Offsets of the characters other than white space that cleaning keeps of an example's page."""
    text = example.before
    digest = hashlib.sha256(text.encode()).hexdigest()
    doc = clean(Document.of(Source(digest, "page.txt", "text/plain", "utf-8", "text", "1", text)), knowledge)
    kept = (i for _, span in doc.clean.runs() for i in range(span.start, span.end))
    return frozenset(i for i in kept if not text[i].isspace())


def _label(kept: list[bool], *, is_title: bool) -> bool | None:
    share = sum(kept) / len(kept)
    if share >= BODY_SHARE:
        return False
    return True if share <= FURNITURE_SHARE and not is_title else None


def _printed(text: str) -> Iterator[tuple[str, ...]]:
    """The ways in which pages show a document: whole, its beginning alone, and broken into lines as a printed page."""
    lines = tuple(line.strip() for line in text.splitlines() if line.strip())
    yield lines
    yield lines[:SHORT_LINES]
    yield tuple(line[at : at + WRAP] for line in lines[:SHORT_LINES] for at in range(0, len(line), WRAP))


def transplanted(page: Labelled, lines: tuple[str, ...]) -> Labelled:
    """A page with another document in the place of its text."""
    body = [i for i, furniture in enumerate(page.furniture) if furniture is False]
    start, end = (body[0], body[-1] + 1) if body else (len(page.lines), len(page.lines))
    return Labelled(
        page.site,
        (*page.lines[:start], *lines, *page.lines[end:]),
        (*page.furniture[:start], *(False for _ in lines), *page.furniture[end:]),
    )


def rows(knowledge: Knowledge, texts: Sequence[str]) -> list[Row]:
    """The labelled lines outside the texts of all pages, with their features as the model meets them.

    Each page is judged by rules without the table of its own site.
    """
    strange = {site: without(knowledge, site) for site in knowledge.platforms}
    return [row for page in labelled_pages(knowledge, texts) for row in _rows_of(page, strange[page.site])]


def _rows_of(page: Labelled, knowledge: Knowledge) -> Iterator[Row]:
    view = Page.of(View.of("\n".join(page.lines)), knowledge)
    sheet = judge_by_rules(view, recognise(view, knowledge), knowledge)
    if not sheet.core or len(view.lines) != len(page.lines):
        return
    known = surroundings(sheet)
    for i, furniture in enumerate(page.furniture):
        if furniture is not None and sheet.outside(i):
            yield Row(page.site, features(sheet, i, known), furniture)
