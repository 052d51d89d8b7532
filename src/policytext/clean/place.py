"""The place a document is of: from its title, its issuer, who speaks in it, and the places it names.

Every name counts for the places it may mean and for those above them; what
the document calls itself (我区, 全市) says of which kind its place is.  A place
that is only mentioned, and one whose name was taken out, decide nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import sqrt

from policytext.clean.placenames import COUNTY, LOCATED, Hit, hits
from policytext.gazetteer import Division, Gazetteer, kind_of
from policytext.knowledge import Knowledge
from policytext.knowledge.schema.places import PlaceWeights
from policytext.model import Fact, Meta, PlaceCandidate
from policytext.text import Span, View

# a document says in so many characters of which place it is, or not at all
READ = 8000
OPENING = 600
"""Characters in which a document says that it is of the whole country."""

MOST_CANDIDATES = 5
MOST_EVIDENCE = 8
SMALLEST_SHARE = 0.2
"""Of a document's self-references, those to its own kind of place are at least so many."""

STRONG = frozenset(("place-in-title", "place-of-issuer", "speaks-for-place", "place-described", LOCATED))
ACTS = "organ-of-place"
"""The cue that counts again, ever less, each time it is seen."""


@dataclass(slots=True)
class Tally:
    """What speaks for one division: its own name, names of what lies in it, and cues."""

    division: Division
    direct: float = 0.0
    below: float = 0.0
    cues: float = 0.0
    times: int = 0
    inside: set[str] = field(default_factory=set)
    rules: defaultdict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))

    @property
    def strong(self) -> bool:
        """Whether the text says that it is of this place."""
        return not STRONG.isdisjoint(self.rules)

    def cue(self, rule: str, weight: float, span: Span | None) -> None:
        """Count a cue: most of them once."""
        if rule not in self.rules or rule == ACTS:
            self.cues += weight / (1 + len(self.rules[rule]))
        self.rules[rule] += [span] if span else []


@dataclass(frozen=True, slots=True)
class Self:
    """What a document calls itself: kinds of places by weight, those it owns (我市), those masked (xx市).

    `small` if it is of a village or community: its place is the one that lies in.
    """

    kinds: Counter[str]
    owned: frozenset[str]
    masked: frozenset[str]
    small: bool


@dataclass(frozen=True, slots=True)
class _Patterns:
    declared: re.Pattern[str]
    own: re.Pattern[str]
    whole: re.Pattern[str]
    national: re.Pattern[str]
    masked: re.Pattern[str]


def _patterns(knowledge: Knowledge) -> _Patterns:
    """Compile once; see `Knowledge.derive`."""
    return _Patterns(*(re.compile(getattr(knowledge.places, name)) for name in _Patterns.__slots__))


def places_of(view: View, meta: Meta, year: int | None, knowledge: Knowledge) -> tuple[PlaceCandidate, ...]:
    """The places a document may be of, the likeliest first.

    Args:
        view: its text, as rules read it.
        meta: its title and issuer.
        year: in which it was written, if known: a name means what it meant then.
        knowledge: places.yaml and the gazetteer.
    """
    heads = [fact.value for fact in (meta.title, meta.issuer) if fact]
    if any(knowledge.derive(_patterns).national.search(text) for text in (view.text[:OPENING], *heads)):
        return ()
    called = self_references(view.text[:READ], knowledge)
    tallies = _tallies(view, meta, year, called, knowledge)
    weighed = [(_weight(tally, called, knowledge), tally) for tally in tallies]
    weighed = sorted((pair for pair in weighed if pair[0] > 0), key=lambda pair: (-pair[0], pair[1].division.code))
    weights = [weight for weight, _ in weighed]
    return tuple(
        _candidate(tally, weight, max((*weights[:rank], *weights[rank + 1 :]), default=0.0), year, knowledge)
        for rank, (weight, tally) in enumerate(weighed[:MOST_CANDIDATES])
    )


def place_of(candidates: tuple[PlaceCandidate, ...], knowledge: Knowledge) -> Fact | None:
    """The first candidate by its full name, if there is enough for it; None where the place stays open."""
    table = knowledge.places
    best, rival = (*candidates, None, None)[:2]
    if best is None or best.weight < table.enough or (rival and best.weight < table.lead * rival.weight):
        return None
    return Fact("".join(best.path), best.evidence[0] if best.evidence else None, best.rules[0])


def self_references(text: str, knowledge: Knowledge) -> Self:
    """What a document calls itself: 我市, 全区, who speaks in it, and what was masked."""
    found, table = knowledge.derive(_patterns), knowledge.places
    kinds: Counter[str] = Counter()
    for pattern, weight in ((found.declared, table.declared_weight), (found.own, table.own_weight), (found.whole, 1)):
        for kind in _kinds(pattern, text, knowledge):
            kinds[kind] += weight
    owned = frozenset(_kinds(found.own, text, knowledge))
    small = bool(owned) and owned.issubset(table.below_towns)
    known = Counter({kind: weight for kind, weight in kinds.items() if kind in table.kinds and not small})
    return Self(known, owned, frozenset(_kinds(found.masked, text, knowledge)), small)


def _kinds(pattern: re.Pattern[str], text: str, knowledge: Knowledge) -> list[str]:
    """The kinds of place that matches name, in order."""
    other = knowledge.places.also_called
    return [other.get(match["kind"], match["kind"]) for match in pattern.finditer(text)]


def _tallies(view: View, meta: Meta, year: int | None, called: Self, knowledge: Knowledge) -> list[Tally]:
    """What the names of a text, its title and its issuer say for each division."""
    weights = knowledge.places.weights
    tallies: dict[str, Tally] = {}
    found = [
        hit if hit.cue != LOCATED or called.small else replace(hit, cue=None)
        for hit in hits(view.text[:READ], year, knowledge)
    ]
    same: defaultdict[tuple[str, tuple[str, ...]], list[Hit]] = defaultdict(list)
    for hit in found:
        same[hit.named.name, tuple(one.code for one in hit.divisions)].append(hit)
    for group in same.values():
        spans = [view.to_source(hit.named.start, hit.named.end) for hit in group]
        amount = sqrt(len(group)) * _worth(group[0], weights) / len(group[0].divisions)
        for division in group[0].divisions:
            line = Gazetteer.of(knowledge).lineage(division, year)
            _count(tallies, line, amount, spans, weights.below)
    for hit, rule, weight, span in _cues(view, found, meta, year, knowledge):
        for division in hit.divisions:
            tally = tallies.setdefault(division.code, Tally(division))
            tally.cue(rule, weight / len(hit.divisions), span)
    return list(tallies.values())


def _worth(hit: Hit, weights: PlaceWeights) -> float:
    """What a short name is worth beside a full one; that of a county, least."""
    if not hit.named.short or hit.within:
        return 1.0
    return weights.short if any(one.level < COUNTY for one in hit.divisions) else weights.short_county


def _count(
    tallies: dict[str, Tally], line: tuple[Division, ...], amount: float, spans: list[Span], below: float
) -> None:
    """Count a name for a division and, ever less, for those above it."""
    *above, own = line
    tally = tallies.setdefault(own.code, Tally(own))
    tally.direct += amount
    tally.times += len(spans)
    tally.rules["place-named"] += spans
    for one in reversed(above):
        amount *= below
        tally = tallies.setdefault(one.code, Tally(one))
        tally.below += amount
        tally.inside.add(own.code)
        tally.rules["place-of-named"].append(spans[0])


def _cues(
    view: View, found: list[Hit], meta: Meta, year: int | None, knowledge: Knowledge
) -> Iterator[tuple[Hit, str, float, Span | None]]:
    """What says that the document is of a place: the name, the kind of evidence, its weight, and where."""
    weights = knowledge.places.weights
    heads = ((meta.title, "place-in-title", weights.title), (meta.issuer, "place-of-issuer", weights.issuer))
    for fact, rule, weight in heads:
        for hit in hits(fact.value, year, knowledge) if fact else ():
            if hit.closes:
                yield hit, rule, weight, fact.span if fact else None
    counts = {"speaks-for-place": weights.speaks_for, "place-described": weights.described, ACTS: weights.organ}
    counts[LOCATED] = weights.described
    for hit in found:
        if hit.cue:
            yield hit, hit.cue, counts[hit.cue], view.to_source(hit.named.start, hit.named.end)


def _weight(tally: Tally, called: Self, knowledge: Knowledge) -> float:
    """What speaks for a division, less where the document calls itself another kind of place."""
    kind, table = kind_of(tally.division, knowledge), knowledge.places
    few = tally.times < table.fewest_times and len(tally.inside) < table.fewest_named
    if not tally.strong and (few or not called.kinds or _ranked_in(tally.division, called, knowledge)):
        return 0.0
    direct = tally.direct if tally.strong or kind not in called.masked else 0.0
    weight = direct + tally.below + tally.cues
    return weight * _fits(tally.division, called.kinds, knowledge) if called.kinds else weight


def _ranked_in(division: Division, called: Self, knowledge: Knowledge) -> bool:
    """Whether a province may be named only because cities rank themselves in it: its own documents say 我省."""
    table = knowledge.places
    province = division.level == 1 and not division.name.endswith(table.kinds[table.city])
    return province and kind_of(division, knowledge) not in called.owned


def _fits(division: Division, kinds: Counter[str], knowledge: Knowledge) -> float:
    """How well a place fits what the document calls itself, in 0..1.

    A city's document speaks of 全市 and, ranking itself, of 全省; a
    province's hardly of 全市.
    """
    line = [kind_of(one, knowledge) for one in Gazetteer.of(knowledge).lineage(division)]
    total = kinds.total()
    share = kinds[line[-1] or ""] / total
    return share if share < SMALLEST_SHARE else sum(kinds[kind or ""] for kind in dict.fromkeys(line)) / total


def _candidate(tally: Tally, weight: float, rival: float, year: int | None, knowledge: Knowledge) -> PlaceCandidate:
    """A candidate; its share is less where there is little for it."""
    rules = sorted(tally.rules, key=lambda rule: (rule not in STRONG, rule == "place-of-named", rule))
    spans = dict.fromkeys(span for rule in rules for span in tally.rules[rule])
    sure = min(1.0, weight / knowledge.places.sure)
    return PlaceCandidate(
        tally.division.code,
        Gazetteer.of(knowledge).path(tally.division, year),
        round(weight, 3),
        round(sure * weight / (weight + rival), 3),
        tuple(spans)[:MOST_EVIDENCE],
        tuple(rules),
    )
