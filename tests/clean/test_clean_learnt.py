"""What a collection teaches: which lines are proposed as furniture, and where accepted ones are cut."""

from __future__ import annotations

import dataclasses
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.clean import clean
from policytext.clean.collection import Coincidence, Leaf, coincidences, leaf_of
from policytext.clean.flattened import page_of
from policytext.clean.learnt import RULE, folded, masked
from policytext.clean.platforms import origins, recognise
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.clean import Furniture, LearntLine
from policytext.model import Document
from policytext.text import View
from tests.clean.pages import BODY, FIRST, SECOND, THIRD, TITLE, cleaned, knowledge, source

TOWNS = ["石桥镇", "杏坞镇", "白鹭镇", "枫林镇", "青岩乡", "梅渡镇", "芦湾乡", "竹溪镇"]
SITE_LINE = "第{}号窗口随时读好文章"
WITH_SITE = "豆丁网 www.docin.com 上传者:松溪读者"


def knowing(*rows: LearntLine, without: str = "") -> Knowledge:
    """The shipped tables with decisions, and without a platform."""
    table = Furniture(lines=rows, shared=knowledge().furniture.shared)
    platforms = {name: row for name, row in knowledge().platforms.items() if name != without}
    return dataclasses.replace(knowledge(), furniture=table, platforms=platforms, _derived={})


def report(number: int, *, head: str = "", middle: str = "", tail: str = "") -> str:
    """A report of a town: its own prose, and lines that are put before, within and behind it."""
    town = TOWNS[number]
    parts = [
        head,
        f"{town}社区建设工作情况汇报",
        f"近年来,{town}把社区建设摆在突出位置,先后投入{number + 3}20万元,新建{town}服务站{number + 6}个,群众十分满意。",
        "一、主要做法",
        middle,
        f"{town}坚持党建带动,{number + 4}个村居全部建立议事会,吸收{town}居民代表1{number}6名,每月议事一次,件件有着落。",
        "加强组织领导",
        f"下一步,{town}计划再建{number + 2}个站点,力争到201{number}年底覆盖全部村居,让{town}居民办事不出村。",
        tail,
    ]
    return "\n".join(part for part in parts if part)


def leaf(text: str, name: str = "") -> Leaf:
    """A document of the collection as the database would hold it."""
    doc = cleaned(text)
    platform, title = (fact.value if fact else None for fact in (doc.meta.platform, doc.meta.title))
    cuts = [edit.span for edit in doc.clean.edits()]
    path = name or f"{doc.source.sha256}.txt"
    key = doc.source.sha256
    return leaf_of(text, cuts, key=key, path=path, platform=platform, title=title, knowledge=knowledge())


def proposed(*texts: str, least: int = 3, share: float = 0.2) -> list[Coincidence]:
    """What a collection of these texts proposes."""
    return coincidences([leaf(text) for text in texts], knowledge(), least=least, share=share)


def lines(*texts: str, least: int = 3, share: float = 0.2) -> list[str]:
    """The lines of what is proposed."""
    return [each.line for each in proposed(*texts, least=least, share=share)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第12号  窗口", "第#号 窗口"),
        ("第#号 窗口", "第#号 窗口"),
        ("阅读 1,234 次 4.5分", "阅读 # 次 #分"),
        ("2013-5-6\t10:20", "#-#-# #:#"),
        ("没有数字", "没有数字"),
    ],
)
def test_numbers_and_spaces_of_a_line_do_not_matter(text: str, expected: str) -> None:
    """Every number is one mark, every white space one space."""
    assert expected == masked(text)


@given(st.text(max_size=40))
def test_a_line_is_masked_once_and_for_all(text: str) -> None:
    """What is listed can be given back as it is."""
    assert masked(masked(text)) == masked(text)


@pytest.mark.parametrize("text", [f"{SITE_LINE.format(7)}\n{BODY}", f"{BODY}\n{SITE_LINE.format(12)}"])
@pytest.mark.parametrize("written", ["第#号窗口随时读好文章", "第３號窗口隨時讀好文章"])
def test_an_accepted_line_is_cut(text: str, written: str) -> None:
    """Before and after the text, whatever its number is, and however the table writes it."""
    assert SITE_LINE[:1] in cleaned(text).clean.text
    doc = clean(Document.of(source(text)), knowing(LearntLine(line=written, decision="accept")))
    assert BODY == doc.clean.text.strip()
    assert RULE in {rule for edit in doc.clean.edits() for rule in edit.rule.split("+")}


def test_an_accepted_line_is_cut_inside_the_text() -> None:
    """And the sentence around it goes on."""
    text = f"{FIRST}\n{SECOND[:38]}\n{SITE_LINE.format(7)}\n{SECOND[38:]}\n{THIRD}"
    doc = clean(Document.of(source(text)), knowing(LearntLine(line=SITE_LINE.format(1), decision="accept")))
    assert BODY == doc.clean.text


@pytest.mark.parametrize(
    ("origin", "page", "expected"),
    [
        (None, "", True),
        ("docin", WITH_SITE, True),
        ("docin", "", False),
        ("doc88", WITH_SITE, False),
        ("www.songxi-reader.example.org", "", False),
        ("read.songxi.org", "网址:https://www.read.songxi.org/a.html", True),
    ],
)
def test_an_accepted_line_is_cut_on_pages_of_its_origin(origin: str | None, page: str, *, expected: bool) -> None:
    """A platform, or the host that the page's addresses name; none means every page."""
    row = LearntLine(origin=origin, line=SITE_LINE.format(1), decision="accept")
    text = "\n".join(part for part in (page, SITE_LINE.format(7), TITLE, BODY) if part)
    assert expected == ("随时读好文章" not in clean(Document.of(source(text)), knowing(row)).clean.text)


def test_a_rejected_line_is_kept() -> None:
    """As if nobody had asked."""
    text = f"{SITE_LINE.format(7)}\n{BODY}"
    row = LearntLine(line=SITE_LINE.format(1), decision="reject")
    assert cleaned(text) == clean(Document.of(source(text)), knowing(row))


PAGES = [(name, example.before) for name, platform in knowledge().platforms.items() for example in platform.examples]


@pytest.mark.parametrize(("name", "text"), PAGES, ids=[f"{name}-{i}" for i, (name, _) in enumerate(PAGES)])
@pytest.mark.parametrize("known", [True, False])
def test_the_platform_of_a_page_is_among_its_origins(name: str, text: str, *, known: bool) -> None:
    """What is proposed for a platform is cut on every page that is given to it."""
    tables = knowing(without="" if known else name)
    platform = clean(Document.of(source(text)), tables).meta.platform
    page = page_of(View.of(text), tables)
    told = origins([line.text for line in page.lines], recognise(page, tables), tables)
    assert platform is None or platform.value in told


def test_lines_around_the_text_of_independent_documents_are_proposed() -> None:
    """With how many have them, of how many, and an example."""
    texts = [report(i, head=SITE_LINE.format(i), tail=f"已有{i}00人看过这篇好文章") for i in range(4)] + [report(4)]
    found = proposed(*texts)
    assert ["已有#人看过这篇好文章", "第#号窗口随时读好文章"] == [each.line for each in found]
    assert [(4, 5, 0.8)] * 2 == [(each.documents, each.of, each.share) for each in found]
    assert all(masked(each.example) == each.line for each in found)


@pytest.mark.parametrize(
    "line",
    [
        "一、工作目标",
        "(二)保障措施",
        "第三章 附 则",
        "2.加强领导",
        "——基层基础不断夯实",
        "各位代表:",
        "同志们:",
        "各村民委员会、居民委员会,镇属各单位:",
        "附件:",
        "青禾区人民政府办公室",
        "2013年5月6日",
        "(此件公开发布)",
        "特此通知。",
        "以上报告,请予审议。",
        "谢谢大家!",
        "目 录",
        "现在,我代表区人民政府向大会报告工作,请予审议,并请区政协委员提出意见。",
        "抄送:区委各部门,区人大常委会办公室。",
        "本办法自发布之日起施行,有效期五年。",
        "合计",
        "12",
        "————",
    ],
)
@pytest.mark.parametrize("place", ["head", "middle", "tail"])
def test_what_documents_of_their_kind_share_is_not_proposed(line: str, place: str) -> None:
    """Headings, salutations, closings and signatures, wherever they stand."""
    assert folded(line, knowledge()) not in lines(*(report(i, **{place: line}) for i in range(5)))


def test_headings_without_a_number_are_not_proposed() -> None:
    """They stand inside the text."""
    assert [] == lines(*(report(i, middle="统筹城乡社区发展") for i in range(5)))


def test_a_running_head_is_proposed_inside_the_text() -> None:
    """It comes back in a document, as no heading does."""
    texts = [report(i).replace("\n", f"\n{SITE_LINE.format(i)}\n") for i in range(4)]
    assert ["第#号窗口随时读好文章"] == lines(*texts)


def test_the_title_of_a_document_is_its_own() -> None:
    """Reports of many places may be called by one name."""
    texts = [report(i).replace(f"{TOWNS[i]}社区建设工作情况汇报", "社区建设工作情况汇报") for i in range(5)]
    assert [] == lines(*texts)


def test_copies_count_once() -> None:
    """Sites copy from each other, and put their own words around: the text does not become furniture."""
    copies = [report(0, head=f"来自{where}的读者推荐本篇") for where in ("甲地", "乙地", "丙地", "丁地")]
    assert [] == lines(*copies)
    others = [report(i, tail=SITE_LINE.format(1)) for i in range(1, 3)]
    assert [] == lines(*(f"{copy}\n{SITE_LINE.format(1)}" for copy in copies), *others, least=4)
    (found,) = proposed(*(f"{copy}\n{SITE_LINE.format(1)}" for copy in copies), *others)
    assert (3, 3) == (found.documents, found.of)


def test_thresholds_are_of_one_origin() -> None:
    """Enough documents, and a share of those of the same origin."""
    site = [report(i, head=f"{WITH_SITE}\n{SITE_LINE.format(i)}") for i in range(3)]
    plain = [report(i) for i in range(3, 8)]
    (found,) = proposed(*site, *plain)
    assert ("docin", 3, 3) == (found.origin, found.documents, found.of)
    assert [] == lines(*site, *plain, least=4)
    mixed = [*(report(i, head=SITE_LINE.format(i)) for i in range(3)), *plain]
    assert [None] == [each.origin for each in proposed(*mixed)]
    assert [] == lines(*mixed, share=0.5)


def test_a_line_that_is_cut_already_is_not_proposed() -> None:
    """There is nothing to learn from it."""
    assert [] == lines(*(report(i, head="下载此文档", tail="君,已阅读到文档的结尾了呢") for i in range(5)))


def test_an_example_is_the_first_by_path() -> None:
    """Whatever the order in which documents came."""
    leaves = [leaf(report(i, head=SITE_LINE.format(i)), f"{9 - i}.txt") for i in range(4)]
    (found,) = coincidences(leaves, knowledge(), least=3, share=0.2)
    assert ("6.txt", "第3号窗口随时读好文章") == (found.path, found.example)


@given(st.randoms(use_true_random=False))
def test_the_order_of_documents_does_not_matter(order: random.Random) -> None:
    """Also where copies are among them."""
    assert PROPOSED
    leaves = list(LEAVES)
    order.shuffle(leaves)
    assert PROPOSED == coincidences(leaves, knowledge(), least=2, share=0.0)


LEAVES = [
    leaf(report(i, head=SITE_LINE.format(i), tail=tail)) for i in range(5) for tail in ("", "已有30人看过这篇好文章")
]
PROPOSED = coincidences(LEAVES, knowledge(), least=2, share=0.0)
