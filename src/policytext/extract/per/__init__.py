"""The denominator a figure is counted per, as written."""

from policytext.extract.per.rules import counted, denominator

__all__ = ["counted", "denominator"]
