"""Queries: what is understood, what is refused and where, and that both databases find what a plain scan finds."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from policytext.errors import QueryError
from policytext.model import Block, Document, Fact, Label, Mention, Meta, Sentence, Years
from policytext.store import Ordering, Sighting, rows_of, search, start_run, write_document
from policytext.store.asked import Range, shipped
from policytext.store.fold import Folded
from policytext.store.passages import passages_of
from policytext.store.query import All, Filter, Near, Node, Not, Some, Word, parse, words_of
from policytext.text import Span
from tests.store.samples import NOW, PRINTS, bare, mention

ONE, TWO, THREE = Word("社区"), Word("居民"), Word("网格")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("社区", ONE),
        ("社区 居民", All((ONE, TWO))),
        ("社区 AND 居民 且 网格", All((ONE, TWO, THREE))),
        ("社区 OR 居民 网格", Some((ONE, All((TWO, THREE))))),
        ("(社区 | 居民) 网格", All((Some((ONE, TWO)), THREE))),
        ("（社区 或 居民）网格", All((Some((ONE, TWO)), THREE))),
        ("社区 -居民", All((ONE, Not(TWO)))),
        ("社区 NOT (居民 OR 网格)", All((ONE, Not(Some((TWO, THREE)))))),
        ("社区 不含 居民", All((ONE, Not(TWO)))),
        ('"社区 - 居民"', Word("社区-居民")),
        ("“社区” 「居民」", All((ONE, TWO))),
        ("a-b 8:2", All((Word("a-b"), Word("8:2")))),
        ("社区 同句 居民", Near("sentence", (("社区",), ("居民",)))),
        ("社区 /p (居民 OR 网格)", Near("paragraph", (("社区",), ("居民", "网格")))),
        ("社区 同句 居民 同句 网格 -乙", All((Near("sentence", (("社区",), ("居民",), ("网格",))), Not(Word("乙"))))),
        ("社区 place:宝鸡,西安", All((ONE, Filter("place", ("宝鸡", "西安"))))),
        ("社区 地区：宝鸡 类别：目标", All((ONE, Filter("place", ("宝鸡",)), Filter("kind", ("target",))))),
        ("社区 year:2012..2014", All((ONE, Filter("year", (Range(Decimal(2012), Decimal(2014)),))))),
        ("社区 year:2012-2014", All((ONE, Filter("year", (Range(Decimal(2012), Decimal(2014)),))))),
        ("社区 value:>=80", All((ONE, Filter("value", (Range(Decimal(80), None),))))),
        ("社区 value:..-2.5", All((ONE, Filter("value", (Range(None, Decimal("-2.5")),))))),
        ("社区 核验:是 -genre:讲话", All((ONE, Filter("reviewed", (True,)), Not(Filter("genre", ("speech",)))))),
        ('社区 unit:"平方米, 人"', All((ONE, Filter("unit", ("平方米, 人",))))),
    ],
)
def test_what_is_typed_is_understood(typed: str, meant: Node) -> None:
    """English and Chinese words, signs of either width."""
    assert meant == parse(typed, shipped())


@pytest.mark.parametrize(
    ("typed", "column", "reason"),
    [
        ("", 1, "type at least one word"),
        ("社区 OR", 6, "a word is missing here"),
        ("OR 社区", 1, "a word is missing before this"),
        ("社区 AND OR 居民", 8, "a word is missing before this"),
        ('社区 "居民', 4, "has no end"),
        ("社区 居民”", 6, "was not begun"),
        ("(社区", 1, "is not closed"),
        ("社区)", 3, "closes nothing"),
        ("()", 2, "a word is missing before this"),
        ("社区 plcae:宝鸡", 4, "'plcae' is no key; there are place, year"),
        ("社区 place:", 4, "has no value"),
        ("社区 place: 宝鸡", 4, "has no value"),
        ("社区 kind:愿望", 9, "'愿望' is no kind; there are figure 现状值"),
        ("社区 kind:", 4, "has no value"),
        ("社区 year:今年", 9, "is no number and no range"),
        ("社区 year:12", 9, "is no year"),
        ("社区 year:2014..2012", 9, "is above the second"),
        ("社区 value:NaN", 10, "is no number"),
        ("社区 value:1,", 10, "has no value"),
        ("社区 reviewed:maybe", 13, "neither yes nor no"),
        ("社区 document:a.txt", 13, "is not the number of a document"),
        ("社区 grade:官方", 10, "is no source_grade"),
        ("社区 同句", 6, "there is no word after"),
        ("同句 社区", 1, "a word is missing before this"),
        ("社区 同句 居民 同段 网格", 10, "has one kind only"),
        ("社区 同句 (居民 网格)", 7, "words parted by OR"),
        ("社区 --year 2012", 4, "is no option"),
        ("字" * 33, 1, "33 characters"),
        ("社区 \u200b\u200b", 4, "nothing to search for"),
        ("(" * 50, 42, "brackets within"),
        ("社区 " + "-" * 3, 4, "is no option"),
    ],
)
def test_what_is_not_understood_is_told_with_its_column(typed: str, column: int, reason: str) -> None:
    """What, where, and where it helps what there is instead."""
    with pytest.raises(QueryError, match=f"^column {column}: .*{reason}"):
        parse(typed, shipped())


@pytest.mark.parametrize(
    ("typed", "column"),
    [
        ("-社区", 1),
        ("place:宝鸡", 1),
        ("社区 OR -居民", 7),
        ("-社区 year:2012", 1),
        ("社区 OR 居民 OR kind:目标", 13),
        ("(社区 OR -居民)", 1),
        ("社区 OR (居民 OR -网格)", 7),
    ],
)
def test_a_query_needs_a_word_that_must_stand(typed: str, column: int) -> None:
    """Else it would find everything that is left; the alternative that has none is named."""
    with pytest.raises(QueryError, match=f"^column {column}: .*at least one word that must stand"):
        parse(typed, shipped())


@settings(max_examples=settings().max_examples * 2)
@given(st.text(st.sampled_from('社区 "“”()|-:,.>=同句OR年year1 \n'), max_size=25))
def test_nothing_that_can_be_typed_is_a_fault(typed: str) -> None:
    """It is understood or refused with a sentence, and what is understood has a word."""
    with suppress(QueryError):
        assert words_of(parse(typed, shipped()))


# a small world in which every query can be answered by looking

WORDS = ("社区", "居民", "网格员", "经费", "区居", "员", "议事会协商", "a1", "\U00020000区")
KINDS = ("figure", "target", "requirement")
PLACES = (("临江省青禾市", "990100"), ("临江省望湖市", "990200"), (None, None))
GENRES = ("speech", "work_summary", None)
MODELS = ("gov_led", "self_gov", None)


def made(number: int, rng: random.Random) -> Document:
    """A document of a few paragraphs; some sentences are longer than a passage."""
    lines = []
    for _ in range(rng.randint(1, 5)):
        sentences = [
            "".join(rng.choices(WORDS, k=rng.choice((2, 5, 20, 120)))) + "。" for _ in range(rng.randint(1, 4))
        ]
        lines.append("".join(sentences))
    text = "\n".join(lines)
    doc, (place, _), year = bare(text, f"{number}.txt"), rng.choice(PLACES), rng.randint(2010, 2014)
    sentences_, at = [], 0
    for block, line in enumerate(lines):
        for part in line.split("。")[:-1]:
            sentences_.append(Sentence(Span(at, at + len(part) + 1), block))
            at += len(part) + 1
        at += 1
    mentions = tuple(
        replace(
            mention(text, text[start], str(rng.randint(1, 9)), rng.choice("人%"), kind=rng.choice(KINDS)),
            span=Span(start, start + 1),
            indicator=rng.choice(("经费", "人数")),
            time=f"{rng.randint(2009, 2015)}年",
        )
        for start in range(0, len(text) - 1, 60)
        if not text[start].isspace()
    )
    known = {"place": place, "genre": rng.choice(GENRES)}
    meta = Meta(**{name: Fact(value, None, "made") for name, value in known.items() if value})
    model = rng.choice(MODELS)
    labels = (Label("governance_model", model, 0.9, (), None, ("made",), shares=()),) if model else ()
    blocks = tuple(Block(Span(0, 1), "paragraph", "made") for _ in lines)
    years = Years(year, year, year + 1, year + 1, "explicit", (), ())
    return replace(
        doc, sentences=tuple(sentences_), mentions=mentions, meta=meta, labels=labels, blocks=blocks, years=years
    )


def word(rng: random.Random) -> str:
    """A word that may stand in a text: pieces of those it is made of."""
    text = "".join(rng.choices(WORDS, k=3))
    at = rng.randrange(len(text))
    return text[at : at + rng.choice((1, 2, 2, 2, 3, 4, 7))]


FILTERS: Sequence[Callable[[random.Random], str]] = (
    lambda rng: f"place:{rng.choice(('青禾', '临江', '南'))}",
    lambda rng: f"year:{rng.randint(2010, 2012)}..{rng.randint(2012, 2014)}",
    lambda rng: f"kind:{rng.choice(KINDS)}",
    lambda rng: f"unit:{rng.choice('人%')}",
    lambda rng: f"value:>={rng.randint(1, 9)}",
    lambda _: "indicator:经费",
    lambda rng: f"genre:{rng.choice(('讲话', 'work_summary'))}",
    lambda rng: f"model:{rng.choice(('政府主导', 'self_gov'))}",
    lambda _: "reviewed:no",
)


def query(rng: random.Random, depth: int = 0) -> str:
    """A query with everything that may stand in one."""
    parts = []
    for _ in range(rng.choice((1, 1, 2, 2, 3))):
        form = rng.randrange(10 if depth < 2 else 4)
        if form < 4:
            parts.append(f'"{word(rng)}"')
        elif form == 4:
            parts.append(f'-"{word(rng)}"')
        elif form < 7:
            parts.append(rng.choice(("", "-")) + rng.choice(FILTERS)(rng))
        elif form == 7:
            level = rng.choice(("同句", "同段"))
            parts.append(f'("{word(rng)}" {level} ("{word(rng)}" OR "{word(rng)}"))')
        elif form == 8:
            parts.append(f"({query(rng, depth + 1)} OR {query(rng, depth + 1)})")
        else:
            parts.append(f"-({query(rng, depth + 1)})")
    return " ".join(parts)


def queries(count: int) -> Iterator[str]:
    """Generated queries that are understood."""
    rng = random.Random(20)  # noqa: S311 - the same queries each time
    found = 0
    while found < count:
        typed = query(rng)
        with suppress(QueryError):  # only where no word must stand
            parse(typed, shipped())
            found += 1
            yield typed


Passage = dict[str, Any]


class Scan:
    """The plain way to answer a query: look at every passage of every document."""

    def __init__(self, docs: Sequence[Document]) -> None:
        self.found: list[tuple[int, Span]] = []
        self.docs = docs

    def answer(self, node: Node) -> list[tuple[int, Span]]:
        """Document and span of each hit, in order."""
        found = []
        for number, doc in enumerate(self.docs, start=1):
            folded = Folded(doc.reading.text)
            for passage in passages_of(doc.reading, folded):
                if self.holds(node, doc, folded, passage) and self.begins(node, doc, folded, passage):
                    found.append((number, Span(passage["span_start"], passage["span_end"])))  # noqa: PERF401 - plain
        return found

    def holds(self, node: Node, doc: Document, folded: Folded, passage: Passage) -> bool:
        """Whether a passage fulfils a query."""
        if isinstance(node, Word):
            return bool(node.text in passage["folded"])
        if isinstance(node, Near):
            return self.near(node, doc, folded, passage)
        if isinstance(node, Not):
            return not self.holds(node.part, doc, folded, passage)
        if isinstance(node, Some):
            return any(self.holds(part, doc, folded, passage) for part in node.parts)
        parts = node.parts if isinstance(node, All) else (node,)
        filters = [part for part in parts if isinstance(part, Filter)]
        plain = [part for part in parts if not isinstance(part, Filter)]
        held: bool = self.fits(filters, doc, passage)
        return held and all(self.holds(part, doc, folded, passage) for part in plain)

    def begins(self, node: Node, doc: Document, folded: Folded, passage: Passage) -> bool:
        """Whether a word of the query begins in the passage's own part."""
        if isinstance(node, Word):
            return bool(0 <= passage["folded"].find(node.text) < passage["own"])
        if isinstance(node, Near):
            return self.near(node, doc, folded, passage)
        if isinstance(node, All | Some):
            return any(self.begins(part, doc, folded, passage) for part in node.parts)
        return False

    def near(self, node: Near, doc: Document, folded: Folded, passage: Passage) -> bool:
        """Whether a word of the first group begins here in a sentence that has, or whose paragraph has, the others."""
        texts = [(folded.offset(each.span.start), self.text(doc, each), each.block) for each in doc.sentences]
        for first, text, block in texts:
            around = [text] if node.level == "sentence" else [other for _, other, same in texts if same == block]
            for each in node.groups[0]:
                at = text.find(each)
                here = passage["begins"] <= first + at < passage["begins"] + passage["own"]
                others = all(any(w in one for w in group for one in around) for group in node.groups[1:])
                if at >= 0 and here and others:
                    return True
        return False

    def text(self, doc: Document, sentence: Sentence) -> str:
        """A sentence, folded."""
        return Folded(doc.reading.text[sentence.span.start : sentence.span.end]).text

    def fits(self, filters: Sequence[Filter], doc: Document, passage: Passage) -> bool:
        """Whether the document has what is asked for, and one number of the passage the rest."""
        numbers = {"kind", "unit", "value", "indicator", "reviewed"}
        asks = any(each.key in numbers for each in filters)
        facts = {"place": doc.meta.place, "genre": doc.meta.genre}
        model = doc.labels[0].code if doc.labels else None
        for each in filters:
            value: Any = each.values[0]
            fact = facts.get(each.key)
            if each.key == "place" and not (fact and value in fact.value):
                return False
            if each.key == "genre" and not (fact and value == fact.value):
                return False
            if each.key == "model" and value != model:
                return False
            if each.key == "year" and not asks and not value.low <= (doc.years.low or 0) <= value.high:
                return False
        rest = [each for each in filters if each.key in numbers or (asks and each.key == "year")]
        here = [m for m in doc.mentions if passage["span_start"] <= m.span.start < passage["span_end"]]
        return not rest or any(all(self.said(each, number) for each in rest) for number in here)

    def said(self, asked: Filter, number: Mention) -> bool:
        """Whether a number is as asked."""
        value: Any = asked.values[0]
        if asked.key == "value":
            return number.value is not None and bool(number.value >= value.low)
        if asked.key == "year":
            return bool(value.low <= int((number.time or "")[:4]) <= value.high)
        return bool(value == {"reviewed": False}.get(asked.key, getattr(number, asked.key, None)))


@pytest.fixture
def world(engine: Engine) -> Sequence[Document]:
    """Documents in the database, and as they are."""
    rng = random.Random(7)  # noqa: S311 - the same documents each time
    docs = [made(number, rng) for number in range(12)]
    run = start_run(engine, "ingest", NOW)
    for doc in docs:
        write_document(engine, rows_of(doc, PRINTS), Sighting(doc.source.name), run)
    return docs


def check(engine: Engine, docs: Sequence[Document], count: int) -> None:
    """Each query finds what a scan finds, in order, whatever the page; some find something."""
    scan, some = Scan(docs), 0
    for typed in queries(count):
        expected = scan.answer(parse(typed, shipped()))
        found = search(engine, typed, limit=10_000)
        assert expected == [(hit.document, hit.span) for hit in found.hits], typed
        assert len(expected) == found.total, typed
        assert all(hit.marks for hit in found.hits), typed
        some += bool(expected)
    assert some > count / 4


def test_both_databases_find_what_a_plain_scan_finds(engine: Engine, world: Sequence[Document]) -> None:
    """Generated queries with every operator and filter; `make soak` asks more of them."""
    check(engine, world, 40)


@pytest.mark.soak
def test_two_hundred_queries_find_what_a_plain_scan_finds(engine: Engine, world: Sequence[Document]) -> None:
    """The long form."""
    check(engine, world, 400)


@pytest.mark.parametrize("order", ["document", "relevance", "date", "place"])
def test_pages_in_every_order_add_up(engine: Engine, world: Sequence[Document], order: Ordering) -> None:
    """The order is total: no hit stands on two pages, none is missing."""
    del world
    for typed in ("社区", "(社区 OR 网格) 同段 经费", "区 -网格员"):
        whole = search(engine, typed, limit=10_000, order=order)
        parts = [
            hit
            for at in range(0, whole.total, 5)
            for hit in search(engine, typed, limit=5, offset=at, order=order).hits
        ]
        assert list(whole.hits) == parts
        beyond = search(engine, typed, limit=5, offset=10_000, order=order)
        assert (whole.total, ()) == (beyond.total, beyond.hits)


def test_facets_count_the_hits(engine: Engine, world: Sequence[Document]) -> None:
    """Each value as often as there are hits when it is asked for."""
    found = search(engine, "社区 OR 居民", facets=True)
    assert {"place", "year", "genre", "kind", "model"} == set(found.facets)
    for name, counted in found.facets.items():
        assert counted
        for value, hits in counted:
            assert hits == search(engine, f"(社区 OR 居民) {name}:{value}").total
    assert found.total >= sum(hits for _, hits in found.facets["genre"])
    del world


def test_the_most_telling_passage_comes_first(engine: Engine) -> None:
    """More different words, then the title, then more often; then in the order of documents."""
    run = start_run(engine, "ingest", NOW)
    titled = replace(bare("社区建设", "titled"), meta=Meta(title=Fact("社区", None, "made")))
    docs = [bare("社区建设。", "once"), bare("社区社区社区", "thrice"), titled, bare("社区与居民", "both")]
    for doc in docs:
        write_document(engine, rows_of(doc, PRINTS), Sighting(doc.source.name), run)
    found = search(engine, "社区 OR 居民", order="relevance").hits
    assert ["both", "titled", "thrice", "once"] == [hit.name for hit in found]


def test_an_unknown_order_or_filter_names_those_there_are(engine: Engine) -> None:
    """As typed on the command line or given by a program."""
    order: Any = "size"
    with pytest.raises(QueryError, match="document, relevance, date, place"):
        search(engine, "社区", order=order)
    with pytest.raises(QueryError, match="'colour' is no filter; there are place"):
        search(engine, "社区", colour="red")
