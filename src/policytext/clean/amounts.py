"""Numbers as people type them: a full-width comma between thousands, stars of emphasis around a bare number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policytext.knowledge import Knowledge

LONGEST_UNIT = 12
LONGEST_EMPHASIS = 20

# one to three digits, then groups of three; three numbers of three digits are a list
_THOUSANDS = re.compile(
    r"(?<![\dA-Za-zＡ-Ｚａ-ｚ.．])(?<!\d[，,])"
    r"(?:[1-9１-９]\d{0,2}[，,]\d{3}|[1-9１-９]\d?(?:[，,]\d{3}){2,})"
    r"(?=(?:[.．]\d+)?(?P<unit>[^\W\dA-Za-z_]))"
)
_DIGITS_PARTED = re.compile(r"[，,]\d{3}")
_COMMA = re.compile("，")
_STARRED = re.compile(
    rf"(?<![*\dA-Za-z\\])(\*\*)(?=[^*\n]{{1,{LONGEST_EMPHASIS}}}\*\*)(\d[\d,，.．]*[%％]?)([^*\n]*)(\*\*)(?![*\dA-Za-z])"
)


def thousands_commas(text: str, knowledge: Knowledge) -> Iterator[int]:
    """Offsets of full-width commas that part thousands: 1，234 before a multiplier or a unit.

    A number behind the word of an ordinal is a name and not an amount.
    """
    if not _DIGITS_PARTED.search(text):
        return
    for match in _THOUSANDS.finditer(text):
        behind = text[match.start("unit") : match.start("unit") + LONGEST_UNIT]
        ordinal = text[max(0, match.start() - 2) : match.start()].rstrip().endswith(knowledge.cleaning.ordinal)
        if not ordinal and knowledge.derive(measures).match(_simplified(behind, knowledge)):
            yield from (match.start() + comma.start() for comma in _COMMA.finditer(match.group()))


def emphasised_numbers(line: str, knowledge: Knowledge) -> Iterator[tuple[int, int]]:
    """Stretches of the stars around a bare number, alone or with its unit.

    Stars behind a digit mask it (20**), and open nothing.
    """
    for match in _STARRED.finditer(line):
        if not match[3] or knowledge.derive(measures).fullmatch(_simplified(match[3], knowledge)):
            yield match.span(1)
            yield match.span(4)


def measures(knowledge: Knowledge) -> re.Pattern[str]:
    """What follows an amount: a multiplier, a unit, or one with the other; nouns that are counted are units here."""
    table, numerals = knowledge.units, knowledge.numerals
    canonical = [(unit, *others) for units in table.dimensions.values() for unit, others in units.items()]
    units = _any(*(form for forms in canonical for form in forms), *table.times, *table.nouns)
    multiplier, vague = _any(*numerals.after_digits), _any(*(row.word for row in numerals.vague))
    return re.compile(rf"{multiplier}{vague}?{units}?|{vague}?{units}")


def _any(*words: str) -> str:
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word) for word in ordered) + ")"


def _simplified(text: str, knowledge: Knowledge) -> str:
    return "".join(knowledge.traditional.get(char, char) for char in text)
