"""PDF: its text layer page by page, and the pictures of pages that have none."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from policytext.errors import ReadError
from policytext.read import ocr
from policytext.read.drawing import Drawn, File, Pen
from policytext.read.encoding import plausibility
from policytext.read.pdfpage import upright, write_page

HEAD = 1024  # bytes among which the signature must stand, as readers of PDF allow
_SIGNATURE = re.compile(rb"%PDF-\d")

GARBLED = 0.3  # share of characters without a meaning from which on a text layer is of no use
COMMON = 0.7  # least share of common characters among the Han of a text layer,
TELLING = 20  # where there are so many Han that it tells
FEW = 20  # characters of a page below which pictures tell its text,
PICTURED = 0.5  # where they cover at least this share of it
MOST_UNREAD = 0.5  # share of the pages that may be left out of a text, with a note
_HAN = re.compile(r"[\u3400-\u9fff]+")
_CID = re.compile(r"\(cid:\d+\)")
_MEANINGLESS = re.compile("[\ue000-\uf8ff\ufffd\0-\x08\x0e-\x1f\x7f-\x9f]")

# what pdfminer answers damaged files with; it has no error of its own that covers them
DAMAGE = (
    LookupError, ValueError, TypeError, AttributeError, ArithmeticError, AssertionError, RuntimeError, OSError,
    EOFError, struct.error, zlib.error,
)  # fmt: skip


def sniff(file: File) -> bool:
    """Whether the signature of PDF stands near the beginning."""
    return _SIGNATURE.search(file.data[:HEAD]) is not None


@dataclass(slots=True)
class _Pages:
    """What became of the pages of a file, by their numbers."""

    count: int = 0
    blank: list[int] = field(default_factory=list)
    scanned: list[int] = field(default_factory=list)
    garbled: list[int] = field(default_factory=list)

    @property
    def unread(self) -> list[int]:
        """Pages that only their picture tells."""
        return sorted([*self.scanned, *self.garbled])


def draw(file: File) -> Drawn:
    """The text of every page, pages in order; of tables their cells.

    A page without a text layer, or with a garbled one, is read from its
    picture where the extra `ocr` is installed.

    Raises:
        ReadError: the file is damaged, encrypted, or most of it has no text layer that can be used.
        LimitError: the text is longer than allowed.
    """
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    pen = Pen(file)
    try:
        with _quiet():
            pages = _write_pages(pen)
    except (PdfminerException, MalformedPDFException, PSException, *DAMAGE) as error:
        cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
        if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
            raise ReadError(f"{file.name}: is encrypted: a PDF that opens with a password only") from error
        raise ReadError(f"{file.name}: is a damaged PDF ({type(cause).__name__})") from error
    drawn = pen.drawn(*_notes(pages))
    _check_text(file, drawn.text, pages)
    return drawn if ocr.is_installed() else replace(drawn, unread=tuple(pages.unread))


def _write_pages(pen: Pen) -> _Pages:
    """Write every page; what became of them."""
    import pdfplumber

    tables, pages = 0, _Pages()
    with pdfplumber.open(io.BytesIO(pen.file.data)) as pdf:
        pages.count = len(pdf.pages)
        for number, page in enumerate(pdf.pages, 1):
            start = pen.start
            by_picture = _needs_picture(page, number, pages)
            if not by_picture:
                turned = upright(page)
                tables = write_page(turned, pen, tables)
                turned.close()
            page.close()  # or a long file keeps every character of every page in memory
            if by_picture and ocr.is_installed():
                ocr.write_page(pen.file.data, number - 1, pen)
            pen.file.alive()
            pen.mark(start, "page", page=number)
            pen.held = "\n" if pen.at > start else pen.held
    return pages


def _needs_picture(page: Any, number: int, pages: _Pages) -> bool:  # noqa: ANN401 - pdfplumber ships no types
    """Whether only the picture of a page tells its text; noted among the pages, as one that is blank is."""
    text = "".join(character["text"] for character in page.chars)
    if _is_garbled(text):
        pages.garbled.append(number)
        return True
    if len(text.strip()) < FEW and _is_pictured(page):
        pages.scanned.append(number)
        return True
    if not text.strip():
        pages.blank.append(number)
    return False


def _is_pictured(page: Any) -> bool:  # noqa: ANN401 - pdfplumber ships no types
    """Whether pictures cover most of a page."""
    covered = sum((one["x1"] - one["x0"]) * (one["bottom"] - one["top"]) for one in page.images)
    return bool(covered > PICTURED * page.width * page.height)


def _notes(pages: _Pages) -> list[str]:
    notes = []
    if pages.blank and len(pages.blank) < pages.count:
        notes.append(f"{len(pages.blank)} of {pages.count} pages have no text layer: {_listed(pages.blank)}.")
    if pages.unread and ocr.is_installed():
        notes.append(
            f"{len(pages.unread)} of {pages.count} pages were read from their pictures: {_listed(pages.unread)}."
        )
    elif pages.unread:
        why = f"needs OCR: {ocr.EXTRA}"
        notes.append(
            f"{len(pages.unread)} of {pages.count} pages are not in the text ({why}): {_listed(pages.unread)}."
        )
    return notes


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


def _check_text(file: File, text: str, pages: _Pages) -> None:
    """Raise ReadError where there is no text, or most of it is not there or means nothing."""
    read = ocr.is_installed()
    if text.strip() and not _is_garbled(text) and (read or len(pages.unread) <= MOST_UNREAD * pages.count):
        return
    if read and pages.unread and not _is_garbled(text):
        raise ReadError(f"{file.name}: holds no text, only pictures in which none was found")
    advice = f"needs OCR: {ocr.EXTRA}"
    if pages.garbled or _is_garbled(text):
        raise ReadError(
            f"{file.name}: has a garbled text layer, its fonts do not say which characters they show: {advice}"
        )
    where = "any" if len(pages.scanned) + len(pages.blank) == pages.count else f"{len(pages.scanned)}"
    raise ReadError(f"{file.name}: has no text layer on {where} of its {pages.count} page(s): {advice}")


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
