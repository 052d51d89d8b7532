"""The stage: labels of every facet, for the document and its sections."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from policytext.classify.decision import UNDETERMINED, Verdict, decide_document, decide_section, in_context
from policytext.classify.evidence import MODEL, Hit, hits, matcher, places
from policytext.classify.features import totals
from policytext.classify.named import named_models
from policytext.classify.scene import Scene, scene
from policytext.classify.trained import given, in_force, judged
from policytext.classify.units import Unit, units
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.classify import Facet, Topic
from policytext.knowledge.schema.trained import FacetModel
from policytext.model import Document, Evidence, Fact, Label

GENRE, GENRE_KIND = "genre", "genre_kind"
KIND = "hybrid_kind"
MOST_SHOWN = 24
"""Pieces of evidence a document's label carries; its sections' labels carry all."""


def classify(doc: Document, knowledge: Knowledge) -> Document:
    """Set `labels`: the governance model, tags, service mode and indicator domain, and the genre of `meta`.

    Every label carries its evidence; a document's governance model is decided
    from its sections' by their lengths.
    """
    rules = knowledge.derive(matcher)
    parts = units(doc, knowledge)
    at = scene(doc, parts, knowledge)
    where = places(rules, at)
    taxonomy = knowledge.taxonomy
    labels = list(_models(doc, parts, hits(doc, MODEL, rules, at, where), at, knowledge))
    for name, topic in taxonomy.topics.items():
        if name in taxonomy.cues:
            found = hits(doc, name, rules, at, where)
            labels.extend(
                _topics(doc, parts, (name, taxonomy.facets[name]), topic, found, at, in_force(knowledge, name))
            )
    labels.extend(named_models(doc, at, knowledge))
    if doc.meta.genre is not None:
        labels.extend(_genre(doc.meta.genre, knowledge))
    return replace(doc, labels=tuple(labels))


def _genre(fact: Fact, knowledge: Knowledge) -> Iterator[Label]:
    """The genre that cleaning read, with the words that told it; a finer kind, which its rule names, comes after it."""
    table = knowledge.genres
    kind = next((code for code in table.kinds if fact.rule.endswith(f"-{code}")), None)
    strength = table.strengths.get(fact.rule.removesuffix(f"-{kind}"), 0.0)
    for facet, code in ((GENRE, fact.value), (GENRE_KIND, kind)):
        if code is not None:
            said = () if fact.span is None else (Evidence(fact.span, fact.rule, code, strength, None, "practice"),)
            yield Label(facet, code, strength, said, None, (fact.rule,))


def _models(doc: Document, parts: list[Unit], found: Sequence[Hit], at: Scene, knowledge: Knowledge) -> Iterator[Label]:
    """The governance model of each section, and of the document; of a hybrid also its kind."""
    table = knowledge.taxonomy.decision
    evidence = [[hit.evidence for hit in _inside(part, found)] for part in parts]
    alone = [
        (_decided(doc, part, said, at, knowledge), len(part.span)) for part, said in zip(parts, evidence, strict=True)
    ]
    shown: list[Evidence] = []
    for part, said, (verdict, _) in zip(parts, evidence, in_context(alone, evidence, table), strict=True):
        if verdict.code != UNDETERMINED:
            shown.extend(said)
        yield Label(MODEL, verdict.code, verdict.strength, tuple(said), part.span, verdict.rules, verdict.reason)
        if verdict.kind is not None:
            yield Label(KIND, verdict.kind, verdict.strength, tuple(said), part.span, verdict.rules)
    whole = decide_document(alone, table)
    best = _shown(whole.code, shown)
    yield Label(MODEL, whole.code, whole.strength, best, None, whole.rules, whole.reason, whole.shares)
    if whole.kind is not None:
        yield Label(KIND, whole.kind, whole.strength, best, None, whole.rules)


def _shown(code: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The heaviest evidence of a document, in order; the strongest of what speaks against it is always there."""
    best = sorted(evidence, key=lambda item: (-item.weight, item.span, item.cue))
    against = [item for item in best if item.code != code and item.weight > 0][:1]
    kept = [*against, *(item for item in best if item not in against)][:MOST_SHOWN]
    return tuple(sorted(kept, key=lambda item: (item.span, item.cue)))


def _inside(part: Unit, found: Sequence[Hit]) -> Sequence[Hit]:
    """The hits that start in a unit; `found` is in order."""
    low = bisect_left(found, part.span.start, key=lambda hit: hit.evidence.span.start)
    high = bisect_left(found, part.span.end, key=lambda hit: hit.evidence.span.start)
    return found[low:high]


def _decided(doc: Document, part: Unit, said: Sequence[Evidence], at: Scene, knowledge: Knowledge) -> Verdict:
    """The verdict on a unit by itself."""
    start, end = doc.reading.to_view(part.span)
    sentences = slice(at.sentence(start), at.sentence(end - 1) + 1)
    aside = not all(at.open[sentences])  # a unit that speaks of communities enough is open as a whole
    by_rule = decide_section(said, knowledge.taxonomy.decision, reason=_silence(doc, part, at), aside=aside)
    model = in_force(knowledge, MODEL)
    return by_rule if model is None else judged(model, by_rule, totals(said), doc.reading.read(part.span))


def _silence(doc: Document, part: Unit, at: Scene) -> str:
    """Why a unit without any cue has none."""
    start, end = doc.reading.to_view(part.span)
    if not any(at.open[at.sentence(start) : at.sentence(end - 1) + 1]):
        return "out_of_scope"
    if at.has_slogan(start, end):
        return "slogan_only"
    return "truncated" if _is_cut(doc, part) else "no_cue"


def _is_cut(doc: Document, part: Unit) -> bool:
    """Whether text is missing at a unit's end."""
    return any(gap.kind in {"cut_end", "hole"} and abs(gap.span.start - part.span.end) <= 1 for gap in doc.gaps)


def _topics(  # noqa: PLR0913, PLR0917 - a facet, its rule, and what it is read from
    doc: Document,
    parts: list[Unit],
    named: tuple[str, Facet],
    topic: Topic,
    found: Sequence[Hit],
    at: Scene,
    model: FacetModel | None,
) -> Iterator[Label]:
    """Labels of a facet that gives several: of sections, and of the document where they add up.

    What speaks for a category speaks for those that it is a part of.
    """
    name, facet = named
    sums: dict[str, float] = {}
    shown: dict[str, list[Evidence]] = {}
    for part in parts:
        evidence = [hit.evidence for hit in _inside(part, found) if _speaks(hit, topic, at)]
        heard = _by_code(evidence, facet)
        scores = {code: sum(totals(mine).values()) for code, mine in heard.items()}
        rule = "trained-model" if model else "section-score"
        held = _held(scores, topic, model, doc.reading.read(part.span) if model else "")
        for code, strength in held.items():
            yield Label(name, code, strength, tuple(heard.get(code, ())), part.span, (rule,))
        for code, mine in heard.items():
            counts = (
                code in held if model else scores[code] >= (topic.section if topic.counted is None else topic.counted)
            )
            if counts:
                sums[code] = sums.get(code, 0.0) + scores[code]
                shown.setdefault(code, []).extend(mine)
    whole = sum(score for code, score in sums.items() if facet.codes[code].parent is None)
    least = max(topic.document, topic.share * whole)
    for code, score in sorted(sums.items()):
        if score >= least:
            said = tuple(shown[code][:MOST_SHOWN])
            yield Label(name, code, _strength(score, least), said, None, ("document-score",))


def _speaks(hit: Hit, topic: Topic, at: Scene) -> bool:
    """Whether the facet's gate lets a hit count."""
    return topic.gate == "none" or (at.gated if topic.gate == "sentence" else at.open)[hit.sentence]


def _by_code(evidence: Sequence[Evidence], facet: Facet) -> dict[str, list[Evidence]]:
    """Evidence by category and by those that it is a part of, by their ids."""
    found: dict[str, list[Evidence]] = {}
    for item in evidence:
        for code in (item.code, *facet.ancestors(item.code)):
            found.setdefault(code, []).append(item)
    return dict(sorted(found.items()))


def _held(scores: dict[str, float], topic: Topic, model: FacetModel | None, text: str) -> dict[str, float]:
    """The codes that a section has, each with its strength: by the model where one is in force, else by its score."""
    if model is not None:
        return given(model, scores, text)
    return {code: _strength(score, topic.section) for code, score in scores.items() if score >= topic.section}


def _strength(score: float, threshold: float) -> float:
    """0.5 at the threshold, towards 1 beyond it."""
    return score / (score + threshold)
