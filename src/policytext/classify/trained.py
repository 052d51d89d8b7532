"""The trained model: plain arrays, and what they say of a section.

`trained.json` stands with the tables; the user's own, in the overlay, replaces
the shipped one whole.  A model decides only where it is in force; where it is
not, it says which sections are worth a person's look.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp

from pydantic import ValidationError

from policytext.classify.decision import HYBRID, MIXED, UNDETERMINED, Verdict
from policytext.classify.features import joint_features, own_features, words_say
from policytext.errors import KnowledgeError
from policytext.knowledge import Knowledge
from policytext.knowledge.load import trained_file
from policytext.knowledge.schema.trained import FacetModel, Trained

SHARED = "*"
"""The row of weights that all codes share which are judged by themselves."""


def trained(knowledge: Knowledge) -> Trained:
    """The models at hand; for `Knowledge.derive`.

    Raises:
        KnowledgeError: the file is not valid.
    """
    path = trained_file(knowledge.roots)
    try:
        return Trained.model_validate_json(path.read_bytes())
    except OSError as error:
        raise KnowledgeError(f"{path}: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise KnowledgeError(f"{path}: {key}: {first['msg']}") from error


def in_force(knowledge: Knowledge, facet: str) -> FacetModel | None:
    """The model that decides a facet, or None where the cue rule does."""
    model = knowledge.derive(trained).facets.get(facet)
    return model if model is not None and model.in_force else None


def probabilities(
    model: FacetModel, scores: Mapping[str, float], text: str, *, said: Mapping[str, float] | None = None
) -> dict[str, float]:
    """How likely each code is for a section; they add up to 1 only where it has exactly one.

    Args:
        model: of the facet.
        scores: of the section's evidence, as `totals` gives them.
        text: of the section, in the reading view; looked at only where the model knows words.
        said: what its words say, where that is known already and the text is not.
    """
    if model.single:
        cued = [name.removeprefix("share ") for name in model.features if name.startswith("share ")]
        told = joint_features(scores, cued)
        return _softmax({code: _logit(model, code, told) for code in model.weights})
    if said is None:
        said = words_say(text, model.words) if model.words else {}
    codes = sorted({*scores, *(model.words.weights if model.words else ())})
    told_of = {code: own_features(scores, code, said.get(code, 0.0) if model.words else None) for code in codes}
    return {code: 1 / (1 + exp(-_clipped(_logit(model, SHARED, told)))) for code, told in told_of.items()}


def judged(model: FacetModel, by_rule: Verdict, scores: Mapping[str, float], text: str) -> Verdict:
    """The verdict on a section where the model is in force.

    The rule of inclusion stands before it: where the cue rule found no stated
    mechanism, nothing is decided.  Where no code is likely enough, the model
    abstains.

    Args:
        model: of a facet with exactly one code.
        by_rule: what the cue rule said.
        scores: as for `probabilities`.
        text: the same.
    """
    if by_rule.code == UNDETERMINED:
        return by_rule
    likely = probabilities(model, scores, text)
    code = max(sorted(likely), key=lambda each: likely[each])
    if code == UNDETERMINED or likely[code] < model.least:
        return Verdict(UNDETERMINED, 0.0, (*by_rule.rules[:1], "model-abstains"), "model_doubt")
    kind = by_rule.kind if code == by_rule.code else MIXED if code == HYBRID else None
    return Verdict(code, likely[code], (*by_rule.rules[:1], "trained-model"), kind=kind)


def given(model: FacetModel, scores: Mapping[str, float], text: str) -> dict[str, float]:
    """The codes that a model in force gives a section of a facet with several, each with its strength."""
    likely = probabilities(model, scores, text)
    return {code: likely[code] for code in sorted(likely) if likely[code] >= model.least}


def _logit(model: FacetModel, row: str, told: Mapping[str, float]) -> float:
    total = sum(weight * told[name] for name, weight in zip(model.features, model.weights[row], strict=True))
    return (model.intercepts[row] + total) / model.temperature


def _softmax(logits: Mapping[str, float]) -> dict[str, float]:
    highest = max(logits.values())
    raised = {code: exp(logit - highest) for code, logit in logits.items()}
    whole = sum(raised.values())
    return {code: value / whole for code, value in raised.items()}


def _clipped(logit: float) -> float:
    return max(-60.0, min(60.0, logit))
