"""The child process as it really is: started, asked line by line, and never lost to a bad file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from policytext.pool import Job, Pool, Reply
from policytext.settings import Settings
from policytext.store import DocumentRows


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """One real child, used by several tests."""
    with Pool(Settings(workers=1, max_characters=20_000)) as opened:
        yield opened


def ask(pool: Pool, path: Path, give: str = "rows") -> Reply:
    """The reply for one file."""
    return next(iter(pool.replies([Job(str(path), 60, give)])))


def write(path: Path, text: str = "青禾区有社区825个，力争建成36个。") -> Path:
    """A text file."""
    path.write_text(text, "utf-8")
    return path


def test_a_child_gives_the_rows_of_a_document(pool: Pool, tmp_path: Path) -> None:
    """As the store writes them, with the fingerprints they depend on."""
    rows = DocumentRows.from_wire(ask(pool, write(tmp_path / "青禾.txt")).result)
    assert "青禾.txt" == rows.document["name"]
    assert rows.document["reader"].startswith("text/")
    assert rows.document["rules"]


@pytest.mark.parametrize("give", ["mentions", "clean", "labels"])
def test_a_child_gives_records_too(pool: Pool, tmp_path: Path, give: str) -> None:
    """The JSON lines of the command line come from the same children."""
    records = ask(pool, write(tmp_path / "a.txt"), give).result
    assert all(record["doc"] == "a.txt" for record in records)
    if give == "clean":
        assert 1 == len(records)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n ", "no text"),
        ("text.docx", "青禾区有社区825个。".encode(), "docx"),
        ("truncated.docx", b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00", "truncated.docx"),
        ("unknown.bin", bytes(range(256)) * 9, "unknown.bin"),
        ("long.txt", "社区".encode() * 20_000, "limit"),
    ],
)
def test_a_bad_file_is_an_answer_with_file_and_reason(
    pool: Pool, tmp_path: Path, name: str, data: bytes, why: str
) -> None:
    """And the child goes on."""
    (tmp_path / name).write_bytes(data)
    reply = ask(pool, tmp_path / name)
    assert ("read", True) == (reply.stage, reply.reason.startswith(f"{name}: "))
    assert why in reply.reason
    assert ask(pool, write(tmp_path / "good.txt")).ok


def test_a_missing_file_is_an_answer(pool: Pool, tmp_path: Path) -> None:
    """It was there when the run began."""
    assert ask(pool, tmp_path / "gone.txt").reason.startswith("gone.txt: ")


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only")
def test_a_file_that_wants_too_much_memory_fails_alone(tmp_path: Path) -> None:
    """The child may take 256 MB; a text of many million characters wants more."""
    big = write(tmp_path / "big.txt", "青禾区有社区825个，" * 9_000_000)
    settings = Settings(workers=1, memory_mb=256, max_characters=10**9, max_file_mb=1000)
    with Pool(settings) as pool:
        reply = ask(pool, big)
        assert not reply.ok
        assert "big.txt: " in reply.reason
        assert ask(pool, write(tmp_path / "good.txt")).ok


def test_a_child_that_finds_a_bad_table_says_so_and_ends(tmp_path: Path) -> None:
    """The reason names the file of the user's own."""
    (tmp_path / "nonsense.yaml").write_text("a: 1", "utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "policytext.worker"],
        input="",
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "POLICYTEXT_KNOWLEDGE": str(tmp_path)},
    )
    answer = json.loads(result.stdout)
    assert (2, False) == (result.returncode, answer["ready"])
    assert "nonsense.yaml" in answer["reason"]


def test_prints_of_libraries_do_not_reach_the_answers(tmp_path: Path) -> None:
    """Whatever prints to standard output, from C too, lands on standard error."""
    code = (
        "import os, policytext.worker as w; real = w.answer_to\n"
        "def noisy(*a, **k): print('a library says'); os.system('echo and so does C'); return real(*a, **k)\n"
        "w.answer_to = noisy; w.main()"
    )
    request = json.dumps({"path": str(write(tmp_path / "a.txt")), "give": "clean"}) + "\n"
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, input=request, capture_output=True, text=True, check=True)
    ready, answer = map(json.loads, result.stdout.splitlines())
    assert ready == {"ready": True}
    assert answer["ok"]
    assert "a library says" in result.stderr
    assert "and so does C" in result.stderr
