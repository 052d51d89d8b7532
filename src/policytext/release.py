"""Releases: everything that results rest on, in a folder that is not written to again, each file with its checksum."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, delete, func, select

from policytext import __version__
from policytext.errors import StoreError
from policytext.knowledge import load_knowledge
from policytext.knowledge.load import SHIPPED
from policytext.knowledge.schema.display import Display
from policytext.observe import tables_digest
from policytext.settings import Settings
from policytext.store import Order, export_rows, is_fresh, journal_path, open_store, refresh, sync
from policytext.store.copying import copy_database
from policytext.store.database import file_of, is_release, reading, writing
from policytext.store.families import refresh_families
from policytext.store.journal import JOURNAL, copy_journal
from policytext.store.replay import STATE
from policytext.store.schema import meta, revisions, runs
from policytext.store.seal import OWN, seal
from policytext.store.sightings import CURRENT
from policytext.store.sqlite import RELEASE

RELEASES = "releases"
DATABASE = "policytext.db"
EXPORTS = (
    *(("figures", form) for form in ("csv", "jsonl", "xlsx", "dta")),
    ("documents", "csv"),
    ("panel", "dta"),
    ("codebook", "csv"),
)
"""Tables that stand in a release, each with its format; `figures` is what the format holds of itself."""

_NAME = re.compile(r"\w[\w.-]*")


def freeze(engine: Engine, settings: Settings, display: Display, name: str, folder: Path | None = None) -> Path:
    """Keep the database as it is now, with tables, decisions, codebook and exports; the folder of the release.

    Args:
        engine: the database, which knows its journal.
        settings: in force.
        display: words for codes.
        name: of the release; it is the folder's.
        folder: that holds releases; `releases` beside the journal of decisions if None.

    Raises:
        StoreError: there is a release of this name, the name cannot be a folder's, or something cannot be written.
    """
    if not _NAME.fullmatch(name):
        raise StoreError(f"{name!r} cannot be the name of a folder: letters, digits, dots, dashes")
    if is_release(engine):
        raise StoreError(f"{file_of(engine)}: this is a release already; its folder can be copied as it is")
    target = (folder or journal_path(settings).parent / RELEASES) / name
    with whole_folder(target) as part:
        copy_database(engine, part / DATABASE)
        _copy_tables(settings, part)
        own = part / OWN if (part / OWN).exists() else None
        (part / RELEASE).write_text(_complete(part, settings, name), "utf-8", newline="\n")
        frozen = open_store(f"sqlite:///{part / DATABASE}", create=False)
        try:
            order = Order(display, tables=own)
            for table, form in EXPORTS:
                asked = None if table == "figures" else table
                export_rows(frozen, part / f"{table}.{form}", form, replace(order, table=asked))
            export_rows(frozen, part / "documents.bib", "bib", order)
        finally:
            frozen.dispose()
        seal(part)
    return target


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A folder beside the target that takes its place when the block ends well, and vanishes when it does not.

    Raises:
        StoreError: the target is there already, or cannot be written to.
    """
    if target.exists():
        raise StoreError(f"{target}: it is there already; nothing was written")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        try:
            part.mkdir(parents=True)
            yield part
            part.replace(target)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except shutil.Error as error:
        ((_, _, why), *_) = error.args[0]
        raise StoreError(f"{target}: it cannot be written: {why}") from error
    except OSError as error:
        raise StoreError(f"{target}: it cannot be written: {error.strerror or error}") from error


def _copy_tables(settings: Settings, part: Path) -> None:
    """The tables in force: those shipped, and the user's own beside them."""
    ignored = shutil.ignore_patterns("*.py", "__pycache__", "schema")
    shutil.copytree(SHIPPED, part / "knowledge" / "shipped", ignore=ignored)
    if settings.knowledge is not None:
        shutil.copytree(settings.knowledge, part / OWN)


def _complete(part: Path, settings: Settings, name: str) -> str:
    """Bring the copy up to its journal, and work out what is else worked out when it is asked for; its manifest.

    Nothing can be written later: what the comparisons need, and which documents are near-copies, must be there.
    """
    journal = part / JOURNAL
    copy_journal(journal_path(settings), journal)
    engine = open_store(f"sqlite:///{part / DATABASE}", create=False)
    try:
        sync(engine, journal)
        if not is_fresh(engine, tables_digest([SHIPPED, *([settings.knowledge] if settings.knowledge else [])])):
            refresh(engine, load_knowledge(settings.knowledge))
        refresh_families(engine)
        with writing(engine) as connection:
            connection.execute(delete(meta).where(meta.c.key == STATE))  # it names a path of this machine
        return _manifest(engine, name)
    finally:
        engine.dispose()
        (part / f"{JOURNAL}.lock").unlink(missing_ok=True)


def _manifest(engine: Engine, name: str) -> str:
    """What the release is made of; no time but that of the last run."""
    prints = [revisions.c[each] for each in ("reader", "rules", "model", "libraries")]
    with reading(engine) as connection:
        run = connection.execute(select(func.max(runs.c.id), func.max(runs.c.started))).one()
        used = connection.execute(select(*prints).where(CURRENT).distinct().order_by(*prints)).all()
    record: dict[str, Any] = {
        "release": name,
        "policytext": __version__,
        "run": run[0],
        "started": run[1],
        "fingerprints": [dict(row._mapping) for row in used],  # noqa: SLF001 - SQLAlchemy's public name
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"
