"""What is wrong with the taxonomy and the user's overlay of it: every fault with file, line and key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import ValidationError

from policytext.errors import KnowledgeError
from policytext.knowledge.load import TABLES, merge, roots_of
from policytext.knowledge.schema.classify import Dimension, Taxonomy, edited

MODEL = "governance_model"
FILE = TABLES["taxonomy"][0]
DIMENSIONS = get_args(Dimension)
HEAVIEST = 3
PATTERNS = ("pattern", "context", "unless", "gate", "excess", "negated", "common", "unnamed", "nouns")
GONE = ("retired", "split")

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Key = tuple[str | int, ...]
Rows = Iterator[tuple[Key, str]]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A fault: the file and line where it stands (from 1), the key, and what is wrong."""

    file: str
    line: int
    key: str
    said: str

    def __str__(self) -> str:
        """One line, as compilers write it."""
        return f"{self.file}:{self.line}: {self.key}: {self.said}"


@dataclass(frozen=True, slots=True)
class _File:
    """A file as data, and the line of each of its keys."""

    path: Path
    data: dict[str, Any]
    lines: dict[Key, int]

    def problem(self, key: Key, said: str) -> Problem:
        """A fault at a key, or at the nearest key above it that has a line."""
        known = next((key[:end] for end in range(len(key), -1, -1) if key[:end] in self.lines), ())
        return Problem(str(self.path), self.lines.get(known, 1), ".".join(map(str, key)), said)


def taxonomy_problems(overlay: Path | None = None) -> list[Problem]:
    """Every fault of the taxonomy with the user's overlay, in the order of files and lines.

    Args:
        overlay: the folder of the user's own tables, or None.

    Raises:
        KnowledgeError: the overlay is no folder, or a file is no YAML.
    """
    found: list[Problem] = []
    files: list[_File] = []
    for path in (root / FILE for root in roots_of(overlay)):
        if path.is_file():
            file, twice = _read(path)
            files.append(file)
            found += [file.problem(key, "this key stands twice") for key in twice]
    whole: dict[str, Any] = {}
    for file in files:
        whole = merge(whole, file.data)
    whole = edited(whole)
    for file in files:
        for rule in _RULES:
            found += [file.problem(key, said) for key, said in rule(file.data, whole)]
    found += _doubles(files)
    return sorted(set(found)) or _invalid(whole, files)


def _read(path: Path) -> tuple[_File, list[Key]]:
    """A file with the lines of its keys, and the keys that stand twice."""
    text = path.read_text("utf-8")
    lines: dict[Key, int] = {}
    twice: list[Key] = []
    try:
        root = yaml.compose(text, Loader=_LOADER)
        data = yaml.load(text, Loader=_LOADER) or {}  # noqa: S506 - both are safe loaders
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{path}: {error}") from error
    if root is not None:
        _note(root, (), lines, twice)
    if not isinstance(data, dict):
        raise KnowledgeError(f"{path}: the table is no mapping of keys")
    return _File(path, data, lines), twice


def _note(node: yaml.Node, key: Key, lines: dict[Key, int], twice: list[Key]) -> None:
    lines.setdefault(key, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for name, value in node.value:
            if name.value in seen:
                twice.append((*key, name.value))
            seen.add(name.value)
            lines[*key, name.value] = name.start_mark.line + 1
            _note(value, (*key, name.value), lines, twice)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            _note(value, (*key, number), lines, twice)


def _mapping(data: Any) -> Mapping[str, Any]:  # noqa: ANN401 - what a user wrote
    return data if isinstance(data, Mapping) else {}


def _list(data: Any) -> list[Any]:  # noqa: ANN401 - what a user wrote
    return data if isinstance(data, list) else []


def _codes(whole: Mapping[str, Any], facet: str) -> Mapping[str, Any]:
    return _mapping(_mapping(_mapping(whole.get("facets")).get(facet)).get("codes"))


def _own_codes(data: Mapping[str, Any]) -> Iterator[tuple[Key, str, str, Mapping[str, Any]]]:
    """Each category of a file with its key: those it adds, and those it edits."""
    for facet, row in _mapping(data.get("facets")).items():
        for code, named in _mapping(_mapping(row).get("codes")).items():
            yield ("facets", facet, "codes", code), facet, code, _mapping(named)
    for facet, rows in _mapping(_mapping(data.get("edits")).get("codes")).items():
        for code, named in _mapping(rows).items():
            yield ("edits", "codes", facet, code), facet, code, _mapping(named)


def _own_cues(data: Mapping[str, Any]) -> Iterator[tuple[Key, str, Mapping[str, Any]]]:
    """Each cue of a file with its key: those it adds, and those it edits."""
    for facet, rows in _mapping(data.get("cues")).items():
        for number, cue in enumerate(_list(rows)):
            yield ("cues", facet, number), facet, _mapping(cue)


def _edited_cues(data: Mapping[str, Any]) -> Iterator[tuple[Key, str, Mapping[str, Any]]]:
    for facet, rows in _mapping(_mapping(data.get("edits")).get("cues")).items():
        for name, cue in _mapping(rows).items():
            if cue is not None:
                yield ("edits", "cues", facet, name), facet, _mapping(cue)


def _cues_in_force(data: Mapping[str, Any], whole: Mapping[str, Any]) -> Iterator[tuple[Key, str, Mapping[str, Any]]]:
    """The cues of a file that no overlay edits or takes out."""
    for at, facet, cue in (*_own_cues(data), *_edited_cues(data)):
        if facet not in _mapping(whole.get("facets")) or cue in _list(_mapping(whole.get("cues")).get(facet)):
            yield at, facet, cue


def _history(whole: Mapping[str, Any], facet: str) -> list[Mapping[str, Any]]:
    rows = [_mapping(row) for row in _list(whole.get("history"))]
    mine = [row for row in rows if row.get("facet") == facet]
    return sorted(mine, key=lambda row: row["version"] if isinstance(row.get("version"), int) else 0)


def _wrong_codes(data: Mapping[str, Any], whole: Mapping[str, Any]) -> Rows:
    """Parents and models that are not there, and categories that are a part of themselves."""
    for at, facet, code, row in _own_codes(data):
        parent = row.get("parent")
        if parent is not None and parent not in _codes(whole, facet):
            yield (*at, "parent"), f"unknown parent {parent!r}"
        elif parent is not None and _is_circular(_codes(whole, facet), code):
            yield (*at, "parent"), f"{code} is a part of itself"
        for model in _list(row.get("maps_to")):
            if model not in _codes(whole, MODEL):
                yield (*at, "maps_to"), f"{model!r} is no category of {MODEL}"


def _is_circular(codes: Mapping[str, Any], code: str) -> bool:
    seen: set[str] = set()
    step: Any = code
    while step in codes and step not in seen:
        seen.add(step)
        step = _mapping(codes[step]).get("parent")
    return step in seen


def _changed_meaning(data: Mapping[str, Any], whole: Mapping[str, Any]) -> Rows:
    """Codes that are used although retired, or have another name than the history gives them."""
    for at, facet, code, row in _own_codes(data):
        story = [change for change in _history(whole, facet) if code in _mapping(change.get("codes"))]
        if any(change.get("change") in GONE for change in story) and code in _codes(whole, facet):
            yield at, f"retired code {code} is used; a retired code is never used again"
        elif story and "zh" in row and story[-1]["codes"][code] != row["zh"]:
            known = story[-1]["codes"][code]
            yield (*at, "zh"), f"the history knows {code} as {known!r}; a code keeps its meaning, or is `renamed` there"
        elif not story and _history(data, facet):
            yield at, f"the history does not say when {code} was added"


def _wrong_history(data: Mapping[str, Any], whole: Mapping[str, Any]) -> Rows:
    """Changes that point nowhere, and codes that come back."""
    for number, row in enumerate(map(_mapping, _list(data.get("history")))):
        at, facet = ("history", number), str(row.get("facet"))
        if facet not in _mapping(whole.get("facets")):
            yield (*at, "facet"), f"unknown facet {facet!r}"
        for code in _list(row.get("into")):
            if code not in _codes(whole, facet):
                yield (*at, "into"), f"{code!r} is no category of {facet}"
        for code in _mapping(row.get("codes")) if row.get("change") == "added" else ():
            story = [change for change in _history(whole, facet) if code in _mapping(change.get("codes"))]
            if sum(change.get("change") == "added" for change in story) > 1:
                yield (*at, "codes", code), f"{code} is added twice; a code is never used again"


def _wrong_cues(data: Mapping[str, Any], whole: Mapping[str, Any]) -> Rows:
    """Cues of unknown facets, categories and dimensions, and with wrong weights."""
    for at, facet, cue in _cues_in_force(data, whole):
        if facet not in _mapping(whole.get("facets")):
            yield at[:2], f"unknown facet {facet!r}"
            continue
        code, dimension, weight = cue.get("code"), cue.get("dimension"), cue.get("weight")
        gone = {
            name for row in _history(whole, facet) if row.get("change") in GONE for name in _mapping(row.get("codes"))
        }
        if code in gone:
            yield (*at, "code"), f"retired code {code} is used"
        elif code not in _codes(whole, facet):
            yield (*at, "code"), f"{code!r} is no category of {facet}"
        if dimension is not None and dimension not in DIMENSIONS:
            yield (*at, "dimension"), f"unknown dimension {dimension!r}; there are {', '.join(DIMENSIONS)}"
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= HEAVIEST:
            yield (*at, "weight"), f"{weight!r} is no weight above 0 and up to {HEAVIEST}"


def _wrong_topics(data: Mapping[str, Any], whole: Mapping[str, Any]) -> Rows:
    """Facets that do not exist, and facets whose cues nobody would look for."""
    for facet in _mapping(data.get("topics")):
        if facet not in _mapping(whole.get("facets")):
            yield ("topics", facet), f"unknown facet {facet!r}"
    for facet in _mapping(data.get("cues")):
        if facet != MODEL and facet not in _mapping(whole.get("topics")):
            yield ("cues", facet), f"topics has no row {facet}, so these cues are never looked for"


def _wrong_patterns(data: Mapping[str, Any], _whole: Mapping[str, Any]) -> Rows:
    """Patterns that do not compile, or match nothing at all."""
    for key, value in _strings(data, ()):
        listed = key[0] == "stances" and isinstance(key[-1], int)
        if not (listed or key[-1] in PATTERNS or key[:2] == ("stances", "headings")):
            continue
        try:
            empty = re.compile(value).search("")
        except re.error as error:
            yield key, f"not a regular expression: {error}"
            continue
        if empty and key[-1] not in {"excess", "negated", "common"}:
            yield key, "it matches where there is nothing"


def _strings(data: Any, key: Key) -> Iterator[tuple[Key, str]]:  # noqa: ANN401 - what a user wrote
    if isinstance(data, str) and key:
        yield key, data
    for name, value in data.items() if isinstance(data, Mapping) else enumerate(_list(data)):
        yield from _strings(value, (*key, name))


_RULES: tuple[Callable[[Mapping[str, Any], Mapping[str, Any]], Rows], ...] = (
    _wrong_codes,
    _changed_meaning,
    _wrong_history,
    _wrong_cues,
    _wrong_topics,
    _wrong_patterns,
)


def _doubles(files: list[_File]) -> Iterator[Problem]:
    """Cues whose id, or whose wording for the same category, stands before."""
    ids: dict[str, str] = {}
    wordings: dict[tuple[str, str, str, str], str] = {}
    for file in files:
        for at, facet, cue in _own_cues(file.data):
            name = str(cue.get("id"))
            if name in ids:
                yield file.problem((*at, "id"), f"duplicate cue: {name} stands in {ids[name]} already")
            ids.setdefault(name, f"{file.path}:{file.lines.get(at, 1)}")
            parts = [str(cue.get(part)) for part in ("code", "pattern", "context")]
            wording = (facet, parts[0], parts[1], parts[2])
            if wording in wordings:
                yield file.problem((*at, "pattern"), f"duplicate cue: {wordings[wording]} has this wording already")
            wordings.setdefault(wording, name)


def _invalid(whole: Mapping[str, Any], files: list[_File]) -> list[Problem]:
    """What the schema says, where no rule above said it first; at the last file that has the key."""
    try:
        Taxonomy.model_validate(whole)
    except ValidationError as error:
        return [_placed(fault["loc"], fault["msg"], files) for fault in error.errors()]
    return []


def _placed(key: Key, said: str, files: list[_File]) -> Problem:
    """A fault of the merged table in the file that it comes from; items of lists are counted on through the files."""
    for file in files:
        if key in file.lines:
            return file.problem(key, said)
        at = next((end for end, part in enumerate(key) if isinstance(part, int)), None)
        if at is not None:
            held: Any = file.data
            for part in key[:at]:
                held = _mapping(held).get(str(part))
            shift = len(_list(held))
            number = key[at]
            if isinstance(number, int) and number >= shift and shift:
                key = (*key[:at], number - shift, *key[at + 1 :])
    return files[-1].problem(key, said)
