"""Handing over: a database with its originals, decisions and tables in one file, backups, and two databases as one.

Every file is written beside its target and put in its place when whole; what
comes back is checked against its checksums before anything is replaced.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from sqlalchemy import Engine, select, update

from policytext.errors import DecisionError, StoreError
from policytext.knowledge.schema.display import Display
from policytext.read.archive import INSIDE
from policytext.release import whole_folder
from policytext.settings import SETTINGS_FILE, Settings
from policytext.store import (
    Listed,
    Order,
    append,
    database_file,
    database_name,
    export_rows,
    finish_run,
    journal_path,
    listed,
    open_store,
    read_journal,
    start_run,
    sync,
    unjournaled,
)
from policytext.store.confidential import confidential_documents
from policytext.store.copying import (
    checksum,
    compact,
    copy_database,
    copy_file,
    is_empty,
    is_older,
    replace_file,
    replace_rows,
)
from policytext.store.database import file_of, reading, writing
from policytext.store.decision import Decision
from policytext.store.export import whole_file
from policytext.store.forget import forget_document
from policytext.store.journal import copy_journal, put_journal
from policytext.store.lease import Patience, check_free
from policytext.store.merge import Merged, merge_documents
from policytext.store.replay import STATE, stored_decisions
from policytext.store.schema import decisions, documents, meta, run_items, runs, sightings
from policytext.store.sqlite import RELEASE

DATABASE, JOURNAL, SUMS = "policytext.db", "decisions.jsonl", "checksums.json"
ORIGINALS = "originals"
LONGEST_NAME = 200
"""Bytes of the name of an original in a bundle."""

_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Bundled:
    """What a bundle holds: originals, those that could not be packed, and the documents left out with why."""

    originals: int
    missing: tuple[str, ...]
    left_out: tuple[str, ...]


def backup(engine: Engine, settings: Settings, target: Path) -> None:
    """Write the database, wherever it lies, and the journal of decisions into one file.

    The journal is copied last: it may be ahead of the database, which catches up when it is next opened, never behind.

    Raises:
        DecisionError: the journal cannot be read.
        StoreError: something cannot be read or written; the target is as it was.
    """
    with _workplace() as root, whole_file(target) as part:
        copy_database(engine, root / DATABASE)
        copy_journal(journal_path(settings), root / JOURNAL)
        _pack(root, part)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was there before and is kept beside: a journal that said more, a database that was damaged.

    Args:
        newer: decisions that the backup had not.
        journal: the file they are in now; None where they are kept in the journal, or there were none.
        damaged: the file of the damaged database; None where it was sound.
    """

    newer: int
    journal: Path | None
    damaged: Path | None


def restore(file: Path, settings: Settings, *, force: bool = False, keep_decisions: bool = False) -> Restored:
    """Put the database and the journal of a backup where the settings say, in a file or on a server.

    The database is replaced in one transaction, and the journal after it; where this is interrupted between the two,
    the journal that was there is shown in the restored database, and restoring again ends it.

    Args:
        file: that `backup` wrote.
        settings: in force.
        force: whether a database or journal that is there is replaced.
        keep_decisions: whether decisions that the backup has not stay in the journal.

    Raises:
        StoreError: the file is no backup or damaged; there is a database already, or decisions that the backup has
            not, and it is not forced; or something cannot be written: then everything is as it was.
        BusyError: a run is under way in the database.
        DecisionError: the journal cannot be read or written to.
    """
    journal = journal_path(settings)
    with _unpacked(file) as root:
        _check_database(root / DATABASE)
        backed_up, there = read_journal(root / JOURNAL), _readable(journal)
        newer = [each for each in there if each.id not in {one.id for one in backed_up.decisions} | backed_up.gone]
        found = [*_there(settings), *([f"{journal} ({len(newer)} decisions that the backup has not)"] if newer else [])]
        if found and not force:
            raise StoreError(f"{', '.join(found)}: there already; --force replaces what is there")
        damaged = _replace_database(root / DATABASE, settings)
        kept = [each for each in newer if keep_decisions or each.kind == "forget"]
        aside = put_journal(journal, root / JOURNAL, kept, aside=len(kept) < len(newer) or not there)
    return Restored(len(newer) - len(kept), aside, damaged)


def _readable(journal: Path) -> Sequence[Decision]:
    """The decisions of a journal; none where it cannot be read: it is put aside as it is."""
    try:
        return read_journal(journal).decisions
    except DecisionError:
        return ()


def _there(settings: Settings) -> list[str]:
    """The database that is there already, if there is one with anything in it."""
    if (file := database_file(settings.database_url)) is not None:
        return [str(file)] if file.exists() else []
    engine = open_store(settings.database_url)
    try:
        return [] if is_empty(engine) else [file_of(engine)]
    finally:
        engine.dispose()


def _replace_database(source: Path, settings: Settings) -> Path | None:
    """Have in the database exactly what a file holds; where a damaged one is now that was there.

    A run that is under way keeps its turn: nothing is replaced then.
    """
    file = database_file(settings.database_url)
    if file is not None and file.with_name(RELEASE).exists():
        raise StoreError(f"{file}: a release, which is not written to")
    patience = Patience(0, settings.stale_seconds / 12, settings.stale_seconds)
    if file is None:
        engine = open_store(settings.database_url)
        try:
            check_free(engine, patience)
            replace_rows(engine, source)
        finally:
            engine.dispose()
        return None
    if (opened := _opened_if_sound(settings)) is not None:
        try:
            check_free(opened, patience)
        finally:
            opened.dispose()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{file}: the folder cannot be made: {error.strerror}") from error
    return replace_file(file, source)


def _opened_if_sound(settings: Settings) -> Engine | None:
    """The database, if there is one that can be opened: in another no run can be under way."""
    try:
        return open_store(settings.database_url, create=False)
    except StoreError:
        return None


def bundle(  # noqa: PLR0913 - what leaves the house
    engine: Engine,
    settings: Settings,
    display: Display,
    target: Path,
    *,
    internal: bool = False,
    personal: bool = False,
) -> Bundled:
    """Pack originals, database, decisions, codebook, tables and settings, with relative paths, into one file.

    Args:
        engine: the database, which knows its journal.
        settings: in force.
        display: words, and what marks a document as internal.
        target: the file.
        internal: whether documents marked as internal go along.
        personal: whether documents with personal data go along.

    Raises:
        StoreError: something cannot be read or written; the target is as it was.
    """
    with _workplace() as root, whole_file(target) as part:
        copy_database(engine, root / DATABASE)
        copy = open_store(f"sqlite:///{root / DATABASE}")
        try:
            left_out, keys, held = _leave_out(copy, display, internal=internal, personal=personal)
            packed, missing = _pack_originals(copy, root, held)
            export_rows(copy, root / "codebook.csv", "csv", Order(display, table="codebook"))
        finally:
            copy.dispose()
        compact(root / DATABASE)
        _pack_decisions(settings, root, keys)
        if settings.knowledge is not None:
            shutil.copytree(settings.knowledge, root / "knowledge")
        (root / SETTINGS_FILE).write_text(_settings_text(settings), "utf-8")
        _pack(root, part)
    return Bundled(packed, tuple(missing), tuple(left_out))


def unbundle(file: Path, target: Path) -> None:
    """Open a bundle in a new folder: its database works there, and knows its originals there.

    Raises:
        StoreError: the file is no bundle or damaged, or the folder is there already.
    """
    with _unpacked(file) as root, whole_folder(target) as part:
        _check_database(root / DATABASE)
        shutil.copytree(root, part, dirs_exist_ok=True)
        (part / SUMS).unlink()
        engine = open_store(f"sqlite:///{part / DATABASE}")
        try:
            base = target.absolute()
            _rename(engine, lambda path: str(base / path) if path.startswith(f"{ORIGINALS}/") else path)
        finally:
            engine.dispose()


def merge(engine: Engine, settings: Settings, other: str | Path, when: datetime) -> tuple[Merged, list[Listed]]:
    """Add the documents and decisions of another database; and the decisions on which people then differ.

    Nothing is written to the other one: where it is of an older schema, a copy of it is brought up to date.

    Args:
        engine: that is written to.
        settings: in force, for its journal.
        other: the file of the other database, or its URL; its journal is looked for as that of any database.
        when: with a time zone.

    Raises:
        StoreError: a database cannot be used.
        DecisionError: a journal cannot be read or written to.
    """
    url = str(other) if "://" in str(other) else f"sqlite:///{other}"
    if database_name(url) == database_name(settings.database_url) or _same_file(url, settings.database_url):
        raise StoreError(f"{database_name(url)}: this is the same database")
    with _readable_database(url) as there:
        journal = journal_path(settings)
        known = read_journal(journal)
        ids = {each.id for each in known.decisions} | known.gone
        append(journal, [each for each in _said_there(there, settings, url) if each.id not in ids])
        sync(engine, journal)
        run = start_run(engine, f"merge {Path(database_name(url)).name}", when)
        merged = merge_documents(engine, there, run)
        finish_run(engine, run, {"found": merged.added + merged.both, "done": merged.added}, when)
    return merged, [each for each in listed(engine) if each.disputed]


def _same_file(url: str, other: str) -> bool:
    files = [database_file(each) for each in (url, other)]
    return all(files) and len({file.resolve() for file in files if file}) == 1


def _said_there(engine: Engine, settings: Settings, url: str) -> list[Decision]:
    """The decisions of another database: those of its journal, and those that stand in it only."""
    file = database_file(url)
    if file is None:
        return stored_decisions(engine)
    journal = journal_path(settings.model_copy(update={"database_url": url, "decisions": None}))
    return [*read_journal(journal).decisions, *unjournaled(engine, journal)]


@contextmanager
def _readable_database(url: str) -> Iterator[Engine]:
    """A database to read from, which stays as it is: one of an older schema is copied first."""
    file = database_file(url)
    with _workplace() as folder:
        if file is not None and is_older(file):
            copy_file(file, folder / DATABASE)
            url = f"sqlite:///{folder / DATABASE}"
        there = open_store(url, create=False)
        try:
            yield there
        finally:
            there.dispose()


def _leave_out(
    engine: Engine, display: Display, *, internal: bool, personal: bool
) -> tuple[list[str], set[str], set[str]]:
    """Forget in a copy what does not leave the house: a sentence for each document, their keys, and their files."""
    told: list[str] = []
    keys: set[str] = set()
    held: set[str] = set()
    words = display.confidential
    for wanted, about_persons in ((internal, False), (personal, True)):
        if wanted:
            continue
        with writing(engine) as connection:
            found = dict(confidential_documents(connection, words, personal=about_persons, history=True))
            for document, mark in found.items():
                query = select(documents.c.key).where(documents.c.id == document)
                keys.add(str(connection.scalar(query)))
                shown = mark[:3] + "…" if about_persons else mark
                told.append(f"document {document}: {shown}")
                seen = connection.scalars(select(sightings.c.path).where(sightings.c.document_id == document))
                held.update(path.partition(INSIDE)[0] for path in seen)
                forget_document(connection, document)
    with writing(engine) as connection:
        connection.execute(meta.delete().where(meta.c.key == STATE))  # it names the journal's path
        for key in sorted(keys):
            connection.execute(decisions.delete().where(decisions.c.document_key == key))
    return told, keys, held


def _pack_originals(engine: Engine, root: Path, held: set[str]) -> tuple[int, list[str]]:
    """Copy every file that the copy knows, and name it there by where it is in the bundle.

    Args:
        engine: the copy.
        root: of the bundle.
        held: files that hold a document which stays at home: an archive does not go along for its other members.
    """
    moved: dict[str, str] = {}
    missing = []
    with reading(engine) as connection:
        paths = sorted(set(connection.scalars(select(sightings.c.path))))
    for path in paths:
        outer = path.partition(INSIDE)[0]
        if outer in moved:
            continue
        name = f"{ORIGINALS}/{hashlib.sha256(outer.encode()).hexdigest()[:8]}-{_short(PurePosixPath(outer))}"
        if outer in held:
            missing.append(f"{outer}: it also holds a document that is left out")
            moved[outer] = name
            continue
        try:
            (root / ORIGINALS).mkdir(exist_ok=True)
            shutil.copyfile(outer, root / name)
        except OSError as error:
            missing.append(f"{outer}: {error.strerror}")
        moved[outer] = name
    _rename(engine, lambda path: _moved(path, moved))
    return len(moved) - len(missing), missing


def _short(path: PurePosixPath) -> str:
    """The name of a file, with room for what is put before it where names have 255 bytes at most."""
    begin = path.stem.encode()[: LONGEST_NAME - len(path.suffix.encode())].decode("utf-8", "ignore")
    return begin + path.suffix


def _moved(path: str, moved: dict[str, str]) -> str:
    outer, mark, inner = path.partition(INSIDE)
    return f"{moved.get(outer, PurePosixPath(outer).name)}{mark}{inner}"


def _rename(engine: Engine, renamed: Callable[[str], str]) -> None:
    """Name every path in a database otherwise; what was typed is cut down to the command."""
    with writing(engine) as connection:
        for table in (sightings, run_items):
            for row in connection.execute(select(table.c.id, table.c.path)).all():
                if (name := renamed(row.path)) != row.path:
                    connection.execute(update(table).where(table.c.id == row.id).values(path=name))
        for row in connection.execute(select(runs.c.id, runs.c.command)).all():
            command = row.command.partition(" ")[0]
            connection.execute(update(runs).where(runs.c.id == row.id).values(command=command))


def _pack_decisions(settings: Settings, root: Path, keys: set[str]) -> None:
    kept = [each for each in read_journal(journal_path(settings)).decisions if each.document not in keys]
    append(root / JOURNAL, kept)
    (root / f"{JOURNAL}.lock").unlink(missing_ok=True)


def _settings_text(settings: Settings) -> str:
    """The settings that results depend on, with the places where they lie in the bundle."""
    numbers = ("max_file_mb", "max_characters")
    lines = [f"{name} = {getattr(settings, name)}" for name in numbers]
    lines.append(f'database_url = "sqlite:///{DATABASE}"')
    if settings.knowledge is not None:
        lines.append('knowledge = "knowledge"')
    return "\n".join(lines) + "\n"


def _pack(root: Path, target: Path) -> None:
    """Everything under a folder as a zip archive, with checksums; the same files give the same bytes."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    sums = {path.relative_to(root).as_posix(): checksum(path) for path in files}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sums:
            info = zipfile.ZipInfo(name, _DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            with (root / name).open("rb") as source, archive.open(info, "w", force_zip64=True) as packed:
                shutil.copyfileobj(source, packed)
        archive.writestr(zipfile.ZipInfo(SUMS, _DAY), json.dumps(sums, ensure_ascii=False, indent=1))


@contextmanager
def _workplace() -> Iterator[Path]:
    """A folder for files on their way.

    Raises:
        StoreError: there is no room for one.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="policytext-") as folder:
            yield Path(folder)
    except OSError as error:
        raise StoreError(f"{tempfile.gettempdir()}: no room to work in: {error.strerror or error}") from error


@contextmanager
def _unpacked(file: Path) -> Iterator[Path]:
    """The files of an archive that `_pack` wrote, in a folder, compared with their checksums.

    Raises:
        StoreError: it is no such archive, or a file in it is not as it was.
    """
    with _workplace() as root:
        try:
            with zipfile.ZipFile(file) as archive:
                archive.extractall(root)  # zipfile takes whatever leads out of the folder off every name
            sums = json.loads((root / SUMS).read_text("utf-8"))
            wrong = [name for name, digest in sums.items() if checksum(root / name) != digest]
        except (OSError, ValueError, RuntimeError, EOFError, AttributeError, zipfile.BadZipFile, zlib.error) as error:
            raise StoreError(f"{file}: not a file that policytext packed, or a damaged one: {error}") from error
        if wrong or DATABASE not in sums:
            raise StoreError(f"{file}: damaged: {', '.join(wrong) or f'{DATABASE} is missing'}")
        yield root


def _check_database(path: Path) -> None:
    """Open a database to see that it is one that this program knows.

    Raises:
        StoreError: it is not.
    """
    open_store(f"sqlite:///{os.fspath(path)}", create=False).dispose()
