"""What a collection teaches: lines that stand in many documents of one origin, and are no document's own.

Documents share lines for three reasons.  They are copies of one another:
then they count once.  Documents of their kind are written so: headings,
salutations, closings; the tables know their forms, and headings stand inside
the text.  Or the place they were taken from puts the line there: such lines
stand around the text, or speak like a site, or come back on every page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from policytext.clean.flattened import page_of
from policytext.clean.learnt import LONGEST_LINE, LONGEST_UNMASKED, MASK, SHORTEST_LINE, folded, masked
from policytext.clean.notices import Score, rules, scores
from policytext.clean.platforms import named_host, together
from policytext.clean.prose import is_prose
from policytext.knowledge import Knowledge
from policytext.text import Span, View

# two documents are copies if this share of what is rare in the smaller one stands in both
COPY_SHARE = 0.5
# a line that comes back this often in a document is a running head, whether or not it stands around the text
RUNNING = 3
SHORTEST_RUNNING = 6
# in so many of its documents a line must look like furniture
SIGNED_SHARE = 0.8

_WORD = re.compile(r"[^\W\d_]")
_DECORATION = " •·*|■◆●▲★※□>_~=+"
_CHARACTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Kept:
    """A line that cleaning keeps, at least in part: masked, as it stands (folded), and whether it is prose."""

    line: str
    text: str
    prose: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """A document of the collection: a key of its own, its origin or None, where it is, its title and kept lines."""

    key: str
    path: str
    origin: str | None
    title: str | None
    lines: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class Coincidence:
    """A line that independent documents of an origin share.

    Args:
        origin: a platform's id, a host name, or None.
        line: masked.
        documents: how many independent documents have it, of how many of that origin.
        example, path: the line as one of them has it, folded, and where that one is.
    """

    origin: str | None
    line: str
    documents: int
    of: int
    example: str
    path: str

    @property
    def share(self) -> float:
        """Of the origin's documents."""
        return self.documents / self.of


def leaf_of(  # noqa: PLR0913 - what is known of a document
    text: str,
    cuts: Iterable[Span],
    *,
    key: str,
    path: str,
    platform: str | None,
    title: str | None,
    knowledge: Knowledge,
) -> Leaf:
    """A document of the collection from its source text and the stretches that its clean view cuts.

    Its origin is its platform, or else the host of the address that the lines around its text name.
    """
    page = page_of(View.of(text), knowledge)
    gone = bytearray(len(text))
    for span in cuts:
        gone[span.start : span.end] = b"\1" * len(span)
    open_ = [i for i, line in enumerate(page.lines) if _is_kept(text, gone, page.view.to_source(line.start, line.end))]
    kept = tuple(Kept(masked(page.lines[i].text), page.lines[i].text, is_prose(page.lines[i].text)) for i in open_)
    prose = [i for i, line in zip(open_, kept, strict=True) if line.prose] or [len(page.lines)]
    around = [line.text for i, line in enumerate(page.lines) if not prose[0] <= i <= prose[-1]]
    name = None if title is None else folded(title, knowledge)
    return Leaf(key, path, platform or named_host(around), name, kept)


def coincidences(leaves: Iterable[Leaf], knowledge: Knowledge, *, least: int, share: float) -> list[Coincidence]:
    """The lines that look like furniture of an origin, by origin, the most frequent first.

    Args:
        leaves: in any order.
        knowledge: forms that documents share.
        least: independent documents that must have a line.
        share: of the origin's documents that must have it.
    """
    origins: defaultdict[str | None, list[Leaf]] = defaultdict(list)
    for leaf in sorted(leaves, key=lambda leaf: leaf.key):
        origins[leaf.origin].append(leaf)
    found = [each for group in origins.values() for each in _in_group(group, knowledge, least, share)]
    return sorted(found, key=lambda each: (each.origin is None, each.origin or "", -each.documents, each.line))


def _is_kept(text: str, gone: bytearray, span: Span) -> bool:
    """Whether cleaning keeps a word of a stretch."""
    at = gone.find(0, span.start, span.end)
    while at >= 0:
        end = gone.find(1, at, span.end)
        if _CHARACTER.search(text, at, end if end >= 0 else span.end):
            return True
        at = gone.find(0, end, span.end) if end >= 0 else -1
    return False


def _in_group(group: Sequence[Leaf], knowledge: Knowledge, least: int, share: float) -> Iterator[Coincidence]:
    """The coincidences of one origin."""
    family = _families(group)
    holders: defaultdict[str, set[int]] = defaultdict(set)
    for leaf, root in zip(group, family, strict=True):
        for kept in leaf.lines:
            holders[kept.line].add(root)
    total = len(set(family))
    enough = max(least, share * total)
    common = {line for line, roots in holders.items() if len(roots) >= enough}
    speaking = _speaking(sorted(line for line in common if _may_be(line)), knowledge)
    signed: defaultdict[str, set[int]] = defaultdict(set)
    for leaf, root in zip(group, family, strict=True):
        for line in _signed(leaf, common, speaking):
            signed[line].add(root)
    for line, roots in signed.items():
        if len(roots) >= max(enough, len(holders[line]) * SIGNED_SHARE):
            yield _coincidence(line, group, len(holders[line]), total)


def _families(group: Sequence[Leaf]) -> list[int]:
    """For each document the first of those that it is a copy of, itself if of none.

    What two documents share weighs the more, the fewer have it.  Only
    neighbours among those that have a line are compared, and each with the
    first: copies have nearly all their lines in common, and so are neighbours
    in most of them.
    """
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for i, leaf in enumerate(group):
        for line in dict.fromkeys(kept.line for kept in leaf.lines):
            holders[line].append(i)
    whole: Counter[int] = Counter()
    shared: Counter[tuple[int, int]] = Counter()
    for line, having in holders.items():
        weight = round(1000 * len(line) / sqrt(len(having)))  # integers add up to the same in any order
        whole.update(dict.fromkeys(having, weight))
        for pair in {*pairwise(having), *((having[0], other) for other in having[1:])}:
            shared[pair] += weight
    root = list(range(len(group)))
    for (one, other), weight in sorted(shared.items()):
        if weight >= min(whole[one], whole[other]) * COPY_SHARE:
            left, right = sorted((_root(root, one), _root(root, other)))
            root[right] = left
    return [_root(root, i) for i in range(len(group))]


def _root(root: list[int], i: int) -> int:
    while root[i] != i:
        i = root[i]
    return i


def _may_be(line: str) -> bool:
    return SHORTEST_LINE <= len(line) <= LONGEST_LINE and _WORD.search(line) is not None


def _speaking(lines: list[str], knowledge: Knowledge) -> dict[str, bool]:
    """The lines that have no form that documents share, and whether each speaks like a site."""
    table, shared = knowledge.derive(rules), knowledge.derive(forms)
    told: dict[str, bool] = {}
    for line, score in zip(lines, scores(lines, knowledge), strict=True):
        sample = line.replace(MASK, "1")
        site = _is_site(score) or named_host([sample]) is not None
        bare = sample.lstrip(_DECORATION)
        formed = table.marker.match(bare) or table.salutation.match(sample) or table.signature.match(sample)
        heading = table.heading.match(bare)
        if not heading and (site or not (formed or shared.fullmatch(sample) or shared.fullmatch(bare))):
            told[line] = site
    return told


def _is_site(score: Score) -> bool:
    """Whether a line speaks as only sites do, or of two of the things they speak of."""
    return score.site or score.kinds > 1


def forms(knowledge: Knowledge) -> re.Pattern[str]:
    """The lines that documents share which share nothing else."""
    return together(knowledge.furniture.shared) or re.compile(r"(?!)")


def _signed(leaf: Leaf, common: set[str], speaking: dict[str, bool]) -> Iterator[str]:
    """The lines of a document that look like furniture of it."""
    core = [i for i, kept in enumerate(leaf.lines) if kept.prose and kept.line not in common]
    often = Counter(kept.line for kept in leaf.lines)
    for i, kept in enumerate(leaf.lines):
        if kept.line not in speaking or kept.line == leaf.title or len(kept.text) > LONGEST_UNMASKED:
            continue
        outside = bool(core) and not core[0] < i < core[-1]
        running = often[kept.line] >= RUNNING and len(kept.line) >= SHORTEST_RUNNING
        if outside or running or kept.prose or speaking[kept.line]:
            yield kept.line


def _coincidence(line: str, group: Sequence[Leaf], documents: int, of: int) -> Coincidence:
    leaf = min((leaf for leaf in group if any(kept.line == line for kept in leaf.lines)), key=lambda leaf: leaf.path)
    example = next(kept.text for kept in leaf.lines if kept.line == line)
    return Coincidence(leaf.origin, line, documents, of, example, leaf.path)
