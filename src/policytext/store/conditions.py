"""A parsed query as a statement that finds passages, for both databases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    and_,
    case,
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
from sqlalchemy.sql.visitors import replacement_traverse

from policytext.model import Kind
from policytext.store.asked import Range
from policytext.store.filters import NO_COPY, has_model, in_batch, in_place
from policytext.store.passages import SHORTEST_OWN
from policytext.store.position import holds, position
from policytext.store.query import All, Filter, Near, Node, Not, Some, Word
from policytext.store.schema import DOCUMENT_BITS, SENTENCE_BITS, observations, passages, revisions, sentences
from policytext.store.sightings import CURRENT
from policytext.store.terms import (
    any_of,
    at_least,
    at_least_in_sentence,
    at_least_own,
    exact,
    is_sharp,
    is_token,
    own_of,
)

Condition = ColumnElement[bool]

OF_NUMBERS = frozenset({"kind", "indicator", "unit", "value", "reviewed"})
"""Filters that a number in the passage fulfils; those that stand together, one number fulfils together."""

KINDS = get_args(Kind)
"""Of every number: said so that the index that begins with the kind can be used where another kind of filter asks."""

NOT_REJECTED = observations.c.review != literal_column("'rejected'")

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
        of_index: whether SQLite's search index alone tells.
    """

    rows: FromClause
    id: ColumnElement[int]
    where: tuple[Condition, ...]
    of_index: bool = False

    def select(self, *columns: ColumnElement[Any]) -> Select[Any]:
        """Some columns of them."""
        return select(*columns).select_from(self.rows).where(*self.where)

    @property
    def document(self) -> ColumnElement[int]:
        """The id of a passage's document."""
        return _above(self.id)


def found(node: All, dialect: str, *, few: bool = True) -> Found:
    """The hits of a query: passages that fulfil it, and in whose own part one of its words begins.

    Args:
        node: an anchored query.
        dialect: sqlite or postgresql.
        few: whether its words find so few passages that the numbers of each are looked at; else those numbers are
            gathered that fulfil the filters, and the passages that they stand in.
    """
    return _found_postgresql(node, few) if dialect == "postgresql" else _found_sqlite(node, few)


def without_numbers(node: All) -> All | None:
    """What a query asks beside numbers; None where it asks nothing of numbers."""
    asks = any(isinstance(part, Filter) and part.key in OF_NUMBERS for part in node.parts)
    rest = (part for part in node.parts if not (isinstance(part, Filter) and part.key in {*OF_NUMBERS, YEAR}))
    return All(tuple(rest)) if asks else None


def _found_postgresql(node: All, few: bool) -> Found:  # noqa: FBT001 - called by place only
    """Passages by their words first, each by itself; what else is asked is asked of those.

    Joined with anything, passages might be gone through in the order of their ids, and the tokens of each be computed.
    """
    said = All(tuple(part for part in node.parts if not isinstance(part, Filter | Near)))
    rest = [part for part in node.parts if isinstance(part, Filter | Near)]
    where = _said(said, passages.c.id, few, begins=not _near_holds(node))
    if where and not rest:
        return Found(passages, passages.c.id, tuple(where))
    if where:
        base = select(passages.c.id.label("id")).where(*where)
    else:
        first = next(part for part in rest if isinstance(part, Near))
        rest.remove(first)
        base = select(_near_passages(first, "postgresql").subquery().c.id.distinct().label("id"))
    rows = base.cte("said").prefix_with("MATERIALIZED")
    return Found(rows, rows.c.id, (_condition(All(tuple(rest)), rows.c.id, "postgresql", few),) if rest else ())


def _said(node: All, id_: ColumnElement[int], few: bool, *, begins: bool) -> list[Condition]:  # noqa: FBT001 - by place
    """What the words of a query ask of a passage; `begins`: whether one must begin in its own part."""
    words, nears = _plain_words(node), _nears(node)
    alone = Word(words[0]) if len(words) == 1 and begins and not nears and Word(words[0]) in node.parts else None
    others = All(tuple(part for part in node.parts if part != alone))
    own = at_least_own(words) if begins and not nears else None
    terms = [terms for terms in (at_least(others), own) if terms]
    where = [_has(passages, " & ".join(terms), passages.c.own)] if terms else []
    rest = All(tuple(part for part in others.parts if not is_sharp(part)))
    where += [_condition(rest, id_, "postgresql", few)] if rest.parts else []
    if begins and not (own and all(map(is_token, words))):
        where.append(or_(*map(_begins, words), *(_near(near, id_, "postgresql") for near in nears)))
    return where


def _found_sqlite(node: All, few: bool) -> Found:  # noqa: FBT001 - called by place only
    words, nears = _plain_words(node), _nears(node)
    plain = [part for part in node.parts if exact(All((part,))) or (isinstance(part, Not) and exact(part.part))]
    terms = exact(All(tuple(plain))) if plain else None
    if terms is None:
        own = [_among(passages.c.id, "passage", own_of(words))] if words else []
        begins = [*own, *(_near(near, passages.c.id, "sqlite") for near in nears)]
        where = [_condition(node, passages.c.id, "sqlite", few), *([] if _near_holds(node) else [or_(*begins)])]
        return Found(passages, passages.c.id, tuple(where))
    rest = tuple(part for part in node.parts if part not in plain)
    index = named_table("passage_index", column("rowid"), column("passage_index"))
    at = index.c.rowid + literal_column("0")  # as it stands, it would be looked up by, and MATCH be refused
    where = [_condition(All(rest), at, "sqlite", few)] if rest else []
    if not nears:
        alone = len(words) == 1 and plain == [Word(words[0])]
        terms = own_of(words) if alone else f"({terms} AND {own_of(words)})"
    elif not _near_holds(node):
        own = [_among(at, "passage", own_of(words))] if words else []
        where.append(or_(*own, *(_near(near, at, "sqlite") for near in nears)))
    return Found(index, index.c.rowid, (index.c.passage_index.op("MATCH")(terms), *where), of_index=not where)


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


def _condition(  # noqa: PLR0911 - one a kind of node
    node: Node,
    at: ColumnElement[int],
    dialect: str,
    few: bool,  # noqa: FBT001 - called by place only
) -> Condition:
    """What the passage whose id is `at` must fulfil."""
    if isinstance(node, Word):
        if dialect == "sqlite":
            return _among(at, "passage", any_of([node.text]))
        return position(passages.c.folded, node.text) > 0
    if isinstance(node, Near):
        return _near(node, at, dialect)
    if isinstance(node, Not):
        return not_(func.coalesce(_condition(node.part, at, dialect, few), false()))  # what is not known is not so
    if isinstance(node, Some):
        return or_(*(_condition(part, at, dialect, few) for part in node.parts))
    if isinstance(node, Filter):
        return _filters([node], at, few)
    asked = [part for part in node.parts if isinstance(part, Filter)]
    parts = [_condition(part, at, dialect, few) for part in node.parts if not isinstance(part, Filter)]
    return and_(*parts, *([_filters(asked, at, few)] if asked else []))


def _begins(word: str) -> Condition:
    """Whether a word begins in the part of a passage that is not also the next one's."""
    return func.nullif(position(passages.c.folded, word), 0) <= passages.c.own  # looked for once


def _among(at: ColumnElement[int], name: str, terms: str) -> Condition:
    """Whether SQLite's index finds a passage or sentence."""
    index = named_table(f"{name}_index", column("rowid"), column(f"{name}_index"))
    return at.in_(select(index.c.rowid).where(index.c[f"{name}_index"].op("MATCH")(terms)))


def _has(rows: FromClause, terms: str, own: ColumnElement[int]) -> Condition:
    """Whether PostgreSQL's index finds it."""
    return func.policytext_tokens(rows.c.folded, own).bool_op("@@")(cast(terms, TSQUERY))


def _near(near: Near, at: ColumnElement[int], dialect: str) -> Condition:
    """Whether a word of the first group begins in a passage, in a sentence or paragraph with one of every other."""
    return at.in_(_near_passages(near, dialect))


def _near_passages(near: Near, dialect: str) -> Select[Any] | CompoundSelect[Any]:
    """Those passages; some of them several times."""
    first, *others = near.groups
    together = others if near.level == "sentence" else []
    found = []
    for word in first:
        s = sentences.alias()
        rows, id_, where = _sentences([(word,), *together], dialect, s)
        if near.level == "paragraph":
            where += [_above(id_).in_(_paragraphs(group, dialect)) for group in others]
        found.append(select(_owner(s, word).label("id")).select_from(rows).where(*where))
    return union_all(*found) if len(found) > 1 else found[0]


def _owner(s: FromClause, word: str) -> ColumnElement[int]:
    """The passage in whose own part a word of a sentence begins: the sentence's, the next one, or one that is sought.

    A sentence that reaches over several passages is rare; which passage owns a place in it is then looked up.
    """
    p, first, at = passages.alias(), SENTENCE_BITS - DOCUMENT_BITS, position(s.c.folded, word) - 1
    here = (s.c.id.op(">>", return_type=BigInteger())(literal_column(str(first)))).op("&", return_type=BigInteger())(
        literal_column(str(-1 << DOCUMENT_BITS))
    )
    sought = (
        select(p.c.id)
        .where(p.c.revision_id == s.c.revision_id, p.c.begins <= s.c.begins + at)
        .order_by(p.c.begins.desc())
        .limit(1)
        .correlate(s)
        .scalar_subquery()
    )
    near = here + s.c.passage
    return case((at < s.c.rest, near), (at < s.c.rest + SHORTEST_OWN, near + 1), else_=sought)


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
    has = _has(rows, at_least_in_sentence(groups), func.length(rows.c.folded))
    long = [group for group in groups if not all(map(is_token, group))]
    return rows, rows.c.id, [has, *(or_(*(position(rows.c.folded, word) > 0 for word in group)) for group in long)]


def _above(at: ColumnElement[int]) -> ColumnElement[int]:
    """The document of a passage by its id, or the paragraph of a sentence."""
    return at.op(">>", return_type=BigInteger())(literal_column(str(DOCUMENT_BITS)))


def _filters(asked: Sequence[Filter], at: ColumnElement[int], few: bool) -> Condition:  # noqa: FBT001 - by place only
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
        made.append(_number(of_number, at, few))
    return and_(*made)


def _number(asked: Sequence[Filter], at: ColumnElement[int], few: bool) -> Condition:  # noqa: FBT001 - by place only
    """Whether one number that begins in a passage is all that is asked."""
    o = observations.c
    fits = and_(NOT_REJECTED, *(_any(each, _OF_NUMBER) for each in asked))
    if few:  # a passage shares numbers with the one before it only; the offset keeps PostgreSQL from joining the lists
        here = (o.passage.between(at - 1, at), o.passage_to >= at)
        one = select(o.passage).where(*here, _unindexed(fits, o.kind, o.unit)).offset(0)
        return exists(one.correlate_except(observations))
    of_index = not any(each.key == "indicator" for each in asked)  # it has no indicators: rows are read in their order
    fits = and_(*([o.kind.in_(KINDS)] if of_index else []), _unindexed(fits, o.value_float))
    alone = select(o.passage).where(o.passage.is_not(None), fits)
    return at.in_(union_all(alone, select(o.passage_to).where(o.passage_to > o.passage, fits)))


def _unindexed(fits: Condition, *columns: ColumnElement[Any]) -> Condition:
    """A condition by whose columns rows shall not be looked up: SQLite, which knows no better, takes a poor index."""
    poor = frozenset(columns)  # to compare columns with == would make a condition

    def unlike(element: Any, **_: Any) -> Any:  # noqa: ANN401 - as SQLAlchemy calls it
        return func.coalesce(element, element) if element in poor else None

    return replacement_traverse(fits, {}, unlike)


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
