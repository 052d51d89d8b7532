"""The indicator database: opened with `open_store`, written a document at a time.

Children hand over `rows_of` a document, the parent writes them with
`write_document`; `known_contents` tells what need not be read again.
"""

from policytext.store.database import open_store
from policytext.store.identity import observation_identity
from policytext.store.rows import DocumentRows, rows_of
from policytext.store.runs import Failure, failures, finish_run, record_item, start_run
from policytext.store.sightings import Sighting, known_contents
from policytext.store.write import Written, write_document, write_sighting

__all__ = [
    "DocumentRows",
    "Failure",
    "Sighting",
    "Written",
    "failures",
    "finish_run",
    "known_contents",
    "observation_identity",
    "open_store",
    "record_item",
    "rows_of",
    "start_run",
    "write_document",
    "write_sighting",
]
