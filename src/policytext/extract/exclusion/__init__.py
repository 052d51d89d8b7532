"""Numerals that are no figures, and why."""

from policytext.extract.exclusion.rules import DATE, Mark, exclusion, zones

__all__ = ["DATE", "Mark", "exclusion", "zones"]
