"""What kind of amount a mention is, and on which level its figure stands."""

from policytext.extract.nature.rules import level_of, nature, own_level

__all__ = ["level_of", "nature", "own_level"]
