"""Lines that say when, by whom and from where a page was published: names and values in a row."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policytext.knowledge import Knowledge
from policytext.knowledge.schema.clean import MetaKeys

LONGEST_VALUE = 60
LONGEST_LINE = 400

_VALUE_ENDS = re.compile(r"[。;]")
_EDGE = " \t【】[]()|*-•·"


@dataclass(frozen=True, slots=True)
class Entry:
    """One name with its value: offsets of the value in the line; equal where it is empty."""

    keys: MetaKeys
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Names:
    """Every name of cleaning.yaml in one pattern, before a colon or as the cell of a table, and what each tells."""

    pattern: re.Pattern[str]
    in_cells: re.Pattern[str]
    rows: dict[str, MetaKeys]


def names(knowledge: Knowledge) -> Names:
    """Compile once; see `Knowledge.derive`.  Names may be spaced out."""
    rows = {name: row for row in knowledge.cleaning.meta_keys for name in row.names}
    ordered = sorted(rows, key=lambda name: (-len(name), name))
    spaced = "|".join(r"\s*".join(re.escape(char) for char in name) for name in ordered)
    name = rf"(?<![\u3400-\u9fff])({spaced})"
    colon = rf"\s*{knowledge.cleaning.meta_colon}"
    return Names(re.compile(name + colon), re.compile(rf"{name}(?:{colon}|\s+)"), rows)


def parse(text: str, knowledge: Knowledge) -> list[Entry]:
    """The entries of a meta line, or none if the line says anything else."""
    if len(text) > LONGEST_LINE:
        return []
    table = knowledge.derive(names)
    found = _found(text, table)
    if not found:
        return []
    ends = [match.start() for match in found[1:]] + [len(text)]
    entries = [_entry(text, match, end, table) for match, end in zip(found, ends, strict=True)]
    said = [text[entry.start : entry.end] for entry in entries]
    plain = all(len(value) <= LONGEST_VALUE and not _VALUE_ENDS.search(value) for value in said)
    return entries if plain else []


def _found(text: str, table: Names) -> list[re.Match[str]]:
    """The names in a line that opens with one; as cells of a table, without colons, two or more with a sure one."""
    start = len(text) - len(text.lstrip(_EDGE))
    if table.pattern.match(text, start):
        return list(table.pattern.finditer(text))
    if not table.in_cells.match(text, start):
        return []
    found = list(table.in_cells.finditer(text))
    sure = any(table.rows["".join(match[1].split())].sure for match in found)
    return found if sure and len(found) > 1 else []


def _entry(text: str, match: re.Match[str], end: int, table: Names) -> Entry:
    value = text[match.end() : end]
    left = len(value) - len(value.lstrip(_EDGE))
    inner = value.strip(_EDGE)
    return Entry(table.rows["".join(match[1].split())], match.end() + left, match.end() + left + len(inner))
