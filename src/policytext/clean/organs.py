"""Names of the bodies that issue documents, as they stand alone on a line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policytext.knowledge import Knowledge

LONGEST_NAME = 60
MOST_BODIES = 8

_PARTS = re.compile(r"[^\s、]+")
_BRACKETS = re.compile(r"^[(\s]+|[)\s]+$")


@dataclass(frozen=True, slots=True)
class Names:
    """The patterns of facts.yaml for issuers, compiled."""

    organ: re.Pattern[str]
    wrong: re.Pattern[str]


def names(knowledge: Knowledge) -> Names:
    """Compile once; see `Knowledge.derive`."""
    return Names(re.compile(knowledge.facts.organ), re.compile(knowledge.facts.not_organ))


def body_of(text: str, knowledge: Knowledge) -> str | None:
    """The body, or bodies, that a text names and says nothing else; None where it says anything else.

    Args:
        text: folded, of one line; brackets around it are passed over, and
            spaces within a name that is spaced out.
        knowledge: facts.yaml.

    Returns:
        The name as one reads it, several parted by a space.
    """
    text = _BRACKETS.sub("", text)
    if not text or len(text) > LONGEST_NAME:
        return None
    parts = _PARTS.findall(text)
    if len(parts) > 2 and all(len(part) == 1 for part in parts):  # noqa: PLR2004 - two words may be two
        parts = ["".join(parts)]
    patterns = knowledge.derive(names)
    named = all(patterns.organ.fullmatch(part) and not patterns.wrong.search(part) for part in parts)
    return " ".join(parts) if parts and named and len(parts) <= MOST_BODIES else None
