"""What kind of amount a number is, on which level, the days of its time, and what is implausible."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "4"
down_revision = "3"


def upgrade() -> None:
    """From the schema version before to this one."""
    for column in (
        sa.Column("measure", sa.String(16), nullable=False, server_default="unknown"),
        sa.Column("level", sa.String(16), nullable=False, server_default="unknown"),
        sa.Column("time_from", sa.String(10)),
        sa.Column("time_to", sa.String(10)),
        sa.Column("time_precision", sa.String(8)),
        sa.Column("flags", sa.JSON(), nullable=False, server_default="[]"),
    ):
        op.add_column("observations", column)
