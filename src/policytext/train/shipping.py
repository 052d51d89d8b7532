"""The shipped models: made anew from annotated documents, and from reports whose headings label their paragraphs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from policytext.classify.evidence import MODEL
from policytext.classify.features import joint_features
from policytext.knowledge import Knowledge
from policytext.knowledge.load import load_headwords
from policytext.knowledge.schema.trained import Trained, Words
from policytext.train.comparing import Compared, compare_both, models_of
from policytext.train.fitting import answers
from policytext.train.headings import Paragraph, paragraphs, train_words
from policytext.train.sections import Row, gold_rows, gold_texts

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


def paragraphs_in(folder: Path, knowledge: Knowledge) -> list[Paragraph]:
    """The paragraphs of a folder of data that headings label."""
    return paragraphs(folder / REPORTS, knowledge)


def compared_in(rows: Sequence[Row], knowledge: Knowledge, words: Mapping[str, Words]) -> list[Compared]:
    """Model and cue rule in every facet that rows are labelled in."""
    found = []
    for facet in sorted({row.facet for row in rows}):
        mine = [row for row in rows if row.facet == facet]
        single = is_single(knowledge, facet)
        found.append(compare_both(facet, mine, codes_of(knowledge, facet), words.get(facet), single=single))
    return found


def made_from(folder: Path, knowledge: Knowledge) -> tuple[list[Row], list[Compared], Trained, list[Paragraph]]:
    """Rows, comparison, models and paragraphs from a folder of data.

    Raises:
        PolicytextError: the folder holds no annotation.
    """
    found = paragraphs_in(folder, knowledge)
    words = words_from(found)
    rows = gold_rows(folder / "gold", knowledge, words)
    compared = compared_in(rows, knowledge, words)
    sections, documents = {(row.document, row.start) for row in rows}, {row.document for row in rows}
    told = f"{len(sections)} sections of {len(documents)} documents; {len(found)} paragraphs"
    facets = models_of(compared, {each.facet: codes_of(knowledge, each.facet) for each in compared}, words)
    worded = {each.facet for each in compared if each.words}
    rows = [row if row.facet in worded else replace(row, words={}) for row in rows]
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


def with_tfidf(gold: Path, rows: Sequence[Row], knowledge: Knowledge) -> float:
    """Accuracy on the governance model, documents left out, with TF-IDF of the sections beside the cue features.

    A measurement for the model card: whether words help.
    """
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    mine = [row for row in rows if row.facet == MODEL]
    texts = gold_texts(gold, knowledge)
    codes = codes_of(knowledge, MODEL)
    cues = np.array([list(joint_features(row.scores, codes).values()) for row in mine])
    hits = 0
    for document in sorted({row.document for row in mine}):
        left = np.array([row.document == document for row in mine])
        words = TfidfVectorizer(analyzer="char", ngram_range=(2, 2), min_df=2, lowercase=False)
        told = [texts[row.document, row.start] for row in mine]
        known = words.fit_transform([text for text, out in zip(told, left, strict=True) if not out]).toarray()
        unknown = words.transform([text for text, out in zip(told, left, strict=True) if out]).toarray()
        said = [row.codes[0] for row, out in zip(mine, left, strict=True) if not out]
        model = LogisticRegression(max_iter=1000).fit(np.hstack([cues[~left], known]), said)
        wanted = [row.codes[0] for row, out in zip(mine, left, strict=True) if out]
        hits += sum(a == b for a, b in zip(model.predict(np.hstack([cues[left], unknown])), wanted, strict=True))
    return hits / len(mine)
