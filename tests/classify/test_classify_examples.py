"""Every wording beside the rules of the taxonomy is a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from policytext import classify as room
from policytext.classify import classify
from policytext.classify.decision import MODELS
from policytext.knowledge import load_knowledge
from policytext.model import Document, Fact, Label, Meta, Source
from policytext.segment import segment
from policytext.structure import structure

KNOWLEDGE = load_knowledge()
EXAMPLES = yaml.safe_load((Path(room.__file__).parent / "examples.yaml").read_text("utf-8"))
SEVERAL = {"tags": "governance_tag", "modes": "service_mode", "domains": "indicator_domain"}


def wordings() -> Iterator[Any]:
    """One parameter for each wording."""
    for entry in EXAMPLES:
        for number, text in enumerate(entry["in"]):
            said = entry.get("says") or next(key for key in entry if key not in {"in", "place"})
            yield pytest.param(text, entry, id=f"{said} {number}: {text[:12]}")


def labels(text: str, place: str | None) -> tuple[Label, ...]:
    """The labels of a text that is one section."""
    source = Source("0" * 64, "a.txt", "text/plain", None, "text", "1", text)
    view = Document.of(source)
    meta = Meta(place=Fact(place, None, "test")) if place else Meta()
    doc = Document(source, view.clean, view.reading, meta)
    return classify(segment(structure(doc, KNOWLEDGE), KNOWLEDGE), KNOWLEDGE).labels


@pytest.mark.parametrize(("text", "entry"), list(wordings()))
def test_sections_say_what_their_example_says(text: str, entry: dict[str, Any]) -> None:
    """The model with its kind or the reason, the stance of the evidence, further labels and names."""
    found = labels(text, entry.get("place"))
    (section,) = [label for label in found if label.facet == "governance_model" and label.span is not None]
    codes = {
        facet: {label.code for label in found if label.facet == facet and label.span is not None}
        for facet in {label.facet for label in found}
    }

    if "says" in entry:
        assert {"nothing": "undetermined"}.get(entry["says"], entry["says"]) == section.code
    if "because" in entry:
        assert entry["because"] == section.reason
    if "kind" in entry:
        assert {entry["kind"]} == codes["hybrid_kind"]
    if "stance" in entry:
        assert entry["stance"] in {item.stance for item in section.evidence}
    for key, facet in SEVERAL.items():
        assert set(entry.get(key, ())) <= codes.get(facet, set())
    if "named" in entry:
        assert entry["named"] == [label.code for label in found if label.facet == "named_model"]


def test_examples_are_many_and_many_say_nothing() -> None:
    """Sixty at least, of every model, and a fifth of nothing."""
    said = [entry["says"] for entry in EXAMPLES if "says" in entry for _ in entry["in"]]

    assert len(said) >= 60
    assert said.count("nothing") >= len(said) / 5
    assert set(MODELS) <= set(said)
