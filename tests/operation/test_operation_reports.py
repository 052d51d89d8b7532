"""The main job on real documents: the gold documents and 84 government work reports, where they are at hand."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from policytext.ingest import Summary, ingest
from policytext.settings import Settings
from policytext.store import open_store, search

SHARED = Path(__file__).parents[2].parent / "shared"
FOLDERS = [SHARED / "gold" / "docs", SHARED / "corpus" / "work-reports-2024"]

pytestmark = pytest.mark.skipif(
    not all(folder.is_dir() for folder in FOLDERS), reason="needs the shared documents, which are not ours to copy"
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the documents are kept."""
    return tmp_path_factory.mktemp("reports") / "p.db"


def run(database: Path) -> Summary:
    """One run over all of them."""
    return ingest(FOLDERS, Settings(database_url=f"sqlite:///{database}"))


@pytest.fixture(scope="module")
def first(database: Path) -> Summary:
    """The run that meets them for the first time."""
    return run(database)


def rows(database: Path) -> dict[str, int]:
    """The number of rows of every table."""
    with sqlite3.connect(database) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 - names of our own tables
    connection.close()
    return found


def test_every_document_goes_through(first: Summary) -> None:
    """Nothing fails, and nothing is left over."""
    files = sum(path.is_file() for folder in FOLDERS for path in folder.iterdir())
    assert (files, files, 0) == (first.found, first.done, first.failed)


def test_a_second_run_writes_one_row_its_own(database: Path, first: Summary) -> None:
    """Unchanged files cost a row in runs and nothing else."""
    before = rows(database)
    second = run(database)
    assert (first.found, 0, first.found) == (second.found, second.done, second.unchanged)
    assert {**before, "runs": before["runs"] + 1} == rows(database)


def test_every_quote_stands_in_its_text(database: Path, first: Summary) -> None:
    """Every number of the database is found in the stored text at its offsets, to the letter."""
    assert first.totals.figures > 0
    wrong = """SELECT count(*) FROM observations o
               JOIN revisions r ON r.id = o.revision_id JOIN texts t ON t.id = r.text_id
               WHERE substr(t.text, o.span_start + 1, o.span_end - o.span_start) <> o.surface"""
    with sqlite3.connect(database) as connection:
        assert connection.execute(wrong).fetchone() == (0,)
    connection.close()


def test_a_search_for_two_characters_finds_what_a_plain_scan_finds(database: Path, first: Summary) -> None:
    """Words drawn from the documents are found in exactly the passages that contain them."""
    engine = open_store(f"sqlite:///{database}")
    with sqlite3.connect(database) as connection:
        passages = connection.execute("SELECT folded, own FROM passages ORDER BY id").fetchall()
    connection.close()
    draw = random.Random(first.found)  # noqa: S311 - a sample, not a secret
    for _ in range(40):
        text, _own = draw.choice(passages)
        pairs = [text[at : at + 2] for at in range(len(text) - 1) if text[at : at + 2].isalnum()]  # no marks of queries
        word = draw.choice(pairs)
        # a match belongs to the passage it begins in, not to the one whose overlap repeats it
        scanned = sum(-1 < passage.find(word) < own for passage, own in passages)
        assert scanned == search(engine, word, limit=1).total
    engine.dispose()
