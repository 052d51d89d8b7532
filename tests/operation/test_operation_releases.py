"""A release by command: every reading command works in it, none writes to it, and its exports stay byte for byte."""

from __future__ import annotations

import sqlite3
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from policytext.cli import app
from policytext.knowledge.load import load_display
from policytext.release import freeze
from policytext.settings import Settings
from policytext.store import Sighting, finish_run, open_store, rows_of, start_run, write_document
from policytext.store.migrations import newest
from policytext.store.seal import broken
from tests.store.samples import NEWER, NOW, PRINTS, sample

READING = (
    ("search", "持证上岗"),
    ("search", "持证上岗", "--copies", "without", "--facets"),
    ("figures",),
    ("figures", "--copies", "without"),
    ("show", "1"),
    ("gaps",),
    ("failures",),
    ("check", "--no-originals"),
    ("diff",),
    ("copies",),
    ("series", "社区工作者"),
    ("targets",),
    ("contradictions",),
    ("indicators",),
    ("decisions",),
    ("backup", "b.zip"),
    ("bundle", "c.zip"),
    ("verify", "sample", "s.xlsx"),
)
WRITING = (
    ("ingest", "材料"),
    ("decide", "accept", "--document", "a.txt", "--quote", "75.2%"),
    ("decide", "document", "a.txt", "--set", "year=2012"),
    ("forget", "1"),
    ("merge", "live.db"),
    ("restore", "live.zip", "--force"),
    ("freeze", "v2"),
)


def run(*command: str) -> tuple[int, str]:
    """Status and everything on the screen."""
    result = CliRunner().invoke(app, list(command))
    assert result.exception is None or isinstance(result.exception, SystemExit), (command, result.exception)
    return result.exit_code, result.output


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The database of a release of two runs, beside the one that goes on living."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLICYTEXT_WORKERS", "1")
    monkeypatch.setenv("POLICYTEXT_ANALYST", "甲")
    monkeypatch.delenv("POLICYTEXT_KNOWLEDGE", raising=False)
    engine = open_store(f"sqlite:///{tmp_path / 'live.db'}")
    for prints in (PRINTS, NEWER):
        number = start_run(engine, "ingest", NOW)
        write_document(engine, rows_of(sample(name="a.txt"), prints), Sighting("a.txt"), number)
        finish_run(engine, number, {}, NOW)
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'live.db'}")
    target = freeze(engine, settings, load_display(), "v1")
    number = start_run(engine, "ingest", NOW)
    write_document(engine, rows_of(sample(before="后来。", name="b.txt"), PRINTS), Sighting("b.txt"), number)
    engine.dispose()
    (tmp_path / "材料").mkdir()
    (tmp_path / "材料" / "c.txt").write_text("青禾区有社区12个。", "utf-8")
    assert 0 == run("backup", "live.zip", "--database", "live.db")[0]
    return str(target / "policytext.db")


def test_every_reading_command_works_in_a_release(release: str) -> None:
    """And leaves not even an empty file behind."""
    for command in READING:
        status, said = run(*command, "--database", release)
        assert status == 0, (command, said)
    assert broken(Path(release).parent)[0] == []
    assert "与封存时一致" in run("freeze", "--verify", str(Path(release).parent))[1]


def test_no_command_writes_to_a_release(release: str) -> None:
    """Each says what it is."""
    for command in WRITING:
        status, said = run(*command, "--database", release)
        assert (2, True) == (status, "release" in said), (command, said)
    assert broken(Path(release).parent)[0] == []


def test_exports_of_a_release_stay_as_they_are(release: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever becomes of the database, of the settings and of the analyst's tables."""
    forms = ["xlsx", "csv", "jsonl", "dta", "bib", *(["parquet"] if find_spec("pyarrow") else [])]
    for form in forms:
        assert 0 == run("export", "--to", form, "--out", f"one.{form}", "--database", release)[0]
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "display.yaml").write_text("columns: {indicator: 别的表头}\n", "utf-8")
    monkeypatch.setenv("POLICYTEXT_KNOWLEDGE", str(tmp_path / "own"))
    for form in forms:
        assert 0 == run("export", "--to", form, "--out", f"two.{form}", "--database", release)[0]
        assert Path(f"one.{form}").read_bytes() == Path(f"two.{form}").read_bytes()
        kept = Path(release).with_name(f"{'documents' if form == 'bib' else 'figures'}.{form}")
        assert form == "parquet" or kept.read_bytes() == Path(f"one.{form}").read_bytes()
    assert 0 == run("export", "--to", "csv", "--out", "live", "--database", "live.db")[0]
    assert "别的表头" in Path("live").read_text("utf-8")


def test_what_changed_in_a_release_is_a_fault(release: str) -> None:
    """Told by `check` and by `freeze --verify`."""
    file = Path(release).with_name("figures.csv")
    file.chmod(0o644)
    file.write_text("别的", "utf-8")
    status, said = run("check", "--no-originals", "--database", release)
    assert (1, True) == (status, "figures.csv has changed" in said)
    assert (1, True) == ((done := run("freeze", "--verify", str(file.parent)))[0], "不一致1处" in done[1])


def test_a_release_of_an_earlier_program_says_how_it_is_opened(release: str) -> None:
    """It cannot be brought up to date where it lies."""
    Path(release).chmod(0o644)
    raw = sqlite3.connect(release)
    raw.execute(f"PRAGMA user_version = {newest() - 1}")
    raw.commit()
    raw.close()
    status, said = run("figures", "--database", release)
    assert (2, True) == (status, "copy the file elsewhere" in said)


def test_forgetting_names_what_still_holds_the_document(release: str) -> None:
    """Releases and journals put aside, each by its name; a document that came back is forgotten once more."""
    decide = ("decide", "accept", "--document", "a.txt", "--quote", "75.2%", "--database", "live.db")
    assert 0 == run(*decide)[0]
    assert 0 == run("restore", "live.zip", "--force", "--database", "live.db")[0]
    status, said = run("forget", "a.txt", "--why", "来函要求", "--database", "live.db")
    told = " ".join(said.split())
    assert status == 0, said
    assert "v1: this release still holds it" in told
    assert "decisions.jsonl.replaced: this journal" in told
    assert "backups, bundles" in told
    assert 0 == run("restore", "live.zip", "--force", "--database", "live.db")[0]
    assert "was forgotten" in run("check", "--no-originals", "--database", "live.db")[1]
    assert 0 == run("forget", "--noted", "--database", "live.db")[0]
    assert 2 == run("show", "a.txt", "--database", "live.db")[0]
    assert "0 faults" in run("check", "--no-originals", "--database", "live.db")[1]
    assert "删除文献" in run("decisions", "--database", "live.db")[1]
    assert broken(Path(release).parent)[0] == []
