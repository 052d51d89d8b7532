"""Documents built by hand: headings over a block, sections."""

from __future__ import annotations

import dataclasses

import pytest

from policytext.model import Block, Document, Source
from policytext.text import Span

TEXT = "引言。一、概况。正文。(一)队伍。人员。二、打算。"


def document(*blocks: Block) -> Document:
    """A document of `TEXT` with these blocks."""
    source = Source("0" * 64, "a.txt", "text/plain", "utf-8", "text", "1", TEXT)
    return dataclasses.replace(Document.of(source), blocks=blocks)


INTRO = Block(Span(0, 3), "paragraph", "line")
FIRST = Block(Span(3, 8), "heading", "marker", level=1, marker="一、")
BODY = Block(Span(8, 11), "paragraph", "line", parent=1)
INNER = Block(Span(11, 17), "heading", "marker", level=2, marker="(一)", parent=1)
PEOPLE = Block(Span(17, 20), "paragraph", "line", parent=3)
SECOND = Block(Span(20, 25), "heading", "marker", level=1, marker="二、")


def test_sections_cut_the_document_at_every_heading() -> None:
    """Text before the first heading is a section of its own; each heading opens one."""
    doc = document(INTRO, FIRST, BODY, INNER, PEOPLE, SECOND)
    assert [
        (Span(0, 3), None),
        (Span(3, 11), FIRST),
        (Span(11, 20), INNER),
        (Span(20, 25), SECOND),
    ] == [(section.span, section.heading) for section in doc.sections()]


def test_a_document_without_headings_is_one_section() -> None:
    """Without headings the whole text is one section."""
    assert [(Span(0, 3), None)] == [(s.span, s.heading) for s in document(INTRO).sections()]


def test_an_empty_document_has_no_sections() -> None:
    """Nothing is cut out of nothing."""
    assert document().sections() == ()


def test_headings_over_a_block_come_nearest_first() -> None:
    """The chain of headings ends at the highest."""
    doc = document(INTRO, FIRST, BODY, INNER, PEOPLE, SECOND)
    assert [INNER, FIRST] == list(doc.headings_over(PEOPLE))


def test_a_new_document_reads_its_source_as_it_is() -> None:
    """Both views start as the source."""
    doc = document()
    assert TEXT == doc.clean.text == doc.reading.text


def test_what_a_stage_was_given_cannot_be_altered() -> None:
    """Documents are frozen."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        document().blocks = ()  # type: ignore[misc]  # the very thing that must fail
