"""Which reader takes a file, and why others are refused."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest

from policytext.errors import LimitError, ReadError
from policytext.read import FORMATS, read, read_bytes, reader_versions
from tests.read.conftest import MakeDocx, MakePdf

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
SHARED = Path(__file__).parents[3] / "shared"


def _zip(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


def test_reading_a_path_gives_a_source(tmp_path: Path) -> None:
    """A Source has the digest of the bytes, the name without folders, and the reader's version."""
    path = tmp_path / "松溪镇 汇报.txt"
    path.write_bytes("松溪镇有36个社区。".encode())
    source = read(path)
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (path.name, "text/plain", "text") == (source.name, source.media_type, source.reader)
    assert source.reader_version == reader_versions()["text"]


def test_every_row_has_a_version_and_a_name_of_its_own() -> None:
    """The table of formats is the list of readers."""
    assert len(FORMATS) == len(reader_versions())
    assert set(reader_versions()) == {"pdf", "docx", "xlsx", "ofd", "doc", "xls", "rtf", "mht", "html", "text"}


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.txt", "is empty"),
        (b" \r\n\t", "a.txt", "holds no text"),
        ("松溪镇有36个社区。".encode(), "a.docx", r"named \.docx but holds plain text"),
        (b"<html><body>404 Not Found</body></html>", "a.pdf", r"named \.pdf but holds a web page"),
        (bytes(range(256)), "a.docx", "not a text|binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "a.png", "is a PNG picture"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "a.docx", "is a JPEG picture"),
        (b"MZ\x90\0\x03\0\0\0", "a.exe", "is a program"),
        (
            OLE + "WordDocument".encode("utf-16-le"),
            "a.doc",
            r"damaged Word document of the old kind",
        ),
        (OLE + "Workbook\0".encode("utf-16-le"), "a.xls", "damaged Excel table of the old kind"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "is encrypted"),
        (OLE, "a.doc", "Office document of the old kind"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "a.7z", "is a 7z archive"),
        (b"Rar!\x1a\x07\0", "a.doc", "is a RAR archive"),
        (b"\xfd7zXZ\0\0", "a.xz", "is an XZ archive"),
        (b"a.txt" + bytes(252) + b"ustar\0", "a.tar", "is a tar archive"),
        (b"\0\0\0\x18ftypheic", "a.heic", "is a film or picture"),
        (b"PK\5\6" + bytes(18), "a.zip", "is an empty ZIP archive"),
        (_zip("xl/workbook.bin"), "a.xlsb", "is an Excel table in binary form"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "a.xls",
            "is an Excel table in XML of 2003",
        ),
        ("<?xml version='1.0'?><uof:UOF>松溪镇</uof:UOF>".encode(), "a.uof", "is a UOF document"),
        (b"\x03abc" + bytes(158), "~$a.doc", "lock file"),
        (_zip("OFD.xml"), "a.ofd", "damaged OFD document"),
        (_zip("xl/workbook.xml"), "a.xlsx", "damaged Excel table"),
        (_zip("readme.txt"), "a.zip", "is a ZIP archive"),
        (_zip("word/nothing.xml"), "a.docx", "says nowhere where its document is"),
        (_zip("readme.txt")[:40], "a.docx", "damaged or cut off"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n", "a.doc", "web archive .* without a page"),
        (b"%PDF-1.7\n nothing", "a.pdf", "damaged PDF|no text layer"),
    ],
)
def test_what_cannot_be_read_is_refused_with_file_and_reason(data: bytes, name: str, reason: str) -> None:
    """One sentence: the file, then why."""
    with pytest.raises(ReadError, match=f"(?s){name.replace('$', '[$]')}: .*({reason})") as caught:
        read_bytes(data, name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["MZ世代社区治理", "BM模式介绍", "PK赛总结", "HN省情况", "%PDF是一种格式"])
def test_a_text_that_begins_like_a_binary_is_read(text: str) -> None:
    """Two letters do not make a program of a text."""
    assert read_bytes(text.encode(), "a.txt").text == text


@pytest.mark.parametrize("name", ["a.doc", "a.txt", "a.html", "a"])
def test_a_page_is_read_as_a_page_under_any_name(name: str) -> None:
    """Word saves pages as .doc, collectors as .txt."""
    source = read_bytes("<!DOCTYPE html><html><body><p>松溪镇</p></body></html>".encode(), name)
    assert ("html", "松溪镇\n") == (source.reader, source.text)


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.html"])
def test_plain_text_is_read_as_text_under_any_text_name(name: str) -> None:
    """A .html file without a tag is a text."""
    assert read_bytes("# 松溪镇\n\n有36个社区。".encode(), name).reader == "text"


def test_markdown_may_begin_with_a_tag() -> None:
    """Markdown that opens with a centred block stays Markdown."""
    assert read_bytes(b'<div align="center">x</div>\n\n# A', "a.md").reader == "text"


def test_binary_formats_are_read_under_any_name(make_docx: MakeDocx, make_pdf: MakePdf) -> None:
    """A Word document and a PDF under wrong names are what they are."""
    assert read_bytes(make_docx("<w:p><w:r><w:t>x</w:t></w:r></w:p>"), "a.txt").reader == "docx"
    assert read_bytes(make_pdf(["松溪镇"]), "a.docx").reader == "pdf"


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    """What cannot be opened says so."""
    with pytest.raises(ReadError, match=r"^nothing\.txt: cannot be opened: "):
        read(tmp_path / "nothing.txt")
    (tmp_path / "dir.txt").mkdir()
    with pytest.raises(ReadError, match=r"^dir\.txt: is a folder"):
        read(tmp_path / "dir.txt")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind this user")
def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    """Missing permission is a reason like any other."""
    path = tmp_path / "secret.txt"
    path.write_text("x", "utf-8")
    path.chmod(0)
    with pytest.raises(ReadError, match=r"^secret\.txt: cannot be opened: "):
        read(path)


def test_a_large_file_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    """The limit of size stands in the message."""
    path = tmp_path / "large.txt"
    path.write_bytes(b"x" * 1001)
    with pytest.raises(LimitError, match=r"^large\.txt: the file has 1,001 bytes, the limit is 1,000"):
        read(path, max_bytes=1000)


@pytest.mark.parametrize("kind", ["text", "html", "docx", "pdf"])
def test_a_long_text_is_refused_in_every_format(kind: str, make_docx: MakeDocx, make_pdf: MakePdf) -> None:
    """The limit of characters holds whatever the format."""
    text = "松溪镇" * 10
    data = {
        "text": text.encode(),
        "html": f"<html><body>{text}</body></html>".encode(),
        "docx": make_docx(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"),
        "pdf": make_pdf([text]),
    }[kind]
    assert read_bytes(data, "a", max_characters=40).reader == kind
    with pytest.raises(LimitError, match=r"^a: .* the limit is 20 \(setting max_characters\)"):
        read_bytes(data, "a", max_characters=20)


def test_a_name_that_is_not_unicode_can_be_stored() -> None:
    """File names with broken bytes arrive as lone surrogates; the Source's name has none."""
    assert read_bytes(b"abc", "a\udcff.txt").name == "a\ufffd.txt"


@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="the reference corpus is not beside the repository")
def test_the_reference_files_are_read_or_refused_for_the_right_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each real file goes to its reader, or is refused with its own reason."""
    monkeypatch.setattr("policytext.read.ocr.is_installed", lambda: False)
    reasons = {
        "lockfile": "lock file",
        "garbled": "garbled text layer",
        "scanned": "no text layer on any of its 8",
    }
    for path in sorted((SHARED / "corpus" / "files").iterdir()):
        reason = next((reason for key, reason in reasons.items() if key in path.name), None)
        if reason:
            with pytest.raises(ReadError, match=reason):
                read(path)
        else:
            source = read(path)
            assert all(source.text[place.span.start : place.span.end] for place in source.places)
