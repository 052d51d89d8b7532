"""`label` and `train`: sections that analysts label, and models that learn from them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policytext.cli.decide import By, Resolve, Why, desk_at, print_decisions
from policytext.cli.screen import Database, load_words, out, print_json, settings_with, table
from policytext.errors import DecisionError, QueryError

if TYPE_CHECKING:
    from policytext.decide import Desk
    from policytext.knowledge import Knowledge
    from policytext.settings import Settings
    from policytext.train.asking import Question
    from policytext.train.proposal import Given, Proposal

SHOWN = 60
"""Characters of a section that a list shows."""

QUIT = "q"

group = typer.Typer(invoke_without_command=True, no_args_is_help=False)


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(label)
    app.add_typer(group, name="train")


def label(
    at: Annotated[
        str | None, typer.Argument(metavar="[AT]", help="Document and any offset of the section, as 3:1285.")
    ] = None,
    codes: Annotated[list[str] | None, typer.Argument(help="Codes of the facet, or their Chinese words.")] = None,
    *,
    facet: Annotated[str, typer.Option(help="The facet, or its Chinese word.")] = "governance_model",
    following: Annotated[
        int | None,
        typer.Option("--next", min=1, help="List so many sections to label next: where cues and model differ."),
    ] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Go through the list of --next and ask for each.")] = False,
    nothing: Annotated[bool, typer.Option("--none", help="None of the codes fits.")] = False,
    seed: Annotated[int, typer.Option(help="Decides which of equals come first.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a section of the list.")] = False,
    by: By = None,
    why: Why = "",
    resolve: Resolve = False,
    database: Database = None,
) -> None:
    """Label a section: these codes and no others. It outranks what the machine says, and training learns from it."""
    from dataclasses import replace

    if (at is None) == (following is None) or (at is not None and not nothing and not codes):
        raise DecisionError("say a section and its codes (or --none), or --next N for sections worth labelling")
    facet = load_words().code("facet", facet)
    with desk_at(by, why, database) as plain:
        desk = replace(plain, resolves=resolve)
        if at is not None:
            _label(desk, at, facet, [] if nothing else codes or [], database)
            return
        found = _questions(desk, facet, following or 0, seed, database)
        if ask:
            _ask(desk, found, facet, database)
        elif as_json:
            for each in found:
                print_json(_record(each))
        else:
            _print_questions(found, facet)


@group.callback()
def train(
    context: typer.Context,
    *,
    data: Annotated[
        Path | None,
        typer.Option(help="Train on this folder (gold/, corpus/work-reports-2024/), not on what is shipped."),
    ] = None,
    own: Annotated[
        bool, typer.Option("--own", help="Train on labels of this collection only, without the shipped sections.")
    ] = False,
    show: Annotated[bool, typer.Option("--show", help="Show the proposal that waits; train nothing.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The proposal as one line of JSON, without its arrays.")
    ] = False,
    database: Database = None,
) -> None:
    """Train on what people labelled, compare with the cue rule on documents left out, and propose; nothing is in force.

    A model decides a facet only where it did better than the cue rule on
    documents that it had not seen. `train accept` puts it in force.
    """
    if context.invoked_subcommand is not None:
        return
    from policytext.train.proposal import load_proposal, proposal_path, propose, save_proposal

    settings = settings_with(database)
    path = proposal_path(settings)
    if show:
        made = load_proposal(path)
    else:
        knowledge = _knowledge(settings)
        with desk_at("-", "", database) as desk:
            made = propose(desk.engine, knowledge, _given(data, knowledge, own=own))
        save_proposal(path, made)
    if as_json:
        record = made.model_dump(mode="json")
        facets = record["trained"]["facets"].items()
        kept = {facet: {"in_force": model["in_force"], **model["scored"]} for facet, model in facets}
        print_json({**record, "trained": {"data": record["trained"]["data"], "facets": kept}})
    else:
        _print_proposal(made, path)


@group.command()
def accept(*, by: By = None, why: Why = "", database: Database = None) -> None:
    """Put the proposed model in force, in your own tables; the next ingest labels anew."""
    from policytext.knowledge.overlay import overlay_folder
    from policytext.train.proposal import accept as put_in_force
    from policytext.train.proposal import load_proposal, proposal_path

    settings = settings_with(database)
    path, folder = proposal_path(settings), overlay_folder(settings.knowledge)
    data = load_proposal(path).trained.data
    target = put_in_force(path, folder, _knowledge(settings))
    _note(settings, "accept", data, by, why)
    out().print(f"{load_words().word('decision', 'accept')}: {target}", soft_wrap=True)


@group.command()
def reject(*, by: By = None, why: Why = "", database: Database = None) -> None:
    """Drop the proposed model."""
    from policytext.train.proposal import load_proposal, proposal_path

    settings = settings_with(database)
    path = proposal_path(settings)
    data = load_proposal(path).trained.data
    path.unlink()
    _note(settings, "reject", data, by, why)
    out().print(f"{load_words().word('decision', 'reject')}: {path}", soft_wrap=True)


@group.command()
def forget(*, by: By = None, why: Why = "", database: Database = None) -> None:
    """Go back from an accepted model to the shipped one."""
    from policytext.knowledge.load import TRAINED
    from policytext.knowledge.overlay import overlay_folder

    settings = settings_with(database)
    path = overlay_folder(settings.knowledge) / TRAINED
    if not path.is_file():
        raise QueryError(f"{path}: no model of your own is in force")
    path.unlink()
    _note(settings, "forget", "", by, why)
    out().print(f"{load_words().terms['forgotten']}: {path}", soft_wrap=True)


def _knowledge(settings: Settings) -> Knowledge:
    from policytext.knowledge.load import load_knowledge

    return load_knowledge(settings.knowledge)


def _given(data: Path | None, knowledge: Knowledge, *, own: bool) -> Given | None:
    """What to train on instead of the shipped sections, besides what people labelled here; None for these."""
    from policytext.train.proposal import Given
    from policytext.train.sections import gold_rows
    from policytext.train.shipping import paragraphs_in, words_from

    if data is None:
        return Given((), {}) if own else None
    words = words_from(paragraphs_in(data, knowledge))
    return Given(() if own else gold_rows(data / "gold", knowledge, words), words)


def _note(settings: Settings, decision: str, data: str, by: str | None, why: str) -> None:
    """Note in the journal what became of a model."""
    from datetime import UTC, datetime

    from policytext.decide import analyst
    from policytext.store import Decision, append, journal_path
    from policytext.store.decision import stamp

    who, when = analyst(settings, by), stamp(datetime.now(UTC))
    value: dict[str, str | bool | None] = {"model": data, "decision": decision}
    append(journal_path(settings), [Decision(kind="model", document="", who=who, when=when, why=why, value=value)])


def _label(desk: Desk, at: str, facet: str, codes: Sequence[str], database: str | None) -> None:
    from policytext.decide import label_section
    from policytext.knowledge.load import load_taxonomy

    document, _, offset = at.rpartition(":")
    if not document or not offset.isdecimal():
        raise DecisionError(f"{at!r} is no section such as 3:1285; `label --next 10` lists some")
    single = facet not in load_taxonomy(settings_with(database).knowledge).topics
    print_decisions(label_section(desk, document, int(offset), facet, codes, single=single))


def _questions(desk: Desk, facet: str, size: int, seed: int, database: str | None) -> list[Question]:
    from policytext.train.asking import questions

    return questions(desk.engine, _knowledge(settings_with(database)), facet, size, seed)


def _record(each: Question) -> dict[str, object]:
    section = each.section
    return {
        "at": each.at, "name": section.name, "start": section.span.start, "end": section.span.end,
        "machine": {facet: list(codes) for facet, codes in section.machine.items()}, "model": list(each.model),
        "differs": each.differs, "doubt": each.doubt, "text": each.text,
    }  # fmt: skip


def _print_questions(found: Sequence[Question], facet: str) -> None:
    words = load_words()
    heads = (words.training[name] for name in ("at", "name", "machine", "model", "differs", "text"))
    rows = [
        (
            each.at,
            each.section.name,
            _named(each.section.machine.get(facet, ()), facet),
            _named(each.model, facet),
            words.training["yes"] if each.differs else "",
            " ".join(each.text[:SHOWN].split()),
        )
        for each in found
    ]
    table(heads, rows) if rows else out().print(words.terms["nothing"])


def _ask(desk: Desk, found: Sequence[Question], facet: str, database: str | None) -> None:
    """Show each section and take codes; an empty answer goes on, `q` ends."""
    words = load_words()
    known = ", ".join(words.values[facet].values())
    for each in found:
        out().print(f"\n{each.at} {each.section.name}\n{each.text}\n", soft_wrap=True)
        while True:
            said = typer.prompt(f"{known}, {words.coding['none']}, {QUIT}", default="", show_default=False).strip()
            try:
                if said and said != QUIT:
                    codes = [] if said == words.coding["none"] else said.replace(words.coding["between"], " ").split()
                    _label(desk, each.at, facet, codes, database)
                break
            except (QueryError, DecisionError) as error:
                out().print(str(error), soft_wrap=True)
        if said == QUIT:
            return


def _named(codes: Sequence[str], facet: str) -> str:
    words = load_words()
    return words.coding["between"].join(words.word(facet, code) for code in codes) or words.coding["none"]


def _print_proposal(made: Proposal, path: Path) -> None:
    words = load_words()
    told = words.training
    heads = (told[name] for name in ("facet", "sections", "documents", "rule", "trained", "deciding"))
    rows = [
        (
            words.word("facet", facet),
            model.scored.sections,
            model.scored.documents,
            f"{model.scored.rule:.3f}",
            f"{model.scored.model:.3f}",
            told["yes" if model.in_force else "no"],
        )
        for facet, model in made.trained.facets.items()
    ]
    table(heads, rows, title=made.trained.data)
    changed = [
        (
            each.name,
            words.word("facet", each.facet),
            told["whole"] if each.start is None else f"{each.start}:{each.end}",
            _named(each.now, each.facet),
            _named(each.then, each.facet),
        )
        for each in made.changes
    ]
    if changed:
        table((told[name] for name in ("name", "facet", "at", "now", "then")), changed, title=told["changes"])
    out().print(str(path), soft_wrap=True)
