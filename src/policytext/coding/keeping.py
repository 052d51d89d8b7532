"""Samples and codes in the journal of decisions: who said what of which section, and what was adjudicated."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Engine, select

from policytext.coding.sampling import Codes, Section, draw, sections
from policytext.decide import Desk, keep
from policytext.errors import CodingError
from policytext.store.database import reading
from policytext.store.decision import Decision, Kind, Value, stamp
from policytext.store.layer import decision_in
from policytext.store.readings import Reading
from policytext.store.schema import decisions, documents, revisions
from policytext.store.sections import section_anchor, section_span
from policytext.store.sightings import CURRENT
from policytext.text import Span

SAMPLE_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person says of one section in one facet; no codes: none of them fits."""

    item: str
    facet: str
    codes: Codes


@dataclass(slots=True)
class Item:
    """A section that was drawn, with everything that was said of it.

    Args:
        id: of the sample and its number in it.
        sample: id.
        facets: to code.
        drawn: the line of the journal.
        said: codes by facet, then by coder, in the order in which coders came.
        adjudicated: codes by facet.
        adjudicator: who, by facet.
    """

    id: str
    sample: str
    facets: Codes
    drawn: Decision
    said: dict[str, dict[str, Codes]] = field(default_factory=dict)
    adjudicated: dict[str, Codes] = field(default_factory=dict)
    adjudicator: dict[str, str] = field(default_factory=dict)

    def differ(self, facet: str) -> bool:
        """Whether coders differ in a facet."""
        return len(set(self.said.get(facet, {}).values())) > 1

    def final(self, facet: str) -> Codes | None:
        """What counts in the end: what was adjudicated, else what two or more coders agree on, else None."""
        if facet in self.adjudicated:
            return self.adjudicated[facet]
        said = list(self.said.get(facet, {}).values())
        return said[0] if len(said) > 1 and not self.differ(facet) else None


def take_sample(desk: Desk, facets: Sequence[str], size: int, seed: int) -> list[Item]:
    """Draw a sample and note it in the journal; the same sample of the same database is noted once.

    Raises:
        CodingError: there are no sections.
        DecisionError: the journal cannot be written to.
    """
    drawn = draw(sections(desk.engine), facets[0], size, seed)
    told = [f"{' '.join(facets)} {size} {seed}", *(f"{each.key} {each.span.start} {each.span.end}" for each in drawn)]
    sample = hashlib.sha256("\n".join(told).encode()).hexdigest()[:SAMPLE_LENGTH]
    if not any(item.sample == sample for item in items(desk.engine).values()):
        keep(desk, list(_drawn(desk, sample, facets, drawn)))
    return [item for item in items(desk.engine).values() if item.sample == sample]


def _drawn(desk: Desk, sample: str, facets: Sequence[str], found: Sequence[Section]) -> Iterable[Decision]:
    digits = max(2, len(str(len(found))))
    texts: dict[int, Reading] = {}
    with reading(desk.engine) as connection:
        for number, section in enumerate(found, start=1):
            if section.revision not in texts:
                texts[section.revision] = Reading(connection, section.revision, section.text)
            anchor, where = section_anchor(texts[section.revision], section.span)
            said: dict[str, Value] = {"item": f"{sample}-{number:0{digits}d}", "sample": sample}
            yield Decision(
                kind="sample", document=section.key, name=section.name, content=section.content, who=desk.who,
                when=stamp(desk.when), why=desk.why, anchor=anchor, value={**said, "facets": " ".join(facets), **where},
            )  # fmt: skip


def items(engine: Engine) -> dict[str, Item]:
    """Every item of every sample, by id, with what was said of it; the latest word of each person counts.

    Raises:
        StoreError: the database cannot be read.
    """
    kinds = ("sample", "code", "adjudicate")
    query = select(decisions).where(decisions.c.kind.in_(kinds), decisions.c.undone_by.is_(None))
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(decisions.c.seq)).all()
    found: dict[str, Item] = {}
    for decision in map(decision_in, rows):
        value = decision.value
        number, facet = str(value["item"]), str(value.get("facet"))
        if decision.kind == "sample":
            found.setdefault(number, Item(number, str(value["sample"]), tuple(str(value["facets"]).split()), decision))
        elif number in found:
            codes = tuple(str(value["codes"]).split())
            if decision.kind == "code":
                found[number].said.setdefault(facet, {})[decision.who] = codes
            else:
                found[number].adjudicated[facet], found[number].adjudicator[facet] = codes, decision.who
    return dict(sorted(found.items()))


def keep_answers(desk: Desk, answers: Iterable[Answer], kind: Kind, single: Mapping[str, bool]) -> int:
    """Note what a person says, where it is not what the same person said last; how many lines are new.

    Args:
        desk: where, and who says it.
        answers: whose items there are.
        kind: `code` or `adjudicate`.
        single: whether a facet has exactly one code.

    Raises:
        CodingError: there is no such item.
        DecisionError: the journal cannot be written to.
    """
    known, made = items(desk.engine), []
    for answer in answers:
        item = known.get(answer.item)
        if item is None:
            raise CodingError(f"there is no item {answer.item!r} in any sample")
        before = item.adjudicated if kind == "adjudicate" else _of(item, desk.who)
        if before.get(answer.facet) != answer.codes:
            made.append(_answered(desk, item, answer, kind, single=single[answer.facet]))
    keep(desk, made)
    return len(made)


def _of(item: Item, who: str) -> dict[str, Codes]:
    return {facet: said[who] for facet, said in item.said.items() if who in said}


def _answered(desk: Desk, item: Item, answer: Answer, kind: Kind, *, single: bool) -> Decision:
    drawn = item.drawn
    where = {name: drawn.value[name] for name in ("sample", "length", "tail")}
    value: dict[str, Value] = {
        "item": item.id,
        "facet": answer.facet,
        "codes": " ".join(answer.codes),
        "single": single,
        **where,
    }
    plain = Decision(kind=kind, document=drawn.document, who=desk.who, when=stamp(desk.when), why=desk.why, value=value)
    return replace(plain, name=drawn.name, content=drawn.content, anchor=drawn.anchor)


@dataclass(frozen=True, slots=True)
class Found:
    """Where the section of an item is now.

    Args:
        document: id.
        span: source offsets.
        text: how the section reads.
        machine: codes by facet.
        strength: of the strongest of them, by facet.
    """

    document: int
    span: Span
    text: str
    machine: Mapping[str, Codes]
    strength: Mapping[str, float]


def located(engine: Engine, wanted: Iterable[Item]) -> dict[str, Found]:
    """Where items are in the current texts, with what the machine says there; those that are gone are left out.

    Raises:
        StoreError: the database cannot be read.
    """
    of_key: dict[str, list[Item]] = {}
    for item in wanted:
        of_key.setdefault(item.drawn.document, []).append(item)
    labelled: dict[int, list[Section]] = {}
    for section in sections(engine):
        labelled.setdefault(section.document, []).append(section)
    found: dict[str, Found] = {}
    with reading(engine) as connection:
        query = select(revisions.c.id, revisions.c.text_id, revisions.c.document_id, documents.c.key)
        for row in connection.execute(query.join_from(revisions, documents).where(CURRENT)).all():
            if row.key not in of_key:
                continue
            text = Reading(connection, row.id, row.text_id)
            for item in of_key[row.key]:
                anchor = item.drawn.anchor
                at = section_span(text, anchor, item.drawn.value) if anchor else None
                if at:
                    codes, strength = _machine(labelled.get(row.document_id, []), at[0], item.facets)
                    found[item.id] = Found(row.document_id, at[0], text.view.read(at[0]), codes, strength)
    return found


def _machine(found: Sequence[Section], span: Span, facets: Iterable[str]) -> tuple[dict[str, Codes], dict[str, float]]:
    """What the machine says of a stretch: by facet the codes that cover most of it."""
    codes: dict[str, Codes] = {}
    strength: dict[str, float] = {}
    near = [(section, _shared(section.span, span)) for section in found if _shared(section.span, span) > 0]
    for facet in facets:
        covered: dict[Codes, int] = {}
        for section, shared in near:
            said = section.machine.get(facet, ())
            covered[said] = covered.get(said, 0) + shared
        codes[facet] = max(sorted(covered), key=lambda said: covered[said]) if covered else ()
        same = [section.strength.get(facet, 0.0) for section, _ in near if section.machine.get(facet) == codes[facet]]
        strength[facet] = max(same, default=0.0)
    return codes, strength


def _shared(one: Span, other: Span) -> int:
    return min(one.end, other.end) - max(one.start, other.start)
