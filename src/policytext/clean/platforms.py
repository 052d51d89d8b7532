"""Which site a page comes from, told by its marks."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from ahocorasick_rs import AhoCorasick

from policytext.clean.page import Page
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.clean import Mark, Platform

_ADDRESS = re.compile(r"(?:https?://|www\.)(?:[a-z0-9-]+\.)*?([a-z0-9-]{2,30})\.(?:com|net|cn|org|cc)\b", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://(?:www\.)?|www\.)((?:[a-z0-9-]+\.)+[a-z]{2,6})(?![a-z0-9-])", re.IGNORECASE)
_HOST_PARTS = frozenset(("www", "com", "net", "org", "gov", "edu", "max", "wenku", "doc", "docs"))

UNNAMED = "unnamed"
"""The platform of pages of a sharing site that name none."""

# marks stand in what is put around a text: at the ends of a page, and of its long lines
HEAD_LINES = 40
TAIL_LINES = 80
LONGEST_WHOLE = 600
# lines with the size or form of a file that make a page one of a sharing site
FEWEST_ATTRIBUTES = 2


@dataclass(frozen=True, eq=False)
class Site:
    """A platform with its patterns compiled; each mark with its weight, and whether it is a plain word."""

    platform: Platform
    marks: tuple[tuple[re.Pattern[str], float, bool], ...]

    @cached_property
    def lines(self) -> re.Pattern[str] | None:
        """Whole lines to cut."""
        return together(self.platform.lines)

    @cached_property
    def mention(self) -> re.Pattern[str]:
        """The site's name, or an address."""
        return re.compile(rf"{re.escape(self.platform.name)}|{_ADDRESS.pattern}(?:/\S*)?", re.IGNORECASE)

    @cached_property
    def watermark(self) -> re.Pattern[str]:
        """The site's name with its address, printed over a page and drawn out in the middle of a word."""
        address = r"(?:https?://)?(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|cn|org)\b"
        return re.compile(rf"\s?{re.escape(self.platform.name)}\s?[-—:]?\s?{address}\s?", re.IGNORECASE)

    @cached_property
    def tail(self) -> re.Pattern[str] | None:
        """Lines after which the document is over."""
        return together(self.platform.tail)

    @cached_property
    def inline(self) -> re.Pattern[str] | None:
        """Stretches inside lines to cut."""
        return together(self.platform.inline)


def together(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern that matches where any of `patterns` does; None for none."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.MULTILINE) if patterns else None


def sites(knowledge: Knowledge) -> tuple[Site, ...]:
    """Every platform, by id."""
    return tuple(
        Site(
            platform,
            tuple((re.compile(mark.pattern, re.MULTILINE), mark.weight, _is_plain(mark)) for mark in platform.marks),
        )
        for _, platform in sorted(knowledge.platforms.items())
    )


def plain_marks(knowledge: Knowledge) -> AhoCorasick:
    """The marks that are plain words, to be found in one scan."""
    marks = [mark for platform in knowledge.platforms.values() for mark in platform.marks]
    return AhoCorasick(sorted({mark.pattern for mark in marks if _is_plain(mark)}))


def _is_plain(mark: Mark) -> bool:
    return re.escape(mark.pattern) == mark.pattern


def recognise(page: Page, knowledge: Knowledge) -> Site | None:
    """The site whose marks weigh most on this page, if they weigh enough; ties go to the first id."""
    best, best_weight = None, 0.0
    text = "\n".join(_ends(line.text) for line in (*page.lines[:HEAD_LINES], *page.lines[HEAD_LINES:][-TAIL_LINES:]))
    said = set(knowledge.derive(plain_marks).find_matches_as_strings(text, overlapping=True))
    for site in knowledge.derive(sites):
        weight = sum(
            weight for mark, weight, plain in site.marks if (mark.pattern in said if plain else mark.search(text))
        )
        if weight > best_weight:
            best, best_weight = site, weight
    return best if best_weight >= knowledge.cleaning.mark_enough else None


def _ends(text: str) -> str:
    """A line, or both ends of a long one."""
    return text if len(text) <= LONGEST_WHOLE else f"{text[: LONGEST_WHOLE // 2]}\n{text[-LONGEST_WHOLE // 2 :]}"


def named_by_address(texts: list[str]) -> str | None:
    """The name in the address that notices give most often; None where they give none."""
    return _most(_named(texts))


def named_host(texts: list[str]) -> str | None:
    """The host of the address that lines give most often, without www; None where they give none."""
    return _most(_hosts(texts))


def origins(texts: list[str], site: Site | None, knowledge: Knowledge) -> frozenset[str]:
    """Every origin that a page with these lines may be given: its site, or what its addresses name.

    A page without either may still be of a sharing site that names none, if
    it shows a file with its size and form.
    """
    if site is not None:
        return frozenset((site.platform.id,))
    attributes = sum(1 for text in texts if re.search(knowledge.cleaning.file_attribute, text))
    unnamed = (UNNAMED,) if attributes >= FEWEST_ATTRIBUTES else ()
    return frozenset((*_named(texts), *_hosts(texts), *unnamed))


def _named(texts: list[str]) -> Counter[str]:
    names = Counter(name.lower() for text in texts for name in _ADDRESS.findall(text))
    return Counter({name: count for name, count in names.items() if name not in _HOST_PARTS})


def _hosts(texts: list[str]) -> Counter[str]:
    return Counter(name.lower() for text in texts for name in _HOST.findall(text))


def _most(counted: Counter[str]) -> str | None:
    """What was counted most often; ties go to the first in order."""
    return min(counted, key=lambda name: (-counted[name], name)) if counted else None
