"""What to label next: where cues and model differ, then where the model doubts, spread over documents."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select

from policytext.classify.features import totals
from policytext.classify.trained import probabilities, trained
from policytext.coding.keeping import items, located
from policytext.coding.sampling import Section, sections
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.trained import FacetModel
from policytext.model import Evidence
from policytext.store.database import reading
from policytext.store.readings import Reading
from policytext.store.schema import evidence, labels
from policytext.text import Span

SILENT = "out_of_scope"
"""Sections that speak of no community are not worth a person's time."""

Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A section worth labelling.

    Args:
        section: with what the machine says.
        model: codes that the trained model would give.
        differs: whether it says otherwise than the machine.
        doubt: of the model, 0 to 1.
        text: how the section reads.
    """

    section: Section
    model: Codes
    differs: bool
    doubt: float
    text: str

    @property
    def at(self) -> str:
        """What names the section to `policytext label`: document and offset."""
        return f"{self.section.document}:{self.section.span.start}"


def questions(engine: Engine, knowledge: Knowledge, facet: str, size: int, seed: int) -> list[Question]:
    """The sections to label next in one facet; those that people labelled or are coding are left out.

    Args:
        engine: the database.
        knowledge: with the trained model, in force or not.
        facet: to label in.
        size: how many at most.
        seed: decides among equals.

    Raises:
        StoreError: the database cannot be read.
    """
    model = knowledge.derive(trained).facets.get(facet)
    known = _known(engine, facet)
    fresh = [
        each
        for each in sections(engine)
        if each.reason != SILENT and not any(_meet(each.span, span) for span in known[each.document])
    ]
    with reading(engine) as connection:
        scores = _scores(connection, fresh, facet)
        texts: dict[int, Reading] = {}
        found = []
        for each in fresh:
            if each.revision not in texts:
                texts = {each.revision: Reading(connection, each.revision, each.text)}
            text = texts[each.revision].view.read(each.span)
            found.append(_question(each, facet, model, scores[each.revision, each.span], text))
    found.sort(key=lambda one: (not one.differs, -one.doubt, _lot(one.section, seed)))
    return _spread(found)[:size]


def _question(
    section: Section, facet: str, model: FacetModel | None, scores: Mapping[str, float], text: str
) -> Question:
    machine = section.machine.get(facet, ())
    if model is None:
        doubt = round(1 - section.strength.get(facet, 0.0), 6)
        return Question(section, machine, differs=False, doubt=doubt, text=text)
    likely = probabilities(model, scores, text)
    if model.single:
        first, second = sorted(likely.values(), reverse=True)[:2]
        codes: Codes = (max(sorted(likely), key=lambda code: likely[code]),)
        doubt = 1 - (first - second)
    else:
        codes = tuple(code for code in sorted(likely) if likely[code] >= model.least)
        doubt = max((1 - abs(2 * chance - 1) for chance in likely.values()), default=0.0)
    return Question(section, codes, set(codes) != set(machine), round(doubt, 6), text)


def _spread(found: Sequence[Question]) -> list[Question]:
    """The first of each document in order, then the second of each."""
    rank: dict[int, int] = defaultdict(int)
    ranked = []
    for at, one in enumerate(found):
        ranked.append((rank[one.section.document], at, one))
        rank[one.section.document] += 1
    return [one for _, _, one in sorted(ranked, key=lambda each: each[:2])]


def _known(engine: Engine, facet: str) -> dict[int, list[Span]]:
    """Where people labelled sections, or are to code them, by document."""
    found: dict[int, list[Span]] = defaultdict(list)
    for at in located(engine, (item for item in items(engine).values() if facet in item.facets)).values():
        found[at.document].append(at.span)
    for section in sections(engine, labelled=facet):
        found[section.document].append(section.span)
    return found


def _scores(connection: Connection, found: Sequence[Section], facet: str) -> dict[tuple[int, Span], dict[str, float]]:
    """What the evidence that was kept with the labels of sections adds up to."""
    wanted = {(each.revision, each.span): each for each in found}
    query = (
        select(labels.c.revision_id, labels.c.span_start, labels.c.span_end, evidence)
        .join_from(evidence, labels)
        .where(labels.c.facet == facet, labels.c.span_start.is_not(None))
        .order_by(labels.c.id, evidence.c.ordinal)
    )
    heard: dict[tuple[int, Span], list[Evidence]] = defaultdict(list)
    for row in connection.execute(query):
        at = row.revision_id, Span(row[1], row[2])
        if at in wanted:
            span = Span(row[1], row[2])
            heard[at].append(Evidence(span, row.cue, row.code, row.weight, row.dimension, row.stance))
    return {at: totals(heard[at]) for at in wanted}


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _lot(section: Section, seed: int) -> str:
    return hashlib.sha256(f"{seed} {section.key} {section.span.start}".encode()).hexdigest()
