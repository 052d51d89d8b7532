"""Web pages: what a browser would show, line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.errors import PolicytextError
from policytext.model import Source
from policytext.read import read_bytes


def _read(page: str, encoding: str = "utf-8") -> Source:
    return read_bytes(page.encode(encoding), "a.html")


def _text(body: str) -> str:
    return _read(f"<html><body>{body}</body></html>").text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>甲</p><p>乙</p>", "甲\n乙\n"),
        ("<div>甲<div>乙</div>丙</div>", "甲\n乙\n丙\n"),
        ("甲<br>乙<br><br>丙", "甲\n乙\n\n丙\n"),
        ("<p>  共有\n <b>36</b>\n个 </p>", "共有 36 个\n"),
        ("<p><span>甲</span><span>乙</span> <span> 丙</span></p>", "甲乙 丙\n"),
        ("<p>\u3000\u3000甲&nbsp;乙&#x3000;</p>", "\u3000\u3000甲\xa0乙\u3000\n"),
        ("<p>&lt;5%&gt; &amp; &ldquo;社区&rdquo; &#8212;</p>", "<5%> & “社区” —\n"),
        ("甲<script>var a='<p>乙</p>'</script><style>p{}</style><noscript>丙</noscript><!-- 丁 -->戊", "甲戊\n"),
        ("<template><p>甲</p></template><iframe>乙</iframe><p>丙</p>", "丙\n"),
        ("<ul><li>甲<li>乙</ul>", "甲\n乙\n"),
        ("<pre>甲\n  乙\r\n丙</pre>", "甲\n  乙\n丙\n"),
        ("<ruby>坪<rp>(</rp><rt>ping</rt><rp>)</rp></ruby>", "坪\n"),
        (
            "<p>人口<sup>1</sup>1761万人，面积36km<sup>2</sup>，见<sup>[3]</sup></p>",
            "人口¹1761万人，面积36km²，见[3]\n",
        ),
        ("<p>没有结尾<div>乙", "没有结尾\n乙\n"),
    ],
)
def test_what_a_browser_shows(body: str, text: str) -> None:
    """Blocks on lines, inline runs joined, white space collapsed, entities resolved."""
    assert _text(body) == text


def test_the_title_is_the_first_line() -> None:
    """A page's title stands before its text, white space collapsed."""
    assert _read("<title>松溪镇\n 汇报</title><body><p>正文").text == "松溪镇 汇报\n正文\n"


def test_table_cells_have_places_on_the_grid() -> None:
    """Cells that span rows and columns move the columns of others; empty rows vanish."""
    source = _read(
        "<table><tr><td rowspan=2>社区<td colspan=2>数量</tr><tr><td>新建<td>改造</tr>"
        "<tr><td><td></tr><tr><td>松溪<td>3<td></table><p>后</p>"
    )
    assert source.text == "社区\t数量\n新建\t改造\n松溪\t3\n后\n"
    assert [(1, 1, "社区"), (1, 2, "数量"), (2, 2, "新建"), (2, 3, "改造"), (4, 1, "松溪"), (4, 2, "3")] == [
        (place.row, place.column, source.text[place.span.start : place.span.end]) for place in source.places
    ]


def test_empty_cells_keep_their_tab() -> None:
    """A value does not slip into the column of an empty cell before it."""
    assert _text("<table><tr><td>甲<td><td>5</table>") == "甲\t\t5\n"


def test_nested_tables_have_numbers_of_their_own() -> None:
    """Layout tables hold tables: cells nest, and places come outer first."""
    source = _read("<body><table><tr><td><p>甲</p><table><tr><td>乙<td>丙</table></td><td>丁</table>")
    assert source.text == "甲\n乙\t丙\t丁\n"
    assert [(1, 1), (2, 1), (2, 2), (1, 2)] == [(place.table, place.column) for place in source.places]


@pytest.mark.parametrize(
    ("declared", "encoding", "told"),
    [
        ("gb2312", "utf-8", "utf-8"),
        ("gbk", "gb18030", "gb18030"),
        ("utf-8", "gb18030", "gb18030"),
        ("iso-8859-1", "gb18030", "gb18030"),
        ("big5", "big5", "big5hkscs"),
        ("utf-8", "utf-16", "utf-16-le"),
    ],
)
def test_the_bytes_outrank_the_declaration(declared: str, encoding: str, told: str) -> None:
    """Pages often declare an encoding that they are not in; the note says so."""
    page = f'<html><head><meta charset="{declared}"></head><body>社區居民自治與基層治理</body></html>'
    source = _read(page, encoding)
    assert told == source.encoding
    assert "社" in source.text
    agrees = declared in {told, encoding} or (declared, told) == ("gbk", "gb18030")
    assert agrees or told.startswith("utf-16") or "declares" in source.notes[0]


def test_hidden_text_is_left_out_and_counted() -> None:
    """What the page hides is no text of it, and the note has the number of characters."""
    source = _read('<body><p>看得见的正文</p><div style="DISPLAY : none">登录<b hidden>框</b></div>')
    assert source.text == "看得见的正文\n"
    assert source.notes == ("3 character(s) that the page hides from view are not in the text.",)


def test_a_page_that_hides_its_text_is_read_all_the_same() -> None:
    """Where a script would have shown the article, it is read, with a note."""
    source = _read("<body><p>加载中</p><div style='display:none'><p>松溪镇有36个社区。</p></div>")
    assert source.text == "加载中\n松溪镇有36个社区。\n"
    assert "hides most" in source.notes[0]


@pytest.mark.parametrize(
    "page", ["<div>" * 30_000 + "甲", "<p>松溪镇<b>36</b>个社区 " * 30_000, "<table><tr><td>" * 5000 + "甲"]
)
def test_large_and_deep_pages_are_read(page: str) -> None:
    """Several hundred kilobytes of tags end neither in a full stack nor at the suite's limit of time."""
    assert _text(page)


@given(st.text(st.sampled_from("<>/=\"' \n!-&;#x甲乙36tdrblpreimgsup"), max_size=300))
def test_any_markup_is_read_or_refused(soup: str) -> None:
    """Whatever the tags, places point at text and nothing else is raised."""
    try:
        source = _read(f"<html><table><tr><td>{soup}")
    except PolicytextError as error:
        assert str(error).startswith("a.html: ")  # noqa: PT017 - reading may also succeed
        return
    assert all(source.text[place.span.start : place.span.end].strip("\n") for place in source.places)
