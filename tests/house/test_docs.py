"""Documentation is tested: generated pages are fresh, commands and links are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.generate import PAGES, render

ROOT = Path(__file__).parents[2]
PROSE = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "corpus" / "README.md"])


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_generated_page_is_fresh(name: str) -> None:
    """`make docs` would change nothing."""
    assert render(name) == (ROOT / "docs" / name).read_text("utf-8")


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.name)
def test_links_within_the_project_lead_somewhere(path: Path) -> None:
    """Every relative link names a file that is there."""
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    assert [] == [link for link in links if not (path.parent / link).exists()]


def commands(page: str) -> list[str]:
    """The policytext commands that a page uses."""
    return sorted(
        set(re.findall(r"policytext ([a-z][a-z-]*)\b", "\n".join(re.findall(r"\$ .*|`policytext [^`]*`", page))))
    )


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_uses_commands_that_exist(name: str) -> None:
    """Every command in the README stands in the page of commands."""
    known = set(re.findall(r"## `policytext ([a-z-]+)`", (ROOT / "docs" / "cli.md").read_text("utf-8")))
    used = commands((ROOT / name).read_text("utf-8"))
    assert used
    assert set(used) <= known
