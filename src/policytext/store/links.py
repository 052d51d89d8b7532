"""What people decided about targets and the figures they are set beside."""

from __future__ import annotations

from sqlalchemy import Engine, select

from policytext.store.database import reading
from policytext.store.schema import decisions


def confirmed_links(engine: Engine) -> dict[str, bool]:
    """Whether each link that was decided on holds, by its id; of two people who differ neither counts.

    Raises:
        StoreError: the database cannot be read.
    """
    d = decisions.c
    query = select(d.author, d.value, d.resolves).where(d.kind == "link", d.undone_by.is_(None)).order_by(d.seq)
    said: dict[str, dict[str, bool]] = {}
    with reading(engine) as connection:
        for author, value, resolves in connection.execute(query):
            number = str(value.get("link"))
            if resolves:
                said[number] = {}
            said.setdefault(number, {})[author] = bool(value.get("holds"))
    return {number: next(iter(words.values())) for number, words in said.items() if len(set(words.values())) == 1}
