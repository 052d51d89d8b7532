"""How right the numbers are, from a sample that a person judged.

The sample is stratified by kind and status, in proportion, so that it weighs
itself; which numbers are in it follows from the seed and their identities
alone.  Recall is judged on passages that are read whole.  Verdicts are
decisions: they stand in the journal, and what is wholly right is accepted.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, func, select

from policytext.decide import Desk, keep, observed_decision, page_decision
from policytext.errors import DecisionError
from policytext.knowledge.schema.display import Display
from policytext.store import read_journal
from policytext.store.database import reading
from policytext.store.decision import FIELDS, Decision, Values, checked
from policytext.store.export import last_run, whole_file
from policytext.store.figures import FigureQuery, stream_figures
from policytext.store.filters import REJECTED
from policytext.store.listing import figure_record
from policytext.store.replay import listed
from policytext.store.schema import observations, passages, revisions, texts
from policytext.store.sightings import CURRENT
from policytext.store.tables import Cell, Cells, Column, Table, plain
from policytext.store.workbook import read_workbook, write_workbook
from policytext.text import Span

JUDGED = tuple(FIELDS)
"""The fields that are judged one by one."""

Z = 1.959963984540054
"""Of a two-sided interval of 95 %."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its Wilson interval."""

    of: int
    hits: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """Hits among all; 0 where there is nothing."""
        return self.hits / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """What the verdicts on a sample come to.

    Args:
        sample: its name, `seed-size-population`.
        judged: numbers on which there is a verdict.
        whole: numbers right in every field.
        fields: wrong ones by field.
        recall: numbers found, of those that stand on the pages judged; None where none was.
        pages: judged.
        who: judged, in the order in which they did.
    """

    sample: str
    judged: int
    whole: Rate
    fields: dict[str, Rate]
    recall: Rate | None
    pages: int
    who: tuple[str, ...]


def wilson(hits: int, of: int) -> Rate:
    """The Wilson score interval of 95 % (Wilson 1927); 0 to 1 where there is nothing."""
    if not of:
        return Rate(0, 0, 0.0, 1.0)
    share, square = hits / of, Z * Z
    middle = share + square / (2 * of)
    spread = Z * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return Rate(
        of, hits, max(0.0, (middle - spread) / (1 + square / of)), min(1.0, (middle + spread) / (1 + square / of))
    )


def draw(engine: Engine, target: Path, display: Display, *, size: int, seed: int, pages: int) -> tuple[int, int]:  # noqa: PLR0913 - what a sample is
    """Write a sample to judge as a workbook; how many numbers and pages it has.

    Args:
        engine: the database.
        target: the file.
        display: headers, and words for codes.
        size: numbers, as far as there are so many.
        seed: another seed, another sample; the same, the same.
        pages: passages to be read whole.

    Raises:
        StoreError: the file cannot be written.
    """
    words = display.verification
    with whole_file(target) as part, reading(engine) as connection:
        identities, population = _drawn(connection, size, seed)
        name = f"{seed}-{len(identities)}-{population}"
        numbers = _number_table(connection, display, name, identities)
        read = _page_table(connection, display, name, pages, seed)
        tables = ((words.numbers, numbers), (words.pages, read))
        written = write_workbook(tables, part, last_run(connection))
    return written[0], written[1]


def allot(sizes: Sequence[int], total: int) -> list[int]:
    """How many of each stratum, in proportion, by largest remainders."""
    whole = sum(sizes)
    shares = [total * size / whole for size in sizes] if whole else []
    counts = [int(share) for share in shares]
    rest = sorted(range(len(shares)), key=lambda at: (counts[at] - shares[at], at))
    for at in rest[: min(total, whole) - sum(counts)]:
        counts[at] += 1
    return counts


def take_verdicts(desk: Desk, file: Path, display: Display) -> int:
    """Bring the verdicts of a sample that was judged into the journal; how many there are.

    Rows without a verdict are passed over.  In the column of a field, a word for wrong says that it is, anything
    else that is not a word for right is what it should be.

    Raises:
        DecisionError: a row is not understood; it names the row, and nothing is kept.
        StoreError: the file is not a workbook.
    """
    made: list[Decision] = []
    verdicts = 0
    rows: Counter[str] = Counter()
    with reading(desk.engine) as connection:
        for title, row in read_workbook(file):
            rows[title] += 1
            try:
                said = list(_judged(desk, connection, title, row, display))
            except (KeyError, ValueError, DecisionError) as error:
                raise DecisionError(f"{file}, {title}, row {rows[title] + 1}: {error}") from error
            verdicts += bool(said)
            made += said
    words = display.verification
    if not {words.numbers, words.pages} & rows.keys():
        raise DecisionError(f"{file}: no sample to judge: it has no sheet {words.numbers} or {words.pages} with rows")
    keep(desk, list(_news(desk, made)))
    return verdicts


def _news(desk: Desk, made: Sequence[Decision]) -> Iterator[Decision]:
    """Decisions without the verdicts that are the last word of the same person already."""
    known = read_journal(desk.journal).decisions
    last = {(each.document, each.anchor, each.who): each.value for each in known if each.kind == "verify"}
    ids = {each.id for each in known}
    for each in made:
        if each.kind != "verify" or last.get((each.document, each.anchor, each.who)) != each.value:
            yield replace(each, id=uuid4().hex) if each.id in ids else each


def _judged(
    desk: Desk, connection: Connection, title: str, row: dict[str, Cell], display: Display
) -> Iterator[Decision]:
    """What a row of a judged sample comes to: a verdict, and with it that a number is right or what it should be."""
    words = display.verification
    if title == words.pages and row[words.missed] is not None:
        yield _once(_page_verdict(desk, connection, row, display))
    if title != words.numbers or (said := _said(row, display)) is None:
        return
    identity, (verdicts, fields) = str(row[words.number_columns["identity"]]), said
    if fields:
        better = observed_decision(desk, connection, identity, checked(fields, FIELDS), "correct")
        if any(better.was.get(name) != value for name, value in better.value.items()):
            yield better
    elif all(verdicts.values()) and _is_unreviewed(connection, identity):
        yield observed_decision(desk, connection, identity, {}, "accept")
    value: Values = {"sample": row[words.number_columns["sample"]], **verdicts}  # type: ignore[dict-item]
    yield _once(observed_decision(desk, connection, identity, value))


def report(engine: Engine, sample: str | None = None) -> Report:
    """What the verdicts on a sample come to; without a name, on the one last judged.

    Of several verdicts on one number or page, by whomever, the last counts.

    Raises:
        DecisionError: there are no verdicts on it.
        StoreError: the database cannot be read.
    """
    verdicts = [each.decision for each in listed(engine) if each.decision.kind == "verify" and not each.undone_by]
    name = sample or (str(verdicts[-1].value.get("sample")) if verdicts else "")
    ours = [each for each in verdicts if each.value.get("sample") == name]
    latest = {(each.document, each.anchor): each for each in ours}
    if not latest:
        raise DecisionError(f"there are no verdicts on the sample {name!r}; `policytext verify import` brings them in")
    said = [each.value for each in latest.values()]
    numbers = [value for value in said if "missed" not in value]
    pages = [value for value in said if "missed" in value]
    wrong = Counter(field for value in numbers for field in JUDGED if value.get(field) is False)
    found, missed = (sum(int(str(value[key])) for value in pages) for key in ("count", "missed"))
    return Report(
        sample=name,
        judged=len(numbers),
        whole=wilson(sum(all(value.get(field) is not False for field in JUDGED) for value in numbers), len(numbers)),
        fields={field: wilson(wrong[field], len(numbers)) for field in JUDGED},
        recall=wilson(found, found + missed) if pages else None,
        pages=len(pages),
        who=tuple(dict.fromkeys(each.who for each in ours)),
    )


def paragraph(found: Report, display: Display, language: str) -> str:
    """A paragraph for a methods section.

    Args:
        found: what the verdicts come to.
        display: words.
        language: zh or en.
    """
    words = display.verification
    seed, size, population = found.sample.rsplit("-", 2)
    wrong = {name: rate for name, rate in found.fields.items() if rate.hits}
    heads = words.number_columns if language == "zh" else {name: name.replace("_", " ") for name in wrong}
    told = [f"{heads.get(name, name)} {_percent(rate)}" for name, rate in (wrong or found.fields).items()]
    recall = found.recall or wilson(0, 0)
    return (words.zh if language == "zh" else words.en).format(
        seed=seed,
        size=size,
        population=population,
        who=", ".join(found.who),
        judged=found.judged,
        whole=f"{found.whole.share:.1%}",
        whole_low=f"{found.whole.low:.1%}",
        whole_high=f"{found.whole.high:.1%}",
        fields="; ".join(told) if wrong else "0",
        pages=found.pages,
        recall=f"{recall.share:.1%}" if found.recall else "–",
        recall_low=f"{recall.low:.1%}",
        recall_high=f"{recall.high:.1%}",
    )


def _percent(rate: Rate) -> str:
    return f"{rate.share:.1%} ({rate.low:.1%}–{rate.high:.1%})"


def _lot(seed: int, name: str) -> str:
    """What orders a stratum: the same for the same seed, on every machine."""
    return hashlib.sha256(f"{seed} {name}".encode()).hexdigest()


def _drawn(connection: Connection, size: int, seed: int) -> tuple[set[str], int]:
    """Identities of the sample, and of how many they were drawn."""
    strata: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    o = observations.c
    query = select(o.kind, o.status, o.identity).join_from(observations, revisions).where(CURRENT, ~REJECTED)
    for kind, status, identity in connection.execute(query):
        strata[kind, status].append(identity)
    ordered = [sorted(strata[key], key=lambda each: _lot(seed, each)) for key in sorted(strata)]
    counts = allot([len(each) for each in ordered], size)
    drawn = {each for stratum, count in zip(ordered, counts, strict=True) for each in stratum[:count]}
    return drawn, sum(map(len, ordered))


def _number_table(connection: Connection, display: Display, sample: str, identities: set[str]) -> Table:
    """The numbers of a sample, each with empty cells for the verdict and for every field."""
    words = display.verification
    known = tuple(Column(name, head, "text", _words(name, display)) for name, head in words.number_columns.items())
    fields = [words.number_columns[name] for name in JUDGED]
    asked = [Column("verdict", words.verdict), *(Column(head, words.judged.replace("{}", head)) for head in fields)]

    def rows() -> Iterator[Cells]:
        for row in stream_figures(connection, FigureQuery(), everything=True):
            if row.identity in identities:
                empty: Cells = dict.fromkeys((column.name for column in asked), None)
                yield plain({**figure_record(row), "sample": sample}, known, display) | empty

    return Table("numbers", (*known, *asked), rows)


def _words(name: str, display: Display) -> Any:  # noqa: ANN401 - a mapping or None
    return display.values.get(name) if name in FIELDS else None


def _page_table(connection: Connection, display: Display, sample: str, pages: int, seed: int) -> Table:
    """Passages to be read whole, with the numbers found in each and an empty cell for how many were missed."""
    words = display.verification
    whole = {"document", "start", "end", "count"}
    known = [Column(name, head, "int" if name in whole else "text") for name, head in words.page_columns.items()]
    p, r = passages.c, revisions.c
    query = select(p.span_start, p.span_end, r.document_id, r.name, r.id, r.text_id).join_from(passages, revisions)
    every = connection.execute(query.where(CURRENT)).all()
    drawn = sorted(every, key=lambda row: _lot(seed, f"{row.document_id} {row.span_start}"))[:pages]

    def rows() -> Iterator[Cells]:
        for row in sorted(drawn, key=lambda row: (row.document_id, row.span_start)):
            yield _page(connection, row, sample)

    return Table("pages", (*known, Column("missed", words.missed)), rows)


def _page(connection: Connection, row: Any, sample: str) -> Cells:  # noqa: ANN401 - a row of SQLAlchemy
    o = observations.c
    inside = (o.revision_id == row.id, o.span_start >= row.span_start, o.span_end <= row.span_end, ~REJECTED)
    found = list(connection.scalars(select(o.surface).where(*inside).order_by(o.span_start)))
    piece = func.substr(texts.c.text, row.span_start + 1, row.span_end - row.span_start)
    text = connection.scalar(select(piece).where(texts.c.id == row.text_id))
    cells: dict[str, Cell] = {"sample": sample, "document": row.document_id, "name": row.name}
    spans: dict[str, Cell] = {"start": row.span_start, "end": row.span_end}
    return cells | spans | {"text": text, "found": "; ".join(found), "count": len(found), "missed": None}


def _said(row: dict[str, Cell], display: Display) -> tuple[dict[str, bool], dict[str, str]] | None:
    """Which fields are right, and what others should be; None where nobody judged the row."""
    words = display.verification
    verdict = row.get(words.verdict)
    if verdict is None:
        return None
    verdicts, fields = {}, {}
    for name in JUDGED:
        head = words.number_columns[name]
        cell = row.get(words.judged.replace("{}", head))
        verdicts[name] = cell is None or _understood(cell, words.right)
        if not verdicts[name] and not _understood(cell, words.wrong):
            fields[name] = display.code(name, str(cell)) if _words(name, display) else str(cell)
    if _understood(verdict, words.right) and all(verdicts.values()):
        return verdicts, fields
    if not _understood(verdict, words.wrong) or all(verdicts.values()):
        raise DecisionError(f"{verdict!r}: say right, or wrong and which fields are")
    return verdicts, fields


def _understood(cell: Cell, words: Sequence[str]) -> bool:
    return str(cell).strip().lower() in words


def _page_verdict(desk: Desk, connection: Connection, row: dict[str, Cell], display: Display) -> Decision:
    heads = display.verification.page_columns
    missed = int(float(str(row[display.verification.missed])))
    if missed < 0:
        raise ValueError(f"{missed} numbers cannot have been missed")
    start, end, document, count = (int(float(str(row[heads[name]]))) for name in ("start", "end", "document", "count"))
    value: Values = {"sample": str(row[heads["sample"]]), "count": str(count), "missed": str(missed)}
    return page_decision(desk, connection, document, Span(start, end), value)


def _once(decision: Decision) -> Decision:
    """A verdict whose id follows from what it says: who brings it in twice says it once."""
    said = f"{decision.who} {decision.document} {decision.anchor} {sorted(decision.value.items(), key=str)}"
    return replace(decision, id=hashlib.sha256(said.encode()).hexdigest()[:32])


def _is_unreviewed(connection: Connection, identity: str) -> bool:
    o = observations.c
    query = select(o.review).join_from(observations, revisions).where(CURRENT, o.identity == identity)
    return connection.scalar(query) == "unreviewed"
