"""Elements of WordprocessingML, told by their local names, so that both of its namespaces read alike."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

Element = etree._Element  # noqa: SLF001 - lxml's only name for it


def children(parent: Element) -> Iterator[Element]:
    """Child elements; of alternatives for newer and older programs, the first that is given."""
    for child in parent:
        if not isinstance(child.tag, str):
            continue
        if name_of(child) == "AlternateContent":
            chosen = next((option for option in child if isinstance(option.tag, str) and len(option)), None)
            if chosen is not None:
                yield chosen
        else:
            yield child


def name_of(element: Element) -> str:
    """The local name of an element."""
    tag = str(element.tag)
    return tag[tag.rfind("}") + 1 :]


def at(element: Element, *path: str) -> Element | None:
    """The first descendant by a path of local names."""
    found = element
    for name in path:
        ending = "}" + name
        for child in found:
            if isinstance(child.tag, str) and (child.tag.endswith(ending) or child.tag == name):
                found = child
                break
        else:
            return None
    return found


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its local name."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), None)


def is_on(element: Element | None) -> bool:
    """Whether a property that is on or off is on."""
    return element is not None and attribute(element, "val") not in {"0", "false", "off"}
