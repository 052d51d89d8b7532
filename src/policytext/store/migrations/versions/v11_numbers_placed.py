"""In which passages a number begins, and in which a sentence: to be looked up without the texts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "11"
down_revision = "10"

TOKENS = (
    "DROP INDEX passage_index",
    "DROP INDEX sentence_index",
    "DROP FUNCTION policytext_tokens(text)",
    """
    CREATE FUNCTION policytext_tokens(folded text, own integer) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS $$
        SELECT array_to_tsvector(array(
            SELECT CASE WHEN at <= own THEN c ELSE ' ' || c END || coalesce(d, '')
            FROM unnest(string_to_array(folded, NULL), (string_to_array(folded, NULL))[2:])
            WITH ORDINALITY AS said (c, d, at)
        ))
    $$
    """,
    "CREATE INDEX passage_index ON passages USING gin (policytext_tokens(folded, own)) WITH (fastupdate = off)",
    """
    CREATE INDEX sentence_index ON sentences USING gin (policytext_tokens(folded, length(folded)))
    WITH (fastupdate = off)
    """,
)


def upgrade() -> None:
    """From the schema version before to this one."""
    within = """
        FROM passages AS p WHERE p.revision_id = observations.revision_id
        AND p.span_start <= observations.span_start AND p.span_end > observations.span_start
    """
    op.drop_index("ix_observations_revision_id")  # another one begins with this column
    op.add_column("observations", sa.Column("passage", sa.BigInteger()))
    op.add_column("observations", sa.Column("passage_to", sa.BigInteger()))
    op.execute(
        f"UPDATE observations SET passage = (SELECT min(p.id) {within}), passage_to = (SELECT max(p.id) {within})"  # noqa: S608 - ours
    )
    columns = "kind, unit, year_min, year_max, value_float, value_high_float, review"
    known, shared = "WHERE passage IS NOT NULL", "WHERE passage_to > passage"
    for statement in (
        f"CREATE INDEX ix_observations_by_passage ON observations (passage, passage_to, {columns}) {known}",
        f"CREATE INDEX ix_observations_by_kind ON observations ({columns}, passage, passage_to) {known}",
        f"CREATE INDEX ix_observations_by_kind_shared ON observations ({columns}, passage, passage_to) {shared}",
    ):
        op.execute(statement)
    owner = """
        FROM passages AS p WHERE p.revision_id = sentences.revision_id AND p.begins <= sentences.begins
        ORDER BY p.begins DESC LIMIT 1
    """
    op.add_column("sentences", sa.Column("passage", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("sentences", sa.Column("rest", sa.Integer(), nullable=False, server_default="0"))
    op.execute(f"UPDATE sentences SET passage = (SELECT p.ordinal {owner})")  # noqa: S608 - ours
    op.execute(f"UPDATE sentences SET rest = (SELECT p.begins + p.own {owner}) - begins")  # noqa: S608 - ours
    if op.get_context().dialect.name == "postgresql":
        for statement in TOKENS:
            op.execute(statement)
