"""Word documents (.docx, .docm, .dotx): the parts of the package that hold text, found by its links.

Only those are unpacked and parsed; `wordml` reads their XML.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from policytext.errors import ReadError
from policytext.read.drawing import Drawn, File, Pen
from policytext.read.package import DAMAGE, ZIP, check_members, parsed
from policytext.read.unread import members
from policytext.read.wordlists import Lists, lists_of
from policytext.read.wordml import Writing, body, notes_by_id
from policytext.read.wordxml import Element, children

NUMBERED, STYLED = b"numPr", b"pStyle"  # stand in the XML of paragraphs that have numbers, or a style that may
WIDE = (b"\xff\xfe", b"\xfe\xff")  # XML in UTF-16, where they do not stand so


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
    names = check_members(file)
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            return _draw(file, _Package(archive, {name.lower(): name for name in sorted(names)}))
    except DAMAGE as error:
        raise ReadError(f"{file.name}: is damaged, or not a Word document ({type(error).__name__}: {error})") from error


@dataclass(frozen=True, slots=True)
class _Package:
    """A package and the names of its members, by their names in small letters, which is how links find them."""

    archive: zipfile.ZipFile
    names: dict[str, str]

    def blob(self, part: str) -> bytes:
        return self.archive.read(part)

    def links(self, part: str = "") -> Iterator[tuple[str, str]]:
        """Kind and target of what a part, or the package, links to; converters write links that lead nowhere."""
        folder, name = posixpath.split(part)
        path = self.names.get(posixpath.join(folder, "_rels", f"{name}.rels").lower())
        for link in children(parsed(self.archive.read(path))) if path else ():
            place = posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/")
            target = self.names.get(place.lower())
            if target is not None and link.get("TargetMode") != "External":
                yield link.get("Type", "").rpartition("/")[2], target


def _draw(file: File, package: _Package) -> Drawn:
    document = next((target for kind, target in package.links() if kind == "officeDocument"), None)
    if document is None:
        raise ReadError(f"{file.name}: is a package that says nowhere where its document is")
    blob = package.blob(document)
    found = body(parsed(blob))
    if found is None:
        raise ReadError(f"{file.name}: is a Word file without a document body")
    parts = dict(reversed([*package.links(document)]))  # the first of a kind counts
    writing = Writing(Pen(file), _lists(package, parts, blob))
    writing.blocks(found)
    notes: dict[tuple[str, str], Element] = {}
    for kind in ("footnotes", "endnotes"):
        if writing.references and kind in parts:
            notes |= notes_by_id(parsed(package.blob(parts[kind])))
    writing.notes_of(notes)
    return writing.pen.drawn(*writing.remarks())


def _lists(package: _Package, parts: dict[str, str], document: bytes) -> Lists:
    """The automatic numbers of a document, by its parts; what numbers nothing is not parsed."""
    if not _holds(document, NUMBERED) and not _holds(document, STYLED):
        return Lists()
    numbering, styles = (package.blob(parts[kind]) if kind in parts else b"" for kind in ("numbering", "styles"))
    return lists_of(parsed(numbering) if numbering else None, parsed(styles) if _holds(styles, NUMBERED) else None)


def _holds(xml: bytes, name: bytes) -> bool:
    return name in xml or xml.startswith(WIDE)
