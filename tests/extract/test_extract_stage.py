"""The extract stage as a whole: coordinates, order, and that no numeral is passed over."""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal
from itertools import count, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policytext.extract import extract, read_line
from policytext.extract.draft import Line
from policytext.extract.number.han import read_han
from policytext.knowledge import load_knowledge
from policytext.model import Block, Document, Sentence, Source
from policytext.text import Edit, Span, View

DIGITS = "零一二三四五六七八九"
KNOWLEDGE = load_knowledge()


def document(text: str, *cuts: Span) -> Document:
    """A document of one paragraph and one sentence, its reading view without `cuts`."""
    source = Source(hashlib.sha256(text.encode()).hexdigest(), "a.txt", "text/plain", "utf-8", "text", "1", text)
    view = View.of(text)
    whole = Span(0, len(text))
    return Document(
        source,
        view,
        view.apply([Edit(cut, "", "space") for cut in cuts]),
        blocks=(Block(whole, "paragraph", "test"),),
        sentences=(Sentence(whole, 0),),
    )


def chinese(number: int) -> str:
    """A whole number below 10 ** 12 in Chinese characters, as it is written out."""
    if number == 0:
        return DIGITS[0]
    for sign, worth in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)):
        if number >= worth:
            head, rest = divmod(number, worth)
            gap = DIGITS[0] if 0 < rest < worth // 10 else ""
            return chinese(head) + sign + gap + (chinese(rest) if rest else "")
    return DIGITS[number]


def test_a_mention_points_into_the_source_as_it_was_read() -> None:
    """A space inside a number is covered by the span, read over, and said to be repaired."""
    doc = extract(document("安置劳动力1 .8万人。", Span(6, 7)), KNOWLEDGE)
    (mention,) = doc.mentions
    assert ("1 .8万人", "1.8万人", Decimal(18000), "repaired") == (
        mention.surface,
        mention.reading,
        mention.value,
        mention.status,
    )
    assert mention.surface == doc.source.text[mention.span.start : mention.span.end]


def test_mentions_and_exclusions_stand_in_order() -> None:
    """Both come by their place, whatever found them first."""
    doc = extract(document("一、各村须在12月20日前清查3项资产，第二批涉及5个村，2014年已有“六好”村7个。"), KNOWLEDGE)
    assert ["12月20日", "3项", "5个", "7个"] == [mention.surface for mention in doc.mentions]
    assert sorted(exclusion.span for exclusion in doc.exclusions) == [exclusion.span for exclusion in doc.exclusions]
    assert {"list-number", "ordinal", "date", "quoted-name"} <= {exclusion.rule for exclusion in doc.exclusions}


def test_pairs_are_unique_within_a_document() -> None:
    """Two changes in one sentence do not share an id."""
    doc = extract(document("户数由10户增至20户，人数由30人增至40人。"), KNOWLEDGE)
    first, second, third, fourth = (mention.pair for mention in doc.mentions)
    assert first == second
    assert third == fourth
    assert first != third


def test_a_document_without_numerals_has_nothing() -> None:
    """No mention, no exclusion."""
    doc = extract(document("服务群众，服务基层。"), KNOWLEDGE)
    assert ((), ()) == (doc.mentions, doc.exclusions)


def test_the_same_document_gives_the_same_result_twice() -> None:
    """Nothing is kept from one call to the next."""
    doc = document("增长5.5%左右，新增2个园区，由3家增加到9家。")
    assert extract(doc, KNOWLEDGE) == extract(doc, KNOWLEDGE)


@given(st.integers(min_value=1, max_value=10**12 - 1))
@example(10)
@example(190_3000)
@example(1_0000_0001)
def test_a_number_written_out_is_read_back(number: int) -> None:
    """Chinese numerals are read exactly, whatever their gaps."""
    value = read_han(chinese(number), KNOWLEDGE.numerals)
    assert value is not None
    assert (Decimal(number), None) == (value.low, value.high)


@pytest.mark.parametrize("text", ["一二三四", "二〇一八", "十百", "百千", "零", "一千一千", "三万四万"])
def test_what_is_no_numeral_has_no_value(text: str) -> None:
    """Years digit by digit, enumerations and impossible orders are refused."""
    assert read_han(text, KNOWLEDGE.numerals) is None


@given(
    st.text(
        alphabet="0123456789零一二两三五十百千万亿几数多余半成点分之第年月日前个人元%.,、，“”—至从由到增x*( ",
        max_size=40,
    )
)
def test_no_numeral_is_passed_over(text: str) -> None:
    """Every Arabic digit ends in a mention or an exclusion, and mentions do not overlap."""
    line = Line(View.of(text), text, 0, Block(Span(0, len(text) or 1), "paragraph", "test"))
    drafts, marks = read_line(line, KNOWLEDGE, (f"p{number}" for number in count(1)))
    parts = [(draft.start, draft.end) for draft in drafts] + [(mark.start, mark.end) for mark in marks]
    covered = {at for start, end in parts for at in range(start, end)}
    assert [] == [match.start() for match in re.finditer("[0-9]", text) if match.start() not in covered]
    assert all(before.end <= after.start for before, after in pairwise(drafts))
    assert all(0 <= draft.start < draft.end <= len(text) for draft in drafts)


def test_units_after_digits_only_are_units() -> None:
    """Every unit that counts only after digits is a unit."""
    units = {
        name
        for group in KNOWLEDGE.units.dimensions.values()
        for unit, others in group.items()
        for name in (unit, *others)
    }
    assert set() == set(KNOWLEDGE.units.digits_only) - units
