"""Text that remembers where each character came from.

Every offset that leaves a function is in *source* coordinates: code points of
the text as it was read, half-open.  A `View` is a reading of that text with
named edits applied; it is computed, and the source is never changed.

Terms:
    source   the text as read, the one coordinate system
    view     a text derived from it by edits; has its own offsets, which stay
             inside this module and those who ask for them by name
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the source, half-open and never empty.

    Raises:
        ValueError: if `start` is negative or `end` is not beyond `start`.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            message = f"a span needs 0 <= start < end, not [{self.start}, {self.end})"
            raise ValueError(message)

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, other: Span) -> bool:
        """Whether `other` lies inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def cover(self, other: Span) -> Span:
        """The smallest span that contains both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Read `span` as `new`, says `rule`; an empty `new` cuts."""

    span: Span
    new: str
    rule: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of the source and what a view makes of it.

    `new` is None where the source stands as it is.  The pieces of a view
    partition its source: together they are the ledger of what was done.
    `rules` names every edit that touched the stretch, oldest first.
    """

    span: Span
    new: str | None = None
    rules: tuple[str, ...] = ()

    @property
    def fate(self) -> str:
        """`kept`, `cut` or `replaced`."""
        if self.new is None:
            return "kept"
        return "replaced" if self.new else "cut"

    @property
    def linear(self) -> bool:
        """Whether the i-th character of the result stands for the i-th of the source.

        A replacement of the same length is taken to be one for one (widths,
        traditional to simplified); any other stands for its stretch as a whole.
        """
        return self.new is None or len(self.new) == len(self.span)

    @property
    def width(self) -> int:
        """Characters in the view."""
        return len(self.span) if self.new is None else len(self.new)


@dataclass(frozen=True, slots=True)
class Found:
    """A match of a pattern on a view, with its place in the source."""

    view: View
    match: re.Match[str]

    @property
    def span(self) -> Span:
        """Source span of the whole match."""
        return self.view.to_source(*self.match.span())

    @property
    def text(self) -> str:
        """What the view reads there."""
        return self.match.group()

    def group(self, key: int | str) -> str | None:
        """What the view reads in a group; None if it did not take part."""
        value: str | None = self.match.group(key)
        return value

    def span_of(self, key: int | str) -> Span | None:
        """Source span of a group; None if it is empty or did not take part."""
        start, end = self.match.span(key)
        return self.view.to_source(start, end) if start < end else None


@dataclass(frozen=True, slots=True)
class View:
    """A text derived from `source` by named edits.

    Args:
        source: the text as read.
        pieces: a partition of it, in order.  `View.of` makes the first one.

    Invariants, held by tests over generated input: the pieces partition the
    source; `text` is the concatenation of what they read; `to_source` of a
    stretch that was kept gives that very stretch.
    """

    source: str
    pieces: tuple[Piece, ...]
    text: str = field(init=False, compare=False, repr=False)
    _view_starts: list[int] = field(init=False, compare=False, repr=False)
    _source_starts: list[int] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        parts: list[str] = []
        starts: list[int] = []
        at = 0
        for piece in self.pieces:
            starts.append(at)
            part = self.source[piece.span.start : piece.span.end] if piece.new is None else piece.new
            parts.append(part)
            at += len(part)
        object.__setattr__(self, "text", "".join(parts))
        object.__setattr__(self, "_view_starts", starts)
        object.__setattr__(self, "_source_starts", [piece.span.start for piece in self.pieces])

    @classmethod
    def of(cls, source: str) -> View:
        """The view that reads the source as it is."""
        return cls(source, (Piece(Span(0, len(source))),) if source else ())

    def apply(self, edits: Iterable[Edit]) -> View:
        """A new view with `edits` (in source coordinates) made on this one.

        A replacement takes whole the replacements and cuts of earlier passes
        that lie inside it, and their rules stay named.  What an earlier pass
        cut stays cut under its own rule, within a cut and where an edit
        begins or ends inside it.

        Raises:
            ValueError: if two edits overlap, an edit lies outside the source,
                or begins or ends inside an earlier replacement that is not
                one for one.
        """
        ordered = sorted(edits, key=_beginning)
        _check_apart(ordered, len(self.source))
        if not ordered:
            return self
        return View(self.source, tuple(_merge(self._pieces_under(ordered))))

    def uncut(self, spans: Iterable[Span]) -> View:
        """A new view in which nothing is cut inside `spans`; replacements stay."""
        view = self
        for span in spans:
            pieces = [*view._cut_out(0, span.start), *map(_kept, view._cut_out(span.start, span.end))]
            view = View(self.source, tuple(_merge([*pieces, *view._cut_out(span.end, len(self.source))])))
        return view

    def to_source(self, start: int, end: int) -> Span:
        """Source span of view offsets [start, end), tight.

        From the first to the last source character that the stretch stands
        for: cuts at its edges stay out, cuts inside are covered.

        Raises:
            ValueError: if the stretch is empty or outside the view.
        """
        if not 0 <= start < end <= len(self.text):
            message = f"[{start}, {end}) is not a stretch of a view of {len(self.text)} characters"
            raise ValueError(message)
        first, at = self._piece_at(start)
        begin = first.span.start + (start - at) if first.linear else first.span.start
        last, at = self._piece_at(end - 1)
        finish = last.span.start + (end - at) if last.linear else last.span.end
        return Span(begin, finish)

    def to_view(self, span: Span) -> tuple[int, int]:
        """View offsets of what is left of a source span; equal where nothing is.

        A replacement that is not one for one counts whole as soon as the span
        touches it.
        """
        return self._view_offset(span.start, at_end=False), self._view_offset(span.end, at_end=True)

    def read(self, span: Span) -> str:
        """What this view reads in a source span."""
        start, end = self.to_view(span)
        return self.text[start:end]

    def finditer(self, pattern: re.Pattern[str], within: Span | None = None) -> Iterator[Found]:
        """Matches of `pattern` on the view, as `Found`; empty matches are left out.

        Args:
            pattern: compiled pattern.
            within: a source span to look in; anchors and look-around see
                nothing beyond it on the right, as with `re.Pattern.finditer`.
        """
        start, end = self.to_view(within) if within else (0, len(self.text))
        for match in pattern.finditer(self.text, start, end):
            if match.end() > match.start():
                yield Found(self, match)

    def ledger(self) -> dict[str, int]:
        """Source characters by fate: kept, replaced, cut; they add up to the whole."""
        count = {"kept": 0, "replaced": 0, "cut": 0}
        for piece in self.pieces:
            count[piece.fate] += len(piece.span)
        return count

    def edits(self) -> Iterator[Edit]:
        """Every stretch that is not kept, as one edit with its rules joined by `+`."""
        for piece in self.pieces:
            if piece.new is not None:
                yield Edit(piece.span, piece.new, "+".join(piece.rules))

    def runs(self) -> Iterator[tuple[int, Span]]:
        """View offset and source span of every stretch that is kept."""
        for start, piece in zip(self._view_starts, self.pieces, strict=True):
            if piece.new is None:
                yield start, piece.span

    def _piece_at(self, offset: int) -> tuple[Piece, int]:
        index = bisect_right(self._view_starts, offset) - 1
        return self.pieces[index], self._view_starts[index]

    def _view_offset(self, offset: int, *, at_end: bool) -> int:
        """View offset of a source offset, an edge of a span."""
        if offset >= len(self.source):
            return len(self.text)
        index = bisect_right(self._source_starts, offset) - 1
        piece, start = self.pieces[index], self._view_starts[index]
        inside = offset - piece.span.start
        if piece.linear or not inside:
            return start + inside
        return start + (piece.width if at_end else 0)

    def _pieces_under(self, edits: list[Edit]) -> Iterator[Piece]:
        """The pieces after `edits`, not yet merged."""
        at = 0
        for edit in edits:
            yield from self._cut_out(at, edit.span.start)
            covered = tuple(self._cut_out(edit.span.start, edit.span.end))
            if edit.new:
                rules = tuple(dict.fromkeys(rule for piece in covered for rule in piece.rules))
                yield Piece(edit.span, edit.new, (*rules, edit.rule))
            else:
                yield from (_also_cut(piece, edit.rule) for piece in covered)
            at = edit.span.end
        yield from self._cut_out(at, len(self.source))

    def _cut_out(self, start: int, end: int) -> Iterator[Piece]:
        """The pieces of source [start, end), split at its edges."""
        index = max(0, bisect_right(self._source_starts, start) - 1)
        while start < end:
            piece = self.pieces[index]
            stop = min(end, piece.span.end)
            yield _part(piece, Span(start, stop))
            start, index = stop, index + 1


def _part(piece: Piece, span: Span) -> Piece:
    """The part of a piece that lies on `span`."""
    if piece.span == span:
        return piece
    if not piece.new:
        return Piece(span, piece.new, piece.rules)
    if not piece.linear:
        message = f"{span} splits {piece.span}, read as {piece.new!r} by {'+'.join(piece.rules)}"
        raise ValueError(message)
    offset = span.start - piece.span.start
    return Piece(span, piece.new[offset : offset + len(span)], piece.rules)


def _beginning(edit: Edit) -> int:
    return edit.span.start


def _also_cut(piece: Piece, rule: str) -> Piece:
    """A piece that a rule cuts; what is cut already stays under the rule that did it."""
    return piece if piece.new == "" else Piece(piece.span, "", (*piece.rules, rule))


def _kept(piece: Piece) -> Piece:
    """The piece, as it stands in the source if it was cut."""
    return Piece(piece.span) if piece.fate == "cut" else piece


def _check_apart(edits: list[Edit], length: int) -> None:
    """Raise ValueError if edits overlap or leave the source."""
    reach, last = 0, "the beginning"
    for edit in edits:
        if edit.span.start < reach or edit.span.end > length:
            message = f"{edit.rule} at {edit.span} overlaps {last} or leaves a text of {length} characters"
            raise ValueError(message)
        reach, last = edit.span.end, f"{edit.rule} at {edit.span}"


def _merge(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Join neighbours that are both kept, or both cut by the same rules."""
    held: Piece | None = None
    for piece in pieces:
        if held and not held.new and held.new == piece.new and held.rules == piece.rules:
            held = Piece(Span(held.span.start, piece.span.end), held.new, held.rules)
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held
