"""Rich text (RTF 1.9): paragraphs, cells and notes, in the code pages that fonts and header declare.

Of double-byte characters the second byte may be written as a letter, and
Chinese under a font that is declared Western is common; the libraries that
exist stumble over both.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from policytext.errors import ReadError
from policytext.read.drawing import Drawn, File, Pen, raised
from policytext.read.encoding import plausibility

SIGNATURE = b"{\\rtf"
LEAST = 0.6  # share of common characters below which the declared code page is a lie
CHINESE = "gb18030"

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\"
)

# what holds no text of the document, or holds a picture or a code; `*` before a word of no meaning here does the same
SKIPPED = frozenset({
    "annotation", "atnauthor", "atndate", "atnicn", "atnid", "atnref", "atntime", "atrfend", "atrfstart", "author",
    "bkmkend", "bkmkstart", "buptim", "colorschememapping", "colortbl", "comment", "company", "creatim", "datafield",
    "datastore", "doccomm", "docvar", "factoidname", "fldinst", "filetbl", "footer", "footerf", "footerl", "footerr",
    "ftncn", "ftnsep", "ftnsepc", "generator", "header", "headerf", "headerl", "headerr", "info", "keywords",
    "latentstyles", "listoverridetable", "listtable", "nonesttables", "nonshppict", "objdata", "objclass", "objname",
    "operator", "pict", "pgptbl", "pnseclvl", "printim", "private", "revtbl", "revtim", "rsidtbl", "shprslt", "sp",
    "stylesheet", "subject", "tc", "template", "themedata", "title", "txe", "userprops", "wgrffmtfilter", "xe",
    "xmlnstbl",
})  # fmt: skip
LOOKED_INTO = frozenset({"shpinst", "footnote"})
WORDS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005",
}  # fmt: skip
SIGNS = {"~": "\xa0", "_": "-", "{": "{", "}": "}", "\\": "\\", "\n": "\r", "\r": "\r"}
CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: CHINESE, 136: "big5hkscs", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip
PAGES = {936: CHINESE, 54936: CHINESE, 950: "big5hkscs", 65001: "utf-8", 10000: "mac_roman"}
MOST_GROUPS = 10_000  # open at one time


@dataclass(frozen=True, slots=True)
class _State:
    """What a group sets, and its end takes back; `sink` is where its text goes: 0 the body."""

    skipped: bool = False
    hidden: bool = False
    raised: bool = False
    bytes_per_sign: int = 1
    font: int | None = None
    double: bool = False
    in_fonts: bool = False
    sink: int = 0


@dataclass(slots=True)
class _Reading:
    """A document being read."""

    pen: Pen
    page: str
    fonts: dict[int, str] = field(default_factory=dict)
    state: _State = field(default_factory=_State)
    groups: list[_State] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    line: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    beside: list[tuple[str, list[str]]] = field(default_factory=list)
    in_table: bool = False
    starred: bool = False
    skip: int = 0
    paragraph: int = 0
    table: int = 0
    row: int = 0
    left_out: int = 0

    def say(self, text: str) -> None:
        """Text of the current group."""
        self.flush()
        self._put(text)

    def bytes(self, raw: bytes) -> None:
        """Bytes in the code page of the font, less those that stand for a character just given as Unicode."""
        skipped = min(self.skip, len(raw))
        self.skip -= skipped
        if not self.state.skipped:
            self.raw += raw[skipped:]

    def flush(self) -> None:
        """Decode the bytes that wait."""
        if self.raw:
            page = self.fonts.get(self.state.font, self.page) if self.state.font is not None else self.page
            text = self.raw.decode(page, "replace")
            self.raw.clear()
            self._put(text)

    def _put(self, text: str) -> None:
        state = self.state
        if state.skipped or state.in_fonts:
            return
        if state.hidden:
            self.left_out += 1
            return
        text = raised(text) if state.raised else text
        (self.beside[state.sink - 1][1] if state.sink else self.line).append(text)

    def open(self) -> None:
        self.flush()
        self.skip = 0
        if len(self.groups) >= MOST_GROUPS:
            raise ValueError(f"more than {MOST_GROUPS:,} groups in each other")
        self.groups.append(self.state)

    def close(self) -> None:
        self.flush()
        self.skip = 0
        if self.groups:
            self.state = self.groups.pop()

    def set(self, **changes: bool | int | None) -> None:
        self.flush()
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]

    def end_paragraph(self) -> None:
        """A paragraph ends: in a cell and beside the body it is a line."""
        self.flush()
        if self.state.sink or (self.in_table and not self.state.sink):
            self._put("\n")
            return
        self.end_row()
        self.row = 0
        self.paragraph += 1
        start = self.pen.start
        self.pen.write(_whole("".join(self.line)))
        self.line.clear()
        self.pen.mark(start, "paragraph", paragraph=self.paragraph)
        self.pen.hold("\n")

    def end_cell(self) -> None:
        self.flush()
        if not self.state.skipped:
            self.cells.append(_whole("".join(self.line)).strip("\n"))
            self.line.clear()

    def end_row(self) -> None:
        self.flush()
        if self.cells and not self.state.skipped:
            self.table, self.row = (self.table, self.row + 1) if self.row else (self.table + 1, 1)
            self.pen.row(list(enumerate(self.cells, 1)), self.table, self.row)
            self.cells.clear()

    def end(self) -> None:
        """The end of the file: what is open is closed, and what stood beside the body follows it."""
        self.state, self.in_table = _State(), False
        self.end_row()
        if self.line:
            self.end_paragraph()
        for kind, parts in self.beside:
            text = _whole("".join(parts)).strip("\n")
            start = self.pen.start
            self.pen.write(text)
            self.pen.mark(start, "note" if kind == "footnote" else "textbox")
            if text:
                self.pen.hold("\n")


def sniff(file: File) -> bool:
    """Whether the signature of RTF opens the file."""
    return file.data.lstrip(b" \t\r\n\xef\xbb\xbf").startswith(SIGNATURE)


def draw(file: File) -> Drawn:
    """The text of a document: paragraphs and cells, then notes and text boxes.

    Raises:
        ReadError: the file is damaged.
        LimitError: its text is longer than allowed.
    """
    try:
        reading = _read(file, {})
        text = reading.pen.drawn().text
        if plausibility(text) < LEAST:  # Western in name only
            again = _read(file, dict.fromkeys(("cp1252", "mac_roman", "latin-1"), CHINESE))
            if plausibility(again.pen.drawn().text) > plausibility(text):
                reading = again
    except (ValueError, LookupError, OverflowError) as error:
        raise ReadError(f"{file.name}: is a damaged rich text document (RTF: {error})") from error
    notes = [f"{reading.left_out} hidden or deleted run(s) left out."] if reading.left_out else []
    if reading.groups:
        notes.append("The file ends before its groups do: it is cut off.")
    return reading.pen.drawn(*notes)


def _read(file: File, instead: dict[str, str]) -> _Reading:
    """Read it all, some code pages taken for others."""
    source = file.data.decode("latin-1")
    reading = _Reading(Pen(file), instead.get("cp1252", "cp1252"))
    at = source.index("{")
    while at < len(source) and (found := _TOKEN.match(source, at)):
        at = found.end()
        if found[1] == "bin":
            at += max(0, int(found[2] or 0))
        else:
            _token(reading, found, instead)
        if not reading.groups:
            break
    reading.end()
    return reading


def _token(reading: _Reading, found: re.Match[str], instead: dict[str, str]) -> None:
    """One word, sign, brace, or stretch of bytes."""
    word, number, code, sign, brace, text = found.groups()
    if word:
        _word(reading, word, None if number is None else int(number), instead)
    elif code:
        reading.bytes(bytes.fromhex(code))
    elif text:
        reading.bytes(text.encode("latin-1"))
    elif brace:
        (reading.open if brace == "{" else reading.close)()
    elif sign:
        _sign(reading, sign)


def _sign(reading: _Reading, sign: str) -> None:
    """A backslash with one character."""
    if sign == "*":
        reading.starred = True
    elif reading.skip:
        reading.skip -= 1
    elif sign in "\r\n":
        reading.end_paragraph()
    elif sign in SIGNS:
        reading.say(SIGNS[sign])


def _word(reading: _Reading, word: str, number: int | None, instead: dict[str, str]) -> None:
    """A control word with its number."""
    starred, reading.starred = reading.starred, False
    if word in SKIPPED or (starred and word not in LOOKED_INTO):
        reading.set(skipped=True)
    elif word in ENDS:
        if not reading.state.skipped:
            ENDS[word](reading)
    elif word in WORDS:
        reading.say(WORDS[word])
    elif word == "u" and number is not None:
        reading.say(chr(number % 0x10000))
        reading.skip = reading.state.bytes_per_sign
    elif word in {"footnote", "shptxt"}:
        reading.flush()
        if not reading.state.skipped:
            reading.beside.append((word, []))
            reading.set(sink=len(reading.beside))
    elif word in {"fonttbl", "ansicpg", "fcharset", "f", "af", "dbch", "loch", "hich", "deff"}:
        _font(reading, word, number, instead)
    else:
        _setting(reading, word, number)


def _setting(reading: _Reading, word: str, number: int | None) -> None:
    """What holds until the group ends."""
    on = number != 0
    if word == "uc":
        reading.set(bytes_per_sign=max(0, number or 0))
    elif word in {"v", "deleted"}:
        reading.set(hidden=on)
    elif word == "super":
        reading.set(raised=on)
    elif word == "nosupersub":
        reading.set(raised=False)
    elif word == "plain":
        reading.set(raised=False, hidden=False, double=False)
    elif word == "intbl":
        reading.in_table = True
    elif word == "pard" and not reading.state.sink:
        reading.in_table = False


def _font(reading: _Reading, word: str, number: int | None, instead: dict[str, str]) -> None:
    """Fonts and code pages."""
    if word == "fonttbl":
        reading.set(in_fonts=True)
    elif word == "ansicpg" and number:
        page = PAGES.get(number, f"cp{number}")
        "".encode(page)  # an unknown one is an error of the file
        reading.page = instead.get(page, page)
    elif word == "fcharset" and reading.state.font is not None:
        page = CHARSETS.get(number or 0, "")
        if page:
            reading.fonts[reading.state.font] = instead.get(page, page)
    elif word == "f" or (word == "af" and reading.state.double):
        reading.set(font=number)
    elif word in {"dbch", "loch", "hich"}:
        reading.set(double=word == "dbch")


ENDS: dict[str, Callable[[_Reading], None]] = {
    "par": _Reading.end_paragraph,
    "sect": _Reading.end_paragraph,
    "page": _Reading.end_paragraph,
    "cell": _Reading.end_cell,
    "row": _Reading.end_row,
    "nestcell": lambda reading: reading.say("\t"),
    "nestrow": lambda reading: reading.say("\n"),
}


def _whole(text: str) -> str:
    """Characters beyond the first plane, which are given in halves, made one."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
