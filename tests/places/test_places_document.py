"""The place a document is of: decided by what the text says of itself, open where it does not say."""

from __future__ import annotations

import pytest

from tests.places.places_samples import candidates, place

MASKED = "我区现有街道3个。湖塘镇、牛塘镇率先完成任务，XX省民政厅、xx市民政局给予肯定。全区社区用房达标率90%。"


@pytest.mark.parametrize(
    ("expected", "text", "facts"),
    [
        ("陕西省宝鸡市", "我市今年新建社区用房20处。全市共有社区300个。", {"title": "宝鸡市社区用房建设情况汇报"}),
        ("陕西省宝鸡市", "我市今年新建社区用房20处。", {"issuer": "宝鸡市民政局"}),
        ("江苏省", "我省现有社区6000个，江苏省民政厅要求南京、苏州、无锡三市先行。", {}),
        ("内蒙古自治区", "内蒙古自治区民政厅今年部署。我区现有旗县103个，呼和浩特市、包头市先行。", {}),
        ("北京市", "本市支持居家养老。市和区人民政府应当…", {"title": "北京市居家养老条例"}),
        ("江苏省常州市武进区", MASKED, {}),
        ("江苏省南京市鼓楼区", "鼓楼区现有社区119个，全区社工1200名。南京市民政局派员指导。", {}),
        (
            "广东省东莞市长安镇",
            "我镇召开会议，长安镇各村参加。虎门镇、厚街镇派人到会。",
            {"title": "长安镇社区建设情况"},
        ),
        ("江苏省常州市武进区湖塘镇", "我社区现有居民3000户，位于武进区湖塘镇。", {"title": "社区工作总结"}),
        (
            "湖北省潜江市",
            "现在，我代表市人民政府报告工作。潜江经济增长6%，全市就业稳定，潜江市城区扩大，居全省第3位。潜江获奖。",
            {},
        ),
    ],
)
def test_a_text_tells_its_own_place(expected: str, text: str, facts: dict[str, str]) -> None:
    """From title, issuer, organs, who speaks, and the places it names."""
    assert expected == place(text, None, **facts)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("我市学习上海经验，赴杭州考察，参照深圳做法推进社区建设。上海的经验说明，网格要小。", {}),
        ("近年来，北京、上海、广州、深圳、杭州、南京等地积极探索社区治理。", {"title": "各地社区治理综述"}),
        ("我们先后到上海、宁波两市学习。我市与上海市相比还有差距，全市社区用房不足。", {"title": "赴上海市考察报告"}),
        ("XX市位于江南。我市现有社区120个。上海市的做法值得学习，上海市每个社区配社工18名，上海市由财政保障。", {}),
        ("现在，我代表国务院，向大会报告政府工作。北京市、上海市、广东省率先发展，上海市建成中心。", {}),
        ("第一条　为了加强社区建设，制定本法。", {"title": "中华人民共和国社区建设法"}),
        ("我国社区建设取得成绩。", {"issuer": "民政部"}),
        ("我区现有社区20个，全区社工300名。", {}),
        ("鼓楼区现有社区119个，全区社工1200名。", {"title": "鼓楼区社区工作总结"}),
        ("城区改造与老城区更新并举，我市完善市区配套，老城区、新城区焕然一新，老城区居民满意。", {}),
        ("", {}),
    ],
)
def test_a_place_that_is_only_mentioned_does_not_win(text: str, facts: dict[str, str]) -> None:
    """Examples from elsewhere, lists of cities, masked and national documents, and names of many places stay open."""
    assert place(text, None, **facts) is None


def test_masked_places_stay_masked() -> None:
    """What decides is named in the text; evidence is what stands there, never a masked word."""
    best = candidates(MASKED)[0]
    assert ("江苏省", "常州市", "武进区") == best.path
    assert {"湖塘镇", "牛塘镇"} == {MASKED[span.start : span.end] for span in best.evidence}
    assert ("place-of-named",) == best.rules


@pytest.mark.parametrize(
    ("year", "expected"), [(1999, "江苏省常州市武进市"), (2005, "江苏省常州市武进区"), (None, "江苏省常州市武进区")]
)
def test_a_short_name_means_what_it_meant_at_the_time(year: int | None, expected: str) -> None:
    """武进 was a city until 2002."""
    text = "全区社区达标。" if expected.endswith("区") else "全市社区达标。"
    assert expected == place(text, year, title="武进社区建设情况报告")


def test_an_abolished_district_is_the_place_of_its_time() -> None:
    """白下区 stands in no list of today."""
    text = "白下区民政局组织试点，我区五老村街道、洪武路街道先行。"
    assert "江苏省南京市白下区" == place(text, 2006)


def test_candidates_are_ranked_with_what_speaks_for_them() -> None:
    """Where several are possible, all are shown and none is taken."""
    found = candidates("鼓楼区现有社区119个，全区社工1200名。", title="鼓楼区社区工作总结")
    assert len(found) > 2
    assert {"鼓楼区"} == {one.path[-1] for one in found}
    assert all(one.share <= 0.5 and "place-in-title" in one.rules for one in found)
