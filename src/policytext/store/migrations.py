"""From each schema version to the next.

A new database is made at the newest version; an older one takes the steps it
lacks, in order and in one transaction.  A step never uses the tables of
`schema`, which show the newest version, but the SQL of its day.  A store on
PostgreSQL begins at version 9: steps that come later say what both understand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, delete, insert

from policytext.store.backend import Backend
from policytext.store.schema import APPLICATION, meta, metadata

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


def _index_sentences(connection: Connection) -> None:
    """Sentences, to look for words in one of them; where each passage begins; numbers by their place.

    Documents that were written before have no sentences until they are written anew.
    """
    for statement in (
        "ALTER TABLE passages ADD COLUMN begins INTEGER DEFAULT '0' NOT NULL",
        """
        UPDATE passages SET begins = (
            SELECT coalesce(sum(earlier.own), 0) FROM passages AS earlier
            WHERE earlier.revision_id = passages.revision_id AND earlier.ordinal < passages.ordinal
        )
        """,
        """
        UPDATE passages SET id = -ordinal - (
            SELECT document_id << 20 FROM revisions WHERE revisions.id = passages.revision_id
        )
        """,
        "UPDATE passages SET id = -id",
        "DROP INDEX ix_passages_revision_id",
        "CREATE INDEX ix_passages_revision_id_begins ON passages (revision_id, begins)",
        """
        CREATE TABLE sentences (
            id INTEGER NOT NULL, revision_id INTEGER NOT NULL, begins INTEGER NOT NULL, folded TEXT NOT NULL,
            CONSTRAINT pk_sentences PRIMARY KEY (id),
            CONSTRAINT fk_sentences_revision_id FOREIGN KEY(revision_id) REFERENCES revisions (id)
        )
        """,
        "CREATE INDEX ix_observations_revision_id_span_start ON observations (revision_id, span_start)",
        "DROP TABLE passage_index",
        "DROP VIEW passage_tokens",
        *_tokens_of_version_9("passages", "passage", "own"),
        *_tokens_of_version_9("sentences", "sentence", "length(folded)"),
        "INSERT INTO passage_index (passage_index) VALUES ('rebuild')",
    ):
        connection.exec_driver_sql(statement)


def _tokens_of_version_9(table: str, name: str, own: str) -> tuple[str, str]:
    return (
        f"""
        CREATE VIEW {name}_tokens (id, tokens) AS
        SELECT id, (
            WITH RECURSIVE place (at) AS (
                SELECT 1 WHERE folded <> '' UNION ALL SELECT at + 1 FROM place WHERE at < length(folded)
            )
            SELECT group_concat(printf(
                '%s%06x%06x', CASE WHEN at > {own} THEN 'z' ELSE '' END,
                unicode(substr(folded, at, 1)), coalesce(unicode(substr(folded, at + 1, 1)), 0)
            ), ' ') FROM place
        ) FROM {table}
        """,  # noqa: S608 - names of ours
        f"""
        CREATE VIRTUAL TABLE {name}_index USING fts5(
            tokens, content='{name}_tokens', content_rowid='id', tokenize='ascii', columnsize=0
        )
        """,
    )


def _index_paths(connection: Connection) -> None:
    """What was seen at a path, now and before, is asked for every file."""
    connection.exec_driver_sql("CREATE INDEX ix_sightings_path ON sightings (path)")


def _place_numbers(connection: Connection) -> None:
    """In which passages a number begins, and in which a sentence: to be looked up without the texts."""
    known, shared = "WHERE passage IS NOT NULL", "WHERE passage_to > passage"
    columns = "kind, unit, year_min, year_max, value_float, value_high_float, review"
    within = """
        FROM passages AS p WHERE p.revision_id = observations.revision_id
        AND p.span_start <= observations.span_start AND p.span_end > observations.span_start
    """
    owner = """
        FROM passages AS p WHERE p.revision_id = sentences.revision_id AND p.begins <= sentences.begins
        ORDER BY p.begins DESC LIMIT 1
    """
    for statement in (
        "DROP INDEX ix_observations_revision_id",  # another one begins with this column
        "ALTER TABLE observations ADD COLUMN passage BIGINT",
        "ALTER TABLE observations ADD COLUMN passage_to BIGINT",
        f"UPDATE observations SET passage = (SELECT min(p.id) {within}), passage_to = (SELECT max(p.id) {within})",  # noqa: S608 - ours
        f"CREATE INDEX ix_observations_by_passage ON observations (passage, passage_to, {columns}) {known}",
        f"CREATE INDEX ix_observations_by_kind ON observations ({columns}, passage, passage_to) {known}",
        f"CREATE INDEX ix_observations_by_kind_shared ON observations ({columns}, passage, passage_to) {shared}",
        "ALTER TABLE sentences ADD COLUMN passage INTEGER DEFAULT '0' NOT NULL",
        "ALTER TABLE sentences ADD COLUMN rest INTEGER DEFAULT '0' NOT NULL",
        f"UPDATE sentences SET passage = (SELECT p.ordinal {owner})",  # noqa: S608 - ours
        f"UPDATE sentences SET rest = (SELECT p.begins + p.own {owner}) - begins",  # noqa: S608 - ours
    ):
        connection.exec_driver_sql(statement)
    if connection.dialect.name == "postgresql":
        for statement in _TOKENS_OF_VERSION_11:
            connection.exec_driver_sql(statement)


_TOKENS_OF_VERSION_11 = (
    "DROP INDEX passage_index",
    "DROP INDEX sentence_index",
    "DROP FUNCTION policytext_tokens(text)",
    """
    CREATE FUNCTION policytext_tokens(folded text, own integer) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS $$
        SELECT array_to_tsvector(array(
            SELECT CASE WHEN at <= own THEN c ELSE ' ' || c END || coalesce(d, '')
            FROM unnest(string_to_array(folded, NULL), (string_to_array(folded, NULL))[2:])
            WITH ORDINALITY AS said (c, d, at)
        ))
    $$
    """,
    "CREATE INDEX passage_index ON passages USING gin (policytext_tokens(folded, own)) WITH (fastupdate = off)",
    """
    CREATE INDEX sentence_index ON sentences USING gin (policytext_tokens(folded, length(folded)))
    WITH (fastupdate = off)
    """,
)


# the step at index i takes version i + 1 to i + 2
MIGRATIONS: tuple[Migration, ...] = (
    _place_and_years,
    _add_decisions,
    _nature_and_interval,
    _say_what_failed,
    _add_leases,
    _normal_forms,
    _add_families,
    _index_sentences,
    _index_paths,
    _place_numbers,
)


def newest(steps: Sequence[Migration] = MIGRATIONS) -> int:
    """The schema version that a database has after every step."""
    return 1 + len(steps)


def create_tables(connection: Connection, backend: Backend) -> None:
    """Make every table in an empty database."""
    metadata.create_all(connection)
    for statement in backend.search_index:
        connection.exec_driver_sql(statement)
    connection.execute(insert(meta), [{"key": "application", "value": APPLICATION}])
    _set_version(connection, newest(), backend)


def migrate(connection: Connection, version: int, backend: Backend, steps: Sequence[Migration] = MIGRATIONS) -> None:
    """Take a database of `version` to the newest one."""
    for step in steps[version - 1 :]:
        step(connection)
    _set_version(connection, newest(steps), backend)


def _set_version(connection: Connection, version: int, backend: Backend) -> None:
    connection.execute(delete(meta).where(meta.c.key == "schema_version"))
    connection.execute(insert(meta), [{"key": "schema_version", "value": str(version)}])
    backend.mark(connection, version)
