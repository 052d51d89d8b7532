"""What a result depends on, each part apart, told without loading anything."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from policytext import pipeline
from policytext.errors import KnowledgeError
from policytext.knowledge import load_knowledge
from policytext.knowledge.load import knowledge_fingerprint
from policytext.pipeline import fingerprints


def test_each_part_depends_on_its_own_cause() -> None:
    """A new reader leaves rules, model and libraries as they were; other tables change the rules alone."""
    old = fingerprints("docx", "1", "tables")
    reader, rules = fingerprints("docx", "2", "tables"), fingerprints("docx", "1", "other tables")
    assert ("docx/1", "docx/2") == (old.reader, reader.reader)
    assert (old.rules, old.model, old.libraries) == (reader.rules, reader.model, reader.libraries)
    assert old.rules != rules.rules
    assert (old.reader, old.model, old.libraries) == (rules.reader, rules.model, rules.libraries)


def test_libraries_are_named_with_their_versions() -> None:
    """Those that shape the result."""
    named = fingerprints("text", "1", "").libraries.split()
    assert f"lxml-{version('lxml')}" in named
    assert not [name for name in named if name.endswith("-absent")]


def test_code_that_reads_the_tables_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed line is another rule; the name of a file counts as well."""
    seen: set[str] = set()
    for name, code in (("a.py", "x = 1"), ("a.py", "x = 2"), ("b.py", "x = 2")):
        folder = tmp_path / f"{len(seen)}"
        (folder / "clean").mkdir(parents=True)
        (folder / "clean" / name).write_text(code, "utf-8")
        monkeypatch.setattr(pipeline, "__file__", str(folder / "pipeline.py"))
        monkeypatch.setattr(pipeline, "RULES", ("clean",))
        pipeline._code_digest.cache_clear()  # noqa: SLF001 - looked at once a process
        seen.add(fingerprints("text", "1", "").rules)
    pipeline._code_digest.cache_clear()  # noqa: SLF001 - as above
    assert 3 == len(seen)


def test_every_room_that_finds_something_is_among_the_rules() -> None:
    """A room that were forgotten could change results unnoticed."""
    here = Path(pipeline.__file__).parent
    assert [] == [name for name in pipeline.RULES if not (here / name).exists()]
    assert {stage.__module__.split(".")[1] for stage in pipeline.STAGES} <= {
        name.removesuffix(".py") for name in pipeline.RULES
    }


def test_the_fingerprint_of_knowledge_needs_no_loading(tmp_path: Path) -> None:
    """It is that of the Knowledge loaded from the same folders."""
    (tmp_path / "userdict.txt").write_text("网格长 10 n\n", "utf-8")
    for overlay in (None, tmp_path):
        assert load_knowledge(overlay).fingerprint == knowledge_fingerprint(overlay)
    with pytest.raises(KnowledgeError, match="not a folder"):
        knowledge_fingerprint(tmp_path / "none")


def test_an_unchanged_run_loads_nothing_heavy() -> None:
    """What decides on staleness imports neither readers' libraries nor segmenters nor Prefect."""
    heavy = ["pdfplumber", "docx", "sklearn", "numpy", "prefect", "jieba", "rjieba"]
    code = (
        f"import policytext.ingest as i, sys; i.program(i.Settings()); print([m for m in {heavy} if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "[]" == result.stdout.strip()
