"""Scanned pages: drawn as pictures by pypdfium2, read by rapidocr where the extra `ocr` is installed."""

from __future__ import annotations

import importlib.util
import io
from functools import lru_cache
from typing import Any

from policytext.read.drawing import Pen

EXTRA = "install policytext[ocr]"
DOTS = 200  # an inch: where small print is still told apart, and a page takes seconds
MOST_PIXELS = 40_000_000
POINTS = 72
LINE = 0.5  # of a line's height: boxes nearer than that stand side by side


def is_installed() -> bool:
    """Whether pictures can be read."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime", "pypdfium2"))


def write_page(data: bytes, index: int, pen: Pen) -> None:
    """Write the lines of one page of a PDF, each a place with how sure its reading is.

    Args:
        data: the PDF.
        index: of the page, from 0.
        pen: writes it.
    """
    found = _engine()(_picture(data, index))
    lines = zip(found.boxes if found.boxes is not None else (), found.txts or (), found.scores or (), strict=False)
    boxes = sorted(((_top(box), _left(box), _height(box), str(text), float(score)) for box, text, score in lines))
    for row in _rows(boxes):
        for _, _, _, text, score in row:
            start = pen.start
            pen.write(text)
            pen.mark(start, "line", page=index + 1, confidence=round(score, 3))
            pen.hold("\t")
        pen.held = "\n"


def _rows(boxes: list[tuple[float, float, float, str, float]]) -> list[list[tuple[float, float, float, str, float]]]:
    """Boxes by lines, from the top down, each from left to right."""
    rows: list[list[tuple[float, float, float, str, float]]] = []
    for box in boxes:
        if rows and box[0] - rows[-1][0][0] < LINE * min(box[2], rows[-1][0][2]):
            rows[-1].append(box)
        else:
            rows.append([box])
    return [sorted(row, key=lambda box: box[1]) for row in rows]


def _picture(data: bytes, index: int) -> Any:  # noqa: ANN401 - an array of numpy
    """A page as a picture, no larger than memory allows."""
    import pypdfium2

    with pypdfium2.PdfDocument(io.BytesIO(data)) as document:
        page = document[index]
        scale = DOTS / POINTS
        width, height = page.get_size()
        scale *= min(1.0, (MOST_PIXELS / max(1.0, width * height * scale * scale)) ** 0.5)
        return page.render(scale=scale).to_numpy()


@lru_cache(maxsize=1)
def _engine() -> Any:  # noqa: ANN401 - rapidocr ships no types
    from rapidocr import RapidOCR

    return RapidOCR()


def _top(box: Any) -> float:  # noqa: ANN401 - an array of numpy
    return float(min(point[1] for point in box))


def _left(box: Any) -> float:  # noqa: ANN401 - an array of numpy
    return float(min(point[0] for point in box))


def _height(box: Any) -> float:  # noqa: ANN401 - an array of numpy
    return float(max(point[1] for point in box)) - _top(box)
