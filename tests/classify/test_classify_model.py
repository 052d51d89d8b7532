"""The governance model of sections and documents: what decides, and what must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.classify import classify
from policytext.classify.decision import Verdict, decide_document
from policytext.knowledge import load_knowledge
from policytext.model import Document, Evidence, Fact, Gap, Label, Meta, Source
from policytext.segment import segment
from policytext.structure import structure
from policytext.text import Span

KNOWLEDGE = load_knowledge()
DECISION = KNOWLEDGE.taxonomy.decision


def labels(text: str, meta: Meta | None = None, gaps: tuple[Gap, ...] = ()) -> list[Label]:
    """The labels of a text for the governance model, sections first, the document's last."""
    source = Source("0" * 64, "a.txt", "text/plain", None, "text", "1", text)
    view = Document.of(source)
    doc = Document(source, view.clean, view.reading, meta or Meta(), gaps=gaps)
    doc = classify(segment(structure(doc, KNOWLEDGE), KNOWLEDGE), KNOWLEDGE)
    return [label for label in doc.labels if label.facet == "governance_model"]


def section(text: str, meta: Meta | None = None) -> Label:
    """The label of a text that is one section."""
    only, _ = labels(text, meta)
    return only


def stances(label: Label) -> set[str]:
    """How the evidence of a label speaks."""
    return {item.stance for item in label.evidence}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("青禾区成立社区建设工作领导小组，区财政每年安排社区经费，列入对街道的绩效考核。", "gov_led"),
        ("居民代表大会讨论决定社区事务，居委会由户代表直选产生，重大事项召开听证会。", "self_gov"),
        ("街道与居委会实行居站分设，下沉社区的事项费随事转，并向社会组织购买服务。", "hybrid"),
        ("区财政拨款改善社区设施，建设方案由居民会议表决通过，实施中接受居民监督。", "hybrid"),
    ],
    ids=["government-led", "self-governing", "designed hybrid", "side by side"],
)
def test_stated_mechanisms_decide(text: str, code: str) -> None:
    """Who starts, pays, decides and carries out tells the model."""
    assert code == section(text).code


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("本社区位于城区东部，居民以退休职工为主。", "no_cue"),
        ("社区开展志愿者活动。", "single_weak_cue"),
        ("社区工作坚持党委领导、政府负责、社会协同、公众参与。", "slogan_only"),
        ("社区自治型的特点是居民会议决定社区事务。", "definition_only"),
        ("全市加大财政投入，督查重点项目，工业增长较快。", "out_of_scope"),
    ],
)
def test_undetermined_says_why(text: str, reason: str) -> None:
    """Nothing is decided without a mechanism, and the reason is named."""
    label = section(text)

    assert ("undetermined", reason) == (label.code, label.reason)
    assert label.strength == 0


@pytest.mark.parametrize(
    "text",
    [
        "持续为企业减负，全年减税降费规模扩大，营商环境优化。",
        "政协民主监督更加有力，提案办理质量提高。",
        "民族区域自治制度全面贯彻，自治州成立庆祝活动圆满举办。",
        "划定农田网格，田长制网格化管理全面推行，耕地保护有力。",
        "省委开展专项督查，督办重点工程，通报批评三个单位。",
        "居民人均可支配收入增长，财政投入民生的比例提高。",
    ],
    ids=["companies", "consultative conference", "regions", "fields", "projects", "income"],
)
def test_false_friends_decide_nothing(text: str) -> None:
    """Words of governance about other matters."""
    assert "undetermined" == section(text).code


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("社区按照党委领导、政府负责、社会协同、公众参与的格局，实行居民会议制度。", "slogan"),
        ("我们考察了国外社区的居民议事会和听证会。", "other"),
        ("所谓居民自治，是指居民会议决定社区事务。", "definition"),
        ("社区将召开居民代表大会。", "plan"),
        ("社区召开了居民代表大会。", "practice"),
    ],
)
def test_evidence_says_how_it_speaks(text: str, stance: str) -> None:
    """Slogans, definitions and other places are shown with weight 0; plans and practice count."""
    spoken = [item for item in section(text).evidence if item.stance == stance]

    assert spoken
    assert all((item.weight > 0) == (stance in {"plan", "practice", "problem"}) for item in spoken)


def test_deplored_lack_tells_the_norm() -> None:
    """政府主导不突出 as a defect speaks for government, not against it."""
    label = section("社区工作还存在问题，政府主导地位不突出，财政投入不到位，考核验收不严格。")

    assert "gov_led" == label.code
    assert {"problem"} == stances(label)


def test_deplored_excess_tells_the_opposite() -> None:
    """Too much of the government's way speaks for self-government."""
    label = section("社区居委会行政化倾向严重，成了政府的腿，包办过多。")

    assert ("G046", "self_gov", "problem") in {(item.cue, item.code, item.stance) for item in label.evidence}


@pytest.mark.parametrize(("place", "counts"), [("上海市", True), ("临江州", False)])
def test_named_model_counts_only_at_home(place: str, counts: bool) -> None:  # noqa: FBT001 - a test case
    """上海模式 in a report from elsewhere is a mention."""
    meta = Meta(place=Fact(place, None, "test"))
    label = section("上海模式的社区实行两级政府、三级管理。", meta)

    assert counts == any(item.weight > 0 for item in label.evidence)


def test_text_cut_at_its_end_is_the_reason() -> None:
    """A section that breaks off before it says anything is truncated."""
    text = "社区的情况是这样的"
    gap = Gap(Span(len(text) - 1, len(text)), "cut_end", "test")

    assert "truncated" == labels(text, gaps=(gap,))[0].reason


GOV = "青禾区成立社区建设工作领导小组，区财政安排社区经费，列入对街道的绩效考核。" * 4
OWN = "居民代表大会讨论决定社区事务，居委会由户代表直选产生，重大事项召开听证会。" * 4
EMPTY = "社区环境优美，居民生活舒适。" * 12


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"一、组织\n{GOV}\n二、经费\n{GOV}\n三、其他\n{EMPTY}\n", "gov_led"),
        (f"一、选举\n{OWN}\n二、议事\n{OWN}\n三、其他\n{EMPTY}\n", "self_gov"),
        (f"一、组织\n{GOV}\n二、议事\n{OWN}\n三、其他\n{EMPTY}\n", "hybrid"),
        (f"一、其他\n{EMPTY}\n二、别的\n{EMPTY}\n", "undetermined"),
    ],
)
def test_document_follows_its_sections(text: str, code: str) -> None:
    """By their lengths; both models side by side make a hybrid."""
    whole = labels(text)[-1]

    assert whole.span is None
    assert code == whole.code
    assert code == "undetermined" or sum(share for _, share in whole.shares) == pytest.approx(1)


def verdict(code: str) -> Verdict:
    """A verdict of middling strength."""
    return Verdict(code, 0.0 if code == "undetermined" else 0.5, (), None)


@pytest.mark.parametrize(
    ("sections", "code"),
    [
        ([("gov_led", 600), ("hybrid", 400)], "hybrid"),
        ([("gov_led", 610), ("hybrid", 390)], "gov_led"),
        ([("gov_led", 800), ("self_gov", 200)], "hybrid"),
        ([("gov_led", 810), ("self_gov", 190)], "gov_led"),
        ([("self_gov", 299)], "undetermined"),
        ([("self_gov", 300)], "self_gov"),
        ([("self_gov", 300), ("undetermined", 1800)], "undetermined"),
        ([], "undetermined"),
    ],
)
def test_document_thresholds(sections: list[tuple[str, int]], code: str) -> None:
    """The shares and least lengths of the taxonomy, at their edges."""
    assert code == decide_document([(verdict(name), length) for name, length in sections], DECISION).code


PHRASES = st.sampled_from(
    [
        *[
            "社区",
            "居民会议",
            "领导小组",
            "社区建设领导小组",
            "财政投入",
            "听证会",
            "费随事转",
            "网格化管理",
            "党建引领",
        ],
        *["党委领导、政府负责、社会协同、公众参与", "一站式", "将", "国外", "😀"],
        *["。", "，", "\n", "一、做法\n", "一是", "  "],
    ]
)


@given(st.lists(PHRASES, max_size=40).map("".join))
def test_labels_point_into_the_source(text: str) -> None:
    """Spans lie in the text, evidence in its section, strengths in 0..1, one document label at the end."""
    *parts, whole = labels(text)

    assert whole.span is None
    for part in parts:
        assert part.span is not None
        assert all(item.span in part.span for item in part.evidence)
    for label in (*parts, whole):
        assert 0 <= label.strength <= 1
        assert (label.reason is not None) == (label.code == "undetermined")
        assert all(isinstance(item, Evidence) and item.span.end <= len(text) for item in label.evidence)
