"""The tables of the indicator database, one schema for SQLite and PostgreSQL.

Exact numbers are kept as text (`value_text`) with a float beside them for
filters (`value_float`).  Spans are code points of `texts.text`, half-open.
Times are ISO 8601 in UTC.  A revision whose `superseded_run` is null is its
document's current one; default queries see no other.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

APPLICATION_ID = 0x706F7478  # "potx", in the header of the SQLite file
APPLICATION = "policytext"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_Json = JSON().with_variant(JSONB(), "postgresql")
_NullJson = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def _id() -> Column[Any]:
    return Column("id", Integer, primary_key=True)


def _ref(table: str, *, name: str | None = None, null: bool = False, index: bool = False) -> Column[Any]:
    """A foreign key to `table`.id, named for one of its rows."""
    return Column(name or f"{table[:-1]}_id", Integer, ForeignKey(f"{table}.id"), nullable=null, index=index)


def _span(*, null: bool = False) -> tuple[Column[Any], Column[Any]]:
    return Column("span_start", Integer, nullable=null), Column("span_end", Integer, nullable=null)


def _text(name: str, *, null: bool = False, comment: str | None = None) -> Column[Any]:
    return Column(name, Text, nullable=null, comment=comment)


def _json(name: str, comment: str | None = None, *, null: bool = False) -> Column[Any]:
    return Column(name, _NullJson if null else _Json, nullable=null, comment=comment)


def _review(comment: str) -> tuple[Column[Any], ...]:
    """What people decided of a row, who and when."""
    return (
        Column("review", String(16), nullable=False, server_default="unreviewed", comment=comment),
        _text("reviewed_by", null=True),
        Column("reviewed", String(32)),
    )


meta = Table(
    "meta",
    metadata,
    Column("key", String(64), primary_key=True),
    _text("value"),
    comment="facts about the database itself: application, schema_version",
)

runs = Table(
    "runs",
    metadata,
    _id(),
    _text("command", comment="what was asked for, as typed"),
    Column("started", String(32), nullable=False),
    Column("finished", String(32), comment="null while it runs, and for ever if it was killed"),
    _json("counts", "files by outcome"),
    comment="one row for each run of ingest",
)

contents = Table(
    "contents",
    metadata,
    _id(),
    Column("sha256", String(64), nullable=False, unique=True),
    _text("media_type"),
    _ref("runs", name="first_run"),
    comment="one row for each different file, by its bytes",
)

texts = Table(
    "texts",
    metadata,
    _id(),
    _ref("contents"),
    _text("reader", comment="name and version of the reader, as docx/1"),
    Column("digest", String(64), nullable=False, comment="sha256 of the text"),
    _text("encoding", null=True),
    Column("characters", Integer, nullable=False),
    _text("text", comment="what every span points into"),
    _json("places", "where in the file stretches of the text come from"),
    _json("notes", "what the reader repaired or left out"),
    UniqueConstraint("content_id", "reader", "digest"),
    comment="the text of a content as one version of a reader drew it out",
)

documents = Table(
    "documents",
    metadata,
    _id(),
    Column("key", String(80), nullable=False, unique=True, comment="sha256 of its first content: stable when rebuilt"),
    _ref("runs", name="first_run"),
    comment="a document, whatever happens to its file",
)

revisions = Table(
    "revisions",
    metadata,
    _id(),
    _ref("documents"),
    Column("number", Integer, nullable=False, comment="1 for the first of the document"),
    _ref("contents", index=True),
    _ref("texts"),
    _ref("runs", index=True),
    _ref("runs", name="superseded_run", null=True),
    *(_text(name, comment="fingerprint") for name in ("reader", "rules", "model", "libraries")),
    _text("name", comment="of the file, without folders"),
    *(
        _text(name, null=True)
        for name in ("title", "genre", "issuer", "issued", "place", "platform", "uploaded", "source_grade")
    ),
    _json("meta", "each fact's span and rule"),
    _text("place_code", null=True, comment="of the place, as in the gazetteer: those in it begin alike, zeros apart"),
    Column("year_min", Integer, comment="first year whose results are reported, or the earliest that is possible"),
    Column("year_max", Integer, comment="the last"),
    Column("year_basis", String(16), comment="explicit, relative, issued; masked and unknown give bounds only"),
    Column("reckoned", _Json, nullable=False, server_default="{}", comment="candidates for place and years: evidence"),
    _text("completeness"),
    _json("completeness_reasons"),
    Column("kept", String(64), nullable=False, server_default="", comment="digest of the cuts that people took back"),
    _json("decided", "facts that people decided, with what was read instead", null=True),
    UniqueConstraint("document_id", "number"),
    comment="what one version of the program found in one content of a document",
)
Index(
    "uq_revisions_current",
    revisions.c.document_id,
    unique=True,
    sqlite_where=text("superseded_run IS NULL"),
    postgresql_where=text("superseded_run IS NULL"),
)

sightings = Table(
    "sightings",
    metadata,
    _id(),
    _ref("contents", index=True),
    _ref("documents", index=True),
    _text("path", comment="path or address, as ingest was given it"),
    _text("batch"),
    _text("collector"),
    _text("address", null=True, comment="where it was found, as decided"),
    Column("collected", String(10), comment="YYYY-MM-DD, as decided"),
    _ref("runs", name="first_run"),
    _ref("runs", name="ended_run", null=True),
    comment="where a content was seen; ended when the path held something else",
)
Index(
    "uq_sightings_open",
    sightings.c.path,
    sightings.c.batch,
    sightings.c.collector,
    unique=True,
    sqlite_where=text("ended_run IS NULL"),
    postgresql_where=text("ended_run IS NULL"),
)

passages = Table(
    "passages",
    metadata,
    _id(),
    _ref("revisions", index=True),
    Column("ordinal", Integer, nullable=False),
    *_span(),
    _text("folded", comment="the reading of the span, folded for search"),
    Column(
        "own", Integer, nullable=False, comment="a match that begins before this belongs here, a later one next door"
    ),
    Column("lead", Integer, nullable=False, comment="folded characters of the span's reading before `folded` begins"),
    _json("located", "page, table, row … of its beginning"),
    comment="the search index's units, of current revisions only",
)

observations = Table(
    "observations",
    metadata,
    _id(),
    _ref("revisions", index=True),
    Column("identity", String(64), nullable=False, index=True, comment="stable under re-extraction"),
    Column("ordinal", Integer, nullable=False, comment="-1 for one that a person added"),
    *_span(),
    Column("sentence_start", Integer),
    Column("sentence_end", Integer),
    _text("surface", comment="the quote: the text between the span's ends"),
    _text("reading"),
    Column("kind", String(16), nullable=False),
    _text("value_text", null=True),
    Column("value_float", Float),
    _text("value_high_text", null=True),
    Column("value_high_float", Float),
    _text("due", null=True, comment="MM-DD or YYYY-MM-DD, of a deadline"),
    _text("unit"),
    Column("relation", String(4), nullable=False),
    Column("role", String(16), nullable=False),
    *(_text(name, null=True) for name in ("indicator", "scope", "time", "per", "pair")),
    Column("year_min", Integer, comment="years it speaks of"),
    Column("year_max", Integer),
    Column(
        "year_basis",
        String(16),
        comment="stated (in `time`), relative (to the document's), reported, issued, masked (possible years), decided",
    ),
    Column("status", String(16), nullable=False),
    Column("tone", String(16), nullable=False),
    Column("measure", String(16), nullable=False, server_default="unknown", comment="stock, flow, cumulative, unknown"),
    Column("level", String(16), nullable=False, server_default="unknown", comment="whose figure: province … unit"),
    Column("time_from", String(10), comment="first day of `time`, YYYY-MM-DD; null where open or not known"),
    Column("time_to", String(10), comment="last day of `time`"),
    Column("time_precision", String(8), comment="day, month, year, plan"),
    _json("flags", "what is implausible about it"),
    _json("rules"),
    _json("located", "page, table, row … in the file"),
    _text("sought", comment="indicator, scope, per and reading, folded for search by words"),
    *_review("unreviewed, accepted, changed (since it was accepted), corrected, rejected, added or conflict"),
    _json("original", "columns that a decision changed, as they were read", null=True),
    _text("under", null=True, comment="place that a heading over it names"),
    Column("normal", String(16), index=True, comment="tables that made the columns below; null: not made, or outdated"),
    Column("indicator_id", String(80), comment="canonical indicator"),
    Column("indicator_basis", String(8), comment="exact or rule"),
    Column("aspect", String(16), comment="amount, increase, growth, threshold: what of the indicator it says"),
    Column("tier", String(16), comment="national, province, city, district: who honours"),
    Column("dimension", String(32)),
    Column("base_unit", String(32)),
    _text("low_text", null=True, comment="lower end in the base unit; null where open"),
    Column("low_float", Float),
    Column("low_inclusive", Integer, nullable=False, server_default="0"),
    _text("high_text", null=True),
    Column("high_float", Float),
    Column("high_inclusive", Integer, nullable=False, server_default="0"),
    _text("denominator", null=True, comment="`per` in one form"),
    Column("place_code", String(12), comment="of this number: of its scope, a heading, or the document"),
    _text("place_name", null=True, comment="in full; as written for a place that is not in the gazetteer"),
    Column("place_basis", String(16), comment="stated, heading, document"),
    _text("place_part", null=True, comment="what the scope names inside the place, or a group of its parts"),
    Column("place_from", Integer, comment="years in which the code had this name"),
    Column("place_to", Integer),
    Index(None, "unit", "value_float"),
    Index(None, "indicator_id", "place_code"),
    comment="a mention, as found in one revision",
)

labels = Table(
    "labels",
    metadata,
    _id(),
    _ref("revisions", index=True),
    Column("ordinal", Integer, nullable=False),
    _text("facet"),
    _text("code"),
    Column("strength", Float, nullable=False),
    *_span(null=True),
    _json("rules"),
    _text("reason", null=True),
    _json("shares", "of the decided sections, by code"),
    *_review("unreviewed, given (by a person), outranked, rejected or conflict"),
    Index(None, "facet", "code"),
    comment="a category given to a document (no span) or to a section",
)

evidence = Table(
    "evidence",
    metadata,
    _id(),
    Column("label_id", Integer, ForeignKey("labels.id"), nullable=False, index=True),
    Column("ordinal", Integer, nullable=False),
    *_span(),
    _text("surface"),
    _text("cue"),
    _text("code"),
    Column("weight", Float, nullable=False),
    _text("dimension", null=True),
    _text("stance"),
    comment="a phrase that speaks for or against a label",
)

gaps = Table(
    "gaps",
    metadata,
    _id(),
    _ref("revisions", index=True),
    *_span(),
    _text("surface"),
    Column("kind", String(16), nullable=False),
    _text("rule"),
    comment="a place where text is visibly missing",
)

exclusions = Table(
    "exclusions",
    metadata,
    _id(),
    _ref("revisions", index=True),
    *_span(),
    _text("surface"),
    _text("rule"),
    comment="a numeral that is not a mention, and why",
)

edits = Table(
    "edits",
    metadata,
    _id(),
    _ref("revisions"),
    Column("view", String(8), nullable=False, comment="clean or reading"),
    *_span(),
    _text("new", comment="empty: cut"),
    _text("rule"),
    Index(None, "revision_id", "view", "span_start"),
    comment="the ledger: what a view reads otherwise than the text",
)

run_items = Table(
    "run_items",
    metadata,
    _id(),
    _ref("runs", index=True),
    Column("path", Text, nullable=False, index=True),
    Column("outcome", String(16), nullable=False),
    _text("stage"),
    _text("reason"),
    _ref("documents", null=True),
    Column("seconds", Float),
    Column("tool", Text, nullable=False, server_default="", comment="what failed, with its version, as docx/2"),
    Column("advice", Text, nullable=False, server_default="", comment="what to do about a failure"),
    Column("content", String(64), nullable=False, server_default="", comment="sha256 of a file that failed"),
    Column("program", String(64), nullable=False, server_default="", comment="fingerprint of what it failed with"),
    comment="one row for each file that was done or failed in a run",
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(64), primary_key=True),
    _text("owner", comment="machine, process and a random name"),
    Column("beat", Integer, nullable=False, comment="counted up while the owner lives"),
    Column("held", Integer, nullable=False, comment="0: given back"),
    _ref("runs", null=True),
    comment="who may write: the run let in last (`ingest`), and who waits for a turn",
)

decisions = Table(
    "decisions",
    metadata,
    _id(),
    Column("seq", Integer, nullable=False, index=True, comment="order of the lines in the journal"),
    Column("uid", String(64), nullable=False, unique=True, comment="id of the line in the journal"),
    Column("kind", String(16), nullable=False, comment="accept, correct, reject, add, label, document, code …"),
    Column("document_key", String(80), nullable=False, index=True),
    _text("name", comment="of the document's file when it was decided"),
    Column("content", String(64), nullable=False, comment="sha256 of the content that was looked at"),
    _json("anchor", "quote, both sides, ordinal: to find the place again; null for the whole document", null=True),
    _json("value", "fields, label, or what is undone"),
    _json("was", "the observation's fields as they were shown"),
    Column("resolves", Integer, nullable=False, comment="1: settles earlier decisions on the same, by anybody"),
    _text("author"),
    Column("decided", String(32), nullable=False),
    _text("reason"),
    Column("undone_by", String(64), comment="uid of the decision that took it back"),
    Column("found", String(16), comment="how its place was found; orphan where it was not; null: not looked for yet"),
    Column("disputed", Integer, nullable=False, server_default="0", comment="1: another person decided otherwise"),
    comment="what people decided: a projection of the journal, which outlives the database",
)

families = Table(
    "families",
    metadata,
    Column("document_id", Integer, ForeignKey("documents.id"), primary_key=True),
    Column("family", Integer, ForeignKey("documents.id"), nullable=False, index=True, comment="who stands for it"),
    Column("similarity", Float, nullable=False, comment="share of the shingles of both, with who stands for it"),
    comment="near-copies: worked out from the current revisions when they are asked for",
)

# SQLite only: an index over bigrams whose content is computed by a view, so
# that it can be deleted from, rebuilt and checked by SQLite itself.
SEARCH_INDEX = (
    """
    CREATE VIEW passage_tokens (id, revision_id, tokens) AS
    SELECT id, revision_id, (
        WITH RECURSIVE place (at) AS (
            SELECT 1 WHERE length(folded) > 1
            UNION ALL SELECT at + 1 FROM place WHERE at + 1 < length(folded)
        )
        SELECT group_concat(
            printf('%04x%04x', unicode(substr(folded, at, 1)), unicode(substr(folded, at + 1, 1))), ' '
        ) FROM place
    ) FROM passages
    """,
    """
    CREATE VIRTUAL TABLE passage_index USING fts5(
        tokens, content='passage_tokens', content_rowid='id', tokenize='ascii', columnsize=0
    )
    """,
)
