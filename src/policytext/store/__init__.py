"""The indicator database: opened with `open_store`, written a document at a time.

Children hand over `rows_of` a document, the parent writes them with
`write_document`; `known_contents` tells what need not be read again.  One run at a
time: each waits for its turn with `enter`.  What people decide stands in a
journal: `append` to it, then `sync`.
Analysts ask with `search`, `figures` and `show`, and take home `export_rows`.
"""

from policytext.store.anchors import spans_of
from policytext.store.asked import Language
from policytext.store.card import DocumentCard, GapCard, LabelCard, PlaceCard, YearsCard, show
from policytext.store.database import database_file, database_name, open_store, without_password
from policytext.store.decision import Anchor, Decision
from policytext.store.dump import canonical_digest, canonical_lines
from policytext.store.export import Order, export_rows
from policytext.store.facets import Facets
from policytext.store.figures import FigureQuery, FigureRow, count_figures, every_figure, figures
from policytext.store.gaps import HoledDocument, count_holed, gap_record, holed
from policytext.store.identity import observation_identity
from policytext.store.journal import append, journal_path, read_journal
from policytext.store.lease import Patience, Turn, enter, kept_alive
from policytext.store.links import confirmed_links
from policytext.store.names import indicator_counts, unmatched_names
from policytext.store.pages import StoredPage, stored_pages
from policytext.store.refresh import freshen, is_fresh, refresh
from policytext.store.replay import (
    Listed,
    Synced,
    is_synced,
    kept_digest,
    listed,
    note_contents,
    otherwise_kept,
    restored,
    sync,
    unjournaled,
)
from policytext.store.rows import DocumentRows, rows_of
from policytext.store.runs import (
    Attempt,
    Failure,
    attempts,
    failures,
    finish_run,
    items_of,
    put_items,
    record_item,
    start_run,
)
from policytext.store.search import Hit, Hits, Ordering, search
from policytext.store.sightings import VANISHED, Sighting, batches_of, end_sightings, known_contents, open_sightings
from policytext.store.standing import Standings, standings
from policytext.store.summary import Summary, counts
from policytext.store.turn import in_turn
from policytext.store.write import Written, check_quotes, put_document, put_sighting, write_document

__all__ = [
    "VANISHED",
    "Anchor",
    "Attempt",
    "Decision",
    "DocumentCard",
    "DocumentRows",
    "Facets",
    "Failure",
    "FigureQuery",
    "FigureRow",
    "GapCard",
    "Hit",
    "Hits",
    "HoledDocument",
    "LabelCard",
    "Language",
    "Listed",
    "Order",
    "Ordering",
    "Patience",
    "PlaceCard",
    "Sighting",
    "Standings",
    "StoredPage",
    "Summary",
    "Synced",
    "Turn",
    "Written",
    "YearsCard",
    "append",
    "attempts",
    "batches_of",
    "canonical_digest",
    "canonical_lines",
    "check_quotes",
    "confirmed_links",
    "count_figures",
    "count_holed",
    "counts",
    "database_file",
    "database_name",
    "end_sightings",
    "enter",
    "every_figure",
    "export_rows",
    "failures",
    "figures",
    "finish_run",
    "freshen",
    "gap_record",
    "holed",
    "in_turn",
    "indicator_counts",
    "is_fresh",
    "is_synced",
    "items_of",
    "journal_path",
    "kept_alive",
    "kept_digest",
    "known_contents",
    "listed",
    "note_contents",
    "observation_identity",
    "open_sightings",
    "open_store",
    "otherwise_kept",
    "put_document",
    "put_items",
    "put_sighting",
    "read_journal",
    "record_item",
    "refresh",
    "restored",
    "rows_of",
    "search",
    "show",
    "spans_of",
    "standings",
    "start_run",
    "stored_pages",
    "sync",
    "unjournaled",
    "unmatched_names",
    "without_password",
    "write_document",
]
