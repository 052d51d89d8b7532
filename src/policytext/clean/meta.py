"""Facts about a document from its head and its meta lines, behind a firewall.

What a site says about its own page (when it was uploaded, from where, by
whom) never becomes the document's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policytext.clean.gaps import Declared
from policytext.clean.judgement import Judged
from policytext.clean.metalines import parse
from policytext.clean.page import Line, Page
from policytext.clean.platforms import FEWEST_ATTRIBUTES, UNNAMED, named_by_address
from policytext.clean.titles import Title, glued
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.clean import MetaRule
from policytext.model import Fact, Meta

LONGEST_META_LINE = 300

_BREAK = re.compile(r"\s*[\n\r]\s*")
_DATE = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Reader:
    """A rule for one fact, compiled."""

    rule: MetaRule
    pattern: re.Pattern[str]


def readers(knowledge: Knowledge) -> tuple[Reader, ...]:
    """Compile once; see `Knowledge.derive`."""
    return tuple(Reader(rule, re.compile(pattern)) for rule in knowledge.cleaning.facts for pattern in rule.patterns)


def read_facts(judged: Judged, knowledge: Knowledge) -> dict[str, Fact]:
    """The first reading of every fact, from lines that were cut and lines around the text."""
    page, verdicts, core = judged.page, judged.verdicts, judged.core
    found: dict[str, Fact] = {}
    inside = range(core[0] + 1, core[-1]) if core else range(0)
    for i, line in enumerate(page.lines):
        if verdicts[i] is None and i in inside:
            continue
        head = verdicts[i] == "meta-line" and (not core or i < core[0])
        named = _named(page, line, knowledge) if head else ()
        for name, fact in (*named, *_patterned(page, line, knowledge)):
            found.setdefault(name, fact)
    if "issued" not in found:
        found.update(_glued_date(judged, knowledge))
    if "uploaded" in found and found["uploaded"].value == getattr(found.get("issued"), "value", None):
        del found["issued"]
    return found


def _named(page: Page, line: Line, knowledge: Knowledge) -> Iterator[tuple[str, Fact]]:
    """Facts behind their names in a meta line."""
    for entry in parse(line.text, knowledge):
        name = entry.keys.fact
        value = _value(name, line.text[entry.start : entry.end]) if name and entry.start < entry.end else ""
        if name and value:
            yield name, Fact(value, page.view.to_source(line.start + entry.start, line.start + entry.end), "meta-line")


def _patterned(page: Page, line: Line, knowledge: Knowledge) -> Iterator[tuple[str, Fact]]:
    """Facts in the other ways in which pages write them."""
    for reader in knowledge.derive(readers):
        match = reader.pattern.search(line.text[:LONGEST_META_LINE])
        value = _value(reader.rule.fact, match["value"]) if match else ""
        if match and value:
            start, end = match.span("value")
            span = page.view.to_source(line.start + start, line.start + end)
            yield reader.rule.fact, Fact(value, span, reader.rule.name)


def _glued_date(judged: Judged, knowledge: Knowledge) -> dict[str, Fact]:
    """A date that stands between repetitions of the title at the start of the text."""
    page = judged.page
    if judged.title is None or not judged.core:
        return {}
    line = page.lines[judged.core[0]]
    date = _DATE.search(line.text[: glued(line.text, judged.title, knowledge)])
    if date is None:
        return {}
    span = page.view.to_source(line.start + date.start(), line.start + date.end())
    return {"issued": Fact(_value("issued", date.group()), span, "date-glued-to-title")}


def _value(fact: str, text: str) -> str:
    """Dates as YYYY-MM-DD, nothing where there is none; everything else as it stands."""
    if fact not in ("issued", "uploaded"):
        return text
    date = _DATE.search(text)
    return f"{int(date[1]):04}-{int(date[2]):02}-{int(date[3]):02}" if date else ""


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


def build_meta(judged: Judged, facts: dict[str, Fact], knowledge: Knowledge) -> Meta:
    """Everything known about the document but its genre."""
    page, title = judged.page, judged.title
    platform = _platform(judged, knowledge)
    return Meta(
        title=Fact(_spelling(page, title), page.view.to_source(title.start, title.end), title.rule) if title else None,
        issuer=facts.get("issuer"),
        issued=facts.get("issued"),
        platform=platform,
        uploaded=facts.get("uploaded"),
        source_grade=_grade(page, platform, facts, knowledge),
    )


def _spelling(page: Page, title: Title) -> str:
    """A title as the page writes it, in one line, without the spaces of a spaced-out one."""
    text = _BREAK.sub("", page.view.text[title.start : title.end])
    parts = text.split()
    return "".join(parts) if len(parts) > 2 and all(len(part) == 1 for part in parts) else text  # noqa: PLR2004 - two words may be two


def _platform(judged: Judged, knowledge: Knowledge) -> Fact | None:
    if judged.site is not None:
        return Fact(judged.site.platform.id, None, "site-marks")
    if _SHARING.isdisjoint(judged.verdicts):
        return None
    lines = zip(judged.page.lines, judged.verdicts, strict=True)
    notices = [line.text for line, rule in lines if rule in _SPEAKS_OF_SITE]
    name = named_by_address(notices)
    if name:
        return Fact(name, None, "site-address")
    return Fact(UNNAMED, None, "sharing-layout") if _shares_unnamed(judged, knowledge) else None


def _shares_unnamed(judged: Judged, knowledge: Knowledge) -> bool:
    """Whether a page shows a file with its size and form, and a sharing site's notices, and names no site."""
    lines = zip(judged.page.lines, judged.verdicts, strict=True)
    cut = [(line.text, rule) for line, rule in lines if rule is not None]
    table = knowledge.cleaning
    attributes = sum(1 for text, rule in cut if rule == "attributes" and re.search(table.file_attribute, text))
    speaks = any(rule in ("notice", "preview-notice") for _, rule in cut)
    named = any(re.search(table.names_a_site, text) for text, _ in cut)
    return attributes >= FEWEST_ATTRIBUTES and speaks and not named


# furniture that only sites for sharing documents have
_SHARING = frozenset(("page-caption", "preview-notice", "sharing-formula", "notice", "attributes"))
_SPEAKS_OF_SITE = frozenset(("notice", "sharing-formula", "site-footer", "address", "own-address", "after-the-end"))


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
