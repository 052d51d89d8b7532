"""Sentences and words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.knowledge import load_knowledge
from policytext.model import Document, Source
from policytext.segment import segment, tagged, words, words_in
from policytext.structure import structure
from policytext.text import Edit, Span, View

KNOWLEDGE = load_knowledge()


def segmented(text: str) -> Document:
    """A document with blocks and sentences."""
    doc = Document.of(Source("0" * 64, "a.txt", "text/plain", None, "text", "1", text))
    return segment(structure(doc, KNOWLEDGE), KNOWLEDGE)


def sentences(text: str) -> list[str]:
    """The text of each sentence."""
    return [text[sentence.span.start : sentence.span.end] for sentence in segmented(text).sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("完成了任务。成效明显！谁来办？", ["完成了任务。", "成效明显！", "谁来办？"]),
        ("面积12.5平方米；人口3万；都有。", ["面积12.5平方米；人口3万；都有。"]),
        ("他说：“办好。”大家同意。", ["他说：“办好。”", "大家同意。"]),
        ("按照“缺什么补什么。缺谁补谁。”的原则办。", ["按照“缺什么补什么。缺谁补谁。”的原则办。"]),
        ("发了通知（见附件。共两份）后执行。", ["发了通知（见附件。共两份）后执行。"]),
        ("第一行没有标点\n第二行也没有", ["第一行没有标点", "第二行也没有"]),
        ("话没有说完……后来又说。", ["话没有说完……", "后来又说。"]),
        ("“" + "很长的引文。" * 20 + "”", ["“很长的引文。"] + ["很长的引文。"] * 18 + ["很长的引文。”"]),
    ],
    ids=[
        "stops",
        "no stop at a semicolon",
        "closing quote",
        "short quotation",
        "bracket",
        "lines",
        "ellipsis",
        "long quotation",
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    """At stops and line ends, with closing marks, not inside short pairs."""
    assert expected == sentences(text)


@pytest.mark.parametrize("unit", ["社区12个、", "社区", "1"])
def test_no_sentence_is_longer_than_rules_can_look_at(unit: str) -> None:
    """A text without an end is read in parts, behind a mark where there is one, and nothing is lost."""
    text = unit * (5000 // len(unit))
    found = sentences(text)
    assert text == "".join(found)
    assert max(map(len, found)) <= KNOWLEDGE.segment.longest
    assert all(part.endswith("、") for part in found) or "、" not in text


def test_a_heading_ends_a_sentence() -> None:
    """A sentence lies in one block."""
    text = "一、主要做法近年来，我区不断探索。"

    assert ["一、主要做法", "近年来，我区不断探索。"] == sentences(text)


PARTS = st.sampled_from(
    ["。", "！", "？”", "“", "”", "（", "）", "\n", " ", "一、", "一是", "社区", "，", "；", "……", "3.5", "😀"]
)


@given(st.lists(PARTS, max_size=40).map("".join))
def test_sentences_cover_their_blocks_once(text: str) -> None:
    """Every character but white space lies in one sentence, which lies in the block it names."""
    doc = segmented(text)
    covered = [offset for sentence in doc.sentences for offset in range(sentence.span.start, sentence.span.end)]

    assert covered == sorted(set(covered))
    assert {offset for offset, character in enumerate(text) if not character.isspace()} <= set(covered)
    assert all(sentence.span in doc.blocks[sentence.block].span for sentence in doc.sentences)


@pytest.mark.parametrize("word", ["社区工作者", "持证上岗率", "网格员", "居民代表会议", "三社联动"])
def test_terms_of_the_field_stay_whole(word: str) -> None:
    """Our dictionary keeps them in one piece."""
    text = f"全区的{word}有所提高"

    assert word in [text[start:end] for start, end in words(KNOWLEDGE, text)]


@given(st.text(alphabet="社区工作者的。，3.5 \n网格员a😀", max_size=60))
def test_words_cover_the_text(text: str) -> None:
    """Words follow each other without holes."""
    found = list(words(KNOWLEDGE, text))

    assert text == "".join(text[start:end] for start, end in found)


def test_words_of_a_view_are_source_spans() -> None:
    """A word that a cut parts covers the cut."""
    source = "社区 工作者多"
    view = View.of(source).apply([Edit(Span(2, 3), "", "space")])

    assert Span(0, 6) == next(words_in(view, KNOWLEDGE))
    assert [Span(6, 7)] == list(words_in(view, KNOWLEDGE, Span(6, 7)))


def test_tags_are_offsets_too(capfd: pytest.CaptureFixture[str]) -> None:
    """The tagger knows our words and prints nothing."""
    text = "社区工作者提高了水平"
    found = list(tagged(KNOWLEDGE, text))

    assert ("社区工作者", "n") == (text[found[0][0] : found[0][1]], found[0][2])
    assert "提高" in [text[start:end] for start, end, tag in found if tag.startswith("v")]
    assert ("", "") == tuple(capfd.readouterr())
