"""The taxonomy as a workbook: written, edited by an analyst, and read back as an overlay of the shipped table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from policytext.errors import KnowledgeError, PolicytextError
from policytext.knowledge.load import load_taxonomy, merge, read_overlay, shipped_table
from policytext.knowledge.overlay import write_table
from policytext.knowledge.schema.classify import Change, Code, Cue, Taxonomy, Topic

FACETS = ("facet", "zh", "en", "definition")
CODES = ("facet", "code", "zh", "en", "definition", "include", "exclude", "parent", "maps_to")
CUES = ("facet", "id", "code", "weight", "dimension", "pattern", "context", "unless", "note", "met_in")
TOPICS = ("facet", "section", "counted", "document", "share", "gate")
HISTORY = ("version", "facet", "change", "code", "name", "into", "note")
SHEETS = {"facets": FACETS, "codes": CODES, "cues": CUES, "topics": TOPICS, "history": HISTORY}
LISTS = {"include", "exclude", "maps_to", "met_in", "into"}
HEADER = """\
# The taxonomy as `policytext taxonomy import` read it: what differs from the shipped one.  Facets, cues, topics and
# history of the workbook stand here; other keys are yours and stay.

"""

Row = dict[str, Any]
Placed = tuple[int, Row]
Book = dict[str, list[Placed]]


def rows_of_taxonomy(taxonomy: Taxonomy) -> dict[str, list[Row]]:
    """The rows of each sheet, lists as lists."""
    dumped = taxonomy.model_dump(mode="json")
    facets = dumped["facets"]
    return {
        "facets": [{"facet": name, **_only(row, FACETS)} for name, row in facets.items()],
        "codes": [
            {"facet": name, "code": code, **_only(named, CODES)}
            for name, row in facets.items()
            for code, named in row["codes"].items()
        ],
        "cues": [{"facet": name, **_only(cue, CUES)} for name, cues in dumped["cues"].items() for cue in cues],
        "topics": [{"facet": name, **_only(row, TOPICS)} for name, row in dumped["topics"].items()],
        "history": [
            {**_only(row, HISTORY), "code": code, "name": name}
            for row in dumped["history"]
            for code, name in row["codes"].items()
        ],
    }


def _only(row: Mapping[str, Any], columns: Sequence[str]) -> Row:
    return {column: row[column] for column in columns if column in row}


def export_taxonomy(path: Path, overlay: Path | None = None) -> None:
    """Write the taxonomy with the user's overlay as a workbook, one row a category, cue or change.

    Raises:
        KnowledgeError: the overlay is not valid.
        PolicytextError: the file cannot be written.
    """
    import xlsxwriter

    rows = rows_of_taxonomy(load_taxonomy(overlay))
    try:
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            wrap, head = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True})
            for name, columns in SHEETS.items():
                sheet = book.add_worksheet(name)
                sheet.freeze_panes(1, 0)
                sheet.set_column(0, len(columns) - 1, 18)
                sheet.write_row(0, 0, columns, head)
                for number, row in enumerate(rows[name], 1):
                    for column, key in enumerate(columns):
                        _write(sheet, (number, column), row.get(key), wrap)
    except (OSError, xlsxwriter.exceptions.XlsxWriterException) as error:
        raise PolicytextError(f"{path}: cannot be written: {error}") from error


def _write(sheet: Any, at: tuple[int, int], value: Any, style: Any) -> None:  # noqa: ANN401 - xlsxwriter ships no types
    if isinstance(value, list):
        value = "\n".join(value)
    if isinstance(value, str) and value:
        sheet.write_string(*at, value, style)
    elif isinstance(value, int | float):
        sheet.write_number(*at, value, style)


def import_taxonomy(path: Path, overlay: Path) -> Path:
    """Read a workbook and write what differs from the shipped taxonomy to the overlay, whole or not at all.

    Args:
        path: a workbook as `export_taxonomy` writes it.
        overlay: the folder of the user's own tables.

    Returns:
        The file that was written.

    Raises:
        KnowledgeError: a row is wrong (its sheet and number are named), or
            the overlay cannot be written.
    """
    book = _read(path)
    shipped = Taxonomy.model_validate(shipped_table("taxonomy"))
    _check_rows(path, book)
    mine = _difference(path, book, shipped)
    held = read_overlay(overlay, "taxonomy")
    kept = {key: value for key, value in held.items() if key not in {*SHEETS, "edits", "version"}}
    table = {**kept, **mine}
    try:
        Taxonomy.model_validate(merge(shipped_table("taxonomy"), table))
    except ValidationError as error:
        raise KnowledgeError(f"{path}: {_said(error)}") from error
    target = overlay / "taxonomy.yaml"
    write_table(target, HEADER, table)
    return target


def _read(path: Path) -> Book:
    """The rows of a workbook with their numbers, empty cells left out."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (OSError, InvalidFileException, KeyError, ValueError) as error:
        raise KnowledgeError(f"{path}: no workbook that can be read: {error}") from error
    try:
        missing = [name for name in SHEETS if name not in book.sheetnames]
        if missing:
            raise KnowledgeError(f"{path}: the sheet {missing[0]} is missing")
        return {name: list(_sheet(path, name, book[name].iter_rows(values_only=True))) for name in SHEETS}
    finally:
        book.close()


def _sheet(path: Path, name: str, rows: Iterable[Sequence[Any]]) -> Iterator[Placed]:
    """The rows of a sheet below its head."""
    head: list[str] | None = None
    for number, cells in enumerate(rows, 1):
        if head is None:
            head = [str(cell or "").strip() for cell in cells]
            wrong = [column for column in head if column and column not in SHEETS[name]]
            if wrong or SHEETS[name][0] not in head:
                raise KnowledgeError(f"{path}: sheet {name}, row 1: the columns are {', '.join(SHEETS[name])}")
        elif any(cell not in {None, ""} for cell in cells):
            row = {key: _cell(key, cell) for key, cell in zip(head, cells, strict=False) if key}
            yield number, {key: value for key, value in row.items() if value not in (None, "", [])}


def _cell(key: str, cell: Any) -> Any:  # noqa: ANN401 - a cell of a workbook
    if key in LISTS:
        return [part.strip() for part in str(cell).split("\n") if part.strip()] if cell is not None else []
    if key in {"weight", "version", "section", "counted", "document", "share"}:
        return cell
    return None if cell is None else str(cell)


_SCHEMAS: dict[str, Callable[[Row], BaseModel]] = {
    "codes": lambda row: Code.model_validate(_without(row, "facet", "code")),
    "cues": lambda row: Cue.model_validate(_without(row, "facet")),
    "topics": lambda row: Topic.model_validate(_without(row, "facet")),
    "history": lambda row: Change.model_validate(
        {**_without(row, "code", "name"), "codes": {row["code"]: row["name"]}}
    ),
}


def _without(row: Row, *keys: str) -> Row:
    return {key: value for key, value in row.items() if key not in keys}


def _check_rows(path: Path, book: Book) -> None:
    """Raise KnowledgeError for the first row that is wrong by itself or among the others."""
    facets = {str(row.get("facet")) for _, row in book["facets"]}
    codes = {(row.get("facet"), row.get("code")) for _, row in book["codes"]}
    seen: set[tuple[str, ...]] = set()
    for name, rows in book.items():
        for number, row in rows:
            said = _wrong(name, row, facets, codes) or _twice(name, row, seen)
            if said:
                raise KnowledgeError(f"{path}: sheet {name}, row {number}: {said}")


def _wrong(name: str, row: Row, facets: set[str], codes: set[tuple[Any, Any]]) -> str | None:
    """What is wrong with a row, if anything."""
    empty = next((key for key in _NEEDED[name] if not row.get(key)), None)
    if empty:
        return f"{empty} is empty"
    if row["facet"] not in facets:
        return f"unknown facet {row['facet']!r}"
    if name == "cues" and (row["facet"], row.get("code")) not in codes:
        return f"{row.get('code')!r} is no category of {row['facet']}"
    parent = row.get("parent")
    if name == "codes" and parent is not None and (row["facet"], parent) not in codes:
        return f"unknown parent {parent!r}"
    return _unfit(name, row)


_NEEDED = {
    "facets": ("facet", "zh", "en"),
    "codes": ("facet", "code"),
    "cues": ("facet", "id"),
    "topics": ("facet",),
    "history": ("facet", "code", "name"),
}


def _unfit(name: str, row: Row) -> str | None:
    """What the schema says of a row, if anything."""
    try:
        if name in _SCHEMAS:
            _SCHEMAS[name](row)
    except ValidationError as error:
        return _said(error)
    return None


def _twice(name: str, row: Row, seen: set[tuple[str, ...]]) -> str | None:
    """Whether a row stands twice."""
    ids = {"facets": ("facet",), "codes": ("facet", "code"), "cues": ("id",), "topics": ("facet",)}
    if name not in ids:
        return None
    mine = (name, *(str(row[key]) for key in ids[name]))
    if mine in seen:
        return f"{' '.join(mine[1:])} stands twice"
    seen.add(mine)
    return None


def _said(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}".lstrip(": ")


def _difference(path: Path, book: Book, shipped: Taxonomy) -> dict[str, Any]:
    """What an overlay must say for the shipped taxonomy to become that of the workbook."""
    was = rows_of_taxonomy(shipped)
    parts = {"facets": _facets(book, was), "codes": _codes(book, was), "cues": _cues(book, was)}
    edits = {name: part for name, part in parts.items() if part}
    found: dict[str, Any] = {"facets": {}, "cues": _new_cues(book, was), "history": _new_history(path, book, was)}
    for row in (row for _, row in book["facets"] if row["facet"] not in shipped.facets):
        own = [named for _, named in book["codes"] if named["facet"] == row["facet"]]
        codes = {named["code"]: _without(named, "facet", "code") for named in own}
        found["facets"][row["facet"]] = {**_without(row, "facet"), "codes": codes}
    old = {row["facet"]: _full("topics", row) for row in was["topics"]}
    topics = {row["facet"]: row for _, row in book["topics"] if _full("topics", row) != old.get(row["facet"])}
    found["topics"] = {name: _without(row, "facet") for name, row in topics.items()}
    versions = [row["version"] for row in found["history"]]
    if versions and max(versions) > shipped.version:
        found["version"] = max(versions)
    return {key: value for key, value in {**found, "edits": edits}.items() if value}


def _full(name: str, row: Row) -> Row:
    """A row with every column, so that an empty cell equals a default."""
    empty = {key: "" if key not in LISTS else [] for key in SHEETS[name]}
    return {**empty, **{key: value for key, value in row.items() if value is not None}}


def _facets(book: Book, was: dict[str, list[Row]]) -> dict[str, Row]:
    """Names and definitions of known facets that are others now."""
    old = {row["facet"]: _full("facets", row) for row in was["facets"]}
    rows = [_full("facets", row) for _, row in book["facets"]]
    return {row["facet"]: _without(row, "facet") for row in rows if row["facet"] in old and row != old[row["facet"]]}


def _codes(book: Book, was: dict[str, list[Row]]) -> dict[str, dict[str, Row | None]]:
    """Categories of known facets that are new, others now, or gone."""
    old = {(row["facet"], row["code"]): _full("codes", row) for row in was["codes"]}
    known = {row["facet"] for row in was["facets"]}
    found: dict[str, dict[str, Row | None]] = {}
    there = set()
    for _, row in book["codes"]:
        key = (row["facet"], row["code"])
        there.add(key)
        if row["facet"] in known and _full("codes", row) != old.get(key):
            found.setdefault(row["facet"], {})[row["code"]] = _without(row, "facet", "code")
    for facet in sorted({facet for facet, _ in old}):
        gone: dict[str, Row | None] = {code: None for name, code in old if name == facet and (name, code) not in there}
        if gone:
            found.setdefault(facet, {}).update(gone)
    return found


def _cues(book: Book, was: dict[str, list[Row]]) -> dict[str, dict[str, Row | None]]:
    """Cues that are others now, or gone."""
    new = {(row["facet"], row["id"]): row for _, row in book["cues"]}
    found: dict[str, dict[str, Row | None]] = {}
    for old in was["cues"]:
        row = new.get((old["facet"], old["id"]))
        if row is None:
            found.setdefault(old["facet"], {})[old["id"]] = None
        elif _full("cues", row) != _full("cues", old):
            found.setdefault(old["facet"], {})[old["id"]] = _without(row, "facet")
    return found


def _new_cues(book: Book, was: dict[str, list[Row]]) -> dict[str, list[Row]]:
    old = {(row["facet"], row["id"]) for row in was["cues"]}
    found: dict[str, list[Row]] = {}
    for _, row in book["cues"]:
        if (row["facet"], row["id"]) not in old:
            found.setdefault(row["facet"], []).append(_without(row, "facet"))
    return found


def _new_history(path: Path, book: Book, was: dict[str, list[Row]]) -> list[Row]:
    """Changes that the shipped history has not, one for each category; what it has is never taken out."""
    old, new = [_full("history", row) for row in was["history"]], [_full("history", row) for _, row in book["history"]]
    lost = next((row for row in old if row not in new), None)
    if lost:
        raise KnowledgeError(f"{path}: sheet history: the row on {lost['facet']} {lost['code']} is gone; history stays")
    gone = {(row["facet"], row["code"]) for row in was["codes"]} - {(r["facet"], r["code"]) for _, r in book["codes"]}
    told = {(row["facet"], row["code"]) for row in new if row["change"] in {"retired", "split"}}
    for facet, code in sorted(gone - told):
        raise KnowledgeError(
            f"{path}: sheet codes: {facet} {code} is gone; say in history that it was retired or split"
        )
    return _grouped(row for _, row in book["history"] if _full("history", row) not in old)


def _grouped(rows: Iterable[Row]) -> list[Row]:
    """Changes of one kind in a row as one, with their categories."""
    found: list[Row] = []
    for row in rows:
        change = _without(row, "code", "name")
        if found and _without(found[-1], "codes") == change:
            found[-1]["codes"][row["code"]] = row["name"]
        else:
            found.append({**change, "codes": {row["code"]: row["name"]}})
    return found
