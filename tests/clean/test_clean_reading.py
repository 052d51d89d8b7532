"""The reading view: what is meant, letter by letter."""

from __future__ import annotations

import re

import pytest

from tests.clean.pages import cleaned

# a sentence as it stands, and how rules read it
READINGS = [
    ("安置劳动力1 .8万人,", "安置劳动力1.8万人，"),
    ("总面积由1 2 0万平方公里扩大,", "总面积由120万平方公里扩大，"),
    ("现有居民4 120户、1.1万人。", "现有居民4120户、1.1万人。"),
    ("发放问卷１ ２００份,收回1 1 3 6份。", "发放问卷1200份，收回1136份。"),
    ("推选代表1 5名。", "推选代表15名。"),
    ("增长了75. 2%,", "增长了75.2%，"),
    ("建成 38 个站点,服务居民。", "建成38个站点，服务居民。"),
    ("建立健 全各项制度,服务居民。", "建立健全各项制度，服务居民。"),
    ("老有所养 ,幼有所教。", "老有所养，幼有所教。"),
    ("形成、 发展。", "形成、发展。"),
    ("投入１２．５万元，占６０％。", "投入12.5万元，占60%。"),
    ("投入1,100万元,比例为1:1.2。", "投入1,100万元，比例为1:1.2。"),
    ("人口约1，234万人。", "人口约1,234万人。"),
    ("投资2，500万元，发放问卷1，500份。", "投资2,500万元，发放问卷1,500份。"),
    ("總額１，２３４，５６７.５萬元。", "总额1,234,567.5万元。"),
    ("服务1，200余人次。", "服务1,200余人次。"),
    ("8:23开会,会期3天;地点另定?", "8:23开会，会期3天；地点另定？"),
    ("(一)加强领导.", "（一）加强领导。"),
    ("利用外资(FDI)1539万美元,", "利用外资（FDI）1539万美元，"),
    ("第(2)项任务,", "第（2）项任务，"),
    ('开展"五进"活动,', "开展“五进”活动，"),
    ("二○一三年,", "二〇一三年，"),
    ("發展社區服務,", "发展社区服务，"),
    ("發(fā)展社區(qū)服務,", "发展社区服务，"),
    ("民\u200b政\ue004部门,", "民政部门，"),
    ("从20**年起,到20xx年止,", "从20**年起，到20xx年止，"),
    ("详见www.example.com/a,b页。", "详见www.example.com/a,b页。"),
]


@pytest.mark.parametrize(("written", "read"), READINGS)
def test_it_reads_what_is_meant(written: str, read: str) -> None:
    """Widths, punctuation, script and stray spaces are read as they are meant."""
    doc = cleaned(f"各地开展了工作。{written}")
    assert doc.reading.text.removeprefix("各地开展了工作。") == read


LISTS = [
    "各社区户数为102，305，417。",
    "各社区户数为102，305，417户。",
    "2013，120户迁入。",
    "第3，120户迁入。",
    "占比25.5，120户迁入。",
    "编号A5，120户迁入。",
    "户数12，345 户。",
    "得分为98，100是满分。",
    "户数为5，12，345户。",
    "户数12，3456户。",
]


@pytest.mark.parametrize("written", LISTS)
def test_a_comma_between_two_numbers_parts_them(written: str) -> None:
    """What is no group of thousands before a unit keeps its full-width commas."""
    doc = cleaned(f"各地开展了工作。{written}")
    assert doc.reading.text.count("，") == written.count("，")


APART = [
    "社区\t120\t350\t480",
    "表1 2013年各社区户数,见下。",
    "附件1 2013年计划,见下。",
    "1 200户以上的社区配备4人,其余不变。",
    "农村 120 350 480 城市",
    "农村\t1 200\t1 3 5\t480",
    "1 2 3",
    "增长7 2013年又增,",
]


def test_a_year_that_opens_a_line_is_no_list_number() -> None:
    """The space behind it is stray, as that behind any number."""
    assert cleaned("2021 年,全区新增托位 500 个。").reading.text == "2021年，全区新增托位500个。"


@pytest.mark.parametrize("line", APART)
def test_separate_numbers_stay_apart(line: str) -> None:
    """Cells, list numbers and names of tables do not run into the number behind them."""
    doc = cleaned(line)
    assert re.findall(r"\d+", line) == re.findall(r"\d+", doc.reading.text)


def test_a_heading_stays_apart_from_its_text() -> None:
    """The space between a numbered heading and the sentence behind it is kept."""
    doc = cleaned("近年来成效明显。 一、基本情况 全区现有社区120个,居民8万户。")
    assert "一、基本情况 全区" in doc.reading.text


def test_a_reading_says_where_it_stands() -> None:
    """A number read together points at its source, spaces and all."""
    doc = cleaned("各地开展了工作。总面积由1 2 0万平方公里扩大,")
    start = doc.reading.text.index("120")
    span = doc.reading.to_source(start, start + 3)
    assert doc.source.text[span.start : span.end] == "1 2 0"


MARKS = [
    ("收缴率达到**45%**以上。", "收缴率达到45%以上。"),
    ("**新建**服务站**120**个，投入**3500**万元。", "新建服务站120个，投入3500万元。"),
    ("## 一、基本情况", "一、基本情况"),
    ("> 现提出如下意见。", "现提出如下意见。"),
    ("- 配备社工5名；", "配备社工5名；"),
    ("从20**年到20**年，分三步走。", "从20**年到20**年，分三步走。"),
    ("松溪镇**区**街道开展试点。", "松溪镇**区**街道开展试点。"),
    ("得分=3*4*5。", "得分=3*4*5。"),
]


@pytest.mark.parametrize(("written", "read"), MARKS)
def test_marks_of_markdown_read_as_nothing(written: str, read: str) -> None:
    """Emphasis, headings, quotations and items are layout; stars that mask a year or a place are not."""
    doc = cleaned(f"各地开展了工作，群众普遍满意。\n\n{written}\n", name="notes.md")
    assert doc.reading.text.strip().splitlines()[-1] == read


STARS = [
    ("新建服务站**120**个，投入**3500**万元。", "新建服务站120个，投入3500万元。"),
    ("收缴率达到**45%**，投入**2,500.5万元**。", "收缴率达到45%，投入2,500.5万元。"),
    ("投入**1，500万元**。", "投入1,500万元。"),
    ("群众**普遍满意**，工作**一新**。", "群众**普遍满意**，工作**一新**。"),
    ("从20**年起，20**—20**年分三步走。", "从20**年起，20**—20**年分三步走。"),
    ("20**年投入**120**万元，20**年再投入。", "20**年投入120万元，20**年再投入。"),
    ("电话138**1234**转5。", "电话138**1234**转5。"),
    ("住在**3号楼**的居民。", "住在**3号楼**的居民。"),
]


@pytest.mark.parametrize(("written", "read"), STARS)
def test_stars_outside_markdown_are_emphasis_around_numbers_only(written: str, read: str) -> None:
    """What is no Markdown keeps its stars, but for those around a bare number."""
    doc = cleaned(f"各地开展了工作。{written}")
    assert doc.reading.text.removeprefix("各地开展了工作。") == read


def test_markdown_is_known_by_its_headings() -> None:
    """A page with two headings of Markdown is read as such, whatever its name."""
    assert (
        "达到45%以上" in cleaned("# 通报\n\n## 情况\n\n收缴率达到**45%**以上。\n\n## 打算\n\n再接再厉。").reading.text
    )
