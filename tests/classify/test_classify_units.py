"""What is judged as one piece."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from policytext.classify.units import units
from policytext.knowledge import load_knowledge
from policytext.model import Document, Source
from policytext.segment import segment
from policytext.structure import structure

KNOWLEDGE = load_knowledge()
FILLER = "社区的各项工作都在有序推进之中，居民的反映普遍良好。"


def document(text: str) -> Document:
    """A document with blocks and sentences."""
    doc = Document.of(Source("0" * 64, "a.txt", "text/plain", None, "text", "1", text))
    return segment(structure(doc, KNOWLEDGE), KNOWLEDGE)


def pieces(text: str) -> list[str]:
    """The text of each unit."""
    return [text[unit.span.start : unit.span.end] for unit in units(document(text), KNOWLEDGE)]


def test_each_heading_with_its_text_is_a_unit() -> None:
    """(一) and (二) are judged apart."""
    text = f"（一）健全组织。{FILLER * 3}\n（二）完善设施。{FILLER * 3}\n"

    assert ["（一）", "（二）"] == [piece[:3] for piece in pieces(text)]


def test_short_items_stay_with_their_heading() -> None:
    """一是, 二是 of a sentence or two are no sections."""
    text = f"（一）健全组织。{FILLER * 2}一是配强队伍。{FILLER}二是完善制度。{FILLER}"

    assert [text] == pieces(text)


def test_long_items_stand_alone() -> None:
    """An item as long as a section is one."""
    text = f"（一）健全组织。{FILLER * 3}一是配强队伍。{FILLER * 7}二是完善制度。{FILLER * 7}"

    assert ["（一）", "一是配", "二是完"] == [piece[:3] for piece in pieces(text)]


def test_heading_without_text_goes_with_what_follows() -> None:
    """二、 directly before (一) is no unit of its own."""
    text = f"二、主要做法\n（一）健全组织。{FILLER * 3}\n"

    assert ["二、主"] == [piece[:3] for piece in pieces(text)]


def test_long_text_without_headings_is_cut_at_line_ends() -> None:
    """No unit of paragraphs grows beyond the limit."""
    text = "\n".join([FILLER * 10] * 5)

    assert [FILLER * 10 + "\n" + FILLER * 10, FILLER * 10 + "\n" + FILLER * 10, FILLER * 10] == pieces(text)


PARTS = st.sampled_from(["一、做法\n", "（一）组织。", "一是队伍。", "1、设施\n", "同志们，", "\n", FILLER, FILLER * 6])


@given(st.lists(PARTS, max_size=20).map("".join))
def test_units_hold_every_block_once(text: str) -> None:
    """In order, without overlap."""
    doc = document(text)
    found = units(doc, KNOWLEDGE)

    assert list(range(len(doc.blocks))) == [index for unit in found for index in range(unit.first, unit.last)]
    assert all(before.span.end <= after.span.start for before, after in pairwise(found))
