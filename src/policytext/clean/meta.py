"""Facts about a document, behind a firewall: what a site says about its own page never becomes the document's.

When a document was issued is taken from, in this order of trust: a meta line
that names the day of its making (成文日期), one that names the day of its
publication, a date glued to the title, the head, the signature.  Who issued
it: a meta line that names the body, red head, title, a line under it, the
first sentence, the signature, a source line (来源) that names a body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policytext.clean.completeness import Declared
from policytext.clean.dates import find_dates
from policytext.clean.grade import SHARING, find_platform, source_grade
from policytext.clean.head import head_date, head_issuers
from policytext.clean.judgement import Judged
from policytext.clean.metalines import Entry, parse
from policytext.clean.organs import body_of
from policytext.clean.page import Line, Page
from policytext.clean.pagemarks import PageMarks
from policytext.clean.signature import read_signature
from policytext.clean.titles import Title, glued
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.clean import MetaRule
from policytext.model import Fact, Meta

LONGEST_META_LINE = 300
LONGEST_ISSUER = 40
DATES = ("issued", "published", "uploaded")

_BREAK = re.compile(r"\s*[\n\r]\s*")
_DATE = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})")
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")


@dataclass(frozen=True, slots=True)
class Reader:
    """A rule for one fact, compiled."""

    rule: MetaRule
    pattern: re.Pattern[str]


def readers(knowledge: Knowledge) -> tuple[Reader, ...]:
    """Compile once; see `Knowledge.derive`."""
    return tuple(Reader(rule, re.compile(pattern)) for rule in knowledge.cleaning.facts for pattern in rule.patterns)


def read_facts(judged: Judged, knowledge: Knowledge) -> dict[str, Fact]:
    """The first reading of every fact, from lines that were cut and lines around the text.

    Besides those of MetaRule and MetaKeys: `source`, a body in a source line.
    """
    page, verdicts, core = judged.page, judged.verdicts, judged.core
    found: dict[str, Fact] = {}
    inside = range(core[0] + 1, core[-1]) if core else range(0)
    for i, line in enumerate(page.lines):
        if verdicts[i] is None and i in inside:
            continue
        head = verdicts[i] == "meta-line" and (not core or i < core[0])
        named = _named(page, line, knowledge) if head else ()
        for name, fact in (*named, *_patterned(page, line, knowledge)):
            own = "uploaded" if name == "published" and _of_the_site(judged, i, knowledge) else name
            found.setdefault(own, fact)
    return found


def _named(page: Page, line: Line, knowledge: Knowledge) -> Iterator[tuple[str, Fact]]:
    """Facts behind their names in a meta line."""
    for entry in parse(line.text, knowledge):
        name = entry.keys.fact
        value = _value(name, line.text[entry.start : entry.end], knowledge) if name and entry.start < entry.end else ""
        if name and value:
            yield name, Fact(value, page.view.to_source(line.start + entry.start, line.start + entry.end), "meta-line")


def _of_the_site(judged: Judged, i: int, knowledge: Knowledge) -> bool:
    """Whether a day of publication is that of a page on a sharing site, and not of the document it shows.

    So it is, too, on any page that calls it a time and no more.  It is the
    document's where the line, or one beside it, names the body it comes
    from: then it was copied with the text.
    """
    lines = judged.page.lines[max(0, i - 1) : i + 2]
    dated = [entry for entry in parse(judged.page.lines[i].text, knowledge) if entry.keys.fact == "published"]
    vague = bool(dated) and not any(entry.keys.sure for entry in dated)
    if not vague and judged.site is None and SHARING.isdisjoint(judged.verdicts):
        return False
    return not any(_body(line, entry, knowledge) for line in lines for entry in parse(line.text, knowledge))


def _body(line: Line, entry: Entry, knowledge: Knowledge) -> bool:
    value = line.text[entry.start : entry.end]
    return entry.keys.fact in ("source", "issuer") and body_of(value, knowledge) is not None


def _patterned(page: Page, line: Line, knowledge: Knowledge) -> Iterator[tuple[str, Fact]]:
    """Facts in the other ways in which pages write them."""
    for reader in knowledge.derive(readers):
        match = reader.pattern.search(line.text[:LONGEST_META_LINE])
        value = _value(reader.rule.fact, match["value"], knowledge) if match else ""
        if match and value:
            start, end = match.span("value")
            if match.groupdict().get("rest"):
                value, end = str(int(value) + int(match["rest"])), match.end("rest")
            span = page.view.to_source(line.start + start, line.start + end)
            yield reader.rule.fact, Fact(value, span, reader.rule.name)


def _glued_date(judged: Judged, knowledge: Knowledge) -> Fact | None:
    """A date that stands between repetitions of the title at the start of the text."""
    page = judged.page
    if judged.title is None or not judged.core:
        return None
    line = page.lines[judged.core[0]]
    date = _DATE.search(line.text[: glued(line.text, judged.title, knowledge)])
    if date is None:
        return None
    value = _value("issued", date.group(), knowledge)
    span = page.view.to_source(line.start + date.start(), line.start + date.end())
    return Fact(value, span, "date-glued-to-title") if value else None


def _value(fact: str, text: str, knowledge: Knowledge) -> str:
    """Dates in ISO 8601, bodies by name, nothing where there is none; everything else as it stands."""
    if fact in DATES:
        return _loose(text, knowledge) or next((each.value for each in find_dates(text, knowledge)), "")
    if fact == "source":
        return body_of(text, knowledge) or ""
    if fact == "issuer":
        site = re.search(knowledge.cleaning.names_a_site, text)
        return text if len(text) <= LONGEST_ISSUER and _HAN.search(text) and not site else ""
    return text


def _loose(text: str, knowledge: Knowledge) -> str:
    """A day in digits, whatever stands between them: meta lines may lack the last sign (2012年3月5)."""
    date = _DATE.search(text)
    found = find_dates("-".join(date.groups()), knowledge, numeric=True) if date else iter(())
    return next((each.value for each in found), "")


def declared(facts: dict[str, Fact], marks: PageMarks) -> Declared:
    """The document's size as the page states it, or else as the marks and captions of its pages do."""
    last = marks.marks[-1].of if marks.marks else None
    stated = int(facts["pages"].value) if "pages" in facts else None
    return Declared(
        pages=last or stated or marks.declared,
        characters=_characters(facts["characters"].value) if "characters" in facts else None,
        last_page=marks.last_is_there,
    )


def _characters(text: str) -> int:
    digits = re.match(r"[\d.]+", text)
    number = float(digits.group()) if digits else 0.0
    return int(number * (10_000 if digits and len(text) > digits.end() else 1))


def build_meta(judged: Judged, text: Page, facts: dict[str, Fact], knowledge: Knowledge) -> Meta:
    """Everything known about the document but its genre.

    Args:
        judged: the page.
        text: the page without its furniture.
        facts: what `read_facts` found.
        knowledge: the tables.
    """
    page, title = judged.page, judged.title
    platform = find_platform(judged, knowledge)
    signature = read_signature(text, knowledge)
    issuers = (facts.get("issuer"), *head_issuers(judged, knowledge), signature.issuer, facts.get("source"))
    dates = (*_stated_dates(facts, _glued_date(judged, knowledge)), head_date(judged, knowledge), signature.issued)
    source = facts.get("source") or facts.get("issuer")
    return Meta(
        title=Fact(_spelling(page, title), page.view.to_source(title.start, title.end), title.rule) if title else None,
        issuer=next(filter(None, issuers), None),
        issued=next(filter(None, dates), None),
        platform=platform,
        uploaded=facts.get("uploaded"),
        source_grade=source_grade(judged, text, platform, source, knowledge),
    )


def _stated_dates(facts: dict[str, Fact], glued_to_title: Fact | None) -> Iterator[Fact]:
    """The dates that meta lines and the title give, the surest first; that of the upload is none."""
    uploaded = facts.get("uploaded")
    for fact in (facts.get("issued"), facts.get("published"), glued_to_title):
        if fact is not None and (uploaded is None or fact.value != uploaded.value):
            yield fact


def _spelling(page: Page, title: Title) -> str:
    """A title as the page writes it, in one line, without the spaces of a spaced-out one."""
    text = _BREAK.sub("", page.view.text[title.start : title.end])
    parts = text.split()
    return "".join(parts) if len(parts) > 2 and all(len(part) == 1 for part in parts) else text  # noqa: PLR2004 - two words may be two
