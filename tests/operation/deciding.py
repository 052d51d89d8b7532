"""A document that is read, read otherwise, grows, and comes back in another database: for tests of decisions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from policytext.decide import Desk, Selection
from policytext.knowledge.load import load_display
from policytext.model import Document, Fact, Fingerprints, Meta
from policytext.store import (
    FigureQuery,
    FigureRow,
    Listed,
    Sighting,
    figures,
    listed,
    note_contents,
    open_store,
    rows_of,
    start_run,
    sync,
    write_document,
)
from policytext.text import Span
from tests.store.samples import NOW, bare, mention

DISPLAY = load_display()
NUMBER = re.compile("[0-9]+个")


@dataclass
class Desktop:
    """A folder with one file, a journal, and a database that may be deleted.

    `variant` stands for the rules in force: with 1 things have other names,
    with 2 every third number is not read.
    """

    root: Path
    text: str = "青禾区有社区12个。望湖街道有网格35个。石桥社区有小组7个。"
    path: str = "报告.txt"
    variant: int = 0
    built: int = 0
    clock: datetime = NOW
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        self.rebuild()

    @property
    def journal(self) -> Path:
        """The file of the journal."""
        return self.root / "decisions.jsonl"

    def rebuild(self) -> None:
        """Begin a new database, as if the old one had been deleted."""
        if self.built:
            self.engine.dispose()
        self.built += 1
        self.engine = open_store(f"sqlite:///{self.root}/p{self.built}.db")
        self.ingest()

    def ingest(self) -> None:
        """Bring the file in, as a run does."""
        sync(self.engine, self.journal)
        run = start_run(self.engine, "ingest", NOW)
        prints = Fingerprints("text/1", f"rules-{self.variant}", "model", "libraries")
        write_document(self.engine, rows_of(self.read(), prints), Sighting(self.path), run)
        note_contents(self.engine, self.journal, NOW)

    def read(self) -> Document:
        """The document as the rules in force read it."""
        doc = bare(self.text, self.path)
        found = [match for number, match in enumerate(NUMBER.finditer(self.text)) if self.variant != 2 or number % 3]
        name = "数目" if self.variant == 1 else "数量"
        mentions = tuple(
            replace(
                mention(self.text, match[0], match[0][:-1], "个", indicator=name, rules=("number",)),
                span=Span(*match.span()),
            )
            for match in found
        )
        issued = Fact("2012-05-01", None, "head-date")
        return replace(doc, mentions=mentions, meta=Meta(place=Fact("青禾区", None, "title-place"), issued=issued))

    def desk(self, who: str = "甲", *, resolves: bool = False) -> Desk:
        """Where a person decides, a second later than the last."""
        self.clock += timedelta(seconds=1)
        return Desk(self.engine, self.journal, DISPLAY, who, self.clock.astimezone(UTC), "看过原件", resolves)

    def at(self, quote: str, nth: int | None = None) -> Selection:
        """Words of the document."""
        return Selection(self.path, quote, nth=nth)

    def rows(self) -> list[FigureRow]:
        """Every number, rejected ones too."""
        return figures(self.engine, FigureQuery(rejected="in", limit=10_000))

    def reviews(self) -> dict[str, str]:
        """What people decided, by quote."""
        return {row.surface: row.review for row in self.rows()}

    def row(self, surface: str) -> FigureRow:
        """The number with this quote."""
        return next(row for row in self.rows() if row.surface == surface)

    def listed(self) -> list[Listed]:
        """Every decision."""
        return listed(self.engine)
