"""Tables of the structure room: how headings are marked and where their text ends."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from policytext.knowledge.schema.base import Pattern, Table

Position = Literal["line", "sentence", "inside"]


class Marker(Table):
    """One way to number a heading.

    Args:
        kind: its name, and the name of the rule that finds it.
        rank: 1 is the highest; a heading stands under the nearest one of lower rank.
        pattern: the marker; a group `n` holds its number.
        at: where it may stand: at the start of a line, of a sentence, or
            inside the text of a heading that it follows without a stop.
        marker_only: what follows is never the heading's text (the articles of a law).
        sure: at the start of a sentence it is a heading though the ones before are missing.
        run_in: it heads the rest of its line, and no more.
    """

    kind: str
    rank: int = Field(ge=1)
    pattern: Pattern
    at: tuple[Position, ...] = ("line",)
    marker_only: bool = False
    sure: bool = False
    run_in: bool = False


class Unnumbered(Table):
    """Lines that are headings by their looks: short, without a stop, between paragraphs."""

    rank: int
    longest: int
    shape: Pattern
    refused: Pattern


class Headings(Table):
    """headings.yaml.

    Args:
        numerals: what a character or word of a number counts.
        markers: the ways to number, tried in this order.
        stop: the end of a sentence with its closing marks, after which a heading may start.
        text_end: the end of a heading's text inside its line.
        listed: a list in one sentence, which is no heading.
        glued: where heading and text run together, the heading; groups `head` and the rest.
        text: what the text of a heading never has: figures, or a comma at its end.
        turn: how a sentence opens that starts a new paragraph, though no line does.
        longest: characters; a longer text after a marker is text.
        widest_gap: how many numbers may be missing between two headings.
        cell_longest: characters; a longer table cell is the page's layout, and its text is read as text.
        unnumbered: lines without a marker.
    """

    numerals: dict[str, int]
    markers: tuple[Marker, ...]
    stop: Pattern
    text_end: Pattern
    listed: Pattern
    glued: tuple[Pattern, ...]
    text: Pattern
    turn: Pattern
    longest: int
    widest_gap: int
    cell_longest: int
    unnumbered: Unnumbered
