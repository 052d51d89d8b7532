"""Child processes that are asked for files: in order, side by side, and none of their deaths ends the run."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path

import pytest

from policytext.errors import WorkerError
from policytext.pool import Job, Pool, Reply
from policytext.settings import Settings

# stands in for the worker; what it does is told by the file's name
STAND_IN = """
import json, os, sys, time
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    path = json.loads(line)["path"]
    if "hangs" in path: time.sleep(60)
    if "slow" in path: time.sleep(0.3)
    if "notes" in path: open(path, "a").write("once")
    if "crashes" in path: sys.exit("the last words")
    if "aborts" in path: os.abort()
    if "lies" in path: print("not JSON at all", flush=True); continue
    if "lists" in path: print("[1]", flush=True); continue
    answer = {"ok": True, "result": [path, os.getpid(), os.environ["POLICYTEXT_MAX_CHARACTERS"]]}
    if "refused" in path: answer = {"ok": False, "stage": "read", "reason": "refused: no text"}
    if "spends" in path: answer["spent"] = True
    print(json.dumps(answer), flush=True)
    if "spends" in path: break
"""
OPEN = [sys.executable, "-c", STAND_IN]
Opener = Callable[..., Pool]


@pytest.fixture
def pool() -> Iterator[Opener]:
    """Opens pools of stand-in children, and closes them."""
    opened: list[Pool] = []

    def opener(command: list[str] = OPEN, **settings: float) -> Pool:
        opened.append(Pool(Settings(**settings), command))  # type: ignore[arg-type] # pydantic checks them
        return opened[-1]

    yield opener
    for one in opened:
        one.close()


def ask(pool: Pool, *paths: str, seconds: float = 20) -> list[Reply]:
    """The replies for some paths."""
    return list(pool.replies(Job(path, seconds) for path in paths))


def test_replies_come_in_the_order_of_the_jobs(pool: Opener) -> None:
    """A slow file does not let the later ones overtake it."""
    paths = ["slow", *(f"file-{number}" for number in range(20))]
    assert paths == [reply.path for reply in ask(pool(workers=3), *paths)]


def test_children_work_side_by_side_and_are_used_again(pool: Opener) -> None:
    """Two children answer for four slow files, each for more than one."""
    replies = ask(pool(workers=2), *(f"slow-{number}" for number in range(4)))
    assert len({reply.result[1] for reply in replies}) == 2


def test_replies_that_are_there_come_together_and_wait_for_no_other(pool: Opener) -> None:
    """In order; the last file is slow, so the ones before it are handed over without it."""
    paths = [*(f"file-{number}" for number in range(6)), "slow"]
    bunches = list(pool(workers=2).bunches(Job(path, 20) for path in paths))
    assert paths == [reply.path for bunch in bunches for reply in bunch]
    assert ["slow"] == [reply.path for reply in bunches[-1]]


def test_what_is_expected_is_begun_before_it_is_asked_for(pool: Opener, tmp_path: Path) -> None:
    """While the last of those asked for is still worked on; and it is done once."""
    opened = pool(workers=2)
    jobs = [Job(f"{tmp_path}/notes-{name}", 20) for name in ("a", "b-slow", "left-out", "c", "d")]
    opened.expect(jobs)
    assert [True, True] == [reply.ok for reply in opened.replies(jobs[:2])]
    deadline = time.monotonic() + 20
    while not (tmp_path / "notes-d").exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert [jobs[3].path, jobs[4].path] == [reply.path for reply in opened.replies(jobs[3:])]
    assert ["once"] * 2 == [Path(job.path).read_text("utf-8") for job in jobs[3:]]


def test_no_more_children_start_than_there_is_work_for(pool: Opener) -> None:
    """Files that come one after the other need one child."""
    opened = pool(workers=4)
    assert len({ask(opened, f"file-{number}")[0].result[1] for number in range(3)}) == 1


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("crashes", "exit status 1 (the last words)"),
        ("aborts", "SIGABRT"),
        ("lies", "nonsense"),
        ("lists", "nonsense"),
        ("hangs", "took longer than 1.5 seconds"),
    ],
)
def test_a_poisonous_file_fails_alone(pool: Opener, name: str, why: str) -> None:
    """Its neighbours are answered for, and the failure says what happened."""
    replies = ask(pool(workers=2), "before", f"{name}.txt", "after", "later", seconds=1.5)
    assert [True, False, True, True] == [reply.ok for reply in replies]
    assert replies[1].stage == "worker"
    assert replies[1].reason.startswith(f"{name}.txt: ")
    assert why in replies[1].reason


def test_a_refusal_keeps_its_stage_and_reason_and_the_child(pool: Opener) -> None:
    """An expected failure is an answer like any other."""
    before, refused, after = ask(pool(workers=1), "before", "refused", "after")
    assert ("read", "refused: no text") == (refused.stage, refused.reason)
    assert before.result[1] == after.result[1]


def test_a_child_that_says_it_is_spent_is_replaced(pool: Opener) -> None:
    """Its own answer counts; the next file has a new child."""
    opened = pool(workers=1)
    spent, after = ask(opened, "spends", "after")
    assert spent.result[0] == "spends"
    assert after.result[1] != spent.result[1]


def test_children_are_handed_the_settings_in_force(pool: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was passed in code outranks the environment."""
    monkeypatch.setenv("POLICYTEXT_MAX_CHARACTERS", "7")
    assert ask(pool(max_characters=77), "file")[0].result[2] == "77"


def test_a_path_that_is_not_utf8_arrives_as_it_is(pool: Opener) -> None:
    """Names from archives of other systems are undecodable bytes on Linux."""
    path = b"\xc9\xe7\xc7\xf8.txt".decode("utf-8", "surrogateescape")
    assert ask(pool(), path)[0].result[0] == path


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import sys; sys.exit('no such table')", "no such table"),
        ('print(\'{"ready": false, "reason": "a table is not valid"}\', flush=True)', "a table is not valid"),
    ],
)
def test_children_that_cannot_start_end_the_run(pool: Opener, code: str, why: str) -> None:
    """No file could be read, so it is not one file's failure."""
    with pytest.raises(WorkerError, match=why):
        ask(pool([sys.executable, "-c", code]), "file")


def test_a_command_that_the_system_does_not_start_is_named(pool: Opener) -> None:
    """The reason is the system's, in one line."""
    with pytest.raises(WorkerError, match=r"did not start: .*no-such-command"):
        ask(pool(["no-such-command"]), "file")


def test_closing_kills_what_is_under_way(pool: Opener) -> None:
    """Nobody waits for a file that hangs when the run is over."""
    opened = pool(workers=2)

    def ask_for_too_much() -> None:
        with suppress(CancelledError, WorkerError):
            ask(opened, "hangs-a", "hangs-b", "never-begun")

    asking = threading.Thread(target=ask_for_too_much)
    asking.start()
    time.sleep(0.5)
    opened.close()
    asking.join(10)
    assert not asking.is_alive()
