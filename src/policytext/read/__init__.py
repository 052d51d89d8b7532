"""Bytes to `Source`: the format is told by the content, and each has one module and one row.

What cannot be read is refused with one sentence that names the file and the
reason; nothing is guessed, and nothing is read in part without a note.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from policytext.errors import LimitError, PolicytextError, ReadError
from policytext.model import Source
from policytext.read import archive, doc, docx, html, mht, ofd, pdf, rtf, sheet, text
from policytext.read.drawing import File, Format, nobody_waits
from policytext.read.encoding import keepable, shown_name
from policytext.read.unread import reason

MAX_BYTES = 100_000_000
MAX_CHARACTERS = 5_000_000

# the first that recognises a file reads it
FORMATS: tuple[Format, ...] = (
    Format("pdf", "application/pdf", pdf.sniff, pdf.draw, "3"),
    Format(
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        docx.sniff,
        docx.draw,
        "2",
    ),
    Format(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        sheet.sniff_new,
        sheet.draw_new,
        "1",
    ),
    Format("ofd", "application/ofd", ofd.sniff, ofd.draw, "1"),
    Format("doc", "application/msword", doc.sniff, doc.draw, "1"),
    Format("xls", "application/vnd.ms-excel", sheet.sniff_old, sheet.draw_old, "1"),
    Format("rtf", "application/rtf", rtf.sniff, rtf.draw, "1"),
    Format("mht", "multipart/related", mht.sniff, mht.draw, "1"),
    Format("html", "text/html", html.sniff, html.draw, "2"),
    Format("text", "text/plain", text.sniff, text.draw, "1"),
)

# names that promise a binary format: a text under one of them is a failed download or export
BINARY_NAMES = frozenset({".docx", ".docm", ".dotx", ".pdf", ".ofd", ".xlsx", ".pptx", ".odt", ".zip"})


def read(
    path: Path,
    *,
    max_bytes: int = MAX_BYTES,
    max_characters: int = MAX_CHARACTERS,
    alive: Callable[[], None] | None = None,
    office: bool = False,
) -> Source:
    """Read a file.

    Args:
        path: the file, or a member of an archive, as `files.zip!/folder/name.doc`.
        max_bytes: a larger file is refused before it is opened.
        max_characters: a longer text is refused.
        alive: called now and then by readers that take long.
        office: whether LibreOffice, where installed, is asked for a .doc or .wps that no reader here can read.

    Raises:
        ReadError: the file is missing, empty, damaged, of an unknown format, or holds no text.
        LimitError: it is larger or longer than allowed.
    """
    name = shown_name(path.name or str(path))
    if archive.split(str(path))[1]:
        data = archive.read_member(str(path), max_bytes)
        return read_bytes(data, name, max_bytes=max_bytes, max_characters=max_characters, alive=alive, office=office)
    try:
        if path.is_dir():
            raise ReadError(f"{name}: is a folder, not a file")
        size = path.stat().st_size
        _check_size(name, size, max_bytes)
        if not path.is_file():
            raise ReadError(f"{name}: is not a regular file")
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{name}: cannot be opened: {error.strerror or error}") from error
    return read_bytes(data, name, max_bytes=max_bytes, max_characters=max_characters, alive=alive, office=office)


def read_bytes(  # noqa: PLR0913 - the limits of a file, each by its name
    data: bytes,
    name: str,
    *,
    max_bytes: int = MAX_BYTES,
    max_characters: int = MAX_CHARACTERS,
    alive: Callable[[], None] | None = None,
    office: bool = False,
) -> Source:
    """Read the bytes of a file.

    Args:
        data: all of them.
        name: the file's name without folders, for messages and the `Source`.
        max_bytes: more bytes are refused.
        max_characters: a longer text is refused.
        alive: called now and then by readers that take long.
        office: whether LibreOffice, where installed, is asked for a .doc or .wps that no reader here can read.

    Raises:
        ReadError: the file is empty, damaged, of an unknown format, or holds no text.
        LimitError: it is larger or longer than allowed.
    """
    file = File(keepable(name), data, max_characters, alive or nobody_waits, office=office)
    _check_size(file.name, len(data), max_bytes)
    row = _format_of(file)
    try:
        drawn = row.draw(file)
    except PolicytextError as error:
        error.tool = f"{row.name}/{row.version}"
        raise
    if not drawn.text.strip("\ufeff\0 \t\r\n\f\v\u3000\xa0"):
        raise ReadError(f"{file.name}: holds no text, only white space or pictures")
    return Source(
        sha256=hashlib.sha256(data).hexdigest(),
        name=file.name,
        media_type=row.media_type,
        encoding=drawn.encoding,
        reader=row.name,
        reader_version=row.version,
        text=keepable(drawn.text),
        places=drawn.places,
        notes=drawn.notes,
        unread=drawn.unread,
    )


def reader_versions() -> dict[str, str]:
    """The version of every reader, by its name."""
    return {row.name: row.version for row in FORMATS}


def _check_size(name: str, size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise LimitError(f"{name}: the file has {size:,} bytes, the limit is {max_bytes:,} (setting max_file_mb)")


def _format_of(file: File) -> Format:
    """The row that reads a file.

    Raises:
        ReadError: none does, or the name promises what the content is not.
    """
    if not file.data:
        raise ReadError(f"{file.name}: is empty")
    why_not = reason(file)
    if why_not:
        raise ReadError(f"{file.name}: {why_not}")
    row = next(row for row in FORMATS if row.sniff(file))
    if row.media_type.startswith("text/") and file.suffix in BINARY_NAMES:
        row.draw(file)  # a binary that is not even text is refused as such
        held = "plain text" if row.name == "text" else "a web page"
        raise ReadError(f"{file.name}: named {file.suffix} but holds {held}, as failed downloads do")
    return row
