"""Table of the classify room: the taxonomy, and the cues that speak for its categories."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from policytext.knowledge.schema.base import Pattern, Table

Dimension = Literal["initiate", "fund", "decide", "execute", "participate", "structure", "typology_name"]


class Code(Table):
    """A category: its names, and what belongs to it."""

    zh: str
    en: str
    definition: str


class Facet(Table):
    """A way to classify documents."""

    zh: str
    en: str
    codes: dict[str, Code]


class Cue(Table):
    """A wording that speaks for a category.

    Args:
        id: named in every label's evidence.
        code: the category.
        weight: 2.5 and more decides alone.
        dimension: of the governance model, which question the wording answers.
        pattern: on the reading view; it does not reach over the end of a sentence.
        note: why.
        met_in: annotated documents in which the wording was first met.
    """

    id: str
    code: str
    weight: float = Field(gt=0, le=3)
    dimension: Dimension | None = None
    pattern: Pattern
    note: str = ""
    met_in: tuple[str, ...] = ()


class Stances(Table):
    """How a sentence speaks: what it says is done unless one of these matches."""

    slogan: tuple[Pattern, ...]
    definition: tuple[Pattern, ...]
    other: tuple[Pattern, ...]
    plan: tuple[Pattern, ...]
    problem: tuple[Pattern, ...]
    excess: Pattern


class NamedModels(Table):
    """Names of local models; group `place` is whose."""

    pattern: Pattern


class Sections(Table):
    """What is judged as one piece, in characters.

    Args:
        shortest: a shorter stretch under a heading goes with its neighbour.
        item_shortest: a run-in item (一是) of this length stands alone.
        longest: a stretch without headings is cut at a line end beyond this.
    """

    shortest: int
    item_shortest: int
    longest: int


class Decision(Table):
    """The numbers of the decision on the governance model.

    Args:
        decisive: weight of a cue that decides alone.
        least: score that cues of less weight must reach together, two at least.
        present: score that a model must reach to be there at all.
        hybrid_lead: share of the stronger of the other two that hybrid cues must reach.
        mixed_share: share of the stronger that the weaker of gov_led and self_gov must reach, for hybrid.
        document_hybrid: share of hybrid among the decided sections, for a hybrid document.
        document_mixed: share that both gov_led and self_gov must reach, for a hybrid document.
        decided_share: share of the text that must be decided, and
        decided_characters: how many characters, for a decision on the document.
        saturation: score at which half of the strength is reached.
    """

    decisive: float
    least: float
    present: float
    hybrid_lead: float
    mixed_share: float
    document_hybrid: float
    document_mixed: float
    decided_share: float
    decided_characters: int
    saturation: float


class Topic(Table):
    """When a facet with several labels gives one: scores for a section and a document, and a document's share."""

    section: float
    document: float
    share: float
    gate: Literal["section", "sentence"]


class Taxonomy(Table):
    """taxonomy.yaml."""

    facets: dict[str, Facet]
    gate: Pattern
    gate_reach: int
    gate_share: float
    stances: Stances
    named_models: NamedModels
    sections: Sections
    decision: Decision
    topics: dict[str, Topic]
    cues: dict[str, tuple[Cue, ...]]

    @model_validator(mode="after")
    def _cues_name_known_codes(self) -> Taxonomy:
        seen: set[str] = set()
        for facet, cues in self.cues.items():
            if facet not in self.facets:
                raise ValueError(f"cues of {facet}, which is no facet")
            for cue in cues:
                if cue.code not in self.facets[facet].codes:
                    raise ValueError(f"cue {cue.id}: {cue.code} is no category of {facet}")
                if cue.id in seen:
                    raise ValueError(f"cue {cue.id} stands twice")
                seen.add(cue.id)
        return self
