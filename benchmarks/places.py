"""Time to read the places and to find them in texts, and as a ratio to rjieba cutting the same texts, in one run.

usage: python benchmarks/places.py [FOLDER] [--rounds N]

FOLDER holds documents that policytext reads; the default is the sample
corpus.  Look-up is to take at most 0.2 ms per 1,000 characters.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import perf_counter

import rjieba

from policytext.clean import clean
from policytext.clean.place import places_of
from policytext.clean.years import years_of
from policytext.errors import PolicytextError
from policytext.gazetteer import Gazetteer
from policytext.knowledge import Knowledge, load_knowledge
from policytext.model import Document
from policytext.read import read

ROOT = Path(__file__).parents[1]


def documents(folder: Path, knowledge: Knowledge) -> Iterator[Document]:
    """Every file of a folder that can be read, after the clean room."""
    for path in sorted(folder.rglob("*")):
        with suppress(PolicytextError, IsADirectoryError):
            yield clean(Document.of(read(path)), knowledge)


def seconds_of(one: Callable[[Document], object], docs: list[Document]) -> float:
    """Seconds that a kind of work takes over all documents."""
    start = perf_counter()
    for doc in docs:
        one(doc)
    return perf_counter() - start


def main() -> None:
    """Print a line for each kind of work."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "corpus")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    knowledge = load_knowledge()
    start = perf_counter()
    gazetteer = Gazetteer.of(knowledge)
    print(f"{'reading':12s} {1000 * (perf_counter() - start):8.1f} ms, once a process, for {len(gazetteer.rows)} rows")
    docs = list(documents(args.folder, knowledge))
    cutter = rjieba.Jieba()
    work: dict[str, Callable[[Document], object]] = {
        "rjieba": lambda doc: cutter.cut(doc.reading.text),
        "look-up": lambda doc: list(gazetteer.find(doc.reading.text)),
        "place": lambda doc: places_of(doc.reading, doc.meta, None, knowledge),
        "years": lambda doc: years_of(doc.reading, doc.meta, knowledge),
    }
    thousands = sum(len(doc.reading.text) for doc in docs) / 1000
    best: dict[str, float] = {}
    for _ in range(args.rounds):
        for name, one in work.items():
            seconds = seconds_of(one, docs)
            best[name] = min(seconds, best.get(name, seconds))
    print(f"{len(docs)} documents, {thousands:.1f} thousand characters, best of {args.rounds} rounds")
    for name, seconds in best.items():
        ratio = seconds / best["rjieba"]
        print(f"{name:12s} {1000 * seconds / thousands:8.3f} ms per 1,000 characters  {ratio:6.2f} x rjieba")


if __name__ == "__main__":
    main()
