"""Drawing sections to code: from strata by what the machine says, spread over documents, the same for the same seed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, and_, select

from policytext.errors import CodingError
from policytext.knowledge.load import GOVERNANCE_MODEL
from policytext.store.database import reading
from policytext.store.schema import contents, documents, labels, revisions
from policytext.store.sightings import CURRENT
from policytext.text import Span

UNDETERMINED = "undetermined"

Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a current document with what the machine says of it.

    Args:
        document: id.
        key: of the document.
        content: sha256.
        name: of its file.
        revision: id.
        text: id of its text.
        span: source offsets.
        machine: codes by facet, as the machine gave them.
        strength: of the first of them, by facet.
        reason: why the governance model is undetermined; empty where it is not.
    """

    document: int
    key: str
    content: str
    name: str
    revision: int
    text: int
    span: Span
    machine: Mapping[str, Codes]
    strength: Mapping[str, float]
    reason: str

    def stratum(self, facet: str) -> Codes:
        """What sections are told apart by when they are drawn."""
        codes = self.machine.get(facet, ())
        return (*codes, self.reason) if codes == (UNDETERMINED,) else codes


def sections(engine: Engine, *, labelled: str | None = None) -> list[Section]:
    """Every section of every current document, in order; what people decided is not looked at.

    Args:
        engine: the database.
        labelled: instead of all, the stretches only that a person gave a label of this facet, whatever it is.

    Raises:
        StoreError: the database cannot be read.
    """
    columns = (
        revisions.c.document_id, documents.c.key, contents.c.sha256, revisions.c.name, labels.c.revision_id,
        revisions.c.text_id, labels.c.span_start, labels.c.span_end,
    )  # fmt: skip
    said = (labels.c.facet, labels.c.code, labels.c.strength, labels.c.reason)
    joined = labels.join(revisions).join(documents).join(contents, contents.c.id == revisions.c.content_id)
    query = (
        select(*columns, *said)
        .select_from(joined)
        .where(CURRENT, labels.c.span_start.is_not(None))
        .where(labels.c.ordinal >= 0 if labelled is None else _decided(labelled))
        .order_by(documents.c.key, labels.c.span_start, labels.c.span_end, labels.c.ordinal)
    )
    found: dict[tuple[str, int, int], list[tuple[str, str, float, str]]] = defaultdict(list)
    heads: dict[tuple[str, int, int], tuple[int, str, str, str, int, int]] = {}
    with reading(engine) as connection:
        for row in connection.execute(query):
            at = row.key, row.span_start, row.span_end
            heads[at] = (row.document_id, row.key, row.sha256, row.name, row.revision_id, row.text_id)
            found[at].append((row.facet, row.code, row.strength, row.reason or ""))
    return [
        _section(heads[at], Span(at[1], at[2]), found[at])
        for at in heads
        if labelled or any(facet == GOVERNANCE_MODEL for facet, *_ in found[at])
    ]


def _decided(facet: str) -> ColumnElement[bool]:
    return and_(labels.c.facet == facet, labels.c.review != "unreviewed")


def _section(
    head: tuple[int, str, str, str, int, int], span: Span, said: Iterable[tuple[str, str, float, str]]
) -> Section:
    machine: dict[str, Codes] = {}
    strength: dict[str, float] = {}
    reason = ""
    for facet, code, strong, why in sorted(said):
        machine[facet] = (*machine.get(facet, ()), code)
        strength[facet] = max(strong, strength.get(facet, 0.0))
        reason = why if facet == GOVERNANCE_MODEL else reason
    return Section(*head, span, machine, strength, reason)


def draw(found: Sequence[Section], facet: str, size: int, seed: int) -> list[Section]:
    """A sample: as many of each stratum as there are, by turns, each over as many documents as it has.

    Strata of equal size show rare categories to the coders; a share of such
    a sample is none of the collection.  The order of the result says nothing
    of the strata.

    Args:
        found: sections, in any order.
        facet: whose codes part the strata.
        size: how many.
        seed: another one draws others.

    Raises:
        CodingError: there are no sections, or none are asked for.
    """
    if size < 1 or not found:
        raise CodingError("there are no sections to draw from" if not found else "a sample needs at least one section")
    strata: dict[Codes, list[Section]] = defaultdict(list)
    for section in found:
        strata[section.stratum(facet)].append(section)
    queues = [_spread(strata[stratum], seed) for stratum in sorted(strata)]
    drawn = [section for _, section in zip(range(size), _by_turns(queues), strict=False)]
    return sorted(drawn, key=lambda section: _lot(section, seed))


def _spread(found: Iterable[Section], seed: int) -> list[Section]:
    """Sections by lot, one of each document before a second of any."""
    of_document: dict[str, list[Section]] = defaultdict(list)
    for section in sorted(found, key=lambda section: _lot(section, seed)):
        of_document[section.key].append(section)
    return list(_by_turns(list(of_document.values())))


def _by_turns(queues: Sequence[Sequence[Section]]) -> Iterator[Section]:
    """The first of each, then the second of each, to the end of all."""
    for at in range(max(map(len, queues), default=0)):
        yield from (queue[at] for queue in queues if at < len(queue))


def _lot(section: Section, seed: int) -> str:
    return hashlib.sha256(f"{seed} {section.key} {section.span.start} {section.span.end}".encode()).hexdigest()
