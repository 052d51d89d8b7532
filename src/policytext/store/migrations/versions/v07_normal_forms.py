"""Which indicator a number is, of which place, and how much in a base unit; filled in when first asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "7"
down_revision = "6"


def upgrade() -> None:
    """From the schema version before to this one."""
    for column in (
        sa.Column("under", sa.Text()),
        sa.Column("normal", sa.String(16)),
        sa.Column("indicator_id", sa.String(80)),
        sa.Column("indicator_basis", sa.String(8)),
        sa.Column("aspect", sa.String(16)),
        sa.Column("tier", sa.String(16)),
        sa.Column("dimension", sa.String(32)),
        sa.Column("base_unit", sa.String(32)),
        sa.Column("low_text", sa.Text()),
        sa.Column("low_float", sa.Float()),
        sa.Column("low_inclusive", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("high_text", sa.Text()),
        sa.Column("high_float", sa.Float()),
        sa.Column("high_inclusive", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("denominator", sa.Text()),
        sa.Column("place_code", sa.String(12)),
        sa.Column("place_name", sa.Text()),
        sa.Column("place_basis", sa.String(16)),
        sa.Column("place_part", sa.Text()),
        sa.Column("place_from", sa.Integer()),
        sa.Column("place_to", sa.Integer()),
    ):
        op.add_column("observations", column)
    op.create_index("ix_observations_normal", "observations", ["normal"])
    op.create_index("ix_observations_indicator_id_place_code", "observations", ["indicator_id", "place_code"])
