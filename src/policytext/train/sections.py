"""Labelled sections as training sees them: offsets, codes and numbers, never text."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from policytext.classify import classify
from policytext.classify.decision import UNDETERMINED
from policytext.classify.evidence import MODEL
from policytext.classify.features import totals, words_say
from policytext.classify.trained import trained
from policytext.clean import clean
from policytext.errors import PolicytextError
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.classify import Cue, Taxonomy
from policytext.knowledge.schema.trained import Trained, Words
from policytext.model import Document, Evidence, Label, Source
from policytext.read import read
from policytext.segment import segment
from policytext.structure import structure
from policytext.text import Span

SHIPPED = Path(__file__).with_name("sections.jsonl")
DIGITS = 4
KEY_LENGTH = 16
LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Row:
    """A section with what people say of it in one facet.

    Args:
        document: beginning of the content's sha256: sections of one are left out together.
        start: source offset, and
        end: the other.
        facet: what it is labelled in.
        codes: wanted; none is an answer too, where a facet has several.
        accepted: further codes that a second reader would take.
        rule: codes that the cue rule gives.
        scores: of its evidence by code, see `policytext.classify.features.totals`.
        words: logit of each code from its words, where there is a model of them.
    """

    document: str
    start: int
    end: int
    facet: str
    codes: tuple[str, ...]
    accepted: tuple[str, ...]
    rule: tuple[str, ...]
    scores: dict[str, float]
    words: dict[str, float]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What people say of a section, not yet looked at."""

    span: Span
    facet: str
    codes: tuple[str, ...]
    accepted: tuple[str, ...] = ()


def read_to_label(source: Source, knowledge: Knowledge, kept: tuple[Span, ...] = ()) -> Document:
    """A source taken through the stages that classifying needs; what is `kept` no stage cuts."""
    doc = Document.of(source, kept)
    for stage in (clean, structure, segment):
        doc = stage(doc, knowledge)
    return doc


@dataclass(frozen=True, slots=True)
class Ears:
    """The tables twice, without trained models: as the cue rule decides, and so that every cue heard is told.

    Args:
        rule: what decides.
        every: topics are given from the least evidence on.
    """

    rule: Knowledge
    every: Knowledge


def ears(knowledge: Knowledge, cues: Mapping[str, tuple[Cue, ...]] | None = None) -> Ears:
    """The tables that sections are looked at with.

    Args:
        knowledge: every table.
        cues: those to use, by facet; None for all.
    """
    taxonomy = knowledge.taxonomy.model_copy(update={"cues": knowledge.taxonomy.cues if cues is None else cues})
    topics = {facet: topic.model_copy(update={"section": LEAST}) for facet, topic in taxonomy.topics.items()}
    return Ears(
        *(_without_models(knowledge, each) for each in (taxonomy, taxonomy.model_copy(update={"topics": topics})))
    )


def _without_models(knowledge: Knowledge, taxonomy: Taxonomy) -> Knowledge:
    return replace(knowledge, taxonomy=taxonomy, _derived={trained: Trained(version=1, data="", facets={})})


def rows_in(doc: Document, wanted: Iterable[Wanted], heard: Ears, words: Mapping[str, Words]) -> list[Row]:
    """Sections of a document with what the cues and words in them say.

    Args:
        doc: with blocks and sentences.
        wanted: what people say.
        heard: tables to look with.
        words: models of words by facet; none for facets without.
    """
    by_rule, every = classify(doc, heard.rule).labels, classify(doc, heard.every).labels
    made = []
    for each in wanted:
        single = each.facet not in heard.rule.taxonomy.topics
        scores = totals(_evidence(every, each))
        codes = _covering(by_rule, each, single=single)
        said = words_say(doc.reading.read(each.span), words[each.facet]) if each.facet in words else {}
        made.append(
            Row(
                doc.source.sha256[:KEY_LENGTH], each.span.start, each.span.end, each.facet, each.codes, each.accepted,
                codes, _rounded(scores), _rounded(said),
            )
        )  # fmt: skip
    return made


def _evidence(labels: Iterable[Label], wanted: Wanted) -> list[Evidence]:
    """What was heard in a section, each once, in order."""
    mine = [label for label in labels if label.facet == wanted.facet and label.span is not None]
    heard = {item for label in mine for item in label.evidence if _starts_in(item.span, wanted.span)}
    return sorted(heard, key=lambda item: (item.span, item.cue, item.code))


def _starts_in(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start < outer.end


def _covering(labels: Iterable[Label], wanted: Wanted, *, single: bool) -> tuple[str, ...]:
    """The code that covers most of a section; where there may be several, those that cover half of it."""
    shares: Counter[str] = Counter({UNDETERMINED: 0} if single else {})
    for label in labels:
        if label.facet == wanted.facet and label.span is not None:
            shares[label.code] += max(
                0, min(label.span.end, wanted.span.end) - max(label.span.start, wanted.span.start)
            )
    if single:
        return (max(sorted(shares), key=lambda code: shares[code]),)
    return tuple(sorted(code for code, shared in shares.items() if 2 * shared >= len(wanted.span)))


def gold_rows(gold: Path, knowledge: Knowledge, words: Mapping[str, Words]) -> list[Row]:
    """The annotated sections of a gold folder; cues that are known from a document alone are left out in it.

    Args:
        gold: with `docs/` and `labels.jsonl`.
        knowledge: every table.
        words: models of words by facet.

    Raises:
        PolicytextError: the folder holds no annotation.
    """
    wanted = _annotated(gold / "labels.jsonl")
    docs = {name: read_to_label(read(gold / "docs" / name), knowledge) for name in sorted(wanted)}
    rows = []
    for name, doc in docs.items():
        others = [other.reading.text for key, other in docs.items() if key != name]
        known = {
            facet: tuple(cue for cue in cues if _known_elsewhere(facet, cue, name, others))
            for facet, cues in knowledge.taxonomy.cues.items()
        }
        rows += rows_in(doc, wanted[name], ears(knowledge, known), words)
    return rows


def gold_texts(gold: Path, knowledge: Knowledge) -> dict[tuple[str, int], str]:
    """The reading of every annotated section, by document and start."""
    found = {}
    for name, wanted in sorted(_annotated(gold / "labels.jsonl").items()):
        doc = read_to_label(read(gold / "docs" / name), knowledge)
        for each in wanted:
            found[doc.source.sha256[:KEY_LENGTH], each.span.start] = doc.reading.read(each.span)
    return found


def _known_elsewhere(facet: str, cue: Cue, name: str, others: Sequence[str]) -> bool:
    """Whether a cue is known otherwise than from one document: by its note, or because other documents have it."""
    if facet == MODEL:
        return not cue.met_in or any(not name.startswith(met) for met in cue.met_in)
    return any(re.search(cue.pattern, text) for text in others)


def _annotated(path: Path) -> dict[str, list[Wanted]]:
    """The sections of an annotation by document; in facets with several codes a section without any has none."""
    try:
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise PolicytextError(f"{path}: no annotation: {error}") from error
    codes: dict[tuple[str, int, int, str], list[str]] = defaultdict(list)
    more: dict[tuple[str, int, int, str], list[str]] = defaultdict(list)
    facets = sorted({line["facet"] for line in lines if line.get("start") is not None})
    for line in lines:
        if line.get("start") is None:
            continue
        for facet in facets:  # every section was looked at in every facet
            codes[line["doc"], line["start"], line["end"], facet] += []
        key = line["doc"], line["start"], line["end"], line["facet"]
        codes[key] += line["label"] if isinstance(line["label"], list) else [line["label"]]
        also = line.get("alternative") or []
        more[key] += [also] if isinstance(also, str) else also
    found: dict[str, list[Wanted]] = defaultdict(list)
    for (name, start, end, facet), labels in sorted(codes.items()):
        if labels or facet != MODEL:
            others = tuple(sorted(set(more[name, start, end, facet])))
            found[name].append(Wanted(Span(start, end), facet, tuple(sorted(set(labels))), others))
    return found


def save_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write rows as JSON lines, in one order for the same rows."""
    ordered = sorted(rows, key=lambda row: (row.document, row.start, row.end, row.facet))
    path.write_text("".join(json.dumps(asdict(row), sort_keys=True) + "\n" for row in ordered), "utf-8", newline="\n")


def load_rows(path: Path = SHIPPED) -> list[Row]:
    """The rows of a file; none where it is missing.

    Raises:
        PolicytextError: a line is no row.
    """
    if not path.is_file():
        return []
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            record = json.loads(line)
            rows.append(Row(**{**record, **{name: tuple(record[name]) for name in ("codes", "accepted", "rule")}}))
        except (ValueError, TypeError, KeyError) as error:
            raise PolicytextError(f"{path}, line {number}: no labelled section: {error}") from error
    return rows


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, DIGITS) for name, value in sorted(values.items())}
