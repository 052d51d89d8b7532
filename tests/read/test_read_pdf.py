"""PDF: the text layer with its pages, and what has none that can be used."""

from __future__ import annotations

import io
import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from policytext.errors import PolicytextError, ReadError
from policytext.read import read_bytes
from tests.read.conftest import MakePdf


def test_pages_are_places(make_pdf: MakePdf) -> None:
    """Lines stand on lines, and each page knows its number; a page without text is noted."""
    source = read_bytes(make_pdf(["松溪镇汇报", "共有36个社区"], [], ["下一页"]), "a.pdf")
    assert source.text == "松溪镇汇报\n共有36个社区\n下一页\n"
    assert [(1, "松溪镇汇报\n共有36个社区"), (3, "下一页")] == [
        (place.page, source.text[place.span.start : place.span.end]) for place in source.places
    ]
    assert source.notes == ("1 of 3 pages have no text layer: 2.",)


def test_a_pdf_without_text_needs_ocr(make_pdf: MakePdf) -> None:
    """A scan is refused with the way out."""
    with pytest.raises(
        ReadError, match=r"^a\.pdf: has no text layer on any of its 2 page\(s\): needs OCR: install policytext\[ocr\]$"
    ):
        read_bytes(make_pdf([], []), "a.pdf")


@pytest.mark.parametrize(
    "line", ["(cid:1)(cid:22)(cid:333)社区", "犐犆犛犌犕犜犲犮犺狀犻犮犪犾狊狆犲犮犻犳犻犮犪狋犻狅狀"]
)
def test_a_garbled_text_layer_needs_ocr(make_pdf: MakePdf, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Glyph numbers, and Han that no text is made of, are no text."""
    monkeypatch.setattr("policytext.read.ocr.is_installed", lambda: False)
    with pytest.raises(ReadError, match=r"^a\.pdf: has a garbled text layer"):
        read_bytes(make_pdf([line]), "a.pdf")


def test_an_encrypted_pdf_says_so(make_pdf: MakePdf) -> None:
    """A password is a reason of its own."""
    with pytest.raises(ReadError, match=r"^a\.pdf: is encrypted"):
        read_bytes(make_pdf(["松溪镇"], password="secret"), "a.pdf")  # noqa: S106 - made for this test


def test_raised_figures_do_not_join_numbers() -> None:
    """A footnote mark before a number and the power behind a unit are superscripts, not digits."""
    made = io.BytesIO()
    canvas = Canvas(made)
    at = 72.0
    for text, size, rise in (("people", 12, 0), ("12", 7, 5), ("1761 in 36 km", 12, 0), ("2", 7, 5), (" or 5", 12, 0)):
        canvas.setFont("Helvetica", size)
        canvas.drawString(at, 700 + rise, text)
        at += canvas.stringWidth(text, "Helvetica", size)
    canvas.save()
    assert read_bytes(made.getvalue(), "a.pdf").text == "people¹²1761 in 36 km² or 5\n"


def test_characters_printed_twice_are_read_once() -> None:
    """Converters print a character twice to make it bold."""
    made = io.BytesIO()
    canvas = Canvas(made)
    for shift in (0, 0.3):
        canvas.drawString(72 + shift, 700, "36 places")
    canvas.save()
    assert read_bytes(made.getvalue(), "a.pdf").text == "36 places\n"


def test_complaints_of_the_parser_are_silent_and_its_logger_stays_as_it_was(
    make_pdf: MakePdf, caplog: pytest.LogCaptureFixture
) -> None:
    """Odd fonts are no news for an analyst."""
    logger = logging.getLogger("pdfminer")
    before = logger.level
    data = make_pdf(["松溪镇"]).replace(b"/BaseFont", b"/BaseFnot")
    read_bytes(data, "a.pdf")
    assert (before, []) == (logger.level, caplog.records)


def test_a_page_without_a_size_is_damage(make_pdf: MakePdf) -> None:
    """A page box that holds a name where a number belongs is refused, not a crash."""
    damaged = make_pdf(["松溪镇共有36个社区"]).replace(b"/MediaBox [ 0 ", b"/MediaBox [ /A ")
    assert b"/A " in damaged
    with pytest.raises(ReadError, match="a damaged PDF"):
        read_bytes(damaged, "a.pdf")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_damage_is_always_named(make_pdf: MakePdf, data: st.DataObject) -> None:
    """A PDF cut off or with bytes changed is read or refused, never a crash."""
    whole = make_pdf(["松溪镇共有36个社区"])
    damaged = bytearray(whole[: data.draw(st.integers(20, len(whole)))])
    for _ in range(data.draw(st.integers(0, 8))):
        damaged[data.draw(st.integers(9, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_bytes(bytes(damaged), "a.pdf")
    except PolicytextError as error:
        assert str(error).startswith("a.pdf: ")  # noqa: PT017 - reading may also succeed


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_laid_on_its_side_is_read_as_it_is_meant(degrees: int) -> None:
    """Text and cells printed across a page are read along their lines, and no digits from behind."""
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(600, 600))
    canvas.translate(300, 300)
    canvas.rotate(degrees)
    canvas.drawString(-200, 100, "rate 98.2%")
    canvas.drawString(-200, 80, "of 36 places")
    canvas.grid([-200, -100, 0], [0, 20, 40])
    for number, text in enumerate(("a", "12", "b", "345")):
        canvas.drawString(-190 + 100 * (number % 2), 25 - 20 * (number // 2), text)
    canvas.save()
    source = read_bytes(made.getvalue(), "a.pdf")
    assert "rate 98.2%\nof 36 places\na\t12\nb\t345\n" == source.text
    assert [(1, 1), (1, 2), (2, 1), (2, 2)] == [(one.row, one.column) for one in source.places if one.kind == "cell"]


@pytest.mark.parametrize("degrees", [90, 270])
def test_a_word_on_its_side_is_read_along_its_line(degrees: int) -> None:
    """A mark at the edge of a page that stands upright is not read from behind."""
    made = io.BytesIO()
    canvas = Canvas(made)
    canvas.drawString(72, 700, "36 places, 18 people, 98.2% done in one year")
    canvas.translate(40, 400)
    canvas.rotate(degrees)
    canvas.drawString(0, 0, "No 1234")
    canvas.save()
    assert "No 1234" in read_bytes(made.getvalue(), "a.pdf").text.replace("\n", " ")


def with_a_scan() -> bytes:
    """Three pages, the second of which is a picture."""
    from reportlab.lib.utils import ImageReader

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    picture = ImageReader(io.BytesIO(b"P5 2 2 255 \xff\x00\xff\x00"))
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(600, 800))
    for text in ("松溪镇共有社区36个，网格员18名，办结率98.2%。", "", "第三页说到居民3180户，新建食堂2处，议事45次。"):
        canvas.setFont("STSong-Light", 12)
        if text:
            canvas.drawString(72, 700, text)
        else:
            canvas.drawImage(picture, 0, 0, 600, 800)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def test_a_scan_among_pages_is_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where at most half of the pages are pictures, the rest is read, with a note and the numbers of what is not."""
    monkeypatch.setattr("policytext.read.ocr.is_installed", lambda: False)
    source = read_bytes(with_a_scan(), "a.pdf")
    assert (2,) == source.unread
    assert source.notes == ("1 of 3 pages are not in the text (needs OCR: install policytext[ocr]): 2.",)
    assert [1, 3] == [place.page for place in source.places if place.kind == "page"]
