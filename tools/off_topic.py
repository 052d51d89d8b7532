"""How often paragraphs on other subjects are given a governance model, and a random draw of labels to judge by eye.

usage: python -m tools.off_topic FOLDER [--draw N] [--seed N] [--show]

FOLDER holds documents on many subjects: work reports of cities, laws.  A
paragraph is on another subject where a heading above it, or its own first
words, say so (industry, finance, transport, agriculture, ecology) and none
speaks of communities; the gate of the taxonomy has no say in the choice.
With --draw, labels that were decided are drawn at random and printed as JSON
lines: document, facet, code, offsets, and with --show the evidence in words.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import yaml

from policytext.errors import PolicytextError
from policytext.model import Document, Label
from policytext.pipeline import process

MODEL, UNDETERMINED = "governance_model", "undetermined"
SUBJECTS = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
OTHER, OURS = re.compile(SUBJECTS["other"]), re.compile(SUBJECTS["ours"])
FIRST = 30


def documents(folder: Path) -> Iterator[Document]:
    """Every file of a folder that can be read, processed."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            yield process(path)
        except PolicytextError:
            continue


def headings(doc: Document, index: int) -> str:
    """The heading over a block and those above it."""
    parent, words = doc.blocks[index].parent, ""
    while parent is not None:
        span = doc.blocks[parent].span
        words += doc.source.text[span.start : span.end] + "\n"
        parent = doc.blocks[parent].parent
    return words


def off_topic(doc: Document) -> Iterator[int]:
    """The paragraphs on another subject, by their block."""
    for index, block in enumerate(doc.blocks):
        said = headings(doc, index) + doc.source.text[block.span.start : block.span.start + FIRST]
        if block.kind == "paragraph" and OTHER.search(said) and not OURS.search(said):
            yield index


def models(doc: Document) -> list[Label]:
    """The sections that were given a model."""
    return [
        label for label in doc.labels if label.facet == MODEL and label.span is not None and label.code != UNDETERMINED
    ]


def drawable(doc: Document) -> Iterator[Label]:
    """Labels that were decided: of sections, and names."""
    for label in doc.labels:
        judged = (
            label.code != UNDETERMINED and label.facet not in {"genre", "genre_kind", "hybrid_kind"} and label.evidence
        )
        if judged and (label.span is not None or label.facet == "named_model"):
            yield label


def record(doc: Document, label: Label, *, show: bool) -> dict[str, object]:
    """A label with the offsets of its evidence; its words only where they are asked for."""
    span = label.span or label.evidence[0].span
    found: dict[str, object] = {"doc": doc.source.name, "facet": label.facet, "code": label.code}
    found |= {"start": span.start, "end": span.end, "rules": label.rules}
    if show:
        text = doc.source.text
        found["said"] = [
            [item.cue, item.code, item.weight, item.stance, text[item.span.start : item.span.end]]
            for item in label.evidence
        ]
        found["text"] = text[span.start : span.end][:400]
    return found


def main() -> None:
    """Print how many paragraphs are decided, and the draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="+")
    parser.add_argument("--draw", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    paragraphs, wrong, sections, decided, drawn = 0, [], 0, 0, []
    for doc in (doc for folder in args.folder for doc in documents(folder)):
        mine = models(doc)
        sections += sum(label.facet == MODEL and label.span is not None for label in doc.labels)
        decided += len(mine)
        for index in off_topic(doc):
            paragraphs += 1
            span = doc.blocks[index].span
            over = [label for label in mine if label.span is not None and span in label.span]
            if any(
                span.start <= item.span.start < span.end for label in over for item in label.evidence if item.weight
            ):
                wrong.append((doc, over[0]))
        drawn += [(doc, label) for label in drawable(doc)]
    print(
        f"paragraphs on other subjects {paragraphs}, given a model {len(wrong)} ({len(wrong) / max(1, paragraphs):.2%})"
    )
    print(f"sections {sections}, given a model {decided} ({decided / max(1, sections):.2%})")
    for doc, label in wrong if args.show else ():
        print(json.dumps({"wrong": True, **record(doc, label, show=True)}, ensure_ascii=False))
    for doc, label in Random(args.seed).sample(drawn, min(args.draw, len(drawn))):  # noqa: S311 - a draw, no secret
        print(json.dumps(record(doc, label, show=args.show), ensure_ascii=False))


if __name__ == "__main__":
    main()
