"""Settings come from the environment over one file; tests/house/test_docs.py holds their page fresh."""

from __future__ import annotations

from pathlib import Path

import pytest

from policytext.errors import PolicytextError
from policytext.settings import SETTINGS_FILE, Settings, load_settings


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without a settings file, an environment without ours."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"POLICYTEXT_{name.upper()}", raising=False)


def test_the_environment_outranks_the_file_and_the_file_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three places, one order."""
    Path(SETTINGS_FILE).write_text("workers = 3\nbatch_size = 5\n", encoding="utf-8")
    monkeypatch.setenv("POLICYTEXT_WORKERS", "4")
    settings = load_settings()
    assert (4, 5, 100) == (settings.workers, settings.batch_size, settings.max_file_mb)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("worker = 3", "worker"),
        ("workers = 0", "workers"),
        ("workers = 'many'", "workers"),
        ("workers = ", SETTINGS_FILE),
    ],
)
def test_a_wrong_setting_is_an_error_that_names_it(content: str, key: str) -> None:
    """A misspelt key, a value out of range and a broken file are not passed over."""
    Path(SETTINGS_FILE).write_text(content, encoding="utf-8")
    with pytest.raises(PolicytextError, match=key):
        load_settings()


def test_a_settings_file_in_another_encoding_is_told() -> None:
    """As some editors save it."""
    Path(SETTINGS_FILE).write_text("workers = 3", encoding="utf-16")
    with pytest.raises(PolicytextError, match="UTF-8"):
        load_settings()


def test_a_misspelt_variable_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment is held to the same keys as the file."""
    monkeypatch.setenv("POLICYTEXT_WORKERZ", "3")
    with pytest.raises(PolicytextError, match="POLICYTEXT_WORKERZ"):
        load_settings()
