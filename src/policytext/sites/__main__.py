"""Train the line model anew and measure how pages of unknown sites are cleaned.

usage: python -m policytext.sites FOLDER [--table FILE]

FOLDER holds documents without furniture, or little of it, such as the sample
corpus.  The weights go to knowledge/lines.yaml, the scores of every site left
out to FILE, a page of Markdown, or to standard output.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from statistics import fmean

from policytext.clean import clean
from policytext.errors import ReadError
from policytext.files import find
from policytext.knowledge import Knowledge, load_knowledge
from policytext.knowledge.load import SHIPPED, TABLES
from policytext.model import Document
from policytext.read import read
from policytext.sites.held_out import Scored, held_out
from policytext.sites.pages import rows, without_model
from policytext.sites.training import train, write

HEAD = """\
# Sites

The sites that are known, and how well their pages are cleaned when they are not: for each site its table, its examples
and its lines in the training of the line model are left out, and its own example pages are cleaned. Characters other
than white space count; those of the title count neither way. Written by `make line-model`.

The examples and the general rules come from the same hands, so these scores flatter; see [quality.md](quality.md) for
pages that were written by others before they saw the program.

"""


def main() -> None:
    """Write the weights and the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--table", type=Path)
    args = parser.parse_args()
    knowledge = load_knowledge()
    lines = rows(knowledge, texts(args.folder, knowledge))
    write(train(lines), SHIPPED / TABLES["lines"][0])
    page = "\n".join(table(held_out(knowledge, lines), knowledge))
    if args.table:
        args.table.write_text(f"{HEAD}{page}\n", "utf-8")
    else:
        sys.stdout.write(f"{page}\n")


def texts(folder: Path, knowledge: Knowledge) -> list[str]:
    """The text of every file of a folder that can be read and has one, by name, cleaned without the line model."""
    found = []
    for path in find([folder])[0]:
        try:
            found.append(clean(Document.of(read(Path(path))), without_model(knowledge)).clean.text)
        except ReadError:
            continue
    return [text for text in found if text]


def table(scores: list[Scored], knowledge: Knowledge) -> Iterator[str]:
    """A row of Markdown a site, and the mean over the sites."""
    yield "| site | | pages | precision | recall | F1 | worst page |"
    yield "|---|---|---|---|---|---|---|"
    means = []
    for site, group in groupby(scores, key=lambda score: score.site):
        own = list(group)
        means.append(fmean(score.f1 for score in own))
        cells = [
            f"`{site}`",
            knowledge.platforms[site].name,
            str(len(own)),
            f"{fmean(score.precision for score in own):.3f}",
            f"{fmean(score.recall for score in own):.3f}",
            f"{means[-1]:.3f}",
            f"{min(score.f1 for score in own):.3f}",
        ]
        yield f"| {' | '.join(cells)} |"
    worst = min(score.f1 for score in scores)
    yield f"| **mean of {len(means)} sites** | | {len(scores)} | | | **{fmean(means):.3f}** | {worst:.3f} |"


if __name__ == "__main__":
    main()
