"""What is implausible about mentions: flagged, never changed."""

from policytext.extract.doubt.rules import doubt

__all__ = ["doubt"]
