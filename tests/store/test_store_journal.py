"""The journal: lines that only ever grow, whatever crashes and whoever writes beside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from policytext.errors import DecisionError
from policytext.settings import Settings
from policytext.store import Anchor, Decision, append, journal_path, read_journal
from policytext.store.decision import FACTS, FIELDS, checked

ONE = Decision(kind="document", document="k", who="甲", when="2026-01-01T00:00:00+00:00", value={"place": "临江州"})


def made(number: int) -> Decision:
    """A decision of its own."""
    return replace(ONE, id=f"id-{number}")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """Every part, in order."""
    path = tmp_path / "新" / "decisions.jsonl"
    anchor = Anchor("12个", "社区", "。", 2)
    decisions = [made(1), replace(ONE, kind="reject", anchor=anchor, value={}, was={"unit": "个", "due": None}, id="b")]
    append(path, decisions[:1])
    append(path, decisions[1:])
    assert (tuple(decisions), ()) == (read_journal(path).decisions, read_journal(path).damage)
    assert 2 == len(path.read_text("utf-8").splitlines())


def test_no_file_is_an_empty_journal(tmp_path: Path) -> None:
    """And reading makes none."""
    assert ((), "") == (read_journal(tmp_path / "none").decisions, read_journal(tmp_path / "none").state)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_line_that_a_crash_cut_off_is_told_and_passed_over(tmp_path: Path, cut: int) -> None:
    """What is written next stands on a line of its own."""
    path = tmp_path / "decisions.jsonl"
    append(path, [made(1), made(2)])
    os.truncate(path, path.stat().st_size - cut)
    journal = read_journal(path)
    expected = ["id-1", "id-2"] if cut == 1 else ["id-1"]
    assert expected == [one.id for one in journal.decisions]
    assert (cut != 1) == any("line 2 is damaged" in sentence for sentence in journal.damage)
    append(path, [made(3)])
    assert [*expected, "id-3"] == [one.id for one in read_journal(path).decisions]


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"version": 1}',
        b'{"version": 0}',
        json.dumps({"version": 1, "kind": "accept", "document": "k", "who": "", "when": "", "id": "x"}).encode(),
        json.dumps({"version": 1, "kind": "wish", "document": "k", "who": "", "when": "", "id": "x"}).encode(),
        json.dumps({"version": 1, "kind": "label", "document": 3, "who": "", "when": "", "id": "x"}).encode(),
    ],
)
def test_damage_in_the_middle_is_told_with_its_line(tmp_path: Path, line: bytes) -> None:
    """Those around it stand."""
    path = tmp_path / "decisions.jsonl"
    append(path, [made(1)])
    path.write_bytes(path.read_bytes() + line + b"\n")
    append(path, [made(2)])
    journal = read_journal(path)
    assert ["id-1", "id-2"] == [one.id for one in journal.decisions]
    assert 1 == len(journal.damage)
    assert "line 2 is damaged" in journal.damage[0]


def test_a_line_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    """To pass it over could bring back what it undid."""
    path = tmp_path / "decisions.jsonl"
    path.write_text('{"version": 2}\n', "utf-8")
    with pytest.raises(DecisionError, match="line 1: written by a newer policytext"):
        read_journal(path)


def test_a_line_that_stands_twice_counts_once(tmp_path: Path) -> None:
    """As when two copies of a journal were put together; other words under the same id are told."""
    path = tmp_path / "decisions.jsonl"
    append(path, [made(1), made(1), replace(made(1), why="anders")])
    journal = read_journal(path)
    assert (1, 1) == (len(journal.decisions), len(journal.damage))


def test_two_programs_write_at_once(tmp_path: Path) -> None:
    """No line is lost or torn."""
    path = tmp_path / "decisions.jsonl"
    code = (
        "import sys; from pathlib import Path; from policytext.store import Decision, append\n"
        "for n in range(40): append(Path(sys.argv[1]), [Decision(kind='document', document='k', who=sys.argv[2],"
        " when='2026', why='长'*500, id=f'{sys.argv[2]}{n}')])"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, str(path), who]) for who in "ab"]
    assert [0, 0] == [writer.wait() for writer in writers]
    journal = read_journal(path)
    assert ((), 80) == (journal.damage, len(journal.decisions))


@pytest.mark.parametrize(
    ("url", "expected"),
    [("sqlite:///outputs/policytext.db", "decisions.jsonl"), ("sqlite:///else/my.db", "else/decisions.jsonl")],
)
def test_the_journal_goes_with_the_database_outside_outputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, expected: str
) -> None:
    """Deleting outputs/ leaves it; a setting says otherwise."""
    monkeypatch.chdir(tmp_path)
    assert tmp_path / expected == journal_path(Settings(database_url=url))
    assert tmp_path / "own.jsonl" == journal_path(Settings(database_url=url, decisions=Path("own.jsonl")))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [("value", "1,280.50", "1280.50"), ("due", "11-30", "11-30"), ("kind", "target", "target"), ("scope", "", None)],
)
def test_fields_are_kept_as_they_are_checked(name: str, value: str, expected: str | None) -> None:
    """Numbers exactly, an empty one as nothing."""
    assert {name: expected} == checked({name: value}, FIELDS)


@pytest.mark.parametrize(
    ("name", "value"),
    [("value", "许多"), ("value", "NaN"), ("due", "13-01"), ("kind", "wish"), ("unit", ""), ("colour", "x")],
)
def test_fields_that_cannot_be_are_refused(name: str, value: str) -> None:
    """The message names the field."""
    with pytest.raises(DecisionError, match=name):
        checked({name: value}, FIELDS)


@pytest.mark.parametrize(("name", "value"), [("year", "20**"), ("issued", "2012-13"), ("collected", "2024-02-30")])
def test_facts_that_cannot_be_are_refused(name: str, value: str) -> None:
    """Masked years and days that no calendar has."""
    with pytest.raises(DecisionError, match=name):
        checked({name: value}, FACTS)
