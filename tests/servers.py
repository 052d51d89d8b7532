"""A real PostgreSQL server for the tests, in a temporary folder, on a socket of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin")
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB", "listen_addresses=")
NAME = "policytext"


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl, the newest version's first."""
    found = [path for place in PLACES for path in Path("/").glob(place.lstrip("/")) if (path / "initdb").exists()]
    on_path = shutil.which("initdb")
    return max(found, key=lambda path: path.as_posix()) if found else Path(on_path).parent if on_path else None


def needed() -> Path:
    """The folder of the server's programs; the test is skipped where there is none, and fails where CI says it must."""
    if folder := binaries():
        return folder
    reason = "no PostgreSQL server is installed here: no initdb in /usr/lib/postgresql or on the PATH"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def unprivileged() -> str | None:
    """The user that the server runs as: root may not; None for the one we are."""
    if os.geteuid() != 0:
        return None
    users = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in users)


@contextmanager
def server() -> Iterator[str]:
    """A server; the folder of its socket."""
    folder, user = needed(), unprivileged()
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as made:  # a socket's path must be short
        root = Path(made)
        if user:
            shutil.chown(root, user)
        data, options = root / "data", " ".join(f"-c {each}" for each in (*FAST, f"unix_socket_directories={root}"))

        def run(*command: str) -> None:
            done = subprocess.run(command, user=user, capture_output=True, encoding="utf-8", cwd=root, check=False)
            assert done.returncode == 0, done.stdout + done.stderr

        run(str(folder / "initdb"), "-D", str(data), "-U", NAME, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        run(str(folder / "pg_ctl"), "-D", str(data), "-w", "-l", str(root / "log"), "-o", options, "start")
        try:
            yield str(root)
        finally:
            run(str(folder / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")


def url_of(folder: str, name: str, user: str = NAME) -> str:
    """The URL of a database on a server by the folder of its socket."""
    return f"postgresql+psycopg://{user}@/{name}?host={folder}"


def empty_database(folder: str, name: str) -> str:
    """The URL of a database on such a server with nothing in it."""
    admin = create_engine(url_of(folder, "postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    admin.dispose()
    return url_of(folder, name)
