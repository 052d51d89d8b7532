"""The document's place by its code, its years, and what says so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """From the schema version before to this one."""
    for column in (
        sa.Column("place_code", sa.Text()),
        sa.Column("year_min", sa.Integer()),
        sa.Column("year_max", sa.Integer()),
        sa.Column("year_basis", sa.String(16)),
        sa.Column("reckoned", sa.JSON(), nullable=False, server_default="{}"),
    ):
        op.add_column("revisions", column)
