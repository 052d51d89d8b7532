"""The errors a caller may want to catch; each docstring says who did what.

Only these leave the package on purpose.  The text of an error names the file
and the reason, for an analyst to read.
"""

from __future__ import annotations


class PolicytextError(Exception):
    """Something policytext was asked to do could not be done; `tool` is what could not do it, as `docx/2`."""

    tool: str = ""


class ReadError(PolicytextError):
    """A file could not be read: it is empty, damaged, of an unknown format, or holds no text."""


class LimitError(PolicytextError):
    """A file or a run went beyond a stated limit of size, time or memory."""


class KnowledgeError(PolicytextError):
    """A table of `knowledge/` or of the user's overlay is not valid."""


class StoreError(PolicytextError):
    """The database cannot be used: it is newer than this program, not ours, locked or damaged."""


class BusyError(StoreError):
    """A run cannot have its turn: another is under way, or took it over."""


class QuoteError(StoreError):
    """A quote that was to be written does not stand in its source at the offsets given."""


class QueryError(PolicytextError):
    """A question to the database was not understood."""


class WorkerError(PolicytextError):
    """A child process that read a file crashed, hung or answered with nonsense."""


class DecisionError(PolicytextError):
    """Something a person decided could not be kept or undone, or the journal of decisions cannot be used."""


class LedgerError(PolicytextError):
    """A table of documents that the analyst keeps is not of the form that can be imported."""


class CodingError(PolicytextError):
    """A sample, sheet or code of double coding cannot be used; the message says which and why."""
