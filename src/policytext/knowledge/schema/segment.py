"""Table of the segment module: where sentences end."""

from __future__ import annotations

from policytext.knowledge.schema.base import Pattern, Table


class Segment(Table):
    """segment.yaml.

    Args:
        end: the end of a sentence, with the closing marks that belong to it.
        pairs: opening mark to closing mark; a sentence does not end inside a pair.
        pair_longest: characters; a pair that closes later than this protects nothing.
        goes_on: what follows a closed quotation when the sentence goes on after it.
        longest: characters; a longer sentence is read in parts.
        parting: what such parts end with, where there is one.
    """

    end: Pattern
    pairs: dict[str, str]
    pair_longest: int
    goes_on: Pattern
    longest: int
    parting: Pattern
