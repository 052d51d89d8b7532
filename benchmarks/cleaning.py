"""Time of the clean room per 1,000 characters, beside trafilatura on the same texts, in one run.

usage: python -m benchmarks.cleaning [FOLDER] [--rounds N]

FOLDER holds documents that policytext reads; the default is the sample
corpus.  trafilatura reads web pages only, so it is given each text as one: a
paragraph a line.  Rounds are interleaved, and the fastest of each is taken.
"""

from __future__ import annotations

import argparse
from html import escape
from pathlib import Path

import trafilatura

from benchmarks.stages import ROOT, sources, timed
from policytext.clean import clean
from policytext.model import Document
from policytext.pipeline import default_knowledge


def as_page(text: str) -> str:
    """A text as a web page, a paragraph a line."""
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
    return f"<html><body><article>{paragraphs}</article></body></html>"


def main() -> None:
    """Print a line a cleaner."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "corpus")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    texts, knowledge = sources(args.folder), default_knowledge()
    docs, pages = [Document.of(source) for source in texts], [as_page(source.text) for source in texts]
    thousands = sum(len(source.text) for source in texts) / 1000
    best: dict[str, float] = {}
    for _ in range(args.rounds + 1):  # the first warms up what is compiled once
        seconds = {
            "clean": timed(lambda: [clean(doc, knowledge) for doc in docs]),
            "trafilatura": timed(lambda: [trafilatura.extract(page) for page in pages]),
        }
        best = {name: min(took, best.get(name, took)) for name, took in seconds.items()}
    print(f"{len(texts)} documents, {thousands:.1f} thousand characters, best of {args.rounds} rounds")
    for name, took in best.items():
        ratio = took / best["trafilatura"]
        print(f"{name:12s} {1000 * took / thousands:8.3f} ms per 1,000 characters  {ratio:6.2f} x trafilatura")


if __name__ == "__main__":
    main()
