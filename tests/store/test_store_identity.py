"""What makes an observation the same one."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from policytext.model import Document
from policytext.store import observation_identity, rows_of
from policytext.text import Edit, Span
from tests.store.samples import NEWER, PRINTS, bare, mention, sample

FAR = "这一段与数字无关，只是把前后的文字隔得足够远，好让左右各三十二个字都不受影响。"


def identities(doc: Document) -> list[str]:
    """Identities of a document's observations, in order, under one key."""
    return [observation_identity("key", **row["anchor"]) for row in rows_of(doc, PRINTS).observations]


def test_extraction_again_gives_the_same_identities() -> None:
    """Other rules and other fields do not matter."""
    doc = sample()
    other = replace(doc, mentions=tuple(replace(each, indicator="别名", rules=("x",)) for each in doc.mentions))
    assert identities(doc) == identities(other)
    assert rows_of(doc, PRINTS).observations == rows_of(doc, NEWER).observations


def test_a_longer_copy_gives_the_same_identities() -> None:
    """Text added well before and after a number leaves it what it is."""
    padded = sample(before=FAR, after=FAR)
    longer = sample(before=f"网站的话。{FAR}" * 3 + FAR, after=FAR * 4)
    assert identities(padded) == identities(longer)


def test_a_mention_found_anew_does_not_rename_the_others() -> None:
    """Identities do not count through the document."""
    doc = sample()
    fewer = replace(doc, mentions=doc.mentions[1:])
    assert identities(doc)[1:] == identities(fewer)


def test_equal_quotes_in_equal_surroundings_are_told_apart_by_order() -> None:
    """A passage that stands twice is two observations."""
    text = (FAR + "共有5个。") * 4
    spans = [Span(at, at + 2) for at in range(len(text)) if text.startswith("5个", at)]
    doc = bare(text)
    mentions = tuple(replace(mention(text, "5个", "5", "个"), span=span) for span in spans)
    full = replace(doc, mentions=mentions)
    assert [0, 1, 2, 0] == [row["anchor"]["ordinal"] for row in rows_of(full, PRINTS).observations]
    assert 4 == len(set(identities(full)))


def test_spaces_and_line_ends_do_not_count() -> None:
    """The same words wrapped otherwise are the same observation."""
    plain = "现有社区工作者1280人，持证上岗。"
    wrapped = "现有社区\n工作 者1280人，\r\n持证上岗。"
    docs = [replace(bare(each), mentions=(mention(each, "1280人", "1280", "人"),)) for each in (plain, wrapped)]
    assert identities(docs[0]) == identities(docs[1])


def test_the_document_counts() -> None:
    """The same words in another document are another observation."""
    assert observation_identity("a", "5个", "", "", 0) != observation_identity("b", "5个", "", "", 0)


Parts = tuple[str, str, str, str]
PARTS = st.tuples(*[st.text("ab", max_size=2)] * 4)


@given(PARTS, PARTS)
def test_parts_do_not_run_together(one: Parts, two: Parts) -> None:
    """Only equal parts give equal identities."""
    same = observation_identity(*one, 0) == observation_identity(*two, 0)
    assert same == (one == two)


def test_the_surroundings_are_those_of_the_reading() -> None:
    """What cleaning cut is no part of the surroundings."""
    with_marker = "现有社区工作者1280人，第3页持证上岗。"
    without = "现有社区工作者1280人，持证上岗。"
    doc = bare(with_marker)
    at = with_marker.index("第3页")
    reading = doc.reading.apply([Edit(Span(at, at + 3), "", "page-marker")])
    cleaned = replace(doc, reading=reading, mentions=(mention(with_marker, "1280人", "1280", "人"),))
    plain = replace(bare(without), mentions=(mention(without, "1280人", "1280", "人"),))
    assert identities(plain) == identities(cleaned)
