"""What a person decides: one shape for every kind, and its line in the journal.

A decision is about a place of a document (an observation, a stretch that was
cut) or about the document itself.  It is never changed: who thinks otherwise
decides again, or undoes it with a further line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, cast, get_args
from uuid import uuid4

from policytext.errors import DecisionError
from policytext.model import Kind as ObservationKind
from policytext.model import Level, Measure, Relation, Role, Tone

VERSION = 1
"""Of the journal's lines."""

Kind = Literal[
    "accept", "correct", "reject", "add", "label", "document", "restore", "furniture", "link", "undo", "content",
    "verify", "sample", "code", "adjudicate", "model", "forget",
]  # fmt: skip
"""`label` is about a document, or has an anchor and is about a section.  `sample`
draws a section for coding, `code` is what one coder says of it, `adjudicate`
what counts in the end; `model` notes, about no document, that a trained model
was accepted or rejected.  `link` says whether a target and a figure belong
together.  `verify` says of a number or page of a sample what is
right; a number is shown to be wrong where nobody said what it should be.
`undo` takes back what `value["undoes"]` names; `content` is no decision but
notes a further content of a document that decisions hang on.  `furniture` is
about no document: it says what was written into the user's furniture.yaml.
`forget` notes that a document was deleted, and by their ids which lines about
it were taken out of the journal."""

OBSERVED: tuple[Kind, ...] = ("accept", "correct", "reject", "add")
CODED: tuple[Kind, ...] = ("sample", "code", "adjudicate")
ANCHORED: tuple[Kind, ...] = (*OBSERVED, "restore", "verify", *CODED)

Value = str | bool | None
Values = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place of a text that can be found again in another reading, or a longer copy, of it.

    Args:
        quote: the folded text of the place.
        before: up to 32 folded characters before it, fewer only where the text begins.
        after: up to 32 after it, fewer only where it ends.
        ordinal: 0 for the first place where all three stand.
        text: `reading`, or `source` for what cleaning cut.
    """

    quote: str
    before: str
    after: str
    ordinal: int = 0
    text: Literal["reading", "source"] = "reading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided about one place or one document.

    Args:
        kind: what is done.
        document: key of the document.
        who: decided it.
        when: ISO 8601 in UTC.
        why: in the words of who decided.
        name: of the document's file, for readers of the journal.
        content: sha256 of the content that was looked at.
        anchor: the place, where it is about one.
        value: corrected or given fields; what a label is; which decision is undone.
        was: the observation's fields as they were shown when it was decided.
        resolves: whether earlier decisions on the same, by anybody, are settled by this one.
        id: of the line.
    """

    kind: Kind
    document: str
    who: str
    when: str
    why: str = ""
    name: str = ""
    content: str = ""
    anchor: Anchor | None = None
    value: Values = field(default_factory=dict)
    was: Values = field(default_factory=dict)
    resolves: bool = False
    id: str = field(default_factory=lambda: uuid4().hex)

    @property
    def faulted(self) -> tuple[str, ...]:
        """Fields of a number that a verdict on a sample says are wrong."""
        return tuple(name for name in FIELDS if self.value.get(name) is False) if self.kind == "verify" else ()

    @property
    def removed(self) -> tuple[str, ...]:
        """Ids of the lines that a `forget` took out of the journal."""
        return tuple(str(self.value.get("ids") or "").split()) if self.kind == "forget" else ()

    def to_line(self) -> str:
        """One line of JSON, without its end."""
        return json.dumps({"version": VERSION, **asdict(self)}, ensure_ascii=False, sort_keys=True)


def decision_of(line: str) -> Decision:
    """The decision that `Decision.to_line` wrote.

    Raises:
        DecisionError: the line was written by a newer policytext.
        ValueError: it is not a decision; the text says why.
    """
    record = json.loads(line)
    if not isinstance(record, dict):
        raise TypeError("not a JSON object")
    version = record.pop("version", None)
    if isinstance(version, int) and version > VERSION:
        raise DecisionError(f"written by a newer policytext (journal version {version}, known is {VERSION})")
    if version != VERSION:
        raise ValueError(f"no journal version {version!r}")
    anchor = record.pop("anchor", None)
    decision = Decision(**record, anchor=Anchor(**anchor) if anchor else None)
    _check(decision)
    return decision


def stamp(moment: datetime) -> str:
    """A moment as decisions keep it: ISO 8601 in UTC.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _check(decision: Decision) -> None:
    """Raise ValueError for a line whose parts do not go together."""
    texts = (decision.id, decision.kind, decision.document, decision.who, decision.when, decision.why, decision.content)
    if not all(isinstance(part, str) for part in (*texts, decision.name)) or not decision.id:
        raise ValueError("id, kind, document, who, when, why, name and content are texts")
    if decision.kind not in get_args(Kind):
        raise ValueError(f"no kind of decision is called {decision.kind!r}")
    if decision.kind != "label" and (decision.anchor is None) == (decision.kind in ANCHORED):
        raise ValueError(f"{decision.kind} needs an anchor, or may not have one")
    if not isinstance(decision.value, dict) or not isinstance(decision.was, dict):
        raise TypeError("value and was are objects")
    if decision.anchor:
        _check_anchor(decision.anchor)


def _check_anchor(anchor: Anchor) -> None:
    if not all(isinstance(part, str) for part in (anchor.quote, anchor.before, anchor.after)) or not anchor.quote:
        raise ValueError("an anchor needs quote, before and after as texts")
    if not isinstance(anchor.ordinal, int) or anchor.ordinal < 0 or anchor.text not in {"reading", "source"}:
        raise ValueError("an anchor's ordinal counts from 0, its text is reading or source")


def _number(value: str) -> str:
    try:
        number = Decimal(value.replace(",", ""))
    except InvalidOperation:
        raise DecisionError(f"{value!r} is not a number") from None
    if not number.is_finite():
        raise DecisionError(f"{value!r} is not a number")
    return format(number, "f")


def _one_of(kind: Any) -> Callable[[str], str]:  # noqa: ANN401 - a Literal is no type to mypy
    def check(value: str) -> str:
        if value not in get_args(kind):
            raise DecisionError(f"{value!r} is not one of {', '.join(get_args(kind))}")
        return value

    return check


_DUE = re.compile(r"(?:\d{4}-)?(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_ISSUED = re.compile(r"(?:19|20)\d{2}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_CODE = re.compile(r"\d{2,12}")
_YEAR = re.compile(r"(?:19|20)\d{2}")


def _like(pattern: re.Pattern[str], form: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise DecisionError(f"{value!r} is not written as {form}")
        return value

    return check


def _moment(value: str) -> str:
    try:
        return datetime.strptime(value, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        raise DecisionError(f"{value!r} is no date of the form YYYY-MM-DD") from None


# what can be said of an observation, and the check of each; None clears what may be empty
FIELDS: Mapping[str, Callable[[str], str]] = {
    "kind": _one_of(ObservationKind),
    "value": _number,
    "value_high": _number,
    "due": _like(_DUE, "MM-DD or YYYY-MM-DD"),
    "unit": str,
    "relation": _one_of(Relation),
    "role": _one_of(Role),
    "indicator": str,
    "scope": str,
    "time": str,
    "per": str,
    "tone": _one_of(Tone),
    "measure": _one_of(Measure),
    "level": _one_of(Level),
}
NEEDED = ("kind", "unit", "relation", "role", "tone", "measure", "level")

# what can be said of a document; those of SEEN are about the files that hold it
FACTS: Mapping[str, Callable[[str], str]] = {
    "title": str,
    "genre": str,
    "issuer": str,
    "issued": _like(_ISSUED, "YYYY, YYYY-MM or YYYY-MM-DD"),
    "place": str,
    "place_code": _like(_CODE, "digits of the gazetteer"),
    "year": _like(_YEAR, "YYYY"),
    "source_grade": str,
    "address": str,
    "collector": str,
    "collected": _moment,
}
SEEN = ("address", "collector", "collected")


def checked(given: Mapping[str, str | None], known: Mapping[str, Callable[[str], str]]) -> Values:
    """Fields as they are kept: each by its check, an empty one as None.

    Raises:
        DecisionError: there is no such field, a value is not possible, or one that is needed is empty.
    """
    found: Values = {}
    for name, value in given.items():
        if name not in known:
            raise DecisionError(f"there is no field {name!r}; there are {', '.join(known)}")
        if not value and known is FIELDS and name in NEEDED:
            raise DecisionError(f"{name} may not be empty")
        try:
            found[name] = known[name](value) if value else None
        except DecisionError as error:
            raise DecisionError(f"{name}: {error}") from None
    if not found:
        raise DecisionError(f"say at least one of {', '.join(known)}")
    return found


def check_whole(values: Mapping[str, Value]) -> None:
    """Refuse an observation that cannot be.

    Raises:
        DecisionError: it says a deadline without a date, or another kind without a number.
    """
    wanted = "due" if values.get("kind") == "deadline" else "value"
    if values.get(wanted) is None:
        raise DecisionError(f"a {values.get('kind')} needs {wanted}")
    low, high = values.get("value"), values.get("value_high")
    if low is not None and high is not None and Decimal(cast("str", high)) < Decimal(cast("str", low)):
        raise DecisionError(f"value_high {high} is below value {low}")
