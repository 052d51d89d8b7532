"""A run into a scratch copy: what new rules or files would change in the whole database, before anything does."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy import delete, select

from policytext.errors import StoreError
from policytext.ingest import Summary, ingest
from policytext.settings import Settings
from policytext.store import journal_path, open_store
from policytext.store.changes import Change, changes
from policytext.store.copying import copy_database
from policytext.store.database import reading, writing
from policytext.store.schema import leases, sightings
from policytext.store.sightings import OPEN


def rehearse(
    paths: Iterable[str | Path], settings: Settings, *, batch: str = "", only: Sequence[str] = ()
) -> tuple[Summary, list[Change]]:
    """Do as `ingest` does, in a copy that is thrown away; its summary, and what it would have changed.

    Args:
        paths: as of `ingest`; empty for every file that the database knows.
        settings: database, limits, and processes side by side.
        batch: as of `ingest`.
        only: as of `ingest`.

    Raises:
        StoreError: the database cannot be used, or knows no file.
    """
    with tempfile.TemporaryDirectory(prefix="policytext-") as folder:
        scratch = Path(folder) / "policytext.db"
        engine = open_store(settings.database_url, create=False)
        try:
            copy_database(engine, scratch)
            given = [str(path) for path in paths]
            if not given:
                with reading(engine) as connection:
                    known = select(sightings.c.path).where(OPEN).distinct().order_by(sightings.c.path)
                    given = [path for path in connection.scalars(known) if "://" not in path]
        finally:
            engine.dispose()
        if not given:
            raise StoreError("the database knows no file; name files or folders")
        journal = Path(folder) / "decisions.jsonl"
        if journal_path(settings).exists():  # a run notes contents in the journal, and this one must not
            shutil.copyfile(journal_path(settings), journal)
        _free(scratch)
        there = settings.model_copy(update={"database_url": f"sqlite:///{scratch}", "decisions": journal})
        summary = ingest(given, there, batch=batch, only=only)
        copy = open_store(there.database_url)
        try:
            return summary, list(changes(copy, summary.run - 1, summary.run))
        finally:
            copy.dispose()


def _free(scratch: Path) -> None:
    """Let a run into the copy, whatever run is under way in the database."""
    engine = open_store(f"sqlite:///{scratch}")
    try:
        with writing(engine) as connection:
            connection.execute(delete(leases))
    finally:
        engine.dispose()
