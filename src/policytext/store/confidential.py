"""What does not leave the house unasked: documents marked as internal, and what tells a person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from sqlalchemy import Connection, select

from policytext.knowledge.schema.display import Confidential
from policytext.store.schema import revisions, texts
from policytext.store.sightings import CURRENT

HEAD = 500
TAIL = 300
"""Characters at the beginning and the end of a document where a marking stands."""

HIDDEN = "*"

LAST_TEXTS = 64
"""That are remembered: the rows of a document tell the same title, name and citation."""


def confidential_documents(
    connection: Connection, words: Confidential, *, personal: bool, history: bool = False
) -> Iterator[tuple[int, str]]:
    """The documents that are marked as internal, each with the marking; or those with personal data.

    With `history`, also those that were so in an earlier version, which the database still holds.
    """
    marks = re.compile("|".join(words.personal if personal else words.internal), re.MULTILINE)
    query = (
        select(revisions.c.document_id, texts.c.text)
        .join_from(revisions, texts, revisions.c.text_id == texts.c.id)
        .where(*([] if history else [CURRENT]))
        .order_by(revisions.c.document_id, revisions.c.number)
    )
    for row in connection.execute(query, execution_options={"yield_per": 10}):
        parts = [row.text] if personal else [row.text[:HEAD], row.text[-TAIL:]]
        found = next((match for part in parts if (match := marks.search(part))), None)
        if found:
            yield row.document_id, found.group().strip()


def hider(words: Confidential) -> Callable[[str], str]:
    """What hides, in a text, every digit but the first three of a number that tells a person."""
    patterns = [re.compile(pattern) for pattern in words.personal]

    @lru_cache(maxsize=LAST_TEXTS)
    def hide(text: str) -> str:
        for pattern in patterns:
            if pattern.search(text):
                text = pattern.sub(lambda match: match[0][:3] + HIDDEN * (len(match[0]) - 3), text)
        return text

    return hide
