"""The database's copy of the journal: brought up to date, applied, listed."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, exists, insert, or_, select, update

from policytext.store.copying import wipe
from policytext.store.database import reading, writing
from policytext.store.decision import Anchor, Decision, stamp
from policytext.store.journal import Journal, append, journal_state, read_journal
from policytext.store.layer import apply_decisions, decision_in
from policytext.store.schema import contents, decisions, documents, meta, revisions
from policytext.store.sightings import CURRENT
from policytext.store.verdicts import undone

STATE = "journal"
"""The key in `meta` under which the state of the journal is kept that was last read."""

ABOUT_NO_DOCUMENT = ("undo", "furniture", "model", "forget")


@dataclass(frozen=True, slots=True)
class Synced:
    """What came of reading a journal.

    Args:
        path: of the journal.
        lines: decisions in it.
        new: those that the database had not.
        unjournaled: those that the database has and the journal has not.
        damage: a sentence for each damaged line.
        gone: decisions taken out, because their document was forgotten elsewhere.
    """

    path: Path
    lines: int = 0
    new: int = 0
    unjournaled: int = 0
    damage: tuple[str, ...] = ()
    gone: int = 0

    def notes(self) -> list[str]:
        """What somebody should look at, a sentence each."""
        lost = f"{self.path}: {self.unjournaled} decisions stand in the database only; `policytext decisions replay`"
        told = f"{self.path}: {self.gone} decisions were taken out: their document was forgotten"
        return [
            *self.damage,
            *([f"{lost} --save writes them there"] if self.unjournaled else []),
            *([told] if self.gone else []),
        ]


@dataclass(frozen=True, slots=True)
class Listed:
    """A decision with what became of it.

    Args:
        decision: as it stands in the journal.
        document: id of its document in this database, or None.
        undone_by: id of the decision that took it back, or None.
        found: exact, before, after, quote: how its place was found; orphan: it was not; unread: its place stands in
            the text but no number is read there; absent: the document is not here; empty where there is no place.
        disputed: whether another person decided otherwise.
    """

    decision: Decision
    document: int | None
    undone_by: str | None
    found: str
    disputed: bool


def is_synced(engine: Engine, path: Path) -> bool:
    """Whether the database knows the journal as it is now, told without reading it.

    Raises:
        DecisionError: the journal cannot be reached.
        StoreError: the database cannot be read.
    """
    with reading(engine) as connection:
        return journal_state(path) == (connection.scalar(select(meta.c.value).where(meta.c.key == STATE)) or "")


def sync(engine: Engine, path: Path) -> Synced:
    """Bring the database up to its journal, and show what is decided.

    Raises:
        DecisionError: the journal cannot be read.
        StoreError: the database cannot be written to.
    """
    journal = read_journal(path)
    if not journal.state and is_synced(engine, path):
        return Synced(path)
    with writing(engine) as connection:
        rows = connection.execute(select(decisions).order_by(decisions.c.seq)).all()
        stored = [decision_in(row) for row in rows]
        known, said = {each.id for each in stored}, {each.id for each in journal.decisions}
        gone = {each.id for each in stored} & journal.gone
        if gone:
            _take_back(connection, stored, gone)
        extra = [each for each in stored if each.id not in said | gone]
        wanted = [*extra, *journal.decisions]
        fresh = _insert(connection, stored, wanted)
        keys = {each.document for each in fresh} | _mark_undone(connection, wanted)
        _apply(connection, keys)
        _keep_state(connection, journal)
    if gone:
        wipe(engine)
    return Synced(path, len(said), len(said - known), len(extra), journal.damage, len(gone))


def stored_decisions(engine: Engine) -> list[Decision]:
    """Every decision that a database has, in order.

    Raises:
        StoreError: the database cannot be read.
    """
    with reading(engine) as connection:
        return [decision_in(row) for row in connection.execute(select(decisions).order_by(decisions.c.seq))]


def note_contents(engine: Engine, path: Path, when: datetime) -> None:
    """Note in the journal which further contents the documents hold that people decided on.

    So a database made anew from the newest files alone knows whose they are.

    Raises:
        DecisionError: the journal cannot be written to.
        StoreError: the database cannot be used.
    """
    linked = exists().where(decisions.c.content == contents.c.sha256, decisions.c.document_key == documents.c.key)
    query = (
        select(documents.c.key, contents.c.sha256, revisions.c.name)
        .select_from(revisions.join(documents).join(contents))
        .where(documents.c.key.in_(select(decisions.c.document_key).where(decisions.c.kind != "forget")), ~linked)
        .order_by(documents.c.id, revisions.c.number)
    )
    with reading(engine) as connection:
        rows = list(dict.fromkeys(connection.execute(query).all()))
    append(
        path,
        [
            Decision(
                kind="content", document=row.key, who="policytext", when=stamp(when), content=row.sha256, name=row.name
            )
            for row in rows
        ],
    )
    if rows:
        sync(engine, path)


def unjournaled(engine: Engine, path: Path) -> list[Decision]:
    """The decisions that the database has and the journal has not, in order.

    Raises:
        DecisionError: the journal cannot be read.
        StoreError: the database cannot be read.
    """
    journal = read_journal(path)
    said = {each.id for each in journal.decisions} | journal.gone
    return [decision for decision in stored_decisions(engine) if decision.id not in said]


def listed(engine: Engine) -> list[Listed]:
    """Every decision in the order of the journal, undone ones too.

    Raises:
        StoreError: the database cannot be read.
    """
    query = (
        select(decisions, documents.c.id.label("document_id"), revisions.c.id.label("revision_id"))
        .outerjoin(documents, documents.c.key == decisions.c.document_key)
        .outerjoin(revisions, (revisions.c.document_id == documents.c.id) & CURRENT)
        .where(decisions.c.kind != "content")
        .order_by(decisions.c.seq)
    )
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    return [
        Listed(
            decision=decision_in(row),
            document=row.document_id,
            undone_by=row.undone_by,
            found=row.found or ("absent" if row.revision_id is None and row.kind not in ABOUT_NO_DOCUMENT else ""),
            disputed=bool(row.disputed),
        )
        for row in rows
    ]


def restored(engine: Engine) -> dict[str, tuple[Anchor, ...]]:
    """The stretches that people want kept of each content, by its sha256; contents without are left out.

    Raises:
        StoreError: the database cannot be read.
    """
    with reading(engine) as connection:
        query = select(decisions).where(decisions.c.kind == "restore", decisions.c.undone_by.is_(None))
        rows = connection.execute(query.order_by(decisions.c.seq)).all()
        if not rows:
            return {}
        held = select(documents.c.key, contents.c.sha256).select_from(revisions.join(documents).join(contents))
        links = select(decisions.c.document_key, decisions.c.content)
        pairs = [*connection.execute(held).tuples(), *connection.execute(links).tuples()]
    of_key: dict[str, set[str]] = defaultdict(set)
    for key, sha256 in pairs:
        of_key[key].add(sha256)
    wanted: dict[str, list[Anchor]] = defaultdict(list)
    for row in rows:
        for sha256 in sorted(filter(None, of_key[row.document_key])):
            if (anchor := Anchor(**row.anchor)) not in wanted[sha256]:
                wanted[sha256].append(anchor)
    return {sha256: tuple(anchors) for sha256, anchors in wanted.items()}


def kept_digest(anchors: Sequence[Anchor]) -> str:
    """What tells one list of stretches to keep from another; empty for none."""
    if not anchors:
        return ""
    record = json.dumps([asdict(anchor) for anchor in anchors], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(record.encode()).hexdigest()


def otherwise_kept(engine: Engine) -> set[str]:
    """The contents, by sha256, that must be processed anew because other stretches are to be kept than were.

    Raises:
        StoreError: the database cannot be read.
    """
    wanted = restored(engine)
    query = select(contents.c.sha256, revisions.c.kept).join_from(revisions, contents).where(CURRENT)
    query = query.where(or_(revisions.c.kept != "", contents.c.sha256.in_(wanted)))
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    return {row.sha256 for row in rows if row.kept != kept_digest(wanted.get(row.sha256, ()))}


def _insert(connection: Connection, stored: Sequence[Decision], wanted: Sequence[Decision]) -> Sequence[Decision]:
    """Have exactly the wanted rows in their order; those that were not there as they are."""
    begun = len(stored)
    if [each.id for each in stored] != [each.id for each in wanted[:begun]]:
        connection.execute(delete(decisions))
        begun = 0
    rows = [_row(decision, seq) for seq, decision in enumerate(wanted[begun:], start=begun)]
    if rows:
        connection.execute(insert(decisions), rows)
    return wanted[begun:]


def _row(decision: Decision, seq: int) -> dict[str, object]:
    return {
        "seq": seq,
        "uid": decision.id,
        "kind": decision.kind,
        "document_key": decision.document,
        "name": decision.name,
        "content": decision.content,
        "anchor": asdict(decision.anchor) if decision.anchor else None,
        "value": decision.value,
        "was": decision.was,
        "resolves": int(decision.resolves),
        "author": decision.who,
        "decided": decision.when,
        "reason": decision.why,
    }


def _mark_undone(connection: Connection, wanted: Iterable[Decision]) -> set[str]:
    """Note with each decision what took it back; the documents on which this is news."""
    marks = undone(wanted)
    touched = set()
    for row in connection.execute(select(decisions.c.uid, decisions.c.document_key, decisions.c.undone_by)).all():
        if marks.get(row.uid) != row.undone_by:
            values = {"undone_by": marks.get(row.uid)}
            connection.execute(update(decisions).where(decisions.c.uid == row.uid).values(values))
            touched.add(row.document_key)
    return touched


def _take_back(connection: Connection, stored: Sequence[Decision], gone: set[str]) -> None:
    """Take decisions that were taken out of the journal off what they changed."""
    mine = decisions.c.uid.in_(sorted(gone))
    connection.execute(update(decisions).where(mine).values(undone_by="forget"))
    _apply(connection, {each.document for each in stored if each.id in gone})


def _apply(connection: Connection, keys: set[str]) -> None:
    """Apply what is decided to the documents of these keys, and to those that have a content decided on under one."""
    found: set[int] = set()
    for key in sorted(keys):
        linked = select(decisions.c.content).where(decisions.c.document_key == key)
        held = select(revisions.c.document_id).join_from(revisions, contents).where(contents.c.sha256.in_(linked))
        found.update(connection.scalars(select(documents.c.id).where(documents.c.key == key)))
        found.update(connection.scalars(held))
    for document in sorted(found):
        apply_decisions(connection, document)


def _keep_state(connection: Connection, journal: Journal) -> None:
    connection.execute(delete(meta).where(meta.c.key == STATE))
    connection.execute(insert(meta), [{"key": STATE, "value": journal.state}])
