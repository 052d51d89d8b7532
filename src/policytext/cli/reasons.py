"""`explain`: why is this number here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.cells import set_cell_size
from rich.text import Text

from policytext.cli.screen import load_words, out

if TYPE_CHECKING:
    from policytext.explain import Explanation
    from policytext.knowledge.schema.display import Display
    from policytext.model import Document, Mention
    from policytext.store import Standings

FIELDS = ("kind", "relation", "value", "value_high", "due", "unit", "role", "indicator", "scope")
LATER = ("time", "time_from", "time_to", "time_precision", "per", "pair")


def add_to(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(explain)


def explain(
    file: Annotated[Path | None, typer.Argument(help="A file, read as ingest reads it.", show_default=False)] = None,
    *,
    at: Annotated[int | None, typer.Option(help="Offset of one place, in characters of the source.")] = None,
    text: Annotated[str | None, typer.Option(help="A text to explain instead of a file.")] = None,
    database: Annotated[
        str | None, typer.Option(help="SQLAlchemy URL or file of a database: show what people decided of each number.")
    ] = None,
) -> None:
    """Show how every number was read: source, edits, fields, rules, headings, and what was left out and why."""
    from policytext.explain import explain as chain
    from policytext.pipeline import default_knowledge, process

    if (file is None) == (text is None):
        raise typer.BadParameter("name a file, or give a text with --text")
    doc = process(file) if file else _given(text or "")
    explanations = chain(doc, at, default_knowledge())
    display, decided = load_words(), _standings(doc, database)
    for explanation in explanations:
        _print(explanation, doc, display, decided)
    if at is None:
        out().print(f"{len(doc.mentions)} mentions, {len(doc.exclusions)} exclusions")


def _standings(doc: Document, database: str | None) -> Standings:
    """What people decided of a file's numbers; nothing without a database."""
    if database is None:
        return {}
    from policytext.cli.database import opened
    from policytext.store import standings

    with opened(database) as engine:
        return standings(engine, doc.source.sha256)


def _given(text: str) -> Document:
    """A document made from a text on the command line."""
    import hashlib

    from policytext.model import Source
    from policytext.pipeline import default_knowledge, process_source

    data = text.encode("utf-8", "replace")
    source = Source(hashlib.sha256(data).hexdigest(), "--text", "text/plain", "utf-8", "given", "1", data.decode())
    return process_source(source, default_knowledge())


def _print(explanation: Explanation, doc: Document, display: Display, decided: Standings) -> None:
    """One place, a line for each link of the chain."""
    span, terms = explanation.span, display.terms
    quote = Text.assemble(explanation.before, (explanation.quote, "bold red"), explanation.after)
    out().print(Text(f"[{span.start}, {span.end})", style="bold"), quote, soft_wrap=True)
    if explanation.located:
        _line(display.columns["located"], display.place(explanation.located))
    for edit in explanation.edits:
        was = doc.source.text[edit.span.start : edit.span.end]
        _line(terms["edit"], f"[{edit.span.start}, {edit.span.end}) {was!r} → {edit.new!r}: {edit.rule}")
    _line(display.columns["reading"], explanation.reading or "(cut)")
    if explanation.mention:
        _print_mention(explanation.mention, display)
        for review, by in decided.get((span, explanation.mention.surface), ()):
            _line(display.columns["review"], display.word("review", review) + (f" ({by})" if by else ""))
    else:
        _line("", terms["no_mention"])
    if explanation.sentence:
        _line(terms["sentence"], explanation.sentence.strip())
    if explanation.block:
        _line(terms["block"], f"{explanation.block.kind} ({explanation.block.rule})")
    for heading in explanation.headings:
        _line(terms["under"], heading.strip())
    for other in explanation.considered:
        told = f"{display.columns[other.field]} {other.text}"
        _line(terms["considered"], f"{told} ({other.why})" if other.why else told)
    for exclusion in explanation.exclusions:
        left = doc.source.text[exclusion.span.start : exclusion.span.end]
        _line(terms["left_out"], f"[{exclusion.span.start}, {exclusion.span.end}) {left!r}: {exclusion.rule}")
    out().print()


def _print_mention(mention: Mention, display: Display) -> None:
    for name in FIELDS + LATER:
        value = getattr(mention, name)
        if value is not None:
            _line(display.columns[name], display.word(name, str(value)))
    for name in ("measure", "level", "status", "tone"):
        _line(display.columns[name], display.word(name, getattr(mention, name)))
    for flag in mention.flags:
        _line(display.columns["flags"], display.flag(flag))
    _line(display.columns["rules"], " → ".join(mention.rules))


def _line(name: str, value: str) -> None:
    """A named link of the chain."""
    out().print(Text(f"  {set_cell_size(name, 10)}", style="dim"), Text(value), soft_wrap=True)
