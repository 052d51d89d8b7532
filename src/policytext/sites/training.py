"""Training of the line model: logistic regression over the platforms' examples, kept as plain weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

from policytext.clean.linemodel import Features
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.clean import LineModel
from policytext.sites.pages import Labelled, examples_of_lines

# likelihood from which a line is cut; a line of the text that is lost costs more than one of furniture that stays
ENOUGH = 0.8
TEXT_WEIGHT = 3.0
INVERSE_PENALTY = 1.0
DIGITS = 3

HEAD = """\
# Weights of the line model, written by `make line-model` from the platforms' examples and the sample corpus.
# A line before or after the text of a site's page is furniture from the likelihood `enough` on:
# the logistic function of the intercept and the weighted features (see policytext.clean.linemodel).
"""


def train(pages: Sequence[Labelled], knowledge: Knowledge) -> LineModel:
    """The weights that tell furniture from text on these pages.

    Each site weighs the same, however many examples it has.

    Raises:
        ValueError: no line of furniture, or none of the text, stands outside the texts of the pages.
    """
    rows = list(examples_of_lines(pages, knowledge))
    if len({furniture for _, _, furniture in rows}) < 2:  # noqa: PLR2004 - both are needed
        message = "the pages have no lines of both kinds outside their texts"
        raise ValueError(message)
    names = sorted({name for _, values, _ in rows for name in values})
    return _fit(rows, names)


def _fit(rows: Sequence[tuple[str, Features, bool]], names: list[str]) -> LineModel:
    from sklearn.linear_model import LogisticRegression

    count = {site: sum(other == site for other, _, _ in rows) for site in {site for site, _, _ in rows}}
    weights = [(1.0 if furniture else TEXT_WEIGHT) / count[site] for site, _, furniture in rows]
    scale = len(rows) / sum(weights)
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=5000)
    model.fit(
        [[values.get(name, 0.0) for name in names] for _, values, _ in rows],
        [furniture for _, _, furniture in rows],
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
