"""Lists with 分别, 各 or 依次: which value belongs to which member."""

from __future__ import annotations

from collections.abc import Iterator

from policytext.extract.seat import Seat
from policytext.knowledge.load import Knowledge


def distribute(placed: list[Seat], knowledge: Knowledge, pairs: Iterator[str]) -> None:
    """Give the members of a list to its values, and the values one pair id."""
    del placed, knowledge, pairs
