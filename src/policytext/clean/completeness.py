"""How whole a document is: its gaps, and its size against what the page declares."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policytext.clean.page import HAN
from policytext.model import Completeness, Gap, State
from policytext.text import View

# shorter than these: less of the declared characters, or so few for each declared page;
# the last page, which may hold a line, is left out
CHARACTERS_SHARE = 0.8
FEWEST_A_PAGE = 250
# with so many for each declared page, nothing speaks for missing text
ENOUGH_A_PAGE = 380

# fewer characters than these are no document
_WORDS = re.compile(rf"(?:[{HAN}][^{HAN}]*){{6}}")
FEWEST_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Declared:
    """What the page says about the document's size; None where it says nothing.

    `last_page` is whether the mark of the last page stands in the text.
    """

    pages: int | None = None
    characters: int | None = None
    last_page: bool = False


def completeness(clean: View, gaps: tuple[Gap, ...], declared: Declared) -> Completeness:
    """How whole the document is, with what says so.

    A text that is much shorter than declared and shows no gap is `unknown`:
    something is missing, and nobody knows where.  Sites count characters
    with white space and tables, and pages may hold pictures, so only a wide
    difference counts.
    """
    if not has_words(clean.text):
        return Completeness("no_content", ("nothing-but-furniture",))
    kinds = {gap.kind for gap in gaps}
    size = len("".join(clean.text.split()))
    shorter = _shorter(size, declared)
    state: State = "whole"
    if kinds & {"hole", "missing_page"}:
        state = "holed"
    elif "cut_end" in kinds:
        state = "cut"
    elif shorter or "missing_item" in kinds:
        state = "unknown"
    reasons = tuple(dict.fromkeys(f"{gap.kind}:{gap.rule}" for gap in gaps))
    sizes = (("pages", declared.pages), ("characters", declared.characters))
    said = tuple(f"declared-{name}={value}" for name, value in sizes if value)
    return Completeness(state, (*reasons, *said, f"characters={size}", *_verdict(size, shorter, state, declared)))


def has_words(text: str) -> bool:
    """Whether a text is long enough to be a document's: six Chinese characters, or a line of letters."""
    return _WORDS.search(text) is not None or sum(map(str.isalpha, text)) >= FEWEST_LETTERS


def _shorter(size: int, declared: Declared) -> bool:
    if declared.characters:
        return size < declared.characters * CHARACTERS_SHARE
    return not declared.last_page and size < ((declared.pages or 1) - 1) * FEWEST_A_PAGE


def _verdict(size: int, shorter: bool, state: State, declared: Declared) -> tuple[str, ...]:  # noqa: FBT001 - one of several findings
    """What the comparison with the declared size says; nothing where it says neither."""
    if shorter:
        return ("shorter-than-declared",)
    if state != "whole":
        return ()
    last = ("last-page-is-there",) if declared.last_page else ()
    enough = declared.characters or (declared.pages and size >= declared.pages * ENOUGH_A_PAGE)
    return (*last, *(("as-long-as-declared",) if enough else ()))
