"""Poisoned files among good ones: the good ones come out whole, the bad ones are rows with their causes, in time."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

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
        while True:
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
    "hang.txt": "took longer than 2",
    "crash.txt": "died of SIGSEGV",
    "hog.txt": "MB of memory",
    "endless.txt": "",
    "network.txt": "must not reach the network",
    "laughs.ofd": "damaged OFD document",
    "laughs.docx": "not a Word document",
    "truncated.xlsx": "damaged or cut off",
    "wrong.docx": "named .docx but holds plain text",
    "bomb.zip!/bomb.txt": "unpacks to more than",
    "locked.ofd": "is encrypted",
}
LAUGHS = '<!DOCTYPE a [<!ENTITY b0 "ha">' + "".join(
    '<!ENTITY b{} "{}">'.format(n, f"&b{n - 1};" * 10) for n in range(1, 10)
)
# the time a file may take grows with its size: what hangs for ever is tiny and soon found out, and all others have
# minutes, however busy the machine
SECONDS, SECONDS_PER_MB = 2, 200_000
LONG = "各社区每月议事一次，记录在册。" * 40


def poison(folder: Path, turn: str) -> dict[str, str]:
    """One file of each kind of harm; what is to be said of each, by name."""
    files: dict[str, bytes] = {
        f"{name}.txt": f"松溪镇有36个社区，{name}{turn}。{LONG}".encode()
        for name in ("crash", "hog", "endless", "network")
    }
    laughs = f"{LAUGHS}]><a>&b9;{turn}</a>"
    links = '<Relationships><Relationship Type="x/officeDocument" Target="word/document.xml"/></Relationships>'
    files |= {
        "hang.txt": turn.encode() or b"0",
        "laughs.ofd": made.archive({"OFD.xml": laughs}),
        "laughs.docx": made.archive({"word/document.xml": laughs, "[Content_Types].xml": laughs, "_rels/.rels": links}),
        "truncated.xlsx": made.xlsx([*made.ROWS, (turn,)])[:700],
        "wrong.docx": f"松溪镇{turn}".encode(),
        "bomb.zip": made.archive({"bomb.txt": b"0" * 20_000_000}),
        "locked.ofd": made.archive({"OFD.xml": f"<a>{turn}</a>", "Doc_0/Encryptions.xml": "<a/>"}),
    }
    named = {name: name.replace(".", f"{turn}.") for name in files}
    for name, data in files.items():
        (folder / named[name]).write_bytes(data)
    whys = {name: why for name, why in WHY.items() if name in named}
    return {named[name]: why for name, why in whys.items()} | {
        f"{named['bomb.zip']}!/bomb.txt": WHY["bomb.zip!/bomb.txt"]
    }


def good(folder: Path, copies: int) -> int:
    """Good files of many formats, no two alike; how many."""
    for number in range(copies):
        told = (f"松溪镇第{number}号简报", f"全镇有社区{number + 3}个。", LONG)
        (folder / f"a{number}.rtf").write_bytes(made.rtf(told))
        (folder / f"b{number}.ofd").write_bytes(made.ofd([[[text] for text in told]], zipfile.ZIP_STORED))
        (folder / f"c{number}.mht").write_bytes(made.mht(made.page(told).encode()))
        (folder / f"d{number}.zip").write_bytes(made.archive({f"in/{number}.txt": "。".join(told)}))
    return 4 * copies


def run_over(folder: Path, settings: Settings) -> tuple[dict[str, str], int]:
    """Failures by name, and files done, with the poisoned worker."""
    with open_run(settings, "chaos") as run, Pool(settings, (sys.executable, "-c", POISONED)) as pool:
        ingest_groups(run, pool, plan(run, [folder]))
        summary = summarize(run)
    return {item.path.removeprefix(f"{folder}/"): item.reason for item in summary.failures}, summary.done


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
@pytest.mark.parametrize(
    ("copies", "turns"),
    [(3, ("",)), pytest.param(42, ("1", "2", "3"), marks=pytest.mark.soak)],
    ids=["short", "201-files"],
)
def test_poisoned_files_cost_nobody_else(tmp_path: Path, copies: int, turns: tuple[str, ...]) -> None:
    """Hang, crash, memory, endless output, network, laughs, bombs, damage: each a row with cause, tool and advice."""
    folder = tmp_path / "files"
    folder.mkdir()
    why: dict[str, str] = {}
    for turn in turns:
        why |= poison(folder, turn)
    count = good(folder, copies)
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'x.db'}",
        workers=2,
        timeout_seconds=SECONDS,
        timeout_seconds_per_mb=SECONDS_PER_MB,
        memory_mb=900,
    )
    reasons, done = run_over(folder, settings)
    assert set(why) == set(reasons)
    assert {name: reasons[name] for name, said in why.items() if said not in reasons[name]} == {}
    assert count == done
    engine = open_store(settings.database_url)
    try:
        rows = failures(engine)
        assert all(row.tool or row.stage == "find" for row in rows)
        assert all(row.advice for row in rows)
        assert len(why) == sum(row.path.startswith(str(folder)) for row in rows)
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
