"""Near-copies: documents whose texts are the same but for numbers, places and a part of their words.

Exact copies are one content with many sightings.  Two texts are near when,
with numbers and the names of their own places masked, the sets of their
shingles of eight characters overlap by at least NEAR (Jaccard).  Candidates
share sampled shingles that few documents have; what is decided is decided on
the whole sets.  A family is what hangs together by such pairs; its first
document stands for it where copies are left out.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, delete, func, insert, select

from policytext.store.card import revision_of
from policytext.store.database import reading, writing
from policytext.store.fold import fold
from policytext.store.schema import families, meta, revisions, texts
from policytext.store.sightings import CURRENT

if TYPE_CHECKING:
    import numpy as np

NEAR = 0.7
SHINGLE = 8
SAMPLED = 16
"""One shingle in so many is looked up to find candidates."""

COMMON = 50
"""A shingle that more documents have than this says little: a letterhead, a site's notice, a text everybody copied."""

MANY = 0.35
"""The share of the sampled shingles of a document that are as common where it is a text that everybody copied."""

STATE = "families"
_BASE = 1_000_003
_MIX = 0x9E3779B97F4A7C15
_DIGITS = re.compile("0+")
_SENTENCE = re.compile(r"[^\n\u3002\uff1b\uff01\uff1f]*[\n\u3002\uff1b\uff01\uff1f]?")


@dataclass(frozen=True, slots=True)
class Member:
    """A document of a family: the one that stands for it, and how near it is to that, 0 to 1."""

    family: int
    document: int
    name: str
    title: str | None
    similarity: float


def families_of(engine: Engine) -> list[Member]:
    """Every member of every family of near-copies, families in order, each by its documents.

    Raises:
        StoreError: the database cannot be used.
    """
    refresh_families(engine)
    r = revisions.c
    query = (
        select(families.c.family, families.c.document_id, r.name, r.title, families.c.similarity)
        .join_from(families, revisions, r.document_id == families.c.document_id)
        .where(CURRENT)
        .order_by(families.c.family, families.c.document_id)
    )
    with reading(engine) as connection:
        return [Member(*row) for row in connection.execute(query).tuples()]


def refresh_families(engine: Engine) -> None:
    """Bring the families up to the current revisions; nothing is done where they are.

    Raises:
        StoreError: the database cannot be used.
    """
    with reading(engine) as connection:
        state = _state(connection)
        if connection.scalar(select(meta.c.value).where(meta.c.key == STATE)) == state:
            return
        found = list(_families(connection))
    with writing(engine) as connection:
        connection.execute(delete(families))
        if found:
            connection.execute(insert(families), found)
        connection.execute(delete(meta).where(meta.c.key == STATE))
        connection.execute(insert(meta), [{"key": STATE, "value": state}])


def differences(engine: Engine, document: str, other: str) -> list[tuple[str, str]]:
    """What stands in one of two documents only, sentence by sentence: of the first, of the second.

    Raises:
        QueryError: there is no such document, or several.
        StoreError: the database cannot be read.
    """
    with reading(engine) as connection:
        ours, theirs = (_sentences(connection, each) for each in (document, other))
    matcher = difflib.SequenceMatcher(
        None, [fold(each) for each in ours], [fold(each) for each in theirs], autojunk=False
    )
    return [
        ("".join(ours[a:b]).strip(), "".join(theirs[c:d]).strip())
        for what, a, b, c, d in matcher.get_opcodes()
        if what != "equal"
    ]


def masked(text: str, places: Iterable[str]) -> str:
    """A text as it is compared: folded, numbers as one sign, the names of places left out."""
    folded = fold(text)
    for name in sorted({fold(place) for place in places if place}, key=lambda each: (-len(each), each)):
        folded = folded.replace(name, "")
    plain = "".join("0" if unicodedata.numeric(each, None) is not None else each for each in folded)
    return _DIGITS.sub("0", plain)


def shingles(text: str) -> np.ndarray:
    """The different shingles of a text as numbers, in order; a text shorter than one is one."""
    import numpy as np

    codes = np.array([ord(each) for each in text.ljust(SHINGLE)], dtype=np.uint64)
    count = len(codes) - SHINGLE + 1
    found = np.zeros(count, dtype=np.uint64)
    for at in range(SHINGLE):
        found = found * np.uint64(_BASE) + codes[at : at + count]
    return np.unique(found * np.uint64(_MIX) >> np.uint64(8))


def jaccard(one: np.ndarray, other: np.ndarray) -> float:
    """The share of shingles that two texts have both, of those that either has."""
    import numpy as np

    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both)


def _state(connection: Connection) -> str:
    """What tells whether the current revisions are others than they were."""
    query = select(func.count(), func.max(revisions.c.id), func.sum(revisions.c.id)).where(CURRENT)
    return " ".join(str(each) for each in connection.execute(query).one())


def _families(connection: Connection) -> Iterator[dict[str, Any]]:
    sets = {document: shingles(text) for document, text in _masked_texts(connection)}
    nearest: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for one, other in _candidates(sets):
        near = jaccard(sets[one], sets[other])
        if near >= NEAR:
            nearest[one].append((other, near))
            nearest[other].append((one, near))
    for group in _connected(nearest):
        for document in group:
            near = 1.0 if document == group[0] else jaccard(sets[group[0]], sets[document])
            yield {"document_id": document, "family": group[0], "similarity": round(near, 6)}


def _masked_texts(connection: Connection) -> Iterator[tuple[int, str]]:
    r = revisions.c
    query = select(r.document_id, r.place, r.reckoned, texts.c.text).join_from(
        revisions, texts, r.text_id == texts.c.id
    )
    for row in connection.execute(query.where(CURRENT).order_by(r.document_id), execution_options={"yield_per": 10}):
        candidates = (row.reckoned or {}).get("places", [])
        names = [row.place, *(name for each in candidates for name in [each.get("name"), *each.get("path", [])])]
        yield row.document_id, masked(row.text, [name for name in names if name])


def _candidates(sets: dict[int, np.ndarray]) -> list[tuple[int, int]]:
    """Pairs that share a sampled shingle which few documents have; of short texts all shingles are sampled.

    Of documents that share many shingles which many have, each is paired with the next that has them only: a family
    is what hangs together.
    """
    holders: dict[int, list[int]] = defaultdict(list)
    sampled: dict[int, int] = {}
    for document, found in sets.items():
        few = found[found % SAMPLED == 0]
        looked_up = few if len(few) >= SHINGLE else found
        sampled[document] = len(looked_up)
        for shingle in looked_up.tolist():
            holders[shingle].append(document)
    pairs = {pair for held in holders.values() if 1 < len(held) <= COMMON for pair in combinations(held, 2)}
    common = Counter(pair for held in holders.values() if len(held) > COMMON for pair in pairwise(held))
    pairs |= {pair for pair, times in common.items() if times >= MANY * min(sampled[one] for one in pair)}
    return sorted(pairs)


def _connected(nearest: dict[int, list[tuple[int, float]]]) -> Iterator[list[int]]:
    """Documents that hang together, each group in order."""
    seen: set[int] = set()
    for start in sorted(nearest):
        if start in seen:
            continue
        group, waiting = set(), [start]
        while waiting:
            at = waiting.pop()
            if at not in group:
                group.add(at)
                waiting.extend(other for other, _ in nearest[at])
        seen |= group
        yield sorted(group)


def _sentences(connection: Connection, document: str) -> Sequence[str]:
    text_id = select(revisions.c.text_id).where(revisions.c.id == revision_of(connection, document)).scalar_subquery()
    text = connection.scalar(select(texts.c.text).where(texts.c.id == text_id)) or ""
    return [each for each in _SENTENCE.findall(text) if each.strip()]
