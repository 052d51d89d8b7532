"""Deciding on the command line, from the id that is shown to the number that has changed."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from policytext.cli import app
from policytext.knowledge.load import load_display

TEXT = "松溪镇社区建设工作总结\n\n松溪镇现有社区工作者360名。\n第 1 页 共 9 页\n全镇有社区12个，其中示范社区5个。\n"


def run(*arguments: str | Path) -> Result:
    """A command's result; it ended by itself."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def lines(*arguments: str | Path) -> list[dict[str, Any]]:
    """Standard output as JSON lines."""
    return [json.loads(line) for line in run(*arguments, "--json").stdout.splitlines()]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder one works in, with a document brought in as a batch."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLICYTEXT_WORKERS", "1")
    monkeypatch.setenv("POLICYTEXT_ANALYST", "甲")
    (tmp_path / "材料").mkdir()
    (tmp_path / "材料" / "总结.txt").write_text(TEXT, "utf-8")
    assert 0 == run("ingest", "材料", "--batch", "2026").exit_code
    return tmp_path


def test_from_the_id_to_the_export(folder: Path) -> None:
    """Each kind of decision, listed, and shown where numbers are."""
    first = lines("figures", "社区工作者")[0]["identity"][:8]
    assert first in run("figures").stdout
    assert "确认" in run("decide", "accept", first, "--why", "看过原件").stdout
    assert 0 == run("decide", "correct", "--document", "总结.txt", "--quote", "12个", "--set", "unit=户").exit_code
    assert 0 == run("decide", "reject", "--document", "1", "--quote", "5个", "--by", "乙").exit_code
    assert 0 == run("decide", "add", "1", "--quote", "全镇", "--set", "value=1", "--set", "unit=个").exit_code
    assert 0 == run("decide", "document", "1", "--set", "place=临江州").exit_code
    assert 0 == run("decide", "label", "1", "治理模式", "混合型").exit_code
    assert 0 == run("decide", "restore", "1", "--quote", "第1页共9页").exit_code

    shown = [(row["surface"], row["review"], row["reviewed_by"]) for row in lines("figures", "--all")]
    assert {("360名", "accepted", "甲"), ("12个", "corrected", "甲"), ("5个", "rejected", "乙")} < set(shown)
    assert ["5个"] == [row["surface"] for row in lines("figures", "--rejected")]
    assert "临江州 (已更正: 甲; 核验前: –)" in run("show", "1").stdout
    assert "混合型 (已指定)" in run("show", "1").stdout

    assert 0 == run("ingest", "材料").exit_code
    assert "共 9 页" in run("search", "共9页").stdout
    assert 0 == run("export", "--to", "xlsx", "--out", "a.xlsx").exit_code
    rows = list(openpyxl.load_workbook(folder / "a.xlsx")["现状值"].iter_rows(values_only=True))
    head = rows[0]
    (corrected,) = [dict(zip(head, row, strict=True)) for row in rows if "12个" in row]
    assert ("已更正", "甲", "单位: 个", "户") == tuple(corrected[name] for name in ("核验", "核验人", "核验前", "单位"))


def test_a_table_that_was_sent_round_comes_back(folder: Path) -> None:
    """Compared; what was written into it taken over; one wrong cell, and nothing is."""
    assert 0 == run("export", "--to", "csv", "--out", "a.csv").exit_code
    same = run("import", "a.csv")
    assert (0, "3 ← a.csv: 相同 3") == (same.exit_code, same.stdout.strip())
    text = (folder / "a.csv").read_text("utf-8-sig")
    (folder / "b.csv").write_text(text.replace(",360,", ",361,", 1), "utf-8")
    told = run("import", "b.csv")
    assert 1 == told.exit_code
    assert "表中已改" in told.stdout
    assert "row 2" in told.stdout
    assert [("edited", {"value": {"stored": "360", "given": "361"}})] == [
        (each["state"], each["columns"]) for each in lines("import", "b.csv")
    ]
    wrong = (folder / "b.csv").read_text("utf-8").replace(",12,", ",十二三,", 1)
    (folder / "c.csv").write_text(wrong, "utf-8")
    refused = run("import", "c.csv", "--accept")
    assert 2 == refused.exit_code
    assert "c.csv, row 3: 数值: '十二三' is not a number" in refused.stderr
    assert [] == lines("decisions")
    assert 0 == run("import", "b.csv", "--accept", "--why", "同事核对").exit_code
    assert [("correct", {"value": "361"}, "同事核对")] == [
        (each["kind"], each["value"], each["why"]) for each in lines("decisions")
    ]


def test_an_export_has_fresh_normal_forms(folder: Path) -> None:
    """Outdated ones are made anew before; of a release, which nothing writes to, it is said that they are old."""
    assert 0 == run("freeze", "甲").exit_code
    release = folder / "releases" / "甲"
    before = release.joinpath("figures.csv").read_bytes()
    old = run("export", "--to", "csv", "--out", "a.csv", "--database", release / "policytext.db")
    assert "" == old.stderr
    assert before == (folder / "a.csv").read_bytes()
    for database in (folder / "outputs" / "policytext.db", release / "policytext.db"):
        outdate(database)
    assert 0 == run("export", "--to", "csv", "--out", "b.csv").exit_code
    assert (folder / "a.csv").read_bytes() == (folder / "b.csv").read_bytes()
    told = run("export", "--to", "csv", "--out", "c.csv", "--database", release / "policytext.db")
    assert (0, load_display().terms["frozen_forms"]) == (told.exit_code, told.stderr.strip())
    assert "gone" in (folder / "c.csv").read_text("utf-8-sig")


def outdate(database: Path) -> None:
    """Make every normal form one of other tables; of a release, against its being sealed."""
    database.chmod(0o644)
    connection = sqlite3.connect(database)
    connection.execute("UPDATE observations SET normal = 'old', indicator_id = 'gone'")
    connection.commit()
    connection.close()


def test_what_was_decided_stands_beside_a_number_that_is_explained(folder: Path) -> None:
    """Where a database is named that holds the file; one that does not tells nothing."""
    assert 0 == run("decide", "correct", "--document", "总结.txt", "--quote", "12个", "--set", "unit=户").exit_code
    database, file = next(folder.rglob("*.db")), folder / "材料" / "总结.txt"
    at = ("--at", str(TEXT.index("12个")))
    assert "已更正 (甲)" in run("explain", file, *at, "--database", database).stdout
    assert "未核验" in run("explain", file, "--at", str(TEXT.index("360名")), "--database", database).stdout
    assert "核验" not in run("explain", file, *at).stdout
    (folder / "copy.txt").write_text(TEXT + "完。", "utf-8")
    assert "核验" not in run("explain", folder / "copy.txt", *at, "--database", database).stdout


def test_decisions_are_listed_undone_and_replayed(folder: Path) -> None:
    """With filters; the database may be deleted."""
    for who, unit in (("甲", "户"), ("乙", "座")):
        asked = ("decide", "correct", "--document", "1", "--quote", "12个", "--set", f"unit={unit}", "--by", who)
        assert 0 == run(*asked).exit_code
    run("decide", "accept", "--document", "1", "--quote", "5个")
    assert 3 == len(lines("decisions"))
    assert ["甲", "乙"] == [row["who"] for row in lines("decisions", "--conflicts")]
    assert 2 == len(lines("decisions", "--who", "甲", "--document", "总结"))
    assert [] == lines("decisions", "--orphans")
    (other,) = lines("decisions", "--who", "乙")
    assert 0 == run("decisions", "undo", other["id"][:8]).exit_code
    assert (2, 4) == (len(lines("decisions")), len(lines("decisions", "--all")))
    for left in (folder / "outputs").iterdir():
        left.unlink()
    assert 0 == run("ingest", "材料").exit_code
    assert ["户"] == [row["unit"] for row in lines("figures", "--all") if row["review"] == "corrected"]
    assert "4 lines, 0 new" in run("decisions", "replay").stdout


def test_a_damaged_journal_is_told_and_gone_on_with(folder: Path) -> None:
    """By every command that reads it."""
    run("decide", "accept", "--document", "1", "--quote", "5个")
    with (folder / "decisions.jsonl").open("ab") as journal:
        journal.write(b'{"version": 1, "ki')
    result = run("figures")
    assert (0, True) == (result.exit_code, "line 2 is damaged and was passed over" in result.stderr)
    assert "line 2 is damaged" in run("ingest", "材料").stderr
    assert 1 == len(lines("decisions"))


@pytest.mark.usefixtures("folder")
def test_the_journal_is_no_document() -> None:
    """Also where the folder one works in is brought in."""
    run("decide", "accept", "--document", "1", "--quote", "5个")
    assert 0 == run("ingest", ".").exit_code
    assert ["总结.txt"] == sorted({row["name"] for row in lines("figures")})


def test_a_batch_narrows_every_question(folder: Path) -> None:
    """To documents that were seen in it."""
    (folder / "另.txt").write_text("青禾区有社区825个。", "utf-8")
    run("ingest", "另.txt", "--batch", "2025")
    assert ["825个"] == [row["surface"] for row in lines("figures", "--batch", "2025")]
    assert 1 == len(lines("search", "社区", "--batch", "2025"))
    run("export", "--to", "jsonl", "--out", "a.jsonl", "--batch", "2025")
    records = [json.loads(line) for line in (folder / "a.jsonl").read_text("utf-8").splitlines()]
    assert ["document", "figure"] == [record["record"] for record in records]


def test_a_ledger_is_imported(folder: Path) -> None:
    """Bad rows are told with their numbers, and stop it unless they are to be skipped."""
    text = "文件名,地区,年份\n总结.txt,临江州,2012\n别的.txt,青禾区,2012\n总结.txt,青禾区,20**\n"
    (folder / "台账.csv").write_text(text, "gb18030")
    result = run("import-ledger", "台账.csv")
    assert 2 == result.exit_code
    assert "row 4: year: '20**' is no year" in result.stderr
    assert "row 3: 别的.txt is no document of the database" in result.stderr
    result = run("import-ledger", "台账.csv", "--skip-bad")
    assert (0, True) == (result.exit_code, "3 rows, 1 matched, 1 bad, 1 unmatched; 1 decisions made" in result.stdout)
    assert ["临江州"] * 3 == [row["document_place"] for row in lines("figures", "--place", "临江州", "--year", "2012")]
    assert ["ledger 台账.csv"] == [row["who"] for row in lines("decisions")]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["decide", "accept"], "say which number"),
        (["decide", "accept", "zzzzzz"], "there is no number 'zzzzzz'"),
        (["decide", "accept", "--quote", "5个"], "say in which document"),
        (["decide", "correct", "--document", "1", "--quote", "5个", "--set", "unit"], "say FIELD=VALUE"),
        (["decide", "add", "1", "--span", "9:3", "--set", "value=1"], "no stretch such as"),
        (["decide", "document", "无此", "--set", "place=x"], "is no document's number"),
        (["decide", "label", "1", "治理模式", "别的"], "is no governance_model; there are gov_led"),
        (["decisions", "undo", "zzzzzz"], "there is no decision"),
        (["import-ledger", "none.csv"], "No such file"),
    ],
)
def test_mistakes_are_told_in_one_line(folder: Path, arguments: list[str], why: str) -> None:
    """Exit status 2, and nothing is decided."""
    result = run(*arguments)
    assert (2, True) == (result.exit_code, why in result.stderr)
    assert not (folder / "decisions.jsonl").exists()
