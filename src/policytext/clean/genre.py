"""The genre of a document (taxonomy 2.3): how it addresses and opens outranks its number, its title, its body."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from policytext.clean.platforms import together
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.clean import GenreCue
from policytext.model import Fact

OPENING = 220
HEAD = 500


@dataclass(frozen=True, slots=True)
class Cue:
    """A row of genres.yaml, compiled."""

    row: GenreCue
    pattern: re.Pattern[str]


def cues(knowledge: Knowledge) -> tuple[Cue, ...]:
    """Compile once; see `Knowledge.derive`."""
    made = []
    for row in knowledge.genres.cues:
        pattern = together(row.patterns)
        if pattern is not None:
            made.append(Cue(row, pattern))
    return tuple(made)


def genre_of(text: str, title: Fact | None, knowledge: Knowledge) -> Fact | None:
    """The genre with the most weight of cues; `other` where no cue is strong enough, None without text.

    Args:
        text: the cleaned text, folded.
        title: of the document.
        knowledge: genres.yaml.
    """
    if not text.strip():
        return None
    head = title.value if title else ""
    places = {"opening": text[:OPENING], "document_number": text[:HEAD], "title": head, "body": text}
    weights: Counter[str] = Counter()
    strongest: dict[str, tuple[float, str]] = {}
    for cue in knowledge.derive(cues):
        if cue.pattern.search(places[cue.row.at]):
            weights[cue.row.code] += cue.row.weight  # type: ignore[assignment]
            strongest[cue.row.code] = max(strongest.get(cue.row.code, (0.0, "")), (cue.row.weight, cue.row.at))
    if not weights or max(weights.values()) < knowledge.genres.enough:
        return Fact("other", None, "genre-no-cue")
    order = list(knowledge.genres.codes)
    code = min(weights, key=lambda code: (-weights[code], order.index(code)))
    return Fact(code, None, f"genre-{strongest[code][1].replace('_', '-')}")
