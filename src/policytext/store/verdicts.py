"""Which decisions are in force, and what they come to where several speak of the same.

Of one person the latest counts, field by field.  Two persons who say
different things are in conflict: nothing of it is shown as decided until one
is undone, or somebody decides with `resolves`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from policytext.store.decision import FIELDS, Decision, Value, Values

Topic = tuple[str, ...]
"""`("document", field)`, `("label", facet)` where a facet has one code, `("label", facet, code)` where several."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all decisions on one thing come to.

    Args:
        state: `accept`, `correct`, `reject`, `add`, `wrong` or `conflict`.
        fields: what is decided, by field; of persons who differ, the first one's.
        added: the fields of the first addition, whatever became of it; empty where nobody added.
        asserted: what was confirmed as it was shown.
        who: names, in the order in which they decided.
        when: the last of them did.
        decisions: ids, in order.
        wrong: fields that are wrong and of which nobody said what they should be, each as it was shown then.
    """

    state: str
    fields: Values
    added: Values
    asserted: Values
    who: str
    when: str
    decisions: tuple[str, ...]
    wrong: Values = field(default_factory=dict)


@dataclass(slots=True)
class _Stance:
    """What one person says of one thing."""

    rejects: bool = False
    adds: bool = False
    fields: Values = field(default_factory=dict)
    asserted: Values = field(default_factory=dict)
    wrong: Values = field(default_factory=dict)

    def take(self, decision: Decision) -> None:
        """Go on to a later decision of the same person."""
        if decision.kind == "verify":
            faults = {name: decision.was.get(name) for name in decision.faulted}
            self.wrong = {name: was for name, was in faults.items() if self.fields.get(name, was) == was}
            self.asserted = {} if self.wrong else self.asserted
            return
        said = decision.value if decision.kind in {"correct", "add"} else FIELDS
        self.wrong = {name: was for name, was in self.wrong.items() if name not in said}
        self.rejects = decision.kind == "reject"
        if decision.kind == "reject":
            self.fields, self.asserted = {}, {}
        elif decision.kind == "accept":
            self.asserted = dict(decision.was)
        else:
            self.adds = self.adds or decision.kind == "add"
            self.fields |= decision.value
            self.asserted = {}

    @property
    def only_faults(self) -> bool:
        """Whether this person says no more than that something is wrong."""
        return bool(self.wrong) and not (self.rejects or self.adds or self.fields)

    @property
    def said(self) -> Values:
        """Everything this person holds to be so."""
        return self.asserted | self.fields


def undone(decisions: Iterable[Decision]) -> dict[str, str]:
    """Id of each decision that is taken back, and of the one that did; an undo can be undone."""
    found: dict[str, str] = {}
    for decision in reversed(list(decisions)):
        if decision.kind == "undo" and decision.id not in found:
            found.setdefault(str(decision.value.get("undoes")), decision.id)
    return found


def verdict_on(decisions: Sequence[Decision]) -> Verdict:
    """What the decisions on one observation come to.

    Args:
        decisions: at least one, all in force and on the same place, in order.
    """
    stances: dict[str, _Stance] = {}
    standing: list[Decision] = []
    for decision in decisions:
        if decision.resolves:
            stances, standing = {}, []
        stances.setdefault(decision.who, _Stance()).take(decision)
        standing.append(decision)
    return Verdict(
        state=_state(list(stances.values())),
        fields=_fields(list(stances.values())),
        added=next((dict(each.value) for each in decisions if each.kind == "add"), {}),
        asserted={name: value for stance in stances.values() for name, value in stance.asserted.items()},
        who=_names(standing),
        when=standing[-1].when,
        decisions=tuple(decision.id for decision in standing),
        wrong=_wrong(list(stances.values())),
    )


def facts_of(decisions: Sequence[Decision]) -> dict[Topic, Verdict]:
    """What the decisions on a document come to, by topic; the value stands in `fields` under the topic's last part.

    Args:
        decisions: in force, of kinds `document` and `label`, in order.
    """
    said: dict[Topic, list[tuple[Decision, Value]]] = {}
    for decision in decisions:
        for topic, value in _said(decision):
            if decision.resolves:
                said[topic] = []
            said.setdefault(topic, []).append((decision, value))
    return {topic: _fact(topic, pairs) for topic, pairs in said.items()}


def _said(decision: Decision) -> list[tuple[Topic, Value]]:
    if decision.kind == "document":
        return [(("document", name), value) for name, value in decision.value.items()]
    facet, code = str(decision.value.get("facet")), str(decision.value.get("code"))
    if decision.value.get("single"):
        return [(("label", facet), code)]
    return [(("label", facet, code), decision.value.get("holds"))]


def _fact(topic: Topic, pairs: list[tuple[Decision, Value]]) -> Verdict:
    latest = {decision.who: value for decision, value in pairs}
    decisions = [decision for decision, _ in pairs]
    agreed = len(set(latest.values())) == 1
    return Verdict(
        state="correct" if agreed else "conflict",
        fields={topic[-1]: next(iter(latest.values())) if agreed else None},
        added={},
        asserted={},
        who=_names(decisions),
        when=decisions[-1].when,
        decisions=tuple(decision.id for decision in decisions),
    )


def _state(stances: list[_Stance]) -> str:
    rejects = [stance.rejects for stance in stances if not stance.only_faults]
    if any(rejects):
        return "reject" if all(rejects) else "conflict"
    if _differ(stances):
        return "conflict"
    if _wrong(stances):
        return "conflict" if any(stance.asserted for stance in stances) else "wrong"
    if any(stance.adds for stance in stances):
        return "add"
    return "correct" if any(stance.fields for stance in stances) else "accept"


def _wrong(stances: list[_Stance]) -> Values:
    """What is wrong by one of them, and put right by none."""
    right = {name for stance in stances for name in stance.fields}
    return {name: was for stance in stances for name, was in stance.wrong.items() if name not in right}


def _differ(stances: list[_Stance]) -> bool:
    """Whether two persons say different things of one field."""
    held: Values = {}
    for stance in stances:
        for name, value in stance.said.items():
            if held.setdefault(name, value) != value:
                return True
    return False


def _fields(stances: list[_Stance]) -> Values:
    """Every decided field; of persons who differ, the first one's."""
    fields: Values = {}
    for stance in sorted(stances, key=lambda stance: not stance.adds):
        fields = stance.fields | fields
    return fields


def _names(decisions: Sequence[Decision]) -> str:
    return ", ".join(dict.fromkeys(decision.who for decision in decisions))
