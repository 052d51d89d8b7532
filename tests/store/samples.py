"""Documents built by hand for the tests of the store."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from policytext.model import (
    Document,
    Evidence,
    Exclusion,
    Fact,
    Fingerprints,
    Gap,
    Label,
    Mention,
    Meta,
    Place,
    Sentence,
    Source,
)
from policytext.text import Edit, Span

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
PRINTS = Fingerprints("text/1", "rules-1", "model-1", "libraries-1")
NEWER = replace(PRINTS, rules="rules-2")

TEXT = (
    "临江州社区建设经验材料\n"
    "青禾区现有社区工作者1 280人，持证上岗率为75.2%。第2页"
    "到2014年，松溪镇社区服务设施总面积达到3500多平方米以上，11月底前完成。"
)


def span_of(text: str, part: str, start: int = 0) -> Span:
    """Where `part` first stands in `text`."""
    at = text.index(part, start)
    return Span(at, at + len(part))


def mention(text: str, surface: str, value: str | None, unit: str, **fields: object) -> Mention:
    """A figure with the plainest fields."""
    plain: dict[str, Any] = {
        "span": span_of(text, surface),
        "surface": surface,
        "reading": surface.replace(" ", ""),
        "kind": "figure",
        "value": Decimal(value) if value else None,
        "value_high": None,
        "due": None,
        "unit": unit,
        "relation": "=",
        "role": "value",
        "indicator": None,
        "scope": None,
        "time": None,
        "per": None,
        "pair": None,
        "status": "as_written",
        "tone": "plain",
        "rules": ("number-digits", "unit-suffix"),
    }
    return Mention(**{**plain, **fields})


def source_of(text: str, name: str = "sample.txt") -> Source:
    """A plain text file."""
    return Source(hashlib.sha256(text.encode()).hexdigest(), name, "text/plain", "utf-8", "text", "1", text)


def bare(text: str, name: str = "sample.txt") -> Document:
    """A document of which nothing is known."""
    return Document.of(source_of(text, name))


def sample(before: str = "", after: str = "", name: str = "sample.txt") -> Document:
    """A document with everything on it, between `before` and `after`."""
    text = before + TEXT + after
    doc = bare(text, name)
    cut = Edit(span_of(text, "第2页"), "", "page-marker")
    clean = doc.clean.apply([cut])
    reading = clean.apply([Edit(span_of(text, " ", text.index("者1")), "", "space-in-number")])
    mentions = (
        mention(text, "1 280人", "1280", "人", indicator="社区工作者", scope="青禾区", status="repaired"),
        mention(text, "75.2%", "75.2", "%", indicator="持证上岗率"),
        mention(
            text,
            "3500多平方米",
            "3500",
            "平方米",
            kind="target",
            indicator="社区服务设施总面积",
            scope="松溪镇",
            time="到2014年",
            relation=">",
            tone="expected",
        ),
        mention(text, "11月底", None, "日期", kind="deadline", due="11-30", relation="<="),
    )
    title = span_of(text, "临江州社区建设经验材料")
    cue = Evidence(span_of(text, "持证上岗"), "G001", "gov_led", 2.5, "execute")
    stops = [at + 1 for at, character in enumerate(text) if character in "\n。"]
    starts = [0, *stops[:-1]] if stops and stops[-1] == len(text) else [0, *stops]
    ends = [*starts[1:], len(text)]
    return replace(
        doc,
        source=replace(doc.source, places=(Place(Span(0, len(text)), "page", page=3), Place(title, "cell", table=1))),
        clean=clean,
        reading=reading,
        meta=Meta(
            title=Fact("临江州社区建设经验材料", title, "title-line"),
            place=Fact("临江州", span_of(text, "临江州"), "title-place"),
            issued=Fact("2012-05-01", None, "head-date"),
            genre=Fact("experience_exchange", None, "genre-word"),
        ),
        sentences=tuple(Sentence(Span(start, end), 0) for start, end in zip(starts, ends, strict=True)),
        mentions=mentions,
        exclusions=(Exclusion(span_of(text, "2014年"), "bare-date"),),
        labels=(
            Label("governance_model", "gov_led", 0.8, (cue,), None, ("cue-rule",), shares=(("gov_led", 1.0),)),
            Label("tag", "staff", 0.5, (), title, ("cue-rule",)),
        ),
        gaps=(Gap(span_of(text, "完成。"), "cut_end", "ends-early"),),
    )
