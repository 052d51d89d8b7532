"""The tables of the indicator database, one schema for SQLite and PostgreSQL.

Exact numbers are kept as text (`value_text`) with a float beside them for
filters (`value_float`).  Spans are code points of `texts.text`, half-open.
PostgreSQL keeps every text in the order of its code points (collation C) and
without a limit of length, and JSON as it was written, so that both give the
same rows in the same order.
Times are ISO 8601 in UTC.  A revision whose `superseded_run` is null is its
document's current one; default queries see no other.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

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

_PLAIN = Text(collation="C")
_Text = Text().with_variant(_PLAIN, "postgresql")


def _string(length: int) -> String:
    """A short text, of at most so many characters by what is written there."""
    return String(length).with_variant(_PLAIN, "postgresql")


def _id() -> Column[Any]:
    return Column("id", Integer, primary_key=True)


def _ref(table: str, *, name: str | None = None, null: bool = False, index: bool = False) -> Column[Any]:
    """A foreign key to `table`.id, named for one of its rows."""
    return Column(name or f"{table[:-1]}_id", Integer, ForeignKey(f"{table}.id"), nullable=null, index=index)


def _span(*, null: bool = False) -> tuple[Column[Any], Column[Any]]:
    return Column("span_start", Integer, nullable=null), Column("span_end", Integer, nullable=null)


def _text(name: str, *, null: bool = False, comment: str | None = None) -> Column[Any]:
    return Column(name, _Text, nullable=null, comment=comment)


def _json(name: str, comment: str | None = None, *, null: bool = False) -> Column[Any]:
    return Column(name, JSON(none_as_null=null), nullable=null, comment=comment)


def _review(comment: str) -> tuple[Column[Any], ...]:
    """What people decided of a row, who and when."""
    return (
        Column("review", _string(16), nullable=False, server_default="unreviewed", comment=comment),
        _text("reviewed_by", null=True),
        Column("reviewed", _string(32)),
    )


meta = Table(
    "meta",
    metadata,
    Column("key", _string(64), primary_key=True),
    _text("value"),
    comment="facts about the database itself: application, schema_version",
)

alembic_version = Table(
    "alembic_version",
    metadata,
    Column("version_num", String(32), nullable=False, comment="the same as `meta.schema_version`"),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
    comment="the revision of the schema, where alembic keeps it",
)

runs = Table(
    "runs",
    metadata,
    _id(),
    _text("command", comment="what was asked for, as typed"),
    Column("started", _string(32), nullable=False),
    Column("finished", _string(32), comment="null while it runs, and for ever if it was killed"),
    _json("counts", "files by outcome"),
    comment="one row for each run of ingest",
)

contents = Table(
    "contents",
    metadata,
    _id(),
    Column("sha256", _string(64), nullable=False, unique=True),
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
    Column("digest", _string(64), nullable=False, comment="sha256 of the text"),
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
    Column("key", _string(80), nullable=False, unique=True, comment="sha256 of its first content: stable when rebuilt"),
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
    Column("year_basis", _string(16), comment="explicit, relative, issued; masked and unknown give bounds only"),
    Column("reckoned", JSON, nullable=False, server_default="{}", comment="candidates for place and years: evidence"),
    _text("completeness"),
    _json("completeness_reasons"),
    Column("kept", _string(64), nullable=False, server_default="", comment="digest of the cuts that people took back"),
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
    Column("path", _Text, nullable=False, index=True, comment="path or address, as ingest was given it"),
    _text("batch"),
    _text("collector"),
    _text("address", null=True, comment="where it was found, as decided"),
    Column("collected", _string(10), comment="YYYY-MM-DD, as decided"),
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

DOCUMENT_BITS = 20
"""How far the number of its document is shifted in the id of a passage: hits come in the order of ids."""

SENTENCE_BITS = 40
"""The same in the id of a sentence; between the two stands its paragraph."""


def _made_id(comment: str) -> Column[Any]:
    """An id of 64 bits that we make."""
    kind = BigInteger().with_variant(Integer, "sqlite")
    return Column("id", kind, primary_key=True, autoincrement=False, comment=comment)


passages = Table(
    "passages",
    metadata,
    _made_id("document << 20 | ordinal"),
    _ref("revisions"),
    Column("ordinal", Integer, nullable=False),
    *_span(),
    _text("folded", comment="the reading of the span, folded for search"),
    Column(
        "own", Integer, nullable=False, comment="a match that begins before this belongs here, a later one next door"
    ),
    Column("lead", Integer, nullable=False, comment="folded characters of the span's reading before `folded` begins"),
    _json("located", "page, table, row … of its beginning"),
    Column("begins", Integer, nullable=False, server_default="0", comment="where in the folded reading it begins"),
    Index(None, "revision_id", "begins"),
    comment="the search index's units, of current revisions only",
)

sentences = Table(
    "sentences",
    metadata,
    _made_id("document << 40 | paragraph, heading or table cell << 20 | ordinal"),
    _ref("revisions"),
    Column("begins", Integer, nullable=False, comment="where in the folded reading it begins"),
    _text("folded", comment="its reading, folded for search"),
    Column(
        "passage", Integer, nullable=False, server_default="0", comment="ordinal of the passage that owns its beginning"
    ),
    Column(
        "rest", Integer, nullable=False, server_default="0", comment="characters from there to the next passage's own"
    ),
    comment="for words in one sentence or paragraph, of current revisions only",
)

_FILTERED = ("kind", "unit", "year_min", "year_max", "value_float", "value_high_float", "review")
"""What searches ask of numbers: an index that has all of it is enough."""


def _placed(by: str, where: str, *columns: str) -> Index:
    """An index of those numbers that begin in a passage."""
    return Index(f"ix_observations_by_{by}", *columns, sqlite_where=text(where), postgresql_where=text(where))


observations = Table(
    "observations",
    metadata,
    _id(),
    _ref("revisions"),
    Column("identity", _string(64), nullable=False, index=True, comment="stable under re-extraction"),
    Column("ordinal", Integer, nullable=False, comment="-1 for one that a person added"),
    *_span(),
    Column("sentence_start", Integer),
    Column("sentence_end", Integer),
    _text("surface", comment="the quote: the text between the span's ends"),
    _text("reading"),
    Column("kind", _string(16), nullable=False),
    _text("value_text", null=True),
    Column("value_float", Float),
    _text("value_high_text", null=True),
    Column("value_high_float", Float),
    _text("due", null=True, comment="MM-DD or YYYY-MM-DD, of a deadline"),
    _text("unit"),
    Column("relation", _string(4), nullable=False),
    Column("role", _string(16), nullable=False),
    *(_text(name, null=True) for name in ("indicator", "scope", "time", "per", "pair")),
    Column("year_min", Integer, comment="years it speaks of"),
    Column("year_max", Integer),
    Column(
        "year_basis",
        _string(16),
        comment="stated (in `time`), relative (to the document's), reported, issued, masked (possible years), decided",
    ),
    Column("status", _string(16), nullable=False),
    Column("tone", _string(16), nullable=False),
    Column(
        "measure", _string(16), nullable=False, server_default="unknown", comment="stock, flow, cumulative, unknown"
    ),
    Column("level", _string(16), nullable=False, server_default="unknown", comment="whose figure: province … unit"),
    Column("time_from", _string(10), comment="first day of `time`, YYYY-MM-DD; null where open or not known"),
    Column("time_to", _string(10), comment="last day of `time`"),
    Column("time_precision", _string(8), comment="day, month, year, plan"),
    _json("flags", "what is implausible about it"),
    _json("rules"),
    _json("located", "page, table, row … in the file"),
    _text("sought", comment="indicator, scope, per and reading, folded for search by words"),
    *_review("unreviewed, accepted, changed (since it was accepted), corrected, rejected, added or conflict"),
    _json("original", "columns that a decision changed, as they were read", null=True),
    _text("under", null=True, comment="place that a heading over it names"),
    Column("normal", _string(16), index=True, comment="what made the columns below; null: not made, or outdated"),
    Column("indicator_id", _string(80), comment="canonical indicator"),
    Column("indicator_basis", _string(8), comment="exact or rule"),
    Column(
        "aspect",
        _string(16),
        comment="amount, increase, growth, threshold, difference, some: what of the indicator it says",
    ),
    Column("tier", _string(16), comment="national, province, city, district: who honours"),
    Column("dimension", _string(32)),
    Column("base_unit", _string(32)),
    _text("low_text", null=True, comment="lower end in the base unit; null where open"),
    Column("low_float", Float),
    Column("low_inclusive", Integer, nullable=False, server_default="0"),
    _text("high_text", null=True),
    Column("high_float", Float),
    Column("high_inclusive", Integer, nullable=False, server_default="0"),
    _text("denominator", null=True, comment="`per` in one form"),
    Column("place_code", _string(12), comment="of this number: of its scope, a heading, or the document"),
    _text("place_name", null=True, comment="in full; as written for a place that is not in the gazetteer"),
    Column("place_basis", _string(16), comment="stated, heading, document"),
    _text("place_part", null=True, comment="what the scope names inside the place, or a group of its parts"),
    Column("place_from", Integer, comment="years in which the code had this name"),
    Column("place_to", Integer),
    Column("passage", BigInteger, comment="the first in which it begins; null where its revision is not current"),
    Column("passage_to", BigInteger, comment="the last: two where it begins in what they share"),
    _placed("passage", "passage IS NOT NULL", "passage", "passage_to", *_FILTERED),
    _placed("kind", "passage IS NOT NULL", *_FILTERED, "passage", "passage_to"),
    _placed("kind_shared", "passage_to > passage", *_FILTERED, "passage", "passage_to"),
    Index(None, "unit", "value_float"),
    Index(None, "indicator_id", "place_code"),
    Index(None, "revision_id", "span_start"),
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
    Column("kind", _string(16), nullable=False),
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
    Column("view", _string(8), nullable=False, comment="clean or reading"),
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
    Column("path", _Text, nullable=False, index=True),
    Column("outcome", _string(16), nullable=False),
    _text("stage"),
    _text("reason"),
    _ref("documents", null=True),
    Column("seconds", Float),
    Column("tool", _Text, nullable=False, server_default="", comment="what failed, with its version, as docx/2"),
    Column("advice", _Text, nullable=False, server_default="", comment="what to do about a failure"),
    Column("content", _string(64), nullable=False, server_default="", comment="sha256 of a file that failed"),
    Column("program", _string(64), nullable=False, server_default="", comment="fingerprint of what it failed with"),
    comment="one row for each file that was done or failed in a run",
)

leases = Table(
    "leases",
    metadata,
    Column("name", _string(64), primary_key=True),
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
    Column("uid", _string(64), nullable=False, unique=True, comment="id of the line in the journal"),
    Column("kind", _string(16), nullable=False, comment="accept, correct, reject, add, label, document, code …"),
    Column("document_key", _string(80), nullable=False, index=True),
    _text("name", comment="of the document's file when it was decided"),
    Column("content", _string(64), nullable=False, comment="sha256 of the content that was looked at"),
    _json("anchor", "quote, both sides, ordinal: to find the place again; null for the whole document", null=True),
    _json("value", "fields, label, or what is undone"),
    _json("was", "the observation's fields as they were shown"),
    Column("resolves", Integer, nullable=False, comment="1: settles earlier decisions on the same, by anybody"),
    _text("author"),
    Column("decided", _string(32), nullable=False),
    _text("reason"),
    Column("undone_by", _string(64), comment="uid of the decision that took it back"),
    Column("found", _string(16), comment="how its place was found; orphan where it was not; null: not looked for yet"),
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
