"""The JSON lines: the fields that the scoring scripts and the guidelines name, in JSON's own types."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal

import pytest

from policytext.model import Document, Evidence, Fact, Gap, Label, Mention, Meta, Source
from policytext.records import clean_record, label_records, mention_record, mention_records, number
from policytext.text import Edit, Span

TEXT = "第 3 页 青禾区有社区825.48个。"


def mention(**changes: object) -> Mention:
    """A figure on TEXT, with some fields changed."""
    figure = Mention(
        span=Span(12, 19),
        surface="825.48个",
        reading="825.48个",
        kind="figure",
        value=Decimal("825.48"),
        value_high=None,
        due=None,
        unit="个",
        relation="=",
        role="value",
        indicator="社区",
        scope="青禾区",
        time=None,
        per=None,
        pair=None,
        status="as_written",
        tone="plain",
        rules=("unit-suffix", "is-value"),
    )
    return dataclasses.replace(figure, **changes)  # type: ignore[arg-type] # fields of the class


@pytest.fixture
def doc() -> Document:
    """A document with a page marker cut, made by hand."""
    source = Source("0" * 64, "青禾.txt", "text/plain", "utf-8", "text", "1", TEXT)
    bare = Document.of(source)
    return dataclasses.replace(
        bare,
        clean=bare.clean.apply([Edit(Span(0, 6), "", "page-marker"), Edit(Span(8, 9), "", "stray")]),
        meta=Meta(title=Fact("青禾区的社区", None, "title-line"), platform=None),
        mentions=(mention(),),
        gaps=(Gap(Span(9, 10), "hole", "x-run"), Gap(Span(19, 20), "cut_end", "no-stop")),
        labels=(
            Label("genre", "report", 0.5, (), None, ("genre-title",)),
            Label(
                "governance_model", "gov_led", 0.7, (Evidence(Span(6, 9), "g1", "gov_led", 2.0),), Span(6, 20), ("cue",)
            ),
        ),
    )


def test_a_mention_has_the_fields_of_the_guidelines(doc: Document) -> None:
    """Every one of them, under its name."""
    record = mention_record(doc, doc.mentions[0])
    names = "doc surface start end kind value value_high unit relation role indicator scope time per pair"
    assert names.split() == list(record)[:15]
    assert ("青禾.txt", "825.48个", 825.48, "个", None) == tuple(
        record[key] for key in ("doc", "surface", "value", "unit", "pair")
    )
    assert record["rules"] == ["unit-suffix", "is-value"]


def test_a_deadline_has_its_date_as_value(doc: Document) -> None:
    """There is no number to give."""
    deadline = mention(kind="deadline", value=None, due="11-30", unit="日期")
    assert mention_record(doc, deadline)["value"] == "11-30"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, None), (Decimal("8254800.00"), 8254800), (Decimal("1E+4"), 10000), (Decimal("75.2"), 75.2)],
)
def test_a_number_is_an_integer_where_it_is_one(value: Decimal | None, expected: float | None) -> None:
    """8254800, never 8254800.0; 75.2 as it is written."""
    assert (expected, type(expected)) == (number(value), type(number(value)))


def test_every_character_of_the_cleaned_text_stands_in_a_run(doc: Document) -> None:
    """The runs quote the source to the letter and cover the text."""
    record = clean_record(doc)
    assert record["text"] == "".join(TEXT[start : start + length] for _, start, length in record["runs"])
    assert [at for at, _, _ in record["runs"]] == [0, 2]


def test_a_cut_end_is_not_among_the_gaps(doc: Document) -> None:
    """The scoring script asks for the two apart."""
    record = clean_record(doc)
    assert ("青禾区的社区", None, True, [[9, 10]]) == tuple(
        record[key] for key in ("title", "platform", "truncated_end", "gaps")
    )


def test_labels_say_where_and_why(doc: Document) -> None:
    """A document's label has no place; a section's has, and its evidence is quoted."""
    whole, section = label_records(doc)
    assert (None, None, "report") == (whole["start"], whole["end"], whole["label"])
    assert (6, 20) == (section["start"], section["end"])
    assert [TEXT[6:9]] == [evidence["text"] for evidence in section["evidence"]]


def test_records_are_json(doc: Document) -> None:
    """No Decimal, span or tuple is left in them."""
    for record in (*mention_records(doc), clean_record(doc), *label_records(doc)):
        assert record == json.loads(json.dumps(record))
