"""The ledger over pages that were damaged in every way we know: nothing is lost, moved or made up."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.clean import clean
from policytext.errors import ReadError
from policytext.knowledge.load import load_display
from policytext.knowledge.schema.clean import Furniture, LearntLine
from policytext.model import Document
from policytext.read import read_bytes
from policytext.records import ledger_record
from policytext.text import View
from tests.clean.pages import BODY, knowledge

CORPUS = Path(__file__).parents[2] / "corpus"
PAGES = [example.before for _, row in sorted(knowledge().platforms.items()) for example in row.examples]
SAMPLES = [path.read_text("utf-8") for path in sorted(CORPUS.glob("*.txt")) if path.name != "utf16.txt"]
TEXTS = [*PAGES, *SAMPLES, *(path.read_text("utf-8") for path in sorted(CORPUS.glob("*.md"))), BODY]

RULES = load_display().values["edit_rule"]
SIMPLE = {simple: odd for odd, simple in sorted(knowledge().traditional.items())}
ODD = "\u200b\u200d\ufeff\u00ad\ue004\uf8ff\U000f0001\u3000\u00a0\u2028\x85\x0c\x00\ufffd\ud800\udfff\x07\t"


def a_place(text: str, dice: random.Random) -> int:
    """An offset."""
    return dice.randint(0, len(text))


def cut_out(text: str, dice: random.Random) -> str:
    """Without a few characters."""
    at = a_place(text, dice)
    return text[:at] + text[at + dice.randint(1, 40) :]


def put_in(text: str, dice: random.Random) -> str:
    """With characters that nobody typed."""
    at = a_place(text, dice)
    return text[:at] + "".join(dice.choices(ODD, k=dice.randint(1, 4))) + text[at:]


def doubled(text: str, dice: random.Random) -> str:
    """With a stretch twice."""
    at = a_place(text, dice)
    end = at + dice.randint(1, 60)
    return text[:end] + text[at:end] + text[end:]


def swapped(text: str, dice: random.Random) -> str:
    """With two lines in each other's place."""
    lines = text.split("\n")
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def repeated(text: str, dice: random.Random) -> str:
    """With a line again, somewhere else."""
    lines = text.split("\n")
    lines.insert(dice.randrange(len(lines) + 1), dice.choice(lines))
    return "\n".join(lines)


def without_line(text: str, dice: random.Random) -> str:
    """Without a line."""
    lines = text.split("\n")
    del lines[dice.randrange(len(lines))]
    return "\n".join(lines)


def from_another(text: str, dice: random.Random) -> str:
    """With a piece of another page."""
    other = dice.choice(TEXTS)
    start, at = a_place(other, dice), a_place(text, dice)
    return text[:at] + other[start : start + dice.randint(1, 200)] + text[at:]


def broken(text: str, dice: random.Random) -> str:
    """With other line ends."""
    return text.replace("\n", dice.choice(["\r\n", "\r", "\n\n", "\u2029"]))


def joined(text: str, dice: random.Random) -> str:
    """With line ends gone."""
    return "".join(line + dice.choice(["", " ", "\n"]) for line in text.split("\n"))


def traditional(text: str, dice: random.Random) -> str:
    """In traditional characters, some of them with their reading behind."""
    return "".join(SIMPLE.get(char, char) + ("(fā)" if dice.random() < 0.01 else "") for char in text)


def widened(text: str, dice: random.Random) -> str:
    """With half of its digits and marks in full width."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" and dice.random() < 0.5 else char for char in text)


def spaced(text: str, dice: random.Random) -> str:
    """With spaces between characters."""
    return "".join(char + (" " if dice.random() < 0.05 else "") for char in text)


MUTATIONS: list[Callable[[str, random.Random], str]] = [
    *(cut_out, put_in, doubled, swapped, repeated, without_line),
    *(from_another, broken, joined, traditional, widened, spaced),
]


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A page of a site, or a sample, after a few mutations."""
    text = draw(st.sampled_from(TEXTS))
    dice = draw(st.randoms(use_true_random=False))
    for mutation in draw(st.lists(st.sampled_from(MUTATIONS), max_size=8)):
        text = mutation(text, dice) or text
    return text


def read(text: str) -> Document | None:
    """A text as the reader gives it, lone surrogates and all; None where nothing is left to read."""
    try:
        return Document.of(read_bytes(text.encode("utf-8", "surrogatepass"), "x.txt"))
    except ReadError:
        return None


def check(view: View, whole: str) -> None:
    """Kept, replaced and cut are the whole; edits stand apart, in order, inside, and under a rule that is known."""
    assert whole == view.source
    assert len(whole) == sum(view.ledger().values())
    edits, at, text = list(view.edits()), 0, []
    for edit in edits:
        assert at <= edit.span.start < edit.span.end <= len(whole)
        text += [whole[at : edit.span.start], edit.new]
        at = edit.span.end
        assert all(rule in RULES or rule.rpartition("-")[0] in RULES for rule in edit.rule.split("+")), edit.rule
    assert "".join([*text, whole[at:]]) == view.text


@given(damaged())
def test_whatever_is_done_to_a_page_the_ledger_adds_up(text: str) -> None:
    """And the clean view has the characters of the source, in their order and no others."""
    fresh = read(text)
    if fresh is None:
        return
    doc = clean(fresh, knowledge())
    whole = doc.source.text
    check(doc.clean, whole)
    check(doc.reading, whole)
    assert not any(edit.new for edit in doc.clean.edits())
    assert doc.clean.text == "".join(whole[span.start : span.end] for _, span in doc.clean.runs())
    assert all(view["adds_up"] for view in ledger_record(doc)["views"].values())
    assert all(gap.span.end <= len(whole) for gap in doc.gaps)


@given(damaged(), st.data())
def test_what_was_learnt_cuts_under_its_own_name(text: str, data: st.DataObject) -> None:
    """Any line of any page may be accepted; the ledger adds up all the same, and the clean view only cuts."""
    fresh = read(text)
    lines = [] if fresh is None else [line.strip() for line in fresh.source.text.splitlines() if line.strip()]
    if fresh is None or not lines:
        return
    chosen = data.draw(st.sets(st.sampled_from(lines), min_size=1, max_size=3))
    rows = tuple(LearntLine(line=line, decision="accept") for line in sorted(chosen))
    tables = dataclasses.replace(knowledge(), furniture=Furniture(lines=rows, shared=()), _derived={})
    doc = clean(fresh, tables)
    check(doc.clean, doc.source.text)
    check(doc.reading, doc.source.text)
    assert not any(edit.new for edit in doc.clean.edits())


def test_every_rule_of_the_tables_is_explained() -> None:
    """In the page of the ledger, in the words of analysts."""
    table = knowledge().cleaning
    names = {row.name for row in table.lines} | {row.name for row in table.inline}
    assert set() == names - RULES.keys()


def test_a_ledger_tells_lines_and_sums() -> None:
    """Offsets in the source, the line there, what was done, and characters by rule."""
    text = "1\r\n\u200b２\r３\n"
    fresh = read(text)
    assert fresh is not None
    record = ledger_record(clean(fresh, knowledge()))
    reading = record["views"]["reading"]
    told = [(edit["line"], edit["start"], edit["text"], edit["new"], edit["rule"]) for edit in reading["edits"]]
    assert (2, 3, "\u200b", "", "widthless") in [(*row[:3], row[3], row[4].split("+")[0]) for row in told]
    assert [(2, "２", "2"), (3, "３", "3")] == [(row[0], row[2], row[3]) for row in told if row[3]]
    assert len(text) == record["characters"] == reading["kept"] + reading["replaced"] + reading["cut"]
    assert {"edits": 2, "characters": 2} == reading["rules"]["width"]
    assert 0 == record["views"]["clean"]["replaced"]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_every_kind_of_damage_is_tried(mutation: Callable[[str, random.Random], str]) -> None:
    """Each changes a page."""
    assert any(PAGES[0] != mutation(PAGES[0], random.Random(seed)) for seed in range(20))  # noqa: S311 - no secret
