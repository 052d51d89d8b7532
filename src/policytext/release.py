"""Releases: everything that results rest on, in a folder that is not written to again, each file with its checksum."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from policytext import __version__
from policytext.errors import StoreError
from policytext.knowledge.load import SHIPPED
from policytext.knowledge.schema.display import Display
from policytext.settings import Settings
from policytext.store import Order, export_rows, journal_path, open_store
from policytext.store.copying import checksum, copy_database
from policytext.store.database import reading
from policytext.store.schema import revisions, runs
from policytext.store.sightings import CURRENT
from policytext.store.sqlite import RELEASE

RELEASES = "releases"
DATABASE = "policytext.db"
SUMS = "SHA256SUMS"
EXPORTS = (("figures", "csv"), ("figures", "jsonl"), ("figures", "xlsx"), ("figures", "dta"), ("documents", "csv"))
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
    target = (folder or journal_path(settings).parent / RELEASES) / name
    with whole_folder(target) as part:
        copy_database(engine, part / DATABASE)
        _copy_tables(settings, part)
        if (journal := journal_path(settings)).exists():
            shutil.copyfile(journal, part / "decisions.jsonl")
        (part / RELEASE).write_text(_manifest(engine, name), "utf-8")
        frozen = open_store(f"sqlite:///{part / DATABASE}", create=False)
        try:
            order = Order(display, tables=settings.knowledge)
            for table, form in EXPORTS:
                asked = None if table == "figures" else table
                export_rows(frozen, part / f"{table}.{form}", form, replace(order, table=asked))
            export_rows(frozen, part / "codebook.csv", "csv", replace(order, table="codebook"))
            export_rows(frozen, part / "documents.bib", "bib", order)
        finally:
            frozen.dispose()
        _seal(part)
    return target


def broken(release: Path) -> list[str]:
    """What is not as it was when a release was made, a sentence each.

    Raises:
        StoreError: the folder is no release.
    """
    try:
        lines = (release / SUMS).read_text("utf-8").splitlines()
    except OSError as error:
        raise StoreError(f"{release}: not a release: {error.strerror}") from error
    wanted = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    found = {path.relative_to(release).as_posix() for path in _files(release)}
    gone = [f"{name} is gone" for name in sorted(wanted.keys() - found)]
    more = [f"{name} was added" for name in sorted(found - wanted.keys())]
    other = [
        f"{name} has changed" for name in sorted(found & wanted.keys()) if checksum(release / name) != wanted[name]
    ]
    return gone + more + other


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
    except OSError as error:
        raise StoreError(f"{target}: it cannot be written: {error.strerror or error}") from error


def _copy_tables(settings: Settings, part: Path) -> None:
    """The tables in force: those shipped, and the user's own beside them."""
    ignored = shutil.ignore_patterns("*.py", "__pycache__", "schema")
    shutil.copytree(SHIPPED, part / "knowledge" / "shipped", ignore=ignored)
    if settings.knowledge is not None:
        shutil.copytree(settings.knowledge, part / "knowledge" / "own")


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


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)


def _seal(part: Path) -> None:
    """Write the checksums, and take away the right to write."""
    lines = [f"{checksum(path)}  {path.relative_to(part).as_posix()}\n" for path in _files(part)]
    (part / SUMS).write_text("".join(lines), "utf-8")
    for path in [*_files(part), part / SUMS]:
        with suppress(OSError):
            path.chmod(0o444)
