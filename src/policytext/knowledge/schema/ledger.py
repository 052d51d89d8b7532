"""The table of what stands in the tables of documents that analysts keep."""

from __future__ import annotations

from policytext.knowledge.schema.base import Pattern, Table


class Ledger(Table):
    """How a ledger is read.

    `headers` are by field, in any spelling of width and case; `dates` are
    patterns with the groups year, month and day, `year` one with the group
    year; `grades` are further words for a code of `source_grade`; `empty`
    stands where nothing is known.
    """

    headers: dict[str, tuple[str, ...]]
    dates: tuple[Pattern, ...]
    year: Pattern
    grades: dict[str, tuple[str, ...]]
    empty: tuple[str, ...]
