"""Elements of WordprocessingML, told by their local names, so that both of its namespaces read alike."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

Element = etree._Element  # noqa: SLF001 - lxml's only name for it


@lru_cache(maxsize=4096)
def local(tag: object) -> str:
    """The local name of a tag; empty for a comment, an instruction or an entity, whose tag is no text."""
    return tag[tag.rfind("}") + 1 :] if isinstance(tag, str) else ""


def named(parent: Element) -> Iterator[tuple[str, Element]]:
    """Child elements with their local names; of alternatives for newer and older programs, the first that is given."""
    for child in parent:
        name = local(child.tag)
        if name == "AlternateContent":
            chosen = next((option for option in child if local(option.tag) and len(option)), None)
            if chosen is not None:
                yield local(chosen.tag), chosen
        elif name:
            yield name, child


def children(parent: Element) -> Iterator[Element]:
    """Child elements, as `named` gives them."""
    return (child for _, child in named(parent))


def name_of(element: Element) -> str:
    """The local name of an element."""
    return local(element.tag)


def at(element: Element, *path: str) -> Element | None:
    """The first descendant by a path of local names."""
    found = element
    for name in path:
        for child in found:
            if local(child.tag) == name:
                found = child
                break
        else:
            return None
    return found


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its local name."""
    return next((str(value) for key, value in element.items() if local(key) == name), None)


def is_on(element: Element | None) -> bool:
    """Whether a property that is on or off is on."""
    return element is not None and attribute(element, "val") not in {"0", "false", "off"}
