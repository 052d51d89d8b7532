"""Build the samples whose bytes an editor does not write: encodings, chunks, Word, PDF, damage.

usage: python tests/corpus/build_samples.py [FOLDER]

Reads `sources/` beside this file and writes into FOLDER (the repository's
`corpus/` unless told).  The files it wrote are committed and are the truth;
this is how they were made.  Same sources, same bytes: no clock, no random
ids, nothing compressed (a PDF also depends on reportlab's version).
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml

SOURCES = Path(__file__).parent / "sources"
CORPUS = Path(__file__).parents[2] / "corpus"

CHUNK = 300
"""Characters between two numbers of a sharing site's extract."""

COLUMNS, LINES = 56, 18
"""Columns a line and lines a page of the PDF; a Chinese character takes two columns."""

CLOSING = tuple("，。、；：！？）”》")

AUTHOR = 'w:author="editor" w:date="2018-06-20T09:00:00Z"'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": WORD,
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def chunked(source: str) -> str:
    """Head, body and foot (parted by lines of `=`) with a number before every `CHUNK` characters of the body."""
    head, body, foot = source.split("=====\n")
    body = body.strip("\n")
    chunks = [body[at : at + CHUNK] for at in range(0, len(body), CHUNK)]
    return head + "\n\n".join(f"{number}、{chunk}" for number, chunk in enumerate(chunks, 1)) + "\n" + foot


def run(text: str, tag: str = "t") -> str:
    """A run of Word text; `tag` is `delText` inside a deletion."""
    return f'<w:r><w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r>'


def change(piece: str | dict[str, str], number: int) -> str:
    """A run as it stands, inserted or deleted."""
    if isinstance(piece, str):
        return run(piece)
    ((kind, text),) = piece.items()
    if kind == "insert":
        return f'<w:ins w:id="{number}" {AUTHOR}>{run(text)}</w:ins>'
    return f'<w:del w:id="{number}" {AUTHOR}>{run(text, "delText")}</w:del>'


def paragraph(inside: str) -> str:
    """A Word paragraph around its runs."""
    return f"<w:p>{inside}</w:p>"


def text_box(text: str) -> str:
    """A text box as Word writes it: the drawing, and the same text again as a fallback for old readers."""
    content = f"<w:txbxContent>{paragraph(run(text))}</w:txbxContent>"
    drawing = (
        '<w:drawing><wp:inline><wp:extent cx="4000000" cy="600000"/><wp:docPr id="1" name="box"/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f'<wps:cNvSpPr txBox="1"/><wps:spPr/><wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    fallback = f'<w:pict><v:shape style="width:315pt;height:47pt"><v:textbox>{content}</v:textbox></v:shape></w:pict>'
    both = f'<mc:Choice Requires="wps">{drawing}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback>'
    return paragraph(f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>")


def table(rows: list[list[str]]) -> str:
    """A Word table with one paragraph a cell."""
    grid = "".join('<w:gridCol w:w="2000"/>' for _ in rows[0])
    cells = (
        "".join(f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/></w:tcPr>{paragraph(run(c))}</w:tc>' for c in row)
        for row in rows
    )
    body = "".join(f"<w:tr>{row}</w:tr>" for row in cells)
    return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>'


def block(kind: str, content: Any, number: int) -> str:  # noqa: ANN401 - a block of the YAML source: text, runs or rows
    """One block of the YAML source as Word XML."""
    if kind == "runs":
        return paragraph("".join(change(piece, 10 * number + i) for i, piece in enumerate(content)))
    if kind == "control":
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(run(content))}</w:sdtContent></w:sdt>"
    if kind == "box":
        return text_box(content)
    if kind == "table":
        return table(content)
    return paragraph(run(content))


def word(source: str) -> bytes:
    """A .docx file of the YAML source."""
    told = yaml.safe_load(source)
    blocks = [next(iter(item.items())) for item in told["blocks"]]
    title = f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run(told["title"])}</w:p>'
    body = title + "".join(block(kind, content, number) for number, (kind, content) in enumerate(blocks, 1))
    return package(f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")


def package(document: str) -> bytes:
    """A zip archive, stored and without a clock, with the parts a .docx must have."""
    parts = {"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS, "word/document.xml": document}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2018, 6, 20, 9, 0, 0)), HEAD + text)
    return buffer.getvalue()


def columns(text: str) -> int:
    """The width of a text."""
    return sum(1 if character.isascii() else 2 for character in text)


def wrapped(paragraphs: list[str]) -> Iterator[str]:
    """Lines of about `COLUMNS` columns, the first of a paragraph indented by two characters.

    As typesetting does: no line begins with a closing mark, and none ends inside a number.
    """
    for text in paragraphs:
        left = "\u3000\u3000" + text
        while left:
            end = next((n for n in range(1, len(left) + 1) if columns(left[:n]) > COLUMNS), len(left) + 1) - 1
            while re.match(r"[0-9.][0-9.%]", left[end - 1 : end + 1]):
                end -= 1
            end += left[end : end + 1] in CLOSING
            yield left[:end]
            left = left[end:]


def pages(source: str) -> bytes:
    """A PDF of the YAML source: a running head over and a page number under `LINES` lines a page."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    told = yaml.safe_load(source)
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), pageCompression=0, invariant=1)
    lines = [told["title"], told["dateline"], *wrapped(told["paragraphs"])]
    for page, at in enumerate(range(0, len(lines), LINES), 1):
        canvas.setFont("STSong-Light", 9)
        canvas.drawCentredString(297, 800, told["running_head"])
        canvas.drawCentredString(297, 40, f"— {page} —")
        canvas.setFont("STSong-Light", 16)
        for row, line in enumerate(lines[at : at + LINES]):
            draw = canvas.drawCentredString if at + row < 2 else canvas.drawString
            draw(297 if at + row < 2 else 74, 756 - 37 * row, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def picture() -> bytes:
    """A PDF of one page on which lines are drawn and nothing is written."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), pageCompression=0, invariant=1)
    for row in range(20):
        canvas.rect(74, 740 - 31 * row, 440, 12, fill=1)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def lock_file() -> bytes:
    """What Word leaves beside an open document: a user's name, twice, in 162 bytes."""
    name = "analyst"
    return bytes([len(name)]) + name.encode().ljust(54, b"\0") + name.encode("utf-16-le").ljust(107, b"\0")


def office(source: str) -> dict[str, bytes]:
    """One report in the formats of offices and of sites; its .doc was written by LibreOffice and is kept as it is."""
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from tests.read import made

    told = yaml.safe_load(source)
    before, table, after = told["paragraphs"], told["table"], told["after"]
    body = [f"<p>{escape(text)}</p>" for text in before]
    cells = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table)
    end = "".join(f"<p>{escape(text)}</p>" for text in after)
    page = f"<html><body>{''.join(body)}<table>{cells}</table>{end}</body></html>"
    lines = [*([text] for text in before), *table, *([text] for text in after)]
    rtf = made.rtf([before[0], "\n".join(before[1:]), *after], table).replace(rb"\'0a", b"\\par\n")
    return {
        "grid_report.ofd": made.ofd([lines], zipfile.ZIP_STORED),
        "grid_report.rtf": rtf,
        "grid_report.mht": made.mht(page.encode("gb18030"), "utf-8"),
        "grid_table.xlsx": made.plain_xlsx(table, "石桥社区网格和议事"),
        "two_reports.zip": made.archive(
            {"汇报/网格.rtf": rtf, "汇报/页面.mht": made.mht(page.encode())}, zipfile.ZIP_STORED
        ),
    }


def samples() -> dict[str, bytes]:
    """Path under the corpus and bytes of every sample that is built."""
    source = {path.name: path.read_text("utf-8") for path in sorted(SOURCES.iterdir())}
    docx = word(source["tracked_changes.yaml"])
    return {
        "chunk_numbers.txt": chunked(source["chunk_numbers.txt"]).encode(),
        "portal_gb18030.html": source["portal_gb18030.html"].encode("gb18030"),
        "tracked_changes.docx": docx,
        "two_pages.pdf": pages(source["two_pages.yaml"]),
        **office(source["formats.yaml"]),
        "utf16.txt": b"\xff\xfe" + source["utf16.txt"].replace("\n", "\r\n").encode("utf-16-le"),
        "damaged/empty.txt": b"",
        "damaged/lock_file.docx": lock_file(),
        "damaged/text_named.docx": source["text_named.txt"].encode(),
        "damaged/truncated.docx": docx[: len(docx) // 2],
        "damaged/picture.pdf": picture(),
    }


def main() -> None:
    """Write every built sample."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS)
    folder: Path = parser.parse_args().folder
    for name, data in samples().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    main()
