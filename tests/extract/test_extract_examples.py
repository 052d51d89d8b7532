"""The examples beside the rules of the extract room: every wording is a test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml

from policytext import extract
from policytext.extract.draft import Draft, Line
from policytext.knowledge import Knowledge, load_knowledge
from policytext.model import Block
from policytext.text import Span, View

ROOM = Path(extract.__file__).parent
DIMENSIONS = ("number", "quantity", "relation", "role", "deadline", "exclusion")
MARKED = re.compile("〔([^〔〕]+)〕")
DEFAULT = {"value": None, "high": None, "due": None, "relation": "=", "role": "value"}

Example = dict[str, Any]


def examples() -> Iterator[Any]:
    """One parameter for each wording, with an id that can be read."""
    for dimension in DIMENSIONS:
        for entry in yaml.safe_load((ROOM / dimension / "examples.yaml").read_text("utf-8")):
            for text in entry["in"]:
                yield pytest.param(text, entry, id=f"{dimension}: {text}")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The shipped tables."""
    return load_knowledge()


def drafts_of(text: str, knowledge: Knowledge) -> tuple[list[Draft], list[tuple[str, str]]]:
    """The drafts of a text, and its exclusions as surface and rule."""
    line = Line(View.of(text), text, 0, Block(Span(0, len(text)), "paragraph", "test"))
    drafts, marks = extract.read_line(line, knowledge, (f"p{number}" for number in count(1)))
    return drafts, [(text[mark.start : mark.end], mark.rule) for mark in marks]


def wanted(entry: Example) -> list[Example]:
    """What each marked surface means."""
    return [] if entry.get("says") == "nothing" else entry.get("are", [entry.get("is")])


def reads(draft: Draft) -> Example:
    """The fields of a draft under the names that examples use."""
    return {
        "value": draft.value,
        "high": draft.value_high,
        "due": draft.due,
        "unit": draft.unit,
        "relation": draft.relation,
        "role": draft.role,
        "status": draft.status,
    }


def as_written(value: object) -> object:
    """A number of the YAML file as the exact decimal it shows, a date as text."""
    return Decimal(str(value)) if isinstance(value, int | float) else str(value)


@pytest.mark.parametrize(("text", "entry"), list(examples()))
def test_a_wording_means_what_its_example_says(text: str, entry: Example, knowledge: Knowledge) -> None:
    """The marked surfaces, and no others, are mentions, with the fields that stand in the example."""
    marked = [] if entry.get("says") == "nothing" else MARKED.findall(text)
    plain = text if entry.get("says") == "nothing" else MARKED.sub(r"\1", text)
    drafts, _ = drafts_of(plain, knowledge)
    assert marked == [draft.surface for draft in drafts]
    for draft, meaning in zip(drafts, wanted(entry), strict=True):
        expected = {key: None if value is None else as_written(value) for key, value in (DEFAULT | meaning).items()}
        assert expected == {key: value for key, value in reads(draft).items() if key in expected}


@pytest.mark.parametrize(("text", "entry"), [case for case in examples() if "rule" in case.values[1]])
def test_what_is_no_figure_is_excluded_by_the_rule_named(text: str, entry: Example, knowledge: Knowledge) -> None:
    """A numeral that is no mention is recorded with the rule that took it."""
    _, excluded = drafts_of(text, knowledge)
    assert entry["rule"] in {rule for _, rule in excluded}


@pytest.mark.parametrize(("text", "entry"), [case for case in examples() if "pair" in case.values[1]])
def test_mentions_that_belong_together_share_a_pair(text: str, entry: Example, knowledge: Knowledge) -> None:
    """The ends of a change, and a norm with its base, carry one id."""
    drafts, _ = drafts_of(MARKED.sub(r"\1", text), knowledge)
    assert len(wanted(entry)) == len(drafts)
    assert {"p1"} == {draft.pair for draft in drafts}


def test_a_fifth_of_the_examples_say_nothing() -> None:
    """What must not match is as well covered as what must."""
    entries = [case.values[1] for case in examples()]
    assert len(entries) / 5 <= sum(entry.get("says") == "nothing" for entry in entries)
