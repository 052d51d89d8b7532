"""Every site left out of the tables, the examples and the training, and its own pages cleaned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from policytext.knowledge import Knowledge
from policytext.knowledge.schema.clean import Example
from policytext.sites.pages import Row, cleaned, without
from policytext.sites.training import train


@dataclass(frozen=True, slots=True)
class Scored:
    """How an example of a site was cleaned: characters other than white space and title, 0..1."""

    site: str
    number: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


def held_out(knowledge: Knowledge, lines: Sequence[Row]) -> list[Scored]:
    """The scores of every example without anything of its own site.

    Args:
        knowledge: the platforms with their examples.
        lines: of all sites, for the training; see `policytext.sites.pages.rows`.
    """
    found = []
    for site, platform in sorted(knowledge.platforms.items()):
        model = train([row for row in lines if row.site != site])
        strange = replace(without(knowledge, site), lines=model)
        for number, example in enumerate(platform.examples, 1):
            found.append(Scored(site, number, *scored(example, knowledge, strange)))
    return found


def scored(example: Example, knowledge: Knowledge, strange: Knowledge) -> tuple[float, float]:
    """Precision and recall of the characters that cleaning keeps of an example's page.

    Args:
        example: a page; with `knowledge` it is cleaned as it says, which is tested.
        knowledge: with the table of its site.
        strange: without.
    """
    wanted = cleaned(example, knowledge)
    kept = cleaned(example, strange) - _title_characters(example, wanted)
    hits = len(kept & wanted)
    return hits / max(1, len(kept)), hits / max(1, len(wanted))


def _title_characters(example: Example, wanted: frozenset[int]) -> set[int]:
    """Characters of the title where the document does not keep it: they count neither way."""
    text, title = example.before, example.title or ""
    found: set[int] = set()
    at = text.find(title) if title else -1
    while at >= 0:
        found.update(set(range(at, at + len(title))) - wanted)
        at = text.find(title, at + 1)
    return found
