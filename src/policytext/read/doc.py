"""Word documents of the old kind (.doc, .wps): the pieces of text, their paragraphs, and cells of tables.

legacy-doc opens the container.  Its own text, and that of wps2md, has neither
cells nor fields apart, so the text is drawn from the pieces here; both are
asked, in this order, where the tables of a damaged file lead nowhere.

The offsets and codes are those of [MS-DOC], which sections are named below.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policytext.errors import ReadError
from policytext.read import libreoffice
from policytext.read.drawing import Drawn, File, Pen, raised
from policytext.read.encoding import plausibility
from policytext.read.unread import OLE, stream

if TYPE_CHECKING:
    from legacy_doc.ole import OleReader

SECTOR = 512
ENCRYPTED, OTHER_TABLE = 0x0100, 0x0200  # flags of the header, 2.5.2
WORD97 = 0xA5EC
HEADER = 0x1AA  # bytes of it that are looked at
LEAST = 0.6  # share of common characters below which a second opinion is no text

# modifiers of paragraphs and characters, 2.6.1 and 2.6.2
IN_TABLE, ROW_ENDS, LIST = 0x2416, 0x2417, 0x460B
DELETED, HIDDEN, RAISED = 0x0800, 0x083C, 0x2A48
SWITCHES = frozenset({IN_TABLE, ROW_ENDS, LIST, DELETED, HIDDEN})
_OPERANDS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # bytes, by the kind in the code's top bits
TABLE_DEFINITION = 0xD608  # its length takes two bytes

# marks of our own, put at characters that mean nothing in a text
ROW_END, IN_CELL = "\x01", "\x02"
MOST_FIELDS = 64  # nested in each other
_FIELD = re.compile("([\x13\x14\x15])")
_PARAGRAPH = re.compile(f"([^\r\x07\x0c{ROW_END}{IN_CELL}]*)([\r\x07\x0c{ROW_END}{IN_CELL}]|$)")
_NOTHING = str.maketrans(dict.fromkeys(map(chr, (0, 1, 2, 3, 4, 5, 6, 8, 0x0E, 0x0F, *range(0x10, 0x13), 0x1F)), "\0"))
_SHOWN = str.maketrans({"\0": None, "\x0b": "\n", "\x1e": "-", **dict.fromkeys(map(chr, range(0x16, 0x1E)))})

# streams with the properties of a file, which nobody asks for: their counts, damaged, keep a parser busy for hours
_PROPERTIES = re.compile(
    b"\x05\0(?=(?:" + stream("Document") + b")?" + stream("SummaryInformation") + b")", re.IGNORECASE
)
DAMAGE = (struct.error, LookupError, ValueError, OverflowError, MemoryError)


class _TooOldError(ReadError):
    """The file was written by a Word before that of 1997."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the text: where it begins in the text and in the stream, and how wide its characters are."""

    start: int
    end: int
    offset: int
    width: int


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of the stream with the modifiers that are set for it."""

    start: int
    end: int
    set: frozenset[int]


@dataclass(slots=True)
class _Word:
    """The streams of a document."""

    main: bytes
    table: bytes
    left_out: dict[str, int] = field(default_factory=dict)

    def number(self, at: int) -> int:
        return int(struct.unpack_from("<I", self.main, at)[0])

    def stretch(self, at: int) -> bytes:
        """What the header's pair of offset and length at `at` points to."""
        start, length = self.number(at), self.number(at + 4)
        return self.table[start : start + length]


def sniff(file: File) -> bool:
    """Whether this is an OLE container with a Word document."""
    return file.data.startswith(OLE) and stream("WordDocument") in file.data


def draw(file: File) -> Drawn:
    """The text of a document: its body, then notes and text boxes; headers, footers and comments are not in it.

    Raises:
        ReadError: the file is damaged or encrypted, or holds no text.
        LimitError: its text is longer than allowed.
    """
    from legacy_doc.exceptions import LegacyDocError

    try:
        return _draw(file)
    except _TooOldError as error:
        if not file.office:
            raise
        return libreoffice.draw(file, error)
    except (LegacyDocError, *DAMAGE) as error:
        return _second_opinion(file, error)


def _draw(file: File) -> Drawn:
    word = _open(file)
    pieces = list(_pieces(word.stretch(0x1A2)))
    text = _marked(word, pieces, _text(word.main, pieces))
    lengths = [word.number(at) for at in range(0x4C, 0x6C, 4)]
    body, foot, _, _, _, end, boxes, _ = lengths
    starts = [sum(lengths[:index]) for index in range(len(lengths))]
    if not body or body > len(text):
        raise ValueError("the text is shorter than the header says")
    pen = Pen(file)
    _write_body(pen, _without_fields(text[:body]))
    for start, length in ((starts[1], foot), (starts[5], end)):
        _write_beside(pen, text[start : start + length], "note")
    _write_beside(pen, text[starts[6] : starts[6] + boxes], "textbox")
    return pen.drawn(*_remarks(word))


def _open(file: File) -> _Word:
    """The streams of the document.

    Raises:
        ReadError: it is encrypted, or older than Word 97.
    """
    ole = _container(file)
    main = ole.read_stream("WordDocument")
    magic, flags = struct.unpack_from("<H8xH", main)
    if flags & ENCRYPTED:
        raise ReadError(f"{file.name}: is encrypted: a Word document that opens with a password only")
    if magic != WORD97 or len(main) < HEADER:
        raise _TooOldError(f"{file.name}: is a document of Word 95 or older, which is not read; save it anew as .docx")
    return _Word(main, ole.read_stream("1Table" if flags & OTHER_TABLE else "0Table"))


def _container(file: File) -> OleReader:
    from legacy_doc.ole import OleReader
    from legacy_doc.types import ExtractionOptions

    data = file.data + bytes(-len(file.data) % SECTOR)  # some writers leave the last sector short
    most = len(data)
    return OleReader(data, options=ExtractionOptions(most, most, most // SECTOR + 1))


def _pieces(clx: bytes) -> Iterator[_Piece]:
    """The table of pieces, 2.9.38, in the order of the text."""
    at = 0
    while clx[at] == 1:  # modifiers that pieces share
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    size = struct.unpack_from("<I", clx, at + 1)[0]
    count = (size - 4) // 12
    bounds = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
    first = at + 5 + 4 * (count + 1)
    for index in range(count):
        offset = struct.unpack_from("<2xI2x", clx, first + 8 * index)[0]
        narrow = bool(offset & 0x40000000)
        where = (offset & 0x3FFFFFFF) // 2 if narrow else offset
        yield _Piece(bounds[index], bounds[index + 1], where, 1 if narrow else 2)


def _text(main: bytes, pieces: list[_Piece]) -> str:
    """The whole text, one character for each position."""
    parts = []
    for piece in pieces:
        raw = main[piece.offset : piece.offset + (piece.end - piece.start) * piece.width]
        if len(raw) != (piece.end - piece.start) * piece.width:
            raise ValueError("a piece of the text lies outside the file")
        part = raw.decode("cp1252", "replace") if piece.width == 1 else _wide(raw)
        parts.append(part)
    return "".join(parts)


def _wide(raw: bytes) -> str:
    """UTF-16 with every unit one character, so that positions hold; pairs are joined when the text is written."""
    return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw)))


def _marked(word: _Word, pieces: list[_Piece], text: str) -> str:
    """The text with deleted and hidden characters as NUL, and what ends rows and stands in cells marked."""
    characters = list(text.translate(_NOTHING))
    for start, end, given in _spans(pieces, _runs(word, 0xFA, 1)):
        if given & {DELETED, HIDDEN}:
            characters[start:end] = "\0" * (end - start)
            name = "tracked deletion(s)" if DELETED in given else "hidden run(s)"
            word.left_out[name] = word.left_out.get(name, 0) + 1
        elif RAISED in given:
            characters[start:end] = raised("".join(characters[start:end]))
    for start, end, given in _spans(pieces, _runs(word, 0x102, 13)):
        last = end - 1
        if ROW_ENDS in given and characters[last] == "\x07":
            characters[last] = ROW_END
        elif IN_TABLE in given and characters[last] == "\r":
            characters[last] = IN_CELL
        elif LIST in given and end > start + 1:
            word.left_out["list"] = word.left_out.get("list", 0) + 1
    return "".join(characters)


def _spans(pieces: list[_Piece], runs: list[_Run]) -> Iterator[tuple[int, int, frozenset[int]]]:
    """Runs of the stream as stretches of the text, `(start, end, set)`."""
    ordered = sorted(pieces, key=lambda piece: piece.offset)
    following = 0
    for run in sorted(runs, key=lambda run: run.start):
        while following < len(ordered) and _stops(ordered[following]) <= run.start:
            following += 1
        for piece in ordered[following:]:
            if piece.offset >= run.end:
                break
            start = piece.start + max(0, run.start - piece.offset) // piece.width
            end = min(piece.end, piece.start + (run.end - piece.offset) // piece.width)
            if start < end:
                yield start, end, run.set


def _stops(piece: _Piece) -> int:
    return piece.offset + (piece.end - piece.start) * piece.width


def _runs(word: _Word, at: int, step: int) -> list[_Run]:
    """The runs with modifiers, of paragraphs (2.9.175, in steps of 13 bytes) or characters (2.9.31, 1 byte)."""
    pages = word.stretch(at)
    count = max(0, (len(pages) - 4) // 8)
    numbers = struct.unpack_from(f"<{count}I", pages, 4 * (count + 1)) if count else ()
    found: list[_Run] = []
    for number in numbers:
        page = word.main[(number & 0x3FFFFF) * SECTOR :][:SECTOR]
        if len(page) < SECTOR:
            continue
        bounds = struct.unpack_from(f"<{page[-1] + 1}I", page)
        first = 4 * (page[-1] + 1)
        for index in range(page[-1]):
            given = _set(_modifiers(page, 2 * page[first + step * index], paragraph=step > 1))
            if given:
                found.append(_Run(bounds[index], bounds[index + 1], given))
    return found


def _modifiers(page: bytes, at: int, *, paragraph: bool) -> bytes:
    """The modifiers that a page keeps at an offset; 0 stands for none."""
    if not at:
        return b""
    size = page[at]
    if not paragraph:
        return page[at + 1 : at + 1 + size]
    return page[at + 3 : at + 2 * size] if size else page[at + 4 : at + 2 + 2 * page[at + 1]]


def _set(modifiers: bytes) -> frozenset[int]:
    """Which of the modifiers we look at are set."""
    given, at = set(), 0
    while at + 3 <= len(modifiers):
        code = struct.unpack_from("<H", modifiers, at)[0]
        kind, at = code >> 13, at + 2
        if code == TABLE_DEFINITION:
            at += 1 + struct.unpack_from("<H", modifiers, at)[0] if at + 2 <= len(modifiers) else 1
            continue
        if (code in SWITCHES and modifiers[at]) or (code == RAISED and modifiers[at] == 1):
            given.add(code)
        at += _OPERANDS[kind] if kind in _OPERANDS else modifiers[at] + 1
    return frozenset(given)


def _without_fields(text: str) -> str:
    """The text with the results of fields in the place of their codes."""
    open_fields: list[tuple[list[str], bool]] = [([], True)]
    for part in _FIELD.split(text):
        if part == "\x13" and len(open_fields) <= MOST_FIELDS:
            open_fields.append(([], False))
        elif part == "\x14" and len(open_fields) > 1:
            open_fields[-1] = ([], True)
        elif part == "\x15" and len(open_fields) > 1:
            inner, has_result = open_fields.pop()
            open_fields[-1][0].extend(["".join(inner)] if has_result else [])
        elif part not in {"\x13", "\x14", "\x15"}:
            open_fields[-1][0].append(part)
    return "".join(part for parts, _ in open_fields for part in parts)


def _shown(text: str) -> str:
    return text.translate(_SHOWN).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _write_body(pen: Pen, text: str) -> None:
    """Write paragraphs and rows of cells."""
    cells: list[str] = []
    lines: list[str] = []
    paragraph = table = row = 0
    for found in _PARAGRAPH.finditer(text):
        line, mark = _shown(found[1]), found[2]
        if mark == IN_CELL:
            lines.append(line)
        elif mark == "\x07":
            cells.append("\n".join([*lines, line]))
            lines = []
        else:
            if cells:
                table, row = (table, row + 1) if row else (table + 1, 1)
                pen.row([(column, cell.strip("\n")) for column, cell in enumerate(cells, 1)], table, row)
                cells = []
            if mark != ROW_END:
                row, paragraph = 0, paragraph + 1
                _write_paragraph(pen, "\n".join([*lines, line]), paragraph)
                lines = []


def _write_paragraph(pen: Pen, text: str, number: int) -> None:
    start = pen.start
    pen.write(text)
    pen.mark(start, "paragraph", paragraph=number)
    pen.hold("\n")


def _write_beside(pen: Pen, text: str, kind: str) -> None:
    """Write notes or text boxes, a line each."""
    for found in _PARAGRAPH.finditer(_without_fields(text)):
        line = _shown(found[1]).strip()
        if line:
            start = pen.start
            pen.write(line)
            pen.mark(start, "note" if kind == "note" else "textbox")
            pen.hold("\n")


def _remarks(word: _Word) -> list[str]:
    """What was left out, one sentence each."""
    counts = dict(word.left_out)
    numbered = counts.pop("list", 0)
    notes = [f"{count} {name} left out." for name, count in sorted(counts.items())]
    if numbered:
        notes.append(f"{numbered} paragraph(s) carry automatic numbers, which are not in the text.")
    return notes


def _second_opinion(file: File, error: Exception) -> Drawn:
    """What other readers make of a damaged file, without cells.

    Raises:
        ReadError: nothing that is a text.
    """
    for name, opinion in (("legacy-doc", _by_legacy_doc), ("wps2md", _by_wps2md)):
        text = opinion(file)
        if text.strip() and plausibility(text) >= LEAST:
            pen = Pen(file)
            pen.write(text)
            return pen.drawn(f"The file is damaged ({error}); its text was read by {name}, without tables.")
    refused = ReadError(f"{file.name}: is a damaged Word document of the old kind ({error})")
    if file.office:
        return libreoffice.draw(file, refused)
    raise refused from error


def _by_legacy_doc(file: File) -> str:
    from legacy_doc import extract_text
    from legacy_doc.exceptions import LegacyDocError
    from legacy_doc.types import ExtractionOptions

    try:
        return str(extract_text(file.data, options=ExtractionOptions(len(file.data))).text)
    except (LegacyDocError, *DAMAGE):
        return ""


def _by_wps2md(file: File) -> str:
    from wps2md import WpsParseError, parse

    try:
        return str(parse(_PROPERTIES.sub(b"-\0", file.data)).main_text)
    except (WpsParseError, OSError, AttributeError, TypeError, *DAMAGE):
        return ""
