"""The table of what analysts see: names of sheets and columns, words for codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policytext.errors import QueryError
from policytext.knowledge.schema.base import Pattern, Table


class Citation(Table):
    """How documents are cited: marks by genre, BibTeX entries by mark, cautions by grade of the source."""

    marks: dict[str, str]
    other: str
    untitled: str
    entries: dict[str, str]
    cautions: dict[str, str]


class Verification(Table):
    """A sample to judge: sheets, columns, the words that judge, and the paragraphs for a methods section."""

    numbers: str
    pages: str
    number_columns: dict[str, str]
    judged: str
    verdict: str
    page_columns: dict[str, str]
    missed: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    zh: dict[str, str]
    en: dict[str, str]
    report_columns: dict[str, str]


class Confidential(Table):
    """Markings of documents that stay at home, and numbers that tell a person."""

    internal: tuple[Pattern, ...]
    personal: tuple[Pattern, ...]


class Display(Table):
    """How stored codes are shown; the order of the columns is that of the table.

    `gap_columns` are those of the list of documents that are not whole;
    `coding` and `training` are the words of double coding and of training;
    `values` are by column, then by code; `places` hold a `{}` for the number;
    `bands` are the least strength and its word, from the strongest.
    """

    sheets: dict[str, str]
    columns: dict[str, str]
    document_columns: dict[str, str]
    gap_columns: dict[str, str]
    codebook_columns: dict[str, str]
    panel_columns: dict[str, str]
    panel_indicator: dict[str, str]
    change_columns: dict[str, str]
    copy_columns: dict[str, str]
    difference_columns: dict[str, str]
    returned_columns: dict[str, str]
    confidential: Confidential
    verification: Verification
    citation: Citation
    terms: dict[str, str]
    comparison: dict[str, str]
    coding: dict[str, str]
    training: dict[str, str]
    bands: tuple[tuple[float, str], ...]
    values: dict[str, dict[str, str]]
    places: dict[str, str]
    place_kinds: dict[str, str]

    def word(self, column: str, code: str) -> str:
        """What is shown for a code; the code itself where no word is known."""
        return self.values.get(column, {}).get(code, code)

    def reason(self, reason: str) -> str:
        """A reason of completeness in words: a gap with its rule, a size with its number, or a finding."""
        kind, _, rule = reason.partition(":")
        name, _, number = reason.partition("=")
        if rule:
            return f"{self.word('gap', kind)}({rule})"
        return f"{self.word('completeness_reason', name)}{number}"

    def edit_rule(self, rule: str) -> str:
        """What a rule of cleaning does; that of one site is told with the site's id."""
        known = self.values["edit_rule"]
        kind, _, site = rule.rpartition("-")
        return known[rule] if rule in known else f"{known[kind]} {site}" if kind in known else rule

    def flag(self, flag: str) -> str:
        """What is implausible about a number, in words; another reading of it is quoted."""
        name, mark, reading = flag.partition(":")
        return f"{self.word('flags', name)} {reading}" if mark else self.word("flags", flag)

    def code(self, column: str, asked: str) -> str:
        """The code that is meant, by itself, by the word that analysts see or by a beginning that only one word has.

        Raises:
            QueryError: there is none such; it names those there are.
        """
        words = self.values.get(column, {})
        code = asked if asked in words else next((code for code, word in words.items() if word == asked), None)
        begins = [code for code, word in words.items() if asked and word.startswith(asked)]
        if code is None and len(begins) == 1:
            code = begins[0]
        if code is None:
            known = ", ".join(f"{code} {word}" for code, word in words.items())
            raise QueryError(f"{asked!r} is no {column}; there are {known}")
        return code

    def band(self, strength: float) -> str:
        """The word for a strength in 0..1: people are never shown the bare number."""
        return next(word for least, word in self.bands if strength >= least)

    def place(self, located: Mapping[str, Any]) -> str:
        """A place in a file in words, empty for a plain text.

        Args:
            located: what is known of kind, page, paragraph, table, row, column, member.
        """
        parts = [form.replace("{}", str(located[key])) for key, form in self.places.items() if key in located]
        return " ".join([*parts, *filter(None, [self.place_kinds.get(located.get("kind", ""))])])
