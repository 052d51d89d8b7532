"""Which way a text looks, and that describing never fails, whatever stands in a sentence."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext import extract
from policytext.extract.describe import describe
from policytext.extract.draft import Line
from policytext.extract.kind import outlook
from policytext.knowledge import Knowledge, load_knowledge
from policytext.model import Block
from policytext.text import Span, View

KNOWLEDGE = load_knowledge()
PIECES = [
    *("松溪镇", "全区", "各社区", "每个网格", "居民", "老人", "项目"),
    *("收入", "分别", "增长", "占", "的", "率", "投入"),
    *(
        "3000元",
        "20%",
        "五名",
        "三年",
        "70岁以上",
        "12个",
        "2019年",
        "年底前",
        "由",
        "到",
        "和",
        "、",
        "，",
        "；",
        "。",
    ),
    *("“", "”", "（", "）", "力争", "应", "已", "了", "建成", "面积", "#", "等"),
]


@pytest.fixture
def knowledge() -> Knowledge:
    """The shipped tables."""
    return KNOWLEDGE


@pytest.mark.parametrize(
    "text",
    [
        "二、2024年工作安排",
        "三、明年主要目标任务",
        "（二）工作目标",
        "四、下一步工作打算",
        "主要预期目标是：地区生产总值增长6%。",
        "今年，我们将重点抓好以下八个方面工作：",
    ],
)
def test_plans_make_a_text_look_ahead(text: str, knowledge: Knowledge) -> None:
    """What stands under such a heading or after such a sentence is promised, not done."""
    assert outlook(text, "back", knowledge) == "ahead"


@pytest.mark.parametrize(
    "text",
    [
        "一、2023年工作回顾",
        "（一）主要做法",
        "一、基本情况",
        "过去一年，我们坚持稳中求进。",
        "一年来，我们主要做了以下工作：",
    ],
)
def test_reviews_make_a_text_look_back(text: str, knowledge: Knowledge) -> None:
    """What stands under such a heading or after such a sentence has happened."""
    assert outlook(text, "ahead", knowledge) == "back"


@pytest.mark.parametrize(
    "text",
    [
        "新建社区书房8个。",
        "城镇新增就业超额完成年度目标任务。",
        "就业完成2023年目标任务的120%。",
        "我们坚持以人民为中心，紧扣全年目标任务，推动各项工作取得新成效，社会大局保持和谐稳定。",
        "2024年政府工作报告",
    ],
)
@pytest.mark.parametrize("before", ["", "ahead", "back"])
def test_other_sentences_leave_the_view_as_it_was(text: str, before: str, knowledge: Knowledge) -> None:
    """A sentence that speaks of targets and results in passing turns nothing."""
    assert outlook(text, before, knowledge) == before


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=24), st.sampled_from(["", "ahead", "back"]))
def test_describing_never_fails_and_writes_names_without_masks(pieces: list[str], looks: str) -> None:
    """Any sentence can be described twice with the same result; no name holds the mask of a mention."""
    text = "".join(pieces).replace("#", "")
    view = View.of(text or "无")
    line = Line(view, view.text, 0, Block(Span(0, len(view.text)), "paragraph", "test"), outlook=looks)
    results = []
    for _ in range(2):
        pairs = (f"p{number}" for number in count(1))
        drafts, marks = extract.read_line(line, KNOWLEDGE, pairs)
        describe(line, drafts, marks, KNOWLEDGE, pairs)
        results.append([(d.kind, d.tone, d.indicator, d.scope, d.time, d.per, d.pair, tuple(d.rules)) for d in drafts])
        assert not any("#" in (field or "") for d in drafts for field in (d.indicator, d.scope, d.time, d.per))
    assert results[0] == results[1]


def test_the_articles_of_a_law_are_norms_to_the_end(knowledge: Knowledge) -> None:
    """An article turns a text to norms; a heading that looks back does not turn it again."""
    looks = outlook("第七条 居民会议由主任召集。", "", knowledge)
    assert (looks, outlook("第三章 工作情况", looks, knowledge)) == ("norm", "norm")


@pytest.mark.parametrize("text", ["第三，条件要具备。", "第九条例会制度执行得好。"])
def test_an_ordinal_is_no_article(text: str, knowledge: Knowledge) -> None:
    """Only a numbered article, not what merely begins like one, makes a law."""
    assert outlook(text, "back", knowledge) == "back"
