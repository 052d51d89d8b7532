"""One frozen, fingerprinted `Knowledge` from the tables beside this file.

The user's own overlay is a folder with files of the same names: mappings are
merged key by key, lists are appended, single values replaced.  A platform of
the user's own is one more file in its `platforms/`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from policytext.errors import KnowledgeError
from policytext.knowledge.schema.base import Table
from policytext.knowledge.schema.canon import Canon, Derived
from policytext.knowledge.schema.chronology import Chronology
from policytext.knowledge.schema.classify import Taxonomy
from policytext.knowledge.schema.clean import Cleaning, Furniture, Genres, LineModel, Platform
from policytext.knowledge.schema.describe import Indicators, Kinds, Lists, Pers, Scopes, Times
from policytext.knowledge.schema.display import Display
from policytext.knowledge.schema.doubts import Doubts
from policytext.knowledge.schema.extract import Dates, Exclusions, Grids, Numerals, Relations, Roles, Units
from policytext.knowledge.schema.facts import Facts
from policytext.knowledge.schema.headwords import Headwords
from policytext.knowledge.schema.ledger import Ledger
from policytext.knowledge.schema.natures import Natures
from policytext.knowledge.schema.places import Places
from policytext.knowledge.schema.search import Search
from policytext.knowledge.schema.segment import Segment
from policytext.knowledge.schema.structure import Headings

T = TypeVar("T")
Loaded = TypeVar("Loaded", bound=BaseModel)

SHIPPED = Path(__file__).parent
PLATFORMS = "platforms"
USERDICT = "userdict.txt"
TRADITIONAL = "traditional.tsv"
DIVISIONS = ("places.tsv", "places_former.tsv")
"""Read by the gazetteer, when the first place is looked up: the made table, and the one by hand, which outranks it."""


# attribute of Knowledge -> its file and shape; a new table is a row here, an
# attribute below, and a schema
TABLES: dict[str, tuple[str, type[Table]]] = {
    "cleaning": ("cleaning.yaml", Cleaning),
    "lines": ("lines.yaml", LineModel),
    "furniture": ("furniture.yaml", Furniture),
    "genres": ("genres.yaml", Genres),
    "facts": ("facts.yaml", Facts),
    "headings": ("headings.yaml", Headings),
    "segment": ("segment.yaml", Segment),
    "taxonomy": ("taxonomy.yaml", Taxonomy),
    "numerals": ("numerals.yaml", Numerals),
    "units": ("units.yaml", Units),
    "relations": ("relations.yaml", Relations),
    "roles": ("roles.yaml", Roles),
    "dates": ("dates.yaml", Dates),
    "exclusions": ("exclusions.yaml", Exclusions),
    "grids": ("grids.yaml", Grids),
    "kinds": ("kinds.yaml", Kinds),
    "indicators": ("indicators.yaml", Indicators),
    "scopes": ("scopes.yaml", Scopes),
    "times": ("times.yaml", Times),
    "lists": ("lists.yaml", Lists),
    "pers": ("pers.yaml", Pers),
    "places": ("places.yaml", Places),
    "chronology": ("chronology.yaml", Chronology),
    "natures": ("natures.yaml", Natures),
    "doubts": ("doubts.yaml", Doubts),
    "display": ("display.yaml", Display),
    "ledger": ("ledger.yaml", Ledger),
    "search": ("search.yaml", Search),
}
# large tables that reading a document does not need: read by `Knowledge.derive` when they are first asked for
CANON, DERIVED = "canon.yaml", "derived.yaml"
GOVERNANCE_MODEL = "governance_model"  # the facet that columns call `model`
FURNITURE = "furniture.yaml"
TRAINED = "trained.json"
"""The trained model: read when it is first asked; the overlay's replaces the shipped one whole."""

CUE_RULE = "cue-rule"
"""The fingerprint of no model in force."""

HEADWORDS = "headwords.yaml"
# words on headers and pages, of ours and of other tables, and what is made of numbers that are read already: another
# word there makes no result stale
UNSHAPING = {"display.yaml", "ledger.yaml", "search.yaml", CANON, DERIVED, HEADWORDS}


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Every table, read once; two with the same `fingerprint` say the same.

    Rooms that need something computed from tables (a compiled pattern, a
    dictionary) ask with `derive`; it is built once per Knowledge.
    """

    fingerprint: str
    platforms: Mapping[str, Platform]
    userdict: tuple[str, ...]
    traditional: Mapping[str, str]
    cleaning: Cleaning
    lines: LineModel
    furniture: Furniture
    genres: Genres
    facts: Facts
    headings: Headings
    segment: Segment
    taxonomy: Taxonomy
    numerals: Numerals
    units: Units
    relations: Relations
    roles: Roles
    dates: Dates
    exclusions: Exclusions
    grids: Grids
    kinds: Kinds
    indicators: Indicators
    scopes: Scopes
    times: Times
    lists: Lists
    pers: Pers
    places: Places
    chronology: Chronology
    natures: Natures
    doubts: Doubts
    display: Display
    ledger: Ledger
    search: Search
    roots: tuple[Path, ...] = ()
    model: str = CUE_RULE
    _derived: dict[Callable[[Knowledge], Any], Any] = field(default_factory=dict, repr=False)

    def derive(self, build: Callable[[Knowledge], T]) -> T:
        """What `build` makes of this Knowledge, built on the first call and kept.

        `build` must be a module-level function that depends on nothing else.
        """
        try:
            made: T = self._derived[build]
        except KeyError:
            made = self._derived[build] = build(self)
        return made


def load_knowledge(overlay: Path | None = None) -> Knowledge:
    """The shipped tables with the user's overlay merged over them.

    Args:
        overlay: a folder, or None.

    Raises:
        KnowledgeError: a table is missing or not valid, a file of the overlay
            has no counterpart, or the folder does not exist.
    """
    roots = roots_of(overlay)
    tables: dict[str, Any] = {name: _table(file, schema, roots) for name, (file, schema) in TABLES.items()}
    platforms = {name: _table(f"{PLATFORMS}/{name}.yaml", Platform, roots) for name in _platform_names(roots)}
    return Knowledge(
        fingerprint=_fingerprint(roots),
        platforms=platforms,
        userdict=tuple(_lines(USERDICT, roots)),
        traditional=_pairs(TRADITIONAL, roots),
        roots=tuple(roots),
        model=model_fingerprint(overlay),
        **tables,
    )


def load_display(overlay: Path | None = None) -> Display:
    """The words that analysts see, without loading the rest.

    Raises:
        KnowledgeError: the table is not valid, or the overlay is not.
    """
    roots = roots_of(overlay)
    return _naming(_table(TABLES["display"][0], Display, roots), load_taxonomy(overlay))


def load_taxonomy(overlay: Path | None = None) -> Taxonomy:
    """The categories and their cues, without loading the rest.

    Raises:
        KnowledgeError: the table is not valid, or the overlay is not.
    """
    return _table(TABLES["taxonomy"][0], Taxonomy, roots_of(overlay))


def load_ledger(overlay: Path | None = None) -> Ledger:
    """What stands in tables of documents that analysts keep, without loading the rest.

    Raises:
        KnowledgeError: the table is not valid, or the overlay is not.
    """
    return _table(TABLES["ledger"][0], Ledger, roots_of(overlay))


def load_search(overlay: Path | None = None) -> Search:
    """The words that queries are typed with, without loading the rest.

    Raises:
        KnowledgeError: the table is not valid, or the overlay is not.
    """
    return _table(TABLES["search"][0], Search, roots_of(overlay))


def canon_of(knowledge: Knowledge) -> Canon:
    """The canonical indicators; ask with `knowledge.derive(canon_of)`.

    Raises:
        KnowledgeError: the table is not valid.
    """
    return load_canon(*knowledge.roots[1:])


def load_canon(overlay: Path | None = None) -> Canon:
    """The canonical indicators, without loading the rest.

    Raises:
        KnowledgeError: the table is not valid, or the overlay is not.
    """
    return _table(CANON, Canon, roots_of(overlay))


def load_headwords(overlay: Path | None = None) -> Headwords:
    """Which words of headings label paragraphs for training.

    Raises:
        KnowledgeError: the table is not valid, or the overlay is not.
    """
    return _table(HEADWORDS, Headwords, roots_of(overlay))


def load_derived(overlay: Path | None = None) -> Derived:
    """The formulas of derived indicators, without loading the rest.

    Raises:
        KnowledgeError: the table is not valid, or the overlay is not.
    """
    return _table(DERIVED, Derived, roots_of(overlay))


def _naming(display: Display, taxonomy: Taxonomy) -> Display:
    """The words of the display table with the names that the taxonomy gives its facets and categories."""
    codes = {facet: {code: named.zh for code, named in row.codes.items()} for facet, row in taxonomy.facets.items()}
    facets = {facet: row.zh for facet, row in taxonomy.facets.items()}
    named = codes | {"facet": facets | display.values.get("facet", {}), "model": codes[GOVERNANCE_MODEL]}
    return display.model_copy(update={"values": display.values | named})


def knowledge_fingerprint(overlay: Path | None = None) -> str:
    """The `fingerprint` of the Knowledge that `load_knowledge(overlay)` gives, without loading it.

    Raises:
        KnowledgeError: the overlay is not a folder, or holds a file that no table reads.
    """
    return _fingerprint(roots_of(overlay))


def trained_file(roots: Sequence[Path]) -> Path:
    """The trained model in force: the last of the roots that holds one, else the shipped one."""
    return next((root / TRAINED for root in reversed(roots) if (root / TRAINED).is_file()), SHIPPED / TRAINED)


def model_fingerprint(overlay: Path | None = None) -> str:
    """A digest of the models that decide anything; the word for none where the cue rule decides alone.

    Raises:
        KnowledgeError: the overlay is not a folder, or its trained model is no JSON.
    """
    path = trained_file(roots_of(overlay))
    try:
        facets = json.loads(_content(path))["facets"]
        deciding = {facet: model for facet, model in facets.items() if model["in_force"]}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KnowledgeError(f"{path}: no trained model: {error}") from error
    shaping = {facet: {**model, "scored": None} for facet, model in deciding.items()}
    return hashlib.sha256(json.dumps(shaping, sort_keys=True).encode()).hexdigest() if shaping else CUE_RULE


def read_overlay(overlay: Path, name: str) -> dict[str, Any]:
    """What the overlay's own file holds of a table, as it stands there; empty where there is none.

    Args:
        overlay: the folder.
        name: the table's attribute in Knowledge.

    Raises:
        KnowledgeError: the overlay is not a folder, or the table with it is not valid.
    """
    roots = roots_of(overlay)
    file, schema = (CANON, Canon) if name == "canon" else TABLES[name]
    _table(file, schema, roots)
    held = _yaml(overlay / file) if (overlay / file).is_file() else None
    return dict(held or {})


def shipped_table(name: str) -> dict[str, Any]:
    """A shipped table as it stands in its file.

    Args:
        name: the table's attribute in Knowledge.
    """
    return dict(_yaml(SHIPPED / TABLES[name][0]))


def merge(under: Any, over: Any) -> Any:  # noqa: ANN401 - YAML is any shape until it is validated
    """`over` laid over `under`: mappings by key, lists appended, all else replaced."""
    if isinstance(under, Mapping) and isinstance(over, Mapping):
        keys = [*under, *(key for key in over if key not in under)]
        return {
            key: merge(under[key], over[key]) if key in under and key in over else (over if key in over else under)[key]
            for key in keys
        }
    if isinstance(under, list) and isinstance(over, list):
        return [*under, *(item for item in over if item not in under)]
    return over


def roots_of(overlay: Path | None) -> list[Path]:
    """The folders tables come from, the later laid over the earlier.

    Raises:
        KnowledgeError: the overlay is not a folder, or holds a file that no table reads.
    """
    if overlay is None:
        return [SHIPPED]
    _check_overlay(overlay)
    return [SHIPPED, overlay]


def _table(file: str, schema: type[Loaded], roots: list[Path]) -> Loaded:
    """One table from the shipped file and the overlay's, validated."""
    found = [root / file for root in roots if (root / file).is_file()]
    if not found:
        raise KnowledgeError(f"{file}: the table is missing from {SHIPPED}")
    merged: Any = {}
    for path in found:
        merged = merge(merged, _yaml(path))
    try:
        return schema.model_validate(merged)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise KnowledgeError(f"{found[-1]}: {key}: {first['msg']}") from error


def _yaml(path: Path) -> Any:  # noqa: ANN401 - any shape until it is validated
    try:
        return yaml.load(_content(path), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{path}: {error}") from error


def _content(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path}: {error}") from error


def _lines(file: str, roots: list[Path]) -> list[str]:
    """The lines of a text table, without comments and blank ones."""
    paths = [root / file for root in roots if (root / file).is_file()]
    lines = [line.strip() for path in paths for line in _content(path).splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def rows_of(file: str, roots: Sequence[Path], columns: Sequence[str]) -> Iterator[str]:
    """The lines of a table of several columns, the overlay's after the shipped ones; cells may be empty.

    Lines are not parted into cells: of a large table few are ever needed.

    Raises:
        KnowledgeError: a line has not these columns.
    """
    header, tabs = "\t".join(columns), len(columns) - 1
    for path in (root / file for root in roots if (root / file).is_file()):
        for line in _content(path).splitlines():
            if not line or line[0] == "#" or line == header:
                continue
            if line.count("\t") != tabs:
                raise KnowledgeError(f"{path}: {line!r} has not the columns {', '.join(columns)}")
            yield line


def _pairs(file: str, roots: list[Path]) -> dict[str, str]:
    """The rows of a text table of two columns, one character each; the overlay's rows outrank the shipped ones.

    Raises:
        KnowledgeError: a row is not two characters parted by a tab.
    """
    rows = [line.split("\t") for line in _lines(file, roots)]
    wrong = next((row for row in rows if [len(cell) for cell in row] != [1, 1]), None)
    if wrong:
        raise KnowledgeError(f"{file}: {wrong} is not two characters parted by a tab")
    return {row[0]: row[1] for row in rows}


def _platform_names(roots: list[Path]) -> list[str]:
    return sorted({path.stem for root in roots for path in (root / PLATFORMS).glob("*.yaml")})


def _known_files() -> set[str]:
    return {file for file, _ in TABLES.values()} | {CANON, DERIVED, USERDICT, TRADITIONAL, HEADWORDS, *DIVISIONS}


def _check_overlay(overlay: Path) -> None:
    """Raise KnowledgeError for a folder that is none, or a file in it that no table reads."""
    if not overlay.is_dir():
        raise KnowledgeError(f"{overlay}: the overlay is not a folder")
    for path in sorted(overlay.iterdir()):
        if path.is_file() and path.suffix in {".yaml", ".yml", ".txt", ".tsv"} and path.name not in _known_files():
            raise KnowledgeError(f"{path}: no table has this name; known are {', '.join(sorted(_known_files()))}")


def _fingerprint(roots: list[Path]) -> str:
    """A digest of every table that shapes a result, shipped and overlaid, by name and content."""
    shaping = sorted(_known_files() - UNSHAPING)
    digest = hashlib.sha256()
    for root in roots:
        for path in [*(root / file for file in shaping), *sorted((root / PLATFORMS).glob("*.yaml"))]:
            content = _shaping(path) if path.is_file() else None
            if content is not None:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()


def _shaping(path: Path) -> bytes | None:
    """What of a table shapes a result: all of it, but of furniture.yaml the accepted lines only, None for none.

    So a rejection makes nothing stale, nor does a date.
    """
    if path.name != FURNITURE:
        return path.read_bytes()
    table = _yaml(path)
    rows = table.get("lines") if isinstance(table, Mapping) else None
    accepted = [
        [str(row.get("origin")), str(row.get("line"))]
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, Mapping) and row.get("decision") == "accept"
    ]
    return json.dumps(sorted(accepted)).encode() if accepted else None
