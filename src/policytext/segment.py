"""Sentences of a document, and words on demand.

Words are offsets, never objects on the document: rjieba cuts with jieba's
dictionary and ours; jieba's tagger, a hundred times slower, only where tags
are needed.  Numbers are found before and outside this.
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from policytext.knowledge import Knowledge
from policytext.model import Document, Sentence
from policytext.text import Span, View

USER_FREQUENCY = 20_000
"""Frequency of a word of ours that states none: high enough that it stays in one piece."""


@dataclass(frozen=True, slots=True)
class Stops:
    """segment.yaml, compiled."""

    end: re.Pattern[str]
    opening: re.Pattern[str]
    pairs: dict[str, str]
    pair_longest: int
    goes_on: re.Pattern[str]
    longest: int
    parting: re.Pattern[str]


def segment(doc: Document, knowledge: Knowledge) -> Document:
    """Set `sentences`: each block cut after 。！？ and at line ends, closing marks included.

    A sentence does not end inside a short quotation or bracket, nor at ；.
    """
    stops = knowledge.derive(_stops)
    sentences: list[Sentence] = []
    for index, block in enumerate(doc.blocks):
        start, end = doc.reading.to_view(block.span)
        for first, last in _cut(doc.reading.text, start, end, stops):
            sentences.append(Sentence(doc.reading.to_source(first, last), index))
    return replace(doc, sentences=tuple(sentences))


def _stops(knowledge: Knowledge) -> Stops:
    table = knowledge.segment
    return Stops(
        end=re.compile(table.end),
        opening=re.compile("[" + re.escape("".join(table.pairs)) + "]"),
        pairs=table.pairs,
        pair_longest=table.pair_longest,
        goes_on=re.compile(table.goes_on),
        longest=table.longest,
        parting=re.compile(table.parting),
    )


def _cut(text: str, start: int, end: int, stops: Stops) -> Iterator[tuple[int, int]]:
    """Stretches of [start, end) that are sentences, without white space at their edges."""
    shelters = list(_shelters(text, start, end, stops))
    openings = [low for low, _ in shelters]
    at = start
    for match in stops.end.finditer(text, start, end):
        index = bisect_left(openings, match.start()) - 1
        close = shelters[index][1] if index >= 0 else start
        inside = match.end() < close
        goes_on = match.end() == close and stops.goes_on.match(text, match.end(), end)
        if match.start() >= at and not inside and not goes_on:
            yield from _bounded(text, at, match.end(), stops)
            at = match.end()
    yield from _bounded(text, at, end, stops)


def _shelters(text: str, start: int, end: int, stops: Stops) -> Iterator[tuple[int, int]]:
    """Quotations and brackets on one line that close soon: their outermost stretches, marks included."""
    at = start
    while opening := stops.opening.search(text, at, end):
        reach = min(end, opening.start() + stops.pair_longest)
        closing = text.find(stops.pairs[opening.group()], opening.end(), reach)
        at = opening.end()
        if closing >= 0 and "\n" not in text[opening.start() : closing]:
            at = closing + 1
            yield opening.start(), at


def _bounded(text: str, start: int, end: int, stops: Stops) -> Iterator[tuple[int, int]]:
    """A sentence, or the parts of one that is too long to be read as one: rules look at sentences whole."""
    while end - start > stops.longest:
        window = start + stops.longest // 2, start + stops.longest
        part = max((found.end() for found in stops.parting.finditer(text, *window)), default=window[1])
        yield from _trimmed(text, start, part)
        start = part
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    body = text[start:end]
    if body.strip():
        yield start + len(body) - len(body.lstrip()), start + len(body.rstrip())


def words(knowledge: Knowledge, text: str) -> Iterator[tuple[int, int]]:
    """Offsets of the words of a text, in order; punctuation and white space are words too."""
    for _, start, end in knowledge.derive(_cutter).tokenize(text):
        yield start, end


def words_in(view: View, knowledge: Knowledge, within: Span | None = None) -> Iterator[Span]:
    """Source spans of the words that a view reads, in the whole of it or within a source span."""
    start, end = view.to_view(within) if within else (0, len(view.text))
    for first, last in words(knowledge, view.text[start:end]):
        yield view.to_source(start + first, start + last)


def tagged(knowledge: Knowledge, text: str) -> Iterator[tuple[int, int, str]]:
    """Offsets and part of speech (ICTCLAS tags) of the words of a text: slow, for short stretches."""
    at = 0
    for word, tag in knowledge.derive(_tagger).cut(text):
        yield at, at + len(word), tag
        at += len(word)


def _cutter(knowledge: Knowledge) -> Any:  # noqa: ANN401 - rjieba ships no types
    import rjieba

    cutter = rjieba.Jieba()
    for word, frequency, tag in _userdict(knowledge):
        cutter.add_word(word, frequency, tag)
    return cutter


def _tagger(knowledge: Knowledge) -> Any:  # noqa: ANN401 - jieba ships no types
    import jieba
    import jieba.posseg

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    for word, frequency, tag in _userdict(knowledge):
        tokenizer.add_word(word, frequency, tag)
    return jieba.posseg.POSTokenizer(tokenizer)


def _userdict(knowledge: Knowledge) -> Iterator[tuple[str, int, str]]:
    """Word, frequency and tag of each line of the user dictionary."""
    for line in knowledge.userdict:
        word, *rest = line.split()
        frequency = next((int(part) for part in rest if part.isdecimal()), USER_FREQUENCY)
        yield word, frequency, next((part for part in rest if not part.isdecimal()), "n")
