"""The decision on the governance model, of a section and of a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policytext.classify.features import totals
from policytext.knowledge.schema.classify import Decision
from policytext.model import Evidence

GOV, SELF, HYBRID, UNDETERMINED = "gov_led", "self_gov", "hybrid", "undetermined"
DESIGNED, MIXED = "designed", "mixed"
MODELS = (GOV, SELF, HYBRID)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A category with its strength in 0..1, the rules that gave it, and why where it is undetermined.

    `kind` says of a hybrid whether it is designed (there are interfaces) or
    mixed (government and self-government side by side).
    """

    code: str
    strength: float
    rules: tuple[str, ...]
    reason: str | None = None
    shares: tuple[tuple[str, float], ...] = ()
    kind: str | None = None


def decide_section(evidence: Sequence[Evidence], table: Decision, *, reason: str, aside: bool = False) -> Verdict:
    """The model of a section.

    A mechanism must be stated: one decisive cue, or several that add up, and
    all of that for one model; in a section on other matters, several in any
    case.  Hybrid where its own cues lead, or where government and
    self-government are both there.

    Args:
        evidence: of the section, silent ones included.
        table: the numbers of the decision.
        reason: why nothing is decided where there is no evidence at all.
        aside: whether the section speaks of communities only in passing.
    """
    counting = [item for item in evidence if item.weight > 0]
    scores = totals(counting)
    if not _states_mechanism(counting, scores, table, aside=aside):
        return Verdict(UNDETERMINED, 0.0, ("no-mechanism",), _reason(evidence) or reason)
    gov, own, mixed = (scores.get(code, 0.0) for code in MODELS)
    code, rule = _model(gov, own, mixed, table)
    total = gov + own + mixed
    share = (total if rule == "side-by-side" else scores[code]) / total
    return Verdict(code, share * total / (total + table.saturation), ("mechanism", rule), kind=_KINDS.get(rule))


_KINDS = {"hybrid-leads": DESIGNED, "side-by-side": MIXED}


def _states_mechanism(evidence: Sequence[Evidence], scores: dict[str, float], table: Decision, *, aside: bool) -> bool:
    """Whether the cues say how things are done, and not only what about."""
    if not aside and any(item.weight >= table.decisive for item in evidence):
        return True
    several = len({item.cue for item in evidence}) > 1
    least = table.least_aside if aside else table.least
    return several and sum(scores.values()) >= least and max(scores.values()) >= table.present


def _model(gov: float, own: float, mixed: float, table: Decision) -> tuple[str, str]:
    if mixed >= table.hybrid_lead * max(gov, own):
        return HYBRID, "hybrid-leads"
    low, high = sorted((gov, own))
    if low >= table.present and low >= table.mixed_share * high:
        return HYBRID, "side-by-side"
    return (GOV, "larger-score") if gov > own else (SELF, "larger-score")


def _reason(evidence: Sequence[Evidence]) -> str | None:
    """Why the evidence there is decides nothing; None where there is none."""
    stances = {item.stance for item in evidence}
    if any(item.weight > 0 for item in evidence):
        return "single_weak_cue"
    if stances & {"definition", "other"}:
        return "definition_only"
    return "slogan_only" if stances else None


def in_context(
    verdicts: Sequence[tuple[Verdict, int]], evidence: Sequence[Sequence[Evidence]], table: Decision
) -> list[tuple[Verdict, int]]:
    """The verdicts, where a section alone says too little read as the rest of its document is.

    A reader takes 加强居民自治 for what the document around it means by it: one
    weak cue decides where it speaks for the model of the decided sections, and
    nothing in the section speaks for another.  What decides so counts for
    nothing in the decision on the document.

    Args:
        verdicts: on the sections, with their lengths.
        evidence: of each section.
        table: the numbers of the decision.
    """
    whole = decide_document(verdicts, table)
    code, share = max(whole.shares, key=lambda pair: pair[1], default=(UNDETERMINED, 0.0))
    if share < table.context_share:
        return list(verdicts)
    return [
        (_as_document(verdict, items, (code, whole.strength), table), length)
        for (verdict, length), items in zip(verdicts, evidence, strict=True)
    ]


def _as_document(
    verdict: Verdict, evidence: Sequence[Evidence], leading: tuple[str, float], table: Decision
) -> Verdict:
    code, strength = leading
    scores = totals(evidence)
    if verdict.code != UNDETERMINED or set(scores) != {code} or scores[code] < table.context_least:
        return verdict
    kind = DESIGNED if code == HYBRID else None
    return Verdict(code, strength * scores[code] / (scores[code] + table.saturation), ("document-context",), kind=kind)


def decide_document(sections: Sequence[tuple[Verdict, int]], table: Decision) -> Verdict:
    """The model of a document, from the verdicts on its sections and their lengths in characters."""
    whole = sum(length for _, length in sections)
    decided = [(verdict, length) for verdict, length in sections if verdict.code != UNDETERMINED]
    settled = sum(length for _, length in decided)
    if not decided or settled < table.decided_characters or settled < table.decided_share * whole:
        reasons = [verdict.reason for verdict, _ in sections if verdict.reason]
        reason = max(sorted(set(reasons)), key=reasons.count) if reasons and not decided else "single_weak_cue"
        return Verdict(UNDETERMINED, 0.0, ("too-little-decided",), reason if sections else "no_cue")
    shares = {code: sum(length for verdict, length in decided if verdict.code == code) / settled for code in MODELS}
    code, rule = _document_model(shares, table)
    strength = sum(verdict.strength * length for verdict, length in decided) / settled
    agreeing = max(shares[code], min(shares[GOV], shares[SELF]) * 2)
    kind = _document_kind(rule, decided)
    return Verdict(code, strength * agreeing, ("shares", rule), shares=tuple(shares.items()), kind=kind)


def _document_kind(rule: str, decided: Sequence[tuple[Verdict, int]]) -> str | None:
    """Of a hybrid document, the kind of most of its hybrid text; mixed where its sections are of both models."""
    if rule == "side-by-side":
        return MIXED
    lengths = {kind: sum(n for verdict, n in decided if verdict.kind == kind) for kind in (DESIGNED, MIXED)}
    return max(lengths, key=lambda kind: lengths[kind]) if rule == "hybrid-share" else None


def _document_model(shares: dict[str, float], table: Decision) -> tuple[str, str]:
    if shares[HYBRID] >= table.document_hybrid:
        return HYBRID, "hybrid-share"
    if min(shares[GOV], shares[SELF]) >= table.document_mixed:
        return HYBRID, "side-by-side"
    return (GOV, "larger-share") if shares[GOV] > shares[SELF] else (SELF, "larger-share")
