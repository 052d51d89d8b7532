"""The formats of offices: a known text comes back to the character, with its cells."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest

from policytext.errors import LimitError, ReadError
from policytext.model import Source
from policytext.read import read, read_bytes
from policytext.read.numbering import formatted
from policytext.read.sheet import displayed
from tests.read import made
from tests.read.conftest import MakePdf

CORPUS = Path(__file__).parents[2] / "corpus"


def cells(source: Source) -> dict[tuple[int | None, int | None, int | None], str]:
    """Texts of cells by table, row and column."""
    return {
        (place.table, place.row, place.column): source.text[place.span.start : place.span.end]
        for place in source.places
        if place.kind == "cell"
    }


WANTED = {(1, r, c): text for r, row in enumerate(made.ROWS, 1) for c, text in enumerate(row, 1) if text}


@pytest.mark.parametrize(
    ("data", "reader"),
    [
        (made.rtf(), "rtf"),
        (made.mht(made.page().encode("gb18030")), "mht"),
        (made.mht(made.page().encode(), "gb2312"), "mht"),
        (made.page().encode("gb18030"), "html"),
    ],
    ids=["rtf", "mht-gb18030", "mht-that-lies", "html"],
)
def test_a_known_text_comes_back_with_its_cells(data: bytes, reader: str) -> None:
    """Under the name of a Word file too: content tells the format."""
    source = read_bytes(data, "总结.doc")
    assert (reader, made.text_of()) == (source.reader, source.text)
    assert cells(source) == WANTED


def test_an_old_word_document_comes_back_with_its_cells() -> None:
    """A file that an office program wrote, table and all."""
    source = read(CORPUS / "grid_report.doc")
    assert "doc" == source.reader
    assert "网格员\t18名\t24名\n" in source.text
    assert "24名" == cells(source)[1, 2, 3]


def test_ofd_reads_by_position_and_page() -> None:
    """The order of a page is that of its lines, whatever the file's is; stretches far apart stand between tabs."""
    lines = [[paragraph] for paragraph in made.PARAGRAPHS[:2]] + [list(row) for row in made.ROWS[:2]]
    source = read_bytes(made.ofd([lines, [[made.PARAGRAPHS[2]]]]), "a.ofd")
    assert [
        *made.PARAGRAPHS[:2],
        *("\t".join(row) for row in made.ROWS[:2]),
        made.PARAGRAPHS[2],
        "",
    ] == source.text.split("\n")
    assert [1, 2] == [place.page for place in source.places]


def test_ofd_of_pictures_needs_ocr() -> None:
    """A scan in an OFD file is refused with its reason."""
    with pytest.raises(ReadError, match=r"^a\.ofd: has no text on any of its 1 page\(s\), only pictures: needs OCR"):
        read_bytes(made.ofd([[]]), "a.ofd")


def test_rtf_leaves_out_what_is_no_text() -> None:
    """Codes of fields, hidden and deleted text, pictures; notes follow the body."""
    body = (
        r"{\rtf1\ansi\ansicpg936 {\field{\*\fldinst HYPERLINK x}{\fldrslt \'bc\'d7}}{\v \'d2\'d2}{\deleted \'b1\'fb}"
        r"{\pict\bin4 }}{}}{\*\unknown \'b6\'a1}{\footnote \'d7\'a2}3\super 2\nosupersub\par}"
    )
    source = read_bytes(body.encode("latin-1"), "a.rtf")
    assert "甲3²\n注\n" == source.text
    assert "2 hidden or deleted run(s) left out." in source.notes


def test_rtf_that_declares_western_fonts_for_chinese_is_read() -> None:
    """The text tells: what reads as Chinese was Chinese."""
    body = (
        b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 SimSun;}}\\f0 "
        + made.rtf_text("石桥社区有居民三千户").encode()
        + b"}"
    )
    assert "石桥社区有居民三千户\n" == read_bytes(body, "a.rtf").text


def test_tables_of_excel_are_cells() -> None:
    """The sheet's name, then its rows, in both formats."""
    import xlwt

    source = read_bytes(made.xlsx(made.ROWS), "a.xlsx")
    assert "治理指标\n" + "".join("\t".join(row).rstrip("\t") + "\n" for row in made.ROWS) == source.text
    assert WANTED == cells(source)
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("治理指标")
    for r, row in enumerate(made.ROWS):
        for c, text in enumerate(row):
            if text:
                sheet.write(r, c, int(text) if text.isdecimal() else text)
    old = io.BytesIO()
    book.save(old)
    again = read_bytes(old.getvalue(), "a.xls")
    assert ("xls", source.text, WANTED) == (again.reader, again.text, cells(again))


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (0.982, "0.0%", "98.2%"),
        (0.982, "0%", "98%"),
        (12.0, "General", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (1234.5, "#,##0.00", "1234.50"),
        (86, '0"人"', "86"),
        (dt.datetime(2024, 5, 6), "", "2024-05-06"),  # noqa: DTZ001 - cells know no zone
        (True, "", "TRUE"),
        (1e300, "General", "1" + "0" * 300),
    ],
)
def test_cells_read_as_they_are_displayed(value: object, form: str, shown: str) -> None:
    """A percent is a percent, and no float shows its binary tail."""
    assert shown == displayed(value, form)


@pytest.mark.parametrize(
    ("count", "form", "text"),
    [
        (10, "chineseCounting", "十"),
        (11, "chineseCounting", "十一"),
        (20, "chineseCounting", "二十"),
        (105, "chineseCountingThousand", "一百零五"),
        (3, "decimalEnclosedCircle", "③"),
        (27, "lowerLetter", "aa"),
        (14, "upperRoman", "XIV"),
        (2, "ideographTraditional", "乙"),
        (3, "chineseLegalSimplified", "叁"),
        (0, "chineseCounting", "0"),
        (7, "unheardOf", "7"),
    ],
)
def test_numbers_of_lists_are_written_as_word_does(count: int, form: str, text: str) -> None:
    """Each format by name; what cannot be written is a plain number."""
    assert text == formatted(count, form)


def test_ruled_tables_of_a_pdf_are_cells() -> None:
    """Rules make a table; the text above and below stays in its order."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("a", fontName="STSong-Light", fontSize=12, leading=18)
    look = TableStyle([("FONT", (0, 0), (-1, -1), "STSong-Light", 11), ("GRID", (0, 0), (-1, -1), 1, "black")])
    rows = Table([list(row) for row in made.ROWS], style=look)
    file = io.BytesIO()
    SimpleDocTemplate(file).build([Paragraph("石桥社区总结", style), rows, Paragraph("以上数据截至年底。", style)])
    source = read_bytes(file.getvalue(), "a.pdf")
    assert made.text_of(("石桥社区总结",), ()) + made.text_of(
        (), made.ROWS
    ) + "以上数据截至年底。\n" == source.text.replace("\n\n", "\n")
    assert WANTED == cells(source)


def test_two_columns_of_prose_read_one_after_the_other() -> None:
    """Not line by line across the gap."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.setFont("STSong-Light", 12)
    for line in range(12):
        canvas.drawString(60, 780 - 20 * line, f"左栏第{line + 10}行石桥社区居民议事会的做法")
        canvas.drawString(320, 780 - 20 * line, f"右栏第{line + 10}行石桥社区网格员的做法是")
    canvas.save()
    lines = read_bytes(file.getvalue(), "a.pdf").text.split()
    assert ["左"] * 12 + ["右"] * 12 == [line[0] for line in lines]


def test_a_scanned_page_is_read_with_its_page_and_confidence(make_pdf: MakePdf) -> None:
    """Where the extra `ocr` is installed; a picture of a line comes back as the line."""
    pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
    import pypdfium2
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    with pypdfium2.PdfDocument(make_pdf(["石桥社区有居民三千一百户"])) as document:
        picture = document[0].render(scale=2).to_pil()
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    canvas.save()
    source = read_bytes(file.getvalue(), "a.pdf")
    assert "石桥社区有居民三千一百户" in source.text
    lines = [place for place in source.places if place.kind == "line"]
    assert all(place.page == 1 and 0.5 < (place.confidence or 0) <= 1 for place in lines)
    assert lines


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (made.archive({"OFD.xml": "<a/>", "Doc_0/Encryptions.xml": "<a/>"}), "a.ofd", "is encrypted"),
        (made.archive({"OFD.xml": "<a/>"}), "a.ofd", "no text"),
        (made.xlsx(made.ROWS)[:900], "a.xlsx", "damaged or cut off"),
        (made.xlsx([[""]]), "a.xlsx", "holds no text"),
        (b"{\\rtf1\\ansicpg99999 x}", "a.rtf", "damaged rich text"),
        (made.mht(b"", "x").replace(b"text/html", b"text/plain"), "a.mht", "without a page"),
    ],
)
def test_bad_files_say_what_is_wrong(data: bytes, name: str, why: str) -> None:
    """The file, then the reason."""
    with pytest.raises(ReadError, match=f"^{name}: .*{why}"):
        read_bytes(data, name)


def test_entities_of_packages_are_not_resolved() -> None:
    """Billion laughs are refused, files of the machine are not pulled in."""
    laughs = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'
    with pytest.raises((ReadError, LimitError)):
        read_bytes(made.archive({"OFD.xml": laughs}), "a.ofd")
