"""A database of the first version becomes what a new one is."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Engine, inspect

from policytext.store import open_store
from policytext.store.schema import APPLICATION_ID

FIRST = Path(__file__).with_name("schema-1.sql")


def shape(engine: Engine) -> dict[str, object]:
    """Columns with type and nullability, and indexes, by table."""
    seen = inspect(engine)
    return {
        table: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(table)),
            sorted((str(i["name"]), *map(str, i["column_names"])) for i in seen.get_indexes(table)),
        )
        for table in seen.get_table_names()
    }


def test_the_first_schema_becomes_the_newest(engine: Engine, tmp_path: Path) -> None:
    """Every table has the columns and indexes of a new database."""
    old = tmp_path / "old.db"
    raw = sqlite3.connect(old)
    raw.executescript(FIRST.read_text("utf-8"))
    raw.execute("INSERT INTO meta VALUES ('application', 'policytext'), ('schema_version', '1')")
    raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    raw.execute("PRAGMA user_version = 1")
    raw.commit()
    raw.close()
    migrated = open_store(f"sqlite:///{old}")
    assert shape(engine) == shape(migrated)
    migrated.dispose()
