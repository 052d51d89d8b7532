"""Time of extraction per 1,000 characters, with Recognizers-Text and JioNLP on the same sentences where they install.

usage: python benchmarks/extraction.py [FOLDER] [--rounds N] [--sentences N]

FOLDER holds documents that policytext reads; the default is the sample
corpus.  `extraction proper` finds numbers, units, relations and roles, and
what is none; `extract` says also what each is about.  The others are not
required by the project: one that is not installed says so and is left out
(`pip install recognizers-text-suite "emoji<2" jionlp`).  Both are slow, so they see
the first sentences with a digit only.  Rounds are interleaved and the
fastest of each counts.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from time import perf_counter

from policytext.errors import PolicytextError
from policytext.extract import extract, lines, read_line
from policytext.extract.number import grammar
from policytext.knowledge import Knowledge
from policytext.model import Document
from policytext.pipeline import STAGES, default_knowledge
from policytext.read import read

ROOT = Path(__file__).parents[1]


def documents(folder: Path, knowledge: Knowledge) -> Iterator[Document]:
    """Every file of a folder that can be read, after the stages before extraction."""
    for path in sorted(folder.rglob("*")):
        with suppress(PolicytextError, IsADirectoryError):
            doc = Document.of(read(path))
            for stage in STAGES[: STAGES.index(extract)]:
                doc = stage(doc, knowledge)
            yield doc


def proper(docs: list[Document], knowledge: Knowledge) -> None:
    """Numbers with unit, relation and role, of every line that holds a numeral."""
    numeral = knowledge.derive(grammar).first
    for doc in docs:
        pairs = (f"p{number}" for number in count(1))
        for line in lines(doc, knowledge):
            if numeral.search(line.text):
                read_line(line, knowledge, pairs)


def recognizers() -> Callable[[str], object]:
    """Recognizers-Text: numbers, and numbers with a unit.

    Raises:
        ImportError: it is not installed.
    """
    number = importlib.import_module("recognizers_number")
    culture = importlib.import_module("recognizers_text").Culture.Chinese
    return lambda text: number.recognize_number(text, culture)


def jionlp() -> Callable[[str], object]:
    """JioNLP: money, as the nearest thing it has.

    Raises:
        ImportError: it is not installed.
    """
    module = importlib.import_module("jionlp")
    return lambda text: module.ner.extract_money(text, with_parsing=True)


RIVALS = {"Recognizers-Text": recognizers, "JioNLP": jionlp}


def rivals() -> dict[str, Callable[[str], object]]:
    """Those that are installed; of the others it is printed why they are left out."""
    found: dict[str, Callable[[str], object]] = {}
    for name, load in RIVALS.items():
        try:
            found[name] = load()
        except (ImportError, AttributeError) as error:
            print(f"{name} is left out: {error}")
    return found


def each(work: Callable[[str], object], texts: list[str]) -> None:
    """A work over every text."""
    for text in texts:
        work(text)


def timed(work: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def main() -> None:
    """Print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "corpus")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sentences", type=int, default=40, help="how many the other tools see")
    args = parser.parse_args()
    knowledge = default_knowledge()
    docs = list(documents(args.folder, knowledge))
    whole = sum(len(doc.source.text) for doc in docs) / 1000
    numeral = knowledge.derive(grammar).first
    texts = [line.text for doc in docs for line in lines(doc, knowledge) if numeral.search(line.text)][: args.sentences]
    few = sum(map(len, texts)) / 1000
    works: dict[str, tuple[Callable[[], object], float]] = {
        "extraction proper": (lambda: proper(docs, knowledge), whole),
        "extract": (lambda: [extract(doc, knowledge) for doc in docs], whole),
    }
    for name, one in rivals().items():
        works[name] = (partial(each, one, texts), few)
    best: dict[str, float] = {}
    for _ in range(args.rounds + 1):  # the first warms up what is compiled once
        best = {name: min(timed(work), best.get(name, float("inf"))) for name, (work, _) in works.items()}
    print(
        f"{len(docs)} documents, {whole:.1f} thousand characters; the others {len(texts)} sentences, {few:.1f} thousand"
    )
    for name, seconds in best.items():
        print(f"{name:18s} {1000 * seconds / works[name][1]:9.3f} ms per 1,000 characters")


if __name__ == "__main__":
    main()
