"""Numbers beside numbers: indicators counted, series over years, ratios, targets beside results, contradictions.

Everything here reads the database with the calls that others use and returns
plain dataclasses; nothing is averaged, nothing is guessed.
"""

from policytext.compare.cells import Cell, Key, Part
from policytext.compare.contradictions import Contradiction, contradictions
from policytext.compare.derived import DerivedCell, derived_table
from policytext.compare.indicators import Counted, Unmatched, accept, counted, unmatched
from policytext.compare.series import Series, series
from policytext.compare.targets import Link, Outcome, target_id, targets

__all__ = [
    "Cell",
    "Contradiction",
    "Counted",
    "DerivedCell",
    "Key",
    "Link",
    "Outcome",
    "Part",
    "Series",
    "Unmatched",
    "accept",
    "contradictions",
    "counted",
    "derived_table",
    "series",
    "target_id",
    "targets",
    "unmatched",
]
