"""Lines that no rule knows, weighed: how a line is written, where it stands, what stands around it.

A logistic regression whose weights stand in knowledge/lines.yaml; it is
trained from the platforms' examples (see `policytext.sites`).  It has a say
only on pages that rules know for a site's, and only before and after the
text: a document without furniture never meets it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from policytext.clean.metalines import parse
from policytext.clean.notices import cue_counts
from policytext.clean.page import TERMINAL
from policytext.clean.sheet import PAGE_BREAKS, PAGE_EVIDENCE, Sheet
from policytext.clean.titles import Title, find_title, is_repeat

LONGEST_MODELLED = 400
AROUND = 3
FAR = 40
LONGEST_SHORT = 8

Features = dict[str, float]

_MARKS = re.compile(r"[,。;!?、]")
_LATIN = re.compile(r"[A-Za-z]")
_DIGITS = re.compile(r"\d+")
_BULLET = re.compile(r"[-•·*>»|]")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the features of every line of a page are measured against.

    `cut` tells how many lines are cut before each, and in the end on the whole page.
    """

    pairs: frozenset[str]
    masked: Counter[str]
    cut: list[int]
    first: int
    last: int


def weigh(sheet: Sheet) -> None:
    """Cut the lines before and after the text that the model takes for furniture."""
    model = sheet.knowledge.lines
    if sheet.evidence < PAGE_EVIDENCE or not sheet.core or not model.weights:
        return
    found: list[int] = []  # cut together: each is weighed among the same neighbours
    known = surroundings(sheet)
    title = find_title(sheet.page, sheet.verdicts, sheet.core, sheet.knowledge)
    behind = sheet.behind()
    lines = [i for i in sheet.open_lines() if sheet.outside(i) and not _own(sheet, i, title, behind)]
    for i in lines:
        # prose without a word of sites is text, wherever it stands
        if i in sheet.prose and not sheet.scores[i].kinds:
            continue
        if likelihood(features(sheet, i, known), model.intercept, model.weights) >= model.enough:
            found.append(i)
    for i in found:
        sheet.verdicts[i] = "line-model"


def _own(sheet: Sheet, i: int, title: Title | None, behind: int) -> bool:
    """Whether a line is the title, or formed as a heading, a salutation, minutes, or behind the text a signature."""
    text, rules = sheet.page.lines[i].text, sheet.rules
    if (title is not None and is_repeat(text, title, sheet.knowledge)) or _beside_page_break(sheet, i):
        return True
    signed = sheet.core[-1] < i < behind and rules.signature.match(text)
    numbered = rules.marker.match(text) and not _BULLET.match(text)
    return bool(signed or numbered or rules.salutation.match(text) or sheet.of_a_meeting(i))


def _beside_page_break(sheet: Sheet, i: int) -> bool:
    """Whether only the end of a page stands between a line and the text: the first or last words of it, then."""
    if i > sheet.core[-1] and sheet.page.lines[sheet.core[-1]].text[-1] in TERMINAL:
        return False
    between = range(sheet.core[0] - 1, i, -1) if i < sheet.core[0] else range(sheet.core[-1] + 1, i)
    return bool(between) and all(sheet.verdicts[j] in PAGE_BREAKS for j in between)


def likelihood(values: Features, intercept: float, weights: dict[str, float]) -> float:
    """How likely a line is furniture, 0..1: the logistic function of the weighted sum."""
    total = intercept + sum(weights.get(name, 0.0) * value for name, value in values.items())
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))


def surroundings(sheet: Sheet) -> Surroundings:
    """The words of the text, the lines that stand several times, and where the text begins and ends."""
    lines = sheet.page.lines
    text = "\n".join(lines[i].text for i in sheet.core)
    return Surroundings(
        frozenset(map("".join, pairwise(text))),
        Counter(_DIGITS.sub("0", line.text) for line in lines),
        [0, *accumulate(verdict is not None for verdict in sheet.verdicts)],
        sheet.start(),
        sheet.core[-1] if sheet.core else len(lines),
    )


def features(sheet: Sheet, i: int, known: Surroundings) -> Features:
    """The features of line `i`, each about 0..1."""
    text = sheet.page.lines[i].text[:LONGEST_MODELLED]
    return dict((*_written(text), *_worded(sheet, text, known), *_placed(sheet, i, known)))


def _written(text: str) -> Iterator[tuple[str, float]]:
    """How a line is written."""
    size = len(text)
    yield "length", min(1.0, math.log1p(size) / 6)
    yield "short", float(size <= LONGEST_SHORT)
    yield "marks", min(1.0, 20 * len(_MARKS.findall(text)) / size)
    yield "stop", float(text[-1] in TERMINAL)
    yield "digits", sum(map(len, _DIGITS.findall(text))) / size
    yield "latin", len(_LATIN.findall(text)) / size
    yield "spaces", min(1.0, 8 * text.count(" ") / size)
    yield "bullet", float(_BULLET.match(text) is not None)


def _worded(sheet: Sheet, text: str, known: Surroundings) -> Iterator[tuple[str, float]]:
    """What a line says: words of notices and buttons, marks of a document, words of this text."""
    rules = sheet.rules
    for name, count in cue_counts(text, sheet.knowledge):
        yield f"cue-{name}", min(1.0, count / 2)
    words = [word for word in rules.separators.split(text) if word]
    yield "interface", sum(word in rules.interface for word in words) / max(1, len(words))
    yield "name-and-value", float(bool(parse(text, sheet.knowledge)))
    yield "marker", float(rules.marker.match(text) is not None)
    yield "salutation", float(rules.salutation.match(text) is not None)
    yield "signature", float(rules.signature.match(text) is not None)
    pairs = [text[at : at + 2] for at in range(len(text) - 1)]
    yield "in-the-text", sum(pair in known.pairs for pair in pairs) / max(1, len(pairs))
    yield "repeated", float(known.masked[_DIGITS.sub("0", text)] > 1)


def _placed(sheet: Sheet, i: int, known: Surroundings) -> Iterator[tuple[str, float]]:
    """Where a line stands: before or after the text, how far from it, among how much furniture."""
    before, behind, end = i < known.first, i > known.last, len(sheet.verdicts)
    away = known.first - i if before else max(0, i - known.last)
    yield "before", float(before)
    yield "behind", float(behind)
    yield "away", min(1.0, math.log1p(away) / math.log1p(FAR))
    yield "after-furniture", _share(known, max(0, i - AROUND), i)
    yield "before-furniture", _share(known, i + 1, min(end, i + 1 + AROUND))
    outward = (0, i) if before else (i + 1, end)
    inward = (i + 1, known.first) if before else (known.last + 1, i)
    yield "furniture-outward", _share(known, *outward)
    yield "furniture-inward", _share(known, *inward)


def _share(known: Surroundings, start: int, end: int) -> float:
    """How much of the lines [start, end) is cut."""
    return (known.cut[end] - known.cut[start]) / (end - start) if start < end else 0.0
