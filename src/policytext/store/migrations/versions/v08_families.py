"""Families of near-copies, which are worked out anew whenever they are asked for and out of date."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "8"
down_revision = "7"


def upgrade() -> None:
    """From the schema version before to this one."""
    op.create_table(
        "families",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("family", sa.Integer(), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_families"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_families_document_id_documents"),
        sa.ForeignKeyConstraint(["family"], ["documents.id"], name="fk_families_family_documents"),
    )
    op.create_index("ix_families_family", "families", ["family"])
