"""`clean --ledger` for people: every cut and replacement of a file, and what they add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from policytext.cli.screen import load_words, out, table

if TYPE_CHECKING:
    from policytext.knowledge.schema.display import Display

LONGEST_SHOWN = 64
"""Characters of a cut that are shown; of a longer one both ends."""

RULES = ("rule", "edits", "characters", "meaning")


def print_ledger(record: dict[str, Any]) -> None:
    """Print the record of `policytext.records.ledger_record`.

    What the reading view cuts because the clean view does is counted there and not shown again.
    """
    words = load_words()
    _line(words.terms["ledger"].format(record["doc"], record["characters"]), "bold")
    shown: set[tuple[int, int]] = set()
    for name, view in record["views"].items():
        _line(words.word("view", name), "bold")
        new = [edit for edit in view["edits"] if (edit["start"], edit["end"]) not in shown or edit["new"]]
        for edit in new:
            _print_edit(edit, words)
        if len(new) < len(view["edits"]):
            _line(words.terms["as_above"].format(len(view["edits"]) - len(new)), "dim")
        shown = {(edit["start"], edit["end"]) for edit in view["edits"]}
        _print_sums(view, record["characters"], words)


def shortened(text: str) -> str:
    """A text on one line, quoted; a long one without its middle."""
    if len(text) <= LONGEST_SHOWN:
        return repr(text)
    left, right = text[: LONGEST_SHOWN // 2], text[-LONGEST_SHOWN // 2 :]
    return f"{left!r} … {len(text) - len(left) - len(right)} … {right!r}"


def _print_edit(edit: dict[str, Any], words: Display) -> None:
    """Offsets, line of the source, what was done to which text, and the rule."""
    fate = words.word("fate", edit["fate"])
    new = f" → {edit['new']!r}" if edit["new"] else ""
    where = Text(f"[{edit['start']}, {edit['end']})  L{edit['line']}  ", style="dim")
    out().print(
        where, fate, f" {shortened(edit['text'])}{new}  ", Text(edit["rule"], style="cyan"), sep="", soft_wrap=True
    )


def _print_sums(view: dict[str, Any], whole: int, words: Display) -> None:
    """A table of the rules, and whether what was kept, replaced and cut is the whole."""
    if view["rules"]:
        rows = ((rule, *counts.values(), _meaning(rule, words)) for rule, counts in view["rules"].items())
        table((words.terms[name] for name in RULES), rows)
    parts = [view[fate] for fate in ("kept", "replaced", "cut")]
    _line(words.terms["sums"].format(*parts, sum(parts), whole), "" if view["adds_up"] else "red")


def _meaning(rule: str, words: Display) -> str:
    """What a rule does in the words of analysts; of rules joined by +, what each does."""
    return " + ".join(words.edit_rule(part) for part in rule.split("+"))


def _line(text: str, style: str) -> None:
    out().print(Text(text, style=style), soft_wrap=True)
