"""The seal of a release: a checksum for every file in its folder, and no right to write."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from policytext.errors import StoreError
from policytext.store.copying import checksum
from policytext.store.database import database_file
from policytext.store.sqlite import RELEASE

SUMS = "SHA256SUMS"
OWN = "knowledge/own"
"""The folder of a release with the tables of the analyst's own."""


def seal(folder: Path) -> None:
    """Write the checksums of all files under a folder, and take away the right to write.

    Raises:
        OSError: a file cannot be read or written.
    """
    lines = [f"{checksum(path)}  {path.relative_to(folder).as_posix()}\n" for path in _files(folder)]
    (folder / SUMS).write_text("".join(lines), "utf-8", newline="\n")
    for path in [*_files(folder), folder / SUMS]:
        with suppress(OSError):
            path.chmod(0o444)


def broken(folder: Path) -> tuple[list[str], int]:
    """What is not as it was when a folder was sealed, a sentence each; and how many files were.

    Raises:
        StoreError: the folder is no release, or a file cannot be read.
    """
    try:
        lines = (folder / SUMS).read_text("utf-8").splitlines()
        wanted = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
        found = {path.relative_to(folder).as_posix() for path in _files(folder)}
        both = sorted(found & wanted.keys())
        other = [f"{name} has changed" for name in both if checksum(folder / name) != wanted[name]]
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{folder}: not a release: {getattr(error, 'strerror', None) or error}") from error
    gone = [f"{name} is gone" for name in sorted(wanted.keys() - found)]
    more = [f"{name} was added" for name in sorted(found - wanted.keys())]
    return gone + more + other, len(wanted)


def tables_of(url: str, tables: Path | None) -> Path | None:
    """The analyst's own tables that go with a database: those kept in a release, or else those in force.

    Args:
        url: of the database; one that cannot be understood has none of its own.
        tables: in force.
    """
    try:
        file = database_file(url)
    except StoreError:
        return tables
    if file is None or not file.with_name(RELEASE).exists():
        return tables
    own = file.parent / OWN
    return own if own.is_dir() else None


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
