"""LibreOffice as the last resort: asked only where wanted, within limits, and killed with the child that asked."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import psutil
import pytest

from policytext.errors import ReadError
from policytext.pool import Job, Pool
from policytext.read import libreoffice, read_bytes
from policytext.read.drawing import File
from policytext.settings import Settings

CORPUS = Path(__file__).parents[2] / "corpus"
OLDER = 0xA5DC  # what a header of Word 6 and 95 begins with


@pytest.fixture(autouse=True)
def _looked_for_anew() -> None:
    """Each test looks for LibreOffice itself."""
    libreoffice._command.cache_clear()  # noqa: SLF001 - what it remembers of another PATH


def older() -> bytes:
    """A file that says to be older than Word 97."""
    data = (CORPUS / "grid_report.doc").read_bytes()
    assert b"\xec\xa5" in data
    return data.replace(b"\xec\xa5", OLDER.to_bytes(2, "little"), 1)


def test_nobody_is_asked_unless_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the setting the file is refused as ever; with it, and no LibreOffice there, the reason says so."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ReadError, match=r"^a\.doc: is a document of Word 95 or older, .* save it anew as \.docx$"):
        read_bytes(older(), "a.doc")
    with pytest.raises(ReadError, match=r"^a\.doc: is a document .*; LibreOffice was asked for and is not installed$"):
        read_bytes(older(), "a.doc", office=True)


@pytest.mark.skipif(not any(map(shutil.which, libreoffice.NAMES)), reason="LibreOffice is not installed")
def test_libreoffice_gives_what_the_reader_gives() -> None:
    """Of a file that both can read the paragraphs are the same, and the note says who read it."""
    data = (CORPUS / "grid_report.doc").read_bytes()
    drawn = libreoffice.draw(File("a.doc", data, 10_000), ReadError("a.doc: is damaged"))
    ours = read_bytes(data, "a.doc").text
    assert [line for line in ours.splitlines() if "\t" in line] == [
        line for line in drawn.text.splitlines() if "\t" in line
    ]
    assert drawn.notes[0].startswith("No reader here could read the file (is damaged); LibreOffice turned it into")


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for LibreOffice")
def test_what_hangs_is_killed_with_the_child(tmp_path: Path) -> None:
    """A program that never ends costs one file its time, and does not outlive the child."""
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nwhile :; do sleep 1; done\n")
    program.chmod(0o755)
    document = tmp_path / "a.doc"
    document.write_bytes(older())
    environment = f"import os, sys; os.environ['PATH'] = {str(tmp_path)!r} + os.pathsep + os.environ['PATH']; "
    command = (sys.executable, "-c", environment + "from policytext import worker; sys.exit(worker.main())")
    with Pool(Settings(workers=1, libreoffice=True), command) as pool:
        (reply,) = pool.replies([Job(str(document), 8)])
    assert "took longer than 8 seconds" in reply.reason
    written = (tmp_path / "pid").read_text().strip()
    for _ in range(100):
        if not psutil.pid_exists(int(written)) or psutil.Process(int(written)).status() == psutil.STATUS_ZOMBIE:
            break
        time.sleep(0.05)
    else:
        pytest.fail("LibreOffice outlived the child")
