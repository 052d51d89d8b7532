"""Revisions of the schema that there are not yet, for the tests of migrations."""

from __future__ import annotations

import shutil
from pathlib import Path

from policytext.store.migrations import SCRIPTS, newest

REVISION = """
from alembic import op

revision, down_revision = "{number}", "{before}"


def upgrade():
    {body}
"""


def with_later(folder: Path, *bodies: str) -> Path:
    """The script directory of alembic with further revisions, each by the statements of its `upgrade`."""
    made = folder / f"scripts-{len(bodies)}"
    shutil.copytree(SCRIPTS, made, ignore=shutil.ignore_patterns("__pycache__"))
    for number, body in enumerate(bodies, newest() + 1):
        file = made / "versions" / f"v{number}_later.py"
        file.write_text(REVISION.format(number=number, before=number - 1, body=body), "utf-8")
    return made
