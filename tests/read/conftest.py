"""Documents for the reading room, built by hand: bytes of each format from a few lines."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.oxml import parse_xml
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

NAMESPACES = " ".join(
    f'xmlns:{prefix}="http://schemas.{place}"'
    for prefix, place in (
        ("w", "openxmlformats.org/wordprocessingml/2006/main"),
        ("mc", "openxmlformats.org/markup-compatibility/2006"),
        ("wps", "microsoft.com/office/word/2010/wordprocessingShape"),
        ("v", "example.invalid/vml"),
        ("m", "openxmlformats.org/officeDocument/2006/math"),
        ("r", "openxmlformats.org/officeDocument/2006/relationships"),
    )
)

MakeDocx = Callable[..., bytes]
MakePdf = Callable[..., bytes]
Repack = Callable[[bytes, dict[str, bytes]], bytes]


@pytest.fixture
def make_docx() -> MakeDocx:
    """A function from pieces of XML for the body to the bytes of a Word document."""

    def make(*pieces: str) -> bytes:
        document = docx.Document()
        body = document.element.body
        for piece in pieces:
            wrapped = parse_xml(f"<w:body {NAMESPACES}>{piece}</w:body>")
            for element in list(wrapped):
                body.insert(len(body) - 1, element)  # before the properties of the section
        made = io.BytesIO()
        document.save(made)
        return made.getvalue()

    return make


@pytest.fixture
def make_pdf() -> MakePdf:
    """A function from pages, each a list of lines, to the bytes of a PDF with a Chinese font."""

    def make(*pages: list[str], password: str | None = None) -> bytes:
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        made = io.BytesIO()
        canvas = Canvas(made, pagesize=A4, encrypt=password)
        for lines in pages:
            canvas.setFont("STSong-Light", 12)
            for number, line in enumerate(lines):
                canvas.drawString(72, 760 - 24 * number, line)
            canvas.showPage()
        canvas.save()
        return made.getvalue()

    return make


@pytest.fixture
def repack() -> Repack:
    """A function from an archive and members to change to the bytes of the changed archive."""

    def make(data: bytes, changes: dict[str, bytes]) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
            for name in archive.namelist():
                copy.writestr(name, changes.get(name, archive.read(name)))
        return made.getvalue()

    return make
