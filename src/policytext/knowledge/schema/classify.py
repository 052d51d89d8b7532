"""Table of the classify room: the taxonomy, and the cues that speak for its categories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from policytext.knowledge.schema.base import Pattern, Table

Dimension = Literal["initiate", "fund", "decide", "execute", "participate", "structure", "typology_name"]


class Code(Table):
    """A category: its names, and what belongs to it.

    Args:
        zh: its name, as analysts see it.
        en: its name in English.
        definition: what it means.
        include: what belongs to it.
        exclude: what looks like it and does not belong to it.
        parent: the category of the same facet that it is a part of.
        maps_to: governance models that it tends to go with.
    """

    zh: str
    en: str
    definition: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    parent: str | None = None
    maps_to: tuple[str, ...] = ()


class Facet(Table):
    """A way to classify documents."""

    zh: str
    en: str
    definition: str = ""
    codes: dict[str, Code]

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The categories that a category is a part of, the nearest first."""
        found: list[str] = []
        parent = self.codes[code].parent
        while parent is not None and parent not in found:
            found.append(parent)
            parent = self.codes[parent].parent
        return tuple(found)


class Change(Table):
    """What a version of the taxonomy did to categories: codes never change their meaning.

    Args:
        version: of the taxonomy.
        facet: of the categories.
        change: `added`, `renamed` (another name for the same), `split` or `retired`.
        codes: the categories with the name that they have from then on.
        into: for `split` and `retired`, the categories to use instead.
        note: why.
    """

    version: int = Field(ge=1)
    facet: str
    change: Literal["added", "renamed", "split", "retired"]
    codes: dict[str, str]
    into: tuple[str, ...] = ()
    note: str = ""


class FalseFriend(Table):
    """A wording in which cues speak of another matter; `facets` are those it silences, all where there are none."""

    pattern: Pattern
    facets: tuple[str, ...] = ()
    note: str = ""


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
        context: what its sentence must hold for the cue to count.
        unless: what its sentence must not hold.
    """

    id: str
    code: str
    weight: float = Field(gt=0, le=3)
    dimension: Dimension | None = None
    pattern: Pattern
    context: Pattern | None = None
    unless: Pattern | None = None
    note: str = ""
    met_in: tuple[str, ...] = ()


class Stances(Table):
    """How a sentence speaks: what it says is done unless one of these matches.

    Args:
        slogan: stretches that count nothing.
        definition, other: what a word means; other countries, places, the literature: nothing counts.
        plan, problem: what is to be done, and what is deplored: the norm counts.
        excess: after a wording: there is too much of it.
        negated: before a wording: it is done away with.
        headings: stance of what stands under a heading with such words.
    """

    slogan: tuple[Pattern, ...]
    definition: tuple[Pattern, ...]
    other: tuple[Pattern, ...]
    plan: tuple[Pattern, ...]
    problem: tuple[Pattern, ...]
    excess: Pattern
    negated: Pattern = "(?!)"
    headings: dict[Literal["definition", "other", "problem", "plan"], Pattern] = Field(default_factory=dict)


class KnownModel(Table):
    """A local model of renown: the name it is listed under, how else it is called, whose it is, what it stands for.

    `gated` names are those of whole cities, which other matters have too: they count near sentences on communities.
    """

    name: str
    pattern: Pattern
    place: str
    gated: bool = False
    model: str | None = None
    tags: tuple[str, ...] = ()
    note: str = ""


class NameForm(Table):
    """How a name is written: group `name` without, `noun` with what it is called; `rule` names the form."""

    rule: Literal["named-quoted", "named-place"]
    pattern: Pattern


class NamedModels(Table):
    """Names of local models.

    Args:
        pattern: names that tell nothing in a document of another place; group `place` is whose.
        known: those of renown.
        nouns: what a name is called; forms are looked for around them only.
        forms: how a name is written.
        common: names that are none (商业模式, 新模式).
        unnamed: what a name does not hold: it is a phrase then.
    """

    pattern: Pattern
    known: tuple[KnownModel, ...] = ()
    nouns: Pattern = "(?!)"
    forms: tuple[NameForm, ...] = ()
    common: Pattern = "(?!)"
    unnamed: Pattern = "(?!)"


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
        least_aside: the same in a section that speaks of communities only in passing, where no cue decides alone.
        present: score that a model must reach to be there at all.
        hybrid_lead: share of the stronger of the other two that hybrid cues must reach.
        mixed_share: share of the stronger that the weaker of gov_led and self_gov must reach, for hybrid.
        document_hybrid: share of hybrid among the decided sections, for a hybrid document.
        document_mixed: share that both gov_led and self_gov must reach, for a hybrid document.
        decided_share: share of the text that must be decided, and
        decided_characters: how many characters, for a decision on the document.
        saturation: score at which half of the strength is reached.
        context_share: share of one model among the decided sections, for a weak section to be read like them, and
        context_least: score that it must have for that model, and for no other.
    """

    decisive: float
    least: float
    least_aside: float = 5.0
    present: float
    hybrid_lead: float
    mixed_share: float
    document_hybrid: float
    document_mixed: float
    decided_share: float
    decided_characters: int
    saturation: float
    context_share: float = 2.0
    context_least: float = 1.5


class Topic(Table):
    """When a facet with several labels gives one.

    Args:
        section: score for a label of a section.
        counted: score from which a section counts for its document, labelled itself or not; `section` if not given.
        document: score for a label of the document, and
        share: share of all that counts.
        gate: whether the section or the sentence must speak of communities, or nothing.
    """

    section: float
    counted: float | None = None
    document: float
    share: float
    gate: Literal["section", "sentence", "none"]


class Taxonomy(Table):
    """taxonomy.yaml.

    Args:
        version: grows with every change to categories.
        history: what each version did to categories.
        facets: the ways to classify, with their categories.
        gate: what a sentence must hold to speak of communities; `gate_reach` and `gate_share` say how near.
        stances: how a sentence speaks.
        false_friends: wordings in which cues speak of another matter.
        named_models: names of local models.
        sections: what is judged as one piece.
        decision: the numbers of the decision on the governance model.
        topics: facets that give several labels, and when; a facet without cues is not looked for.
        cues: wordings that speak for a category, by facet.
    """

    version: int = 1
    history: tuple[Change, ...] = ()
    facets: dict[str, Facet]
    gate: Pattern
    gate_reach: int
    gate_share: float
    stances: Stances
    false_friends: tuple[FalseFriend, ...] = ()
    named_models: NamedModels
    sections: Sections
    decision: Decision
    topics: dict[str, Topic]
    cues: dict[str, tuple[Cue, ...]]

    @model_validator(mode="before")
    @classmethod
    def _with_edits(cls, data: Any) -> Any:  # noqa: ANN401 - any shape until it is validated
        return edited(data) if isinstance(data, Mapping) else data

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

    @model_validator(mode="after")
    def _codes_keep_their_meaning(self) -> Taxonomy:
        for name, facet in self.facets.items():
            for code, row in facet.codes.items():
                if row.parent is not None and row.parent not in facet.codes:
                    raise ValueError(f"{name}.{code}: its parent {row.parent} is no category of {name}")
                if code in facet.ancestors(code):
                    raise ValueError(f"{name}.{code}: it is a part of itself")
            for code in sorted(self.retired(name) & set(facet.codes)):
                raise ValueError(f"{name}.{code}: it was retired, and a retired code is never used again")
        for name in self.topics:
            if name not in self.facets:
                raise ValueError(f"topics of {name}, which is no facet")
        return self

    def retired(self, facet: str) -> set[str]:
        """The codes of a facet that are not to be used any more."""
        gone = ("retired", "split")
        return {code for row in self.history if row.facet == facet and row.change in gone for code in row.codes}


def edited(table: Mapping[str, Any]) -> dict[str, Any]:
    """A merged taxonomy with the edits of an overlay done.

    An overlay adds by `facets`, `cues`, `topics` and `history`, as every table
    does; what is there already it changes by `edits`: rows of `facets`,
    `codes` (by facet) and `cues` (by facet, then id), each whole, or null to
    take it out.
    """
    rest = {key: value for key, value in table.items() if key != "edits"}
    edits = table.get("edits")
    if not isinstance(edits, Mapping):
        return rest
    facets = dict(rest.get("facets", {}))
    for name, row in (edits.get("facets") or {}).items():
        facets[name] = {**facets.get(name, {}), **row}
    for name, rows in (edits.get("codes") or {}).items():
        codes = {**facets.get(name, {}).get("codes", {}), **rows}
        facets[name] = {**facets.get(name, {}), "codes": {code: row for code, row in codes.items() if row is not None}}
    cues = dict(rest.get("cues", {}))
    for name, rows in (edits.get("cues") or {}).items():
        changed = [rows.get(cue.get("id"), cue) for cue in cues.get(name, ())]
        cues[name] = [cue for cue in changed if cue is not None]
    return {**rest, "facets": facets, "cues": cues}
