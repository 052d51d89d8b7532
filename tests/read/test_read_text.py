"""Text files: encodings, and what is no text."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from policytext.errors import LimitError, PolicytextError, ReadError
from policytext.read import read_bytes

PROSE = "临江州青禾区松溪镇共有12个社区，建成服务站36个，覆盖率达95.5%。\r\n力争2025年底前新增养老床位800张。\n"
TRADITIONAL = "松溪鎮設有社區服務站三十六個，覆蓋率達到百分之九十五，居民滿意度逐年提高。\n"

KEPT = str.maketrans({"\0": "\ufffd", **{chr(code): "\ufffd" for code in range(0xD800, 0xE000)}})
CONTROL = re.compile("[\0-\x08\x0e-\x1f\x7f]")

anything = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
han = st.sampled_from(sorted(set(PROSE + TRADITIONAL) - set("\r\n 0123456789.%")))
prose = st.lists(st.one_of(han, st.sampled_from("\n 0123456789%𠮷")), min_size=8).map("".join)


def _is_text(text: str) -> bool:
    """Whether control characters are few and something can be seen."""
    visible = text.translate(KEPT).strip("\ufeff\ufffd \t\r\n\f\v\u3000\xa0")
    return bool(visible) and len(CONTROL.findall(text)) <= len(text) / 10


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("gb2312", "gb18030"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_each_encoding_is_told_and_recorded(encoding: str, told: str) -> None:
    """The same words come out of every encoding, and newlines stay as they are."""
    source = read_bytes(PROSE.encode(encoding), "a.txt")
    assert (PROSE, told) == (source.text.removeprefix("\ufeff"), source.encoding)
    assert source.notes == ()


@pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-16-be"])
def test_traditional_text_is_told_apart(encoding: str) -> None:
    """Traditional characters in Big5 are not taken for GB18030, nor the other way round."""
    assert read_bytes(TRADITIONAL.encode(encoding), "a.txt").text == TRADITIONAL


def test_a_byte_order_mark_is_kept() -> None:
    """A BOM is a character of the text: offsets count it."""
    assert read_bytes(b"\xef\xbb\xbf" + PROSE.encode(), "a.txt").text == "\ufeff" + PROSE


@given(anything)
def test_any_text_survives_utf8(text: str) -> None:
    """UTF-8 comes back character by character, NUL as U+FFFD."""
    assume(_is_text(text) and "\0" not in text)
    assert read_bytes(text.encode(), "a.md").text == text


@given(prose, st.lists(st.sampled_from(["\0", "\ud800", "\udfff"]), min_size=1, max_size=2))
def test_nul_and_lone_surrogates_become_u_fffd_one_for_one(text: str, odd: list[str]) -> None:
    """What no database keeps is replaced without moving anything."""
    text = text * 4 + "社区".join(odd) + "。"
    assume(_is_text(text))
    assert read_bytes(text.encode("utf-8", "surrogatepass"), "a.txt").text == text.translate(KEPT)


@given(anything, st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_any_text_survives_utf16_with_a_mark(text: str, encoding: str) -> None:
    """UTF-16 with its byte order mark comes back, mark included."""
    assume(_is_text(text))
    assert read_bytes(("\ufeff" + text).encode(encoding), "a.txt").text == "\ufeff" + text.translate(KEPT)


@given(prose, st.sampled_from(["gb18030", "utf-16-le", "utf-16-be"]))
def test_chinese_prose_survives_encodings_without_a_mark(text: str, encoding: str) -> None:
    """Chinese text is told by reading like Chinese, rare characters included."""
    assume(sum(not character.isascii() and character != "𠮷" for character in text) >= max(8, len(text) // 2))
    # one character over and over reads like anything: 。。。。 in UTF-16 is the bytes of ASCII and control characters
    assume(len(set(text)) > 6)
    assert read_bytes(text.encode(encoding), "a.txt").text == text


def test_a_rare_character_in_paired_surrogates_is_joined() -> None:
    """Databases that export UTF-16 pairs as UTF-8 do not cost a character beyond U+FFFF."""
    pair = "𠮷".encode("utf-16-be")
    pieces = [int.from_bytes(pair[at : at + 2], "big") for at in (0, 2)]
    data = "".join(map(chr, pieces)).encode("utf-8", "surrogatepass")
    assert read_bytes(PROSE.encode() + data, "a.txt").text == PROSE + "𠮷"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_text_cut_inside_a_character_is_read_with_a_note(encoding: str) -> None:
    """A damaged last character costs itself only, and the source says so."""
    source = read_bytes((PROSE * 3 + "社").encode(encoding)[:-1], "a.txt")
    assert source.text.removeprefix("\ufeff") == PROSE * 3 + "\ufffd"
    assert "could not be decoded" in source.notes[0]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("대한민국 정부는 지역 사회 복지를 확대하고 주민 자치를 강화한다. " * 3, "euc-kr"),
        ("われらは、地域の福祉をひろげ、住民の自治をつよくするために、ここに計画をさだめる。" * 3, "shift_jis"),
        ("Le café d'été où l'élève rêve, à côté de la forêt. " * 3, "latin-1"),
    ],
)
def test_other_encodings_are_refused_not_guessed(text: str, encoding: str) -> None:
    """Korean, Japanese and Western bytes never come out as wrong Chinese."""
    with pytest.raises(ReadError, match=r"a\.txt: is not a text in UTF-8"):
        read_bytes(text.encode(encoding), "a.txt")


@pytest.mark.parametrize("data", [bytes(range(256)) * 4, b"\x01\x02\x03\x04abc" * 50, b"\0" * 400, b"\xff" * 99])
def test_binary_data_is_no_text(data: bytes) -> None:
    """What is full of control characters is refused, with the file's name."""
    with pytest.raises(ReadError, match=r"^data\.bin: "):
        read_bytes(data, "data.bin")


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_of_their_own(data: bytes) -> None:
    """Whatever the bytes, the answer is a Source or an error that names the file."""
    try:
        read_bytes(data, "any.txt")
    except PolicytextError as error:
        assert str(error).startswith("any.txt: ")  # noqa: PT017 - reading may also succeed


def test_a_long_line_is_refused_by_a_stated_limit() -> None:
    """20 MB on one line are refused, and the message has the limit."""
    with pytest.raises(LimitError, match=r"big\.txt: .* the limit is 5,000,000"):
        read_bytes("松溪镇".encode() * 2_300_000, "big.txt")
