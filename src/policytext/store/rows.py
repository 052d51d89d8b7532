"""A document as plain rows: what a child process hands over, and what is written.

Rows are dicts of JSON values keyed by the columns of `schema`; ids and what
depends on the database are added when they are written.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

from policytext.chronology import WIDEST, resolve_time
from policytext.errors import WorkerError
from policytext.knowledge import Knowledge
from policytext.model import Document, Evidence, Fact, Fingerprints, Gap, Label, Mention, PlaceCandidate, YearBasis
from policytext.observe import Surroundings, named_place
from policytext.store.fold import Folded, fold
from policytext.store.identity import CONTEXT
from policytext.store.passages import passages_of, sentences_of
from policytext.store.places import Located, located, place_row
from policytext.store.refresh import normal_columns
from policytext.text import Span, View

Row = dict[str, Any]

_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """Everything that is written of one document.

    Args:
        content: the row of `contents`.
        text: the row of `texts`.
        document: the row of `revisions`: facts, completeness, fingerprints.
        passages: rows of `passages`.
        sentences: rows of `sentences`.
        observations: rows of `observations`; `anchor` stands for the identity,
            which needs the document's key.
        labels: rows of `labels`, each with its `evidence`.
        gaps: rows of `gaps`.
        edits: rows of `edits`, of both views.
        exclusions: rows of `exclusions`.
    """

    content: Row
    text: Row
    document: Row
    passages: list[Row]
    sentences: list[Row]
    observations: list[Row]
    labels: list[Row]
    gaps: list[Row]
    edits: list[Row]
    exclusions: list[Row]

    def to_wire(self) -> dict[str, Any]:
        """As JSON's own types; the names of columns once for each table."""
        return {each.name: _packed(getattr(self, each.name)) for each in fields(self)}

    @classmethod
    def from_wire(cls, wire: Any) -> DocumentRows:  # noqa: ANN401 - what a child says
        """The rows that `to_wire` gave.

        Raises:
            WorkerError: these are not that.
        """
        try:
            return cls(**{name: _unpacked(value) for name, value in wire.items()})
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            raise WorkerError(f"not the rows of a document: {error}") from error


def _packed(value: Row | list[Row]) -> Any:  # noqa: ANN401 - JSON
    """A row as it is; rows as their columns, and the cells of each."""
    if not isinstance(value, list):
        return value
    columns = list(value[0]) if value else []
    if any(len(row) != len(columns) for row in value):
        raise AssertionError(f"rows of one table have other columns than {columns}")
    return [columns, [[row[name] for name in columns] for row in value]]


def _unpacked(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return value
    columns, cells = value
    return [dict(zip(columns, row, strict=True)) for row in cells]


def rows_of(doc: Document, fingerprints: Fingerprints, knowledge: Knowledge | None = None) -> DocumentRows:
    """The rows of a document, as the versions named by `fingerprints` found it.

    Args:
        doc: a processed document.
        fingerprints: of what processed it.
        knowledge: for times told by their distance (去年); None leaves those without a year.
    """
    source = doc.source
    folded = Folded(doc.reading.text)
    return DocumentRows(
        content={"sha256": source.sha256, "media_type": source.media_type},
        text={
            "reader": fingerprints.reader,
            "digest": hashlib.sha256(source.text.encode()).hexdigest(),
            "encoding": source.encoding,
            "characters": len(source.text),
            "text": source.text,
            "places": [place_row(place) for place in source.places],
            "notes": list(source.notes),
        },
        document=_revision(doc, fingerprints),
        passages=_with_places(doc, list(passages_of(doc.reading, folded))),
        sentences=list(sentences_of(doc.reading, folded, doc.sentences)),
        observations=_with_places(doc, list(_observations(doc, folded, knowledge))),
        labels=[_label(source.text, ordinal, label) for ordinal, label in enumerate(doc.labels)],
        gaps=[_gap(source.text, gap) for gap in doc.gaps],
        edits=[*_edits("clean", doc.clean), *_edits("reading", doc.reading)],
        exclusions=[{**_quote(source.text, each.span), "rule": each.rule} for each in doc.exclusions],
    )


def _revision(doc: Document, fingerprints: Fingerprints) -> Row:
    facts: dict[str, Fact | None] = {each.name: getattr(doc.meta, each.name) for each in fields(doc.meta)}
    return {
        **asdict(fingerprints),
        "name": doc.source.name,
        **{name: fact.value if fact else None for name, fact in facts.items()},
        "meta": {name: _fact(fact) for name, fact in facts.items() if fact},
        "place_code": _place_code(doc),
        "year_min": doc.years.low,
        "year_max": doc.years.high,
        "year_basis": doc.years.basis,
        "reckoned": _reckoned(doc),
        "completeness": doc.completeness.state,
        "completeness_reasons": list(doc.completeness.reasons),
    }


def _reckoned(doc: Document) -> Row:
    """What speaks for the document's place and years, each piece of evidence with its quote."""
    return {
        "places": [_candidate(doc.source.text, place) for place in doc.places],
        "years": {
            "now": [doc.years.now_low, doc.years.now_high],
            "evidence": [_quote(doc.source.text, span) for span in doc.years.evidence],
            "rules": list(doc.years.rules),
        },
    }


def _candidate(text: str, place: PlaceCandidate) -> Row:
    evidence = [_quote(text, span) for span in place.evidence]
    return {**asdict(place), "path": list(place.path), "evidence": evidence, "rules": list(place.rules)}


def _fact(fact: Fact) -> Row:
    return {"span": [fact.span.start, fact.span.end] if fact.span else None, "rule": fact.rule}


def _with_places(doc: Document, rows: list[Row]) -> list[Row]:
    """Rows with a span, in order, each with its place in the file."""
    rows.sort(key=lambda row: (row["span_start"], row["ordinal"]))
    spans = (Span(row["span_start"], row["span_end"]) for row in rows)
    places: Iterable[Located] = located(spans, doc.source.places)
    return [{**row, "located": place} for row, place in zip(rows, places, strict=True)]


def _observations(doc: Document, folded: Folded, knowledge: Knowledge | None) -> Iterator[Row]:
    seen: Counter[tuple[str, str, str]] = Counter()
    sentences = _sentences_of(doc)
    headed = _headed(doc, knowledge) if knowledge else {}
    around = _surroundings(doc)
    ordered = sorted(doc.mentions, key=lambda mention: mention.span)
    for ordinal, mention in enumerate(ordered):
        key = _context(doc.reading, folded, mention.span)
        anchor = dict(zip(("quote", "before", "after"), key, strict=True))
        row = {**_observation(mention, sentences[ordinal]), **_years(mention, doc, knowledge)}
        row["under"] = headed.get(sentences[ordinal])
        made = normal_columns(row, around, knowledge) if knowledge else {}
        yield {"ordinal": ordinal, "anchor": {**anchor, "ordinal": seen[key]}, **row, **made}
        seen[key] += 1


def _surroundings(doc: Document) -> Surroundings:
    meta = doc.meta
    return Surroundings(
        code=_place_code(doc),
        name=meta.place.value if meta.place else None,
        title=meta.title.value if meta.title else None,
        year=doc.years.high,
    )


def _place_code(doc: Document) -> str | None:
    return doc.places[0].code if doc.meta.place and doc.places else None


def _headed(doc: Document, knowledge: Knowledge) -> dict[Span | None, str]:
    """The place that the nearest heading over a sentence names, for the sentences under such headings."""
    places = {
        block: place
        for block in doc.blocks
        if block.kind == "heading" and (place := named_place(doc.reading.read(block.span), knowledge))
    }
    if not places:
        return {}
    found: dict[Span | None, str] = {}
    for sentence in doc.sentences:
        over = doc.headings_over(doc.blocks[sentence.block])
        place = next((places[block] for block in over if block in places), None)
        if place:
            found[sentence.span] = place
    return found


def _observation(mention: Mention, sentence: Span | None) -> Row:
    return {
        "span_start": mention.span.start,
        "span_end": mention.span.end,
        "sentence_start": sentence.start if sentence else None,
        "sentence_end": sentence.end if sentence else None,
        **{
            name: getattr(mention, name)
            for name in ("surface", "reading", "kind", "due", "unit", "relation", "role", "indicator", "scope")
        },
        **{name: getattr(mention, name) for name in ("time", "per", "pair", "status", "tone")},
        **number_columns("value", mention.value),
        **number_columns("value_high", mention.value_high),
        **{name: getattr(mention, name) for name in ("measure", "level", "time_from", "time_to", "time_precision")},
        "flags": list(mention.flags),
        "rules": list(mention.rules),
        "sought": sought(mention.indicator, mention.scope, mention.per, mention.reading),
    }


def sought(*parts: str | None) -> str:
    """Indicator, scope, per and reading as words are looked for in them."""
    return "|".join(fold(part or "") for part in parts)


def number_columns(name: str, value: Decimal | None) -> Row:
    """An exact number and the float beside it."""
    if value is None:
        return {f"{name}_text": None, f"{name}_float": None}
    return {f"{name}_text": format(value, "f"), f"{name}_float": float(value)}


def _years(mention: Mention, doc: Document, knowledge: Knowledge | None) -> Row:
    """The years a number speaks of: in its time, or reckoned from the document's, or else the document's own.

    What was reached is of the year reported; what is aimed at or required, of
    the year in which the document speaks.
    """
    stated = [int(year) for year in _YEAR.findall(fold(mention.time or ""))]
    if stated:
        return _year_row(min(stated), max(stated), "stated")
    reckoned = resolve_time(mention.time, doc.years, knowledge) if knowledge else None
    if reckoned:
        return _year_row(reckoned.low, reckoned.high, reckoned.basis)
    years, issued = doc.years, _issue_year(doc)
    own = (years.low, years.high) if mention.kind == "figure" else (years.now_low, years.now_high)
    if own[0] is None or own[1] is None or own[1] - own[0] >= WIDEST or years.basis == "unknown":
        return _year_row(issued, issued, "issued" if issued else None)
    return _year_row(*own, _OWN[years.basis])


_OWN: dict[YearBasis, str] = {"explicit": "reported", "relative": "reported", "issued": "issued", "masked": "masked"}


def _year_row(low: int | None, high: int | None, basis: str | None) -> Row:
    return {"year_min": low, "year_max": high, "year_basis": basis}


def _issue_year(doc: Document) -> int | None:
    found = _YEAR.search(fold(doc.meta.issued.value)) if doc.meta.issued else None
    return int(found.group()) if found else None


def _context(view: View, folded: Folded, span: Span) -> tuple[str, str, str]:
    """A span's folded reading, and up to 32 folded characters before and after it."""
    first, last = (folded.offset(index) for index in view.to_view(span))
    return (
        folded.text[first:last],
        folded.text[max(0, first - CONTEXT) : first],
        folded.text[last : last + CONTEXT],
    )


def _sentences_of(doc: Document) -> list[Span | None]:
    """The sentence of each mention, in order of their spans."""
    found: list[Span | None] = []
    sentences = [sentence.span for sentence in doc.sentences]
    at = 0
    for span in sorted(mention.span for mention in doc.mentions):
        while at < len(sentences) and sentences[at].end <= span.start:
            at += 1
        found.append(sentences[at] if at < len(sentences) and sentences[at].start <= span.start else None)
    return found


def _quote(text: str, span: Span) -> Row:
    return {"span_start": span.start, "span_end": span.end, "surface": text[span.start : span.end]}


def _gap(text: str, gap: Gap) -> Row:
    return {**_quote(text, gap.span), "kind": gap.kind, "rule": gap.rule}


def _label(text: str, ordinal: int, label: Label) -> Row:
    return {
        "ordinal": ordinal,
        "facet": label.facet,
        "code": label.code,
        "strength": label.strength,
        "span_start": label.span.start if label.span else None,
        "span_end": label.span.end if label.span else None,
        "rules": list(label.rules),
        "reason": label.reason,
        "shares": dict(label.shares),
        "evidence": [_evidence(text, number, each) for number, each in enumerate(label.evidence)],
    }


def _evidence(text: str, ordinal: int, evidence: Evidence) -> Row:
    return {
        "ordinal": ordinal,
        **_quote(text, evidence.span),
        **{name: getattr(evidence, name) for name in ("cue", "code", "weight", "dimension", "stance")},
    }


def _edits(name: str, view: View) -> Iterator[Row]:
    for edit in view.edits():
        row = {"span_start": edit.span.start, "span_end": edit.span.end, "new": edit.new, "rule": edit.rule}
        yield {"view": name, **row}
