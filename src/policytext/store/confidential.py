"""What does not leave the house unasked: documents marked as internal, and what tells a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Connection, select

from policytext.knowledge.schema.display import Confidential
from policytext.store.schema import revisions, texts
from policytext.store.sightings import CURRENT

HEAD = 500
TAIL = 300
"""Characters at the beginning and the end of a document where a marking stands."""

HIDDEN = "*"


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


def without_persons(text: str, words: Confidential) -> str:
    """A text with every digit but the first three of a number that tells a person hidden."""
    found: str = text
    for pattern in words.personal:
        found = re.sub(pattern, lambda match: match[0][:3] + HIDDEN * (len(match[0]) - 3), found)
    return found
