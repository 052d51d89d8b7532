"""Search finds what a plain scan finds, and says where."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from policytext.errors import QueryError
from policytext.store import Hit, Sighting, open_store, rows_of, search, start_run, write_document
from policytext.store.database import writing
from policytext.store.fold import Folded, fold
from policytext.store.forget import forget
from policytext.store.index import check_index
from policytext.text import Span
from tests.store.samples import NEWER, NOW, PRINTS, bare, sample

FILLER = "街道办事处组织居民议事，逐项落实民生实事。" * 20


@pytest.fixture
def library(engine: Engine) -> Engine:
    """A database with three documents."""
    run = start_run(engine, "ingest", NOW)
    for name, doc in (
        ("a.txt", sample(name="a.txt")),
        ("b.txt", bare(f"{FILLER}网格员一百名。{FILLER}网格长十名。", "b.txt")),
        ("c.txt", bare("望湖街道的网格\n员与楼栋长GDP", "c.txt")),
    ):
        write_document(engine, rows_of(doc, PRINTS), Sighting(name), run)
    return engine


def every_hit(engine: Engine, words: str, page: int = 7) -> Iterator[Hit]:
    """All hits, a page at a time."""
    for offset in itertools.count(0, page):
        found = search(engine, words, limit=page, offset=offset)
        yield from found.hits
        if offset + page >= found.total:
            return


def scanned(text: str, word: str) -> set[Span]:
    """Where a folded word stands, by a plain scan of a text that is its own reading."""
    folded = Folded(text)
    return {Span(*each) for each in folded.occurrences(word, 0, len(folded.text))}


ALPHABET = st.sampled_from("社区街道A1 \n％，\U00020000")


@settings(max_examples=settings().max_examples // 2)  # each example fills a database
@given(st.text(ALPHABET, max_size=60), st.integers(0, 40), st.text(ALPHABET, max_size=60))
def test_every_two_characters_are_found_wherever_a_scan_finds_them(
    tmp_path_factory: pytest.TempPathFactory, head: str, repeats: int, tail: str
) -> None:
    """Hits of all pages together are the occurrences of a plain scan, no more and no fewer."""
    text = head + "社区街道区" * repeats * 3 + tail
    file: Path = tmp_path_factory.mktemp("search") / "policytext.db"
    engine = open_store(f"sqlite:///{file}")
    write_document(engine, rows_of(bare(text), PRINTS), Sighting("a.txt"), start_run(engine, "ingest", NOW))
    folded = fold(text)
    for word in sorted({folded[at : at + 2] for at in range(len(folded) - 1)}):
        hits = list(every_hit(engine, word))
        assert scanned(text, word) == {span for hit in hits for span in hit.spans}
        assert len(hits) == len({hit.span for hit in hits})
    engine.dispose()


@pytest.mark.parametrize("length", [1, 2, 3, 5, 17, 31, 32])
def test_words_of_every_promised_length_are_found(library: Engine, length: int) -> None:
    """Every stretch of up to 32 characters of a text of several passages is found where it stands."""
    text = f"{FILLER}网格员一百名。{FILLER}网格长十名。"
    folded = fold(text)
    for start in range(0, len(folded) - length + 1, 23):
        word = folded[start : start + length]
        spans = {span for hit in every_hit(library, word) if hit.name == "b.txt" for span in hit.spans}
        assert scanned(text, word) == spans


def test_a_word_in_the_overlap_of_two_passages_is_one_hit(engine: Engine) -> None:
    """Passages share characters, hits do not."""
    text = "无" * 225 + "网格员" + "无" * 300
    run = start_run(engine, "ingest", NOW)
    write_document(engine, rows_of(bare(text), PRINTS), Sighting("a.txt"), run)
    found = search(engine, "网格员")
    assert 1 == found.total == len(found.hits)
    assert (Span(225, 228),) == found.hits[0].spans


def test_all_words_must_stand_in_the_passage(library: Engine) -> None:
    """Words parted by spaces are joined by and."""
    assert ["a.txt"] == [hit.name for hit in search(library, "持证上岗率 青禾区").hits]
    assert 0 == search(library, "持证上岗率 网格员").total
    assert search(library, "青禾区　持证上岗率\n青禾区").hits == search(library, "持证上岗率 青禾区").hits


def test_words_are_found_across_line_ends_widths_and_case(library: Engine) -> None:
    """Folding works on both sides."""
    assert ["b.txt", "c.txt"] == [hit.name for hit in search(library, "网格员").hits]
    assert ["c.txt"] == [hit.name for hit in search(library, "ｇｄｐ").hits]


def test_what_cleaning_cut_is_not_found_and_does_not_part_words(library: Engine) -> None:
    """The reading is searched: spaces in numbers and page markers are gone from it."""
    assert 0 == search(library, "第2页").total
    (hit,) = search(library, "1280人").hits
    (span,) = hit.spans
    assert "1 280人" == sample().source.text[span.start : span.end]


def test_marks_and_spans_point_to_the_words(library: Engine) -> None:
    """Marks are offsets in the snippet, spans in the source."""
    (hit,) = search(library, "社区").hits
    assert ["社区"] * 3 == [hit.snippet[start:end] for start, end in hit.marks]
    assert ["社区"] * 3 == [sample().source.text[span.start : span.end] for span in hit.spans]
    assert "\n" not in hit.snippet


def test_marks_do_not_overlap(engine: Engine) -> None:
    """Occurrences that overlap are marked as one stretch and listed each."""
    run = start_run(engine, "ingest", NOW)
    write_document(engine, rows_of(bare("社区区区"), PRINTS), Sighting("a.txt"), run)
    (hit,) = search(engine, "区区").hits
    assert ((1, 4),) == hit.marks
    assert (Span(1, 3), Span(2, 4)) == hit.spans


def test_a_hit_says_where_in_the_file_it_stands(library: Engine) -> None:
    """Page and table of the passage's beginning."""
    (hit,) = search(library, "社区").hits
    assert {"kind": "cell", "page": 3, "table": 1} == hit.located


@pytest.mark.parametrize(
    ("filters", "total"),
    [
        ({"place": "临江"}, 1),
        ({"place": "青禾"}, 0),
        ({"place": "青禾,临江"}, 1),
        ({"kind": "target"}, 1),
        ({"kind": "标准要求，目标"}, 1),
        ({"kind": "requirement"}, 0),
        ({"genre": "experience_exchange"}, 1),
        ({"genre": "speech"}, 0),
        ({"model": "gov_led"}, 1),
        ({"model": "hybrid"}, 0),
        ({"document": 1}, 1),
        ({"document": 2}, 0),
    ],
)
def test_filters_narrow(library: Engine, filters: dict[str, str], total: int) -> None:
    """Each filter keeps what it names."""
    assert total == search(library, "社区", **filters).total  # type: ignore[arg-type] # generated keywords


def test_pages_are_stable_and_add_up(library: Engine) -> None:
    """A hit stands on one page, whatever the size of pages."""
    whole = search(library, "居民", limit=1000)
    assert whole.total == len(whole.hits) > 3
    for size in (1, 2, 3):
        assert list(whole.hits) == list(every_hit(library, "居民", size))


@pytest.mark.parametrize(
    ("words", "options", "reason"),
    [
        ("", {}, "at least one word"),
        (" 　\n", {}, "at least one word"),
        ("字" * 33, {}, "33 characters"),
        ("社区", {"limit": 0}, "limit"),
        ("社区", {"offset": -1}, "offset"),
        ("社区", {"kind": "figures"}, "^kind: 'figures' is no kind; there are figure 现状值, target"),
        ("社区", {"year": "2012,12"}, "^year: '12' is no year"),
    ],
)
def test_nonsense_is_said_to_be(library: Engine, words: str, options: dict[str, int], reason: str) -> None:
    """A query that cannot be answered says why."""
    with pytest.raises(QueryError, match=reason):
        search(library, words, **options)  # type: ignore[arg-type] # generated keywords


@pytest.mark.parametrize(
    "words", ["*", "'", "^", "%", "_", "\x00", "a-b", "AND", "社区 OR 街道", "-社区", "(", "NEAR(", "{a} :"]
)
def test_signs_are_looked_for_as_they_are(library: Engine, words: str) -> None:
    """In quotation marks no sign has a meaning, neither to the syntax nor to the index."""
    text = sample().source.text
    assert (fold(words) in fold(text)) == any(hit.name == "a.txt" for hit in search(library, f'"{words}"').hits)


def test_superseded_text_is_not_found(library: Engine) -> None:
    """After a new revision the index holds that one only."""
    run = start_run(library, "ingest", NOW)
    write_document(library, rows_of(bare("全文改写"), NEWER), Sighting("a.txt"), run)
    assert 0 == search(library, "持证上岗").total == search(library, "持").total
    assert 1 == search(library, "全文改写").total


def test_numbers_of_superseded_text_fulfil_no_filter(library: Engine) -> None:
    """Passages have the same ids in every revision; only the current one's numbers stand in them."""
    assert 1 == search(library, "持证上岗率 unit:%").total
    run = start_run(library, "ingest", NOW)
    write_document(library, rows_of(bare("持证上岗率提高"), NEWER), Sighting("a.txt"), run)
    assert 1 == search(library, "持证上岗率").total
    assert 0 == search(library, "持证上岗率 unit:%").total


def test_a_forgotten_document_is_found_no_more_and_the_others_are(library: Engine, tmp_path: Path) -> None:
    """A document's number is not that of its revision once it was read again."""
    run = start_run(library, "ingest", NOW)
    write_document(library, rows_of(sample(name="a.txt"), NEWER), Sighting("a.txt"), run)
    write_document(library, rows_of(bare("居民议事厅开门", "d.txt"), PRINTS), Sighting("d.txt"), run)
    forget(library, "a.txt", tmp_path / "decisions.jsonl", who="lin", when="2026-11-22T10:00:00Z")
    assert 0 == search(library, "持证上岗").total == search(library, "青禾区 同句 持证").total
    assert ["b.txt", "c.txt", "d.txt"] == sorted({hit.name for hit in search(library, "网格 OR 议事厅").hits})
    assert 1 == search(library, "居民 同句 开门").total
    with writing(library) as connection:
        check_index(connection)
