"""The flow on a Dask cluster with PostgreSQL: the same database as SQLite in one process, whatever dies."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Engine, make_url, select
from typer.testing import CliRunner

from policytext.errors import PolicytextError, WorkerError
from policytext.ingest import Summary, ingest, open_run, resume_run, unsettled
from policytext.run import FAILED, Item, note
from policytext.settings import Settings
from policytext.store import canonical_digest, open_store
from policytext.store.database import reading, writing
from policytext.store.schema import leases, run_items, runs
from tests.servers import NAME, empty_database, server

pytestmark = pytest.mark.usefixtures("prefect_server")

FILES = 12


@pytest.fixture(scope="module")
def socket() -> Iterator[str]:
    """The folder of a PostgreSQL server's socket."""
    with server() as folder:
        yield folder


@pytest.fixture
def database(socket: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty database on the server; batches of two files, one child in each Dask worker."""
    monkeypatch.setenv("POLICYTEXT_BATCH_SIZE", "2")
    monkeypatch.setenv("POLICYTEXT_WORKERS", "1")
    return empty_database(socket, NAME)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents, a copy, one that cannot be read."""
    root = tmp_path_factory.mktemp("scale") / "材料"
    root.mkdir()
    for number in range(FILES - 2):
        (root / f"松溪镇{number}.txt").write_text(f"松溪镇有社区{number + 10}个，力争建成示范社区5个。", "utf-8")
    (root / "松溪镇副本.txt").write_text("松溪镇有社区10个，力争建成示范社区5个。", "utf-8")
    (root / "空白文件.txt").write_text("", "utf-8")
    return root


@pytest.fixture(scope="module")
def undisturbed(folder: Path) -> str:
    """The digest that SQLite in one process gives."""
    url = f"sqlite:///{folder.parent}/plain.db"
    ingest([folder], Settings(database_url=url, workers=1))
    return digest_of(url)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A Dask scheduler with two worker processes, each with one thread; its address."""
    from distributed import LocalCluster

    options = {"processes": True, "n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(host="127.0.0.1", **options) as made:  # type: ignore[no-untyped-call]
        yield made.scheduler_address


def on_cluster(address: str, folder: Path, database: str) -> Summary:
    """What the flow gives when its batches run there."""
    from prefect.task_runners import TaskRunner
    from prefect_dask.task_runners import DaskTaskRunner

    from flows.ingest import ingest_flow

    runner = cast("TaskRunner[Any]", DaskTaskRunner(address=address))
    spread = ingest_flow.with_options(task_runner=runner)
    return spread([str(folder)], "", database)


def digest_of(url: str) -> str:
    """Of the canonical dump of a database."""
    engine = open_store(url, create=False)
    try:
        return canonical_digest(engine)
    finally:
        engine.dispose()


def kill_one(address: str, engine: Engine, killed: list[int]) -> None:
    """End a Dask worker that has batches left, between two writes, when three files are settled."""
    from distributed import Client

    with Client(address) as client:  # type: ignore[no-untyped-call]
        processes = client.run(os.getpid)
        while not killed:
            time.sleep(0.01)
            with writing(engine) as connection:  # the others wait for us to write
                if len(connection.scalars(select(run_items.c.path)).all()) >= 3:
                    busy = [worker for worker, tasks in client.processing().items() if tasks]
                    os.kill(processes[busy[0]], signal.SIGKILL)
                    killed.append(processes[busy[0]])


def test_a_cluster_with_postgresql_writes_what_one_process_writes_to_sqlite(
    folder: Path, undisturbed: str, database: str, scheduler: str
) -> None:
    """Processes on two sides of a scheduler and a server change nothing about the result."""
    summary = on_cluster(scheduler, folder, database)
    assert (FILES, FILES - 1, 1) == (summary.found, summary.done, summary.failed)
    assert undisturbed == digest_of(database)


SECRET = "geheim-7391"  # noqa: S105 - of nobody


def test_no_password_is_kept_by_prefect_or_in_our_tables(
    folder: Path, database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither where the setting has one nor where a command is given one; each process knows its own."""
    from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL

    from flows.ingest import app, ingest_flow

    url = make_url(database).set(password=SECRET).render_as_string(hide_password=False)
    monkeypatch.setenv("POLICYTEXT_DATABASE_URL", url)
    assert FILES == ingest_flow([str(folder)]).found
    monkeypatch.setenv("POLICYTEXT_DATABASE_URL", f"sqlite:///{tmp_path}/other.db")
    assert 0 == CliRunner().invoke(app, [str(folder), "--database", url]).exit_code
    with pytest.raises(PolicytextError, match="PGPASSWORD"):
        ingest_flow([str(folder)], "", url.replace(SECRET, "another"))
    kept = Path(str(make_url(str(PREFECT_API_DATABASE_CONNECTION_URL.value())).database))
    told = b"".join(path.read_bytes() for path in kept.parent.glob(f"{kept.name}*"))
    assert str(folder).encode() in told or json.dumps(str(folder)).encode() in told
    assert SECRET.encode() not in told
    engine = open_store(database)
    with reading(engine) as connection:
        ours = [str(connection.execute(select(table)).all()) for table in (runs, run_items, leases)]
    engine.dispose()
    assert "材料" in "".join(ours)
    assert all(SECRET not in each for each in ours)


@pytest.mark.soak
def test_a_dask_worker_that_is_killed_costs_nothing_but_time(
    folder: Path, undisturbed: str, database: str, scheduler: str
) -> None:
    """Another one takes its batch, and what was settled of it stands."""
    engine, killed = open_store(database), list[int]()
    thread = threading.Thread(target=kill_one, args=(scheduler, engine, killed), daemon=True)
    thread.start()
    summary = on_cluster(scheduler, folder, database)
    thread.join(10)
    with reading(engine) as connection:
        noted = connection.scalars(select(run_items.c.path)).all()
    engine.dispose()
    assert 1 == len(killed)
    assert (FILES, FILES, 1) == (summary.found, len(noted), summary.failed)
    assert undisturbed == digest_of(database)


def test_a_machine_with_other_tables_is_refused(tmp_path: Path) -> None:
    """What it would write could not be told from what the others write."""
    settings = Settings(database_url=f"sqlite:///{tmp_path}/p.db")
    with pytest.raises(WorkerError, match="other tables, models"), resume_run(settings, 1, expected="another"):
        pass


def test_a_batch_that_is_begun_again_keeps_what_was_settled(tmp_path: Path) -> None:
    """Files that are noted stand as they are; the others of their group are left to do."""
    with open_run(Settings(database_url=f"sqlite:///{tmp_path}/p.db"), "test") as run:
        run.found = 1
        note(run, Item("a.txt", FAILED, "read", "a.txt: is empty"))
        with resume_run(run.settings, run.number, expected=run.program) as again:
            assert [("b.txt",), ("c.txt",)] == unsettled(again, [("a.txt", "b.txt"), ("c.txt",)])
            assert run.items == again.items
