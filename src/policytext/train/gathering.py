"""What people of this collection labelled, as training sees it, and documents read again from the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Row, select

from policytext.coding.keeping import items
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.trained import Words
from policytext.model import Document, Source
from policytext.store import restored, spans_of
from policytext.store.database import reading
from policytext.store.decision import Anchor, Value
from policytext.store.layer import decision_in
from policytext.store.readings import Reading
from policytext.store.schema import contents, decisions, documents, revisions, texts
from policytext.store.sections import section_span
from policytext.store.sightings import CURRENT
from policytext.text import Span
from policytext.train.sections import Row as Labelled
from policytext.train.sections import Wanted, ears, read_to_label, rows_in

Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What counts of what people said of one section in one facet."""

    document: str
    anchor: Anchor
    where: Mapping[str, Value]
    facet: str
    codes: Codes


def said_by_people(engine: Engine) -> list[Said]:
    """The label of every section that people labelled, or coded and agree on; where they differ, none.

    Raises:
        StoreError: the database cannot be read.
    """
    found = list(_labelled(engine))
    known = {(said.document, said.anchor, said.facet) for said in found}
    for item in items(engine).values():
        anchor = item.drawn.anchor
        for facet in item.facets:
            final = item.final(facet)
            if anchor and final is not None and (item.drawn.document, anchor, facet) not in known:
                found.append(Said(item.drawn.document, anchor, item.drawn.value, facet, final))
    return found


def _labelled(engine: Engine) -> Iterable[Said]:
    """Labels of sections: the latest of each person, where all say the same; one that resolves settles those before."""
    query = select(decisions).where(
        decisions.c.kind == "label", decisions.c.anchor.is_not(None), decisions.c.undone_by.is_(None)
    )
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(decisions.c.seq)).all()
    latest: dict[tuple[str, Anchor, str], dict[str, tuple[Codes, Mapping[str, Value]]]] = defaultdict(dict)
    for decision in map(decision_in, rows):
        if decision.anchor is None:
            continue
        at = decision.document, decision.anchor, str(decision.value["facet"])
        if decision.resolves:
            latest[at] = {}
        latest[at][decision.who] = tuple(str(decision.value["codes"]).split()), decision.value
    for (document, anchor, facet), by_person in latest.items():
        if len({codes for codes, _ in by_person.values()}) == 1:
            codes, where = next(iter(by_person.values()))
            yield Said(document, anchor, where, facet, codes)


def rows_of_people(engine: Engine, knowledge: Knowledge, words: Mapping[str, Words]) -> list[Labelled]:
    """What people labelled, with what cues and words say there; sections that are gone are left out.

    Raises:
        StoreError: the database cannot be read.
    """
    of_document: dict[str, list[Said]] = defaultdict(list)
    for said in said_by_people(engine):
        of_document[said.document].append(said)
    found: list[Labelled] = []
    heard = ears(knowledge)
    for key, doc, text in documents_again(engine, knowledge, set(of_document)):
        wanted = [
            Wanted(at[0], said.facet, said.codes)
            for said in of_document[key]
            if (at := section_span(text, said.anchor, said.where))
        ]
        found += rows_in(doc, wanted, heard, words)
    return found


def documents_again(
    engine: Engine, knowledge: Knowledge, keys: set[str] | None = None
) -> Iterable[tuple[str, Document, Reading]]:
    """Current documents as they are before they are labelled, from the texts in the database: no file is opened.

    Args:
        engine: the database.
        knowledge: every table.
        keys: of the documents; None for all.

    Raises:
        StoreError: the database cannot be read.
    """
    kept = restored(engine)
    columns = (revisions.c.id, revisions.c.text_id, revisions.c.name, documents.c.key, contents.c.sha256)
    joined = revisions.join(documents).join(contents, contents.c.id == revisions.c.content_id)
    with reading(engine) as connection:
        query = select(*columns, contents.c.media_type).select_from(joined).where(CURRENT).order_by(documents.c.key)
        for row in connection.execute(query).all():
            if keys is None or row.key in keys:
                source = _source(connection, row)
                text = Reading(connection, row.id, row.text_id)
                spans: tuple[Span, ...] = spans_of(source.text, kept.get(row.sha256, ()))
                yield row.key, read_to_label(source, knowledge, spans), text


def _source(connection: Connection, row: Row[tuple[object, ...]]) -> Source:
    """What a reader gave, without the places, which labels do not need."""
    text = connection.execute(select(texts).where(texts.c.id == row.text_id)).one()
    reader, _, version = text.reader.partition("/")
    return Source(row.sha256, row.name, row.media_type, text.encoding, reader, version, text.text)
