"""Word documents: python-docx opens the package, `wordml` reads the XML.

python-docx alone loses runs inside tracked changes, text boxes and content
controls, and policy texts have all three.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import TYPE_CHECKING

from lxml import etree

from policytext.errors import LimitError, ReadError
from policytext.read.drawing import Drawn, File, Pen
from policytext.read.wordml import Element, Writing, body, notes_by_id, numbered_styles

if TYPE_CHECKING:
    from docx.opc.part import Part

ZIP = b"PK\x03\x04"
MAX_UNPACKED = 400_000_000  # bytes of all members; pictures included
MAX_PART = 100_000_000  # bytes of one member of XML: its tree takes about ten times that
MAX_RATIO = 500  # unpacked to packed, for members above RATIO_FROM: repetitive tables reach about 100
RATIO_FROM = 10_000_000

# what python-docx and zipfile answer damaged packages with
DAMAGE = (
    zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, LookupError, ValueError, AttributeError, TypeError,
    AssertionError, EOFError, OSError, NotImplementedError, RecursionError,
)  # fmt: skip


def sniff(file: File) -> bool:
    """Whether this is a ZIP archive; archives without a Word document were refused before."""
    return file.data.startswith(ZIP)


def draw(file: File) -> Drawn:
    """The text of a document: body, with text boxes after their paragraphs, then the notes it refers to.

    Headers, footers, comments and automatic numbers are not in it.

    Raises:
        ReadError: the package is damaged or encrypted, or holds no document.
        LimitError: it unpacks to more than allowed, or its text is too long.
    """
    _check_members(file)
    try:
        return _draw(file)
    except DAMAGE as error:
        raise ReadError(f"{file.name}: is damaged, or not a Word document ({type(error).__name__}: {error})") from error


def _draw(file: File) -> Drawn:
    document = _main_part(file)
    root = _root(document)
    found = body(root)
    if found is None:
        raise ReadError(f"{file.name}: is a Word file without a document body")
    styles = _related(document, "styles")
    writing = Writing(Pen(file), numbered_styles(_root(styles)) if styles else frozenset())
    writing.blocks(found)
    notes: dict[tuple[str, str], Element] = {}
    for kind in ("footnotes", "endnotes"):
        part = _related(document, kind)
        notes |= notes_by_id(_root(part)) if part else {}
    writing.notes_of(notes)
    return writing.pen.drawn(*writing.remarks())


def _main_part(file: File) -> Part:
    """The part that holds the document.

    python-docx refuses a package in which one link leads nowhere, as
    converters write them; such links are taken out and it is opened again.
    """
    from docx.package import Package

    try:
        package = Package.open(io.BytesIO(file.data))
    except KeyError:
        package = Package.open(io.BytesIO(_without_dead_links(file.data)))
    for link in package.rels.values():
        if not link.is_external and link.reltype.endswith("/officeDocument"):
            part: Part = link.target_part
            return part
    raise ReadError(f"{file.name}: is a package that says nowhere where its document is")


def _related(part: Part, kind: str) -> Part | None:
    """The part that `part` links to as its styles, footnotes or endnotes; None without one."""
    links = (link for link in part.rels.values() if not link.is_external)
    return next((link.target_part for link in links if link.reltype.endswith(f"/{kind}")), None)


def _root(part: Part) -> Element:
    """The root of a part, parsed without resolving entities."""
    from docx.opc.part import XmlPart

    if isinstance(part, XmlPart):
        element: Element = part.element
        return element
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(part.blob, parser)


def _check_members(file: File) -> None:
    """Raise before anything is unpacked that would not fit, or cannot be unpacked."""
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise ReadError(f"{file.name}: is encrypted: an archive that opens with a password only")
    total = sum(member.file_size for member in members)
    if total > MAX_UNPACKED:
        raise LimitError(f"{file.name}: unpacks to {total:,} bytes, the limit is {MAX_UNPACKED:,}")
    for member in members:
        if member.file_size > MAX_PART and member.filename.endswith((".xml", ".rels")):
            raise LimitError(f"{file.name}: {member.filename} has {member.file_size:,} bytes, limit {MAX_PART:,}")
        if member.file_size > max(RATIO_FROM, MAX_RATIO * member.compress_size):
            raise LimitError(f"{file.name}: {member.filename} unpacks to more than {MAX_RATIO} times its size")


def _without_dead_links(data: bytes) -> bytes:
    """The package without links to members that it does not have."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(made, "w") as copy:
        names = frozenset(archive.namelist())
        for name in archive.namelist():
            blob = archive.read(name)
            copy.writestr(name, _live_links(name, blob, names) if name.endswith(".rels") else blob)
    return made.getvalue()


def _live_links(name: str, blob: bytes, names: frozenset[str]) -> bytes:
    root = etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True))
    folder = posixpath.dirname(posixpath.dirname(name))
    for link in list(root):
        target = posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/")
        if link.get("TargetMode") != "External" and target not in names:
            root.remove(link)
    return etree.tostring(root)
