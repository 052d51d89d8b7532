"""A page under judgement: what is known about each of its lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from policytext.clean.metalines import parse
from policytext.clean.notices import Rules, Score, rules
from policytext.clean.page import Page
from policytext.clean.platforms import Site
from policytext.clean.prose import is_prose
from policytext.knowledge import Knowledge

PAGE_EVIDENCE = 2
SURE_PAGE = 3
# furniture that stands inside texts
PAGE_BREAKS = frozenset(("page-caption", "page-count", "page-number"))


@dataclass(frozen=True)
class Sheet:
    """A page under judgement: a verdict for every line, the name of the rule that cuts it or None."""

    page: Page
    site: Site | None
    knowledge: Knowledge
    verdicts: list[str | None]
    scores: list[Score]
    core: list[int] = field(default_factory=list)

    @cached_property
    def prose(self) -> frozenset[int]:
        """Lines that read like running text and are no meta lines."""
        return frozenset(
            i
            for i, line in enumerate(self.page.lines)
            if is_prose(line.text) and not _is_meta(line.text, self.knowledge)
        )

    @cached_property
    def rules(self) -> Rules:
        """The compiled tables."""
        return self.knowledge.derive(rules)

    @property
    def evidence(self) -> int:
        """How many lines show that this is a page of a site."""
        known = SURE_PAGE if self.site else 0
        return known + sum(verdict is not None for verdict in self.verdicts)

    def open_lines(self) -> list[int]:
        """Lines not yet cut."""
        return [i for i, verdict in enumerate(self.verdicts) if verdict is None]

    def outside(self, i: int) -> bool:
        """Whether a line stands before or after the text."""
        return not self.core or i < self.core[0] or i > self.core[-1]

    def of_a_meeting(self, i: int) -> bool:
        """Whether the lines beside one tell where a meeting was held or who was there: it is of the minutes."""
        beside = (*self.page.lines[max(0, i - 1) : i], *self.page.lines[i + 1 : i + 2])
        return any(self.rules.meeting.match(line.text) for line in beside)

    def start(self) -> int:
        """The first line of the text; the end of the page where there is none."""
        return self.core[0] if self.core else len(self.verdicts)

    def behind(self) -> int:
        """The first furniture behind the text: lines before it may still be a signature or a contact."""
        after = range(self.core[-1] + 1 if self.core else 0, len(self.verdicts))
        furniture = (i for i in after if self.verdicts[i] is not None and self.verdicts[i] not in PAGE_BREAKS)
        return next(furniture, len(self.verdicts))


def _is_meta(text: str, knowledge: Knowledge) -> bool:
    return any(entry.keys.sure for entry in parse(text, knowledge))
