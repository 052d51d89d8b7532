"""What LibreOffice writes comes back to the character, in every format that it writes and we read.

It is `libreoffice-writer-nogui` in Debian; CI installs it, elsewhere the tests are skipped where it is missing.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import docx
import pytest

from policytext.read import read
from tests.read import made

OFFICE = shutil.which("soffice")
FORMATS = ("docx", "doc", "rtf", "html", "pdf")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed (libreoffice-writer-nogui)")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the known text in every format."""
    folder = tmp_path_factory.mktemp("written")
    document = docx.Document()
    for paragraph in made.PARAGRAPHS[:2]:
        document.add_paragraph(paragraph)
    table = document.add_table(rows=0, cols=3, style="Table Grid")
    for row in made.ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph(made.PARAGRAPHS[2])
    source = folder / "source" / "report.docx"
    source.parent.mkdir()
    made_bytes = io.BytesIO()
    document.save(made_bytes)
    source.write_bytes(made_bytes.getvalue())
    for name in FORMATS:
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [OFFICE or "", profile, "--headless", "--convert-to", name, "--outdir", str(folder), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder


@needs_office
@pytest.mark.parametrize("name", FORMATS)
def test_a_text_with_a_table_comes_back_to_the_character(written: Path, name: str) -> None:
    """Paragraphs, rows and cells; a PDF breaks lines where the page ends."""
    source = read(written / f"report.{name}")
    assert name == source.reader
    text = source.text.replace("\n", "") if name == "pdf" else source.text
    assert (made.text_of().replace("\n", "") if name == "pdf" else made.text_of()) == text
    cells = {
        (place.row, place.column): source.text[place.span.start : place.span.end]
        for place in source.places
        if place.kind == "cell"
    }
    assert {(r, c): cell for r, row in enumerate(made.ROWS, 1) for c, cell in enumerate(row, 1) if cell} == cells
