"""A figure's normal form as plain columns, and what tells one state of the tables from another."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from policytext.knowledge import Knowledge
from policytext.knowledge.load import CANON, canon_of
from policytext.model import Kind, Level, Measure, Relation, Role
from policytext.observe.amount import Amount, amount_of, dimension_of
from policytext.observe.name import Aspect, Identity, identify
from policytext.observe.whereabouts import Placed, place_of

VERSION = "2"
"""Of the code in this package: another one makes every normal form anew."""

DIGEST = 16

ACT = "act-"
"""How the rules of extraction begin that tell what is done to what is counted."""

BUILT, TOUCHED = "built", "touched"

MISMATCH = "list-mismatch"
"""The rule of extraction that tells a list of names told apart by fewer or more numbers: none has a name of its own."""

THRESHOLD = frozenset({"kind-threshold", "name-attribute"})
"""The rules of extraction that tell what something must reach to be counted."""

COMPARED = "compared-with"
"""The rule of extraction that tells a difference from others: 高于全省1.8个百分点."""

SOME = "counted-some"
"""The rule of extraction that tells that only some are counted: 34个社区达到标准."""

REPORTED = "reported"
"""What a work report says was built was built in its year."""

LEVELS: dict[int, Level] = {1: "province", 2: "city", 3: "district", 4: "street"}

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a mention says, as far as its normal form needs it; see `policytext.model.Mention`."""

    kind: Kind
    value: Decimal | None
    value_high: Decimal | None
    relation: Relation
    unit: str
    role: Role
    reading: str
    indicator: str | None
    scope: str | None
    per: str | None
    year: int | None
    under: str | None
    year_basis: str | None = None
    measure: Measure = "unknown"
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What of its document a figure's place hangs on."""

    code: str | None
    name: str | None
    title: str | None
    year: int | None


def normal_form(figure: Figure, around: Surroundings, knowledge: Knowledge) -> Columns:
    """The normal form of a figure: indicator, place, interval and denominator, as columns of `observations`.

    Args:
        figure: what is said.
        around: the document it is said in.
        knowledge: the tables.
    """
    identity, denominator = _identified(figure, knowledge)
    amount = amount_of(
        value=figure.value,
        value_high=figure.value_high,
        relation=figure.relation,
        unit=figure.unit,
        reading=figure.reading,
        knowledge=knowledge,
    )
    placed = place_of(
        figure.scope,
        code=around.code,
        name=around.name,
        under=figure.under,
        title=around.title,
        year=figure.year or around.year,
        knowledge=knowledge,
    )
    return {
        "indicator_id": identity.indicator,
        "indicator_basis": identity.basis,
        "aspect": _aspect(figure) or identity.aspect,
        "tier": identity.tier,
        "denominator": denominator,
        **_amount_columns(amount, figure, knowledge),
        **_place_columns(placed),
    }


def _aspect(figure: Figure) -> Aspect | None:
    """What of its indicator the words around a number say that it is; None where they say nothing special."""
    if THRESHOLD.issubset(figure.rules):
        return "threshold"
    if COMPARED in figure.rules:
        return "difference"
    return "some" if SOME in figure.rules else None


def _act(figure: Figure) -> str | None:
    """What the verb of a number does to what is counted."""
    act = next((rule.removeprefix(ACT) for rule in figure.rules if rule.startswith(ACT)), None)
    if act == BUILT:
        return BUILT if figure.year_basis == REPORTED or figure.measure == "flow" else None
    if act is None and figure.measure == "flow" and figure.role == "value":
        return TOUCHED
    return act


def tables_digest(roots: Iterable[Path]) -> str:
    """What tells whether a normal form was made by the tables and the code in force: cheap, nothing is loaded.

    Args:
        roots: the folders of the tables, as in `Knowledge.roots`.
    """
    digest = hashlib.sha256(VERSION.encode())
    for path in (root / CANON for root in roots):
        if path.is_file():
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:DIGEST]


def _amount_columns(amount: Amount | None, figure: Figure, knowledge: Knowledge) -> Columns:
    if amount is None:
        ends: Columns = dict.fromkeys(("low_text", "low_float", "high_text", "high_float", "base_unit"))
        return {**ends, "low_inclusive": 0, "high_inclusive": 0, "dimension": dimension_of(figure.unit, knowledge)}
    return {
        **_end("low", amount.low),
        **_end("high", amount.high),
        "low_inclusive": int(amount.low_inclusive),
        "high_inclusive": int(amount.high_inclusive),
        "base_unit": amount.unit,
        "dimension": amount.dimension,
    }


def _end(name: str, value: Decimal | None) -> Columns:
    if value is None:
        return {f"{name}_text": None, f"{name}_float": None}
    return {f"{name}_text": format(value, "f"), f"{name}_float": float(value)}


def _place_columns(placed: Placed) -> Columns:
    columns = asdict(placed)
    names = {
        "code": "place_code",
        "name": "place_name",
        "basis": "place_basis",
        "part": "place_part",
        "begins": "place_from",
        "ends": "place_to",
    }
    return {column: columns[name] for name, column in names.items()}


def _identified(figure: Figure, knowledge: Knowledge) -> tuple[Identity, str | None]:
    """The indicator and what it is counted per; a ratio (每千户社区工作者) is counted per nothing."""
    if MISMATCH in figure.rules:
        return identify(None, figure.unit, figure.role, knowledge), _denominator(figure.per, knowledge)
    if figure.per and figure.indicator:
        ratio = identify(f"{figure.per}{figure.indicator}", figure.unit, figure.role, knowledge)
        if ratio.basis == "exact":
            return ratio, None
    found = identify(figure.indicator, figure.unit, figure.role, knowledge, act=_act(figure))
    return found, _denominator(figure.per, knowledge)


def _denominator(per: str | None, knowledge: Knowledge) -> str | None:
    """What a number is counted per, in one form: 每个社区 and 各社区 are 社区, 人均 is 人."""
    return knowledge.derive(_each).sub("", per) or None if per else None


def _each(knowledge: Knowledge) -> re.Pattern[str]:
    return re.compile(knowledge.derive(canon_of).each)
