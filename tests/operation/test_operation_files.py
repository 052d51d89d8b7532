"""The files that paths name: each once, in order, and a failure for what is none."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from policytext.files import digest, find

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")


def make(root: Path, *names: str) -> None:
    """Small files with these relative names."""
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name, "utf-8")


def names(root: Path, found: list[str]) -> list[str]:
    """Found paths relative to `root`."""
    return [Path(path).relative_to(root).as_posix() for path in found]


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of root, for whom nothing is unreadable."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    yield
    os.seteuid(was)


def test_folders_are_searched_in_depth_and_in_order(tmp_path: Path) -> None:
    """The order is that of names, on every system."""
    make(tmp_path, "b/2.txt", "b/1/9.txt", "a.txt", "c.txt")
    assert ["a.txt", "b/1/9.txt", "b/2.txt", "c.txt"] == names(tmp_path, find([tmp_path])[0])


def test_hidden_and_lock_files_are_skipped_in_folders_only(tmp_path: Path) -> None:
    """Who names a file wants it."""
    make(tmp_path, ".hidden", "~$报告.docx", ".git/config", "报告.docx")
    assert ["报告.docx"] == names(tmp_path, find([tmp_path])[0])
    assert [".hidden"] == names(tmp_path, find([tmp_path / ".hidden"])[0])


def test_a_file_named_twice_is_found_once(tmp_path: Path) -> None:
    """Also where a folder holds it, and another way of writing the path."""
    make(tmp_path, "a.txt", "b.txt")
    found, _ = find([tmp_path / "b.txt", tmp_path, tmp_path / "." / "a.txt"])
    assert ["b.txt", "a.txt"] == names(tmp_path, found)


def test_the_database_and_its_outputs_are_left_out(tmp_path: Path) -> None:
    """`ingest .` in a project does not read what it wrote; a folder of another name is read."""
    make(tmp_path, "a.txt", "outputs/policytext.db", "outputs/policytext.db-wal", "outputs/figures.xlsx", "b/outputs/c")
    assert ["a.txt", "b/outputs/c"] == names(tmp_path, find([tmp_path], [tmp_path / "outputs/policytext.db"])[0])
    make(tmp_path, "d/my.db", "d/my.db-wal", "d/e.txt")
    assert ["d/e.txt"] == names(tmp_path, find([tmp_path / "d"], [tmp_path / "d/my.db"])[0])


def test_what_is_missing_is_told_and_the_rest_found(tmp_path: Path) -> None:
    """A wrong path is a failure of its own, not the end."""
    make(tmp_path, "a.txt")
    found, unfound = find([tmp_path / "none", tmp_path / "a.txt"])
    assert ["a.txt"] == names(tmp_path, found)
    assert ["none: No such file or directory"] == [one.reason for one in unfound]


@POSIX
def test_links_cannot_go_round(tmp_path: Path) -> None:
    """A folder linked into itself is searched once; a link that leads nowhere is told."""
    make(tmp_path, "a/b.txt")
    (tmp_path / "a" / "again").symlink_to(tmp_path / "a")
    (tmp_path / "a" / "lost").symlink_to(tmp_path / "nowhere")
    found, unfound = find([tmp_path])
    assert ["a/b.txt"] == names(tmp_path, found)
    assert ["lost: No such file or directory"] == [one.reason for one in unfound]


@POSIX
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    """Reading one would wait for ever."""
    os.mkfifo(tmp_path / "pipe")  # type: ignore[attr-defined,unused-ignore] # POSIX only
    assert ["pipe: not a regular file"] == [one.reason for one in find([tmp_path])[1]]


@POSIX
def test_an_unreadable_folder_is_told_and_its_neighbours_found(tmp_path: Path) -> None:
    """Tried as a user who may not read it."""
    make(tmp_path, "a/1.txt", "b/2.txt", "c/3.txt")
    (tmp_path / "b").chmod(0)
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o055)
    with as_nobody():
        found, unfound = find([tmp_path])
    (tmp_path / "b").chmod(0o755)
    assert ["a/1.txt", "c/3.txt"] == names(tmp_path, found)
    assert ["b: Permission denied"] == [one.reason for one in unfound]


def test_a_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    """The identity of a content."""
    (tmp_path / "a").write_bytes(b"\x00\xff")
    assert hashlib.sha256(b"\x00\xff").hexdigest() == digest(str(tmp_path / "a"))


def test_what_an_ignore_file_lists_is_no_document(tmp_path: Path) -> None:
    """Patterns hold as in a .gitignore, under the folder of the file, and not for what is named."""
    make(tmp_path, "a.txt", "notes.md", "sub/notes.md", "sub/b.txt", "drafts/c.txt", "sub/keep.md")
    (tmp_path / ".policytextignore").write_text("# ours\n*.md\n!keep.md\ndrafts/\n", "utf-8")
    assert names(tmp_path, find([tmp_path])[0]) == ["a.txt", "sub/b.txt", "sub/keep.md"]
    assert names(tmp_path, find([tmp_path / "notes.md"])[0]) == ["notes.md"]
