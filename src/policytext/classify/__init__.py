"""The classify room: which governance model, tags, service modes and domains a text speaks for, and where."""

from policytext.classify.stage import classify

__all__ = ["classify"]
