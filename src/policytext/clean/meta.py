"""Facts about a document from its head and its meta lines, behind a firewall.

What a site says about its own page (when it was uploaded, from where, by
whom) never becomes the document's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policytext.clean.gaps import Declared
from policytext.clean.page import Page
from policytext.clean.platforms import Site, named_by_address
from policytext.clean.titles import Title
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.clean import MetaRule
from policytext.model import Fact, Meta

LONGEST_META_LINE = 300
HEAD_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Reader:
    """A rule for one fact, compiled."""

    rule: MetaRule
    pattern: re.Pattern[str]


def readers(knowledge: Knowledge) -> tuple[Reader, ...]:
    """Compile once; see `Knowledge.derive`."""
    return tuple(
        Reader(rule, re.compile(pattern)) for rule in knowledge.cleaning.facts for pattern in rule.patterns
    )


def read_facts(page: Page, verdicts: list[str | None], core: list[int], knowledge: Knowledge) -> dict[str, Fact]:
    """The first reading of every fact, from lines that were cut and lines around the text."""
    found: dict[str, Fact] = {}
    inside = range(core[0] + 1, core[-1]) if core else range(0)
    for i, line in enumerate(page.lines):
        if verdicts[i] is None and i in inside:
            continue
        text = line.text[:LONGEST_META_LINE]
        for reader in knowledge.derive(readers):
            match = reader.pattern.search(text)
            if match and reader.rule.fact not in found:
                start, end = match.span("value")
                span = page.view.to_source(line.start + start, line.start + end)
                found[reader.rule.fact] = Fact(_value(reader.rule.fact, match["value"]), span, reader.rule.name)
    return found


def _value(fact: str, text: str) -> str:
    """Dates as YYYY-MM-DD, everything else as it stands."""
    if fact not in ("issued", "uploaded"):
        return text
    year, month, day = (int(part) for part in re.findall(r"\d+", text)[:3])
    return f"{year:04}-{month:02}-{day:02}"


def declared(facts: dict[str, Fact]) -> Declared:
    """The document's size as the page states it."""
    return Declared(
        pages=int(facts["pages"].value) if "pages" in facts else None,
        characters=_characters(facts["characters"].value) if "characters" in facts else None,
    )


def _characters(text: str) -> int:
    digits = re.match(r"[\d.]+", text)
    number = float(digits.group()) if digits else 0.0
    return int(number * (10_000 if digits and len(text) > digits.end() else 1))


def build_meta(  # noqa: PLR0913 - each is one source of facts
    page: Page,
    verdicts: list[str | None],
    site: Site | None,
    title: Title | None,
    facts: dict[str, Fact],
    knowledge: Knowledge,
) -> Meta:
    """Everything known about the document but its genre."""
    platform = _platform(page, verdicts, site)
    return Meta(
        title=Fact(page.view.text[title.start : title.end], page.view.to_source(title.start, title.end), title.rule)
        if title
        else None,
        issuer=facts.get("issuer"),
        issued=facts.get("issued"),
        platform=platform,
        uploaded=facts.get("uploaded"),
        source_grade=_grade(page, platform, facts, knowledge),
    )


def _platform(page: Page, verdicts: list[str | None], site: Site | None) -> Fact | None:
    if site is not None:
        return Fact(site.platform.id, None, "site-marks")
    notices = [line.text for line, rule in zip(page.lines, verdicts, strict=True) if rule in _SPEAKS_OF_SITE]
    name = named_by_address(notices)
    return Fact(name, None, "site-address") if name else None


_SPEAKS_OF_SITE = frozenset(("notice", "sharing-formula", "site-footer", "address", "after-the-end"))


def _grade(page: Page, platform: Fact | None, facts: dict[str, Fact], knowledge: Knowledge) -> Fact | None:
    """What kind of source this is: an official page, a reprint, a sharing site, perhaps a model essay."""
    table = knowledge.cleaning
    chrome = page.text[:2000] + page.text[-2000:]
    if platform is not None and not re.search(table.official, chrome):
        model = re.search(table.model_essay, page.text)
        return Fact("model_essay_suspected" if model else "sharing_site", None, "source-grade-platform")
    if re.search(table.official, chrome):
        return Fact("official_original", None, "source-grade-address")
    if "issuer" in facts:
        return Fact("official_reprint", facts["issuer"].span, "source-grade-source-line")
    return None


