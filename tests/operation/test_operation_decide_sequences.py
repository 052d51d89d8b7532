"""Whatever happens to a document and its database, what people decided stays in force."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from policytext.decide import Selection, add, correct_document, give_label, judge, undo
from policytext.errors import DecisionError
from policytext.store import read_journal
from policytext.store.decision import Kind
from policytext.text import Span
from tests.operation.deciding import Desktop

WHO = st.sampled_from(["甲", "乙"])
RESOLVES = st.sampled_from([False, False, True])
PIECES = st.sampled_from(
    [
        "青禾区有社区12个。",
        "松溪镇有网格48个，覆盖全部小区。",
        "全州无新增。",
        "石桥社区有小组7个。",
        "网格长9个9个。\n",
    ]
)
INDEX = st.integers(0, 99)


class Decisions(RuleBasedStateMachine):
    """People decide, rules change, files grow, databases are deleted; a plain list remembers what was decided."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.made: list[str] = []
        self.undone: set[str] = set()
        self.grown = 0

    @initialize(pieces=st.lists(PIECES, min_size=1, max_size=5))
    def begin(self, pieces: list[str]) -> None:
        """A document comes in."""
        self.desktop = Desktop(self.root, "".join(pieces))

    def teardown(self) -> None:
        """Leave nothing behind."""
        if hasattr(self, "desktop"):
            self.desktop.engine.dispose()
        shutil.rmtree(self.root)

    def note(self, made: list[Any]) -> None:
        """Remember what was decided."""
        self.made += [each.decision.id for each in made]

    @precondition(lambda self: self.desktop.rows())
    @rule(index=INDEX, who=WHO, resolves=RESOLVES, kind=st.sampled_from(["accept", "reject"]))
    def judge_one(self, index: int, who: str, resolves: bool, kind: Kind) -> None:  # noqa: FBT001 - drawn
        """A number is accepted or rejected."""
        rows = self.desktop.rows()
        row = rows[index % len(rows)]
        self.note(judge(self.desktop.desk(who, resolves=resolves), kind, at=self.at(row.span)))

    @precondition(lambda self: self.desktop.rows())
    @rule(
        index=INDEX,
        who=WHO,
        resolves=RESOLVES,
        fields=st.sampled_from(
            [{"unit": "户"}, {"unit": "座"}, {"indicator": "楼栋", "time": "2009年"}, {"value": "3.50"}]
        ),
    )
    def correct_one(self, index: int, who: str, resolves: bool, fields: dict[str, str]) -> None:  # noqa: FBT001 - drawn
        """A number is corrected."""
        rows = self.desktop.rows()
        row = rows[index % len(rows)]
        self.note(judge(self.desktop.desk(who, resolves=resolves), "correct", at=self.at(row.span), given=fields))

    @rule(index=INDEX, who=WHO, length=st.integers(1, 6))
    def add_one(self, index: int, who: str, length: int) -> None:
        """Words are said to be a number; those that are one already are refused."""
        text = self.desktop.text
        start = index % len(text)
        span = Span(start, min(len(text), start + length))
        with suppress(DecisionError):
            self.note(add(self.desktop.desk(who), self.at(span), {"value": "5", "unit": "个"}))

    @rule(who=WHO, resolves=RESOLVES, fact=st.sampled_from([("place", "临江州"), ("place", ""), ("year", "2015")]))
    def say_of_the_document(self, who: str, resolves: bool, fact: tuple[str, str]) -> None:  # noqa: FBT001 - drawn
        """Its place or year is told."""
        self.note(correct_document(self.desktop.desk(who, resolves=resolves), "1", dict([fact])))

    @rule(who=WHO, label=st.sampled_from([("governance_model", "hybrid"), ("governance_tag", "smart")]))
    def label_it(self, who: str, label: tuple[str, str]) -> None:
        """A label is given."""
        self.note(give_label(self.desktop.desk(who), "1", *label))

    @precondition(lambda self: set(self.made) - self.undone)
    @rule(index=INDEX, who=WHO)
    def undo_one(self, index: int, who: str) -> None:
        """Something is taken back."""
        left = [one for one in self.made if one not in self.undone]
        undo(self.desktop.desk(who), [left[index % len(left)]])
        self.undone.add(left[index % len(left)])

    @rule(variant=st.integers(0, 2))
    def change_rules(self, variant: int) -> None:
        """The same file is read otherwise."""
        self.desktop.variant = variant
        self.desktop.ingest()

    @rule(piece=PIECES, before=st.booleans())
    def grow(self, piece: str, before: bool) -> None:  # noqa: FBT001 - drawn
        """The file is replaced by a longer copy.

        What comes before is new: of equal places in equal surroundings the first is meant, and another put
        before them is the first then.
        """
        self.grown += 1
        first = f"（{'甲乙丙丁戊己庚辛壬癸'[self.grown % 10] * (1 + self.grown // 10)}）"
        self.desktop.text = first + self.desktop.text if before else self.desktop.text + piece
        self.desktop.ingest()

    @rule()
    def ingest_again(self) -> None:
        """Nothing has changed."""
        before = self.shown()
        self.desktop.ingest()
        assert before == self.shown()

    @rule()
    def rebuild(self) -> None:
        """The database is deleted, and made anew from the file and the journal."""
        before = self.shown()
        self.desktop.rebuild()
        assert before == self.shown()

    @invariant()
    def nothing_is_lost(self) -> None:
        """Every decision stands in the journal and the database, and counts unless it was taken back."""
        journal = read_journal(self.desktop.journal)
        listed = [each for each in self.desktop.listed() if each.decision.kind != "undo"]
        assert () == journal.damage
        assert self.made == [one.id for one in journal.decisions if one.kind not in {"undo", "content"}]
        assert self.made == [each.decision.id for each in listed]
        assert self.undone == {each.decision.id for each in listed if each.undone_by}

    @invariant()
    def every_place_is_found(self) -> None:
        """Nothing was taken out of the text, so each place is there; so is the number, unless it was lost or undone."""
        listed = self.desktop.listed()
        lost = self.desktop.variant == 2 or any(each.decision.kind == "add" and each.undone_by for each in listed)
        for each in listed:
            if each.decision.anchor and not each.undone_by:
                assert each.found == "exact" or (each.found == "unread" and lost)

    @invariant()
    def one_voice_is_heard(self) -> None:
        """Where exactly one decision is in force on a place, the number shows it."""
        live = [each for each in self.desktop.listed() if each.found == "exact" and not each.undone_by]
        words = {"reject": {"rejected"}, "accept": {"accepted", "changed"}, "add": {"added", "accepted", "corrected"}}
        for row in self.desktop.rows():
            mine = [each.decision for each in live if row.reviewed == each.decision.when]
            assert (row.review == "unreviewed") == (row.reviewed is None)
            if len(mine) == 1 and row.reviewed_by == mine[0].who and sum(each.found == "exact" for each in live) == 1:
                assert row.review in words.get(mine[0].kind, {"corrected"})

    def at(self, span: Span) -> Selection:
        """A stretch of the document."""
        return Selection("1", span=span)

    def shown(self) -> object:
        """Everything an analyst sees; ids too, from the first decision on."""
        same: dict[str, object] = {} if self.made else {"identity": ""}
        rows = [asdict(row) | same for row in self.desktop.rows()]
        states = [(each.decision.id, each.found, each.disputed) for each in self.desktop.listed()]
        return rows, states


SOAK = settings.default is not None and settings.default.max_examples > 1000
TestDecisions = Decisions.TestCase
TestDecisions.settings = settings(
    max_examples=2000 if SOAK else 12,
    stateful_step_count=40 if SOAK else 12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
