"""Who signed a document, and when: an issuer line or several, and a date, behind the text or before its annexes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policytext.clean.dates import Dated, find_dates
from policytext.clean.organs import body_of
from policytext.clean.page import TERMINAL, Line, Page
from policytext.knowledge import Knowledge
from policytext.model import Fact

LAST_LINES = 8
MOST_SIGNATORIES = 6
LONGEST_SIGNATURE = 80

_AROUND = re.compile(r"[()\s,.]*")
_LAST_SENTENCE = re.compile(r"[。!]")


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signature tells; each None where it does not."""

    issuer: Fact | None = None
    issued: Fact | None = None


def read_signature(page: Page, knowledge: Knowledge) -> Signature:
    """The first signature of the text: annexes stand behind it and may be signed by others.

    A date without an issuer counts in words only (2012年3月5日), and at the
    very end, or before what stands behind signatures.

    Args:
        page: the clean page.
        knowledge: facts.yaml.
    """
    behind = re.compile(knowledge.facts.behind_signature)
    for i, line in enumerate(page.lines[1:], 1):
        name, dated = _parted(line, knowledge)
        if dated is None:
            continue
        issuer = _named(page, line, name, knowledge) if name else _above(page, i, knowledge)
        rest = page.lines[i + 1 :]
        last = all(behind.match(each.text) for each in rest[:1]) and len(page.lines) - i <= LAST_LINES
        alone = last and not name and any(find_dates(line.text, knowledge))
        if issuer or alone:
            span = page.view.to_source(line.start + dated.start, line.start + dated.end)
            return Signature(issuer, Fact(dated.value, span, "signature-date"))
    return Signature(issuer=_undated(page, knowledge))


def _parted(line: Line, knowledge: Knowledge) -> tuple[str, Dated | None]:
    """What a line says before a date that ends it, and the date; the text of a last sentence is left out of it."""
    tail = line.text[-LONGEST_SIGNATURE:]
    offset = len(line.text) - len(tail)
    dates = [] if tail[-1] in TERMINAL else list(find_dates(tail, knowledge, numeric=True))
    if not dates or not _AROUND.fullmatch(tail[dates[-1].end :]):
        return "", None
    last = dates[-1]
    before = tail[: last.start]
    stops = [stop.end() for stop in _LAST_SENTENCE.finditer(before)]
    name = before[stops[-1] if stops else 0 :].strip(" (,")
    inside = bool(stops) or len(line.text) > LONGEST_SIGNATURE
    if (name and not body_of(name, knowledge)) or (inside and not name):
        return "", None
    return name, Dated(last.start + offset, last.end + offset, last.value)


def _named(page: Page, line: Line, name: str, knowledge: Knowledge) -> Fact | None:
    """The issuer before the date on its line."""
    body = body_of(name, knowledge)
    at = line.start + line.text.rindex(name)
    return Fact(body, page.view.to_source(at, at + len(name)), "signature") if body else None


def _above(page: Page, i: int, knowledge: Knowledge) -> Fact | None:
    """The issuers on the lines right above a date."""
    names: list[str] = []
    first = i
    for j in range(i - 1, max(0, i - 1 - MOST_SIGNATORIES), -1):
        body = body_of(page.lines[j].text, knowledge)
        if body is None:
            break
        names.insert(0, body)
        first = j
    if not names:
        return None
    return Fact(" ".join(names), page.view.to_source(page.lines[first].start, page.lines[i - 1].end), "signature")


def _undated(page: Page, knowledge: Knowledge) -> Fact | None:
    """A body that alone makes the last line, behind a sentence that ends."""
    last = len(page.lines)
    if last < 2 or page.lines[last - 2].text[-1] not in "。!":  # noqa: PLR2004 - a sentence and a signature
        return None
    return _above(page, last, knowledge)
