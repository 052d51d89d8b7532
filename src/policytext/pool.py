"""Child processes that can be killed: each is asked for one file at a time, and replaced when it dies.

A child that overruns its time is killed; one that crashes, or answers with
nonsense, is replaced.  Either way it is the failure of one file.
"""

from __future__ import annotations

import json
import math
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

from policytext import __version__
from policytext.errors import WorkerError
from policytext.read.archive import member_size
from policytext.read.encoding import shown_name
from policytext.settings import Settings
from policytext.store.decision import Anchor

COMMAND = (sys.executable, "-m", "policytext.worker")

# settings that a child acts on; it is handed them whatever its own environment says
HANDED = ("knowledge", "max_file_mb", "max_characters", "memory_mb", "libreoffice")

TOOL = f"policytext/{__version__}"
MOST_ANSWERED = 400_000_000
"""Bytes of a reply: several times what the longest document that is allowed gives."""

AHEAD = 8
"""Files that are worked on ahead for each child, while they are small."""

SMALL_MB = 4
"""Megabytes of files that may be ahead; of larger ones two for each child."""

TOGETHER = 32
"""Replies that are handed over together, at most."""

STOPPED = "the processes that read files were stopped"

LEAST_TO_START = 60
"""Seconds that a child may take to start, however short the time for a file: a busy machine loads tables slowly."""


@dataclass(frozen=True, slots=True)
class Job:
    """A file to process, and what to give of it (see the worker).

    Args:
        path: of the file.
        seconds: it may take without a sign of life.
        give: what is asked for.
        keep: anchors of what is not to be cut.
        total: seconds it may take in all.
        megabytes: of the file.
    """

    path: str
    seconds: float
    give: str = "rows"
    keep: tuple[Anchor, ...] = ()
    total: float = math.inf
    megabytes: float = 0.0


def job_of(path: str, settings: Settings, give: str = "rows", keep: tuple[Anchor, ...] = ()) -> Job:
    """A job with the time that the settings allow for a file of this size."""
    megabytes = member_size(path) / 1_000_000  # 0 of what is gone, or unreadable: the child will say so
    seconds = settings.timeout_seconds + settings.timeout_seconds_per_mb * megabytes
    return Job(path, seconds, give, keep, settings.timeout_total_times * seconds, megabytes)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a file: a `result`, or the stage that failed, why, and in which tool; and the seconds it took."""

    path: str
    result: Any = None
    stage: str = ""
    reason: str = ""
    seconds: float = 0.0
    tool: str = ""

    @property
    def ok(self) -> bool:
        """Whether there is a result."""
        return not self.stage


class _Child:
    """One process; `greet` it once, then ask it for one file at a time.

    Raises:
        WorkerError: the system does not start it, and why.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env=dict(environment),
                bufsize=1 << 16,
                start_new_session=True,  # a group of its own, killed with what it started
            )
        except OSError as error:
            self._errors.close()
            raise WorkerError(f"the process that reads files did not start: {error}") from error
        self._requests = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)
        self._overrun = self._overrun_total = self._endless = False
        self._stopped = False

    @property
    def alive(self) -> bool:
        """Whether the process runs, and may be asked."""
        return not self._stopped and self._process.poll() is None

    def greet(self, seconds: float) -> None:
        """Wait until the child is ready.

        Raises:
            WorkerError: it did not start, and why.
        """
        answer = self._next_answer(seconds) or {}
        if not answer.get("ready"):
            reason = answer.get("reason") or self._why_silent(seconds)
            raise WorkerError(f"the process that reads files did not start: {reason}")

    def ask(self, job: Job) -> Reply:
        """The reply for a file; afterwards the child may be dead."""
        request = {"path": job.path, "give": job.give, "keep": [asdict(anchor) for anchor in job.keep]}
        try:
            self._requests.write(json.dumps(request).encode() + b"\n")
            self._requests.flush()
        except OSError:  # it died between two files
            answer = None
        else:
            answer = self._next_answer(job.seconds, job.total)
        if answer is None:
            reason = f"{shown_name(Path(job.path).name)}: {self._why_silent(job.seconds, job.total)}"
            self.stop()
            return Reply(job.path, stage="worker", reason=reason, tool=TOOL)
        self._forget_errors()
        if answer.get("spent"):
            self.stop()
        if answer.get("ok"):
            return Reply(job.path, result=answer["result"])
        return Reply(
            job.path,
            stage=str(answer.get("stage")),
            reason=str(answer.get("reason")),
            tool=str(answer.get("tool") or TOOL),
        )

    def stop(self) -> None:
        """End the process and what it started, whatever they do; nobody waits for it yet."""
        self._stopped = True
        if self._process.returncode is None and hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):  # it is just ending
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()

    def bury(self) -> None:
        """End the process and close what it leaves."""
        self.stop()
        self._process.wait()
        with suppress(BrokenPipeError):  # a request it never took
            self._requests.close()
        self._answers.close()
        self._errors.close()

    def _next_answer(self, seconds: float, total: float = math.inf) -> dict[str, Any] | None:
        """The next answer; None if the child died, overran one of its times or wrote no JSON object.

        Args:
            seconds: until the next sign of life.
            total: until the answer.
        """
        end = time.monotonic() + total
        while True:
            answer = self._line(min(seconds, max(0.0, end - time.monotonic())))
            if not isinstance(answer, dict):
                return None
            if not answer.get("alive"):
                return answer
            if time.monotonic() >= end:
                self._overrun_total = True

    def _line(self, seconds: float) -> object:
        """What the child's next line says; None if none comes in time."""
        clock = threading.Timer(seconds, self._stop_overrun)
        clock.daemon = True
        clock.start()
        try:
            line = self._answers.readline(MOST_ANSWERED)
            self._endless = len(line) >= MOST_ANSWERED
            return json.loads(line)
        except ValueError:  # nothing, half a line, not JSON, or not UTF-8
            return None
        finally:
            clock.cancel()

    def _stop_overrun(self) -> None:
        self._overrun = True
        self.stop()

    def _why_silent(self, seconds: float, total: float = math.inf) -> str:
        """Why there was no answer, in words."""
        if self._endless:
            return f"gave more than {MOST_ANSWERED:,} bytes of results and was stopped"
        if self._overrun:
            in_all = self._overrun_total or total <= seconds
            return (
                f"took longer than {f'{total:g} seconds in all' if in_all else f'{seconds:g} seconds'} and was stopped"
            )
        try:
            status = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return "the process that reads files answered with nonsense"
        self._errors.seek(0)
        last = self._errors.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
        return f"the process that reads files died of {_cause(status)}" + (f" ({last})" if last else "")

    def _forget_errors(self) -> None:
        """What libraries wrote about a file that was answered for: it would grow for ever."""
        self._errors.seek(0)
        self._errors.truncate()


class Pool:
    """`size` children at most, started when first needed.

    Args:
        settings: limits, and how many children work side by side.
        command: what to start instead of the worker, in tests.
    """

    def __init__(self, settings: Settings, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._seconds_to_start = max(LEAST_TO_START, settings.timeout_seconds)
        self._environment = _environment(settings)
        self._size = settings.workers
        self._threads = ThreadPoolExecutor(settings.workers, thread_name_prefix="policytext-child")
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(settings.workers):
            self._idle.put(None)
        self._living: set[_Child] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._expected: deque[Job] = deque()
        self._early: dict[Job, Future[Reply]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def replies(self, jobs: Iterable[Job]) -> Iterator[Reply]:
        """One reply for each job, in the order of the jobs; a few are worked on ahead.

        Raises:
            WorkerError: children do not start at all.
        """
        for bunch in self.bunches(jobs):
            yield from bunch

    def bunches(self, jobs: Iterable[Job]) -> Iterator[list[Reply]]:
        """The same, those together that are there when the first of them is: nobody waits for a later one.

        Raises:
            WorkerError: children do not start at all.
        """
        waiting: deque[tuple[Job, Future[Reply]]] = deque()
        for job in jobs:
            waiting.append((job, self._begun(job)))
            while self._is_full(waiting):
                yield _ready(waiting)
        while waiting:
            while self._expected and not self._is_full([*waiting, *self._early.items()]):
                job = self._expected.popleft()
                self._early[job] = self._threads.submit(self._reply, job)
            yield _ready(waiting)

    def expect(self, jobs: Iterable[Job]) -> None:
        """Jobs that will be asked for, in this order: begun as soon as those that are asked for leave children idle."""
        self._expected, self._early = deque(jobs), {}

    def _begun(self, job: Job) -> Future[Reply]:
        """The work on a job, which may have begun when it was expected; those expected before it are not any more."""
        if job in self._early:
            while next(iter(self._early)) != job:
                del self._early[next(iter(self._early))]
            return self._early.pop(job)
        if job in self._expected:
            while self._expected.popleft() != job:
                pass
        return self._threads.submit(self._reply, job)

    def _is_full(self, waiting: Collection[tuple[Job, Future[Reply]]]) -> bool:
        """Whether enough is worked on ahead."""
        ahead = AHEAD if sum(job.megabytes for job, _ in waiting) < SMALL_MB else 2
        return len(waiting) > ahead * self._size

    def close(self) -> None:
        """Kill every child and forget what was not begun."""
        with self._lock:
            self._closed = True
            for child in self._living:
                child.stop()
        self._threads.shutdown(cancel_futures=True)
        for child in self._living:
            child.bury()
        self._living.clear()

    def _reply(self, job: Job) -> Reply:
        """Ask an idle child, or a new one in the place of a dead one."""
        child = self._idle.get()
        try:
            if child and not child.alive:
                self._drop(child)
                child = None
            child = child or self._start()
            began = time.monotonic()
            reply = child.ask(job)
            if self._closed:
                raise WorkerError(STOPPED)  # killed, whatever the reply says
            return replace(reply, seconds=round(time.monotonic() - began, 3))
        finally:
            self._idle.put(child)

    def _start(self) -> _Child:
        with self._lock:
            if self._closed:
                raise WorkerError(STOPPED)
            child = _Child(self._command, self._environment)
            self._living.add(child)
        try:
            child.greet(self._seconds_to_start)
        except WorkerError:
            self._drop(child)
            raise
        return child

    def _drop(self, child: _Child) -> None:
        with self._lock:
            self._living.discard(child)
        child.bury()


def _ready(waiting: deque[tuple[Job, Future[Reply]]]) -> list[Reply]:
    """The next reply, when it is there, and those behind it that are there too."""
    found = [waiting.popleft()[1].result()]
    while waiting and len(found) < TOGETHER and (future := waiting[0][1]).done() and not future.exception():
        found.append(waiting.popleft()[1].result())
    return found


def _cause(status: int) -> str:
    """An exit status in words; a negative one is the signal that ended the process."""
    if status >= 0:
        return f"exit status {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"


def _environment(settings: Settings) -> dict[str, str]:
    """The environment of a child: ours, with the settings in force."""
    handed = {name: getattr(settings, name) for name in HANDED}
    ours = {f"POLICYTEXT_{name.upper()}": str(value) for name, value in handed.items() if value is not None}
    return {**os.environ, **ours}
