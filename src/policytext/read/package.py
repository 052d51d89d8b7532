"""ZIP packages (.docx, .xlsx, .ofd): opened within limits, their XML parsed without entities or network."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from policytext.errors import LimitError, ReadError
from policytext.read.drawing import File

ZIP = b"PK\x03\x04"
MAX_UNPACKED = 400_000_000  # bytes of all members; pictures included
MAX_PART = 100_000_000  # bytes of one member of XML: its tree takes about ten times that
MAX_RATIO = 500  # unpacked to packed, for members above RATIO_FROM: repetitive tables reach about 100
RATIO_FROM = 10_000_000
ENCRYPTED = 1  # flag of a member

# what zipfile and parsers of XML answer damaged packages with
DAMAGE = (
    zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError, AttributeError, TypeError,
    AssertionError, EOFError, OSError, NotImplementedError, RecursionError,
)  # fmt: skip


def check_members(file: File) -> frozenset[str]:
    """The names of the members; raise before anything is unpacked that would not fit, or cannot be unpacked.

    Raises:
        ReadError: a member is encrypted.
        LimitError: the package unpacks to more than allowed.
    """
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        members = archive.infolist()
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise ReadError(f"{file.name}: is encrypted: an archive that opens with a password only")
    total = sum(member.file_size for member in members)
    if total > MAX_UNPACKED:
        raise LimitError(f"{file.name}: unpacks to {total:,} bytes, the limit is {MAX_UNPACKED:,}")
    for member in members:
        if member.file_size > MAX_PART and member.filename.endswith((".xml", ".rels")):
            raise LimitError(f"{file.name}: {member.filename} has {member.file_size:,} bytes, limit {MAX_PART:,}")
        if member.file_size > max(RATIO_FROM, MAX_RATIO * member.compress_size):
            raise LimitError(f"{file.name}: {member.filename} unpacks to more than {MAX_RATIO} times its size")
    return frozenset(member.filename for member in members)


def parsed(blob: bytes) -> etree._Element:
    """The root of a part of XML, entities left unresolved."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(blob, parser)
