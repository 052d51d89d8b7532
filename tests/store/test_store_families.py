"""Near-copies: families with their differences, and counts without them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import Engine

from policytext.store import FigureQuery, Sighting, count_figures, rows_of, search, start_run, write_document
from policytext.store.families import COMMON, differences, families_of, jaccard, masked, refresh_families, shingles
from tests.store.samples import NEWER, NOW, PRINTS, bare, sample

BODY = "各社区建立网格化管理制度，配备专职网格员，定期走访居民，及时收集诉求，做到小事不出网格，大事不出社区。" * 2
LONG = "".join(
    f"第{number}条，{word}工作由居民委员会负责组织，每季度检查并公布结果。"
    for number, word in enumerate("甲乙丙丁戊己庚辛")
)


def write(engine: Engine, texts: Sequence[str]) -> None:
    """Documents of these texts, numbered from 1."""
    run = start_run(engine, "ingest", NOW)
    for number, text in enumerate(texts):
        write_document(engine, rows_of(bare(text, f"{number}.txt"), PRINTS), Sighting(f"{number}.txt"), run)


def test_numbers_and_some_words_do_not_part_a_family(engine: Engine) -> None:
    """The first stands for it; what is of its own stays out."""
    grown = LONG.replace("每季度", "每月", 1)
    write(engine, [LONG + "共有300户。", BODY, grown + "共有二百五十户。"])
    found = families_of(engine)
    assert [(1, 1), (1, 3)] == [(member.family, member.document) for member in found]
    assert 1.0 == found[0].similarity > found[1].similarity > 0.7


def test_differences_are_told_sentence_by_sentence(engine: Engine) -> None:
    """Spaces and widths are none."""
    write(engine, ["甲区情况。\n共有300户。\n完。", "甲区 情况。\n共有二百户。\n完。"])
    assert [("共有300户。", "共有二百户。")] == differences(engine, "1", "2")


def test_a_letterhead_in_common_makes_no_family(engine: Engine) -> None:
    """Most of the text must be the same."""
    write(engine, [LONG, LONG[:80] + BODY])
    assert [] == families_of(engine)


def test_counts_go_with_or_without_copies(engine: Engine) -> None:
    """And follow when a document is read otherwise."""
    run = start_run(engine, "ingest", NOW)
    for number in range(3):
        write_document(engine, rows_of(sample(before=f"{number}号。"), PRINTS), Sighting(f"{number}.txt"), run)
    refresh_families(engine)
    assert (12, 4) == tuple(count_figures(engine, FigureQuery(copies=copies)) for copies in ("with", "without"))
    for query in ("社区工作者", "社区工作者 /s 持证上岗率 kind:figure"):
        found = [search(engine, query, facets=True), search(engine, query, facets=True, copies="without")]
        assert [3, 1] == [hits.total for hits in found]
        assert [1] == [hit.document for hit in found[1].hits]
        assert (("figure", 1),) == tuple(each for each in found[1].facets["kind"] if each[0] == "figure")
    write_document(engine, rows_of(sample(before="0号。"), NEWER), Sighting("0.txt"), run)
    assert 3 == len(families_of(engine))


@pytest.mark.parametrize(
    ("text", "expected"), [("临江州有 1 280 人", "有0人"), ("共三百二十户", "共0户"), ("占75.2％", "占0.0%")]
)
def test_numbers_and_places_are_masked(text: str, expected: str) -> None:
    """Whatever they are written with."""
    assert expected == masked(text, ["临江州"])


def test_overlap_is_that_of_sets() -> None:
    """Of shingles of eight characters."""
    one, other = "abcdefghij", "abcdefghik"
    assert 1.0 == jaccard(shingles(one), shingles(one))
    assert 2 / 4 == jaccard(shingles(one), shingles(other))
    assert 1.0 == jaccard(shingles("短"), shingles("短"))


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_text_that_everybody_copied_is_a_family_too(engine: Engine) -> None:
    """Each of its pieces is held by more documents than may share a letterhead."""
    ends = ["".join(chr(0x4E00 + number * 97 + at * 13) for at in range(9)) for number in range(COMMON + 4)]
    others = ["".join(chr(0x4E00 + number * 89 + at * 7) for at in range(200)) for number in range(4)]
    write(engine, [*(LONG * 2 + end for end in ends), *(LONG[:60] + other for other in others)])
    assert [(1, number) for number in range(1, COMMON + 5)] == [(m.family, m.document) for m in families_of(engine)]
