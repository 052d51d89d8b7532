"""The user's own tables as a program writes them: decisions about furniture, one order for the same decisions."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from policytext.errors import KnowledgeError, PolicytextError
from policytext.knowledge.load import CANON, FURNITURE, read_overlay
from policytext.knowledge.schema.clean import LearntLine

HEADER = """\
# Lines accepted as furniture of an origin (of every document where it is null), or rejected; every number is one #.
# Written by `policytext furniture accept`, `reject` and `forget`, which keep the order and no other comments.

"""


CANON_HEADER = """\
# Written forms accepted for canonical indicators, and indicators of your own; merged over the shipped canon.yaml.
# `policytext indicators accept` adds forms and keeps no other comments.

"""


def overlay_folder(folder: Path | None) -> Path:
    """The folder of the user's own tables.

    Raises:
        PolicytextError: the settings name none.
    """
    if folder is None:
        raise PolicytextError(
            "there is no folder for tables of your own: name one in the setting knowledge "
            "(environment POLICYTEXT_KNOWLEDGE, or knowledge in policytext.toml)"
        )
    return folder


def furniture_rows(folder: Path) -> tuple[LearntLine, ...]:
    """The decisions in the user's furniture.yaml; none where there is no such file.

    Raises:
        KnowledgeError: the folder or the file is not valid.
    """
    rows = _table(folder).get("lines") or []
    return tuple(LearntLine.model_validate(row) for row in rows)


def save_furniture(folder: Path, rows: Iterable[LearntLine]) -> None:
    """Write the decisions, whole or not at all, one order for the same rows; other keys of the file stay.

    Raises:
        KnowledgeError: the folder or the file is not valid, or cannot be written.
    """
    ordered = sorted(rows, key=lambda row: (row.origin is None, row.origin or "", row.line))
    table = {**_table(folder), "lines": [row.model_dump() for row in ordered]}
    write_table(folder / FURNITURE, HEADER, table)


def add_form(folder: Path, form: str, indicator: str) -> bool:
    """Write a form of an indicator into the user's canon.yaml; whether it was not there yet.

    Args:
        folder: of the user's own tables.
        form: a name as documents write it.
        indicator: id of a canonical indicator; one of the user's own may stand in the same file.

    Raises:
        KnowledgeError: the folder or the file is not valid, or cannot be written.
    """
    table = read_overlay(folder, "canon")
    rows = dict(table.get("indicators") or {})
    row = dict(rows.get(indicator) or {})
    forms = list(row.get("forms") or [])
    if form in forms:
        return False
    rows[indicator] = {**row, "forms": sorted([*forms, form])}
    write_table(folder / CANON, CANON_HEADER, {**table, "indicators": dict(sorted(rows.items()))})
    return True


def write_table(target: Path, header: str, table: dict[str, Any]) -> None:
    """Write a table of an overlay whole or not at all.

    Args:
        target: the file.
        header: comments that stand above the table.
        table: plain values.

    Raises:
        KnowledgeError: it cannot be written.
    """
    text = header + yaml.safe_dump(table, allow_unicode=True, sort_keys=False, width=10_000)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        unfinished.write_text(text, "utf-8", newline="\n")
        unfinished.replace(target)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise KnowledgeError(f"{target}: cannot be written: {error.strerror}") from error


def _table(folder: Path) -> dict[str, Any]:
    """The user's furniture.yaml, valid, as it stands there."""
    return read_overlay(folder, "furniture")
