"""Sentences, to look for words in one of them; where each passage begins; numbers by their place.

Documents that were written before have no sentences until they are written anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "9"
down_revision = "8"


def upgrade() -> None:
    """From the schema version before to this one."""
    op.add_column("passages", sa.Column("begins", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        """
        UPDATE passages SET begins = (
            SELECT coalesce(sum(earlier.own), 0) FROM passages AS earlier
            WHERE earlier.revision_id = passages.revision_id AND earlier.ordinal < passages.ordinal
        )
        """
    )
    op.execute(
        """
        UPDATE passages SET id = -ordinal - (
            SELECT document_id << 20 FROM revisions WHERE revisions.id = passages.revision_id
        )
        """
    )
    op.execute("UPDATE passages SET id = -id")
    op.drop_index("ix_passages_revision_id")
    op.create_index("ix_passages_revision_id_begins", "passages", ["revision_id", "begins"])
    op.create_table(
        "sentences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sentences"),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name="fk_sentences_revision_id"),
    )
    op.create_index("ix_observations_revision_id_span_start", "observations", ["revision_id", "span_start"])
    op.execute("DROP TABLE passage_index")
    op.execute("DROP VIEW passage_tokens")
    for statement in (
        *_tokens("passages", "passage", "own"),
        *_tokens("sentences", "sentence", "length(folded)"),
        "INSERT INTO passage_index (passage_index) VALUES ('rebuild')",
    ):
        op.execute(statement)


def _tokens(table: str, name: str, own: str) -> tuple[str, str]:
    return (
        f"""
        CREATE VIEW {name}_tokens (id, tokens) AS
        SELECT id, (
            WITH RECURSIVE place (at) AS (
                SELECT 1 WHERE folded <> '' UNION ALL SELECT at + 1 FROM place WHERE at < length(folded)
            )
            SELECT group_concat(printf(
                '%s%06x%06x', CASE WHEN at > {own} THEN 'z' ELSE '' END,
                unicode(substr(folded, at, 1)), coalesce(unicode(substr(folded, at + 1, 1)), 0)
            ), ' ') FROM place
        ) FROM {table}
        """,  # noqa: S608 - names of ours
        f"""
        CREATE VIRTUAL TABLE {name}_index USING fts5(
            tokens, content='{name}_tokens', content_rowid='id', tokenize='ascii', columnsize=0
        )
        """,
    )
