"""Time to read each format: median milliseconds a file and MB/s; of a PDF pages a second beside plain pdfplumber.

usage: python -m benchmarks.readers [FOLDER] [--rounds N]

FOLDER holds files of any format, the sample corpus by default; beside them
stands a report of 15,000 characters in the formats that can be made here: as
.docx it is to take at most 15 ms; as .doc, where LibreOffice is installed to
write one, 50 ms.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from policytext.errors import PolicytextError
from policytext.files import find
from policytext.read import read, read_bytes
from tests.read import made

ROOT = Path(__file__).parents[1]
CHARACTERS = 15_000


def long_reports() -> dict[str, bytes]:
    """A report of 15,000 characters as several formats."""
    import docx

    paragraphs = [made.PARAGRAPHS[1] + f"第{number}条" for number in range(CHARACTERS // 50)]
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    file = io.BytesIO()
    document.save(file)
    pages = [[[text] for text in paragraphs[at : at + 25]] for at in range(0, len(paragraphs), 25)]
    return {
        "long.docx": file.getvalue(),
        **old_report(file.getvalue()),
        "long.rtf": made.rtf(paragraphs),
        "long.ofd": made.ofd(pages),
        "long.html": made.page(paragraphs).encode(),
    }


def old_report(docx: bytes) -> dict[str, bytes]:
    """The same as .doc, written by LibreOffice; nothing where that is not installed."""
    program = shutil.which("soffice")
    if program is None:
        return {}
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "long.docx").write_bytes(docx)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = (program, profile, "--headless", "--convert-to", "doc", "--outdir", name, str(folder / "long.docx"))
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - a program of the system
        return {"long.doc": (folder / "long.doc").read_bytes()}


def milliseconds(data: bytes, name: str, rounds: int) -> float:
    """The median time to read a file."""
    times = []
    for _ in range(rounds):
        began = perf_counter()
        read_bytes(data, name)
        times.append(1000 * (perf_counter() - began))
    return median(times)


def plain_pages(data: bytes) -> tuple[int, float]:
    """Pages of a PDF, and the seconds that pdfplumber alone takes for their text."""
    import pdfplumber

    began = perf_counter()
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.extract_text()
            page.close()
        return len(pdf.pages), perf_counter() - began


def main() -> None:
    """Print a line for each format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "corpus")
    parser.add_argument("--rounds", type=int, default=5)
    told = parser.parse_args()
    times: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for path in map(Path, find([told.folder])[0]):
        with suppress(PolicytextError, OSError):
            reader = read(path).reader
            data = path.read_bytes()
            took = milliseconds(data, path.name, told.rounds)
            times[reader].append((took, len(data)))
            if reader == "pdf":
                pages, seconds = plain_pages(data)
                print(f"{path.name}: {pages * 1000 / took:.1f} pages a second, plain pdfplumber {pages / seconds:.1f}")
    for name, found in sorted(times.items()):
        rate = sum(size for _, size in found) / 1000 / sum(took for took, _ in found)
        print(f"{name}: {median(took for took, _ in found):.1f} ms a file, {rate:.2f} MB/s, {len(found)} files")
    for name, data in long_reports().items():
        print(f"{name} of {CHARACTERS:,} characters: {milliseconds(data, name, told.rounds):.1f} ms")


if __name__ == "__main__":
    main()
