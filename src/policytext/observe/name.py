"""Which canonical indicator a figure's name is: exactly, by a rule, or by resemblance as a proposal only."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from policytext.knowledge import Knowledge
from policytext.knowledge.load import canon_of
from policytext.knowledge.schema.canon import Canon, Indicator, Tier, Variant
from policytext.model import Measure, Role
from policytext.observe.amount import base_unit_of, dimension_of

Aspect = Literal["amount", "increase", "growth", "threshold", "difference", "some"]
"""数量, 增量, 增速, 门槛, 差距, 部分: the indicator itself, by how much it changed, by which share of itself, what
something must reach to be counted (亿元以上项目), by how much it differs from others (高于全省1.8个百分点), or of how
many of those that are counted something is told (34个社区达到标准)."""

Basis = Literal["exact", "rule"]

SHARES = frozenset({"share", "multiple"})
COUNTED = frozenset({"count", "people", "households", "visits", "area", "length", "events", "bare"})
"""Dimensions of what can be built, renovated or visited."""

PERCENT = "%"
ADDED = frozenset({"added"})
BUILT, FINISHED = "built", "finished"
STAGES = frozenset({"started", "finished", "signed"})
"""Variants of what happens in a period too: 新开工 is not 完工."""

ADDITION = "_added"
"""The variant for what is added in a period, and how its ids end."""

MOST_STEPS = 40
"""Ways of taking openings off a name that are tried; no name needs more than a dozen."""
SHORTEST = 1
LIKE = 0.5
"""The least likeness of a proposal, in 0..1."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A figure's indicator, how it was found, which aspect of it the number is, and whose honour it tells of."""

    indicator: str | None
    basis: Basis | None
    aspect: Aspect
    tier: Tier | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """An indicator that an unmatched name may be, and how alike its nearest form is, in 0..1."""

    indicator: str
    form: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator, or a variant of one, as a catalogue shows it."""

    id: str
    zh: str
    en: str
    forms: tuple[str, ...]
    rules: tuple[str, ...]
    units: tuple[str, ...]
    measure: Measure
    domain: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Titled:
    """An indicator's Chinese name, and what kind of amount it is."""

    zh: str
    measure: Measure


@dataclass(frozen=True, slots=True)
class _State:
    """What is left of a name, and what was taken off it."""

    core: str
    variants: frozenset[str] = frozenset()
    tier: Tier | None = None


@dataclass(frozen=True)
class _Names:
    """canon.yaml, compiled."""

    quotes: dict[int, None]
    total: re.Pattern[str]
    growth: re.Pattern[str]
    openings: re.Pattern[str]
    tiers: tuple[tuple[Tier, re.Pattern[str]], ...]
    before: tuple[tuple[str, re.Pattern[str]], ...]
    after: tuple[tuple[str, re.Pattern[str]], ...]
    exact: dict[str, tuple[str, ...]]
    rules: tuple[tuple[str, re.Pattern[str]], ...]
    any_rule: re.Pattern[str]
    contrasts: tuple[tuple[str, re.Pattern[str]], ...]
    allowed: dict[str, frozenset[str]]
    entries: dict[str, Entry]
    made: dict[tuple[str, frozenset[str]], str]
    known: dict[tuple[str, str, Role], Identity]


def catalogue(knowledge: Knowledge) -> dict[str, Entry]:
    """Every indicator with those made of it, by id, in the order of the table."""
    return knowledge.derive(_names).entries


def titled(canon: Canon) -> dict[str, Titled]:
    """Every indicator with those made of it, by id, without loading the other tables."""
    found = {}
    for base, row in canon.indicators.items():
        for chosen in ({}, *({name: canon.variants[name]} for name in row.variants)):
            entry = _entry(base, row, (), (), chosen)
            found[entry.id] = Titled(entry.zh, entry.measure)
    return found


def identify(name: str | None, unit: str, role: Role, knowledge: Knowledge, *, act: str | None = None) -> Identity:
    """The canonical indicator of a figure.

    Args:
        name: what is measured, as extracted.
        unit: canonical; one of another dimension forbids a match.
        role: a delta is a change of the indicator.
        knowledge: canon.yaml.
        act: what the verb of the number does to what is counted: the name of a variant, `ongoing`, or `touched` where
            it makes no difference to how many there are.

    Returns:
        an identity without an indicator where no form and no rule matches, or a contrast word forbids it.
    """
    if not name:
        return Identity(None, None, _aspect(role, unit, knowledge), None)
    names = knowledge.derive(_names)
    key = (name, unit, role)
    if key not in names.known:
        names.known[key] = _identify(name, unit, role, names, knowledge)
    return _acted(names.known[key], act, dimension_of(unit, knowledge), names) if act else names.known[key]


def proposals(name: str, unit: str, knowledge: Knowledge, most: int = 3) -> list[Proposal]:
    """Indicators whose forms resemble an unmatched name, the most alike first; never assigned.

    Likeness is the share of pairs of characters in common (Dice), doubled pairs counted once.  One of another
    dimension, or with other contrast words, is not proposed.
    """
    names = knowledge.derive(_names)
    pairs = _pairs(name.translate(names.quotes))
    dimension, words = dimension_of(unit, knowledge), _contrasts_in(name, names)
    best: dict[str, Proposal] = {}
    for indicator, form, theirs in knowledge.derive(_form_pairs):
        entry = names.entries[indicator]
        alike = 2 * len(pairs & theirs) / (len(pairs) + len(theirs) or 1)
        if alike < LIKE or dimension not in entry.units or not words <= names.allowed[indicator]:
            continue
        if indicator not in best or best[indicator].likeness < alike:
            best[indicator] = Proposal(indicator, form, round(alike, 2))
    return sorted(best.values(), key=lambda each: (-each.likeness, each.indicator))[:most]


def plain_name(name: str, knowledge: Knowledge) -> str:
    """A name without quotes and without what is done to what it names: 新开工亿元以上项目 is 亿元以上项目."""
    names = knowledge.derive(_names)
    plain, before = name.translate(names.quotes), ""
    while plain != before:
        before = plain
        found = (pattern.match(plain) for pattern in (names.openings, *(pattern for _, pattern in names.before)))
        ends = [each.end() for each in found if each and each.end() < len(plain) - SHORTEST]
        plain = plain[max(ends, default=0) :]
    return plain


def named_like(asked: str, knowledge: Knowledge) -> str | None:
    """The id of the indicator that a person names: by id, by its Chinese or English name, or by a form."""
    names = knowledge.derive(_names)
    if asked in names.entries:
        return asked
    plain = asked.translate(names.quotes)
    for entry in names.entries.values():
        if plain in {entry.zh, entry.en}:
            return entry.id
    found = names.exact.get(plain, ())
    return found[0] if found else None


def _identify(name: str, unit: str, role: Role, names: _Names, knowledge: Knowledge) -> Identity:
    dimension = dimension_of(unit, knowledge)
    plain, aspect = name.translate(names.quotes), _aspect(role, unit, knowledge)
    grown = names.growth.search(plain)
    if grown and grown.start() and plain not in names.exact and dimension in SHARES and aspect == "amount":
        plain, aspect = plain[: grown.start()], "growth"
    states = list(_states(plain, names))
    words = _contrasts_in(plain, names)
    tried: tuple[tuple[Basis, Iterator[tuple[str, _State]]], ...]
    tried = (("exact", _exact(states, names)), ("rule", _by_rule(states, names)))
    for basis, found in tried:
        for indicator, state in found:
            entry = names.entries[indicator]
            if not _fits(entry, dimension, aspect) or not words <= names.allowed[indicator]:
                continue
            return _settled(Identity(indicator, basis, aspect, state.tier), dimension, names)
    return Identity(None, None, aspect, next((state.tier for state in states if state.tier), None))


def _settled(found: Identity, dimension: str, names: _Names) -> Identity:
    """An increase of what has a variant for what is added is that; a share of money is its growth, of a count none."""
    indicator, aspect = found.indicator or "", found.aspect
    added = names.made.get((indicator, ADDED))
    if aspect == "increase" and dimension not in SHARES:
        if indicator.endswith(ADDITION):
            return Identity(indicator, found.basis, "amount", found.tier)
        if added:
            return Identity(added, found.basis, "amount", found.tier)
    if aspect == "amount" and dimension in SHARES and names.entries[indicator].units[0] in COUNTED:
        return Identity(None, None, aspect, found.tier)  # a share of what is counted, and nobody says of what
    if aspect == "amount" and dimension in SHARES and names.entries[indicator].units[0] not in SHARES:
        return Identity(indicator, found.basis, "growth", found.tier)
    return found


def _acted(found: Identity, act: str, dimension: str, names: _Names) -> Identity:
    """What is done to what is counted makes another indicator (建成, 改造, 开工), or a number of some of a stock."""
    indicator = found.indicator or ""
    entry = names.entries.get(indicator)
    if entry is None or found.aspect != "amount" or dimension not in COUNTED:
        return found
    for variant in (FINISHED, *ADDED) if act in {BUILT, FINISHED} else (act,):
        made = names.made.get((indicator, frozenset({variant})))
        if made and (entry.measure == "stock" or variant in STAGES):
            return Identity(made, found.basis, "amount", found.tier)
    if entry.measure != "stock":
        return found
    return Identity(indicator, found.basis, "increase" if act in {BUILT, FINISHED, *ADDED} else "some", found.tier)


def _aspect(role: Role, unit: str, knowledge: Knowledge) -> Aspect:
    """What of its indicator a number is; an increase by percentage points is no growth."""
    if role != "delta":
        return "amount"
    part = base_unit_of(unit, knowledge) == PERCENT or dimension_of(unit, knowledge) == "multiple"
    return "growth" if part else "increase"


def _fits(entry: Entry, dimension: str, aspect: Aspect) -> bool:
    """Whether the unit may be one of this indicator; a change may be told as a share of it."""
    return dimension in entry.units or (aspect != "amount" and dimension in SHARES)


def _exact(states: list[_State], names: _Names) -> Iterator[tuple[str, _State]]:
    for state in states:
        for base in names.exact.get(state.core, ()):
            made = names.made.get((base, state.variants))
            if made:
                yield made, state


def _by_rule(states: list[_State], names: _Names) -> Iterator[tuple[str, _State]]:
    for state in states:
        if not names.any_rule.fullmatch(state.core):
            continue
        for base, rule in names.rules:
            made = names.made.get((base, state.variants))
            if made and rule.fullmatch(state.core):
                yield made, state


def _states(plain: str, names: _Names) -> Iterator[_State]:
    """The name, then what is left of it when openings, tiers and the words of variants are taken off."""
    waiting, seen = [_State(plain)], {_State(plain)}
    for state in waiting:
        yield state
        for left in _shorter(state, names):
            if len(left.core) > SHORTEST and left not in seen and len(waiting) < MOST_STEPS:
                seen.add(left)
                waiting.append(left)


def _shorter(state: _State, names: _Names) -> Iterator[_State]:
    core = state.core
    opening = names.openings.match(core)
    if opening:
        yield _State(core[opening.end() :], state.variants, state.tier)
    for tier, pattern in names.tiers:
        honour = pattern.match(core)
        if honour and honour.end():
            yield _State(core[honour.end() :], state.variants, state.tier or tier)
    for variant, pattern in names.before:
        taken = pattern.match(core)
        if taken:  # of what is added the total is all there is: 新登记经营主体总数
            variants = state.variants if names.total.search(core) else state.variants | {variant}
            yield _State(core[taken.end() :], variants, state.tier)
    for variant, pattern in names.after:
        closed = pattern.search(core)
        if closed and closed.start():
            yield _State(core[: closed.start()], state.variants | {variant}, state.tier)


def _contrasts_in(plain: str, names: _Names) -> frozenset[str]:
    """The contrast words in a name, each with its group."""
    return frozenset(f"{group}:{word}" for group, words in names.contrasts for word in words.findall(plain))


def _pairs(text: str) -> frozenset[str]:
    return frozenset(map("".join, pairwise(text))) or frozenset({text})


def _form_pairs(knowledge: Knowledge) -> tuple[tuple[str, str, frozenset[str]], ...]:
    entries = knowledge.derive(_names).entries.values()
    return tuple((entry.id, form, _pairs(form)) for entry in entries for form in (entry.zh, *entry.forms))


def _names(knowledge: Knowledge) -> _Names:
    canon = knowledge.derive(canon_of)
    quotes = dict.fromkeys(map(ord, canon.quotes))
    contrasts = tuple(
        (group, re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True))))
        for group, words in canon.contrasts.items()
    )
    parts = {f"<{name}>": f"(?:{part})" for name, part in canon.parts.items()}
    exact: defaultdict[str, list[str]] = defaultdict(list)
    rules: list[tuple[str, re.Pattern[str]]] = []
    allowed, entries, made = {}, {}, {}
    for base, row in canon.indicators.items():
        forms = tuple(dict.fromkeys(each.translate(quotes) for each in (row.zh, *row.forms)))
        for form in forms:
            exact[form].append(base)
        filled = [_filled(rule, parts) for rule in row.rules]
        rules += [(base, re.compile(rule)) for rule in filled]
        own = _words("|".join((*forms, *filled)), contrasts)
        for chosen in ((), *((each,) for each in row.variants)):
            variants = {name: canon.variants[name] for name in chosen}
            entry = _entry(base, row, forms, tuple(filled), variants)
            entries[entry.id] = entry
            made[base, frozenset(chosen)] = entry.id
            texts = (f"{each.zh}|{each.before}|{each.after}" for each in variants.values())
            allowed[entry.id] = own | _words("|".join(texts), contrasts)
    return _Names(
        quotes=quotes,
        total=re.compile(canon.total),
        growth=re.compile(canon.growth),
        openings=re.compile(canon.openings),
        tiers=tuple((tier, re.compile(pattern)) for tier, pattern in canon.tiers.items()),
        before=tuple((name, re.compile(f"(?:{each.before})")) for name, each in canon.variants.items() if each.before),
        after=tuple((name, re.compile(f"(?:{each.after})$")) for name, each in canon.variants.items() if each.after),
        exact={form: tuple(ids) for form, ids in exact.items()},
        rules=tuple(rules),
        any_rule=re.compile("|".join(rule.pattern for _, rule in rules)),
        contrasts=contrasts,
        allowed=allowed,
        entries=entries,
        made=made,
        known={},
    )


def _filled(rule: str, parts: dict[str, str]) -> str:
    for name, part in parts.items():
        rule = rule.replace(name, part)
    return rule


def _words(text: str, contrasts: Iterable[tuple[str, re.Pattern[str]]]) -> frozenset[str]:
    return frozenset(f"{group}:{word}" for group, words in contrasts for word in words.findall(text))


def _entry(
    base: str, row: Indicator, forms: tuple[str, ...], rules: tuple[str, ...], variants: dict[str, Variant]
) -> Entry:
    """The catalogue's row of an indicator, or of a variant of it."""
    if not variants:
        return Entry(base, row.zh, row.en, forms[1:], rules, row.units, row.measure, row.domain, row.parent)
    (name, variant), *_ = variants.items()
    return Entry(
        f"{base}_{name}",
        variant.zh.replace("{}", row.zh),
        variant.en.replace("{}", row.en),
        (),
        (),
        variant.units or row.units,
        variant.measure or row.measure,
        row.domain,
        base,
    )
