"""What the first released program made: `tests/store/schema-1.sql` has it; nothing makes such a database anew."""

from __future__ import annotations

revision = "1"
down_revision = None


def upgrade() -> None:
    """Nothing: there is no version before it."""
