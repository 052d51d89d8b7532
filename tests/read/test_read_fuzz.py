"""Mutated files of every format: each is read or refused, and no quote is ever wrong."""

from __future__ import annotations

import random
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


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A file with bytes changed, stretches cut out, doubled or set to nothing, or its end missing."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 4, 40))):
        at, length = chance.randrange(len(changed) or 1), chance.choice((1, 2, 64, 700))
        kind = chance.randrange(5)
        if kind == 0:
            changed[at : at + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            del changed[at : at + length]
        elif kind == 2:
            changed[at:at] = changed[at : at + length]
        elif kind == 3:
            changed[at : at + length] = bytes([chance.choice((0, 255))]) * length
        else:
            changed = changed[: max(1, chance.randrange(len(changed) or 1))] if chance.random() < 0.2 else changed
    return bytes(changed)


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
