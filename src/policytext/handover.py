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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from sqlalchemy import Engine, select, update

from policytext.errors import StoreError
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
)
from policytext.store.confidential import confidential_documents
from policytext.store.copying import checksum, compact, copy_database
from policytext.store.database import reading, writing
from policytext.store.export import whole_file
from policytext.store.forget import forget_document
from policytext.store.merge import Merged, merge_documents
from policytext.store.replay import STATE
from policytext.store.schema import decisions, documents, meta, run_items, runs, sightings

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
    """Write the database and the journal of decisions into one file.

    Raises:
        StoreError: something cannot be read or written; the target is as it was.
    """
    with tempfile.TemporaryDirectory(prefix="policytext-") as folder, whole_file(target) as part:
        root = Path(folder)
        copy_database(engine, root / DATABASE)
        if (journal := journal_path(settings)).exists():
            shutil.copyfile(journal, root / JOURNAL)
        _pack(root, part)


def restore(file: Path, settings: Settings, *, force: bool = False) -> None:
    """Put the database and the journal of a backup where the settings say.

    Raises:
        StoreError: the file is no backup or damaged; or there is a database or journal already and it is not forced.
    """
    targets = {DATABASE: _file(settings), JOURNAL: journal_path(settings)}
    there = [str(path) for path in targets.values() if path.exists()]
    if there and not force:
        raise StoreError(f"{', '.join(there)}: there already; --force replaces what is there")
    with _unpacked(file) as root:
        _check_database(root / DATABASE)
        for name, target in targets.items():
            if (root / name).exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                with whole_file(target) as part:
                    shutil.copyfile(root / name, part)
        for ending in ("-wal", "-shm"):  # of the database that was there
            Path(f"{targets[DATABASE]}{ending}").unlink(missing_ok=True)


def _file(settings: Settings) -> Path:
    """The file of the database.

    Raises:
        StoreError: it lies on a server.
    """
    file = database_file(settings.database_url)
    if file is None:
        raise StoreError(f"{database_name(settings.database_url)}: a backup is put back into a database in a file only")
    return file


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
    with tempfile.TemporaryDirectory(prefix="policytext-") as folder, whole_file(target) as part:
        root = Path(folder)
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


def merge(engine: Engine, settings: Settings, other: Path, when: datetime) -> tuple[Merged, list[Listed]]:
    """Add the documents and decisions of another database; and the decisions on which people then differ.

    Args:
        engine: that is written to.
        settings: in force, for its journal.
        other: the file of the other database; its journal is looked for as that of any database.
        when: with a time zone.

    Raises:
        StoreError: a database cannot be used.
        DecisionError: a journal cannot be read or written to.
    """
    if (ours := database_file(settings.database_url)) and other.resolve() == ours.resolve():
        raise StoreError(f"{other}: this is the same database")
    theirs = settings.model_copy(update={"database_url": f"sqlite:///{other}", "decisions": None})
    there = open_store(theirs.database_url, create=False)
    try:
        journal = journal_path(settings)
        known = {each.id for each in read_journal(journal).decisions}
        append(journal, [each for each in read_journal(journal_path(theirs)).decisions if each.id not in known])
        sync(engine, journal)
        run = start_run(engine, f"merge {other.name}", when)
        merged = merge_documents(engine, there, run)
        finish_run(engine, run, {"found": merged.added + merged.both, "done": merged.added}, when)
    finally:
        there.dispose()
    return merged, [each for each in listed(engine) if each.disputed]


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
def _unpacked(file: Path) -> Iterator[Path]:
    """The files of an archive that `_pack` wrote, in a folder, compared with their checksums.

    Raises:
        StoreError: it is no such archive, or a file in it is not as it was.
    """
    with tempfile.TemporaryDirectory(prefix="policytext-") as folder:
        root = Path(folder)
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
