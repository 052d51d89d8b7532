"""Archives: their members are files like any other, and nothing hostile gets out of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from policytext.errors import LimitError, ReadError
from policytext.files import digest, find
from policytext.read import archive, read
from tests.read.made import archive as packed
from tests.read.made import ofd, rtf

TEXT = "松溪镇有36个社区。".encode()


def members(path: Path) -> tuple[list[str], list[str]]:
    """What is found in an archive, by the path inside, and the reasons for what is not."""
    found, unfound = find([path])
    return [one.removeprefix(str(path)) for one in found], [one.reason for one in unfound]


def test_members_are_found_and_read_by_their_paths(tmp_path: Path) -> None:
    """Folders, names of old Chinese systems and archives inside archives."""
    inner = packed({"表/一.rtf": rtf()})
    file = tmp_path / "a.zip"
    file.write_bytes(
        packed(
            {"报告/a.txt": TEXT, "XXXX.txt": TEXT, "内.zip": inner, "b.ofd": ofd([[["甲"]]]), "__MACOSX/x": b"1"}
        ).replace(b"XXXX", "临江".encode("gb18030"))
    )
    found, reasons = members(file)
    assert {"!/报告/a.txt", "!/临江.txt", "!/内.zip!/表/一.rtf", "!/b.ofd"} == set(found)
    assert [] == reasons
    assert "松溪镇有36个社区。" == read(Path(f"{file}!/报告/a.txt")).text
    assert "rtf" == read(Path(f"{file}!/内.zip!/表/一.rtf")).reader
    assert digest(f"{file}!/报告/a.txt") == digest(f"{file}!/临江.txt")


def test_what_is_refused_has_its_reason_and_the_others_go_on(tmp_path: Path) -> None:
    """A path outside, a bomb; the member beside them is read."""
    file = tmp_path / "a.zip"
    file.write_bytes(packed({"../evil.txt": TEXT, "bomb.txt": b"0" * 20_000_000, "good.txt": TEXT}))
    found, reasons = members(file)
    assert ["!/good.txt"] == found
    assert [
        "../evil.txt: the member's path leads outside the archive",
        "bomb.txt: unpacks to more than 500 times its size",
    ] == reasons
    assert not (tmp_path.parent / "evil.txt").exists()


def test_archives_have_a_depth_a_count_and_a_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each limit is named."""
    nested = packed({"a.txt": TEXT})
    for _ in range(archive.MAX_DEPTH):
        nested = packed({"a.zip": nested})
    file = tmp_path / "a.zip"
    file.write_bytes(nested)
    assert ([], ["a.zip: lies more than 3 archives deep"]) == members(file)
    file.write_bytes(packed({f"{number}.txt": TEXT for number in range(9)}))
    monkeypatch.setattr(archive, "MAX_MEMBERS", 8)
    monkeypatch.setattr(archive, "_Budget", type("Budget", (), {"members": 8, "bytes": 10**9}))
    assert "more than 8 members" in members(file)[1][0]
    monkeypatch.setattr(archive, "_Budget", type("Budget", (), {"members": 100, "bytes": 60}))
    assert "unpacks to more than" in members(file)[1][0]


def test_encrypted_and_damaged_members_are_named(tmp_path: Path) -> None:
    """One member costs itself only."""
    data = bytearray(packed({"a.txt": TEXT, "b.txt": TEXT}))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    file = tmp_path / "a.zip"
    file.write_bytes(bytes(data))
    found, reasons = members(file)
    assert (["!/b.txt"], ["a.txt: is encrypted: its archive opens with a password only"]) == (found, reasons)


def test_a_member_that_is_not_there_is_named(tmp_path: Path) -> None:
    """And one that is too large."""
    file = tmp_path / "a.zip"
    file.write_bytes(packed({"a.txt": TEXT}))
    with pytest.raises(ReadError, match=r"^a\.zip: holds no member b\.txt"):
        read(Path(f"{file}!/b.txt"))
    with pytest.raises(LimitError, match=r"^a\.txt: .*max_file_mb"):
        read(Path(f"{file}!/a.txt"), max_bytes=5)
