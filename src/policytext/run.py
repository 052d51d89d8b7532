"""A run under way: where it writes, and what became of every path so far."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Engine

from policytext.advice import advice_for
from policytext.read.encoding import shown_name
from policytext.settings import Settings
from policytext.store import in_turn, put_items

Group = tuple[str, ...]
"""Files with one content and ending: the first is processed, the others are copies of it."""

FAILED = "failed"
UNCHANGED = "unchanged"
SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Item:
    """What became of one path.

    `new`, `changed`, `reprocessed`, `copy`, `moved`; `unchanged`; `skipped`,
    and why where it was not asked for; or `failed`, where and why.
    """

    path: str
    outcome: str
    stage: str = ""
    reason: str = ""
    tool: str = ""


Tick = Callable[[Item, int], None]
"""Called with each item and the number of those found."""


@dataclass(slots=True)
class Run:
    """A run under way: where it writes, and what became of the paths so far.

    `vanished` are paths that held a document and are no more; they are not
    among those found.  `program` stands for everything that results depend on
    but the file.
    """

    engine: Engine
    settings: Settings
    number: int
    batch: str = ""
    tick: Tick | None = None
    program: str = ""
    found: int = 0
    items: list[Item] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def add(self, item: Item) -> None:
        """Note what became of a path."""
        self.items.append(item)
        if self.tick:
            self.tick(item, self.found)

    def counts(self) -> dict[str, int]:
        """Paths found, and those done, unchanged, skipped and failed."""
        outcomes = Counter(item.outcome for item in self.items)
        rest = {name: outcomes[name] for name in (UNCHANGED, SKIPPED, FAILED)}
        return {"found": self.found, "done": len(self.items) - sum(rest.values()), **rest}


def note(run: Run, item: Item, *, seconds: float | None = None, content: str = "") -> None:
    """Note what became of a path of which nothing else is written, in the database too.

    Args:
        run: the run.
        item: path and outcome.
        seconds: how long it took.
        content: sha256 of what could not be done, so that trying again can end.

    Raises:
        BusyError: the run was taken for dead and another one let in.
        StoreError: the database is locked or cannot be written to.
    """
    with in_turn(run.engine, run.number) as connection:
        put_items(connection, run.number, [row_of(run, item, seconds=seconds, content=content)])
    run.add(item)


def row_of(
    run: Run, item: Item, *, document: int | None = None, seconds: float | None = None, content: str = ""
) -> dict[str, object]:
    """What the table of runs keeps of a path.

    Args:
        run: the run.
        item: path and outcome.
        document: what was written.
        seconds: how long it took.
        content: sha256 of what could not be done.
    """
    return {
        "path": shown_name(item.path),
        "outcome": item.outcome,
        "stage": item.stage,
        "reason": item.reason,
        "tool": item.tool,
        "advice": advice_for(item.reason) if item.outcome == FAILED else "",
        "content": content,
        "program": run.program,
        "document_id": document,
        "seconds": seconds,
    }
