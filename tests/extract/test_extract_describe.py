"""What mentions are about: every wording beside the rules is a test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml

from policytext import extract
from policytext.extract.describe import describe
from policytext.extract.doubt import doubt
from policytext.extract.draft import Draft, Line
from policytext.extract.nature import nature
from policytext.knowledge import Knowledge, load_knowledge
from policytext.model import Block
from policytext.text import Span, View

ROOM = Path(extract.__file__).parent
DIMENSIONS = ("kind", "indicator", "scope", "time", "per", "distribution")
MARKED = re.compile("〔([^〔〕]+)〕")

Example = dict[str, Any]


def examples() -> Iterator[Any]:
    """One parameter for each wording, with an id that can be read."""
    for dimension in DIMENSIONS:
        for entry in yaml.safe_load((ROOM / dimension / "examples.yaml").read_text("utf-8")):
            for text in entry["in"]:
                yield pytest.param(dimension, text, entry, id=f"{dimension}: {text}")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The shipped tables."""
    return load_knowledge()


def described(text: str, knowledge: Knowledge, entry: Example) -> list[Draft]:
    """The drafts of a marked text, fully described, in the context the example gives."""
    plain = MARKED.sub(r"\1", text)
    before = entry.get("before", "")
    view = View.of(before + plain)
    line = Line(
        view,
        plain,
        len(before),
        Block(Span(0, len(view.text)), "paragraph", "test"),
        tuple(entry.get("headings", ())),
        before=before,
        outlook=entry.get("outlook", ""),
    )
    pairs = (f"p{number}" for number in count(1))
    drafts, marks = extract.read_line(line, knowledge, pairs)
    describe(line, drafts, marks, knowledge, pairs)
    return drafts


def marked(text: str, drafts: list[Draft]) -> list[Draft]:
    """The drafts that stand at the marks of a text."""
    starts = [match.start() - 2 * number for number, match in enumerate(MARKED.finditer(text))]
    found = {draft.start: draft for draft in drafts}
    missing = [start for start in starts if start not in found]
    assert missing == [], f"no mention at {missing}"
    return [found[start] for start in starts]


def reads(dimension: str, draft: Draft, meaning: object) -> object:
    """What the draft says in a dimension, in the shape of the example's `meaning`."""
    if dimension == "kind":
        tone = f" {draft.tone}" if draft.tone != "plain" and " " in str(meaning) else ""
        return draft.kind + tone
    if dimension == "distribution":
        return [draft.scope, draft.indicator]
    return getattr(draft, dimension)


def meanings(entry: Example, number: int) -> list[object]:
    """What each of `number` marked mentions means."""
    if "are" in entry:
        return list(entry["are"])
    meaning = entry["is"]
    return list(meaning) if isinstance(meaning, list) else [meaning] * number


@pytest.mark.parametrize(("dimension", "text", "entry"), list(examples()))
def test_a_mention_is_about_what_its_example_says(
    dimension: str, text: str, entry: Example, knowledge: Knowledge
) -> None:
    """The marked mentions have, in the example's dimension, what the example says."""
    drafts = marked(text, described(text, knowledge, entry))
    if entry.get("says") == "nothing":
        assert [None] * len(drafts) == [draft.pair for draft in drafts]
        return
    wanted = meanings(entry, len(drafts))
    assert wanted == [reads(dimension, draft, meaning) for draft, meaning in zip(drafts, wanted, strict=True)]
    if dimension == "distribution":
        assert all(draft.pair for draft in drafts)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_a_fifth_of_the_examples_say_nothing(dimension: str) -> None:
    """Each dimension shows what it must leave empty, or plain, as well as what it reads."""
    entries = yaml.safe_load((ROOM / dimension / "examples.yaml").read_text("utf-8"))
    empty = sum(
        len(entry["in"])
        for entry in entries
        if entry.get("says") == "nothing" or entry.get("is", "") in (None, "figure") or entry.get("empty")
    )
    assert empty * 5 >= sum(len(entry["in"]) for entry in entries)


def concluded(dimension: str) -> Iterator[Any]:
    """One parameter for each wording of a dimension that is worked out when all else is known."""
    for entry in yaml.safe_load((ROOM / dimension / "examples.yaml").read_text("utf-8")):
        for text in entry["in"]:
            yield pytest.param(text, entry, id=f"{dimension}: {text}")


def concluding(text: str, knowledge: Knowledge, entry: Example) -> list[Draft]:
    """The marked drafts of a text, with their nature and what is implausible about them."""
    drafts = described(text, knowledge, entry)
    for draft in drafts:
        nature(draft, entry.get("own", "unknown"), knowledge)
    doubt(drafts, knowledge)
    return marked(text, drafts)


@pytest.mark.parametrize(("text", "entry"), list(concluded("nature")))
def test_a_number_is_the_kind_of_amount_its_example_says(text: str, entry: Example, knowledge: Knowledge) -> None:
    """Stock, flow or sum, and the level; where nothing tells, that is said."""
    for draft in concluding(text, knowledge, entry):
        assert entry["is"] == {name: getattr(draft, name) for name in entry["is"]}


@pytest.mark.parametrize(("text", "entry"), list(concluded("doubt")))
def test_what_is_implausible_is_flagged_and_nothing_else(text: str, entry: Example, knowledge: Knowledge) -> None:
    """The marked number has these flags and no more."""
    for draft in concluding(text, knowledge, entry):
        assert entry["is"] == draft.flags


def test_the_catalogue_is_large_and_a_fifth_of_it_says_nothing() -> None:
    """At least 800 wordings in all, a fifth of which must give nothing."""
    entries = [
        (entry, len(entry["in"]))
        for path in sorted(ROOM.glob("*/examples.yaml"))
        for entry in yaml.safe_load(path.read_text("utf-8"))
    ]
    whole = sum(number for _, number in entries)
    nothing = sum(number for entry, number in entries if entry.get("says") == "nothing")
    assert whole >= 800
    assert nothing * 5 >= whole, f"{nothing} of {whole} say nothing"
