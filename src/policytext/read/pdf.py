"""PDF: its text layer, line by line, with the page each line stands on."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from policytext.errors import ReadError
from policytext.read.drawing import Drawn, File, Pen, raised
from policytext.read.encoding import plausibility

HEAD = 1024  # bytes among which the signature must stand, as readers of PDF allow
_SIGNATURE = re.compile(rb"%PDF-\d")

GARBLED = 0.3  # share of characters without a meaning from which on a text layer is of no use
COMMON = 0.7  # least share of common characters among the Han of a text layer,
TELLING = 20  # where there are so many Han that it tells
_HAN = re.compile(r"[\u3400-\u9fff]+")
_CID = re.compile(r"\(cid:\d+\)")
_MEANINGLESS = re.compile("[\ue000-\uf8ff\ufffd\0-\x08\x0e-\x1f\x7f-\x9f]")

LONGEST_MARK = 3  # digits of a footnote mark
SMALL = 0.8  # largest size of a raised figure, by the size of its line
RAISED = 0.12  # least height of its foot above the foot of the line, by the same size

# what pdfminer answers damaged files with; it has no error of its own that covers them
DAMAGE = (
    LookupError, ValueError, TypeError, AttributeError, ArithmeticError, AssertionError, RuntimeError, OSError,
    EOFError, struct.error, zlib.error,
)  # fmt: skip


def sniff(file: File) -> bool:
    """Whether the signature of PDF stands near the beginning."""
    return _SIGNATURE.search(file.data[:HEAD]) is not None


def draw(file: File) -> Drawn:
    """The text of every page, pages in order.

    Raises:
        ReadError: the file is damaged, encrypted, or has no text layer that can be used.
        LimitError: the text is longer than allowed.
    """
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    pen = Pen(file)
    try:
        with _quiet():
            pages, empty = _write_pages(pen)
    except (PdfminerException, MalformedPDFException, PSException, *DAMAGE) as error:
        cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
        if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
            raise ReadError(f"{file.name}: is encrypted: a PDF that opens with a password only") from error
        raise ReadError(f"{file.name}: is a damaged PDF ({type(cause).__name__})") from error
    drawn = pen.drawn(*_notes(pages, empty))
    _check_text(file, drawn.text, pages)
    return drawn


def _write_pages(pen: Pen) -> tuple[int, list[int]]:
    """Write every page; how many there are, and which have no text."""
    import pdfplumber

    empty: list[int] = []
    with pdfplumber.open(io.BytesIO(pen.file.data)) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            start = pen.start
            pen.write(_page_text(page))
            page.close()  # or a long file keeps every character of every page in memory
            pen.mark(start, "page", page=number)
            if pen.at > start:
                pen.hold("\n")
            else:
                empty.append(number)
        return len(pdf.pages), empty


def _page_text(page: Any) -> str:  # noqa: ANN401 - pdfplumber ships no types
    """The lines of a page; characters printed twice to look bold are read once."""
    _raise_marks(page.chars)
    text: str = page.dedupe_chars().extract_text()
    return text.strip("\n")


def _raise_marks(characters: list[Any]) -> None:
    """Write small digits that stand above their line as superscripts: footnote marks and powers."""
    for number, character in enumerate(characters):
        if character["text"].isascii() and character["text"].isdecimal():
            beside = (*_neighbours(characters, number, -1), *_neighbours(characters, number, 1))
            if any(_stands_above(character, other) for other in beside):
                character["text"] = raised(character["text"])


def _neighbours(characters: list[Any], number: int, step: int) -> Iterator[Any]:
    """The next character of another size in one direction, past the digits of the same mark."""
    size = characters[number]["size"]
    for away in range(1, LONGEST_MARK + 1):
        at = number + step * away
        if not 0 <= at < len(characters):
            return
        if characters[at]["size"] != size:
            yield characters[at]
            return


def _stands_above(mark: Any, other: Any) -> bool:  # noqa: ANN401 - pdfplumber ships no types
    """Whether a digit is smaller than a character of its line and its foot is higher."""
    same_line = mark["top"] < other["bottom"] and mark["bottom"] > other["top"]
    near = mark["x0"] - other["x1"] < other["size"] and other["x0"] - mark["x1"] < other["size"]
    smaller = mark["size"] < SMALL * other["size"]
    return bool(same_line and near and smaller and other["bottom"] - mark["bottom"] > RAISED * other["size"])


def _notes(pages: int, empty: list[int]) -> list[str]:
    if not empty or len(empty) == pages:
        return []
    return [f"{len(empty)} of {pages} pages have no text layer: {', '.join(map(str, empty))}."]


def _check_text(file: File, text: str, pages: int) -> None:
    """Raise ReadError where there is no text, or none that means anything."""
    if not text.strip():
        raise ReadError(f"{file.name}: has no text layer on any of its {pages} page(s): needs OCR")
    if _is_garbled(text):
        raise ReadError(
            f"{file.name}: has a garbled text layer, its fonts do not say which characters they show: needs OCR"
        )


def _is_garbled(text: str) -> bool:
    """Whether too many characters mean nothing, or the Han among them are not those that texts are made of."""
    meaningless = len(_CID.findall(text)) + len(_MEANINGLESS.findall(text))
    characters = sum(not character.isspace() for character in _CID.sub("?", text))
    han = "".join(_HAN.findall(text))
    return meaningless > GARBLED * characters or (len(han) >= TELLING and plausibility(han) < COMMON)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pdfminer's complaints about every odd font out of the user's sight."""
    logger = logging.getLogger("pdfminer")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
