"""The genre of a document, with the words that tell it."""

from __future__ import annotations

import pytest

from policytext.classify import classify
from policytext.clean import clean
from policytext.knowledge import load_knowledge
from policytext.model import Document, Label, Source
from policytext.segment import segment
from policytext.structure import structure

KNOWLEDGE = load_knowledge()
BODY = "近年来，青禾区加强社区建设，居民满意度提高。社区工作稳步推进，服务设施逐步完善。\n"
LAW = "第一条 为了规范服务，制定本条例。\n第二条 本条例适用于本市。\n"


def genres(text: str) -> list[Label]:
    """The genre labels of a text."""
    doc = Document.of(Source("0" * 64, "a.txt", "text/plain", None, "text", "1", text))
    for stage in (clean, structure, segment, classify):
        doc = stage(doc, KNOWLEDGE)
    return [label for label in doc.labels if label.facet in {"genre", "genre_kind"}]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (f"在全区社区建设推进会上的讲话\n同志们：\n{BODY}", ["speech"]),
        (f"社区建设工作汇报\n各位领导：\n{BODY}", ["speech"]),
        (f"青禾区社区治理经验交流材料\n{BODY}", ["experience_exchange"]),
        (f"望湖街道社区自治的探索与实践\n{BODY}", ["experience_exchange"]),
        (f"关于青禾区社区建设情况的调研报告\n{BODY}", ["research_report"]),
        (f"青禾区社区居家养老调查与思考\n{BODY}", ["research_report"]),
        (f"关于加强社区建设的思考\n{BODY}", ["thinking_paper"]),
        (f"关于开展社区建设情况调研的通知\n{BODY}", ["notice_opinion"]),
        (f"青禾区社区减负工作实施方案\n{BODY}", ["notice_opinion"]),
        (f"关于印发社区考核办法的通知\n青政发〔2016〕5号\n各街道办事处：\n{BODY}", ["notice_opinion"]),
        (f"望湖街道2019年社区工作总结\n{BODY}", ["work_summary"]),
        (f"政府工作报告\n各位代表：\n{BODY}", ["gov_work_report"]),
        (f"临江市居家养老服务条例\n{LAW}{BODY}", ["other", "regulation"]),
        (f"社区服务中心建设标准\n{BODY}", ["other", "standard"]),
        (f"临江市2019年国民经济和社会发展统计公报\n{BODY}", ["other", "bulletin"]),
    ],
)  # fmt: skip
def test_genre_is_told(text: str, codes: list[str]) -> None:
    """By address, number, title; finer kinds come after what they are a kind of."""
    assert codes == [label.code for label in genres(text)]


def test_number_of_another_paper_makes_no_notice() -> None:
    """A survey that cites a notice is a survey."""
    text = f"关于社区减负情况的调研报告\n根据民发〔2015〕136号文件精神，我们走访了社区。\n{BODY}"

    assert "research_report" == genres(text)[0].code


def test_genre_shows_its_words_and_how_sure_it_is() -> None:
    """A title is worth more than words of the body; without any cue nothing is claimed."""
    text = f"关于青禾区社区建设情况的调研报告\n{BODY}"
    (told,) = genres(text)
    (words,) = told.evidence
    (open_,) = genres(BODY)

    assert "关于青禾区社区建设情况的调研报告" == text[words.span.start : words.span.end]
    assert ("other", ()) == (open_.code, open_.evidence)
    assert told.strength > 0.75
    assert open_.strength < 0.01


def test_words_of_the_body_are_a_weak_sign() -> None:
    """Their band is low."""
    (label,) = genres(f"青禾区的社区\n我区社区工作的主要做法如下。{BODY}")

    assert "experience_exchange" == label.code
    assert 0.01 <= label.strength < 0.5
    assert label.evidence
