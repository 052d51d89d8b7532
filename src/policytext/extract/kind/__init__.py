"""Whether a mention is a fact, a target or a norm, and how strongly it is promised."""

from policytext.extract.kind.outlook import BACK, lean, outlook
from policytext.extract.kind.rules import UNTOLD, Moods, moods, sort

__all__ = ["BACK", "UNTOLD", "Moods", "lean", "moods", "outlook", "sort"]
