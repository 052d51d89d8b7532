"""The ledger: whatever comes in, every character is kept, replaced or cut by a named rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.model import Document
from policytext.text import View
from tests.clean.pages import BODY, FIRST, TITLE, cleaned, knowledge, solid

PAGES = [example.before for platform in knowledge().platforms.values() for example in platform.examples]
SCRAPS = st.sampled_from(
    [
        "\n",
        "\r\n",
        "\n\n",
        "\u3000\u3000",
        " ",
        "\t",
        "第3页 共9页",
        "(第4页,共9页)",
        "1、",
        "2、",
        "一、",
        "VIP",
        TITLE,
        FIRST,
        "發(fā)展",
        "\u200b",
        "\ufeff",
        "\ue004",
        "１２．５％",
        "1 .8万人",
        "4 120户",
        "(((",
        "”",
        "“",
        "20**年",
        "http://www.x.com/a",
        "下载",
        "关 键 词:",
        "【字体:大 中 小】",
        "来源:",
        "发布时间: 2013-5-6",
        ".doc",
        "_第1页",
        "《",
        "》由会员分享",
    ]
)
TEXTS = st.lists(st.one_of(SCRAPS, st.text(max_size=12)), max_size=30).map("".join)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A page of a site with stretches cut out and scraps put in."""
    page = draw(st.sampled_from(PAGES))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(page)))
        end = min(len(page), start + draw(st.integers(0, 40)))
        page = page[:start] + draw(st.one_of(SCRAPS, st.just(""))) + page[end:]
    return page


def check_ledger(doc: Document) -> None:
    """Both views partition the source, name their rules, and quote it."""
    text = doc.source.text
    for view in (doc.clean, doc.reading):
        assert sum(view.ledger().values()) == len(text)
        assert "".join(text[piece.span.start : piece.span.end] for piece in view.pieces) == text
        assert all(edit.rule for edit in view.edits())
    assert doc.clean.ledger()["replaced"] == 0
    assert doc.clean.text == "".join(text[span.start : span.end] for _, span in doc.clean.runs())


@given(st.one_of(TEXTS, mutated()))
def test_every_character_is_kept_replaced_or_cut(text: str) -> None:
    """The ledger adds up, the clean view only cuts, gaps and facts lie inside the source."""
    doc = cleaned(text)
    check_ledger(doc)
    spans = [gap.span for gap in doc.gaps] + [
        fact.span
        for name in ("title", "issuer", "issued", "uploaded")
        if (fact := getattr(doc.meta, name)) and fact.span
    ]
    assert all(span.end <= len(text) for span in spans)


@given(mutated())
def test_the_same_page_gives_the_same_document(text: str) -> None:
    """Cleaning depends on nothing but the text."""
    assert cleaned(text) == cleaned(text)


@pytest.mark.parametrize("page", PAGES)
def test_cleaning_a_clean_text_loses_nothing(page: str) -> None:
    """What is left of a page is left alone the second time."""
    once = cleaned(page).clean.text
    assert cleaned(once).clean.text == once


@pytest.mark.parametrize("text", ["", "\n", " \u3000\n", "\ufeff", "\r\n\r\n"])
def test_an_empty_text_has_no_content(text: str) -> None:
    """Nothing is invented where nothing stands."""
    doc = cleaned(text)
    assert doc.clean.text == ""
    assert doc.completeness.state == "no_content"
    check_ledger(doc)


@pytest.mark.parametrize("unit", [FIRST, "社区 ", "1 2 0万", "((“《", "第1页", "http://www.", "a:", "标题:", "發(fā)"])
def test_one_long_line_is_cleaned(unit: str) -> None:
    """200,000 characters of what patterns stumble over keep their ledger, far from the suite's limit of time."""
    check_ledger(cleaned((unit * (200_000 // len(unit) + 1))[:200_000]))


def test_the_views_of_a_plain_text_are_the_text() -> None:
    """A document of paragraphs is its own clean view."""
    assert cleaned(BODY).clean == View.of(BODY)
    assert solid(cleaned(f"{TITLE}\n{BODY}").clean.text) == solid(TITLE + BODY)
