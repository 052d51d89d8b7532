"""The reading view: what rules match on, computed from the clean view by named edits."""

from __future__ import annotations

from collections.abc import Iterator

from policytext.clean.markup import markup
from policytext.clean.scripts import Change, changes
from policytext.clean.spacing import Cut, stray
from policytext.knowledge import Knowledge
from policytext.text import Edit, Span, View


def reading_view(clean: View, holes: list[Span], name: str, knowledge: Knowledge) -> View:
    """The clean view with widths, punctuation, script and stray spaces read as they are meant.

    Args:
        clean: the view that only cuts.
        holes: where text is missing; the two sides stay apart.
        name: the file's name; marks of Markdown are read as nothing.
        knowledge: script table, list markers and units.
    """
    around = [clean.to_view(hole) for hole in holes]
    marks = list(markup(clean.text, name, knowledge))
    gone = {at for start, end, _ in marks for at in range(start, end)}
    cuts = [*marks, *(cut for cut in stray(clean.text, around, knowledge) if cut[0] not in gone)]
    gone |= {at for start, end, _ in cuts for at in range(start, end)}
    kept = [change for change in changes(clean.text, knowledge) if change[0] not in gone]
    return clean.apply([*_cut_edits(clean, cuts), *_change_edits(clean, kept)])


def _cut_edits(clean: View, cuts: list[Cut]) -> Iterator[Edit]:
    for start, end, rule in cuts:
        yield Edit(clean.to_source(start, end), "", rule)


def _change_edits(clean: View, found: list[Change]) -> Iterator[Edit]:
    """Neighbouring changes of one rule as one edit, as long as they stand side by side in the source too."""
    held: Edit | None = None
    for at, new, rule in found:
        span = clean.to_source(at, at + 1)
        if held and held.rule == rule and held.span.end == span.start:
            held = Edit(Span(held.span.start, span.end), held.new + new, rule)
            continue
        if held:
            yield held
        held = Edit(span, new, rule)
    if held:
        yield held
