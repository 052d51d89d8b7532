"""What stands in the JSON lines that `mentions`, `clean` (with its ledger) and `labels` print.

One function for each; what they give is made of JSON's own types.  Offsets
are source coordinates; docs/mentions.md explains the fields of a mention.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from policytext.model import Document, Evidence, GapKind, Label, Mention
from policytext.text import View

Record = dict[str, Any]

MISSING: tuple[GapKind, ...] = ("hole", "missing_item", "missing_page")
"""Gaps at which text is missing inside a document; a cut end is told apart from them."""

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


def mention_record(doc: Document, mention: Mention) -> Record:
    """A mention with the fields of the annotation guidelines, and how it came about.

    `value` is a number, an integer where it is one; of a deadline the text
    MM-DD or YYYY-MM-DD.
    """
    return {
        "doc": doc.source.name,
        "surface": mention.surface,
        "start": mention.span.start,
        "end": mention.span.end,
        "kind": mention.kind,
        "value": mention.due if mention.kind == "deadline" else number(mention.value),
        "value_high": number(mention.value_high),
        "unit": mention.unit,
        "relation": mention.relation,
        "role": mention.role,
        "indicator": mention.indicator,
        "scope": mention.scope,
        "time": mention.time,
        "per": mention.per,
        "pair": mention.pair,
        "reading": mention.reading,
        "status": mention.status,
        "tone": mention.tone,
        "measure": mention.measure,
        "level": mention.level,
        "time_from": mention.time_from,
        "time_to": mention.time_to,
        "time_precision": mention.time_precision,
        "flags": list(mention.flags),
        "rules": list(mention.rules),
    }


def mention_records(doc: Document) -> list[Record]:
    """A record for each mention, in order."""
    return [mention_record(doc, mention) for mention in doc.mentions]


def clean_record(doc: Document) -> Record:
    """The cleaned text with its runs: `text[run[0]:][:run[2]]` is `source.text[run[1]:][:run[2]]`."""
    facts = {"title": doc.meta.title, "platform": doc.meta.platform}
    return {
        "doc": doc.source.name,
        "text": doc.clean.text,
        "runs": [[start, span.start, len(span)] for start, span in doc.clean.runs()],
        **{name: fact.value if fact else None for name, fact in facts.items()},
        "truncated_end": any(gap.kind == "cut_end" for gap in doc.gaps),
        "gaps": [[gap.span.start, gap.span.end] for gap in doc.gaps if gap.kind in MISSING],
    }


def ledger_record(doc: Document) -> Record:
    """Every cut and replacement of both views, and their sums.

    The reading view is made from the clean one, so the cuts of that are in it
    too.  What was read otherwise before it was cut, or cut before a replacement
    took it in, has the rules of both, joined by `+`.  `line` counts from 1, in lines of the source.
    """
    text = doc.source.text
    starts = [0, *(match.end() for match in _LINE_BREAK.finditer(text))]
    views = (("clean", doc.clean), ("reading", doc.reading))
    return {
        "doc": doc.source.name,
        "characters": len(text),
        "views": {name: _view_ledger(view, starts) for name, view in views},
    }


def label_records(doc: Document) -> list[Record]:
    """A record for each label: of the document where `start` is None, else of a section."""
    return [_label_record(doc, label) for label in doc.labels]


def number(value: Decimal | None) -> int | float | None:
    """A decimal as a JSON number; the nearest float where it is not an integer."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _view_ledger(view: View, starts: Sequence[int]) -> Record:
    """The edits of a view in order, characters by rule, and kept, replaced and cut, each counted by itself."""
    edits: list[Record] = [
        {
            "start": edit.span.start,
            "end": edit.span.end,
            "line": bisect_right(starts, edit.span.start),
            "fate": "replaced" if edit.new else "cut",
            "text": view.source[edit.span.start : edit.span.end],
            "new": edit.new,
            "rule": edit.rule,
        }
        for edit in view.edits()
    ]
    sums = {"kept": sum(len(span) for _, span in view.runs()), "replaced": 0, "cut": 0}
    rules: defaultdict[str, dict[str, int]] = defaultdict(lambda: {"edits": 0, "characters": 0})
    for edit in edits:
        sums[edit["fate"]] += len(edit["text"])
        rules[edit["rule"]]["edits"] += 1
        rules[edit["rule"]]["characters"] += len(edit["text"])
    ordered = sorted(rules.items(), key=lambda row: (-row[1]["characters"], row[0]))
    return {**sums, "adds_up": sum(sums.values()) == len(view.source), "rules": dict(ordered), "edits": edits}


def _label_record(doc: Document, label: Label) -> Record:
    return {
        "doc": doc.source.name,
        "facet": label.facet,
        "label": label.code,
        "start": label.span.start if label.span else None,
        "end": label.span.end if label.span else None,
        "strength": label.strength,
        "reason": label.reason,
        "evidence": [_evidence_record(doc, evidence) for evidence in label.evidence],
        "rules": list(label.rules),
    }


def _evidence_record(doc: Document, evidence: Evidence) -> Record:
    span = evidence.span
    return {
        "start": span.start,
        "end": span.end,
        "text": doc.source.text[span.start : span.end],
        "cue": evidence.cue,
        "code": evidence.code,
        "weight": evidence.weight,
        "dimension": evidence.dimension,
        "stance": evidence.stance,
    }
