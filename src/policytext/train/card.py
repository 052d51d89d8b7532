"""The page that says what the shipped models were trained from, and how good they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from policytext.knowledge.schema.trained import Trained
from policytext.train.comparing import (
    Codes,
    Compared,
    accepted,
    accuracy,
    f1,
    interval,
    is_better,
    kappa,
    macro_f1,
    swaps,
)
from policytext.train.fitting import CALIBRATED
from policytext.train.headings import Paragraph, held_out_f1
from policytext.train.sections import Row

HEAD = """\
# Model card

<!-- Written by `make model DATA=DIR`; the text stands in policytext.train.card. -->

What `src/policytext/knowledge/trained.json` holds, what it was trained from, and how good it is on documents that it
has not seen. The project keeps offsets, labels and numbers of the annotated sections
(`src/policytext/train/sections.jsonl`), never their texts.

- **What decides.** A facet is decided by its model only where the model did better than the cue rule with whole
  documents left out (by 0.02 or more; less is a tie), and swapped government and self-government no more often.
  Elsewhere the cue rule decides, and the model only says which sections to label next (`policytext label --next`).
- **What it is.** Logistic regression (scikit-learn) over the log of the cue scores of each code, their sum and shares;
  for facets with several codes over the code's own score and the sum, and what the words say where that helps. The
  words are pairs of characters with TF-IDF, trained on paragraphs that their own headings label (`headwords.yaml`);
  the words of the headings are masked in them.
- **Abstention.** A section without a stated mechanism stays undetermined whatever the model says; so does one where no
  code reaches the least probability. People see a band, never a bare percentage.
- **Calibration.** By temperature, on documents left out, from {calibrated} labelled sections on; there are fewer, so
  probabilities are as the regression gives them.
"""

LIMITS = """\
## Limits

- Four documents are no sample of anything. Intervals are over sections drawn anew; with documents drawn anew they would
  be wider still. Two annotators of the same texts do not agree everywhere either: the accepted codes count that.
- The cues were written by people who knew these documents. Cues met only in the document that is judged are left out
  of its score, which helps, but general cues were chosen with the same texts in mind.
- Reports of cities speak of other matters in other words than reports of communities: what their headings teach does
  hardly carry over, as the figures show.
- A facet whose figures are here 0 has labels in one document only: every cue of it is left out there.
- Models made by `policytext train` from labels of your own collection replace this one in your own tables and carry
  their figures with them; this page is about the shipped one.
"""


def card(  # noqa: PLR0913 - all that the page tells
    made: Trained, compared: Sequence[Compared], found: Sequence[Paragraph], patterns: Mapping[str, Mapping[str, str]],
    *, tfidf: float | None, date: str,
) -> str:  # fmt: skip
    """The page.

    Args:
        made: the models.
        compared: with the cue rule.
        found: paragraphs that the models of words learnt from.
        patterns: of headwords.yaml.
        tfidf: accuracy on the governance model with the words of the sections among the features.
        date: of the training, YYYY-MM-DD.
    """
    lines = [HEAD.format(calibrated=CALIBRATED), "## Data", "", f"{made.data}. Trained on {date}.", ""]
    lines += [*_counts(compared), *_paragraphs(found, patterns), "## Scores, whole documents left out", ""]
    for each in compared:
        lines += _scores(each)
    if tfidf is not None:
        lines += [
            "With TF-IDF over the words of the sections among the features, the model of the governance model reaches",
            f"{tfidf:.3f}: words do not help with so few sections, and are not among its features.",
            "",
        ]
    return "\n".join([*lines, LIMITS])


def _counts(compared: Sequence[Compared]) -> Iterator[str]:
    yield from ("| facet | code | sections |", "|---|---|---|")
    for each in compared:
        counts = Counter(code for row in each.rows for code in row.codes)
        yield from (f"| `{each.facet}` | `{code}` | {count} |" for code, count in sorted(counts.items()))
    yield ""


def _paragraphs(found: Sequence[Paragraph], patterns: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    documents = len({each.document for each in found})
    yield f"Paragraphs that headings label: {len(found)} of {documents} reports; under headings of a code:"
    yield ""
    yield from ("| facet | code | paragraphs |", "|---|---|---|")
    for facet, codes in sorted(patterns.items()):
        for code, pattern in codes.items():
            count = sum(bool(re.search(pattern, each.lead)) for each in found)
            yield f"| `{facet}` | `{code}` | {count} |"
    yield ""
    for facet, codes in sorted(patterns.items()):
        score = held_out_f1(found, codes)
        yield f"`{facet}`: from words alone, F1 {score:.3f} on paragraphs of reports that were left out."
    yield ""


def _scores(each: Compared) -> Iterator[str]:
    scored = each.scored()
    verdict = "in force" if is_better(scored) else "not in force: it does not beat the cue rule"
    yield from (f"### {each.facet}", "", f"{scored.sections} sections of {scored.documents} documents. {verdict}.", "")
    yield from ("| score | cue rule | 95 % | trained model | 95 % |", "|---|---|---|---|---|")
    scores: list[tuple[str, Callable[[Sequence[Row], Sequence[Codes]], float]]] = (
        [("accuracy", accuracy), ("accepted", accepted), ("macro-F1", macro_f1), ("kappa", kappa)]
        if each.single
        else [("F1", f1), ("macro-F1", macro_f1), ("exact sets", accuracy)]
    )
    for name, score in scores:
        cells = [_cell(each.rows, given, score) for given in (each.rule, each.model)]
        yield f"| {name} | {' | '.join(cells)} |"
    if each.otherwise is not None:
        yield f"| F1 {'without' if each.words else 'with'} words | | | {each.otherwise:.3f} | |"
    if each.single:
        yield f"| swaps | {swaps(each.rows, each.rule)} | | {swaps(each.rows, each.model)} | |"
    yield ""


def _cell(rows: Sequence[Row], given: Sequence[Codes], score: Callable[[Sequence[Row], Sequence[Codes]], float]) -> str:
    low, high = interval(rows, given, score)
    return f"{score(rows, given):.3f} | {low:.3f}–{high:.3f}"
