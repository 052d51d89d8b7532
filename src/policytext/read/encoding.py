"""Bytes of a text file to characters, never to mojibake.

UTF-8 is strict enough to prove itself.  All else is a contest: each encoding
decodes the bytes, and the one whose result reads most like Chinese wins, if
it reads like Chinese at all.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from policytext.errors import LimitError, ReadError
from policytext.read.drawing import File, too_long

BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
CONTEST = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")  # the first of equals wins
FOREIGN = frozenset({"cp949", "euc_kr", "euc_jp", "shift_jis", "cp932", "iso2022_jp", "iso2022_kr"})

PLAUSIBLE = 0.6  # least share of common characters among those beyond ASCII
BROKEN = 0.05  # largest share of characters beyond ASCII that may be undecodable
BINARY = 0.1  # share of control characters from which on a file is no text
STRAY = 0.01  # share of bytes beyond ASCII below which they are strays in an ASCII file
DETECTABLE = 40  # bytes beyond ASCII from which on a detector can tell Korean and Japanese apart
LONGEST = 4  # bytes a character takes at most, in any encoding read here

_BEYOND = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile("[\0-\x08\x0e-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")

# punctuation, symbols and forms that Chinese texts use, as ranges of code points
_SYMBOLS = (
    (0x00B0, 0x00B1), (0x00B7, 0x00B7), (0x00D7, 0x00D7), (0x2010, 0x2027), (0x2030, 0x203B), (0x2100, 0x2199),
    (0x2200, 0x22FF), (0x2460, 0x24FF), (0x2500, 0x266F), (0x3000, 0x3029), (0x3200, 0x33FF), (0xFEFF, 0xFEFF),
    (0xFF01, 0xFF5E), (0xFFE0, 0xFFE6),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the codec that gave it, and what had to be repaired."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(file: File, *, most: int) -> Decoded:
    """The characters of a text file, without newline translation, a BOM kept.

    Args:
        file: the file.
        most: characters allowed, markup included.

    Raises:
        ReadError: the file is binary, or in no encoding that is read.
        LimitError: the text is longer than allowed.
    """
    if len(file.data) > LONGEST * most:
        raise LimitError(too_long(file, len(file.data) // LONGEST))
    found = _as_utf8(file.data) or _by_bom(file.data) or _by_contest(file)
    if len(_CONTROL.findall(found.text)) > BINARY * len(found.text):
        raise ReadError(f"{file.name}: is a binary file of a format that is not known, not a text")
    if len(found.text) > most:
        raise LimitError(too_long(file, len(found.text)))
    return found


def keepable(text: str) -> str:
    """`text` with NUL and lone surrogates as U+FFFD, one for one."""
    return _UNKEEPABLE.sub("\ufffd", text)


def shown_name(name: str) -> str:
    """The name or path of a file as text that can be shown and stored.

    The system hands over bytes that its own encoding cannot read as lone
    surrogates: they are decoded as UTF-8 or, as in archives from old Chinese
    systems, GB18030.
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        raw = os.fsencode(name)
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return raw.decode("gb18030", "replace")
    return name


def plausibility(text: str) -> float:
    """The share of common characters among those that are not printable ASCII or white space; 1 if there are none."""
    counts = Counter(text)
    total = good = 0
    for character, count in counts.items():
        if " " <= character <= "~" or character in "\t\n\v\f\r":
            continue
        total += count
        if character in _common():
            good += count
    return good / total if total else 1.0


def _by_bom(data: bytes) -> Decoded | None:
    """By the byte order mark; None without one, or where it lies."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            text = _lenient(data, encoding)
            if _broken(text, data, encoding) <= max(1, BROKEN * len(text)):
                return _decoded(text, data, encoding)
    return None


def _as_utf8(data: bytes) -> Decoded | None:
    """As UTF-8 if every byte fits; None otherwise, and where NULs speak for UTF-16."""
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    if "\0" in text:
        best = max(CONTEST, key=lambda encoding: plausibility(_lenient(data, encoding)))
        if best.startswith("utf-16"):
            return None
    return Decoded(_joined(text), "utf-8")


def _by_contest(file: File) -> Decoded:
    """By the encoding that makes most sense of the bytes."""
    texts = {encoding: _lenient(file.data, encoding) for encoding in CONTEST}
    best = max(CONTEST, key=lambda encoding: plausibility(texts[encoding]))
    text = texts[best]
    if plausibility(text) < PLAUSIBLE and len(_BEYOND.findall(file.data)) < STRAY * len(file.data):
        return _stray(file.data)
    beyond = sum(not character.isascii() for character in text)
    if plausibility(text) < PLAUSIBLE or _broken(text, file.data, best) > max(1, BROKEN * beyond):
        raise ReadError(_unknown(file, _detected(file.data)))
    foreign = _detected(file.data) if best in {"gb18030", "big5hkscs"} and beyond * 2 >= DETECTABLE else None
    if foreign in FOREIGN:
        raise ReadError(_unknown(file, foreign))
    return _decoded(text, file.data, best)


def _stray(data: bytes) -> Decoded:
    """As ASCII with some bytes of old Western encodings (copyright signs, quotes), which nothing depends on."""
    text = data.decode("cp1252", "replace")
    return Decoded(text, "cp1252", ("A few bytes beyond ASCII were read as cp1252.",))


def _lenient(data: bytes, encoding: str) -> str:
    """Decoded, with U+FFFD for what cannot be."""
    if encoding.startswith("utf-16"):
        whole = len(data) // 2 * 2
        text = data[:whole].decode(encoding, "surrogatepass")
        return text + "\ufffd" * (len(data) - whole)
    return data.decode(encoding, "replace")


def _joined(text: str) -> str:
    """Surrogates that stand in pairs, as some databases export them, made one character."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _broken(text: str, data: bytes, encoding: str) -> int:
    """How many places could not be decoded: U+FFFD that the file does not hold itself."""
    try:
        own = data.count("\ufffd".encode(encoding))
    except UnicodeEncodeError:  # Big5 has no such character
        own = 0
    return max(0, text.count("\ufffd") - own)


def _decoded(text: str, data: bytes, encoding: str) -> Decoded:
    broken = _broken(text, data, encoding)
    note = f"{broken} place(s) could not be decoded as {encoding} and stand as U+FFFD."
    return Decoded(text, encoding, (note,) if broken else ())


def _detected(data: bytes) -> str | None:
    """What a detector takes the encoding for; None if it has no idea."""
    from resiliparse.parse.encoding import detect_encoding

    return detect_encoding(data, html5_compatible=False)


def _unknown(file: File, guess: str | None) -> str:
    guessed = f"; it may be {guess}" if guess else ""
    return f"{file.name}: is not a text in UTF-8, UTF-16, GB18030 or Big5{guessed}, nor of a format that is known"


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Characters that Chinese texts are made of: level 1 of GB 2312 and of Big5, punctuation, symbols."""
    simplified = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    traditional = (bytes((high, low)) for high in range(0xA4, 0xC7) for low in (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    han = b"".join(simplified).decode("gb2312", "ignore") + b"".join(traditional).decode("big5", "ignore")
    symbols = (chr(code) for first, last in _SYMBOLS for code in range(first, last + 1))
    return frozenset(han) | frozenset(symbols)
