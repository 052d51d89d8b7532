"""Canonical indicators: what matches, what a contrast or a unit forbids, and what is only proposed."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from policytext.errors import KnowledgeError
from policytext.knowledge import Knowledge, load_knowledge
from policytext.knowledge.load import load_canon, load_derived
from policytext.knowledge.overlay import add_form
from policytext.model import Relation, Role, Source
from policytext.observe import (
    Figure,
    Surroundings,
    amount_of,
    catalogue,
    dimension_of,
    identify,
    named_place,
    normal_form,
    place_of,
    proposals,
    tables_digest,
)
from policytext.pipeline import process_source

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The shipped tables."""
    return load_knowledge()


@pytest.mark.parametrize(
    ("name", "unit", "role", "indicator", "aspect", "tier"),
    [
        ("社区工作者", "名", "value", "community_workers", "amount", None),
        ("“大党委”", "个", "value", "party_committees", "amount", None),
        ("全市常住人口", "人", "value", "population_resident", "amount", None),
        ("农村居民人均可支配收入", "元", "value", "income_rural", "amount", None),
        ("居民人均可支配收入", "元", "value", "income_per_head", "amount", None),
        ("城镇低保标准", "元", "value", "minimum_income_urban", "amount", None),
        ("地区生产总值", "%", "delta", "gdp", "growth", None),
        ("地区生产总值增速", "%", "value", "gdp", "growth", None),
        ("养老床位", "张", "delta", "elder_beds_added", "amount", None),
        ("新增养老床位", "张", "value", "elder_beds_added", "amount", None),
        ("新增省级绿色工厂", "家", "value", "green_factories_added", "amount", "province"),
        ("国家级绿色工厂", "家", "value", "green_factories", "amount", "national"),
        ("改造背街小巷", "条", "value", "back_streets_renovated", "amount", None),
        ("社区服务站覆盖率", "%", "value", "service_stations_coverage", "amount", None),
        ("亿元以上重点项目", "个", "value", "projects_sized", "amount", None),
    ],
)
def test_a_name_is_its_indicator(  # noqa: PLR0913, PLR0917 - one row of the table
    name: str, unit: str, role: Role, indicator: str, aspect: str, tier: str | None, knowledge: Knowledge
) -> None:
    """By a written form, a rule, or a variant made of another; tiers and changes are told apart."""
    found = identify(name, unit, role, knowledge)
    assert (indicator, aspect, tier) == (found.indicator, found.aspect, found.tier)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("社区工作者", "元"),  # another dimension
        ("兼职社区工作者", "名"),
        ("户籍常住人口", "人"),
        ("在建养老床位", "张"),
        ("累计养老床位", "张"),
        ("妇女志愿者", "名"),
        ("木工工具", "个"),
        ("", "个"),
    ],
)
def test_a_contrast_word_or_another_dimension_forbids(name: str, unit: str, knowledge: Knowledge) -> None:
    """Nothing is assigned by resemblance."""
    assert identify(name, unit, "value", knowledge).indicator is None


def test_resemblance_only_proposes(knowledge: Knowledge) -> None:
    """The nearest form comes first; one that a contrast word forbids is not proposed."""
    found = proposals("本地社区工作者队伍", "名", knowledge)
    assert ("community_workers", "社区工作者队伍") == (found[0].indicator, found[0].form)
    assert identify("本地社区工作者队伍", "名", "value", knowledge).indicator is None
    assert proposals("城镇户籍困难老年人口", "元", knowledge) == []


def test_the_catalogue_is_large_and_sound(knowledge: Knowledge) -> None:
    """Parents, domains and dimensions are known, and no form means two things of one dimension."""
    canon, entries = load_canon(), catalogue(knowledge)
    assert len(canon.indicators) >= 250
    domains = {*canon.domains, *knowledge.taxonomy.facets["indicator_domain"].codes}
    dimensions = {*canon.dimensions, "bare"}
    for entry in entries.values():
        assert entry.domain in domains, entry.id
        assert set(entry.units) <= dimensions, entry.id
        assert entry.parent is None or entry.parent in entries, entry.id
    forms: dict[tuple[str, str], str] = {}
    for name, row in canon.indicators.items():
        for form in {row.zh, *row.forms}:
            for unit in row.units:
                assert forms.setdefault((form, unit), name) == name, form


def test_every_written_form_finds_its_own_indicator(knowledge: Knowledge) -> None:
    """A form is matched exactly, whatever else the table says."""
    canon = load_canon()
    units = {dimension: next(iter(bases)) for dimension, bases in canon.dimensions.items()} | {"bare": ""}
    wrong = [
        (form, name)
        for name, row in canon.indicators.items()
        for form in (row.zh, *row.forms)
        if identify(form, units[row.units[0]], "value", knowledge).indicator != name
    ]
    assert wrong == []


def test_every_formula_is_of_known_indicators(knowledge: Knowledge) -> None:
    """Both halves exist, and there are a dozen at least."""
    table, entries = load_derived(), catalogue(knowledge)
    assert len(table.formulas) >= 12
    for formula in table.formulas.values():
        assert {*formula.over.indicators, *formula.under.indicators} <= set(entries)
        assert formula.stated is None or formula.stated in entries


def test_an_accepted_form_is_matched_and_changes_the_digest(tmp_path: Path, knowledge: Knowledge) -> None:
    """The user's table is merged over ours; accepting twice changes nothing."""
    assert add_form(tmp_path, "社区大管家", "community_workers")
    assert not add_form(tmp_path, "社区大管家", "community_workers")
    own = load_knowledge(tmp_path)
    assert identify("社区大管家", "名", "value", own).indicator == "community_workers"
    assert identify("社区大管家", "名", "value", knowledge).indicator is None
    assert tables_digest(own.roots) != tables_digest(knowledge.roots)
    assert own.fingerprint == knowledge.fingerprint, "no file becomes stale"


def test_a_broken_table_is_told_with_its_file(tmp_path: Path) -> None:
    """A variant or parent that is not there is an error, not a silent gap."""
    (tmp_path / "canon.yaml").write_text("indicators: {gdp: {parent: nothing}}\n", "utf-8")
    with pytest.raises(KnowledgeError, match=r"canon\.yaml.*nothing"):
        load_canon(tmp_path)


# --- amounts


@pytest.mark.parametrize(
    ("value", "high", "relation", "unit", "reading", "expected"),
    [
        ("8254800", None, "=", "人", "825.48万人", ("8254800", True, "8254800", True, "人")),
        ("98", None, ">=", "%", "98%", ("98", True, None, False, "%")),
        ("98", None, ">", "%", "98%", ("98", False, None, False, "%")),
        ("30", None, "<", "人", "30人", (None, False, "30", False, "人")),
        ("30", None, "<=", "天", "30日", (None, False, "30", True, "天")),
        ("3500", None, ">", "平方米", "3500多平方米", ("3500", False, "3600", False, "平方米")),
        ("1200", None, "~", "户", "1200户", ("1150", True, "1250", True, "户")),
        ("11", "19", "=", "个", "十几个", ("11", True, "19", True, "个")),
        ("2", None, "=", "平方公里", "2平方公里", ("2000000", True, "2000000", True, "平方米")),
        ("3", None, "=", "亩", "3亩", ("2000", True, "2000", True, "平方米")),
        ("2", None, "=", "吨", "2吨", ("2000", True, "2000", True, "千克")),
        ("5", None, "=", "名", "5名", ("5", True, "5", True, "人")),
        ("0", None, "=", "起", "0起", ("0", True, "0", True, "次")),
    ],
)
def test_a_number_is_an_interval_in_a_base_unit(  # noqa: PLR0913, PLR0917 - one row of the table
    value: str,
    high: str | None,
    relation: Relation,
    unit: str,
    reading: str,
    expected: tuple[str | None, bool, str | None, bool, str],
    knowledge: Knowledge,
) -> None:
    """以上, 以下 and 以内 include the number, 超过 and 不满 do not."""
    found = amount_of(
        value=Decimal(value),
        value_high=Decimal(high) if high else None,
        relation=relation,
        unit=unit,
        reading=reading,
        knowledge=knowledge,
    )
    assert found is not None
    ends = [None if end is None else Decimal(end) for end in (expected[0], expected[2])]
    assert ends == [found.low, found.high]
    assert (expected[1], expected[3], expected[4]) == (found.low_inclusive, found.high_inclusive, found.unit)


def test_a_unit_that_no_table_knows_is_a_dimension_of_its_own(knowledge: Knowledge) -> None:
    """Nothing else is ever compared with it."""
    assert (dimension_of("包干", knowledge), dimension_of("", knowledge)) == ("包干", "bare")


# --- places


@pytest.mark.parametrize(
    ("scope", "code", "expected"),
    [
        (None, "620500", ("620500", "document", None)),
        ("全市", "620500", ("620500", "stated", None)),
        ("秦州区", "620500", ("620502", "stated", None)),
        ("全省", "620500", ("620000", "stated", None)),
        ("石桥社区", "620500", ("620500", "stated", "石桥社区")),
        ("各街道", "620502", ("620502", "document", "各街道")),
        ("认真落实市", "620500", ("620500", "document", None)),
        ("珠海市", "620500", ("440400", "stated", None)),
        ("全国", "620500", (None, "stated", None)),
    ],
)
def test_a_figure_is_of_the_place_its_scope_names(
    scope: str | None, code: str, expected: tuple[str | None, str, str | None], knowledge: Knowledge
) -> None:
    """Inside the document's place, or that place itself."""
    found = place_of(scope, code=code, name=None, under=None, title=None, year=2020, knowledge=knowledge)
    assert expected == (found.code, found.basis, found.part)


@pytest.mark.parametrize(
    ("scope", "name"),
    [
        ("石桥社区", "石桥社区"),
        ("望湖街道", "望湖街道"),
        ("青禾县", "青禾县"),
        ("临江经开区", "临江经开区"),
        *(
            (each, None)
            for each in ("该社区", "备案社区", "包保小区", "完整社区", "城区", "东片区", "核心区", "开发区", "乡村")
        ),
        *((each, None) for each in ("市财政", "市政府", "自治区", "藏羌医药省", "两县市", "富民强村", "易地搬迁小区")),
    ],
)
def test_where_the_place_is_unknown_only_names_are_places(scope: str, name: str | None, knowledge: Knowledge) -> None:
    """A kind of place, an organ or a cut-off phrase names none: the figure is of the document's unknown place."""
    found = place_of(scope, code=None, name=None, under=None, title=None, year=2020, knowledge=knowledge)
    assert (None, name) == (found.code, found.name)


def test_an_ordinary_word_is_no_division_elsewhere(knowledge: Knowledge) -> None:
    """市区 is a part of the document's place, whatever other city has a division of that name."""
    found = place_of("市区", code="140500", name=None, under=None, title=None, year=2023, knowledge=knowledge)
    assert ("140500", "市区") == (found.code, found.part)


# --- what is done to what is counted


def told(sentence: str, knowledge: Knowledge) -> dict[str, tuple[str | None, str]]:
    """The numbers of a sentence of a work report: indicator and aspect by what is written."""
    text = f"青禾市2023年工作总结\n\n一、2023年工作回顾\n{sentence}\n"
    source = Source("0" * 64, "a.txt", "text/plain", "utf-8", "text", "1", text)
    found = {}
    for each in process_source(source, knowledge).mentions:
        figure = Figure(
            kind=each.kind,
            value=each.value,
            value_high=each.value_high,
            relation=each.relation,
            unit=each.unit,
            role=each.role,
            reading=each.reading,
            indicator=each.indicator,
            scope=each.scope,
            per=each.per,
            year=2023,
            under=None,
            year_basis="reported",
            measure=each.measure,
            rules=each.rules,
        )
        made = normal_form(figure, Surroundings(code=None, name="青禾市", title=None, year=2023), knowledge)
        found[each.surface] = (made["indicator_id"], made["aspect"])
    return found


@pytest.mark.parametrize(
    ("sentence", "surface", "indicator", "aspect"),
    [
        # what is built, opened or signed is another indicator than what there is
        ("创建省级绿色工厂6家。", "6家", "green_factories_added", "amount"),
        ("全年建成老年食堂12个、社区书屋30个。", "30个", "reading_rooms_added", "amount"),
        ("新认定高新技术企业90家、总数达到400家。", "400家", "firms_hightech", "amount"),
        ("现有老年食堂12个。", "12个", "elder_canteens", "amount"),
        ("更新改造污水管网60公里。", "60公里", "pipes_sewage_renovated", "amount"),
        ("25个重点项目竣工投产。", "25个", "projects_major_finished", "amount"),
        ("推动25个重点项目开工建设。", "25个", "projects_major_started", "amount"),
        ("在建养老院3所。", "3所", "elder_homes", "some"),
        ("引进社区民警12名。", "12名", "community_police_added", "amount"),
        # of how many something is told
        ("45个社区基本达到五星标准。", "45个", "communities", "some"),
        ("全市共有182个社区。", "182个", "communities", "amount"),
        ("走访独居老人350名。", "350名", None, "amount"),
        # differences from others are neither amounts nor changes
        ("固定资产投资增长6.8%，高于全省1.8个百分点。", "1.8个百分点", "fixed_investment", "difference"),
        ("地区生产总值增长6%，分别比全国、全省高0.8、1.2个百分点。", "1.2个百分点", None, "difference"),
        ("居民人均可支配收入低于全省平均3000元。", "3000元", "income_per_head", "difference"),
        ("固定资产投资增长6.8%，比上年提高1.8个百分点。", "1.8个百分点", "fixed_investment", "increase"),
        ("公办园占比不低于55%。", "55%", None, "amount"),
    ],
)
def test_what_is_said_of_a_number_decides_what_it_is(
    sentence: str, surface: str, indicator: str | None, aspect: str, knowledge: Knowledge
) -> None:
    """A verb, a comparison or a part of the whole make another thing of a number than its name alone."""
    found = told(sentence, knowledge)
    assert aspect == found[surface][1], found
    assert indicator in {None, found[surface][0]}, found


@pytest.mark.parametrize(
    ("name", "unit", "indicator"),
    [
        ("人口自然增长率", "‰", "natural_growth_rate"),
        ("财政总收入", "元", "revenue_total"),
        ("住户存款余额", "元", "deposits_household"),
        ("生猪存栏", "头", "pigs_kept"),
        ("生猪出栏", "头", "pigs"),
        ("“新三样”出口", "%", "exports_new_three"),
        ("全程网办率", "%", "online_whole_rate"),
        ("家庭农场", "家", "family_farms"),
        ("创新型中小企业", "家", "firms_innovative_small"),
        ("燃气管道", "公里", "pipes_gas"),
        ("参保率", "%", None),
    ],
)
def test_two_things_are_two_indicators(name: str, unit: str, indicator: str | None, knowledge: Knowledge) -> None:
    """What statistics tell apart is never set beside each other; a name that may be several is none."""
    assert indicator == identify(name, unit, "value", knowledge).indicator


def test_names_that_do_not_match_their_numbers_have_no_indicator(knowledge: Knowledge) -> None:
    """Of three numbers for one name none is sure to be its."""
    found = told("一、二、三产增加值分别增长4.1%、7.3%和5%。", knowledge)
    assert {indicator for indicator, _ in found.values()} <= {None, "value_added_primary", "value_added_secondary"} | (
        {"value_added_tertiary"} if len({indicator for indicator, _ in found.values()}) == len(found) else set()
    )


def test_a_place_that_no_gazetteer_has_is_kept_by_its_name(knowledge: Knowledge) -> None:
    """The title names it, or the scope does; a heading outranks the document."""
    title = "青禾区社区建设总结"
    home = place_of("全区", code=None, name=None, under=None, title=title, year=None, knowledge=knowledge)
    assert (home.code, home.name, home.basis) == (None, "青禾区", "heading")
    other = place_of("松溪镇", code=None, name=None, under=None, title=title, year=None, knowledge=knowledge)
    assert (other.name, other.basis) == ("松溪镇", "stated")
    headed = place_of(None, code="620500", name=None, under="秦州区", title=None, year=None, knowledge=knowledge)
    assert (headed.code, headed.basis) == ("620502", "heading")


@pytest.mark.parametrize(
    ("heading", "place"),
    [("一、松溪镇", "松溪镇"), ("（二）青禾区：抓队伍", "青禾区"), ("三、加强社区建设", None), ("四、城市社区", None)],
)
def test_a_heading_that_is_a_place_says_so(heading: str, place: str | None, knowledge: Knowledge) -> None:
    """Others say nothing of a place."""
    assert place == named_place(heading, knowledge)


def test_a_ratio_is_an_indicator_of_its_own(knowledge: Knowledge) -> None:
    """每千户社区工作者 is not the number of 社区工作者."""
    figure = Figure(
        kind="figure",
        value=Decimal("5.7"),
        value_high=None,
        relation="=",
        unit="名",
        role="value",
        reading="5.7名",
        indicator="社区工作者",
        scope="全区",
        per="每千户",
        year=2022,
        under=None,
    )
    around = Surroundings(code=None, name=None, title="青禾区行动方案", year=2022)
    made = normal_form(figure, around, knowledge)
    assert made["indicator_id"] == "community_workers_per_1000_households_stated"
    assert (made["denominator"], made["place_name"]) == (None, "青禾区")


def test_a_form_for_no_indicator_is_refused(tmp_path: Path) -> None:
    """The error lies in the table, not in silence."""
    add_form(tmp_path, "某种名称", "no_such_indicator")
    with pytest.raises(KnowledgeError):
        load_canon(tmp_path)


@pytest.mark.parametrize(
    ("field", "judged"),
    [("indicator", 1), ("place", 1), ("year", 1), ("indicator", 2), ("place", 2), ("year", 2), ("indicator", 3)],
)
def test_what_was_judged_by_eye_was_mostly_right(field: str, judged: int) -> None:
    """A hundred verdicts for each field and round, kept with offsets and without text; docs/quality.md tells them."""
    lines = (ROOT / "tests" / "annotated" / "observations.jsonl").read_text("utf-8").splitlines()
    verdicts = [each for each in map(json.loads, lines) if (each["field"], each["round"]) == (field, judged)]
    assert {"field", "file", "start", "end", "found", "right", "round"} == set(verdicts[0])
    assert len(verdicts) == 100
    assert sum(each["right"] for each in verdicts) >= 90
