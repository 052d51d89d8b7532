"""Time of each stage per 1,000 characters, and as a ratio to jieba cutting the same texts, in one run.

usage: python benchmarks/stages.py [FOLDER] [--rounds N]

FOLDER holds documents that policytext reads; the default is the sample
corpus.  Rounds are interleaved, and the fastest of each is taken, so that
what else the machine does falls out.  Ratios can be compared between
machines; milliseconds cannot.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from policytext.errors import PolicytextError
from policytext.knowledge import Knowledge
from policytext.model import Document, Source
from policytext.pipeline import STAGES, default_knowledge
from policytext.read import read

ROOT = Path(__file__).parents[1]


def sources(folder: Path) -> list[Source]:
    """Every file of a folder that can be read."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            try:
                found.append(read(path))
            except PolicytextError:
                continue
    return found


def timed(work: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def run_stages(texts: list[Source], knowledge: Knowledge) -> dict[str, float]:
    """Seconds of each stage over all texts."""
    docs = [Document.of(source) for source in texts]
    seconds = {}
    for stage in STAGES:
        start = perf_counter()
        docs = [stage(doc, knowledge) for doc in docs]
        seconds[stage.__name__] = perf_counter() - start
    return seconds


def main() -> None:
    """Print a line a stage."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "corpus")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    import jieba

    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    texts, knowledge = sources(args.folder), default_knowledge()
    thousands = sum(len(source.text) for source in texts) / 1000
    best: dict[str, float] = {}
    for _ in range(args.rounds + 1):  # the first warms up what is compiled once
        rounds = run_stages(texts, knowledge)
        rounds["jieba.lcut"] = timed(lambda: [jieba.lcut(source.text) for source in texts])
        rounds["all stages"] = sum(seconds for name, seconds in rounds.items() if name != "jieba.lcut")
        best = {name: min(seconds, best.get(name, seconds)) for name, seconds in rounds.items()}
    print(f"{len(texts)} documents, {thousands:.1f} thousand characters, best of {args.rounds} rounds")
    for name, seconds in best.items():
        ratio = seconds / best["jieba.lcut"]
        print(f"{name:12s} {1000 * seconds / thousands:8.3f} ms per 1,000 characters  {ratio:6.2f} x jieba")


if __name__ == "__main__":
    main()
