"""Labels of the gold documents, with everything left out that may come from the document judged.

usage: python -m tools.left_out GOLD [--errors]

GOLD holds `docs/` and `labels.jsonl`.  When a document is judged, two kinds of
cues are left out: those that were first met in it alone (`met_in`), and, in
the strict column, every cue whose pattern occurs in no other gold document.
For facets without `met_in` only the strict way is taken.  Printed: figures of
single-label facets with Wilson's interval (95 %), precision and recall of the
others on documents and sections.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any

from policytext.classify import classify
from policytext.knowledge import Knowledge, load_knowledge
from policytext.knowledge.schema.classify import Cue
from policytext.model import Document, Label
from policytext.pipeline import STAGES
from policytext.read import read

MODEL, GENRE, UNDETERMINED = "governance_model", "genre", "undetermined"
SWAP = {"gov_led", "self_gov"}
SURE = 0.5
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """A gold label with ours for the same stretch."""

    gold: Row
    ours: str

    @property
    def accepted(self) -> bool:
        """Whether the annotation names ours, first or as an alternative."""
        return self.ours in {self.gold["label"], self.gold.get("alternative")}


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Wilson's interval (95 %) of a share."""
    z = 1.96
    share, scale = hits / n, 1 + z * z / n
    middle, half = share + z * z / (2 * n), z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (middle - half) / scale, (middle + half) / scale


def gold_rows(gold: Path) -> list[Row]:
    """The annotated labels."""
    return [json.loads(line) for line in (gold / "labels.jsonl").read_text("utf-8").splitlines() if line.strip()]


@cache
def documents(gold: Path) -> dict[str, Document]:
    """The gold documents that have labels, up to the stage before the labels."""
    knowledge, found = load_knowledge(), {}
    for name in sorted({str(row["doc"]) for row in gold_rows(gold)}):
        doc = Document.of(read(gold / "docs" / name))
        for stage in STAGES:
            doc = doc if stage is classify else stage(doc, knowledge)
        found[name] = doc
    return found


def without(knowledge: Knowledge, judged: str, docs: Mapping[str, Document], *, strict: bool) -> Knowledge:
    """The tables without the cues that may come from the document judged."""

    def stays(facet: str, cue: Cue) -> bool:
        if facet == MODEL and not strict:
            return set(cue.met_in) != {judged[:3]}
        here = bool(re.search(cue.pattern, docs[judged].reading.text))
        others = (doc.reading.text for name, doc in docs.items() if name != judged)
        return not here or any(re.search(cue.pattern, text) for text in others)

    cues = {facet: tuple(cue for cue in rows if stays(facet, cue)) for facet, rows in knowledge.taxonomy.cues.items()}
    return replace(knowledge, taxonomy=knowledge.taxonomy.model_copy(update={"cues": cues}), _derived={})


def labels(gold: Path, *, strict: bool) -> dict[str, tuple[Label, ...]]:
    """Every label of every gold document, each judged without what is its own."""
    docs, knowledge = documents(gold), load_knowledge()
    return {name: classify(doc, without(knowledge, name, docs, strict=strict)).labels for name, doc in docs.items()}


def covering(row: Row, given: Sequence[Label]) -> str:
    """The label that covers most of a section; what none covers is undetermined."""
    shares = Counter({UNDETERMINED: 0})
    for label in given:
        if label.span is not None:
            shares[label.code] += max(0, min(row["end"], label.span.end) - max(row["start"], label.span.start))
    shares[UNDETERMINED] += max(0, row["end"] - row["start"] - sum(shares.values()))
    return shares.most_common(1)[0][0]


def single(rows: Sequence[Row], given: Mapping[str, tuple[Label, ...]], facet: str, *, sections: bool) -> list[Judged]:
    """Gold and ours of a facet that gives one label."""
    found = []
    for row in rows:
        if row["facet"] == facet and (row["start"] is not None) == sections:
            mine = [label for label in given[row["doc"]] if label.facet == facet]
            whole = next((label.code for label in mine if label.span is None), UNDETERMINED)
            found.append(Judged(row, covering(row, mine) if sections else whole))
    return found


def figures(pairs: Sequence[Judged]) -> dict[str, float]:
    """Accuracy, accepted, macro-F1, kappa, swaps of government and self-government, and the recall of the latter."""
    n = len(pairs)
    want, got = Counter(str(pair.gold["label"]) for pair in pairs), Counter(pair.ours for pair in pairs)
    right = Counter(pair.ours for pair in pairs if pair.ours == pair.gold["label"])
    hits, chance = sum(right.values()), sum(want[code] * got[code] for code in want) / n / n
    return {
        "accuracy": hits / n,
        "accepted": sum(pair.accepted for pair in pairs) / n,
        "macro-F1": sum(2 * right[code] / (want[code] + got[code]) for code in want) / len(want),
        "kappa": (hits / n - chance) / (1 - chance) if chance < 1 else 1.0,
        "swaps": sum({pair.gold["label"], pair.ours} == SWAP for pair in pairs),
        "self_gov found": right["self_gov"] / (want["self_gov"] or 1),
    }


def several(
    rows: Sequence[Row], given: Mapping[str, tuple[Label, ...]], facet: str, *, sections: bool
) -> dict[str, float]:
    """Precision, recall and F1 of a facet that gives several; doubtful annotations count neither way."""
    hits = extra = missed = 0
    for sure, weak, ours in _sets(rows, given, facet, sections=sections):
        hits, extra, missed = hits + len(ours & sure), extra + len(ours - sure - weak), missed + len(sure - ours)
    return {
        "precision": hits / max(1, hits + extra),
        "recall": hits / max(1, hits + missed),
        "F1": 2 * hits / max(1, 2 * hits + extra + missed),
    }


def _sets(
    rows: Sequence[Row], given: Mapping[str, tuple[Label, ...]], facet: str, *, sections: bool
) -> Iterator[tuple[set[str], set[str], set[str]]]:
    """For each document or annotated section: the labels that are sure, those that are not, and ours."""
    places = {
        (row["doc"], row["start"], row["end"]) for row in rows if (row["start"] is not None) == sections
    }  # a section without a label of the facet has none
    for doc, start, end in sorted(places, key=str):
        mine = [row for row in rows if (row["doc"], row["start"], row["end"], row["facet"]) == (doc, start, end, facet)]
        sure = {row["label"] for row in mine if row["confidence"] >= SURE}
        theirs = [label for label in given[doc] if label.facet == facet]
        if sections:
            ours = {
                label.code
                for label in theirs
                if label.span is not None
                and 2 * max(0, min(end, label.span.end) - max(start, label.span.start))
                > min(end - start, len(label.span))
            }
        else:
            ours = {label.code for label in theirs if label.span is None}
        yield sure, {row["label"] for row in mine} - sure, ours


def main() -> None:
    """Print the figures, and with --errors what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--errors", action="store_true", help="name the sections that are not as annotated")
    args = parser.parse_args()
    rows = gold_rows(args.gold)
    for strict in (False, True):
        given = labels(args.gold, strict=strict)
        for facet, sections in ((MODEL, True), (MODEL, False), (GENRE, False)):
            pairs = single(rows, given, facet, sections=sections)
            low, high = wilson(sum(pair.ours == pair.gold["label"] for pair in pairs), len(pairs))
            said = "  ".join(f"{name} {value:.3f}" for name, value in figures(pairs).items())
            print(f"{facet} {'sections' if sections else 'documents'} strict={strict} n {len(pairs)}")
            print(f"    {said}  interval {low:.2f}-{high:.2f}")
            for pair in pairs if args.errors else ():
                if pair.ours != pair.gold["label"]:
                    sign = "accepted" if pair.accepted else "WRONG"
                    row = pair.gold
                    print(f"    {sign} {row['doc'][:3]} {row.get('section_id')} {row['label']} | {pair.ours}")
    for facet in load_knowledge().taxonomy.topics:
        for sections in (True, False):
            said = "  ".join(f"{name} {v:.3f}" for name, v in several(rows, given, facet, sections=sections).items())
            print(f"{facet} {'sections' if sections else 'documents'} strict=True {said}")


if __name__ == "__main__":
    main()
