"""Training of the line model: logistic regression over the platforms' examples, kept as plain weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import yaml

from policytext.knowledge.schema.clean import LineModel
from policytext.sites.pages import Row

# likelihood from which a line is cut; a line of the text that is lost costs more than one of furniture that stays
ENOUGH = 0.8
TEXT_WEIGHT = 3.0
INVERSE_PENALTY = 1.0
MOST_STEPS = 5000
DIGITS = 3

HEAD = """\
# Weights of the line model, written by `make line-model` from the platforms' examples and the sample corpus.
# A line before or after the text of a site's page is furniture from the likelihood `enough` on:
# the logistic function of the intercept and the weighted features (see policytext.clean.linemodel).
"""


def train(rows: Sequence[Row]) -> LineModel:
    """The weights that tell furniture from text.

    Each site weighs the same, however many examples it has.

    Args:
        rows: lines with their features, as `policytext.sites.pages.rows` gives them.

    Raises:
        ValueError: there are no lines of furniture, or none of a text.
    """
    from sklearn.linear_model import LogisticRegression

    if len({row.furniture for row in rows}) < 2:  # noqa: PLR2004 - both are needed
        message = "the pages have no lines of both kinds outside their texts"
        raise ValueError(message)
    names = sorted({name for row in rows for name in row.features})
    count = Counter(row.site for row in rows)
    weights = [(1.0 if row.furniture else TEXT_WEIGHT) / count[row.site] for row in rows]
    scale = len(rows) / sum(weights)
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=MOST_STEPS)
    model.fit(
        [[row.features.get(name, 0.0) for name in names] for row in rows],
        [row.furniture for row in rows],
        sample_weight=[weight * scale for weight in weights],
    )
    found = {name: round(float(value), DIGITS) for name, value in zip(names, model.coef_[0], strict=True)}
    return LineModel(
        enough=ENOUGH,
        intercept=round(float(model.intercept_[0]), DIGITS),
        weights={name: value for name, value in found.items() if value},
    )


def write(model: LineModel, path: Path) -> None:
    """Write the table that `Knowledge.lines` reads."""
    path.write_text(HEAD + yaml.safe_dump(model.model_dump(), sort_keys=False, allow_unicode=True), "utf-8")
