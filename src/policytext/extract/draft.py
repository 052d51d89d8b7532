"""A sentence as the rules of this room see it, and a mention in the making.

Inside this room a sentence is worked on as a `Line`: what the reading view
reads in it, with offsets of its own.  `Line.span` turns them into source
coordinates; nothing else leaves the room.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from policytext.model import Block, Kind, Level, Measure, Relation, Role, Status, Tone
from policytext.text import Span, View


@dataclass(slots=True)
class Line:
    """One sentence in the reading view.

    Args:
        view: the document's reading view.
        text: what it reads in the sentence.
        offset: where `text` begins in `view.text`.
        block: the block the sentence stands in.
        headings: texts of the headings over it, nearest first.
        genre: code of the document's genre, or None.
        before: what precedes the sentence in its block, as far as it is near.
        outlook: which way the text looks here, `ahead`, `back` or empty; see
            `policytext.extract.kind.outlook`.
    """

    view: View
    text: str
    offset: int
    block: Block
    headings: tuple[str, ...] = ()
    genre: str | None = None
    before: str = ""
    outlook: str = ""

    def span(self, start: int, end: int) -> Span:
        """Source span of `text[start:end]`."""
        return self.view.to_source(self.offset + start, self.offset + end)


@dataclass(slots=True)
class Draft:
    """A mention in the making; `start` and `end` are offsets into `line.text`.

    number, quantity, relation and role fill the upper half; kind, indicator,
    scope and time the lower.  Each adds the rule it used to `rules`.
    `counted` is the length of a denominator right behind the unit (/月).
    """

    line: Line
    start: int
    end: int
    value: Decimal | None
    unit: str
    value_high: Decimal | None = None
    due: str | None = None
    relation: Relation = "="
    role: Role = "value"
    status: Status = "as_written"
    pair: str | None = None
    counted: int = 0
    rules: list[str] = field(default_factory=list)

    kind: Kind = "figure"
    tone: Tone = "plain"
    indicator: str | None = None
    scope: str | None = None
    time: str | None = None
    per: str | None = None
    measure: Measure = "unknown"
    level: Level = "unknown"
    flags: list[str] = field(default_factory=list)

    @property
    def surface(self) -> str:
        """How the mention reads in the reading view."""
        return self.line.text[self.start : self.end]

    @property
    def reach(self) -> int:
        """Where the mention ends, with what it is counted per if that stands right behind it."""
        return self.end + self.counted

    @property
    def left(self) -> str:
        """The sentence before the mention."""
        return self.line.text[: self.start]

    @property
    def right(self) -> str:
        """The sentence after the mention."""
        return self.line.text[self.reach :]
