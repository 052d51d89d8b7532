"""Facets with several labels, the genre, and the taxonomy itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from policytext.classify import classify
from policytext.errors import KnowledgeError
from policytext.knowledge import load_knowledge
from policytext.model import Document, Fact, Label, Meta, Source
from policytext.segment import segment
from policytext.structure import structure

KNOWLEDGE = load_knowledge()


def labelled(text: str, meta: Meta | None = None) -> tuple[Label, ...]:
    """Every label of a text."""
    doc = replace(Document.of(Source("0" * 64, "a.txt", "text/plain", None, "text", "1", text)), meta=meta or Meta())
    return classify(segment(structure(doc, KNOWLEDGE), KNOWLEDGE), KNOWLEDGE).labels


def of_document(text: str, facet: str) -> set[str]:
    """The document's labels of a facet."""
    return {label.code for label in labelled(text) if label.facet == facet and label.span is None}


@pytest.mark.parametrize(
    ("facet", "code", "text"),
    [
        ("governance_tag", "party_led", "社区坚持党建引领，推行区域化党建，成立大党委。"),
        ("governance_tag", "co_gov", "社区推行三社联动，设立社区基金会，培育社会组织。"),
        ("governance_tag", "market_led", "社区服务由开发商主导，实行公司化运营，物业公司参与社区管理。"),
        ("governance_tag", "grid_control", "社区实行网格化管理，每个网格配网格员，巡查上报。"),
        ("governance_tag", "smart", "建设智慧社区，社区信息平台一网统管。"),
        ("service_mode", "care", "社区开展居家养老，照料空巢老人，帮扶残疾人和低保家庭。"),
        ("service_mode", "startup", "社区帮助下岗职工再就业，发放小额担保贷款，组织技能培训。"),
        ("service_mode", "culture", "社区组织读书活动，成立合唱队和艺术团，开放图书室。"),
        ("service_mode", "safety", "创建平安社区，社区设警务室，群防群治，调解矛盾纠纷。"),
        ("indicator_domain", "infrastructure", "社区办公用房达标，服务设施齐全，建成活动室和文化广场。"),
        ("indicator_domain", "environment", "社区开展环境整治，增加绿化，清运垃圾，保洁到位，人居环境改善。"),
        ("indicator_domain", "system_reform", "推进社区体制改革，三社联动，为社区减负，费随事转。"),
    ],
)
def test_topics_are_found(facet: str, code: str, text: str) -> None:
    """Several wordings of one topic give its label."""
    assert code in of_document(text, facet)


def test_one_mention_is_no_topic() -> None:
    """A document does not stand for what it names once."""
    assert not of_document("社区里有一个网格。", "governance_tag")


def test_tags_need_a_community_in_their_sentence() -> None:
    """Grids of fields and platforms of factories are no governance of communities."""
    text = "社区有关情况如下。田长制网格化管理全面推行，配网格员。工厂建设信息平台，推动数字化、智能化。"

    assert not of_document(text, "governance_tag")


def test_topic_labels_carry_their_evidence() -> None:
    """The evidence of a label is of its own category."""
    found = [label for label in labelled("社区开展居家养老，照料空巢老人，帮扶残疾人。") if label.code == "care"]

    assert found
    assert all(item.code == "care" for label in found for item in label.evidence)
    assert all(label.evidence and 0 < label.strength < 1 for label in found)


def test_genre_is_that_of_the_meta() -> None:
    """It becomes a label of the document, with the rule that read it."""
    genre = labelled("正文。", Meta(genre=Fact("speech", None, "genre-opening")))[-1]

    assert ("genre", "speech", None, ("genre-opening",)) == (genre.facet, genre.code, genre.span, genre.rules)


def test_document_without_genre_has_no_genre_label() -> None:
    """Nothing is guessed."""
    assert "genre" not in {label.facet for label in labelled("正文。")}


@pytest.mark.parametrize(
    ("overlay", "said"),
    [
        ("cues: {governance_tag: [{id: X1, code: unknown, weight: 1, pattern: 社区}]}", "X1"),
        ("cues: {governance_tag: [{id: T001, code: smart, weight: 1, pattern: 社区}]}", "T001"),
        ("cues: {governance_tag: [{id: X1, code: smart, weight: 1, pattern: '社区('}]}", "regular expression"),
        ("cues: {weather: []}", "weather"),
    ],
)
def test_overlay_with_a_fault_is_refused(tmp_path: Path, overlay: str, said: str) -> None:
    """An analyst's own cues are checked when they are loaded."""
    (tmp_path / "taxonomy.yaml").write_text(overlay, encoding="utf-8")

    with pytest.raises(KnowledgeError, match=said):
        load_knowledge(tmp_path)


def test_overlay_adds_cues(tmp_path: Path) -> None:
    """An analyst's own cue counts like ours."""
    overlay = "cues: {governance_tag: [{id: X1, code: party_led, weight: 3, pattern: 先锋驿站}]}"
    (tmp_path / "taxonomy.yaml").write_text(overlay, encoding="utf-8")
    knowledge = load_knowledge(tmp_path)
    doc = Document.of(
        Source("0" * 64, "a.txt", "text/plain", None, "text", "1", "社区建成先锋驿站，先锋驿站服务居民。")
    )
    found = classify(segment(structure(doc, knowledge), knowledge), knowledge).labels

    assert "X1" in {item.cue for label in found for item in label.evidence}
