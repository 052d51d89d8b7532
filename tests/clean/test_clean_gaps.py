"""Where text is missing, and how whole a document is."""

from __future__ import annotations

import pytest

from policytext.model import Document
from tests.clean.pages import BODY, FIRST, SECOND, THIRD, TITLE, cleaned


def kinds(doc: Document) -> set[str]:
    """The kinds of a document's gaps."""
    return {gap.kind for gap in doc.gaps}


@pytest.mark.parametrize("end", ["先后投", "布置工作,", "社区稳定的“减", "共有居民36"])
def test_a_text_that_breaks_off_has_a_cut_end(end: str) -> None:
    """The gap touches the last character that is there."""
    text = f"{FIRST}\n{SECOND}在此基础上,各社区积极行动,{end}"
    doc = cleaned(text)
    assert [gap.span.end for gap in doc.gaps if gap.kind == "cut_end"] == [len(text)]
    assert doc.completeness.state == "cut"


@pytest.mark.parametrize("end", ["谢谢大家!", "青禾区民政局\n2016年3月5日", "(此件公开发布)", "附件:考核表"])
def test_a_text_that_ends_as_texts_end_is_whole(end: str) -> None:
    """Signatures, dates and notes are ends too."""
    doc = cleaned(f"{BODY}\n{end}")
    assert "cut_end" not in kinds(doc)
    assert doc.completeness.state == "whole"


def test_two_half_sentences_that_meet_in_a_preview_are_a_hole() -> None:
    """The only space between characters in a long line of a page that shows too little."""
    text = (FIRST + SECOND + THIRD) * 5
    half = text.index("新建", 300)
    head, foot = f"1、本文档共6页,可阅读全部内容。\n{TITLE}.doc", "文档评论(0)\n1亿VIP精品文档"
    page = f"{head}\n{text[:half]}以松溪、望湖、石桥三个 大类服务设施。{text[half:-9]}\n{foot}"
    doc = cleaned(page)
    holes = [gap.span for gap in doc.gaps if gap.kind == "hole"]
    assert [page[span.start - 2 : span.end + 2] for span in holes] == ["三个 大类"]
    assert "三个 大类" in doc.reading.text
    assert doc.completeness.state == "holed"


def test_a_stray_space_in_a_whole_document_is_no_hole() -> None:
    """A salutation or a stray space in a document that ends properly says nothing."""
    doc = cleaned(f"各位领导、各位 同志: {(FIRST + SECOND + THIRD) * 6}")
    assert "hole" not in kinds(doc)


def test_an_item_without_its_predecessor_is_missing() -> None:
    """三、 after 一、 tells that 二、 is gone."""
    doc = cleaned(f"一、基本情况\n{FIRST}\n三、下步打算\n{THIRD}")
    assert [doc.source.text[gap.span.start] for gap in doc.gaps if gap.kind == "missing_item"] == ["三"]


def test_a_mark_without_partner_is_unbalanced() -> None:
    """An opening quotation mark that nothing closes is told, with its place."""
    doc = cleaned(f"{FIRST}各社区开展“五进活动,居民积极参与。\n{THIRD}")
    assert [doc.source.text[gap.span.start] for gap in doc.gaps if gap.kind == "unbalanced"] == ["“"]


def test_paragraphs_cut_at_one_length_are_not_joined() -> None:
    """Lines that all break off at the same length were cut, not wrapped."""
    lines = [(part * 9)[:200] + "街" for part in (FIRST, SECOND, THIRD)]
    doc = cleaned("\n\n".join([*lines, FIRST]))
    assert doc.clean.text == "\n".join([*lines, FIRST])
    assert sum(gap.kind == "hole" for gap in doc.gaps) == 3
