"""Failures with the tool that could not do it, and advice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "5"
down_revision = "4"


def upgrade() -> None:
    """From the schema version before to this one."""
    for name in ("tool", "advice"):
        op.add_column("run_items", sa.Column(name, sa.Text(), nullable=False, server_default=""))
