"""The trained model beside the cue rule, every document left out in its turn."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from policytext.classify.decision import UNDETERMINED, Verdict
from policytext.classify.trained import judged, probabilities
from policytext.knowledge.schema.trained import FacetModel, Scored, Words
from policytext.train.fitting import fit
from policytext.train.sections import Row

LEAST_DOCUMENTS = 3
"""With fewer, a comparison says nothing about the next document."""

MARGIN = 0.02
"""What a model must be better by: one section of fifty; less is a tie."""

RESAMPLES = 1000
SEED = 7
SWAP = {"gov_led", "self_gov"}
DIGITS = 4

Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """What the cue rule and the model give for sections of documents that neither was trained on.

    Args:
        facet: compared in.
        single: whether a section has exactly one code.
        rows: the sections.
        rule: codes of the cue rule for each.
        model: codes of the model for each.
        sure: for each, how likely the model holds what it says.
        words: whether what the words say is among its features.
        otherwise: its score with words where it has none, and without where it has them; None where none were asked.
    """

    facet: str
    single: bool
    rows: tuple[Row, ...]
    rule: tuple[Codes, ...]
    model: tuple[Codes, ...]
    sure: tuple[float, ...]
    words: bool = False
    otherwise: float | None = None

    def scored(self) -> Scored:
        """Both scores: accuracy where a section has one code, else F1 over all codes of all sections."""
        score = accuracy if self.single else f1
        return Scored(
            sections=len(self.rows),
            documents=len({row.document for row in self.rows}),
            rule=round(score(self.rows, self.rule), DIGITS),
            model=round(score(self.rows, self.model), DIGITS),
            swaps_rule=swaps(self.rows, self.rule),
            swaps_model=swaps(self.rows, self.model),
        )


def compare_both(
    facet: str, rows: Sequence[Row], codes: Sequence[str], words: Words | None, *, single: bool
) -> Compared:
    """As `compare`, with what the words say among the features only where that helps on documents left out."""
    plain = compare(facet, rows, codes, None, single=single)
    if words is None or single:
        return plain
    worded = replace(compare(facet, rows, codes, words, single=single), words=True)
    best, other = (worded, plain) if worded.scored().model > plain.scored().model else (plain, worded)
    return replace(best, otherwise=other.scored().model)


def compare(facet: str, rows: Sequence[Row], codes: Sequence[str], words: Words | None, *, single: bool) -> Compared:
    """Judge every section by a model that was trained without its document.

    Where the other documents do not suffice for a model, the cue rule stands in for it.

    Args:
        facet: of the rows.
        rows: labelled sections.
        codes: of the facet, without `undetermined`.
        words: the facet's model of words; it must have been trained on other documents than these.
        single: whether a section has exactly one code.
    """
    ordered = sorted(rows, key=lambda row: (row.document, row.start, row.end))
    models = {
        document: fit([row for row in ordered if row.document != document], codes, words, single=single)
        for document in sorted({row.document for row in ordered})
    }
    said = [answer(models[row.document], row) for row in ordered]
    return Compared(
        facet, single, tuple(ordered), tuple(row.rule for row in ordered),
        tuple(codes for codes, _ in said), tuple(sure for _, sure in said),
    )  # fmt: skip


def answer(model: FacetModel | None, row: Row) -> tuple[Codes, float]:
    """What a model says of a section as training sees it, and how sure of it it is."""
    if model is None:
        return row.rule, 0.0
    likely = likelihoods(model, row)
    if model.single:
        mechanism = Verdict(row.rule[0] if row.rule else UNDETERMINED, 0.0, ())
        code = judged(model, mechanism, row.scores, "").code
        return (code,), likely.get(code, 0.0)
    given = tuple(sorted(code for code, chance in likely.items() if chance >= model.least))
    return given, min((max(chance, 1 - chance) for chance in likely.values()), default=0.0)


def likelihoods(model: FacetModel, row: Row) -> dict[str, float]:
    """How likely each code is; what the words say was kept with the row, without the text."""
    return probabilities(model, row.scores, "", said=row.words)


def is_better(scored: Scored) -> bool:
    """Whether a model may decide in the place of the cue rule: better on documents left out, and no more swaps."""
    return (
        scored.documents >= LEAST_DOCUMENTS
        and scored.model >= scored.rule + MARGIN
        and scored.swaps_model <= scored.swaps_rule
    )  # fmt: skip


def accuracy(rows: Sequence[Row], given: Sequence[Codes]) -> float:
    """Share of sections whose codes are exactly those wanted."""
    return sum(row.codes == codes for row, codes in zip(rows, given, strict=True)) / max(1, len(rows))


def accepted(rows: Sequence[Row], given: Sequence[Codes]) -> float:
    """Share of sections whose code is wanted, or one that a second reader would take."""
    hits = sum(set(codes) <= {*row.codes, *row.accepted} for row, codes in zip(rows, given, strict=True))
    return hits / max(1, len(rows))


def f1(rows: Sequence[Row], given: Sequence[Codes]) -> float:
    """F1 over all codes of all sections (micro-averaged); where none is wanted, what is given counts as wrong."""
    found = sum(len(set(row.codes) & set(codes)) for row, codes in zip(rows, given, strict=True))
    said = sum(len(codes) for codes in given) + sum(len(row.codes) for row in rows)
    return 2 * found / said if said else 1.0


def macro_f1(rows: Sequence[Row], given: Sequence[Codes]) -> float:
    """The mean of the F1 of each code that is wanted somewhere."""
    wanted = Counter(code for row in rows for code in row.codes)
    said = Counter(code for codes in given for code in codes)
    hits = Counter(code for row, codes in zip(rows, given, strict=True) for code in set(row.codes) & set(codes))
    return sum(2 * hits[code] / (wanted[code] + said[code]) for code in sorted(wanted)) / max(1, len(wanted))


def kappa(rows: Sequence[Row], given: Sequence[Codes]) -> float:
    """Agreement with the labels beyond chance (Cohen 1960)."""
    agreed = accuracy(rows, given)
    wanted, said = Counter(row.codes for row in rows), Counter(given)
    chance = sum(wanted[codes] * said[codes] for codes in wanted) / max(1, len(rows)) ** 2
    return (agreed - chance) / (1 - chance) if chance < 1 else 1.0


def swaps(rows: Sequence[Row], given: Sequence[Codes]) -> int:
    """Sections where government is taken for self-government, or the reverse."""
    return sum({*row.codes, *codes} == SWAP and row.codes != codes for row, codes in zip(rows, given, strict=True))


def interval(
    rows: Sequence[Row], given: Sequence[Codes], score: Callable[[Sequence[Row], Sequence[Codes]], float]
) -> tuple[float, float]:
    """The middle 95 % of a score when sections are drawn anew; whole documents are too few to be drawn."""
    draw = random.Random(SEED)  # noqa: S311 - a fixed seed is the point
    pairs = list(zip(rows, given, strict=True))
    scores = []
    for _ in range(RESAMPLES):
        drawn = [pairs[draw.randrange(len(pairs))] for _ in pairs]
        scores.append(score([row for row, _ in drawn], [codes for _, codes in drawn]))
    scores.sort()
    return scores[int(0.025 * RESAMPLES)], scores[int(0.975 * RESAMPLES) - 1]


def models_of(
    compared: Sequence[Compared], codes: Mapping[str, Sequence[str]], words: Mapping[str, Words]
) -> dict[str, FacetModel]:
    """A model of each facet from all its rows, in force where it did better than the cue rule on documents left out."""
    made = {}
    for each in compared:
        model = fit(each.rows, codes[each.facet], words.get(each.facet) if each.words else None, single=each.single)
        if model is not None:
            scored = each.scored()
            made[each.facet] = model.model_copy(update={"scored": scored, "in_force": is_better(scored)})
    return made
