"""Which document a file belongs to: contents, the paths they were seen at, and what follows.

A content is a file's bytes.  A path holds one content at a time: when it
holds another, its earlier sightings end.  A document whose content is seen
nowhere any more, because its file now holds another document's content, is
withdrawn: its last revision leaves default queries and its history stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from sqlalchemy import Connection, Engine, Row, and_, bindparam, exists, not_, select, update

from policytext.model import Fingerprints
from policytext.store.database import reading
from policytext.store.index import drop_passages
from policytext.store.prepared import insert_row
from policytext.store.runs import put_items
from policytext.store.schema import contents, decisions, documents, revisions, sightings
from policytext.store.turn import in_turn

CURRENT = revisions.c.superseded_run.is_(None)
OPEN = sightings.c.ended_run.is_(None)
VANISHED = "vanished"
"""The outcome of a file that is no longer where it was."""


_FINGERPRINTS = (revisions.c.reader, revisions.c.rules, revisions.c.model, revisions.c.libraries)

# made once: each is asked for every document
_CURRENT_OF = select(revisions.c.id, revisions.c.document_id, *_FINGERPRINTS, revisions.c.kept).where(
    CURRENT, revisions.c.content_id == bindparam("content")
)
_CURRENT_REVISION = select(revisions.c.id).where(CURRENT, revisions.c.document_id == bindparam("document"))
_EVER_AT = select(sightings.c.id).where(sightings.c.path == bindparam("path")).limit(1)
_NOW_AT = select(sightings.c.content_id, sightings.c.batch, sightings.c.collector).where(
    OPEN, sightings.c.path == bindparam("path")
)
_LATER = revisions.alias()
_WITHDRAWN = (
    select(revisions.c.document_id)
    .where(
        revisions.c.content_id == bindparam("content"),
        ~exists().where(_LATER.c.document_id == revisions.c.document_id, _LATER.c.superseded_run.is_(None)),
    )
    .order_by(revisions.c.document_id)
)
_DOCUMENT_OF_KEY = select(documents.c.id).where(documents.c.key == bindparam("key"))
_LAST_DECIDED = (
    select(decisions.c.document_key)
    .where(decisions.c.content == bindparam("sha256"))
    .order_by(decisions.c.seq.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where a content was seen: a path or address, in which batch, collected by whom."""

    path: str
    batch: str = ""
    collector: str = ""


def known_contents(engine: Engine) -> dict[str, tuple[Fingerprints, set[str]]]:
    """What default queries see, by sha256: the fingerprints it was processed with and the paths that hold it.

    A file is unchanged where its sha256, its path and the fingerprints in
    force all stand here.

    Raises:
        StoreError: the database cannot be read.
    """
    query = (
        select(contents.c.sha256, *_FINGERPRINTS, sightings.c.path)
        .join_from(revisions, contents)
        .outerjoin(sightings, and_(sightings.c.content_id == contents.c.id, OPEN))
        .where(CURRENT)
    )
    known: dict[str, tuple[Fingerprints, set[str]]] = {}
    with reading(engine) as connection:
        for sha256, reader, rules, model, libraries, path in connection.execute(query):
            _, paths = known.setdefault(sha256, (Fingerprints(reader, rules, model, libraries), set()))
            if path is not None:
                paths.add(path)
    return known


def open_sightings(engine: Engine) -> dict[str, set[str]]:
    """The paths at which contents are, by sha256.

    Raises:
        StoreError: the database cannot be read.
    """
    query = select(contents.c.sha256, sightings.c.path).join_from(sightings, contents).where(OPEN)
    found: dict[str, set[str]] = {}
    with reading(engine) as connection:
        for sha256, path in connection.execute(query):
            found.setdefault(sha256, set()).add(path)
    return found


def batches_of(engine: Engine) -> dict[str, set[str]]:
    """The batches in which what is at a path was seen, by path.

    Raises:
        StoreError: the database cannot be read.
    """
    found: dict[str, set[str]] = {}
    with reading(engine) as connection:
        for path, batch in connection.execute(select(sightings.c.path, sightings.c.batch).where(OPEN)):
            found.setdefault(path, set()).add(batch)
    return found


def end_sightings(engine: Engine, paths: Sequence[str], run: int) -> None:
    """Note that files are no longer where they were, in the run too, in one transaction; their documents stay.

    Raises:
        BusyError: the run was taken for dead and another one let in.
        StoreError: the database is locked or cannot be written to.
    """
    if not paths:
        return
    with in_turn(engine, run) as connection:
        for path in paths:
            connection.execute(update(sightings).where(OPEN, sightings.c.path == path).values(ended_run=run))
        put_items(connection, run, [{"path": path, "outcome": VANISHED} for path in paths])


def current_revision(connection: Connection, content: int) -> Row[tuple[int, int, str, str, str, str, str]] | None:
    """Id, document, fingerprints and kept cuts of the revision that stands for a content; None where none does."""
    return connection.execute(_CURRENT_OF, {"content": content}).first()


def document_of(connection: Connection, content: int, path: str) -> int | None:
    """The document that a content nobody holds is a new revision of; None where it is a new document.

    It is the one that was at the path, if its content is seen nowhere else;
    or one that was last seen there and is seen nowhere now; or else one that
    had this content and was withdrawn.
    """
    if connection.scalar(_EVER_AT, {"path": path}) is None:
        return _withdrawn(connection, content)
    return _document_at(connection, path) or _last_at(connection, path) or _withdrawn(connection, content)


def add_document(connection: Connection, sha256: str, run: int) -> int:
    """A new document, named for its first content; its id.

    A content that belonged to a document of an earlier database, on which
    decisions hang, gives it its name again.
    """
    key = _key_decided_on(connection, sha256) or _free_key(connection, sha256)
    return insert_row(connection, documents, {"key": key, "first_run": run})


def _key_decided_on(connection: Connection, sha256: str) -> str | None:
    """The key under which people last decided on a content, unless a document has it."""
    key = connection.scalar(_LAST_DECIDED, {"sha256": sha256})
    taken = key and connection.scalar(_DOCUMENT_OF_KEY, {"key": key})
    return None if taken else key


def _free_key(connection: Connection, sha256: str) -> str:
    keys = (sha256 if number == 1 else f"{sha256}-{number}" for number in count(1))
    return next(key for key in keys if connection.scalar(_DOCUMENT_OF_KEY, {"key": key}) is None)


def sight(connection: Connection, content: int, document: int, sighting: Sighting, run: int) -> bool:
    """Note that a path holds a content of a document; whether that is news."""
    there = connection.execute(_NOW_AT, {"path": sighting.path}).all()
    if any(row.content_id != content for row in there):
        _end_others(connection, content, document, sighting.path, run)
    here = [row for row in there if row.content_id == content and row.batch == sighting.batch]
    if any(not sighting.collector or row.collector == sighting.collector for row in here):
        return False  # without a collector the row may have been given one by a decision
    row = {"content_id": content, "document_id": document, "first_run": run}
    names = {"path": sighting.path, "batch": sighting.batch, "collector": sighting.collector}
    insert_row(connection, sightings, {**row, **names})
    return True


def supersede(connection: Connection, document: int, run: int) -> None:
    """Take the document's current revision, if any, out of default queries and of the search index."""
    current = connection.scalar(_CURRENT_REVISION, {"document": document})
    if current is not None:
        connection.execute(update(revisions).where(revisions.c.id == current).values(superseded_run=run))
        drop_passages(connection, document)


def _document_at(connection: Connection, path: str) -> int | None:
    """The document at a path, unless its content is also seen elsewhere."""
    elsewhere = sightings.alias()
    seen_elsewhere = exists().where(
        elsewhere.c.document_id == sightings.c.document_id,
        elsewhere.c.ended_run.is_(None),
        elsewhere.c.path != path,
    )
    query = select(sightings.c.document_id).where(OPEN, sightings.c.path == path, not_(seen_elsewhere))
    return connection.scalar(query.order_by(sightings.c.id))


def _last_at(connection: Connection, path: str) -> int | None:
    """The document whose file vanished from a path, if it is still the last that was there."""
    query = select(sightings.c.document_id).where(sightings.c.path == path)
    last = connection.scalar(query.order_by(sightings.c.id.desc()).limit(1))
    is_seen = last and connection.scalar(select(sightings.c.id).where(OPEN, sightings.c.document_id == last).limit(1))
    is_current = last and connection.scalar(select(revisions.c.id).where(CURRENT, revisions.c.document_id == last))
    return last if is_current and not is_seen else None


def _withdrawn(connection: Connection, content: int) -> int | None:
    """A document that had this content and has no current revision."""
    return connection.scalar(_WITHDRAWN, {"content": content})


def _end_others(connection: Connection, content: int, document: int, path: str, run: int) -> None:
    """End the sightings of other contents at a path; withdraw documents that are then seen nowhere."""
    others = and_(OPEN, sightings.c.path == path, sightings.c.content_id != content)
    left = connection.scalars(select(sightings.c.document_id).where(others).distinct()).all()
    connection.execute(update(sightings).where(others).values(ended_run=run))
    for each in sorted(set(left) - {document}):
        if not connection.execute(select(sightings.c.id).where(OPEN, sightings.c.document_id == each)).first():
            supersede(connection, each, run)
