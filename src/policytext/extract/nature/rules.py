"""Stock, flow or sum over years, and whose figure it is: so that nothing is added that must not be.

The people of a district are a stock: two years of them are not added up.  A
year's investment flows: the years may be added, unless one of them is
`cumulative` already.  A figure of a street is part of its district's.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from policytext.extract.draft import Draft
from policytext.knowledge.load import Knowledge
from policytext.model import Document, Level, Measure

_NORMS = frozenset({"requirement", "deadline"})
_STOPS = re.compile(r"[，；：。！？\n]")
_STREET_CODE = 9
_STANDS = "stands"
_SOME = "counted-some"

BEHIND = 40
"""Characters behind a number in which the verb of its noun stands."""


@dataclass(frozen=True, slots=True)
class _Words:
    """natures.yaml, compiled."""

    cumulative: re.Pattern[str]
    spans: re.Pattern[str]
    period: re.Pattern[str]
    rate: re.Pattern[str]
    flows: re.Pattern[str]
    stocks: re.Pattern[str]
    verbs: re.Pattern[str]
    acts: re.Pattern[str]
    act_after: re.Pattern[str]
    entire: re.Pattern[str]
    whole: tuple[tuple[re.Pattern[str], Level], ...]
    ends: tuple[tuple[re.Pattern[str], Level], ...]
    groups: re.Pattern[str]
    own: re.Pattern[str]
    events: frozenset[str]
    shares: frozenset[str]
    neither: frozenset[str]


def _words(knowledge: Knowledge) -> _Words:
    table = knowledge.natures
    verbs = f"(?P<flow>{table.flowing})|(?P<built>{table.built})|(?P<stock>{table.standing})"
    acts = "|".join(f"(?P<{name}>{words})" for name, words in table.acts.items())
    return _Words(
        re.compile(table.cumulative),
        re.compile(table.spans),
        re.compile(table.period),
        re.compile(table.rate),
        re.compile(table.flows),
        re.compile(table.stocks),
        re.compile(verbs),
        re.compile(acts),
        re.compile(f"{table.act_after}(?:{acts})"),
        re.compile(table.entire),
        tuple((re.compile(row.whole), row.level) for row in table.levels),
        tuple((re.compile(f"(?:{row.ends})$"), row.level) for row in table.levels),
        re.compile(table.groups),
        re.compile(table.own),
        frozenset(table.events),
        frozenset(table.shares),
        frozenset(table.neither),
    )


def nature(draft: Draft, own: Level, knowledge: Knowledge) -> None:
    """Set what kind of amount a draft is, and its level; everything else of it is known.

    Args:
        draft: the mention in the making.
        own: the level of the document's own place, for a figure without a scope.
        knowledge: natures.yaml.
    """
    draft.level = level_of(draft.scope, own, knowledge)
    if draft.kind in _NORMS or draft.role == "per_base":
        return
    words = knowledge.derive(_words)
    draft.measure, rule = _measure(draft, words)
    draft.rules += filter(None, (rule, _act(draft, words)))


def _measure(draft: Draft, words: _Words) -> tuple[Measure, str]:
    """What kind of amount, and the rule that told; the plainest word for it counts first."""
    if draft.role == "delta":
        return "flow", "measure-delta"
    if draft.unit in words.neither:
        return "unknown", ""
    if draft.unit in words.shares or words.stocks.search(draft.indicator or ""):
        return "stock", "measure-stock-noun"
    head = _clause_before(draft)
    verb = _verb(head, words)
    return _in_time(draft, head, verb, words) or _by_verb(draft, verb)


def _in_time(draft: Draft, head: str, verb: str, words: _Words) -> tuple[Measure, str] | None:
    """What flows: in one period, or summed over several."""
    period = bool(words.period.search(draft.time or ""))
    if words.cumulative.search(head) and not period:
        return "cumulative", "measure-cumulative"
    flows = bool(words.flows.search(draft.indicator or "")) or draft.unit in words.events or verb == "flow"
    if (flows or verb == "built") and not period and words.spans.search(draft.time or ""):
        return "cumulative", "measure-span"
    if flows or (draft.per and words.rate.search(draft.per)):
        return "flow", "measure-flow"
    return ("flow", "measure-period") if verb == "built" and period and draft.role == "value" else None


def _by_verb(draft: Draft, verb: str) -> tuple[Measure, str]:
    """What stands: the ends of a change, and what there is."""
    if draft.role in {"from", "to"}:
        return "stock", "measure-change"
    return ("stock", "measure-stock") if verb == "stock" else ("unknown", "")


def _act(draft: Draft, words: _Words) -> str:
    """The rule that tells what is done to what is counted, or that only some of it are; nothing for what stands."""
    if draft.role in {"from", "to"}:  # 试点扩大到40个社区: of some of them
        return _SOME if "name-after" in draft.rules else ""
    if draft.unit in words.shares or draft.unit in words.neither:
        return ""
    head = _clause_before(draft)
    done = _done_behind(draft, words) or next((found.lastgroup or "" for found in _backwards(words.acts, head)), "")
    if done:
        return "" if done == _STANDS or draft.measure == "cumulative" else f"act-{done}"
    after = "name-after" in draft.rules and not words.entire.search(head)
    return _SOME if after and draft.role == "value" and draft.measure == "unknown" else ""


def _backwards(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    return list(pattern.finditer(text))[::-1]


def _done_behind(draft: Draft, words: _Words) -> str:
    """What is done to what is counted, said behind it: 12个重点项目开工; what stands there is another clause's."""
    right = _STOPS.split(draft.right[:BEHIND])[0]
    name = draft.indicator or ""
    at = right.find(name) if name else -1
    found = words.act_after.match(right[at + len(name) if at >= 0 else 0 :])
    done = (found.lastgroup or "") if found else ""
    return "" if done == _STANDS else done


def _clause_before(draft: Draft) -> str:
    """The clause up to the mention."""
    return _STOPS.split(draft.line.text[max(0, draft.start - 60) : draft.start])[-1]


def _verb(head: str, words: _Words) -> str:
    """What the verb nearest before the number says: `flow`, `built`, `stock` or nothing."""
    last = ""
    for match in words.verbs.finditer(head):
        if not (match.lastgroup == "stock" and last and len(match.group()) == 1):
            last = match.lastgroup or last
    return last


def level_of(scope: str | None, own: Level, knowledge: Knowledge) -> Level:
    """On which level a figure of this scope stands.

    Args:
        scope: as written; a group (青禾区各社区) counts for what is named before it.
        own: of the document's own place, where there is no scope or it names a group only.
        knowledge: natures.yaml.
    """
    if not scope:
        return own
    words = knowledge.derive(_words)
    found = next((level for pattern, level in words.whole if pattern.match(scope)), None)
    if found:
        return found
    group = words.groups.search(scope)
    named = scope[: group.start()] if group else scope
    if not named:
        return own
    return next((level for pattern, level in words.ends if pattern.search(named)), "unknown")


def own_level(doc: Document, knowledge: Knowledge) -> Level:
    """The level of the document's own place: by its code, or else by its own words (我区, 全市)."""
    if doc.places and doc.meta.place:
        return _by_code(doc.places[0].code)
    table = knowledge.natures
    counts: Counter[Level] = Counter()
    for match in knowledge.derive(_words).own.finditer(doc.reading.text):
        counts[table.own_levels[match["of"]]] += table.our_weight if match["word"] == table.our else 1
    first, second = [*counts.most_common(2), ("unknown", 0), ("unknown", 0)][:2]
    clear = first[1] >= table.at_least and first[1] >= table.ahead_by * second[1]
    return first[0] if clear else "unknown"


def _by_code(code: str) -> Level:
    """Of an administrative code (GB/T 2260): two digits each for province, city and district, three for a street."""
    if len(code.rstrip("0")) > len("000000") or len(code) >= _STREET_CODE:
        return "street" if code[6:9].strip("0") else "district"
    padded = code.ljust(6, "0")
    if padded[2:] == "0000":
        return "province"
    return "city" if padded[4:] == "00" else "district"
