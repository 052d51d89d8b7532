"""Place and years in the store: kept with their evidence, and what the filters find by them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from policytext.clean.place import place_of, places_of
from policytext.knowledge import load_knowledge
from policytext.model import Document, Fact, Years
from policytext.store import (
    FigureQuery,
    Sighting,
    figures,
    rows_of,
    search,
    show,
    start_run,
    write_document,
)
from policytext.text import Span
from tests.store.samples import NOW, PRINTS, bare, mention

TEXT = "武进区社区建设情况。去年建成用房300平方米。我区湖塘镇建成12处，力争达到80%。"
KNOWLEDGE = load_knowledge()


def placed(years: Years) -> Document:
    """A document with a place, three numbers and these years."""
    doc = bare(TEXT, "a.txt")
    meta = replace(doc.meta, title=Fact("武进区社区建设情况", Span(0, 9), "by-hand"))
    places = places_of(doc.reading, meta, None, KNOWLEDGE)
    mentions = (
        mention(TEXT, "300平方米", "300", "平方米", time="去年"),
        mention(TEXT, "12处", "12", "处"),
        mention(TEXT, "80%", "80", "%", kind="target"),
    )
    meta = replace(meta, place=place_of(places, KNOWLEDGE))
    return replace(doc, meta=meta, places=places, years=years, mentions=mentions)


SPOKEN = Years(2023, 2023, 2024, 2024, "explicit", (Span(0, 3),), ("year-reviewed",))


def written(engine: Engine, years: Years = SPOKEN) -> Engine:
    """The database with that document."""
    write_document(
        engine, rows_of(placed(years), PRINTS, KNOWLEDGE), Sighting("a.txt"), start_run(engine, "ingest", NOW)
    )
    return engine


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("武进", 3),
        ("常州市", 3),
        ("江苏", 3),
        ("32", 3),
        ("3204", 3),
        ("320400", 3),
        ("320000", 3),
        ("320412", 3),
        ("321000", 0),
        ("33", 0),
        ("3", 0),
        ("南京", 0),
    ],
)
def test_a_place_is_found_by_itself_and_by_what_it_lies_in(engine: Engine, place: str, found: int) -> None:
    """A part of the full name, or the beginning of the code."""
    assert found == len(figures(written(engine), FigureQuery(place=place)))
    assert bool(found) == bool(search(engine, "用房", place=place).hits)


@pytest.mark.parametrize(
    ("years", "year", "surfaces"),
    [
        (SPOKEN, 2023, ["300平方米", "12处"]),
        (SPOKEN, 2024, ["80%"]),
        (Years(2011, 2012, 2011, 2012, "masked"), 2012, ["12处", "80%"]),
        (Years(2011, 2012, 2011, 2012, "masked"), 2010, ["300平方米"]),
        (Years(2000, 2099, 2000, 2099, "masked"), 2012, []),
        (Years(2004, 2006, 2004, 2006, "unknown"), 2005, []),
    ],
)
def test_a_number_without_a_year_has_the_documents(
    engine: Engine, years: Years, year: int, surfaces: list[str]
) -> None:
    """What was reached is of the year reported, what is aimed at of that in which it speaks, 去年 of the one before."""
    assert surfaces == [row.surface for row in figures(written(engine, years), FigureQuery(year=year))]


def test_the_card_shows_place_and_years_with_their_evidence(engine: Engine) -> None:
    """What was decided, how strongly, and which phrases say so."""
    card = show(written(engine), "a.txt")
    assert ("江苏省常州市武进区", "320412") == (card.place, card.place_code)
    assert "武进区社区建设情况" in card.places[0].evidence
    assert (2023, 2023, "explicit", ("武进区",)) == (
        card.years.low,
        card.years.high,
        card.years.basis,
        card.years.evidence,
    )
