"""Finding a place again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.store import Anchor
from policytext.store.anchors import anchor_at, find, is_weak, spans_of

FAR = "这一段与数字无关，只是把前后的文字隔得足够远，好让左右各三十二个字都不受影响"


@given(st.text("ab个", min_size=1, max_size=80), st.data())
def test_every_place_is_found_in_its_own_text(text: str, data: st.DataObject) -> None:
    """Whatever repeats around it."""
    first = data.draw(st.integers(0, len(text) - 1))
    last = data.draw(st.integers(first + 1, len(text)))
    place = find(text, anchor_at(text, first, last))
    assert place is not None
    assert (first, last, "exact") == (place.first, place.last, place.how)


@given(st.text("ab个", min_size=1, max_size=40), st.text("ab个", max_size=40), st.data())
def test_every_place_is_found_in_a_text_that_goes_on(text: str, more: str, data: st.DataObject) -> None:
    """A longer copy whose beginning is the same."""
    first = data.draw(st.integers(0, len(text) - 1))
    place = find(text + more, anchor_at(text, first, first + 1))
    assert place is not None
    assert first == place.first


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{FAR}有社区12个，{FAR}", "exact"),
        (f"{FAR}有社区12个，其余已改。", "before"),
        (f"前文已改有社区12个，{FAR}", "after"),
        ("前文已改有社区12个，后文已改。", "quote"),
        ("前文已改有社区12个，后文又有12个。", None),
        (f"{FAR}有社区13个，{FAR}", None),
        (f"{FAR}有社区12个，改。另外有社区12个，{FAR}", None),
    ],
)
def test_less_and_less_of_the_surroundings_is_asked_for(text: str, expected: str | None) -> None:
    """As long as one place only is meant."""
    whole = f"{FAR}有社区12个，{FAR}"
    at = whole.index("12个")
    place = find(text, anchor_at(whole, at, at + 3))
    assert expected == (place.how if place else None)


def test_a_short_quote_alone_is_weak() -> None:
    """Something else must say that it is the same number."""
    place = find("改后有12个。", Anchor("12个", "社区", "，"))
    assert place is not None
    assert is_weak(place)


def test_stretches_of_a_source_are_found_whatever_its_spaces() -> None:
    """In order, each once; what is gone is left out."""
    text = "第一行\n 联 系 我 们\n末行"
    anchors = [Anchor("联系我们", "第一行", "末行"), Anchor("联系我们", "", ""), Anchor("没有", "", "")]
    assert ["联 系 我 们"] == [text[span.start : span.end] for span in spans_of(text, anchors)]
