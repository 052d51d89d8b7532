"""The genre of a document (taxonomy 2.3): how it addresses and opens outranks its number, its title, its body."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from policytext.clean.page import Page
from policytext.clean.platforms import together
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.clean import GenreCue
from policytext.model import Fact
from policytext.text import Span

OPENING = 220
HEAD = 500


@dataclass(frozen=True, slots=True)
class Cue:
    """A row of genres.yaml, compiled."""

    row: GenreCue
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Said:
    """A cue that matched, and the words that did."""

    row: GenreCue
    span: Span | None


def cues(knowledge: Knowledge) -> tuple[Cue, ...]:
    """Compile once; see `Knowledge.derive`."""
    made = []
    for row in knowledge.genres.cues:
        pattern = together(row.patterns)
        if pattern is not None:
            made.append(Cue(row, pattern))
    return tuple(made)


def genre_of(page: Page, title: Fact | None, knowledge: Knowledge) -> Fact | None:
    """The genre with the most weight of cues; `other` where no cue is strong enough, None without text.

    Its span is that of the words that told it, of the title where that did.
    The rule says where they stand, and for a kind of `other` which.

    Args:
        page: the cleaned text.
        title: of the document.
        knowledge: genres.yaml.
    """
    if not page.text.strip():
        return None
    weights: Counter[str] = Counter()
    strongest: dict[str, Said] = {}
    for said in _said(page, title, knowledge):
        code = said.row.code
        weights[code] += said.row.weight  # type: ignore[assignment]
        if code not in strongest or said.row.weight > strongest[code].row.weight:
            strongest[code] = said
    if not weights or max(weights.values()) < knowledge.genres.enough:
        return Fact("other", None, "genre-no-cue")
    order = [*knowledge.genres.codes, *knowledge.genres.kinds]
    code = min(weights, key=lambda code: (-weights[code], order.index(code)))
    rule = f"genre-{strongest[code].row.at.replace('_', '-')}"
    kind = knowledge.genres.kinds.get(code)
    return Fact(kind or code, strongest[code].span, f"{rule}-{code}" if kind else rule)


def _simplified(knowledge: Knowledge) -> dict[int, str]:
    """Traditional characters, one for one, as the cues are written in simplified ones."""
    return str.maketrans(dict(knowledge.traditional))


def _said(page: Page, title: Fact | None, knowledge: Knowledge) -> Iterator[Said]:
    """Every cue that matches where it is looked for."""
    simplified = knowledge.derive(_simplified)
    text = page.text.translate(simplified)
    places = {"opening": text[:OPENING], "document_number": text[:HEAD], "body": text}
    head = title.value.translate(simplified) if title else ""
    for cue in knowledge.derive(cues):
        if cue.row.at == "title":
            if cue.pattern.search(head):
                yield Said(cue.row, title.span if title else None)
        elif match := cue.pattern.search(places[cue.row.at]):
            start, end = match.span()
            yield Said(cue.row, page.view.to_source(start, end) if end > start else None)
