"""The stage: labels of every facet, for the document and its sections."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from policytext.classify.decision import UNDETERMINED, Verdict, decide_document, decide_section
from policytext.classify.evidence import MODEL, Hit, Matcher, Scene, hits, matcher, scene
from policytext.classify.features import totals
from policytext.classify.trained import given, in_force, judged
from policytext.classify.units import Unit, units
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.classify import Topic
from policytext.knowledge.schema.trained import FacetModel
from policytext.model import Document, Evidence, Label

GENRE = "genre"
MOST_SHOWN = 24
"""Pieces of evidence a document's label carries; its sections' labels carry all."""


def classify(doc: Document, knowledge: Knowledge) -> Document:
    """Set `labels`: the governance model, tags, service mode and indicator domain, and the genre of `meta`.

    Every label carries its evidence; a document's governance model is decided
    from its sections' by their lengths.
    """
    rules = knowledge.derive(matcher)
    parts = units(doc, knowledge)
    at = scene(doc, parts, rules)
    labels = [*_models(doc, parts, rules, at, knowledge)]
    for facet, topic in knowledge.taxonomy.topics.items():
        labels.extend(_topics(doc, parts, facet, topic, rules, at, in_force(knowledge, facet)))
    if doc.meta.genre is not None:
        labels.append(Label(GENRE, doc.meta.genre.value, 1.0, (), None, (doc.meta.genre.rule,)))
    return replace(doc, labels=tuple(labels))


def _models(doc: Document, parts: list[Unit], rules: Matcher, at: Scene, knowledge: Knowledge) -> Iterator[Label]:
    """The governance model of each section, and of the document."""
    table = knowledge.taxonomy.decision
    model = in_force(knowledge, MODEL)
    found = hits(doc, MODEL, rules, at)
    verdicts: list[tuple[Verdict, int]] = []
    shown: list[Evidence] = []
    for part in parts:
        evidence = [hit.evidence for hit in _inside(part, found)]
        verdict = decide_section(evidence, table, reason=_silence(doc, part, at))
        if model is not None:
            verdict = judged(model, verdict, totals(evidence), doc.reading.read(part.span))
        verdicts.append((verdict, len(part.span)))
        if verdict.code != UNDETERMINED:
            shown.extend(evidence)
        yield Label(MODEL, verdict.code, verdict.strength, tuple(evidence), part.span, verdict.rules, verdict.reason)
    whole = decide_document(verdicts, table)
    best = sorted(shown, key=lambda item: (-item.weight, item.span))[:MOST_SHOWN]
    yield Label(
        MODEL, whole.code, whole.strength, tuple(sorted(best, key=lambda item: (item.span, item.cue))), None,
        whole.rules, whole.reason, whole.shares,
    )  # fmt: skip


def _inside(part: Unit, found: Sequence[Hit]) -> Sequence[Hit]:
    """The hits that start in a unit; `found` is in order."""
    low = bisect_left(found, part.span.start, key=lambda hit: hit.evidence.span.start)
    high = bisect_left(found, part.span.end, key=lambda hit: hit.evidence.span.start)
    return found[low:high]


def _silence(doc: Document, part: Unit, at: Scene) -> str:
    """Why a unit without any cue has none."""
    start, end = doc.reading.to_view(part.span)
    if not any(at.open[at.sentence(start) : at.sentence(end - 1) + 1]):
        return "out_of_scope"
    return "truncated" if _is_cut(doc, part) else "no_cue"


def _is_cut(doc: Document, part: Unit) -> bool:
    """Whether text is missing at a unit's end."""
    return any(gap.kind in {"cut_end", "hole"} and abs(gap.span.start - part.span.end) <= 1 for gap in doc.gaps)


def _topics(  # noqa: PLR0913, PLR0917 - a facet, its rule, and what it is read from
    doc: Document,
    parts: list[Unit],
    facet: str,
    topic: Topic,
    rules: Matcher,
    at: Scene,
    model: FacetModel | None,
) -> Iterator[Label]:
    """Labels of a facet that gives several: of sections, and of the document where they add up."""
    found = hits(doc, facet, rules, at)
    flags = at.gated if topic.gate == "sentence" else at.open
    sums: dict[str, float] = {}
    shown: dict[str, list[Evidence]] = {}
    for part in parts:
        evidence = [hit.evidence for hit in _inside(part, found) if flags[hit.sentence]]
        scores = totals(evidence)
        for code, strength in _held(scores, topic, model, doc.reading.read(part.span) if model else "").items():
            mine = [item for item in evidence if item.code == code]
            rule = "trained-model" if model else "section-score"
            yield Label(facet, code, strength, tuple(mine), part.span, (rule,))
            sums[code] = sums.get(code, 0.0) + max(scores.get(code, 0.0), topic.section if model else 0.0)
            shown.setdefault(code, []).extend(mine)
    least = max(topic.document, topic.share * sum(sums.values()))
    for code, score in sorted(sums.items()):
        if score >= least:
            yield Label(
                facet, code, _strength(score, least), tuple(shown[code][:MOST_SHOWN]), None, ("document-score",)
            )


def _held(scores: dict[str, float], topic: Topic, model: FacetModel | None, text: str) -> dict[str, float]:
    """The codes that a section has, each with its strength: by the model where one is in force, else by its score."""
    if model is not None:
        return given(model, scores, text)
    return {code: _strength(score, topic.section) for code, score in scores.items() if score >= topic.section}


def _strength(score: float, threshold: float) -> float:
    """0.5 at the threshold, towards 1 beyond it."""
    return score / (score + threshold)
