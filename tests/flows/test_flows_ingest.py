"""The flow over a real Prefect server: the same result as the plain call, told in artifacts."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

pytestmark = pytest.mark.usefixtures("prefect_server")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two documents with their copies, a file that cannot be read; batches of two files."""
    root = tmp_path / "材料"
    root.mkdir()
    for number in range(3):
        (root / f"松溪镇{number}.txt").write_text(f"松溪镇有社区{number + 10}个，力争建成示范社区5个。", "utf-8")
    (root / "松溪镇副本.txt").write_text("松溪镇有社区10个，力争建成示范社区5个。", "utf-8")
    (root / "空白|文件.txt").write_text("", "utf-8")
    return root


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the flow writes; one child, for a handful of files."""
    monkeypatch.setenv("POLICYTEXT_BATCH_SIZE", "2")
    monkeypatch.setenv("POLICYTEXT_WORKERS", "1")
    return f"sqlite:///{tmp_path}/p.db"


def artifact(key: str) -> object:
    """The newest artifact of this name, asked of the server: Prefect 3.8.8's `Artifact.get` sends what it refuses."""
    from prefect.settings import PREFECT_API_URL

    wanted = {"artifacts": {"key": {"any_": [key]}}, "limit": 1, "sort": "UPDATED_DESC"}
    answer = httpx.post(f"{PREFECT_API_URL.value()}/artifacts/filter", json=wanted)
    return answer.raise_for_status().json()[0]["data"]


def test_a_run_adds_up_and_leaves_artifacts(folder: Path, database: str) -> None:
    """Summary and failures can be read on Prefect's pages, Chinese as it is."""
    from flows.ingest import ingest_flow

    summary = ingest_flow([str(folder), str(folder / "none")], "调研", database)
    assert (6, 4, 0, 2) == (summary.found, summary.done, summary.unchanged, summary.failed)
    assert 3 == summary.totals.documents

    assert "| figures | 现状值 | " in str(artifact("ingest-summary"))
    failures = json.loads(str(artifact("ingest-failures")))
    assert ["find", "read"] == [row["stage"] for row in failures]
    assert "空白|文件.txt: is empty" == failures[1]["reason"]
    assert 100.0 == artifact("ingest-progress")

    again = ingest_flow([str(folder)], "调研", database)
    assert (5, 0, 4, 1) == (again.found, again.done, again.unchanged, again.failed)


def test_the_flow_writes_what_the_plain_call_writes(folder: Path, database: str, tmp_path: Path) -> None:
    """Prefect changes nothing about the result."""
    from flows.ingest import ingest_flow
    from policytext.ingest import ingest
    from policytext.settings import Settings
    from policytext.store import FigureQuery, figures, open_store

    plain = f"sqlite:///{tmp_path}/plain.db"
    ingest_flow([str(folder)], "", database)
    ingest([folder], Settings(database_url=plain))
    found = []
    for url in (database, plain):
        engine = open_store(url)
        found.append(figures(engine, FigureQuery()))
        engine.dispose()
    assert found[0]
    assert found[0] == found[1]


def test_progress_tells_rate_and_remaining_time(
    folder: Path, database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As an artifact, however the batches fall; nothing is drawn where standard error is no terminal."""
    import flows.ingest

    told = []
    monkeypatch.setattr(flows.ingest, "SECONDS_BETWEEN", 0)
    monkeypatch.setattr(
        flows.ingest, "update_progress_artifact", lambda _, percent, words: told.append((percent, words))
    )
    flows.ingest.ingest_flow([str(folder)], "", database)
    assert [20.0, 40.0, 60.0, 80.0, 100.0] == sorted({percent for percent, _ in told})
    assert re.fullmatch(r"1 of 5 files, [0-9.]+ a second, [0-9]+ s left", told[0][1])
    assert re.fullmatch(r"5 of 5 files, [0-9.]+ a second", told[-1][1])
    assert not capsys.readouterr().err


@pytest.mark.parametrize(
    ("names", "options", "expected"),
    [
        (["松溪镇0.txt"], ["--strict"], 0),
        (["."], [], 0),
        (["."], ["--strict"], 1),
        (["none", "空白|文件.txt"], [], 2),
    ],
)
def test_the_command_prints_the_summary_and_its_status(
    folder: Path, database: str, names: list[str], options: list[str], expected: int
) -> None:
    """0 done, 1 done with failures under --strict, 2 nothing could be done."""
    from flows.ingest import app

    result = CliRunner().invoke(app, [*(str(folder / name) for name in names), "--database", database, *options])
    assert expected == result.exit_code, result.output
    assert "现状值" in result.stdout
    assert "p.db" in result.stdout


def test_a_users_mistake_is_one_line(folder: Path, tmp_path: Path) -> None:
    """No traceback, exit status 2."""
    from flows.ingest import app

    (tmp_path / "p.db").write_text("这不是数据库" * 100, "utf-8")
    result = CliRunner().invoke(app, [str(folder), "--database", str(tmp_path / "p.db")])
    assert 2 == result.exit_code
    assert 1 == len(result.stderr.strip().splitlines())
    assert "not a database" in result.stderr


@pytest.mark.usefixtures("prefect_server")
def test_prefects_server_understands_its_own_client() -> None:
    """With the versions that are pinned: with newer ones of FastAPI `prefect deploy` is refused by the server."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        assert client.read_deployments() is not None


def test_prefects_own_server_may_take_its_time_to_start() -> None:
    """The first start on a busy computer takes longer than the 20 seconds of Prefect."""
    from prefect.settings import PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS

    assert PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS.value() >= 120


def test_prefect_is_told_to_be_quiet_before_it_is_imported(tmp_path: Path) -> None:
    """No analytics, its files under outputs/ of the folder one works in; what the environment says is left."""
    code = (
        "import os, flows, sys; print(os.environ['PREFECT_HOME'], os.environ['DO_NOT_TRACK'], 'prefect' in sys.modules)"
    )
    root = str(Path(__file__).parents[2])
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PREFECT")}
    environment |= {"PYTHONPATH": root, "DO_NOT_TRACK": "yes"}
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert [str(tmp_path / "outputs" / "prefect"), "yes", "False"] == result.stdout.split()
