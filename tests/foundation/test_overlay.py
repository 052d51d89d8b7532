"""What a program writes into the user's own tables: decisions about furniture."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from policytext.errors import KnowledgeError, PolicytextError
from policytext.knowledge import load_knowledge
from policytext.knowledge.overlay import furniture_rows, overlay_folder, save_furniture
from policytext.knowledge.schema.clean import LearntLine

ROWS = [
    LearntLine(line="第#号窗口", decision="accept", by="李", on=date(2026, 3, 4), documents=4),
    LearntLine(origin="docin", line="on: yes # 甲", decision="reject"),
    LearntLine(origin="docin", line="'乙\"", decision="accept"),
]


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    """And are part of what is known."""
    save_furniture(tmp_path, ROWS)
    assert sorted(ROWS, key=repr) == sorted(furniture_rows(tmp_path), key=repr)
    assert furniture_rows(tmp_path) == load_knowledge(tmp_path).furniture.lines


def test_the_same_rows_make_the_same_file(tmp_path: Path) -> None:
    """In whatever order they are given, and nothing else is left beside it."""
    save_furniture(tmp_path, ROWS)
    text = (tmp_path / "furniture.yaml").read_text("utf-8")
    save_furniture(tmp_path, reversed(ROWS))
    assert text == (tmp_path / "furniture.yaml").read_text("utf-8")
    assert "line: 第#号窗口" in text
    assert ["furniture.yaml"] == [path.name for path in tmp_path.iterdir()]


def test_what_else_stands_in_the_file_stays(tmp_path: Path) -> None:
    """Forms that the user added."""
    (tmp_path / "furniture.yaml").write_text("shared: ['甲.*']\n", "utf-8")
    save_furniture(tmp_path, ROWS)
    assert "甲.*" in load_knowledge(tmp_path).furniture.shared


def test_only_accepted_lines_make_results_stale(tmp_path: Path) -> None:
    """A rejection shapes no result, nor does who decided."""
    plain = load_knowledge(tmp_path).fingerprint
    save_furniture(tmp_path, [ROWS[1]])
    assert plain == load_knowledge(tmp_path).fingerprint
    save_furniture(tmp_path, ROWS)
    accepted = load_knowledge(tmp_path).fingerprint
    save_furniture(tmp_path, [row.model_copy(update={"by": "王"}) for row in ROWS])
    assert accepted == load_knowledge(tmp_path).fingerprint
    assert plain != accepted


def test_no_file_is_no_decision(tmp_path: Path) -> None:
    """It is made with the first."""
    assert () == furniture_rows(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        "lines: [{line: 甲, decision: perhaps}]",
        "lines: [{line: 甲, decision: accept}, {line: 甲, decision: reject}]",
        "lines: 甲",
        "- 甲",
        "lines: [",
    ],
)
def test_a_table_that_is_not_valid_is_not_written_over(tmp_path: Path, content: str) -> None:
    """The error names the file; it stays as it is."""
    (tmp_path / "furniture.yaml").write_text(content, "utf-8")
    with pytest.raises(KnowledgeError, match=r"furniture\.yaml"):
        save_furniture(tmp_path, ROWS)
    assert content == (tmp_path / "furniture.yaml").read_text("utf-8")


def test_without_a_folder_the_setting_is_named() -> None:
    """Where to put tables of one's own."""
    with pytest.raises(PolicytextError, match="POLICYTEXT_KNOWLEDGE"):
        overlay_folder(None)
