"""Stretches inside lines that are not the document's: page markers, notices, titles and dates glued to the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policytext.clean.notices import rules
from policytext.clean.page import Cut, Line, Page
from policytext.clean.platforms import Site
from policytext.clean.titles import Title, glued, running_heads
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.clean import InlineRule

HEAD_LINES = 4

# the number of the last page, glued to the last full stop
_LAST_PAGE = re.compile(r"(?<=。)\s?\d{1,2}$")


def inline_cuts(page: Page, site: Site | None, title: Title | None, knowledge: Knowledge) -> list[Cut]:
    """Cuts inside the lines of a page that is already without whole lines of furniture."""
    found: list[Cut] = []
    possible = [row for row in knowledge.derive(rules).inline if _needed(row[0], page.text)]
    for order, line in enumerate(page.lines):
        stretches = list(_stretches(line, site, possible))
        if title is not None:
            stretches.extend((start, end, "running-head") for start, end in running_heads(line.text, title, knowledge))
        if title is not None and order < HEAD_LINES and (end := glued(line.text, title, knowledge)):
            stretches.append((0, end, "title-glued"))
        if site is not None and order == len(page.lines) - 1 and (last := _LAST_PAGE.search(line.text)):
            stretches.append((*last.span(), "page-number"))
        found.extend((line.start + start, line.start + end, rule) for start, end, rule in stretches)
    return list(_apart(found))


def _needed(rule: InlineRule, text: str) -> bool:
    return any(word in text for word in rule.needs)


def _stretches(line: Line, site: Site | None, possible: list[tuple[InlineRule, re.Pattern[str]]]) -> Iterator[Cut]:
    if site is not None and site.inline is not None:
        for match in site.inline.finditer(line.text):
            yield *match.span(), f"site-inline-{site.platform.id}"
    if site is not None:
        yield from ((*match.span(), "site-watermark") for match in site.watermark.finditer(line.text))
    for rule, pattern in possible:
        if _needed(rule, line.text):
            for match in pattern.finditer(line.text):
                yield *match.span(), rule.name


def _apart(found: list[Cut]) -> Iterator[Cut]:
    """Stretches in order; those that overlap become one, under the rule of the first."""
    held: Cut | None = None
    for start, end, rule in sorted(found, key=lambda cut: (cut[0], -cut[1], cut[2])):
        if held and start < held[1]:
            held = (held[0], max(end, held[1]), held[2])
            continue
        if held:
            yield held
        held = (start, end, rule)
    if held:
        yield held
