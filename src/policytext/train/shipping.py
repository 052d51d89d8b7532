"""The shipped models: made anew from annotated documents and reports, with the page that says how good they are.

usage: python -m policytext.train FOLDER [--card FILE] [--date YYYY-MM-DD]

FOLDER holds `gold/` with annotated documents and `corpus/work-reports-2024/`
with documents whose headings label their paragraphs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from policytext.knowledge import Knowledge
from policytext.knowledge.load import load_headwords
from policytext.knowledge.schema.trained import Trained, Words
from policytext.train.comparing import Compared, compare, models_of
from policytext.train.fitting import answers
from policytext.train.headings import Paragraph, paragraphs, train_words
from policytext.train.sections import Row, gold_rows

REPORTS = "corpus/work-reports-2024"


def is_single(knowledge: Knowledge, facet: str) -> bool:
    """Whether a section has exactly one code of a facet."""
    return facet not in knowledge.taxonomy.topics


def codes_of(knowledge: Knowledge, facet: str) -> list[str]:
    """The codes of a facet that cues speak for."""
    return answers(list(knowledge.taxonomy.facets[facet].codes), single=is_single(knowledge, facet))


def words_from(found: Sequence[Paragraph]) -> dict[str, Words]:
    """A model of words for each facet of headwords.yaml."""
    return {facet: train_words(found, patterns) for facet, patterns in sorted(load_headwords().root.items())}


def compared_in(rows: Sequence[Row], knowledge: Knowledge, words: Mapping[str, Words]) -> list[Compared]:
    """Model and cue rule in every facet that rows are labelled in."""
    found = []
    for facet in sorted({row.facet for row in rows}):
        mine = [row for row in rows if row.facet == facet]
        single = is_single(knowledge, facet)
        found.append(compare(facet, mine, codes_of(knowledge, facet), words.get(facet), single=single))
    return found


def made_from(folder: Path, knowledge: Knowledge) -> tuple[list[Row], list[Compared], Trained, list[Paragraph]]:
    """Rows, comparison, models and paragraphs from a folder of data.

    Raises:
        PolicytextError: the folder holds no annotation.
    """
    found = paragraphs(folder / REPORTS, knowledge)
    words = words_from(found)
    rows = gold_rows(folder / "gold", knowledge, words)
    compared = compared_in(rows, knowledge, words)
    sections, documents = {(row.document, row.start) for row in rows}, {row.document for row in rows}
    told = f"{len(sections)} sections of {len(documents)} documents; {len(found)} paragraphs"
    facets = models_of(compared, {each.facet: codes_of(knowledge, each.facet) for each in compared}, words)
    return rows, compared, Trained(version=1, data=told, facets=facets), found


def save_trained(path: Path, made: Trained) -> None:
    """Write a trained model as one line a facet, the same bytes for the same model."""
    record = made.model_dump(mode="json")
    facets = ",\n".join(
        f"  {json.dumps(facet)}: {json.dumps(model, ensure_ascii=False, separators=(',', ':'))}"
        for facet, model in sorted(record["facets"].items())
    )
    told = json.dumps(record["data"], ensure_ascii=False)
    head = f'{{"version": {record["version"]}, "data": {told},\n "facets": {{\n'
    path.write_text(f"{head}{facets}\n}}}}\n", "utf-8", newline="\n")
