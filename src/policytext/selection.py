"""Which of the files found a run takes: `--only new|changed|failed|stale…|format=…|path=…|batch=…`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from policytext.errors import QueryError

NEW, CHANGED, FAILED, STALE = "new", "changed", "failed", "stale"
PARTS = ("rules", "model", "reader", "libraries")
"""What results depend on; `stale-rules` names the files whose rules are not those in force."""

STATES = (NEW, CHANGED, FAILED, STALE, *(f"{STALE}-{part}" for part in PARTS))
NAMES = ("format", "path", "batch")


@dataclass(frozen=True, slots=True)
class Selection:
    """What a run takes; nothing given is everything.

    Args:
        states: a file in any of these; see `STATES`.
        formats: endings of names, without the dot, in small letters.
        paths: shell patterns, `*` passing over folders too.
        batches: names under which files were ingested before.
    """

    states: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    paths: tuple[str, ...] = ()
    batches: frozenset[str] = frozenset()

    @classmethod
    def of(cls, words: Iterable[str]) -> Selection:
        """Read what a person typed.

        Args:
            words: states, and `format=docx`, `path=*/2023/*`, `batch=调研`; those of one kind add to each other,
                those of different kinds must all hold.

        Raises:
            QueryError: a word is none of these.
        """
        states: set[str] = set()
        named: dict[str, list[str]] = {name: [] for name in NAMES}
        for word in words:
            name, sign, value = word.partition("=")
            if word in STATES:
                states.add(word)
            elif sign and name in NAMES and value:
                named[name].append(value)
            else:
                raise QueryError(f"--only {word}: not one of {', '.join(STATES)}, format=…, path=…, batch=…")
        formats = frozenset(value.lower().lstrip(".") for value in named["format"])
        return cls(frozenset(states), formats, tuple(named["path"]), frozenset(named["batch"]))

    def admits(self, path: str, batches: Iterable[str] = ()) -> bool:
        """Whether a file is taken as far as its name and earlier batches tell."""
        ending = Path(path).suffix.lower().lstrip(".")
        return (
            (not self.formats or ending in self.formats)
            and (not self.paths or any(fnmatchcase(path, pattern) for pattern in self.paths))
            and (not self.batches or not self.batches.isdisjoint(batches))
        )

    def takes(self, states: Iterable[str]) -> bool:
        """Whether a file in these states is taken."""
        return not self.states or not self.states.isdisjoint(states)


EVERYTHING = Selection()
