"""What a run must do: which of the files found are new, changed, stale, moved or gone, and which are left alone."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from policytext.files import Unfound, digest, find
from policytext.knowledge.load import knowledge_fingerprint, model_fingerprint
from policytext.model import Fingerprints
from policytext.pipeline import fingerprints
from policytext.read import reader_versions
from policytext.read.archive import INSIDE, member_size, split
from policytext.read.encoding import shown_name
from policytext.run import FAILED, SKIPPED, UNCHANGED, Group, Item, Run, note, row_of
from policytext.selection import CHANGED, EVERYTHING, NEW, PARTS, STALE, Selection
from policytext.settings import Settings
from policytext.store import (
    Attempt,
    Sighting,
    attempts,
    batches_of,
    database_file,
    end_sightings,
    failures,
    in_turn,
    journal_path,
    known_contents,
    open_sightings,
    otherwise_kept,
    put_items,
    put_sighting,
)

WRITING = "it is still being written"
WAITS = "it failed often enough: it waits for a person (policytext ingest --only failed)"


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database knows before a run, by content and by path; `fresh` are the fingerprints in force."""

    contents: Mapping[str, tuple[Fingerprints, set[str]]]
    at: Mapping[str, set[str]]
    batches: Mapping[str, set[str]]
    failed: set[str]
    attempts: Mapping[tuple[str, str], Attempt]
    fresh: frozenset[Fingerprints]
    recut: set[str]
    gone: Mapping[str, set[str]]

    def states(self, path: str, content: str) -> set[str]:
        """What a file is: see `policytext.selection`."""
        failed = {FAILED} if path in self.failed else set()
        if path not in self.seen(content):
            return failed | ({CHANGED} if path in self.at else set()) or {NEW}
        if self.is_fresh(content):
            return failed
        prints, _ = self.contents[content]
        in_force = {part: {getattr(each, part) for each in self.fresh} for part in PARTS}
        parts = {part for part in PARTS if getattr(prints, part) not in in_force[part]}
        return failed | {STALE, *(f"{STALE}-{part}" for part in parts)}

    def seen(self, content: str) -> set[str]:
        """The paths that hold a content of which something is known."""
        return self.contents[content][1] if content in self.contents else set()

    def admits(self, path: str, selection: Selection) -> bool:
        """Whether a file is taken as far as can be told without looking into it."""
        shown = shown_name(path)
        is_asked_for = selection.states != {FAILED} or shown in self.failed
        return is_asked_for and selection.admits(path, self.batches.get(shown, ()))

    def is_fresh(self, content: str) -> bool:
        """Whether what is known of a content still stands."""
        prints, _ = self.contents.get(content, (None, set()))
        return prints in self.fresh and content not in self.recut


def plan(
    run: Run, paths: Iterable[str | Path], selection: Selection = EVERYTHING, *, watched: bool = False
) -> list[Group]:
    """What must be processed, in order; what needs no reading is settled at once.

    Unchanged files are noted in the run only; a known content at a further
    path, or in a further batch, is written as a copy.

    Args:
        run: the run, told what becomes of the others.
        paths: files and folders.
        selection: which of the files are taken; the others are skipped.
        watched: whether the folders are looked after by a schedule: files
            that have vanished are noted, those still being written and those
            that failed often enough left alone.

    Raises:
        StoreError: the database cannot be used.
    """
    given = [os.path.abspath(path) for path in paths]  # noqa: PTH100 - resolve() would follow links
    found, unfound = find(given, _ours(run.settings))
    run.found = len(found) + len(unfound)
    for one in unfound:
        note(run, Item(one.path, FAILED, "find", one.reason))
    gone = _note_vanished(run, given, found, unfound) if watched else {}
    known = _known(run, gone)
    growing = _growing(found, run.settings.settle_seconds) if watched else set()
    groups: dict[tuple[str, str], list[str]] = {}  # a reader may refuse a content for the ending of its name
    for path in found:
        if path in growing:
            note(run, Item(path, SKIPPED, "find", f"{shown_name(Path(path).name)}: {WRITING}"))
        elif known.admits(path, selection):
            content = _to_be_processed(run, known, path, selection, watched=watched)
            if content is not None:
                groups.setdefault((content, _ending(path)), []).append(path)
        else:
            run.add(Item(path, SKIPPED))
    return [tuple(group) for group in groups.values()]


def known_paths(run: Run, selection: Selection) -> list[str]:
    """The files that a run means for which no paths were given: those that failed, and those known.

    Raises:
        StoreError: the database cannot be read.
    """
    failed = {failure.path for failure in failures(run.engine)}
    seen = {path for paths in open_sightings(run.engine).values() for path in paths}
    return sorted(failed | (seen if selection.states != {FAILED} else set()))


def program(settings: Settings) -> str:
    """One fingerprint of everything that results depend on but the file, as sha256 in hexadecimal.

    Raises:
        KnowledgeError: a table cannot be read.
    """
    return hashlib.sha256(repr(sorted(map(astuple, _in_force(settings)))).encode()).hexdigest()


def _in_force(settings: Settings) -> frozenset[Fingerprints]:
    """What results may depend on and still stand: fingerprints, one for each reader."""
    knowledge, model = knowledge_fingerprint(settings.knowledge), model_fingerprint(settings.knowledge)
    return frozenset(fingerprints(name, version, knowledge, model) for name, version in reader_versions().items())


def _known(run: Run, gone: Mapping[str, set[str]]) -> _Known:
    contents = known_contents(run.engine)
    at: dict[str, set[str]] = {}
    for content, (_, paths) in contents.items():
        for path in paths:
            at.setdefault(path, set()).add(content)
    return _Known(
        contents=contents,
        at=at,
        batches=batches_of(run.engine),
        failed={failure.path for failure in failures(run.engine)},
        attempts=attempts(run.engine, run.program),
        fresh=_in_force(run.settings),
        recut=otherwise_kept(run.engine),
        gone=gone,
    )


def _to_be_processed(run: Run, known: _Known, path: str, selection: Selection, *, watched: bool) -> str | None:
    """The content of a file that must be read; None where it is settled without."""
    try:
        content = _content(path, run.settings)
    except OSError as error:
        note(run, Item(path, FAILED, "find", f"{shown_name(Path(path).name)}: {error.strerror}"))
        return None
    if settled := _settled(run, known, path, content, selection, watched=watched):
        run.add(settled)
        return None
    seen = known.seen(content)
    if known.is_fresh(content) and _ending(path) in map(_ending, seen or known.gone.get(content, set())):
        return None if _copied(run, content, path, "" if seen else "moved") else content
    return content


def _settled(  # noqa: PLR0913 - what is known of a file
    run: Run, known: _Known, path: str, content: str, selection: Selection, *, watched: bool
) -> Item | None:
    """What becomes of a file of which nothing is to be written; None where something is."""
    shown = shown_name(path)
    noted = not run.batch or run.batch in known.batches.get(shown, ())
    if known.is_fresh(content) and shown in known.seen(content) and noted:
        return Item(path, UNCHANGED)
    if not selection.takes(known.states(shown, content)):
        return Item(path, SKIPPED)
    attempt = known.attempts.get((shown, content)) if watched else None
    if attempt and not _is_due(attempt, run.settings):
        return Item(path, FAILED, attempt.stage, f"{attempt.reason}; {_left_alone(attempt, run.settings)}")
    return None


def _copied(run: Run, sha256: str, path: str, outcome: str) -> bool:
    """Whether a known content could be noted at this path without reading the file."""
    with in_turn(run.engine, run.number) as connection:
        written = put_sighting(connection, sha256, Sighting(shown_name(path), run.batch), run.number)
        if written is None:  # its document was withdrawn when this run noted what its path holds now
            return False
        item = Item(path, outcome or written.outcome)
        put_items(connection, run.number, [row_of(run, item, document=written.document)])
    run.add(item)
    return True


def _note_vanished(
    run: Run, roots: Sequence[str], found: Sequence[str], unfound: Sequence[Unfound]
) -> dict[str, set[str]]:
    """End the sightings of files that are no longer under the roots; the paths that held a content, by content.

    A root that holds no file at all, or cannot be searched, may be a drive
    that is not there: nothing under it is taken for gone.
    """
    there = {shown_name(path) for path in found}
    searched = [root for root in map(shown_name, roots) if any(is_under(path, root) for path in there)]
    unclear = [shown_name(one.path) for one in unfound]

    def gone(paths: Iterable[str]) -> set[str]:
        under = {path for path in set(paths) - there if any(is_under(path, root) for root in searched)}
        return {path for path in under if not any(is_under(path, one) for one in unclear)}

    held = {content: left for content, paths in open_sightings(run.engine).items() if (left := gone(paths))}
    failed = gone(failure.path for failure in failures(run.engine))
    run.vanished = sorted(failed.union(*held.values()))
    end_sightings(run.engine, run.vanished, run.number)
    return held


def is_under(path: str, root: str) -> bool:
    """Whether a path is a root, lies in it, or is a member of it."""
    return path == root or path.startswith((root.rstrip(os.sep) + os.sep, root + INSIDE))


def _growing(found: Sequence[str], seconds: float) -> set[str]:
    """The files that change within so many seconds; only those written to lately, or in the future, are waited for."""
    first = {path: sign for path in found if (sign := _sign(path)) and _is_young(sign[1], seconds)}
    if first:
        time.sleep(seconds)
    return {path for path, sign in first.items() if _sign(path) != sign}


def _sign(path: str) -> tuple[int, int] | None:
    """Size and time of change of a file, or of the archive it is in; None where it is gone."""
    try:
        state = Path(split(path)[0]).stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns


def _is_young(changed: int, seconds: float) -> bool:
    """Whether a file was changed within so many seconds; a clock that was set back makes it so."""
    return time.time() - changed / 1e9 < seconds


def _is_due(attempt: Attempt, settings: Settings) -> bool:
    """Whether a file that failed is to be tried again: each time after twice as long, and not for ever."""
    if attempt.times >= settings.attempts:
        return False
    since = datetime.now(UTC) - attempt.last
    return not timedelta() <= since < timedelta(minutes=settings.retry_minutes) * 2 ** (attempt.times - 1)


def _left_alone(attempt: Attempt, settings: Settings) -> str:
    return WAITS if attempt.times >= settings.attempts else "it is tried again later"


def _ending(path: str) -> str:
    """The ending of a file's name, `.docx`, in small letters."""
    return Path(path).suffix.lower()


def _content(path: str, settings: Settings) -> str:
    """What tells a file's content: its sha256, or its path where it is too large to be read anyway."""
    too_large = member_size(path) > settings.max_file_mb * 1_000_000
    return shown_name(path) if too_large else digest(path)


def _ours(settings: Settings) -> list[Path]:
    """Files that are no documents: the database, where it is one, and the journal."""
    database = database_file(settings.database_url)
    return [*([database.absolute()] if database else []), journal_path(settings)]
