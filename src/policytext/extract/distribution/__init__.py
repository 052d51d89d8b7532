"""Lists with 分别 or 依次: which value belongs to which member."""

from policytext.extract.distribution.rules import distribute

__all__ = ["distribute"]
