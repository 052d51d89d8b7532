"""The journal of decisions: a file of JSON lines that only ever grows, outside the database.

The one exception is a document that is forgotten: the lines about it are taken
out, and a line says which, by whom and when.  A copy of the journal that still
has them is read as if it had not.

Each line is written whole, under a lock, and is on the disk before the
decision counts.  A line that is damaged is told with its number and passed
over; those around it stand.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from filelock import FileLock, Timeout

from policytext.errors import DecisionError
from policytext.settings import Settings
from policytext.store.database import database_file
from policytext.store.decision import Decision, decision_of
from policytext.store.sqlite import RELEASE

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
        gone: ids of lines that were taken out with a document that was forgotten.
    """

    path: Path
    decisions: tuple[Decision, ...]
    damage: tuple[str, ...]
    state: str
    gone: frozenset[str] = frozenset()


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
            with locked(path):
                state, data = journal_state(path), path.read_bytes()
    except OSError as error:
        raise DecisionError(f"{path}: {error.strerror}") from error
    decisions, damage = _parsed(path, data)
    gone = frozenset(each for decision in decisions for each in decision.removed)
    return Journal(path, tuple(each for each in decisions if each.id not in gone), damage, state, gone)


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
        with locked(path), path.open("ab+") as file:
            if _is_cut(file.fileno()):  # a line that a crash cut off stays a line of its own
                data = b"\n" + data
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise DecisionError(f"{path}: the decision could not be kept: {error.strerror}") from error


def copy_journal(path: Path, target: Path) -> bool:
    """Copy a journal as it is between two decisions, its last line ended; whether there is one.

    Raises:
        DecisionError: it cannot be read, or the copy not be written.
    """
    if not path.exists():
        return False
    try:
        with locked(path):
            data = path.read_bytes()
        target.write_bytes(data if data.endswith(b"\n") or not data else data + b"\n")
    except OSError as error:
        raise DecisionError(f"{path}: it cannot be copied: {error.strerror}") from error
    return True


def take_out(path: Path, wanted: Callable[[Decision], bool], noted: Callable[[Sequence[Decision]], Decision]) -> int:
    """Take lines out of the journal and add one that says so, all at once; how many were taken out.

    A damaged line may hold what is to go: it goes too where it holds the key of the document that the note is about.

    Args:
        path: of the journal.
        wanted: whether a decision is to go.
        noted: the line that is added, told what went.

    Raises:
        DecisionError: the journal cannot be read or written to; it is as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with locked(path):
            kept, went = _sifted(path.read_bytes() if path.exists() else b"", wanted)
            note = noted(went)
            mark = note.document.encode()
            lines = [line for line, decision in kept if decision or mark not in line]
            write_journal(path, b"".join(line + b"\n" for line in [*lines, note.to_line().encode()]))
    except OSError as error:
        raise DecisionError(f"{path}: nothing was taken out of it: {error.strerror}") from error
    return len(went)


def put_journal(path: Path, source: Path, kept: Sequence[Decision], *, aside: bool) -> Path | None:
    """Have in a journal what another one says, and some further decisions.

    Args:
        path: of the journal.
        source: the other one; where there is no such file it says nothing.
        kept: decisions that stand behind it; what a document that was forgotten takes with it is not brought back.
        aside: whether the journal that is there is kept beside, if there is one with anything in it.

    Returns:
        where it is kept.

    Raises:
        DecisionError: a journal cannot be read or written; it is as it was.
    """
    gone = {each for decision in kept for each in decision.removed}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with locked(path):
            lines, _ = _sifted(source.read_bytes() if source.exists() else b"", lambda each: each.id in gone)
            beside = next(name for name in names_beside(path, "replaced") if not name.exists()) if aside else None
            if beside and path.exists() and path.stat().st_size:
                shutil.copyfile(path, beside)
            else:
                beside = None
            data = [line for line, _ in lines] + [each.to_line().encode() for each in kept]
            if data or path.exists():
                write_journal(path, b"".join(line + b"\n" for line in data))
    except OSError as error:
        raise DecisionError(f"{path}: it cannot be replaced: {error.strerror}") from error
    return beside


def names_beside(path: Path, why: str) -> Iterator[Path]:
    """Names beside a file for what is kept of it: `decisions.jsonl.replaced`, then `decisions.jsonl.replaced-2`."""
    yield path.with_name(f"{path.name}.{why}")
    for number in count(2):
        yield path.with_name(f"{path.name}.{why}-{number}")


def write_journal(path: Path, data: bytes) -> None:
    """Have this in a journal instead of what is there: all of it or nothing, and on the disk.

    Raises:
        OSError: it cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _sifted(
    data: bytes, wanted: Callable[[Decision], bool]
) -> tuple[list[tuple[bytes, Decision | None]], list[Decision]]:
    """The lines that stay, each with what it says, and the decisions that go."""
    kept: list[tuple[bytes, Decision | None]] = []
    went = []
    for line in filter(bytes.strip, data.split(b"\n")):
        try:
            decision = decision_of(line.decode("utf-8-sig"))
        except (ValueError, TypeError):
            kept.append((line, None))
            continue
        if wanted(decision):
            went.append(decision)
        else:
            kept.append((line, decision))
    return kept, went


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """The right to write in a journal, held by one program at a time.

    Raises:
        DecisionError: another program holds it for long, or it is that of a release.
    """
    if path.with_name(RELEASE).exists():
        raise DecisionError(f"{path}: the journal of a release, which nothing is written to")
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
