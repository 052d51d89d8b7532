"""Line breaks, page markers and other things that stand in mid-sentence."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.clean.pages import BODY, FIRST, SECOND, THIRD, TITLE, cleaned, solid

LONG = (
    "为切实解决群众反映强烈的问题,青禾区先后组织三批工作队深入九个街道二十七个社区,逐户走访登记,"
    "建立民情台账,并把涉及民生的事项"
)


@pytest.mark.parametrize("parting", ["\n", "\n\n", "\r\n\r\n", "\n\n\n"])
def test_a_sentence_broken_by_a_page_is_joined(parting: str) -> None:
    """The two sides of a hard wrap stand next to each other."""
    doc = cleaned(f"{FIRST}\n{LONG}{parting}逐一分解到部门,限期办结。\n{THIRD}")
    assert doc.clean.text == f"{FIRST}\n{LONG}逐一分解到部门,限期办结。\n{THIRD}"


@pytest.mark.parametrize(
    "following",
    [
        "一、主要做法",
        "(一)加强领导",
        "1、健全机制,完善制度。",
        "二是落实经费,保障运转。",
        "附件:考核表",
        "各位代表,下面报告工作。",
    ],
)
def test_a_heading_or_item_opens_its_own_line(following: str) -> None:
    """What opens with a marker never continues the line before."""
    text = f"{LONG}\n{following}\n{THIRD}"
    assert cleaned(text).clean.text == text


@pytest.mark.parametrize(
    "marker",
    [
        "第 1 页 共 11 页",
        "第3页 共7页",
        "第 1 页 共 11 页下载后可任意编辑",
        "\n第3页 共7页\n",
        "\n\n- 3 -\n\n",
        "\n第 3 页\n",
    ],
)
def test_a_page_marker_inside_a_word_is_cut(marker: str) -> None:
    """Marker and white space around it go, and the word is whole again."""
    half = LONG.index("街道") + 1
    doc = cleaned(f"{FIRST}\n{LONG[:half]}{marker}{LONG[half:]}逐一分解。\n{THIRD}")
    assert doc.clean.text == f"{FIRST}\n{LONG}逐一分解。\n{THIRD}"


@pytest.mark.parametrize("own", ["《社区考核表》(第4页,共11页)。", "全书共11页,第3页有图。", "第一页写着十二个字。"])
def test_a_page_that_the_text_speaks_of_stays(own: str) -> None:
    """A reference to a page is content."""
    text = f"{FIRST}{own}\n{THIRD}"
    assert cleaned(text).clean.text == text


@pytest.mark.parametrize(
    "parts",
    [
        (FIRST[:8], "第1页 共2页", FIRST[8:], SECOND, THIRD),
        (FIRST, "第1页 共2页", SECOND, THIRD),
        (FIRST, SECOND, THIRD[:-8], "第1页 共2页", THIRD[-8:]),
    ],
)
def test_short_pieces_beside_a_page_break_stay(parts: tuple[str, ...]) -> None:
    """The first and the last words of a text are not furniture because a page ends beside them."""
    head = f"{TITLE} - 道客巴巴\n下载积分:150\n预览 收藏 分享 打印 举报\n{TITLE}"
    tail = "下载文档到电脑,方便阅读\n发表评论\n匿名评论 提交"
    assert solid(cleaned("\n".join([head, *parts, tail])).clean.text) == TITLE + solid(BODY)


def test_a_hard_wrapped_text_becomes_paragraphs() -> None:
    """Lines of one width are joined; a paragraph's short last line ends it."""
    width = 36
    paragraphs = [FIRST + SECOND + THIRD, SECOND + FIRST + THIRD]
    wrapped = [paragraph[i : i + width] for paragraph in paragraphs for i in range(0, len(paragraph), width)]
    assert cleaned("\n".join(wrapped)).clean.text == "\n".join(paragraphs)


def test_a_text_wrapped_by_number_of_characters_becomes_paragraphs() -> None:
    """Digits are narrow: lines of as many characters differ in columns, and break inside numbers and quotes."""
    figures = "全年办理事项12860件,办结率99.35%,其中“一次办好”8640件,占67.2%,户均等候由38.5分钟缩短到12.6分钟。"
    paragraphs = [(figures + SECOND) * 3, (SECOND + figures) * 3]
    wrapped = [paragraph[i : i + 33] for paragraph in paragraphs for i in range(0, len(paragraph), 33)]
    assert cleaned("\n".join(wrapped)).clean.text == "\n".join(paragraphs)


def test_verse_and_short_lists_stay_as_they_are() -> None:
    """Short lines without a common width are nobody's hard wraps."""
    text = "青禾社区公约\n爱护环境,人人有责\n邻里和睦,互相帮助\n尊老爱幼,家庭和美\n遵纪守法,共建平安"
    assert cleaned(text).clean.text == text


def test_lone_page_numbers_that_count_up_are_cut() -> None:
    """Three numbers in order with text between them are page numbers."""
    part = LONG * 4
    doc = cleaned(f"{part}\n1\n{part}\n2\n{part}\n3\n{FIRST}")
    assert not any(line.isdigit() for line in doc.clean.text.splitlines())


def test_chunk_numbers_at_one_length_are_the_sites() -> None:
    """A text numbered every so many characters is whole again, whatever the length."""
    text = (FIRST + SECOND + THIRD) * 12
    parts = [text[i : i + 280] for i in range(0, len(text), 280)]
    page = "\n\n".join(f"{number}、{part}" for number, part in enumerate(parts, 1))
    assert cleaned(page).clean.text == text


def test_chunk_numbers_in_mid_sentence_are_the_sites() -> None:
    """Numbers behind long lines that break off are inserted, whatever the lengths of the pieces."""
    text = (FIRST + SECOND + THIRD) * 8
    cuts = [0, 205, 390, 640, 801, len(text)]
    parts = [text[a:b] for a, b in pairwise(cuts)]
    page = "\n\n".join(f"{number}、{part}" for number, part in enumerate(parts, 1))
    assert cleaned(page).clean.text == text


def test_a_list_numbered_twice_is_the_pages_if_it_speaks_like_a_site() -> None:
    """Every item goes, however it is worded; such a list without a word of a site stays."""
    notices = ["1. 1、本文档共8页,可免费预览3页。", "2. 2、版权归上传用户所有,请勿转载。", "3. 3、有疑问请找我们。"]
    assert cleaned("\n".join([*notices, FIRST, SECOND])).clean.text == f"{FIRST}\n{SECOND}"
    own = [f"{n}. {n}、{text}" for n, text in enumerate((FIRST, SECOND, THIRD), 1)]
    assert cleaned("\n".join(own)).clean.text == "\n".join(own)


def test_numbered_paragraphs_of_a_document_stay() -> None:
    """1、 2、 3、 before paragraphs of different lengths are the document's own."""
    text = f"1、{FIRST}{SECOND}\n2、{SECOND}{SECOND}{THIRD}\n3、{THIRD}{FIRST}{FIRST}{SECOND}"
    assert cleaned(text).clean.text == text


def test_a_title_glued_to_the_first_sentence_is_cut() -> None:
    """Repetitions and a date go; the sentence starts with its own first word."""
    doc = cleaned(f"{TITLE}.doc\n\n{TITLE} {TITLE}:2013-10-21 8:23:49{TITLE}{FIRST}{SECOND}")
    assert doc.clean.text == FIRST + SECOND
    assert doc.meta.issued is not None
    assert doc.meta.issued.value == "2013-10-21"


@pytest.mark.parametrize(
    ("sentence", "cut"),
    [
        ("松溪镇地处州城以北,辖9个社区。", True),
        ("指出了三个问题,提出两条建议。", False),
        ("由区民政局起草,共分四章。", False),
    ],
)
def test_a_sentence_begins_behind_a_title_that_names_a_text(sentence: str, *, cut: bool) -> None:
    """A report's title is no subject, but where a verb follows it."""
    text = cleaned(f"{TITLE}.doc\n\n{TITLE}{sentence}{SECOND}").clean.text
    assert text == (f"{sentence}{SECOND}" if cut else f"{TITLE}{sentence}{SECOND}")


def test_a_title_that_is_the_subject_of_a_sentence_stays() -> None:
    """A first sentence may open with the words of the title."""
    text = f"加强社区服务能力建设\n加强社区服务能力建设,是基层治理的客观需要。{FIRST}\n{THIRD}"
    assert cleaned(text).clean.text == text


@pytest.mark.parametrize(
    "text", [BODY, f"{TITLE}\n{BODY}\n青禾区民政局\n2016年3月5日", f"{BODY}\n联系电话:0000-1234567"]
)
def test_a_clean_document_loses_nothing(text: str) -> None:
    """Title, signature, date and contact lines of a document are its own."""
    assert cleaned(text).clean.text == text
