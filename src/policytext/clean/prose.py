"""Whether a line reads like running text."""

from __future__ import annotations

import re

from policytext.clean.page import TERMINAL

# a line of prose: at least this long, with a punctuation mark at least every so many characters
PROSE_LENGTH = 24
PROSE_MARK_EVERY = 80
LONGEST_LOOK = 2000
LONGEST_PAGE_NAME = 160

_STOPS = re.compile(r"[,。;!?:]")
_MARKS = re.compile(r"[,。;!?、]")
_PAGE_NAME = re.compile(r"(?:_|--| [-|] )[^,。;:!?、\s](?:[^,。;:!?、]{0,23}[^,。;:!?、\s])?$")


def is_prose(line: str) -> bool:
    """Whether a folded line reads like running text; the name of a web page with its site behind it does not."""
    text = line[:LONGEST_LOOK]
    if len(text) < PROSE_LENGTH:
        return False
    marks = len(_MARKS.findall(text))
    if not _STOPS.search(text):  # words in a row, as in a menu
        return False
    if marks * PROSE_MARK_EVERY < len(text) or (marks < 2 and text[-1] not in TERMINAL):  # noqa: PLR2004 - one mark is a name's
        return False
    return len(line) >= LONGEST_PAGE_NAME or not _PAGE_NAME.search(line)
