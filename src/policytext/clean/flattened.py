"""Pages that were saved as one line: menus, notices and text follow each other with a space between them.

Such a line is parted at its spaces, and where it speaks like a site at the
ends of its sentences, so that each part can be judged as a line.
"""

from __future__ import annotations

import re

from policytext.clean.glosses import debris
from policytext.clean.notices import rules, scores
from policytext.clean.page import Page
from policytext.knowledge import Knowledge
from policytext.text import View

SHORTEST_FLATTENED = 200
FEWEST_BUTTONS = 5
LONGEST_WHOLE = 60

_WORD = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"(?<=[。!])(?=.)")


def page_of(source: View, knowledge: Knowledge) -> Page:
    """The page that is judged: a source without debris, its flattened lines parted."""
    return unflattened(Page.of(source.apply(debris(source.source, knowledge)), knowledge), knowledge)


def unflattened(page: Page, knowledge: Knowledge) -> Page:
    """The page with its flattened lines parted; most pages have none and stay as they are."""
    if not any(_is_flattened(line.text, knowledge) for line in page.lines):
        return page
    return page.unfolded(lambda text: _breaks(text, knowledge))


def _is_flattened(text: str, knowledge: Knowledge) -> bool:
    """Whether a line holds a page: it is long, and several of its words are those of buttons and menus."""
    if len(text) < SHORTEST_FLATTENED or " " not in text:
        return False
    table = knowledge.derive(rules)
    buttons = {word for word in table.separators.split(text) if len(word) > 1 and word in table.interface}
    return len(buttons) >= FEWEST_BUTTONS


def _breaks(text: str, knowledge: Knowledge) -> list[int]:
    """Offsets at which a line is parted."""
    if not _is_flattened(text, knowledge):
        return []
    words = list(_WORD.finditer(text))
    spoken = scores([word.group() for word in words], knowledge)
    found = [word.start() for word in words[1:]]
    for word, score in zip(words, spoken, strict=True):
        if score.site and len(word.group()) > LONGEST_WHOLE:
            found.extend(word.start() + end.start() for end in _SENTENCE_END.finditer(word.group()))
    return sorted(found)
