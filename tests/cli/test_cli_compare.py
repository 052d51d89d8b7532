"""Numbers beside numbers on the sample corpus: the tables of the README's second example come out of its commands."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner, Result

from policytext.cli import app, screen
from policytext.cli.compare import _written

ROOT = Path(__file__).parents[2]
YEARS = ROOT / "corpus" / "years"
README = ROOT / "README.md"


def run(*arguments: str | Path) -> Result:
    """A command's result; it ended by itself, not by an exception that nobody expected."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def lines(*arguments: str | Path) -> list[dict[str, Any]]:
    """Standard output of a command as JSON lines."""
    return [json.loads(line) for line in run(*arguments, "--json").stdout.splitlines()]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A database of three places and two years."""
    root = tmp_path_factory.mktemp("years")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLICYTEXT_WORKERS", "1")
        patch.setenv("POLICYTEXT_DECISIONS", str(root / "decisions.jsonl"))
        assert run("ingest", YEARS, "--database", root / "years.db").exit_code == 0
        yield root / "years.db"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run in an empty folder, with a journal and tables of their own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLICYTEXT_DECISIONS", str(tmp_path / "decisions.jsonl"))
    monkeypatch.setenv("POLICYTEXT_ANALYST", "甲")


def test_workers_for_a_thousand_households_by_place_and_year(database: Path) -> None:
    """Five cells are full, with both quotes; the norm of the sixth fills nothing, and it says what is missing."""
    cells = lines("derived", "community_workers_per_1000_households", "--database", database)
    told = {(cell["place_name"], cell["year"]): cell["low"] or cell["missing"] for cell in cells}
    assert told == {
        ("青禾区", 2012): "3.504",
        ("青禾区", 2014): "4.14844",
        ("岚溪县", 2012): "2.82692",
        ("岚溪县", 2014): "3.12963",
        ("棠浦市", 2012): "3.5",
        ("棠浦市", 2014): "over",
    }
    first = next(cell for cell in cells if cell["place_name"] == "青禾区")
    assert first["over_surface"] in first["over_quote"]
    assert first["under_surface"] == "12.5万户"
    assert "缺社区工作者" in run("derived", "每千户社区工作者", "--database", database).stdout
    assert "households_per_community" in run("derived").stdout


def test_who_promised_98_percent_by_2014_and_what_came_of_it(database: Path) -> None:
    """Reached, missed, and told of the villages only; a confirmed link is counted."""
    asked = ("targets", "demo_communities_share", "--due", "2014", "--database", database)
    links = lines(*asked)
    outcomes = {link["place_name"]: (link["outcome"], link["actual_surface"], link["differs"]) for link in links}
    assert outcomes == {
        "青禾区": ("met", "98.6%", ""),
        "岚溪县": ("missed", "94.3%", ""),
        "棠浦市": ("incomparable", "88%", "indicator"),
    }
    number = next(link["link"] for link in links if link["outcome"] == "met")
    shown = run(*asked, "--confirm", number[:8]).stdout
    assert "达标 1" in shown
    assert "待确认 2" in shown
    assert run(*asked, "--confirm", "zzzz").exit_code == 2


def test_the_link_that_the_readme_confirms_is_there(database: Path) -> None:
    """Ids are made of what the files hold, so they are the same for every reader."""
    named = re.search("--confirm ([0-9a-f]+)", README.read_text("utf-8"))
    assert named
    asked = ("targets", "demo_communities_share", "--due", "2014", "--database", database)
    confirmed = [link["place_name"] for link in lines(*asked) if link["link"].startswith(named[1])]
    assert ["青禾区"] == confirmed


def test_csv_is_what_excel_opens(capsys: pytest.CaptureFixture[str]) -> None:
    """It begins with a byte order mark, and no quote is a formula; a number below 0 is a number."""
    assert _written([{"quote": "=1+1", "low": "+8.5", "value": "-5.2", "none": None}], as_json=False, as_csv=True)
    assert "\ufeffquote,low,value,none\n'=1+1,'+8.5,-5.2,\n" == capsys.readouterr().out


def test_a_series_is_a_table_json_lines_or_csv(database: Path) -> None:
    """The same numbers in all three; both at once is refused."""
    asked = ("series", "社区工作者", "--place", "青禾", "--database", database)
    assert {438, 531} <= {int(row["low"]) for row in lines(*asked)}
    table = run(*asked).stdout
    assert "2012" in table
    assert "438" in table
    rows = list(csv.DictReader(run(*asked, "--csv").stdout.removeprefix("\ufeff").splitlines()))
    assert {"青禾区"} == {row["place_name"] for row in rows}
    assert run(*asked, "--csv", "--json").exit_code == 2
    assert run("series", "没有的指标", "--database", database).exit_code == 2


def test_tables_speak_chinese_and_say_how_a_ratio_is_made(database: Path) -> None:
    """Names instead of ids, 万 instead of zeros, the words around a number; ids are in JSON."""
    shown = run("targets", "demo_communities_share", "--due", "2014", "--database", database).stdout
    assert "和谐社区达标率" in shown
    assert "demo_communities_share" not in shown
    ratio = run("derived", "每千户社区工作者", "--database", database).stdout
    assert "社区工作者 ÷ 户数 × 1000" in ratio
    assert "12.5万户" in ratio
    assert "社区工作者" in run("series", "community_workers", "--database", database).stdout
    kept = lines("targets", "--due", "2014", "--outcome", "达标", "--database", database)
    assert {"met"} == {link["outcome"] for link in kept}
    assert run("targets", "--outcome", "好", "--database", database).exit_code == 2


@pytest.mark.parametrize("width", ["80", "120"])
def test_comparisons_fit_a_terminal(width: str, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No line is wider than the window, and no column so narrow that a name stands one character a line."""
    monkeypatch.setenv("COLUMNS", width)
    screen._console.cache_clear()  # noqa: SLF001 - the width of a console is read once
    for asked in (("targets", "--due", "2014"), ("derived", "每千户社区工作者"), ("series", "社区工作者")):
        shown = run(*asked, "--database", database).stdout
        assert "青禾区" in shown, shown
        assert all(cell_len(line) <= int(width) for line in shown.splitlines())
    screen._console.cache_clear()  # noqa: SLF001 - others have another width


def test_an_accepted_form_counts_at_once(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without reading a file again; an indicator that is not there, or another dimension, is refused."""
    monkeypatch.setenv("POLICYTEXT_KNOWLEDGE", str(tmp_path))
    before = {row["name"]: row for row in lines("indicators", "unmatched", "--database", database)}
    assert "社区建设资金" not in before
    name = next(iter(before), "")
    assert run("indicators", "accept", "某物", "nothing", "--database", database).exit_code == 2
    assert run("indicators", "accept", "某物", "gdp", "--unit", "户", "--database", database).exit_code == 2
    if name:
        assert run("indicators", "accept", name, "satisfaction", "--database", database).exit_code == 0
        after = {row["name"] for row in lines("indicators", "unmatched", "--database", database)}
        assert (name in after) == (before[name]["unit"] != "%")
    assert (tmp_path / "canon.yaml").exists() == bool(name)
    counted = {
        row["id"]: row["numbers"] for row in lines("indicators", "--domain", "org_system", "--database", database)
    }
    assert counted["community_workers"] >= 5


def test_nothing_contradicts_in_these_years(database: Path) -> None:
    """The list is empty, and says so."""
    assert lines("contradictions", "--database", database) == []
    assert "没有找到" in run("contradictions", "--database", database).stdout
