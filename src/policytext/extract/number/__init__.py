"""Numerals: where they stand and what they are worth, exactly."""

from policytext.extract.number.rules import Number, grammar, numbers

__all__ = ["Number", "grammar", "numbers"]
