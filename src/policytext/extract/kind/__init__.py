"""Whether a mention is a fact, a target or a norm, and how strongly it is promised."""

from policytext.extract.kind.outlook import lean, outlook
from policytext.extract.kind.rules import Moods, moods, sort

__all__ = ["Moods", "lean", "moods", "outlook", "sort"]
