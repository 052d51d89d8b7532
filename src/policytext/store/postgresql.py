"""The store on a PostgreSQL server, for teams.

Readers see one state (repeatable read); who writes holds one lock of the
database's, so there is one writer at a time and what he reads is the newest.
"""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect
from sqlalchemy.exc import DatabaseError

from policytext.errors import StoreError
from policytext.store.backend import Backend, Reason
from policytext.store.schema import APPLICATION, APPLICATION_ID, metadata
from policytext.store.sqlite import WRITES

DRIVER = "postgresql+psycopg"
CONNECT_SECONDS = 10

_LOCKED = "another program has been writing to it for as long as we wait; try again when it is done"
_RIGHTS = "this user has not the rights that are needed"
_LOST = "the server ended the connection"

# by the beginning of SQLSTATE, the longest first
_REASONS = {
    "55P03": _LOCKED,
    "42501": _RIGHTS,
    "25006": "it may not be written to",
    "53100": "the disk of the server is full",
    "53": "the server has no room for more connections or has run out of memory",
    "57P03": "the server is starting or stopping",
    "57014": "the server cancelled the statement",
    "57P": _LOST,
    "08": _LOST,
    "42P01": "a table is missing: damaged by another program; restore it from a backup",
    "42703": "a column is missing: damaged by another program; restore it from a backup",
    "58": "the disk of the server gave an error",
    "XX": "damaged; restore it from a backup",
    "40": _LOCKED,
}

# what a server says that refuses a connection: no code comes with it
_REFUSALS = (
    (re.compile(r'database "[^"]*" does not exist'), "there is no such database; `createdb NAME` makes one"),
    (re.compile(r"permission denied"), _RIGHTS),
    (
        re.compile(r"password|authentication|role \"[^\"]*\" does not exist|pg_hba|certificate", re.IGNORECASE),
        "the server does not accept this user or password",
    ),
    (re.compile(r"too many (clients|connections)|remaining connection slots"), _REASONS["53"]),
    (re.compile(r"starting up|shutting down"), _REASONS["57P03"]),
    (re.compile(r"server closed the connection|terminat|connection is lost|SSL SYSCALL"), _LOST),
)
_UNREACHABLE = "the server cannot be reached"

_TOKENS = """
    CREATE OR REPLACE FUNCTION policytext_tokens(folded text, own integer) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS $$
        SELECT array_to_tsvector(array(
            SELECT CASE WHEN at <= own THEN c ELSE ' ' || c END || coalesce(d, '')
            FROM unnest(string_to_array(folded, NULL), (string_to_array(folded, NULL))[2:])
            WITH ORDINALITY AS said (c, d, at)
        ))
    $$
"""
SEARCH_INDEX = (
    _TOKENS,
    "CREATE INDEX passage_index ON passages USING gin (policytext_tokens(folded, own)) WITH (fastupdate = off)",
    """
    CREATE INDEX sentence_index ON sentences USING gin (policytext_tokens(folded, length(folded)))
    WITH (fastupdate = off)
    """,
)
"""Every two neighbouring characters, marked by a space, which no folded text has, in what is another passage's own.

Nothing stands behind the last.  The server computes them: the index cannot disagree with the passages.
"""


def missing_parts(connection: Connection) -> list[str]:
    """What a database on a server should have and has not, a sentence each: tables, columns, indexes that hold."""
    seen = inspect(connection)
    here = set(seen.get_table_names())
    found = [f"the table {name} is missing" for name in metadata.tables if name not in here]
    for table in (each for each in metadata.sorted_tables if each.name in here):
        columns = {column["name"] for column in seen.get_columns(table.name)}
        found += [f"the column {table.name}.{name} is missing" for name in table.c.keys() if name not in columns]  # noqa: SIM118 - columns, not a mapping
    wanted = {str(index.name) for table in metadata.sorted_tables for index in table.indexes}
    wanted |= set(re.findall(r"CREATE INDEX (\w+)", " ".join(SEARCH_INDEX)))
    query = (
        "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
        "WHERE relnamespace = current_schema()::regnamespace AND indisvalid AND indisready"
    )
    valid = set(connection.exec_driver_sql(query).scalars())
    return found + [f"the index {name} is missing or does not hold" for name in sorted(wanted - valid)]


def _locate(url: URL) -> str:
    """Server, user and database; never the password, wherever in the URL it stands."""
    host = url.host or url.query.get("host") or "localhost"
    user = f"{url.username}@" if url.username else ""
    port = f":{url.port}" if url.port else ""
    return f"postgresql://{user}{host if isinstance(host, str) else ','.join(host)}{port}/{url.database or ''}"


def _find(url: URL, create: bool) -> None:  # noqa: FBT001 - called by place only
    """A database on a server is made by who runs the server; a URL that names none is refused."""
    del create
    if not url.database:
        raise StoreError(f"{_locate(url)}: the URL names no database: postgresql://USER@HOST/NAME")


def _engine(url: URL, busy_seconds: float) -> Engine:
    try:
        engine = create_engine(
            url.set(drivername=DRIVER),
            connect_args={"connect_timeout": CONNECT_SECONDS, "prepare_threshold": None},
            pool_pre_ping=True,
            json_serializer=partial(json.dumps, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        )
    except ImportError as error:
        raise StoreError(f"{_locate(url)}: `pip install policytext[postgresql]` first ({error})") from error
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", partial(_begin, milliseconds=max(1, round(busy_seconds * 1000))))
    return engine


def _configure(connection: Any, record: Any) -> None:  # noqa: ANN401 - psycopg's connection, SQLAlchemy's pool record
    """Texts with characters that the server refuses are kept as the readers keep them; no compiling of queries."""
    del record
    from psycopg.types.string import StrDumper

    class Dumper(StrDumper):
        """NUL and lone surrogates, which are in no text that is read, become U+FFFD."""

        def dump(self, obj: str) -> bytes:
            return obj.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()

    connection.adapters.register_dumper(str, Dumper)
    connection.autocommit = True
    connection.execute("SET jit = off")
    connection.execute("SET client_encoding = 'UTF8'")
    connection.autocommit = False


def _begin(connection: Connection, *, milliseconds: int) -> None:
    """Who writes waits for his turn, before anything else; what is done outside of transactions has none."""
    if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
        return
    if connection.get_execution_options().get(WRITES):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {milliseconds}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({APPLICATION_ID})")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def use_search_index(connection: Connection) -> None:
    """For this transaction: never compute tokens anew for every passage, which the planner takes to be as cheap.

    Nor meet two lists of many passages or sentences by going through one for each of the other, nor start processes,
    which takes as long as most searches.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off; "
            "SET LOCAL work_mem = '64MB'; SET LOCAL max_parallel_workers_per_gather = 0"
        )


def use_every_index(connection: Connection) -> None:
    """From here on in this transaction: rows are fetched by their ids."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL enable_seqscan = on; SET LOCAL enable_nestloop = on")


def _reason(error: DatabaseError) -> Reason:
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        said = str(error.orig)
        return next((reason for pattern, reason in _REFUSALS if pattern.search(said)), _UNREACHABLE)
    return next((reason for begin, reason in _REASONS.items() if state.startswith(begin)), None)


def _too_large(error: DatabaseError) -> bool:
    return getattr(error.orig, "sqlstate", None) == "22003"


def _version(connection: Connection, where: str) -> int:
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise StoreError(f"{where}: its encoding is {encoding}; `createdb --encoding UTF8 --template template0 NAME`")
    if connection.exec_driver_sql("SELECT current_schema()").scalar_one() is None:
        raise StoreError(f"{where}: {_RIGHTS}: no schema is open to it")
    tables = "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema()"
    if not connection.exec_driver_sql(tables).scalar_one():
        return 0
    ours = connection.exec_driver_sql("SELECT to_regclass('meta') IS NOT NULL").scalar_one()
    rows = connection.exec_driver_sql("SELECT * FROM meta").tuples().all() if ours else ()
    marks = {row[0]: row[1] for row in rows}
    version = str(marks.get("schema_version", ""))
    if marks.get("application") != APPLICATION or not version.isdecimal():
        raise StoreError(f"{where}: a PostgreSQL database with tables of its own, but not one of policytext")
    return int(version)


def _nothing(*_: object) -> None:
    """The version stands in the table `meta`, and nothing must be set before tables are made."""


POSTGRESQL = Backend(
    name="postgresql",
    locate=_locate,
    engine=_engine,
    find=_find,
    reason=_reason,
    too_large=_too_large,
    version=_version,
    make_ready=_nothing,
    search_index=SEARCH_INDEX,
    mark=_nothing,
)
