"""The command line: every command on real files and a real database, and no traceback for a mistake."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.testing import CliRunner, Result

from policytext import __version__
from policytext.cli import app
from policytext.cli.database import _label_cells
from policytext.cli.screen import Paths
from policytext.knowledge.load import load_display
from policytext.store import LabelCard

TEXT = "松溪镇社区建设工作总结\n\n松溪镇现有社区工作者３６０ 名。力争到2027年持证上岗率达到80%。\n"


def run(*arguments: str | Path) -> Result:
    """A command's result; it ended by itself, not by an exception that nobody expected."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def lines(result: Result) -> list[dict[str, Any]]:
    """Standard output as JSON lines."""
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a document and an empty file."""
    root = tmp_path_factory.mktemp("材料")
    (root / "松溪镇.txt").write_text(TEXT, "utf-8")
    (root / "空白.txt").write_text("", "utf-8")
    return root


@pytest.fixture(scope="module")
def database(material: Path) -> Iterator[Path]:
    """A database that the folder was brought into."""
    path = material.parent / "cli.db"
    assert 0 == run("ingest", material, "--database", path).exit_code
    yield path
    path.unlink()


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run in an empty folder, with one child: to start two takes longer than they are worth here."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLICYTEXT_WORKERS", "1")


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    """What takes time to import is imported by the commands that need it."""
    result = subprocess.run([sys.executable, "-m", "policytext", "--help"], capture_output=True, text=True, check=True)
    for name in [
        "ingest",
        "search",
        "figures",
        "show",
        "gaps",
        "explain",
        "export",
        "evaluate",
        "mentions",
        "clean",
        "labels",
        "furniture",
    ]:
        assert name in result.stdout
    code = "import policytext.cli, sys; print([m for m in ('sqlalchemy', 'pydantic', 'yaml') if m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "[]" == loaded.stdout.strip()


def test_the_version_is_told() -> None:
    """As the package says it."""
    assert f"policytext {__version__}" == run("--version").stdout.strip()


def test_ingest_prints_a_summary_and_the_failures(material: Path, tmp_path: Path) -> None:
    """Counts in both languages, where the results lie, and why a file failed."""
    result = run("ingest", material, tmp_path / "none", "--database", tmp_path / "p.db")
    assert 0 == result.exit_code
    for word in ("found", "现状值", "目标值", "标准要求", "时限", "治理模式", "p.db"):
        assert word in result.stdout
    assert "空白.txt: is empty" in result.stderr
    assert "none: No such file" in result.stderr


@pytest.mark.parametrize(("name", "options", "expected"), [(".", ["--strict"], 1), ("空白.txt", [], 2)])
def test_ingest_says_by_its_status_what_was_done(
    material: Path, tmp_path: Path, name: str, options: list[str], expected: int
) -> None:
    """1 done with failures under --strict, 2 nothing could be done."""
    assert expected == run("ingest", material / name, "--database", tmp_path / "p.db", *options).exit_code


def test_ingest_writes_to_the_folder_one_works_in(material: Path, tmp_path: Path) -> None:
    """Without a word about the database, in outputs/."""
    assert 0 == run("ingest", material / "松溪镇.txt").exit_code
    assert (tmp_path / "outputs" / "policytext.db").is_file()
    assert "现状值" in run("figures").stdout


def test_search_finds_words_with_their_place(database: Path) -> None:
    """Spaces and widths of the source do not matter."""
    result = run("search", "工作者360", "--database", database)
    assert "松溪镇.txt" in result.stdout
    assert "显示 1 条，共 1 条" in result.stdout
    (hit,) = lines(run("search", "工作者360", "--json", "--database", database))
    start, end = hit["spans"][0]
    assert "工作者３６０" == TEXT[start:end]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["３６０ 名", "80%"]),
        (["持证上岗率"], ["80%"]),
        (["--kind", "target"], ["80%"]),
        (["--unit", "名"], ["３６０ 名"]),
        (["--min", "100"], ["３６０ 名"]),
        (["--max", "100.5"], ["80%"]),
        (["--year", "2027"], ["80%"]),
        (["--place", "松溪"], ["３６０ 名", "80%"]),
        (["--place", "11"], []),
        (["--model", "gov_led"], []),
        (["--model", "证据不足"], ["３６０ 名", "80%"]),
        (["--kind", "目标值"], ["80%"]),
        (["--limit", "1"], ["３６０ 名"]),
    ],
)
def test_figures_obey_their_filters(database: Path, arguments: list[str], expected: list[str]) -> None:
    """Those that are given must all hold."""
    result = run("figures", *arguments, "--json", "--database", database)
    assert 0 == result.exit_code, result.stderr
    assert expected == [row["surface"] for row in lines(result)]


def test_figures_are_shown_as_a_table_for_people(database: Path) -> None:
    """With Chinese headers, and values with their units."""
    result = run("figures", "--database", database)
    for word in ("指标", "360名", "80%", "显示 2 条，共 2 条"):
        assert word in result.stdout


def test_a_figure_is_shown_with_its_base_and_role(tmp_path: Path) -> None:
    """What the number is counted by, and that it is a change: without them a row would say something false."""
    (tmp_path / "a.txt").write_text("松溪镇每百户配备网格员2名，居民满意度提高3.5个百分点。\n", "utf-8")
    run("ingest", tmp_path / "a.txt", "--database", tmp_path / "p.db")
    told = run("figures", "--database", tmp_path / "p.db").stdout
    for word in ("计量基数", "百户", "角色", "增减量"):
        assert word in told
    assert 1 == told.count("数值")  # the header: the plain role is not told
    (row,) = lines(run("figures", "百户", "--unit", "名", "--json", "--database", tmp_path / "p.db"))
    assert "2名" == row["surface"]


@pytest.mark.parametrize("arguments", [["search", "海拔"], ["figures", "海拔"], ["search", "社区", "--genre", "讲话"]])
def test_that_nothing_was_found_is_said(database: Path, arguments: list[str]) -> None:
    """In a word, without an empty table."""
    assert "没有找到" == run(*arguments, "--database", database).stdout.strip()


@pytest.mark.parametrize(
    ("command", "option", "column"),
    [
        ("search", "--kind", "kind"),
        ("search", "--genre", "genre"),
        ("search", "--model", "model"),
        ("figures", "--kind", "kind"),
        ("figures", "--model", "model"),
    ],
)
def test_help_and_refusal_name_every_code(database: Path, command: str, option: str, column: str) -> None:
    """And the refusal its word too."""
    result = run(command, "社区", option, "dream", "--database", database)
    assert (2, 1) == (result.exit_code, len(result.stderr.strip().splitlines()))
    helped = run(command, "--help").stdout
    for code, word in load_display().values[column].items():
        assert f"{code} {word}" in result.stderr
        assert code in helped


@pytest.mark.parametrize("name", ["1", "松溪镇.txt"])
def test_show_tells_what_a_document_is(database: Path, name: str) -> None:
    """By number or file name."""
    result = run("show", name, "--database", database)
    for word in ("松溪镇社区建设工作总结", "完整度", "现状值"):
        assert word in result.stdout


HOLED = """1、本文档共6页,可阅读全部内容。
松溪镇社区建设工作汇报.doc
约1.03万字
松溪镇社区建设工作汇报
近年来,松溪镇投入资金1280万元,新建社区服务中心6个。一是健全组织体系,全镇9个社区成立居民议事会,先后投
文档评论(0)
1亿VIP精品文档
"""


def test_gaps_lists_what_is_worth_fetching_whole(tmp_path: Path) -> None:
    """As a table with Chinese words, or as lines of JSON; what is whole is not among them."""
    (tmp_path / "残.txt").write_text(HOLED, "utf-8")
    (tmp_path / "全.txt").write_text(TEXT, "utf-8")
    run("ingest", tmp_path / "残.txt", tmp_path / "全.txt", "--database", tmp_path / "p.db")
    told = run("gaps", "--database", tmp_path / "p.db").stdout
    for word in ("估计缺失指标", "截断", "末尾截断1", "10300字 6页", "残.txt", "显示 1 条，共 1 条"):
        assert word in told
    assert "全.txt" not in told
    (row,) = lines(run("gaps", "--json", "--database", tmp_path / "p.db"))
    assert ("cut", {"cut_end": 1}, 10300, 6) == tuple(
        row[name] for name in ("completeness", "gaps", "declared_characters", "declared_pages")
    )
    assert row["at_stake"] > row["figures"] > 0
    shown = run("show", "残.txt", "--database", tmp_path / "p.db").stdout
    for word in ("末尾截断(end-without-stop)", "标称页数6", "标称字数10300"):
        assert word in shown


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("missing_page:page-numbers-jump", "缺页(page-numbers-jump)"),
        ("declared-pages=6", "标称页数6"),
        ("shorter-than-declared", "明显短于标称"),
        ("new-finding", "new-finding"),
    ],
)
def test_a_reason_of_completeness_is_shown_in_words(reason: str, words: str) -> None:
    """With the rule or the number that it names; an unknown one as it is."""
    assert words == load_display().reason(reason)


def test_gaps_says_that_nothing_is_missing(database: Path) -> None:
    """In a word."""
    assert "没有找到" == run("gaps", "--database", database).stdout.strip()


def test_evidence_is_shown_on_one_line() -> None:
    """A phrase that is broken in the source is not broken in the table."""
    label = LabelCard("governance_tag", "party_led", 0.9, None, None, ("cue",), ("党建\n引领", "红色\r\n驿站"))
    assert "党建 引领; 红色 驿站" == _label_cells(label, load_display())[-1]


@pytest.mark.parametrize("form", ["xlsx", "csv", "jsonl"])
def test_export_writes_a_file(database: Path, tmp_path: Path, form: str) -> None:
    """Of the form that was asked for."""
    target = tmp_path / f"指标.{form}"
    result = run("export", "--to", form, "--out", target, "--database", database)
    assert "2 → " in result.stdout
    if form == "csv":
        with target.open(encoding="utf-8-sig", newline="") as stream:
            assert ["３６０ 名", "80%"] == [row["原文"] for row in csv.DictReader(stream)]
    assert target.stat().st_size > 100


def test_export_lies_beside_the_database_if_nothing_is_said(database: Path) -> None:
    """As figures.FORMAT."""
    run("export", "--to", "csv", "--database", database)
    assert (database.parent / "figures.csv").is_file()


def test_explain_prints_the_chain_of_a_file(material: Path) -> None:
    """From the characters of the source to the rules."""
    result = run("explain", material / "松溪镇.txt", "--at", str(TEXT.index("３")))
    for word in ("３６０ 名", "'３６０' → '360'", "360名", "规则", "社区工作者"):
        assert word in result.stdout


def test_explain_takes_a_text() -> None:
    """Without a file, and tells what was left out."""
    result = run("explain", "--text", "松溪镇2014年有社区12个。")
    assert "12个" in result.stdout
    assert "2014年" in result.stdout
    assert "1 mentions" in result.stdout


@pytest.mark.parametrize("command", ["mentions", "clean", "labels"])
def test_json_lines_are_printed_and_failures_told(material: Path, command: str) -> None:
    """Of a whole folder, without a database; a file that fails is told at the end by the status."""
    result = run(command, material)
    assert 1 == result.exit_code
    assert {"松溪镇.txt"} == {record["doc"] for record in lines(result)}
    assert "空白.txt: is empty" == result.stderr.strip()
    assert [] == list(Path().iterdir())


def test_a_ledger_shows_every_edit_and_adds_up(material: Path) -> None:
    """For people, in both views, with what the rules mean."""
    result = run("clean", "--ledger", material / "松溪镇.txt")
    assert 0 == result.exit_code
    for word in ("清洗视图", "阅读视图", "替换 '３６０' → '360'", "width", "全角读作半角", "L3"):
        assert word in result.stdout
    sums = [list(map(int, re.findall("[0-9]+", line))) for line in result.stdout.splitlines() if "保留" in line]
    assert 2 == len(sums)
    assert all(kept + replaced + cut == total == whole == len(TEXT) for kept, replaced, cut, total, whole in sums)


def test_a_long_cut_is_shortened_for_people_only(tmp_path: Path) -> None:
    """JSON has it whole."""
    notice = "本站所有资源均由会员上传，版权归原作者所有，如有侵权请联系客服删除，下载后概不退换积分。" * 2
    (tmp_path / "a.txt").write_text(f"{TEXT}{notice}\n", "utf-8")
    (record,) = lines(run("clean", "--ledger", "--json", tmp_path / "a.txt"))
    assert notice in {edit["text"].strip() for edit in record["views"]["clean"]["edits"]}
    told = run("clean", "--ledger", tmp_path / "a.txt").stdout
    assert notice not in told
    assert "本站所有资源" in told
    assert "概不退换积分" in told


def test_a_ledger_tells_failures_as_other_commands_do(material: Path) -> None:
    """By the exit status, and why."""
    assert 1 == run("clean", "--ledger", material).exit_code
    result = run("clean", "--ledger", "--json", material / "空白.txt")
    assert (2, "空白.txt: is empty") == (result.exit_code, result.stderr.strip())


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of three reports with a line of a site around them."""
    root = tmp_path_factory.mktemp("collected")
    for i, town in enumerate(("石桥镇", "杏坞镇", "白鹭镇")):
        said = f"近年来，{town}把社区建设摆在突出位置，投入资金{i + 3}20万元，新建{town}服务站{i + 6}个，群众满意。"
        (root / f"{i}.txt").write_text(f"本窗口已接待{i}5人\n{town}工作汇报\n{said}\n{said[:20]}。\n", "utf-8")
    run("ingest", root, "--database", root / "f.db")
    return root / "f.db"


@pytest.fixture
def collection(collected: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, and a folder for one's own tables, `own`."""
    (tmp_path / "own").mkdir()
    monkeypatch.setenv("POLICYTEXT_KNOWLEDGE", str(tmp_path / "own"))
    return collected


def test_furniture_is_listed_decided_and_forgotten(collection: Path) -> None:
    """By number or by line; what is decided is not proposed."""
    asked = ("--database", collection)
    (line,) = lines(run("furniture", "--json", *asked))
    assert ("本窗口已接待#人", None, 3, 3) == (line["line"], line["origin"], line["documents"], line["of"])
    told = run("furniture", *asked).stdout
    for word in (line["number"], "本窗口已接待#人", "3/3", "100%", "本窗口已接待05人", "0.txt"):
        assert word in told
    assert [] == lines(run("furniture", "--json", "--documents", "4", *asked))
    assert [] == lines(run("furniture", "--json", "--origin", "docin", *asked))
    assert "接受: 本窗口已接待#人" in run("furniture", "accept", line["number"], "--by", "李", *asked).stdout
    assert "此前已作此决定" in run("furniture", "accept", "本窗口已接待99人", *asked).stdout
    assert "没有找到" in run("furniture", *asked).stdout
    (row,) = lines(run("furniture", "--decided", "--json"))
    assert ("accept", "李", 3, line["number"]) == (row["decision"], row["by"], row["documents"], row["number"])
    assert "一切来源" in run("furniture", "--decided").stdout
    assert "李 decided otherwise" in run("furniture", "reject", line["number"], "--by", "王", *asked).stderr
    again = run("furniture", "reject", line["number"], "--by", "王", "--why", "是正文", "--resolve", *asked)
    assert "不接受" in again.stdout
    assert 0 == run("furniture", "forget", line["number"], "--by", "王", *asked).exit_code
    made = lines(run("decisions", "--kind", "furniture", "--json", *asked))
    assert [(each["who"], each["value"]["decision"], each["why"], each["found"]) for each in made] == [
        ("李", "accept", "", ""),
        ("王", "reject", "是正文", ""),
        ("王", "forget", "", ""),
    ]
    assert "网站固定行" in run("decisions", *asked).stdout
    assert "furniture forget" in run("decisions", "undo", made[0]["id"], *asked).stderr
    assert [line] == lines(run("furniture", "--json", *asked))


def test_a_line_may_be_accepted_without_a_database(collection: Path, tmp_path: Path) -> None:
    """For one origin, as it stands on a page."""
    del collection
    result = run("furniture", "accept", "第３號窗口", "--origin", "docin", "--database", tmp_path / "none.db")
    assert "第#号窗口 (docin)" in result.stdout
    assert "line: 第#号窗口" in (tmp_path / "own" / "furniture.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["accept", "000000"], "no line"),
        (["forget", "没有人说过的话"], "nothing was decided"),
        (["accept", "12"], "needs a letter"),
        (["reject", "字" * 201], "at most 200"),
        (["accept", "\udcff"], "needs a letter"),
        (["accept", "某行某字", "--origin", "docim"], "no platform; there are"),
    ],
)
def test_a_mistake_about_furniture_is_told(collection: Path, tmp_path: Path, arguments: list[str], why: str) -> None:
    """And nothing is written."""
    given = arguments if arguments[0] == "forget" else [*arguments, "--database", str(collection)]
    result = run("furniture", *given)
    assert (2, True) == (result.exit_code, why in result.stderr)
    assert not (tmp_path / "own" / "furniture.yaml").exists()


@pytest.mark.parametrize("command", ["accept", "reject", "forget"])
def test_furniture_needs_a_folder_for_decisions(command: str) -> None:
    """The setting is named."""
    result = run("furniture", command, "某行")
    assert (2, True) == (result.exit_code, "POLICYTEXT_KNOWLEDGE" in result.stderr)


def test_mentions_quote_the_source(material: Path) -> None:
    """To the letter."""
    for record in lines(run("mentions", material / "松溪镇.txt")):
        assert record["surface"] == TEXT[record["start"] : record["end"]]


def test_nothing_printed_is_status_two(material: Path) -> None:
    """No file could be done."""
    assert 2 == run("mentions", material / "空白.txt").exit_code


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["search", "社区", "--database", "none.db"], "no database yet"),
        (["search", "社区", "--database", "mysql://team@host/db"], "SQLite"),
        (["export", "--to", "csv", "--database", "mysql://host:port/db"], "not an SQLAlchemy URL"),
        (["figures", "--min", "many"], "'many' is not a number"),
        (["figures", "--min", "nan", "--max", "3"], "'nan' is not a number"),
        (["explain", "none.txt"], "none.txt"),
        (["explain"], "--text"),
        (["explain", "--text", "社区12个", "--at", "99"], "outside"),
        (["evaluate", "--gold", "none"], "no gold folder"),
        (["evaluate", "--gold", "none", "--raise-floors"], "--floors"),
        (["ingest", ".", "--database", "oracle://x"], "SQLite"),
        (["export", "--to", "pdf"], "pdf"),
        (["ingest"], "PATH"),
    ],
)
def test_a_mistake_is_told_without_a_traceback(arguments: list[str], why: str) -> None:
    """Exit status 2, and what is wrong."""
    result = run(*arguments)
    assert 2 == result.exit_code
    assert why in result.stderr
    assert "Traceback" not in result.output


def test_an_unreadable_path_does_not_keep_the_others_from_being_read() -> None:
    """Typer would refuse the whole command before it begins; the operation tells of it, and goes on."""
    assert get_args(Paths)[1].readable is False


def test_questions_that_make_no_sense_are_told(database: Path) -> None:
    """As the store says them."""
    result = run("figures", "--kind", "dream", "--database", database)
    assert (2, 1) == (result.exit_code, len(result.stderr.strip().splitlines()))
    assert "'dream' is no kind" in result.stderr


def test_a_wrong_setting_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its name."""
    monkeypatch.setenv("POLICYTEXT_WORKERS", "0")
    result = run("mentions", ".")
    assert (2, True) == (result.exit_code, "setting workers" in result.stderr)


def test_output_is_utf8_whatever_the_locale_says(material: Path) -> None:
    """Also where Python would choose ASCII."""
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-m", "policytext", "mentions", str(material)]
    result = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert "３６０ 名" in result.stdout.decode("utf-8")
    assert "空白.txt: is empty" in result.stderr.decode("utf-8")


def test_evaluate_compares_with_floors_and_raises_them(tmp_path: Path) -> None:
    """Exit status 1 below a floor; floors go up, never down."""
    (tmp_path / "gold" / "docs").mkdir(parents=True)
    (tmp_path / "gold" / "docs" / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "gold" / "labels.jsonl").write_text("", "utf-8")
    (tmp_path / "eval").mkdir()
    judge = "print('genre documents  n   2  accuracy 0.500  accepted 1.000  macro-F1 0.333')"
    (tmp_path / "eval" / "score_labels.py").write_text(judge, "utf-8")
    floors = tmp_path / "floors.yaml"
    asked = ("evaluate", "--gold", tmp_path / "gold", "--floors", floors)
    assert 2 == run(*asked).exit_code
    assert 0 == run(*asked, "--raise-floors").exit_code
    assert "0.5" in floors.read_text("utf-8")
    assert 0 == run(*asked).exit_code
    floors.write_text(floors.read_text("utf-8").replace("0.333", "0.4"), "utf-8")
    result = run(*asked, "--raise-floors")
    assert 1 == result.exit_code
    assert "0.3330 is below its floor of 0.4000" in result.stderr
    assert "0.4" in floors.read_text("utf-8")
