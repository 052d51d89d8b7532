"""Whole runs over very many files, damaged at random or good: nothing breaks, no quote is wrong, memory stays flat."""

from __future__ import annotations

import io
import random
import shutil
import sqlite3
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from policytext.advice import REPORT, advice_for
from policytext.ingest import ingest, ingest_groups, open_run, summarize
from policytext.plan import plan
from policytext.pool import Job, Pool
from policytext.run import Item
from policytext.settings import Settings
from tests.read import made
from tests.read.test_read_fuzz import SEEDS, mutated

CORPUS = Path(__file__).parents[2] / "corpus"
# the real worker, in which garbled pages are refused and not looked at for seconds each
WITHOUT_OCR = """
import sys
from policytext import worker
from policytext.read import ocr
ocr.is_installed = lambda: False
sys.exit(worker.main())
"""
BROKEN = ("died of", "took longer", "nonsense", "gave more than", "of memory")


def seeds() -> dict[str, bytes]:
    """A file of every format that is read."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("指标")
    for row, cells in enumerate(made.ROWS):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    written = io.BytesIO()
    book.save(written)
    kept = {name: (CORPUS / name).read_bytes() for name in (*SEEDS, "two_reports.zip", "utf16.txt", "policy.md")}
    return kept | {"grid.xls": written.getvalue(), "grid.wps": kept["grid_report.doc"]}


def wrong_quotes(database: Path) -> int:
    """Observations whose words do not stand where they say."""
    with sqlite3.connect(database) as connection:
        rows = connection.execute(
            "select t.text, o.span_start, o.span_end, o.surface from observations o "
            "join revisions r on r.id = o.revision_id join texts t on t.id = r.text_id"
        ).fetchall()
    connection.close()
    return sum(text[start:end] != surface for text, start, end, surface in rows)


@pytest.mark.parametrize("files", [39, pytest.param(3003, marks=pytest.mark.soak)])
def test_a_run_over_mutated_files_of_every_format(tmp_path: Path, files: int) -> None:
    """Each is read, or refused with a reason that names it and no fault of ours; every quote is right."""
    folder = tmp_path / "files"
    folder.mkdir()
    originals = seeds()
    names = sorted(originals)
    for number in range(files):
        name = names[number % len(names)]
        chance = random.Random(f"run {name} {number}")  # noqa: S311 - the same mutations every time
        (folder / f"{number:04}-{name}").write_bytes(mutated(originals[name], chance))
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'x.db'}")
    with open_run(settings, "fuzz") as run, Pool(settings, (sys.executable, "-c", WITHOUT_OCR)) as pool:
        ingest_groups(run, pool, plan(run, [folder]))
        summary = summarize(run)
    assert summary.found == summary.done + summary.failed
    reasons = [item.reason for item in summary.failures]
    assert [why for why in reasons if advice_for(why) == REPORT or any(word in why for word in BROKEN)] == []
    assert {item.stage for item in summary.failures} <= {"find", "read"}
    assert 0 == wrong_quotes(tmp_path / "x.db")


def unlike(number: int) -> tuple[str, bytes]:
    """A good file, no two alike, of eight formats in turn."""
    told = (f"松溪镇第{number}号简报", f"全镇有社区{number + 3}个，比上年增加{number}个。", "各社区每月议事一次。" * 30)
    docx = io.BytesIO()
    with zipfile.ZipFile(CORPUS / "tracked_changes.docx") as archive, zipfile.ZipFile(docx, "w") as copy:
        for name in archive.namelist():
            copy.writestr(name, archive.read(name))
        copy.writestr("docProps/number.txt", str(number))
    return (
        ("txt", "。".join(told).encode()),
        ("doc", (CORPUS / "grid_report.doc").read_bytes() + str(number).encode()),
        ("docx", docx.getvalue()),
        ("ofd", made.ofd([[[text] for text in told]])),
        ("rtf", made.rtf(told)),
        ("mht", made.mht(made.page(told).encode())),
        ("xlsx", made.xlsx([*made.ROWS, (str(number), "1", "2")])),
        ("pdf", (CORPUS / "two_pages.pdf").read_bytes() + f"\n%{number}\n".encode()),
    )[number % 8]


@pytest.mark.soak
def test_memory_of_a_whole_run_is_flat_after_the_first_files(tmp_path: Path) -> None:
    """2,000 files in one run: after the first 200 neither parent nor children grow by more than a little."""
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(2000):
        ending, data = unlike(number)
        (folder / f"{number:04}.{ending}").write_bytes(data)
    settled, parent = 0, psutil.Process()
    sizes: dict[int, tuple[int, list[int]]] = {}

    def tick(_: Item, __: int) -> None:
        nonlocal settled
        settled += 1
        if settled % 200 == 0:
            children = parent.children(recursive=True)
            sizes[settled] = parent.memory_info().rss, [child.memory_info().rss for child in children]

    summary = ingest([folder], Settings(database_url=f"sqlite:///{tmp_path / 'x.db'}"), tick=tick)
    shown = {at: (ours // 10**6, [child // 10**6 for child in theirs]) for at, (ours, theirs) in sizes.items()}
    print(f"{summary.seconds:.0f} s; MB of parent and children after so many files: {shown}")  # noqa: T201 - for docs/soak.md
    assert (2000, 0) == (summary.done, summary.failed)
    assert sizes[2000][0] - sizes[200][0] < 40_000_000
    assert sum(sizes[2000][1]) - sum(sizes[200][1]) < 40_000_000


@pytest.mark.parametrize("files", [120, pytest.param(2000, marks=pytest.mark.soak)])
def test_memory_stays_flat(tmp_path: Path, files: int) -> None:
    """Parent and child hold no more after the last file than after the first tenth, save a little."""
    names = ("grid_report.doc", "grid_report.ofd", "grid_report.rtf", "grid_table.xlsx", "tracked_changes.docx")
    for name in names:
        shutil.copy(CORPUS / name, tmp_path / name)

    def jobs() -> Iterator[Job]:
        return (Job(str(tmp_path / names[number % len(names)]), 60) for number in range(files))

    parent, sizes = psutil.Process(), []
    with Pool(Settings(workers=1)) as pool:
        for number, reply in enumerate(pool.replies(jobs()), 1):
            assert reply.ok, reply.reason
            if number in {files // 3, files}:
                sizes.append(sum(one.memory_info().rss for one in (parent, *parent.children(recursive=True))))
    assert sizes[-1] - sizes[0] < 30_000_000
