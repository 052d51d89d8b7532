"""Series, derived indicators, targets and contradictions over documents built by hand, with invented places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, update

from policytext.compare import contradictions, counted, derived_table, series, target_id, targets, unmatched
from policytext.compare.cells import agree
from policytext.compare.derived import formula_of, formulas
from policytext.compare.records import amount, derived_record, link_record, series_records
from policytext.decide import Desk, desk_of, give_link, judge
from policytext.errors import QueryError
from policytext.knowledge import Knowledge, load_knowledge
from policytext.model import Document, Fact, Fingerprints, Mention, Meta, Source, Years
from policytext.settings import Settings
from policytext.store import (
    FigureQuery,
    Sighting,
    figures,
    is_fresh,
    open_store,
    refresh,
    rows_of,
    start_run,
    sync,
    write_document,
)
from policytext.store.database import writing
from policytext.store.schema import observations
from policytext.text import Span

PRINTS = Fingerprints("text/1", "rules-1", "model-1", "libraries-1")
NOW = datetime(2026, 3, 4, tzinfo=UTC)

Said = dict[str, Any]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The shipped tables."""
    return load_knowledge()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty database."""
    opened = open_store(f"sqlite:///{tmp_path / 'policytext.db'}")
    yield opened
    opened.dispose()


def said(surface: str, value: str, unit: str, indicator: str, **fields: object) -> Said:
    """A mention's fields."""
    return {"surface": surface, "value": Decimal(value), "unit": unit, "indicator": indicator, **fields}


def document(name: str, place: str, year: int, mentions: Sequence[Said]) -> Document:
    """A document of a place and year whose text is its figures, one a line."""
    lines = [f"{each['indicator']}{each['surface']}" for each in mentions]
    text = f"{place}{year}年工作总结\n" + "\n".join(lines)
    found, at = [], 0
    plain: Said = {
        "kind": "figure",
        "value_high": None,
        "due": None,
        "relation": "=",
        "role": "value",
        "scope": None,
        "time": f"{year}年底",
        "per": None,
        "pair": None,
        "status": "as_written",
        "tone": "plain",
        "rules": ("number-arabic",),
        "level": "district",
    }
    for line, each in zip(lines, mentions, strict=True):
        at = text.index(line, at) + len(each["indicator"])
        made = {**plain, "reading": each["surface"], **each}
        found.append(Mention(span=Span(at, at + len(each["surface"])), **made))
    doc = Document.of(Source(f"{name:0<64}", name, "text/plain", "utf-8", "text", "1", text))
    title = Fact(text.splitlines()[0], Span(0, len(text.splitlines()[0])), "title-line")
    years = Years(year, year, year, year, "explicit")
    return replace(doc, meta=Meta(title=title), years=years, mentions=tuple(found))


def put(engine: Engine, knowledge: Knowledge, *docs: Document) -> None:
    """Write documents."""
    run = start_run(engine, "test", NOW)
    for doc in docs:
        write_document(engine, rows_of(doc, PRINTS, knowledge), Sighting(doc.source.name), run)


WORKERS, HOUSEHOLDS = "社区工作者", "居民"


def test_a_series_is_places_by_years(engine: Engine, knowledge: Knowledge) -> None:
    """Two places, two years; a target, a sum over years and what is added stand in no cell."""
    put(
        engine,
        knowledge,
        document(
            "a1.txt",
            "青禾区",
            2012,
            [
                said("438名", "438", "名", WORKERS),
                said("520名", "520", "名", WORKERS, kind="target", time="到2014年"),
                said("93名", "93", "名", WORKERS, role="delta"),
                said("900名", "900", "名", WORKERS, measure="cumulative", time="2009年以来"),
            ],
        ),
        document("a2.txt", "青禾区", 2014, [said("531名", "531", "名", WORKERS)]),
        document("b1.txt", "松溪镇", 2012, [said("31名", "31", "名", WORKERS, level="street")]),
    )
    found = series(engine, knowledge, WORKERS)
    told = {
        (key.place_name, key.level): {cell.year: amount(cell.shown) for cell in cells}
        for key, cells in found.rows.items()
    }
    assert {("松溪镇", "street"): {2012: "31"}, ("青禾区", "district"): {2012: "438", 2014: "531"}} == told
    assert ((2012, 2014), ["900"]) == (found.years, [amount(part) for part in found.spans])
    later = series(engine, knowledge, "community_workers", place="青禾", first=2013)
    assert (2014,) == later.years
    assert {row["surface"] for row in series_records(found)} == {"438名", "531名", "31名", "900名"}


def test_measures_and_levels_never_share_a_row(engine: Engine, knowledge: Knowledge) -> None:
    """A flow is not a stock, and what a part of the place has is not the place's."""
    put(
        engine,
        knowledge,
        document(
            "a.txt",
            "青禾区",
            2012,
            [
                said("438名", "438", "名", WORKERS, measure="stock"),
                said("40名", "40", "名", "新增社区工作者", measure="flow"),
                said("12名", "12", "名", WORKERS, scope="各街道", level="street"),
            ],
        ),
    )
    rows = [*series(engine, knowledge, WORKERS).rows, *series(engine, knowledge, "community_workers_added").rows]
    assert {("stock", "district", ""), ("flow", "district", ""), ("stock", "street", "各街道")} == {
        (key.measure, key.level, key.part) for key in rows
    }


def test_numbers_that_differ_are_shown_and_never_averaged(engine: Engine, knowledge: Knowledge) -> None:
    """825.48万 and 825万 agree; 830万 contradicts both, within a document and between two."""
    population = "常住人口"
    put(
        engine,
        knowledge,
        document(
            "a.txt",
            "青禾区",
            2012,
            [said("825.48万人", "8254800", "人", population), said("825万人", "8250000", "人", population)],
        ),
        document("b.txt", "青禾区", 2012, [said("830万人", "8300000", "人", population)]),
    )
    (cells,) = series(engine, knowledge, population).rows.values()
    assert (True, 3, "825.48万人") == (cells[0].conflict, len(cells[0].parts), cells[0].shown.surface)
    found = contradictions(engine, knowledge)
    assert {("825.48万人", "830万人", False), ("825万人", "830万人", False)} == {
        (each.one.surface, each.other.surface, each.within) for each in found
    }
    first, second, third = cells[0].parts
    assert agree(first, second if second.surface == "825万人" else third)


ACCEPTED = ("number-arabic", "unit-after")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # 高于全省1.8个百分点: a difference
        (
            {"unit": "个百分点", "role": "delta", "rules": (*ACCEPTED, "compared-with")},
            {"unit": "个百分点", "role": "delta"},
        ),
        # 34个社区达到标准: some of them
        ({"rules": (*ACCEPTED, "counted-some")}, {}),
        # 一季度增长4.7%: of a part of the year
        (
            {"unit": "%", "role": "delta", "measure": "flow", "time": "一季度"}
            | {"time_from": "2012-01-01", "time_to": "2012-03-31"},
            {"unit": "%", "role": "delta", "measure": "flow"},
        ),
        # 一、二、三产增加值分别增长…: names and numbers that do not match
        ({"unit": "%", "role": "delta", "rules": (*ACCEPTED, "list-mismatch")}, {"unit": "%", "role": "delta"}),
        ({"scope": "石桥社区", "level": "community"}, {}),
        ({"scope": "城镇"}, {}),
        ({"relation": ">="}, {}),
    ],
)
def test_what_is_not_the_same_thing_contradicts_nothing(
    one: Said, other: Said, engine: Engine, knowledge: Knowledge
) -> None:
    """A difference, a count of some, a quarter, a part, another area and a bound are set beside no whole."""
    name = "社区" if one.get("unit") is None else "地区生产总值"
    numbers = [
        {**said("34个", "34", "个", name), **one},
        {**said("158个", "158", "个", name), **other},
    ]
    put(engine, knowledge, document("a.txt", "青禾区", 2012, numbers))
    assert contradictions(engine, knowledge) == []


@pytest.mark.parametrize(
    ("name", "unit", "values", "pairs"),
    [
        ("社区", "个", ("158", "34"), 1),
        ("社区", "个", ("158", "158"), 0),
        ("地区生产总值", "元", ("346100000000", "346000000000"), 1),
        ("空气质量优良率", "%", ("97.8", "98"), 0),
        ("空气质量优良率", "%", ("97.8", "96"), 1),
        ("项目总投资", "元", ("300000000", "900000000"), 0),
    ],
)
def test_whole_numbers_of_one_thing_that_differ_contradict_each_other(  # noqa: PLR0913, PLR0917 - one row of the table
    name: str, unit: str, values: tuple[str, str], pairs: int, engine: Engine, knowledge: Knowledge
) -> None:
    """Between two documents as within one; a kind of things (项目总投资) has as many numbers as there are things."""
    for file, value in zip(("a.txt", "b.txt"), values, strict=True):
        put(engine, knowledge, document(file, "青禾区", 2012, [said(f"{value}{unit}", value, unit, name)]))
    assert pairs == len(contradictions(engine, knowledge))


@pytest.mark.parametrize(
    ("aim", "figure", "outcomes"),
    [
        (("新开工亿元以上项目", {}), ("亿元以上项目", {"rules": (*ACCEPTED, "act-started")}), {"met"}),
        (("新开工亿元以上项目", {}), ("亿元以上项目", {"rules": (*ACCEPTED, "act-signed")}), {"unreported"}),
        (("绿色食品产业总产值", {"unit": "元"}), ("绿色食品产业总产值", {"unit": "元"}), {"met"}),
        (("绿色食品产业总产值", {"unit": "元"}), ("生物医药产业总产值", {"unit": "元"}), {"unreported"}),
        (("总投资", {"unit": "元"}), ("总投资", {"unit": "元"}), {"unreported"}),
        (("省级绿色工厂", {}), ("国家级绿色工厂", {}), {"incomparable"}),
        (("省级绿色工厂", {}), ("省级绿色工厂", {}), {"met"}),
    ],
)
def test_a_target_is_set_beside_what_is_the_same_thing(
    aim: tuple[str, Said], figure: tuple[str, Said], outcomes: set[str], engine: Engine, knowledge: Knowledge
) -> None:
    """What is signed is not what is begun, and of a kind of things only one name is the same."""
    asked = said("60个", "60", "个", aim[0], kind="target", time="到2014年") | aim[1]
    told = said("70个", "70", "个", figure[0]) | figure[1]
    put(engine, knowledge, document("a.txt", "青禾区", 2012, [asked]), document("b.txt", "青禾区", 2014, [told]))
    assert outcomes == {link.outcome for link in targets(engine, knowledge, as_of=2026)}


@pytest.mark.parametrize(
    ("over", "under", "expected"),
    [
        (("438名", "438", {}), ("12.5万户", "125000", {}), ("3.504", True, "3.504", True)),
        (("438名", "438", {"relation": ">="}), ("12.5万户", "125000", {}), ("3.504", True, None, False)),
        (("400多名", "400", {"relation": ">"}), ("12.5万户", "125000", {}), ("3.2", False, "4", False)),
        (("438名", "438", {}), ("10万户", "100000", {"relation": ">"}), (None, False, "4.38", False)),
    ],
)
def test_bounds_travel_through_a_ratio(
    over: tuple[str, str, Said],
    under: tuple[str, str, Said],
    expected: tuple[str | None, bool, str | None, bool],
    engine: Engine,
    knowledge: Knowledge,
) -> None:
    """An end of the quotient is closed where both ends that make it are."""
    mentions = [
        said(over[0], over[1], "名", WORKERS, **over[2]),
        said(under[0], under[1], "户", HOUSEHOLDS, **under[2]),
    ]
    put(engine, knowledge, document("a.txt", "青禾区", 2012, mentions))
    (cell,) = derived_table(engine, knowledge, "每千户社区工作者")
    low, high = (None if end is None else Decimal(end) for end in (expected[0], expected[2]))
    assert (low, expected[1], high, expected[3]) == (cell.low, cell.low_inclusive, cell.high, cell.high_inclusive)
    assert "derived" == cell.status
    record = derived_record(cell, "人/千户")
    assert (record["over_surface"], record["under_surface"]) == (over[0], under[0])


def test_what_was_added_in_a_year_is_no_half_of_a_ratio(engine: Engine, knowledge: Knowledge) -> None:
    """Of 438 there are and 26 taken on in the year, the 438 count; where only the 26 are told, a half is missing."""
    hired = said("26名", "26", "名", WORKERS, measure="flow")
    households = said("12.5万户", "125000", "户", HOUSEHOLDS)
    put(
        engine,
        knowledge,
        document("a.txt", "青禾区", 2012, [hired, said("438名", "438", "名", WORKERS, measure="stock"), households]),
        document("b.txt", "青禾区", 2013, [hired, households]),
    )
    found = {cell.year: cell for cell in derived_table(engine, knowledge, "community_workers_per_1000_households")}
    assert (Decimal("3.504"), "over") == (found[2012].low, found[2013].missing)


def test_a_norm_fills_no_cell_and_an_empty_cell_says_what_is_missing(engine: Engine, knowledge: Knowledge) -> None:
    """Other years, levels and places are no halves either; what a document tells itself stands as told."""
    put(
        engine,
        knowledge,
        document(
            "a.txt",
            "青禾区",
            2012,
            [
                said("438名", "438", "名", WORKERS, kind="requirement"),
                said("12.5万户", "125000", "户", HOUSEHOLDS),
            ],
        ),
        document("b.txt", "青禾区", 2013, [said("450名", "450", "名", WORKERS)]),
        document("c.txt", "青禾区", 2014, [said("3.8名", "3.8", "名", WORKERS, per="每千户")]),
    )
    cells = {cell.year: cell for cell in derived_table(engine, knowledge, "community_workers_per_1000_households")}
    assert ("over", "under", None) == (cells[2012].missing, cells[2013].missing, cells[2014].missing)
    assert (Decimal("3.8"), "as_written") == (cells[2014].low, cells[2014].status)
    assert [2014] == [
        cell.year for cell in derived_table(engine, knowledge, "community_workers_per_1000_households", whole=True)
    ]
    with pytest.raises(QueryError, match="no derived indicator"):
        formula_of("nothing", formulas(knowledge))


RATE = "和谐社区达标率"


def promised(place: str, name: str, **fields: object) -> Document:
    """A document that promises 98 % by 2014."""
    aim = {"kind": "target", "time": "到2014年", "relation": ">=", **fields}
    return document(name, place, 2012, [said("98%", "98", "%", RATE, **aim)])


@pytest.mark.parametrize(
    ("reported", "outcome", "differs"),
    [
        (said("98.6%", "98.6", "%", RATE), "met", ()),
        (said("98%", "98", "%", RATE), "met", ()),
        (said("97.9%", "97.9", "%", RATE), "missed", ()),
        (said("88%", "88", "%", f"农村{RATE}"), "incomparable", ("indicator",)),
        (said("99%", "99", "%", RATE, level="street"), "incomparable", ("level",)),
        (said("99%", "99", "%", f"省级{RATE}"), "incomparable", ("tier",)),
        (said("98.6%", "98.6", "%", RATE, time="2013年"), "unreported", ()),
        (said("12个", "12", "个", "社区"), "unreported", ()),
    ],
)
def test_a_target_stands_beside_what_was_reported(
    reported: Said, outcome: str, differs: tuple[str, ...], engine: Engine, knowledge: Knowledge
) -> None:
    """Reached, missed, not reported, or not the same thing; a proposal in any case."""
    put(engine, knowledge, promised("青禾区", "a.txt"), document("b.txt", "青禾区", 2014, [reported]))
    (link,) = targets(engine, knowledge, as_of=2026)
    assert (outcome, differs, "proposed", 2014) == (link.outcome, link.differs, link.standing, link.due)
    assert link.target.surface in link_record(link)["target_quote"]


@pytest.mark.parametrize(
    ("aim", "reported", "outcome"), [(">", ">", "met"), (">", "=", "missed"), (">", ">=", "missed"), ("=", ">", "met")]
)
def test_more_than_a_bound_reaches_more_than_it(
    aim: str, reported: str, outcome: str, engine: Engine, knowledge: Knowledge
) -> None:
    """超过98% is what 超过98% aims at; 98% and 98%以上 may be 98 itself."""
    actual = said("98%", "98", "%", RATE, relation=reported)
    put(engine, knowledge, promised("青禾区", "a.txt", relation=aim), document("b.txt", "青禾区", 2014, [actual]))
    (link,) = targets(engine, knowledge, as_of=2026)
    assert outcome == link.outcome


def test_what_is_still_ahead_is_not_due(engine: Engine, knowledge: Knowledge) -> None:
    """Seen from the year in which it is due, or before."""
    put(engine, knowledge, promised("青禾区", "a.txt"))
    assert ["not_due", "unreported"] == [targets(engine, knowledge, as_of=year)[0].outcome for year in (2014, 2015)]


def test_a_link_counts_once_a_person_confirms_it(engine: Engine, knowledge: Knowledge, tmp_path: Path) -> None:
    """The decision stands in the journal; another person's refusal makes it a proposal again."""
    reported = document("b.txt", "青禾区", 2014, [said("98.6%", "98.6", "%", RATE)])
    put(engine, knowledge, promised("青禾区", "a.txt"), reported)
    settings = Settings(database_url=str(engine.url), decisions=tmp_path / "decisions.jsonl")

    def desk(who: str) -> Desk:
        return desk_of(engine, settings, knowledge.display, who, NOW)[0]

    (link,) = targets(engine, knowledge, as_of=2026)
    assert link.id == target_id(link.target, link.actual)
    give_link(desk("甲"), link.target.identity, link.id)
    assert ["confirmed"] == [each.standing for each in targets(engine, knowledge, as_of=2026)]
    give_link(desk("乙"), link.target.identity, link.id, holds=False)
    assert ["proposed"] == [each.standing for each in targets(engine, knowledge, as_of=2026)]


def test_a_correction_makes_the_normal_form_anew(engine: Engine, knowledge: Knowledge, tmp_path: Path) -> None:
    """Indicator, unit and value follow what a person says, and nothing is read again."""
    put(engine, knowledge, document("a.txt", "青禾区", 2012, [said("438名", "438", "名", "无名之物")]))
    settings = Settings(database_url=str(engine.url), decisions=tmp_path / "decisions.jsonl")
    digest = "0" * 16
    assert [("无名之物", "名", 1, 1)] == [
        (row.name, row.unit, row.numbers, row.documents) for row in unmatched(engine, knowledge)
    ]
    assert not is_fresh(engine, digest)
    (row,) = figures(engine, FigureQuery())
    judge(
        desk_of(engine, settings, knowledge.display, "甲", NOW)[0],
        "correct",
        [row.identity],
        given={"indicator": WORKERS, "value": "440"},
    )
    assert refresh(engine, knowledge) == 1
    (row,) = figures(engine, FigureQuery(indicators=("community_workers",)))
    assert (Decimal(440), Decimal(440)) == (row.low, row.high)
    assert [("community_workers", 1)] == [(each.id, each.numbers) for each in counted(engine, knowledge, met=True)]
    sync(engine, tmp_path / "decisions.jsonl")
    assert refresh(engine, knowledge) == 0


def test_a_correction_while_normal_forms_are_made_is_not_lost(
    engine: Engine, knowledge: Knowledge, tmp_path: Path
) -> None:
    """Somebody decides after the program has looked which normal forms are outdated, and before it has written them."""
    put(engine, knowledge, document("a.txt", "青禾区", 2012, [said("438名", "438", "名", WORKERS)]))
    settings = Settings(database_url=str(engine.url), decisions=tmp_path / "decisions.jsonl")
    other = open_store(str(engine.url))
    (row,) = figures(engine, FigureQuery())
    with writing(engine) as connection:
        connection.execute(update(observations).values(normal=None))

    @event.listens_for(engine, "commit", once=True)
    def decide(_: object) -> None:
        judge(
            desk_of(other, settings, knowledge.display, "甲", NOW)[0], "correct", [row.identity], given={"value": "440"}
        )

    refresh(engine, knowledge)
    refresh(engine, knowledge)
    other.dispose()
    (row,) = figures(engine, FigureQuery())
    assert (Decimal(440), Decimal(440)) == (row.value, row.low)


def test_an_unknown_indicator_is_told(engine: Engine, knowledge: Knowledge) -> None:
    """And so is an unknown domain."""
    with pytest.raises(QueryError, match="no indicator"):
        series(engine, knowledge, "没有的指标")
    with pytest.raises(QueryError, match="no domain"):
        counted(engine, knowledge, domain="nowhere")
