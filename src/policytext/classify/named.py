"""Named local models: names such as 金渭路模式 and 盐田经验, as mentions in their own right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policytext.classify.scene import Scene
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.classify import KnownModel
from policytext.model import Document, Evidence, Label

NAMED = "named_model"
SURE = {"named-known": 0.95, "named-quoted": 0.6, "named-place": 0.7}
MOST_SHOWN = 24
_BOUND = "(?<![0-9A-Za-z])(?:"  # the name of another matter may end like one


@dataclass(frozen=True, slots=True)
class Names:
    """The table of named models, compiled."""

    known: tuple[tuple[KnownModel, re.Pattern[str]], ...]
    any_known: re.Pattern[str]
    nouns: re.Pattern[str]
    forms: tuple[tuple[str, re.Pattern[str]], ...]
    common: re.Pattern[str]
    unnamed: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Name:
    """A name where it stands in the reading view, what it is listed under, and the rule that told it."""

    start: int
    end: int
    code: str
    rule: str
    place: str | None = None
    gated: bool = True


def names(knowledge: Knowledge) -> Names:
    """Compile once; see `Knowledge.derive`."""
    table = knowledge.taxonomy.named_models
    return Names(
        known=tuple((row, re.compile(row.pattern)) for row in table.known),
        any_known=re.compile(_BOUND + ("|".join(f"(?:{row.pattern})" for row in table.known) or "(?!)") + ")"),
        nouns=re.compile(table.nouns),
        forms=tuple((form.rule, re.compile(form.pattern)) for form in table.forms),
        common=re.compile(table.common),
        unnamed=re.compile(table.unnamed),
    )


def named_models(doc: Document, at: Scene, knowledge: Knowledge) -> list[Label]:
    """One label for each name, in the order of its first mention, with every mention as evidence.

    A name is no evidence of a model: its weight is 0.  The stance says whose
    it is: `other` where the document is of another place, else `practice`.
    Names that are not of renown, and those of cities, are looked for near sentences on communities.
    """
    found: dict[str, list[Name]] = {}
    for name in sorted(_mentions(at.text, knowledge.derive(names)), key=lambda name: name.start):
        if name.gated and not at.near[at.sentence(name.start)]:
            continue
        found.setdefault(name.code, []).append(name)
    return [_label(doc, at, code, mentions) for code, mentions in found.items()]


def _label(doc: Document, at: Scene, code: str, mentions: list[Name]) -> Label:
    rules = tuple(sorted({name.rule for name in mentions}))
    evidence = tuple(
        Evidence(doc.reading.to_source(name.start, name.end), name.rule, code, 0.0, None, _stance(name, at))
        for name in mentions[:MOST_SHOWN]
    )
    return Label(NAMED, code, max(SURE[rule] for rule in rules), evidence, None, rules)


def _stance(name: Name, at: Scene) -> str:
    return "practice" if name.place is None or at.is_own(name.place) else "other"


def _mentions(text: str, table: Names) -> Iterator[Name]:
    """Every name; of two that overlap the one of renown, else the first form."""
    taken: list[tuple[int, int]] = []
    for name in (*_of_renown(text, table), *_by_form(text, table)):
        if not any(name.start < high and low < name.end for low, high in taken):
            taken.append((name.start, name.end))
            yield name


def _of_renown(text: str, table: Names) -> Iterator[Name]:
    for match in table.any_known.finditer(text):
        row = next(row for row, pattern in table.known if pattern.fullmatch(match[0]))
        yield Name(match.start(), match.end(), row.name, "named-known", row.place, row.gated)


def _by_form(text: str, table: Names) -> Iterator[Name]:
    """Names by how they are written, looked for only in lines that hold their noun."""
    for line in _lines_with(table.nouns, text):
        for rule, pattern in table.forms:
            for match in pattern.finditer(text, *line):
                name = match["name"]
                if not table.common.fullmatch(name) and not table.unnamed.search(name):
                    start = match.start() if rule == "named-quoted" else match.start("name")
                    yield Name(start, match.end(), name + match["noun"], rule)


REACH = 24


def _lines_with(nouns: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Stretches around the nouns, merged where they touch."""
    low = high = -1
    for match in nouns.finditer(text):
        start, end = max(0, match.start() - REACH), min(len(text), match.end() + 2)
        if start > high:
            if high >= 0:
                yield low, high
            low = start
        high = end
    if high >= 0:
        yield low, high
