"""Formats that are recognised and not read: each with a reason an analyst understands."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from policytext.read.drawing import File

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NOT_YET = ", a format that is not read yet"
LOCK_SIZE = 162
LOCK_NAME = 54  # longest user name in a lock file of Word

PREFIXES = (
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"\xfd7zXZ\0", "an XZ archive"),
    (b"BZh91AY&SY", "a bzip2 archive"),
    (b"AT&TFORM", "a DjVu document"),
    (b"ITSF\x03\0", "a help file (.chm)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"KDH ", "a KDH document of CNKI"),
    (b"%!PS", "a PostScript document"),
)
# these first bytes also begin texts: they count only where a NUL follows soon
BINARY_PREFIXES = (
    (b"MZ", "a program"),
    (b"BM", "a BMP picture"),
    (b"RIFF", "a sound, film or picture"),
    (b"CAJ", "a CAJ document of CNKI"),
    (b"HN", "a CAJ document of CNKI"),
    (b"ID3", "a sound"),
)
NUL_WITHIN = 64
# signs further in
WITHIN = (
    (4, b"ftyp", "a film or picture"),
    (60, b"BOOKMOBI", "a Kindle book"),
    (257, b"ustar", "a tar archive"),
)
# what betrays a format near the beginning of a file that is text
NEAR_START = (
    (b"<w:wordDocument", "a Word document in XML of 2003"),
    (b"<pkg:package", "a Word document in flat XML"),
    (b'"urn:schemas-microsoft-com:office:spreadsheet"', "an Excel table in XML of 2003"),
    (b"<uof:UOF", "a UOF document"),
)
START = 4096

OLE_STREAMS = (("PowerPoint Document", "a PowerPoint presentation of the old kind (.ppt)"),)
READ = frozenset({"xl/workbook.xml", "OFD.xml"})
ZIP_MEMBERS = (
    ("ppt/presentation.xml", "a PowerPoint presentation (.pptx)"),
    ("xl/workbook.bin", "an Excel table in binary form (.xlsb)"),
    ("visio/document.xml", "a Visio drawing (.vsdx)"),
    ("META-INF/container.xml", "an EPUB book"),
    ("content.xml", "an OpenDocument file"),
)


def reason(file: File) -> str | None:
    """Why a file is not read, as the end of a sentence that begins with its name; None if it may be read."""
    data = file.data
    if data.startswith(ZIP):
        return _zip_reason(data)
    if data.startswith(OLE):
        return _ole_reason(data)
    if len(data) == LOCK_SIZE and 0 < data[0] <= LOCK_NAME and b"\0" in data:
        return "is the lock file that Word leaves while a document is open, not a document"
    kind = next(_kinds(data), None)
    return f"is {kind}{NOT_YET}" if kind else None


def _kinds(data: bytes) -> Iterator[str]:
    """What the first bytes say a file is."""
    binary = b"\0" in data[:NUL_WITHIN]
    yield from (kind for prefix, kind in PREFIXES if data.startswith(prefix))
    yield from (kind for at, sign, kind in WITHIN if b"\0" in data[: at + NUL_WITHIN] and data.startswith(sign, at))
    yield from (kind for prefix, kind in BINARY_PREFIXES if binary and data.startswith(prefix))
    if data.startswith((b"MIME-Version:", b"From:", b"<?xml")):
        yield from (kind for sign, kind in NEAR_START if sign in data[:START])


def members(data: bytes) -> frozenset[str] | None:
    """The names of the members of a ZIP archive; None if its directory cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None


def _zip_reason(data: bytes) -> str | None:
    names = members(data)
    if names is None:
        return "is damaged or cut off: it begins as a ZIP archive (as every .docx does), but its directory is missing"
    if any(name.startswith("word/") for name in names) or names & READ:
        return None
    kind = next((kind for member, kind in ZIP_MEMBERS if member in names), None)
    return f"is {kind}{NOT_YET}" if kind else "is a ZIP archive: ingest its members, or name one as archive.zip!/member"


def _ole_reason(data: bytes) -> str | None:
    """What an OLE container is, by the names in its directory."""
    if stream("EncryptedPackage") in data:
        return "is encrypted: an Office document that opens with a password only"
    if any(stream(name) in data for name in ("WordDocument", "Workbook\0", "Book\0")):
        return None
    kind = next((kind for name, kind in OLE_STREAMS if stream(name) in data), "an Office document of the old kind")
    return f"is {kind}{NOT_YET}"


def stream(name: str) -> bytes:
    """A name as the directory of an OLE container writes it."""
    return name.encode("utf-16-le")
