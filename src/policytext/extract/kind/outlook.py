"""Which way a text looks: back on what was done, or ahead to what is planned.

A work report has both halves; headings and turns of phrase part them, and
what stands after one looks that way until the next.
"""

from __future__ import annotations

import re

from policytext.knowledge.load import Knowledge

AHEAD = "ahead"
BACK = "back"


def _turns(knowledge: Knowledge) -> re.Pattern[str]:
    table = knowledge.kinds
    return re.compile(f"(?P<{AHEAD}>{'|'.join(table.turn_ahead)})|(?P<{BACK}>{'|'.join(table.turn_back)})")


def outlook(text: str, before: str, knowledge: Knowledge) -> str:
    """Which way the text looks after a sentence or heading: `ahead`, `back` or as `before`.

    Args:
        text: the sentence or heading, in the reading view.
        before: what held until it; empty at the beginning.
        knowledge: the tables.
    """
    last = before
    for match in knowledge.derive(_turns).finditer(text):
        last = match.lastgroup or last
    return last
