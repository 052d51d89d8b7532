"""Make the shipped models anew, with the page that says how good they are.

usage: python -m policytext.train FOLDER --date YYYY-MM-DD [--card FILE]

FOLDER holds `gold/` with annotated documents, and `corpus/work-reports-2024/`
with reports whose headings label their paragraphs.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from policytext.knowledge import load_knowledge
from policytext.knowledge.load import SHIPPED, TRAINED, load_headwords
from policytext.train.card import card
from policytext.train.sections import SHIPPED as SECTIONS
from policytext.train.sections import save_rows
from policytext.train.shipping import made_from, save_trained, with_tfidf


def main() -> None:
    """Write models, rows and page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--date", required=True)
    parser.add_argument("--card", type=Path)
    args = parser.parse_args()
    knowledge = load_knowledge()
    rows, compared, made, found = made_from(args.folder, knowledge)
    tfidf = with_tfidf(args.folder / "gold", rows, knowledge)
    page = card(made, compared, found, load_headwords().root, tfidf=tfidf, date=args.date)
    save_rows(SECTIONS, rows)
    save_trained(SHIPPED / TRAINED, made)
    if args.card:
        args.card.write_text(page, "utf-8", newline="\n")
    else:
        sys.stdout.write(page)


if __name__ == "__main__":
    main()
