"""The flow as it is served: a real server, a one-minute cron, and files that come and go meanwhile."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from policytext.store import FigureQuery, figures, open_store
from policytext.store.database import reading
from policytext.store.schema import runs

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.soak, pytest.mark.timeout(1200)]
MINUTES = 5


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Of a server and a served flow of their own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ours = {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "POLICYTEXT_WORKERS": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    return {**os.environ, **ours}


@pytest.fixture
def server(environment: dict[str, str]) -> Iterator[str]:
    """The address of a server's interface."""
    process = start([sys.executable, "-m", "prefect", "server", "start"], environment)
    url = environment["PREFECT_API_URL"]
    try:
        for _ in range(240):
            try:
                if httpx.get(f"{url}/health").is_success:
                    break
            except httpx.TransportError:
                time.sleep(0.5)
        yield url
    finally:
        stop(process)


def start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A process in a group of its own, quiet."""
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=quiet, stderr=quiet, start_new_session=True)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End it and what it started."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def write(path: Path, number: int) -> None:
    """A document with one figure."""
    path.write_text(f"青禾区材料\n青禾区有社区{number}个。", "utf-8")


def finished(database: str) -> int:
    """The number of runs that have ended."""
    engine = open_store(database)
    with reading(engine) as connection:
        number = len(connection.scalars(select(runs.c.id).where(runs.c.finished.is_not(None))).all())
    engine.dispose()
    return number


def states(url: str) -> list[str]:
    """The states of the flow's runs that were due."""
    answer = httpx.post(f"{url}/flow_runs/filter", json={"limit": 200})
    return [run["state_name"] for run in answer.raise_for_status().json() if run["state_name"] != "Scheduled"]


def test_files_that_come_and_go_end_up_right(server: str, environment: dict[str, str], tmp_path: Path) -> None:
    """Every run is recorded, none fails, and the database is that of a run over the last state."""
    folder, database = tmp_path / "in", f"sqlite:///{tmp_path}/p.db"
    folder.mkdir()
    for number in range(4):
        write(folder / f"{number}.txt", 10 + number)
    command = [sys.executable, "-m", "flows.reingest", str(folder), "--cron", "* * * * *", "--database", database]
    served = start(command, environment)
    try:
        for minute in range(MINUTES):
            before = finished(database)
            write(folder / f"new{minute}.txt", 100 + minute)
            write(folder / "0.txt", 200 + minute)
            deadline = time.monotonic() + 180
            while finished(database) == before:
                assert time.monotonic() < deadline, states(server)
                time.sleep(1)
        (folder / "1.txt").unlink()
        before = finished(database)
        while finished(database) < before + 2:  # one may have looked already
            time.sleep(1)
        recorded = states(server)
    finally:
        stop(served)
    assert {"Completed"} == set(recorded) - {"Running", "Pending", "Late"}, recorded
    assert finished(database) >= recorded.count("Completed") >= MINUTES
    engine = open_store(database)
    expected = {"11", "12", "13", "204", *(str(100 + minute) for minute in range(MINUTES))}
    assert expected == {str(row.value) for row in figures(engine, FigureQuery())}
    engine.dispose()


def test_a_deployment_of_prefect_yaml_runs(tmp_path: Path, server: str, environment: dict[str, str]) -> None:
    """As docs/flows.md says: a pool, `prefect deploy --all` in the clone, and a worker."""
    assert server
    folder, database = tmp_path / "in", f"sqlite:///{tmp_path / 'p.db'}"
    folder.mkdir()
    write(folder / "a.txt", 17)
    there = {**environment, "PWD": str(ROOT)}

    def prefect(*words: str) -> None:
        command = [sys.executable, "-m", "prefect", *words]
        done = subprocess.run(command, env=there, cwd=ROOT, capture_output=True, stdin=subprocess.DEVNULL, check=False)
        assert 0 == done.returncode, done.stdout[-2000:] + done.stderr[-2000:]

    prefect("work-pool", "create", "policytext", "--type", "process")
    prefect("deploy", "--all")
    worker = start([sys.executable, "-m", "prefect", "worker", "start", "--pool", "policytext"], there)
    try:
        given = ("--param", f"paths={json.dumps([str(folder)])}", "--param", f"database={database}")
        prefect("deployment", "run", "policytext-ingest/default", *given, "--watch")
    finally:
        stop(worker)
    engine = open_store(database)
    assert [17] == [row.value for row in figures(engine, FigureQuery())]
    engine.dispose()
