"""Debris that converters leave: pinyin behind characters, characters without width or meaning.

A conversion to traditional characters by some mirrors of Chinese pages leaves the
reading of characters with several readings behind them, as in U+767C (f + a-macron).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policytext.clean.page import HAN
from policytext.knowledge import Knowledge
from policytext.text import Edit, Span

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_PINYIN = re.compile(rf"[(（](?<=[{HAN}][(（])([a-züêɡ{_TONED}\u0300-\u0304\u030c¨·]{{1,7}})[)）]")
_HAS_TONE = re.compile(rf"[{_TONED}\u0300-\u0304\u030c]")
_WIDTHLESS = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]+"
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]+")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]+")


def debris(text: str, knowledge: Knowledge) -> list[Edit]:
    """Cuts of what is not text at all."""
    edits = list(_pinyin(text, knowledge))
    for rule, pattern in (("widthless", _WIDTHLESS), ("private-use", _PRIVATE), ("control", _CONTROL)):
        edits.extend(Edit(Span(*match.span()), "", rule) for match in pattern.finditer(text))
    return edits


def _pinyin(text: str, knowledge: Knowledge) -> Iterator[Edit]:
    """Pinyin in brackets: with a tone, or behind a traditional character."""
    for match in _PINYIN.finditer(text):
        if _HAS_TONE.search(match[1]) or text[match.start() - 1] in knowledge.traditional:
            yield Edit(Span(*match.span()), "", "pinyin-gloss")
