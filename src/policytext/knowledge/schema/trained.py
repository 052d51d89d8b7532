"""Shape of trained.json: what training on labelled sections gave, as plain arrays."""

from __future__ import annotations

from pydantic import model_validator

from policytext.knowledge.schema.base import Table


class Words(Table):
    """A linear model over pairs of characters, weighed by how rare they are: one row of weights a code.

    Args:
        pairs: the pairs known.
        rarity: inverse document frequency of each.
        weights: for each code, one of each pair.
        intercepts: one a code.
    """

    pairs: tuple[str, ...]
    rarity: tuple[float, ...]
    weights: dict[str, tuple[float, ...]]
    intercepts: dict[str, float]

    @model_validator(mode="after")
    def _as_long_as_each_other(self) -> Words:
        if any(len(row) != len(self.pairs) for row in (self.rarity, *self.weights.values())):
            raise ValueError("rarity and weights need a number for each pair")
        if self.weights.keys() != self.intercepts.keys():
            raise ValueError("every code needs weights and an intercept")
        return self


class Scored(Table):
    """What a comparison gave, every document left out in its turn.

    Args:
        sections: compared.
        documents: they come from.
        rule: score of the cue rule: accuracy where a facet has one code, F1 where several.
        model: score of the model.
        swaps_rule: government taken for self-government or the reverse, by the cue rule; and
        swaps_model: by the model.
    """

    sections: int
    documents: int
    rule: float
    model: float
    swaps_rule: int = 0
    swaps_model: int = 0


class FacetModel(Table):
    """The model of one facet.

    Args:
        single: whether a section has exactly one code; else every code is judged by itself.
        in_force: whether it decides; else it only says what to label next.
        features: names, see `policytext.classify.features.section_features`.
        weights: one a feature, for each code; where codes are judged by themselves all share the row of `*`.
        intercepts: the same.
        temperature: logits are divided by it; 1 where too little was labelled to calibrate.
        least: probability below which the model abstains.
        words: what pairs of characters say, an entry among the features; or None.
        scored: how it compares with the cue rule.
    """

    single: bool
    in_force: bool
    features: tuple[str, ...]
    weights: dict[str, tuple[float, ...]]
    intercepts: dict[str, float]
    temperature: float = 1.0
    least: float = 0.5
    words: Words | None = None
    scored: Scored

    @model_validator(mode="after")
    def _as_wide_as_its_features(self) -> FacetModel:
        if any(len(row) != len(self.features) for row in self.weights.values()):
            raise ValueError("weights need a number for each feature")
        if self.weights.keys() != self.intercepts.keys() or not self.weights:
            raise ValueError("every code needs weights and an intercept")
        return self


class Trained(Table):
    """trained.json: the models by facet, and a sentence on what they were trained from."""

    version: int
    data: str
    facets: dict[str, FacetModel]

    @model_validator(mode="after")
    def _of_a_known_version(self) -> Trained:
        if self.version != 1:
            raise ValueError(f"version {self.version} of a trained model is not known; this program reads 1")
        return self
