"""alembic keeps the revision of a database: its table is part of the schema from here on."""

from __future__ import annotations

revision = "12"
down_revision = "11"


def upgrade() -> None:
    """Nothing: alembic's table is there since the database was handed to it."""
