"""What was seen at a path, now and before, is asked for every file."""

from __future__ import annotations

from alembic import op

revision = "10"
down_revision = "9"


def upgrade() -> None:
    """From the schema version before to this one."""
    op.create_index("ix_sightings_path", "sightings", ["path"])
