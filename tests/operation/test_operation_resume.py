"""Killed anywhere, the next run ends in the same database as one that nothing disturbed."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from policytext.store import canonical_digest, open_store
from policytext.store.database import reading
from policytext.store.schema import revisions, run_items

SCRIPT = Path(__file__).with_name("kill_points.py")
SEED = 20260301


@dataclass(frozen=True)
class World:
    """Files, a database that holds an earlier state of them, and what an undisturbed run makes of it."""

    files: Path
    earlier: Path
    together: int
    statements: int
    digest: str
    done: Counter[str]


def run(files: Path, database: Path, together: int = 1, last: int | None = None) -> subprocess.CompletedProcess[str]:
    """A run in a process of its own, so many contents in a transaction; killed before a statement if one is given."""
    told = [str(number) for number in (together, last) if number]
    command = [sys.executable, str(SCRIPT), str(files), f"sqlite:///{database}", *told]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def digest(database: Path) -> str:
    """What the database holds."""
    engine = open_store(f"sqlite:///{database}")
    found = canonical_digest(engine)
    engine.dispose()
    return found


def done(database: Path) -> Counter[str]:
    """How often each path was done."""
    engine = open_store(f"sqlite:///{database}")
    with reading(engine) as connection:
        paths = connection.scalars(select(run_items.c.path).where(run_items.c.outcome != "failed")).all()
    engine.dispose()
    return Counter(paths)


def whole(database: Path) -> bool:
    """Whether every document that is written is noted in its run, and the other way round."""
    engine = open_store(f"sqlite:///{database}")
    wrote = ("new", "changed", "reprocessed")
    with reading(engine) as connection:
        noted = connection.execute(
            select(run_items.c.run_id, run_items.c.document_id).where(run_items.c.outcome.in_(wrote))
        )
        written = connection.execute(select(revisions.c.run_id, revisions.c.document_id))
        found = sorted(map(tuple, noted)) == sorted(map(tuple, written))
    engine.dispose()
    return found


def write(folder: Path, name: str, number: int) -> None:
    """A document with a figure and a target."""
    text = f"青禾区材料\n目前有社区{number}个，社区工作者{number * 7}人。力争到2027年建成示范社区{number // 2}个。"
    (folder / name).write_text(text, "utf-8")


@pytest.fixture(scope="module", params=[1, 3], ids=["one-by-one", "together"])
def world(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> World:
    """Files new, changed, unchanged, moved, copied, bad; and a database that knows the earlier ones."""
    root, together = tmp_path_factory.mktemp("world"), request.param
    files, earlier = root / "files", root / "earlier.db"
    files.mkdir()
    for number in range(4):
        write(files, f"a{number}.txt", 10 + number)
    (files / "bad.txt").write_bytes(b"")
    assert not run(files, earlier).returncode
    write(files, "a0.txt", 50)
    for number in range(3):
        write(files, f"b{number}.txt", 60 + number)
    (files / "a1.txt").rename(files / "moved.txt")
    shutil.copy(files / "a2.txt", files / "copy.txt")
    end = root / "whole.db"
    shutil.copy(earlier, end)
    counted = run(files, end, together)
    return World(files, earlier, together, int(counted.stdout), digest(end), done(end))


def killed(world: World, last: int, database: Path) -> None:
    """A run that is killed, and one that follows it."""
    shutil.copy(world.earlier, database)
    assert -9 == run(world.files, database, world.together, last).returncode
    assert whole(database)
    assert not run(world.files, database).returncode
    assert world.digest == digest(database), last
    assert all(times <= world.done[path] for path, times in done(database).items()), last


def points(number: int, statements: int) -> Iterator[int]:
    """So many statements at random; none twice before all were drawn."""
    draw = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    while number > 0:
        yield from draw.sample(range(1, statements + 1), min(number, statements))
        number -= statements


@pytest.mark.parametrize("number", [2, pytest.param(150, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])])
def test_killed_between_two_statements_nothing_is_lost_or_doubled(world: World, tmp_path: Path, number: int) -> None:
    """Row for row; and what was done is not done again."""
    for last in points(number, world.statements):
        killed(world, last, tmp_path / f"{last}.db")


def test_killed_again_and_again_a_run_still_ends(world: World, tmp_path: Path) -> None:
    """Each time a little later."""
    database = tmp_path / "p.db"
    shutil.copy(world.earlier, database)
    for last in points(2, world.statements // 2):
        run(world.files, database, world.together, last)
        assert whole(database)
    assert not run(world.files, database).returncode
    assert world.digest == digest(database)
