"""`bundle`, `unbundle`, `merge`, `forget`, `backup`, `restore`: databases that move."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from policytext.cli.database import opened
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
    other: Annotated[Path, typer.Argument(help="The file of the other database.")], *, database: Database = None
) -> None:
    """Add the documents and decisions of another database; decisions on which people differ are listed."""
    from policytext.handover import merge as join

    with opened(database) as engine:
        merged, conflicts = join(engine, settings_with(database), other, datetime.now(UTC))
    for name in merged.differ:
        warn(f"read otherwise there, kept as it is here: {name}")
    for each in conflicts:
        warn(f"in conflict: {each.decision.id[:8]} {each.decision.kind} {each.decision.who} {each.decision.name}")
    out().print(f"+{merged.added} ={merged.both} !{len(conflicts)} ← {other}", soft_wrap=True)


def forget(
    document: Annotated[str, typer.Argument(help="Number, file name, path, or beginning of the sha256.")],
    *,
    database: Database = None,
) -> None:
    """Delete a document from the database; its file and the decisions on it in the journal stay."""
    from policytext.store.forget import forget as delete

    with opened(database) as engine:
        name, decisions = delete(engine, document)
    if decisions:
        warn(f"{decisions} decisions on it stay in the journal, with the words they are about")
    warn("its file stays: while it lies in a folder that is ingested, the next run reads it again (.policytextignore)")
    out().print(name, soft_wrap=True)


def backup(file: File, *, database: Database = None) -> None:
    """Write the database and the journal of decisions into one file."""
    from policytext.handover import backup as save

    with opened(database) as engine:
        save(engine, settings_with(database), file)
    out().print(str(file), soft_wrap=True)


def restore(
    file: File,
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace the database and journal that are there.")] = False,
    database: Database = None,
) -> None:
    """Put the database and the journal of a backup back."""
    from policytext.handover import restore as put_back

    put_back(file, settings_with(database), force=force)
    out().print(str(file), soft_wrap=True)
