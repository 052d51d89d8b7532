"""Word documents: everything python-docx loses, in document order, and nothing twice."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policytext.errors import LimitError, PolicytextError, ReadError
from policytext.model import Source
from policytext.read import package, read_bytes
from tests.read.conftest import MakeDocx, Repack


def _run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _p(*inside: str) -> str:
    return f"<w:p>{''.join(inside)}</w:p>"


def _cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{_p(_run(text))}</w:tc>"


def _table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def _read(data: bytes) -> Source:
    return read_bytes(data, "a.docx")


def _box(text: str) -> str:
    """A text box as Word writes it: for new programs, and once more for old ones."""
    content = f"<w:txbxContent>{_p(_run(text))}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback>"
        f"</mc:AlternateContent></w:r>"
    )


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (_run("社区") + _run(" ") + _run("36个"), "社区 36个"),
        (
            f"{_run('共')}<w:ins>{_run('36')}</w:ins><w:del><w:r><w:delText>35</w:delText></w:r></w:del>{_run('个')}",
            "共36个",
        ),
        (f"<w:moveFrom>{_run('旧')}</w:moveFrom><w:moveTo>{_run('新')}</w:moveTo>", "新"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{_run('控件')}</w:sdtContent></w:sdt>", "控件"),
        (f"<w:hyperlink>{_run('链接')}</w:hyperlink><w:smartTag>{_run('标记')}</w:smartTag>", "链接标记"),
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>", "甲\t乙\n丙"),
        ("<w:r><w:t>2020</w:t><w:noBreakHyphen/><w:t>2025</w:t></w:r>", "2020-2025"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>已完成</w:t></w:r>', "☑已完成"),
        ('<w:r><w:sym w:font="Wingdings" w:char="oops"/><w:t>x</w:t></w:r>', "\ufffdx"),
        (f"<w:r><w:fldChar/><w:instrText>PAGE</w:instrText></w:r>{_run('3')}", "3"),
        (f'<w:fldSimple w:instr="DATE">{_run("2024年")}</w:fldSimple>', "2024年"),
        ("<m:oMath><m:r><m:t>x+y</m:t></m:r></m:oMath>", "x+y"),
        (_run("看得见") + _run("看不见", "<w:vanish/>"), "看得见"),
        (_run("看得见", '<w:vanish w:val="0"/>'), "看得见"),
        (f"<w:r><w:ruby><w:rt>{_run('ping')}</w:rt><w:rubyBase>{_run('坪')}</w:rubyBase></w:ruby></w:r>", "坪"),
        (_run("面积36km") + _run("2", '<w:vertAlign w:val="superscript"/>'), "面积36km²"),
    ],
)
def test_inline_content(make_docx: MakeDocx, inside: str, text: str) -> None:
    """What a reader of the final document sees in a paragraph is its text."""
    assert _read(make_docx(_p(inside))).text == f"{text}\n"


def test_paragraphs_stand_on_lines_of_their_own(make_docx: MakeDocx) -> None:
    """Each paragraph ends its line and has its place and number, empty ones counted."""
    source = _read(make_docx(_p(_run("甲")), _p(), _p(_run("乙"))))
    assert source.text == "甲\n\n乙\n"
    assert [(1, "甲"), (3, "乙")] == [
        (place.paragraph, source.text[place.span.start : place.span.end]) for place in source.places
    ]


def test_text_boxes_are_read_once_after_their_paragraph(make_docx: MakeDocx) -> None:
    """Of the two copies that Word writes one is read, and the paragraph is not torn."""
    source = _read(make_docx(_p(_run("前"), _box("框内36个"), _run("后")), _p(_run("下一段"))))
    assert source.text == "前后\n框内36个\n下一段\n"
    box = next(place for place in source.places if place.kind == "textbox")
    assert "框内36个" == source.text[box.span.start : box.span.end]
    assert box.paragraph == 1


def test_block_content_controls_and_insertions_are_read(make_docx: MakeDocx) -> None:
    """Paragraphs inside wrappers stand where they stand in the document."""
    control = f"<w:sdt><w:sdtContent>{_p(_run('乙'))}</w:sdtContent></w:sdt>"
    assert _read(make_docx(_p(_run("甲")), control, f"<w:ins>{_p(_run('丙'))}</w:ins>")).text == "甲\n乙\n丙\n"


def test_a_deleted_paragraph_mark_joins_two_paragraphs(make_docx: MakeDocx) -> None:
    """Accepting the deletion of a line break leaves one line."""
    first = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{_run('全面')}</w:p>"
    assert _read(make_docx(first, _p(_run("推进")))).text == "全面推进\n"


def test_table_cells_have_places(make_docx: MakeDocx) -> None:
    """Tabs between cells, a line a row, and each cell knows table, row and column."""
    table = _table(_cell("指标") + _cell("数值"), _cell("社区") + _cell("36"))
    source = _read(make_docx(_p(_run("前")), table, _p(_run("后"))))
    assert source.text == "前\n指标\t数值\n社区\t36\n后\n"
    cells = [place for place in source.places if place.kind == "cell"]
    assert [(1, 1, 1, "指标"), (1, 1, 2, "数值"), (1, 2, 1, "社区"), (1, 2, 2, "36")] == [
        (cell.table, cell.row, cell.column, source.text[cell.span.start : cell.span.end]) for cell in cells
    ]


def test_merged_cells_are_read_once_and_keep_the_grid(make_docx: MakeDocx) -> None:
    """A cell over two columns moves the next one; a continued cell is empty."""
    wide = _cell("合计", '<w:gridSpan w:val="2"/>') + _cell("9")
    below = _cell("甲", "<w:vMerge/>") + _cell("5") + _cell("4")
    source = _read(make_docx(_table(wide, below)))
    assert source.text == "合计\t9\n\t5\t4\n"
    assert [1, 3, 2, 3] == [place.column for place in source.places]


def test_nested_tables_and_deleted_rows(make_docx: MakeDocx) -> None:
    """A table in a cell has a number of its own; a row deleted with tracking is gone."""
    inner = f"<w:tc>{_p(_run('外'))}{_table(_cell('内'))}{_p()}</w:tc>"
    gone = f"<w:trPr><w:del/></w:trPr>{_cell('删')}"
    source = _read(make_docx(_table(inner + _cell("右"), gone)))
    assert source.text == "外\n内\t右\n"
    assert [(1, 1), (2, 1), (1, 2)] == [(place.table, place.column) for place in source.places]


def test_what_is_left_out_is_noted(make_docx: MakeDocx) -> None:
    """Deletions, hidden text and numbers of unknown lists are not in the text, and the source says so."""
    numbered = '<w:p><w:pPr><w:numPr><w:numId w:val="987"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>'
    source = _read(make_docx(numbered, _p("<w:del/>", _run("乙", "<w:vanish/>"))))
    assert source.notes == (
        "1 paragraph(s) carry numbers of a list that is not in the file.",
        "1 tracked deletion(s) left out.",
        "1 hidden run(s) left out.",
    )


def test_numbers_that_come_with_a_style_are_drawn_out(make_docx: MakeDocx) -> None:
    """Paragraphs of a numbered list style are numbered; one without text is not counted."""
    start = '<w:p><w:pPr><w:pStyle w:val="ListNumber"/></w:pPr><w:r><w:t>'
    listed = [f"{start}{text}</w:t></w:r></w:p>" for text in ("甲", "", "乙")]
    source = _read(make_docx(*listed))
    assert "1.甲\n\n2.乙\n" == source.text
    assert "2 automatic number(s) drawn out as text." in source.notes


def test_levels_of_a_list_count_by_themselves(make_docx: MakeDocx, repack: Repack) -> None:
    """一、 begins （一） anew; a level shows the numbers of those above it."""
    levels = (("chineseCounting", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%1.%2.%3"))
    lists = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, (form, text) in enumerate(levels)
    )
    numbering = (
        '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:abstractNum w:abstractNumId="5">{lists}</w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="5"/></w:num></w:numbering>'
    )
    paragraphs = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr></w:pPr>{_run("事")}</w:p>'
        for level in (0, 1, 1, 0, 1, 2)
    )
    data = repack(make_docx(paragraphs), {"word/numbering.xml": numbering.encode()})
    assert ["一、事", "（一）事", "（二）事", "二、事", "（一）事", "二.一.1 事"] == [
        *_read(data).text.split()[:5],
        "二.一.1 事",
    ]


def test_footnotes_follow_the_body(make_docx: MakeDocx, repack: Repack) -> None:
    """The notes that the text refers to stand at its end, in that order, and know what they are."""
    data = make_docx(_p(_run("正文"), '<w:r><w:footnoteReference w:id="2"/></w:r>'))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        links = archive.read("word/_rels/document.xml.rels").decode()
        types = archive.read("[Content_Types].xml").decode()
    place = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    links = links.replace("</Rel", f'<Relationship Id="rId99" Type="{place}" Target="styles2.xml"/></Rel', 1)
    types = types.replace("</Types", '<Override PartName="/word/styles2.xml" ContentType="application/xml"/></Types')
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:footnote w:id="0">{_p(_run("分隔"))}</w:footnote><w:footnote w:id="2">{_p(_run("注释"))}</w:footnote>'
        "</w:footnotes>"
    )
    made = io.BytesIO(
        repack(data, {"word/_rels/document.xml.rels": links.encode(), "[Content_Types].xml": types.encode()})
    )
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("word/styles2.xml", notes)
    source = _read(made.getvalue())
    assert source.text == "正文\n注释\n"
    assert source.places[-1].kind == "note"


def test_a_link_that_leads_nowhere_costs_nothing(make_docx: MakeDocx, repack: Repack) -> None:
    """Converters write links to parts that are not there; the document is read all the same."""
    data = make_docx(_p(_run("甲")))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        links = archive.read("word/_rels/document.xml.rels").decode()
    dead = links.replace("</Rel", '<Relationship Id="rId98" Type="http://x/image" Target="NULL"/></Rel', 1)
    assert _read(repack(data, {"word/_rels/document.xml.rels": dead.encode()})).text == "甲\n"


MAIN = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINKS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
VARIANTS = {
    "macro.docm": ((KIND, b"application/vnd.ms-word.document.macroEnabled.main+xml"),),
    "template.dotx": ((KIND, KIND.replace(b"document.main", b"template.main")),),
    "strict.docx": (
        (MAIN, b"http://purl.oclc.org/ooxml/wordprocessingml/main"),
        (LINKS, b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
    ),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_kinds_of_word_documents_read_alike(make_docx: MakeDocx, repack: Repack, name: str) -> None:
    """With macros, as a template, or of the strict standard: paragraphs and automatic numbers are the same."""
    listed = '<w:p><w:pPr><w:pStyle w:val="ListNumber"/></w:pPr><w:r><w:t>丙</w:t></w:r></w:p>'
    plain = make_docx(_p(_run("甲36个")), _table(_cell("乙")), listed)
    changes = {}
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        for member in archive.namelist():
            changes[member] = archive.read(member)
            for before, after in VARIANTS[name]:
                changes[member] = changes[member].replace(before, after)
    source, same = read_bytes(repack(plain, changes), name), _read(plain)
    assert ("甲36个\n乙\n1.丙\n", same.places) == (source.text, source.places)


def test_a_document_without_text_is_refused(make_docx: MakeDocx) -> None:
    """A document of pictures only has nothing to read."""
    with pytest.raises(ReadError, match=r"a\.docx: holds no text"):
        _read(make_docx(_p()))


def test_entities_are_not_resolved(make_docx: MakeDocx, repack: Repack) -> None:
    """A document cannot pull in files of the machine that reads it."""
    declared = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    xml = (
        f'{declared}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>甲&e;</w:t></w:r></w:p></w:body></w:document>"
    )
    assert _read(repack(make_docx(_p()), {"word/document.xml": xml.encode()})).text == "甲\n"


def test_bombs_are_refused_before_they_are_unpacked(
    make_docx: MakeDocx, repack: Repack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A member that unpacks to a thousand times its size, or a large whole, is refused by a limit."""
    bomb = repack(make_docx(_p(_run("甲"))), {"word/document.xml": b"x" * 11_000_000})
    with pytest.raises(LimitError, match=r"a\.docx: word/document\.xml unpacks to more than"):
        _read(bomb)
    monkeypatch.setattr(package, "MAX_PART", 1_000_000)
    with pytest.raises(LimitError, match=r"has 11,000,000 bytes, limit 1,000,000"):
        _read(bomb)
    monkeypatch.setattr(package, "MAX_UNPACKED", 1_000_000)
    with pytest.raises(LimitError, match=r"the limit is 1,000,000"):
        _read(bomb)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_damage_is_always_named(make_docx: MakeDocx, data: st.DataObject) -> None:
    """A document cut off or with bytes changed is read or refused, never a crash."""
    whole = make_docx(_p(_run("甲")), _table(_cell("乙")))
    damaged = bytearray(whole[: data.draw(st.integers(1, len(whole)))])
    for _ in range(data.draw(st.integers(0, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        _read(bytes(damaged))
    except PolicytextError as error:
        assert str(error).startswith("a.docx: ")  # noqa: PT017 - reading may also succeed


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_damage_inside_the_package_is_always_named(make_docx: MakeDocx, repack: Repack, data: st.DataObject) -> None:
    """Members with bytes changed, in an archive that is whole, are read or refused."""
    whole = make_docx(_p(_run("甲")), _table(_cell("乙")))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        name = data.draw(
            st.sampled_from(sorted(name for name in archive.namelist() if name.endswith((".xml", ".rels"))))
        )
        member = bytearray(archive.read(name))
    for _ in range(data.draw(st.integers(1, 6))):
        member[data.draw(st.integers(0, len(member) - 1))] = data.draw(st.integers(32, 126))
    try:
        _read(repack(whole, {name: bytes(member)}))
    except PolicytextError as error:
        assert str(error).startswith("a.docx: ")  # noqa: PT017 - reading may also succeed
