"""Mutated files of every format: each is read or refused, and no quote is ever wrong."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from policytext.errors import PolicytextError
from policytext.read import read_bytes

CORPUS = Path(__file__).parents[2] / "corpus"
SEEDS = (
    "grid_report.doc", "grid_report.ofd", "grid_report.rtf", "grid_report.mht", "grid_table.xlsx",
    "tracked_changes.docx", "two_pages.pdf", "utf8_declares_gb2312.html",
)  # fmt: skip
SHORT, LONG = 12, 400
WITHIN, RARELY = 0.5, 0.2


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A file damaged as bytes; of a package half the time one member only, in an archive that is whole."""
    if data.startswith(b"PK") and chance.random() < WITHIN:
        return _within(data, chance)
    return _damaged(data, chance, chance.choice((_gentle, _rough)))


def _within(data: bytes, chance: random.Random) -> bytes:
    """A package with one member damaged."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(made, "w") as copy:
        names = archive.namelist()
        chosen = chance.choice(names)
        for name in names:
            blob = archive.read(name)
            copy.writestr(name, _damaged(blob, chance, _gentle) if name == chosen else blob)
    return made.getvalue()


def _damaged(data: bytes, chance: random.Random, how: Callable[[bytearray, random.Random], None]) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 4, 40))):
        how(changed, chance)
    return bytes(changed)


def _gentle(changed: bytearray, chance: random.Random) -> None:
    """Change a byte in its place, or write one stretch over another, so that what lies behind stays where it is."""
    at, source, length = (chance.randrange(len(changed) or 1) for _ in range(3))
    if chance.random() < WITHIN:
        changed[at : at + 1] = bytes([chance.randrange(256)])
    else:
        stretch = bytes(changed[source : source + min(length, 16)])
        changed[at : at + len(stretch)] = stretch


def _rough(changed: bytearray, chance: random.Random) -> None:
    """Cut a stretch out, double it, set it to nothing, or let the end be missing."""
    at, length = chance.randrange(len(changed) or 1), chance.choice((1, 2, 64, 700))
    kind = chance.randrange(4)
    if kind == 0:
        del changed[at : at + length]
    elif kind == 1:
        changed[at:at] = changed[at : at + length]
    elif kind == 2:
        changed[at : at + length] = bytes([chance.choice((0, 255))]) * length
    elif chance.random() < RARELY:
        del changed[max(1, at) :]


def check(name: str, rounds: int) -> None:
    """Read mutations of a sample; only errors that name file and reason may come."""
    data = (CORPUS / name).read_bytes()
    for number in range(rounds):
        chance = random.Random(f"{name} {number}")  # noqa: S311 - the same mutations every time
        try:
            source = read_bytes(mutated(data, chance), name, max_characters=200_000)
        except PolicytextError as error:
            assert str(error).startswith(f"{name}: "), error  # noqa: PT017 - the message is what is tested
        else:
            assert all(0 <= place.span.start < place.span.end <= len(source.text) for place in source.places)


@pytest.mark.parametrize("name", SEEDS)
def test_a_mutated_file_is_read_or_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dozen mutations of each sample, the same every time."""
    monkeypatch.setattr("policytext.read.ocr.is_installed", lambda: False)
    check(name, SHORT)


@pytest.mark.soak
@pytest.mark.parametrize("name", SEEDS)
def test_thousands_of_mutated_files_are_read_or_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The long form: 3,200 files over all formats."""
    monkeypatch.setattr("policytext.read.ocr.is_installed", lambda: False)
    check(name, LONG)
