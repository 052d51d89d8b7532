"""`bundle`, `unbundle`, `merge`, `forget`, `backup`, `restore`: databases that move."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from policytext.cli.database import opened
from policytext.cli.decide import By, Why
from policytext.cli.export import Internal, Personal
from policytext.cli.screen import Database, load_words, out, settings_with, warn

File = Annotated[Path, typer.Argument(help="The file.")]


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    for command in (bundle, unbundle, merge, forget, backup, restore):
        app.command()(command)


def bundle(file: File, *, internal: Internal = False, personal: Personal = False, database: Database = None) -> None:
    """Pack originals, database, decisions, codebook, tables and settings into one file, to open elsewhere."""
    from policytext.handover import bundle as pack

    with opened(database) as engine:
        done = pack(engine, settings_with(database), load_words(), file, internal=internal, personal=personal)
    for sentence in done.left_out:
        warn(f"left out: {sentence}")
    for sentence in done.missing:
        warn(f"not packed: {sentence}")
    out().print(f"{done.originals} → {file}", soft_wrap=True)


def unbundle(file: File, folder: Annotated[Path, typer.Argument(help="A folder that is not there yet.")]) -> None:
    """Open a bundle in a new folder."""
    from policytext.handover import unbundle as unpack

    unpack(file, folder)
    out().print(f"{file} → {folder}", soft_wrap=True)


def merge(
    other: Annotated[str, typer.Argument(help="The other database: its file, or its URL.")],
    *,
    database: Database = None,
) -> None:
    """Add the documents and decisions of another database; decisions on which people differ are listed."""
    from policytext.handover import merge as join

    with opened(database) as engine:
        merged, conflicts = join(engine, settings_with(database), other, datetime.now(UTC))
    for name in merged.differ:
        warn(f"read otherwise there, kept as it is here: {name}")
    for name in merged.forgotten:
        warn(f"forgotten here, not brought back: {name}")
    for each in conflicts:
        warn(f"in conflict: {each.decision.id[:8]} {each.decision.kind} {each.decision.who} {each.decision.name}")
    out().print(f"+{merged.added} ={merged.both} !{len(conflicts)} ← {other}", soft_wrap=True)


def forget(
    document: Annotated[
        str | None, typer.Argument(help="Number, file name, path, or beginning of the sha256.", show_default=False)
    ] = None,
    *,
    noted: Annotated[
        bool,
        typer.Option("--noted", help="Those that the journal says were forgotten, and that are here all the same."),
    ] = False,
    by: By = None,
    why: Why = "",
    database: Database = None,
) -> None:
    """Delete a document from the database, down to its bytes, with the decisions on it in the journal.

    A line stays in the journal that says so, with your name and the sha256. What else holds it is named.
    """
    from policytext.decide import analyst
    from policytext.release import RELEASES
    from policytext.store import journal_path
    from policytext.store.decision import stamp
    from policytext.store.forget import forget as delete
    from policytext.store.forget import journals_with, noted_here, releases_with

    if (document is None) == (not noted):
        raise typer.BadParameter("say a document, or --noted")
    settings = settings_with(database)
    journal = journal_path(settings)
    with opened(database) as engine:
        for asked in [document] if document else noted_here(engine):
            gone = delete(
                engine, str(asked), journal, who=analyst(settings, by), when=stamp(datetime.now(UTC)), why=why
            )
            out().print(f"{gone.name} ({gone.decisions})", soft_wrap=True)
            for release in releases_with(journal.parent / RELEASES, gone.contents):
                warn(f"{release}: this release still holds it; nothing is taken out of a release, delete it whole")
            for aside in journals_with(journal, gone.contents):
                warn(f"{aside}: this journal, put aside by a restore, still has decisions on it; delete it")
            if not gone.wiped:
                warn("its bytes are still in files of the server: run VACUUM FULL when nobody works in the database")
    warn(
        "what still holds it: its own file (while it lies in a folder that is ingested, the next run reads it again: "
        ".policytextignore), backups, bundles, exports, samples and releases elsewhere, and the history of a journal "
        "under version control"
    )


def backup(file: File, *, database: Database = None) -> None:
    """Write the database, in a file or on a server, and the journal of decisions into one file."""
    from policytext.handover import backup as save

    with opened(database) as engine:
        save(engine, settings_with(database), file)
    out().print(str(file), soft_wrap=True)


def restore(
    file: File,
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace the database and journal that are there.")] = False,
    keep_decisions: Annotated[
        bool, typer.Option("--keep-decisions", help="Decisions made since the backup stay in the journal.")
    ] = False,
    database: Database = None,
) -> None:
    """Put the database and the journal of a backup back, in a file or on a server: all of it, or nothing."""
    from policytext.handover import restore as put_back

    done = put_back(file, settings_with(database), force=force, keep_decisions=keep_decisions)
    if done.damaged:
        warn(f"the database that was there is damaged; it is now {done.damaged}")
    if done.journal:
        warn(f"{done.newer} decisions made since the backup are in {done.journal}; `--keep-decisions` keeps them")
    out().print(str(file), soft_wrap=True)
