"""Files of the formats that no library here writes, built from paragraphs and a table."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

Rows = Sequence[Sequence[str]]

PARAGRAPHS = (
    "石桥社区网格化治理工作总结",
    "全社区有居民3180户，“一站式”办结率98.2%，同比提高0.6个百分点；𠮷家巷12号①。",
    "到2025年，新建食堂2处。",
)
ROWS = (("项目", "2023年", "2024年"), ("网格员（名）", "18", "24"), ("议事会", "", "45次"))
OFD = "http://www.ofdspec.org/2016"


def text_of(paragraphs: Sequence[str] = PARAGRAPHS, rows: Rows = ROWS) -> str:
    """What a reader draws out: the table after the first two paragraphs."""
    lines = ["\t".join(row).rstrip("\t") for row in rows]
    return "\n".join([*paragraphs[:2], *lines, *paragraphs[2:], ""])


def archive(members: dict[str, bytes | str], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive, without a clock; stored, it depends on no library's version."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name)
            entry.create_system = 3
            opened.writestr(entry, data, how)
    return made.getvalue()


def rtf(paragraphs: Sequence[str] = PARAGRAPHS, rows: Rows = ROWS) -> bytes:
    """Rich text with GBK bytes where it has the character, Unicode with a substitute where it has not."""
    table = "".join(
        "{\\trowd " + "".join(f"\\pard\\intbl {rtf_text(cell)}\\cell " for cell in row) + "\\row}" for row in rows
    )
    body = [f"\\pard {rtf_text(paragraph)}\\par\n" for paragraph in paragraphs]
    head = "{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0\\fcharset134 SimSun;}}{\\header left out\\par}\\f0\\uc1 "
    return (head + "".join([*body[:2], table, *body[2:]]) + "}").encode("latin-1")


def rtf_text(text: str) -> str:
    """Second bytes that are letters are written as letters, as Word does."""
    written = []
    for character in text:
        try:
            raw = character.encode("gbk")
        except UnicodeEncodeError:
            units = character.encode("utf-16-le")
            numbers = (int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2))
            written += [f"\\u{number}?" for number in numbers]
        else:
            trail = chr(raw[1]) if len(raw) > 1 and chr(raw[1]).isalnum() and raw[1] < 0x80 else None
            written.append(f"\\'{raw[0]:02x}{trail}" if trail else "".join(f"\\'{byte:02x}" for byte in raw))
    return "".join(written)


def ofd(pages: Sequence[Sequence[Sequence[str]]], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An OFD document from pages of lines of stretches; what stands last on a page comes first in its file."""
    members: dict[str, bytes | str] = {
        "OFD.xml": f'<ofd:OFD xmlns:ofd="{OFD}"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>'
        "</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<ofd:Document xmlns:ofd="{OFD}"><ofd:Pages>'
        + "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i, _ in enumerate(pages))
        + "</ofd:Pages></ofd:Document>",
    }
    for number, lines in enumerate(pages):
        placed = [
            (20 + 60 * at, 20 + 10 * line, text) for line, texts in enumerate(lines) for at, text in enumerate(texts)
        ]
        objects = "".join(
            f'<ofd:TextObject Boundary="{x} {y} 150 6" Size="4"><ofd:TextCode X="0" Y="4" '
            f'DeltaX="g {len(text) - 1} 4">{escape(text)}</ofd:TextCode></ofd:TextObject>'
            for x, y, text in reversed(placed)
            if text
        )
        members[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f'<ofd:Page xmlns:ofd="{OFD}"><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    return archive(members, how)


def page(paragraphs: Sequence[str] = PARAGRAPHS, rows: Rows = ROWS) -> str:
    """A web page."""
    table = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    body = [f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs]
    return f"<html><body>{''.join(body[:2])}<table>{table}</table>{''.join(body[2:])}</body></html>"


def mht(html: bytes, declared: str = "gb2312") -> bytes:
    """A saved page with a picture, its page declared in any charset."""
    import base64

    body = base64.encodebytes(html).decode()
    return (
        "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; boundary="=_part"; type="text/html"\r\n\r\n'
        f'--=_part\r\nContent-Type: text/html; charset="{declared}"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{body}\r\n"
        "--=_part\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lGODlh\r\n--=_part--\r\n"
    ).encode()


def xlsx(rows: Rows) -> bytes:
    """A workbook with one sheet, numbers as numbers."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "治理指标"
    for row in rows:
        sheet.append([float(cell) if cell.replace(".", "", 1).isdecimal() else cell or None for cell in row])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def plain_xlsx(rows: Rows, name: str) -> bytes:
    """A workbook by hand, the same bytes at any time."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = "http://schemas.openxmlformats.org/package/2006"
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    data = "".join(
        f'<row r="{r}">'
        + "".join(
            f'<c r="{chr(64 + c)}{r}" t="inlineStr"><is><t>{escape(text)}</t></is></c>' for c, text in enumerate(row, 1)
        )
        + "</row>"
        for r, row in enumerate(rows, 1)
    )
    relation = (
        '<Relationships xmlns="{}/relationships"><Relationship Id="rId1" Type="{}/{}" Target="{}"/></Relationships>'
    )
    members: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{kinds}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{sheet}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet}.worksheet+xml"/></Types>',
        "_rels/.rels": relation.format(kinds, office, "officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        f'<sheet name="{escape(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relation.format(kinds, office, "worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{data}</sheetData></worksheet>',
    }
    return archive(members, zipfile.ZIP_STORED)
