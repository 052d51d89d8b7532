"""Looking numbers up, documents on cards, runs and counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, select

from policytext.errors import QueryError
from policytext.store import (
    Failure,
    FigureQuery,
    Sighting,
    Summary,
    count_figures,
    counts,
    failures,
    figures,
    finish_run,
    record_item,
    rows_of,
    show,
    start_run,
    write_document,
)
from policytext.store.database import reading
from policytext.store.schema import run_items, runs
from policytext.text import Span
from tests.store.samples import NOW, PRINTS, TEXT, bare, sample


@pytest.fixture
def library(engine: Engine) -> Engine:
    """A database with one full document, a copy of it under another name, and one without numbers."""
    run = start_run(engine, "ingest", NOW)
    for path, doc in (
        ("甲/a.txt", sample(name="a.txt")),
        ("乙/b.txt", sample(name="b.txt")),
        ("乙/c.txt", bare("无数字", "c.txt")),
    ):
        write_document(engine, rows_of(doc, PRINTS), Sighting(path), run)
    return engine


@pytest.mark.parametrize(
    ("filters", "surfaces"),
    [
        ({}, ["1 280人", "75.2%", "3500多平方米", "11月底"]),
        ({"words": "工作者"}, ["1 280人"]),
        ({"words": "1280"}, ["1 280人"]),
        ({"words": "松溪 总面积"}, ["3500多平方米"]),
        ({"words": "松溪 工作者"}, []),
        ({"words": "%"}, ["75.2%"]),
        ({"words": "_"}, []),
        ({"kind": "target"}, ["3500多平方米"]),
        ({"kind": "requirement"}, []),
        ({"unit": "人"}, ["1 280人"]),
        ({"value_min": Decimal("75.2"), "value_max": 1280}, ["1 280人", "75.2%"]),
        ({"value_min": 1280.5}, ["3500多平方米"]),
        ({"place": "松溪"}, ["1 280人", "75.2%", "3500多平方米", "11月底"][2:3]),
        ({"place": "临江"}, ["1 280人", "75.2%", "3500多平方米", "11月底"]),
        ({"year": 2014}, ["3500多平方米"]),
        ({"year": 2012}, ["1 280人", "75.2%", "11月底"]),
        ({"model": "gov_led", "kind": "deadline"}, ["11月底"]),
        ({"model": "hybrid"}, []),
        ({"document": 1, "limit": 2, "offset": 1}, ["75.2%", "3500多平方米"]),
        ({"document": 2}, []),
    ],
)
def test_filters_keep_what_they_name(library: Engine, filters: dict[str, Any], surfaces: list[str]) -> None:
    """Each filter alone and some together."""
    assert surfaces == [row.surface for row in figures(library, FigureQuery(**filters))]


def test_counting_leaves_pages_aside(library: Engine) -> None:
    """The count is that of all pages."""
    assert 4 == count_figures(library, FigureQuery(limit=1, offset=3))


def test_a_row_says_what_and_where(library: Engine) -> None:
    """Exact value, quote, span and place in the file."""
    row = figures(library, FigureQuery(unit="%"))[0]
    assert (Decimal("75.2"), "持证上岗率", "as_written") == (row.value, row.indicator, row.status)
    assert "75.2%" == TEXT[row.span.start : row.span.end] == row.surface
    assert "青禾区现有社区工作者1 280人，持证上岗率为75.2%。" == row.quote
    assert {"kind": "page", "page": 3} == row.located
    assert ("a.txt", "临江州", "gov_led") == (row.name, row.document_place, row.model)


@pytest.mark.parametrize(
    ("filters", "reason"),
    [
        ({"kind": "number"}, "no kind"),
        ({"value_min": 2, "value_max": 1}, "above the largest"),
        ({"limit": 0}, "limit"),
        ({"offset": -1}, "offset"),
    ],
)
def test_nonsense_is_said_to_be(library: Engine, filters: dict[str, Any], reason: str) -> None:
    """A query that cannot be answered says why, counted or listed."""
    for ask in (figures, count_figures):
        with pytest.raises(QueryError, match=reason):
            ask(library, FigureQuery(**filters))


@pytest.mark.parametrize("asked", [1, "1", "a.txt", "甲/a.txt", "乙/b.txt", "b.txt", sample().source.sha256[:8]])
def test_a_document_is_shown_by_number_name_path_or_sha256(library: Engine, asked: int | str) -> None:
    """Copies are found under their own names too."""
    card = show(library, asked)
    assert 1 == card.document
    assert ("乙/b.txt", "甲/a.txt") == card.paths


def test_a_card_tells_what_was_found(library: Engine) -> None:
    """Facts, labels with their phrases, gaps, and numbers by kind."""
    card = show(library, 1)
    assert ("临江州社区建设经验材料", "2012-05-01", len(TEXT)) == (card.title, card.issued, card.characters)
    assert {"deadline": 1, "figure": 2, "target": 1} == card.kinds
    assert [("governance_model", None, ("持证上岗",)), ("tag", Span(0, 11), ())] == [
        (label.facet, label.span, label.evidence) for label in card.labels
    ]
    assert [("cut_end", "完成。")] == [(gap.kind, gap.surface) for gap in card.gaps]


def test_the_labels_of_the_document_come_first(engine: Engine) -> None:
    """Whatever the order in which they were given."""
    doc = sample()
    doc = replace(doc, labels=doc.labels[::-1])
    write_document(engine, rows_of(doc, PRINTS), Sighting("a.txt"), start_run(engine, "ingest", NOW))
    assert ["governance_model", "tag"] == [label.facet for label in show(engine, 1).labels]


def test_words_stand_in_the_base_too(engine: Engine) -> None:
    """Who asks for a rate names what it is counted by."""
    doc = sample()
    doc = replace(doc, mentions=(replace(doc.mentions[0], per="每万 人"), *doc.mentions[1:]))
    write_document(engine, rows_of(doc, PRINTS), Sighting("a.txt"), start_run(engine, "ingest", NOW))
    assert ["1 280人"] == [row.surface for row in figures(engine, FigureQuery(words="每万人 工作者"))]


def test_an_unclear_document_lists_the_candidates(library: Engine) -> None:
    """The analyst can pick one by its number."""
    run = start_run(library, "ingest", NOW)
    write_document(library, rows_of(bare("另一篇", "a.txt"), PRINTS), Sighting("丙/a.txt"), run)
    with pytest.raises(QueryError, match=r"2 documents.*1 a\.txt 临江州社区建设经验材料; 3 a\.txt"):
        show(library, "a.txt")


@pytest.mark.parametrize("asked", ["99", "zz.txt", "", "%", "0" * 64, "²"])
def test_an_unknown_document_is_said_to_be(library: Engine, asked: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(QueryError, match="no document"):
        show(library, asked)


def test_counts_are_those_of_current_revisions(library: Engine) -> None:
    """A run's counts are what it wrote."""
    assert Summary(2, 2, 1, 0, 1, {"gov_led": 1}, 0) == counts(library) == counts(library, 1)
    run = start_run(library, "ingest", NOW)
    write_document(library, rows_of(bare("改写", "a.txt"), PRINTS), Sighting("丁/a.txt"), run)
    record_item(library, run, "bad.pdf", "failed", "read", "no text")
    assert Summary(3, 2, 1, 0, 1, {"gov_led": 1}, 1) == counts(library)
    assert Summary(1, 0, 0, 0, 0, {}, 1) == counts(library, run)


def test_a_run_over_unchanged_files_is_one_row(library: Engine) -> None:
    """It is inserted at the start and updated at the end."""
    run = start_run(library, "ingest 甲", NOW)
    finish_run(library, run, {"unchanged": 3}, NOW)
    with reading(library) as connection:
        rows = connection.execute(select(runs)).all()
        assert [] == connection.execute(select(run_items)).all()
    assert (2, "ingest 甲", "2026-03-04T05:06:07+00:00", "2026-03-04T05:06:07+00:00", {"unchanged": 3}) == rows[1]


def test_failures_are_told_by_run_or_by_last_attempt(engine: Engine) -> None:
    """A file that was done later no longer counts as failed."""
    first, second = start_run(engine, "ingest", NOW), start_run(engine, "ingest", NOW)
    record_item(engine, first, "b.pdf", "failed", "read", "no text", seconds=0.5)
    record_item(engine, first, "a.pdf", "failed", "worker", "hung")
    record_item(engine, second, "a.pdf", "new")
    b = Failure(first, "b.pdf", "read", "no text", 0.5)
    assert [Failure(first, "a.pdf", "worker", "hung", None), b] == failures(engine, first)
    assert [] == failures(engine, second)
    assert [b] == failures(engine)


def test_a_time_without_a_zone_is_refused(engine: Engine) -> None:
    """Local times would be compared with others."""
    with pytest.raises(ValueError, match="no time zone"):
        start_run(engine, "ingest", datetime(2026, 1, 1))  # noqa: DTZ001 - the point of the test
