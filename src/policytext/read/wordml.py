"""WordprocessingML: the text of a Word document in document order, with what stands beside it.

Elements are told by their local names, so that the strict and the
transitional namespace read alike.  The element names are those of ECMA-376,
part 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from policytext.read.drawing import Pen, raised
from policytext.read.wordlists import Lists
from policytext.read.wordxml import Element, at, attribute, children, is_on, name_of, named

CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}

# symbols of Word's own fonts, which stand at private code points there
SYMBOLS = {
    ("Symbol", 0xB7): "•", ("Wingdings", 0x6C): "●", ("Wingdings", 0x6E): "■", ("Wingdings", 0xA7): "▪",
    ("Wingdings", 0xA8): "□", ("Wingdings", 0xFC): "✓", ("Wingdings", 0xFD): "☒", ("Wingdings", 0xFE): "☑",
    ("Wingdings 2", 0x52): "☑", ("Wingdings 2", 0xA3): "□",
}  # fmt: skip
PRIVATE = 0xF000  # where the characters of symbol fonts begin

DELETED = frozenset({"del", "moveFrom"})
# codes of fields, small readings beside characters, and properties hold no text of the document
UNREAD = frozenset({"instrText", "delInstrText", "delText", "rt"})
NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}

WHY = {
    "deleted": "{} tracked deletion(s) left out.",
    "vanished": "{} hidden run(s) left out.",
    "embedded": "{} embedded document(s) (altChunk) not read.",
}


@dataclass(slots=True)
class Writing:
    """A document being written out.

    Args:
        pen: writes it.
        lists: the automatic numbers of its paragraphs.
    """

    pen: Pen
    lists: Lists = field(default_factory=Lists)
    paragraphs: int = 0
    tables: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    boxes: list[Element] = field(default_factory=list)
    references: list[tuple[str, str]] = field(default_factory=list)

    def blocks(self, parent: Element, *, places: bool = True) -> None:
        """Write every paragraph and table under `parent`, whatever wraps them.

        Args:
            parent: a body, a cell, a text box, a note.
            places: False where what lies around (a cell) is the place.
        """
        for name, child in named(parent):
            if name == "p":
                self._paragraph(child, places=places)
            elif name == "tbl":
                self._table(child)
            elif name == "altChunk":
                self.left_out["embedded"] += 1
            elif name in DELETED:
                self.left_out["deleted"] += 1
            elif not name.endswith("Pr"):
                self.blocks(child, places=places)

    def notes_of(self, notes: Mapping[tuple[str, str], Element]) -> None:
        """Write the notes that the text refers to, in the order in which it does."""
        for key in dict.fromkeys(self.references):
            if key in notes:
                start = self.pen.start
                self.blocks(notes[key], places=False)
                self.pen.mark(start, "note")

    def remarks(self) -> list[str]:
        """What was drawn out and left out, one sentence each."""
        drawn = [f"{self.lists.drawn} automatic number(s) drawn out as text."] if self.lists.drawn else []
        if self.lists.unknown:
            drawn.append(f"{self.lists.unknown} paragraph(s) carry numbers of a list that is not in the file.")
        return drawn + [sentence.format(self.left_out[key]) for key, sentence in WHY.items() if self.left_out[key]]

    def _paragraph(self, paragraph: Element, *, places: bool) -> None:
        self.paragraphs += 1
        number, start = self.paragraphs, self.pen.start
        text = "".join(self._inline(paragraph))
        self.pen.write(self.lists.number(paragraph, text) + text)
        if places:
            self.pen.mark(start, "paragraph", paragraph=number)
        if at(paragraph, "pPr", "rPr", "del") is None:  # a deleted mark joins two paragraphs
            self.pen.hold("\n")
        self._text_boxes(number)

    def _text_boxes(self, paragraph: int) -> None:
        """Write the text boxes anchored in a paragraph, after it."""
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            start = self.pen.start
            self.blocks(box, places=False)
            self.pen.mark(start, "textbox", paragraph=paragraph)

    def _table(self, table: Element) -> None:
        self.tables += 1
        number, row_number = self.tables, 0
        for row in _inside(table, "tr"):
            if at(row, "trPr", "del") is not None:
                self.left_out["deleted"] += 1
                continue
            row_number += 1
            self._row(row, number, row_number)

    def _row(self, row: Element, table: int, number: int) -> None:
        row_start, held = self.pen.at, self.pen.held
        column = 1 + _count(at(row, "trPr", "gridBefore"), default=0)
        for index, cell in enumerate(_inside(row, "tc")):
            if index:
                self.pen.hold("\t")
            start, cell_held = self.pen.start, self.pen.held
            if not _continues(cell):
                self.blocks(cell, places=False)
            self.pen.mark(start, "cell", table=table, row=number, column=column)
            self.pen.held = "" if self.pen.at > start else cell_held
            column += _count(at(cell, "tcPr", "gridSpan"), default=1)
        self.pen.held = "\n" if self.pen.at > row_start else held

    def _inline(self, parent: Element) -> Iterator[str]:
        """The text of a paragraph or of anything in it, piece by piece."""
        for name, child in named(parent):
            if name == "t":
                yield child.text or ""
            elif name in CHARACTERS:
                yield CHARACTERS[name]
            elif name == "sym":
                yield _symbol(child)
            elif name == "txbxContent":
                self.boxes.append(child)
            elif name in NOTES:
                self.references.append((NOTES[name], attribute(child, "id") or ""))
            elif self._is_shown(child, name):
                texts = self._inline(child)
                yield from map(raised, texts) if _is_raised(child) else texts

    def _is_shown(self, element: Element, name: str) -> bool:
        """Whether an element of a paragraph is looked into; what is not is counted."""
        if name in DELETED:
            self.left_out["deleted"] += 1
        elif name == "r" and is_on(at(element, "rPr", "vanish")):
            self.left_out["vanished"] += 1
        else:
            return name not in UNREAD and not name.endswith("Pr")
        return False


def notes_by_id(root: Element) -> dict[tuple[str, str], Element]:
    """The notes of a part, by kind (`footnote`, `endnote`) and id."""
    return {(name_of(note), attribute(note, "id") or ""): note for note in children(root)}


def body(document: Element) -> Element | None:
    """The body of a document."""
    return at(document, "body")


def _inside(parent: Element, name: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, also those in content controls and tracked changes."""
    for child_name, child in named(parent):
        if child_name == name:
            yield child
        elif child_name in {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"}:
            yield from _inside(child, name)


def _count(element: Element | None, *, default: int) -> int:
    """The value of a property that counts columns."""
    value = attribute(element, "val") if element is not None else None
    return int(value) if value and value.isdecimal() and len(value) < len("10000") else default


def _is_raised(element: Element) -> bool:
    """Whether an element is a run set in superscript."""
    setting = at(element, "rPr", "vertAlign")
    return setting is not None and attribute(setting, "val") == "superscript"


def _continues(cell: Element) -> bool:
    """Whether a cell only continues one that is merged: above it, or before it in old files."""
    merges = (at(cell, "tcPr", name) for name in ("vMerge", "hMerge"))
    return any(merge is not None and attribute(merge, "val") != "restart" for merge in merges)


def _symbol(element: Element) -> str:
    """The character of a symbol font; one that is not known stays at its private code point."""
    code, font = attribute(element, "char") or "", attribute(element, "font") or ""
    try:
        point = int(code, 16)
        return SYMBOLS.get((font, point - PRIVATE if point >= PRIVATE else point), chr(point))
    except (ValueError, OverflowError):
        return "\ufffd"
