"""Every question and decision by command, on PostgreSQL as on SQLite: the same words on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from policytext.cli import app
from tests.servers import server, url_of

TEXT = (
    "松溪镇社区建设工作总结\n\n"
    "松溪镇现有社区工作者360名，其中网格员120名。力争到2027年持证上岗率达到80%。\n更多内容请下载"
)
COMMANDS = (
    ("search", "社区工作者 同句 网格员", "--facets"),
    ("search", "持证 -农村 kind:目标", "--json"),
    ("search", "网格员", "--order", "relevance", "--year", "2000..2030"),
    ("search", "网格 OR"),
    ("figures", "持证", "--json"),
    ("figures", "--kind", "目标值"),
    ("show", "松溪镇.txt"),
    ("gaps",),
    ("failures",),
    ("export", "--to", "jsonl", "--out", "all.jsonl"),
    ("decide", "reject", "松溪镇.txt", "--quote", "120名", "--why", "看过"),
    ("figures",),
    ("decisions",),
    ("search", "网格员 核验:是"),
    ("furniture",),
    ("ingest", "材料"),
)
CHANGING = re.compile(r"postgresql://\S+|/\S*p\.db|\d+\.\d+|20\d\d-\d\d-\d\d\S*|[0-9a-f]{8}\b|[│ ━─┏┓┡┩└┘┴┬┃╇┳]+")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """An empty database on a server."""
    with server() as folder:
        admin = create_engine(url_of(folder, "postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("CREATE DATABASE team"))
        admin.dispose()
        yield url_of(folder, "team")


def said(folder: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """Status and screen of every command in a folder of its own, without what differs from run to run."""
    (folder / "材料").mkdir(parents=True)
    (folder / "材料" / "松溪镇.txt").write_text(TEXT, "utf-8")
    (folder / "材料" / "空白.txt").write_text("", "utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("POLICYTEXT_WORKERS", "1")
    monkeypatch.setenv("POLICYTEXT_ANALYST", "甲")
    monkeypatch.setenv("POLICYTEXT_DATABASE_URL", database)
    found = []
    for command in (("ingest", "材料"), *COMMANDS):
        result = CliRunner().invoke(app, list(command))
        assert result.exception is None or isinstance(result.exception, SystemExit), (command, result.exception)
        shown = CHANGING.sub(" ", result.output.replace(str(folder), "").replace("\n", " "))
        found.append((result.exit_code, shown))
    found.append((0, (folder / "all.jsonl").read_text("utf-8").replace(str(folder), "")))
    return found


def test_every_command_says_the_same_on_both_databases(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ingest, search, figures, cards, gaps, failures, export, decisions and furniture."""
    folder = tmp_path / "x"  # the same for both: paths are wrapped in tables
    plain = said(folder, f"sqlite:///{folder}/p.db", monkeypatch)
    monkeypatch.chdir(tmp_path)
    folder.rename(tmp_path / "first")
    team = said(folder, address, monkeypatch)
    for command, here, there in zip((("ingest",), *COMMANDS, ("all.jsonl",)), plain, team, strict=True):
        assert here == there, command
    assert [0] * 4 + [2] == [status for status, _ in plain[:5]]
