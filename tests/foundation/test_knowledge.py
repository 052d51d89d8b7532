"""Tables are read once, validated, and the user's overlay is merged over them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from policytext.errors import KnowledgeError
from policytext.knowledge import Knowledge, load_knowledge
from policytext.knowledge.load import CANON, DERIVED, DIVISIONS, HEADWORDS, SHIPPED, TABLES, merge


def test_the_shipped_tables_are_valid_and_fingerprinted() -> None:
    """Two loads of the same tables say the same."""
    assert load_knowledge().fingerprint == load_knowledge().fingerprint


def test_every_table_file_in_the_folder_is_read() -> None:
    """No table lies about that nobody loads."""
    read = {file for file, _ in TABLES.values()} | {
        CANON,
        DERIVED,
        HEADWORDS,
        "userdict.txt",
        "traditional.tsv",
        *DIVISIONS,
    }
    lying = {path.name for path in SHIPPED.iterdir() if path.suffix in {".yaml", ".txt", ".tsv"}}
    assert lying <= read


def test_a_word_of_the_overlay_joins_the_dictionary_and_changes_the_fingerprint(tmp_path: Path) -> None:
    """What the user adds is used, and results that were made without it are stale."""
    (tmp_path / "userdict.txt").write_text("# ours\n红色议事厅\n", encoding="utf-8")
    ours = load_knowledge(tmp_path)
    assert "红色议事厅" in ours.userdict
    assert ours.fingerprint != load_knowledge().fingerprint


def test_a_platform_of_the_users_own_needs_no_shipped_counterpart(tmp_path: Path) -> None:
    """A new site is one more file in the overlay's platforms."""
    shipped = next(iter(sorted((SHIPPED / "platforms").glob("*.yaml"))))
    (tmp_path / "platforms").mkdir()
    text = re.sub(rf"^id: {shipped.stem}$", "id: ownsite", shipped.read_text("utf-8"), flags=re.MULTILINE)
    (tmp_path / "platforms" / "ownsite.yaml").write_text(text, encoding="utf-8")
    assert "ownsite" in load_knowledge(tmp_path).platforms


def test_a_word_on_a_header_makes_no_result_stale(tmp_path: Path) -> None:
    """How columns are headed shapes no result, so nothing need be processed again."""
    (tmp_path / "display.yaml").write_text((SHIPPED / "display.yaml").read_text("utf-8"), encoding="utf-8")
    assert load_knowledge(tmp_path).fingerprint == load_knowledge().fingerprint


def test_a_table_that_is_not_utf8_is_an_error_that_names_it(tmp_path: Path) -> None:
    """An overlay saved in another encoding is told, not guessed."""
    (tmp_path / "userdict.txt").write_bytes("议事厅".encode("gb18030"))
    with pytest.raises(KnowledgeError, match=r"userdict\.txt"):
        load_knowledge(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("units.yml", "a: 1", "no table has this name"),
        ("taxonomy.yaml", "nonsense: 1", "nonsense"),
        ("taxonomy.yaml", "a: [1", "while parsing"),
    ],
)
def test_a_wrong_overlay_is_an_error_that_names_the_file(tmp_path: Path, name: str, content: str, reason: str) -> None:
    """A misspelt file, an unknown key and broken YAML are told apart."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=reason) as caught:
        load_knowledge(tmp_path)
    assert name in str(caught.value)


def test_an_overlay_that_is_no_folder_is_an_error(tmp_path: Path) -> None:
    """A mistyped path does not silently mean: no overlay."""
    with pytest.raises(KnowledgeError, match="not a folder"):
        load_knowledge(tmp_path / "missing")


@pytest.mark.parametrize(
    ("under", "over", "merged"),
    [
        ({"a": 1, "b": 2}, {"b": 3, "c": 4}, {"a": 1, "b": 3, "c": 4}),
        ({"a": {"x": [1]}}, {"a": {"x": [2, 1]}}, {"a": {"x": [1, 2]}}),
        ([1], 5, 5),
    ],
)
def test_an_overlay_is_laid_over(under: Any, over: Any, merged: Any) -> None:  # noqa: ANN401 - any YAML
    """Mappings are merged by key, lists appended without doubles, all else replaced."""
    assert merged == merge(under, over)


def count_platforms(knowledge: Knowledge) -> list[int]:
    """Something built from the tables."""
    return [len(knowledge.platforms)]


def test_what_is_derived_is_built_once() -> None:
    """The same object comes back, for this knowledge alone."""
    knowledge = load_knowledge()
    assert knowledge.derive(count_platforms) is knowledge.derive(count_platforms)
    assert knowledge.derive(count_platforms) is not load_knowledge().derive(count_platforms)
