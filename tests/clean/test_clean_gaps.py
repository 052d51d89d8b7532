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


PAGE = (FIRST + SECOND) * 5


def paged(*numbers: int, of: int | None = None, form: str = "第{}页{}") -> str:
    """A text of as many pages, each with its mark at the foot."""
    total = f" 共{of}页" if of else ""
    area = "甲乙丙丁戊己庚辛壬癸"
    parts = [
        f"{area[n % 10]}片区的情况是,{FIRST * (n % 2)}{PAGE}{THIRD[: 12 + n]}\n"
        f"{form.format(n, total)}\n{THIRD[12 + n :]}"
        for n in numbers
    ]
    return "\n".join(parts)


FORMS = ["第{}页{}", "第 {} 页{}", "- {} -", "{}", f"{TITLE}_第{{}}页"]


@pytest.mark.parametrize("form", FORMS)
def test_a_page_is_missing_where_the_numbers_of_pages_jump(form: str) -> None:
    """The gap stands where the text of the page would, behind the mark at the foot of the page before."""
    doc = cleaned(paged(1, 2, 3, 5, 6, form=form))
    (gap,) = [gap for gap in doc.gaps if gap.kind == "missing_page"]
    assert gap.rule == "page-numbers-jump"
    assert "3" in doc.source.text[gap.span.start : gap.span.end]
    assert doc.completeness.state == "holed"


@pytest.mark.parametrize("form", FORMS)
def test_pages_in_order_miss_none(form: str) -> None:
    """Neither where they begin with another number than 1."""
    for numbers in ((1, 2, 3, 4), (15, 16, 17, 18)):
        assert "missing_page" not in kinds(cleaned(paged(*numbers, form=form)))


def test_a_lost_mark_is_no_lost_page() -> None:
    """Between 2 and 4 stands the text of two pages: only the number 3 is gone."""
    text = "\n".join(
        [f"{PAGE}\n第{n}页 共5页" for n in (1, 2)] + [f"{PAGE}\n{PAGE}\n第4页 共5页", f"{PAGE}\n第5页 共5页"]
    )
    doc = cleaned(text)
    assert not doc.gaps
    assert doc.completeness.state == "whole"
    assert "last-page-is-there" in doc.completeness.reasons


def test_marks_at_the_head_of_pages_miss_the_page_before_them() -> None:
    """The gap touches the mark of the page behind it."""
    doc = cleaned("\n".join(f"第{n}页 共5页\n{PAGE}" for n in (1, 2, 4, 5)))
    (gap,) = [gap for gap in doc.gaps if gap.kind == "missing_page"]
    assert "第4页" in doc.source.text[gap.span.start : gap.span.end]


@pytest.mark.parametrize(("numbers", "of", "cut"), [((1, 2, 3), 9, True), ((1, 2, 3), 3, False), ((1, 2, 3), 4, False)])
def test_an_end_is_cut_where_the_last_pages_are_missing(numbers: tuple[int, ...], of: int, *, cut: bool) -> None:
    """Though the last sentence ends; the rest of a text behind the last mark may be the last page."""
    doc = cleaned(f"{paged(*numbers, of=of)}{PAGE}")
    assert ("cut_end" in kinds(doc)) == cut
    assert doc.completeness.state == ("cut" if cut else "whole")
    assert f"declared-pages={of}" in doc.completeness.reasons


def test_the_first_pages_may_be_missing() -> None:
    """A text that begins on the fourth of seven pages."""
    doc = cleaned(paged(4, 5, 6, 7, of=7))
    assert [(gap.rule, gap.span.start) for gap in doc.gaps] == [("pages-missing-at-the-start", 0)]


@pytest.mark.parametrize("mark", ["第 1 页 共 11 页", "第 1 页 共 11 页下载后可任意编辑"])
def test_one_mark_that_is_repeated_numbers_no_pages(mark: str) -> None:
    """A site puts the same mark in every so often."""
    text = "".join(f"{PAGE}{FIRST[:9]}{mark}{FIRST[9:]}" for _ in range(6))
    assert kinds(cleaned(text)) <= {"missing_item"}


PREVIEW = (
    "\n".join(f"{TITLE}.docx_第{n}页" for n in range(1, 6))
    + "\n已阅读5页,还剩3页未读,继续免费阅读\n下载本文档\n文档简介\n"
)


def test_captions_of_a_preview_prove_nothing_about_the_text() -> None:
    """They say how many pages there are; a text as long as that is whole."""
    doc = cleaned(PREVIEW + "\n".join([PAGE] * 8))
    assert not doc.gaps
    assert doc.completeness.state == "whole"
    assert {"declared-pages=8", "as-long-as-declared"} <= set(doc.completeness.reasons)


SIZES = [
    ("- 约1.03万字\n- 约 8页", "unknown", ["declared-pages=8", "declared-characters=10300", "shorter-than-declared"]),
    ("- 约 8页", "unknown", ["declared-pages=8", "shorter-than-declared"]),
    ("格式:DOC 页数:2 大小:24KB", "whole", ["declared-pages=2", "as-long-as-declared"]),
    ("- 约830字", "whole", ["declared-characters=830", "as-long-as-declared"]),
    ("举报", "whole", []),
]


@pytest.mark.parametrize(("size", "state", "reasons"), SIZES)
def test_the_declared_size_is_compared_with_what_is_there(size: str, state: str, reasons: list[str]) -> None:
    """What ends well and is much shorter than declared is not called whole."""
    head = f"{TITLE}.doc\n下载 收藏 举报\n{size}\n2018-06-02 上传\n举报\n{TITLE}"
    page = f"{head}\n{PAGE}{PAGE[:-1]}。\n相关文档\n文档评论(0)"
    doc = cleaned(page)
    said = [each for each in doc.completeness.reasons if not each.startswith("characters=")]
    assert (doc.completeness.state, said) == (state, reasons)


@pytest.mark.parametrize(
    ("items", "missing"),
    [((1, 2, 4), ["4"]), ((1, 2, 3), []), ((1, 3), []), ((2, 4, 6), []), ((1, 2, 3, 6, 7), ["6"]), ((1, 2, 1, 2), [])],
)
def test_a_number_that_a_list_skips_is_missing(items: tuple[int, ...], missing: list[str]) -> None:
    """1. 2. 4. tells that 3. is gone; a list needs two items in order."""
    doc = cleaned(f"{FIRST}\n" + "\n".join(f"{n}.{SECOND}" for n in items))
    found = [gap for gap in doc.gaps if gap.rule == "number-skipped"]
    assert [doc.source.text[gap.span.start : gap.span.end] for gap in found] == missing


def test_a_number_inside_a_line_is_not_missing() -> None:
    """3. follows in the paragraph of 2."""
    doc = cleaned(f"1.{SECOND}\n2.{SECOND}3.{SECOND}\n4.{SECOND}")
    assert "missing_item" not in kinds(doc)


@pytest.mark.parametrize(
    "text",
    [
        f"{FIRST}(数据来源:\n区统计局)\n{THIRD}",
        f"{FIRST}各社区开展“五进\n社区”活动。\n{THIRD}",
        f"{FIRST}(数据来源:青禾区统计局)",
        f"{THIRD[:-1]},为建设幸福青禾而努力奋斗",
        f"{FIRST}1)健全机制。2)落实经费。",
    ],
)
def test_what_only_looks_torn_is_whole(text: str) -> None:
    """Brackets over wrapped lines, notes behind the last sentence, closing words without a stop."""
    doc = cleaned(text)
    assert not doc.gaps
    assert doc.completeness.state == "whole"


def test_the_only_space_of_a_preview_is_a_hole_in_a_shorter_line_too() -> None:
    """Pages of sites that show parts of documents leave out their middle between two characters."""
    text = (
        "原创力文档 max.book118.com\n松溪镇社区建设调查\n近年来,松溪镇普遍建立居民议事会,"
        "平均每个社区有议事会成员 个议题进入公开栏,共议事1860余件,群众参与面明显扩大,满意率达到96%。\n下一步,松溪镇将继续扩大试点范围,力争三年内"
    )
    holes = [gap for gap in cleaned(text).gaps if gap.kind == "hole"]
    assert [text[gap.span.start - 2 : gap.span.end + 2] for gap in holes] == ["成员 个议"]


def test_a_line_of_dots_between_two_broken_halves_is_a_hole() -> None:
    """Whoever copied the text left out its middle."""
    text = f"{TITLE}\n{FIRST[:-6]}\n…………\n{SECOND}\n{THIRD}"
    assert [gap.rule for gap in cleaned(text).gaps if gap.kind == "hole"] == ["line-of-dots"]
