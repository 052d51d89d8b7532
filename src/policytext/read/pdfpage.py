"""One page of a PDF as pdfplumber sees it: lines, cells of ruled tables, columns of prose in reading order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise, product
from statistics import median
from typing import Any

from policytext.read.drawing import Pen, raised

LONGEST_MARK = 3  # digits of a footnote mark
SMALL = 0.8  # largest size of a raised figure, by the size of its line
RAISED = 0.12  # least height of its foot above the foot of the line, by the same size

SQUARE = 4.0  # points: more than twice the distance within which characters are doubled

RULES = 4  # lines that a table has at least
MIDDLE = (0.35, 0.65)  # of the width of the text: where the gap between two columns lies
GAP = 1.2  # least width of that gap, in characters
FULL = 0.6  # share of the lines of the left column that must reach it: prose does, a list of names does not
NEAR = 2.5  # characters from the end of the column that still count as reaching it
LINES = 8  # that a column has at least
SHARE = 0.25  # of the page's characters, at least, in either column


def upright(page: Any) -> Any:  # noqa: ANN401 - pdfplumber ships no types
    """The page turned so that most of its text stands upright: tables are printed across, and pages laid on a side."""
    from pdfplumber.page import Page

    turns = Counter(_quarter(one["matrix"]) for one in page.chars if one["text"].strip())
    turn = max(turns, key=lambda quarter: turns[quarter], default=0)
    if not turn:
        return page
    laid = page.page_obj
    laid.rotate = laid.attrs["Rotate"] = (page.rotation + turn) % 360
    return Page(page.pdf, laid, page_number=page.page_number, initial_doctop=page.initial_doctop)


def _quarter(matrix: tuple[float, ...]) -> int:
    """By how many degrees a page must be turned clockwise for a character to stand upright."""
    across, up = matrix[:2]
    if abs(across) >= abs(up):
        return 0 if across >= 0 else 180
    return 90 if up > 0 else 270


def write_page(page: Any, pen: Pen, tables: int) -> int:  # noqa: ANN401 - pdfplumber ships no types
    """Write a page from the top down; how many tables the document has with it.

    Characters printed twice to look bold are read once.

    Args:
        page: of pdfplumber.
        pen: writes it.
        tables: of the pages before.
    """
    _raise_marks(page.chars)
    found = _tables(page)
    page = page.dedupe_chars() if _may_be_doubled(page.chars) else page
    top = 0.0
    for table in found:
        _write_text(_band(page, top, table.bbox[1]), pen)
        tables, table.page = tables + 1, page
        for number, row in enumerate(_rows(table), 1):
            pen.row(row, tables, number)
        top = table.bbox[3]
    _write_text(_band(page, top, float("inf")) if found else page, pen)
    return tables


def _may_be_doubled(characters: list[Any]) -> bool:
    """Whether any character may stand twice at one place, within a point: a quick look that misses none.

    Two that are so near fall into one square of at least one of four grids, shifted by half a square.
    """
    for across, down in product((0, SQUARE / 2), repeat=2):
        seen: set[tuple[str, float, float]] = set()
        for one in characters:
            square = one["text"], (one["x0"] + across) // SQUARE, (one["top"] + down) // SQUARE
            if square in seen:
                return True
            seen.add(square)
    return False


def _write_text(page: Any, pen: Pen) -> None:  # noqa: ANN401 - pdfplumber ships no types
    for part in _columns(page):
        text = part.extract_text(**_directions(part)).strip("\n")
        pen.write(text)
        if text:
            pen.hold("\n")


def _directions(page: Any) -> dict[str, str]:  # noqa: ANN401 - pdfplumber ships no types
    """How text that stands on its side on a page is read: upwards, lines from left to right; or the other way."""
    turns = Counter(_quarter(one["matrix"]) for one in page.chars if not one["upright"])
    if turns[90] > turns[270]:
        return {"line_dir_rotated": "ltr", "char_dir_rotated": "btt"}
    return {"line_dir_rotated": "rtl", "char_dir_rotated": "ttb"} if turns else {}


def _tables(page: Any) -> list[Any]:  # noqa: ANN401 - pdfplumber ships no types
    """The ruled tables of a page from the top down; a frame around text is none."""
    if len(page.rects) + len(page.lines) + len(page.curves) < RULES:
        return []
    kept: list[Any] = []
    for table in sorted(page.find_tables(), key=lambda one: (one.bbox[1], one.bbox[0])):
        rows = table.rows
        wide = max((sum(cell is not None for cell in row.cells) for row in rows), default=0)
        if len(rows) > 1 and wide > 1 and (not kept or table.bbox[1] >= kept[-1].bbox[3] - 1):
            kept.append(table)
    return kept


def _rows(table: Any) -> Iterator[list[tuple[int, str]]]:  # noqa: ANN401 - pdfplumber ships no types
    """Columns and texts of each row; a cell that only continues a merged one is passed over."""
    for texts in table.extract(**_directions(table.page)):
        yield [(column, _unwrapped(text)) for column, text in enumerate(texts, 1) if text is not None]


def _unwrapped(text: str) -> str:
    """The lines of a cell as one; words of letters are parted by a space."""
    lines = text.split("\n")
    parts = lines[:1]
    for before, after in pairwise(lines):
        parts += (" " if before[-1:].isascii() and after[:1].isascii() and before and after else "", after)
    return "".join(parts)


def _band(page: Any, top: float, bottom: float) -> Any:  # noqa: ANN401 - pdfplumber ships no types
    """What stands between two heights of a page."""
    return page.filter(lambda one: top <= (one["top"] + one["bottom"]) / 2 < bottom)


def _columns(page: Any) -> list[Any]:  # noqa: ANN401 - pdfplumber ships no types
    """The page, or its left and right columns where it has two of prose."""
    characters = [one for one in page.chars if one["text"].strip()]
    gap = _gap(characters)
    if gap is None:
        return [page]
    return [
        page.filter(lambda one: (one["x0"] + one["x1"]) / 2 < gap),
        page.filter(lambda one: (one["x0"] + one["x1"]) / 2 >= gap),
    ]


def _gap(characters: list[Any]) -> float | None:
    """Where two columns of prose part; None where there are none."""
    if len(characters) < LINES * LINES:
        return None
    left, right = min(one["x0"] for one in characters), max(one["x1"] for one in characters)
    size = median(one["size"] for one in characters)
    low, high = (left + share * (right - left) for share in MIDDLE)
    edges = sorted((one["x0"], one["x1"]) for one in characters)
    reached, best = left, (0.0, 0.0)
    for begins, ends in edges:
        if begins - reached > best[1] - best[0] and low <= (begins + reached) / 2 <= high:
            best = (reached, begins)
        reached = max(reached, ends)
    if best[1] - best[0] < GAP * size:
        return None
    middle = (best[0] + best[1]) / 2
    lines: dict[int, float] = {}
    for one in characters:
        if one["x1"] <= middle:
            line = round(one["bottom"] / (0.7 * size))
            lines[line] = max(lines.get(line, 0.0), one["x1"])
    leftish = sum(one["x1"] <= middle for one in characters)
    if len(lines) < LINES or not SHARE <= leftish / len(characters) <= 1 - SHARE:
        return None
    full = sum(best[0] - end < NEAR * size for end in lines.values())
    return middle if full >= FULL * len(lines) else None


def _raise_marks(characters: list[Any]) -> None:
    """Write small digits that stand above their line as superscripts: footnote marks and powers."""
    for number, character in enumerate(characters):
        if character["text"].isascii() and character["text"].isdecimal():
            beside = (*_neighbours(characters, number, -1), *_neighbours(characters, number, 1))
            if any(_stands_above(character, other) for other in beside):
                character["text"] = raised(character["text"])


def _neighbours(characters: list[Any], number: int, step: int) -> Iterator[Any]:
    """The next character of another size in one direction, past the digits of the same mark."""
    size = characters[number]["size"]
    for away in range(1, LONGEST_MARK + 1):
        at = number + step * away
        if not 0 <= at < len(characters):
            return
        if characters[at]["size"] != size:
            yield characters[at]
            return


def _stands_above(mark: Any, other: Any) -> bool:  # noqa: ANN401 - pdfplumber ships no types
    """Whether a digit is smaller than a character of its line and its foot is higher."""
    same_line = mark["top"] < other["bottom"] and mark["bottom"] > other["top"]
    near = mark["x0"] - other["x1"] < other["size"] and other["x0"] - mark["x1"] < other["size"]
    smaller = mark["size"] < SMALL * other["size"]
    return bool(same_line and near and smaller and other["bottom"] - mark["bottom"] > RAISED * other["size"])
