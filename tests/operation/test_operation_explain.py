"""Why a number is here: source, edits, reading, rules, headings, and what was left out near by."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest

from policytext.errors import QueryError
from policytext.explain import Explanation, explain
from policytext.model import Block, Document, Exclusion, Mention, Sentence, Source
from policytext.pipeline import default_knowledge, process_source
from policytext.text import Edit, Span

TEXT = "一、队伍\n２０１４年青禾区有社工３６ ０名。\n完"
YEAR, NUMBER = Span(5, 10), Span(16, 21)


@pytest.fixture
def doc() -> Document:
    """A heading, a sentence with a year that is left out and a number with edits; made by hand."""
    bare = Document.of(Source("0" * 64, "青禾.txt", "text/plain", "utf-8", "text", "1", TEXT))
    edits = [
        Edit(Span(5, 9), "2014", "width"),
        Edit(Span(16, 18), "36", "width"),
        Edit(Span(18, 19), "", "stray-space"),
        Edit(Span(19, 20), "0", "width"),
    ]
    mention = Mention(
        span=NUMBER,
        surface="３６ ０名",
        reading="360名",
        kind="figure",
        value=Decimal(360),
        value_high=None,
        due=None,
        unit="名",
        relation="=",
        role="value",
        indicator="社工",
        scope="青禾区",
        time="2014年",
        per=None,
        pair=None,
        status="repaired",
        tone="plain",
        rules=("number-arabic", "unit-after"),
    )
    return dataclasses.replace(
        bare,
        reading=bare.reading.apply(edits),
        blocks=(
            Block(Span(0, 4), "heading", "han-number", 1, "一、"),
            Block(Span(5, 22), "paragraph", "line", parent=0),
        ),
        sentences=(Sentence(Span(0, 4), 0), Sentence(Span(5, 22), 1)),
        mentions=(mention,),
        exclusions=(Exclusion(Span(0, 2), "list-number"), Exclusion(YEAR, "date")),
    )


def only(explanations: list[Explanation]) -> Explanation:
    """The one explanation."""
    assert 1 == len(explanations)
    return explanations[0]


def test_a_mention_is_explained_from_source_to_rules(doc: Document) -> None:
    """Every link of the chain is there."""
    assert "３６ ０名" == TEXT[NUMBER.start : NUMBER.end]
    found = only(explain(doc))
    assert ("３６ ０名", "360名") == (found.quote, found.reading)
    assert TEXT == found.before + found.quote + found.after
    assert ["width", "stray-space", "width"] == [edit.rule for edit in found.edits]
    assert "2014年青禾区有社工360名。" == found.sentence
    assert ("paragraph", ("一、队伍",)) == (found.block and found.block.kind, found.headings)
    assert ["date"] == [one.rule for one in found.exclusions]
    assert doc.mentions[0] == found.mention


@pytest.mark.parametrize("at", [NUMBER.start, NUMBER.start + 2, NUMBER.end - 1])
def test_any_character_of_a_mention_leads_to_it(doc: Document, at: int) -> None:
    """Also one that was cut from it."""
    assert doc.mentions[0] == only(explain(doc, at)).mention


def test_a_numeral_left_out_says_why(doc: Document) -> None:
    """There is no mention, but an exclusion with its rule."""
    found = only(explain(doc, YEAR.start + 1))
    assert (None, YEAR) == (found.mention, found.span)
    assert "date" in [one.rule for one in found.exclusions]


@pytest.mark.parametrize(("at", "block"), [(4, None), (10, "paragraph"), (23, None)])
def test_a_place_of_nothing_is_shown_as_it_is(doc: Document, at: int, block: str | None) -> None:
    """Between blocks there is neither sentence nor block."""
    found = only(explain(doc, at))
    assert (None, TEXT[at]) == (found.mention, found.quote)
    assert block == (found.block.kind if found.block else None)


@pytest.mark.parametrize("at", [-1, len(TEXT)])
def test_an_offset_outside_is_refused(doc: Document, at: int) -> None:
    """With the length of the text."""
    with pytest.raises(QueryError, match=f"{len(TEXT)} characters"):
        explain(doc, at)


def test_what_was_considered_and_lost_is_told() -> None:
    """Another time, another owner and another kind of the same sentence stand beside what was taken."""
    knowledge = default_knowledge()
    text = "去年青禾区有社工300人，松溪镇2020年有60人，力争明年达到90人。"
    source = Source("0" * 64, "a.txt", "text/plain", "utf-8", "text", "1", text)
    found = explain(process_source(source, knowledge), text.index("60"), knowledge)
    told = [(one.field, one.text) for one in only(found).considered]
    assert ("time", "去年") in told
    assert ("scope", "青禾区") in told
    assert ("kind", "target: 力争明年达到90人") in told
