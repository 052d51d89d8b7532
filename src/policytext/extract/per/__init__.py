"""The denominator a figure is counted per, as written."""

from policytext.extract.per.rules import denominator

__all__ = ["denominator"]
