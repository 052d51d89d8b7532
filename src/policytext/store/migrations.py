"""From each schema version to the next.

A new database is made at the newest version; an older one takes the steps it
lacks, in order and in one transaction.  A step never uses the tables of
`schema`, which show the newest version, but the SQL of its day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, delete, insert

from policytext.store.schema import APPLICATION, APPLICATION_ID, SEARCH_INDEX, meta, metadata

Migration = Callable[[Connection], None]


def _place_and_years(connection: Connection) -> None:
    """The document's place by its code, its years, and what says so."""
    for column in (
        "place_code TEXT",
        "year_min INTEGER",
        "year_max INTEGER",
        "year_basis VARCHAR(16)",
        "reckoned JSON NOT NULL DEFAULT '{}'",
    ):
        connection.exec_driver_sql(f"ALTER TABLE revisions ADD COLUMN {column}")


def _add_decisions(connection: Connection) -> None:
    """What people decide: a table anew, which nothing had written to, and what it does to results."""
    for statement in (
        "DROP TABLE decisions",
        """
        CREATE TABLE decisions (
            id INTEGER NOT NULL, seq INTEGER NOT NULL, uid VARCHAR(64) NOT NULL, kind VARCHAR(16) NOT NULL,
            document_key VARCHAR(80) NOT NULL, name TEXT NOT NULL, content VARCHAR(64) NOT NULL, anchor JSON,
            value JSON NOT NULL, was JSON NOT NULL, resolves INTEGER NOT NULL, author TEXT NOT NULL,
            decided VARCHAR(32) NOT NULL, reason TEXT NOT NULL, undone_by VARCHAR(64), found VARCHAR(16),
            disputed INTEGER DEFAULT '0' NOT NULL,
            CONSTRAINT pk_decisions PRIMARY KEY (id), CONSTRAINT uq_decisions_uid UNIQUE (uid)
        )
        """,
        "CREATE INDEX ix_decisions_seq ON decisions (seq)",
        "CREATE INDEX ix_decisions_document_key ON decisions (document_key)",
        *(
            f"ALTER TABLE {table} ADD COLUMN {column}"
            for table in ("observations", "labels")
            for column in (
                "review VARCHAR(16) DEFAULT 'unreviewed' NOT NULL",
                "reviewed_by TEXT",
                "reviewed VARCHAR(32)",
            )
        ),
        "ALTER TABLE observations ADD COLUMN original JSON",
        "ALTER TABLE revisions ADD COLUMN kept VARCHAR(64) DEFAULT '' NOT NULL",
        "ALTER TABLE revisions ADD COLUMN decided JSON",
        "ALTER TABLE sightings ADD COLUMN address TEXT",
        "ALTER TABLE sightings ADD COLUMN collected VARCHAR(10)",
    ):
        connection.exec_driver_sql(statement)


def _nature_and_interval(connection: Connection) -> None:
    """What kind of amount a number is, on which level, the days its time speaks of, and what is implausible."""
    for column in (
        "measure VARCHAR(16) DEFAULT 'unknown' NOT NULL",
        "level VARCHAR(16) DEFAULT 'unknown' NOT NULL",
        "time_from VARCHAR(10)",
        "time_to VARCHAR(10)",
        "time_precision VARCHAR(8)",
        "flags JSON NOT NULL DEFAULT '[]'",
    ):
        connection.exec_driver_sql(f"ALTER TABLE observations ADD COLUMN {column}")


def _say_what_failed(connection: Connection) -> None:
    """Failures with the tool that could not do it, and advice."""
    for name in ("tool", "advice"):
        connection.exec_driver_sql(f"ALTER TABLE run_items ADD COLUMN {name} TEXT DEFAULT '' NOT NULL")


def _add_leases(connection: Connection) -> None:
    """One run at a time; and what failed with what, so that trying again can end."""
    for name in ("content", "program"):
        connection.exec_driver_sql(f"ALTER TABLE run_items ADD COLUMN {name} VARCHAR(64) DEFAULT '' NOT NULL")
    connection.exec_driver_sql(
        """
        CREATE TABLE leases (
            name VARCHAR(64) NOT NULL, owner TEXT NOT NULL, beat INTEGER NOT NULL, held INTEGER NOT NULL,
            run_id INTEGER, CONSTRAINT pk_leases PRIMARY KEY (name),
            CONSTRAINT fk_leases_run_id_runs FOREIGN KEY(run_id) REFERENCES runs (id)
        )
        """
    )


def _normal_forms(connection: Connection) -> None:
    """Which indicator a number is, of which place, and how much in a base unit; filled in when first asked."""
    for column in (
        "under TEXT",
        "normal VARCHAR(16)",
        "indicator_id VARCHAR(80)",
        "indicator_basis VARCHAR(8)",
        "aspect VARCHAR(16)",
        "tier VARCHAR(16)",
        "dimension VARCHAR(32)",
        "base_unit VARCHAR(32)",
        "low_text TEXT",
        "low_float FLOAT",
        "low_inclusive INTEGER DEFAULT '0' NOT NULL",
        "high_text TEXT",
        "high_float FLOAT",
        "high_inclusive INTEGER DEFAULT '0' NOT NULL",
        "denominator TEXT",
        "place_code VARCHAR(12)",
        "place_name TEXT",
        "place_basis VARCHAR(16)",
        "place_part TEXT",
        "place_from INTEGER",
        "place_to INTEGER",
    ):
        connection.exec_driver_sql(f"ALTER TABLE observations ADD COLUMN {column}")
    connection.exec_driver_sql("CREATE INDEX ix_observations_normal ON observations (normal)")
    index = "ix_observations_indicator_id_place_code"
    connection.exec_driver_sql(f"CREATE INDEX {index} ON observations (indicator_id, place_code)")


def _add_families(connection: Connection) -> None:
    """Families of near-copies, which are worked out anew whenever they are asked for and out of date."""
    for statement in (
        """
        CREATE TABLE families (
            document_id INTEGER NOT NULL, family INTEGER NOT NULL, similarity FLOAT NOT NULL,
            CONSTRAINT pk_families PRIMARY KEY (document_id),
            CONSTRAINT fk_families_document_id_documents FOREIGN KEY(document_id) REFERENCES documents (id),
            CONSTRAINT fk_families_family_documents FOREIGN KEY(family) REFERENCES documents (id)
        )
        """,
        "CREATE INDEX ix_families_family ON families (family)",
    ):
        connection.exec_driver_sql(statement)


# the step at index i takes version i + 1 to i + 2
MIGRATIONS: tuple[Migration, ...] = (
    _place_and_years,
    _add_decisions,
    _nature_and_interval,
    _say_what_failed,
    _add_leases,
    _normal_forms,
    _add_families,
)


def newest(steps: Sequence[Migration] = MIGRATIONS) -> int:
    """The schema version that a database has after every step."""
    return 1 + len(steps)


def create(connection: Connection) -> None:
    """Make every table in an empty database."""
    metadata.create_all(connection)
    for statement in SEARCH_INDEX:
        connection.exec_driver_sql(statement)
    connection.execute(insert(meta), [{"key": "application", "value": APPLICATION}])
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    _set_version(connection, newest())


def migrate(connection: Connection, version: int, steps: Sequence[Migration] = MIGRATIONS) -> None:
    """Take a database of `version` to the newest one."""
    for step in steps[version - 1 :]:
        step(connection)
    _set_version(connection, newest(steps))


def _set_version(connection: Connection, version: int) -> None:
    connection.execute(delete(meta).where(meta.c.key == "schema_version"))
    connection.execute(insert(meta), [{"key": "schema_version", "value": str(version)}])
    connection.exec_driver_sql(f"PRAGMA user_version = {version}")
