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
from policytext.read.drawing import Drawn, File, Pen

HEAD = 1024  # bytes among which the signature must stand, as readers of PDF allow
_SIGNATURE = re.compile(rb"%PDF-\d")

GARBLED = 0.3  # share of characters without a meaning from which on a text layer is of no use
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


def draw(file: File) -> Drawn:
    """The text of every page, pages in order.

    Raises:
        ReadError: the file is damaged, encrypted, or has no text layer that can be used.
        LimitError: the text is longer than allowed.
    """
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import PdfminerException

    pen = Pen(file)
    try:
        with _quiet():
            pages, empty = _write_pages(pen)
    except (PdfminerException, PSException, *DAMAGE) as error:
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
    text: str = page.dedupe_chars().extract_text()
    return text.strip("\n")


def _notes(pages: int, empty: list[int]) -> list[str]:
    if not empty or len(empty) == pages:
        return []
    return [f"{len(empty)} of {pages} pages have no text layer: {', '.join(map(str, empty))}."]


def _check_text(file: File, text: str, pages: int) -> None:
    """Raise ReadError where there is no text, or none that means anything."""
    if not text.strip():
        raise ReadError(f"{file.name}: has no text layer on any of its {pages} page(s): needs OCR")
    meaningless = len(_CID.findall(text)) + len(_MEANINGLESS.findall(text))
    characters = sum(not character.isspace() for character in _CID.sub("?", text))
    if meaningless > GARBLED * characters:
        share = meaningless / characters
        raise ReadError(
            f"{file.name}: has a garbled text layer: its fonts do not say which characters they show "
            f"({share:.0%} have no meaning): needs OCR"
        )


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
