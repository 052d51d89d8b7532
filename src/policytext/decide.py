"""Deciding: from what a person points at to a line in the journal, and its effect in the database."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, Row, select

from policytext.errors import DecisionError, StoreError
from policytext.knowledge.load import GOVERNANCE_MODEL
from policytext.knowledge.schema.display import Display
from policytext.settings import Settings
from policytext.store import Decision, Listed, append, journal_path, listed, sync
from policytext.store.anchors import anchor_at, folded_range, occurrences, source_span
from policytext.store.card import revision_of
from policytext.store.database import reading
from policytext.store.decision import FACTS, FIELDS, Kind, Value, Values, check_whole, checked, stamp
from policytext.store.fold import Folded, fold
from policytext.store.layer import fields_of
from policytext.store.readings import Reading
from policytext.store.schema import contents, documents, edits, labels, observations, revisions
from policytext.store.sections import section_anchor
from policytext.store.sightings import CURRENT
from policytext.text import Span

LEAST_ID = 4
"""Characters of an id that are enough where they are one thing's only."""

CODED = ("genre", "source_grade")
"""Facts of a document that are codes, shown as words."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where decisions are made.

    Args:
        engine: the database.
        journal: file of the journal.
        display: words for codes.
        who: decides.
        when: with a time zone.
        why: in the words of who decides.
        resolves: whether earlier decisions on the same are settled.
    """

    engine: Engine
    journal: Path
    display: Display
    who: str
    when: datetime
    why: str = ""
    resolves: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """A stretch of a document: the whole of an observation, or what was selected.

    Args:
        document: number, file name, path or beginning of the sha256.
        quote: the words that stand there; spaces and widths do not count.
        span: or source offsets.
        nth: which of several places where the quote stands, from 1.
    """

    document: str
    quote: str | None = None
    span: Span | None = None
    nth: int | None = None


def analyst(settings: Settings, named: str | None = None) -> str:
    """Who decides: as named, as set, or the user of the system.

    Raises:
        DecisionError: nobody is known.
    """
    try:
        who = named or settings.analyst or getpass.getuser()
    except (OSError, KeyError, ImportError):
        who = ""
    if not who.strip():
        raise DecisionError("say who decides: --by NAME, or the setting POLICYTEXT_ANALYST")
    return who.strip()


def desk_of(engine: Engine, settings: Settings, display: Display, who: str, when: datetime) -> tuple[Desk, list[str]]:
    """A desk at the journal that the settings name, which the database knows by then; and notes on that journal.

    Raises:
        DecisionError: the journal cannot be read.
    """
    journal = journal_path(settings)
    synced = sync(engine, journal)
    return Desk(engine, journal, display, who, when), synced.notes()


def judge(
    desk: Desk, kind: Kind, ids: Sequence[str] = (), at: Selection | None = None, given: Mapping[str, str] | None = None
) -> list[Listed]:
    """Accept, reject or correct observations.

    Args:
        desk: where and who.
        kind: `accept`, `reject` or `correct`.
        ids: beginnings of observations' ids, as `figures` shows them.
        at: or the stretch that is exactly one observation.
        given: fields, where it is a correction; an empty one clears.

    Raises:
        DecisionError: there is no such observation, or several, or a field is not possible.
        QueryError: there is no such document.
    """
    fields = checked(given or {}, FIELDS) if kind == "correct" else {}
    if not ids and at is None:
        raise DecisionError("say which number: its id, or --document and --quote")
    with reading(desk.engine) as connection:
        rows = [_observed(connection, one) for one in ids] + ([_observed_at(connection, at)] if at else [])
        texts = {row.revision_id: Reading(connection, row.revision_id, row.text_id) for row in rows}
        made = [_on_observation(connection, desk, kind, row, fields, texts[row.revision_id]) for row in rows]
    return _keep(desk, made)


def add(desk: Desk, at: Selection, given: Mapping[str, str]) -> list[Listed]:
    """Add an observation that was not read (补录), at a selected stretch.

    Raises:
        DecisionError: the stretch is not there, or is one already, or a field is missing or not possible.
        QueryError: there is no such document.
    """
    fields = {"kind": "figure", **checked(given, FIELDS)}
    check_whole(fields)
    with reading(desk.engine) as connection:
        revision = _revision(connection, at.document)
        text = Reading(connection, revision.id, revision.text_id)
        first, last = _place(text.folded, at, lambda span: folded_range(text.view, text.folded, span))
        span = source_span(text.view, text.folded, first, last)
        o = observations.c
        same = (o.revision_id == revision.id, o.span_start == span.start, o.span_end == span.end)
        if (known := connection.scalar(select(o.identity).where(*same))) is not None:
            raise DecisionError(f"there is a number already, {known[:8]}: correct it, or accept it")
        made = _decision(desk, "add", revision, anchor=anchor_at(text.folded.text, first, last), value=fields)
    return _keep(desk, [made])


def restore(desk: Desk, at: Selection) -> list[Listed]:
    """Take back a cut: the stretch is the document's own text from the next processing on.

    Raises:
        DecisionError: the stretch is not there, or nothing of it was cut.
        QueryError: there is no such document.
    """
    with reading(desk.engine) as connection:
        revision = _revision(connection, at.document)
        text = Reading(connection, revision.id, revision.text_id)
        folded = text.folded_source
        first, last = _place(folded, at, lambda span: folded_range(text.source, folded, span))
        span = source_span(text.source, folded, first, last)
        e = edits.c
        cut = (e.revision_id == revision.id, e.view == "clean", e.new == "", e.span_start < span.end)
        if connection.execute(select(e.id).where(*cut, e.span_end > span.start)).first() is None:
            raise DecisionError(f"{revision.name}: nothing was cut at [{span.start}, {span.end})")
        made = _decision(desk, "restore", revision, anchor=anchor_at(folded.text, first, last, "source"))
    return _keep(desk, [made])


def correct_document(desk: Desk, document: str, given: Mapping[str, str]) -> list[Listed]:
    """Say what is so of a document, for all that hangs on it; an empty fact is none.

    Raises:
        DecisionError: there is no such fact, or it is not possible.
        QueryError: there is no such document, or no such code.
    """
    coded = {name: desk.display.code(name, value) for name, value in given.items() if name in CODED and value}
    facts = checked({**given, **coded}, FACTS)
    with reading(desk.engine) as connection:
        made = _decision(desk, "document", _revision(connection, document), value=facts)
    return _keep(desk, [made])


def give_label(desk: Desk, document: str, facet: str, code: str, *, holds: bool = True) -> list[Listed]:
    """Give a document a label, or say that it does not hold.

    Raises:
        DecisionError: a facet that has exactly one code cannot be without.
        QueryError: there is no such document, facet or code.
    """
    facet = desk.display.code("facet", facet)
    single = facet == GOVERNANCE_MODEL
    if facet in FACTS:
        raise DecisionError(f"{facet} is a fact of the document: policytext decide document … --set {facet}=…")
    if single and not holds:
        raise DecisionError(f"say which {facet} it is instead; a document has exactly one")
    value: dict[str, Value] = {
        "facet": facet,
        "code": desk.display.code(facet, code),
        "holds": holds,
        "single": single,
    }
    with reading(desk.engine) as connection:
        made = _decision(desk, "label", _revision(connection, document), value=value)
    return _keep(desk, [made])


def give_link(desk: Desk, target: str, link: str, *, holds: bool = True) -> list[Listed]:
    """Say whether a target and the figure it is set beside belong together.

    Args:
        desk: who decides, and where.
        target: identity of the target.
        link: id of the link, which names both.
        holds: whether they do.

    Raises:
        DecisionError: the target is not there.
    """
    with reading(desk.engine) as connection:
        row = _observed(connection, target)
        revision = _revision(connection, str(row.document_id))
        made = _decision(desk, "link", revision, value={"link": link, "holds": holds, "target": target})
    return _keep(desk, [made])


def label_section(  # noqa: PLR0913 - of whom, where, what
    desk: Desk, document: str, offset: int, facet: str, codes: Sequence[str], *, single: bool
) -> list[Listed]:
    """Say which codes of a facet a section has: all of them, and no others.

    Args:
        desk: where and who.
        document: number, file name, path or beginning of the sha256.
        offset: of any character of the section, in the source.
        facet: or its Chinese word.
        codes: or their Chinese words; none where a facet has several codes and none of them fits.
        single: whether a section has exactly one code of the facet.

    Raises:
        DecisionError: there is no section at the offset, or not one code where there must be.
        QueryError: there is no such document, facet or code.
    """
    facet = desk.display.code("facet", facet)
    if facet in FACTS:
        raise DecisionError(f"{facet} is a fact of the document: policytext decide document … --set {facet}=…")
    given = sorted({desk.display.code(facet, code) for code in codes})
    if single and len(given) != 1:
        raise DecisionError(f"a section has exactly one {facet}")
    with reading(desk.engine) as connection:
        revision = _revision(connection, document)
        text = Reading(connection, revision.id, revision.text_id)
        anchor, where = section_anchor(text, _section_at(connection, revision, offset))
        value: Values = {"facet": facet, "codes": " ".join(given), "single": single, **where}
        made = _decision(desk, "label", revision, anchor=anchor, value=value)
    return _keep(desk, [made])


def _section_at(connection: Connection, revision: Row[Any], offset: int) -> Span:
    """The section of a revision in which an offset stands."""
    ours = (labels.c.revision_id == revision.id, labels.c.facet == GOVERNANCE_MODEL, labels.c.ordinal >= 0)
    around = (labels.c.span_start <= offset, labels.c.span_end > offset)
    row = connection.execute(select(labels.c.span_start, labels.c.span_end).where(*ours, *around)).first()
    if row is None:
        raise DecisionError(f"{revision.name}: there is no section at {offset}; `policytext show` lists them")
    return Span(row.span_start, row.span_end)


def undo(desk: Desk, ids: Sequence[str]) -> list[Listed]:
    """Take decisions back, by the beginnings of their ids; an undo can be taken back too.

    Raises:
        DecisionError: there is no such decision, or several, or it is taken back already.
    """
    every = listed(desk.engine)
    made = []
    for one in ids:
        target = _one([each for each in every if each.decision.id.startswith(one)], one, "decision", _told)
        if target.decision.kind == "model":
            raise DecisionError(f"{target.decision.id} is about a trained model: take it back with `train forget`")
        if target.decision.kind == "furniture":
            raise DecisionError(f"{target.decision.id} is about a line of a site: take it back with `furniture forget`")
        if target.undone_by:
            raise DecisionError(f"{target.decision.id} is taken back already, by {target.undone_by}")
        names = {"document": target.decision.document, "name": target.decision.name, "content": target.decision.content}
        made.append(
            Decision(
                kind="undo",
                who=desk.who,
                when=stamp(desk.when),
                why=desk.why,
                value={"undoes": target.decision.id},
                **names,
            )
        )
    return _keep(desk, made)


def keep(desk: Desk, made: Sequence[Decision]) -> None:
    """Write decisions in the journal and show them.

    Raises:
        DecisionError: the journal cannot be written to.
        StoreError: the database cannot be; the decisions are kept, and shown when it can.
    """
    append(desk.journal, made)
    try:
        sync(desk.engine, desk.journal)
    except StoreError as error:
        kept = f"{len(made)} decisions are kept in {desk.journal}; the next command that reads the database shows them"
        raise StoreError(f"{error}; {kept}") from error


def document_decision(desk: Desk, connection: Connection, document: str, facts: Values) -> Decision:
    """A decision on facts of a document, not yet kept.

    Raises:
        QueryError: there is no such document.
    """
    return _decision(desk, "document", _revision(connection, document), value=facts)


def observed_decision(
    desk: Desk, connection: Connection, identity: str, value: Values, kind: Kind = "verify"
) -> Decision:
    """A verdict on a number of a sample, or what follows from it, not yet kept.

    Raises:
        DecisionError: there is no such number, or it cannot be so.
    """
    row = _observed(connection, identity)
    text = Reading(connection, row.revision_id, row.text_id)
    return _on_observation(connection, desk, kind, row, value, text)


def judged_decision(
    desk: Desk, connection: Connection, kind: Kind, identity: str, given: Mapping[str, str]
) -> Decision:
    """What `judge` would keep of one number, not yet kept.

    Raises:
        DecisionError: there is no such number, or a field is not possible.
    """
    row = _observed(connection, identity)
    text = Reading(connection, row.revision_id, row.text_id)
    return _on_observation(connection, desk, kind, row, checked(given, FIELDS) if given else {}, text)


def page_decision(desk: Desk, connection: Connection, document: int, span: Span, value: Values) -> Decision:
    """A verdict on a page of a sample, not yet kept.

    Raises:
        QueryError: there is no such document.
    """
    revision = _revision(connection, str(document))
    text = Reading(connection, revision.id, revision.text_id)
    place = folded_range(text.view, text.folded, span)
    anchor = anchor_at(text.folded.text, *place)
    return _decision(desk, "verify", revision, anchor=anchor, value=value)


def _keep(desk: Desk, made: Sequence[Decision]) -> list[Listed]:
    """Keep decisions; as they are listed then."""
    keep(desk, made)
    ids = {decision.id for decision in made}
    return [each for each in listed(desk.engine) if each.decision.id in ids]


def _told(each: Listed) -> str:
    return each.decision.id[:8]


def _one(found: Sequence[Any], asked: str, what: str, told: Callable[[Any], str]) -> Any:  # noqa: ANN401 - rows and decisions alike
    """The only one of those found.

    Raises:
        DecisionError: there is none, or several; it lists them.
    """
    if len(asked) < LEAST_ID:
        raise DecisionError(f"{asked!r}: give at least {LEAST_ID} characters of the id")
    if not found:
        raise DecisionError(f"there is no {what} {asked!r}")
    if len(found) > 1:
        raise DecisionError(f"{asked!r} is the beginning of {len(found)}: {', '.join(map(told, found[:5]))}")
    return found[0]


def _revision(connection: Connection, document: str) -> Row[Any]:
    """The current revision of a document, with the key and content that decisions hang on."""
    query = (
        select(revisions, documents.c.key, contents.c.sha256)
        .select_from(revisions.join(documents).join(contents))
        .where(revisions.c.id == revision_of(connection, document))
    )
    return connection.execute(query).one()


_OBSERVED = (
    select(observations, revisions.c.document_id, revisions.c.text_id).join_from(observations, revisions).where(CURRENT)
)


def _observed(connection: Connection, identity: str) -> Row[Any]:
    """The observation whose id begins so."""
    rows = connection.execute(
        _OBSERVED.where(observations.c.identity.startswith(identity.lower(), autoescape=True)).limit(6)
    ).all()
    return cast("Row[Any]", _one(rows, identity, "number", lambda row: str(row.identity)[:12]))


def _observed_at(connection: Connection, at: Selection) -> Row[Any]:
    """The observation that is exactly a stretch."""
    revision = _revision(connection, at.document)
    text = Reading(connection, revision.id, revision.text_id)
    rows = connection.execute(_OBSERVED.where(observations.c.revision_id == revision.id)).all()
    places = {folded_range(text.view, text.folded, Span(row.span_start, row.span_end)): row for row in rows}
    within = None if at.quote is None or at.nth else [place for place in places if _reads(text.folded, place, at.quote)]
    if within and len(within) == 1:  # the words may stand elsewhere too, where they are no number
        return places[within[0]]
    place = _place(text.folded, at, lambda span: folded_range(text.view, text.folded, span))
    if place not in places:
        raise DecisionError(f"{revision.name}: no number is read at {at.quote or at.span}; `decide add` adds one")
    return places[place]


def _reads(folded: Folded, place: tuple[int, int], quote: str) -> bool:
    return folded.text[place[0] : place[1]] == fold(quote)


def _place(folded: Folded, at: Selection, ranged: Callable[[Span], tuple[int, int]]) -> tuple[int, int]:
    """Folded [first, last) of a selected stretch.

    Raises:
        DecisionError: it is not there, or in several places and nothing says which.
    """
    if (at.quote is None) == (at.span is None):
        raise DecisionError("say the place by its words, --quote, or by its offsets, --span")
    if at.span is not None:
        first, last = ranged(at.span)
        if first == last:
            raise DecisionError(f"{at.document}: nothing is read at [{at.span.start}, {at.span.end})")
        return first, last
    quote = fold(at.quote or "")
    found = occurrences(folded.text, quote) if quote else []
    if not found:
        raise DecisionError(f"{at.document}: {at.quote!r} does not stand there")
    if at.nth is None and len(found) > 1:
        raise DecisionError(f"{at.document}: {at.quote!r} stands there {len(found)} times; say which with --nth")
    if not 1 <= (at.nth or 1) <= len(found):
        raise DecisionError(f"{at.document}: {at.quote!r} stands there {len(found)} times")
    return found[(at.nth or 1) - 1]


def _on_observation(  # noqa: PLR0913, PLR0917 - all that one decision is made of
    connection: Connection, desk: Desk, kind: Kind, row: Row[Any], fields: Values, text: Reading
) -> Decision:
    shown = fields_of(dict(row._mapping))  # noqa: SLF001 - SQLAlchemy's public name
    if kind == "correct":
        check_whole(shown | fields)
    revision = _revision(connection, str(row.document_id))
    place = folded_range(text.view, text.folded, Span(row.span_start, row.span_end))
    return replace(
        _decision(desk, kind, revision, anchor=anchor_at(text.folded.text, *place), value=fields),
        was=shown,
    )


def _decision(desk: Desk, kind: Kind, revision: Row[Any], **said: Any) -> Decision:  # noqa: ANN401 - fields of Decision
    return Decision(
        kind=kind,
        document=revision.key,
        name=revision.name,
        content=revision.sha256,
        who=desk.who,
        when=stamp(desk.when),
        why=desk.why,
        resolves=desk.resolves,
        **said,
    )
