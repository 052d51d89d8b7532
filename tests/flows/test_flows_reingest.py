"""The flow that a schedule starts: it looks after folders, leaves where it is not needed, and tells when all fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from policytext.settings import Settings
from policytext.store import Patience, enter, kept_alive, open_store
from tests.flows.test_flows_ingest import artifact
from tests.store.samples import NOW

pytestmark = pytest.mark.usefixtures("prefect_server")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two documents under a folder that is watched."""
    for name, value in {"WORKERS": "1", "SETTLE_SECONDS": "0", "WAIT_SECONDS": "0", "STALE_SECONDS": "30"}.items():
        monkeypatch.setenv(f"POLICYTEXT_{name}", value)
    root = tmp_path / "上传"
    root.mkdir()
    for number in range(2):
        (root / f"松溪镇{number}.txt").write_text(f"松溪镇有社区{number + 10}个。", "utf-8")
    return root


@pytest.fixture
def database(tmp_path: Path) -> str:
    """Where the flow writes."""
    return f"sqlite:///{tmp_path}/p.db"


def changes() -> dict[str, str]:
    """What the newest run says has changed, by name of the file."""
    return {Path(row["path"]).name: row["outcome"] for row in json.loads(str(artifact("ingest-changes")))}


def test_what_changed_in_the_folder_is_an_artifact(folder: Path, database: str) -> None:
    """Added, changed, moved, vanished; nothing where nothing did."""
    from flows.reingest import reingest_flow

    reingest_flow([str(folder)], database=database)
    assert {"松溪镇0.txt": "new", "松溪镇1.txt": "new"} == changes()
    (folder / "松溪镇0.txt").rename(folder / "松溪镇改.txt")
    (folder / "松溪镇1.txt").write_text("松溪镇有社区21个。", "utf-8")
    reingest_flow([str(folder)], database=database)
    assert {"松溪镇改.txt": "moved", "松溪镇1.txt": "changed", "松溪镇0.txt": "vanished"} == changes()
    differences = json.loads(str(artifact("ingest-differences")))
    assert {("松溪镇1.txt", "21个"), ("松溪镇1.txt", "11个")} <= {
        (name, quote) for row in differences for name in row.values() for quote in row.values()
    }
    reingest_flow([str(folder)], database=database)
    assert {} == changes()


def test_a_run_that_is_not_needed_is_skipped(folder: Path, database: str) -> None:
    """Another is under way; that is no failure, and nothing is written."""
    from flows.reingest import reingest_flow

    engine = open_store(database)
    patience = Patience(wait=0, beat=0.05)
    with kept_alive(engine, enter(engine, "ingest", NOW, patience), patience):
        state = reingest_flow([str(folder)], database=database, return_state=True)
    engine.dispose()
    assert ("Skipped", True) == (state.name, state.is_completed())
    assert "run 1 is under way" in str(state.message)


def test_a_run_in_which_everything_failed_fails(folder: Path, database: str) -> None:
    """It does not look fine on Prefect's pages."""
    from flows.reingest import reingest_flow

    for path in folder.iterdir():
        path.write_bytes(b"")
    state = reingest_flow([str(folder)], database=database, return_state=True)
    assert state.is_failed()
    assert "none of 2 files" in str(state.message)


@pytest.mark.parametrize(("names", "status"), [(["松溪镇0.txt"], 0), (["none"], 2)])
def test_the_command_runs_it_once(folder: Path, database: str, names: list[str], status: int) -> None:
    """And says by its status what was done."""
    from flows.reingest import app

    result = CliRunner().invoke(app, [*(str(folder / name) for name in names), "--database", database])
    assert status == result.exit_code, result.output


def test_batches_hold_so_many_files_and_so_many_bytes(tmp_path: Path) -> None:
    """In the order of the files; one that is too large for a batch is one alone."""
    from flows.ingest import batches

    groups = []
    for number, size in enumerate([400_000, 400_000, 400_000, 3_000_000, 10, 10, 10, 10]):
        path = tmp_path / f"{number}.txt"
        path.write_bytes(b" " * size)
        groups.append((str(path),))
    parts = list(batches(groups, Settings(batch_mb=1, batch_size=3)))
    assert [2, 1, 1, 3, 1] == [len(part) for part in parts]
    assert groups == [group for part in parts for group in part]
