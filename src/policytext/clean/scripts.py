"""The reading view's letters: widths, punctuation, traditional characters, each one for one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policytext.clean.amounts import thousands_commas
from policytext.clean.page import HAN
from policytext.knowledge import Knowledge

LONGEST_NUMBER = 16

Change = tuple[int, str, str]
"""View offset, the characters to read there, the rule's name."""

_FULL_TO_ASCII = re.compile("[０-９Ａ-Ｚａ-ｚ％．＋＝＜＞／＃＆＊＠＄～＿]+")
_FULL_PUNCTUATION = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"}
_HALF = re.compile(r"[,:;?!.]")
_BRACKET = re.compile(r"[()（）]")
_CHINESE = re.compile(rf"[{HAN}，。、；：？！“”‘’《》（）【】〔〕…—％]")
_COLON_IN_NUMBER = re.compile(r"：(?<=\d：)(?=\d)")
_CIRCLES = frozenset("○◯")
_NUMBER_BEFORE = re.compile(rf"[{HAN}，。、；：（“][\d.,%％‰ ]+$")
_STRAIGHT = re.compile(r'"')


def changes(text: str, knowledge: Knowledge) -> list[Change]:
    """Every character that is read as another, in order; no two at one offset."""
    found = {change[0]: change for change in _all(text, knowledge)}
    return [found[at] for at in sorted(found)]


def _all(text: str, knowledge: Knowledge) -> Iterator[Change]:
    for match in _FULL_TO_ASCII.finditer(text):
        for offset, char in enumerate(match.group()):
            yield match.start() + offset, chr(ord(char) - 0xFEE0), "width"
    if knowledge.traditional.keys() & set(text):
        for match in knowledge.derive(traditional).finditer(text):
            for offset, char in enumerate(match.group()):
                yield match.start() + offset, knowledge.traditional[char], "traditional"
    if not _CIRCLES.isdisjoint(text):
        for match in knowledge.derive(zeros).finditer(text):
            yield match.start(), "〇", "zero"
    for match in _COLON_IN_NUMBER.finditer(text):
        yield match.start(), ":", "punctuation"
    for at in thousands_commas(text, knowledge):
        yield at, ",", "thousands-comma"
    yield from _punctuation(text)
    yield from _brackets(text)
    yield from _quotes(text)


def traditional(knowledge: Knowledge) -> re.Pattern[str]:
    """Runs of traditional characters."""
    return re.compile("[" + re.escape("".join(sorted(knowledge.traditional))) + "]+")


def zeros(knowledge: Knowledge) -> re.Pattern[str]:
    """A circle that stands for zero among Chinese numerals."""
    digit = f"[〇○◯{knowledge.cleaning.numerals[:9]}]"
    return re.compile(f"[○◯](?={digit}|{knowledge.cleaning.year})|(?<={digit})[○◯]")


def _punctuation(text: str) -> Iterator[Change]:
    """Half-width marks beside Chinese text; those inside numbers, addresses and Latin text stay."""
    for match in _HALF.finditer(text):
        at, char = match.start(), match.group()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if char == ".":
            if _CHINESE.match(before) and (not after or after.isspace() or _CHINESE.match(after)):
                yield at, "。", "punctuation"
        elif before.isdigit() and after.isdigit():
            continue
        elif _beside_chinese(text, at):
            yield at, _FULL_PUNCTUATION[char], "punctuation"


def _beside_chinese(text: str, at: int) -> bool:
    """Whether the nearest character on either side is Chinese, white space and numbers left out."""
    before = text[max(0, at - 3) : at].rstrip()[-1:]
    after = text[at + 1 : at + 4].lstrip()[:1]
    if _CHINESE.match(before) or _CHINESE.match(after):
        return True
    number = _NUMBER_BEFORE.search(text, max(0, at - LONGEST_NUMBER), at)
    return bool(number and _CHINESE.match(number.group()))


def _brackets(text: str) -> Iterator[Change]:
    """Brackets in pairs: full-width where either of the two stands beside Chinese text."""
    open_at: list[int] = []
    for match in _BRACKET.finditer(text):
        at, char = match.start(), match.group()
        if char in "(（":
            open_at = [*open_at[-3:], at]
            continue
        start = open_at.pop() if open_at else None
        pair = [at] if start is None or "\n" in text[start:at] else [start, at]
        if any(text[i] in "（）" or _beside_chinese(text, i) for i in pair):
            for i in pair:
                if text[i] in "()":
                    yield i, _FULL_PUNCTUATION[text[i]], "punctuation"


def _quotes(text: str) -> Iterator[Change]:
    """Straight quotation marks of a line, if they pair up and stand in Chinese text."""
    if '"' not in text:
        return
    start = 0
    for line in text.split("\n"):
        marks = [match.start() for match in _STRAIGHT.finditer(line)]
        if marks and len(marks) % 2 == 0 and _CHINESE.search(line):
            for order, mark in enumerate(marks):
                yield start + mark, "”" if order % 2 else "“", "punctuation"
        start += len(line) + 1
