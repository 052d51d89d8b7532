"""The table of words that queries are typed with."""

from __future__ import annotations

from collections.abc import Mapping

from policytext.knowledge.schema.base import Table


class Search(Table):
    """Spellings by what they mean: `operators`, `keys` of filters, and `answers` to a filter of yes or no."""

    operators: dict[str, tuple[str, ...]]
    keys: dict[str, tuple[str, ...]]
    answers: dict[str, tuple[str, ...]]

    def operator(self, word: str) -> str | None:
        """The operator that a word is, by the key of the table; None for a word that is none."""
        return _named(self.operators, word)

    def key(self, word: str) -> str | None:
        """The key of a filter that a word is, whatever its case."""
        return _named(self.keys, word.lower())

    def answer(self, word: str) -> str | None:
        """`yes` or `no`, as a word says it."""
        return _named(self.answers, word.lower())


def _named(words: Mapping[str, tuple[str, ...]], word: str) -> str | None:
    return next((name for name, spellings in words.items() if word in spellings), None)
