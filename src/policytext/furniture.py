"""What a collection proposes as furniture, and what a person decides about it.

Proposals come from the indicator database; decisions go to furniture.yaml in
the folder of the user's own tables.  An accepted line is another rule of
cleaning: the documents become stale, and the next ingest cuts it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine

from policytext.clean.collection import Coincidence, coincidences, leaf_of
from policytext.clean.learnt import folded
from policytext.errors import DecisionError, QueryError
from policytext.knowledge import Knowledge
from policytext.knowledge.overlay import furniture_rows, save_furniture
from policytext.knowledge.schema.clean import LearntLine
from policytext.store import Decision, append, stored_pages
from policytext.store.decision import Values, stamp

Verdict = Literal["accept", "reject"]

NUMBERS = 1_000_000
"""A line's number is below this: told by its origin and text alone, so that deciding one renumbers no other."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A coincidence that nobody decided about, and the number it is called by."""

    number: str
    found: Coincidence


def proposals(engine: Engine, knowledge: Knowledge, *, least: int, share: float) -> list[Proposal]:
    """The lines that look like furniture of their origin and are still kept, by origin, the most frequent first.

    Args:
        engine: the database.
        knowledge: with what was decided.
        least: independent documents that must have a line.
        share: of its origin's documents that must have it, in 0..1.

    Raises:
        StoreError: the database cannot be read.
    """
    decided = {(row.origin, folded(row.line, knowledge)) for row in knowledge.furniture.lines}
    leaves = (
        leaf_of(
            page.text,
            page.cuts,
            key=page.sha256,
            path=page.path,
            platform=page.platform,
            title=page.title,
            knowledge=knowledge,
        )
        for page in stored_pages(engine)
    )
    found = coincidences(leaves, knowledge, least=least, share=share)
    return [
        Proposal(number_of(each.origin, each.line), each)
        for each in found
        if not {(each.origin, each.line), (None, each.line)} & decided
    ]


def number_of(origin: str | None, line: str) -> str:
    """Six digits for a line of an origin."""
    digest = hashlib.sha256(f"{origin or ''}\n{line}".encode()).digest()
    return f"{int.from_bytes(digest[:8]) % NUMBERS:06}"


def named(number: str, rows: Iterable[LearntLine]) -> LearntLine:
    """The row that a number means.

    Raises:
        QueryError: none, or several.
    """
    found = [row for row in rows if number_of(row.origin, row.line) == number]
    if len(found) != 1:
        what = "no line" if not found else "more than one line"
        raise QueryError(
            f"{number} is the number of {what}; `policytext furniture` lists them, or give the line itself"
        )
    return found[0]


def row_of(proposal: Proposal, decision: Verdict) -> LearntLine:
    """A proposal as a row that nobody has signed yet."""
    found = proposal.found
    return LearntLine(origin=found.origin, line=found.line, decision=decision, documents=found.documents)


def decide(folder: Path, row: LearntLine, *, by: str, on: date, resolve: bool = False) -> bool:
    """Write a decision in the place of an earlier one about the same line; whether that changed anything.

    Args:
        folder: of the user's own tables.
        row: line, origin and decision.
        by: who decides.
        on: the day.
        resolve: whether what another person decided otherwise is settled by this.

    Raises:
        DecisionError: another person decided otherwise, and that is not to be settled.
        KnowledgeError: the folder or its table is not valid, or cannot be written.
    """
    rows = furniture_rows(folder)
    before = [each for each in rows if (each.origin, each.line) == (row.origin, row.line)]
    if any(each.decision == row.decision for each in before):
        return False
    other = next((each.by for each in before if each.by != by), None)
    if other is not None and not resolve:
        raise DecisionError(f"{row.line!r}: {other} decided otherwise ({before[0].decision}); settle it with --resolve")
    others = [each for each in rows if each not in before]
    save_furniture(folder, [*others, row.model_copy(update={"by": by, "on": on})])
    return True


def forget(folder: Path, row: LearntLine) -> None:
    """Take a decision back: the line is kept, and may be proposed again.

    Raises:
        QueryError: nothing was decided about that line of that origin.
        KnowledgeError: the folder or its table is not valid, or cannot be written.
    """
    rows = furniture_rows(folder)
    left = [each for each in rows if (each.origin, each.line) != (row.origin, row.line)]
    if len(left) == len(rows):
        where = "every document" if row.origin is None else row.origin
        raise QueryError(f"nothing was decided about {row.line!r} of {where}")
    save_furniture(folder, left)


def note(  # noqa: PLR0913 - what was said of what, and by whom, when and why
    journal: Path, row: LearntLine, said: str, *, who: str, when: datetime, why: str = ""
) -> None:
    """Write into the journal of decisions what became of a line.

    Args:
        journal: its file.
        row: the line and its origin.
        said: accept, reject or forget.
        who: decided it.
        when: with a time zone.
        why: in the words of who decided.

    Raises:
        DecisionError: the journal cannot be written to.
    """
    value: Values = {"line": row.line, "origin": row.origin, "decision": said}
    append(journal, [Decision(kind="furniture", document="", who=who, when=stamp(when), why=why, value=value)])
