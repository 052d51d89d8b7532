"""Word documents: python-docx opens the package, `wordml` reads the XML.

python-docx alone loses runs inside tracked changes, text boxes and content
controls, and policy texts have all three.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import TYPE_CHECKING

from lxml import etree

from policytext.errors import ReadError
from policytext.read.drawing import Drawn, File, Pen
from policytext.read.package import DAMAGE, ZIP, check_members, parsed
from policytext.read.unread import members
from policytext.read.wordlists import lists_of
from policytext.read.wordml import Writing, body, notes_by_id
from policytext.read.wordxml import Element

if TYPE_CHECKING:
    from docx.opc.part import Part


def sniff(file: File) -> bool:
    """Whether this is a ZIP package with anything of a Word document."""
    return file.data.startswith(ZIP) and any(name.startswith("word/") for name in members(file.data) or ())


def draw(file: File) -> Drawn:
    """The text of a document: body, with text boxes after their paragraphs, then the notes it refers to.

    Automatic numbers are drawn out; headers, footers and comments are not in it.

    Raises:
        ReadError: the package is damaged or encrypted, or holds no document.
        LimitError: it unpacks to more than allowed, or its text is too long.
    """
    check_members(file)
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
    styles, numbering = _related(document, "styles"), _related(document, "numbering")
    lists = lists_of(_root(numbering) if numbering else None, _root(styles) if styles else None)
    writing = Writing(Pen(file), lists)
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
    return parsed(part.blob)


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
    root = parsed(blob)
    folder = posixpath.dirname(posixpath.dirname(name))
    for link in list(root):
        target = posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/")
        if link.get("TargetMode") != "External" and target not in names:
            root.remove(link)
    return etree.tostring(root)
