"""The title of a document: chosen among what a page repeats, and cut where it is repeated."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from policytext.clean.page import HAN, Line, Page
from policytext.clean.platforms import together
from policytext.knowledge import Knowledge

SHORTEST_TITLE = 4
LONGEST_TITLE = 80
SHORTEST_GLUED = 6
FRAME_VOTE = 3
FIRST_LINE_VOTE = 2
LAST_LINE_VOTE = 1
NOUN_VOTE = 2
# a short line among furniture may still be the title
OPEN = (None, "between-furniture")

_NOT_KEY = re.compile(rf"[^{HAN}A-Za-z0-9]+")
_DATE = re.compile(r"\s*[:(]?\s*\d{4}[-./]\d{1,2}[-./]\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\)?\s*")
_STOP_AFTER = re.compile(r"[,。、;:的是与和及]")


@dataclass(frozen=True, slots=True)
class Title:
    """A title as the page spells it, where it stands in the page, and the rule that chose it."""

    text: str
    start: int
    end: int
    rule: str

    @property
    def key(self) -> str:
        """The title without punctuation and spaces: what its repetitions share."""
        return key_of(self.text)


@dataclass(frozen=True, slots=True)
class Stripping:
    """Patterns of cleaning.yaml about titles, compiled."""

    after: re.Pattern[str]
    before: re.Pattern[str]
    frames: tuple[re.Pattern[str], ...]
    wrong: re.Pattern[str]
    nouns: re.Pattern[str]
    openers: re.Pattern[str]


def stripping(knowledge: Knowledge) -> Stripping:
    """Compile once; see `Knowledge.derive`."""
    table = knowledge.cleaning
    after, before = together(table.title_after), together(table.title_before)
    if after is None or before is None:
        raise AssertionError("cleaning.yaml has no title_after or title_before")
    return Stripping(
        after,
        before,
        tuple(re.compile(frame) for frame in table.title_frame),
        re.compile(table.not_title),
        re.compile(table.title_nouns),
        re.compile(table.openers),
    )


def key_of(text: str) -> str:
    """What spellings of one title share."""
    return _NOT_KEY.sub("", text).lower()


def bare(text: str, knowledge: Knowledge) -> tuple[int, int]:
    """Offsets of a title inside `text`, without file endings, site names and praise."""
    patterns = knowledge.derive(stripping)
    start, end = 0, len(text)
    while True:
        cut = patterns.after.search(text[:end])
        if cut and cut.start() > start:
            end = cut.start()
            continue
        cut = patterns.before.match(text[start:end])
        if cut and cut.end() and start + cut.end() < end:
            start += cut.end()
            continue
        if text[start:end].startswith("《") and text[start:end].endswith("》") and text[start:end].count("《") == 1:
            start, end = start + 1, end - 1
            continue
        return start, end


def find_title(page: Page, verdicts: list[str | None], core: list[int], knowledge: Knowledge) -> Title | None:
    """The title that most lines of the page speak for.

    Frames in which sites name a document count most, then the first line of
    the page and the last line before the text, then every further line that
    says the same.  Of its spellings the most frequent is taken, of equally
    frequent ones the last before the text.
    """
    votes: Counter[str] = Counter()
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    places: dict[str, Title] = {}
    for title, weight in _candidates(page, verdicts, core, knowledge):
        votes[title.key] += weight
        spellings[title.key][title.text] += 1
        places[title.text] = title
    if not votes:
        return None
    best = max(votes, key=lambda key: (votes[key], len(key)))
    spelling = max(spellings[best], key=lambda text: (spellings[best][text], places[text].start))
    return places[spelling]


def _candidates(
    page: Page, verdicts: list[str | None], core: list[int], knowledge: Knowledge
) -> Iterator[tuple[Title, int]]:
    """Titles and their votes, in the order of the page."""
    patterns = knowledge.derive(stripping)
    head_end = core[0] if core else len(page.lines)
    head = [i for i in range(head_end) if verdicts[i] in OPEN and not patterns.wrong.search(page.lines[i].text)]
    first, last = (head[0], head[-1]) if head else (-1, -1)
    for i, line in enumerate(page.lines):
        if len(line.text) > 2 * LONGEST_TITLE + 60 or i > head_end + 200:
            continue
        framed = next((match for frame in patterns.frames if (match := frame.search(line.text))), None)
        if framed and (i < head_end or verdicts[i] is None or i == 0):
            title = _title(line, *framed.span("title"), "title-frame", knowledge)
            if title:
                yield title, FRAME_VOTE
        elif i in (first, last) or (i < head_end and verdicts[i] in OPEN):
            title = _title(line, 0, len(line.text), "title-line", knowledge)
            if title:
                noun = NOUN_VOTE if patterns.nouns.search(title.text) else 0
                yield title, (FIRST_LINE_VOTE if i == first else 0) + (LAST_LINE_VOTE if i == last else 0) + noun + 1
    yield from _in_first_line(page, core, knowledge)


def _in_first_line(page: Page, core: list[int], knowledge: Knowledge) -> Iterator[tuple[Title, int]]:
    """A title that the first line of the text repeats at its start, parted by a space."""
    if not core:
        return
    line = page.lines[core[0]]
    head, _, rest = line.text[: LONGEST_TITLE * 2].partition(" ")
    if rest.startswith(head) and SHORTEST_GLUED <= len(head) <= LONGEST_TITLE:
        title = _title(line, 0, len(head), "title-repeated", knowledge)
        if title:
            yield title, FRAME_VOTE


def _title(line: Line, start: int, end: int, rule: str, knowledge: Knowledge) -> Title | None:
    patterns = knowledge.derive(stripping)
    text = line.text[start:end]
    left, right = bare(text, knowledge)
    inner = text[left:right]
    left += len(inner) - len(inner.lstrip())
    inner = inner.strip()
    if not SHORTEST_TITLE <= len(inner) <= LONGEST_TITLE or patterns.wrong.search(inner) or not key_of(inner):
        return None
    at = line.start + start + left
    return Title(inner, at, at + len(inner), rule)


def is_repeat(text: str, title: Title, knowledge: Knowledge) -> bool:
    """Whether a line says nothing but the title, as often as it likes."""
    if len(text) > len(title.text) * 4 + 60:
        return False
    start, end = bare(text, knowledge)
    key = key_of(text[start:end])
    return bool(key) and key == title.key * (len(key) // max(1, len(title.key)))


def glued(text: str, title: Title, knowledge: Knowledge) -> int:
    """Characters at the start of a line that repeat the title before its first sentence begins.

    Dates and times between them belong to it.  A title that goes on as a
    sentence (its subject, say) stays.
    """
    at = _spelt(text, 0, title.key)
    if len(title.key) < SHORTEST_GLUED or not at:
        return 0
    reach = 0
    while at:
        rest = text[at:]
        date = _DATE.match(rest)
        gap = len(rest) - len(rest.lstrip())
        again = _spelt(text, at + (date.end() if date else gap), title.key)
        opens = knowledge.derive(stripping).openers.match(rest.lstrip())
        if date or (gap and not _STOP_AFTER.match(rest.lstrip())) or again or opens:
            reach = at + (date.end() if date else gap)
        at = again
    return reach


def _spelt(text: str, start: int, key: str) -> int:
    """Where a stretch of `text` from `start` that spells `key` ends; 0 if it does not."""
    at, done = start, 0
    while at < len(text) and done < len(key):
        char = text[at].lower()
        if char == key[done]:
            done += 1
        elif not _NOT_KEY.match(char):
            return 0
        at += 1
    return at if done == len(key) else 0
