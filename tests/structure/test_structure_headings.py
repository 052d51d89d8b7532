"""Headings, found by number, sequence and looks, and the tree they form."""

from __future__ import annotations

import pytest

from policytext.knowledge import Knowledge, load_knowledge
from policytext.model import Block, Document, Source
from policytext.structure import structure


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The shipped tables."""
    return load_knowledge()


def document(text: str) -> Document:
    """A text of which nothing is known yet."""
    return Document.of(Source("0" * 64, "report.txt", "text/plain", "utf-8", "text", "1", text))


def headings(text: str, knowledge: Knowledge) -> list[tuple[int, str]]:
    """Level and text of each heading."""
    doc = structure(document(text), knowledge)
    return [(block.level, read(doc, block)) for block in doc.blocks if block.kind == "heading"]


def read(doc: Document, block: Block) -> str:
    """What the source says in a block."""
    return doc.source.text[block.span.start : block.span.end]


def test_numbered_lines_are_headings_with_levels(knowledge: Knowledge) -> None:
    """一、 stands above (一), (一) above 1、."""
    text = (
        "一、基本情况\n青禾区共有社区四十个。\n（一）组织建设\n1、健全队伍\n"
        "队伍已经健全。\n（二）设施建设\n二、下一步打算\n"
    )
    expected = [
        (1, "一、基本情况"),
        (2, "（一）组织建设"),
        (3, "1、健全队伍"),
        (2, "（二）设施建设"),
        (1, "二、下一步打算"),
    ]

    assert expected == headings(text, knowledge)


def test_headings_inside_one_long_line(knowledge: Knowledge) -> None:
    """A report without line breaks is cut at its markers, each heading ending with its sentence."""
    text = (
        "青禾区把社区建设作为基础工作，做了三件事：一、健全组织。成立了居委会。（一）选好带头人。换届顺利完成。"
        "（二）建好队伍。招聘了社工。二、完善设施。建成了活动室。"
    )
    expected = [(1, "一、健全组织。"), (2, "（一）选好带头人。"), (2, "（二）建好队伍。"), (1, "二、完善设施。")]

    assert expected == headings(text, knowledge)


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("一、社区工作的主要做法近年来，青禾区不断探索，成效明显。", "一、社区工作的主要做法"),
        ("一、松溪镇社区工作的历程松溪镇位于临江州东部，人口不多。", "一、松溪镇社区工作的历程"),
        ("一、自查申报：各街道对照标准开展自查，形成材料。", "一、自查申报："),
    ],
    ids=["known opener", "place comes again", "colon"],
)
def test_heading_that_runs_into_its_text_is_cut_by_rule(text: str, heading: str, knowledge: Knowledge) -> None:
    """Where no stop parts heading and text, an opener, a repeated place or a colon does."""
    assert [(1, heading)] == headings(text, knowledge)


def test_heading_that_runs_into_the_next_heading(knowledge: Knowledge) -> None:
    """(一) inside the text of 二、 is the next heading."""
    text = "一、做法。很多。二、工作的特点（一）广泛性。参与的人多。"

    assert [(1, "一、做法。"), (1, "二、工作的特点"), (2, "（一）广泛性。")] == headings(text, knowledge)


@pytest.mark.parametrize(
    "text",
    [
        "全年实现增长，一是投入增加，二是人员增加。",
        "要做好三项工作：一是摸清底数，二是分类施策，三是压实责任。",
        "结构不断优化。一、二、三产业协同发展，比例合理。",
        "去年建成。2.5万人受益，覆盖面扩大。",
        "完成了任务。3、这样的开头不在序列之中。",
        "依照本办法。第十七条规定由街道办事处责令改正。",
    ],
    ids=["in mid-sentence", "list in a sentence", "three sectors", "a decimal", "out of sequence", "a reference"],
)
def test_what_only_looks_like_a_marker(text: str, knowledge: Knowledge) -> None:
    """Numbers of another kind, and lists inside a sentence, head nothing."""
    assert [] == headings(text, knowledge)


def test_items_may_be_missing_in_damaged_texts(knowledge: Knowledge) -> None:
    """二是 without its 一是 is still a heading: the preview cut out what stood before."""
    text = "标准要落实。二是加快创新。要完善机制。三是规范自治。要公开透明。"

    assert [(1, "二是加快创新。"), (1, "三是规范自治。")] == headings(text, knowledge)


def test_long_sentence_after_a_marker_is_text(knowledge: Knowledge) -> None:
    """Of an item that is one long sentence, only the marker is the heading."""
    text = "一是" + "坚持把群众的需求放在首位，" * 6 + "推动服务落地。"

    assert [(1, "一是")] == headings(text, knowledge)


def test_sentence_with_figures_after_a_marker_is_text(knowledge: Knowledge) -> None:
    """A numbered line that reports a figure is an item of a list."""
    assert [(1, "1.")] == headings("1.新建活动室30个。", knowledge)


def test_articles_of_a_law(knowledge: Knowledge) -> None:
    """The heading of an article is its number; chapters stand above."""
    text = (
        "第一章 总则\n第一条 为了规范社区服务，制定本办法。\n第二条 本办法适用于临江州。\n"
        "第二章 组织\n第三条 社区设居委会。\n"
    )
    expected = [(1, "第一章 总则"), (2, "第一条"), (2, "第二条"), (1, "第二章 组织"), (2, "第三条")]

    assert expected == headings(text, knowledge)


def test_bare_short_line_between_paragraphs_is_a_heading(knowledge: Knowledge) -> None:
    """It stands above the numbered list that starts after it."""
    text = (
        "工作回顾\n"
        "过去的一年，全区上下团结一心、攻坚克难，社区建设各项工作取得了明显成效，群众满意。\n"
        "（一）组织更加健全。党组织实现了有形有效的覆盖。\n"
    )

    assert [(1, "工作回顾"), (2, "（一）组织更加健全。")] == headings(text, knowledge)


@pytest.mark.parametrize("line", ["2013年10月21日", "各位代表：", "望湖街道办事处 2012年5月6日", "附件1"])
def test_other_short_lines_are_none(line: str, knowledge: Knowledge) -> None:
    """Dates, salutations and annexes are short too."""
    after = "过去的一年，全区上下团结一心、攻坚克难，社区建设各项工作取得了明显成效，群众满意。"

    assert [] == headings(f"开头的一段话已经结束。\n{line}\n{after}\n", knowledge)


def test_text_after_an_item_line_belongs_to_the_heading_above(knowledge: Knowledge) -> None:
    """一是 heads the rest of its line only."""
    text = "一、主要做法\n一是健全组织。成立了居委会。\n以上工作得到了居民的认可。\n"
    doc = structure(document(text), knowledge)
    last = doc.blocks[-1]

    assert "一、主要做法" == read(doc, next(doc.headings_over(last)))


def test_closing_words_leave_the_last_item(knowledge: Knowledge) -> None:
    """同志们 starts a new paragraph though no line does."""
    text = "三是验收命名。由上级组织验收。同志们，任务已经明确，希望大家抓好落实。"
    doc = structure(document(text), knowledge)

    assert "turn" == doc.blocks[-1].rule
    assert doc.blocks[-1].parent is None


def test_marker_is_kept_as_written(knowledge: Knowledge) -> None:
    """The number of a heading stands on the block."""
    doc = structure(document("（三）完善设施\n１、其他\n"), knowledge)

    assert "（三）" == doc.blocks[0].marker
