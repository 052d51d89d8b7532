"""Labels against the annotated documents, where they are at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from policytext.classify import classify
from policytext.clean import clean
from policytext.knowledge import load_knowledge
from policytext.model import Document, Label
from policytext.read import read
from policytext.segment import segment
from policytext.structure import structure

SHARED = Path(__file__).parents[2] / ".." / "shared"
GOLD = SHARED / "gold"
REPORTS = SHARED / "corpus" / "work-reports-2024"
KNOWLEDGE = load_knowledge()


@lru_cache(maxsize=16)
def labels(path: Path) -> tuple[Label, ...]:
    """Every label of a file."""
    doc = Document.of(read(path))
    for stage in (clean, structure, segment, classify):
        doc = stage(doc, KNOWLEDGE)
    return doc.labels


def wanted() -> Iterator[dict[str, object]]:
    """The annotated governance models."""
    for line in (GOLD / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        if label["facet"] == "governance_model":
            yield label


def given(label: dict[str, object]) -> str:
    """What we say of an annotated document, or of most of an annotated section."""
    found = [mine for mine in labels(GOLD / "docs" / str(label["doc"])) if mine.facet == "governance_model"]
    start, end = label["start"], label["end"]
    if not isinstance(start, int) or not isinstance(end, int):
        return next(mine.code for mine in found if mine.span is None)
    covered: dict[str, int] = {"undetermined": 0}
    for mine in found:
        if mine.span is not None:
            shared = max(0, min(end, mine.span.end) - max(start, mine.span.start))
            covered[mine.code] = covered.get(mine.code, 0) + shared
    return max(sorted(covered), key=lambda code: covered[code])


@pytest.mark.skipif(not GOLD.is_dir(), reason="the annotated documents are not beside this folder")
def test_models_agree_with_the_annotation() -> None:
    """Four of five sections are as a reader would accept them; no swap of government and self-government."""
    pairs = [(label, given(label)) for label in wanted()]
    accepted = [mine in {label["label"], label.get("alternative")} for label, mine in pairs]

    assert sum(accepted) / len(accepted) >= 0.8
    assert not [mine for label, mine in pairs if {str(label["label"]), mine} == {"gov_led", "self_gov"}]


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the work reports are not beside this folder")
def test_reports_on_other_matters_stay_undecided() -> None:
    """Hardly a section of a city's work report is taken for a model of community governance."""
    found = [label for path in sorted(REPORTS.glob("*.docx"))[:6] for label in labels(path)]
    models = [label.code for label in found if label.facet == "governance_model"]

    assert len(models) > 100
    assert sum(code != "undetermined" for code in models) / len(models) < 0.04
