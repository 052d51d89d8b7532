"""From labelled sections to plain arrays: logistic regression over few features, calibrated once there is enough."""

from __future__ import annotations

from collections.abc import Sequence

from policytext.classify.decision import UNDETERMINED
from policytext.classify.features import ALL, OWN, WORDS, joint_features, own_features
from policytext.classify.trained import SHARED
from policytext.knowledge.schema.trained import FacetModel, Scored, Words
from policytext.train.sections import Row

CALIBRATED = 200
"""Labelled sections from which on probabilities are calibrated; with fewer, calibration does harm."""

FOLDS = 5
INVERSE_PENALTY = 1.0
MOST_STEPS = 1000
DIGITS = 3
LEAST_JOINT, LEAST_OWN = 0.4, 0.5
"""Probability below which a model abstains: of one code among four, and of a code judged by itself."""

UNSCORED = Scored(sections=0, documents=0, rule=0.0, model=0.0)


def fit(rows: Sequence[Row], codes: Sequence[str], words: Words | None = None, *, single: bool) -> FacetModel | None:
    """The model of one facet, not in force; None where the rows hold fewer than two answers.

    The same rows give the same model in any order.

    Args:
        rows: of one facet.
        codes: of the facet, without `undetermined`.
        words: the facet's model of words, for codes that are judged by themselves.
        single: whether a section has exactly one code.
    """
    ordered = sorted(rows, key=lambda row: (row.document, row.start, row.end))
    return _joint(ordered, codes) if single else _own(ordered, codes, words)


def _joint(rows: Sequence[Row], codes: Sequence[str]) -> FacetModel | None:
    """One code of several: a regression over all of them, `undetermined` too."""
    said = [row.codes[0] for row in rows]
    if len(set(said)) < 2:  # noqa: PLR2004 - there is nothing to tell apart
        return None
    told = [joint_features(row.scores, codes) for row in rows]
    names = tuple(told[0])
    fitted = _regression([[each[name] for name in names] for each in told], said, [row.document for row in rows])
    classes, coefficients, intercepts, temperature = fitted
    if len(classes) == 2:  # noqa: PLR2004 - scikit-learn keeps one row for two classes
        coefficients = [[sign * value / 2 for value in coefficients[0]] for sign in (-1, 1)]
        intercepts = [sign * intercepts[0] / 2 for sign in (-1, 1)]
    return FacetModel(
        single=True,
        in_force=False,
        features=names,
        weights={str(code): _rounded(row) for code, row in zip(classes, coefficients, strict=True)},
        intercepts={str(code): round(value, DIGITS) for code, value in zip(classes, intercepts, strict=True)},
        temperature=round(temperature, DIGITS),
        least=LEAST_JOINT,
        scored=UNSCORED,
    )


def _own(rows: Sequence[Row], codes: Sequence[str], words: Words | None) -> FacetModel | None:
    """Every code by itself, with weights that all codes share: there are too few examples of each."""
    names = (OWN, ALL, WORDS) if words else (OWN, ALL)
    told, said, documents = [], [], []
    for row in rows:
        for code in codes:
            features = own_features(row.scores, code, row.words.get(code, 0.0) if words else None)
            told.append([features[name] for name in names])
            said.append(code in row.codes)
            documents.append(row.document)
    if len(set(said)) < 2:  # noqa: PLR2004 - there is nothing to tell apart
        return None
    _, coefficients, intercepts, temperature = _regression(told, said, documents, enough=CALIBRATED * len(codes))
    return FacetModel(
        single=False,
        in_force=False,
        features=names,
        weights={SHARED: _rounded(coefficients[0])},
        intercepts={SHARED: round(intercepts[0], DIGITS)},
        temperature=round(temperature, DIGITS),
        least=LEAST_OWN,
        words=words,
        scored=UNSCORED,
    )


def _regression(
    told: Sequence[Sequence[float]], said: Sequence[object], documents: Sequence[str], enough: int = CALIBRATED
) -> tuple[list[object], list[list[float]], list[float], float]:
    """Classes, coefficients, intercepts and temperature.

    The temperature is fitted on predictions for documents that were left out
    (Guo and others 2017: one number divides all logits, so no order changes).
    """
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold

    plain = LogisticRegression(C=INVERSE_PENALTY, max_iter=MOST_STEPS)
    folds = min(FOLDS, len(set(documents)))
    if len(said) < enough or folds < 2:  # noqa: PLR2004 - one document can only be left out whole
        model, temperature = plain.fit(told, said), 1.0
        classes = list(model.classes_)
    else:
        splits = list(GroupKFold(folds).split(told, said, documents))
        whole = CalibratedClassifierCV(plain, method="temperature", cv=splits, ensemble=False).fit(told, said)
        inner = whole.calibrated_classifiers_[0]
        model, temperature = inner.estimator, 1.0 / float(inner.calibrators[0].beta_)
        classes = list(whole.classes_)  # the inner model knows their numbers only
        if len(model.classes_) == 2:  # noqa: PLR2004 - two classes are calibrated as the logits (-x, x)
            temperature /= 2
    coefficients = [[float(value) for value in row] for row in model.coef_]
    return classes, coefficients, [float(value) for value in model.intercept_], temperature


def answers(codes: Sequence[str], *, single: bool) -> list[str]:
    """The codes of a facet that cues speak for."""
    return [code for code in codes if not (single and code == UNDETERMINED)]


def _rounded(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(value, DIGITS) for value in values)
