"""What travels through the pipeline: sources, documents and what is found in them.

All classes are frozen.  A stage takes a `Document` and returns one with more
on it; what a stage added, no later stage alters.  All spans are in source
coordinates (see `policytext.text`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from policytext.text import Span, View

Kind = Literal["figure", "target", "requirement", "deadline"]
"""现状值, 目标值, 标准要求, 时限."""

Relation = Literal["=", ">=", ">", "<=", "<", "~"]
Role = Literal["value", "from", "to", "delta", "per_base"]

Status = Literal["as_written", "repaired", "derived", "ambiguous"]
"""照录, 修复, 推算, 存疑."""

Tone = Literal["firm", "expected", "striving", "plain"]
"""承诺力度: 确保/必须, 将/预计, 力争/争取/努力, none stated."""

Measure = Literal["stock", "flow", "cumulative", "unknown"]
"""存量, 当期, 累计, 不明: what stands at one moment, what flows in one period, what was summed over several."""

Level = Literal["province", "city", "district", "street", "community", "unit", "unknown"]
"""省级, 市级, 区县级, 街镇级, 社区级, 单位, 不明: whose figure it is."""

Precision = Literal["day", "month", "year", "plan"]
"""日, 月, 年, 五年规划: how exactly a time is told."""

GapKind = Literal["cut_end", "hole", "missing_item", "missing_page", "unbalanced"]
BlockKind = Literal["title", "heading", "paragraph", "cell"]
PlaceKind = Literal["page", "paragraph", "cell", "textbox", "note", "member", "line"]
State = Literal["whole", "cut", "holed", "no_content", "unknown"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a binary file a stretch of `Source.text` was drawn from.

    Numbers count from 1; None where the format has no such thing.
    `member` is a path inside an archive; `confidence`, in 0..1, is how sure
    the reading of a line in a picture is.
    """

    span: Span
    kind: PlaceKind
    page: int | None = None
    paragraph: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    member: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text as drawn out, decoded without newline translation.

    A BOM is kept; NUL and lone surrogates stand as U+FFFD, one for one.

    Args:
        sha256: of the file's bytes, in hexadecimal.
        name: the file's name, without folders.
        media_type: by content, as `text/plain` or `application/pdf`.
        encoding: of a text file; None for binary formats.
        reader: the module that read it, and
        reader_version: its version, which goes up when the same bytes would
            give another text.
        text: what every span of the document points into.
        places: in order of their spans; they may nest.
        notes: what the reader repaired or left out, one sentence each.
        unread: pages that the file has and the text has not, by their numbers.
    """

    sha256: str
    name: str
    media_type: str
    encoding: str | None
    reader: str
    reader_version: str
    text: str
    places: tuple[Place, ...] = ()
    notes: tuple[str, ...] = ()
    unread: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """What a result depends on besides the file: while all are equal, the result stands.

    Args:
        reader: name and version of the reader, as `docx/1`.
        rules: digest of the knowledge tables and of the code that reads them.
        model: digest of the trained models in force.
        libraries: names and versions of the libraries that shape the result.
    """

    reader: str
    rules: str
    model: str
    libraries: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known about a document: its value, where it stands, which rule read it.

    `span` is None where the value stands nowhere in the text (a genre, say).
    """

    value: str
    span: Span | None
    rule: str


@dataclass(frozen=True, slots=True)
class Meta:
    """Facts about a document; None where nothing tells.

    The site's upload date and place never become the document's: `uploaded`
    is the site's, `issued` and `place` the document's own.
    """

    title: Fact | None = None
    genre: Fact | None = None
    issuer: Fact | None = None
    issued: Fact | None = None
    place: Fact | None = None
    platform: Fact | None = None
    uploaded: Fact | None = None
    source_grade: Fact | None = None


@dataclass(frozen=True, slots=True)
class PlaceCandidate:
    """A place that a document may be of, and what speaks for it.

    Args:
        code: of the division, as in the gazetteer.
        path: names from the province down, as (江苏省, 常州市, 武进区).
        weight: what the evidence adds up to.
        share: of the weight of this one and its strongest rival, less where
            there is little for it, in 0..1; shown to people only as a band.
        evidence: where the text says so, the strongest first.
        rules: what kinds of evidence there are.
    """

    code: str
    path: tuple[str, ...]
    weight: float
    share: float
    evidence: tuple[Span, ...]
    rules: tuple[str, ...]


YearBasis = Literal["explicit", "relative", "issued", "masked", "unknown"]
"""原文明示, 相对推算, 取成文日期, 遮蔽, 不详."""


@dataclass(frozen=True, slots=True)
class Years:
    """The years whose results a document reports, and the year in which it speaks.

    The government's report of January 2024 reports 2023 (`low`, `high`) and
    speaks in 2024 (`now_low`, `now_high`): its 今年 is 2024, its 去年 2023.  A
    plan or a notice reports nothing and has the year in which it speaks.  Where
    the text does not say (its years are masked, say), the two ends bound the
    years that are possible; None where nothing bounds them.

    Args:
        low: first year reported, or the earliest that is possible.
        high: last year reported, or the latest that is possible.
        now_low: the year in which it speaks, or the earliest that is possible.
        now_high: the same, or the latest that is possible.
        basis: what says so; `masked` and `unknown` give bounds only.
        evidence: where the text says so.
        rules: the clues, in the order in which they were used.
    """

    low: int | None = None
    high: int | None = None
    now_low: int | None = None
    now_high: int | None = None
    basis: YearBasis = "unknown"
    evidence: tuple[Span, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where text is visibly missing (残缺); `span` touches it."""

    span: Span
    kind: GapKind
    rule: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of the document is there (完整度), and what says so."""

    state: State = "unknown"
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A title, heading, paragraph or table cell.

    Blocks are in order of their spans, do not overlap, and cover every
    character of the clean view other than white space and title.  `parent`
    is the index, in `Document.blocks`, of the heading the block stands
    under; `level` is 1 for the highest headings and 0 for what is not a
    heading; `marker` is the number as written (`一、`, `(二)`, `3.`, `一是`).
    """

    span: Span
    kind: BlockKind
    rule: str
    level: int = 0
    marker: str = ""
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, or None, with the text that stands directly under it: up to the next heading."""

    span: Span
    heading: Block | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the index of the block it stands in."""

    span: Span
    block: int


@dataclass(frozen=True, slots=True)
class Mention:
    """One number with its unit, at one place of the source.

    The fields up to `pair` are those of the annotation guidelines; see
    docs/mentions.md.  `reading` is how the surface reads in the reading view,
    `value` is exact; for a deadline it is None and `due` holds MM-DD or
    YYYY-MM-DD.  `rules` names every rule that had a say, in order.

    `time_from` and `time_to` are the first and last day, YYYY-MM-DD, of what
    `time` speaks of, told as exactly as `time_precision` says; None where it
    names no time, or the document's year is not known.  `flags` names what
    is implausible about it; nothing is changed for that.
    """

    span: Span
    surface: str
    reading: str
    kind: Kind
    value: Decimal | None
    value_high: Decimal | None
    due: str | None
    unit: str
    relation: Relation
    role: Role
    indicator: str | None
    scope: str | None
    time: str | None
    per: str | None
    pair: str | None
    status: Status
    tone: Tone
    rules: tuple[str, ...]
    measure: Measure = "unknown"
    level: Level = "unknown"
    time_from: str | None = None
    time_to: str | None = None
    time_precision: Precision | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A numeral that is not a mention, and the rule that says why."""

    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A phrase that speaks for or against a label.

    `cue` is the cue's id in the taxonomy, `weight` what it counted (0 for a
    slogan, a definition, or where its context gate was shut), `stance` why.
    """

    span: Span
    cue: str
    code: str
    weight: float
    dimension: str | None = None
    stance: str = "practice"


@dataclass(frozen=True, slots=True)
class Label:
    """A category of a facet, given to the document (`span` None) or to a section.

    `strength` is in 0..1 and shown to people only as a band; `reason` says
    why where the code is `undetermined`; `shares` are those of the decided
    sections, by code.
    """

    facet: str
    code: str
    strength: float
    evidence: tuple[Evidence, ...]
    span: Span | None
    rules: tuple[str, ...]
    reason: str | None = None
    shares: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A source and everything found in it so far; `kept` are stretches that a person says are its text."""

    source: Source
    clean: View
    reading: View
    meta: Meta = Meta()
    places: tuple[PlaceCandidate, ...] = ()
    years: Years = Years()
    blocks: tuple[Block, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    mentions: tuple[Mention, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    labels: tuple[Label, ...] = ()
    gaps: tuple[Gap, ...] = ()
    completeness: Completeness = Completeness()
    kept: tuple[Span, ...] = ()

    @classmethod
    def of(cls, source: Source, kept: tuple[Span, ...] = ()) -> Document:
        """A document of which nothing is known yet: both views read the source as it is."""
        view = View.of(source.text)
        return cls(source, view, view, kept=kept)

    def headings_over(self, block: Block) -> Iterator[Block]:
        """The headings a block stands under, nearest first."""
        while block.parent is not None:
            block = self.blocks[block.parent]
            yield block

    def sections(self) -> tuple[Section, ...]:
        """The document cut at every heading: each with the text up to the next heading.

        Text before the first heading is a section without one.
        """
        headings = [i for i, block in enumerate(self.blocks) if block.kind == "heading"]
        starts = headings if headings[:1] == [0] or not self.blocks else [0, *headings]
        ends = [*starts[1:], len(self.blocks)] if starts else []
        return tuple(
            Section(
                Span(self.blocks[first].span.start, self.blocks[end - 1].span.end),
                self.blocks[first] if self.blocks[first].kind == "heading" else None,
            )
            for first, end in zip(starts, ends, strict=True)
        )
