"""Blocks cover the clean view, in order, once, and form a tree."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.knowledge import load_knowledge
from policytext.model import Document, Fact, Meta, Place, Source
from policytext.structure import structure
from policytext.text import Edit, Span

KNOWLEDGE = load_knowledge()

PARTS = st.sampled_from(
    [
        *["一、", "（一）", "1、", "(2)", "一是", "二是", "第一条", "——", "①", "近年来", "同志们，"],
        *["。", "！", "：", "；", "，", "\n", "\r\n", " ", "\u3000", "“", "”", "(", ")"],
        *["做好工作", "青禾区", "2012年", "30个", "１、", "😀"],
    ]
)
TEXTS = st.lists(PARTS, max_size=40).map("".join)


def source(text: str, places: tuple[Place, ...] = ()) -> Source:
    """A text as if read from a file."""
    return Source("0" * 64, "report.txt", "text/plain", "utf-8", "text", "1", text, places)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Documents with cuts, replacements, a title and table cells in any place."""
    text = draw(TEXTS)
    offsets = st.lists(st.integers(0, len(text)), max_size=12, unique=True).map(sorted)

    def spans(limit: int) -> list[Span]:
        edges = draw(offsets)
        return [Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False)][:limit]

    cells = tuple(Place(span, "cell", table=1, row=1, column=1) for span in spans(3))
    doc = Document.of(source(text, cells))
    clean = doc.clean.apply(Edit(span, "", "cut") for span in spans(3))
    kept = [span for _, span in clean.runs()]
    reading = clean.apply(
        Edit(Span(span.start, span.start + 1), "", "space") for span in kept if text[span.start].isspace()
    )
    title = next(iter(spans(1)), None)
    return replace(doc, clean=clean, reading=reading, meta=Meta(title=Fact("title", title, "test")))


@given(documents())
def test_blocks_cover_every_character_once(doc: Document) -> None:
    """Every character of the clean view that is not white space lies in exactly one block."""
    blocks = structure(doc, KNOWLEDGE).blocks
    covered = [0] * len(doc.source.text)
    for block in blocks:
        for offset in range(block.span.start, block.span.end):
            covered[offset] += 1
    kept = [offset for _, span in doc.clean.runs() for offset in range(span.start, span.end)]

    assert all(covered[offset] == 1 for offset in kept if not doc.source.text[offset].isspace())
    assert max(covered, default=0) <= 1


@given(documents())
def test_blocks_stand_in_order_and_their_parents_before_them(doc: Document) -> None:
    """A parent is an earlier heading of a higher level."""
    blocks = structure(doc, KNOWLEDGE).blocks

    assert list(blocks) == sorted(blocks, key=lambda block: block.span)
    for index, block in enumerate(blocks):
        if block.parent is not None:
            parent = blocks[block.parent]
            assert block.parent < index
            assert parent.kind == "heading"
            assert block.kind != "heading" or block.level == parent.level + 1


@given(documents())
def test_same_document_gives_the_same_blocks(doc: Document) -> None:
    """Nothing is kept between calls."""
    assert structure(doc, KNOWLEDGE) == structure(doc, KNOWLEDGE)


def test_empty_document_has_no_blocks() -> None:
    """White space alone is nothing."""
    assert () == structure(Document.of(source(" \n\u3000")), KNOWLEDGE).blocks


def test_title_is_a_block_where_it_stands() -> None:
    """The title glued to the first sentence is cut from it."""
    text = "关于社区工作的汇报青禾区是新区。"
    doc = replace(Document.of(source(text)), meta=Meta(title=Fact(text[:9], Span(0, 9), "test")))

    assert [("title", 0, 9), ("paragraph", 9, 16)] == [
        (b.kind, b.span.start, b.span.end) for b in structure(doc, KNOWLEDGE).blocks
    ]


def test_lines_that_repeat_the_title_are_titles() -> None:
    """Also where the site writes it with other punctuation; they head nothing."""
    text = "社区工作，贵在坚持\n正文说明了这一点，很清楚。\n社区工作贵在坚持\n更多。"
    doc = replace(Document.of(source(text)), meta=Meta(title=Fact(text[:9], Span(0, 9), "test")))

    assert ["title", "paragraph", "title", "paragraph"] == [block.kind for block in structure(doc, KNOWLEDGE).blocks]


@pytest.mark.parametrize(("length", "kind"), [(10, "cell"), (2000, "paragraph")])
def test_cells_are_blocks_unless_they_hold_a_page(length: int, kind: str) -> None:
    """A cell of a page's layout flows like any text."""
    text = "表前\n" + "值" * length + "\n表后"
    doc = Document.of(source(text, (Place(Span(3, 3 + length), "cell", table=1, row=1, column=1),)))

    assert ["paragraph", kind, "paragraph"] == [block.kind for block in structure(doc, KNOWLEDGE).blocks]


def test_nested_cells_do_not_overlap() -> None:
    """A table in a cell: each stretch belongs to the innermost."""
    text = "外一内里外二"
    cells = (Place(Span(0, 6), "cell", table=1), Place(Span(2, 4), "cell", table=2))
    blocks = structure(Document.of(source(text, cells)), KNOWLEDGE).blocks

    assert [(0, 2), (2, 4), (4, 6)] == [(block.span.start, block.span.end) for block in blocks]


def test_sections_follow_the_headings() -> None:
    """`Document.sections` cuts at every heading."""
    doc = structure(Document.of(source("开头。\n一、做法\n很多。\n二、打算\n更多。\n")), KNOWLEDGE)

    assert [None, "一、", "二、"] == [part.heading and part.heading.marker for part in doc.sections()]
