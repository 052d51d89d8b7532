"""What readers are given, what they answer, and the pen they write with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import PurePath

from policytext.errors import LimitError
from policytext.model import Place, PlaceKind
from policytext.text import Span

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def nobody_waits() -> None:
    """Whom a sign of life is given to where a file is read in this process."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as readers see it: its bytes, its name without folders, the longest text allowed, and `office`.

    That says whether LibreOffice may be asked where no reader here can read the file.

    A reader that takes long calls `alive` now and then: who waits for it
    knows that it does not hang.
    """

    name: str
    data: bytes
    max_characters: int
    alive: Callable[[], None] = nobody_waits
    office: bool = False

    @property
    def suffix(self) -> str:
        """The end of the name, `.docx`, in small letters; empty where there is none."""
        return PurePath(self.name).suffix.lower()


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a reader made of a file; the fields are those of `Source`."""

    text: str
    encoding: str | None = None
    places: tuple[Place, ...] = ()
    notes: tuple[str, ...] = ()
    unread: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """One row of the table of formats.

    Args:
        name: of the reader.
        media_type: what its files are.
        sniff: whether a file is one, by content; never raises.
        draw: reads it; raises ReadError or LimitError with file and reason.
        version: goes up when the same bytes would give another text.
    """

    name: str
    media_type: str
    sniff: Callable[[File], bool]
    draw: Callable[[File], Drawn]
    version: str


@dataclass(slots=True)
class Pen:
    """Writes a text piece by piece and marks places on it.

    Separators are held back until text follows, so that a cell or a page
    that turns out to be empty leaves nothing behind.
    """

    file: File
    at: int = 0
    held: str = ""
    _parts: list[str] = field(default_factory=list)
    _places: list[Place] = field(default_factory=list)

    def hold(self, separator: str) -> None:
        """Write `separator` before whatever is written next."""
        self.held += separator

    def write(self, text: str) -> None:
        """Write what is held, then `text`.

        Raises:
            LimitError: the text grows beyond the limit.
        """
        if not text:
            return
        self._parts += (self.held, text)
        self.at += len(self.held) + len(text)
        self.held = ""
        if self.at > self.file.max_characters:
            raise LimitError(too_long(self.file, self.at))

    @property
    def start(self) -> int:
        """Where the next character written will stand."""
        return self.at + len(self.held)

    def mark(  # noqa: PLR0913 - the numbers are those of a Place
        self,
        start: int,
        kind: PlaceKind,
        *,
        page: int | None = None,
        paragraph: int | None = None,
        table: int | None = None,
        row: int | None = None,
        column: int | None = None,
        confidence: float | None = None,
    ) -> None:
        """Mark what was written since `start` as a place; nothing where nothing was."""
        if self.at > start:
            self._places.append(
                Place(Span(start, self.at), kind, page, paragraph, table, row, column, None, confidence)
            )

    def row(self, cells: Iterable[tuple[int, str]], table: int, row: int) -> None:
        """Write a row of a table, tabs between its cells, each a place.

        Args:
            cells: column and text.
            table: number of the table.
            row: number of the row.
        """
        row_start, held = self.at, self.held
        for index, (column, text) in enumerate(cells):
            if index:
                self.hold("\t")
            start = self.start
            self.write(text)
            self.mark(start, "cell", table=table, row=row, column=column)
        self.held = "\n" if self.at > row_start else held

    def drawn(self, *notes: str) -> Drawn:
        """The whole, with a last line break if one is held."""
        text = "".join(self._parts) + self.held[:1]
        return Drawn(text, places=tuple(sorted(self._places, key=_outer_first)), notes=notes)


def raised(text: str) -> str:
    """Digits as superscripts, if `text` is nothing else.

    The mark of a footnote before a number would otherwise become its first
    digit, and the power behind a unit its last.
    """
    return text.translate(_SUPERSCRIPTS) if text.isascii() and text.isdecimal() else text


def too_long(file: File, characters: int) -> str:
    """The message for a text beyond the limit."""
    return (
        f"{file.name}: the text has {characters:,} characters or more, "
        f"the limit is {file.max_characters:,} (setting max_characters)"
    )


def _outer_first(place: Place) -> tuple[int, int]:
    return place.span.start, -place.span.end
