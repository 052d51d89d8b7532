"""OFD (GB/T 33190): the text of every page, in lines by position."""

from __future__ import annotations

import io
import itertools
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from policytext.errors import ReadError
from policytext.read.drawing import Drawn, File, Pen
from policytext.read.package import DAMAGE, ZIP, check_members, parsed
from policytext.read.unread import members

ROOT = "OFD.xml"
SAME_LINE = 0.4  # of a character's height: baselines nearer than that are one line
SPACE = 0.2  # of its width: Latin words further apart are parted by a space,
CELL = 1.2  # and whatever is further apart than that by a tab

Element = etree._Element  # noqa: SLF001 - lxml's only name for it


@dataclass(frozen=True, slots=True)
class _Fragment:
    """A stretch of characters: where it begins and ends on the page, in millimetres from the top left."""

    left: float
    right: float
    base: float
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class _Package:
    """The members of an OFD file, found by the paths that it writes itself."""

    archive: zipfile.ZipFile
    names: frozenset[str]

    def tree(self, path: str) -> Element:
        return parsed(self.archive.read(path))

    def at(self, folder: str, location: str) -> str:
        """The member at a location, which is relative to a folder unless it begins with a slash.

        Raises:
            KeyError: there is none.
        """
        location = location.strip()
        for base in ("" if location.startswith("/") else folder, ""):
            path = posixpath.normpath(posixpath.join("/", base, location.lstrip("/"))).lstrip("/")
            if path in self.names:
                return path
        raise KeyError(location)


def sniff(file: File) -> bool:
    """Whether this is a ZIP package with the root of an OFD file."""
    return file.data.startswith(ZIP) and ROOT in (members(file.data) or ())


def draw(file: File) -> Drawn:
    """The text of every page in order; attachments are named in the notes.

    A template that several pages show is read on the first of them.

    Raises:
        ReadError: the package is damaged or encrypted, or shows pictures only.
        LimitError: it unpacks to more than allowed, or its text is too long.
    """
    try:
        names = check_members(file)
        if any(posixpath.basename(name) == "Encryptions.xml" for name in names):
            raise ReadError(f"{file.name}: is encrypted: an OFD document that opens with a key only")
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            return _draw(file, _Package(archive, names))
    except DAMAGE as error:
        raise ReadError(f"{file.name}: is a damaged OFD document ({type(error).__name__}: {error})") from error


def _draw(file: File, package: _Package) -> Drawn:
    pen = Pen(file)
    number = 0
    empty: list[int] = []
    notes: list[str] = []
    for root in _all(package.tree(ROOT), "DocRoot"):
        path = package.at("", root.text or "")
        document, folder = package.tree(path), posixpath.dirname(path)
        templates = {each.get("ID", ""): each.get("BaseLoc", "") for each in _all(document, "TemplatePage")}
        for page in _all(document, "Page"):
            number += 1
            if not _write_page(pen, package, folder, page, templates, number):
                empty.append(number)
        notes += _attachments(package, folder, document)
    if not pen.at:
        what = f"has no text on any of its {number} page(s), only pictures"
        raise ReadError(f"{file.name}: {what}: needs OCR, which reads pictures of PDF")
    if empty:
        notes.append(f"{len(empty)} of {number} pages have no text: {', '.join(map(str, empty))}.")
    return pen.drawn(*notes)


def _write_page(  # noqa: PLR0913, PLR0917 - a page, and what it is looked up in
    pen: Pen, package: _Package, folder: str, page: Element, templates: dict[str, str], number: int
) -> bool:
    """Write a page with the templates that no page before it showed; whether it has text."""
    tree = package.tree(package.at(folder, page.get("BaseLoc", "")))
    fragments = list(_fragments(tree))
    for shown in _all(tree, "Template"):
        location = templates.pop(shown.get("TemplateID", ""), "")
        if location:
            fragments += _fragments(package.tree(package.at(folder, location)))
    start = pen.start
    for line in _lines(fragments):
        pen.write(line)
        pen.hold("\n")
    pen.mark(start, "page", page=number)
    return pen.at > start


def _fragments(page: Element) -> Iterator[_Fragment]:
    """The stretches of text on a page."""
    for text in _all(page, "TextObject"):
        left, top = ([*_numbers(text.get("Boundary")), 0.0, 0.0])[:2]
        across, slant, lean, down, right, below = (_numbers(text.get("CTM")) + [0.0] * 6)[:6]
        if not text.get("CTM"):
            across, down = 1.0, 1.0
        size = _number(text.get("Size"), 1.0)
        for code in _all(text, "TextCode"):
            x, y = _number(code.get("X"), 0.0), _number(code.get("Y"), size)
            begins = left + across * x + lean * y + right
            base = top + slant * x + down * y + below
            width = sum(_deltas(code.get("DeltaX"))) + size
            yield _Fragment(begins, begins + abs(across) * width, base, abs(down) * size or size, code.text or "")


def _lines(fragments: list[_Fragment]) -> Iterator[str]:
    """Lines from the top down, the fragments of each from left to right."""
    line: list[_Fragment] = []
    for fragment in sorted(fragments, key=lambda one: one.base):
        if line and fragment.base - line[0].base > SAME_LINE * min(fragment.size, line[0].size):
            yield _joined(line)
            line = []
        line.append(fragment)
    if line:
        yield _joined(line)


def _joined(line: list[_Fragment]) -> str:
    ordered = sorted(line, key=lambda one: one.left)
    parts = [ordered[0].text]
    for before, after in itertools.pairwise(ordered):
        parts += (_between(before, after), after.text)
    return "".join(parts).strip("\r\n")


def _between(before: _Fragment, after: _Fragment) -> str:
    gap = (after.left - before.right) / max(before.size, after.size, 0.1)
    if gap > CELL:
        return "\t"
    latin = before.text[-1:].isascii() and after.text[:1].isascii()
    return " " if gap > SPACE and latin else ""


def _deltas(value: str | None) -> Iterator[float]:
    """Distances between characters; `g 3 7.5` stands for three of 7.5."""
    words = iter((value or "").split())
    for word in words:
        if word == "g":
            count, each = next(words, "0"), _number(next(words, "0"), 0.0)
            yield each * min(int(count), 1_000_000) if count.isdecimal() else 0.0
        else:
            yield _number(word, 0.0)


def _attachments(package: _Package, folder: str, document: Element) -> Iterator[str]:
    """A sentence for each attachment."""
    for link in _all(document, "Attachments"):
        path = package.at(folder, link.text or "")
        for each in _all(package.tree(path), "Attachment"):
            name = each.get("Name") or "without a name"
            yield f"The attachment {name} ({each.get('Format') or 'of a format not named'}) is not in the text."


def _all(parent: Element, name: str) -> list[Element]:
    """Every element of a local name, in order; what is nested in one of the same name too."""
    return [each for each in parent.iter() if isinstance(each.tag, str) and etree.QName(each).localname == name]


def _numbers(value: str | None) -> list[float]:
    return [_number(word, 0.0) for word in (value or "").split()]


def _number(word: str | None, default: float) -> float:
    try:
        found = float(word or "")
    except ValueError:
        return default
    return found if abs(found) < float("1e9") else default
