"""The files that paths name: found in folders, in one order, and known by their content."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pathspec

from policytext.errors import PolicytextError
from policytext.read import archive
from policytext.read.encoding import shown_name

Ignore = tuple[Path, pathspec.GitIgnoreSpec]

IGNORE = ".policytextignore"
"""A file in a folder that lists, one pattern a line as in a .gitignore, what under it is no document."""

MAX_MEMBER = 200_000_000
"""Bytes of a member of an archive beyond which its content is not looked at."""

SKIPPED = (".", "~$")
"""Beginnings of names that folders hold but nobody collected: hidden files, lock files of office programs."""


@dataclass(frozen=True, slots=True)
class Unfound:
    """A path that gave no file, and why."""

    path: str
    reason: str


def find(paths: Iterable[str | Path], leave_out: Sequence[Path] = ()) -> tuple[list[str], list[Unfound]]:
    """The files that `paths` name, folders searched in depth and in order of names.

    A file named by two paths, or met through two links, is found once.  In
    the place of an archive stand its members, as `archive.zip!/folder/name.doc`.
    Hidden and lock files, and what an ignore file lists, are skipped inside
    folders, not where they are named.

    Args:
        paths: files and folders.
        leave_out: files of ours. One whose name begins like one of these, in
            the same folder, is skipped (a database and its journals, a
            journal of decisions and its lock), and so is that folder if it is
            an `outputs`.

    Returns:
        Absolute paths, and what is missing, unreadable or no regular file.
    """
    ours = tuple(path.resolve() for path in leave_out)
    found: list[str] = []
    seen: set[Path] = set()
    unfound: list[Unfound] = []
    for path in paths:
        root = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
        for one in _walk(root, ours, set(), ()):
            if isinstance(one, Unfound):
                unfound.append(one)
            elif one.resolve() not in seen:
                seen.add(one.resolve())
                for inner in _opened(str(one)):
                    if isinstance(inner, Unfound):
                        unfound.append(inner)
                    else:
                        found.append(inner)
    return found, unfound


def digest(path: str, max_bytes: int = MAX_MEMBER) -> str:
    """The sha256 of the bytes of a file, or of a member of an archive, in hexadecimal.

    Args:
        path: as `find` gives it.
        max_bytes: a larger member is not read.

    Raises:
        OSError: the file cannot be read, nor the member be unpacked.
    """
    if archive.split(path)[1]:
        try:
            return hashlib.sha256(archive.read_member(path, max_bytes)).hexdigest()
        except PolicytextError as error:
            raise OSError(0, str(error)) from error
    with Path(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _opened(path: str) -> Iterator[str | Unfound]:
    """A file, or in its place the members of an archive and those that are refused."""
    if archive.split(path)[1]:  # one member, as it was named
        yield path
        return
    try:
        listed = archive.listing(path)
    except OSError:  # its reader says why
        listed = None
    for one in [path] if listed is None else listed:
        yield Unfound(one.path, one.reason) if isinstance(one, archive.Refused) else one


def _walk(
    path: Path, leave_out: tuple[Path, ...], seen: set[Path], ignores: tuple[Ignore, ...]
) -> Iterator[Path | Unfound]:
    """The files at and under a path; `seen` holds the folders entered, so that links cannot go round."""
    if archive.split(str(path))[1]:
        yield path
        return
    try:
        mode = path.stat().st_mode
        names = sorted(os.listdir(path)) if stat.S_ISDIR(mode) else []  # noqa: PTH208 - names are what is needed
        ignores = (*ignores, *_ignores(path, names))
    except OSError as error:
        yield Unfound(str(path), f"{shown_name(path.name)}: {error.strerror}")
        return
    if stat.S_ISREG(mode):
        yield path
    elif not stat.S_ISDIR(mode):
        yield Unfound(str(path), f"{shown_name(path.name)}: not a regular file")
    elif (folder := path.resolve()) not in seen:
        seen.add(folder)
        for name in names:
            inner = path / name
            if not (name.startswith(SKIPPED) or _is_ours(folder / name, leave_out) or _is_ignored(inner, ignores)):
                yield from _walk(inner, leave_out, seen, ignores)


def _ignores(folder: Path, names: list[str]) -> Iterator[Ignore]:
    """The folder with the patterns of its ignore file, if it has one.

    Raises:
        OSError: the file cannot be read.
    """
    if IGNORE in names:
        lines = (folder / IGNORE).read_text("utf-8", errors="replace").splitlines()
        yield folder, pathspec.GitIgnoreSpec.from_lines(lines)


def _is_ignored(path: Path, ignores: tuple[Ignore, ...]) -> bool:
    """Whether an ignore file of a folder above lists this path."""
    written = {folder: path.relative_to(folder).as_posix() for folder, _ in ignores}
    return any(spec.match_file(written[folder] + ("/" if path.is_dir() else "")) for folder, spec in ignores)


def _is_ours(path: Path, leave_out: tuple[Path, ...]) -> bool:
    """Whether a path belongs to one of our files, or is the folder `outputs` that holds it."""
    return any(
        path.name == "outputs"
        if path == ours.parent
        else path.parent == ours.parent and path.name.startswith(ours.name)
        for ours in leave_out
    )
