"""What people decide: a table anew, which nothing had written to, and what it does to results."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """From the schema version before to this one."""
    op.drop_table("decisions")
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("document_key", sa.String(80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("anchor", sa.JSON()),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.Column("resolves", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("decided", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("undone_by", sa.String(64)),
        sa.Column("found", sa.String(16)),
        sa.Column("disputed", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.UniqueConstraint("uid", name="uq_decisions_uid"),
    )
    op.create_index("ix_decisions_seq", "decisions", ["seq"])
    op.create_index("ix_decisions_document_key", "decisions", ["document_key"])
    for table in ("observations", "labels"):
        op.add_column(table, sa.Column("review", sa.String(16), nullable=False, server_default="unreviewed"))
        op.add_column(table, sa.Column("reviewed_by", sa.Text()))
        op.add_column(table, sa.Column("reviewed", sa.String(32)))
    op.add_column("observations", sa.Column("original", sa.JSON()))
    op.add_column("revisions", sa.Column("kept", sa.String(64), nullable=False, server_default=""))
    op.add_column("revisions", sa.Column("decided", sa.JSON()))
    op.add_column("sightings", sa.Column("address", sa.Text()))
    op.add_column("sightings", sa.Column("collected", sa.String(10)))
