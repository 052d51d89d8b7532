"""Where the numerals of a line stand: one compiled scan."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from policytext.extract.number.han import Value, read_han
from policytext.knowledge.load import Knowledge
from policytext.knowledge.schema.extract import Numerals
from policytext.model import Relation

HUNDRED = Decimal(100)
SHARE = Decimal("0.01")
PER_CENT = "%"


@dataclass(slots=True)
class Number:
    """A numeral at `start`..`end` of a line.

    Args:
        start: offset into the line.
        end: offset into the line.
        low: its value, or the lower end of a vague one.
        high: the upper end of a vague one, else None.
        relation: what the numeral itself says (多, 余, 上百).
        form: how it is written; `bare` is a multiplier without a digit.
        unit: of a fraction or ratio; None where one has to follow.
        factor: the multiplier at its end, for the lower end of a range (3至5万).
    """

    start: int
    end: int
    low: Decimal
    high: Decimal | None
    relation: Relation
    form: str
    unit: str | None = None
    factor: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Grammar:
    """Numerals.yaml, compiled; `scan` is tried where a character that `begins` a numeral stands."""

    table: Numerals
    begins: re.Pattern[str]
    scan: re.Pattern[str]
    any: str
    han: str
    first: re.Pattern[str]
    bare: re.Pattern[str]
    bare_after: re.Pattern[str]
    read: Callable[[str], Value | None]


def grammar(knowledge: Knowledge) -> Grammar:
    """The grammar of numerals; units that begin like a multiplier (千瓦) are kept out of it."""
    table = knowledge.numerals
    signs = "".join((*table.digits, *table.small, *table.large))
    first = "".join(sorted({*signs, *(word.word[0] for word in table.few), *table.at_least, *table.halves_begin}))
    guard = "|".join(re.escape(unit) for unit in _like_multipliers(knowledge))
    run = _run(table, guard)
    forms = {**_shares(table, run), "arabic": _digits(table, guard), "han": run, "loose": "[0-9]+"}
    scan = "|".join(f"(?P<{name}>{form})" for name, form in forms.items())
    return Grammar(
        table,
        re.compile(rf"[0-9{first}−–-]"),
        re.compile(scan),
        rf"(?:[0-9]+(?:\.[0-9]+)?|[{signs}]+)",
        rf"[{signs}]+",
        re.compile(rf"[0-9{signs}]"),
        re.compile(table.bare),
        re.compile(table.bare_after),
        # the same few numerals come again and again
        lru_cache(maxsize=2000)(lambda text: read_han(text, table)),
    )


def _run(table: Numerals, guard: str) -> str:
    """A numeral in Chinese characters; `guard` are units that begin like a multiplier."""
    digits, small, large = "".join(table.digits), "".join(table.small), "".join(table.large)
    few, vague = _few(table), "".join(word.word for word in table.vague)
    one = rf"(?:{table.apart}(?:{few})(?=[{small}{large}])|[{digits}{small}{large}])"
    return (
        rf"(?:{table.at_least_apart}{table.at_least}(?=[{small}{large}]))?(?:(?!{guard}){one}|{table.few_last})+"
        rf"(?:(?<=[{small}{large}])[{vague}](?![{vague}])[{large}]{{0,2}})?"
        rf"(?:(?<=[{digits}{small}]){table.point}(?=[{digits}])[{digits}]+[{large}]{{0,2}})?"
    )


def _shares(table: Numerals, run: str) -> dict[str, str]:
    """Fractions, ratios, tenths and halves."""
    digits, signs = "".join(table.digits), "".join((*table.small, *table.large))
    vague = "".join(word.word for word in table.vague)
    plain = r"[0-9]+(?:\.[0-9]+)?"
    return {
        "part": rf"(?P<whole>[{''.join(table.parts)}]|{run}|[0-9]+){table.of}(?P<over>{run}|{plain})",
        "ratio": rf"(?<![0-9:.]){plain}(?:{table.colon}{plain})+",
        "slash": r"(?<![0-9/.])[1-9][0-9]?/[1-9][0-9]?(?![0-9/.%])",
        "tenth": rf"(?P<tenths>(?<![0-9.])[0-9]|[{digits}]|{_few(table)})[{vague}]?{table.tenth}"
        rf"(?:(?P<more>[{digits}{table.half_after_tenth}](?![{signs}]))|(?P<rest>{table.more}))?",
        "half": table.halves,
    }


def _digits(table: Numerals, guard: str) -> str:
    """A numeral in Arabic digits with its multiplier and vague words."""
    vague = "".join(word.word for word in table.vague)
    signs = "".join((*table.small, *table.large))
    after = "|".join(rf"(?!{guard}){word}" for word in table.after_digits)
    return (
        rf"(?P<minus>{table.minus})?(?<![0-9A-Za-z.])"
        r"(?P<digits>(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?)"
        rf"(?P<mid>(?:[{vague}]|{_few(table)})(?=[{signs}]))?(?P<times>{after})?(?P<post>{table.more})?"
    )


def _few(table: Numerals) -> str:
    return "|".join(word.word for word in table.few)


def _like_multipliers(knowledge: Knowledge) -> list[str]:
    """Units that begin with a multiplier, longest first."""
    signs = tuple(knowledge.numerals.small) + tuple(knowledge.numerals.large)
    names = [
        name
        for units in knowledge.units.dimensions.values()
        for canonical, others in units.items()
        for name in (canonical, *others)
    ]
    return sorted((name for name in names if name.startswith(signs)), key=lambda name: (-len(name), name))


def numbers(text: str, knowledge: Knowledge) -> Iterator[Number | tuple[int, int]]:
    """The numerals of `text` in order; a run of their characters that is no numeral comes as its offsets."""
    rules = knowledge.derive(grammar)
    at = 0
    while begun := rules.begins.search(text, at):
        match = rules.scan.match(text, begun.start())
        at = match.end() if match else begun.end()
        if match:
            yield _READERS[match.lastgroup or ""](match, rules) or match.span()


def _part(match: re.Match[str], rules: Grammar) -> Number | None:
    over = _value(match["over"], rules)
    if over is None:
        return None
    unit = rules.table.parts.get(match["whole"])
    if unit is not None:
        return Number(*match.span(), over.low, over.high, over.relation, "fraction", unit)
    whole = _value(match["whole"], rules)
    if whole is None or not whole.low or over.low > whole.low:
        return None
    return Number(*match.span(), _share(over.low / whole.low), None, over.relation, "fraction", PER_CENT)


def _value(text: str, rules: Grammar) -> Value | None:
    return Value(Decimal(text)) if text[0].isascii() else rules.read(text)


def _share(fraction: Decimal) -> Decimal:
    """In per cent, with two decimals where it needs them (guidelines)."""
    return _plain((fraction * HUNDRED).quantize(SHARE))


def _plain(value: Decimal) -> Decimal:
    """Without zeros at the end of its decimals."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _ratio(match: re.Match[str], rules: Grammar) -> Number | None:
    table = rules.table
    first, *rest = (Decimal(part) for part in re.split(table.colon, match["ratio"]))
    if len(rest) != 1 or not first:
        return None
    value = first if rest[0] == 1 else (rest[0] / first).quantize(Decimal("0.0001"))
    return Number(*match.span(), _plain(value), None, "=", "ratio", table.ratio)


def _slash(match: re.Match[str], _: Grammar) -> Number | None:
    over, whole = (Decimal(part) for part in match["slash"].split("/"))
    if over >= whole:
        return None
    return Number(*match.span(), _share(over / whole), None, "=", "fraction", PER_CENT)


def _tenth(match: re.Match[str], rules: Grammar) -> Number | None:
    table = rules.table
    few = next((few for few in table.few if few.word == match["tenths"]), None)
    first = _value(match["tenths"], rules) if few is None else Value(Decimal(few.low), Decimal(few.high))
    if first is None:
        return None
    more = Decimal(0)
    if match["more"]:
        half = match["more"] == table.half_after_tenth
        more = Decimal(5) if half else Decimal(table.digits[match["more"]])
    low = first.low * 10 + more
    high = None if first.high is None else first.high * 10
    relation = _vague(match["rest"], table) if match["rest"] else first.relation
    return Number(*match.span(), low, high, relation, "fraction", PER_CENT)


def _vague(word: str | None, table: Numerals) -> Relation:
    return next((vague.relation for vague in table.vague if vague.word == word), "=")


def _loose(_: re.Match[str], __: Grammar) -> None:
    """Digits that belong to something else, as those after a point or a letter."""


def _half(match: re.Match[str], _: Grammar) -> Number:
    return Number(*match.span(), Decimal(50), None, "=", "fraction", PER_CENT)


def _arabic(match: re.Match[str], rules: Grammar) -> Number:
    table = rules.table
    value = Decimal(match["digits"].replace(",", ""))
    factor = Decimal(table.after_digits[match["times"]]) if match["times"] else Decimal(1)
    value = value * factor if match["times"] else value
    if match["minus"]:
        value = -value
    relation = _vague(match["mid"] or match["post"], table)
    high = None
    few = next((few for few in table.few if few.word == match["mid"]), None)
    if few is not None:
        value, high = value + factor, value + 9 * factor
    return Number(*match.span(), _exact(value), high, relation, "arabic", None, factor)


def _exact(value: Decimal) -> Decimal:
    """Integers without an exponent or decimals, all else as it is."""
    return value.quantize(Decimal(1)) if "." in str(value) and value == value.to_integral_value() else value


def _han(match: re.Match[str], rules: Grammar) -> Number | None:
    value = rules.read(match["han"])
    if value is None:
        return None
    form = "bare" if value.bare else "han"
    return Number(*match.span(), value.low, value.high, value.relation, form)


_READERS = {
    "part": _part,
    "ratio": _ratio,
    "slash": _slash,
    "tenth": _tenth,
    "half": _half,
    "arabic": _arabic,
    "han": _han,
    "loose": _loose,
}
