"""Automatic numbers of lists, drawn out as the text that people see: `一、`, `（二）`, `3.`.

The number formats are those of ECMA-376, part 1, 17.18.59, and of HTML's `ol`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

DECIMAL = "decimal"
NO_NUMBER = frozenset({"bullet", "none"})
MOST = 9999  # a list that counts on beyond is written in plain digits

# Chinese numerals by their code points, digits from zero, then ten, hundred, thousand
_HAN = tuple(map(chr, (0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D)))
_HAN_PLACES = ("", *map(chr, (0x5341, 0x767E, 0x5343)))
_HAN_ZERO = chr(0x96F6)
_LEGAL = tuple(map(chr, (0x96F6, 0x58F9, 0x8D30, 0x53C1, 0x8086, 0x4F0D, 0x9646, 0x67D2, 0x634C, 0x7396)))
_LEGAL_PLACES = ("", *map(chr, (0x62FE, 0x4F70, 0x4EDF)))
_STEMS = tuple(map(chr, (0x7532, 0x4E59, 0x4E19, 0x4E01, 0x620A, 0x5DF1, 0x5E9A, 0x8F9B, 0x58EC, 0x7678)))
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_CIRCLED = ((1, 20, 0x2460), (21, 35, 0x3251 - 20), (36, 50, 0x32B1 - 35))
_LETTERS = 26
_SLOT = re.compile(r"%([1-9])")
_STARTS_ASCII = re.compile(r"[0-9A-Za-z.]")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: its first number, its format, and its text with `%1` for the number of the first level."""

    start: int = 1
    form: str = DECIMAL
    text: str = "%1."
    legal: bool = False


@dataclass(slots=True)
class Counting:
    """Lists being counted, by the name of each."""

    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def restart(self, name: str, level: int, start: int) -> None:
        """Let a list begin at a number again."""
        self.counts[name, level] = start - 1

    def number(self, name: str, level: int, levels: dict[int, Level]) -> str:
        """The text of the next number of a list; empty for a bullet."""
        here = levels.get(level, Level())
        self.counts[name, level] = self.counts.get((name, level), here.start - 1) + 1
        for deeper in range(level + 1, 9):
            self.counts.pop((name, deeper), None)
        if here.form in NO_NUMBER:
            return ""

        def slot(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            form = levels.get(at, Level())
            count = self.counts.get((name, at), form.start)
            return formatted(count, DECIMAL if here.legal else form.form)

        return _SLOT.sub(slot, here.text).strip()


def joined(number: str, text: str) -> str:
    """A number and the beginning of what follows it; a space parts `1.` from a digit."""
    if number and (number[-1].isalnum() or _STARTS_ASCII.match(text)) and number[-1].isascii():
        return f"{number} "
    return number


def formatted(count: int, form: str) -> str:
    """A number as a format writes it; plain digits where the format cannot, or is not known."""
    write = FORMATS.get(form)
    return (write(count) if write and 0 < count <= MOST else "") or str(count)


def _counted(digits: tuple[str, ...], places: tuple[str, ...], zero: str) -> Callable[[int], str]:
    def write(count: int) -> str:
        written, skipped = "", False
        for place in range(3, -1, -1):
            digit = count // 10**place % 10
            if digit:
                written += (zero if skipped and written else "") + digits[digit] + places[place]
            skipped = not digit
        return written

    return write


def _counting(count: int) -> str:
    """As people count: ten is not one ten."""
    written = _counted(_HAN, _HAN_PLACES, _HAN_ZERO)(count)
    return written[1:] if written.startswith(_HAN[1] + _HAN_PLACES[1]) else written


def _letters(count: int) -> str:
    turns, letter = divmod(count - 1, _LETTERS)
    return chr(ord("a") + letter) * (turns + 1) if turns < _LETTERS else ""


def _roman(count: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        times, count = divmod(count, value)
        written += letters * times
    return written


def _circled(count: int) -> str:
    return next((chr(zero + count - 1) for first, last, zero in _CIRCLED if first <= count <= last), "")


def _digits(count: int) -> str:
    return "".join(_HAN[int(digit)] for digit in str(count))


def _stem(count: int) -> str:
    return _STEMS[(count - 1) % len(_STEMS)]


FORMATS: dict[str, Callable[[int], str]] = {
    DECIMAL: str,
    "decimalZero": lambda count: f"{count:02}",
    "decimalFullWidth": lambda count: str(count).translate({ord("0") + i: 0xFF10 + i for i in range(10)}),
    "chineseCounting": _counting,
    "chineseCountingThousand": _counting,
    "japaneseCounting": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "chineseLegalSimplified": _counted(_LEGAL, _LEGAL_PLACES, _LEGAL[0]),
    "ideographTraditional": _stem,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "lowerLetter": _letters,
    "upperLetter": lambda count: _letters(count).upper(),
    "upperRoman": _roman,
    "lowerRoman": lambda count: _roman(count).lower(),
}
