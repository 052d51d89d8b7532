"""Stretches inside lines that are not the document's: page markers, notices, titles and dates glued to the text."""

from __future__ import annotations

from collections.abc import Iterator

from policytext.clean.notices import rules
from policytext.clean.page import Line, Page
from policytext.clean.platforms import Site
from policytext.clean.titles import Title, glued
from policytext.knowledge import Knowledge
from policytext.text import Edit


def inline_cuts(page: Page, site: Site | None, title: Title | None, knowledge: Knowledge) -> list[Edit]:
    """Cuts inside the lines of a page that is already without whole lines of furniture."""
    found: list[tuple[int, int, str]] = []
    for order, line in enumerate(page.lines):
        stretches = list(_stretches(line, site, knowledge))
        if title is not None and order <= 1 and (end := glued(line.text, title, knowledge)):
            stretches.append((0, end, "title-glued"))
        found.extend((line.start + start, line.start + end, rule) for start, end, rule in stretches)
    return [page.cut(start, end, rule) for start, end, rule in _apart(found)]


def _stretches(line: Line, site: Site | None, knowledge: Knowledge) -> Iterator[tuple[int, int, str]]:
    if site is not None and site.inline is not None:
        for match in site.inline.finditer(line.text):
            yield *match.span(), f"site-inline-{site.platform.id}"
    for rule, pattern in knowledge.derive(rules).inline:
        for match in pattern.finditer(line.text):
            yield *match.span(), rule


def _apart(found: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Stretches in order, the earlier and longer one first where two overlap; empty ones left out."""
    reach = -1
    for start, end, rule in sorted(found, key=lambda cut: (cut[0], -cut[1], cut[2])):
        if start >= reach and end > start:
            yield start, end, rule
            reach = end
