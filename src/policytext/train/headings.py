"""Paragraphs that their own headings label: what words of a topic stand around its name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from policytext.classify.features import pairs_of, words_say
from policytext.errors import ReadError
from policytext.files import find
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.trained import Words
from policytext.model import Document
from policytext.read import read
from policytext.train.sections import read_to_label

SHORTEST = 60
"""Characters of a paragraph that are enough to learn from."""

LONGEST_LEAD = 25
"""A first sentence up to this length is a heading of its paragraph."""

PAIRS = 1000
FOLDS = 5
LEAST_PARAGRAPHS = 15
LEAST_SEEN = 5
"""Paragraphs that a code needs for a model of its words, and those in which a pair of characters must stand."""

INVERSE_PENALTY = 10.0
MOST_STEPS = 1000
DIGITS = 2

_LEAD = re.compile(rf"[^\u3002\uff0c\uff1b]{{4,{LONGEST_LEAD}}}\u3002")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, what labels it, and the document it comes from."""

    document: str
    lead: str
    text: str


def paragraphs(folder: Path, knowledge: Knowledge) -> list[Paragraph]:
    """The paragraphs of every readable file of a folder that a heading or a short first sentence labels."""
    found: list[Paragraph] = []
    for path in find([folder])[0]:
        try:
            doc = read_to_label(read(Path(path)), knowledge)
        except ReadError:
            continue
        found += _labelled(doc)
    return found


def _labelled(doc: Document) -> Iterator[Paragraph]:
    for block in doc.blocks:
        if block.kind != "paragraph":
            continue
        text = doc.reading.read(block.span)
        lead = _LEAD.match(text)
        over = next(doc.headings_over(block), None)
        rest = text[lead.end() :] if lead else text
        told = lead.group() if lead else doc.reading.read(over.span) if over else ""
        if told and len(rest) >= SHORTEST:
            yield Paragraph(doc.source.sha256, told, rest)


def train_words(found: Sequence[Paragraph], patterns: Mapping[str, str]) -> Words:
    """A model of the words of each code of a facet, one against the rest, over the pairs that tell most.

    The words of headings are masked in the paragraphs, so that what is learnt
    stands around them.

    Args:
        found: paragraphs with what labels them.
        patterns: on what labels a paragraph, by code.

    Raises:
        ValueError: no code has enough paragraphs; one that has too few gets no model.
    """
    labels = {code: [bool(re.search(pattern, each.lead)) for each in found] for code, pattern in patterns.items()}
    labels = {code: said for code, said in labels.items() if sum(said) >= LEAST_PARAGRAPHS}
    if not labels:
        message = "no code has enough paragraphs under its headings"
        raise ValueError(message)
    masked = re.compile("|".join(f"(?:{pattern})" for pattern in patterns.values()))
    texts = [masked.sub(" ", each.text) for each in found]
    vocabulary = _telling(texts, labels)
    return _fitted(texts, labels, vocabulary)


def held_out_f1(found: Sequence[Paragraph], patterns: Mapping[str, str]) -> float:
    """F1 over all codes of the paragraphs of a fifth of the documents, which was left out.

    How well words tell a topic among documents of the same kind; what headings
    of another kind of document teach is for `policytext.train.comparing`.
    """
    documents = sorted({each.document for each in found})
    out = set(documents[::FOLDS])
    model = train_words([each for each in found if each.document not in out], patterns)
    masking = re.compile("|".join(f"(?:{pattern})" for pattern in patterns.values()))
    hits = said = 0
    for each in (each for each in found if each.document in out):
        wanted = {code for code in model.weights if re.search(patterns[code], each.lead)}
        given = {code for code, logit in words_say(masking.sub(" ", each.text), model).items() if logit >= 0}
        hits += len(wanted & given)
        said += len(wanted) + len(given)
    return 2 * hits / said if said else 0.0


def _vectors(texts: Sequence[str], vocabulary: Sequence[str] | None) -> tuple[object, list[str], list[float]]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    made = TfidfVectorizer(
        analyzer=lambda text: list(pairs_of(text).elements()),
        lowercase=False,
        sublinear_tf=True,
        min_df=1 if vocabulary else LEAST_SEEN,
        vocabulary=vocabulary,
    )
    matrix = made.fit_transform(texts)
    return matrix, [str(name) for name in made.get_feature_names_out()], [float(each) for each in made.idf_]


def _regression(matrix: object, said: Sequence[bool]) -> tuple[list[float], float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=MOST_STEPS).fit(matrix, said)
    return [float(each) for each in model.coef_[0]], float(model.intercept_[0])


def _telling(texts: Sequence[str], labels: Mapping[str, Sequence[bool]]) -> list[str]:
    """The pairs with the heaviest weights, in order."""
    matrix, names, _ = _vectors(texts, None)
    rows = [_regression(matrix, said)[0] for _, said in sorted(labels.items())]
    heaviest = {name: max(abs(row[at]) for row in rows) for at, name in enumerate(names)}
    return sorted(sorted(names, key=lambda name: (-heaviest[name], name))[:PAIRS])


def _fitted(texts: Sequence[str], labels: Mapping[str, Sequence[bool]], vocabulary: Sequence[str]) -> Words:
    matrix, names, rarity = _vectors(texts, vocabulary)
    fits = {code: _regression(matrix, said) for code, said in sorted(labels.items())}
    return Words(
        pairs=tuple(names),
        rarity=tuple(round(value, DIGITS) for value in rarity),
        weights={code: tuple(round(value, DIGITS) for value in row) for code, (row, _) in fits.items()},
        intercepts={code: round(intercept, DIGITS) for code, (_, intercept) in fits.items()},
    )
