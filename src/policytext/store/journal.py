"""The journal of decisions: a file of JSON lines that only ever grows, outside the database.

Each line is written whole, under a lock, and is on the disk before the
decision counts.  A line that is damaged is told with its number and passed
over; those around it stand.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from policytext.errors import DecisionError
from policytext.settings import Settings
from policytext.store.database import database_file
from policytext.store.decision import Decision, decision_of

JOURNAL = "decisions.jsonl"
OUTPUTS = "outputs"
LOCK_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Journal:
    """What a journal says.

    Args:
        path: of the file.
        decisions: in the order of their lines, each id once.
        damage: a sentence for each line that says nothing.
        state: changes whenever the file does.
    """

    path: Path
    decisions: tuple[Decision, ...]
    damage: tuple[str, ...]
    state: str


def journal_path(settings: Settings) -> Path:
    """The file of the journal: it goes with the database, but is never inside the folder that may be deleted.

    Of a database on a server it stands in the current folder.

    Raises:
        StoreError: the URL of the database is none, or names no file.
    """
    if settings.decisions is not None:
        return settings.decisions.absolute()
    file = database_file(settings.database_url)
    if file is None:
        return Path(JOURNAL).absolute()
    folder = file.absolute().parent
    return (folder.parent if folder.name == OUTPUTS else folder) / JOURNAL


def journal_state(path: Path) -> str:
    """What tells whether a journal has changed since it was read, without reading it; empty where there is none.

    Raises:
        DecisionError: the file cannot be reached.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise DecisionError(f"{path}: {error.strerror}") from error
    return f"{path} {status.st_size} {status.st_mtime_ns}"


def read_journal(path: Path) -> Journal:
    """Every decision of a journal; none where there is no file.

    Raises:
        DecisionError: the file cannot be read, or a newer policytext wrote in it.
    """
    state = journal_state(path)
    if not state:
        return Journal(path, (), (), "")
    try:
        data = path.read_bytes()
        if not data.endswith(b"\n"):  # somebody may be writing just now
            with _locked(path):
                state, data = journal_state(path), path.read_bytes()
    except OSError as error:
        raise DecisionError(f"{path}: {error.strerror}") from error
    decisions, damage = _parsed(path, data)
    return Journal(path, decisions, damage, state)


def append(path: Path, decisions: Sequence[Decision]) -> None:
    """Write decisions at the end of the journal, in one piece; they are on the disk when this returns.

    Raises:
        DecisionError: the file cannot be written to, or another program holds it.
    """
    if not decisions:
        return
    data = "".join(f"{decision.to_line()}\n" for decision in decisions).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(path), path.open("ab+") as file:
            if _is_cut(file.fileno()):  # a line that a crash cut off stays a line of its own
                data = b"\n" + data
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise DecisionError(f"{path}: the decision could not be kept: {error.strerror}") from error


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """The right to write in a journal, held by one program at a time."""
    try:
        with FileLock(f"{path}.lock", timeout=LOCK_SECONDS):
            yield
    except Timeout as error:
        raise DecisionError(f"{path}: another program has held it for {LOCK_SECONDS:g} seconds") from error


def _is_cut(descriptor: int) -> bool:
    """Whether a file ends inside a line."""
    size = os.lseek(descriptor, 0, os.SEEK_END)
    if not size:
        return False
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return os.read(descriptor, 1) != b"\n"


def _parsed(path: Path, data: bytes) -> tuple[tuple[Decision, ...], tuple[str, ...]]:
    """Decisions by id, in order, and a sentence for each damaged line."""
    found: dict[str, Decision] = {}
    damage = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            decision = decision_of(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except DecisionError as error:
            raise DecisionError(f"{path}, line {number}: {error}") from error
        except (ValueError, TypeError) as error:
            damage.append(f"{path}, line {number} is damaged and was passed over: {error}")
        else:
            if found.setdefault(decision.id, decision) != decision:
                damage.append(f"{path}, line {number} was passed over: another line has the id {decision.id}")
    return tuple(found.values()), tuple(damage)
