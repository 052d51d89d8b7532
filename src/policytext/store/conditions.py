"""A parsed query as a statement that finds passages, for both databases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    and_,
    cast,
    column,
    exists,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy import table as named_table
from sqlalchemy.dialects.postgresql import TSQUERY

from policytext.store.asked import Range
from policytext.store.filters import NO_COPY, REJECTED, has_model, in_batch, in_place
from policytext.store.position import holds, position
from policytext.store.query import All, Filter, Near, Node, Not, Some, Word
from policytext.store.schema import DOCUMENT_BITS, observations, passages, revisions, sentences
from policytext.store.sightings import CURRENT
from policytext.store.terms import any_of, at_least, exact, own_of

Condition = ColumnElement[bool]

OF_NUMBERS = frozenset({"kind", "indicator", "unit", "value", "reviewed"})
"""Filters that a number in the passage fulfils; those that stand together, one number fulfils together."""

YEAR = "year"
COPIES = "copies"
"""No filter that is typed: the families of near-copies are worked out first, see `refresh_families`."""


@dataclass(frozen=True, slots=True)
class Found:
    """The passages that a query finds.

    Args:
        rows: what to select from.
        id: of a passage.
        where: what it must fulfil.
    """

    rows: FromClause
    id: ColumnElement[int]
    where: tuple[Condition, ...]

    def select(self, *columns: ColumnElement[Any]) -> Select[Any]:
        """Some columns of them."""
        return select(*columns).select_from(self.rows).where(*self.where)

    @property
    def document(self) -> ColumnElement[int]:
        """The id of a passage's document."""
        return _above(self.id)


def found(node: All, dialect: str) -> Found:
    """The hits of a query: passages that fulfil it, and in whose own part one of its words begins.

    Args:
        node: an anchored query.
        dialect: sqlite or postgresql.
    """
    words, nears = _plain_words(node), _nears(node)
    if dialect == "postgresql":
        terms, id_ = at_least(node), passages.c.id
        begins = [_begins(word) for word in words] + [_near(near, id_, dialect) for near in nears]
        where = [_condition(node, id_, dialect), *([] if _near_holds(node) else [or_(*begins)])]
        return Found(passages, id_, (*([] if terms is None else [_has(passages, terms)]), *where))
    plain = [part for part in node.parts if exact(All((part,))) or (isinstance(part, Not) and exact(part.part))]
    terms = exact(All(tuple(plain))) if plain else None
    if terms is None:
        own = [_among(passages.c.id, "passage", own_of(words))] if words else []
        begins = [*own, *(_near(near, passages.c.id, dialect) for near in nears)]
        where = [_condition(node, passages.c.id, dialect), *([] if _near_holds(node) else [or_(*begins)])]
        return Found(passages, passages.c.id, tuple(where))
    rest = tuple(part for part in node.parts if part not in plain)
    index = named_table("passage_index", column("rowid"), column("passage_index"))
    at = index.c.rowid + literal_column("0")  # as it stands, it would be looked up by, and MATCH be refused
    where = [_condition(All(rest), at, dialect)] if rest else []
    if not nears:
        alone = len(words) == 1 and plain == [Word(words[0])]
        terms = own_of(words) if alone else f"({terms} AND {own_of(words)})"
    elif not _near_holds(node):
        own = [_among(at, "passage", own_of(words))] if words else []
        where.append(or_(*own, *(_near(near, at, dialect) for near in nears)))
    return Found(index, index.c.rowid, (index.c.passage_index.op("MATCH")(terms), *where))


def _near_holds(node: All) -> bool:
    """Whether a nearness must hold: then one of its words begins in the passage's own part."""
    return any(isinstance(part, Near) or (isinstance(part, All) and _near_holds(part)) for part in node.parts)


def _plain_words(node: Node) -> tuple[str, ...]:
    """Words that may stand in a hit and need not be near others."""
    if isinstance(node, All | Some):
        return tuple(dict.fromkeys(word for part in node.parts for word in _plain_words(part)))
    return (node.text,) if isinstance(node, Word) else ()


def _nears(node: Node) -> list[Near]:
    if isinstance(node, All | Some):
        return [near for part in node.parts for near in _nears(part)]
    return [node] if isinstance(node, Near) else []


def _condition(node: Node, at: ColumnElement[int], dialect: str) -> Condition:  # noqa: PLR0911 - one a kind of node
    """What the passage whose id is `at` must fulfil."""
    if isinstance(node, Word):
        if dialect == "sqlite":
            return _among(at, "passage", any_of([node.text]))
        return position(passages.c.folded, node.text) > 0
    if isinstance(node, Near):
        return _near(node, at, dialect)
    if isinstance(node, Not):
        return not_(func.coalesce(_condition(node.part, at, dialect), false()))  # what is not known is not so
    if isinstance(node, Some):
        return or_(*(_condition(part, at, dialect) for part in node.parts))
    if isinstance(node, Filter):
        return _filters([node], at)
    asked = [part for part in node.parts if isinstance(part, Filter)]
    parts = [_condition(part, at, dialect) for part in node.parts if not isinstance(part, Filter)]
    return and_(*parts, *([_filters(asked, at)] if asked else []))


def _begins(word: str) -> Condition:
    """Whether a word begins in the part of a passage that is not also the next one's."""
    at = position(passages.c.folded, word)
    return and_(at > 0, at <= passages.c.own)


def _among(at: ColumnElement[int], name: str, terms: str) -> Condition:
    """Whether SQLite's index finds a passage or sentence."""
    index = named_table(f"{name}_index", column("rowid"), column(f"{name}_index"))
    return at.in_(select(index.c.rowid).where(index.c[f"{name}_index"].op("MATCH")(terms)))


def _has(rows: FromClause, terms: str) -> Condition:
    """Whether PostgreSQL's index finds it."""
    return func.policytext_tokens(rows.c.folded).bool_op("@@")(cast(terms, TSQUERY))


def _near(near: Near, at: ColumnElement[int], dialect: str) -> Condition:
    """Passages in which a word of the first group begins, in a sentence or paragraph with one of every other."""
    first, *others = near.groups
    together = others if near.level == "sentence" else []
    found = []
    for word in first:
        s, p = sentences.alias(), passages.alias()
        begin = s.c.begins + position(s.c.folded, word) - 1
        owner = select(p.c.id).where(p.c.revision_id == s.c.revision_id, p.c.begins <= begin)
        owner = owner.order_by(p.c.begins.desc()).limit(1)
        rows, id_, where = _sentences([(word,), *together], dialect, s)
        if near.level == "paragraph":
            where += [_above(id_).in_(_paragraphs(group, dialect)) for group in others]
        found.append(select(owner.correlate(s).scalar_subquery()).select_from(rows).where(*where))
    return at.in_(union_all(*found) if len(found) > 1 else found[0])


def _paragraphs(words: Sequence[str], dialect: str) -> Select[Any]:
    """The paragraphs in which one of some words stands."""
    rows, id_, where = _sentences([words], dialect)
    return select(_above(id_)).select_from(rows).where(*where)


def _sentences(
    groups: Sequence[Sequence[str]], dialect: str, told: FromClause | None = None
) -> tuple[FromClause, ColumnElement[int], list[Condition]]:
    """The sentences in which one word of every group stands: what to select from, their id, and the conditions.

    Args:
        groups: of folded words.
        dialect: sqlite or postgresql.
        told: an alias of `sentences`, where more than their ids is needed.
    """
    if dialect == "sqlite":
        index = named_table("sentence_index", column("rowid"), column("sentence_index")).alias()
        match = index.c.sentence_index.op("MATCH")(" AND ".join(any_of(group) for group in groups))
        if told is None:
            return index, index.c.rowid, [match]
        return index.join(told, told.c.id == index.c.rowid + literal_column("0")), index.c.rowid, [match]
    rows = sentences.alias() if told is None else told
    terms = at_least(All(tuple(Some(tuple(map(Word, group))) for group in groups)))
    here = [or_(*(position(rows.c.folded, word) > 0 for word in group)) for group in groups]
    return rows, rows.c.id, [*([] if terms is None else [_has(rows, terms)]), *here]


def _above(at: ColumnElement[int]) -> ColumnElement[int]:
    """The document of a passage by its id, or the paragraph of a sentence."""
    return at.op(">>", return_type=BigInteger())(literal_column(str(DOCUMENT_BITS)))


def _filters(asked: Sequence[Filter], at: ColumnElement[int]) -> Condition:
    """Filters that stand together: what they ask of a number, one number fulfils."""
    of_number = [each for each in asked if each.key in OF_NUMBERS]
    if of_number:
        of_number += [each for each in asked if each.key == YEAR]
    of_document = [_any(each, _OF_DOCUMENT) for each in asked if each not in of_number]
    made: list[Condition] = []
    if of_document:
        of = select(revisions.c.document_id).where(CURRENT, *of_document)
        made.append(_above(at).in_(of))
    if of_number:
        o, p = observations.c, passages.alias()
        here = (p.c.id == at, o.revision_id == p.c.revision_id)
        within = (o.span_start >= p.c.span_start, o.span_start < p.c.span_end)
        made.append(exists().where(*here, *within, ~REJECTED, *(_any(each, _OF_NUMBER) for each in of_number)))
    return and_(*made)


def _any(asked: Filter, made: Mapping[str, Callable[[Any], Condition]]) -> Condition:
    return or_(*(made[asked.key](value) for value in asked.values))


def _between(value: Range, low: ColumnElement[Any], high: ColumnElement[Any]) -> Condition:
    """Whether what reaches from `low` to `high` touches a range."""
    ends = [high >= float(value.low)] if value.low is not None else []
    return and_(*ends, *([low <= float(value.high)] if value.high is not None else []))


def _document_years(value: Range) -> Condition:
    r = revisions.c
    return _between(value, func.coalesce(r.year_min, r.year_max), func.coalesce(r.year_max, r.year_min))


def _values(value: Range) -> Condition:
    o = observations.c
    return _between(value, o.value_float, func.coalesce(o.value_high_float, o.value_float))


_OF_DOCUMENT: Mapping[str, Callable[[Any], Condition]] = {
    "place": in_place,
    YEAR: _document_years,
    "model": has_model,
    "genre": lambda value: revisions.c.genre == value,
    "grade": lambda value: revisions.c.source_grade == value,
    "completeness": lambda value: revisions.c.completeness == value,
    "batch": in_batch,
    "document": lambda value: revisions.c.document_id == value,
    COPIES: lambda _: NO_COPY,
}

_OF_NUMBER: Mapping[str, Callable[[Any], Condition]] = {
    "kind": lambda value: observations.c.kind == value,
    "indicator": lambda value: holds(observations.c.indicator, value),
    "unit": lambda value: observations.c.unit == value,
    "value": _values,
    "reviewed": lambda value: observations.c.review != "unreviewed" if value else observations.c.review == "unreviewed",
    YEAR: lambda value: _between(value, observations.c.year_min, observations.c.year_max),
}
