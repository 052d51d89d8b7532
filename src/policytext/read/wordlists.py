"""The automatic numbers of a Word document: what numbering.xml and the styles say of each paragraph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from policytext.read.numbering import Counting, Level, joined
from policytext.read.wordxml import Element, at, attribute, children, is_on, named

MOST_STEPS = 20  # styles based on each other, lists that refer to each other


@dataclass(frozen=True, slots=True)
class _List:
    """A list: which abstract one it is made of, its levels, and where it begins anew."""

    abstract: str
    levels: dict[int, Level]
    restarts: dict[int, int]


@dataclass(slots=True)
class Lists:
    """The lists of a document, and how far each has counted.

    Args:
        lists: by their ids.
        styles: list and level of the paragraph styles that number, by their ids.
    """

    lists: Mapping[str, _List] = field(default_factory=dict)
    styles: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    counting: Counting = field(default_factory=Counting)
    begun: set[tuple[str, int]] = field(default_factory=set)
    unknown: int = 0
    drawn: int = 0

    def number(self, paragraph: Element, text: str) -> str:
        """What to write before a paragraph of this text; empty where it has no number."""
        name, level = self._list_of(paragraph)
        if name in {"", "0"} or not text.strip():
            return ""
        found = self.lists.get(name)
        if found is None:
            self.unknown += 1
            return ""
        if level in found.restarts and (name, level) not in self.begun:
            self.counting.restart(found.abstract, level, found.restarts[level])
        self.begun.add((name, level))
        written = joined(self.counting.number(found.abstract, level, found.levels), text)
        self.drawn += bool(written)
        return written

    def _list_of(self, paragraph: Element) -> tuple[str, int]:
        """The list and level of a paragraph, its own or its style's; an empty id for none."""
        style = _value(at(paragraph, "pPr", "pStyle"))
        by_style = self.styles.get(style, ("", 0))
        own = at(paragraph, "pPr", "numPr")
        if own is None:
            return by_style
        name, level = at(own, "numId"), at(own, "ilvl")
        return (_value(name) if name is not None else by_style[0]), _number(level, by_style[1])


def lists_of(numbering: Element | None, styles: Element | None) -> Lists:
    """The lists of a document.

    Args:
        numbering: the root of numbering.xml, if there is one.
        styles: the root of styles.xml, if there is one.
    """
    by_style = _style_lists(styles) if styles is not None else {}
    return Lists(_lists(numbering, by_style) if numbering is not None else {}, by_style)


def _lists(numbering: Element, by_style: Mapping[str, tuple[str, int]]) -> dict[str, _List]:
    abstract = {attribute(each, "abstractNumId") or "": each for each in _named(numbering, "abstractNum")}
    numbers = {attribute(each, "numId") or "": each for each in _named(numbering, "num")}
    found = {}
    for name, number in numbers.items():
        made_of = _abstract_of(number, abstract, numbers, by_style)
        levels = dict(_level(each) for each in _named(abstract[made_of], "lvl")) if made_of in abstract else {}
        restarts = {}
        for override in _named(number, "lvlOverride"):
            index = int(_digits(attribute(override, "ilvl")))
            if (start := at(override, "startOverride")) is not None:
                restarts[index] = _number(start, 1)
            if (level := at(override, "lvl")) is not None:
                levels[index] = _level(level)[1]
        found[name] = _List(made_of, levels, restarts)
    return found


def _abstract_of(
    number: Element,
    abstract: Mapping[str, Element],
    numbers: Mapping[str, Element],
    by_style: Mapping[str, tuple[str, int]],
) -> str:
    """The abstract list that a list is made of; a style may stand between them."""
    name = _value(at(number, "abstractNumId"))
    for _ in range(MOST_STEPS):
        link = at(abstract[name], "numStyleLink") if name in abstract else None
        linked = numbers.get(by_style.get(_value(link), ("", 0))[0]) if link is not None else None
        if linked is None:
            break
        name = _value(at(linked, "abstractNumId"))
    return name


def _level(level: Element) -> tuple[int, Level]:
    form = _value(at(level, "numFmt")) or "decimal"
    text = _value(at(level, "lvlText"))
    made = Level(_number(at(level, "start"), 0), form, text, legal=is_on(at(level, "isLgl")))
    return int(_digits(attribute(level, "ilvl"))), made


def _style_lists(styles: Element) -> dict[str, tuple[str, int]]:
    """List and level of each style that numbers, itself or by what it is based on."""
    own: dict[str, tuple[str, int]] = {}
    based: dict[str, str] = {}
    for style in children(styles):
        name = attribute(style, "styleId") or ""
        number = at(style, "pPr", "numPr")
        if number is not None and at(number, "numId") is not None:
            own[name] = _value(at(number, "numId")), _number(at(number, "ilvl"), 0)
        based[name] = _value(at(style, "basedOn"))
    found = {}
    for name in based:
        nearest = name
        for _ in range(MOST_STEPS):  # styles may be based on each other in a circle
            if nearest in own or nearest not in based:
                break
            nearest = based[nearest]
        if nearest in own:
            found[name] = own[nearest]
    return found


def _named(parent: Element, name: str) -> list[Element]:
    return [child for child_name, child in named(parent) if child_name == name]


def _value(element: Element | None) -> str:
    return (attribute(element, "val") or "") if element is not None else ""


def _digits(value: str | None) -> str:
    return value if value and value.isdecimal() and value.isascii() and len(value) < len("100000") else "0"


def _number(element: Element | None, default: int) -> int:
    return int(_digits(_value(element))) if element is not None else default
