"""The title of a document: chosen among what a page repeats, and cut where it is repeated."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from policytext.clean.metalines import parse
from policytext.clean.notices import rules
from policytext.clean.page import HAN, Line, Page
from policytext.clean.platforms import together
from policytext.knowledge import Knowledge

SHORTEST_TITLE = 4
MOST_ADDITIONS = 8
GLUED_WITHIN = 1000
LONGEST_TITLE = 80
SHORTEST_GLUED = 6
HEAD_WITHOUT_TEXT = 8
LONGEST_PREFACE = 200
FRAME_VOTE = 3
FIRST_LINE_VOTE = 2
LAST_LINE_VOTE = 1
NOUN_VOTE = 2
TEXT_VOTE = 2
TEXT_READ = 5000
SAID_SHARE = 0.4
# a short line among furniture may still be the title
OPEN = (None, "between-furniture")

_HAN = re.compile(rf"[{HAN}]")
_NOT_KEY = re.compile(rf"[^{HAN}A-Za-z0-9]+")
_DATE = re.compile(r"\s*[:(]?\s*\d{4}[-./]\d{1,2}[-./]\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\)?\s*")
# cells, or key words in a row
_WORDS = re.compile(rf"\t|[{HAN}]{{2,}}\s+[{HAN}]{{2,}}\s+[{HAN}]{{2,}}")
_SITE_BEHIND = re.compile(r"\s?[|_\-—–][^。;]{2,40}$")


@dataclass(frozen=True)
class Title:
    """A title as the page spells it, where it stands in the page, and the rule that chose it."""

    text: str
    start: int
    end: int
    rule: str

    @cached_property
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
    opens: re.Pattern[str]
    openers: re.Pattern[str]
    goes_on: re.Pattern[str]
    of_a_text: re.Pattern[str]
    is_subject: re.Pattern[str]


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
        re.compile(table.title_opens),
        re.compile(table.openers),
        re.compile(table.title_goes_on),
        re.compile(table.title_of_a_text),
        re.compile(table.title_is_subject),
    )


def key_of(text: str) -> str:
    """What spellings of one title share."""
    return _NOT_KEY.sub("", text).lower()


def bare(text: str, knowledge: Knowledge) -> tuple[int, int]:
    """Offsets of a title inside `text`, without file endings, site names and praise."""
    patterns = knowledge.derive(stripping)
    start, end = 0, len(text)
    for _ in range(MOST_ADDITIONS):
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
        break
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
    for title, weight in _candidates(Head(page, verdicts, core, knowledge)):
        votes[title.key] += weight
        spellings[title.key][title.text] += 1
        places[title.text] = title
    if not votes:
        return None
    best = max(votes, key=lambda key: (votes[key], len(key)))
    spelling = max(spellings[best], key=lambda text: (spellings[best][text], places[text].start))
    inside = [text for text in places if len(text) >= SHORTEST_GLUED and _adds_a_site(spelling, text)]
    return places[max(inside, key=len)] if inside else places[spelling]


def _adds_a_site(text: str, title: str) -> bool:
    """Whether a text is a title with a site's name behind it."""
    return text.startswith(title) and bool(_SITE_BEHIND.match(text[len(title) :]))


@dataclass(frozen=True, slots=True)
class Head:
    """A page with what is needed to look for its title."""

    page: Page
    verdicts: list[str | None]
    core: list[int]
    knowledge: Knowledge

    @property
    def end(self) -> int:
        """The first line of the text; of a page without prose, a few lines."""
        return self.core[0] if self.core else min(len(self.page.lines), HEAD_WITHOUT_TEXT)

    def open(self) -> list[int]:
        """Lines before the text that may be a title."""
        wrong = self.knowledge.derive(stripping).wrong
        lines = self.page.lines
        return [i for i in range(self.end) if self.verdicts[i] in OPEN and not wrong.search(lines[i].text)]

    def pairs(self) -> frozenset[str]:
        """Every two characters that stand side by side in the beginning of the text."""
        text = "\n".join(self.page.lines[i].text for i in self.core)[:TEXT_READ]
        return frozenset(map("".join, pairwise(text)))


def _candidates(head: Head) -> Iterator[tuple[Title, int]]:
    """Titles and their votes, in the order of the page."""
    last_line = head.end + LONGEST_PREFACE
    for i, line in enumerate(head.page.lines[:last_line]):
        if len(line.text) <= 2 * LONGEST_TITLE + 60:
            yield from _framed(head, i, line)
    lines = head.open()
    pairs = head.pairs() if len(lines) > 1 else frozenset()
    bodies = head.knowledge.derive(rules).signature
    for i in lines:
        line = head.page.lines[i]
        title = _title(line, 0, len(line.text), "title-line", head.knowledge)
        if title and not _WORDS.search(title.text) and not bodies.match(title.text):
            at_edge = FIRST_LINE_VOTE * (i == lines[0]) + LAST_LINE_VOTE * (i == lines[-1])
            yield title, 1 + at_edge + _noun_vote(title, head.knowledge) + _text_vote(title, pairs)
    yield from _in_two_lines(head, lines)
    yield from _in_first_line(head.page, head.core, head.knowledge)


def _text_vote(title: Title, pairs: frozenset[str]) -> int:
    """A vote for a title in the words of the text."""
    own = [title.key[at : at + 2] for at in range(len(title.key) - 1)]
    said = sum(pair in pairs for pair in own)
    return TEXT_VOTE if len(own) >= SHORTEST_GLUED and said >= len(own) * SAID_SHARE else 0


def _noun_vote(title: Title, knowledge: Knowledge) -> int:
    long_enough = len(title.key) >= SHORTEST_GLUED  # shorter ones are words of menus too
    return NOUN_VOTE if long_enough and knowledge.derive(stripping).nouns.search(title.text) else 0


def _framed(head: Head, i: int, line: Line) -> Iterator[tuple[Title, int]]:
    """A title in a frame, or behind its name in a meta line."""
    patterns = head.knowledge.derive(stripping)
    spans = [match.span("title") for frame in patterns.frames if (match := frame.search(line.text))][:1]
    if head.verdicts[i] == "meta-line":
        spans = [(e.start, e.end) for e in parse(line.text, head.knowledge) if e.keys.fact == "title"][:1]
    for start, end in spans:
        title = _title(line, start, end, "title-frame", head.knowledge)
        if title and (i < head.end or head.verdicts[i] is None):
            yield title, FRAME_VOTE


def _in_two_lines(head: Head, lines: list[int]) -> Iterator[tuple[Title, int]]:
    """A title that is broken over two lines: only the second ends as titles do."""
    patterns = head.knowledge.derive(stripping)
    for i, j in pairwise(lines):
        first, second = head.page.lines[i], head.page.lines[j]
        whole = first.text + second.text
        opens = patterns.opens.search(first.text) and not patterns.nouns.search(first.text)
        if j == i + 1 and opens and patterns.nouns.search(second.text) and len(whole) <= LONGEST_TITLE:
            yield Title(whole, first.start, second.end, "title-in-two-lines"), 2 * FRAME_VOTE


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
    if end - start > 2 * LONGEST_TITLE:
        return None
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
    """Whether a line says nothing but the title, as often as it likes, or the title with a site's name behind it."""
    if len(text) > len(title.text) * 4 + 60 or title.key not in key_of(text):
        return False
    start, end = bare(text, knowledge)
    key = key_of(text[start:end])
    if key and key == title.key * (len(key) // max(1, len(title.key))):
        return True
    at = _spelt(text, 0, title.key)
    return bool(at) and bool(_SITE_BEHIND.match(text[at:]))


def running_heads(text: str, title: Title, knowledge: Knowledge) -> Iterator[tuple[int, int]]:
    """Stretches inside a line that are the title with the number of a page, as printed at the head of one."""
    if len(title.key) >= SHORTEST_GLUED and title.text in text:
        for match in re.finditer(rf"\s?{re.escape(title.text)}{knowledge.cleaning.title_page}", text):
            yield match.span()


def glued(text: str, title: Title, knowledge: Knowledge) -> int:
    """Characters at the start of a line that repeat the title before its first sentence begins.

    Dates and times between them belong to it.  A title that goes on as a
    sentence (its subject, say) stays.
    """
    text = text[:GLUED_WITHIN]
    at = _spelt(text, 0, title.key)
    if len(title.key) < SHORTEST_GLUED or not at:
        return 0
    patterns = knowledge.derive(stripping)
    reach = 0
    while at:
        rest = text[at:]
        date = _DATE.match(rest)
        gap = len(rest) - len(rest.lstrip())
        again = _spelt(text, at + (date.end() if date else gap), title.key)
        opens = patterns.openers.match(rest.lstrip()) or _begins(rest.lstrip(), title, patterns)
        if date or (gap and not patterns.goes_on.match(rest.lstrip())) or again or opens:
            reach = at + (date.end() if date else gap)
        at = again
    return reach


def _begins(rest: str, title: Title, patterns: Stripping) -> bool:
    """Whether a sentence begins behind a title that names a text and is not its subject."""
    names = patterns.of_a_text.search(title.text) and _HAN.match(rest)
    return bool(names) and not patterns.is_subject.match(rest)


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
