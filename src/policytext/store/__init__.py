"""The indicator database: opened with `open_store`, written a document at a time.

Children hand over `rows_of` a document, the parent writes them with
`write_document`; `known_contents` tells what need not be read again.
Analysts ask with `search`, `figures` and `show`, and take home `export_rows`.
"""

from policytext.store.card import DocumentCard, GapCard, LabelCard, PlaceCard, YearsCard, show
from policytext.store.database import database_path, open_store
from policytext.store.export import export_rows
from policytext.store.figures import FigureQuery, FigureRow, count_figures, figures
from policytext.store.gaps import HoledDocument, count_holed, gap_record, holed
from policytext.store.identity import observation_identity
from policytext.store.pages import StoredPage, stored_pages
from policytext.store.rows import DocumentRows, rows_of
from policytext.store.runs import Failure, failures, finish_run, record_item, start_run
from policytext.store.search import Hit, Hits, search
from policytext.store.sightings import Sighting, known_contents
from policytext.store.summary import Summary, counts
from policytext.store.write import Written, write_document, write_sighting

__all__ = [
    "DocumentCard",
    "DocumentRows",
    "Failure",
    "FigureQuery",
    "FigureRow",
    "GapCard",
    "Hit",
    "Hits",
    "HoledDocument",
    "LabelCard",
    "PlaceCard",
    "Sighting",
    "StoredPage",
    "Summary",
    "Written",
    "YearsCard",
    "count_figures",
    "count_holed",
    "counts",
    "database_path",
    "export_rows",
    "failures",
    "figures",
    "finish_run",
    "gap_record",
    "holed",
    "known_contents",
    "observation_identity",
    "open_store",
    "record_item",
    "rows_of",
    "search",
    "show",
    "start_run",
    "stored_pages",
    "write_document",
    "write_sighting",
]
