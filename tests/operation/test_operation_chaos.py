"""Poisoned files among good ones: the good ones come out whole, the bad ones are rows with their causes, in time."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import psutil
import pytest

from policytext.ingest import ingest, ingest_groups, open_run, summarize
from policytext.plan import plan
from policytext.pool import Pool
from policytext.settings import Settings
from policytext.store import failures, open_store
from tests.read import made

# a worker that hangs, dies or runs wild over files of certain names, and is the real one over all others
POISONED = """
import os, sys, time
import policytext.worker as worker
real = worker.answer_to

def answer_to(path, *rest, **more):
    name = path.name
    if name.startswith("hang"):
        time.sleep(600)
    elif name.startswith("crash"):
        os.kill(os.getpid(), 11)
    elif name.startswith("hog"):
        return hogged(path, *rest, **more)
    elif name.startswith("endless"):
        while True:
            os.write(2, b"x" * 1000000)
    elif name.startswith("network"):
        worker.read = lambda *a, **k: __import__("socket").create_connection(("127.0.0.1", 9))
    try:
        return real(path, *rest, **more)
    finally:
        worker.read = READ

def hogged(*arguments, **more):
    held = []
    def read(*a, **k):
        while True:
            held.append(bytearray(50_000_000))
    worker.read = read
    try:
        return real(*arguments, **more)
    finally:
        worker.read = READ

READ = worker.read
worker.answer_to = answer_to
sys.exit(worker.main())
"""
WHY = {
    "hang.txt": "took longer than 10 seconds",
    "crash.txt": "died of SIGSEGV",
    "hog.txt": "MB of memory",
    "endless.txt": "",
    "network.txt": "must not reach the network",
    "laughs.ofd": "damaged OFD document",
    "truncated.xlsx": "damaged or cut off",
    "wrong.docx": "named .docx but holds plain text",
    "bomb.zip!/bomb.txt": "unpacks to more than",
    "locked.ofd": "is encrypted",
}
LAUGHS = '<!DOCTYPE a [<!ENTITY b0 "ha">' + "".join(
    '<!ENTITY b{} "{}">'.format(n, f"&b{n - 1};" * 10) for n in range(1, 10)
)


def poison(folder: Path) -> None:
    """One file of each kind of harm."""
    for name in ("hang", "crash", "hog", "endless", "network"):
        (folder / f"{name}.txt").write_text(f"松溪镇有36个社区，{name}。", "utf-8")
    (folder / "laughs.ofd").write_bytes(made.archive({"OFD.xml": f"{LAUGHS}]><a>&b9;</a>"}))
    (folder / "truncated.xlsx").write_bytes(made.xlsx(made.ROWS)[:700])
    (folder / "wrong.docx").write_text("松溪镇", "utf-8")
    (folder / "bomb.zip").write_bytes(made.archive({"bomb.txt": b"0" * 20_000_000}))
    (folder / "locked.ofd").write_bytes(made.archive({"OFD.xml": "<a/>", "Doc_0/Encryptions.xml": "<a/>"}))


def good(folder: Path, copies: int) -> int:
    """Good files of many formats, no two alike; how many."""
    for number in range(copies):
        told = (f"松溪镇第{number}号简报", f"全镇有社区{number + 3}个。", "以上。")
        (folder / f"a{number}.rtf").write_bytes(made.rtf(told))
        (folder / f"b{number}.ofd").write_bytes(made.ofd([[[text] for text in told]]))
        (folder / f"c{number}.mht").write_bytes(made.mht(made.page(told).encode()))
        (folder / f"d{number}.zip").write_bytes(made.archive({f"in/{number}.txt": "。".join(told)}))
    return 4 * copies


def run_over(folder: Path, settings: Settings) -> tuple[dict[str, str], int, float]:
    """Failures by name, files done, and seconds, with the poisoned worker."""
    began = time.monotonic()
    with open_run(settings, "chaos") as run, Pool(settings, (sys.executable, "-c", POISONED)) as pool:
        ingest_groups(run, pool, plan(run, [folder]))
        summary = summarize(run)
    reasons = {item.path.removeprefix(f"{folder}/"): item.reason for item in summary.failures}
    return reasons, summary.done, time.monotonic() - began


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
@pytest.mark.parametrize("copies", [4, pytest.param(42, marks=pytest.mark.soak)])
def test_poisoned_files_cost_nobody_else(tmp_path: Path, copies: int) -> None:
    """Hang, crash, memory, endless output, network, laughs, bombs, damage: each a row with cause, tool and advice."""
    folder = tmp_path / "files"
    folder.mkdir()
    poison(folder)
    count = good(folder, copies)
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'x.db'}",
        workers=2,
        timeout_seconds=10,
        timeout_seconds_per_mb=0,
        memory_mb=900,
    )
    reasons, done, seconds = run_over(folder, settings)
    assert set(WHY) == set(reasons)
    assert {name: why for name, why in WHY.items() if why not in reasons[name]} == {}
    assert count == done
    assert seconds < 120 + count
    engine = open_store(settings.database_url)
    try:
        rows = failures(engine)
        assert all(row.tool or row.stage == "find" for row in rows)
        assert all(row.advice for row in rows)
        assert len(WHY) == sum(row.path.startswith(str(folder)) for row in rows)
    finally:
        engine.dispose()


def test_only_what_failed_is_taken_again(tmp_path: Path) -> None:
    """Mended files are done, the others are not looked at."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "good.txt").write_text("松溪镇有36个社区。", "utf-8")
    (folder / "bad.txt").write_bytes(b"")
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'x.db'}", workers=1)
    assert 1 == ingest([folder], settings).failed
    (folder / "bad.txt").write_text("松溪镇有37个社区。", "utf-8")
    again = ingest([], settings, only=["failed"])
    assert (1, 1, 0) == (again.found, again.done, again.failed)
    assert 0 == ingest([], settings, only=["failed"]).found


@pytest.mark.parametrize("files", [120, pytest.param(2000, marks=pytest.mark.soak)])
def test_memory_stays_flat(tmp_path: Path, files: int) -> None:
    """Parent and child hold no more after the last file than after the first tenth, save a little."""
    settings = Settings(workers=1)
    names = (
        "grid_report.doc",
        "grid_report.ofd",
        "grid_report.rtf",
        "grid_report.mht",
        "grid_table.xlsx",
        "tracked_changes.docx",
    )
    corpus = Path(__file__).parents[2] / "corpus"
    for name in names:
        shutil.copy(corpus / name, tmp_path / name)
    from policytext.pool import Job

    parent, sizes = psutil.Process(), []
    with Pool(settings) as pool:
        for number, reply in enumerate(
            pool.replies(Job(str(tmp_path / names[number % len(names)]), 60) for number in range(files)), 1
        ):
            assert reply.ok, reply.reason
            if number in {files // 3, files}:
                sizes.append(sum(one.memory_info().rss for one in (parent, *parent.children(recursive=True))))
    assert sizes[-1] - sizes[0] < 30_000_000
