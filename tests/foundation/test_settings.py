"""Settings come from the environment over one file, and every one is documented."""

from __future__ import annotations

from pathlib import Path

import pytest

from policytext.errors import PolicytextError
from policytext.settings import SETTINGS_FILE, Settings, load_settings

ROOT = Path(__file__).parents[2]


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


def test_every_setting_is_documented_with_its_default() -> None:
    """docs/settings.md has a row for each setting, in the order of the code, with what it is by default."""
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    expected = [
        f"| `{name}` | `POLICYTEXT_{name.upper()}` | {'none' if field.default is None else f'`{field.default}`'} "
        f"| {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    assert expected == rows
