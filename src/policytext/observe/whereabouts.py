"""Of which place a single figure is: what its scope names within the document's place, or else that place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from policytext.gazetteer import Division, Gazetteer, resolve
from policytext.knowledge import Knowledge
from policytext.knowledge.load import canon_of

PlaceBasis = Literal["stated", "heading", "document"]
"""原文明示, 标题, 取文献地区: the figure's own scope, a heading over it, or the document."""

DEEPEST_COMMON = 3
"""Level of the county: names of towns are too common to be looked for all over the country."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A place.

    Args:
        code: of the gazetteer; None for a place that is not in it.
        name: in full, from the province down; as written where there is no code.
        basis: what says so.
        part: what is named inside the place and is not in the gazetteer (石桥社区), or a group of its parts (各街道).
        begins, ends: years in which this code had this name, as far as known.
    """

    code: str | None
    name: str | None
    basis: PlaceBasis | None
    part: str | None = None
    begins: int | None = None
    ends: int | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    own: re.Pattern[str]
    group: re.Pattern[str]
    titled: re.Pattern[str]
    headed: re.Pattern[str]
    not_end: re.Pattern[str]
    owned: re.Pattern[str]
    divided: re.Pattern[str]
    unlisted: re.Pattern[str]
    unnamed: re.Pattern[str]
    named: re.Pattern[str]
    nation: re.Pattern[str]


NOWHERE = Placed(None, None, None)


def place_of(  # noqa: PLR0913 - what may say so
    scope: str | None,
    *,
    code: str | None,
    name: str | None,
    under: str | None,
    title: str | None,
    year: int | None,
    knowledge: Knowledge,
) -> Placed:
    """The place of a figure.

    Args:
        scope: whose it is, as written.
        code: of the document's place, or None.
        name: of the document's place, or None.
        under: a place that a heading over the figure names, or None.
        title: of the document, which may name a place that no gazetteer has.
        year: of the figure or the document: a name means what it meant then.
        knowledge: places.yaml, scopes.yaml, the gazetteer.
    """
    home = _home(code, name, title, year, knowledge)
    if under:
        headed = _named(under, home, "heading", year, knowledge)
        home = headed if headed and headed.code != code else home
    return _stated(scope, home, year, knowledge) if scope else home


def named_place(heading: str, knowledge: Knowledge) -> str | None:
    """The place that a heading consists of (一、松溪镇, 青禾区：…), for the figures under it; else None."""
    words = knowledge.derive(_words)
    found = words.headed.match(heading)
    return None if found is None or _common(found["place"], words) else found["place"]


def _home(code: str | None, name: str | None, title: str | None, year: int | None, knowledge: Knowledge) -> Placed:
    """The document's place: by its code, its name, or the name that its title begins with."""
    division = Gazetteer.of(knowledge).at(code, year) if code else None
    if division:
        return _divided(division, "document", year, knowledge)
    if name:
        return Placed(code, name, "document")
    words = knowledge.derive(_words)
    found = words.titled.match(title or "")
    if found is None or _common(found["place"], words):
        return NOWHERE
    return Placed(None, found["place"], "heading")


def _stated(scope: str, home: Placed, year: int | None, knowledge: Knowledge) -> Placed:
    """The place that a scope says: itself a name, our own place, or a group of parts of it."""
    words = knowledge.derive(_words)
    if words.nation.match(scope):
        return Placed(None, scope, "stated")
    group = words.group.search(scope)
    head, part = (scope[: group.start()], scope[group.start() :]) if group else (scope, None)
    if not head:
        return replace(home, part=part)
    if home.code is None and words.own.fullmatch(head):
        return replace(home, part=part)
    found = _named(head, home, "stated", year, knowledge)
    if found:
        return replace(found, part=part)
    if home.code is None:  # a place that no gazetteer has, in a document whose place is not known
        return Placed(None, head, "stated", part) if _is_name(head, knowledge) else home
    # the gazetteer has every county: what ends like one and is not there is no name
    inside = words.owned.match(head) and not words.divided.match(head)
    return replace(home, part=scope, basis="stated") if inside else home


def _common(name: str, words: _Words) -> bool:
    """Whether what ends like a name is a kind of place."""
    return words.not_end.search(name) is not None or words.unnamed.match(name) is not None


def _is_name(head: str, knowledge: Knowledge) -> bool:
    """Whether a scope is the name of a place that no gazetteer has: 石桥社区; not 城区, 该社区, 市财政, 包保小区.

    Real divisions are in the gazetteer: what has one of them inside and ends as they do is a name cut wrongly.
    """
    words = knowledge.derive(_words)
    if _common(head, words) or not words.named.fullmatch(head):
        return False
    listed = next(Gazetteer.of(knowledge).find(head), None) is not None
    return not words.divided.match(head) or (words.unlisted.fullmatch(head) is not None and not listed)


def _named(name: str, home: Placed, basis: PlaceBasis, year: int | None, knowledge: Knowledge) -> Placed | None:
    """The division that a name, alone or behind those it lies in, means; None where none does."""
    gazetteer = Gazetteer.of(knowledge)
    called = knowledge.places.also_called.get(name, name)
    own = f"{knowledge.derive(canon_of).whole}{called}" if called in knowledge.places.kinds else name
    division = resolve(own, home.code, knowledge, year) if home.code else None
    if division is None:
        found = list(gazetteer.find(name))
        if found and found[-1].end == len(name):
            whole = found[0].start == 0 and all(a.end == b.start for a, b in pairwise(found))
            above = [one.divisions for one in found[:-1]]
            if whole and (len(found) > 1 or name not in knowledge.places.generic):
                division = _last(found[-1].divisions, above, home, knowledge)
            elif home.code and not found[-1].short:  # a verb before the name
                division = _inside(found[-1].divisions, home.code, knowledge)
    return None if division is None else _divided(division, basis, year, knowledge)


def _last(
    divisions: tuple[Division, ...], above: list[tuple[Division, ...]], home: Placed, knowledge: Knowledge
) -> Division | None:
    """The one division among those of a name: behind what it lies in, in the document's place, or the only one."""
    gazetteer = Gazetteer.of(knowledge)
    codes = [one.code for group in above for one in group] or ([home.code] if home.code else [])
    inside = {one.code: one for one in divisions if any(gazetteer.lies_in(one, code) for code in codes)}
    if len(inside) == 1:
        return next(iter(inside.values()))
    known = [one for one in divisions if one.level <= DEEPEST_COMMON]
    common = {one.code: one for one in ([one for one in known if one.ends is None] or known)}
    return next(iter(common.values())) if len(common) == 1 and not inside else None


def _inside(divisions: tuple[Division, ...], code: str, knowledge: Knowledge) -> Division | None:
    """The one division below a place among those of a name that is no ordinary word."""
    gazetteer, ordinary = Gazetteer.of(knowledge), knowledge.places.generic
    found = [one for one in divisions if one.code != code and gazetteer.lies_in(one, code) and one.name not in ordinary]
    return found[0] if len({one.code for one in found}) == 1 else None


def _divided(division: Division, basis: PlaceBasis, year: int | None, knowledge: Knowledge) -> Placed:
    name = "".join(Gazetteer.of(knowledge).path(division, year))
    return Placed(division.code, name, basis, None, division.begins, division.ends)


def _words(knowledge: Knowledge) -> _Words:
    scopes, places, natures, canon = knowledge.scopes, knowledge.places, knowledge.natures, knowledge.derive(canon_of)
    kinds = "|".join(sorted({*places.kinds, *places.below_towns}, key=len, reverse=True))
    ends = "|".join(sorted(scopes.place_ends, key=len, reverse=True))
    shape = rf"(?!{scopes.not_place_start.replace(' ', '')})(?P<place>{scopes.han}{{2,6}}?(?:{ends}))"
    shape += rf"(?!{scopes.not_place_next})"
    numbering = rf"(?:[（(]?[{_digits(knowledge)}0-9]{{1,3}}[）)]?[、.．]?)?"
    return _Words(
        re.compile(rf"(?:{places.self_words})(?:{kinds})"),
        re.compile(natures.groups),
        re.compile(shape),
        re.compile(rf"{numbering}{shape}(?=[：:，、（(\s]|$)"),
        re.compile(scopes.not_place_end),
        re.compile(rf"{'|'.join(scopes.owners)}|.*(?:{ends})$"),
        re.compile(rf".*(?:{canon.divided})$"),
        re.compile(canon.unlisted),
        re.compile(canon.unnamed),
        re.compile(rf"(?!{scopes.not_place_start.replace(' ', '')}){scopes.han}{{2,8}}(?:{ends})"),
        re.compile(canon.nation),
    )


def _digits(knowledge: Knowledge) -> str:
    return "".join(char for char, value in knowledge.chronology.digits.items() if value)
