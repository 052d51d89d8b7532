"""Two coders from the sample to the adjudication, on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from policytext.cli import app

GOV = "青禾区成立社区建设工作领导小组，区财政安排社区经费，列入对街道的绩效考核，由街道统一派人。"
OWN = "居民代表大会讨论决定社区事务，居委会由户代表直选产生，重大事项召开听证会并接受居民监督。"
NONE = "社区环境优美，居民生活舒适，邻里之间来往很多，节日里大家常在广场上唱歌跳舞，气氛热烈。"


def report(name: str) -> str:
    """A report of three sections of different models."""
    parts = (("一、组织领导", GOV), ("二、民主决策", OWN), ("三、社区面貌", NONE))
    return f"{name}社区建设经验材料\n\n" + "\n\n".join(f"{head}\n{name}。{text}{text}" for head, text in parts) + "\n"


def run(*arguments: str | Path) -> Result:
    """A command's result; it ended by itself."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def done(*arguments: str | Path) -> str:
    """What a command printed that must succeed."""
    result = run(*arguments)
    assert 0 == result.exit_code, result.output
    return result.stdout


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder one works in, with three documents brought in."""
    folder = tmp_path_factory.mktemp("coding")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("POLICYTEXT_WORKERS", "1")
        (folder / "材料").mkdir()
        for name in ("松溪镇", "望湖街道", "石桥社区"):
            (folder / "材料" / f"{name}.txt").write_text(report(name), "utf-8")
        done("ingest", "材料")
    return folder


@pytest.fixture
def folder(ingested: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it for one test."""
    import shutil

    copy = tmp_path / "work"
    shutil.copytree(ingested, copy)
    monkeypatch.chdir(copy)
    monkeypatch.setenv("POLICYTEXT_WORKERS", "1")
    return copy


def drawn(*options: str) -> list[Path]:
    """The sheets of two coders."""
    printed = done("coding", "sample", "--coder", "甲", "--coder", "乙", "--n", "6", "--seed", "3", *options)
    return [Path(line) for line in printed.splitlines()]


def fill(sheet: Path, answer: dict[str, str], column: str = "治理模式") -> list[str]:
    """Fill a sheet by what stands in the text of each row; the ids."""
    book = openpyxl.load_workbook(sheet)
    rows = book.worksheets[0]
    at = [cell.value for cell in rows[1]].index(column) + 1
    for row in range(2, rows.max_row + 1):
        text = str(rows.cell(row, 3).value)
        rows.cell(row, at).value = next((code for part, code in answer.items() if part in text), None)
    ids = [str(rows.cell(row, 1).value) for row in range(2, rows.max_row + 1)]
    book.save(sheet)
    return ids


RIGHT = {"领导小组": "政府主导型", "直选": "社区自治型", "舒适": "证据不足"}
OTHERWISE = {**RIGHT, "直选": "混合型"}


def coded() -> list[str]:
    """Both coders' sheets taken in; they differ on 民主决策."""
    first, second = drawn()
    ids = fill(first, RIGHT)
    fill(second, OTHERWISE)
    done("coding", "import", first, "--coder", "甲")
    done("coding", "import", second, "--coder", "乙")
    return ids


def reported(*options: str) -> dict[str, Any]:
    """The report on the governance model."""
    (line,) = done("coding", "report", "--json", *options).splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


@pytest.mark.usefixtures("folder")
def test_sheets_are_blind_and_tell_what_codes_mean() -> None:
    """Neither the machine's label nor another coder's stands in a sheet; strata are even; definitions are there."""
    first, second = drawn()
    book = openpyxl.load_workbook(first)
    rows = list(book.worksheets[0].iter_rows(values_only=True))

    assert ("编号", "文献", "原文", "治理模式", "备注") == rows[0]
    assert 7 == len(rows)
    assert all(row[3] is None for row in rows[1:])
    assert [2, 2, 2] == [sum(part in str(row[2]) for row in rows[1:]) for part in ("领导小组", "直选", "舒适")]
    assert "居民经选举" in " ".join(str(row[4]) for row in book["类目定义"].iter_rows(values_only=True))
    assert rows == list(openpyxl.load_workbook(second).worksheets[0].iter_rows(values_only=True))


@pytest.mark.usefixtures("folder")
def test_the_same_seed_draws_the_same_sections() -> None:
    """And is noted once; another draws others."""
    first, again = drawn()[0].name, drawn()[0].name
    other = Path(done("coding", "sample", "--coder", "甲", "--n", "6", "--seed", "4").strip()).name

    assert first == again
    assert first != other
    assert 12 == len(done("decisions", "--kind", "sample", "--json").splitlines())


def test_known_disagreement_gives_known_figures(folder: Path) -> None:
    """4 of 6 agree: kappa 0.6 by 2-2-2 tables; the journal alone brings it all back."""
    coded()
    found = reported()

    assert (6, 6, 4 / 6) == (found["items"], found["compared"], pytest.approx(found["agreement"]))  # type: ignore[comparison-overlap] # approx is any number
    chance = (2 * 2 + 2 * 2) / 36  # 政府主导型 and 证据不足; nobody but one coder used the other two
    assert (4 / 6 - chance) / (1 - chance) == pytest.approx(found["kappa"]["value"])
    counts = {"gov_led": 4, "undetermined": 4, "self_gov": 2, "hybrid": 2}
    expected = 1 - 11 * 4 / (144 - sum(count**2 for count in counts.values()))
    assert expected == pytest.approx(found["alpha"]["value"])
    assert [
        ["乙", "甲", [["gov_led", "gov_led", 2], ["hybrid", "self_gov", 2], ["undetermined", "undetermined", 2]]]
    ] == (found["tables"])
    assert 2 == len(found["open"])

    for left in (folder / "outputs").iterdir():
        left.unlink()
    done("ingest", "材料")
    assert found == reported()


@pytest.mark.usefixtures("folder")
def test_adjudication_settles_and_reaches_the_label() -> None:
    """By id and by sheet; the section's own label is given then, and all three layers are exported."""
    coded()
    one, _ = reported()["open"]
    done("coding", "adjudicate", one, "混合型", "--by", "丙")
    done("coding", "adjudicate", "--sheet", "仲裁.xlsx")
    (other,) = fill(Path("仲裁.xlsx"), {"直选": "社区自治型"})
    done("coding", "adjudicate", "--import", "仲裁.xlsx", "--by", "丙")

    assert [] == reported()["open"]
    settled = done("decisions", "--kind", "adjudicate", "--json").splitlines()
    assert {"exact"} == {json.loads(line)["found"] for line in settled}
    assert "混合型 (已指定)" in done("show", str(json.loads(settled[0])["document_id"]))
    assert 12 == int(done("coding", "export", "--out", "编码.jsonl").split(":")[0]) * 2
    records = {row["item"]: row for row in map(json.loads, Path("编码.jsonl").read_text("utf-8").splitlines())}
    assert {"甲": ["self_gov"], "乙": ["hybrid"]} == records[one]["coders"]
    assert (["hybrid"], "丙", ["hybrid"], ["self_gov"]) == tuple(
        records[one][name] for name in ("adjudicated", "adjudicator", "final", "machine")
    )
    assert ["self_gov"] == records[other]["final"]
    agreed = next(row for row in records.values() if row["coders"]["甲"] == row["coders"]["乙"])
    assert (None, agreed["coders"]["甲"]) == (agreed["adjudicated"], agreed["final"])


@pytest.mark.usefixtures("folder")
def test_export_shows_every_layer_in_words() -> None:
    """As CSV and as a workbook, one column a coder."""
    coded()
    for name in ("编码.csv", "编码.xlsx"):
        done("coding", "export", "--out", name)
    head = Path("编码.csv").read_text("utf-8-sig").splitlines()[0].split(",")
    rows = list(openpyxl.load_workbook("编码.xlsx").worksheets[0].iter_rows(values_only=True))

    assert head == list(rows[0])
    assert ["乙", "甲", "仲裁", "定论", "机器", "依据强弱", "原文"] == head[6:]
    assert {"高", "中", "低", "待核"} >= {row[head.index("依据强弱")] for row in rows[1:]}


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [(1, "ffffff-01", "no item"), (4, "都行", "no governance_model"), (4, "无", "exactly one"), (1, None, "no id")],
    ids=["unknown item", "unknown code", "none where there must be one", "no id"],
)
@pytest.mark.usefixtures("folder")
def test_a_wrong_row_is_named_and_nothing_is_taken(column: int, value: str | None, told: str) -> None:
    """Not even the rows that are right."""
    sheet, _ = drawn()
    fill(sheet, RIGHT)
    book = openpyxl.load_workbook(sheet)
    book.worksheets[0].cell(3, column).value = value
    book.save(sheet)
    result = run("coding", "import", sheet, "--coder", "甲")

    assert 2 == result.exit_code
    assert "row 3" in result.stderr
    assert told in result.stderr.replace("\n", " ")
    assert "" == done("decisions", "--kind", "code", "--json")


@pytest.mark.usefixtures("folder")
def test_a_sheet_taken_in_again_says_only_what_has_changed() -> None:
    """Blank cells say nothing; the latest word of a coder counts."""
    sheet, _ = drawn()
    fill(sheet, {"领导小组": "政府主导型"})
    assert done("coding", "import", sheet, "--coder", "甲").startswith("2 codes, 2 new, 4 blank")
    fill(sheet, RIGHT)
    assert done("coding", "import", sheet, "--coder", "甲").startswith("6 codes, 4 new, 0 blank")
    assert [6] == reported()["coded"]


@pytest.mark.usefixtures("folder")
def test_several_codes_are_one_answer_and_each_by_itself() -> None:
    """Sets are equal or not; 无 is an answer; three coders have the mean of their kappas."""
    options = ("--facet", "服务模式", "--coder", "丙")
    sheets = drawn(*options)
    answers = (
        {"领导小组": "服务型、文化型", "舒适": "无"},
        {"领导小组": "文化型 服务型", "舒适": "无"},
        {"领导小组": "服务型", "舒适": "文化型"},
    )
    for who, sheet, answer in zip("甲乙丙", sheets, answers, strict=True):
        fill(sheet, answer, "服务模式")
        done("coding", "import", sheet, "--coder", who)
    found = reported()

    assert 3 == len(found["tables"])
    assert 1 / 3 == pytest.approx(found["agreement"])
    assert {"service": 1.0} == {one["code"]: one["agreement"] for one in found["codes"] if one["code"] == "service"}
    assert "仲裁" not in done("coding", "report")


def test_commands_say_what_is_missing(folder: Path) -> None:
    """No sample, no such item, no such facet."""
    del folder
    assert "no sample yet" in run("coding", "report").stderr
    drawn()
    assert "no item" in run("coding", "adjudicate", "abc-1", "混合型").stderr
    assert "no facet" in run("coding", "sample", "--coder", "甲", "--facet", "别的").stderr
    assert "none of the facets" in run("coding", "sample", "--coder", "甲", "--facet", "文种").stderr
