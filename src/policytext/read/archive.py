"""ZIP archives of documents: members are named `archive.zip!/folder/name.doc`, archives inside archives likewise.

Nothing is unpacked to disk, so that no member can land outside; what unpacks
to more than allowed is refused before or while it does.
"""

from __future__ import annotations

import io
import os
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from policytext.errors import LimitError, ReadError
from policytext.read.encoding import shown_name
from policytext.read.package import ENCRYPTED, MAX_RATIO, RATIO_FROM, ZIP

INSIDE = "!/"
"""Between the path of an archive and that of a member."""

MAX_DEPTH = 3  # archives inside each other
MAX_MEMBERS = 5_000  # of one archive and those inside it
MAX_TOTAL = 1_000_000_000  # bytes of all of them, unpacked
MAX_MEMBER = 200_000_000  # bytes of an archive inside an archive, which is held in memory

PACKAGES = ("[Content_Types].xml", "OFD.xml", "META-INF/container.xml", "mimetype", "META-INF/MANIFEST.MF")
"""Members that make an archive a document or a program, not a collection."""
SKIPPED = (".", "~$", "__MACOSX")
_DIRECTORY_END = b"PK\x05\x06"
_TAIL = 22 + 65_535
_CHUNK = 1_000_000
UTF8 = 0x800  # flag of a member: its name is in UTF-8

DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, struct.error, RuntimeError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refused:
    """A member that is not taken: its path, and why."""

    path: str
    reason: str


@dataclass(slots=True)
class _Budget:
    """What an archive may still unpack to."""

    members: int = MAX_MEMBERS
    bytes: int = MAX_TOTAL


def split(path: str) -> tuple[str, tuple[str, ...]]:
    """The path of a file on disk, and those of the member and the archives it lies in; no member for a plain file."""
    outer, *inner = path.split(INSIDE)
    if not inner or os.path.exists(path):  # noqa: PTH110 - a file may be called so
        return path, ()
    return outer, tuple(inner)


def is_archive(head: bytes, names: frozenset[str]) -> bool:
    """Whether a file is an archive of documents, by its first bytes and the names of its members."""
    office = any(name.startswith(("word/", "xl/", "ppt/")) for name in names)
    return head.startswith(ZIP) and not office and names.isdisjoint((*PACKAGES, "content.xml"))


def listing(path: str) -> list[str | Refused] | None:
    """The members of an archive on disk, in order of their names, those of archives inside it too.

    Args:
        path: of a file.

    Returns:
        paths that `read_member` takes, and what is refused; None where the
        file is no archive of documents.
    """
    with Path(path).open("rb") as stream:
        if stream.read(len(ZIP)) != ZIP:
            return None
        stream.seek(0)
        try:
            return list(_members(path, stream, 1, _Budget()))
        except _NoArchive:
            return None
        except LimitError as error:
            return [Refused(path, str(error))]


def read_member(path: str, max_bytes: int) -> bytes:
    """The bytes of a member.

    Args:
        path: as `listing` gives it.
        max_bytes: more are refused.

    Raises:
        ReadError: there is no such member, or it is encrypted or damaged.
        LimitError: it is larger than allowed.
    """
    outer, inner = split(path)
    name = shown_name(Path(outer).name)
    try:
        with Path(outer).open("rb") as stream:
            return _inner(stream, name, inner, max_bytes)
    except OSError as error:
        raise ReadError(f"{name}: cannot be opened: {error.strerror or error}") from error


def member_size(path: str) -> int:
    """The bytes of a file or member, as the archive says; 0 where there is none."""
    outer, inner = split(path)
    try:
        if not inner:
            return Path(outer).stat().st_size
        if len(inner) > 1:
            return len(read_member(path, MAX_MEMBER))
        with Path(outer).open("rb") as stream:
            _check_directory(stream, outer)
            with zipfile.ZipFile(stream) as archive:
                return _named(archive)[inner[0]].file_size
    except (ReadError, LimitError, KeyError, *DAMAGE):
        return 0


class _NoArchive(Exception):  # noqa: N818 - an answer, not an error
    """The file is something else."""


def _members(path: str, stream: io.BufferedIOBase, depth: int, budget: _Budget) -> Iterator[str | Refused]:
    """The members of one archive; those of an archive in it in its place."""
    name = shown_name(posixpath.basename(path.replace(os.sep, "/")))
    try:
        _check_directory(stream, name)
        archive = zipfile.ZipFile(stream)
    except DAMAGE as error:
        raise _NoArchive from error  # its reader says what is wrong with it
    with archive:
        if not is_archive(ZIP, frozenset(archive.namelist())):
            raise _NoArchive
        for shown, member in sorted(_named(archive).items()):
            if member.is_dir() or any(part.startswith(SKIPPED) for part in shown.split("/") if part != ".."):
                continue
            yield from _member(f"{path}{INSIDE}{shown}", archive, member, depth, budget)


def _member(
    path: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, depth: int, budget: _Budget
) -> Iterator[str | Refused]:
    """A member, what is in it, or why it is refused."""
    shown = path.rsplit(INSIDE, maxsplit=1)[-1]
    budget.members -= 1
    budget.bytes -= member.file_size
    if budget.members < 0:
        raise LimitError(f"{path.split(INSIDE, maxsplit=1)[0]}: the archive has more than {MAX_MEMBERS:,} members")
    if budget.bytes < 0:
        raise LimitError(f"{path.split(INSIDE, maxsplit=1)[0]}: the archive unpacks to more than {MAX_TOTAL:,} bytes")
    if ".." in shown.split("/") or shown.startswith("/"):
        yield Refused(path, f"{shown}: the member's path leads outside the archive")
        return
    try:
        check_member(member, shown)
        with archive.open(member) as stream:
            head = stream.read(len(ZIP))
        inner = _blob(archive, member, MAX_MEMBER, shown) if head == ZIP else b""
    except (ReadError, LimitError) as error:
        yield Refused(path, str(error))
        return
    except DAMAGE as error:
        yield Refused(path, f"{shown}: is damaged inside its archive ({error})")
        return
    found = _nested(path, inner, depth, budget) if inner else None
    if found is None:
        yield path
    elif depth >= MAX_DEPTH:
        yield Refused(path, f"{shown}: lies more than {MAX_DEPTH} archives deep")
    else:
        yield from found


def _nested(path: str, blob: bytes, depth: int, budget: _Budget) -> Iterator[str | Refused] | None:
    """The members of an archive inside an archive; None where it is a document."""
    found = _members(path, io.BytesIO(blob), depth + 1, budget)
    try:
        return chain([next(found)], found)
    except StopIteration:
        return iter(())
    except _NoArchive:
        return None


def check_member(member: zipfile.ZipInfo, shown: str) -> None:
    """Raise where a member is encrypted, or unpacks to far more than it takes.

    Raises:
        ReadError: it is encrypted.
        LimitError: it is a bomb.
    """
    if member.flag_bits & ENCRYPTED:
        raise ReadError(f"{shown}: is encrypted: its archive opens with a password only")
    if member.file_size > max(RATIO_FROM, MAX_RATIO * member.compress_size):
        raise LimitError(f"{shown}: unpacks to more than {MAX_RATIO} times its size")


def _inner(stream: io.BufferedIOBase, name: str, inner: tuple[str, ...], max_bytes: int) -> bytes:
    """The bytes of a member, by its path through the archives."""
    if len(inner) > MAX_DEPTH:
        raise LimitError(f"{name}: {inner[-1]} lies more than {MAX_DEPTH} archives deep")
    try:
        _check_directory(stream, name)
        with zipfile.ZipFile(stream) as archive:
            member = _named(archive).get(inner[0])
            if member is None:
                raise ReadError(f"{name}: holds no member {inner[0]}")
            check_member(member, inner[0])
            last = len(inner) == 1
            blob = _blob(archive, member, max_bytes if last else MAX_MEMBER, inner[0])
    except DAMAGE as error:
        raise ReadError(f"{name}: {inner[0]} is damaged inside its archive ({error})") from error
    return blob if last else _inner(io.BytesIO(blob), inner[0], inner[1:], max_bytes)


def _blob(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int, shown: str) -> bytes:
    """A member unpacked, as far as allowed.

    Raises:
        LimitError: it is larger.
    """
    if member.file_size > most:
        name = posixpath.basename(shown)
        raise LimitError(f"{name}: has {member.file_size:,} bytes, the limit is {most:,} (setting max_file_mb)")
    with archive.open(member) as stream:
        return b"".join(iter(lambda: stream.read(_CHUNK), b""))


def _named(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Members by the names that people see; of equal names the last counts, as when unpacked."""
    return {_shown(member): member for member in archive.infolist()}


def _shown(member: zipfile.ZipInfo) -> str:
    """The name of a member; names of old Chinese systems are not in the code page that the format says."""
    name = member.filename.replace("\\", "/")
    if member.flag_bits & UTF8:
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for page in ("utf-8", "gb18030"):
        try:
            return raw.decode(page)
        except UnicodeDecodeError:
            continue
    return name


def _check_directory(stream: io.BufferedIOBase, name: str) -> None:
    """Raise before the directory is read where it has too many entries.

    Raises:
        LimitError: it has.
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read()
    at = tail.rfind(_DIRECTORY_END)
    if at >= 0 and len(tail) >= at + 16:
        directory = struct.unpack_from("<I", tail, at + 12)[0]
        if min(directory, size) > MAX_MEMBERS * 1_000 and size > RATIO_FROM:
            raise LimitError(f"{name}: the archive has more than {MAX_MEMBERS:,} members")
    stream.seek(0)
