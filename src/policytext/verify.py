"""How right the numbers are, from a sample that a person judged.

The sample is stratified by kind and status, in proportion, so that it weighs
itself; which numbers are in it follows from the seed and their identities
alone.  Recall is judged on pages that are read whole.  Verdicts are
decisions: they stand in the journal, and what is wholly right is accepted.
"""

from __future__ import annotations

import hashlib
import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import Connection, Engine, func, select

from policytext.decide import Desk, keep, observed_decision, page_decision
from policytext.errors import DecisionError
from policytext.knowledge.schema.display import Display
from policytext.rates import Rate, clustered
from policytext.store.database import reading
from policytext.store.decision import FIELDS, Anchor, Decision, Values, checked
from policytext.store.export import last_run, whole_file
from policytext.store.figures import FigureQuery, stream_figures
from policytext.store.filters import REJECTED
from policytext.store.fold import fold
from policytext.store.journal import read_journal
from policytext.store.listing import figure_record
from policytext.store.replay import listed
from policytext.store.schema import documents, observations, revisions, texts
from policytext.store.sightings import CURRENT
from policytext.store.tables import Cell, Cells, Column, Table, plain
from policytext.store.workbook import read_workbook, write_workbook
from policytext.text import Span

JUDGED = tuple(FIELDS)
"""The fields that are judged one by one."""

PAGE = 1000
"""Characters of a page that is read whole: it ends with the line that reaches so far."""

LONGEST_PAGE = 2000

_WHOLE_NUMBER = re.compile(r"[0-9０-９.,，．％%]")
"""What a page does not end in the middle of."""


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
        both: numbers that two or more judged.
        same: those of them of which all said the same.
    """

    sample: str
    judged: int
    whole: Rate
    fields: dict[str, Rate]
    recall: Rate | None
    pages: int
    who: tuple[str, ...]
    both: int = 0
    same: int = 0


def draw(engine: Engine, target: Path, display: Display, *, size: int, seed: int, pages: int) -> tuple[int, int]:  # noqa: PLR0913 - what a sample is
    """Write a sample to judge as a workbook; how many numbers and pages it has.

    Args:
        engine: the database.
        target: the file.
        display: headers, and words for codes.
        size: numbers, as far as there are so many.
        seed: another seed, another sample; the same, the same.
        pages: to be read whole.

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
    elif all(verdicts.values()) and _is_open(connection, identity):
        yield observed_decision(desk, connection, identity, {}, "accept")
    value: Values = {"sample": row[words.number_columns["sample"]], **verdicts}  # type: ignore[dict-item]
    yield _once(observed_decision(desk, connection, identity, value))


def report(engine: Engine, sample: str | None = None) -> Report | None:
    """What the verdicts on a sample come to; without a name, on the one last judged; None where nothing was judged.

    Where two people judged a number, a field is wrong that one of them says is; of a page, the most that were missed
    counts.

    Of one person the last verdict counts.

    Raises:
        DecisionError: there are verdicts, but not on this sample.
        StoreError: the database cannot be read.
    """
    verdicts = [each.decision for each in listed(engine) if each.decision.kind == "verify" and not each.undone_by]
    if not verdicts:
        return None
    name = sample or str(verdicts[-1].value.get("sample"))
    latest = {(each.document, each.anchor, each.who): each for each in verdicts if each.value.get("sample") == name}
    if not latest:
        known = ", ".join(dict.fromkeys(str(each.value.get("sample")) for each in verdicts))
        raise DecisionError(f"there are no verdicts on the sample {name!r}; there are on {known}")
    said: defaultdict[tuple[str, Anchor | None], list[Decision]] = defaultdict(list)
    for (document, anchor, _), each in latest.items():
        said[document, anchor].append(each)
    pages = {at: group for at, group in said.items() if "missed" in group[0].value}
    numbers = {at: group for at, group in said.items() if at not in pages}
    faults = {at: {name for each in group for name in each.faulted} for at, group in numbers.items()}
    shared = [group for group in numbers.values() if len(group) > 1]
    return Report(
        sample=name,
        judged=len(numbers),
        whole=clustered((at[0], not wrong, 1) for at, wrong in faults.items()),
        fields={field: clustered((at[0], field in wrong, 1) for at, wrong in faults.items()) for field in JUDGED},
        recall=clustered((at[0], *_found(group)) for at, group in pages.items()) if pages else None,
        pages=len(pages),
        who=tuple(dict.fromkeys(each.who for each in latest.values())),
        both=len(shared),
        same=sum(len({each.faulted for each in group}) == 1 for group in shared),
    )


def _found(group: Sequence[Decision]) -> tuple[int, int]:
    """Numbers found on a page, and how many stand there."""
    value = max((each.value for each in group), key=lambda each: int(str(each["missed"])))
    count, missed = (int(str(value[key])) for key in ("count", "missed"))
    return count, count + missed


def paragraph(found: Report, display: Display, language: str) -> str:
    """A paragraph for a methods section.

    Args:
        found: what the verdicts come to.
        display: words.
        language: zh or en.
    """
    zh = language == "zh"
    words = display.verification.zh if zh else display.verification.en
    heads = display.verification.number_columns if zh else {}
    seed, size, population = found.sample.rsplit("-", 2)
    wrong = {heads.get(name, name.replace("_", " ")): rate for name, rate in found.fields.items() if rate.hits}
    errors = [words["field"].format(name=name, rate=_interval(rate, words)) for name, rate in wrong.items()]
    told: dict[str, dict[str, object]] = {
        "sample": {"seed": seed, "size": size, "population": population, "who": words["names"].join(found.who)}
        | {"judged": found.judged, "documents": found.whole.clusters},
        "unjudged": {"rest": int(size) - found.judged},
        "one": {},
        "several": {"both": found.both, "same": found.same},
        "whole": {"whole": _interval(found.whole, words)},
        "fields": {"fields": words["joint"].join(errors)},
        "clean": {"limit": f"{clustered([(0, 0, found.judged)]).high:.1%}"},
        "recall": {"pages": found.pages, "length": PAGE},
        "intervals": {},
    }
    if found.recall:
        rate = found.recall
        told["recall"] |= {"documents": rate.clusters, "of": rate.of, "hits": rate.hits}
        told["recall"] |= {"recall": _interval(rate, words)}
    left_out = {
        "unjudged": int(size) <= found.judged,
        "fields": not wrong,
        "clean": len(wrong) == len(JUDGED) or not found.judged,
        "recall": found.recall is None,
        "one": len(found.who) > 1,
        "several": len(found.who) == 1,
    }
    return "".join(words[part].format(**said) for part, said in told.items() if not left_out.get(part)).strip()


def _interval(rate: Rate, words: Mapping[str, str]) -> str:
    return words["interval"].format(share=f"{rate.share:.1%}", low=f"{rate.low:.1%}", high=f"{rate.high:.1%}")


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
    """Pages to be read whole, with the numbers found in each and an empty cell for how many were missed."""
    words = display.verification
    whole = {"document", "start", "end", "count"}
    known = [Column(name, head, "int" if name in whole else "text") for name, head in words.page_columns.items()]
    drawn = heapq.nsmallest(pages, _every_page(connection), key=lambda page: _lot(seed, f"{page.key} {page.start}"))

    def rows() -> Iterator[Cells]:
        for page in sorted(drawn):
            yield _page(connection, page, sample)

    return Table("pages", (*known, Column("missed", words.missed)), rows)


class _Page(NamedTuple):
    """A page of the current revision of a document."""

    document: int
    start: int
    end: int
    key: str
    name: str
    revision: int
    text: int


def _every_page(connection: Connection) -> Iterator[_Page]:
    """The pages of every current document; together they are the whole of each text, and none stands twice."""
    r = revisions.c
    query = (
        select(r.document_id, documents.c.key, r.name, r.id, r.text_id, texts.c.text)
        .select_from(revisions.join(documents).join(texts, texts.c.id == r.text_id))
        .where(CURRENT)
    )
    for row in connection.execute(query, execution_options={"yield_per": 10}):
        for start, end in page_bounds(row.text):
            yield _Page(row.document_id, start, end, row.key, row.name, row.id, row.text_id)


def page_bounds(text: str) -> Iterator[tuple[int, int]]:
    """Where the pages of a text begin and end: with a line, or where lines are very long between two numbers."""
    start = 0
    while start < len(text):
        line = text.find("\n", start + PAGE, start + LONGEST_PAGE) + 1
        end = line or start + LONGEST_PAGE
        if not line:
            while end < len(text) and _WHOLE_NUMBER.match(text[end]):
                end += 1
        yield start, min(end, len(text))
        start = end


def _page(connection: Connection, page: _Page, sample: str) -> Cells:
    o = observations.c
    inside = (o.revision_id == page.revision, o.span_start >= page.start, o.span_start < page.end, ~REJECTED)
    found = list(connection.scalars(select(o.surface).where(*inside).order_by(o.span_start)))
    cells: dict[str, Cell] = {"sample": sample, "document": page.document, "name": page.name}
    spans: dict[str, Cell] = {"start": page.start, "end": page.end}
    read: dict[str, Cell] = {"text": _text_of(connection, page.text, page.start, page.end)}
    return cells | spans | read | {"found": "; ".join(found), "count": len(found), "missed": None}


def _text_of(connection: Connection, text: int, start: int, end: int) -> str:
    piece = func.substr(texts.c.text, start + 1, end - start)
    return str(connection.scalar(select(piece).where(texts.c.id == text)) or "")


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
    text = select(revisions.c.text_id).where(CURRENT, revisions.c.document_id == document)
    piece = _text_of(connection, connection.scalar(text) or 0, start, end)
    if fold(piece) != fold(str(row[heads["text"]] or "")):
        raise ValueError("the document is no longer the one that was drawn: draw the sample again")
    value: Values = {"sample": str(row[heads["sample"]]), "count": str(count), "missed": str(missed)}
    return page_decision(desk, connection, document, Span(start, end), value)


def _once(decision: Decision) -> Decision:
    """A verdict whose id follows from what it says: who brings it in twice says it once."""
    said = f"{decision.who} {decision.document} {decision.anchor} {sorted(decision.value.items(), key=str)}"
    return replace(decision, id=hashlib.sha256(said.encode()).hexdigest()[:32])


def _is_open(connection: Connection, identity: str) -> bool:
    """Whether nobody has said of a number that it is right, or what it should be."""
    o = observations.c
    query = select(o.review).join_from(observations, revisions).where(CURRENT, o.identity == identity)
    return connection.scalar(query) in {"unreviewed", "wrong"}
