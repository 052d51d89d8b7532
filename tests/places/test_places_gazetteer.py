"""The gazetteer: names found in a text, what they may mean, and what a scope of a document speaks of."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.errors import KnowledgeError
from policytext.gazetteer import Gazetteer, resolve
from policytext.knowledge import load_knowledge
from tests.places.places_samples import gazetteer, knowledge


def names(text: str) -> list[str]:
    """The names found in a text."""
    return [named.name for named in gazetteer().find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("江苏省常州市武进区湖塘镇", ["江苏省", "常州市", "武进区", "湖塘镇"]),
        ("江苏常州武进", ["江苏", "常州", "武进"]),
        ("由东莞和宁夏两地", ["东莞", "宁夏"]),
        ("恩施土家族苗族自治州民政局", ["恩施土家族苗族自治州"]),
        ("锡林郭勒盟二连浩特市", ["锡林郭勒盟", "二连浩特市"]),
        ("没有地名的一句话", []),
        ("", []),
    ],
)
def test_names_are_found_full_and_short(text: str, expected: list[str]) -> None:
    """The longest name at each place, side by side too."""
    assert expected == names(text)


def test_a_name_of_many_places_yields_them_all() -> None:
    """Which 长安镇 is meant is for the context to say."""
    (named,) = gazetteer().find("长安镇")
    assert 11 == len(named.divisions)
    assert ("广东省", "东莞市", "长安镇") in {gazetteer().path(one) for one in named.divisions}


def test_a_division_without_counties_or_cities_between_keeps_its_line() -> None:
    """东莞市 has towns and no counties; 潜江市 lies under its province; 朝阳区 of 北京市 under the city."""
    paths = {
        name: [gazetteer().path(one) for one in gazetteer().named(name)] for name in ("石碣镇", "潜江市", "海淀区")
    }
    assert [("广东省", "东莞市", "石碣镇")] == paths["石碣镇"]
    assert [("湖北省", "潜江市")] == paths["潜江市"]
    assert [("北京市", "海淀区")] == paths["海淀区"]


@pytest.mark.parametrize(
    ("code", "year", "name"),
    [
        ("420600", 2005, "襄樊市"),
        ("420600", 2015, "襄阳市"),
        ("420600", None, "襄阳市"),
        ("320483", 1999, "武进市"),
        ("999999", None, None),
    ],
)
def test_a_code_has_the_name_of_its_year(code: str, year: int | None, name: str | None) -> None:
    """One code, several names; without a year the last one."""
    found = gazetteer().at(code, year)
    assert name == (found.name if found else None)


@pytest.mark.parametrize(
    ("name", "begins", "ends", "successor"),
    [("白下区", None, 2013, "秦淮区"), ("武进市", 1995, 2002, "武进区"), ("襄樊市", None, 2010, "襄阳市")],
)
def test_an_abolished_name_knows_its_years_and_what_came_after(
    name: str, begins: int | None, ends: int, successor: str
) -> None:
    """So an old document's place is found, and what it is today."""
    (one,) = gazetteer().named(name)
    after = gazetteer().at(one.successor)
    assert (begins, ends, successor) == (one.begins, one.ends, after.name if after else None)


@pytest.mark.parametrize(
    ("scope", "code", "expected"),
    [
        ("我区", "320412", "武进区"),
        ("全区", "320412", "武进区"),
        ("全市", "320412", "常州市"),
        ("本省", "320412", "江苏省"),
        ("全区", "450100", "广西壮族自治区"),
        ("本街道", "320104007", "红花街道"),
        ("我镇", "320412100", "湖塘镇"),
        ("湖塘镇", "320412", "湖塘镇"),
        ("天宁区", "320412", "天宁区"),
        ("各街道", "320412", None),
        ("全镇", "320412", None),
        ("我区", "000000", None),
    ],
)
def test_a_scope_is_resolved_against_the_documents_place(scope: str, code: str, expected: str | None) -> None:
    """我区 and 全市 among the place and those above it; a name in it, then beside it."""
    found = resolve(scope, code, knowledge())
    assert expected == (found.name if found else None)


def test_a_scope_is_resolved_at_the_documents_time() -> None:
    """我区 of 2005 is the district of 2005."""
    found = resolve("我区", "420607", knowledge(), 2005)
    assert found is not None
    assert "襄阳区" == found.name


@given(st.lists(st.sampled_from(["武进区", "常州", "长安镇", "我区", "，", "a", "城"]), max_size=12).map("".join))
def test_what_is_found_stands_there_in_order(text: str) -> None:
    """Names do not overlap, and each is the text at its place."""
    end = 0
    for named in gazetteer().find(text):
        assert named.start >= end
        assert named.name == text[named.start : named.end]
        assert named.divisions
        end = named.end


def test_a_place_of_the_users_own_joins_and_a_wrong_row_is_named(tmp_path: Path) -> None:
    """An overlay's places_former.tsv is read after ours; a row with other columns is an error that shows it."""
    (tmp_path / "places_former.tsv").write_text("320412a01\t青禾街道\t\t4\t320412\t\t2010\t320412\n", "utf-8")
    (one,) = Gazetteer.of(load_knowledge(tmp_path)).named("青禾街道")
    assert 2010 == one.ends
    (tmp_path / "places_former.tsv").write_text("320412a01\t青禾街道\n", "utf-8")
    with pytest.raises(KnowledgeError, match=r"青禾街道.*columns"):
        Gazetteer.of(load_knowledge(tmp_path))


def test_every_row_has_a_level_a_place_above_it_and_years_in_order() -> None:
    """The tables hold together: parents exist or can be told from the code, years are years."""
    for index in range(len(gazetteer().rows)):
        one = gazetteer()._division(index)  # noqa: SLF001 - every row is looked at
        assert 1 <= one.level <= 4
        assert (one.begins or 0) <= (one.ends or 9999)
        if one.level > 1:
            assert 1 < len(gazetteer().path(one)), one


def test_the_command_line_starts_without_the_places() -> None:
    """They are read when the first name is looked up."""
    fresh = load_knowledge()
    assert not fresh._derived  # noqa: SLF001 - what has been derived so far
