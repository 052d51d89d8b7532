"""The same results in any order of files and with any number of processes, row for row."""

from __future__ import annotations

from pathlib import Path

from policytext.ingest import ingest
from policytext.settings import Settings
from policytext.store import canonical_lines, open_store

SAMPLES = sorted(path for path in (Path(__file__).parents[2] / "corpus").iterdir() if path.suffix in {".md", ".txt"})


def made(database: Path, files: list[Path], workers: int) -> list[str]:
    """What a run makes of files, in lines that name no id and no run."""
    url = f"sqlite:///{database}"
    assert not ingest(files, Settings(database_url=url, workers=workers, decisions=database.parent / "d.jsonl")).failed
    engine = open_store(url)
    found = list(canonical_lines(engine))
    engine.dispose()
    return sorted(found)


def test_neither_order_nor_workers_make_a_difference(tmp_path: Path) -> None:
    """Figures, labels with their evidence, gaps, edits and passages."""
    files = SAMPLES[:10]
    one = made(tmp_path / "one.db", files, 1)
    assert any(line.startswith('["evidence"') for line in one)
    assert one == made(tmp_path / "two.db", files[::-1], 2)
